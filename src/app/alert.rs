//! What admins are told by itself: an alert for each of them, and a case that is told once. It must not
//! know who needs what; that is decided where it happens.

use crate::domain::case::NewCase;
use crate::domain::effect::{Body, Cause, Effect, EffectKey, Keyboard, Role, To};
use crate::domain::ids::PersonKey;
use crate::domain::lang::Lang;
use crate::domain::snapshot::Setup;
use crate::domain::text::Text;
use crate::domain::time::Stamp;
use crate::storage::{Stored, Tx, cases};

/// The same alert for every admin, each with a key of its own so that it is told once.
pub fn alerts(setup: &Setup, text: &Text, cause: &Cause, now: Stamp) -> Vec<Effect> {
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
    setup.admins.iter().map(one).collect()
}

/// Opens a case in the transaction of what caused it. The answer is what the admins are told: nothing
/// where the same case is open already.
///
/// # Errors
/// As every storage call.
pub async fn open_case(
    tx: &mut Tx,
    setup: &Setup,
    case: &NewCase,
    now: Stamp,
) -> Stored<Vec<Effect>> {
    Ok(match cases::open(tx, case, now).await? {
        Some(id) => alerts(setup, &case.alert, &Cause::Case(id), now),
        None => Vec::new(),
    })
}
