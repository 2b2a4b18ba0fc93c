//! How a process is known to live, and what becomes of what it left or had in hand when it dies, or
//! when its lock ends though it lives. It must not know how the seat is waited for.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex};

use pretend_telegram::world::money::PayTarget;
use qazaq_esim_bot::domain::effect::{Repeat, words};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::storage::seam::Seam;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};

use super::several::another;
use crate::crashes::buyers::newcomer;
use crate::support::{PATIENCE, Shop, ShopOptions, phone::presses_of};

/// Processes that nobody ever was: their names, which are the numbers of their locks, and the words
/// at the end of their sessions' names.
const OTHER: (&str, &str) = ("00000000000000aa", "00000000000000bb");
const LATER: (&str, &str) = ("00000000000000cc", "00000000000000dd");

async fn connection(shop: &Shop) -> AnyConnection {
    AnyConnection::connect(&shop.urls().0).await.unwrap()
}

async fn enrolled(shop: &Shop, (name, session): (&str, &str)) {
    let text = format!("insert into processes (name, session) values ('{name}', '{session}')");
    connection(shop).await.execute(AssertSqlSafe(text)).await.unwrap();
}

async fn is_known(shop: &Shop, (name, _): (&str, &str)) -> bool {
    let text = "select count(*) from processes where name = $1";
    let query = sqlx::query_scalar::<_, i64>(text).bind(name);
    query.fetch_one(&mut connection(shop).await).await.unwrap() == 1
}

/// Waits until somebody who died later than the other one is buried: the other one was looked at.
async fn looked_at(shop: &Shop) {
    enrolled(shop, LATER).await;
    shop.until("the dead to be buried", async || !is_known(shop, LATER).await).await;
}

/// The kinds of what the other one still has.
async fn leased(shop: &Shop) -> BTreeSet<String> {
    let rows = "select kind from effects where lease_owner = '00000000000000aa'";
    shop.sql(rows).await.into_iter().map(|row| row[0].clone()).collect()
}

/// One effect of each kind, due in a year, under the other one's lease; and the seat.
async fn leaves_one_of_each(shop: &Shop) {
    let mut outside = connection(shop).await;
    let (name, _) = OTHER;
    let now = shop.clock().now().0;
    let year = now + 31_536_000_000;
    for kind in words(|_| true) {
        let text = format!(
            "insert into effects (effect_key, kind, priority, due_at, attempts, leased_until, \
             lease_owner, body) values ('left:{kind}', '{kind}', 1, {year}, 1, {now}, '{name}', '')"
        );
        outside.execute(AssertSqlSafe(text)).await.unwrap();
    }
    let text = format!("update pollers set owner = '{name}', held_until = {}", now + 15_000);
    assert_eq!(outside.execute(AssertSqlSafe(text)).await.unwrap().rows_affected(), 1);
    outside.close().await.unwrap();
}

#[tokio::test]
async fn a_process_is_dead_when_its_lock_is_free_and_no_session_of_it_is_left() {
    let shop = Shop::open().await;
    let all: BTreeSet<String> = words(|_| true).into_iter().map(str::to_owned).collect();
    shop.until("the seat", async || shop.count("select count(*) from pollers").await == 1).await;
    leaves_one_of_each(&shop).await;
    let stands = async |why: &str| {
        looked_at(&shop).await;
        assert!(is_known(&shop, OTHER).await, "buried while {why}");
        assert_eq!(leased(&shop).await, all, "leases are void while {why}");
        let seat = "select count(*) from pollers where owner = '00000000000000aa'";
        assert_eq!(shop.count(seat).await, 1, "the seat is taken while {why}");
    };

    let mut left = connection(&shop).await;
    left.execute("set application_name = 'any name 00000000000000bb'").await.unwrap();
    enrolled(&shop, OTHER).await;
    stands("a session is left").await;
    let mut holder = connection(&shop).await;
    holder.execute(AssertSqlSafe(format!("select pg_advisory_lock({})", 0xaa))).await.unwrap();
    left.close().await.unwrap();
    stands("its lock is held").await;
    // Who stands by waits in the lock, and shares it for a moment: that is no sign of life.
    let mut waits = connection(&shop).await;
    let wait = format!("select pg_advisory_lock_shared({})", 0xaa);
    let waiting = tokio::spawn(async move {
        waits.execute(AssertSqlSafe(wait)).await.unwrap();
        waits
    });
    holder.close().await.unwrap();

    shop.until("the dead to be buried", async || !is_known(&shop, OTHER).await).await;
    let kept: BTreeSet<String> =
        ["mail", "provision", "receipt", "refund"].into_iter().map(str::to_owned).collect();
    assert_eq!(leased(&shop).await, kept, "what may be in flight, and nothing else, is kept");
    assert_eq!(words(|law| law.repeat == Repeat::AfterItsLease).len(), kept.len());
    let seat = "select count(*) from pollers where owner <> '00000000000000aa'";
    shop.until("the seat", async || shop.count(seat).await == 1).await;
    waiting.await.unwrap().close().await.unwrap();
    shop.tamper("delete from effects where effect_key like 'left:%'").await;
    shop.customer().buys(Lang::En).await;
    shop.finish().await;
}

/// Where calls stand still that Telegram or the mail server did, before anybody here knows.
#[derive(Default)]
struct Gate {
    /// The first of each of these kinds stops.
    stops: BTreeSet<&'static str>,
    standing: usize,
}

/// What is ended, for whom.
const CUTS: [&str; 2] = [
    // The lock of each process.
    "select count(pg_terminate_backend(pid)) from pg_locks where locktype = 'advisory' \
     and granted and database = (select oid from pg_database where datname = current_database())",
    // All that the shops have, as when the server is another one all at once.
    "select count(pg_terminate_backend(pid)) from pg_stat_activity \
     where datname = current_database() and application_name like 'qazaq-esim-bot %'",
];

const KINDS: [&str; 6] = ["say", "invoice", "precheckout", "qr", "mail", "refund"];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_in_flight_is_done_once_when_the_lock_or_every_connection_ends() {
    let gate: Arc<(Mutex<Gate>, Condvar)> = Arc::default();
    let heard = Arc::clone(&gate);
    let seam = Seam::watched(move |step, what| {
        let (gate, opens) = &*heard;
        let mut now = gate.lock().unwrap();
        if step == "performed" && now.stops.remove(what) {
            now.standing += 1;
            let standing = |now: &mut Gate| now.standing > 0;
            // Its thread is given up to it, so that all the others go on.
            tokio::task::block_in_place(|| {
                drop(opens.wait_timeout_while(now, PATIENCE, standing).unwrap());
            });
        }
        false
    });
    let options = ShopOptions { codes: 50, alone: true, seam, ..ShopOptions::default() };
    let shop = Shop::start(options).await;
    shop.admin().begin(Lang::En).await;
    for (n, cut) in CUTS.into_iter().enumerate() {
        in_flight(&shop, &gate, n, cut).await;
    }
    // Both go on, under names that they did not have before.
    shop.customer().buys(Lang::En).await;
    shop.finish().await;
}

/// People at every step, whose calls are in flight when something is cut.
async fn in_flight(shop: &Shop, gate: &(Mutex<Gate>, Condvar), n: usize, cut: &'static str) {
    let person = |name: &str| shop.phone(newcomer(&shop.world, &format!("{name} {n}")));
    let [returns, pays, asks, visits] = ["Returns", "Pays", "Asks", "Visits"].map(person);
    returns.buys(Lang::En).await;
    let bought = shop.newest_order().await;
    shop.admin().say(&format!("/refund {bought}")).await;
    let yes = presses_of(&shop.admin().last());
    let yes = yes.iter().find(|press| matches!(press, Press::OrderAct(..))).unwrap();
    pays.begin(Lang::En).await;
    pays.choose("Turkey", "tr-1").await;
    pays.agree().await;
    pays.mail_to(&format!("pays{n}@example.com")).await;
    asks.begin(Lang::En).await;
    asks.choose("Turkey", "tr-1").await;
    asks.agree().await;
    let pay = presses_of(&asks.last());
    let pay = pay.iter().find(|press| matches!(press, Press::Pay(_))).unwrap();
    let other = another(shop, shop.clock().clone()).await;

    let before = names(shop).await;
    assert_eq!(before.len(), 2);
    let calls = shop.world.calls().len();
    let mails = shop.world.mails().len();
    gate.0.lock().unwrap().stops = KINDS.into();
    let standing = async |wanted: usize| {
        let stand = async || gate.0.lock().unwrap().standing == wanted;
        shop.until("the calls to stand", stand).await;
    };
    shop.world.send_text(visits.person, "/start").unwrap();
    standing(1).await;
    asks.touch(pay);
    shop.admin().touch(yes);
    standing(3).await;
    let target = PayTarget::Message(pays.invoice().unwrap());
    shop.world.pay(pays.person, target).await;
    standing(KINDS.len()).await;

    // Through a connection that the cut does not know.
    let ended = shop.count(cut).await;
    assert!(ended >= 2, "{ended} were ended");
    let anew = async || {
        let after = names(shop).await;
        after.len() == 2 && after.is_disjoint(&before)
    };
    shop.until("both to go on under other names", anew).await;
    gate.0.lock().unwrap().standing = 0;
    gate.1.notify_all();
    shop.until_in_time("the QR", async || pays.photos().len() == 1).await;
    shop.rests_as_time_passes(20).await;
    other.stop().await;

    let made: Vec<_> = shop.world.calls().into_iter().skip(calls).collect();
    let times = |method: &str| made.iter().filter(|call| call.method == method).count();
    assert_eq!(times("refundStarPayment"), 1);
    assert_eq!(shop.world.mails().len(), mails + 1, "one letter");
    if n == 0 {
        // The connections of both were there all the time: nobody took them for dead.
        assert_eq!((times("sendInvoice"), times("answerPreCheckoutQuery")), (1, 1));
        assert_eq!(visits.heard().len(), 1, "said once");
    }
}

/// The names of those who are known.
async fn names(shop: &Shop) -> BTreeSet<String> {
    shop.sql("select name from processes").await.into_iter().map(|row| row[0].clone()).collect()
}
