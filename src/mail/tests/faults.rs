//! Every fault of the table, against a real connection.

use super::server::{Act, Script, Server};
use super::*;

/// With a time limit that no server reaches which answers, on however slow a machine.
fn mailer(url: &str) -> Mailer {
    Mailer::smtp(url, FROM).unwrap().with_timeout(Duration::from_mins(1))
}

/// For servers that never answer.
fn impatient(url: &str) -> Mailer {
    Mailer::smtp(url, FROM).unwrap().with_timeout(Duration::from_millis(400))
}

async fn outcome(script: Script) -> Result<(), Fault> {
    let server = Server::start(script).await;
    let url = format!("smtp://user:pass%40word@{}", server.address);
    let sent = mailer(&url).send(&letter()).await;
    assert_eq!(server.taken().len(), usize::from(sent.is_ok()));
    sent
}

#[tokio::test]
async fn a_letter_arrives_as_it_was_built() {
    let server = Server::start(Script::GOOD).await;
    let mailer = mailer(&format!("smtp://user:pass@{}", server.address));
    assert_eq!(mailer.check().await, Ok(()));
    assert_eq!(mailer.send(&letter()).await, Ok(()));
    assert_eq!(mailer.send(&letter()).await, Ok(()));
    let built = letter().message(&MailFrom::parse(FROM).unwrap()).unwrap().formatted();
    let built = String::from_utf8(built).unwrap();
    let taken = server.taken();
    assert_eq!(taken.len(), 2);
    for letter in taken {
        assert_eq!(letter.trim_end(), built.trim_end());
    }
}

#[tokio::test]
async fn a_refusal_for_now_is_tried_again() {
    let good = Script::GOOD;
    for script in [
        Script { greeting: Act::Say("421 4.3.2 too busy"), ..good },
        Script { auth: Act::Say("454 4.7.0 temporary failure"), ..good },
        Script { mail: Act::Say("452 4.3.1 no space"), ..good },
        Script { rcpt: Act::Say("450 4.2.0 greylisted"), ..good },
        Script { dot: Act::Say("451 4.3.0 try again"), ..good },
    ] {
        assert_eq!(outcome(script).await, Err(Fault::RETRY));
    }
}

#[tokio::test]
async fn a_refusal_for_good_has_its_reason() {
    let good = Script::GOOD;
    for (script, reason) in [
        (Script { rcpt: Act::Say("550 5.1.1 no such user"), ..good }, Reason::BadAddress),
        (Script { rcpt: Act::Say("550 no such user"), ..good }, Reason::BadAddress),
        // No enhanced codes, though they look like some.
        (Script { rcpt: Act::Say("550 5.x.y no such user"), ..good }, Reason::BadAddress),
        (Script { rcpt: Act::Say("550 5.7000.1 no such user"), ..good }, Reason::BadAddress),
        (Script { rcpt: Act::Say("550 5.2.1 disabled"), ..good }, Reason::BadAddress),
        (Script { rcpt: Act::Say("550 5.7.1 not welcome"), ..good }, Reason::Refused),
        (Script { rcpt: Act::Say("552 5.2.2 mailbox full"), ..good }, Reason::Refused),
        (Script { dot: Act::Say("554 5.7.1 looks like spam"), ..good }, Reason::Refused),
        (Script { dot: Act::Say("554 no"), ..good }, Reason::Refused),
        (Script { auth: Act::Say("535 5.7.8 wrong password"), ..good }, Reason::Configuration),
        (Script { mail: Act::Say("530 5.7.0 sign in first"), ..good }, Reason::Configuration),
        (Script { mail: Act::Say("553 5.1.8 unknown sender"), ..good }, Reason::Configuration),
    ] {
        assert_eq!(outcome(script).await, Err(Fault::reject(reason)), "{reason:?}");
    }
}

#[tokio::test]
async fn what_may_have_been_accepted_is_unknown() {
    let good = Script::GOOD;
    for (point, script) in [
        ("cut after the letter", Script { dot: Act::Cut, ..good }),
        ("garbage after the letter", Script { dot: Act::Say("<html>"), ..good }),
        ("cut before the letter", Script { data: Act::Cut, ..good }),
    ] {
        let server = Server::start(script).await;
        let sent = mailer(&format!("smtp://{}", server.address)).send(&letter()).await;
        assert_eq!(sent, Err(Fault::Unknown), "{point}");
    }
    let server = Server::start(Script { dot: Act::Hang, ..good }).await;
    let sent = impatient(&format!("smtp://{}", server.address)).send(&letter()).await;
    assert_eq!(sent, Err(Fault::Unknown), "silent after the letter");
}

#[tokio::test]
async fn a_silent_server_does_not_hold_us() {
    let server = Server::start(Script { greeting: Act::Hang, ..Script::GOOD }).await;
    let mailer = impatient(&format!("smtp://{}", server.address));
    assert_eq!(mailer.send(&letter()).await, Err(Fault::Unknown));
    assert_eq!(mailer.check().await, Err(MailProblem::Silent));
    assert!(server.taken().is_empty());
}

#[tokio::test]
async fn nothing_listening_is_tried_again() {
    // A port that is taken, without a listener.
    let taken = tokio::net::TcpSocket::new_v4().unwrap();
    taken.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = taken.local_addr().unwrap();
    let mailer = mailer(&format!("smtp://{address}"));
    assert_eq!(mailer.send(&letter()).await, Err(Fault::RETRY));
    assert_eq!(mailer.check().await, Err(MailProblem::Unreachable));
}

#[tokio::test]
async fn without_encryption_nothing_is_said() {
    let server = Server::start(Script::GOOD).await;
    let mailer = mailer(&format!("smtp://user:pass@{}?tls=required", server.address));
    let sent = mailer.send(&letter()).await;
    assert_eq!(sent, Err(Fault::reject(Reason::Configuration)));
    assert_eq!(mailer.check().await, Err(MailProblem::NotSecure));
    assert!(server.taken().is_empty());
}

#[tokio::test]
async fn the_check_tells_what_is_wrong() {
    let good = Script::GOOD;
    for (script, problem) in [
        (Script { auth: Act::Say("535 5.7.8 wrong password"), ..good }, MailProblem::Credentials),
        (Script { greeting: Act::Say("421 4.3.2 busy"), ..good }, MailProblem::Busy),
        (Script { greeting: Act::Say("554 5.7.1 go away"), ..good }, MailProblem::Refused),
        (Script { greeting: Act::Say("HTTP/1.1 400 Bad"), ..good }, MailProblem::Garbled),
        (Script { ehlo: Act::Say("250 shop.example"), ..good }, MailProblem::NotSecure),
    ] {
        let server = Server::start(script).await;
        let checked = mailer(&format!("smtp://user:pass@{}", server.address)).check().await;
        assert_eq!(checked, Err(problem));
    }
}

#[tokio::test]
async fn mail_that_is_off_sends_nothing() {
    let off = Mailer::off();
    assert!(off.is_off());
    assert_eq!(off.check().await, Ok(()));
    assert_eq!(off.send(&letter()).await, Err(Fault::reject(Reason::Configuration)));
}

#[tokio::test]
async fn a_password_is_never_shown() {
    let mailer = mailer("smtp://user:s3cret@127.0.0.1:2525");
    assert_eq!(format!("{mailer:?}"), "Mailer::Smtp(..)");
    let problem = Mailer::smtp("ftp://user:s3cret@127.0.0.1", FROM).unwrap_err();
    let shown = format!("{problem:?} {problem}");
    assert!(!shown.contains("s3cret") && !shown.contains("127.0.0.1"), "{shown}");
}
