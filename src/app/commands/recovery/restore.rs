//! A restore of the database, step by step, and what has to follow one that other tools did.

use std::io::{BufRead, Write};
use std::path::Path;

use anyhow::bail;

use crate::config::{DataConfig, sqlite_file};
use crate::domain::decision::Decision;
use crate::domain::ids::{CustomerId, KeyId};
use crate::domain::order::Order;
use crate::domain::restored;
use crate::domain::time::{Millis, Stamp};
use crate::storage::backup::{self, Kind, Replayed};
use crate::storage::seam::{Point, Seam};
use crate::storage::{
    Store, Stored, Tx, cases, charges, customers, effects, erase, lookups, orders, pollers,
};

use super::super::lock;
use super::acts;
use super::alone::alone;
use super::draft::{Draft, aside};
use super::held::{held_count, is_typed};
use super::{audit, keys_name};
use crate::app::clock::Clock;
use crate::app::decisions;

const POSTGRES_RESTORE: &str = "\
On PostgreSQL its own tools bring the database back. Stop every replica first, then:

  pg_restore --clean --if-exists --no-owner --single-transaction --exclude-schema=keys \\
    --dbname=\"$DATABASE_URL\" shop.dump
  qazaq-esim-bot restore --finish

The second command erases again whom the key schema no longer knows and holds all stock; do not
start the shop before it. It refuses while other sessions of the same role are connected to this
database. Leave the schema of the keys as it is. Nothing was done here.";

/// How a restore treats rows without keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// They were erased; but if most are missing, something else is wrong.
    Careful,
    /// Whatever has no key is erased.
    EraseAll,
}

const MOST_MISSING: &str = "nothing was changed: most keys of this file are not in the key store. \
    Put the right key store in place (KEYS_URL; restore --keys FILE). If it is lost for ever, \
    repeat this with --erase-missing: everything without a key is then erased";

/// Erases again whom the key store does not know any more, and decides what that leaves open.
pub(super) async fn erase_again(store: &Store, tx: &mut Tx, now: Stamp) -> Stored<Replayed> {
    let replayed = backup::replay_erasures(store, tx, now).await?;
    let open = backup::open_orders(tx).await?;
    let orders = orders::load(tx, &open).await?;
    let of_nobody = orders.iter().filter(|order| order.customer.is_none());
    let decided = of_nobody.map(|order| (None, restored::order(order, now, now))).collect();
    write(tx, decided, now).await?;
    Ok(replayed)
}

/// What the backup held open, by its end: orders that are closed, customers who are told of it, and
/// what is before a person.
#[derive(Debug, Clone, Copy, Default)]
struct HeldOpen {
    closed: usize,
    told: usize,
    cases: usize,
}

/// Ends what could be paid at the moment of the copy, and puts the rest that it holds open before a
/// person: what is owed, what is undecided, and approvals in tenge, of which no ledger tells.
async fn end_what_is_open(tx: &mut Tx, copy: Stamp, now: Stamp) -> Stored<HeldOpen> {
    let open = backup::open_orders(tx).await?;
    let orders = orders::load(tx, &open).await?;
    let charges = backup::undecided(tx).await?;
    let charges = charges::load(tx, &charges).await?;
    // The approval of this very moment too.
    let approvals = cases::unanswered(tx, now + Millis(1)).await?;
    let decided = orders.iter().map(|order| restored::order(order, copy, now));
    let decided = decided.chain(charges.iter().map(|charge| restored::undecided(charge, now)));
    let mut decided: Vec<Decision> = decided.collect();
    let cases = approvals.iter().map(restored::approval).collect();
    decided.push(Decision { cases, ..Decision::default() });
    let is_closed = |order: &&Order| order.closed_since().is_some();
    let mut open = HeldOpen::default();
    for decision in &decided {
        open.closed += decision.orders.iter().filter(is_closed).count();
        open.told += decision.effects.len();
        open.cases += decision.cases.len();
    }
    write(tx, decided.into_iter().map(|decision| (None, decision)).collect(), now).await?;
    Ok(open)
}

/// No admin is told here: that is for the next start.
async fn write(
    tx: &mut Tx,
    mut decided: Vec<(Option<CustomerId>, Decision)>,
    now: Stamp,
) -> Stored<()> {
    // Nobody else is in the copy, nor serves it.
    let locked = customers::lock(tx, &lookups::People::default(), &[]).await?;
    let written = decisions::write(tx, &locked, &[], &mut decided, now).await?;
    effects::queue(tx, &written.effects).await
}

async fn replay(
    store: &Store,
    tx: &mut Tx,
    now: Stamp,
    missing: Missing,
) -> anyhow::Result<Replayed> {
    let replayed = backup::replay_erasures(store, tx, now).await?;
    if replayed.is_most() && missing == Missing::Careful {
        bail!(MOST_MISSING);
    }
    Ok(replayed)
}

/// Brings a backup of the database back. Everything is checked on a copy before anything in force
/// is touched; what is replaced is kept.
///
/// # Errors
/// A line that names what is wrong and what to do; nothing in force was changed then.
pub async fn restore(
    config: &DataConfig,
    file: &Path,
    clock: &Clock,
    missing: Missing,
    seam: &Seam,
) -> anyhow::Result<String> {
    let Some(base) = sqlite_file(&config.database_url) else {
        return Ok(POSTGRES_RESTORE.to_owned());
    };
    let _lock = lock(&config.database_url)?;
    let no_keys = || format!("there is no key store at {}", keys_name(config));
    if sqlite_file(&config.keys_url).is_some_and(|keys| !keys.exists()) {
        bail!("{}; put the newest one you have in place first, or set KEYS_URL", no_keys());
    }
    Draft::within(file, &base, seam, async |draft| {
        bring_back(config, draft, &base, clock, missing, seam).await
    })
    .await
}

async fn bring_back(
    config: &DataConfig,
    draft: &Draft,
    base: &Path,
    clock: &Clock,
    missing: Missing,
    seam: &Seam,
) -> anyhow::Result<String> {
    backup::look(&draft.file, &draft.from, Kind::Main).await?;
    let now = clock.now();
    // What the replaced database knows as destroyed the restored one must know too.
    // A damaged one tells nothing.
    let known = if base.exists() { backup::destroyed_in(base).await } else { Ok(Vec::new()) };
    let known = known.unwrap_or_default();
    let store =
        Store::open_any_keys(&draft.url(), &config.keys_url, config.sealing_key.clone()).await?;
    let prepared = prepare(&store, now, missing, &known).await;
    store.close().await;
    let prepared = prepared?;
    seam.pass("restore", Point::Prepared).await;
    let aside = aside(base, now);
    let replaced = draft.put_in_force(base, &aside, seam).await?;
    // The erasures that were replayed end here; a crash before this is finished by the next start.
    finish_erasures(config).await?;
    seam.pass("restore", Point::Erased).await;
    let kept = if replaced {
        format!("\nWhat was in force is kept as {}.", aside.display())
    } else {
        String::new()
    };
    Ok(format!("The backup is in force.{kept}\n{}", told(&prepared, 0)))
}

/// What a restore did before the copy comes in force.
struct Prepared {
    replayed: Replayed,
    held: i64,
    open: HeldOpen,
    /// What admins had pressed, and was not done by then.
    acts: i64,
}

fn told(prepared: &Prepared, destroyed: usize) -> String {
    let Prepared { replayed, held, open, acts } = prepared;
    let HeldOpen { closed, told, cases } = open;
    let destroyed = match destroyed {
        0 => String::new(),
        keys => format!("Destroyed in the key store again: {keys} keys.\n"),
    };
    let closed = match closed {
        0 => String::new(),
        count => format!(
            "Closed, because they may have been paid since: {count} orders; customers who hear of \
             it: {told}.\n"
        ),
    };
    let cases = match cases {
        0 => String::new(),
        count => format!(
            "Before a person, because how they went on is lost: {count} orders and payments; see: \
             qazaq-esim-bot cases list\n"
        ),
    };
    let acts = match acts {
        0 => String::new(),
        count => format!(
            "Forgotten: {count} acts of admins that waited in the backup. Whether they were done \
             is lost; who wants one still says it again.\n"
        ),
    };
    format!(
        "Erased again, because their keys are gone: {} customers and visitors, {} codes.\n\
         {destroyed}{closed}{cases}{acts}Held and not sold: {held} codes. Find out from your \
         supplier which of them were used after the backup, then say: qazaq-esim-bot stock release \
         --discard FILE\n\
         Start the shop now: nothing is sold, and payments of the lost hours come as cases.",
        replayed.customers, replayed.codes,
    )
}

async fn prepare(
    store: &Store,
    now: Stamp,
    missing: Missing,
    known: &[KeyId],
) -> anyhow::Result<Prepared> {
    let mut tx = store.begin().await?;
    let copy = backup::moment(&mut tx).await?.unwrap_or(now);
    let replayed = replay(store, &mut tx, now, missing).await?;
    match missing {
        Missing::Careful => store.fit_secrets(&mut tx).await?,
        Missing::EraseAll => store.adopt_secrets(&mut tx).await?,
    }
    lookups::begin_anew(store, &mut tx, now).await?;
    backup::remember_destroyed(&mut tx, known, now).await?;
    backup::hold(&mut tx, now).await?;
    let open = end_what_is_open(&mut tx, copy, now).await?;
    let acts = acts::forget(&mut tx).await?;
    pollers::vacate(&mut tx).await?;
    let held = held_count(&mut tx).await?;
    audit(&mut tx, "restore", now).await?;
    // A crash before this commit leaves nothing; after it a copy that is not in force yet.
    tx.commit(Point::Restored).await?;
    Ok(Prepared { replayed, held, open, acts })
}

/// Opens what is in force.
pub(super) async fn open(config: &DataConfig) -> Stored<Store> {
    Store::open_any_keys(&config.database_url, &config.keys_url, config.sealing_key.clone()).await
}

pub(super) async fn finish_erasures(config: &DataConfig) -> anyhow::Result<()> {
    let store = open(config).await?;
    let mut done = erase::destroy_doomed(&store).await;
    while matches!(done, Ok(n) if n > 0) {
        done = erase::destroy_doomed(&store).await;
    }
    store.close().await;
    done?;
    Ok(())
}

/// Destroys in the key store what was destroyed before, and says how much of it was there: a copy
/// of the key store that is older than an erasure knows the key of the customer who was erased.
pub(super) async fn destroy_again(store: &Store) -> Stored<usize> {
    let mut reader = store.read().await?;
    let gone = erase::gone(&mut reader).await?;
    drop(reader);
    let absent = store.keys.missing(&gone).await?.len();
    // A crash before its commit leaves them to the same command, said once more.
    store.keys.destroy(&gone).await?;
    store.checkpoint().await?;
    Ok(gone.len() - absent)
}

/// Does what has to follow a copy that was brought back by other means: by PostgreSQL's tools, or
/// by hand, of the database or of the key store. On a server nobody else may be in the database, as
/// nobody may have the file.
pub async fn finish(
    config: &DataConfig,
    clock: &Clock,
    missing: Missing,
) -> anyhow::Result<String> {
    let _lock = lock(&config.database_url)?;
    alone(&config.database_url).await?;
    let store = open(config).await?;
    let prepared = async {
        // By the server's clock: where the history begins, a charge of the lost hours must not look
        // newer.
        let now = clock.moment(&mut store.look().await?).await?.now;
        prepare(&store, now, missing, &[]).await
    };
    let prepared = prepared.await;
    // Only now is it known that this is the key store of this database.
    let destroyed = if prepared.is_ok() { destroy_again(&store).await } else { Ok(0) };
    store.close().await;
    let (prepared, destroyed) = (prepared?, destroyed?);
    finish_erasures(config).await?;
    Ok(told(&prepared, destroyed))
}

/// The same, after it was told what will be held and asked on `ask` whether to go on, where there
/// is one: whoever says it over a healthy database stops all sales. Says whether it was done.
///
/// # Errors
/// As [`finish`]; or nobody can be asked.
pub async fn ask_and_finish(
    config: &DataConfig,
    clock: &Clock,
    missing: Missing,
    ask: Option<impl BufRead>,
    out: &mut impl Write,
) -> anyhow::Result<bool> {
    if let Some(ask) = ask {
        let lock = lock(&config.database_url)?;
        let store = open(config).await?;
        let sold = backup::on_sale(&mut store.look().await?).await;
        store.close().await;
        drop(lock);
        writeln!(
            out,
            "This follows a copy that other tools brought back. It erases again whoever has no key \
             and holds all stock: {} codes that are on sale now are sold again only after \
             qazaq-esim-bot stock release. What admins pressed and was not done is forgotten.",
            sold?
        )?;
        if !is_typed("finish", ask, out)? {
            return Ok(false);
        }
    }
    writeln!(out, "{}", finish(config, clock, missing).await?)?;
    Ok(true)
}
