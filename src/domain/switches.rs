//! What admins switch while the shop runs.

use std::collections::BTreeSet;

use super::ids::PersonKey;

/// What admins switch, stored in the database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Switches {
    /// No new sales.
    pub paused: bool,
    /// Who wants a note per sale.
    pub notes: BTreeSet<PersonKey>,
}
