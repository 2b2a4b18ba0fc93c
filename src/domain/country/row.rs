//! What the generated table knows of one country.

use super::region::Region;

/// One country of the generated table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) code: &'static str,
    pub(super) alpha3: &'static str,
    pub(super) region: Region,
    pub(super) kk: &'static str,
    pub(super) ru: &'static str,
    pub(super) en: &'static str,
    pub(super) also: &'static [&'static str],
}
