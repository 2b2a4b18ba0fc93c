//! A conversation that is written down while it goes on: what people type and press, by the words
//! that they see, and all that their phones and the mailbox show. What chance made is written as
//! `…`, here and nowhere else. It must not know any journey.

use pretend_telegram::world::people::Sending;
use pretend_telegram::{ADMIN, CUSTOMER};
use qazaq_esim_bot::domain::ids::OrderId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::Currency;

use super::{Shop, ShopOptions};

/// What is typed for the number of the newest order, and read for any.
const ORDER: &str = "QE-…";

/// A customer and an admin who talk to one shop in one language.
pub struct Talk {
    shop: Shop,
    lang: Lang,
    written: String,
    /// Whose lines were written last, where both are.
    whose: Option<i64>,
    /// How far each chat was written down or left out.
    read: [usize; 2],
    /// How many letters were.
    letters: usize,
}

impl Talk {
    /// A shop that takes Stars, and tenge if so wished; its admin has said hello.
    pub async fn begin(lang: Lang, tenge: bool) -> Self {
        Self::of(lang, ShopOptions { tenge, ..ShopOptions::default() }).await
    }

    /// A shop whose invoices ask tenge first; Stars are one press away.
    pub async fn tenge_first(lang: Lang) -> Self {
        let first_rail = Currency::Kzt;
        Self::of(lang, ShopOptions { tenge: true, first_rail, ..ShopOptions::default() }).await
    }

    async fn of(lang: Lang, options: ShopOptions) -> Self {
        let shop = Shop::start(options).await;
        shop.admin().begin(lang).await;
        shop.world.set_language(CUSTOMER, Some(lang.code())).unwrap();
        let written = String::new();
        let mut talk = Self { shop, lang, written, whose: None, read: [0; 2], letters: 0 };
        talk.leave_out();
        talk
    }

    /// Both chats from here on, each under its name.
    pub fn of_both(mut self) -> Self {
        self.whose = Some(0);
        self
    }

    /// A purchase that is read elsewhere.
    pub async fn bought(lang: Lang, tenge: bool) -> Self {
        let mut talk = Self::begin(lang, tenge).await;
        if tenge {
            talk.shop.customer().to_tenge(lang).await;
            talk.shop.customer().pays().await;
        } else {
            talk.shop.customer().buys(lang).await;
        }
        talk.leave_out();
        talk
    }

    /// What was seen so far is read elsewhere.
    pub fn leave_out(&mut self) {
        self.written.clear();
        self.read = [CUSTOMER, ADMIN].map(|person| self.shop.world.transcript(person).len());
        self.letters = self.shop.world.mails().len();
    }

    /// The customer does all this, one after another: `[words]` is pressed, the rest is typed.
    pub async fn customer(&mut self, does: &[&str]) {
        self.does(CUSTOMER, does).await;
    }

    /// The admin does.
    pub async fn admin(&mut self, does: &[&str]) {
        self.does(ADMIN, does).await;
    }

    /// The admin answers the newest message of their chat.
    pub async fn admin_replies(&mut self, text: &str) {
        let reply_to = Some(self.shop.admin().last().id);
        self.shop.admin().send(&Sending { reply_to, ..Sending::text(text) }).await;
        self.write(ADMIN);
    }

    /// The customer pays the newest invoice.
    pub async fn pays(&mut self) {
        self.shop.customer().pays().await;
        self.write(CUSTOMER);
    }

    /// So many days pass.
    pub async fn days_pass(&mut self, days: i64) {
        self.shop.advance(days * 24 * super::HOUR).await;
        self.write(CUSTOMER);
    }

    async fn does(&mut self, person: i64, does: &[&str]) {
        for act in does {
            if let Some(words) = act.strip_prefix('[') {
                let words = words.strip_suffix(']').expect("a button in brackets");
                self.shop.world.press_labelled(person, words).unwrap();
                self.shop.rest().await;
            } else if act.contains(ORDER) {
                let order = self.shop.newest_order().await.to_string();
                self.shop.phone(person).say(&act.replace(ORDER, &order)).await;
            } else {
                self.shop.phone(person).say(act).await;
            }
            self.write(person);
        }
    }

    /// Writes down what is new, first in the chat of whoever did something.
    fn write(&mut self, person: i64) {
        let mut chats = [(0, "customer", CUSTOMER), (1, "admin", ADMIN)];
        chats.sort_by_key(|(_, _, whose)| *whose != person);
        for (at, name, whose) in chats {
            let seen = self.shop.world.transcript(whose);
            let new = &seen[self.read[at]..];
            if !new.is_empty() && self.whose.is_some_and(|last| last != whose) {
                self.written.push_str("--- ");
                self.written.push_str(name);
                self.written.push_str(" ---\n\n");
                self.whose = Some(whose);
            }
            self.written.push_str(new);
            self.read[at] = seen.len();
        }
        let mails = self.shop.world.mails();
        for mail in &mails[self.letters..] {
            self.written.push_str(&mail.transcript());
        }
        self.letters = mails.len();
    }

    /// The end; what was written down.
    pub async fn end(mut self) -> String {
        self.write(CUSTOMER);
        let written = self.without_chance();
        let lang = self.lang;
        assert!(!written.is_empty(), "nothing was said in {}", lang.code());
        self.shop.finish().await;
        written
    }

    /// The conversation without what chance made: codes, charges, orders, sizes of files.
    fn without_chance(&self) -> String {
        let mut text = self.written.trim_end().to_owned();
        for secret in &self.shop.planted {
            text = text.replace(secret, "…");
        }
        for row in self.shop.world.ledger() {
            text = text.replace(&row.charge_id, "…");
        }
        // A provider's number is the charge's, between two others.
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        for number in words.iter().filter(|word| word.contains("_…_")) {
            text = text.replace(number.as_str(), "…");
        }
        for mail in self.shop.world.mails() {
            for part in mail.read().parts {
                text = text.replace(&format!(", {} bytes]", part.bytes.len()), "]");
            }
        }
        // The word in the link of a letter.
        let links: Vec<String> =
            text.split("?start=m-").skip(1).map(|rest| rest[..32].to_owned()).collect();
        for link in links {
            text = text.replace(&link, "…");
        }
        // Telegram's own lines about a refund and a pin come beside the shop's words, in any order.
        for begins in ["me    | [refunded ", "bot   | [pinned]", "gone  | [pinned]"] {
            while let Some(at) = text.find(begins) {
                let end = text[at..].find("\n\n").map_or(text.len(), |end| at + end + 2);
                text.replace_range(at..end, "");
            }
        }
        text.truncate(text.trim_end().len());
        // A longer code is a larger symbol; the blank card has 600 pixels.
        for side in 601..700 {
            text = text.replace(&format!("[photo, {side} x {side}]"), "[photo, a QR]");
        }
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
        let orders: Vec<String> = words
            .filter(|word| word.starts_with("QE-"))
            .filter_map(|word| Some(OrderId::parse(word.get(..12)?)?.to_string()))
            .collect();
        for order in orders {
            text = text.replace(&order, ORDER);
        }
        text
    }
}
