//! The audit: what must hold whenever a shop and its pretend world come to rest. Its oracle is the
//! world's ledger: what was charged, refunded, shown and mailed, not what our own tables say.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::charge::{Charge, ChargeState};
use crate::domain::entry::{Entry, EntryKind};
use crate::domain::ids::{ChargeId, OrderId};
use crate::domain::order::{Order, OrderState};
use crate::domain::time::Stamp;
use crate::storage::{Store, Stored, books, charges, effects, esims, inbox, orders};
use pretend_telegram::World;
use pretend_telegram::world::money::LedgerKind;

const ALWAYS: Stamp = Stamp(i64::MIN);
const NEVER: Stamp = Stamp(i64::MAX);

/// What the audit found wrong, one line each. Empty is good.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Findings(pub Vec<String>);

impl Findings {
    fn say(&mut self, finding: impl Into<String>) {
        self.0.push(finding.into());
    }
}

/// Audits until the shop has come to rest, or for 20 seconds.
pub async fn at_rest(world: &World, store: &Store) -> Stored<Findings> {
    let mut findings = audit(world, store).await?;
    for _ in 0..200 {
        if findings.0.is_empty() {
            break;
        }
        crate::app::clock::sleep_real(std::time::Duration::from_millis(100)).await;
        findings = audit(world, store).await?;
    }
    Ok(findings)
}

/// Audits a shop at rest against the world.
pub async fn audit(world: &World, store: &Store) -> Stored<Findings> {
    let mut findings = Findings::default();
    let ledger = world.ledger();
    let mut charged: BTreeMap<String, (String, i64)> = BTreeMap::new();
    let mut refunded: BTreeSet<String> = BTreeSet::new();
    for row in &ledger {
        match row.kind {
            LedgerKind::Payment => {
                charged.insert(row.charge_id.clone(), (row.currency.clone(), row.amount));
            }
            LedgerKind::Refund => {
                if !refunded.insert(row.charge_id.clone()) {
                    findings.say(format!("charge {} was refunded twice", row.charge_id));
                }
            }
        }
    }
    let mut reader = store.read().await?;
    let names: Vec<ChargeId> = charged.keys().map(|id| ChargeId(id.clone())).collect();
    let known: Vec<Charge> =
        if names.is_empty() { Vec::new() } else { charges::load(&mut reader, &names).await? };
    let wanted: Vec<OrderId> = known.iter().filter_map(|charge| charge.order).collect();
    let owed =
        if wanted.is_empty() { Vec::new() } else { orders::load(&mut reader, &wanted).await? };
    let mut kept_by: BTreeMap<OrderId, &str> = BTreeMap::new();
    for (id, (currency, amount)) in &charged {
        let Some(charge) = known.iter().find(|charge| charge.id.0 == *id) else {
            findings.say(format!("charge {id} was taken and is not in the database"));
            continue;
        };
        if charge.money.currency.code() != currency || charge.money.minor != *amount {
            findings.say(format!("charge {id} is recorded with another amount"));
        }
        let order = charge.order.and_then(|order| owed.iter().find(|known| known.id == order));
        // What waits to be opened is delivered as far as it can be.
        let has_its_due =
            |row: &Order| matches!(row.state(), OrderState::Fulfilled { .. }) || row.is_unopened();
        let delivered = order.is_some_and(|row| {
            row.state().charge().is_some_and(|charge| charge.0 == *id) && has_its_due(row)
        });
        let back = refunded.contains(id);
        match charge.state() {
            ChargeState::Kept if delivered && !back => {
                if let Some(order) = order
                    && kept_by.insert(order.id, id).is_some()
                {
                    findings.say(format!("order {} was paid twice and kept both", order.id));
                }
            }
            ChargeState::Refunded if back => {}
            // Before a person, who sees everything needed to settle it.
            ChargeState::Case(_) | ChargeState::DueAtProvider | ChargeState::Settled => {}
            ChargeState::Taken
            | ChargeState::Kept
            | ChargeState::Refunding
            | ChargeState::Refunded => findings.say(format!(
                "charge {id} is {}, delivered: {delivered}, refunded in the ledger: {back}",
                charge.state().as_str()
            )),
        }
    }
    for id in &refunded {
        let ours = known
            .iter()
            .any(|charge| charge.id.0 == *id && charge.state() == ChargeState::Refunded);
        if !ours {
            findings.say(format!("the ledger shows a refund of {id} that the database does not"));
        }
    }
    let mut sold: BTreeMap<i64, OrderId> = BTreeMap::new();
    for order in &owed {
        if let Some(esim) = order.state().esim()
            && let Some(other) = sold.insert(esim.0, order.id)
        {
            findings.say(format!("orders {other} and {} hold one eSIM", order.id));
        }
        shown_once(world, order.id, order.qr_count, &mut findings);
        mailed_once(world, order.id, order.mail_count, &mut findings);
    }
    booked(&books::between(&mut reader, ALWAYS, NEVER).await?, &known, &mut findings);
    // The world never sees what an order holds beside the code that it shows: that is money lost
    // too.
    for (order, codes) in esims::doubled(&mut reader).await? {
        findings.say(format!("order {order} holds {codes} codes"));
    }
    let open = effects::open(&mut reader).await?;
    if open > 0 {
        findings.say(format!("{open} effects are left in the outbox"));
    }
    let parked = inbox::parked(&mut reader).await?;
    if parked > 0 {
        findings.say(format!("{parked} updates are parked"));
    }
    drop(reader);
    Ok(findings)
}

/// The books say of each charge what became of it, once: what was paid from the day on that it was
/// kept, and nothing of it is left when it is back.
fn booked(entries: &[Entry], charges: &[Charge], findings: &mut Findings) {
    for charge in charges {
        let of = entries.iter().filter(|entry| entry.charge == charge.id.0);
        let (mut count, mut sum) = (0, 0);
        for entry in of {
            count += usize::from(entry.kind != EntryKind::Code);
            sum += entry.amount;
            if entry.currency != charge.money.currency.code() {
                findings.say(format!("entry {} is in another currency", entry.id));
            }
        }
        let wanted = match charge.state() {
            ChargeState::Refunded | ChargeState::Settled => (2, 0),
            ChargeState::Kept => (1, charge.money.minor),
            // Open: it may have been a sale before.
            ChargeState::Taken
            | ChargeState::Case(_)
            | ChargeState::Refunding
            | ChargeState::DueAtProvider => match charge.kept_at {
                Some(_) => (1, charge.money.minor),
                None => (0, 0),
            },
        };
        if (count, sum) != wanted {
            let (id, state) = (&charge.id.0, charge.state().as_str());
            findings.say(format!("charge {id} is {state}; the books have {count} entries, {sum}"));
        }
    }
    for entry in entries {
        if !charges.iter().any(|charge| charge.id.0 == entry.charge) {
            findings.say(format!("entry {} is of a charge that nobody paid", entry.id));
        }
    }
}

/// The activation code that an install link carries.
pub fn code_in(link: &str) -> Option<String> {
    let (_, code) = link.split_once("carddata=")?;
    Some(percent_encoding::percent_decode_str(code).decode_utf8_lossy().into_owned())
}

/// One code is behind all pictures of an order, in no more messages than it was asked for.
fn shown_once(world: &World, order: OrderId, asked: i64, findings: &mut Findings) {
    let number = order.to_string();
    let cards: BTreeSet<i64> = world
        .shown()
        .iter()
        .filter(|shown| shown.photo && shown.caption.contains(&number))
        .map(|shown| shown.message_id)
        .collect();
    let codes: BTreeSet<String> = world
        .shown()
        .iter()
        .filter(|shown| shown.photo && shown.caption.contains(&number))
        .filter_map(|shown| shown.links.iter().find_map(|link| code_in(link)))
        .collect();
    if codes.len() > 1 {
        findings.say(format!("order {number} was shown {} different codes", codes.len()));
    }
    if i64::try_from(cards.len()).unwrap_or(i64::MAX) > asked {
        findings.say(format!(
            "order {number} was shown in {} cards and asked for {asked}",
            cards.len()
        ));
    }
}

/// Every mail of an order has its own Message-ID, and there are no more of them than were asked
/// for.
fn mailed_once(world: &World, order: OrderId, asked: i64, findings: &mut Findings) {
    let number = order.to_string();
    let ids: BTreeSet<String> = world
        .mails()
        .iter()
        .filter_map(|mail| {
            let content = mail.read();
            content.subject.contains(&number).then_some(content.message_id)
        })
        .collect();
    if i64::try_from(ids.len()).unwrap_or(i64::MAX) > asked {
        findings
            .say(format!("order {number} was mailed {} times and asked for {asked}", ids.len()));
    }
}
