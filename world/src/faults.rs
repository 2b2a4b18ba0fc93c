//! What goes wrong in the pretend world, as data: a list of faults that wait for their moment.
//!
//! Tests and the buttons of the page put faults in; the Bot API face, the update queue and the
//! mailbox take them out. Nothing here knows how a fault is acted out. Next: `bot_api.rs` for the
//! faults of calls, `world/updates.rs` for those of updates, `mailbox.rs` for those of mail.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The kinds of trouble on offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// Answer 429 without doing anything; the parameter is `retry_after` in seconds (default 1).
    TooManyRequests,
    /// Answer 500 without doing anything; the parameter may name another status.
    ServerError,
    /// Answer 502 with a page of HTML without doing anything.
    HtmlBody,
    /// Never answer, and do nothing.
    Hang,
    /// Close the connection at the door: without a method, before anything is read.
    Refuse,
    /// Read the call, do nothing, cut the connection.
    CutBefore,
    /// Do what was asked, then cut the connection: accepted, but nobody hears of it.
    CutAfter,
    /// Deliver confirmed updates once more; to a webhook, one that it took.
    DuplicateUpdates,
    /// Deliver a batch of two or more updates in the opposite order.
    ReorderUpdates,
    /// Go on with another update id once the queue is empty; the parameter may name it.
    JumpUpdateIds,
    /// Merge the parameter (an object) into the next update; `method` may name its kind, and
    /// `successful_payment` and `refunded_payment` count as kinds. This is how a payment arrives
    /// inside a message of a shape nobody has seen.
    PatchUpdate,
    /// Deliver an update to the webhook and hear no answer: it was taken, and comes again.
    CutDelivery,
    /// Swallow the next update for ever; `method` may name its kind as for `patch_update`. What it
    /// tells of happened all the same.
    DropUpdate,
    /// Answer 550 to a recipient.
    SmtpRefuse,
    /// Answer 451 to the message.
    SmtpTemporary,
    /// Never answer `DATA`, and keep nothing.
    SmtpHang,
    /// Keep the message, then cut the connection instead of saying so.
    SmtpCutAfterData,
}

/// What a fault concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// Calls of the Bot API.
    Api,
    /// The queue of updates.
    Updates,
    /// The mailbox.
    Mail,
}

impl FaultKind {
    /// All kinds, in the order in which the page offers them.
    pub const ALL: [Self; 17] = [
        Self::TooManyRequests,
        Self::ServerError,
        Self::HtmlBody,
        Self::Hang,
        Self::Refuse,
        Self::CutBefore,
        Self::CutAfter,
        Self::DuplicateUpdates,
        Self::ReorderUpdates,
        Self::JumpUpdateIds,
        Self::PatchUpdate,
        Self::DropUpdate,
        Self::CutDelivery,
        Self::SmtpRefuse,
        Self::SmtpTemporary,
        Self::SmtpHang,
        Self::SmtpCutAfterData,
    ];

    /// What this kind concerns.
    pub fn concern(self) -> Concern {
        match self {
            Self::TooManyRequests
            | Self::ServerError
            | Self::HtmlBody
            | Self::Hang
            | Self::Refuse
            | Self::CutBefore
            | Self::CutAfter => Concern::Api,
            Self::DuplicateUpdates
            | Self::ReorderUpdates
            | Self::JumpUpdateIds
            | Self::PatchUpdate
            | Self::DropUpdate
            | Self::CutDelivery => Concern::Updates,
            Self::SmtpRefuse | Self::SmtpTemporary | Self::SmtpHang | Self::SmtpCutAfterData => {
                Concern::Mail
            }
        }
    }
}

/// A fault as it is ordered: `POST /world/faults` takes exactly this.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultSpec {
    /// What goes wrong.
    pub kind: FaultKind,
    /// Only for this method (in any case); for all if absent.
    #[serde(default)]
    pub method: Option<String>,
    /// How many times it strikes, once if not said.
    #[serde(default = "once")]
    pub times: u32,
    /// How many chances it lets pass before.
    #[serde(default)]
    pub skip: u32,
    /// What the kind needs to know, see [`FaultKind`].
    #[serde(default)]
    pub parameter: Value,
}

fn once() -> u32 {
    1
}

impl FaultSpec {
    /// A fault that strikes once, at the first chance, whatever the method.
    pub fn new(kind: FaultKind) -> Self {
        Self { kind, method: None, times: 1, skip: 0, parameter: Value::Null }
    }

    /// Only for this method.
    #[must_use]
    pub fn on(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    /// This many times.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// After letting this many chances pass.
    #[must_use]
    pub fn after(mut self, skip: u32) -> Self {
        self.skip = skip;
        self
    }

    /// With this parameter.
    #[must_use]
    pub fn with(mut self, parameter: impl Into<Value>) -> Self {
        self.parameter = parameter.into();
        self
    }
}

/// A fault on the list.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Its number on the list.
    pub id: u64,
    /// What was ordered; `times` and `skip` count down.
    pub spec: FaultSpec,
}

/// The list of faults that wait.
#[derive(Debug, Default)]
pub struct Faults {
    waiting: Vec<Fault>,
    last_id: u64,
}

impl Faults {
    /// Puts a fault on the list and says its number.
    pub fn add(&mut self, spec: FaultSpec) -> u64 {
        self.last_id += 1;
        self.waiting.push(Fault { id: self.last_id, spec });
        self.last_id
    }

    /// Takes a fault off the list; `false` if it is not there.
    pub fn remove(&mut self, id: u64) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|fault| fault.id != id);
        self.waiting.len() != before
    }

    /// Takes all faults off the list.
    pub fn clear(&mut self) {
        self.waiting.clear();
    }

    /// What waits, oldest first.
    pub fn waiting(&self) -> &[Fault] {
        &self.waiting
    }

    /// Whether this fault still waits.
    pub fn holds(&self, id: u64) -> bool {
        self.waiting.iter().any(|fault| fault.id == id)
    }

    /// The first waiting fault that `fits` and whose chances to let pass are used up; it has one
    /// strike less afterwards.
    pub fn take(&mut self, fits: impl Fn(&FaultSpec) -> bool) -> Option<Fault> {
        let mut struck = None;
        for fault in &mut self.waiting {
            if fault.spec.times == 0 || !fits(&fault.spec) {
                continue;
            }
            if fault.spec.skip > 0 {
                fault.spec.skip -= 1;
                continue;
            }
            fault.spec.times -= 1;
            struck = Some(fault.clone());
            break;
        }
        self.waiting.retain(|fault| fault.spec.times > 0);
        struck
    }

    /// The fault for a Bot API call of this method, if one strikes.
    pub fn take_for_call(&mut self, method: &str) -> Option<Fault> {
        self.take(|spec| spec.kind.concern() == Concern::Api && names(spec, method))
    }

    /// The fault of this kind, if one strikes.
    pub fn take_kind(&mut self, kind: FaultKind) -> Option<Fault> {
        self.take(|spec| spec.kind == kind)
    }
}

/// Whether a fault is meant for this method: it names it, or none.
pub fn names(spec: &FaultSpec, method: &str) -> bool {
    spec.method.as_deref().is_none_or(|named| named.eq_ignore_ascii_case(method))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_its_method_after_its_skips_as_often_as_ordered() {
        let mut faults = Faults::default();
        let spec = FaultSpec::new(FaultKind::ServerError).on("sendmessage").times(2).after(1);
        let id = faults.add(spec);
        assert!(faults.take_for_call("getMe").is_none());
        let mut strikes = Vec::new();
        for _ in 0..4 {
            strikes.push(faults.take_for_call("sendMessage").map(|fault| fault.id));
        }
        assert_eq!(strikes, [None, Some(id), Some(id), None]);
        assert!(faults.waiting().is_empty());
    }

    #[test]
    fn a_fault_reads_as_the_contract_writes_it() {
        let spec: FaultSpec = serde_json::from_str(
            r#"{"kind":"too_many_requests","method":"sendMessage","parameter":7}"#,
        )
        .unwrap();
        assert_eq!((spec.kind, spec.times, spec.skip), (FaultKind::TooManyRequests, 1, 0));
        assert!(serde_json::from_str::<FaultSpec>(r#"{"kind":"hang","often":2}"#).is_err());
    }
}
