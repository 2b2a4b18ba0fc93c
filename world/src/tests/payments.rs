//! Payments: the whole way, and every way it can go wrong.

use super::*;
use crate::SECOND_CUSTOMER;
use crate::faults::{FaultKind, FaultSpec};
use crate::world::bank::{BANK_PAGE_MS, BankPage};
use crate::world::money::{LedgerKind, PayOutcome, PayTarget, PreCheckoutState};

const LATE: &str = "query is too old and response timeout expired or query ID is invalid";

fn stars(amount: i64) -> Value {
    json!({
        "chat_id": CUSTOMER, "title": "Kazakhstan", "description": "5 GB", "payload": "order:7",
        "currency": "XTR", "prices": [{"label": "eSIM", "amount": amount}],
        "start_parameter": "x", "provider_token": "",
    })
}

fn tenge(amount: i64, token: &str) -> Value {
    let mut fields = stars(amount);
    fields["currency"] = json!("KZT");
    fields["provider_token"] = json!(token);
    fields["provider_data"] = json!("{\"order\":\"7\"}");
    fields
}

async fn invoice(client: &Client) -> i64 {
    client.ok("sendInvoice", stars(250)).await["message_id"].as_i64().unwrap()
}

fn answer(query: &str, ok: bool) -> Value {
    json!({"pre_checkout_query_id": query, "ok": ok, "error_message": "Sold out"})
}

async fn pay(world: &World, client: &Client, target: PayTarget, ok: bool) -> PayOutcome {
    let query = world.begin_pay(CUSTOMER, target).unwrap();
    let update = client.drain().await.pop().unwrap()["pre_checkout_query"].clone();
    assert_eq!(update["id"], json!(query));
    assert_eq!(update["from"]["id"], CUSTOMER);
    assert_eq!((&update["currency"], &update["total_amount"]), (&json!("XTR"), &json!(250)));
    assert_eq!(update["invoice_payload"], "order:7");
    client.ok("answerPreCheckoutQuery", answer(&query, ok)).await;
    world.payment_outcome(&query).await
}

#[tokio::test]
async fn a_payment_goes_through_and_comes_back_once() {
    let (_sim, world, client) = started().await;
    let before = world.person(CUSTOMER).unwrap().stars;
    let message = invoice(&client).await;
    let labels = world.last_message(CUSTOMER).unwrap();
    assert_eq!(labels.labels(), [["Pay ⭐️250"]]);
    let PayOutcome::Paid { charge_id } =
        pay(&world, &client, PayTarget::Message(message), true).await
    else {
        panic!("not paid");
    };
    assert_eq!(world.person(CUSTOMER).unwrap().stars, before - 250);
    let update = client.drain().await.pop().unwrap();
    assert_eq!(
        update["message"]["successful_payment"],
        json!({
            "currency": "XTR", "total_amount": 250, "invoice_payload": "order:7",
            "telegram_payment_charge_id": charge_id, "provider_payment_charge_id": "",
        })
    );
    assert_eq!(client.ok("getMyStarBalance", json!({})).await, json!({"amount": 250}));

    let refund = |id: &str| json!({"user_id": CUSTOMER, "telegram_payment_charge_id": id});
    let wrong = json!({"user_id": SECOND_CUSTOMER, "telegram_payment_charge_id": charge_id});
    let invalid = bad("CHARGE_ID_INVALID");
    assert_eq!(client.refused("refundStarPayment", wrong).await, invalid);
    assert_eq!(client.refused("refundStarPayment", refund("nothing")).await, invalid);
    assert_eq!(client.refused("refundStarPayment", refund("")).await, bad("CHARGE_ID_EMPTY"));
    world.set_bot_stars(249);
    let short = client.refused("refundStarPayment", refund(&charge_id)).await;
    assert_eq!(short, bad("BALANCE_TOO_LOW"));
    world.set_bot_stars(250);
    client.ok("refundStarPayment", refund(&charge_id)).await;
    let update = client.drain().await.pop().unwrap();
    let refunded = &update["message"]["refunded_payment"];
    assert_eq!(refunded["telegram_payment_charge_id"], json!(charge_id));
    let again = client.refused("refundStarPayment", refund(&charge_id)).await;
    assert_eq!(again, bad("CHARGE_ALREADY_REFUNDED"));

    assert_eq!(world.person(CUSTOMER).unwrap().stars, before);
    let kinds: Vec<_> = world.ledger().into_iter().map(|row| (row.kind, row.amount)).collect();
    assert_eq!(kinds, [(LedgerKind::Payment, 250), (LedgerKind::Refund, 250)]);
    let page = client.ok("getStarTransactions", json!({})).await["transactions"].clone();
    assert_eq!((&page[0]["id"], &page[1]["id"]), (&json!(charge_id), &json!(charge_id)));
    assert_eq!(page[0]["source"]["invoice_payload"], "order:7");
    assert_eq!(page[1]["receiver"]["user"]["id"], CUSTOMER);
    let rest = client.ok("getStarTransactions", json!({"offset": 1, "limit": 1})).await;
    assert_eq!(rest["transactions"], json!([page[1]]));
}

#[tokio::test]
async fn an_invoice_can_be_paid_again_even_when_its_message_is_gone() {
    let (_sim, world, client) = started().await;
    let message = invoice(&client).await;
    let first = pay(&world, &client, PayTarget::Message(message), true).await;
    let second = pay(&world, &client, PayTarget::Message(message), true).await;
    assert_ne!(first, second);
    client.ok("deleteMessage", json!({"chat_id": CUSTOMER, "message_id": message})).await;
    assert!(world.begin_pay(CUSTOMER, PayTarget::Message(message)).is_err());
    let invoice = world.invoices()[0].id;
    let third = pay(&world, &client, PayTarget::Invoice(invoice), true).await;
    assert!(matches!(third, PayOutcome::Paid { .. }));
    assert_eq!(world.invoices()[0].charge_ids.len(), 3);
    assert_eq!(world.ledger().len(), 3);
}

#[tokio::test]
async fn a_refusal_charges_nothing_and_is_read_by_the_person() {
    let (_sim, world, client) = started().await;
    let message = invoice(&client).await;
    let outcome = pay(&world, &client, PayTarget::Message(message), false).await;
    assert_eq!(outcome, PayOutcome::Refused { error_message: "Sold out".to_owned() });
    assert!(world.ledger().is_empty());
    let query = world.begin_pay(CUSTOMER, PayTarget::Message(message)).unwrap();
    let silent = json!({"pre_checkout_query_id": query, "ok": false});
    let words = bad("error_message must be non-empty");
    assert_eq!(client.refused("answerPreCheckoutQuery", silent).await, words);
}

#[tokio::test]
async fn an_answer_after_ten_seconds_is_too_late() {
    let (_sim, world, client) = started().await;
    let message = invoice(&client).await;
    let paying = {
        let world = world.clone();
        tokio::spawn(async move { world.pay(CUSTOMER, PayTarget::Message(message)).await })
    };
    let asked = |world: &World| world.pre_checkouts().pop();
    let asked = world.wait_for("the pre-checkout", asked).await.unwrap();
    world.advance(9_999).unwrap();
    tokio::task::yield_now().await;
    assert!(!paying.is_finished());
    world.advance(1).unwrap();
    assert_eq!(paying.await.unwrap(), PayOutcome::Timeout);
    let late = client.refused("answerPreCheckoutQuery", answer(&asked.id, true)).await;
    assert_eq!(late, bad(LATE));
    assert_eq!(world.pre_checkouts()[0].state, PreCheckoutState::TimedOut);
    assert!(world.ledger().is_empty());
    let unknown = client.refused("answerPreCheckoutQuery", answer("1", true)).await;
    assert_eq!(unknown, bad(LATE));
}

#[tokio::test]
async fn an_empty_wallet_pays_nothing() {
    let (_sim, world, client) = started().await;
    let message = invoice(&client).await;
    let query = world.begin_pay(CUSTOMER, PayTarget::Message(message)).unwrap();
    let all = world.person(CUSTOMER).unwrap().stars;
    // The Stars go elsewhere between the question and the answer.
    world.top_up(CUSTOMER, 249 - all, 0).unwrap();
    client.ok("answerPreCheckoutQuery", answer(&query, true)).await;
    let outcome = world.payment_outcome(&query).await;
    assert!(matches!(outcome, PayOutcome::Unavailable { .. }), "{outcome:?}");
    let outcome = world.pay(CUSTOMER, PayTarget::Message(message)).await;
    assert!(matches!(outcome, PayOutcome::Unavailable { .. }), "{outcome:?}");
    assert!(world.ledger().is_empty());
}

#[tokio::test]
async fn tenge_go_by_the_test_card_and_not_back() {
    let (sim, world, client) = started().await;
    for (fields, words) in [
        (tenge(500_000, ""), "PAYMENT_PROVIDER_INVALID"),
        (tenge(500_000, "1:TEST:x"), "PAYMENT_PROVIDER_INVALID"),
        (tenge(42_479, sim.provider_token()), "CURRENCY_TOTAL_AMOUNT_INVALID"),
        (tenge(424_809_024, sim.provider_token()), "CURRENCY_TOTAL_AMOUNT_INVALID"),
    ] {
        assert_eq!(client.refused("sendInvoice", fields).await, bad(words));
    }
    let before = world.person(CUSTOMER).unwrap().tenge_minor;
    client.ok("sendInvoice", tenge(500_000, sim.provider_token())).await;
    let target = PayTarget::Invoice(world.invoices()[0].id);
    let query = world.begin_pay(CUSTOMER, target).unwrap();
    client.ok("answerPreCheckoutQuery", answer(&query, true)).await;
    let row = world.ledger().pop().unwrap();
    assert_eq!((row.currency.as_str(), row.amount), ("KZT", 500_000));
    assert!(!row.provider_charge_id.is_empty());
    assert_eq!(world.person(CUSTOMER).unwrap().tenge_minor, before - 500_000);
    let refund = json!({"user_id": CUSTOMER, "telegram_payment_charge_id": row.charge_id});
    assert_eq!(client.refused("refundStarPayment", refund).await, bad("CHARGE_ID_INVALID"));
    assert_eq!(client.ok("getStarTransactions", json!({})).await["transactions"], json!([]));
}

#[tokio::test]
async fn a_banks_page_takes_the_money_at_its_end_declines_it_or_is_closed() {
    let (sim, world, client) = started().await;
    let decline = BankPage { takes_ms: 60_000, declines: true };
    let slow = BankPage { takes_ms: BANK_PAGE_MS + 1, declines: false };
    let mut ends = Vec::new();
    for (page, closes) in [(decline, false), (slow, true), (slow, false)] {
        client.ok("sendInvoice", tenge(500_000, sim.provider_token())).await;
        let target = PayTarget::Invoice(world.invoices().len().try_into().unwrap());
        world.set_bank_page(page);
        let query = world.begin_pay(CUSTOMER, target).unwrap();
        client.ok("answerPreCheckoutQuery", answer(&query, true)).await;
        // It is answered once, however long the page takes.
        let again = client.refused("answerPreCheckoutQuery", answer(&query, true)).await;
        assert_eq!(again, bad(LATE));
        if closes {
            assert!(world.close_bank_page(&query) && !world.close_bank_page(&query));
        } else {
            world.advance(page.takes_ms.min(BANK_PAGE_MS) - 1).unwrap();
            assert!(world.ledger().is_empty());
            world.advance(1).unwrap();
        }
        ends.push(matches!(world.payment_outcome(&query).await, PayOutcome::Paid { .. }));
    }
    assert_eq!((ends, world.ledger().len()), (vec![false, false, true], 1));
}

#[tokio::test]
async fn invoices_keep_telegrams_limits() {
    let (_sim, _world, client) = started().await;
    let with = |key: &str, value: Value| {
        let mut fields = stars(250);
        fields[key] = value;
        fields
    };
    let keyboard = json!({"inline_keyboard": [[{"text": "Back", "callback_data": "b"}]]});
    let two = json!([{"label": "a", "amount": 1}, {"label": "b", "amount": 2}]);
    for fields in [
        with("title", json!("ж".repeat(33))),
        with("title", json!("")),
        with("description", json!("ж".repeat(256))),
        with("payload", json!("ж".repeat(65))),
        with("currency", json!("EUR")),
        with("provider_token", json!("x")),
        with("prices", two),
        with("prices", json!([{"label": "a", "amount": 0}])),
        with("prices", json!([])),
        with("start_parameter", json!("a b")),
        with("reply_markup", keyboard),
        with("need_everything", json!(true)),
    ] {
        let (status, words) = client.refused("sendInvoice", fields.clone()).await;
        assert_eq!(status, 400, "{words} for {fields}");
    }
    client.ok("sendInvoice", with("title", json!("ж".repeat(32)))).await;
    client.ok("sendInvoice", with("payload", json!("ж".repeat(64)))).await;
    client.ok("sendInvoice", with("prices", json!("[{\"label\":\"a\",\"amount\":\"3\"}]"))).await;
    let pay = json!({"inline_keyboard": [[{"text": "Pay", "pay": true}],
        [{"text": "Back", "callback_data": "b"}]]});
    client.ok("sendInvoice", with("reply_markup", pay)).await;
}

#[tokio::test]
async fn a_payment_may_come_inside_a_message_of_an_unknown_shape() {
    let (_sim, world, client) = started().await;
    let message = invoice(&client).await;
    let odd = json!({"message": {"forward_origin": {"type": "unheard_of"}, "novelty": [1]}});
    let fault = FaultSpec::new(FaultKind::PatchUpdate).on("successful_payment").with(odd);
    world.add_fault(fault);
    pay(&world, &client, PayTarget::Message(message), true).await;
    let update = client.drain().await.pop().unwrap()["message"].clone();
    assert_eq!(update["forward_origin"]["type"], "unheard_of");
    assert_eq!(update["successful_payment"]["total_amount"], 250);
}
