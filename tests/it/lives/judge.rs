//! The reference: what each customer may expect, worked out naively from what the world shows (its
//! ledger, the pictures in chats, the mailbox, the admins' chat) and from what people asked for. It
//! reads no table of the shop and must not know how the shop decides.

#![expect(clippy::wildcard_enum_match_arm, reason = "a judge looks for one kind among many")]

use std::collections::{BTreeMap, BTreeSet};

use pretend_telegram::world::chats::Action;
use pretend_telegram::world::history::Seen;
use pretend_telegram::world::money::{LedgerKind, LedgerRow};
use pretend_telegram::{ADMIN, World};
use qazaq_esim_bot::demo::audit::code_in;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::telegram::callback_data::decode;

use super::people::Asked;
use super::town::SCARCE;
use crate::support::orders::{codes_in, number_in};

/// As long as an approval lives: a charge that is seen later may find its order gone.
const LATE: i64 = 10 * 60_000;

/// How a town's lives came out.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    /// Charges taken.
    pub charges: usize,
    /// Charges that stand at the end, with an eSIM in the chat.
    pub delivered: usize,
    /// Charges given back.
    pub refunded: usize,
    /// Charges that stand before a person.
    pub cases: usize,
    /// Mails sent, copies not counted.
    pub mails: usize,
}

/// An order as the world saw it.
#[derive(Debug, Default)]
struct Order {
    payments: Vec<LedgerRow>,
    /// Refunds, with their moment.
    refunds: BTreeMap<String, i64>,
    codes: BTreeSet<String>,
    cards: BTreeSet<i64>,
    chats: BTreeSet<i64>,
    last_shown: i64,
    /// Its card offered to open it: nothing was to be shown before.
    waits: bool,
    invoices: usize,
    /// It was invoiced before a backup came back.
    was_lost: bool,
    /// Charges of which nothing in this world tells.
    untraced: BTreeSet<String>,
}

/// Whether a payment in tenge was asked about and taken in what a restore lost: it is in the
/// provider's books alone.
fn is_untraced(world: &World, asked: &Asked, row: &LedgerRow) -> bool {
    let Some(lost) = asked.lost.filter(|lost| row.currency == "KZT" && row.at <= lost.until) else {
        return false;
    };
    let asked_about = world.pre_checkouts();
    let of = asked_about.iter().filter(|of| of.invoice == row.invoice && of.person == row.person);
    lost.from < row.at && !of.into_iter().any(|of| of.at <= lost.from)
}

/// Says what no customer may expect and yet happened, and how everything came out.
/// `cases` is what stands before a person, one line a case.
pub fn judge(world: &World, asked: &Asked, cases: &str) -> (Vec<String>, Tally) {
    let mut wrong = Vec::new();
    let mut tally = Tally::default();
    let mut orders: BTreeMap<String, Order> = BTreeMap::new();
    let invoices = world.invoices();
    let order_of = |invoice: i64| {
        let found = invoices.iter().find(|known| known.id == invoice);
        found.and_then(|invoice| number_in(&invoice.description))
    };
    for invoice in &invoices {
        if let Some(order) = number_in(&invoice.description) {
            let seen = orders.entry(order).or_default();
            seen.invoices += 1;
            seen.was_lost |= asked.lost.is_some_and(|lost| invoice.at <= lost.until);
        }
    }
    for row in world.ledger() {
        let Some(order) = order_of(row.invoice) else {
            wrong.push(format!("charge {} is for no order", row.charge_id));
            continue;
        };
        let seen = orders.entry(order.clone()).or_default();
        match row.kind {
            LedgerKind::Payment => {
                tally.charges += 1;
                if is_untraced(world, asked, &row) {
                    seen.untraced.insert(row.charge_id.clone());
                }
                seen.payments.push(row);
            }
            LedgerKind::Refund => {
                tally.refunded += 1;
                if seen.refunds.insert(row.charge_id.clone(), row.at).is_some() {
                    wrong.push(format!("{order}: {} was given back twice", row.charge_id));
                }
            }
        }
    }
    let mut owner_of_code: BTreeMap<String, String> = BTreeMap::new();
    for shown in world.shown().iter().filter(|shown| shown.photo) {
        let Some(code) = shown.links.iter().find_map(|link| code_in(link)) else { continue };
        let Some(order) = number_in(&shown.caption) else {
            wrong.push(format!("a QR without an order number in chat {}", shown.chat));
            continue;
        };
        let other = owner_of_code.insert(code.clone(), order.clone());
        if other.is_some_and(|other| other != order) {
            wrong.push(format!("{order}: its code was another order's too"));
        }
        let seen = orders.entry(order).or_default();
        seen.codes.insert(code);
        seen.cards.insert(shown.message_id);
        seen.chats.insert(shown.chat);
        seen.last_shown = seen.last_shown.max(shown.at);
    }
    for order in unopened(world) {
        orders.entry(order).or_default().waits = true;
    }
    let told: String =
        world.messages(ADMIN).iter().map(|message| message.text.clone() + "\n").collect();
    for (order, seen) in &orders {
        let told = Told { admins: &told, cases };
        wrong.extend(judge_order(order, seen, asked, told, &mut tally));
    }
    wrong.extend(judge_mails(world, &orders, asked, &mut tally));
    (wrong, tally)
}

/// The orders whose customers ever read that they can open them.
fn unopened(world: &World) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let payers: BTreeSet<i64> = world.ledger().iter().map(|row| row.person).collect();
    for person in payers {
        for seen in world.history(person) {
            let (Seen::Came(message) | Seen::Changed(message)) = seen else { continue };
            let keys = message.keyboard.iter().flatten().flatten();
            found.extend(keys.filter_map(|key| match &key.action {
                Action::Callback(data) => match decode(data)? {
                    Press::Open(order) => Some(order.to_string()),
                    _ => None,
                },
                _ => None,
            }));
        }
    }
    found
}

/// What a person of the shop can know.
#[derive(Clone, Copy)]
struct Told<'a> {
    /// All that the admins' chat says.
    admins: &'a str,
    /// What stands before a person, one line a case.
    cases: &'a str,
}

/// Where a restore lost how it went on, each charge that stands and was not delivered is a case.
fn judge_what_was_lost(
    order: &str,
    seen: &Order,
    told: Told<'_>,
    tally: &mut Tally,
) -> Option<String> {
    let stands = |row: &&LedgerRow| {
        !seen.refunds.contains_key(&row.charge_id) && !seen.untraced.contains(&row.charge_id)
    };
    let standing: Vec<&LedgerRow> = seen.payments.iter().filter(stands).collect();
    let shown = !seen.codes.is_empty();
    let open = standing.len().saturating_sub(usize::from(shown));
    let names = |line: &&str| {
        line.contains(order) || standing.iter().any(|row| line.contains(&row.charge_id))
    };
    let cases = told.cases.lines().filter(names).count();
    tally.delivered += usize::from(shown && !standing.is_empty());
    tally.cases += open;
    (cases < open).then(|| format!("{order}: {open} charges are lost, {cases} cases name it"))
}

fn judge_order(
    order: &str,
    seen: &Order,
    asked: &Asked,
    told: Told<'_>,
    tally: &mut Tally,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let payer = seen.payments.first().map(|row| row.person);
    if seen.codes.len() > 1 {
        wrong.push(format!("{order}: {} codes were shown", seen.codes.len()));
    }
    if !seen.codes.is_empty() && seen.payments.is_empty() {
        wrong.push(format!("{order}: an eSIM that nobody paid for"));
    }
    if seen.chats.iter().any(|chat| Some(*chat) != payer) {
        wrong.push(format!("{order}: shown in the chats {:?}, paid by {payer:?}", seen.chats));
    }
    // One by itself, and one whenever somebody asked or came back; and one more by itself where it
    // is not known any more.
    let shows = asked.shows.get(order).copied().unwrap_or_default();
    let starts = payer.and_then(|payer| asked.starts.get(&payer)).copied().unwrap_or_default();
    if seen.cards.len() > 1 + shows + starts + usize::from(seen.was_lost) {
        wrong.push(format!("{order}: {} QRs, {shows} asked for", seen.cards.len()));
    }
    let standing: Vec<&LedgerRow> =
        seen.payments.iter().filter(|row| !seen.refunds.contains_key(&row.charge_id)).collect();
    let shown = !seen.codes.is_empty();
    if seen.waits && shown && !asked.opens.contains(order) {
        wrong.push(format!("{order}: shown, and nobody opened it"));
    }
    if seen.was_lost {
        wrong.extend(judge_what_was_lost(order, seen, told, tally));
    } else if let Some(first) = standing.first() {
        let named = told.admins.contains(order) || told.admins.contains(&first.charge_id);
        // Whoever was given back in tenge is in the provider's books, not in Telegram's.
        let by_hand = standing.iter().filter(|row| row.currency == "KZT" && named).count();
        if standing.len() - by_hand > 1 {
            wrong.push(format!("{order}: {} charges were kept", standing.len()));
        }
        if shown {
            tally.delivered += 1;
        } else if named {
            tally.cases += standing.len();
        } else {
            wrong.push(format!("{order}: paid, no eSIM, no refund, and no admin knows"));
        }
    }
    // What was opened, and is unopened again in the backup, its customer may give back.
    let wanted = asked.refunds.contains(order)
        || (seen.was_lost && asked.wishes.contains(order))
        || seen.payments.iter().any(|row| asked.elsewhere.contains(&row.charge_id));
    if shown && standing.is_empty() && !wanted {
        wrong.push(format!("{order}: delivered and given back, and no person wanted that"));
    }
    // Once the money of an order is all back, its code is not put before anybody any more.
    if let (true, Some(back)) = (standing.is_empty(), seen.refunds.values().max())
        && shown
        && seen.last_shown > *back + 60_000
    {
        wrong.push(format!("{order}: shown after its money went back"));
    }
    // The simplest expectation of all: paid once, in time, for what is there; nothing else said.
    if let [only] = seen.payments.as_slice() {
        let settled = asked.rests.iter().find(|at| **at >= only.at);
        let in_time = settled.is_some_and(|at| at - only.at < LATE);
        let plain = in_time
            && !wanted
            && seen.invoices == 1
            && !seen.was_lost
            && !seen.waits
            && !asked.wishes.contains(order)
            && !asked.cancels.contains(order)
            && !asked.erased.contains(&only.person)
            && !asked.blocked.contains(&only.person)
            && !SCARCE.1.contains(&only.amount);
        if plain && !(shown && standing.len() == 1) {
            wrong.push(format!("{order}: paid once and in time, and not simply delivered"));
        }
    }
    wrong
}

fn judge_mails(
    world: &World,
    orders: &BTreeMap<String, Order>,
    asked: &Asked,
    tally: &mut Tally,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut ids: BTreeMap<(String, Option<i64>), BTreeSet<String>> = BTreeMap::new();
    for mail in world.mails() {
        let content = mail.read();
        let Some(order) = number_in(&content.subject).or_else(|| number_in(&content.text)) else {
            // It asks whether somebody reads the mailbox.
            let typed = |to: &String| asked.addresses.values().any(|known| known.contains(to));
            if !codes_in(&content.text).is_empty() || !mail.to.iter().all(typed) {
                wrong.push(format!("mail {} names no order", mail.id));
            }
            continue;
        };
        let payer = orders.get(&order).and_then(|seen| seen.payments.first()).map(|row| row.person);
        ids.entry((order.clone(), payer)).or_default().insert(content.message_id);
        let Some(payer) = payer else {
            wrong.push(format!("{order}: a mail, and nobody paid"));
            continue;
        };
        if !asked.mail_yes.contains(&payer) {
            wrong.push(format!("{order}: a mail without a yes"));
        }
        let known = asked.addresses.get(&payer);
        if !mail.to.iter().all(|to| known.is_some_and(|known| known.contains(to))) {
            wrong.push(format!("{order}: a mail to an address that its customer never typed"));
        }
        if codes_in(&content.text).iter().any(|code| {
            orders.iter().any(|(other, seen)| *other != order && seen.codes.contains(code))
        }) {
            wrong.push(format!("{order}: a mail with another order's code"));
        }
    }
    for ((order, payer), ids) in ids {
        tally.mails += ids.len();
        let corrected = payer.and_then(|payer| asked.corrected.get(&payer));
        let again = asked.mails.get(&order).into_iter().chain(corrected).sum::<usize>();
        if ids.len() > 1 + again {
            wrong.push(format!("{order}: {} mails, {again} asked for", ids.len()));
        }
    }
    wrong
}
