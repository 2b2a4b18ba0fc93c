//! What is sent from memory and may be lost: answers to presses, a word that a person takes over,
//! leaving groups. It must not carry anything that somebody waits for.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use super::processor::Reply;
use crate::domain::effect::PressAnswer;
use crate::i18n::{Fill, Words};
use crate::telegram::{BotApi, Markup};

pub(crate) async fn reply_loop(
    bot: BotApi,
    words: Arc<Words>,
    mut said: mpsc::Receiver<Reply>,
    mut stop: watch::Receiver<bool>,
) {
    let permits = Arc::new(tokio::sync::Semaphore::new(32));
    loop {
        let reply = tokio::select! {
            reply = said.recv() => reply,
            _ = stop.wait_for(|stop| *stop) => return,
        };
        let Some(reply) = reply else { return };
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { return };
        let (bot, words) = (bot.clone(), Arc::clone(&words));
        tokio::spawn(async move {
            let _permit = permit;
            let done = match reply {
                Reply::Press(PressAnswer { query, toast, show_alert }) => {
                    let toast =
                        toast.map(|(text, lang)| words.plain(&text, lang, &Fill::default()));
                    bot.answer_callback(&query, toast.as_deref(), show_alert).await
                }
                Reply::Say(chat, (text, lang)) => {
                    let html = words.render(&text, lang, &Fill::default());
                    bot.say(chat, &html, &Markup::default()).await.map(drop)
                }
                Reply::Leave(chat) => bot.leave_chat(chat).await,
            };
            // A 429 here holds no chat back: one person who presses without end must not silence
            // the shop.
            if let Err(fault) = done {
                tracing::debug!(?fault, "something that may be lost was lost");
            }
        });
    }
}
