//! The mail: what it holds, in which language, and that it goes out once and only with consent.

use pretend_telegram::faults::{FaultKind, FaultSpec};
use qazaq_esim_bot::demo::robot::Wish;
use qazaq_esim_bot::domain::country::Place;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;

use crate::support::{MINUTE, Shop, pictures};

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
    assert_eq!(shop.world.mails().pop().unwrap().to, ["somebody@example.com"]);
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

    shop.world.add_fault(FaultSpec::new(FaultKind::SmtpTemporary));
    phone.say("/esims").await;
    phone.tap(&Press::Esim(order)).await;
    phone.tap(&Press::SendMail(order)).await;
    phone.say("/consents").await;
    phone.tap(&Press::WithdrawEmail).await;
    assert_eq!(shop.addresses().await, 0);
    shop.advance(5 * MINUTE).await;
    assert_eq!(to().len(), 1, "nothing is sent after the consent was taken back");

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
    assert_eq!(shop.world.mails().len(), 2);
    shop.finish().await;
}
