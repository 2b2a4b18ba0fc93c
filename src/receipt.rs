//! Receipts out: what the books enter is handed to an address or a program of the owner's, which
//! makes the fiscal receipt of it. It must not know what is in one.

use std::process::Stdio;
use std::time::Duration;

use reqwest::Url;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

/// What takes longer was not taken; a lease lasts longer than this by more than half a minute.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where receipts go. It may carry a word that opens the owner's cash register: it is never shown.
pub enum Hook {
    /// One POST a receipt. Taken is any answer of 200 to 299.
    Address(Url, reqwest::Client),
    /// An absolute path and its arguments, without a shell. Taken is an exit with 0.
    Program(String, Vec<String>),
}

silent!(Hook);

/// Why a receipt was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    #[error("the address answered {0}")]
    Answered(u16),
    #[error("the address cannot be reached")]
    Unreachable,
    #[error("the program cannot be started ({0})")]
    NotStarted(std::io::ErrorKind),
    #[error("the program ended with {0}")]
    Ended(std::process::ExitStatus),
    #[error("it took longer than 30 seconds")]
    TooSlow,
}

impl Hook {
    /// Reads an address or a command line.
    ///
    /// # Errors
    /// What is wrong with it, without its words.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.starts_with('/') {
            let mut words = text.split_whitespace().map(str::to_owned);
            return Ok(Self::Program(words.next().unwrap_or_default(), words.collect()));
        }
        let url = Url::parse(text).map_err(|_| {
            "must be an address such as https://receipts.example/ or a program's path that begins \
             with /"
        })?;
        let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if url.scheme() != "https" && !(here && url.scheme() == "http") {
            return Err("must begin with https:// (http:// is for this machine alone)");
        }
        let client = client(here).map_err(|_| "cannot be used: no HTTP client can be made")?;
        Ok(Self::Address(url, client))
    }

    /// Hands a receipt over, as JSON. The key is the same whenever it is handed over again.
    ///
    /// # Errors
    /// It was not taken, or nobody knows whether it was: it is to be handed over again.
    pub(crate) async fn hand_over(&self, key: &str, receipt: &str) -> Result<(), NotTaken> {
        match self {
            Self::Address(url, client) => {
                let request = client
                    .post(url.clone())
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", key)
                    .body(receipt.to_owned());
                let answer = request.send().await.map_err(|error| {
                    if error.is_timeout() { NotTaken::TooSlow } else { NotTaken::Unreachable }
                })?;
                let status = answer.status();
                if status.is_success() { Ok(()) } else { Err(NotTaken::Answered(status.as_u16())) }
            }
            Self::Program(program, arguments) => {
                let done = tokio::time::timeout(PATIENCE, run(program, arguments, receipt)).await;
                done.unwrap_or(Err(NotTaken::TooSlow))
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the Bot API's clients know where they lead")]
fn client(here: bool) -> reqwest::Result<reqwest::Client> {
    let builder =
        reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
    if here { builder.no_proxy() } else { builder }.build()
}

/// Runs a program that reads the receipt from its standard input; dropped, it is killed. It
/// inherits none of the shop's secrets: its environment is empty.
async fn run(program: &str, arguments: &[String], receipt: &str) -> Result<(), NotTaken> {
    let not_started = |error: std::io::Error| NotTaken::NotStarted(error.kind());
    let mut command = Command::new(program);
    command.args(arguments).env_clear().kill_on_drop(true);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut running = command.spawn().map_err(not_started)?;
    if let Some(mut input) = running.stdin.take() {
        // A program that does not read it to the end may still take it.
        let _ = input.write_all(receipt.as_bytes()).await;
    }
    let ended = running.wait().await.map_err(not_started)?;
    if ended.success() { Ok(()) } else { Err(NotTaken::Ended(ended)) }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;
    use tokio::net::TcpListener;

    use super::*;

    #[test]
    fn a_receipt_goes_to_another_machine_encrypted_alone() {
        for good in [
            "https://receipts.example/shop?key=hush",
            "http://127.0.0.1:8099/",
            "http://localhost/",
            "/usr/local/bin/receipt --shop 1",
        ] {
            assert!(Hook::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "http://receipts.example/", "ftp://127.0.0.1/", "receipt", "./receipt"] {
            assert!(Hook::parse(bad).is_err(), "{bad}");
        }
        let shown = format!("{:?}", Hook::parse("https://receipts.example/?key=hush").unwrap());
        assert!(!shown.contains("hush"), "{shown}");
    }

    #[tokio::test]
    async fn a_program_takes_a_receipt_by_ending_well() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let copy = format!("/usr/bin/tee {}", out.display());
        let hook = Hook::parse(&copy).unwrap();
        hook.hand_over("k", "{\"entry\":1}").await.unwrap();
        assert_eq!(std::fs::read_to_string(out).unwrap(), "{\"entry\":1}");
        let fails = Hook::parse("/bin/false").unwrap().hand_over("k", "{}").await;
        assert!(matches!(fails, Err(NotTaken::Ended(_))), "{fails:?}");
        let missing = Hook::parse("/nowhere/receipt").unwrap().hand_over("k", "{}").await;
        assert_eq!(missing, Err(NotTaken::NotStarted(std::io::ErrorKind::NotFound)));
    }

    /// Its connection ends with it.
    #[tokio::test]
    async fn a_program_that_nobody_waits_for_any_more_is_killed() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let script = format!("exec 3<>/dev/tcp/127.0.0.1/{port}; exec sleep 600");
        let arguments = ["-c".to_owned(), script];
        let mut running = Box::pin(run("/bin/bash", &arguments, "{}"));
        let mut connection = tokio::select! {
            ended = &mut running => panic!("{ended:?}"),
            accepted = listener.accept() => accepted.unwrap().0,
        };
        drop(running);
        let end = tokio::time::timeout(PATIENCE, connection.read_u8()).await.unwrap();
        assert_eq!(end.unwrap_err().kind(), std::io::ErrorKind::UnexpectedEof);
    }
}
