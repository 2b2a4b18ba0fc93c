//! What admins are told by itself. It must not know who needs what; that is decided where it
//! happens.

use super::effect::{Body, Cause, Effect, EffectKey, Keyboard, Role, To};
use super::ids::PersonKey;
use super::lang::Lang;
use super::text::Text;
use super::time::Stamp;

/// The same alert for every admin, each with a key of its own so that it is told once.
pub(crate) fn alerts(admins: &[PersonKey], text: &Text, cause: &Cause, now: Stamp) -> Vec<Effect> {
    let one = |admin: &PersonKey| Effect {
        key: EffectKey::Alert { cause: cause.clone(), admin: admin.clone() },
        customer: None,
        due_at: now,
        body: Body::Say {
            to: To::Admin(admin.clone()),
            text: text.clone(),
            lang: Lang::Ru,
            keyboard: Keyboard::none(),
            role: Role::Plain,
        },
    };
    admins.iter().map(one).collect()
}
