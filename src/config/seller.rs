//! The seller's own words and numbers, from `SELLER_FILE`.

use super::{Checker, Settings};
use crate::i18n::Seller;

pub(super) fn seller(settings: &Settings, checker: &mut Checker) -> Option<Seller> {
    let Some(file) = &settings.seller_file else { return Some(Seller::known()) };
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            return checker.wrong("SELLER_FILE", format!("cannot be read ({})", error.kind()));
        }
    };
    match serde_json::from_str(&text) {
        Ok(seller) => Some(seller),
        Err(error) => checker.wrong(
            "SELLER_FILE",
            format!(
                "is not the JSON it should be (line {}, column {})",
                error.line(),
                error.column()
            ),
        ),
    }
}
