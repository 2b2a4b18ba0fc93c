//! Commands: what customers and admins may type after a slash, and the menus that offer it.
//!
//! The words of the menus are the locales'; here are only names. It must not know who is an admin
//! (the caller of [`AdminSlash`] asked) nor what a command leads to.

use teloxide::utils::command::BotCommands;

use crate::domain::country::Place;
use crate::domain::event::{AdminCommand, Command, Event};
use crate::domain::ids::OrderId;
use crate::domain::mailbox::LetterLink;
use crate::domain::plan::PlanId;
use crate::domain::text::Text;

/// A customer's command, as typed.
#[derive(Debug, Clone, PartialEq, Eq, BotCommands)]
#[command(rename_rule = "lowercase")]
pub(crate) enum CustomerSlash {
    /// `/start`, with the payload of a deep link (`t.me/<bot>?start=<payload>`).
    Start(String),
    Language,
    Esims,
    Help,
    Terms,
    Privacy,
    Consents,
    PaySupport,
    Support,
    Cancel,
    DeleteMyData,
}

impl CustomerSlash {
    /// What happened. A deep link that names no place and no plan is an ordinary `/start`.
    pub(crate) fn event(&self) -> Event {
        Event::Command(match self {
            // The link in every letter.
            Self::Start(payload) if payload.trim().eq_ignore_ascii_case("esims") => Command::Esims,
            Self::Start(payload) => return start(payload.trim()),
            Self::Language => Command::Language,
            Self::Esims => Command::Esims,
            Self::Help => Command::Help,
            Self::Terms => Command::Terms,
            Self::Privacy => Command::Privacy,
            Self::Consents => Command::Consents,
            Self::PaySupport => Command::PaySupport,
            Self::Support => Command::Support,
            Self::Cancel => Command::Cancel,
            Self::DeleteMyData => Command::DeleteMyData,
        })
    }
}

/// What a deep link leads to: `m-` and a word from a letter, `p-tr-5gb-30d` to a plan, `TR` to a
/// place.
fn start(payload: &str) -> Event {
    if let Some(link) = payload.strip_prefix("m-").and_then(LetterLink::parse) {
        return Event::FromLetter(link);
    }
    let plan = payload.strip_prefix("p-").and_then(|id| PlanId::parse(id).ok());
    plan.map_or_else(|| Event::Start(Place::parse(payload)), Event::StartAt)
}

/// An admin's command, as typed.
#[derive(Debug, Clone, PartialEq, Eq, BotCommands)]
#[command(rename_rule = "lowercase")]
pub(crate) enum AdminSlash {
    Stats,
    Refund(String),
    Settled(String),
    Pause,
    Resume,
    Notes,
    Cases,
}

impl AdminSlash {
    /// What happened; an order number that cannot be read is absent.
    pub(crate) fn event(&self) -> Event {
        Event::Admin(match self {
            Self::Stats => AdminCommand::Stats,
            Self::Refund(order) => AdminCommand::Refund(OrderId::parse(order)),
            Self::Settled(order) => AdminCommand::Settled(OrderId::parse(order)),
            Self::Pause => AdminCommand::Pause,
            Self::Resume => AdminCommand::Resume,
            Self::Notes => AdminCommand::Notes,
            Self::Cases => AdminCommand::Cases,
        })
    }
}

/// The menu of every customer, in its order (Bot API, `setMyCommands`).
pub fn customer_menu() -> [(&'static str, Text); 11] {
    [
        ("start", Text::CmdStart),
        ("esims", Text::CmdEsims),
        ("language", Text::CmdLanguage),
        ("help", Text::CmdHelp),
        ("support", Text::CmdSupport),
        ("paysupport", Text::CmdPaySupport),
        ("terms", Text::CmdTerms),
        ("privacy", Text::CmdPrivacy),
        ("consents", Text::CmdConsents),
        ("cancel", Text::CmdCancel),
        ("deletemydata", Text::CmdDeleteMyData),
    ]
}

/// What an admin's menu offers before the customer's commands.
pub fn admin_menu() -> [(&'static str, Text); 7] {
    [
        ("stats", Text::CmdStats),
        ("cases", Text::CmdCases),
        ("refund", Text::CmdRefund),
        ("settled", Text::CmdSettled),
        ("pause", Text::CmdPause),
        ("resume", Text::CmdResume),
        ("notes", Text::CmdNotes),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_menus_offer_exactly_what_is_understood() {
        let mut offered: Vec<_> =
            customer_menu().iter().map(|(name, _)| format!("/{name}")).collect();
        let mut understood: Vec<_> =
            CustomerSlash::bot_commands().into_iter().map(|command| command.command).collect();
        offered.sort();
        understood.sort();
        assert_eq!(offered, understood);
        let mut offered: Vec<_> = admin_menu().iter().map(|(name, _)| format!("/{name}")).collect();
        let mut understood: Vec<_> =
            AdminSlash::bot_commands().into_iter().map(|command| command.command).collect();
        offered.sort();
        understood.sort();
        assert_eq!(offered, understood);
        for name in offered {
            assert!(CustomerSlash::parse(&name, "bot").is_err(), "{name} is for admins");
            assert!(AdminSlash::parse(&name, "bot").is_ok(), "{name}");
        }
    }

    #[test]
    fn a_deep_link_names_a_place_a_plan_or_nothing() {
        let start = |payload: &str| CustomerSlash::Start(payload.to_owned()).event();
        let turkey = Event::Start(Place::parse("TR"));
        assert_ne!(turkey, Event::Start(None));
        assert_eq!(start("tr"), turkey);
        assert_eq!(start(" TR "), turkey);
        let plan = PlanId::parse("tr-5gb-30d").unwrap();
        assert_eq!(start("p-tr-5gb-30d"), Event::StartAt(plan));
        assert_eq!(start("WORLD"), Event::Start(Some(Place::World)));
        assert_eq!(start("esims"), Event::Command(Command::Esims));
        for garbage in [
            "",
            "x",
            "tr2",
            "p-",
            "p-a b",
            "ref_12345",
            "../../",
            "Т\u{420}",
            "0".repeat(64).as_str(),
        ] {
            assert_eq!(start(garbage), Event::Start(None), "{garbage}");
        }
    }

    #[test]
    fn an_order_number_is_read_or_absent() {
        let order = OrderId::from_random(77);
        let refund = |typed: &str| AdminSlash::Refund(typed.to_owned()).event();
        assert_eq!(refund(&order.to_string()), Event::Admin(AdminCommand::Refund(Some(order))));
        assert_eq!(refund("what?"), Event::Admin(AdminCommand::Refund(None)));
        let settled = AdminSlash::Settled(order.to_string().to_lowercase()).event();
        assert_eq!(settled, Event::Admin(AdminCommand::Settled(Some(order))));
    }
}
