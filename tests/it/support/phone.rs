//! A person's phone: what they type, press, pay and see. Each action waits until the shop has
//! answered and rests, so a journey is read from top to bottom. It must not know what is right.

use pretend_telegram::world::chats::{Action, Content, Message};
use pretend_telegram::world::money::{PayOutcome, PayTarget};
use pretend_telegram::world::people::{Sending, SendingKind};
use qazaq_esim_bot::demo::robot::{self, Wish};
use qazaq_esim_bot::domain::ids::OrderId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::telegram::callback_data::{decode, encode};

use super::{PATIENCE, Shop};

/// A person with a phone.
#[derive(Clone, Copy)]
pub struct Phone<'a> {
    /// The shop beside it.
    pub shop: &'a Shop,
    /// Whose it is.
    pub person: i64,
}

/// The presses below a message, in reading order.
pub fn presses_of(message: &Message) -> Vec<Press> {
    let keys = message.keyboard.iter().flatten().flatten();
    keys.filter_map(|key| match &key.action {
        Action::Callback(data) => decode(data),
        Action::Url(_) | Action::Copy(_) | Action::Pay | Action::OnlyShown { .. } => None,
    })
    .collect()
}

/// What the copy buttons below a message copy.
pub fn copies_of(message: &Message) -> Vec<String> {
    let keys = message.keyboard.iter().flatten().flatten();
    keys.filter_map(|key| match &key.action {
        Action::Copy(text) => Some(text.clone()),
        Action::Callback(_) | Action::Url(_) | Action::Pay | Action::OnlyShown { .. } => None,
    })
    .collect()
}

impl Phone<'_> {
    /// Types a text; the answer is the message's id.
    pub async fn say(&self, text: &str) -> i64 {
        self.send(&Sending::text(text)).await
    }

    /// Sends something that is no text.
    pub async fn send_kind(&self, kind: SendingKind) -> i64 {
        self.send(&Sending::kind(kind)).await
    }

    /// Sends anything.
    pub async fn send(&self, sending: &Sending) -> i64 {
        let id = self.shop.world.send(self.person, sending).unwrap();
        self.shop.rest().await;
        id
    }

    /// The newest button that means `wanted`: its message, row and column.
    fn find(&self, wanted: &impl Fn(&Press) -> bool) -> Option<(i64, usize, usize)> {
        for message in self.messages().iter().rev() {
            for (row, keys) in message.keyboard.iter().flatten().enumerate() {
                for (column, key) in keys.iter().enumerate() {
                    let Action::Callback(data) = &key.action else { continue };
                    if decode(data).is_some_and(|press| wanted(&press)) {
                        return Some((message.id, row, column));
                    }
                }
            }
        }
        None
    }

    /// Presses this very button while the shop has no rest.
    pub fn touch(&self, press: &Press) {
        let (message, row, column) = self.find(&|found| found == press).expect("a button");
        self.shop.world.press(self.person, message, row, column).unwrap();
    }

    /// Presses the newest button that means `wanted`.
    pub async fn press(&self, what: &str, wanted: impl Fn(&Press) -> bool) -> i64 {
        let found = self.find(&wanted);
        let (message, row, column) = found.unwrap_or_else(|| panic!("no button for {what}"));
        self.shop.world.press(self.person, message, row, column).unwrap();
        self.shop.rest().await;
        message
    }

    /// Presses this very button, wherever it is newest.
    pub async fn tap(&self, press: &Press) -> i64 {
        self.press(&format!("{press:?}"), |found| found == press).await
    }

    /// Presses a button that may be gone, or never was: any data below any message.
    pub async fn forge(&self, message: i64, data: &str) {
        self.shop.world.press_data(self.person, message, data).unwrap();
        self.shop.rest().await;
    }

    /// The same with a press of this version.
    pub async fn forge_press(&self, press: &Press) {
        let message = self.last().id;
        self.forge(message, &encode(press)).await;
    }

    /// Whether a button that means this is on the screen.
    pub fn offers(&self, wanted: impl Fn(&Press) -> bool) -> bool {
        self.find(&wanted).is_some()
    }

    /// What is in the chat and not deleted, oldest first.
    pub fn messages(&self) -> Vec<Message> {
        self.shop.world.messages(self.person)
    }

    /// What the bot said, oldest first.
    pub fn heard(&self) -> Vec<Message> {
        self.messages().into_iter().filter(|message| message.from_bot).collect()
    }

    /// The newest message of the bot.
    pub fn last(&self) -> Message {
        self.heard().pop().expect("the bot said something")
    }

    /// The presses below the newest message of the bot.
    pub fn keys(&self) -> Vec<Press> {
        presses_of(&self.last())
    }

    /// Whether a message of the bot that is still there contains these words of the shop.
    pub fn was_told(&self, text: &Text, lang: Lang) -> bool {
        let words = self.shop.plain(text, lang);
        assert!(!words.trim().is_empty());
        self.heard().iter().any(|message| message.text.contains(words.trim()))
    }

    /// Asserts that the bot said this.
    pub fn expect(&self, text: &Text, lang: Lang) {
        assert!(self.was_told(text, lang), "the chat does not say {text:?}");
    }

    /// Asserts that the bot did not say this.
    pub fn expect_not(&self, text: &Text, lang: Lang) {
        assert!(!self.was_told(text, lang), "the chat says {text:?}");
    }

    /// Asserts that the newest message of the bot says this.
    pub fn expect_last(&self, text: &Text, lang: Lang) {
        let words = self.shop.plain(text, lang);
        let last = self.last();
        assert!(last.text.contains(words.trim()), "not {text:?} but {:?}", last.text);
    }

    /// `/start` on a phone of this language. Who chose another one before chooses this one now.
    pub async fn begin(&self, lang: Lang) {
        self.shop.world.set_language(self.person, Some(lang.code())).unwrap();
        self.say("/start").await;
        let said = self.last().text;
        if !said.contains(self.shop.plain(&Text::Home, lang).trim()) {
            self.tap(&Press::Lang(lang)).await;
        }
    }

    /// From the first screen to the checkout of a plan.
    pub async fn choose(&self, country: &str, plan: &str) {
        self.say(country).await;
        self.press(plan, |press| matches!(press, Press::Plan(_, id) if id.as_str() == plan)).await;
    }

    /// The consents that are asked for, one after another.
    pub async fn agree(&self) {
        let asked: [fn(&Press) -> bool; 3] = [
            |press| matches!(press, Press::Offer(_)),
            |press| matches!(press, Press::Processing(_)),
            |press| matches!(press, Press::Transfer(_)),
        ];
        for consent in asked {
            if self.offers(consent) {
                self.press("a consent", consent).await;
            }
        }
    }

    /// From the checkout to the invoice.
    pub async fn to_pay(self) {
        // No two orders of a test are of one moment.
        self.shop.jump(1);
        self.press("Pay", |press| matches!(press, Press::Pay(_))).await;
    }

    /// The QR to this address too, and on to the invoice.
    pub async fn mail_to(&self, address: &str) {
        self.press("by mail too", |press| matches!(press, Press::EmailYes(_))).await;
        self.say(address).await;
        self.to_pay().await;
    }

    /// From a fresh chat to the invoice in Stars for `tr-1`, without mail.
    pub async fn to_invoice(self, lang: Lang) {
        self.begin(lang).await;
        self.invoice_for("Turkey", "tr-1").await;
    }

    /// From a fresh chat to the invoice in tenge for `tr-1`, without mail; the order's number.
    pub async fn to_tenge(self, lang: Lang) -> OrderId {
        self.begin(lang).await;
        self.choose("Turkey", "tr-1").await;
        self.agree().await;
        self.to_pay().await;
        let order = self.shop.newest_order().await;
        self.tap(&Press::PayTenge(order)).await;
        order
    }

    /// From the first screen to an invoice in Stars, without mail.
    pub async fn invoice_for(&self, country: &str, plan: &str) {
        self.choose(country, plan).await;
        self.agree().await;
        self.to_pay().await;
        assert!(self.invoice().is_some(), "no invoice");
    }

    /// A whole purchase of `tr-1` in Stars, without mail, from `/start`.
    pub async fn buys(&self, lang: Lang) {
        self.to_invoice(lang).await;
        self.pays().await;
    }

    /// A whole purchase of `tr-1` in Stars, by mail too, from `/start`.
    pub async fn buys_by_mail(&self, lang: Lang) {
        self.begin(lang).await;
        self.choose("Turkey", "tr-1").await;
        self.agree().await;
        self.mail_to("traveller@example.com").await;
        self.pays().await;
    }

    /// A whole purchase by the demo's robot.
    pub async fn wishes(&self, wish: &Wish) -> robot::Purchase {
        let wish = Wish { person: self.person, ..wish.clone() };
        let bought = robot::buy(&self.shop.world, &wish).await.unwrap();
        self.shop.rest().await;
        bought
    }

    /// The message of the newest invoice.
    pub fn invoice(&self) -> Option<i64> {
        robot::invoice(&self.shop.world, self.person)
    }

    /// The number of the newest invoice, whether or not its message is there.
    pub fn invoice_number(&self) -> i64 {
        let mut all = self.shop.world.invoices();
        all.retain(|invoice| invoice.chat == self.person);
        all.last().expect("an invoice was sent").id
    }

    /// Pays the newest invoice.
    pub async fn pay(&self) -> PayOutcome {
        let message = self.invoice().expect("an invoice");
        self.pay_for(PayTarget::Message(message)).await
    }

    /// Pays a certain invoice.
    pub async fn pay_for(&self, target: PayTarget) -> PayOutcome {
        let paying = self.shop.world.pay(self.person, target);
        let outcome = tokio::time::timeout(PATIENCE, paying).await;
        self.shop.rest().await;
        outcome.expect("the pre-checkout is answered")
    }

    /// Pays the newest invoice, and it works; the answer is the charge id.
    pub async fn pays(&self) -> String {
        let outcome = self.pay().await;
        let PayOutcome::Paid { charge_id } = outcome else {
            panic!("the payment ended as {outcome:?}")
        };
        charge_id
    }

    /// Pays the newest invoice, and the shop refuses in these words.
    pub async fn is_refused(&self, target: PayTarget, text: &Text, lang: Lang) {
        let error_message = self.shop.plain(text, lang);
        assert_eq!(self.pay_for(target).await, PayOutcome::Refused { error_message });
    }

    /// All messages that show a picture of the bot's, oldest first.
    pub fn photos(&self) -> Vec<Message> {
        let mut all = self.heard();
        all.retain(|message| matches!(message.content, Content::Photo(_)));
        all
    }

    /// The bytes of a message's picture.
    pub fn picture(&self, message: &Message) -> Vec<u8> {
        let Content::Photo(file) = &message.content else { panic!("no photo") };
        self.shop.world.file_bytes(file).unwrap().to_vec()
    }

    /// The words of the last answer to a press; empty if it had none.
    pub async fn toast(&self) -> String {
        let seen = |world: &pretend_telegram::World| world.toast(self.person);
        self.shop.world.wait_for("the answer to a press", seen).await.unwrap().text
    }
}
