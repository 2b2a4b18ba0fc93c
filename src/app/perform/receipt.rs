//! A receipt of the books: handed to the owner's hook until it is taken.

use serde_json::json;

use super::{End, Performer, later, over};
use crate::app::work::backoff;
use crate::domain::alert::alerts;
use crate::domain::almaty::{self, Form, day_of};
use crate::domain::country::Place;
use crate::domain::effect::Cause;
use crate::domain::entry::Entry;
use crate::domain::ids::PersonKey;
use crate::domain::lang::Lang;
use crate::domain::money::{decimal, places};
use crate::domain::outcome::Outcome;
use crate::domain::text::Text;
use crate::domain::time::Millis;
use crate::storage::effects::{self, Leased};
use crate::storage::seam::Point;
use crate::storage::{Stored, books};

/// After so many attempts, some ten minutes, the admins hear of it: a fiscal receipt is due within
/// fifteen.
const LATE: i64 = 10;

/// How long a receipt waits for a hook where this process has none.
const NO_HOOK: Millis = Millis::hours(1);

impl Performer {
    /// `Receipt`: handed over again it has the same key and says the same, for an entry never
    /// changes.
    pub(super) async fn receipt(&self, effect: &Leased, number: i64) -> Stored<End> {
        let mut reader = self.store.look().await?;
        let entry = books::one(&mut reader, number).await?;
        drop(reader);
        // Past its term nothing is owed.
        let Some(entry) = entry else { return Ok(over(Outcome::Done(None), None)) };
        let Some(hook) = &self.receipts else { return Ok(later(NO_HOOK)) };
        let key = entry.key();
        let Err(why) = hook.hand_over(&key, &receipt(&entry, &key)).await else {
            return Ok(over(Outcome::Done(None), None));
        };
        tracing::warn!(entry = number, %why, attempts = effect.attempts, "a receipt was not taken");
        if effect.attempts >= LATE {
            self.receipts_wait(number).await?;
        }
        Ok(later(backoff(effect.attempts)))
    }

    /// Tells the admins, once a day.
    async fn receipts_wait(&self, entry: i64) -> Stored<()> {
        let admins: Vec<PersonKey> = self.admins.keys().cloned().collect();
        let mut tx = self.store.begin().await?;
        let now = self.clock.moment(&mut tx).await?.now;
        let cause = Cause::Receipts(day_of(now));
        let told = alerts(&admins, &Text::AlertReceipts { entry }, &cause, now);
        effects::queue(&mut tx, &told).await?;
        // A crash before this commit leaves it to the next attempt.
        tx.commit(Point::Receipts).await
    }
}

/// A receipt as JSON. Amounts are positive: its kind says which way the money goes.
fn receipt(entry: &Entry, key: &str) -> String {
    let place = entry.place.as_deref().and_then(Place::parse);
    let name = |lang: Lang| place.map(|place| place.name(lang));
    let (day, time) = (almaty::write(entry.at, Form::Day), almaty::write(entry.at, Form::Clock));
    json!({
        "entry": entry.id,
        "key": key,
        "kind": entry.kind.as_str(),
        "at": format!("{day}T{time}+05:00"),
        "order": entry.order.map(|order| order.to_string()),
        "plan": entry.plan,
        "country": entry.place,
        "country_name": {
            "kk": name(Lang::Kk),
            "ru": name(Lang::Ru),
            "en": name(Lang::En),
        },
        "currency": entry.currency,
        "amount": decimal(entry.amount.saturating_abs(), places(&entry.currency)),
        "value_kzt": entry.value().map(|value| decimal(value.saturating_abs(), 2)),
        "reverses": entry.reverses,
    })
    .to_string()
}
