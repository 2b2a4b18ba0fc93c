//! The long poll: raw updates, each as the exact text that Telegram sent.
//!
//! It must not know what is in an update, nor when one is done with: the caller passes the next
//! `offset` only after the transaction that handled the batch. Next: [`super::money`].

use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use crate::domain::outcome::Fault;
use crate::domain::time::Millis;

use super::call::{Answer, Api, BadSettings, BotToken, Patience};
use super::loose::Int;

/// What the shop wants to hear of (Bot API, `getUpdates.allowed_updates`). Telegram never stores
/// other kinds, so payments must be in the very first call. `channel_post` is asked for so that the
/// bot notices that it was put into a channel, and leaves.
pub const ALLOWED_UPDATES: [&str; 6] = [
    "message",
    "edited_message",
    "callback_query",
    "pre_checkout_query",
    "my_chat_member",
    "channel_post",
];

/// The longest that Telegram lets a poll wait, seconds.
pub(crate) const LONGEST_POLL: u64 = 50;
/// The most updates in one poll.
pub(crate) const MOST_UPDATES: usize = 100;

/// One update as it came. `Debug` shows its id and length only.
#[derive(Clone, PartialEq, Eq)]
pub struct RawUpdate {
    /// `update_id`; sequential, but random after a week without updates.
    pub update_id: i64,
    /// Its exact text. Usually JSON, see [`Poller::poll`].
    pub text: String,
}

impl fmt::Debug for RawUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawUpdate({}, {} bytes)", self.update_id, self.text.len())
    }
}

/// Why a poll brought nothing. None of these lose an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PollFault {
    /// 409: another process polls with this token.
    #[error("another poller uses this token")]
    Conflict,
    /// 409: a webhook is set, and while it is set no process may poll.
    #[error("a webhook is set")]
    Webhook,
    /// 401 or 404: the token is not valid, or the address is no Bot API.
    #[error("Telegram does not accept the token")]
    Unauthorized,
    /// 429: not sooner than this.
    #[error("Telegram asks to poll later")]
    TooMany {
        /// How long to wait at least, where Telegram said so.
        after: Option<Millis>,
    },
    /// 5xx, a page instead of JSON, or half an answer.
    #[error("the answer to the poll could not be read")]
    Broken,
    /// No connection, or it was cut, or it took too long.
    #[error("Telegram cannot be reached")]
    Unreachable,
}

/// A client for `getUpdates` alone; it waits longer than others.
#[derive(Clone)]
pub struct Poller {
    api: Api,
}

impl Poller {
    pub fn new(api_url: &str, token: BotToken) -> Result<Self, BadSettings> {
        let patience = Patience {
            connect: Duration::from_secs(5),
            total: Duration::from_secs(LONGEST_POLL + 15),
        };
        Ok(Self { api: Api::new(api_url, token, patience)? })
    }

    /// Asks for updates from `offset` on, which confirms all before it for ever; `None` confirms
    /// nothing. Waits up to `timeout` seconds (at most [`LONGEST_POLL`]) for the first one.
    ///
    /// An update that is broken JSON comes with its broken text and must be confirmed by the
    /// caller like any other, or it would stand in the way of the rest for a day. One whose id
    /// cannot be read is dropped with a warning: a later id confirms it.
    ///
    /// # Errors
    /// See [`PollFault`]. A crash in here leaves everything as it was: nothing is confirmed but
    /// what `offset` says.
    pub async fn poll(
        &self,
        offset: Option<i64>,
        limit: usize,
        timeout: u64,
    ) -> Result<Vec<RawUpdate>, PollFault> {
        let timeout = timeout.min(LONGEST_POLL);
        let mut body = json!({
            "limit": limit.clamp(1, MOST_UPDATES),
            "timeout": timeout,
            "allowed_updates": ALLOWED_UPDATES,
        });
        if let (Some(offset), Some(fields)) = (offset, body.as_object_mut()) {
            fields.insert("offset".to_owned(), json!(offset));
        }
        let patience = Duration::from_secs(timeout + 15);
        let request = self.api.request("getUpdates").timeout(patience).json(&body);
        let response = request.send().await.map_err(|_| PollFault::Unreachable)?;
        let status = response.status().as_u16();
        let bytes = response.bytes().await.map_err(|_| PollFault::Unreachable)?;
        read_batch(status, &String::from_utf8_lossy(&bytes))
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Numbered {
    update_id: Int,
}

fn read_batch(status: u16, body: &str) -> Result<Vec<RawUpdate>, PollFault> {
    let Ok(answer) = serde_json::from_str::<Answer<Vec<&RawValue>>>(body) else {
        let saved = if status == 200 { salvage(body) } else { Vec::new() };
        return if saved.is_empty() { Err(PollFault::Broken) } else { Ok(saved) };
    };
    if !answer.ok {
        let refusal = answer.refusal(status);
        return Err(match (refusal.code, refusal.fault()) {
            (409, _) if refusal.description.to_lowercase().contains("webhook") => {
                PollFault::Webhook
            }
            (409, _) => PollFault::Conflict,
            (401 | 404, _) => PollFault::Unauthorized,
            (_, Fault::Retry { after }) => PollFault::TooMany { after },
            (_, Fault::Reject { .. } | Fault::Unknown) => PollFault::Broken,
        });
    }
    Ok(answer.result.into_iter().filter_map(|raw| numbered(raw.get())).collect())
}

/// The id of an update, also of one that is broken further on.
pub(super) fn id_in(text: &str) -> Option<i64> {
    let whole = serde_json::from_str::<Numbered>(text).ok().and_then(|update| update.update_id.0);
    whole.or_else(|| salvage(text).first().map(|update| update.update_id))
}

fn numbered(text: &str) -> Option<RawUpdate> {
    let id = serde_json::from_str::<Numbered>(text).ok().and_then(|update| update.update_id.0);
    if id.is_none() {
        tracing::warn!(bytes = text.len(), "an update without a readable id is dropped");
    }
    id.map(|update_id| RawUpdate { update_id, text: text.to_owned() })
}

/// Takes an answer apart in which one update is broken JSON: without this it would come again with
/// every poll, and stop the shop. Updates are cut where `{"update_id":` begins one; inside a text
/// of a person its quotes would be escaped, so nobody can write such a place.
fn salvage(body: &str) -> Vec<RawUpdate> {
    let mut starts: Vec<(usize, i64)> = Vec::new();
    for (at, word) in body.match_indices("\"update_id\"") {
        let before = body.get(..at).unwrap_or_default().trim_end();
        let after = body.get(at + word.len()..).unwrap_or_default().trim_start();
        let digits: String = after
            .strip_prefix(':')
            .unwrap_or_default()
            .trim_start()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        if let (Some(start), Ok(update_id)) = (before.strip_suffix('{'), digits.parse()) {
            starts.push((start.len(), update_id));
        }
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([body.len()]);
    let last = starts.len().saturating_sub(1);
    starts
        .iter()
        .zip(ends)
        .enumerate()
        .map(|(index, ((start, update_id), end))| {
            let piece = body.get(*start..end).unwrap_or_default().trim_end();
            // The last piece is followed by the end of the list and of the answer, if they came.
            let piece = if index == last {
                piece.strip_suffix('}').unwrap_or(piece).trim_end().trim_end_matches(']')
            } else {
                piece.trim_end_matches(',')
            };
            let text = piece.trim_end().to_owned();
            tracing::warn!(
                bytes = text.len(),
                "an answer was broken; one update was cut out of it"
            );
            RawUpdate { update_id: *update_id, text }
        })
        .collect()
}

#[cfg(test)]
mod tests;
