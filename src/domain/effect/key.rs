//! Keys of the outbox: what names an effect, so that the same one is never queued twice and a
//! queued one can be taken back. A key is written and compared, never read: what an effect is
//! stands in its body.

use std::fmt;

use super::Timer;
use crate::domain::ids::{ChargeId, CustomerId, OrderId, ParcelId, PersonKey, QueryId};
use crate::domain::order::REMINDED;
use crate::domain::time::Stamp;

/// A key. Its `Display` is the text in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EffectKey {
    /// A message, or what is done to one: the n-th of its event.
    Say { event: EventKey, n: u32 },
    /// The last words before an erasure.
    Farewell(CustomerId),
    /// What an admin asked for, the n-th effect of its event.
    Report { event: EventKey, n: usize },
    /// What an admin is told once for each cause.
    Alert { cause: Cause, admin: PersonKey },
    /// An invoice, the n-th of its order.
    Invoice { order: OrderId, n: i64 },
    /// The answer to a pre-checkout.
    PreCheckout(QueryId),
    /// The one question to the supplier.
    Provision(OrderId),
    /// A QR, the n-th of its order.
    Qr { order: OrderId, n: i64 },
    /// A mail, the n-th of its order.
    Mail { order: OrderId, n: i64 },
    /// A refund: each attempt was asked for at another moment.
    Refund { charge: ChargeId, asked: Stamp },
    /// An event for another stream.
    Tell { event: EventKey },
    /// What a customer is told of an order that a restore closed.
    Closed(OrderId),
    /// What a settled case has done.
    Case { case: i64, seed: u64 },
    /// What an admin has done who named an order.
    Asked { order: OrderId, seed: u64 },
    /// What a settled case has done with its charge beside that.
    CaseCharge { case: i64, seed: u64 },
    /// A receipt, by its entry's number.
    Receipt(i64),
    /// The timer of an invoice, the n-th of its order.
    InvoiceEnds { order: OrderId, n: i64 },
    /// The timer of an approval.
    ApprovalEnds(QueryId),
    /// What the ledger says of an approval.
    Uncharged(QueryId),
    /// The timer of a promised QR.
    DeliveryLate(OrderId),
    /// The timer of a QR that a chat did not take.
    StillUnseen(OrderId),
    /// The timer of a reminder, so many days before the last one.
    Reminder { order: OrderId, days: i64 },
    /// The timer of the last day to open an order.
    OpenEnds(OrderId),
    /// The timer of an album on its way to the other side of a talk.
    AlbumEnds(ParcelId),
    /// The timer of the question whether a talk may be kept.
    AnswerEnds(ParcelId),
    /// The timer of an erasure.
    EraseNow(CustomerId),
}

/// Names the event that queues an effect. The number is by chance: an update that was rolled back
/// and comes again never meets its former keys. The time stands in front, so that keys of one time
/// lie on one page of the index, however many customers there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventKey {
    pub at: Stamp,
    /// A number by chance, 62 bits.
    pub number: i64,
}

impl fmt::Display for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{:x}", self.at.0, self.number)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    Case(i64),
    /// A charge that is nobody's went back.
    Refunded(ChargeId),
    /// Charges from before this database were found then.
    OldCharges(Stamp),
    /// The restore of that moment holds stock back.
    Held(Stamp),
    /// The restore of that moment left payments undecided.
    Undecided(Stamp),
    /// The restore of that moment forgot acts of admins.
    Forgotten(Stamp),
    /// Receipts were not taken on that day.
    Receipts(i64),
}

impl EffectKey {
    /// The timers of an order that is paid and unopened.
    pub(crate) fn while_unopened(order: OrderId) -> Vec<Self> {
        let reminders = REMINDED.map(|days| Self::Reminder { order, days });
        [Self::OpenEnds(order)].into_iter().chain(reminders).collect()
    }

    pub(crate) fn of_timer(timer: &Timer, customer: CustomerId) -> Self {
        match timer {
            Timer::InvoiceEnds { order, n } => Self::InvoiceEnds { order: *order, n: *n },
            Timer::ApprovalEnds { query, .. } => Self::ApprovalEnds(query.clone()),
            Timer::Uncharged { query, .. } => Self::Uncharged(query.clone()),
            Timer::DeliveryLate { order } => Self::DeliveryLate(*order),
            Timer::StillUnseen { order } => Self::StillUnseen(*order),
            Timer::Reminder { order, days } => Self::Reminder { order: *order, days: *days },
            Timer::OpenEnds { order } => Self::OpenEnds(*order),
            Timer::AlbumEnds { parcel } => Self::AlbumEnds(*parcel),
            Timer::AnswerEnds { parcel } => Self::AnswerEnds(*parcel),
            Timer::EraseNow => Self::EraseNow(customer),
        }
    }
}

impl fmt::Display for EffectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Say { event, n } => write!(f, "say:{event}:{n}"),
            Self::Farewell(customer) => write!(f, "farewell:{}", customer.0),
            Self::Report { event, n } => write!(f, "report:{n}:{event}"),
            Self::Alert { cause, admin } => write!(f, "alert:{cause}:{}", admin.0),
            Self::Invoice { order, n } => write!(f, "invoice:{}:{n}", order.compact()),
            Self::PreCheckout(query) => write!(f, "precheckout:{}", query.0),
            Self::Provision(order) => write!(f, "provision:{}:1", order.compact()),
            Self::Qr { order, n } => write!(f, "qr:{}:{n}", order.compact()),
            Self::Mail { order, n } => write!(f, "mail:{}:{n}", order.compact()),
            Self::Refund { charge, asked } => write!(f, "refund:{}:{}", charge.0, asked.0),
            Self::Tell { event } => write!(f, "tell:{event}"),
            Self::Closed(order) => write!(f, "closed:{}", order.compact()),
            Self::Case { case, seed } => write!(f, "case:{case}:{seed:x}"),
            Self::Asked { order, seed } => write!(f, "asked:{}:{seed:x}", order.compact()),
            Self::CaseCharge { case, seed } => write!(f, "case:{case}:{seed:x}:charge"),
            Self::Receipt(entry) => write!(f, "receipt:{entry}"),
            Self::InvoiceEnds { order, n } => write!(f, "timer:invoice:{}:{n}", order.compact()),
            Self::ApprovalEnds(query) => write!(f, "timer:approval:{}", query.0),
            Self::Uncharged(query) => write!(f, "timer:uncharged:{}", query.0),
            Self::DeliveryLate(order) => write!(f, "timer:late:{}", order.compact()),
            Self::StillUnseen(order) => write!(f, "timer:unseen:{}", order.compact()),
            Self::Reminder { order, days } => {
                write!(f, "timer:remind:{}:{days}", order.compact())
            }
            Self::OpenEnds(order) => write!(f, "timer:open:{}", order.compact()),
            Self::AlbumEnds(parcel) => write!(f, "timer:album:{:x}", parcel.0),
            Self::AnswerEnds(parcel) => write!(f, "timer:answer:{:x}", parcel.0),
            Self::EraseNow(customer) => write!(f, "timer:erase:{}", customer.0),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Case(case) => write!(f, "case:{case}"),
            Self::Refunded(charge) => write!(f, "refunded:{}", charge.0),
            Self::OldCharges(at) => write!(f, "old:{}", at.0),
            Self::Held(restored) => write!(f, "held:{}", restored.0),
            Self::Undecided(restored) => write!(f, "undecided:{}", restored.0),
            Self::Forgotten(restored) => write!(f, "forgotten:{}", restored.0),
            Self::Receipts(day) => write!(f, "receipts:{day}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::words;
    use super::*;

    /// Every key with its text, its form in `docs/outbox.md`, and the kinds of effects that it
    /// names.
    fn keys() -> Vec<(EffectKey, &'static str, &'static str, &'static str)> {
        let order = OrderId::from_number(0x12_3456_789a);
        let (customer, charge) = (CustomerId(17), ChargeId("ch_1".to_owned()));
        let (query, at) = (QueryId("q9".to_owned()), Stamp(1_790_000_000_000));
        let event = EventKey { at: Stamp(1), number: 2 };
        let alert = |cause| EffectKey::Alert { cause, admin: PersonKey("ab12".to_owned()) };
        let alerts = "alert:<cause>:<admin>";
        let said = "say copy edit delete clear blank turn wipe pin menu";
        let refund = EffectKey::Refund { charge: charge.clone(), asked: at };
        vec![
            (EffectKey::Say { event, n: 2 }, "say:1-2:2", "say:<event>:<n>", said),
            (EffectKey::Farewell(customer), "farewell:17", "farewell:<customer>", "say"),
            (
                EffectKey::Report { event, n: 3 },
                "report:3:1-2",
                "report:<n>:<event>",
                "stats cases menu",
            ),
            (alert(Cause::Case(5)), "alert:case:5:ab12", alerts, "say"),
            (alert(Cause::Refunded(charge)), "alert:refunded:ch_1:ab12", alerts, "say"),
            (alert(Cause::OldCharges(at)), "alert:old:1790000000000:ab12", alerts, "say"),
            (alert(Cause::Held(at)), "alert:held:1790000000000:ab12", alerts, "say"),
            (alert(Cause::Undecided(at)), "alert:undecided:1790000000000:ab12", alerts, "say"),
            (alert(Cause::Forgotten(at)), "alert:forgotten:1790000000000:ab12", alerts, "say"),
            (
                EffectKey::Invoice { order, n: 2 },
                "invoice:28T5CY4T:2",
                "invoice:<order>:<n>",
                "invoice",
            ),
            (
                EffectKey::PreCheckout(query.clone()),
                "precheckout:q9",
                "precheckout:<query>",
                "precheckout",
            ),
            (
                EffectKey::Provision(order),
                "provision:28T5CY4T:1",
                "provision:<order>:1",
                "provision",
            ),
            (EffectKey::Qr { order, n: 1 }, "qr:28T5CY4T:1", "qr:<order>:<n>", "qr"),
            (EffectKey::Mail { order, n: 4 }, "mail:28T5CY4T:4", "mail:<order>:<n>", "mail"),
            (refund, "refund:ch_1:1790000000000", "refund:<charge>:<asked at>", "refund"),
            (EffectKey::Tell { event }, "tell:1-2", "tell:<event>", "tell"),
            (EffectKey::Receipt(57), "receipt:57", "receipt:<entry>", "receipt"),
            (alert(Cause::Receipts(20_700)), "alert:receipts:20700:ab12", alerts, "say"),
            (EffectKey::Closed(order), "closed:28T5CY4T", "closed:<order>", "say"),
            (
                EffectKey::Case { case: 5, seed: 0xabc },
                "case:5:abc",
                "case:<case>:<seed>",
                "tell parked",
            ),
            (
                EffectKey::Asked { order, seed: 0xabc },
                "asked:28T5CY4T:abc",
                "asked:<order>:<seed>",
                "tell",
            ),
            (
                EffectKey::CaseCharge { case: 5, seed: 0xabc },
                "case:5:abc:charge",
                "case:<case>:<seed>:charge",
                "tell",
            ),
        ]
    }

    /// The same of timers.
    fn timers() -> Vec<(EffectKey, &'static str, &'static str, &'static str)> {
        let (order, query) = (OrderId::from_number(0x12_3456_789a), QueryId("q9".to_owned()));
        let timer = |timer| EffectKey::of_timer(&timer, CustomerId(17));
        vec![
            (
                timer(Timer::InvoiceEnds { order, n: 2 }),
                "timer:invoice:28T5CY4T:2",
                "timer:invoice:<order>:<n>",
                "timer",
            ),
            (
                timer(Timer::Uncharged { order, query: query.clone() }),
                "timer:uncharged:q9",
                "timer:uncharged:<query>",
                "timer",
            ),
            (
                timer(Timer::ApprovalEnds { order, query }),
                "timer:approval:q9",
                "timer:approval:<query>",
                "timer",
            ),
            (
                timer(Timer::DeliveryLate { order }),
                "timer:late:28T5CY4T",
                "timer:late:<order>",
                "timer",
            ),
            (
                timer(Timer::StillUnseen { order }),
                "timer:unseen:28T5CY4T",
                "timer:unseen:<order>",
                "timer",
            ),
            (
                timer(Timer::Reminder { order, days: 7 }),
                "timer:remind:28T5CY4T:7",
                "timer:remind:<order>:<days>",
                "timer",
            ),
            (
                timer(Timer::OpenEnds { order }),
                "timer:open:28T5CY4T",
                "timer:open:<order>",
                "timer",
            ),
            (
                timer(Timer::AlbumEnds { parcel: ParcelId(31) }),
                "timer:album:1f",
                "timer:album:<parcel>",
                "timer",
            ),
            (
                timer(Timer::AnswerEnds { parcel: ParcelId(31) }),
                "timer:answer:1f",
                "timer:answer:<parcel>",
                "timer",
            ),
            (timer(Timer::EraseNow), "timer:erase:17", "timer:erase:<customer>", "timer"),
        ]
    }

    /// Rows that an earlier version queued are found, taken back and not queued again by these very
    /// texts.
    #[test]
    fn the_texts_are_those_in_the_database() {
        for (key, text, ..) in keys().into_iter().chain(timers()) {
            assert_eq!(key.to_string(), text);
        }
    }

    /// The table of repeat laws has every kind once, with the keys that name its effects and no
    /// others.
    #[test]
    fn every_kind_and_its_keys_stand_in_the_table_of_repeat_laws() {
        let quoted = |cell: &str| -> Vec<String> {
            cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
        };
        let page = include_str!("../../../docs/outbox.md");
        let (_, table) = page.split_once("| Effect | Key |").unwrap();
        let (table, _) = table.split_once("\n\n").unwrap();
        let mut kinds = Vec::new();
        for row in table.lines().skip(2) {
            let cells: Vec<&str> = row.split('|').collect();
            let forms: BTreeSet<String> = quoted(cells[2]).into_iter().collect();
            let mut wanted = BTreeSet::new();
            for kind in quoted(cells[1]) {
                let named = keys()
                    .into_iter()
                    .chain(timers())
                    .filter(|(.., of)| of.split(' ').any(|of| of == kind));
                wanted.extend(named.map(|(_, _, form, _)| form.to_owned()));
                kinds.push(kind);
            }
            assert_eq!(forms, wanted, "{row}");
        }
        kinds.sort();
        let mut all = words(|_| true);
        all.sort_unstable();
        assert_eq!(kinds, all);
    }
}
