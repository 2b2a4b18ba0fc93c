//! By what a person's row is found: a hash with a lookup key, on top of the hash that is the
//! person's own. Lookup keys are secrets of the key store, which is in no backup. After an erasure
//! the one in force gives way to a new one, and is destroyed a day later: then nobody finds who was
//! erased in an old backup, not with every key that is left. Meanwhile both are asked.

use super::dialect::{Engine, many_rows, statements};
use super::seam::Point;
use super::secrets::Secrets;
use super::{
    AT_ONCE, KeyStore, Reader, StorageError, Store, Stored, Tx, Value, consents, customers, get,
    settings,
};
use crate::domain::customer::Customer;
use crate::domain::ids::{AddressId, CustomerId, PersonKey};
use crate::domain::time::{Millis, Stamp};

/// The lookup key before is asked for so long: letters of who was erased, or corrected an address,
/// count for a day under the hash that they were sent under.
const BOTH_ASKED: Millis = Millis::days(1);

statements! {
    MOVE = "update customers set person = $2 where id = $1";
    MOVE_PARKED = "update parked set person = $2 where person = $1";
    MOVE_LETTERS = "update letters set person = $2 where person = $1";
    MOVE_THREADS = "update threads set admin = $2 where admin = $1";
    LETTERS = "select link, address_id from letters where address_id is not null and link > $1 \
     order by link limit $2";
    MOVE_MAILBOX = "update letters set mailbox = $2 where link = $1 and mailbox <> $2";
}

many_rows! {
    THERE = list "select id from customers where person in (..)";
}

/// Which lookup key is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct State {
    /// Its number; 0 is none: a row is found by the person's own hash.
    number: i64,
    /// Since when.
    since: Stamp,
    /// Whether the one before it is asked too.
    both: bool,
}

impl State {
    fn write(self) -> String {
        format!("{} {} {}", self.number, self.since.0, i64::from(self.both))
    }

    fn read(value: &str) -> Option<Self> {
        let mut parts = value.split(' ').map(str::parse::<i64>);
        let mut next = || parts.next()?.ok();
        let (number, since, both) = (next()?, Stamp(next()?), next()? != 0);
        Some(Self { number, since, both })
    }

    /// A database from before lookup keys, or one that does not say.
    fn of(value: Option<String>) -> Self {
        let none = Self { number: 0, since: Stamp(i64::MAX), both: false };
        value.and_then(|value| Self::read(&value)).unwrap_or(none)
    }

    /// The numbers that are asked, the one in force first.
    fn asked(self) -> impl Iterator<Item = i64> {
        [Some(self.number), self.both.then(|| self.number - 1)].into_iter().flatten()
    }
}

async fn state(reader: &mut Reader) -> Stored<State> {
    Ok(State::of(settings::read_one(reader, settings::LOOKUP).await?))
}

async fn put(tx: &mut Tx, state: State) -> Stored<()> {
    settings::put(tx, settings::LOOKUP, &state.write()).await
}

/// People, and by what their rows are found.
#[derive(Debug, Clone, Default)]
pub struct People {
    pub(super) who: Vec<PersonKey>,
    pub(super) by: Vec<Value>,
}

impl Secrets {
    /// These people, by the lookup keys that this process knows.
    pub fn people(&self, who: Vec<PersonKey>) -> People {
        let by = who.iter().flat_map(|person| self.found_by(person)).map(Value::Text).collect();
        People { who, by }
    }
}

impl People {
    pub(crate) fn is_empty(&self) -> bool {
        self.who.is_empty()
    }

    /// Those who are none of these customers.
    pub(crate) fn but(&self, known: &[Customer]) -> Vec<PersonKey> {
        let is_new = |person: &&PersonKey| known.iter().all(|known| known.person != **person);
        self.who.iter().filter(is_new).cloned().collect()
    }
}

/// Learns which lookup keys are asked.
///
/// # Errors
/// The key store lacks the one in force: it is a copy from before.
pub(super) async fn learn(
    keys: &KeyStore,
    secrets: &Secrets,
    reader: &mut Reader,
) -> Stored<State> {
    let state = state(reader).await?;
    let there = keys.lookup_keys().await?;
    let mut asked = Vec::new();
    for number in state.asked() {
        match there.iter().find(|(found, _)| *found == number) {
            Some((_, key)) => asked.push(Some(key.clone())),
            None if number == 0 => asked.push(None),
            None if number == state.number => {
                return Err(StorageError::Setup(
                    "the key store lacks the key by which customers are found: it is an old copy. \
                     Stop the shop and say: qazaq-esim-bot restore --finish"
                        .to_owned(),
                ));
            }
            // It was destroyed meanwhile.
            None => {}
        }
    }
    secrets.ask(state.number, asked);
    Ok(state)
}

/// These people have no row, as far as this process knows. It looks whether it knows the lookup key
/// in force, and nobody else makes a row until this transaction ends. Where it was wrong the
/// transaction is repeated, so that nobody gets two rows.
pub(crate) async fn meet(store: &Store, tx: &mut Tx, strangers: Vec<PersonKey>) -> Stored<()> {
    let state = State::of(settings::lock_lookup(tx).await?);
    if state.number != store.secrets.lookup_number() {
        learn(&store.keys, &store.secrets, &mut store.look().await?).await?;
        return Err(StorageError::Conflict("the lookup key was renewed".to_owned()));
    }
    // A file has one writer: who was not there a moment ago is not there now.
    if store.engine() == Engine::Postgres {
        let by = store.secrets.people(strangers).by;
        if !tx.fetch_list(&THERE, by).await?.is_empty() {
            return Err(StorageError::Duplicate("customers.person".to_owned()));
        }
    }
    Ok(())
}

/// A new database has a lookup key from its first row on.
pub(super) async fn begin(store: &Store, tx: &mut Tx) -> Stored<()> {
    store.keys.begin_lookup(1).await?;
    let first = State { number: 1, since: Stamp(0), both: false };
    settings::write_once(tx, settings::LOOKUP, &first.write()).await
}

/// After a restore, of whichever half: a new lookup key, by which everybody is found whose data key
/// lives, whatever the copy was found by.
pub(crate) async fn begin_anew(store: &Store, tx: &mut Tx, now: Stamp) -> Stored<()> {
    let known = state(tx).await?.number;
    let there = store.keys.lookup_keys().await?;
    let number = there.iter().map(|(number, _)| *number).fold(known, i64::max) + 1;
    let key = store.keys.begin_lookup(number).await?;
    store.secrets.ask(number, vec![Some(key)]);
    put(tx, State { number, since: now, both: false }).await?;
    let mut last = Some(CustomerId(i64::MIN));
    while let Some(after) = last {
        last = move_people(store, tx, after).await?;
    }
    let mut last = Some(String::new());
    while let Some(after) = last {
        last = move_mailboxes(store, tx, &after).await?;
    }
    Ok(())
}

/// Renews the lookup key where somebody was erased since the one in force came, and moves all rows
/// to it, until `stops` says so. Cut short, it is gone on with the next time.
pub async fn renew(store: &Store, now: Stamp, stops: impl Fn() -> bool) -> Stored<()> {
    if !is_moving(store, now).await? {
        return Ok(());
    }
    let mut next = Step::FIRST;
    while next != Step::Moved {
        if stops() {
            return Ok(());
        }
        next = step(store, &next).await?;
    }
    end(store, now).await
}

/// How far a renewal came.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// Customers after this one.
    People(CustomerId),
    /// Letters after this one.
    Mailboxes(String),
    /// Everything is found by the lookup key in force.
    Moved,
}

impl Step {
    const FIRST: Self = Self::People(CustomerId(i64::MIN));
}

/// Looks whether a lookup key has to be renewed: somebody was erased since the one in force came.
/// Says whether rows have to be moved to the one in force.
async fn is_moving(store: &Store, now: Stamp) -> Stored<bool> {
    let mut reader = store.look().await?;
    let state = learn(&store.keys, &store.secrets, &mut reader).await?;
    let erased = settings::load(&mut reader).await?.erased;
    drop(reader);
    if state.both {
        return Ok(true);
    }
    // What a crash left.
    store.keys.destroy_lookups(state.number).await?;
    let due = match state.number {
        // Processes of a version before lookup keys may serve too, for a day.
        0 => state.since.0 < (now - BOTH_ASKED).0,
        _ => erased > state.since.0,
    };
    let next = if due {
        store.keys.begin_lookup(state.number + 1).await?;
        State { number: state.number + 1, since: now, both: true }
    } else if state.since == Stamp(i64::MAX) {
        State { since: now, ..state }
    } else {
        return Ok(false);
    };
    replace(store, state, next).await?;
    Ok(due)
}

/// Moves the next rows to the lookup key in force, each step a transaction.
async fn step(store: &Store, step: &Step) -> Stored<Step> {
    let mut tx = store.begin().await?;
    let next = match step {
        Step::People(after) => match move_people(store, &mut tx, *after).await? {
            Some(last) => Step::People(last),
            None => Step::Mailboxes(String::new()),
        },
        Step::Mailboxes(after) => match move_mailboxes(store, &mut tx, after).await? {
            Some(last) => Step::Mailboxes(last),
            None => Step::Moved,
        },
        Step::Moved => Step::Moved,
    };
    tx.commit(Point::Moved).await?;
    Ok(next)
}

/// Everything was moved: the lookup key before is destroyed when it was asked for long enough.
async fn end(store: &Store, now: Stamp) -> Stored<()> {
    let state = state(&mut store.look().await?).await?;
    if !state.both || now - BOTH_ASKED < state.since {
        return Ok(());
    }
    replace(store, state, State { both: false, ..state }).await?;
    store.keys.destroy_lookups(state.number).await
}

/// Puts another state in the place of one, unless another process did.
async fn replace(store: &Store, before: State, next: State) -> Stored<()> {
    let mut tx = store.begin().await?;
    // A row to be locked.
    settings::write_once(&mut tx, settings::LOOKUP, &before.write()).await?;
    let found = State::of(settings::lock_lookup(&mut tx).await?);
    if found == before {
        put(&mut tx, next).await?;
    }
    tx.commit(Point::Moved).await?;
    learn(&store.keys, &store.secrets, &mut store.look().await?).await.map(drop)
}

async fn move_people(store: &Store, tx: &mut Tx, after: CustomerId) -> Stored<Option<CustomerId>> {
    let page = customers::page(store, tx, after).await?;
    for row in &page {
        let Some(person) = &row.person else { continue };
        let to = store.secrets.row_key(person);
        if to == row.found_by {
            continue;
        }
        tx.execute_one(MOVE, vec![row.id.0.into(), to.as_str().into()]).await?;
        for other in [MOVE_PARKED, MOVE_LETTERS, MOVE_THREADS] {
            tx.execute(other, vec![row.found_by.as_str().into(), to.as_str().into()]).await?;
        }
    }
    Ok(page.last().map(|row| row.id))
}

async fn move_mailboxes(store: &Store, tx: &mut Tx, after: &str) -> Stored<Option<String>> {
    let mut last = None;
    for row in tx.fetch_all(LETTERS, vec![after.into(), AT_ONCE.into()]).await? {
        let (link, id): (String, i64) = (get(&row, "link")?, get(&row, "address_id")?);
        let found = consents::load_addresses(store, tx, &[AddressId(id)]).await?;
        for (_, email) in found {
            let mailbox = store.secrets.row_print(&store.mailbox_print(&email));
            tx.execute(MOVE_MAILBOX, vec![link.as_str().into(), mailbox.into()]).await?;
        }
        last = Some(link);
    }
    Ok(last)
}
