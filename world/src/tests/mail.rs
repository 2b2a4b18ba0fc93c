//! The mailbox, tried with a real mail library.

use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::*;
use crate::faults::{FaultKind, FaultSpec};

fn mail() -> Message {
    let address = |text: &str| text.parse::<Mailbox>().unwrap();
    let picture = ContentType::parse("image/png").unwrap();
    Message::builder()
        .from(address("Shop <shop@example.org>"))
        .to(address("customer@example.net"))
        .subject("Тапсырыс")
        .message_id(Some("<order-1@example.org>".to_owned()))
        .multipart(
            MultiPart::alternative()
                .singlepart(SinglePart::plain("Сәлем\n.\n..dots".to_owned()))
                .multipart(
                    MultiPart::related()
                        .singlepart(SinglePart::html("<img src=\"cid:qr\">".to_owned()))
                        .singlepart(
                            Attachment::new_inline("qr".to_owned()).body(vec![1, 2, 3], picture),
                        ),
                ),
        )
        .unwrap()
}

fn transport(sim: &Sim) -> AsyncSmtpTransport<Tokio1Executor> {
    AsyncSmtpTransport::<Tokio1Executor>::from_url(&sim.smtp_url()).unwrap().build()
}

#[tokio::test]
async fn a_mail_arrives_whole_and_is_shown_decoded() {
    let sim = manual_sim().await;
    let transport = transport(&sim);
    transport.send(mail()).await.unwrap();
    transport.send(mail()).await.unwrap();
    let mails = sim.world().mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(
        (mails[0].from.as_str(), mails[0].to[0].as_str()),
        ("shop@example.org", "customer@example.net")
    );
    let read = mails[0].read();
    assert_eq!(
        (read.subject.as_str(), read.message_id.as_str()),
        ("Тапсырыс", "order-1@example.org")
    );
    assert_eq!(read.text.replace("\r\n", "\n").trim_end(), "Сәлем\n.\n..dots");
    assert_eq!(read.html.trim_end(), "<img src=\"cid:qr\">");
    assert_eq!(read.parts.len(), 1);
    assert_eq!((read.parts[0].content_id.as_str(), read.parts[0].inline), ("qr", true));
    assert_eq!(read.parts[0].bytes, [1, 2, 3]);

    let view = sim.world().view()["mailbox"][0].clone();
    assert_eq!(view["parts"][0]["type"], "image/png");
    let part = format!("{}world/mail/1/parts/0", sim.page_url());
    let part = http().get(part).send().await.unwrap();
    assert_eq!(part.headers()["content-type"], "image/png");
    assert_eq!(part.bytes().await.unwrap().to_vec(), [1, 2, 3]);
    let raw = format!("{}world/mail/1/raw", sim.page_url());
    let raw = http().get(raw).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(raw.to_vec(), mails[0].raw.to_vec());
}

#[tokio::test]
async fn mail_faults_refuse_put_off_or_keep_silent_about_what_was_kept() {
    let sim = manual_sim().await;
    let (world, transport) = (sim.world(), transport(&sim));
    world.add_fault(FaultSpec::new(FaultKind::SmtpRefuse));
    assert!(transport.send(mail()).await.unwrap_err().is_permanent());
    world.add_fault(FaultSpec::new(FaultKind::SmtpTemporary));
    assert!(transport.send(mail()).await.unwrap_err().is_transient());
    assert!(world.mails().is_empty());
    world.add_fault(FaultSpec::new(FaultKind::SmtpCutAfterData));
    let error = transport.send(mail()).await.unwrap_err();
    assert!(!error.is_permanent() && !error.is_transient(), "{error:?}");
    assert_eq!(world.mails().len(), 1);
}
