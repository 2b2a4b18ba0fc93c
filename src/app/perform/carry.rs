//! A message between a customer and support is brought to one chat. Words are a quoted block in
//! which nothing can be pressed, so that they never look like the shop's own; anything else is
//! copied with such a caption. Nothing is forwarded: that shows a name.

use super::{End, Performer, gone};
use crate::domain::effect::{Body, To};
use crate::domain::event::{Ended, Event};
use crate::domain::ids::{MessageId, ParcelId, TelegramId};
use crate::domain::missive::{Missive, Quote};
use crate::domain::outcome::{Fault, Reason};
use crate::domain::parcel::Parcel;
use crate::i18n::quote::{LONGEST_CAPTION, LONGEST_TEXT, blocks};
use crate::storage::effects::Leased;
use crate::storage::{Stored, parcels};
use crate::telegram::Markup;

impl Performer {
    /// `Copy`: a repeat after a crash repeats the message.
    pub(super) async fn carry(
        &self,
        effect: &Leased,
        body: &Body,
        id: ParcelId,
        to: &To,
    ) -> Stored<End> {
        let mut sent = Vec::new();
        let parcel = parcels::one(&self.store, &mut self.store.look().await?, id).await?;
        let done = match parcel {
            Some(parcel) => match (self.chat(&parcel.inside.from).await?, self.chat(to).await?) {
                (Some(from), Some(to)) => self.bring(&parcel, from, to, &mut sent).await,
                _ => Err(gone()),
            },
            None => Err(gone()),
        };
        let (parcel, to) = (id, to.clone());
        Ok(self.end(effect, body, done.map(|()| None), |outcome| {
            Some(Event::Ended(Ended::Copied { parcel, to, sent, outcome }))
        }))
    }

    async fn bring(
        &self,
        parcel: &Parcel,
        from: TelegramId,
        to: TelegramId,
        sent: &mut Vec<MessageId>,
    ) -> Result<(), Fault> {
        let missives = &parcel.inside.missives;
        let words: Vec<&str> =
            missives.iter().filter_map(Missive::words).map(Quote::expose).collect();
        let words = words.join("\n");
        let caption = match (missives.as_slice(), blocks(&words, LONGEST_CAPTION).as_slice()) {
            ([_], [caption]) if !parcel.is_text() => Some(caption.clone()),
            _ => None,
        };
        if caption.is_none() {
            for block in blocks(&words, LONGEST_TEXT) {
                sent.push(self.bot.say(to, &block, &Markup::none()).await?);
            }
        }
        match missives.as_slice() {
            _ if parcel.is_text() => {}
            [one] => {
                let caption = caption.unwrap_or_default();
                sent.push(self.bot.copy(from, one.message, to, Some(&caption)).await?);
            }
            all => {
                let ids = all.iter().map(|missive| missive.message).collect();
                let copies = self.bot.copy_all(from, ids, to).await?;
                if copies.is_empty() {
                    return Err(Fault::reject(Reason::MessageGone));
                }
                sent.extend(copies);
            }
        }
        Ok(())
    }
}
