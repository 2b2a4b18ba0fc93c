//! How long nobody is answered after a SIGKILL: the process that polls is killed again and again
//! while people buy, and either it is started again at once, or another one stands by.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::customer::Phones;
use crate::figures::{median, ms, say};
use crate::processes::{Bot, Place};
use crate::turn::{Wish, pause};

/// A process that serves for so long is at home, and one that was started as long ago stands by.
const AT_HOME: Duration = Duration::from_secs(3);

/// Who answers after a kill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heir {
    /// The same shop, started again at once.
    Restarted,
    /// Another process, which stood by.
    StandingBy,
}

/// Kills as often as the wish has journeys, each while people buy, and prints how long the first
/// answer took, counted from the kill.
pub async fn run(place: &Place, phones: &Phones, wish: &Wish) -> anyhow::Result<Bot> {
    let mut bot = place.run()?;
    pause(AT_HOME).await;
    bot = kills(place, phones, wish, bot, Heir::Restarted).await?;
    // On SQLite one process serves.
    if wish.database.is_some() {
        bot = kills(place, phones, wish, bot, Heir::StandingBy).await?;
    }
    Ok(bot)
}

async fn kills(
    place: &Place,
    phones: &Phones,
    wish: &Wish,
    mut serving: Bot,
    heir: Heir,
) -> anyhow::Result<Bot> {
    let (mut buyers, mut waits) = (JoinSet::new(), Vec::new());
    let mut standing_by = match heir {
        Heir::Restarted => None,
        Heir::StandingBy => Some(place.run()?),
    };
    pause(AT_HOME).await;
    for _ in 0..wish.journeys {
        for _ in 0..wish.customers {
            let phones = phones.clone();
            buyers.spawn(async move { phones.buy().await.map(drop) });
        }
        pause(Duration::from_millis(150)).await;
        let begun = Instant::now();
        drop(serving);
        let early = phones.early().await?;
        serving = match standing_by.take() {
            None => place.run()?,
            Some(other) => other,
        };
        waits.push(early.answer(begun).await?);
        if heir == Heir::StandingBy {
            standing_by = Some(place.run()?);
        }
        pause(AT_HOME).await;
    }
    let (mut bought, mut gave_up) = (0, 0);
    while let Some(done) = buyers.join_next().await {
        match done? {
            Ok(()) => bought += 1,
            Err(_) => gave_up += 1,
        }
    }
    let worst = waits.iter().max().copied().unwrap_or_default();
    say(format_args!(
        "{heir:?}: {} kills, to the first answer {} ms by the median, {} ms at the worst; {bought} \
         bought meanwhile, {gave_up} gave up",
        waits.len(),
        ms(median(waits)),
        ms(worst),
    ));
    Ok(serving)
}
