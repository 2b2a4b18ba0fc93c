//! Help, legal texts and support: any kind of message reaches the admins, and their answer returns.

use pretend_telegram::world::chats::{Content, Message};
use pretend_telegram::world::people::{Sending, SendingKind};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::text::Text;

use crate::support::Shop;

fn holds(message: &Message, kind: SendingKind) -> bool {
    match kind {
        SendingKind::Photo => matches!(message.content, Content::Photo(_)),
        SendingKind::Voice => matches!(message.content, Content::Voice(_)),
        SendingKind::Document => matches!(message.content, Content::Document(_)),
        SendingKind::Sticker => matches!(message.content, Content::Sticker(..)),
        SendingKind::Contact => matches!(message.content, Content::Contact(_)),
        SendingKind::Location => matches!(message.content, Content::Location(..)),
    }
}

#[tokio::test]
async fn every_command_answers_in_the_customers_language() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    for lang in Lang::ALL {
        phone.say("/language").await;
        phone.tap(&qazaq_esim_bot::domain::press::Press::Lang(lang)).await;
        for (command, text) in [
            ("/help", Text::Help),
            ("/terms", Text::Terms1),
            ("/privacy", Text::Privacy1),
            ("/paysupport", Text::PaySupport),
            ("/consents", Text::ConsentsTitle),
            ("/esims", Text::EsimsEmpty),
            ("/support", Text::SupportAsk),
            ("/cancel", Text::Left),
            ("/cancel", Text::NothingToCancel),
            ("/deletemydata", Text::EraseFirst),
            ("/HELP@pretend_esim_bot", Text::Help),
            ("/nonsense", Text::UnknownCommand),
        ] {
            phone.say(command).await;
            phone.expect_last(&text, lang);
        }
    }
    shop.finish().await;
}

#[tokio::test]
async fn a_text_to_support_and_the_answer_to_it() {
    let mut shop = Shop::open().await;
    shop.plant("My phone does not see the network");
    shop.plant("Please switch roaming on");
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    phone.begin(Lang::Kk).await;
    phone.say("/support").await;
    phone.say("My phone does not see the network").await;
    phone.expect_last(&Text::SupportSent, Lang::Kk);
    admin.expect(&Text::SupportHeader { language: Lang::Kk }, Lang::Ru);
    let copy = admin.last();
    assert_eq!(copy.text, "My phone does not see the network");
    assert_eq!(copy.forward_of, None, "a copy does not say who wrote it");

    let answer = Sending {
        text: Some("Please switch roaming on".to_owned()),
        reply_to: Some(copy.id),
        ..Sending::default()
    };
    admin.send(&answer).await;
    phone.expect(&Text::SupportAnswer, Lang::Kk);
    assert_eq!(phone.last().text, "Please switch roaming on");
    admin.expect_last(&Text::SupportDelivered, Lang::Ru);
    assert_eq!(shop.audit().await, ["admin support_answer"]);
    shop.finish().await;
}

#[tokio::test]
async fn any_kind_of_message_goes_both_ways() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    phone.begin(Lang::En).await;
    phone.say("/support").await;
    for kind in
        [SendingKind::Photo, SendingKind::Voice, SendingKind::Document, SendingKind::Sticker]
    {
        phone.send_kind(kind).await;
        let copy = admin.last();
        assert!(holds(&copy, kind), "{kind:?}");
        let answer = Sending { kind: Some(kind), reply_to: Some(copy.id), ..Sending::default() };
        admin.send(&answer).await;
        assert!(holds(&phone.last(), kind), "{kind:?} back");
    }
    shop.finish().await;
}

#[tokio::test]
async fn the_order_stands_above_a_customers_question() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    admin.say("/start").await;
    phone.buys(Lang::En).await;
    let order = shop.newest_order().await;
    phone.say("/support").await;
    phone.say("Where do I scan it?").await;
    admin.expect(&Text::SupportHeaderOrder { language: Lang::En, order }, Lang::Ru);
    shop.finish().await;
}

#[tokio::test]
async fn a_reply_to_nobodys_message_goes_nowhere() {
    let shop = Shop::open().await;
    let (phone, admin) = (shop.customer(), shop.admin());
    phone.begin(Lang::En).await;
    admin.say("/start").await;
    let before = phone.messages().len();
    let reply = Sending {
        text: Some("Hello?".to_owned()),
        reply_to: Some(admin.last().id),
        ..Sending::default()
    };
    admin.send(&reply).await;
    admin.expect_last(&Text::SupportGone, Lang::Ru);
    assert_eq!(phone.messages().len(), before);
    shop.finish().await;
}
