//! The mailbox of the pretend world: an SMTP server on loopback that keeps what it is given.
//!
//! Plain SMTP without TLS (RFC 5321; AUTH PLAIN and LOGIN accept anybody, RFC 4954), enough for any
//! mail library. Mail faults strike here. It must not know who sends or why. Next:
//! `world/mail.rs`, what it keeps.

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::faults::FaultKind;
use crate::world::World;
use crate::world::mail::Mail;

/// The largest mail, bytes (announced with SIZE, RFC 1870).
const LARGEST: usize = 10 * 1024 * 1024;
/// The longest command line, bytes; RFC 5321 allows 512, AUTH 12,288.
const LONGEST_LINE: u64 = 12_288;

/// Serves SMTP until the world ends.
pub async fn serve(listener: TcpListener, world: World) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = world.ended() => return,
        };
        let Ok((stream, _)) = accepted else { continue };
        let world = world.clone();
        tokio::spawn(async move {
            let ended = world.clone();
            let mut session = Session::new(stream, world);
            tokio::select! {
                // A client that goes away in the middle is no news.
                _ = session.run() => {}
                () = ended.ended() => {}
            }
        });
    }
}

struct Session {
    stream: BufReader<TcpStream>,
    world: World,
    from: Option<String>,
    to: Vec<String>,
}

impl Session {
    fn new(stream: TcpStream, world: World) -> Self {
        Self { stream: BufReader::new(stream), world, from: None, to: Vec::new() }
    }

    async fn say(&mut self, line: &str) -> std::io::Result<()> {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await
    }

    /// The next line without its end; `None` when the client is gone or talks too much.
    async fn line(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        (&mut self.stream).take(LONGEST_LINE).read_until(b'\n', &mut line).await?;
        if line.pop() != Some(b'\n') {
            return Ok(None);
        }
        line.pop_if(|last| *last == b'\r');
        Ok(Some(line))
    }

    async fn run(&mut self) -> std::io::Result<()> {
        self.say("220 mailbox.invalid ESMTP the pretend world's mailbox").await?;
        while let Some(line) = self.line().await? {
            let line = String::from_utf8_lossy(&line).into_owned();
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => {
                    self.reset();
                    let lines = format!(
                        "250-mailbox.invalid\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-SIZE \
                         {LARGEST}\r\n\
                         250 AUTH PLAIN LOGIN"
                    );
                    self.say(&lines).await?;
                }
                "HELO" => {
                    self.reset();
                    self.say("250 mailbox.invalid").await?;
                }
                "AUTH" => self.auth(rest).await?,
                "MAIL" => match path(rest, "FROM:") {
                    Some(from) => {
                        self.reset();
                        self.from = Some(from);
                        self.say("250 2.1.0 OK").await?;
                    }
                    None => self.say("501 5.5.4 Syntax: MAIL FROM:<address>").await?,
                },
                "RCPT" => self.recipient(rest).await?,
                "DATA" => {
                    if !self.data().await? {
                        return Ok(());
                    }
                }
                "RSET" => {
                    self.reset();
                    self.say("250 2.0.0 OK").await?;
                }
                "NOOP" => self.say("250 2.0.0 OK").await?,
                "QUIT" => {
                    self.say("221 2.0.0 Bye").await?;
                    return Ok(());
                }
                _ => self.say("502 5.5.2 Command not recognized").await?,
            }
        }
        Ok(())
    }

    fn reset(&mut self) {
        self.from = None;
        self.to.clear();
    }

    async fn auth(&mut self, rest: &str) -> std::io::Result<()> {
        let mut words = rest.split_whitespace();
        let mechanism = words.next().unwrap_or_default().to_ascii_uppercase();
        let given = words.next().is_some();
        let questions: &[&str] = match (mechanism.as_str(), given) {
            ("PLAIN", true) => &[],
            ("PLAIN", false) => &["334 "],
            ("LOGIN", true) => &["334 UGFzc3dvcmQ6"],
            ("LOGIN", false) => &["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"],
            _ => return self.say("504 5.5.4 Unrecognized authentication type").await,
        };
        for question in questions {
            self.say(question).await?;
            // Whoever it is, the pretend world lets them in and forgets the password.
            self.line().await?;
        }
        self.say("235 2.7.0 Accepted").await
    }

    async fn recipient(&mut self, rest: &str) -> std::io::Result<()> {
        if self.from.is_none() {
            return self.say("503 5.5.1 MAIL first").await;
        }
        let Some(to) = path(rest, "TO:").filter(|to| to.contains('@')) else {
            return self.say("501 5.1.3 Syntax: RCPT TO:<address>").await;
        };
        if self.fault(FaultKind::SmtpRefuse) {
            return self.say("550 5.1.1 The mailbox does not exist").await;
        }
        self.to.push(to);
        self.say("250 2.1.5 OK").await
    }

    fn fault(&self, kind: FaultKind) -> bool {
        let struck = self.world.quietly(|state| state.faults.take_kind(kind).is_some());
        if struck {
            self.world.change(|_| ());
        }
        struck
    }

    /// Takes a message; `false` ends the connection.
    async fn data(&mut self) -> std::io::Result<bool> {
        let Some(from) = self.from.clone().filter(|_| !self.to.is_empty()) else {
            self.say("503 5.5.1 RCPT first").await?;
            return Ok(true);
        };
        if self.fault(FaultKind::SmtpTemporary) {
            self.say("451 4.3.0 Try again later").await?;
            return Ok(true);
        }
        if self.fault(FaultKind::SmtpHang) {
            // Until the world ends: the session ends with it.
            std::future::pending::<()>().await;
        }
        self.say("354 End data with <CR><LF>.<CR><LF>").await?;
        let mut raw = Vec::new();
        let mut too_large = false;
        loop {
            let Some(mut line) = self.line().await? else { return Ok(false) };
            if line == b"." {
                break;
            }
            // RFC 5321 4.5.2: a dot that was added is taken away.
            if line.starts_with(b".") {
                line.remove(0);
            }
            too_large |= raw.len() + line.len() > LARGEST;
            if !too_large {
                raw.extend_from_slice(&line);
                raw.extend_from_slice(b"\r\n");
            }
        }
        if too_large {
            self.say("552 5.3.4 Message too big").await?;
            return Ok(true);
        }
        let to = std::mem::take(&mut self.to);
        self.from = None;
        self.world.change(|state| {
            let id = u64::try_from(state.mails.len()).unwrap_or(u64::MAX) + 1;
            state.mails.push(Mail { id, at: state.now(), from, to, raw: raw.into() });
        });
        if self.fault(FaultKind::SmtpCutAfterData) {
            return Ok(false);
        }
        self.say("250 2.0.0 Kept").await?;
        Ok(true)
    }
}

/// The address in `FROM:<address> …`.
fn path(rest: &str, keyword: &str) -> Option<String> {
    let named = rest.get(..keyword.len())?.eq_ignore_ascii_case(keyword);
    let rest = rest.get(keyword.len()..)?.trim_start();
    let address = rest.strip_prefix('<')?.split_once('>')?.0;
    named.then(|| address.to_owned())
}
