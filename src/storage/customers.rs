//! Customers and visitors. The chat and the dialogue are sealed with the customer's own data key;
//! a row whose key is gone is an erased one and is never read.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json as json;
use sqlx::any::AnyRow;

use super::dialect::{Engine, MultiRow, many_rows, statements};
use super::lookups::{self, People};
use super::seal::{AssociatedData, DataKey};
use super::settings::StoredSettings;
use super::{PEOPLE_AT_ONCE, Reader, StorageError, Store, Stored, Tx, Value, get};
use crate::domain::consent::{Consents, Standing};
use crate::domain::customer::{Customer, Muted};
use crate::domain::dialogue::{Checkout, Dialogue};
use crate::domain::ids::{AddressId, CustomerId, KeyId, MessageId, PersonKey, TelegramId};
use crate::domain::lang::Lang;
use crate::domain::time::Stamp;

/// The row, and the settings of the moment.
macro_rules! select {
    ($by:literal) => {
        concat!(
            "select id, person, key_id, telegram_sealed, dialogue_sealed, lang, guess, processing, \
             processing_at, offer, offer_at, transfer, transfer_at, address_id, blocked_at, \
             unreachable_at, created_at, seen_at, spoke_at, keeps_talk, newest_card, \
             muted_at, mute_told, ",
            super::settings::joined!(),
            " from customers where ",
            $by,
            " in (..) order by id"
        )
    };
}

statements! {
    // A talk with support that may be kept keeps its visitor.
    VISITORS = "select id from customers where processing is null and seen_at < $1 and \
     (coalesce(keeps_talk, 0) = 0 or coalesce(spoke_at, 0) < $2) order by \
     seen_at limit $3", postgres " for update skip locked";
    PAGE = "select id, key_id, person, telegram_sealed from customers where id > $1 order by id \
     limit $2", postgres " for update";
}

many_rows! {
    BY_PERSON = list select!("person");
    BY_ID = list select!("id");
    WHO = list "select id, person from customers where person in (..) order by id";
    LOCK = list "select id from customers where id in (..) order by id", postgres " for update";
    LOCK_BY_PERSON = list "select id from customers where person in (..) order by \
     id", postgres " for update";
    SAVE = values "insert into customers (id, person, key_id, telegram_sealed, dialogue_sealed, \
     lang, guess, processing, processing_at, offer, offer_at, transfer, transfer_at, address_id, \
     blocked_at, unreachable_at, created_at, seen_at, spoke_at, keeps_talk, newest_card, \
     muted_at, mute_told) values (..) \
     on conflict (id) do update set \
     dialogue_sealed = excluded.dialogue_sealed, lang = excluded.lang, guess = excluded.guess, \
     processing = excluded.processing, processing_at = excluded.processing_at, \
     offer = excluded.offer, offer_at = excluded.offer_at, \
     transfer = excluded.transfer, transfer_at = excluded.transfer_at, \
     address_id = excluded.address_id, blocked_at = excluded.blocked_at, \
     unreachable_at = excluded.unreachable_at, seen_at = excluded.seen_at, \
     spoke_at = excluded.spoke_at, keeps_talk = excluded.keeps_talk, \
     newest_card = excluded.newest_card, muted_at = excluded.muted_at, \
     mute_told = excluded.mute_told where \
     customers.key_id = excluded.key_id";
}

const fn telegram_aad(id: i64) -> AssociatedData {
    AssociatedData { table: "customers", column: "telegram_sealed", row: id }
}

const fn dialogue_aad(id: i64) -> AssociatedData {
    AssociatedData { table: "customers", column: "dialogue_sealed", row: id }
}

/// Where the conversation stands, as it is sealed.
#[derive(Default, Deserialize)]
struct Whereabouts {
    at: Dialogue,
    #[serde(default)]
    checkout: Option<Checkout>,
}

#[derive(Serialize)]
struct WhereaboutsOf<'a> {
    at: &'a Dialogue,
    #[serde(skip_serializing_if = "Option::is_none")]
    checkout: Option<&'a Checkout>,
}

fn standing(row: &AnyRow, edition: &'static str, since: &'static str) -> Stored<Option<Standing>> {
    let edition: Option<i64> = get(row, edition)?;
    let since = Stamp(get::<Option<i64>>(row, since)?.unwrap_or_default());
    Ok(edition.map(|edition| Standing { edition, since }))
}

fn muted(row: &AnyRow) -> Stored<Option<Muted>> {
    let told = get::<Option<i64>>(row, "mute_told")?.unwrap_or_default() != 0;
    Ok(get::<Option<i64>>(row, "muted_at")?.map(|at| Muted { at: Stamp(at), told }))
}

fn edition(of: Option<Standing>) -> Value {
    of.map(|standing| standing.edition).into()
}

fn since(of: Option<Standing>) -> Value {
    of.map(|standing| standing.since.0).into()
}

#[derive(Debug, Default)]
pub struct Found {
    /// The customers, in id order.
    pub customers: Vec<Customer>,
    /// The settings as they are now; `None` where no customer was found.
    pub settings: Option<StoredSettings>,
}

impl Found {
    /// Adds what another look found.
    pub(crate) fn extend(&mut self, other: Self) {
        self.customers.extend(other.customers);
        self.settings = other.settings.or(self.settings.take());
    }
}

/// Those whom a transaction changes are locked: whoever saves their rows shows this.
#[derive(Debug, Clone, Copy)]
pub struct Locked(());

impl Locked {
    /// The lock of what leads to no customer is that of its charge.
    pub(super) const fn by_charge() -> Self {
        Self(())
    }
}

/// Locks customers in id order, before anything else in a transaction that decides. Only statements
/// that begin after it see what the one before us wrote: so it is a statement of its own, and
/// reading follows. SQLite has one writer, and needs no lock.
pub async fn lock(tx: &mut Tx, people: &People, ids: &[CustomerId]) -> Stored<Locked> {
    if tx.engine == Engine::Sqlite || (people.who.is_empty() && ids.is_empty()) {
        return Ok(Locked(()));
    }
    let keys = people.by.clone();
    if ids.is_empty() && keys.len() <= MultiRow::LARGEST {
        tx.fetch_list(&LOCK_BY_PERSON, keys).await?;
        return Ok(Locked(()));
    }
    // More than one statement would lock in two orders: first who they are, then all by id.
    let mut all: Vec<i64> = ids.iter().map(|id| id.0).collect();
    for row in tx.fetch_list(&WHO, keys).await? {
        all.push(get(&row, "id")?);
    }
    all.sort_unstable();
    all.dedup();
    tx.fetch_list(&LOCK, all.into_iter().map(Value::Int).collect()).await?;
    Ok(Locked(()))
}

/// Which of these people are customers.
pub(crate) async fn known(
    store: &Store,
    tx: &mut Tx,
    people: &People,
) -> Stored<HashMap<PersonKey, CustomerId>> {
    let by = |person| store.secrets.found_by(person).into_iter().map(move |by| (by, person));
    let who: HashMap<String, &PersonKey> = people.who.iter().flat_map(by).collect();
    let mut known = HashMap::new();
    for row in tx.fetch_list(&WHO, people.by.clone()).await? {
        let (id, found_by): (i64, String) = (get(&row, "id")?, get(&row, "person")?);
        if let Some(person) = who.get(&found_by) {
            known.insert((*person).clone(), CustomerId(id));
        }
    }
    let strangers: Vec<_> =
        people.who.iter().filter(|person| !known.contains_key(*person)).cloned().collect();
    if !strangers.is_empty() {
        lookups::meet(store, tx, strangers).await?;
    }
    Ok(known)
}

/// A row, and by what it is found.
pub(super) struct Place {
    pub id: CustomerId,
    pub found_by: String,
    /// Whose it is; `None` where that was erased.
    pub person: Option<PersonKey>,
}

/// The next customers by their rows, locked; [`PEOPLE_AT_ONCE`] at most.
pub(super) async fn page(store: &Store, tx: &mut Tx, after: CustomerId) -> Stored<Vec<Place>> {
    let rows = tx.fetch_all(PAGE, vec![after.0.into(), PEOPLE_AT_ONCE.into()]).await?;
    let ids: Stored<Vec<_>> = rows.iter().map(|row| Ok(KeyId(get(row, "key_id")?))).collect();
    let keys = store.keys.load(ids?).await?;
    let mut page = Vec::with_capacity(rows.len());
    for row in &rows {
        let (id, key): (i64, i64) = (get(row, "id")?, get(row, "key_id")?);
        let person = match keys.get(&KeyId(key)) {
            Some(key) => Some(store.secrets.person(telegram(row, id, key)?)),
            None => None,
        };
        page.push(Place { id: CustomerId(id), found_by: get(row, "person")?, person });
    }
    Ok(page)
}

fn telegram(row: &AnyRow, id: i64, key: &DataKey) -> Stored<TelegramId> {
    let sealed: Vec<u8> = get(row, "telegram_sealed")?;
    let bytes = <[u8; 8]>::try_from(key.open(telegram_aad(id), &sealed)?)
        .map_err(|_| StorageError::Corrupt { table: "customers", what: "telegram_sealed" })?;
    Ok(TelegramId::new(i64::from_be_bytes(bytes)))
}

/// Loads customers by person, in id order, with the settings of the moment.
pub async fn load_with_settings(
    store: &Store,
    reader: &mut Reader,
    people: &People,
) -> Stored<Found> {
    let rows = reader.fetch_list(&BY_PERSON, people.by.clone()).await?;
    unseal(store, rows).await
}

/// The same by row.
pub async fn load_by_id_with_settings(
    store: &Store,
    reader: &mut Reader,
    ids: &[CustomerId],
) -> Stored<Found> {
    let keys = ids.iter().map(|id| Value::Int(id.0)).collect();
    let rows = reader.fetch_list(&BY_ID, keys).await?;
    unseal(store, rows).await
}

async fn unseal(store: &Store, rows: Vec<AnyRow>) -> Stored<Found> {
    let mut ids = Vec::with_capacity(rows.len());
    for row in &rows {
        ids.push(KeyId(get(row, "key_id")?));
    }
    let keys = store.keys.load(ids).await?;
    let mut found = Found::default();
    for row in &rows {
        if found.settings.is_none() {
            let joined: Option<String> = get(row, "settings")?;
            found.settings = Some(StoredSettings::parse(&joined.unwrap_or_default()));
        }
        let id: i64 = get(row, "id")?;
        let key_id = KeyId(get(row, "key_id")?);
        // The customer was erased, and the row is about to go.
        let Some(key) = keys.get(&key_id) else { continue };
        let telegram = telegram(row, id, key)?;
        let dialogue: Vec<u8> = get(row, "dialogue_sealed")?;
        // One of another version falls back to the first screen: no sale depends on it.
        let place: Whereabouts =
            json::from_slice(&key.open(dialogue_aad(id), &dialogue)?).unwrap_or_default();
        let lang: Option<String> = get(row, "lang")?;
        let guess: String = get(row, "guess")?;
        let stamp = |value: Option<i64>| value.map(Stamp);
        found.customers.push(Customer {
            id: CustomerId(id),
            person: store.secrets.person(telegram),
            telegram,
            key: key_id,
            lang: lang.as_deref().and_then(Lang::from_code),
            guess: Lang::from_code(&guess).unwrap_or(Lang::En),
            dialogue: place.at,
            checkout: place.checkout,
            consents: Consents {
                offer: standing(row, "offer", "offer_at")?,
                processing: standing(row, "processing", "processing_at")?,
                transfer: standing(row, "transfer", "transfer_at")?,
            },
            address: get::<Option<i64>>(row, "address_id")?.map(AddressId),
            leaving_since: stamp(get(row, "blocked_at")?),
            unreachable_at: stamp(get(row, "unreachable_at")?),
            created_at: Stamp(get(row, "created_at")?),
            seen_at: Stamp(get(row, "seen_at")?),
            spoke_at: stamp(get(row, "spoke_at")?),
            keeps_talk: get::<Option<i64>>(row, "keeps_talk")?.map(|keeps| keeps != 0),
            muted: muted(row)?,
            newest_card: get::<Option<i64>>(row, "newest_card")?.map(MessageId),
        });
    }
    Ok(found)
}

/// Saves customers whole.
/// Two rows for one person are refused.
pub async fn save(store: &Store, tx: &mut Tx, _: &Locked, customers: &[&Customer]) -> Stored<()> {
    let keys = store.keys.load(customers.iter().map(|customer| customer.key)).await?;
    let mut rows = Vec::with_capacity(customers.len());
    for customer in customers {
        let id = customer.id.0;
        let key = keys.get(&customer.key).ok_or(StorageError::Seal("customers"))?;
        let seal = |aad, plain: &[u8]| key.seal(customer.key, aad, plain);
        let place = WhereaboutsOf { at: &customer.dialogue, checkout: customer.checkout.as_ref() };
        let dialogue = json::to_vec(&place)
            .map_err(|_| StorageError::Corrupt { table: "customers", what: "dialogue" })?;
        rows.push(vec![
            Value::Int(id),
            store.secrets.row_key(&customer.person).into(),
            customer.key.0.into(),
            seal(telegram_aad(id), &customer.telegram.expose().to_be_bytes())?.into(),
            seal(dialogue_aad(id), &dialogue)?.into(),
            customer.lang.map(|lang| lang.code().to_owned()).into(),
            customer.guess.code().into(),
            edition(customer.consents.processing),
            since(customer.consents.processing),
            edition(customer.consents.offer),
            since(customer.consents.offer),
            edition(customer.consents.transfer),
            since(customer.consents.transfer),
            customer.address.map(|address| address.0).into(),
            customer.leaving_since.map(|at| at.0).into(),
            customer.unreachable_at.map(|at| at.0).into(),
            customer.created_at.0.into(),
            customer.seen_at.0.into(),
            customer.spoke_at.map(|at| at.0).into(),
            customer.keeps_talk.map(i64::from).into(),
            customer.newest_card.map(|card| card.0).into(),
            customer.muted.map(|muted| muted.at.0).into(),
            customer.muted.map(|muted| i64::from(muted.told)).into(),
        ]);
    }
    tx.insert(&SAVE, rows).await
}

/// Sessions without a consent that nobody used since `before`, and whose talk with support may not
/// be kept or had its last word before `talked`, locked; [`PEOPLE_AT_ONCE`] at most.
pub(crate) async fn stale_visitors(
    tx: &mut Tx,
    before: Stamp,
    talked: Stamp,
) -> Stored<Vec<CustomerId>> {
    let values = vec![before.0.into(), talked.0.into(), PEOPLE_AT_ONCE.into()];
    let rows = tx.fetch_all(VISITORS, values).await?;
    rows.iter().map(|row| Ok(CustomerId(get(row, "id")?))).collect()
}
