//! What the relay holds in memory, lane by lane, and how much of it. It is only a copy of leased
//! rows.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use crate::domain::effect::{Lane, Priority};
use crate::storage::effects::Leased;

/// Rows of a priority that are held in memory at most; a lease must outlast the wait for a turn
/// behind them. Each has its own: a crowd of words never keeps money out, nor a crowd of newcomers
/// an answer to a customer. What support hears goes at one a second in each admin's chat.
const fn most_held(priority: Priority) -> usize {
    match priority {
        Priority::Money | Priority::Conversation => 1_000,
        Priority::Bulk => 50,
        Priority::Newcomer => 250,
    }
}

/// Rows of one lane that are held in memory at most: at one a second they are done well before
/// their leases run out.
const HELD_IN_LANE: usize = 20;

/// The same of what one customer says to support: a message, and the line above it.
const HELD_IN_TALK: usize = 2;

pub(super) const fn most_in(lane: &Lane) -> usize {
    if matches!(lane, Lane::Talk(..)) { HELD_IN_TALK } else { HELD_IN_LANE }
}

/// What is held of one priority.
#[derive(Debug, Default)]
struct Held {
    rows: usize,
    /// More waits in the outbox than there is room for.
    crowded: bool,
}

#[derive(Debug, Default)]
pub(super) struct LaneState {
    pub(super) waiting: VecDeque<Leased>,
    /// Rows of this lane that this process leased and that are not finished yet.
    pub(super) held: usize,
    pub(super) running: bool,
    /// The head is put off: whatever follows goes back to the outbox.
    pub(super) broken: bool,
}

#[derive(Debug, Default)]
pub(super) struct Lanes {
    pub(super) ours: HashMap<Lane, LaneState>,
    /// Rows held in all of them, and rows without a lane.
    held: HashMap<Priority, Held>,
    /// Which they are. A row whose lease ran out in our hands is not leased again before it left
    /// them: its two copies would give back each other's lease, again and again.
    pub(super) in_hand: BTreeSet<i64>,
    /// Lanes with rows in the outbox that no process leased. The relay looks at them when the lane
    /// is free.
    pub(super) in_outbox: HashSet<Lane>,
}

/// What a batch takes in hand: the relay has it once that is committed.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    rows: HashMap<Priority, usize>,
    lanes: HashMap<Lane, usize>,
}

impl Taken {
    pub(crate) fn add(&mut self, priority: Priority, lane: Option<Lane>) {
        *self.rows.entry(priority).or_default() += 1;
        if let Some(lane) = lane {
            *self.lanes.entry(lane).or_default() += 1;
        }
    }
}

impl Lanes {
    fn held(&self, priority: Priority) -> usize {
        self.held.get(&priority).map_or(0, |held| held.rows)
    }

    pub(super) fn has_room(&self, priority: Priority) -> bool {
        self.held(priority) < most_held(priority)
    }

    pub(super) fn has_room_beside(
        &self,
        priority: Priority,
        lane: Option<&Lane>,
        taken: &Taken,
    ) -> bool {
        let beside = taken.rows.get(&priority).copied().unwrap_or_default();
        let in_lane = lane.is_none_or(|lane| {
            let beside = taken.lanes.get(lane).copied().unwrap_or_default();
            self.ours.get(lane).map_or(0, |state| state.held) + beside < most_in(lane)
        });
        in_lane && self.held(priority) + beside < most_held(priority)
    }

    pub(super) fn take(&mut self, effect: &Leased) {
        self.held.entry(effect.priority).or_default().rows += 1;
    }

    /// A row left. Says whether there is room again where more waits.
    pub(super) fn release(&mut self, priority: Priority) -> bool {
        let held = self.held.entry(priority).or_default();
        held.rows = held.rows.saturating_sub(1);
        let again = held.crowded && held.rows < most_held(priority) / 2;
        held.crowded &= !again;
        again
    }

    /// Notes which priorities are full. Says whether there is room for the conversation.
    pub(super) fn note_crowds(&mut self) -> bool {
        for (priority, held) in &mut self.held {
            held.crowded |= held.rows >= most_held(*priority);
        }
        self.has_room(Priority::Conversation)
    }
}
