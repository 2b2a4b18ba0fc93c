//! Small values with names: switches of the admins, the version of the catalogue, the key's check
//! word. Also the anonymous counters, the audit, and whose support message a copy is.

use super::dialect::{many_rows, statements};
use super::{AT_ONCE, PEOPLE_AT_ONCE, Reader, Store, Stored, Tx, Value, get, is_full};
use crate::domain::brake::Brake;
use crate::domain::decision::AuditRow;
use crate::domain::ids::{CustomerId, KeyId, MessageId, PersonKey};
use crate::domain::snapshot::{History, Thread};
use crate::domain::switches::Switches;
use crate::domain::time::{Millis, Stamp};

statements! {
    ALL = "select name, value from settings";
    ONE = "select value from settings where name = $1";
    PUT = "insert into settings (name, value) values ($1, $2) \
     on conflict (name) do update set value = excluded.value";
    DROP = "delete from settings where name = $1";
    PUT_ONCE = "insert into settings (name, value) values ($1, $2) on conflict (name) do nothing";
    // Two replicas that both see unknown charges count them one after the other.
    LOCK = "select value from settings where name = $1", postgres " for update";
    ENDED = "select days from ended where admin = $1 and message = $2";
    // What stands in the customer's own chat would lead to the person.
    END = "insert into ended (admin, message, days, at) select t.admin, t.message, $3, $4 from \
     threads t join customers c on c.id = t.customer_id where c.id in (select k.id from \
     customers k where k.spoke_at < $1 and exists (select 1 from threads h where \
     h.customer_id = k.id) order by k.id limit $2) and t.admin <> c.person \
     on conflict (admin, message) do nothing";
    END_OF = "insert into ended (admin, message, days, at) select t.admin, t.message, $2, $3 from \
     threads t join customers c on c.id = t.customer_id where c.id = $1 and t.admin <> c.person \
     on conflict (admin, message) do nothing";
    END_THREADS = "delete from threads where customer_id in (select k.id from customers k where \
     k.spoke_at < $1 and exists (select 1 from threads h where h.customer_id = k.id) \
     order by k.id limit $2)";
    OLD_ENDED = "delete from ended where (admin, message) in (select admin, message from ended \
     where at < $1 limit $2)";
}

many_rows! {
    THREAD = list "select t.customer_id as customer_id, c.key_id as key_id from threads t join \
     customers c on c.id = t.customer_id where t.message = $1 and t.admin in (..)";
    COUNT = values "insert into counters (day, name, n) values (..) on conflict (day, name) do \
     update set n = counters.n + excluded.n";
    AUDIT = values "insert into audit (at, admin, action, order_id, subject) values (..)";
    THREADS = values "insert into threads (admin, message, customer_id, at) values (..) on \
     conflict (admin, message) do update set customer_id = excluded.customer_id, at = excluded.at";
}

/// When this database first served, in unix milliseconds.
pub const BORN_AT: &str = "born_at";

/// When this database was last restored, in unix milliseconds.
pub const RESTORED_AT: &str = "restored_at";

/// When Telegram's ledger was last read to its end, in unix milliseconds; none since a restore.
pub const RECONCILED_AT: &str = "reconciled_at";

/// Since when all stock is held, in unix milliseconds, from a restore to its release.
pub(super) const HELD_SINCE: &str = "held_since";

/// How many acts of admins the last restore took out of the outbox.
pub const FORGOTTEN_ACTS: &str = "forgotten_acts";

/// Which lookup key is in force, see [`super::lookups`].
pub(super) const LOOKUP: &str = "lookup";

const ERASED: &str = "erased_at";

/// Says that somebody was erased, in the transaction that does it.
pub(crate) async fn note_erasure(tx: &mut Tx, now: Stamp) -> Stored<()> {
    put(tx, ERASED, &now.0.to_string()).await
}

/// What is switched, and which catalogue is in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredSettings {
    /// The admins' switches.
    pub switches: Switches,
    /// Changes whenever plans or stock were imported.
    pub catalogue: i64,
    /// What this database can vouch for.
    pub history: History,
    /// When somebody was erased last: what other processes hold in memory of them must go.
    pub erased: i64,
}

const BRAKE: &str = "brake";

const LETTERS: &str = "letters";

/// Loads all of them.
pub async fn load(reader: &mut Reader) -> Stored<StoredSettings> {
    let mut settings = StoredSettings::default();
    for row in reader.fetch_all(ALL, vec![]).await? {
        settings.set(&get::<String>(&row, "name")?, &get::<String>(&row, "value")?);
    }
    Ok(settings)
}

impl StoredSettings {
    /// Reads what [`joined`] made of all settings.
    pub(super) fn parse(joined: &str) -> Self {
        let mut settings = Self::default();
        for line in joined.lines() {
            if let Some((name, value)) = line.split_once(' ') {
                settings.set(name, value);
            }
        }
        settings
    }

    fn set(&mut self, name: &str, value: &str) {
        if name == "paused" {
            self.switches.paused = value == "1";
        } else if name == "catalogue" {
            self.catalogue = value.parse().unwrap_or_default();
        } else if name == BRAKE {
            self.history.brake = Brake::read(value);
        } else if name == BORN_AT || name == RESTORED_AT {
            let at = Stamp(value.parse().unwrap_or(i64::MAX));
            self.history.from = self.history.from.max(at);
            if name == RESTORED_AT {
                self.history.restored = Some(at);
            }
        } else if name == ERASED {
            self.erased = value.parse().unwrap_or_default();
        } else if name == "notes" {
            self.switches.notes =
                value.split_whitespace().map(|key| PersonKey(key.to_owned())).collect();
        }
    }
}

/// All settings as one text, a line each, for a column of another select: the hot path reads them
/// with the customers and needs no statement of its own.
macro_rules! joined {
    () => {
        "(select string_agg(name || ' ' || value, '\n') from settings) as settings"
    };
}
pub(super) use joined;

/// Saves the admins' switches, where they differ from `before`: what another process switched
/// meanwhile is not put back.
pub(crate) async fn save(tx: &mut Tx, switches: &Switches, before: &Switches) -> Stored<()> {
    if switches.paused != before.paused {
        put(tx, "paused", if switches.paused { "1" } else { "0" }).await?;
    }
    if switches.notes != before.notes {
        let notes: Vec<&str> = switches.notes.iter().map(|key| key.0.as_str()).collect();
        put(tx, "notes", &notes.join(" ")).await?;
    }
    Ok(())
}

/// The brake as it stands, held until this transaction ends.
pub(crate) async fn lock_brake(tx: &mut Tx) -> Stored<Brake> {
    write_once(tx, BRAKE, &Brake::default().write()).await?;
    match tx.fetch_optional(LOCK, vec![BRAKE.into()]).await? {
        Some(row) => Ok(Brake::read(&get::<String>(&row, "value")?)),
        None => Ok(Brake::default()),
    }
}

/// Who asks how many letters went waits for others who do, until their transactions end.
pub(crate) async fn lock_letters(tx: &mut Tx) -> Stored<()> {
    write_once(tx, LETTERS, "").await?;
    tx.fetch_optional(LOCK, vec![LETTERS.into()]).await.map(drop)
}

/// Which lookup key is in force. Nobody else puts another there, or makes a row for a person, until
/// this transaction ends.
pub(super) async fn lock_lookup(tx: &mut Tx) -> Stored<Option<String>> {
    let row = tx.fetch_optional(LOCK, vec![LOOKUP.into()]).await?;
    row.map(|row| get(&row, "value")).transpose()
}

/// Saves the brake.
pub(crate) async fn save_brake(tx: &mut Tx, brake: &Brake) -> Stored<()> {
    put(tx, BRAKE, &brake.write()).await
}

/// Sets one value.
pub async fn put(tx: &mut Tx, name: &'static str, value: &str) -> Stored<()> {
    tx.execute_one(PUT, vec![name.into(), value.into()]).await
}

/// Whether a restore holds all stock, also where there is none yet.
pub(crate) async fn holds_stock(reader: &mut Reader) -> Stored<bool> {
    Ok(number(reader, HELD_SINCE).await?.is_some())
}

/// Takes one value away.
pub(super) async fn remove(tx: &mut Tx, name: &'static str) -> Stored<()> {
    tx.execute(DROP, vec![name.into()]).await.map(drop)
}

/// Sets one value unless it is set.
pub(crate) async fn write_once(tx: &mut Tx, name: &'static str, value: &str) -> Stored<()> {
    tx.execute(PUT_ONCE, vec![name.into(), value.into()]).await.map(drop)
}

/// Reads one value.
pub(crate) async fn read_one(reader: &mut Reader, name: &'static str) -> Stored<Option<String>> {
    reader.first(ONE, vec![name.into()], "value").await
}

/// One setting that is a number.
pub(crate) async fn number(reader: &mut Reader, name: &'static str) -> Stored<Option<i64>> {
    Ok(read_one(reader, name).await?.and_then(|number| number.parse().ok()))
}

/// One setting that is a moment, in unix milliseconds.
pub(crate) async fn moment(reader: &mut Reader, name: &'static str) -> Stored<Option<Stamp>> {
    Ok(number(reader, name).await?.map(Stamp))
}

/// Adds to the counters of a day (days since 1970 in Almaty).
pub(crate) async fn count(tx: &mut Tx, day: i64, counts: Vec<(&'static str, i64)>) -> Stored<()> {
    let rows =
        counts.into_iter().map(|(name, n)| vec![day.into(), name.into(), n.into()]).collect();
    tx.insert(&COUNT, rows).await
}

/// Writes down what admins did.
pub(crate) async fn audit(tx: &mut Tx, rows: Vec<AuditRow>, at: Stamp) -> Stored<()> {
    let rows = rows
        .into_iter()
        .map(|row| {
            let order = row.order.map(crate::domain::ids::OrderId::number);
            vec![
                at.0.into(),
                row.admin.0.into(),
                row.action.into(),
                order.into(),
                row.subject.into(),
            ]
        })
        .collect();
    tx.insert(&AUDIT, rows).await
}

/// Ends talks with support that are `term` old, of [`PEOPLE_AT_ONCE`] customers at most: nothing
/// leads from them to a customer any more. After as long again it is forgotten that there were
/// such. Says whether there may be more.
pub(crate) async fn end_talks(tx: &mut Tx, term: Millis, now: Stamp) -> Stored<bool> {
    let last = || Value::Int((now - term).0);
    let (people, days) = (PEOPLE_AT_ONCE.into(), term.in_days().into());
    tx.execute(END, vec![last(), people, days, now.0.into()]).await?;
    let ended = tx.execute(END_THREADS, vec![last(), PEOPLE_AT_ONCE.into()]).await?;
    let old = tx.execute(OLD_ENDED, vec![last(), AT_ONCE.into()]).await?;
    Ok(ended > 0 || is_full(old, AT_ONCE))
}

/// Ends the talk of a visitor, who is about to be erased.
pub(crate) async fn end_talk(
    tx: &mut Tx,
    visitor: CustomerId,
    days: i64,
    now: Stamp,
) -> Stored<()> {
    tx.execute(END_OF, vec![visitor.0.into(), days.into(), now.0.into()]).await.map(drop)
}

/// Remembers in whose chat which message belongs to whose talk with support: an admin's by their
/// own hash, the customer's own by what their row is found by.
pub(crate) async fn add_threads(
    store: &Store,
    tx: &mut Tx,
    own: impl Fn(&PersonKey, CustomerId) -> bool,
    threads: Vec<(PersonKey, MessageId, CustomerId)>,
    at: Stamp,
) -> Stored<()> {
    let rows = threads
        .into_iter()
        .map(|(admin, message, customer)| {
            let chat = if own(&admin, customer) { store.secrets.row_key(&admin) } else { admin.0 };
            vec![chat.into(), message.0.into(), customer.0.into(), Value::Int(at.0)]
        })
        .collect();
    tx.insert(&THREADS, rows).await
}

/// Whose talk with support a message in a person's chat belongs to.
pub(crate) async fn thread(
    store: &Store,
    reader: &mut Reader,
    person: &PersonKey,
    message: MessageId,
) -> Stored<Option<Thread>> {
    let chats = store.secrets.found_by(person).into_iter().chain([person.0.clone()]);
    let chats = chats.map(Value::Text).collect();
    let found = reader.fetch_list_after(&THREAD, &[message.0.into()], chats).await?;
    if let Some(row) = found.into_iter().next() {
        let (customer, key) = (get(&row, "customer_id")?, get(&row, "key_id")?);
        return Ok(Some(Thread::Of(CustomerId(customer), KeyId(key))));
    }
    let values = vec![person.0.clone().into(), Value::Int(message.0)];
    Ok(reader.first(ENDED, values, "days").await?.map(Thread::Late))
}
