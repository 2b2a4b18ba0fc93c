//! A message of Telegram's as support passes it on: its words, or what else it is.
//!
//! It must not know for whom it is.

use teloxide::types::{Me, Message, Seconds};

use super::typed;
use crate::domain::ids::MessageId;
use crate::domain::missive::{Content, Media, Missive, Quote};

pub(super) fn id_of(message: &Message) -> MessageId {
    MessageId(i64::from(message.id.0))
}

/// Reads a message; `me` is what `getMe` said.
pub(super) fn of(message: &Message, me: &Me) -> Missive {
    let to = message.reply_to_message();
    let to = to.filter(|to| to.from.as_ref().is_some_and(|author| author.id == me.user.id));
    Missive {
        message: id_of(message),
        reply_to: to.map(id_of),
        album: message.media_group_id().map(|album| Quote::new(album.0.clone())),
        content: content(message),
    }
}

fn content(message: &Message) -> Content {
    let clean = |words: &str| Some(typed::clean(words)).filter(|words| !words.is_empty());
    if let Some(words) = message.text().and_then(clean) {
        return Content::Text(Quote::new(words));
    }
    let (what, seconds) = media(message);
    let seconds = seconds.map(|seconds| i64::from(seconds.seconds()));
    let caption = message.caption().and_then(clean).map(Quote::new);
    Content::Media { what, seconds, caption }
}

fn media(message: &Message) -> (Media, Option<Seconds>) {
    if let Some(voice) = message.voice() {
        (Media::Voice, Some(voice.duration))
    } else if let Some(circle) = message.video_note() {
        (Media::Circle, Some(circle.duration))
    } else if let Some(video) = message.video() {
        (Media::Video, Some(video.duration))
    } else if let Some(audio) = message.audio() {
        (Media::Audio, Some(audio.duration))
    } else if message.photo().is_some() {
        (Media::Photo, None)
    } else if message.animation().is_some() {
        (Media::Animation, None)
    } else if message.document().is_some() {
        (Media::Document, None)
    } else if message.sticker().is_some() {
        (Media::Sticker, None)
    } else if message.contact().is_some() {
        (Media::Contact, None)
    } else if message.location().is_some() {
        (Media::Location, None)
    } else {
        (Media::Other, None)
    }
}
