//! A customer without a browser: buys one eSIM in the pretend world, as a person would, and keeps
//! what it got. `demo --buy` plays it; tests buy with it too.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail};

use crate::domain::country::{Country, Place};
use crate::domain::lang::Lang;
use crate::domain::press::Press;
use crate::telegram::callback_data::decode;
use pretend_telegram::world::chats::{Action, Button, Content, Message};
use pretend_telegram::world::history::Seen;
use pretend_telegram::world::mail::Mail;
use pretend_telegram::world::money::{PayOutcome, PayTarget};
use pretend_telegram::{CUSTOMER, World};

/// When nothing followed a press for so long, it is made again: Telegram forgets one after 150
/// seconds.
const PRESS_AGAIN: Duration = Duration::from_secs(155);

#[derive(Debug)]
pub struct Purchase {
    /// The QR's picture as it is in the chat.
    pub qr: Vec<u8>,
    pub mail: Option<Vec<u8>>,
    /// The caption under the QR.
    pub caption: String,
}

#[derive(Debug, Clone)]
pub struct Wish {
    pub person: i64,
    pub lang: Lang,
    /// What it types to find a country.
    pub country: String,
    /// Where the QR shall go besides the chat; `None` declines.
    pub email: Option<String>,
    /// Whether it buys before the trip and opens the QR afterwards.
    pub later: bool,
}

impl Wish {
    /// A traveller to Turkey.
    pub fn in_language(lang: Lang) -> Self {
        let country = match lang {
            Lang::Kk => "Түркия",
            Lang::Ru => "Турция",
            Lang::En => "Türkiye",
        };
        Self {
            person: CUSTOMER,
            lang,
            country: country.to_owned(),
            email: Some("traveller@example.com".to_owned()),
            later: false,
        }
    }
}

/// A button: its name, for the reader of a failure, and what it means.
type Key = (&'static str, fn(&Press) -> bool);

/// The newest message with a button that means `wanted`, and where that button is.
fn button(
    world: &World,
    person: i64,
    wanted: impl Fn(&Press) -> bool,
) -> Option<(i64, usize, usize)> {
    for message in world.messages(person).iter().rev().filter(|message| !message.deleted) {
        for (row, buttons) in message.keyboard.iter().flatten().enumerate() {
            if let Some(column) = buttons.iter().position(|button| means(button, &wanted)) {
                return Some((message.id, row, column));
            }
        }
    }
    None
}

/// Whether a button means `wanted`.
fn means(button: &Button, wanted: impl Fn(&Press) -> bool) -> bool {
    let Action::Callback(data) = &button.action else { return false };
    decode(data.as_str()).is_some_and(|press| wanted(&press))
}

/// Presses the newest button that means `wanted`, waiting for it to appear.
///
/// # Errors
/// It does not appear.
pub async fn press(
    world: &World,
    person: i64,
    what: &str,
    wanted: impl Fn(&Press) -> bool,
) -> anyhow::Result<()> {
    let (message, row, column) =
        world.wait_for(what, |world| button(world, person, &wanted)).await?;
    world
        .press(person, message, row, column)
        .map_err(|error| anyhow::anyhow!("{what}: {error}"))?;
    Ok(())
}

/// Presses the newest button that means `wanted` and waits for what it leads to. Telegram forgets a
/// press that the bot did not fetch within two and a half minutes. A robot that waits longer
/// presses again.
async fn press_for<T>(
    world: &World,
    person: i64,
    (what, wanted): Key,
    (next, mut look): (&str, impl FnMut(&World) -> Option<T>),
) -> anyhow::Result<T> {
    press(world, person, what, wanted).await?;
    let mut left = world.patience();
    while left > PRESS_AGAIN {
        if let Ok(found) = world.with_patience(PRESS_AGAIN).wait_for(next, &mut look).await {
            return Ok(found);
        }
        left -= PRESS_AGAIN;
        if let Some((message, row, column)) = button(world, person, wanted) {
            // The button may be gone by now: then it was taken after all.
            let _ = world.press(person, message, row, column);
        }
    }
    Ok(world.with_patience(left).wait_for(next, look).await?)
}

/// Goes as far as the invoice, which is the answer.
///
/// # Errors
/// Something a customer would have stumbled over.
pub async fn to_invoice(world: &World, wish: &Wish) -> anyhow::Result<i64> {
    let person = wish.person;
    // The shop speaks the phone's language.
    world
        .set_language(person, Some(wish.lang.code()))
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    world.send_text(person, "/start").map_err(|error| anyhow::anyhow!("{error}"))?;
    let shows = |wanted: fn(&Press) -> bool| move |world: &World| button(world, person, wanted);
    let home = shows(|press| matches!(press, Press::Countries(_)));
    world.wait_for("the first screen", home).await?;
    // A button, or else the name is typed.
    match labelled(world, person, &wish.country) {
        Some((message, row, column)) => {
            world
                .press(person, message, row, column)
                .map_err(|error| anyhow::anyhow!("a country: {error}"))?;
        }
        None => {
            world.send_text(person, &wish.country).map_err(|error| anyhow::anyhow!("{error}"))?;
        }
    }
    // Each leads to the next one; the checkout has all that follow the plan.
    let pay: Key = ("Pay", |press| matches!(press, Press::Pay(_)));
    let plan: Key = ("a plan", |press| matches!(press, Press::Plan(..)));
    // A country without plans of its own shows the coverages that reach it.
    let coverage: Key = ("a coverage", |press| matches!(press, Press::Coverage(..)));
    let offered = shows(|press| matches!(press, Press::Plan(..) | Press::Coverage(..)));
    world.wait_for("plans", offered).await?;
    if button(world, person, plan.1).is_none() {
        press_for(world, person, coverage, (plan.0, shows(plan.1))).await?;
    }
    press_for(world, person, plan, (pay.0, shows(pay.1))).await?;
    let consents: [Key; 3] = [
        ("the offer", |press| matches!(press, Press::Offer(_))),
        ("the processing", |press| matches!(press, Press::Processing(_))),
        ("the transfer", |press| matches!(press, Press::Transfer(_))),
    ];
    for consent in consents {
        let given = |world: &World| is_given(world, person, pay.1, consent.1);
        if !world.wait_for("the checkout", given).await? {
            let tick = |world: &World| given(world).filter(|given| *given);
            press_for(world, person, consent, ("its tick", tick)).await?;
        }
    }
    if let Some(email) = &wish.email {
        let mail: Key = ("mail", |press| matches!(press, Press::EmailYes(_)));
        // The question replaces the checkout in the same message, until it is answered.
        let asked = |world: &World| button(world, person, mail.1).is_none().then_some(());
        press_for(world, person, mail, ("the question for the address", asked)).await?;
        world.send_text(person, email).map_err(|error| anyhow::anyhow!("{error}"))?;
        world.wait_for(pay.0, shows(pay.1)).await?;
    }
    if wish.later {
        let later: Key = ("before the trip", |press| matches!(press, Press::OpenLater(_)));
        let chosen = |world: &World| is_chosen(world, person, later.1).then_some(());
        press_for(world, person, later, ("its mark", chosen)).await?;
    }
    let sent = |world: &World| invoice(world, person);
    press_for(world, person, pay, ("an invoice", sent)).await
}

/// The newest button with this word that leads to plans.
fn labelled(world: &World, person: i64, word: &str) -> Option<(i64, usize, usize)> {
    button(world, person, |press| {
        let named = |country: Country| Lang::ALL.into_iter().any(|it| country.name(it) == word);
        matches!(press, Press::Plans(Place::Country(country), 0) if named(*country))
    })
}

/// Whether a consent stands on the checkout that is shown: ticked, or not asked for. `None` while
/// something else is shown in its place: a shop that died may show a former screen once more.
fn is_given(
    world: &World,
    person: i64,
    pay: fn(&Press) -> bool,
    consent: fn(&Press) -> bool,
) -> Option<bool> {
    let (id, ..) = button(world, person, pay)?;
    let messages = world.messages(person);
    let checkout = messages.iter().find(|message| message.id == id)?;
    let mut buttons = checkout.keyboard.iter().flatten().flatten();
    let asked = buttons.find(|button| means(button, consent));
    Some(asked.is_none_or(|button| button.text.starts_with('✅')))
}

/// Whether one of several is the chosen one, by its mark.
fn is_chosen(world: &World, person: i64, of: fn(&Press) -> bool) -> bool {
    let messages = world.messages(person);
    let keys = messages.iter().flat_map(|message| message.keyboard.iter().flatten().flatten());
    keys.filter(|key| means(key, of)).any(|key| key.text.starts_with('🔘'))
}

/// What a purchase took and left: presses, `/start` and the two of Telegram's own sheet among them,
/// and the messages that stand in the chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub taps: usize,
    pub left: usize,
}

/// Counts what was pressed and what is left in a chat. The invoice's own button is pressed like any
/// other; Telegram's sheet is one more press a payment.
pub fn count(world: &World, person: i64) -> Count {
    let history = world.history(person);
    let pressed = history.iter().filter(|seen| matches!(seen, Seen::Pressed { .. })).count();
    let messages = world.messages(person);
    let left: Vec<&Message> = messages.iter().filter(|message| !message.deleted).collect();
    let starts = left.iter().filter(|it| !it.from_bot && it.text.starts_with("/start")).count();
    let paid = left.iter().filter(|it| matches!(it.content, Content::Payment(_))).count();
    Count { taps: pressed + starts + paid, left: left.len() }
}

/// Buys one eSIM.
///
/// # Errors
/// Something a customer would have stumbled over.
pub async fn buy(world: &World, wish: &Wish) -> anyhow::Result<Purchase> {
    let message = to_invoice(world, wish).await?;
    let outcome = world.pay(wish.person, PayTarget::Message(message)).await;
    if !matches!(outcome, PayOutcome::Paid { .. }) {
        bail!("the payment ended as {outcome:?}");
    }
    receive(world, wish).await
}

/// Waits for the word that what was paid waits to be opened.
///
/// # Errors
/// It does not come.
pub async fn kept(world: &World, person: i64) -> anyhow::Result<()> {
    let waits = |world: &World| button(world, person, |press| matches!(press, Press::Open(_)));
    world.wait_for("a card that can be opened", waits).await?;
    Ok(())
}

/// Waits for what was paid, and opens it first where that was wished for.
///
/// # Errors
/// It does not come.
pub async fn receive(world: &World, wish: &Wish) -> anyhow::Result<Purchase> {
    let person = wish.person;
    let shown = ("the QR", |world: &World| qr_card(world, person));
    let card = if wish.later {
        kept(world, person).await?;
        let open: Key = ("open", |press| matches!(press, Press::Open(_)));
        press_for(world, person, open, shown).await?
    } else {
        world.wait_for(shown.0, shown.1).await?
    };
    let Content::Photo(file) = &card.content else { bail!("the QR is no photo") };
    let qr = world.file_bytes(file).context("the QR's bytes")?.to_vec();
    let mail = if wish.email.is_some() {
        Some(world.wait_for("the mail", |world| world.mails().last().cloned()).await?)
    } else {
        None
    };
    Ok(Purchase { qr, mail: mail.map(|mail| mail.raw.to_vec()), caption: card.text.clone() })
}

/// The conversation as it was seen: every screen in its order, also those that were edited later,
/// what was pressed and typed, and the mails.
pub fn conversation(world: &World, person: i64) -> String {
    let mails = world.mails();
    world.transcript(person) + &mails.iter().map(Mail::transcript).collect::<String>()
}

/// The newest invoice in the chat that can be paid.
pub fn invoice(world: &World, person: i64) -> Option<i64> {
    world
        .messages(person)
        .iter()
        .rev()
        .find(|message| !message.deleted && is_open(world, message))
        .map(|message| message.id)
}

fn is_open(world: &World, message: &Message) -> bool {
    let Content::Invoice(id) = message.content else { return false };
    world.invoices().iter().any(|invoice| invoice.id == id && invoice.charge_ids.is_empty())
}

pub fn qr_card(world: &World, person: i64) -> Option<Message> {
    world.messages(person).into_iter().rev().find(|message| {
        message.from_bot && !message.deleted && matches!(message.content, Content::Photo(_))
    })
}

/// The conversation as plain text: who said what, and the buttons under it.
pub fn transcript(world: &World, person: i64) -> String {
    let mut out = String::new();
    for message in world.messages(person).iter().filter(|message| !message.deleted) {
        out.push_str(if message.from_bot { "bot  | " } else { "me   | " });
        let what = match &message.content {
            Content::Photo(_) => "[photo] ",
            Content::Invoice(_) => "[invoice] ",
            Content::Payment(_) => "[paid]",
            Content::Refund(_) => "[refunded]",
            Content::Pinned(_) => "[pinned]",
            Content::Text
            | Content::Document(_)
            | Content::Sticker(..)
            | Content::Voice(_)
            | Content::Contact(_)
            | Content::Location(..)
            | Content::Raw(_) => "",
        };
        out.push_str(what);
        out.push_str(&message.text.replace('\n', "\n     | "));
        out.push('\n');
        for row in message.labels() {
            out.push_str("     | ");
            out.push_str(
                &row.iter().map(|label| format!("[ {label} ]")).collect::<Vec<_>>().join(" "),
            );
            out.push('\n');
        }
        out.push('\n');
    }
    out
}

/// Writes the QR and the mail into a folder.
///
/// # Errors
/// The folder cannot be written.
pub fn keep(purchase: &Purchase, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("esim-qr.png"), &purchase.qr)?;
    if let Some(mail) = &purchase.mail {
        std::fs::write(folder.join("mail.eml"), mail)?;
    }
    Ok(())
}
