//! A shop in memory around the real `decide`: two people, one plan with few codes, an outbox, and a
//! Telegram that charges when an approval reaches it. [`steps`] says what can happen, [`law`] what
//! must hold. Decisions are applied as the processor applies them.

mod books;
mod desk;
mod law;
mod steps;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use qazaq_esim_bot::domain::brake::Brake;
use qazaq_esim_bot::domain::case::{Case, CaseKind};
use qazaq_esim_bot::domain::catalogue::{Catalogue, Listed};
use qazaq_esim_bot::domain::charge::{Charge, ChargeState};
use qazaq_esim_bot::domain::consent::Consents;
use qazaq_esim_bot::domain::customer::Customer;
use qazaq_esim_bot::domain::decide::decide;
use qazaq_esim_bot::domain::decision::{Decision, StockMove};
use qazaq_esim_bot::domain::dialogue::Dialogue;
use qazaq_esim_bot::domain::effect::{AtErasure, Body, Effect, Timer};
use qazaq_esim_bot::domain::event::{Ended, Event, InvoiceRef};
use qazaq_esim_bot::domain::ids::{
    AddressId, ChargeId, CustomerId, EsimId, KeyId, OrderId, PersonKey, QueryId, TelegramId,
};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::mailbox::Mailbox;
use qazaq_esim_bot::domain::money::{Currency, Money, StarsRate};
use qazaq_esim_bot::domain::order::{DELIVERY_PROMISE, Order};
use qazaq_esim_bot::domain::plan::{Allowance, Coverage, Plan, PlanId};
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::rows::Rows;
use qazaq_esim_bot::domain::snapshot::{FoundOrder, Known, Setup, Snapshot, Stock};
use qazaq_esim_bot::domain::switches::Switches;
use qazaq_esim_bot::domain::tell::Tell;
use qazaq_esim_bot::domain::time::{Millis, Stamp};

pub use steps::{End, Step};

/// One activation code.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of its own in the shop")]
struct Code {
    order: Option<OrderId>,
    sold: bool,
    shown: bool,
    erased: bool,
    /// By a restore: never sold again.
    held: bool,
}

impl Code {
    fn free(&self) -> bool {
        self.order.is_none() && !self.sold && !self.erased && !self.held
    }
}

/// A row of the outbox.
#[derive(Debug, Clone)]
struct Row {
    effect: Effect,
    open: bool,
    /// It comes from a backup: it may have been performed before.
    tried: bool,
    /// What its end was told as.
    told: Option<Event>,
}

/// What Telegram has for us.
#[derive(Debug, Clone)]
enum News {
    Charged { charge: ChargeId },
    RefundSeen { charge: ChargeId },
}

/// A payment that Telegram took.
#[derive(Debug, Clone)]
struct Payment {
    who: usize,
    money: Money,
    invoice: Option<InvoiceRef>,
    at: Stamp,
}

/// A pre-checkout: by whom, for how much, of which order, and when it was asked.
#[derive(Debug, Clone)]
struct Query {
    who: usize,
    money: Money,
    order: OrderId,
    at: Stamp,
}

/// An invoice that stands in a chat.
#[derive(Debug, Clone)]
struct Invoice {
    who: usize,
    order: OrderId,
    money: Money,
    /// When it was made, as its payload says.
    at: Stamp,
}

/// The shop, and the world around it.
#[derive(Debug, Clone)]
pub struct Shop {
    now: Stamp,
    events: u64,
    setup: Arc<Setup>,
    catalogue: Arc<Catalogue>,
    plan: Plan,
    people: Vec<Customer>,
    orders: BTreeMap<OrderId, Order>,
    charges: BTreeMap<ChargeId, Charge>,
    stock: BTreeMap<EsimId, Code>,
    outbox: Vec<Row>,
    queued: HashMap<String, Body>,
    invoices: Vec<Invoice>,
    /// Queries that were asked, until Telegram charges or gives them up.
    asked: HashMap<QueryId, Query>,
    /// Payments in tenge that were approved and are at the bank.
    pages: Vec<Query>,
    /// Queries to which a yes got through: what may be charged.
    through: HashSet<QueryId>,
    /// Queries whose approvals ended before their time, as nothing could be taken any more.
    uncharged: HashSet<QueryId>,
    news: Vec<News>,
    told: Vec<News>,
    /// What Telegram took.
    taken: BTreeMap<ChargeId, Payment>,
    returned: BTreeSet<ChargeId>,
    /// Which codes the customer of an order has seen.
    seen: BTreeMap<OrderId, BTreeSet<EsimId>>,
    /// Which codes a charge ever obtained.
    bought: BTreeMap<ChargeId, BTreeSet<EsimId>>,
    numbers: i64,
    /// The brake on refunds that nobody asked for.
    brake: Brake,
    /// Since when the shop can vouch for its rows.
    history_from: Stamp,
    restored: bool,
    /// What is open before a person, by kind and subject.
    cases: BTreeMap<(CaseKind, String), Case>,
    /// Charges whose updates are parked, by the fingerprint of each.
    parked: BTreeMap<String, ChargeId>,
    /// The order that each code was shown for, whatever was restored since.
    shown_to: BTreeMap<EsimId, OrderId>,
    /// Charges for an order whose customer was erased before they came.
    late: BTreeSet<ChargeId>,
    /// Charges in tenge that a restore lost.
    lost: BTreeSet<ChargeId>,
    /// Charges that a backup held undecided.
    doubtful: BTreeSet<ChargeId>,
    backup: Option<Box<Shop>>,
}

impl Shop {
    /// A shop with two customers and three codes.
    pub fn open() -> Self {
        let plan = Plan {
            id: PlanId::parse("tr-1").unwrap(),
            name: None,
            coverage: Coverage::parse("TR").unwrap(),
            allowance: Allowance::Megabytes(1024),
            days: 7,
            price: Money::kzt(200_000),
            price_stars: None,
            networks: None,
            generation: None,
            hotspot: None,
            top_up: None,
            starts: None,
            install_within: None,
            fair_use: None,
            note: None,
        };
        let listed =
            Listed { plan: plan.clone(), withdrawn: false, free: 10, lasting: true, bought: 0 };
        let setup = Setup {
            rate: StarsRate::parse("6.5").unwrap(),
            tenge: true,
            first_rail: Currency::Xtr,
            agree_to_all: false,
            later_days: 30,
            return_days: 3,
            letters_a_day: 1_000,
            mail: true,
            offer_link: false,
            privacy_link: false,
            admins: vec![PersonKey("admin".into())],
            low_stock: 1,
            promise: DELIVERY_PROMISE,
        };
        let mut shop = Self {
            now: Stamp(1_790_000_000_000),
            events: 0,
            setup: Arc::new(setup),
            catalogue: Arc::new(Catalogue::new([listed])),
            plan,
            people: Vec::new(),
            orders: BTreeMap::new(),
            charges: BTreeMap::new(),
            stock: (1..=3).map(|n| (EsimId(n), Code::default())).collect(),
            outbox: Vec::new(),
            queued: HashMap::new(),
            invoices: Vec::new(),
            asked: HashMap::new(),
            pages: Vec::new(),
            through: HashSet::new(),
            uncharged: HashSet::new(),
            news: Vec::new(),
            told: Vec::new(),
            taken: BTreeMap::new(),
            returned: BTreeSet::new(),
            seen: BTreeMap::new(),
            bought: BTreeMap::new(),
            numbers: 1_000,
            brake: Brake::default(),
            history_from: Stamp(0),
            restored: false,
            cases: BTreeMap::new(),
            parked: BTreeMap::new(),
            shown_to: BTreeMap::new(),
            late: BTreeSet::new(),
            lost: BTreeSet::new(),
            doubtful: BTreeSet::new(),
            backup: None,
        };
        for who in 0..2 {
            let stranger = shop.stranger(who);
            shop.people.push(stranger);
        }
        shop
    }

    fn number(&mut self) -> i64 {
        self.numbers += 1;
        self.numbers
    }

    /// The person in this place as the shop meets them for the first time, or after an erasure.
    fn stranger(&mut self, who: usize) -> Customer {
        let id = self.number();
        Customer {
            id: CustomerId(id),
            person: PersonKey(format!("person{who}")),
            telegram: TelegramId::new(7_000 + i64::try_from(who).unwrap()),
            key: KeyId(id),
            lang: Some(Lang::En),
            guess: Lang::En,
            dialogue: Dialogue::Home,
            consents: Consents::all_given(self.now),
            checkout: None,
            address: Some(AddressId(id)),
            leaving_since: None,
            unreachable_at: None,
            created_at: self.now,
            seen_at: self.now,
            spoke_at: None,
            keeps_talk: None,
            muted: None,
            newest_card: None,
        }
    }

    fn orders_of(&self, customer: CustomerId) -> Vec<Order> {
        self.orders.values().filter(|order| order.customer == Some(customer)).cloned().collect()
    }

    fn free_code(&self) -> Option<EsimId> {
        self.stock.iter().find(|(_, code)| code.free()).map(|(id, _)| *id)
    }

    /// Decides an event of a person and applies it, as one transaction.
    fn event(&mut self, who: usize, event: Event) {
        self.events += 1;
        let customer = self.people[who].clone();
        let rows = Rows {
            orders: self.orders_of(customer.id),
            charges: self.charges_of(customer.id, &event),
            customer,
        };
        let free = self.stock.values().filter(|code| code.free()).count();
        let stock = Stock { free: self.free_code(), left: i64::try_from(free).unwrap() };
        let needs = event.needs(&rows);
        let known = Known {
            stock,
            found: needs.order.and_then(|order| self.named_order(order)),
            showing: self.is_showing(&event),
            mailbox: Some(Mailbox { pressed: true, ..Mailbox::default() }),
            ..Known::default()
        };
        let (setup, catalogue) = (Arc::clone(&self.setup), Arc::clone(&self.catalogue));
        let snapshot = Snapshot {
            now: self.now,
            fresh: fresh(self.events),
            setup: &setup,
            catalogue: &catalogue,
            switches: &Switches::default(),
            history: &self.history(),
            admin: false,
            rows: &rows,
            known: &known,
        };
        let charged = matches!(event, Event::Charged { .. });
        let twice = self.is_second(&event);
        let asked_for = is_asked_for(&event);
        let opens = opened_by(&event);
        let ends = approval_ended_by(&event);
        let decision = decide(snapshot, event);
        assert!(!(twice && decision.brake.is_some()), "a second charge counts for the brake");
        self.frees_by_itself(&decision, ends);
        self.returns_by_itself(&decision, asked_for);
        self.shows_by_itself(&decision, opens);
        if charged && self.brake.is_on() {
            let refunds = |effect: &Effect| matches!(effect.body, Body::Refund { .. });
            assert!(!decision.effects.iter().any(refunds), "a refund although they are stopped");
        }
        self.apply(Some(who), decision);
        self.now = self.now + Millis(7);
    }

    /// Whether it is a further charge of an order that the history covers, told for the first time.
    fn is_second(&self, event: &Event) -> bool {
        let Event::Charged { charge, invoice: Some(invoice), .. } = event else { return false };
        let paid_by = self.orders.get(&invoice.order).and_then(|order| order.state().charge());
        let undecided = self.charges[charge].state() == ChargeState::Taken;
        undecided && paid_by.is_some() && invoice.at >= self.history_from
    }

    /// The person's charges, and the one that comes, which may have been written down before
    /// anybody knew whose it is.
    fn charges_of(&self, customer: CustomerId, event: &Event) -> Vec<Charge> {
        let mut charges: Vec<Charge> =
            self.charges.values().filter(|row| row.customer == Some(customer)).cloned().collect();
        if let Event::Charged { charge, .. } = event
            && charges.iter().all(|known| known.id != *charge)
        {
            let mut row = self.charges[charge].clone();
            row.customer = row.customer.or(Some(customer));
            charges.push(row);
        }
        charges
    }

    /// An order with its charge, whoever's it is.
    fn named_order(&self, order: OrderId) -> Option<FoundOrder> {
        let order = self.orders.get(&order)?.clone();
        let charge = order.state().charge().and_then(|id| self.charges.get(id)).cloned();
        Some(FoundOrder { order, charge })
    }

    /// Applies a decision that was taken in a person's stream, or in nobody's.
    fn apply(&mut self, who: Option<usize>, decision: Decision) {
        let customer = who.map(|who| self.people[who].id);
        if let Some(who) = who {
            let mut rows = Rows::of(self.people[who].clone());
            decision.apply(&mut rows);
            assert_eq!(Some(rows.customer.id), customer, "a decision is about one person");
            self.people[who] = rows.customer;
        }
        for order in decision.orders {
            self.note_provided(&order);
            self.orders.insert(order.id, order);
        }
        for charge in decision.charges {
            assert!(self.charges.contains_key(&charge.id), "a charge that was never taken");
            self.charges.insert(charge.id.clone(), charge);
        }
        for change in decision.stock {
            self.move_stock(change);
        }
        if decision.cancel_all {
            self.outbox.retain(|row| {
                let stays = row.effect.body.law().at_erasure != AtErasure::TakenBack;
                !row.open || stays || row.effect.customer != customer
            });
        }
        self.outbox.retain(|row| !row.open || !decision.cancel.contains(&row.effect.key));
        for effect in decision.effects {
            self.queue(effect);
        }
        if let Some(brake) = decision.brake {
            self.brake = brake;
        }
        for case in decision.closed {
            self.cases.remove(&(case.kind, case.subject));
        }
        self.open_cases(decision.cases);
        if let (true, Some(who)) = (decision.erase, who) {
            self.erase(who);
        }
    }

    /// Whether an attempt to show the order that is to have another code is open.
    fn is_showing(&self, event: &Event) -> bool {
        let Event::Told(Tell::Replace { order: wanted, .. }) = event else { return false };
        let shows = |body: &Body| {
            matches!(body,
                Body::ShowQr { order, .. } | Body::SendMail { order, .. } if order == wanted)
        };
        self.outbox.iter().any(|row| row.open && shows(&row.effect.body))
    }

    fn note_provided(&mut self, order: &Order) {
        if let (Some(esim), Some(charge)) = (order.state().esim(), order.state().charge()) {
            self.bought.entry(charge.clone()).or_default().insert(esim);
        }
    }

    fn move_stock(&mut self, change: StockMove) {
        match change {
            StockMove::Reserve(esim, order) => {
                let code = self.stock.get_mut(&esim).unwrap();
                assert!(code.free(), "{order} reserves {esim:?}, which is not free: {code:?}");
                code.order = Some(order);
            }
            StockMove::Sell(esim, order) => {
                let code = self.stock.get_mut(&esim).unwrap();
                let fits = !code.sold && !code.held && code.order.is_none_or(|held| held == order);
                assert!(fits, "{order} buys {esim:?}, which is another's: {code:?}");
                code.order = Some(order);
                code.sold = true;
            }
            StockMove::Release(esim, order) => {
                let holders: Vec<&Order> = self
                    .orders
                    .values()
                    .filter(|order| {
                        order.state().esim() == Some(esim) || order.reserved == Some(esim)
                    })
                    .collect();
                assert!(!self.shown_to.contains_key(&esim), "{esim:?} was seen and is released");
                let code = self.stock.get_mut(&esim).unwrap();
                assert!(!code.shown, "{esim:?} was shown and is released");
                assert_eq!(code.order, Some(order), "{esim:?} is released by another order");
                assert!(holders.is_empty(), "{esim:?} is released while it is held: {holders:?}");
                code.order = None;
                code.sold = false;
            }
            StockMove::Spoil(esim, order) => {
                let code = self.stock.get_mut(&esim).unwrap();
                assert_eq!(code.order, Some(order), "{esim:?} is spoilt by another order");
                let seen = self.seen.get(&order).is_some_and(|codes| codes.contains(&esim));
                assert!(!seen, "{esim:?} was seen and is replaced");
                // Sold to nobody, for ever.
                code.order = None;
                for codes in self.bought.values_mut() {
                    codes.remove(&esim);
                }
            }
        }
    }

    fn queue(&mut self, effect: Effect) {
        match self.queued.get(&effect.key.to_string()) {
            // The outbox keeps the first.
            Some(known) => {
                assert_eq!(*known, effect.body, "two effects under the key {}", effect.key);
                return;
            }
            None => self.queued.insert(effect.key.to_string(), effect.body.clone()),
        };
        if let Body::Refund { charge } = &effect.body {
            let other = self.open_refunds(charge);
            assert_eq!(other, 0, "a second refund of {charge:?} is queued");
        }
        if let Body::ShowQr { order, .. } | Body::SendMail { order, .. } = &effect.body {
            let esim =
                self.orders[order].state().esim().expect("an eSIM is queued that is not owed");
            self.stock.get_mut(&esim).unwrap().shown = true;
        }
        if let Body::TurnCard { order, .. } = &effect.body {
            let esim = self.orders[order].state().esim().expect("codes of no eSIM");
            assert!(self.stock[&esim].shown, "codes below a QR that nobody saw");
        }
        self.outbox.push(Row { effect, open: true, tried: false, told: None });
    }

    fn open_refunds(&self, wanted: &ChargeId) -> usize {
        let refunds = |row: &&Row| {
            row.open && matches!(&row.effect.body, Body::Refund { charge } if charge == wanted)
        };
        self.outbox.iter().filter(refunds).count()
    }

    fn erase(&mut self, who: usize) {
        let customer = self.people[who].id;
        for charge in self.charges.values().filter(|row| row.customer == Some(customer)) {
            assert!(
                charge.state() != ChargeState::Taken,
                "a charge is forgotten before it was decided: {charge:?}"
            );
        }
        self.erase_rows(who, customer);
        let stranger = self.stranger(who);
        self.people[who] = stranger;
    }

    /// As `storage::erase` does it.
    fn erase_rows(&mut self, who: usize, customer: CustomerId) {
        let payers = &self.taken;
        self.parked.retain(|_, charge| payers[charge].who != who);
        for order in self.orders.values_mut().filter(|order| order.customer == Some(customer)) {
            for (id, code) in &mut self.stock {
                if order.state().esim() == Some(*id) && order.shown_at.is_some() {
                    code.erased = true;
                }
                if code.order == Some(order.id) && !code.sold {
                    code.order = None;
                }
            }
            order.customer = None;
            order.reserved = None;
        }
        for charge in self.charges.values_mut().filter(|row| row.customer == Some(customer)) {
            charge.customer = None;
        }
        self.outbox.retain(|row| {
            let outlives = row.effect.body.law().at_erasure == AtErasure::Outlives;
            !row.open || outlives || row.effect.customer != Some(customer)
        });
    }
}

/// How an event may end an approval before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// Nothing was taken, nor can be.
    Surely,
    /// The customer says so, in tenge.
    ByPress,
    /// A timer of a clock that went back: nobody knows.
    ByTimer,
    Never,
}

fn approval_ended_by(event: &Event) -> Ends {
    let sure = matches!(
        event,
        Event::Due(Timer::Uncharged { .. }) | Event::Ended(Ended::PreCheckout { .. })
    );
    if sure {
        Ends::Surely
    } else if matches!(event, Event::Press { press: Press::TryAgain(..), .. }) {
        Ends::ByPress
    } else if matches!(event, Event::Due(Timer::ApprovalEnds { .. })) {
        Ends::ByTimer
    } else {
        Ends::Never
    }
}

/// The order that this press opens.
fn opened_by(event: &Event) -> Option<OrderId> {
    if let Event::Press { press: Press::Open(order), .. } = event { Some(*order) } else { None }
}

/// Whether a person wants money back by it.
fn is_asked_for(event: &Event) -> bool {
    matches!(
        event,
        Event::Told(Tell::ReturnOrder { .. } | Tell::RefundCharge { .. })
            | Event::Press { press: Press::WantRefund(_), .. }
    )
}

/// Numbers that look random and never repeat (SplitMix64).
fn fresh(event: u64) -> [u64; 4] {
    [0, 1, 2, 3].map(|place| {
        let mut z = (event * 4 + place + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    })
}
