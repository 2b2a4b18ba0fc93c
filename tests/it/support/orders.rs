//! The numbers of orders in what people read.

use qazaq_esim_bot::domain::ids::OrderId;

/// The first order number in a text.
pub fn number_in(text: &str) -> Option<String> {
    text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-'))
        .filter(|word| word.starts_with("QE-"))
        .find_map(|word| OrderId::parse(word).map(|order| order.to_string()))
}
