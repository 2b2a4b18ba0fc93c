//! What can happen: people, admins, time, and every end an effect may have. It must not know what
//! is right; that is [`super::law`].

#![expect(clippy::wildcard_enum_match_arm, reason = "a model acts on the kinds it plays")]

use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::domain::charge::{Charge, ChargeState, NewCharge};
use qazaq_esim_bot::domain::dialogue::Dialogue;
use qazaq_esim_bot::domain::effect::{Body, Timer, Verdict};
use qazaq_esim_bot::domain::event::{Command, Ended, Event, InvoiceRef};
use qazaq_esim_bot::domain::ids::{ChargeId, EsimId, MessageId, OrderId, PersonKey, QueryId};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::{Currency, Money};
use qazaq_esim_bot::domain::order::{Agreed, MailChoice, Opening, Order, OrderState};
use qazaq_esim_bot::domain::orphan;
use qazaq_esim_bot::domain::outcome::{Fault, Outcome, Reason};
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::tell::Tell;
use qazaq_esim_bot::domain::time::Millis;

use super::{Code, Invoice, News, Payment, Query, Shop};

/// How an effect ends.
#[derive(Debug, Clone, Copy)]
pub enum End {
    /// It was done, and we heard of it.
    Done,
    /// It was not done.
    Failed(Fault),
    /// It was done, and what we heard was a failure.
    HeardAndFailed(Fault),
}

/// One thing that happens. `n` picks among what is there, modulo its number.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// A customer agreed to an order.
    Agree {
        who: usize,
        mail: bool,
    },
    /// A customer buys, undisturbed so far as the first `upto` of the steps go.
    Buy {
        who: usize,
        mail: bool,
        upto: usize,
    },
    /// The same, and the QR is to wait until the customer opens it.
    BuyLater {
        who: usize,
        mail: bool,
        upto: usize,
    },
    /// A customer opens an order, whichever it is.
    Open {
        n: usize,
    },
    /// A customer wants the invoice.
    Invoice {
        who: usize,
        stars: bool,
    },
    /// Somebody presses Pay on an invoice that stands in a chat.
    PreCheckout {
        n: usize,
        wrong: bool,
        slow: bool,
        stranger: bool,
    },
    /// A bank's page ends: it takes the money, or declines the card.
    BankPage {
        n: usize,
        pays: bool,
    },
    /// A customer says that the card was declined, whatever the bank's page does.
    Declined {
        who: usize,
    },
    /// An open effect ends.
    End {
        n: usize,
        end: End,
    },
    /// An effect that ended is performed once more, or only its outcome comes once more.
    EndAgain {
        n: usize,
        anew: bool,
    },
    /// Telegram's news arrive.
    Deliver {
        n: usize,
    },
    /// Telegram's news arrive once more.
    DeliverAgain {
        n: usize,
    },
    /// A timer falls due, or rings before its time.
    Timer {
        n: usize,
        early: bool,
    },
    /// A charge nobody approved: of another amount, of an order nobody knows, without our mark, or
    /// a second one for an order.
    Stray {
        who: usize,
        kind: u8,
    },
    /// An admin confirmed a refund, heard twice.
    AdminRefund {
        n: usize,
    },
    /// An admin confirmed a return at the provider.
    AdminSettled {
        n: usize,
    },
    /// An admin wants an order to have another code.
    AdminReplace {
        n: usize,
    },
    /// An admin names a paid order, whoever's it is, and wants its money back, or says that it was
    /// returned.
    AdminNames {
        n: usize,
        outside: bool,
    },
    /// An admin does something about a case.
    AdminSettles {
        n: usize,
        which: usize,
    },
    /// A charge that waits cannot be decided: its update is parked, or its row of the ledger fails.
    Fail {
        n: usize,
        ledger: bool,
    },
    /// Telegram's ledger is read.
    ReadLedger,
    /// The rows are copied.
    BackUp,
    /// The copy is brought back.
    Restore,
    /// Telegram itself returned a charge.
    RefundElsewhere {
        n: usize,
    },
    /// A customer wants the money back.
    WantRefund {
        n: usize,
    },
    /// A customer gives the order up.
    Cancel {
        who: usize,
    },
    /// A customer wants to see the QR again.
    ShowAgain {
        who: usize,
    },
    /// A customer wants the mail again.
    MailAgain {
        who: usize,
    },
    /// A customer presses /start.
    Start {
        who: usize,
    },
    /// A customer wants to be forgotten.
    Erase {
        who: usize,
    },
    /// Time goes by.
    Wait {
        minutes: i64,
    },
    WaitDays {
        days: i64,
    },
    /// More codes were bought.
    Restock,
}

/// Telegram's word for an answer that nobody waits for any more.
const TOO_LATE: Outcome = Outcome::Failed(Fault::Reject { reason: Reason::QueryTooOld });

/// How long Telegram waits for the answer to a pre-checkout.
const PATIENCE: Millis = Millis::seconds(10);

fn pick<T: Clone>(from: &[T], n: usize) -> Option<T> {
    from.get(n.checked_rem(from.len())?).cloned()
}

impl Shop {
    /// Lets one thing happen; what has no object happens to nobody. Then the shop looks for what
    /// nobody sees, as it does every few minutes.
    pub fn step(&mut self, step: Step) {
        self.happens(step);
        self.look_for_unseen();
    }

    #[expect(clippy::too_many_lines, reason = "one step, one arm: the list is read as a whole")]
    fn happens(&mut self, step: Step) {
        match step {
            Step::Agree { who, mail } => self.agree(who, mail, Opening::AtOnce),
            Step::Buy { who, mail, upto } => self.buy(who, mail, upto, Opening::AtOnce),
            Step::BuyLater { who, mail, upto } => {
                self.buy(who, mail, upto, Opening::Later { days: 30 });
            }
            Step::Open { n } => {
                if let Some((who, order, _)) = self.pick_charge(n) {
                    self.press(who, Press::Open(order));
                }
            }
            Step::Invoice { who, stars } => {
                let payable = |order: &Order| order.state().is_payable();
                let mine = self.orders_of(self.people[who].id);
                let Some(order) = mine.iter().rev().find(|order| payable(order)) else { return };
                let id = order.id;
                self.press(who, if stars { Press::PayStars(id) } else { Press::PayTenge(id) });
            }
            Step::PreCheckout { n, wrong, slow, stranger } => {
                self.pre_checkout(n, wrong, slow, stranger);
            }
            Step::BankPage { n, pays } => {
                if !self.pages.is_empty() {
                    let page = self.pages.remove(n % self.pages.len());
                    if pays {
                        self.pay(&page);
                    }
                }
            }
            Step::Declined { who } => {
                let until = |order: &Order| match order.state() {
                    OrderState::Approved { until, .. } => Some((order.id, until.0)),
                    _ => None,
                };
                let mine = self.orders_of(self.people[who].id);
                if let Some((order, until)) = mine.iter().find_map(until) {
                    self.press(who, Press::Declined(order, until));
                    self.press(who, Press::TryAgain(order, until));
                }
            }
            Step::End { n, end } => {
                let open = self.open_rows();
                if let Some(at) = pick(&open, n) {
                    self.end(at, end, true);
                }
            }
            Step::EndAgain { n, anew } => {
                let over: Vec<usize> =
                    (0..self.outbox.len()).filter(|at| !self.outbox[*at].open).collect();
                if let Some(at) = pick(&over, n) {
                    self.end_again(at, anew);
                }
            }
            Step::Deliver { n } => {
                if !self.news.is_empty() {
                    let news = self.news.remove(n % self.news.len());
                    self.told.push(news.clone());
                    self.deliver(news);
                }
            }
            Step::DeliverAgain { n } => {
                if let Some(news) = pick(&self.told, n) {
                    self.deliver(news);
                }
            }
            Step::Timer { n, early } => {
                let timers = self.timers();
                if let Some(at) = pick(&timers, n) {
                    let effect = &self.outbox[at].effect;
                    // No timer rings early but by a clock that went back. The end of an invoice is
                    // told from its time, not from its timer; the last day to open an order was
                    // promised: both are left out.
                    let ends = matches!(
                        &effect.body,
                        Body::Timer(Timer::InvoiceEnds { .. } | Timer::OpenEnds { .. })
                    );
                    if (early && !ends) || effect.due_at <= self.now {
                        self.end(at, End::Done, true);
                    }
                }
            }
            Step::Stray { who, kind } => self.stray(who, kind),
            Step::AdminRefund { n } => {
                if let Some((who, order, charge)) = self.pick_charge(n) {
                    let admin = PersonKey("admin".into());
                    let admin = Some(admin);
                    self.event(who, Event::Told(Tell::ReturnOrder { order, charge, admin }));
                }
            }
            Step::AdminSettled { n } => {
                // The question is asked about money that is due at the provider, and about no
                // other.
                if let Some((who, _, charge)) = self.pick_charge(n)
                    && self.charges[&charge].state() == ChargeState::DueAtProvider
                {
                    let admin = Some(PersonKey("admin".into()));
                    self.event(who, Event::Told(Tell::SettledCharge { charge, admin }));
                }
            }
            Step::AdminReplace { n } => {
                if let Some((who, order, _)) = self.pick_charge(n)
                    && let Some(esim) = self.orders.get(&order).and_then(|row| row.state().esim())
                {
                    let admin = PersonKey("admin".into());
                    let tell = Tell::Replace { order, esim, admin };
                    // A tell may be heard twice.
                    let before = self.spoilt();
                    for _ in 0..2 {
                        self.event(who, Event::Told(tell.clone()));
                    }
                    assert!(self.spoilt() <= before + 1, "{order} was replaced twice at once");
                }
            }
            Step::AdminNames { n, outside } => {
                self.admin_names(n, if outside { CaseAct::Outside } else { CaseAct::Refund });
            }
            Step::AdminSettles { n, which } => self.admin_settles(n, which),
            Step::Fail { n, ledger } => self.fail(n, ledger),
            Step::ReadLedger => self.read_ledger(),
            Step::BackUp => self.back_up(),
            Step::Restore => self.restore(),
            Step::RefundElsewhere { n } => {
                let known: Vec<ChargeId> = self.taken.keys().cloned().collect();
                if let Some(charge) = pick(&known, n)
                    && self.taken[&charge].is_in_the_ledger()
                {
                    self.give_back(&charge);
                }
            }
            Step::WantRefund { n } => {
                if let Some((who, order, _)) = self.pick_charge(n) {
                    self.press(who, Press::WantRefund(order));
                }
            }
            Step::Cancel { who } => self.event(who, Event::Command(Command::Cancel)),
            Step::ShowAgain { who } => {
                let delivered = |order: &&Order| order.state().esim().is_some();
                let mine = self.orders_of(self.people[who].id);
                if let Some(order) = mine.iter().rev().find(delivered) {
                    self.press(who, Press::ShowQr(order.id));
                }
            }
            Step::MailAgain { who } => {
                let delivered = |order: &&Order| order.state().esim().is_some();
                let mine = self.orders_of(self.people[who].id);
                if let Some(order) = mine.iter().rev().find(delivered) {
                    self.press(who, Press::SendMail(order.id));
                }
            }
            Step::Start { who } => self.event(who, Event::Start(None)),
            Step::Erase { who } => {
                self.event(who, Event::Command(Command::DeleteMyData));
                for answer in 1..=2 {
                    if self.people[who].dialogue == Dialogue::Erase(answer) {
                        self.press(who, Press::Erase(answer));
                    }
                }
            }
            Step::Wait { minutes } => self.now = self.now + Millis::minutes(minutes),
            Step::WaitDays { days } => self.now = self.now + Millis::minutes(days * 24 * 60),
            Step::Restock => {
                for _ in 0..2 {
                    let id = EsimId(self.number());
                    self.stock.insert(id, Code::default());
                }
            }
        }
    }

    /// Ends everything open well, but no timer and nothing that an empty stock holds up.
    pub fn perform_all(&mut self) {
        for _ in 0..1_000 {
            let open = self.open_rows();
            let provides =
                |at: &usize| matches!(self.outbox[*at].effect.body, Body::Provision { .. });
            let empty = self.free_code().is_none();
            let Some(at) = open.into_iter().find(|at| !(empty && provides(at))) else { return };
            self.end(at, End::Done, true);
        }
        panic!("the outbox never empties");
    }

    /// Cards arrive in their chats, and what shows a code waits.
    pub fn perform_cards(&mut self) {
        for _ in 0..100 {
            let shows = |at: &usize| {
                let body = &self.outbox[*at].effect.body;
                matches!(body, Body::ShowQr { .. } | Body::SendMail { .. })
            };
            let Some(at) = self.open_rows().into_iter().find(|at| !shows(at)) else { return };
            self.end(at, End::Done, true);
        }
        panic!("the outbox never empties");
    }

    /// The same, and then everything that shows a code ends like this.
    pub fn end_showing(&mut self, end: End) {
        self.perform_cards();
        for at in self.open_rows() {
            self.end(at, end, true);
        }
    }

    /// The world lives on until nothing is left to happen: news arrive, effects end well, timers
    /// ring in their order, codes are bought where they are missing.
    pub fn come_to_rest(&mut self) {
        self.read_ledger();
        for _ in 0..2_000 {
            if !self.news.is_empty() {
                self.step(Step::Deliver { n: 0 });
            } else if let Some(at) = self.open_rows().first().copied() {
                if matches!(self.outbox[at].effect.body, Body::Provision { .. }) {
                    self.step(Step::Restock);
                }
                self.end(at, End::Done, true);
            } else if !self.pages.is_empty() {
                self.step(Step::BankPage { n: 0, pays: true });
            } else {
                let timers = self.timers();
                let next = timers.into_iter().min_by_key(|at| self.outbox[*at].effect.due_at);
                let Some(at) = next else {
                    self.now = self.now + Millis::minutes(31);
                    self.look_for_unseen();
                    return;
                };
                self.now = self.now.max(self.outbox[at].effect.due_at);
                self.end(at, End::Done, true);
            }
        }
        panic!("the shop never comes to rest");
    }

    fn open_rows(&self) -> Vec<usize> {
        let row = |at: &usize| {
            let row = &self.outbox[*at];
            row.open && !matches!(row.effect.body, Body::Timer(_))
        };
        (0..self.outbox.len()).filter(row).collect()
    }

    fn timers(&self) -> Vec<usize> {
        let row = |at: &usize| {
            let row = &self.outbox[*at];
            row.open && matches!(row.effect.body, Body::Timer(_))
        };
        (0..self.outbox.len()).filter(row).collect()
    }

    fn press(&mut self, who: usize, press: Press) {
        let message = MessageId(self.number());
        let query = QueryId(format!("press{}", self.number()));
        self.event(who, Event::Press { press, message, query });
    }

    fn buy(&mut self, who: usize, mail: bool, upto: usize, opening: Opening) {
        self.agree(who, mail, opening);
        self.step(Step::Invoice { who, stars: !mail || upto.is_multiple_of(2) });
        if upto == 0 {
            return;
        }
        self.perform_all();
        let newest = self.invoices.iter().rposition(|invoice| invoice.who == who);
        let Some(n) = newest else { return };
        self.step(Step::PreCheckout { n, wrong: false, slow: false, stranger: false });
        if upto == 1 {
            return;
        }
        self.perform_all();
        let charges = usize::from(upto > 2);
        for _ in 0..charges * self.news.len() {
            self.step(Step::Deliver { n: 0 });
        }
        if upto > 3 {
            self.perform_all();
        }
    }

    fn agree(&mut self, who: usize, mail: bool, opening: Opening) {
        let customer = self.people[who].clone();
        let waits = |order: &Order| {
            order.state().is_payable() || matches!(order.state(), OrderState::Approved { .. })
        };
        if customer.leaving_since.is_some() || self.orders_of(customer.id).iter().any(waits) {
            return;
        }
        let id = OrderId::from_number(self.number());
        let address = customer.address.filter(|_| mail);
        let mut order = Order::new(Agreed {
            id,
            customer: Some(customer.id),
            plan: self.plan.clone(),
            price: self.plan.price,
            stars: self.plan.price_in_stars(self.setup.rate),
            lang: Lang::En,
            mail: address.map_or(MailChoice::ChatOnly, MailChoice::To),
            at: self.now,
        });
        order.opening = opening;
        self.orders.insert(id, order);
    }

    fn pre_checkout(&mut self, n: usize, wrong: bool, slow: bool, stranger: bool) {
        let Some(invoice) = pick(&self.invoices, n) else { return };
        let who = if stranger { 1 - invoice.who } else { invoice.who };
        let mut money = invoice.money;
        money.minor += i64::from(wrong);
        let query = QueryId(format!("query{}", self.number()));
        let asked = Query { who, money, order: invoice.order, at: self.now };
        self.asked.insert(query.clone(), asked);
        let received_at = self.now;
        if slow {
            self.now = self.now + Millis::seconds(9);
        }
        let (order, at) = (invoice.order, invoice.at);
        let invoice = Some(InvoiceRef { order, at });
        let asked = query.clone();
        self.event(who, Event::PreCheckout { query, money: Some(money), invoice, received_at });
        if let Some(order) = self.orders.get(&order)
            && matches!(order.state(), OrderState::Approved { query, .. } if *query == asked)
        {
            assert_eq!(order.invoiced_at(), Some(at), "an old invoice of {} is approved", order.id);
        }
    }

    /// Telegram charges Stars, once, whatever it hears afterwards; tenge go on at the bank.
    fn charge(&mut self, query: &QueryId) {
        let Some(asked) = self.asked.remove(query) else { return };
        assert!(!self.uncharged.contains(query), "{query:?} ended, and is approved");
        self.through.insert(query.clone());
        if asked.money.currency == Currency::Kzt {
            self.pages.push(asked);
        } else {
            self.pay(&asked);
        }
    }

    fn pay(&mut self, asked: &Query) {
        let invoice = Some(InvoiceRef { order: asked.order, at: self.now });
        self.take(asked.who, asked.money, invoice);
    }

    fn take(&mut self, who: usize, money: Money, invoice: Option<InvoiceRef>) {
        let charge = ChargeId(format!("charge{}", self.number()));
        self.taken.insert(charge.clone(), Payment { who, money, invoice, at: self.now });
        self.news.push(News::Charged { charge });
    }

    fn stray(&mut self, who: usize, kind: u8) {
        let mine = self.orders_of(self.people[who].id);
        let order = mine.last().map(|order| order.id);
        let asked = mine.last().and_then(|order| order.asked).unwrap_or(Money::stars(300));
        let at = self.now;
        let of = |order: Option<OrderId>| order.map(|order| InvoiceRef { order, at });
        match kind {
            0 => self.take(who, Money { minor: asked.minor + 1, ..asked }, of(order)),
            1 => self.take(who, asked, of(Some(OrderId::from_number(7)))),
            2 => self.take(who, asked, None),
            _ => self.take(who, asked, of(order)),
        }
    }

    fn give_back(&mut self, charge: &ChargeId) {
        if !self.returned.insert(charge.clone()) {
            return;
        }
        self.news.push(News::RefundSeen { charge: charge.clone() });
    }

    /// A charge row comes first, then its event, as in the processor.
    pub(super) fn deliver(&mut self, news: News) {
        match news {
            News::Charged { charge } => {
                let Payment { who, money, invoice, .. } = self.taken[&charge].clone();
                let owner = self.people[who].id;
                let new = NewCharge { customer: Some(owner), ..self.reported(&charge) };
                self.write_down(&new);
                let undecided = self.charges[&charge].state() == ChargeState::Taken;
                let order = invoice.and_then(|invoice| self.orders.get(&invoice.order));
                if undecided && order.is_some_and(|order| order.customer.is_none()) {
                    self.late.insert(charge.clone());
                }
                self.event(who, Event::Charged { charge, money, invoice });
            }
            News::RefundSeen { charge } => {
                // Telegram keeps the order of a chat's messages: the charge was told before.
                let waits = self.news.iter().position(
                    |news| matches!(news, News::Charged { charge: known } if *known == charge),
                );
                if let Some(at) = waits {
                    let news = self.news.remove(at);
                    self.told.push(news.clone());
                    self.deliver(news);
                }
                self.refund_seen(&charge);
            }
        }
    }

    fn pick_charge(&self, n: usize) -> Option<(usize, OrderId, ChargeId)> {
        let known: Vec<&Charge> = self.charges.values().collect();
        let charge = pick(&known, n)?;
        let who = self.people.iter().position(|person| Some(person.id) == charge.customer)?;
        Some((who, charge.order?, charge.id.clone()))
    }

    /// An effect ends; its outcome is decided in the transaction that settles it.
    fn end(&mut self, at: usize, end: End, settle: bool) {
        let effect = self.outbox[at].effect.clone();
        let message = MessageId(self.number());
        let end = self.what_it_can_know(at, end);
        let done = !matches!(end, End::Failed(_));
        let outcome = match end {
            End::Done => Outcome::Done(Some(message)),
            End::Failed(fault) | End::HeardAndFailed(fault) => Outcome::Failed(fault),
        };
        let gone = Outcome::Failed(Fault::Reject { reason: Reason::ChatNotFound });
        let ended = match effect.body {
            Body::Say { to, role, .. } => Some(Ended::Said { to, role, outcome }),
            Body::SendInvoice { order, n } => {
                if let (true, Some(row)) = (done, self.orders.get(&order))
                    && let (Some(money), Some(customer)) = (row.asked, row.customer)
                    && let Some(at) = row.invoiced_at()
                    && let Some(who) = self.people.iter().position(|known| known.id == customer)
                {
                    self.invoices.push(Invoice { who, order, money, at });
                }
                Some(Ended::Invoice { order, n, outcome })
            }
            Body::AnswerPreCheckout { query, order, verdict } => {
                let approved = verdict == Verdict::Approve;
                if approved && done {
                    self.charge(&query);
                } else if done || outcome == TOO_LATE {
                    self.asked.remove(&query);
                }
                // Of an answer that was tried before nobody knows whether it got through.
                let tried = self.outbox[at].tried;
                let again = !settle || tried || (done && outcome == TOO_LATE);
                match order {
                    Some(order) if approved && !outcome.is_done() && !again => {
                        Some(Ended::PreCheckout { order, query, approved, outcome })
                    }
                    _ => None,
                }
            }
            Body::Provision { order, .. } => match end {
                End::Failed(Fault::Reject { .. }) => {
                    Some(Ended::Provision { order, esim: None, outcome })
                }
                _ => {
                    let Some(ended) = self.provision(order) else { return };
                    Some(ended)
                }
            },
            Body::Parked { fingerprint, again } => {
                self.settle_and_decide(at, settle, None);
                return self.end_parked(&fingerprint, again);
            }
            Body::ShowQr { order, n, .. } => {
                let shown = self.show(order, done);
                Some(Ended::Qr { order, n, outcome: if shown { outcome } else { gone } })
            }
            Body::SendMail { order, n, .. } => {
                let shown = self.show(order, done);
                Some(Ended::Mail { order, n, outcome: if shown { outcome } else { gone } })
            }
            Body::Refund { charge } => {
                // A word of its own for what a refund cannot end as.
                let outcome = match outcome {
                    Outcome::Failed(_) if self.returned.contains(&charge) && !settle => return,
                    other => other,
                };
                if done {
                    self.give_back(&charge);
                }
                Some(Ended::Refund { charge, outcome })
            }
            Body::Tell(tell) => return self.settle_and_decide(at, settle, Some(Event::Told(tell))),
            Body::Timer(timer) => {
                return self.settle_and_decide(at, settle, Some(Event::Due(timer)));
            }
            _ => None,
        };
        self.settle_and_decide(at, settle, ended.map(Event::Ended));
    }

    /// That nothing of a code left is known of the first attempt to show it alone, and of nothing
    /// else. What answers a pre-checkout after its time is refused.
    fn what_it_can_know(&self, at: usize, end: End) -> End {
        let row = &self.outbox[at];
        if let Body::AnswerPreCheckout { query, .. } = &row.effect.body
            && self.asked.get(query).is_none_or(|asked| asked.at + PATIENCE <= self.now)
        {
            return End::Failed(Fault::Reject { reason: Reason::QueryTooOld });
        }
        let shows = matches!(row.effect.body, Body::ShowQr { .. } | Body::SendMail { .. });
        match end {
            End::Failed(Fault::Reject { reason: Reason::Unusable })
                if !shows || row.told.is_some() =>
            {
                End::Failed(Fault::Reject { reason: Reason::Refused })
            }
            other => other,
        }
    }

    fn end_again(&mut self, at: usize, anew: bool) {
        if anew {
            self.end(at, End::Done, false);
        } else if let Some(event) = self.outbox[at].told.clone() {
            self.settle_and_decide(at, false, Some(event));
        }
    }

    /// Every outcome of a provision comes once more.
    pub fn repeat_provisions(&mut self) {
        for at in 0..self.outbox.len() {
            if matches!(self.outbox[at].effect.body, Body::Provision { .. }) {
                self.end_again(at, false);
            }
        }
    }

    fn settle_and_decide(&mut self, at: usize, settle: bool, event: Option<Event>) {
        let (owner, key) = (self.outbox[at].effect.customer, self.outbox[at].effect.key.clone());
        if settle {
            self.outbox[at].open = false;
            self.outbox[at].told.clone_from(&event);
        }
        let Some(event) = event else { return };
        let asked = match &event {
            Event::Ended(Ended::Provision { order, .. }) => Some(*order),
            _ => None,
        };
        match self.people.iter().position(|person| Some(person.id) == owner) {
            Some(who) => self.event(who, event),
            None => self.orphan(&event),
        }
        // The shelf is asked on until the order has a code, or its money goes back.
        let waits = |order: &Order| {
            matches!(order.state(), OrderState::Paid { .. }) && owner == order.customer
        };
        if asked.and_then(|id| self.orders.get(&id)).is_some_and(waits)
            && let Some(row) = self.outbox.iter_mut().find(|row| row.effect.key == key)
        {
            row.open = true;
        }
    }

    /// As the processor does it for an outcome whose customer was erased meanwhile.
    pub(super) fn orphan(&mut self, event: &Event) {
        let Some((id, step)) = orphan::step(event) else { return };
        let Some(charge) = self.charges.get(id).cloned() else { return };
        let order = charge.order.and_then(|id| self.orders.get(&id)).cloned();
        let admins = self.setup.admins.clone();
        let decision = orphan::decide(&charge, order.as_ref(), step, &admins, self.now);
        let news = !decision.charges.is_empty() || !decision.effects.is_empty();
        let back = charge.state() == ChargeState::Refunded;
        assert!(!(news && back), "what {id:?} came to is decided twice");
        self.apply(None, decision);
    }

    /// The stock: one code an order, the same one if asked again. `None` when it is empty.
    fn provision(&mut self, order: OrderId) -> Option<Ended> {
        let held = self.stock.iter().find(|(_, code)| code.order == Some(order));
        let held = held.map(|(id, _)| *id);
        let (history, promise) = (self.history(), self.setup.promise);
        let row = self.orders.get(&order);
        let given_up = row.is_some_and(|order| history.give_up(order, promise, self.now));
        let esim = match held {
            Some(esim) => Some(esim),
            None if given_up => None,
            None => {
                let esim = self.free_code()?;
                let code = self.stock.get_mut(&esim)?;
                code.order = Some(order);
                code.sold = true;
                Some(esim)
            }
        };
        let outcome = match esim {
            Some(_) => Outcome::Done(None),
            None => Outcome::Failed(Fault::Reject { reason: Reason::OutOfStock }),
        };
        Some(Ended::Provision { order, esim, outcome })
    }

    /// Puts the order's code before eyes, if there is one. Says whether there is.
    fn show(&mut self, id: OrderId, done: bool) -> bool {
        let Some(order) = self.orders.get(&id) else { return false };
        let (Some(esim), Some(_)) = (order.state().esim(), order.customer) else { return false };
        if done {
            self.seen.entry(id).or_default().insert(esim);
            // What a backup holds sold stays with its order, whatever became of it in the lost
            // hours.
            let restored = order.paid_at < Some(self.history_from);
            let other = self.shown_to.insert(esim, id).filter(|other| *other != id);
            assert!(restored || other.is_none(), "{esim:?} is shown for {id} and {other:?}");
        }
        true
    }
}
