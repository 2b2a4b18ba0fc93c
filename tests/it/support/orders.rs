//! What people read of orders: their numbers, and the codes that were sold. It must not know what
//! is tested.

use std::collections::BTreeSet;

use pretend_telegram::World;
use qazaq_esim_bot::demo::audit::code_in;
use qazaq_esim_bot::domain::ids::OrderId;

/// The first order number in a text.
pub fn number_in(text: &str) -> Option<String> {
    text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-'))
        .filter(|word| word.starts_with("QE-"))
        .find_map(|word| OrderId::parse(word).map(|order| order.to_string()))
}

/// The activation codes in a text.
pub fn codes_in(text: &str) -> Vec<String> {
    text.split_whitespace().filter(|word| word.starts_with("LPA:")).map(str::to_owned).collect()
}

/// The supplier's list of the codes that were used: all that a chat or a mail ever showed. `None`
/// where there are none.
pub fn used(world: &World) -> Option<String> {
    let shown = world.shown();
    let shown = shown.iter().filter_map(|shown| shown.links.iter().find_map(|link| code_in(link)));
    let mails = world.mails();
    let mailed = mails.iter().flat_map(|mail| codes_in(&mail.read().text));
    let codes: BTreeSet<String> = shown.chain(mailed).collect();
    let lines: Vec<String> = codes.into_iter().collect();
    (!lines.is_empty()).then(|| format!("activation_code\n{}\n", lines.join("\n")))
}
