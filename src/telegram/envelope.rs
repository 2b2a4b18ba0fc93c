//! Who and where an update is from, whatever else is in it: enough to find the customer, to refuse
//! groups, channels and other bots, and to answer a message that cannot be read.
//!
//! It must not know what the person meant; that is [`super::route`].

use crate::domain::ids::{MessageId, QueryId, TelegramId};

use super::loose::{LooseChat, LooseMessage, LoosePerson, LooseUpdate, Obj};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChatKind {
    /// One person and the bot; the only kind the shop speaks in.
    Private,
    Group,
    Channel,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A message of any kind without money in it.
    Message(Option<MessageId>),
    /// Telegram's line about a message that the bot pinned.
    Pinned(Option<MessageId>),
    Edited,
    /// Its query, the message under it, and the callback data.
    Press(QueryId, Option<MessageId>, Option<String>),
    /// The bot was blocked (`false`) or let in again (`true`).
    Member(bool),
    /// A post in a channel.
    Post,
    /// A pre-checkout, a payment or a refund: read by [`super::money`], never routed.
    Money,
    /// Nothing this shop asked for.
    Other,
}

impl Kind {
    /// A stable word for the metrics.
    pub(crate) const fn as_str(&self) -> &'static str {
        match self {
            Self::Message(_) => "message",
            Self::Pinned(_) => "pinned",
            Self::Edited => "edited",
            Self::Press(..) => "press",
            Self::Member(_) => "member",
            Self::Post => "post",
            Self::Money => "money",
            Self::Other => "other",
        }
    }
}

/// The outside of an update. Says nothing personal in `Debug`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Envelope {
    /// `update_id`; may exceed 32 bits.
    pub update_id: i64,
    pub kind: Kind,
    pub from: Option<TelegramId>,
    /// That person's language tag (BCP 47).
    pub language_code: Option<String>,
    /// Where. Absent for a pre-checkout, and for a button on an inline message.
    pub chat: Option<(TelegramId, ChatKind)>,
    pub is_bot: bool,
}

/// The outside of an update; `None` without an id.
pub(super) fn of_update(update: &LooseUpdate) -> Option<Envelope> {
    let update_id = update.update_id.0?;
    let seal = |kind, person: &Obj<LoosePerson>, chat: &Obj<LooseChat>| {
        let person = person.0.as_ref();
        Envelope {
            update_id,
            kind,
            from: person.and_then(|person| person.id.0).map(TelegramId::new),
            language_code: person.and_then(|person| person.language_code.0.clone()),
            chat: chat.0.as_ref().and_then(chat_of),
            is_bot: person.is_some_and(|person| person.is_bot.0 == Some(true)),
        }
    };
    let message_id = |message: &LooseMessage| message.message_id.0.map(MessageId);
    let nowhere = Obj(None);
    if let Some(query) = &update.pre_checkout_query.0 {
        return Some(seal(Kind::Money, &query.from, &nowhere));
    }
    if let Some(message) = &update.message.0 {
        let money = message.successful_payment.0.is_some() || message.refunded_payment.0.is_some();
        let mut seen = seal(Kind::Money, &message.from, &message.chat);
        if !money {
            let pinned = seen.is_bot && message.pinned_message.0.is_some();
            let id = message_id(message);
            seen.kind = if pinned { Kind::Pinned(id) } else { Kind::Message(id) };
        }
        return Some(seen);
    }
    if let Some(message) = &update.edited_message.0 {
        return Some(seal(Kind::Edited, &message.from, &message.chat));
    }
    if let Some(query) = &update.callback_query.0 {
        let message = query.message.0.as_ref();
        let below = message.and_then(message_id);
        let data = query.data.0.clone();
        let kind =
            query.id.0.clone().map_or(Kind::Other, |id| Kind::Press(QueryId(id), below, data));
        return Some(seal(kind, &query.from, message.map_or(&nowhere, |message| &message.chat)));
    }
    if let Some(member) = &update.my_chat_member.0 {
        let standing = member.new_chat_member.0.as_ref();
        let kind = match standing.and_then(|standing| standing.status.0.as_deref()) {
            Some("kicked" | "left") => Kind::Member(false),
            Some("member" | "administrator" | "creator" | "restricted") => Kind::Member(true),
            Some(_) | None => Kind::Other,
        };
        return Some(seal(kind, &member.from, &member.chat));
    }
    let post = update.channel_post.0.as_ref().or(update.edited_channel_post.0.as_ref());
    Some(match post {
        Some(post) => seal(Kind::Post, &post.from, &post.chat),
        None => seal(Kind::Other, &Obj(None), &nowhere),
    })
}

fn chat_of(chat: &LooseChat) -> Option<(TelegramId, ChatKind)> {
    let id = chat.id.0?;
    let kind = match chat.kind.0.as_deref() {
        Some("private") => ChatKind::Private,
        Some("group" | "supergroup") => ChatKind::Group,
        Some("channel") => ChatKind::Channel,
        // Ids of people are positive, those of groups and channels are not (Bot API, `Chat.id`).
        Some(_) | None if id > 0 => ChatKind::Private,
        Some(_) | None => ChatKind::Group,
    };
    Some((TelegramId::new(id), kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(raw: &str) -> Option<Envelope> {
        of_update(&serde_json::from_str(raw).ok()?)
    }

    fn read(fields: &str) -> Envelope {
        envelope(&format!(r#"{{"update_id":4294967297,{fields}}}"#)).unwrap()
    }

    #[test]
    fn a_message_names_its_sender_and_chat() {
        let seen = read(
            r#""message":{"message_id":3,"from":{"id":8589934592,"is_bot":false,
                "language_code":"ru"},"chat":{"id":8589934592,"type":"private"},"text":"x"}"#,
        );
        assert_eq!(seen.update_id, 4_294_967_297);
        assert_eq!(seen.kind, Kind::Message(Some(MessageId(3))));
        assert_eq!(seen.from, Some(TelegramId::new(8_589_934_592)));
        assert_eq!(seen.chat, Some((TelegramId::new(8_589_934_592), ChatKind::Private)));
        assert_eq!((seen.language_code.as_deref(), seen.is_bot), (Some("ru"), false));
    }

    #[test]
    fn every_kind_is_told_apart() {
        let chat = r#""chat":{"id":-7,"type":"supergroup"}"#;
        for (fields, kind) in [
            (format!(r#""edited_message":{{{chat}}}"#), Kind::Edited),
            (format!(r#""channel_post":{{{chat}}}"#), Kind::Post),
            (format!(r#""edited_channel_post":{{{chat}}}"#), Kind::Post),
            (
                format!(r#""my_chat_member":{{{chat},"new_chat_member":{{"status":"kicked"}}}}"#),
                Kind::Member(false),
            ),
            (
                format!(r#""my_chat_member":{{{chat},"new_chat_member":{{"status":"member"}}}}"#),
                Kind::Member(true),
            ),
            (
                format!(
                    r#""callback_query":{{"id":"q","message":{{"message_id":2,{chat}}},
                        "data":"1|h"}}"#
                ),
                Kind::Press(QueryId("q".into()), Some(MessageId(2)), Some("1|h".into())),
            ),
            (format!(r#""message":{{{chat},"successful_payment":{{}}}}"#), Kind::Money),
            (
                format!(
                    r#""message":{{"message_id":4,{chat},"from":{{"is_bot":true}},
                        "pinned_message":{{"message_id":3}}}}"#
                ),
                Kind::Pinned(Some(MessageId(4))),
            ),
            (format!(r#""message":{{{chat},"pinned_message":{{}}}}"#), Kind::Message(None)),
        ] {
            let seen = read(&fields);
            assert_eq!(seen.kind, kind, "{fields}");
            assert_eq!(seen.chat, Some((TelegramId::new(-7), ChatKind::Group)), "{fields}");
        }
        assert_eq!(read(r#""pre_checkout_query":{"id":"1"}"#).kind, Kind::Money);
        assert_eq!(
            read(r#""callback_query":{"id":"q"}"#).kind,
            Kind::Press(QueryId("q".into()), None, None)
        );
        assert_eq!(read(r#""subscription":{"x":1}"#).kind, Kind::Other);
        assert_eq!(
            read(r#""my_chat_member":{"new_chat_member":{"status":"new"}}"#).kind,
            Kind::Other
        );
    }

    #[test]
    fn a_chat_of_unknown_type_is_judged_by_its_id() {
        let of =
            |id: i64| read(&format!(r#""message":{{"chat":{{"id":{id},"type":"moon"}}}}"#)).chat;
        assert_eq!(of(5), Some((TelegramId::new(5), ChatKind::Private)));
        assert_eq!(of(-5), Some((TelegramId::new(-5), ChatKind::Group)));
    }

    #[test]
    fn broken_text_has_no_envelope() {
        for raw in ["", "{", "[]", "7", r#"{"message":{}}"#, r#"{"update_id":"x"}"#] {
            assert_eq!(envelope(raw), None, "{raw}");
        }
        assert!(envelope(r#"{"update_id":1}"#).is_some());
    }
}
