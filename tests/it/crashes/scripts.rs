//! People who do not know that the shop dies: each waits for what a person would wait for, and goes
//! on. A script ends when its people have what they came for.

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::bank::BankPage;
use pretend_telegram::world::chats::Message;
use pretend_telegram::world::money::{LedgerKind, PayOutcome, PayTarget};
use pretend_telegram::world::people::{Sending, SendingKind};
use pretend_telegram::{ADMIN, CUSTOMER, World};
use qazaq_esim_bot::demo::robot::{
    Wish, buy, invoice, kept, press, qr_card, receive, to_invoice, transcript,
};
use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::domain::ids::OrderId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;

use super::buyers::insist;
use super::life::{Doing, Watcher};
use crate::support::link_in;

/// A traveller with a mailbox.
pub fn traveller() -> Wish {
    Wish::in_language(Lang::En)
}

fn say(world: &World, person: i64, text: &str) -> anyhow::Result<i64> {
    world.send_text(person, text).map_err(|error| anyhow!("{error}"))
}

/// One purchase, from `/start` to the QR and the mail.
pub fn purchase(world: World, watcher: Arc<Watcher>) -> Doing {
    Box::pin(async move {
        watcher.arm();
        let bought = insist(&world, &traveller()).await?;
        anyhow::ensure!(bought.mail.is_some(), "no mail");
        Ok(())
    })
}

/// The same, and the first payment goes through.
pub fn purchase_at_once(world: World, watcher: Arc<Watcher>) -> Doing {
    Box::pin(async move {
        watcher.arm();
        buy(&world, &traveller()).await?;
        Ok(())
    })
}

/// A purchase whose payment's update never comes: the shop starts anew and finds it in the ledger.
pub fn found_in_the_ledger(world: World, watcher: Arc<Watcher>) -> Doing {
    Box::pin(async move {
        world.add_fault(FaultSpec::new(FaultKind::DropUpdate).on("successful_payment"));
        let paid = |world: &World| (!world.ledger().is_empty()).then_some(());
        let wish = traveller();
        let (bought, ()) = tokio::try_join!(insist(&world, &wish), async {
            world.wait_for("the payment", paid).await?;
            watcher.start_anew();
            Ok(())
        })?;
        anyhow::ensure!(bought.mail.is_some(), "no mail");
        Ok(())
    })
}

/// A payment in tenge whose card is declined on the bank's page; the next try takes a while there,
/// and goes through.
pub fn declined(world: World, watcher: Arc<Watcher>) -> Doing {
    Box::pin(async move {
        let wish = Wish { email: None, ..traveller() };
        to_invoice(&world, &wish).await?;
        press(&world, wish.person, "tenge", |press| matches!(press, Press::PayTenge(_))).await?;
        watcher.rest().await;
        watcher.arm();
        let pay = async |declines| {
            world.set_bank_page(BankPage { takes_ms: 200, declines });
            let newest = |world: &World| invoice(world, wish.person);
            let message = world.wait_for("the invoice", newest).await?;
            anyhow::Ok(world.pay(wish.person, PayTarget::Message(message)).await)
        };
        let outcome = pay(true).await?;
        let declined = matches!(outcome, PayOutcome::Unavailable { .. });
        anyhow::ensure!(declined, "the payment ended as {outcome:?}");
        say(&world, wish.person, "/cancel")?;
        press(&world, wish.person, "declined", |press| matches!(press, Press::Declined(..)))
            .await?;
        press(&world, wish.person, "again", |press| matches!(press, Press::TryAgain(..))).await?;
        watcher.rest().await;
        let outcome = pay(false).await?;
        anyhow::ensure!(matches!(outcome, PayOutcome::Paid { .. }), "it ended as {outcome:?}");
        receive(&world, &wish).await?;
        Ok(())
    })
}

/// A purchase without mail, quickly, before what is meant.
async fn bought(world: &World) -> anyhow::Result<OrderId> {
    let wish = Wish { email: None, ..traveller() };
    let caption = insist(world, &wish).await?.caption;
    let number = caption.split_whitespace().find(|word| word.starts_with("QE-"));
    let number = number.context("no order number on the card")?;
    let number: String =
        number.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
    OrderId::parse(&number).context("the order number does not parse")
}

/// A purchase before the trip, as far as the card that says that it waits.
async fn kept_for_later(world: &World, email: Option<String>) -> anyhow::Result<Wish> {
    let wish = Wish { later: true, email, ..traveller() };
    let message = to_invoice(world, &wish).await?;
    let outcome = world.pay(wish.person, PayTarget::Message(message)).await;
    anyhow::ensure!(matches!(outcome, PayOutcome::Paid { .. }), "the payment ended as {outcome:?}");
    kept(world, wish.person).await?;
    Ok(wish)
}

/// What was bought before the trip is opened.
pub fn opened_later(world: World, watcher: Arc<Watcher>) -> Doing {
    Box::pin(async move {
        let wish = kept_for_later(&world, traveller().email).await?;
        watcher.rest().await;
        watcher.arm();
        let bought = receive(&world, &wish).await?;
        anyhow::ensure!(bought.mail.is_some(), "no mail");
        Ok(())
    })
}

/// What was bought before the trip is given back, and then nobody can open it.
pub fn given_back_unopened(world: World, watcher: Arc<Watcher>) -> Doing {
    Box::pin(async move {
        let wish = kept_for_later(&world, None).await?;
        watcher.rest().await;
        watcher.arm();
        let back = |press: &Press| matches!(press, Press::WantRefund(_));
        press(&world, wish.person, "the money back", back).await?;
        let returned = |world: &World| {
            world.ledger().iter().any(|row| row.kind == LedgerKind::Refund).then_some(())
        };
        world.wait_for("the refund in the ledger", returned).await?;
        anyhow::ensure!(qr_card(&world, wish.person).is_none(), "the QR and the money");
        Ok(())
    })
}

/// An admin returns a delivered order.
pub fn refund(world: World, watcher: Arc<Watcher>) -> Doing {
    Box::pin(async move {
        let order = bought(&world).await?;
        say(&world, ADMIN, "/start")?;
        press(&world, ADMIN, "a language", |press| *press == Press::Lang(Lang::En)).await?;
        watcher.rest().await;
        watcher.arm();
        say(&world, ADMIN, &format!("/refund {order}"))?;
        press(&world, ADMIN, "yes", |press| matches!(press, Press::OrderAct(..))).await?;
        let returned = |world: &World| {
            world.ledger().iter().any(|row| row.kind == LedgerKind::Refund).then_some(())
        };
        world.wait_for("the refund in the ledger", returned).await?;
        Ok(())
    })
}

/// An admin opens the newest case and settles it by this button.
async fn settles(world: &World, wanted: CaseAct) -> anyhow::Result<()> {
    say(world, ADMIN, "/cases")?;
    press(world, ADMIN, "a case", |press| matches!(press, Press::Case(_))).await?;
    let act = |press: &Press| matches!(press, Press::CaseAct(_, act, ..) if *act == wanted);
    press(world, ADMIN, "the act", act).await
}

/// A purchase without mail whose QR comes only when an admin, who was alerted, settled its case.
async fn bought_with_help(world: &World, watcher: &Watcher, act: CaseAct) -> anyhow::Result<()> {
    say(world, ADMIN, "/start")?;
    press(world, ADMIN, "a language", |press| *press == Press::Lang(Lang::En)).await?;
    watcher.rest().await;
    let told = |world: &World| {
        let alert = |message: &Message| message.from_bot && message.text.contains("QE-");
        world.messages(ADMIN).iter().any(alert).then_some(())
    };
    let wish = Wish { email: None, ..traveller() };
    // The customer waits for the QR all the while.
    tokio::try_join!(insist(world, &wish), async {
        world.wait_for("the alert", told).await?;
        watcher.arm();
        settles(world, act).await
    })?;
    Ok(())
}

/// A refund that Telegram refused waits before a person, who has filled the bot's purse and returns
/// it by a button.
pub fn settled_by_a_refund(world: World, watcher: Arc<Watcher>) -> Doing {
    Box::pin(async move {
        let order = bought(&world).await?;
        say(&world, ADMIN, "/start")?;
        press(&world, ADMIN, "a language", |press| *press == Press::Lang(Lang::En)).await?;
        watcher.rest().await;
        world.set_bot_stars(0);
        say(&world, ADMIN, &format!("/refund {order}"))?;
        press(&world, ADMIN, "yes", |press| matches!(press, Press::OrderAct(..))).await?;
        // A charge that is nobody's turn but a person's is at rest.
        watcher.rest().await;
        world.set_bot_stars(10_000);
        watcher.arm();
        settles(&world, CaseAct::Refund).await?;
        let returned = |world: &World| {
            world.ledger().iter().any(|row| row.kind == LedgerKind::Refund).then_some(())
        };
        world.wait_for("the refund in the ledger", returned).await?;
        Ok(())
    })
}

/// Telegram refused the QR of a paid order once. A person has it shown once more by a button.
pub fn settled_by_another_attempt(world: World, watcher: Arc<Watcher>) -> Doing {
    Box::pin(async move {
        let refusal = FaultSpec::new(FaultKind::ServerError).with(400);
        world.add_fault(refusal.on("editMessageMedia"));
        bought_with_help(&world, &watcher, CaseAct::Retry).await
    })
}

/// The code of a paid order cannot be opened. A person gives the order another one by a button.
pub fn settled_by_another_code(world: World, watcher: Arc<Watcher>) -> Doing {
    Box::pin(async move { bought_with_help(&world, &watcher, CaseAct::Replace).await })
}

/// A customer with a delivered order wants to be forgotten.
pub fn erasure(world: World, watcher: Arc<Watcher>) -> Doing {
    Box::pin(async move {
        bought(&world).await?;
        watcher.rest().await;
        watcher.arm();
        say(&world, CUSTOMER, "/deletemydata")?;
        for answer in 1..=2 {
            press(&world, CUSTOMER, "erase", |press| *press == Press::Erase(answer)).await?;
        }
        // The farewell is the last of it that a person sees, and the card is blank by then.
        let words = "LPA:1$";
        let blank = |world: &World| {
            let shown = world.messages(CUSTOMER);
            shown.iter().all(|message| !message.text.contains(words)).then_some(())
        };
        world.wait_for("the card to go blank", blank).await?;
        Ok(())
    })
}

/// A customer who did not pay wants to be forgotten: the invoice goes, so that nobody can pay it.
pub fn erasure_before_paying(world: World, watcher: Arc<Watcher>) -> Doing {
    Box::pin(async move {
        to_invoice(&world, &traveller()).await?;
        watcher.rest().await;
        watcher.arm();
        say(&world, CUSTOMER, "/deletemydata")?;
        for answer in 1..=2 {
            press(&world, CUSTOMER, "erase", |press| *press == Press::Erase(answer)).await?;
        }
        let gone = |world: &World| invoice(world, CUSTOMER).is_none().then_some(());
        world.wait_for("the invoice to go", gone).await?;
        Ok(())
    })
}

/// An admin asks how the shop does.
pub fn figures(world: World, watcher: Arc<Watcher>) -> Doing {
    Box::pin(async move {
        say(&world, ADMIN, "/start")?;
        watcher.rest().await;
        watcher.arm();
        // A language of their own brings a menu of their own.
        press(&world, ADMIN, "a language", |press| *press == Press::Lang(Lang::En)).await?;
        say(&world, ADMIN, "/stats")?;
        world.wait_for("the picture", |world| qr_card(world, ADMIN)).await?;
        Ok(())
    })
}

/// A customer writes to support, an admin replies, the reply arrives.
pub fn support(world: World, watcher: Arc<Watcher>) -> Doing {
    Box::pin(async move {
        for person in [CUSTOMER, ADMIN] {
            say(&world, person, "/start")?;
            press(&world, person, "a language", |press| *press == Press::Lang(Lang::En)).await?;
        }
        watcher.rest().await;
        watcher.arm();
        say(&world, CUSTOMER, "/support")?;
        watcher.rest().await;
        say(&world, CUSTOMER, "where is my card")?;
        press(&world, CUSTOMER, "yes", |press| matches!(press, Press::KeepTalk(_))).await?;
        // The copy's id is known to the shop when its outcome was committed; a person takes longer
        // to type than that. A copy that came twice is answered below the newer one.
        watcher.rest().await;
        let copy = world
            .messages(ADMIN)
            .iter()
            .rev()
            .find(|message| message.text == "where is my card")
            .map(|message| message.id)
            .with_context(|| format!("no copy: {}", transcript(&world, CUSTOMER)))?;
        let reply = Sending {
            reply_to: Some(copy),
            caption: Some("it is on its way".to_owned()),
            ..Sending::kind(SendingKind::Photo)
        };
        world.send(ADMIN, &reply).map_err(|error| anyhow!("{error}"))?;
        let arrived = |world: &World| {
            let shown = world.messages(CUSTOMER);
            shown.iter().any(|message| message.text == "it is on its way").then_some(())
        };
        world.wait_for("the reply", arrived).await?;
        Ok(())
    })
}

/// A customer wants the mail once more.
pub fn mail_again(world: World, watcher: Arc<Watcher>) -> Doing {
    Box::pin(async move {
        insist(&world, &traveller()).await?;
        let letter = world.wait_for("the mail", |world| world.mails().pop()).await?;
        say(&world, CUSTOMER, &link_in(&letter))?;
        watcher.rest().await;
        watcher.arm();
        press(&world, CUSTOMER, "by hand", |press| matches!(press, Press::ByHand(_))).await?;
        let turned = |world: &World| qr_card(world, CUSTOMER)?.text.contains("LPA:").then_some(());
        world.wait_for("the codes below the QR", turned).await?;
        say(&world, CUSTOMER, "/esims")?;
        press(&world, CUSTOMER, "the order", |press| matches!(press, Press::Esim(_))).await?;
        press(&world, CUSTOMER, "the mail", |press| matches!(press, Press::SendMail(_))).await?;
        let ids = |world: &World| {
            let mails = world.mails();
            let mut ids: Vec<String> = mails.iter().map(|mail| mail.read().message_id).collect();
            ids.sort();
            ids.dedup();
            (ids.len() == 2).then_some(())
        };
        world.wait_for("a second mail", ids).await?;
        Ok(())
    })
}
