//! What is said, changed, copied and set in chats: rendering, keyboards, menus. Each call repeats
//! without harm.

use super::super::{report, unseen};
use super::{Performer, gone, gone_is_done};
use crate::domain::customer::Customer;
use crate::domain::effect::{ButtonAction, Keyboard, Link, To};
use crate::domain::ids::{CustomerId, MessageId, PersonKey, TelegramId};
use crate::domain::lang::Lang;
use crate::domain::outcome::{Fault, Reason};
use crate::domain::text::Text;
use crate::i18n::{Fill, Words};
use crate::qr;
use crate::storage::{Stored, consents, customers, live_messages};
use crate::telegram::callback_data::encode;
use crate::telegram::command::{admin_menu, customer_menu};
use crate::telegram::{Markup, MarkupAction, MarkupButton, Scope};

/// How many messages one call deletes (Bot API, `deleteMessages`).
const MOST_DELETED: usize = 100;

impl Performer {
    /// The chat behind a row; `None` when it was erased.
    pub(super) async fn chat(&self, to: &To) -> Stored<Option<TelegramId>> {
        match to {
            To::Admin(admin) => Ok(self.admins.get(admin).copied()),
            To::Customer(customer) => {
                let known = self.known.chats.get(customer);
                if let Some(chat) = known {
                    return Ok(Some(chat));
                }
                let mut reader = self.store.look().await?;
                let found =
                    customers::load_by_id_with_settings(&self.store, &mut reader, &[*customer])
                        .await?;
                let chat = found.customers.first().map(|customer| customer.telegram);
                if let Some(chat) = chat {
                    self.known.chats.insert(*customer, chat);
                }
                Ok(chat)
            }
        }
    }

    /// An admin is spoken to in the language that this admin chose.
    pub(super) async fn tongue(&self, to: &To, lang: Lang) -> Stored<Lang> {
        let To::Admin(admin) = to else { return Ok(lang) };
        let mut reader = self.store.look().await?;
        let admin = self.store.secrets.people(vec![admin.clone()]);
        let found = customers::load_with_settings(&self.store, &mut reader, &admin).await?;
        Ok(found.customers.first().map_or(lang, Customer::speaks))
    }

    /// The addresses that a text names: from their rows, or from the dialogue while they are not
    /// confirmed.
    pub(super) async fn fill(&self, to: &To, text: &Text) -> Stored<Fill> {
        let ids = Words::addresses_in(text);
        if ids.is_empty() {
            return Ok(Fill::default());
        }
        let mut reader = self.store.look().await?;
        let mut addresses = consents::load_addresses(&self.store, &mut reader, &ids).await?;
        if addresses.len() < ids.len()
            && let To::Customer(customer) = to
        {
            let id = &[*customer];
            let found = customers::load_by_id_with_settings(&self.store, &mut reader, id).await?;
            let typed = found.customers.iter().flat_map(Customer::typed);
            addresses.extend(typed.map(|typed| (typed.id, typed.email.clone())));
        }
        Ok(Fill { addresses, ..Fill::default() })
    }

    /// A button names no address that its text does not name too.
    pub(super) fn markup(&self, keyboard: &Keyboard, lang: Lang, fill: &Fill) -> Markup {
        let rows = keyboard.0.iter().map(|row| {
            row.iter()
                .filter_map(|key| {
                    let act = match &key.act {
                        ButtonAction::Press(press) => MarkupAction::Callback(encode(press)),
                        ButtonAction::Link(link) => MarkupAction::Url(self.address_of(*link)?),
                    };
                    let label = self.words.plain(&key.label, lang, fill);
                    Some(MarkupButton { label, act })
                })
                .collect()
        });
        Markup(rows.collect())
    }

    pub(super) fn address_of(&self, link: Link) -> Option<String> {
        let seller = self.words.seller();
        match link {
            Link::Offer => seller.offer_url.clone(),
            Link::Privacy => seller.privacy_url.clone(),
            Link::Site => Some(format!("https://{}", seller.site)),
        }
    }

    /// `Say`: a repeat after a crash repeats a message, which neither sells nor delivers by itself.
    pub(super) async fn say(
        &self,
        to: &To,
        text: &Text,
        lang: Lang,
        keyboard: &Keyboard,
    ) -> Stored<Result<Option<MessageId>, Fault>> {
        let Some(chat) = self.chat(to).await? else { return Ok(Err(gone())) };
        let lang = self.tongue(to, lang).await?;
        let fill = self.fill(to, text).await?;
        let html = self.words.render(text, lang, &fill);
        let markup = self.markup(keyboard, lang, &fill);
        Ok(self.bot.reply(chat, keyboard.turns(), &html, &markup).await.map(Some))
    }

    /// `Edit`: repeats freely. A message that is gone is sent anew, so that no customer stands
    /// before nothing.
    pub(super) async fn edit(
        &self,
        to: &To,
        message: MessageId,
        text: &Text,
        lang: Lang,
        keyboard: &Keyboard,
    ) -> Stored<Result<Option<MessageId>, Fault>> {
        let Some(chat) = self.chat(to).await? else { return Ok(Err(gone())) };
        let fill = self.fill(to, text).await?;
        let html = self.words.render(text, lang, &fill);
        let markup = self.markup(keyboard, lang, &fill);
        let edited = self.bot.edit_text(chat, message, &html, &markup).await;
        Ok(match edited {
            Err(Fault::Reject { reason: Reason::MessageGone }) => {
                self.bot.reply(chat, keyboard.turns(), &html, &markup).await.map(Some)
            }
            other => other.map(|()| None),
        })
    }

    /// `Delete`: what is gone already counts as deleted.
    pub(super) async fn delete(
        &self,
        to: &To,
        message: MessageId,
    ) -> Stored<Result<Option<MessageId>, Fault>> {
        let Some(chat) = self.chat(to).await? else { return Ok(Err(gone())) };
        Ok(gone_is_done(self.bot.delete(chat, message).await))
    }

    /// `ClearButtons`: a message that is gone has none.
    pub(super) async fn clear_buttons(
        &self,
        to: &To,
        message: MessageId,
    ) -> Stored<Result<Option<MessageId>, Fault>> {
        let Some(chat) = self.chat(to).await? else { return Ok(Err(gone())) };
        Ok(gone_is_done(self.bot.clear_buttons(chat, message).await))
    }

    /// `Pin`: repeats freely.
    pub(super) async fn pin(
        &self,
        to: &To,
        message: MessageId,
        on: bool,
    ) -> Stored<Result<Option<MessageId>, Fault>> {
        let Some(chat) = self.chat(to).await? else { return Ok(Err(gone())) };
        Ok(self.bot.pin(chat, message, on).await.map(|()| None))
    }

    pub(super) async fn stats(
        &self,
        admin: &PersonKey,
        lang: Lang,
    ) -> Stored<Result<Option<MessageId>, Fault>> {
        let to = To::Admin(admin.clone());
        let lang = self.tongue(&to, lang).await?;
        let Some(chat) = self.chat(&to).await? else { return Ok(Err(gone())) };
        // Days are counted by the clock that all processes share.
        let now = self.clock.moment(&mut self.store.look().await?).await?.now;
        let unseen = unseen::load(&self.store, &self.bot).await?;
        let report = report::stats(&self.store, &self.words, &unseen, lang, now).await?;
        let html = self.words.render(&report.text, lang, &Fill::default());
        let caption = self.words.render(&report.title, lang, &Fill::default());
        let picture = report.picture;
        let drawn = tokio::task::spawn_blocking(move || crate::chart::stats_png(&picture)).await;
        if let Ok(Ok(png)) = drawn {
            let shown = self.bot.send_photo(chat, png, &caption, &Markup::none()).await;
            if let Err(fault) = shown {
                return Ok(Err(fault));
            }
        } else {
            tracing::error!("the picture of the statistics could not be drawn");
        }
        Ok(self.bot.say(chat, &html, &Markup::none()).await.map(Some))
    }

    pub(super) async fn blank(
        &self,
        customer: Option<CustomerId>,
        message: MessageId,
        lang: Lang,
    ) -> Stored<Result<Option<MessageId>, Fault>> {
        let Some(customer) = customer else { return Ok(Err(gone())) };
        let Some(chat) = self.chat(&To::Customer(customer)).await? else { return Ok(Err(gone())) };
        let words = self.words.render(&Text::CardErased, lang, &Fill::default());
        let Ok(Ok(png)) = tokio::task::spawn_blocking(qr::blank).await else {
            return Ok(Err(Fault::Reject { reason: Reason::Refused }));
        };
        let edited = self.bot.edit_photo(chat, message, png, &words, &Markup::none()).await;
        Ok(gone_is_done(edited))
    }

    /// `WipeChat`: messages that are gone already are skipped.
    pub(super) async fn wipe(
        &self,
        customer: Option<CustomerId>,
    ) -> Stored<Result<Option<MessageId>, Fault>> {
        let Some(customer) = customer else { return Ok(Err(gone())) };
        let Some(chat) = self.chat(&To::Customer(customer)).await? else { return Ok(Err(gone())) };
        let mut reader = self.store.look().await?;
        let now = self.clock.moment(&mut reader).await?.now;
        let messages = live_messages::of(&mut reader, customer, now).await?;
        drop(reader);
        for some in messages.chunks(MOST_DELETED) {
            if let Err(fault) = self.bot.delete_many(chat, some).await {
                return Ok(Err(fault));
            }
        }
        Ok(Ok(None))
    }

    pub(super) async fn set_menu(
        &self,
        to: &To,
        lang: Lang,
    ) -> Stored<Result<Option<MessageId>, Fault>> {
        let Some(chat) = self.chat(to).await? else { return Ok(Err(gone())) };
        let plain = |text: &Text| self.words.plain(text, lang, &Fill::default());
        let mut list: Vec<(&str, String)> = Vec::new();
        if matches!(to, To::Admin(_)) {
            list.extend(admin_menu().iter().map(|(name, text)| (*name, plain(text))));
        }
        list.extend(customer_menu().iter().map(|(name, text)| (*name, plain(text))));
        Ok(self.bot.set_commands(Scope::Chat(chat), None, &list).await.map(|()| None))
    }

    /// Sets what is seen before `/start`, and the menus, in every language.
    ///
    /// # Errors
    /// The first fault; everything is set again at the next start.
    pub(crate) async fn set_profile(&self) -> Result<(), Fault> {
        // First for every language that has none of its own, then for each of ours.
        let tongues = [(None, Lang::En)].into_iter();
        let tongues = tongues.chain(Lang::ALL.into_iter().map(|lang| (Some(lang), lang)));
        for (scope, lang) in tongues {
            let plain = |text: &Text| self.words.plain(text, lang, &Fill::default());
            let list: Vec<(&str, String)> =
                customer_menu().iter().map(|(name, text)| (*name, plain(text))).collect();
            self.bot.set_commands(Scope::Everybody, scope, &list).await?;
            self.bot
                .set_profile(
                    scope,
                    &plain(&Text::BotName),
                    &plain(&Text::BotDescription),
                    &plain(&Text::BotShortDescription),
                )
                .await?;
        }
        Ok(())
    }
}
