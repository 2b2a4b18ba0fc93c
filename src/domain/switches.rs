//! What admins switch while the shop runs.

use std::collections::BTreeSet;

use super::ids::PersonKey;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Switches {
    pub paused: bool,
    pub notes: BTreeSet<PersonKey>,
}
