//! What is sent from memory and may be lost: answers to presses, "typing", a word that a person takes over,
//! leaving groups. It must not carry anything that somebody waits for.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use super::processor::Aside;
use crate::domain::effect::Reply;
use crate::i18n::{Fill, Words};
use crate::telegram::{BotApi, Markup};

/// Sends it until `stop`.
pub async fn aside_loop(
    bot: BotApi,
    words: Arc<Words>,
    mut said: mpsc::Receiver<Aside>,
    mut stop: watch::Receiver<bool>,
) {
    let permits = Arc::new(tokio::sync::Semaphore::new(32));
    loop {
        let aside = tokio::select! {
            aside = said.recv() => aside,
            _ = stop.wait_for(|stop| *stop) => return,
        };
        let Some(aside) = aside else { return };
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { return };
        let (bot, words) = (bot.clone(), Arc::clone(&words));
        tokio::spawn(async move {
            let _permit = permit;
            let done = match aside {
                Aside::Reply(_, Reply::Answer { query, toast, show_alert }) => {
                    let toast =
                        toast.map(|(text, lang)| words.plain(&text, lang, &Fill::default()));
                    bot.answer_callback(&query, toast.as_deref(), show_alert).await
                }
                Aside::Reply(chat, Reply::Typing) => bot.typing(chat).await,
                Aside::Say(chat, (text, lang)) => {
                    let html = words.render(&text, lang, &Fill::default());
                    bot.say(chat, &html, &Markup::default()).await.map(drop)
                }
                Aside::Leave(chat) => bot.leave_chat(chat).await,
            };
            // A 429 here holds nobody back: one person who presses without end must not silence the shop.
            if let Err(fault) = done {
                tracing::debug!(?fault, "something that may be lost was lost");
            }
        });
    }
}
