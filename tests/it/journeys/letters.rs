//! The mail: what it holds, in which language, and that it goes out once and only with consent.

use pretend_telegram::faults::{FaultKind, FaultSpec};
use qazaq_esim_bot::demo::robot::Wish;
use qazaq_esim_bot::domain::country::Place;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::{MINUTE, Shop, link_in, pictures};

async fn letter_in(lang: Lang) {
    let shop = Shop::open().await;
    shop.customer().wishes(&Wish::in_language(lang)).await;
    let order = shop.newest_order().await;
    let mail = shop.world.mails().pop().unwrap();
    let raw = String::from_utf8_lossy(&mail.raw).into_owned();
    let letter = mail.read();

    let place = Place::parse("TR").unwrap();
    assert_eq!(letter.subject, shop.plain(&Text::MailSubject { order, place: place.into() }, lang));
    let card = shop.customer().photos().pop().unwrap();
    let code = pictures::scan(&shop.customer().picture(&card)).unwrap();
    let secret = code.rsplit('$').next().unwrap();
    assert!(!letter.subject.contains(secret), "no secret in the subject");
    assert!(letter.text.contains(&code) && letter.text.contains(&order.to_string()));
    assert!(letter.html.contains(secret), "readable with images off");
    assert!(letter.html.contains("cid:"), "the QR stands in the text");
    assert!(letter.html.contains(&format!("lang=\"{}\"", lang.code())));
    assert!(raw.to_lowercase().contains("reply-to: "), "answers go to support");
    assert!(!letter.message_id.contains(&order.to_string()), "servers write the id down");

    let inline = letter.parts.iter().find(|part| part.inline).expect("an inline picture");
    let attached = letter.parts.iter().find(|part| !part.inline).expect("an attachment");
    assert!(!inline.content_id.is_empty() && letter.html.contains(&inline.content_id));
    assert!(attached.name.contains(&order.to_string()));
    for part in [inline, attached] {
        assert_eq!(part.media_type, "image/png");
        assert_eq!(pictures::scan(&part.bytes).as_deref(), Some(code.as_str()));
    }
    shop.finish().await;
}

#[tokio::test]
async fn the_letter_in_kazakh() {
    letter_in(Lang::Kk).await;
}

#[tokio::test]
async fn the_letter_in_russian() {
    letter_in(Lang::Ru).await;
}

#[tokio::test]
async fn the_letter_in_english() {
    letter_in(Lang::En).await;
}

#[tokio::test]
async fn a_refused_address_is_told_and_can_be_corrected() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    phone.choose("Turkey", "tr-1").await;
    phone.agree().await;
    phone.mail_to("nobody@example.com").await;
    shop.world.add_fault(FaultSpec::new(FaultKind::SmtpRefuse));
    phone.pays().await;
    assert_eq!(shop.orders().await, ["fulfilled"], "the chat has its QR all the same");
    assert!(shop.world.mails().is_empty());
    let order = shop.newest_order().await;
    phone.tap(&Press::CorrectFor(order)).await;
    phone.say("somebody@example.com").await;
    phone.press("the address", |press| matches!(press, Press::AddressOk(_))).await;
    // Nobody knows whether it is read: no code goes there before somebody pressed its link.
    let question = shop.world.mails().pop().unwrap();
    assert_eq!(question.to, ["somebody@example.com"]);
    let words = question.read();
    assert!(words.parts.is_empty() && !words.text.contains("LPA:"), "{}", words.text);
    assert!(!words.text.contains(&order.to_string()));
    phone.say("/esims").await;
    phone.tap(&Press::Esim(order)).await;
    phone.tap(&Press::SendMail(order)).await;
    assert_eq!(shop.world.mails().len(), 1, "the next one waits for the link, or for a day");
    // Whoever presses it sees nothing of the order, and the letter follows.
    shop.admin().say(&link_in(&question)).await;
    shop.admin().expect_last(&Text::LetterLinkPressed, Lang::Ru);
    let letter = shop.world.mails().pop().unwrap();
    assert_eq!((shop.world.mails().len(), letter.to.as_slice()), (2, question.to.as_slice()));
    assert!(letter.read().text.contains("LPA:"));
    // From now on it can be had again: three letters in 24 hours, the refused one and the question
    // counted in.
    for mails in [2, 3] {
        phone.say("/esims").await;
        phone.tap(&Press::Esim(order)).await;
        phone.tap(&Press::SendMail(order)).await;
        assert_eq!(shop.world.mails().len(), mails);
        shop.advance(24 * 60 * MINUTE).await;
    }
    shop.finish().await;
}

/// The mailbox is busy, and meanwhile the address is corrected, then the consent taken back: what
/// waited ends unsent, and no row of an address is left.
#[tokio::test]
async fn a_letter_that_waits_goes_to_the_corrected_address_or_to_nobody() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::Ru).await;
    phone.choose("Turkey", "tr-1").await;
    phone.agree().await;
    phone.mail_to("former@example.com").await;
    shop.world.add_fault(FaultSpec::new(FaultKind::SmtpTemporary));
    phone.pays().await;
    let order = shop.newest_order().await;
    phone.say("/esims").await;
    phone.tap(&Press::Esim(order)).await;
    phone.tap(&Press::CorrectFor(order)).await;
    phone.say("latter@example.com").await;
    phone.press("the address", |press| matches!(press, Press::AddressOk(_))).await;
    shop.advance(5 * MINUTE).await;
    let to = || shop.world.mails().iter().map(|mail| mail.to[0].clone()).collect::<Vec<_>>();
    assert_eq!(to(), ["latter@example.com"]);
    phone.say(&link_in(&shop.world.mails().pop().unwrap())).await;
    assert_eq!(to(), ["latter@example.com"; 2], "somebody reads it, and the letter follows");
    shop.advance(24 * 60 * MINUTE).await;

    shop.world.add_fault(FaultSpec::new(FaultKind::SmtpTemporary));
    phone.say("/esims").await;
    phone.tap(&Press::Esim(order)).await;
    phone.tap(&Press::SendMail(order)).await;
    phone.say("/consents").await;
    phone.tap(&Press::WithdrawEmail).await;
    assert_eq!(shop.addresses().await, 0);
    shop.advance(5 * MINUTE).await;
    assert_eq!(to().len(), 2, "nothing is sent after the consent was taken back");

    // The old button says what is the case, and one press turns letters on again.
    phone.tap(&Press::SendMail(order)).await;
    phone.expect_last(&Text::LetterWithdrawn { order }, Lang::Ru);
    phone.tap(&Press::MailOn(order)).await;
    phone.say("again@example.com").await;
    assert_eq!(shop.addresses().await, 0);
    assert!(phone.last().text.contains("again@example.com"), "shown back from the dialogue");
    phone.press("the address", |press| matches!(press, Press::AddressOk(_))).await;
    assert_eq!(to().pop().unwrap(), "again@example.com");
    shop.finish().await;
}

#[tokio::test]
async fn a_mailbox_that_is_busy_gets_its_letter_later() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::En).await;
    phone.choose("Turkey", "tr-1").await;
    phone.agree().await;
    phone.mail_to("somebody@example.com").await;
    shop.world.add_fault(FaultSpec::new(FaultKind::SmtpTemporary).times(2));
    phone.pays().await;
    assert_eq!(shop.orders().await, ["fulfilled"]);
    assert!(shop.world.mails().is_empty());
    shop.advance(MINUTE).await;
    shop.advance(5 * MINUTE).await;
    assert_eq!(shop.world.mails().len(), 1);
    shop.finish().await;
}

#[tokio::test]
async fn who_wished_the_chat_alone_gets_no_letter_although_the_address_is_known() {
    let shop = Shop::open().await;
    let phone = shop.customer();
    phone.begin(Lang::Ru).await;
    phone.choose("Turkey", "tr-1").await;
    phone.agree().await;
    phone.mail_to("traveller@example.com").await;
    phone.pays().await;
    assert_eq!(shop.world.mails().len(), 1);
    phone.say("/start").await;
    phone.invoice_for("Turkey", "tr-1").await;
    phone.pays().await;
    assert_eq!(shop.orders().await, ["fulfilled", "fulfilled"]);
    assert_eq!(shop.world.mails().len(), 1, "a letter went out that nobody wished");
    // It can still be wished, with a consent of its own.
    let order = shop.newest_order().await;
    phone.say("/esims").await;
    phone.tap(&Press::Esim(order)).await;
    phone.tap(&Press::SendMail(order)).await;
    assert_eq!(shop.world.mails().len(), 1, "the consent comes first");
    phone.tap(&Press::MailSame(order)).await;
    assert_eq!(shop.world.mails().len(), 1, "nobody pressed the link of the first one yet");
    shop.advance(24 * 60 * MINUTE).await;
    phone.say("/esims").await;
    phone.tap(&Press::Esim(order)).await;
    phone.tap(&Press::SendMail(order)).await;
    assert_eq!(shop.world.mails().len(), 2, "a day without a refusal is a sign of life");
    shop.finish().await;
}
