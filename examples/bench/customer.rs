//! A customer: buys one eSIM in the pretend world over HTTP (`docs/simulator.md`), sees only what a
//! phone shows, and notes how long each answer took.

use std::time::Duration;

use anyhow::{Context as _, bail};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::telegram::callback_data::decode;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::figures::Times;
use crate::processes::Kind;

/// An answer that does not come within this is a failure of the run.
const PATIENCE: Duration = Duration::from_mins(1);

/// The phones of the world.
#[derive(Debug, Clone)]
pub struct Phones {
    client: reqwest::Client,
    page: String,
    kind: Kind,
}

/// What a button is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Button {
    Language,
    Countries,
    Plan,
    Buy,
    Offer,
    Processing,
    Transfer,
    Pay,
}

#[derive(Debug, Deserialize)]
struct Phone {
    version: u64,
    messages: Vec<Message>,
}

#[derive(Debug, Deserialize)]
struct Message {
    id: i64,
    from: String,
    keyboard: Option<Vec<Vec<Key>>>,
    photo: Option<Value>,
    invoice: Option<Invoice>,
}

#[derive(Debug, Deserialize)]
struct Key {
    data: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Invoice {
    payable: bool,
}

#[derive(Debug, Deserialize)]
struct Paid {
    outcome: String,
}

#[derive(Debug, Deserialize)]
struct Person {
    id: i64,
}

#[derive(Debug, Deserialize)]
struct Calls {
    now: i64,
    calls: Vec<Call>,
}

/// A Bot API call that a bot made.
#[derive(Debug, Deserialize)]
pub struct Call {
    /// When, unix milliseconds.
    pub at: i64,
    /// Which.
    pub method: String,
    /// Whether it was accepted.
    pub ok: bool,
}

impl Kind {
    /// What a button of this bot is for.
    fn means(self, data: &str) -> Option<Button> {
        match self {
            Self::Plain => Some(match data.split(':').next()? {
                "lang" if data == "lang:kk" => Button::Language,
                "countries" => Button::Countries,
                "plan" if data.ends_with("tr-1gb-7d") => Button::Plan,
                "buy" => Button::Buy,
                "offer" => Button::Offer,
                "processing" => Button::Processing,
                _ => return None,
            }),
            Self::Shop => {
                let press = decode(data)?;
                if press == Press::Lang(Lang::Kk) {
                    return Some(Button::Language);
                }
                if let Press::Plan(_, plan) = &press {
                    return (plan.as_str() == "tr-1gb-7d").then_some(Button::Plan);
                }
                if matches!(press, Press::Countries(_)) {
                    return Some(Button::Countries);
                }
                if matches!(press, Press::Transfer(_)) {
                    return Some(Button::Transfer);
                }
                if matches!(press, Press::Pay(_)) {
                    return Some(Button::Pay);
                }
                if matches!(press, Press::Offer(_)) {
                    return Some(Button::Offer);
                }
                matches!(press, Press::Processing(_)).then_some(Button::Processing)
            }
        }
    }
}

/// Where a button is.
#[derive(Debug, Clone, Copy)]
struct Spot {
    message: i64,
    row: usize,
    column: usize,
}

impl Phone {
    fn button(&self, kind: Kind, wanted: Button) -> Option<Spot> {
        for message in self.messages.iter().rev() {
            for (row, keys) in message.keyboard.iter().flatten().enumerate() {
                for (column, key) in keys.iter().enumerate() {
                    let found = key.data.as_deref().and_then(|data| kind.means(data));
                    if found == Some(wanted) {
                        return Some(Spot { message: message.id, row, column });
                    }
                }
            }
        }
        None
    }

    fn invoice(&self) -> Option<i64> {
        let payable = |message: &&Message| message.invoice.as_ref().is_some_and(|it| it.payable);
        self.messages.iter().rev().find(payable).map(|message| message.id)
    }

    fn has_qr(&self) -> Option<()> {
        let shown = |message: &Message| message.from == "bot" && message.photo.is_some();
        self.messages.iter().any(shown).then_some(())
    }
}

/// One person with a phone.
#[derive(Debug)]
struct Customer<'a> {
    phones: &'a Phones,
    id: i64,
    seen: u64,
    times: Times,
}

impl Phones {
    /// The phones of a world, with the bot that is under them.
    #[expect(clippy::disallowed_methods, reason = "the customers' own client, with a timeout")]
    pub fn new(page: &str, kind: Kind) -> anyhow::Result<Self> {
        let client =
            reqwest::Client::builder().timeout(PATIENCE).no_proxy().tcp_nodelay(true).build()?;
        Ok(Self { client, page: page.to_owned(), kind })
    }

    async fn post<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        body: &Value,
    ) -> anyhow::Result<T> {
        let answer = self.client.post(format!("{}{path}", self.page)).json(body).send().await?;
        let status = answer.status();
        let body = answer.text().await?;
        anyhow::ensure!(status.is_success(), "{path}: {body}");
        Ok(serde_json::from_str(&body)?)
    }

    async fn arrive(&self) -> anyhow::Result<Customer<'_>> {
        let body = json!({"first_name": "Customer", "language_code": "kk"});
        let person: Person = self.post("/world/people", &body).await?;
        Ok(Customer { phones: self, id: person.id, seen: 0, times: Times::default() })
    }

    /// A new customer presses /start, and sees the answer.
    pub async fn visit(&self) -> anyhow::Result<Times> {
        let mut customer = self.arrive().await?;
        customer.start().await?;
        Ok(customer.times)
    }

    /// A new customer presses /start while no bot runs; the answer is waited for by
    /// [`Early::answer`].
    pub async fn early(&self) -> anyhow::Result<Early<'_>> {
        let customer = self.arrive().await?;
        customer.send("/start").await?;
        Ok(Early(customer))
    }

    /// A new customer buys one eSIM.
    pub async fn buy(&self) -> anyhow::Result<Times> {
        let mut customer = self.arrive().await?;
        let language = customer.start().await?;
        customer
            .press("language", language, |phone, kind| phone.button(kind, Button::Countries))
            .await?;
        let begun = Instant::now();
        customer.send("Түркия").await?;
        let plan = customer
            .see("country typed", begun, |phone, kind| phone.button(kind, Button::Plan))
            .await?;
        let invoice = match self.kind {
            Kind::Plain => customer.agrees_and_is_invoiced(plan).await?,
            Kind::Shop => customer.checks_out(plan).await?,
        };
        customer.pay(invoice).await?;
        Ok(customer.times)
    }

    /// The world's time, and the calls that were made since `since`.
    pub async fn calls(&self, since: i64) -> anyhow::Result<(i64, Vec<Call>)> {
        let answer = self.client.get(format!("{}/world/state", self.page)).send().await?;
        let state: Calls = serde_json::from_str(&answer.text().await?)?;
        let made = state.calls.into_iter().filter(|call| call.at >= since);
        Ok((
            state.now,
            made.filter(|call| !call.method.eq_ignore_ascii_case("getUpdates")).collect(),
        ))
    }
}

/// Somebody who waits for the bot to start.
#[derive(Debug)]
pub struct Early<'a>(Customer<'a>);

impl Early<'_> {
    /// Waits for the first answer; says how long it took since `begun`.
    pub async fn answer(mut self, begun: Instant) -> anyhow::Result<Duration> {
        self.0.see("start", begun, |phone, kind| phone.button(kind, Button::Language)).await?;
        Ok(begun.elapsed())
    }
}

impl Customer<'_> {
    async fn send(&self, text: &str) -> anyhow::Result<()> {
        let path = format!("/world/people/{}/send", self.id);
        self.phones.post::<Value>(&path, &json!({ "text": text })).await?;
        Ok(())
    }

    async fn start(&mut self) -> anyhow::Result<Spot> {
        let begun = Instant::now();
        self.send("/start").await?;
        self.see("start", begun, |phone, kind| phone.button(kind, Button::Language)).await
    }

    async fn press<T>(
        &mut self,
        step: &'static str,
        Spot { message, row, column }: Spot,
        wanted: impl Fn(&Phone, Kind) -> Option<T>,
    ) -> anyhow::Result<T> {
        let begun = Instant::now();
        let path = format!("/world/people/{}/press", self.id);
        let body = json!({"message_id": message, "row": row, "column": column});
        self.phones.post::<Value>(&path, &body).await?;
        self.see(step, begun, wanted).await
    }

    /// The plain bot: a card, the offer, the processing.
    async fn agrees_and_is_invoiced(&mut self, plan: Spot) -> anyhow::Result<i64> {
        let buy = self.press("plan", plan, |phone, kind| phone.button(kind, Button::Buy)).await?;
        let offer = self.press("buy", buy, |phone, kind| phone.button(kind, Button::Offer)).await?;
        let processing = self
            .press("offer", offer, |phone, kind| phone.button(kind, Button::Processing))
            .await?;
        self.press("processing, to invoice", processing, |phone, _| phone.invoice()).await
    }

    /// The shop: one screen with three consents and Pay.
    async fn checks_out(&mut self, plan: Spot) -> anyhow::Result<i64> {
        let offer =
            self.press("plan", plan, |phone, kind| phone.button(kind, Button::Offer)).await?;
        let processing = self
            .press("offer", offer, |phone, kind| phone.button(kind, Button::Processing))
            .await?;
        let transfer = self
            .press("processing", processing, |phone, kind| phone.button(kind, Button::Transfer))
            .await?;
        let pay =
            self.press("transfer", transfer, |phone, kind| phone.button(kind, Button::Pay)).await?;
        self.press("pay, to invoice", pay, |phone, _| phone.invoice()).await
    }

    async fn pay(&mut self, invoice: i64) -> anyhow::Result<()> {
        let begun = Instant::now();
        let path = format!("/world/people/{}/pay", self.id);
        let paid: Paid = self.phones.post(&path, &json!({ "message_id": invoice })).await?;
        if paid.outcome != "paid" {
            bail!("a payment ended as {}", paid.outcome);
        }
        self.times.add("pre-checkout", begun.elapsed());
        let begun = Instant::now();
        self.see("payment, to QR", begun, |phone, _| phone.has_qr()).await
    }

    /// Looks at the phone until it shows what is wanted.
    async fn see<T>(
        &mut self,
        step: &'static str,
        begun: Instant,
        wanted: impl Fn(&Phone, Kind) -> Option<T>,
    ) -> anyhow::Result<T> {
        while begun.elapsed() < PATIENCE {
            let address = format!(
                "{}/world/people/{}?after={}&wait=20&last=6",
                self.phones.page, self.id, self.seen
            );
            let answer = self.phones.client.get(address).send().await?;
            let text = answer.text().await?;
            let phone: Phone = serde_json::from_str(&text).context("a phone of another shape")?;
            self.seen = phone.version;
            if let Some(found) = wanted(&phone, self.phones.kind) {
                self.times.add(step, begun.elapsed());
                return Ok(found);
            }
        }
        bail!("{step}: no answer in {} s", PATIENCE.as_secs())
    }
}
