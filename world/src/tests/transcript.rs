//! A chat as it is read afterwards: every screen in its order, and what was pressed.

use super::*;
use crate::world::money::PayTarget;

#[tokio::test]
async fn a_transcript_shows_each_screen_and_each_press() {
    let (_sim, world, client) = started().await;
    let keyboard =
        |label: &str| json!({"inline_keyboard": [[{"text": label, "callback_data": "x"}]]});
    let screen = |text: &str, label: &str| {
        let markup = keyboard(label);
        json!({"chat_id": CUSTOMER, "text": text, "reply_markup": markup})
    };
    let id = client.ok("sendMessage", screen("Which?\nSay.", "This")).await["message_id"].clone();
    world.press_labelled(CUSTOMER, "This").unwrap();
    let query = client.drain().await[0]["callback_query"]["id"].clone();
    client.ok("answerCallbackQuery", json!({"callback_query_id": query, "text": "Noted"})).await;
    let mut edit = screen("Well?", "Back");
    edit["message_id"] = id.clone();
    client.ok("editMessageText", edit).await;
    // The button of an older screen, on a phone that did not hear of the edit.
    world.press_data(CUSTOMER, id.as_i64().unwrap(), "old").unwrap();
    client.ok("deleteMessage", json!({"chat_id": CUSTOMER, "message_id": id})).await;
    let invoice = json!({
        "chat_id": CUSTOMER, "title": "Plan", "description": "1 GB", "payload": "p",
        "currency": "XTR", "prices": [{"label": "Plan", "amount": 7}],
        "reply_markup": {"inline_keyboard": [[{"text": "Pay 7", "pay": true}]]},
    });
    let invoice = client.ok("sendInvoice", invoice).await["message_id"].as_i64().unwrap();
    world.top_up(CUSTOMER, 7, 0).unwrap();
    let query = world.begin_pay(CUSTOMER, PayTarget::Message(invoice)).unwrap();
    let yes = json!({"pre_checkout_query_id": query, "ok": true});
    client.ok("answerPreCheckoutQuery", yes).await;
    let expected = "\
me    | /start

bot   | Which?
      | Say.
      | [ This ]

press | [ This ]

toast | Noted

edit  | Well?
      | [ Back ]

press | [ a button that is not there ]

gone  | Well?

bot   | [invoice, 7 XTR] Plan
      | 1 GB
      | [ Pay 7 ]

press | [ Pay 7 ]

me    | [paid 7 XTR]

";
    assert_eq!(world.transcript(CUSTOMER), expected);
}
