//! The buttons of the shop: what each means.

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

use super::case::CaseAct;
use super::country::{Country, Place};
use super::ids::{AddressId, CustomerId, MessageId, OrderId, ParcelId};
use super::lang::Lang;
use super::plan::PlanId;

/// Which phone it is, as far as installing differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Phone {
    Iphone,
    Android,
}

/// What a button means. It carries its whole target (callback data, 1-64 bytes); an admin's press
/// is checked against the role again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Press {
    Lang(Lang),
    Language,
    /// The first screen of the shop.
    Home,
    /// All countries by their letters. Older versions numbered pages.
    Countries(u16),
    /// The countries that begin with a letter.
    Initial(char),
    Regions,
    /// Asks to type a name.
    Search,
    /// Plans of a country, coverages of a region; a page.
    Plans(Place, u16),
    /// The coverages of several countries that reach a place, a page.
    Coverages(Place, u16),
    /// The plans of the coverage of this plan, found at a place, a page.
    Coverage(Place, PlanId, u16),
    /// The checkout of a plan, found at a place.
    Plan(Place, PlanId),
    Phone(Place, PlanId),
    /// The same, from cards of older versions.
    Buy(Place, PlanId),
    /// The offer is agreed to, on the checkout of this number.
    Offer(OrderId),
    Processing(OrderId),
    /// The transfer of personal data abroad.
    Transfer(OrderId),
    /// All three at once, where the owner offers it.
    AgreeToAll(OrderId),
    /// No to any of them.
    #[serde(alias = "ProcessingNo")]
    Decline(OrderId),
    /// The QR by e-mail too, to an address that is typed next.
    EmailYes(OrderId),
    EmailNo(OrderId),
    /// To the address that stands already.
    EmailSame(OrderId),
    AddressOk(AddressId),
    AddressAgain(Option<OrderId>),
    /// Sends the invoice: of the checkout with this number, or of this order.
    Pay(OrderId),
    /// The other rail, under an invoice.
    PayStars(OrderId),
    PayTenge(OrderId),
    /// The order's changed price is accepted (the new price in tiyn).
    PriceOk(OrderId, i64),
    Cancel(OrderId),
    /// The card was declined, of the approval that ends then (unix milliseconds).
    Declined(OrderId, i64),
    /// The bank's page is closed after that: a new invoice.
    TryAgain(OrderId, i64),
    Esims(u16),
    Esim(OrderId),
    ShowQr(OrderId),
    /// The letter of this order, asking for the consent where there is none.
    SendMail(OrderId),
    /// The consent to mail this order, to an address that is typed next.
    MailOn(OrderId),
    /// The same to the address that stands.
    MailSame(OrderId),
    /// Corrects the address, from buttons of before that name no order.
    Correct,
    /// Corrects the address, and sends this order's letter there.
    CorrectFor(OrderId),
    /// How to install: which phone is it?
    Install(OrderId),
    StepsIphone(OrderId),
    StepsAndroid(OrderId),
    /// It does not work: where are you?
    StepsTrouble(OrderId),
    /// It does not work in this country, or before the trip.
    TroubleAt(OrderId, Option<Country>),
    /// It does not work on this phone.
    TroubleOn(OrderId, Option<Country>, Phone),
    /// Nothing helped: support is to know all of that.
    TroubleSend(OrderId, Option<Country>, Phone),
    /// The codes below the QR, for installing by hand.
    ByHand(OrderId),
    /// Back to what stands below a QR.
    Front(OrderId),
    Receipt(OrderId),
    /// The QR is to be shown as soon as it is paid.
    OpenNow(OrderId),
    /// The QR is to wait until its customer opens it.
    OpenLater(OrderId),
    /// Opens an order that waits for that.
    Open(OrderId),
    /// Takes the pressed message away.
    Close,
    /// I want my money back (while the QR is late).
    WantRefund(OrderId),
    Terms(u8),
    Privacy(u8),
    Consents,
    /// The e-mail consent is withdrawn.
    WithdrawEmail,
    Support,
    /// Passes this message of the customer's on to support.
    PassOn(MessageId),
    /// This message of the customer's was no word to support: a place is looked for.
    LookUp(MessageId),
    /// The talk with support may be kept, and this message is sent.
    KeepTalk(ParcelId),
    /// It may not, and this message is sent.
    SendTalk(ParcelId),
    /// The talk with support may not be kept any more.
    WithdrawTalk,
    Help,
    Leave,
    /// Erasure, the answer to the first (1) and second (2) question.
    Erase(u8),
    /// An admin shuts support to this person.
    Mute(CustomerId),
    /// An admin opens it again.
    Unmute(CustomerId),
    Cases,
    Case(i64),
    /// The plans, one of which was sold for the payment of a case; a page.
    CasePlans(i64, u16),
    /// It was this one.
    CasePlan(i64, PlanId),
    /// An admin settles a case: its number, how, digest of what was shown, end of validity (unix
    /// seconds).
    CaseAct(i64, CaseAct, u32, i64),
    /// An admin acts on an order that was named by its number: how, digest of what was shown, end
    /// of validity.
    OrderAct(OrderId, CaseAct, u32, i64),
}

/// Reads the button of a message that waits in the outbox. Version 0.1 queued three that are none
/// any more; their digests are of another form, so that whoever presses one is told to ask again.
///
/// # Errors
/// It is no button of this version, nor of 0.1.
pub fn read_press<'de, D: Deserializer<'de>>(from: D) -> Result<Press, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Stored {
        Now(Press),
        Before(Before),
    }
    #[derive(Deserialize)]
    enum Before {
        RefundYes(OrderId, u32, i64),
        RefundNo(IgnoredAny),
        SettledYes(OrderId, u32, i64),
    }
    Ok(match Stored::deserialize(from)? {
        Stored::Now(press) => press,
        Stored::Before(Before::RefundYes(order, shown, until)) => {
            Press::OrderAct(order, CaseAct::Refund, shown, until)
        }
        Stored::Before(Before::SettledYes(order, shown, until)) => {
            Press::OrderAct(order, CaseAct::Outside, shown, until)
        }
        Stored::Before(Before::RefundNo(IgnoredAny)) => Press::Leave,
    })
}
