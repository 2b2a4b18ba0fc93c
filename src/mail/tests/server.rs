//! A small SMTP server that misbehaves as told (RFC 5321), for one letter at a time.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// What the server says or does.
#[derive(Clone, Copy)]
pub(super) enum Act {
    /// Says this line.
    Say(&'static str),
    /// Closes the connection.
    Cut,
    /// Says nothing, for ever.
    Hang,
}

/// What the server does at each point of the conversation.
#[derive(Clone, Copy)]
pub(super) struct Script {
    pub greeting: Act,
    pub ehlo: Act,
    pub auth: Act,
    pub mail: Act,
    pub rcpt: Act,
    pub data: Act,
    pub dot: Act,
}

impl Script {
    /// A server that takes everything.
    pub(super) const GOOD: Self = Self {
        greeting: Act::Say("220 shop.example ESMTP"),
        ehlo: Act::Say("250-shop.example\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME"),
        auth: Act::Say("235 2.7.0 ok"),
        mail: Act::Say("250 2.1.0 ok"),
        rcpt: Act::Say("250 2.1.5 ok"),
        data: Act::Say("354 go on"),
        dot: Act::Say("250 2.0.0 taken"),
    };
}

/// A running server: where it listens and what it took.
pub(super) struct Server {
    pub address: SocketAddr,
    taken: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(super) async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let taken = Arc::clone(&kept);
                tokio::spawn(async move {
                    let _ = converse(stream, script, &taken).await;
                });
            }
        });
        Self { address, taken }
    }

    /// The letters taken, without the closing dot, dots unstuffed.
    pub(super) fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

/// One connection. An `Err` is a connection that ended.
async fn converse(
    stream: TcpStream,
    script: Script,
    taken: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut reading = BufReader::new(reading);
    act(&mut writing, script.greeting).await?;
    loop {
        let line = line(&mut reading).await?;
        match line.get(..4).unwrap_or_default().to_uppercase().as_str() {
            "EHLO" => act(&mut writing, script.ehlo).await?,
            "AUTH" => act(&mut writing, script.auth).await?,
            "MAIL" => act(&mut writing, script.mail).await?,
            "RCPT" => act(&mut writing, script.rcpt).await?,
            "DATA" => {
                act(&mut writing, script.data).await?;
                let letter = letter(&mut reading).await?;
                if matches!(script.dot, Act::Say(reply) if reply.starts_with('2')) {
                    taken.lock().unwrap().push(letter);
                }
                act(&mut writing, script.dot).await?;
            }
            "QUIT" => return writing.write_all(b"221 bye\r\n").await,
            _ => writing.write_all(b"250 ok\r\n").await?,
        }
    }
}

async fn act(writing: &mut OwnedWriteHalf, act: Act) -> std::io::Result<()> {
    match act {
        Act::Say(words) => writing.write_all(format!("{words}\r\n").as_bytes()).await,
        Act::Cut => Err(std::io::ErrorKind::ConnectionAborted.into()),
        Act::Hang => std::future::pending().await,
    }
}

async fn line(reading: &mut BufReader<OwnedReadHalf>) -> std::io::Result<String> {
    let mut line = String::new();
    match reading.read_line(&mut line).await? {
        0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(line),
    }
}

async fn letter(reading: &mut BufReader<OwnedReadHalf>) -> std::io::Result<String> {
    let mut letter = String::new();
    loop {
        let line = line(reading).await?;
        if line == ".\r\n" {
            return Ok(letter);
        }
        letter.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
