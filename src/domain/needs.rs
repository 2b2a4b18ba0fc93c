//! What must be loaded before an event is decided, beside the rows of its person. An event that
//! names something of its own says so here, or `decide` does not see it.

use super::case::CaseAct;
use super::customer::Customer;
use super::dialogue::Dialogue;
use super::effect::{EffectKey, Timer};
use super::event::{AdminCommand, Ended, Event, InvoiceRef};
use super::ids::{ChargeId, MessageId, OrderId};
use super::mailbox::{LetterLink, MailboxOf};
use super::order::{Opening, Order};
use super::plan::PlanId;
use super::press::Press;
use super::rows::Rows;
use super::sale;
use super::tell::Tell;

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Needs {
    /// An order that need not be this person's, with its charge.
    pub order: Option<OrderId>,
    pub case: Option<i64>,
    pub stock: Option<StockNeed>,
    /// Whose talk with support a message of this person's chat belongs to.
    pub thread: Option<MessageId>,
    /// The messages on their way in this person's talk with support.
    pub parcels: bool,
    /// The brake on refunds, locked: it may change.
    pub brake: bool,
    /// Effects of which it matters whether one waits or is under way.
    pub open: Vec<EffectKey>,
    /// The order of which it matters whether the phone asks for a confirmation code.
    pub confirmation: Option<OrderId>,
    /// The mailbox that a further letter may go to.
    pub mailbox: Option<MailboxOf>,
    /// The link of a letter.
    pub link: Option<LetterLink>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct StockNeed {
    pub of: StockOf,
    /// When whoever gets it opens it: until then it must be good.
    pub opening: Opening,
    /// A code that may be taken.
    pub free: bool,
    pub left: bool,
}

/// Which plan's stock.
#[derive(Debug, Clone, PartialEq)]
pub enum StockOf {
    Plan(PlanId),
    /// That of the order of the case.
    Case,
}

impl Event {
    /// What must be loaded before it is decided on these rows.
    pub fn needs(&self, rows: &Rows) -> Needs {
        match self {
            Self::PreCheckout { invoice, .. } => {
                Needs { stock: to_sell(rows, *invoice, false), ..Needs::default() }
            }
            Self::Charged { charge, money, invoice } => Needs {
                order: invoice.map(|of| of.order).filter(|id| own(rows, *id).is_none()),
                stock: to_sell(rows, *invoice, true),
                brake: sale::is_stray(rows, charge, *money, *invoice),
                ..Needs::default()
            },
            Self::Told(tell) => tell.needs(rows),
            Self::Admin(command) => command.needs(),
            Self::AdminReply(missive) => Needs { thread: missive.reply_to, ..Needs::default() },
            Self::Said(missive) => {
                let customer = &rows.customer;
                let talks = customer.spoke_at.is_some() || customer.dialogue == Dialogue::Support;
                let parcels = talks || missive.reply_to.is_some() || missive.album.is_some();
                Needs { thread: missive.reply_to, parcels, ..Needs::default() }
            }
            Self::Turned { .. }
            | Self::Ended(Ended::Copied { .. })
            | Self::Due(Timer::AlbumEnds { .. } | Timer::AnswerEnds { .. }) => {
                Needs { parcels: true, ..Needs::default() }
            }
            Self::Press { press, .. } => {
                Needs { mailbox: press.mailbox(&rows.customer), ..press.needs() }
            }
            Self::FromLetter(link) => Needs { link: Some(link.clone()), ..Needs::default() },
            Self::Start(_)
            | Self::StartAt(_)
            | Self::Command(_)
            | Self::UnknownCommand
            | Self::StalePress { .. }
            | Self::Unread
            | Self::Edited
            | Self::Pinned(_)
            | Self::Reachable(_)
            | Self::Due(_)
            | Self::Ended(_) => Needs::default(),
        }
    }
}

impl Tell {
    fn needs(&self, rows: &Rows) -> Needs {
        match self {
            Self::Replace { order, .. } => own(rows, *order).map_or_else(Needs::default, |order| {
                let of = StockOf::Plan(order.plan.id.clone());
                Needs {
                    stock: Some(StockNeed { of, opening: order.opening, free: true, left: true }),
                    open: sale::delivery_keys(order),
                    ..Needs::default()
                }
            }),
            Self::Deliver { order, charge } => {
                Needs { stock: to_deliver(rows, *order, charge), ..Needs::default() }
            }
            Self::SupportAnswer { .. } => Needs { parcels: true, ..Needs::default() },
            Self::MailboxLives { address } => {
                Needs { mailbox: Some(MailboxOf::Known(*address)), ..Needs::default() }
            }
            Self::RefundCharge { .. }
            | Self::SettledCharge { .. }
            | Self::Keep { .. }
            | Self::ReturnOrder { .. }
            | Self::TryAgain { .. }
            | Self::ShowAgain { .. }
            | Self::Mute { .. }
            | Self::RefundSeen { .. } => Needs::default(),
        }
    }
}

impl AdminCommand {
    fn needs(&self) -> Needs {
        match self {
            Self::Refund(order) | Self::Settled(order) => {
                Needs { order: *order, ..Needs::default() }
            }
            Self::Stats | Self::Pause | Self::Resume | Self::Notes | Self::Cases => {
                Needs::default()
            }
        }
    }
}

impl Press {
    /// Where the letter goes that this may send.
    fn mailbox(&self, customer: &Customer) -> Option<MailboxOf> {
        if matches!(self, Self::SendMail(_) | Self::MailSame(_)) {
            return customer.address.map(MailboxOf::Known);
        }
        let Self::AddressOk(address) = self else { return None };
        let typed = customer.dialogue.typed().find(|typed| typed.id == *address)?;
        Some(MailboxOf::Typed(typed.email.clone()))
    }

    fn needs(&self) -> Needs {
        match self {
            Self::StepsIphone(order) | Self::StepsAndroid(order) => {
                Needs { confirmation: Some(*order), ..Needs::default() }
            }
            Self::OrderAct(order, ..) => Needs { order: Some(*order), ..Needs::default() },
            Self::Case(id) | Self::CasePlans(id, _) | Self::CasePlan(id, _) => {
                Needs { case: Some(*id), ..Needs::default() }
            }
            Self::CaseAct(id, act, ..) => Needs {
                case: Some(*id),
                stock: match act {
                    CaseAct::Replace | CaseAct::Deliver => Some(StockNeed {
                        of: StockOf::Case,
                        opening: Opening::AtOnce,
                        free: false,
                        left: true,
                    }),
                    CaseAct::Retry | CaseAct::Refund | CaseAct::Keep | CaseAct::Outside => None,
                },
                ..Needs::default()
            },
            Self::PassOn(_) | Self::KeepTalk(_) | Self::SendTalk(_) => {
                Needs { parcels: true, ..Needs::default() }
            }
            Self::Lang(_)
            | Self::Language
            | Self::Home
            | Self::Countries(_)
            | Self::Initial(_)
            | Self::Regions
            | Self::Search
            | Self::Plans(..)
            | Self::Coverages(..)
            | Self::Coverage(..)
            | Self::Plan(..)
            | Self::Phone(..)
            | Self::Buy(..)
            | Self::Offer(_)
            | Self::Processing(_)
            | Self::Transfer(_)
            | Self::AgreeToAll(_)
            | Self::Decline(_)
            | Self::EmailYes(_)
            | Self::EmailNo(_)
            | Self::EmailSame(_)
            | Self::AddressOk(_)
            | Self::AddressAgain(_)
            | Self::Pay(_)
            | Self::PayStars(_)
            | Self::PayTenge(_)
            | Self::PriceOk(..)
            | Self::Cancel(_)
            | Self::Declined(..)
            | Self::TryAgain(..)
            | Self::Esims(_)
            | Self::Esim(_)
            | Self::ShowQr(_)
            | Self::SendMail(_)
            | Self::MailOn(_)
            | Self::MailSame(_)
            | Self::Correct
            | Self::CorrectFor(_)
            | Self::Install(_)
            | Self::StepsTrouble(_)
            | Self::TroubleAt(..)
            | Self::TroubleOn(..)
            | Self::TroubleSend(..)
            | Self::ByHand(_)
            | Self::Front(_)
            | Self::Receipt(_)
            | Self::OpenNow(_)
            | Self::OpenLater(_)
            | Self::Open(_)
            | Self::Close
            | Self::WantRefund(_)
            | Self::Terms(_)
            | Self::Privacy(_)
            | Self::Consents
            | Self::WithdrawEmail
            | Self::Support
            | Self::WithdrawTalk
            | Self::LookUp(_)
            | Self::Help
            | Self::Leave
            | Self::Erase(_)
            | Self::Mute(_)
            | Self::Unmute(_)
            | Self::Cases => Needs::default(),
        }
    }
}

/// The stock of what is delivered for a payment that a restore lost.
fn to_deliver(rows: &Rows, order: Option<OrderId>, charge: &ChargeId) -> Option<StockNeed> {
    let known = order.and_then(|id| own(rows, id));
    let opening = known.map_or(Opening::AtOnce, |order| order.opening);
    let named = || {
        let charge = rows.charges.iter().find(|known| known.id == *charge)?;
        Some(charge.named.as_ref()?.plan.clone())
    };
    let plan = known.map_or_else(named, |order| Some(order.plan.id.clone()))?;
    Some(StockNeed { of: StockOf::Plan(plan), opening, free: true, left: true })
}

fn own(rows: &Rows, id: OrderId) -> Option<&Order> {
    rows.orders.iter().find(|order| order.id == id)
}

/// The stock of the plan of the person's order that is about to be paid, or was paid: a code where
/// none is set aside, and how many are `left` to warn of the last ones.
fn to_sell(rows: &Rows, invoice: Option<InvoiceRef>, left: bool) -> Option<StockNeed> {
    let order = own(rows, invoice?.order)?;
    let (of, opening) = (StockOf::Plan(order.plan.id.clone()), order.opening);
    // Whether one could be had that is opened at once.
    let left = left || opening != Opening::AtOnce;
    Some(StockNeed { of, opening, free: order.reserved.is_none(), left })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::charge::{Charge, ChargeState};
    use crate::domain::fixtures::Scene;
    use crate::domain::ids::ChargeId;
    use crate::domain::lang::Lang;

    /// It is one row for the whole shop: whoever locks it makes others wait.
    #[test]
    fn the_brake_is_locked_for_a_charge_that_pays_no_order_and_was_not_decided() {
        let mut scene = Scene::customer(Lang::En);
        let order = scene.invoiced("TH", "th-5");
        let (at, money) = (scene.order().invoiced_at().unwrap(), scene.order().asked.unwrap());
        let charge = ChargeId("stx1".to_owned());
        let row = Charge::new(charge.clone(), None, None, money, at);
        let locks = |rows: &Rows, invoice| {
            Event::Charged { charge: charge.clone(), money, invoice }.needs(rows).brake
        };
        let rows = &mut scene.snap.rows;
        rows.charges.push(row.clone());
        assert!(locks(rows, None));
        assert!(!locks(rows, Some(InvoiceRef { order, at })), "it pays");
        rows.charges = vec![row.as_written(ChargeState::Refunding)];
        assert!(!locks(rows, None), "it was decided before");
    }
}
