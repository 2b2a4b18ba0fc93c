//! One listener of this process: how many connections it has at once, and for how long. Whoever
//! says nothing keeps nobody out: where it is full, whoever was silent longest has to leave, and
//! strangers first. It must not know what is answered.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use parking_lot::Mutex;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

use super::clock::sleep_real;

/// What is under way when a connection has to end may take so long: a little longer than a request
/// waits for its commit.
const LAST_WORDS: Duration = Duration::from_secs(30);

/// How long nothing is accepted after the system refused to.
const BREATH: Duration = Duration::from_millis(50);

/// The bounds of a listener.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Connections at once.
    connections: usize,
    /// Within this the header of the first request has to be there.
    first_header: Duration,
    /// How long a connection may be silent afterwards; the header of a later request included. A
    /// proxy keeps the connections that it does not need for a minute.
    idle: Duration,
    /// After this a connection ends with the request that it serves.
    age: Duration,
}

impl Limits {
    /// Those of the webhook. Telegram opens at most 100 connections.
    ///
    /// A process may open 1,024 files by default. Together with the operator's listener this is
    /// little more than half of it: the rest is for the database, Telegram and the mail server.
    pub(super) const WEBHOOK: Self = Self {
        connections: 512,
        first_header: Duration::from_secs(10),
        idle: Duration::from_secs(75),
        age: Duration::from_mins(10),
    };

    /// Those of the operator's address.
    pub(super) const OPERATOR: Self = Self { connections: 64, ..Self::WEBHOOK };
}

/// What is known of one connection.
#[derive(Debug, Default)]
struct Guest {
    /// A request is in hand.
    busy: bool,
    /// It had a request.
    spoke: bool,
    /// Its last request was not turned away.
    known: bool,
    /// When it fell silent: a number that only grows.
    silent: u64,
    leaves: Arc<Notify>,
}

/// All connections, by a number.
#[derive(Debug, Default)]
struct Guests {
    present: HashMap<u64, Guest>,
    moments: u64,
}

impl Guests {
    fn moment(&mut self) -> u64 {
        self.moments += 1;
        self.moments
    }

    fn enter(&mut self) -> (u64, Arc<Notify>) {
        let silent = self.moment();
        let guest = Guest { silent, ..Guest::default() };
        let leaves = Arc::clone(&guest.leaves);
        self.present.insert(silent, guest);
        (silent, leaves)
    }

    /// Asks the one to leave that has been silent longest, a stranger if there is one. Nobody whose
    /// request is in hand.
    fn make_room(&mut self) {
        let silent = self.present.iter().filter(|(_, guest)| !guest.busy);
        let longest = silent.min_by_key(|(_, guest)| (guest.known, guest.silent));
        if let Some(guest) = longest.map(|(id, _)| *id).and_then(|id| self.present.remove(&id)) {
            guest.leaves.notify_one();
        }
    }

    fn asks(&mut self, id: u64) {
        if let Some(guest) = self.present.get_mut(&id) {
            (guest.busy, guest.spoke) = (true, true);
        }
    }

    fn is_answered(&mut self, id: u64, known: bool) {
        let silent = self.moment();
        if let Some(guest) = self.present.get_mut(&id) {
            (guest.busy, guest.known, guest.silent) = (false, known, silent);
        }
    }

    fn spoke(&self, id: u64) -> bool {
        self.present.get(&id).is_some_and(|guest| guest.spoke)
    }
}

/// Whether who got this answer knows what is asked here, and with which secret.
fn is_no_strangers(answer: &Response) -> bool {
    let strangers =
        [StatusCode::UNAUTHORIZED, StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED];
    !strangers.contains(&answer.status())
}

/// Answers on `listener` within these limits, until `stop`; then until what is under way is over.
pub(super) async fn serve(
    listener: TcpListener,
    routes: Router,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    let guests = Arc::new(Mutex::new(Guests::default()));
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut attended = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = attended.join_next() => continue,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        // Outside of the choice: what was accepted is never dropped in it.
        let Some((stream, place)) = seat(accepted, &places, &guests).await else { continue };
        let visit = Visit { guests: Arc::clone(&guests), routes: routes.clone(), limits };
        attended.spawn(visit.attend(stream, place, stop.clone()));
    }
    while attended.join_next().await.is_some() {}
}

/// A place for who came; `None` where there is nobody.
async fn seat(
    accepted: io::Result<(TcpStream, SocketAddr)>,
    places: &Arc<Semaphore>,
    guests: &Mutex<Guests>,
) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let Ok((stream, _)) = accepted else {
        // It hung up already, or no descriptor is left.
        guests.lock().make_room();
        sleep_real(BREATH).await;
        return None;
    };
    if places.available_permits() == 0 {
        guests.lock().make_room();
    }
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    Some((stream, place))
}

/// One connection, from its first byte to its last.
struct Visit {
    guests: Arc<Mutex<Guests>>,
    routes: Router,
    limits: Limits,
}

impl Visit {
    async fn attend(
        self,
        stream: TcpStream,
        _place: OwnedSemaphorePermit,
        mut stop: watch::Receiver<bool>,
    ) {
        let Self { guests, routes, limits } = self;
        let (id, leaves) = guests.lock().enter();
        let routes = TowerToHyperService::new(routes);
        let asked = Arc::clone(&guests);
        let answers = service_fn(move |request: Request<Incoming>| {
            asked.lock().asks(id);
            let (guests, answer) = (Arc::clone(&asked), routes.call(request));
            async move {
                let answer: Result<Response, Infallible> = answer.await;
                guests.lock().is_answered(id, answer.as_ref().is_ok_and(is_no_strangers));
                answer
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.idle)
            .serve_connection(TokioIo::new(stream), answers);
        let mut connection = pin!(connection);
        let says_nothing = async {
            sleep_real(limits.first_header).await;
            if guests.lock().spoke(id) {
                pending::<()>().await;
            }
        };
        let goes_on = tokio::select! {
            // Whatever ended it, there is nobody to tell.
            _ = connection.as_mut() => false,
            () = leaves.notified() => false,
            () = says_nothing => false,
            () = sleep_real(limits.age) => true,
            _ = stop.wait_for(|stop| *stop) => true,
        };
        if goes_on {
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                _ = connection => {}
                () = leaves.notified() => {}
                () = sleep_real(LAST_WORDS) => {}
            }
        }
        guests.lock().present.remove(&id);
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    const LONG: Duration = Duration::from_mins(1);
    const SHORT: Duration = Duration::from_millis(50);
    const UNHURRIED: Limits = Limits { connections: 3, first_header: LONG, idle: LONG, age: LONG };

    /// A listener that knows whoever says so.
    async fn begin(limits: Limits) -> (SocketAddr, watch::Sender<bool>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = Router::new().route(
            "/",
            get(async |headers: HeaderMap| match headers.get("known") {
                Some(_) => StatusCode::OK,
                None => StatusCode::UNAUTHORIZED,
            }),
        );
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(serve(listener, routes, limits, stopped));
        (address, stop)
    }

    async fn connect(address: SocketAddr) -> TcpStream {
        TcpStream::connect(address).await.unwrap()
    }

    /// Asks and reads the status.
    async fn ask(stream: &mut TcpStream, header: &str) -> u16 {
        let request = format!("GET / HTTP/1.1\r\nhost: here\r\n{header}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        String::from_utf8(head).unwrap()[9..12].parse().unwrap()
    }

    /// Waits until the other side hangs up.
    async fn ends(stream: &mut TcpStream) {
        let mut rest = Vec::new();
        let _ = tokio::time::timeout(LONG / 2, stream.read_to_end(&mut rest)).await.unwrap();
    }

    #[tokio::test]
    async fn who_says_nothing_or_half_a_header_leaves_and_who_spoke_stays_longer() {
        let (at, _stop) = begin(Limits { first_header: SHORT, ..UNHURRIED }).await;
        let (mut nothing, mut half) = (connect(at).await, connect(at).await);
        let mut known = connect(at).await;
        half.write_all(b"POST / HTTP/1.1\r\nhost: here\r\n").await.unwrap();
        assert_eq!(ask(&mut known, "known: yes\r\n").await, 200);
        ends(&mut nothing).await;
        ends(&mut half).await;
        assert_eq!(ask(&mut known, "known: yes\r\n").await, 200);
    }

    #[tokio::test]
    async fn who_is_silent_for_long_or_stays_for_long_leaves() {
        for limits in [Limits { idle: SHORT, ..UNHURRIED }, Limits { age: SHORT, ..UNHURRIED }] {
            let (at, _stop) = begin(limits).await;
            let mut known = connect(at).await;
            assert_eq!(ask(&mut known, "known: yes\r\n").await, 200);
            ends(&mut known).await;
        }
    }

    #[tokio::test]
    async fn where_it_is_full_strangers_leave_first_and_the_longest_silent_of_them() {
        let (at, _stop) = begin(UNHURRIED).await;
        let mut known = connect(at).await;
        assert_eq!(ask(&mut known, "known: yes\r\n").await, 200);
        let (mut first, mut second) = (connect(at).await, connect(at).await);
        assert_eq!(ask(&mut first, "").await, 401);
        assert_eq!(ask(&mut second, "").await, 401);
        // `first` speaks again, so that `second` has been silent for longer.
        assert_eq!(ask(&mut first, "").await, 401);
        let mut third = connect(at).await;
        assert_eq!(ask(&mut third, "known: yes\r\n").await, 200);
        ends(&mut second).await;
        let mut fourth = connect(at).await;
        assert_eq!(ask(&mut fourth, "known: yes\r\n").await, 200);
        ends(&mut first).await;
        assert_eq!(ask(&mut known, "known: yes\r\n").await, 200);
        // Nobody is a stranger now: whoever spoke last stays.
        let mut fifth = connect(at).await;
        assert_eq!(ask(&mut fifth, "").await, 401);
        ends(&mut third).await;
    }

    #[tokio::test]
    async fn a_stop_ends_who_says_nothing_at_once() {
        let (at, stop) = begin(UNHURRIED).await;
        let (mut nothing, mut known) = (connect(at).await, connect(at).await);
        assert_eq!(ask(&mut known, "known: yes\r\n").await, 200);
        stop.send_replace(true);
        ends(&mut nothing).await;
        ends(&mut known).await;
    }
}
