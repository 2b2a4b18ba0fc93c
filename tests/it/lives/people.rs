//! What people do, picked by chance: customers who walk towards an eSIM or press and type whatever
//! comes to mind, admins who refund and pause, a world in which calls fail, time jumps and the shop
//! dies. What was asked for is written down for [`super::judge`]; nothing here says what is right.

#![expect(clippy::wildcard_enum_match_arm, reason = "people do not care which presses there are")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::bank::{BANK_PAGE_MS, BankPage};
use pretend_telegram::world::chats::{Action, Content, Message};
use pretend_telegram::world::money::{LedgerKind, PayTarget};
use pretend_telegram::world::people::{Role, Sending, SendingKind};
use pretend_telegram::{ADMIN, World};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::telegram::callback_data::decode;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt, SeedableRng as _};

use super::habits::{Habit, purse};
use super::town::Town;
use crate::support::orders::number_in;

/// How long a person who waits for the answer waits, in real time.
const A_MOMENT: Duration = Duration::from_millis(80);

/// Calls that may fail; `getUpdates` fails by itself, for the poller's patience is real time.
const METHODS: [&str; 11] = [
    "sendMessage",
    "editMessageText",
    "sendInvoice",
    "answerPreCheckoutQuery",
    "editMessageMedia",
    "refundStarPayment",
    "getStarTransactions",
    "deleteMessage",
    "copyMessage",
    "answerCallbackQuery",
    "setMyCommands",
];

/// What is typed where a country is meant, and where nothing is.
const TYPED: [&str; 14] = [
    "Turkey",
    "Түркия",
    "тайланд",
    "Germany",
    "Росси",
    "world",
    "asdfgh",
    "🙂",
    "QE-2222-2222",
    "<b>bold</b> & \"more\"",
    "+7 701 000 00 00",
    "/unknown",
    "traveller@",
    "   ",
];

/// Commands every customer may try.
const COMMANDS: [&str; 14] = [
    "/start",
    "/start tr",
    "/language",
    "/esims",
    "/help",
    "/terms",
    "/privacy",
    "/consents",
    "/paysupport",
    "/support",
    "/cancel",
    "/stats",
    "/refund QE-2222-2222",
    "/deletemydata",
];

/// A customer.
#[derive(Debug, Clone)]
pub struct Customer {
    /// The Telegram id.
    pub id: i64,
    /// Their language.
    pub lang: Lang,
    /// Whether they answer the question for mail with yes.
    pub mail: bool,
    /// Whether they buy before the trip.
    later: bool,
    /// What they do too much.
    pub habit: Habit,
    /// Whether the next text they type is an address.
    typing_address: bool,
}

/// What people asked for, as a naive witness notes it.
#[derive(Debug, Default)]
pub struct Asked {
    /// Presses of "show the QR again", by order number.
    pub shows: BTreeMap<String, usize>,
    /// Presses of "send the mail again", by order number.
    pub mails: BTreeMap<String, usize>,
    /// How often each confirmed an address or chose the one that stands.
    pub corrected: BTreeMap<i64, usize>,
    /// Orders whose money an admin gave back with a yes.
    pub refunds: BTreeSet<String>,
    /// Orders whose customer wanted the money back.
    pub wishes: BTreeSet<String>,
    /// Charges that Telegram gave back by itself.
    pub elsewhere: BTreeSet<String>,
    /// Orders that their customers opened, by number.
    pub opens: BTreeSet<String>,
    /// Orders given up, by number.
    pub cancels: BTreeSet<String>,
    /// Addresses that a person typed.
    pub addresses: BTreeMap<i64, BTreeSet<String>>,
    /// Who said yes to mail, in any of its forms.
    pub mail_yes: BTreeSet<i64>,
    /// Who wanted to be forgotten.
    pub erased: BTreeSet<i64>,
    /// How often each said `/start`.
    pub starts: BTreeMap<i64, usize>,
    /// Who ever blocked the bot.
    pub blocked: BTreeSet<i64>,
    /// Moments at which nothing was under way.
    pub rests: Vec<i64>,
    /// What was lost, where the disk died.
    pub lost: Option<Lost>,
    /// What happened, in order, for whoever reads a failure.
    pub diary: Vec<String>,
}

/// The time between a backup and its return.
#[derive(Debug, Clone, Copy)]
pub struct Lost {
    /// The last moment before the backup at which nothing was under way.
    pub from: i64,
    /// When it was brought back.
    pub until: i64,
}

/// The people of a town, and chance.
pub struct People {
    /// The customers.
    pub customers: Vec<Customer>,
    /// What they asked for.
    pub asked: Asked,
    chance: StdRng,
    /// A call hangs, or may: only a death or real time ends that.
    hangs: bool,
    paid_again: usize,
}

impl People {
    /// So many customers arrive.
    pub fn arrive(world: &World, count: usize, seed: u64) -> Self {
        let mut chance = StdRng::seed_from_u64(seed);
        let customers = (0..count)
            .map(|n| {
                let (lang, code) = [(Lang::Kk, "kk"), (Lang::Ru, "ru"), (Lang::En, "en")]
                    [usize::try_from(chance.next_u64() % 3).unwrap()];
                let id = world.add_person(&format!("Traveller {n}"), Some(code), Role::Customer);
                world.top_up(id, 100_000, 100_000_000).unwrap();
                let (mail, later) = (chance.random_bool(0.4), chance.random_bool(0.3));
                let habit = Habit::of(seed, n + 1 == count);
                Customer { id, lang, mail, later, habit, typing_address: false }
            })
            .collect();
        Self { customers, asked: Asked::default(), chance, hangs: false, paid_again: 0 }
    }

    pub(super) fn note(&mut self, town: &Town, what: impl std::fmt::Display) {
        self.asked.diary.push(format!("{:>8} {what}", town.now() - crate::support::MORNING));
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.chance.random_range(0..limit.max(1))
    }

    pub(super) fn odds(&mut self, of_hundred: u32) -> bool {
        self.chance.random_ratio(of_hundred, 100)
    }

    /// The first things in a town: an admin who listens.
    pub async fn open(&mut self, town: &mut Town) {
        town.world.send_text(ADMIN, "/start").unwrap();
        town.calm(A_MOMENT * 4).await;
        let world = town.world.clone();
        if let Some(found) = buttons(&world, ADMIN, |press| *press == Press::Lang(Lang::En)).pop() {
            self.press(town, ADMIN, &found);
        }
        town.calm(A_MOMENT).await;
    }

    /// One thing happens.
    pub async fn step(&mut self, town: &mut Town) {
        let seams = if self.odds(15) { i64::try_from(self.below(25)).unwrap() } else { -1 };
        town.revive(seams).await;
        town.advance(self.chance.random_range(50..1_500));
        let who = self.below(self.customers.len());
        match self.below(100) {
            0..38 if self.customers[who].habit == Habit::Floods && self.odds(30) => {
                self.floods(town, who);
            }
            0..38 => self.walk(town, who).await,
            38..52 => self.press_any(town, who),
            52..62 => self.say(town, who),
            62..70 => self.pay(town, who),
            70..72 => self.block(town, who),
            72..74 => self.erase(town, who).await,
            74..82 => self.admin(town).await,
            82..91 => self.trouble(town),
            91..95 => self.wait(town),
            95..99 => self.death(town).await,
            _ => self.strange(town, who),
        }
        if self.odds(60) && town.calm(A_MOMENT).await {
            self.asked.rests.push(town.now());
        }
    }

    /// A few purposeful steps towards an eSIM.
    async fn walk(&mut self, town: &mut Town, who: usize) {
        for _ in 0..=self.below(6) {
            if !self.stride(town, who) {
                break;
            }
            if town.calm(A_MOMENT).await {
                self.asked.rests.push(town.now());
            }
            town.advance(self.chance.random_range(50..800));
        }
    }

    /// The next sensible thing; `false` when there is none.
    fn stride(&mut self, town: &mut Town, who: usize) -> bool {
        let customer = self.customers[who].clone();
        let world = town.world.clone();
        if customer.typing_address {
            self.type_address(town, who);
            return true;
        }
        if self.odds(75) && self.pay_newest(town, customer.id) {
            return true;
        }
        let hoards = customer.habit == Habit::Hoards;
        if hoards && qazaq_esim_bot::demo::robot::invoice(&world, customer.id).is_some() {
            let text = ["Turkey", "Thailand", "Germany", "Russia"][self.below(4)];
            self.write(town, customer.id, text);
            return true;
        }
        let (yes, opens) = (customer.mail, self.odds(30));
        let mut found = buttons(&world, customer.id, |press| match press {
            Press::Lang(lang) => *lang == customer.lang,
            Press::EmailYes(_) | Press::EmailSame(_) => yes,
            Press::OpenLater(_) => customer.later,
            Press::Open(_) => opens,
            press => way(press) > 0,
        });
        // What is newest is what the person looks at.
        let newest = found.iter().map(|button| button.message).max();
        found.retain(|button| Some(button.message) == newest);
        // What is chosen already is not chosen once more.
        found.retain(|button| {
            !matches!(button.press, Press::OpenLater(_)) || button.label.starts_with('⚪')
        });
        // What is not ticked yet comes before Pay, and is pressed once.
        let ticks = |button: &Found| button.label.starts_with('☐');
        if found.iter().any(ticks) {
            found.retain(ticks);
        }
        let far = found.iter().map(|button| way(&button.press)).max();
        found.retain(|button| Some(way(&button.press)) == far);
        let screens = world.messages(customer.id);
        let last = screens.iter().rev().find(|message| message.keyboard.is_some());
        let current = last.map(|message| message.id) == newest;
        if let (Some(button), true) = (found.choose(&mut self.chance).cloned(), current) {
            self.press(town, customer.id, &button);
            return true;
        }
        let text = if screens.is_empty() {
            "/start"
        } else {
            ["Turkey", "Turkey", "Turkey", "Thailand", "Germany"][self.below(5)]
        };
        self.write(town, customer.id, text);
        true
    }

    pub(super) fn write(&mut self, town: &Town, person: i64, text: &str) {
        if text.starts_with("/start") {
            *self.asked.starts.entry(person).or_default() += 1;
        }
        self.note(town, format_args!("{person} types {text:?}"));
        // A person who blocked the bot cannot write to it.
        let _ = town.world.send_text(person, text);
    }

    fn type_address(&mut self, town: &Town, who: usize) {
        let id = self.customers[who].id;
        self.customers[who].typing_address = false;
        let address = format!("traveller{}.{}@example.com", id % 1_000, self.below(3));
        self.asked.addresses.entry(id).or_default().insert(address.clone());
        // The checkout takes a typed address for a yes, also unasked.
        self.asked.mail_yes.insert(id);
        self.write(town, id, &address);
    }

    /// Presses a button and notes what that asks for.
    fn press(&mut self, town: &Town, person: i64, button: &Found) {
        self.note(town, format_args!("{person} presses {:?}", button.press));
        let typed = matches!(
            button.press,
            Press::EmailYes(_)
                | Press::AddressAgain(_)
                | Press::Correct
                | Press::CorrectFor(_)
                | Press::MailOn(_)
        );
        if typed && let Some(who) = self.customers.iter().position(|known| known.id == person) {
            self.customers[who].typing_address = true;
        }
        match &button.press {
            Press::ShowQr(order) => {
                *self.asked.shows.entry(order.to_string()).or_default() += 1;
            }
            Press::SendMail(order) => {
                *self.asked.mails.entry(order.to_string()).or_default() += 1;
            }
            Press::OrderAct(order, ..) => {
                self.asked.refunds.insert(order.to_string());
            }
            Press::WantRefund(order) => {
                self.asked.wishes.insert(order.to_string());
            }
            Press::Open(order) => {
                self.asked.opens.insert(order.to_string());
            }
            Press::Cancel(order) => {
                self.asked.cancels.insert(order.to_string());
            }
            Press::EmailYes(_) | Press::EmailSame(_) => {
                self.asked.mail_yes.insert(person);
            }
            // A confirmed address is sent what did not arrive.
            Press::AddressOk(_) | Press::MailSame(_) => {
                self.asked.mail_yes.insert(person);
                *self.asked.corrected.entry(person).or_default() += 1;
            }
            Press::Erase(2) => {
                self.asked.erased.insert(person);
            }
            _ => {}
        }
        let _ = town.world.press(person, button.message, button.row, button.column);
    }

    /// Any button that is anywhere in the chat, the newest message most often.
    pub(super) fn press_any(&mut self, town: &Town, who: usize) {
        let id = self.customers[who].id;
        let all = buttons(&town.world, id, |_| true);
        let Some(newest) = all.iter().map(|button| button.message).max() else {
            return self.write(town, id, "/start");
        };
        let near = self.odds(60);
        let some: Vec<Found> =
            all.into_iter().filter(|button| !near || button.message == newest).collect();
        if let Some(button) = some.choose(&mut self.chance).cloned() {
            let times = if self.odds(15) { 2 } else { 1 };
            for _ in 0..times {
                self.press(town, id, &button);
            }
        }
    }

    fn say(&mut self, town: &Town, who: usize) {
        let id = self.customers[who].id;
        match self.below(10) {
            0..4 => {
                let text = COMMANDS[self.below(COMMANDS.len())];
                self.write(town, id, text);
            }
            4..8 => {
                let text = TYPED[self.below(TYPED.len())];
                self.write(town, id, text);
            }
            8 => self.type_address(town, who),
            _ => {
                let kinds = [
                    SendingKind::Photo,
                    SendingKind::Sticker,
                    SendingKind::Voice,
                    SendingKind::Contact,
                    SendingKind::Location,
                ];
                let kind = kinds[self.below(kinds.len())];
                self.note(town, format_args!("{id} sends {kind:?}"));
                let _ = town.world.send(id, &Sending::kind(kind));
            }
        }
    }

    fn pay_newest(&mut self, town: &Town, person: i64) -> bool {
        let hoards = |known: &Customer| known.id == person && known.habit == Habit::Hoards;
        if self.customers.iter().any(hoards) {
            return false;
        }
        let Some(message) = qazaq_esim_bot::demo::robot::invoice(&town.world, person) else {
            return false;
        };
        self.begin_pay(town, person, PayTarget::Message(message));
        true
    }

    fn begin_pay(&mut self, town: &Town, person: i64, target: PayTarget) {
        let known = self.customers.iter().find(|known| known.id == person);
        match known.map_or(Habit::None, |known| known.habit) {
            Habit::Hoards => return,
            Habit::Declines => {
                purse(town, person, 100_000);
                if self.odds(80) {
                    return self.declines(town, person, target);
                }
            }
            Habit::Floods | Habit::None => {}
        }
        // Whoever pays in tenge next is at the bank for so long, and perhaps in vain.
        let takes_ms = if self.odds(40) { 0 } else { self.chance.random_range(0..=BANK_PAGE_MS) };
        let page = BankPage { takes_ms, declines: self.odds(25) };
        town.world.set_bank_page(page);
        let begun = town.world.begin_pay(person, target);
        self.note(town, format_args!("{person} pays {target:?}: {begun:?}, {page:?}"));
    }

    /// Pays: the newest invoice, once or twice at a time, an old one, somebody else's.
    fn pay(&mut self, town: &Town, who: usize) {
        let id = self.customers[who].id;
        let all = town.world.invoices();
        let own: Vec<i64> =
            all.iter().filter(|invoice| invoice.chat == id).map(|invoice| invoice.id).collect();
        match self.below(10) {
            0..4 => {
                self.pay_newest(town, id);
            }
            4..6 => {
                self.pay_newest(town, id);
                self.pay_newest(town, id);
            }
            6..9 => {
                if let Some(old) = own.choose(&mut self.chance).copied() {
                    self.begin_pay(town, id, PayTarget::Invoice(old));
                }
            }
            _ => {
                if let Some(any) = all.choose(&mut self.chance).map(|invoice| invoice.id) {
                    self.begin_pay(town, id, PayTarget::Invoice(any));
                }
            }
        }
    }

    fn block(&mut self, town: &Town, who: usize) {
        let id = self.customers[who].id;
        let blocked = town.world.person(id).is_some_and(|person| person.blocked);
        self.asked.blocked.insert(id);
        self.note(town, format_args!("{id} blocks: {}", !blocked));
        town.world.block(id, !blocked).unwrap();
    }

    async fn erase(&mut self, town: &mut Town, who: usize) {
        let id = self.customers[who].id;
        self.write(town, id, "/deletemydata");
        for answer in 1..=2 {
            town.calm(A_MOMENT).await;
            let found = buttons(&town.world, id, |press| *press == Press::Erase(answer)).pop();
            if let Some(button) = found {
                self.press(town, id, &button);
            }
        }
    }

    async fn admin(&mut self, town: &mut Town) {
        match self.below(12) {
            0..6 => self.refund(town).await,
            6 => {
                let commands = ["/pause", "/notes", "/stats", "/cases", "/settled"];
                let text = commands[self.below(commands.len())];
                self.write(town, ADMIN, text);
            }
            7..9 => self.write(town, ADMIN, "/resume"),
            9 => self.telegram_refunds(town),
            _ => {
                // Whatever stands in the admin's chat is answered; a copy of support among it.
                let heard: Vec<Message> = town.world.messages(ADMIN);
                let from_bot: Vec<&Message> =
                    heard.iter().filter(|message| message.from_bot).collect();
                if let Some(message) = from_bot.choose(&mut self.chance) {
                    let reply = Sending {
                        reply_to: Some(message.id),
                        ..Sending::text("we are looking into it")
                    };
                    let _ = town.world.send(ADMIN, &reply);
                }
            }
        }
    }

    /// An admin gives an order's money back, mostly with both presses.
    async fn refund(&mut self, town: &mut Town) {
        let all = town.world.invoices();
        let paid: Vec<String> = all
            .iter()
            .filter(|invoice| !invoice.charge_ids.is_empty())
            .filter_map(|invoice| number_in(&invoice.description))
            .collect();
        let Some(order) = paid.choose(&mut self.chance).cloned() else { return };
        self.write(town, ADMIN, &format!("/refund {order}"));
        town.calm(A_MOMENT).await;
        if self.odds(80) {
            let yes =
                |press: &Press| matches!(press, Press::OrderAct(of, ..) if of.to_string() == order);
            if let Some(button) = buttons(&town.world, ADMIN, yes).pop() {
                self.press(town, ADMIN, &button);
            }
        }
    }

    /// Telegram's own support gives a charge back, and the shop hears of it afterwards.
    fn telegram_refunds(&mut self, town: &Town) {
        let ledger = town.world.ledger();
        let open: Vec<_> = ledger
            .iter()
            .filter(|row| row.kind == LedgerKind::Payment && row.currency == "XTR")
            .filter(|row| {
                let back = |other: &&_| {
                    let other: &pretend_telegram::world::money::LedgerRow = other;
                    other.kind == LedgerKind::Refund && other.charge_id == row.charge_id
                };
                !ledger.iter().any(|other| back(&other))
            })
            .cloned()
            .collect();
        let Some(row) = open.choose(&mut self.chance).cloned() else { return };
        self.note(town, format_args!("telegram gives {} back", row.charge_id));
        self.asked.elsewhere.insert(row.charge_id.clone());
        town.world.change(|state| state.give_back(&row));
    }

    /// A fault is put into the world.
    fn trouble(&mut self, town: &Town) {
        let kinds = [
            FaultKind::TooManyRequests,
            FaultKind::ServerError,
            FaultKind::HtmlBody,
            FaultKind::CutBefore,
            FaultKind::CutAfter,
            FaultKind::CutAfter,
            FaultKind::Hang,
            FaultKind::DuplicateUpdates,
            FaultKind::ReorderUpdates,
            FaultKind::JumpUpdateIds,
            FaultKind::SmtpTemporary,
            FaultKind::SmtpCutAfterData,
            FaultKind::SmtpRefuse,
        ];
        let kind = kinds[self.below(kinds.len())];
        let times = 1 + u32::try_from(self.below(3)).unwrap();
        let mut spec = FaultSpec::new(kind).after(u32::try_from(self.below(3)).unwrap());
        match kind {
            FaultKind::Hang => {
                self.hangs = true;
                spec = spec.on(METHODS[self.below(METHODS.len())]);
            }
            FaultKind::TooManyRequests => {
                let after = 1 + self.below(20);
                spec = spec.times(times).on(METHODS[self.below(METHODS.len())]);
                spec = spec.with(i64::try_from(after).unwrap());
            }
            FaultKind::ServerError
            | FaultKind::HtmlBody
            | FaultKind::CutBefore
            | FaultKind::CutAfter => {
                // A broken poll costs a quarter of a real second.
                let method =
                    if self.odds(4) { "getUpdates" } else { METHODS[self.below(METHODS.len())] };
                spec = spec.times(times).on(method);
            }
            _ => spec = spec.times(times),
        }
        self.note(town, format_args!("trouble: {spec:?}"));
        town.world.add_fault(spec);
    }

    /// Time jumps, sometimes so far that things run out.
    fn wait(&mut self, town: &Town) {
        let day = 24 * 60 * 60_000;
        let spans =
            [2_000, 10_000, 60_000, 5 * 60_000, 11 * 60_000, 16 * 60_000, 31 * 60_000, 8 * day];
        let span = spans[self.below(spans.len())] + i64::try_from(self.below(2_000)).unwrap();
        self.note(town, format_args!("{span} ms pass"));
        town.advance(span);
    }

    /// The shop dies: now, or at a seam that it will pass.
    async fn death(&mut self, town: &mut Town) {
        if self.odds(40) || self.hangs {
            self.note(town, "the shop dies");
            town.kill().await;
            self.hangs = false;
        } else {
            let seams = self.below(40);
            self.note(town, format_args!("the shop will die after {seams} seams"));
            town.doom(i64::try_from(seams).unwrap());
        }
    }

    /// Things no phone sends.
    fn strange(&mut self, town: &Town, who: usize) {
        let id = self.customers[who].id;
        self.paid_again += 1;
        let raws = [
            r#"{"some_future_kind": {"id": 9007199254740993}}"#.to_owned(),
            r#"{"message": null}"#.to_owned(),
            format!(
                r#"{{"message": {{"message_id": 1, "date": 1, "new_thing": [1, 2],
                "chat": {{"id": {id}, "type": "private"}},
                "from": {{"id": {id}, "is_bot": false, "first_name": "x"}}}}}}"#
            ),
        ];
        let raw = raws[self.below(raws.len())].clone();
        self.note(town, format_args!("strange: {raw}"));
        town.world.inject(&raw, true).unwrap();
        // A button that was never shown.
        if let Some(last) = town.world.last_message(id) {
            let data = ["1|zz", "0|old", "", "1|qr|2222222", "1|pay|ZZZZ"][self.below(5)];
            if !data.is_empty() {
                let _ = town.world.press_data(id, last.id, data);
            }
        }
    }

    /// A backup is made.
    pub async fn backs_up(&mut self, town: &mut Town) {
        if town.calm(A_MOMENT * 4).await {
            self.asked.rests.push(town.now());
        }
        let from = self.asked.rests.last().copied().unwrap_or_default();
        self.note(town, "a backup is made");
        town.backs_up().await;
        self.asked.lost = Some(Lost { from, until: i64::MAX });
    }

    /// The disk dies, and the backup comes back.
    pub async fn restores(&mut self, town: &mut Town) {
        self.note(town, "the disk dies, and the backup comes back");
        self.hangs = false;
        town.is_restored().await;
        if let Some(lost) = &mut self.asked.lost {
            lost.until = town.now();
        }
    }

    /// The end of trouble: nothing fails any more, whoever left comes back, and time passes until
    /// everything that was begun is over. The answer is what would not come to an end.
    pub async fn settle(&mut self, town: &mut Town) -> Result<(), String> {
        town.doom(-1);
        town.world.clear_faults();
        if std::mem::take(&mut self.hangs) {
            town.kill().await;
        }
        town.revive(-1).await;
        self.note(town, "the end of trouble");
        for customer in self.customers.clone() {
            if town.world.person(customer.id).is_some_and(|person| person.blocked) {
                town.world.block(customer.id, false).unwrap();
            }
        }
        self.write(town, ADMIN, "/resume");
        town.restock().await;
        let minute = 60_000;
        for span in [0, 1_000, 5_000, 30_000, minute, 5 * minute, 6 * minute] {
            town.advance(span);
            town.rest().await?;
        }
        for customer in self.customers.clone() {
            if self.asked.blocked.contains(&customer.id) {
                self.write(town, customer.id, "/start");
            }
        }
        for span in [0, 20_000, 6 * minute, 16 * minute, 31 * minute, 6 * minute] {
            town.advance(span);
            town.rest().await?;
        }
        // What nobody opens goes back by then.
        let day = 24 * 60 * minute;
        for span in [16 * day, 16 * day, minute, 6 * minute] {
            town.advance(span);
            town.rest().await?;
        }
        Ok(())
    }
}

/// How near to an eSIM a press leads; 0 leads elsewhere.
fn way(press: &Press) -> u8 {
    match press {
        Press::Lang(_) => 1,
        Press::Plan(..) | Press::Buy(..) => 2,
        Press::Offer(_) => 3,
        Press::Processing(_) => 4,
        Press::Transfer(_) => 5,
        Press::EmailYes(_) | Press::EmailSame(_) => 6,
        Press::AddressOk(_) => 7,
        Press::PayStars(_) | Press::PayTenge(_) | Press::PriceOk(..) | Press::Pay(_) => 8,
        // Whether the bank's page is closed or not.
        Press::Declined(..) | Press::TryAgain(..) => 8,
        Press::OpenLater(_) => 9,
        Press::Open(_) => 10,
        _ => 0,
    }
}

/// A button in a chat.
#[derive(Debug, Clone)]
struct Found {
    message: i64,
    row: usize,
    column: usize,
    press: Press,
    label: String,
}

/// The buttons of a chat that mean something of a kind, oldest first.
fn buttons(world: &World, person: i64, wanted: impl Fn(&Press) -> bool) -> Vec<Found> {
    let mut found = Vec::new();
    for message in world.messages(person) {
        if !message.from_bot || matches!(message.content, Content::Raw(_)) {
            continue;
        }
        for (row, keys) in message.keyboard.iter().flatten().enumerate() {
            for (column, key) in keys.iter().enumerate() {
                let Action::Callback(data) = &key.action else { continue };
                if let Some(press) = decode(data).filter(|press| wanted(press)) {
                    let label = key.text.clone();
                    found.push(Found { message: message.id, row, column, press, label });
                }
            }
        }
    }
    found
}
