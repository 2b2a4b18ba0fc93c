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
    Offer,
    Processing,
    Transfer,
    Pay,
}

#[derive(Debug, Default, Deserialize)]
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
    text: String,
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
    /// Why it was refused; `None` where it was accepted.
    pub error: Option<String>,
}

impl Kind {
    /// What a button of this bot is for.
    fn means(self, data: &str) -> Option<Button> {
        match self {
            Self::Plain => Some(match data {
                "lang:kk" => Button::Language,
                "countries" => Button::Countries,
                "plan:tr-1gb-7d" => Button::Plan,
                "yes:offer" => Button::Offer,
                "yes:processing" => Button::Processing,
                "yes:transfer" => Button::Transfer,
                "pay" => Button::Pay,
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

/// Where a button is, and what stands on it.
#[derive(Debug, Clone)]
struct Spot {
    message: i64,
    row: usize,
    column: usize,
    label: String,
}

impl Phone {
    fn button(&self, kind: Kind, wanted: Button) -> Option<Spot> {
        for message in self.messages.iter().rev() {
            for (row, keys) in message.keyboard.iter().flatten().enumerate() {
                for (column, key) in keys.iter().enumerate() {
                    let found = key.data.as_deref().and_then(|data| kind.means(data));
                    if found == Some(wanted) {
                        let (message, label) = (message.id, key.text.clone());
                        return Some(Spot { message, row, column, label });
                    }
                }
            }
        }
        None
    }

    /// A button whose words are others than before: the answer to its press came.
    fn changed(&self, kind: Kind, wanted: Button, before: &str) -> Option<Spot> {
        self.button(kind, wanted).filter(|spot| spot.label != before)
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
    /// As it was last looked at.
    phone: Phone,
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
        // The shop speaks the phone's language until another one is chosen.
        let body = json!({"first_name": "Customer", "language_code": "ru"});
        let person: Person = self.post("/world/people", &body).await?;
        Ok(Customer {
            phones: self,
            id: person.id,
            phone: Phone::default(),
            times: Times::default(),
        })
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
        // In the other language: the shop begins with the phone's.
        let before = customer.phone.button(self.kind, Button::Countries);
        let before = before.map(|spot| spot.label).unwrap_or_default();
        customer
            .press("language", language, |phone, kind| {
                phone.changed(kind, Button::Countries, &before)
            })
            .await?;
        let begun = Instant::now();
        customer.send("Түркия").await?;
        let plan = customer
            .see("country typed", begun, |phone, kind| phone.button(kind, Button::Plan))
            .await?;
        let invoice = customer.checks_out(plan).await?;
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
        Spot { message, row, column, .. }: Spot,
        wanted: impl Fn(&Phone, Kind) -> Option<T>,
    ) -> anyhow::Result<T> {
        let begun = Instant::now();
        let path = format!("/world/people/{}/press", self.id);
        let body = json!({"message_id": message, "row": row, "column": column});
        self.phones.post::<Value>(&path, &body).await?;
        self.see(step, begun, wanted).await
    }

    /// One screen with three consents, each seen to be given before the next press, and Pay.
    async fn checks_out(&mut self, plan: Spot) -> anyhow::Result<i64> {
        let consents = [
            ("offer", Button::Offer),
            ("processing", Button::Processing),
            ("transfer", Button::Transfer),
        ];
        self.press("plan", plan, |phone, kind| phone.button(kind, Button::Offer)).await?;
        for (step, consent) in consents {
            let asked = self.button(consent)?;
            let before = asked.label.clone();
            self.press(step, asked, |phone, kind| phone.changed(kind, consent, &before)).await?;
        }
        let pay = self.button(Button::Pay)?;
        self.press("pay, to invoice", pay, |phone, _| phone.invoice()).await
    }

    /// A button that stands on the phone.
    fn button(&self, wanted: Button) -> anyhow::Result<Spot> {
        let found = self.phone.button(self.phones.kind, wanted);
        found.with_context(|| format!("no button for {wanted:?}"))
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
                self.phones.page, self.id, self.phone.version
            );
            let answer = self.phones.client.get(address).send().await?;
            let text = answer.text().await?;
            self.phone = serde_json::from_str(&text).context("a phone of another shape")?;
            if let Some(found) = wanted(&self.phone, self.phones.kind) {
                self.times.add(step, begun.elapsed());
                return Ok(found);
            }
        }
        bail!("{step}: no answer in {} s", PATIENCE.as_secs())
    }
}
