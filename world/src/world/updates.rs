//! The queue of updates, with the offset semantics of the official server.
//!
//! An update stays until a later offset confirms it or its time is over: 24 hours for messages,
//! 150 seconds for pre-checkouts and button presses (tdlib/telegram-bot-api, `Client.cpp`). It must
//! not wait: the long poll is in `bot_api/polling.rs`.

use std::collections::VecDeque;

use serde_json::Value;

use super::people::Impossible;
use super::state::State;
use crate::faults::FaultKind;

/// How long a message waits, milliseconds.
pub const KEEP_MESSAGE_MS: i64 = 24 * 60 * 60 * 1000;
/// How long a pre-checkout or a button press waits, milliseconds.
pub const KEEP_QUERY_MS: i64 = 150 * 1000;

/// Kinds that are left out unless they are asked for (Bot API, `getUpdates`).
const ONLY_IF_ASKED: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// An update that waits.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its `update_id`.
    pub id: i64,
    /// The whole update, as it goes over the wire.
    pub raw: String,
    /// When it is forgotten, unix milliseconds.
    pub until: i64,
    /// A body that is no JSON spoils one answer and is gone.
    pub once: bool,
    /// The line it stands in when it is delivered to a webhook.
    pub lane: String,
    /// Whether a webhook took it before.
    pub taken: bool,
}

/// The line of an update (tdlib/telegram-bot-api, `Client.cpp`): messages by chat, presses and
/// pre-checkouts by person, each kind in lines of its own. In a line the next update goes only when
/// the one before was taken.
fn lane(raw: &str) -> String {
    let update: Value = serde_json::from_str(raw).unwrap_or_default();
    let id = |path: &str| update.pointer(path).and_then(Value::as_i64);
    for (kind, path) in [
        ("pre_checkout", "/pre_checkout_query/from/id"),
        ("callback", "/callback_query/from/id"),
        ("chat", "/message/chat/id"),
        ("chat", "/edited_message/chat/id"),
        ("chat", "/channel_post/chat/id"),
        ("chat", "/edited_channel_post/chat/id"),
        ("member", "/my_chat_member/chat/id"),
    ] {
        if let Some(id) = id(path) {
            return format!("{kind}:{id}");
        }
    }
    "other".to_owned()
}

/// The queue.
#[derive(Debug)]
pub struct Updates {
    next_id: i64,
    jump: Option<i64>,
    queue: VecDeque<Waiting>,
    again: Vec<Waiting>,
    allowed: Vec<String>,
    /// Which call of `getUpdates` is the newest; an older one that still waits gets a 409.
    pub poller: u64,
}

impl Updates {
    /// An empty queue.
    pub fn new(first_id: i64) -> Self {
        Self {
            next_id: first_id,
            jump: None,
            queue: VecDeque::new(),
            again: Vec::new(),
            allowed: Vec::new(),
            poller: 0,
        }
    }

    /// Sets which kinds are kept from now on; empty means all but those of `ONLY_IF_ASKED`.
    pub fn allow(&mut self, kinds: Vec<String>) {
        self.allowed = kinds;
    }

    /// The kinds that are kept; empty means the usual ones.
    pub fn allowed(&self) -> &[String] {
        &self.allowed
    }

    fn allows(&self, kind: &str) -> bool {
        if self.allowed.is_empty() {
            !ONLY_IF_ASKED.contains(&kind)
        } else {
            self.allowed.iter().any(|allowed| allowed == kind)
        }
    }

    /// How many wait.
    pub fn pending(&self) -> usize {
        self.queue.len()
    }

    /// What waits, oldest first.
    pub fn waiting(&self) -> impl Iterator<Item = &Waiting> {
        self.queue.iter()
    }

    /// Whether a webhook takes this update for the first time.
    pub fn first_time(&mut self, id: i64) -> bool {
        let update = self.queue.iter_mut().find(|update| update.id == id);
        update.is_some_and(|update| !std::mem::replace(&mut update.taken, true))
    }

    /// Forgets an update that a webhook took.
    pub fn taken(&mut self, id: i64) {
        self.queue.retain(|update| update.id != id);
    }

    /// Forgets all that waits (`drop_pending_updates`).
    pub fn drop_all(&mut self) {
        self.queue.clear();
        self.again.clear();
    }

    /// Forgets what nobody fetched in time.
    pub fn forget_old(&mut self, now: i64) {
        self.queue.retain(|update| update.until > now);
    }

    fn take_id(&mut self) -> i64 {
        if self.queue.is_empty()
            && let Some(id) = self.jump.take()
        {
            self.next_id = id;
        }
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    /// Where reading begins for this `offset`; what lies before is confirmed and given back.
    fn confirm(&mut self, offset: i64) -> Vec<Waiting> {
        let tail = self.next_id;
        let head = self.queue.front().map_or(tail, |update| update.id);
        let from = if offset < 0 {
            let back = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let index = self.queue.len().saturating_sub(back);
            self.queue.get(index).map_or(tail, |update| update.id)
        } else if offset > tail + 10 || offset < tail - 200_000 {
            // "Specified from_id is in the future" or "in the past": the server reads from the
            // head.
            head
        } else {
            offset
        };
        let mut confirmed = Vec::new();
        while self.queue.front().is_some_and(|update| update.id < from) {
            confirmed.extend(self.queue.pop_front());
        }
        confirmed
    }
}

impl State {
    /// How many updates wait for the bot.
    pub fn unconfirmed(&self) -> usize {
        self.updates.pending()
    }

    /// Puts an update (an object whose one field is its kind) into the queue; `None` if the bot
    /// does not want the kind.
    pub fn push_update(&mut self, kind: &str, mut body: Value, keep_ms: i64) -> Option<i64> {
        if !self.updates.allows(kind) {
            return None;
        }
        self.patch_named(kind, &mut body);
        if self.swallows(kind, &body) {
            return None;
        }
        let text = body.to_string();
        let rest = text.strip_prefix('{').unwrap_or(&text);
        Some(self.enqueue(rest, keep_ms, false))
    }

    /// Merges what a fault wants merged into an update of this kind.
    pub fn patch_named(&mut self, kind: &str, body: &mut Value) {
        let patch = self.faults.take(|spec| {
            let meant = spec.method.as_deref().is_none_or(|named| named == kind);
            spec.kind == FaultKind::PatchUpdate && meant
        });
        if let Some(fault) = patch {
            merge(body, &fault.spec.parameter);
        }
    }

    /// Whether a fault swallows this update; the kinds of money are found inside a message.
    fn swallows(&mut self, kind: &str, body: &Value) -> bool {
        let inside = |named: &str| body.get(kind).is_some_and(|update| update.get(named).is_some());
        let fault = self.faults.take(|spec| {
            let meant = spec.method.as_deref().is_none_or(|named| named == kind || inside(named));
            spec.kind == FaultKind::DropUpdate && meant
        });
        fault.is_some()
    }

    /// Puts a raw update, without its `update_id`, into the queue. With `verbatim` it need not be
    /// JSON: such a body spoils one answer of `getUpdates` and is gone.
    ///
    /// Chats and people that a raw update names and the world does not know come into being, so
    /// that the bot can answer them.
    pub fn inject(&mut self, raw: &str, verbatim: bool) -> Result<i64, Impossible> {
        let parsed = serde_json::from_str::<Value>(raw).ok().filter(Value::is_object);
        let rest = raw.trim_start().strip_prefix('{').map(str::trim_start);
        match (parsed, rest) {
            (Some(update), Some(rest)) if !rest.starts_with('}') => {
                self.meet(&update);
                Ok(self.enqueue(rest, KEEP_MESSAGE_MS, false))
            }
            _ if verbatim => {
                let body = rest.unwrap_or(raw);
                Ok(self.enqueue(body, KEEP_MESSAGE_MS, true))
            }
            _ => Err(Impossible("a raw update is a JSON object with a field".to_owned())),
        }
    }

    fn enqueue(&mut self, rest: &str, keep_ms: i64, once: bool) -> i64 {
        if let Some(fault) = self.faults.take_kind(FaultKind::JumpUpdateIds) {
            let named = fault.spec.parameter.as_i64();
            self.updates.jump = Some(named.unwrap_or_else(|| 1 + self.chance.below(2_000_000_000)));
        }
        let id = self.updates.take_id();
        let until = self.now() + keep_ms;
        let raw = format!("{{\"update_id\":{id},{rest}");
        let lane = lane(&raw);
        self.updates.queue.push_back(Waiting { id, raw, until, once, lane, taken: false });
        id
    }

    /// Begins a call of `getUpdates`: confirms what the offset confirms, and says the call's
    /// number.
    pub fn begin_poll(&mut self, offset: i64, allowed: Option<Vec<String>>) -> u64 {
        let now = self.now();
        self.updates.forget_old(now);
        if let Some(allowed) = allowed {
            self.updates.allow(allowed);
        }
        let confirmed = self.updates.confirm(offset);
        if !confirmed.is_empty() && self.faults.take_kind(FaultKind::DuplicateUpdates).is_some() {
            self.updates.again.extend(confirmed);
        }
        self.updates.poller += 1;
        self.updates.poller
    }

    /// What a call of `getUpdates` answers now, up to `limit` updates.
    pub fn poll(&mut self, limit: usize) -> Vec<String> {
        let now = self.now();
        self.updates.forget_old(now);
        let mut batch: Vec<String> =
            self.updates.again.drain(..).map(|update| update.raw).collect();
        let room = limit.saturating_sub(batch.len());
        batch.extend(self.updates.queue.iter().take(room).map(|update| update.raw.clone()));
        let mut seen = 0;
        self.updates.queue.retain(|update| {
            seen += 1;
            seen > room || !update.once
        });
        if batch.len() > 1 && self.faults.take_kind(FaultKind::ReorderUpdates).is_some() {
            batch.reverse();
        }
        batch
    }
}

/// Merges a patch into a value: objects field by field, everything else replaced.
fn merge(into: &mut Value, patch: &Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(into.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (into, patch) => *into = patch.clone(),
    }
}
