//! A replica that is cut off from the database for some seconds, in the middle of what it does: its
//! connections hang, or end and are refused, and come back. The other one goes on; nothing is lost
//! and nothing doubled. It must not know what the two say to the database.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use pretend_telegram::clock::real_pause;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::crashes::buyers::{Buyers, audited, one_each};
use crate::crashes::fleet::{Place, SEED};
use crate::support::places::free_address;

/// How it stands between the replica and the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wire {
    /// Bytes pass.
    Whole,
    /// Nothing passes, and nobody is told.
    Silent,
    /// Connections end, and new ones are refused.
    Cut,
}

/// Where the database listens.
#[derive(Debug, Clone)]
enum Server {
    Socket(PathBuf),
    Address(String),
}

impl Server {
    /// Reads it from a URL, and says how the URL looks with `instead` in its place.
    fn of(url: &str, instead: &str) -> (Self, String) {
        let mut parsed = reqwest::Url::parse(url).unwrap();
        let port = parsed.port().unwrap_or(5432);
        let mut pairs: Vec<(String, String)> = parsed.query_pairs().into_owned().collect();
        let folder = pairs.iter().find(|(name, _)| name == "host").map(|(_, value)| value.clone());
        let server = match folder {
            Some(folder) => Self::Socket(PathBuf::from(folder).join(format!(".s.PGSQL.{port}"))),
            None => Self::Address(format!("{}:{port}", parsed.host_str().unwrap())),
        };
        pairs.retain(|(name, _)| name != "host");
        let text: Vec<String> = pairs
            .iter()
            .map(|(name, value)| {
                format!("{name}={}", value.replace(' ', "%20").replace('=', "%3D"))
            })
            .collect();
        let (host, port) = instead.rsplit_once(':').unwrap();
        parsed.set_host(Some(host)).unwrap();
        parsed.set_port(Some(port.parse().unwrap())).unwrap();
        parsed.set_query(Some(&text.join("&")));
        (server, parsed.to_string())
    }
}

/// Passes bytes on as long as the wire is whole, holds them while it is silent, and ends when it is
/// cut.
async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut wire: watch::Receiver<Wire>,
) {
    let mut room = vec![0; 16_384];
    loop {
        let read = tokio::select! {
            read = from.read(&mut room) => read,
            _ = wire.wait_for(|wire| *wire == Wire::Cut) => return,
        };
        let Ok(read @ 1..) = read else { return };
        let whole = wire.wait_for(|wire| *wire != Wire::Silent).await;
        if whole.is_ok_and(|wire| *wire == Wire::Cut) || to.write_all(&room[..read]).await.is_err()
        {
            return;
        }
    }
}

async fn both(
    outside: TcpStream,
    inside: impl AsyncRead + AsyncWrite + Unpin,
    wire: watch::Receiver<Wire>,
) {
    let (from, to) = outside.into_split();
    let (back, there) = tokio::io::split(inside);
    // One end that is over ends the other.
    tokio::select! {
        () = pass(from, there, wire.clone()) => {}
        () = pass(back, to, wire) => {}
    }
}

async fn between(listener: TcpListener, server: Server, wire: watch::Receiver<Wire>) {
    let server = Arc::new(server);
    loop {
        let Ok((outside, _)) = listener.accept().await else { continue };
        if *wire.borrow() == Wire::Cut {
            continue;
        }
        let (server, wire) = (Arc::clone(&server), wire.clone());
        tokio::spawn(async move {
            match server.as_ref() {
                Server::Socket(path) => {
                    if let Ok(inside) = UnixStream::connect(path).await {
                        both(outside, inside, wire).await;
                    }
                }
                Server::Address(address) => {
                    if let Ok(inside) = TcpStream::connect(address).await {
                        both(outside, inside, wire).await;
                    }
                }
            }
        });
    }
}

/// What happens to the wire, for how many milliseconds. The third outlasts the server's patience
/// with a transaction that stands still.
const BLOWS: [(Wire, u64); 5] = [
    (Wire::Silent, 3_000),
    (Wire::Cut, 5_000),
    (Wire::Silent, 17_000),
    (Wire::Cut, 2_000),
    (Wire::Silent, 1_000),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_cut_off_from_the_database_comes_back_and_nothing_is_lost_or_doubled() {
    let began = Instant::now();
    let mut chance = StdRng::seed_from_u64(SEED);
    let mut place = Place::new(200).await;
    let world = place.world();
    let behind = [free_address(), free_address()];
    place.behind_a_webhook(&behind).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let instead = listener.local_addr().unwrap().to_string();
    let (server, database) = Server::of(&place.urls.0, &instead);
    let (wire, sees) = watch::channel(Wire::Whole);
    let between = tokio::spawn(between(listener, server, sees));
    let other = place.serve(&behind[0]);
    let cut = place.serve_on(&database, &behind[1]);
    other.ready().await;
    cut.ready().await;
    let mut buyers = Buyers::new(world.clone());
    let (mut struck, mut noticed) = (0, 0);
    for (blow, ms) in BLOWS {
        for _ in 0..6 {
            buyers.arrive();
            real_pause(Duration::from_millis(100 + chance.random_range(0..150))).await;
        }
        // A quick shop has served them all by now.
        buyers.arrive();
        real_pause(Duration::from_millis(20)).await;
        struck += buyers.under_way();
        wire.send_replace(blow);
        let until = Instant::now() + Duration::from_millis(ms);
        while Instant::now() < until {
            buyers.arrive();
            real_pause(Duration::from_millis(ms.min(500))).await;
        }
        noticed += usize::from(!cut.asked("/readyz").await.starts_with("ready"));
        wire.send_replace(Wire::Whole);
        real_pause(Duration::from_millis(500)).await;
    }
    assert!(struck > 0, "nobody was under way when the wire broke");
    assert!(noticed > 0, "the replica never noticed");
    let count = buyers.count();
    let people = buyers.all_served(|| place.log()).await;
    let store = place.store().await;
    audited(&world, &store).await;
    one_each(&world, &people);
    cut.ready().await;
    println!(
        "{} cuts, {struck} purchases under way at one, {count} in all, over after {:?}",
        BLOWS.len(),
        began.elapsed()
    );
    store.close().await;
    between.abort();
}
