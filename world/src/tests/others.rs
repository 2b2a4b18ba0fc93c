//! What bots of others ask for most, besides messages and payments.

use super::*;
use crate::world::money::{PayOutcome, PayTarget};
use crate::world::people::{Sending, SendingKind};
use crate::world::state::Membership;

#[tokio::test]
async fn a_channel_knows_who_is_in_it() {
    let (_sim, world, client) = started().await;
    let channel = world.add_group("channel", "News", Some("pretend_news"));
    let ask = json!({"chat_id": "@Pretend_News", "user_id": CUSTOMER});
    assert_eq!(client.ok("getChatMember", ask.clone()).await["status"], "left");
    world.set_member(channel, CUSTOMER, Membership::Member).unwrap();
    world.set_member(channel, crate::ADMIN, Membership::Creator).unwrap();
    let member = client.ok("getChatMember", ask).await;
    assert_eq!((&member["status"], &member["user"]["id"]), (&json!("member"), &json!(CUSTOMER)));
    let here = json!({ "chat_id": channel });
    assert_eq!(client.ok("getChatMemberCount", here.clone()).await, 3);
    let leads = client.ok("getChatAdministrators", here.clone()).await;
    assert_eq!(
        (&leads[0]["status"], &leads[1]["status"]),
        (&json!("creator"), &json!("administrator"))
    );
    assert_eq!(client.ok("getChat", here).await["username"], "pretend_news");
    let nobody = json!({"chat_id": channel, "user_id": 1});
    assert_eq!(client.refused("getChatMember", nobody).await, bad("user not found"));
    let alone = json!({ "chat_id": CUSTOMER });
    let words = bad("there are no administrators in the private chat");
    assert_eq!(client.refused("getChatAdministrators", alone).await, words);
    client.ok("sendMessage", json!({"chat_id": "@pretend_news", "text": "x"})).await;
    assert_eq!(world.last_message(channel).unwrap().text, "x");
}

#[tokio::test]
async fn several_messages_are_copied_forwarded_and_deleted_at_once() {
    let (_sim, world, client) = started().await;
    let one = world.send_text(CUSTOMER, "one").unwrap();
    let two = world.send_text(CUSTOMER, "two").unwrap();
    let all = json!({"chat_id": CUSTOMER, "from_chat_id": CUSTOMER, "message_ids": [one, 1, two]});
    let copied = client.ok("copyMessages", all.clone()).await;
    assert_eq!(copied.as_array().unwrap().len(), 2);
    assert_eq!(world.last_message(CUSTOMER).unwrap().id, copied[1]["message_id"]);
    client.ok("forwardMessages", all).await;
    assert_eq!(world.last_message(CUSTOMER).unwrap().forward_of, Some(CUSTOMER));
    let before = world.messages(CUSTOMER).len();
    client.ok("deleteMessages", json!({"chat_id": CUSTOMER, "message_ids": [one, two, 1]})).await;
    assert_eq!(world.messages(CUSTOMER).len(), before - 2);
    let none = json!({"chat_id": CUSTOMER, "message_ids": []});
    let words = bad("message identifiers are not specified");
    assert_eq!(client.refused("deleteMessages", none).await, words);
}

#[tokio::test]
async fn an_album_is_copied_as_one_and_without_its_words_if_so_wished() {
    let (_sim, world, client) = started().await;
    let part = |caption: Option<&str>| Sending {
        caption: caption.map(str::to_owned),
        album: Some("13".to_owned()),
        ..Sending::kind(SendingKind::Photo)
    };
    let sent = [part(Some("here")), part(None)].map(|part| world.send(CUSTOMER, &part).unwrap());
    let updates = client.ok("getUpdates", json!({})).await;
    for update in updates.as_array().unwrap() {
        assert_eq!(update["message"]["media_group_id"], "13");
    }
    let all = |bare: bool| {
        json!({
            "chat_id": CUSTOMER, "from_chat_id": CUSTOMER, "message_ids": sent,
            "remove_caption": bare,
        })
    };
    for (bare, words) in [(false, "here"), (true, "")] {
        let copied = client.ok("copyMessages", all(bare)).await;
        let copies: Vec<_> = world.messages(CUSTOMER).into_iter().rev().take(2).collect();
        assert_eq!(copied[1]["message_id"], copies[0].id);
        assert_eq!((copies[1].text.as_str(), &copies[0].album), (words, &copies[1].album));
        assert_ne!(copies[0].album.as_deref(), Some("13"));
    }
    // One of them alone is no album.
    let one = json!({"chat_id": CUSTOMER, "from_chat_id": CUSTOMER, "message_id": sent[0]});
    client.ok("copyMessage", one).await;
    assert_eq!(world.last_message(CUSTOMER).unwrap().album, None);
}

#[tokio::test]
async fn who_refuses_voice_messages_gets_none() {
    let (_sim, world, client) = started().await;
    world.change(|state| state.person_refuses_voice(CUSTOMER, true)).unwrap();
    let voice = world.send(CUSTOMER, &Sending::kind(SendingKind::Voice)).unwrap();
    let copy = json!({"chat_id": CUSTOMER, "from_chat_id": CUSTOMER, "message_id": voice});
    let refused = bad("VOICE_MESSAGES_FORBIDDEN");
    assert_eq!(client.refused("copyMessage", copy.clone()).await, refused);
    assert_eq!(client.refused("forwardMessage", copy.clone()).await, refused);
    world.change(|state| state.person_refuses_voice(CUSTOMER, false)).unwrap();
    client.ok("copyMessage", copy).await;
}

#[tokio::test]
async fn a_message_is_pinned_and_gets_a_reaction() {
    let (_sim, world, client) = started().await;
    let id = world.send_text(CUSTOMER, "hello").unwrap();
    let this = json!({"chat_id": CUSTOMER, "message_id": id});
    client.drain().await;
    client.ok("pinChatMessage", this.clone()).await;
    let line = client.drain().await.pop().unwrap()["message"].clone();
    assert_eq!((&line["from"]["is_bot"], &line["chat"]["id"]), (&json!(true), &json!(CUSTOMER)));
    assert_eq!(line["pinned_message"]["message_id"], id);
    let line = json!({"chat_id": CUSTOMER, "message_id": line["message_id"]});
    client.ok("deleteMessage", line).await;
    assert!(world.last_message(CUSTOMER).is_some_and(|last| last.id == id), "the line is gone");
    client.ok("pinChatMessage", this.clone()).await;
    assert!(client.drain().await.is_empty(), "pinned already, and no second line");
    let chat = client.ok("getChat", json!({ "chat_id": CUSTOMER })).await;
    assert_eq!(chat["pinned_message"]["message_id"], id);
    let mut react = this.clone();
    react["reaction"] = json!([{"type": "emoji", "emoji": "👍"}]);
    client.ok("setMessageReaction", react).await;
    let view = world.phone(CUSTOMER, 1).unwrap()["messages"][0].clone();
    assert_eq!((&view["pinned"], &view["reaction"]), (&json!(true), &json!("👍")));
    client.ok("unpinChatMessage", this.clone()).await;
    assert_eq!(client.refused("unpinChatMessage", this).await, bad("message to unpin not found"));
    client.ok("unpinAllChatMessages", json!({ "chat_id": CUSTOMER })).await;
}

#[tokio::test]
async fn an_invoice_is_paid_by_its_link() {
    let (sim, world, client) = started().await;
    let link = json!({
        "title": "Plan", "description": "1 GB", "payload": "p", "currency": "XTR",
        "prices": [{"label": "Plan", "amount": 7}],
    });
    let link = client.ok("createInvoiceLink", link).await;
    let url = format!("{}world/people/{CUSTOMER}/pay", sim.page_url());
    let pays = tokio::spawn(client.http.post(url).json(&json!({ "link": link })).send());
    let query = loop {
        let updates = client.drain().await;
        if let Some(update) = updates.first() {
            break update["pre_checkout_query"].clone();
        }
        crate::clock::real_pause(std::time::Duration::from_millis(5)).await;
    };
    assert_eq!(query["invoice_payload"], "p");
    let yes = json!({"pre_checkout_query_id": query["id"], "ok": true});
    client.ok("answerPreCheckoutQuery", yes).await;
    let paid: Value = pays.await.unwrap().unwrap().json().await.unwrap();
    assert_eq!(paid["outcome"], "paid");
    assert_eq!(client.drain().await[0]["message"]["successful_payment"]["total_amount"], 7);
    let again = world.pay(CUSTOMER, PayTarget::Invoice(99)).await;
    assert!(matches!(again, PayOutcome::Unavailable { .. }));
}
