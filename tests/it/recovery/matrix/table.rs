//! The table of the restore matrix: pairs of a moment and an event, and what is seen of each after
//! the restore. It must not know how a row is tried.

use qazaq_esim_bot::domain::case::CaseAct;

/// When the backup was made. Where no currency is named the money is Stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    BeforeTheOrder,
    Checkout,
    Invoiced,
    InvoicedTenge,
    /// The shop said yes, and its answer is not with Telegram yet.
    Approved,
    /// The shop said yes, and the bank's page is open.
    ApprovedTenge,
    Expired,
    /// There was no code for it.
    Paid,
    /// Its customer blocks the bot, and saw nothing.
    Provisioned,
    ProvisionedTenge,
    Delivered,
    /// Bought to be opened later.
    Unopened,
    UnopenedTenge,
    /// The same, and there was no code for it.
    UnopenedPaid,
    /// An admin gives the money back, and Telegram does not take the call yet.
    Returning,
}

/// What happened after the backup and is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    Nothing,
    /// More than a day in which nothing happened.
    Days,
    /// It was paid, where it was not yet, and its QR was shown.
    Delivered,
    /// The same in the other currency.
    OtherMoney,
    /// It was paid, and its QR was shown to nobody.
    Unseen,
    /// It was delivered, where it could be, and the money went back.
    Refunded,
    /// It was delivered, and its customer was erased.
    Erased,
    /// The money went back, and the code was sold to somebody else.
    Resold,
    /// A payment was under way when the disk died, and is charged after the restore.
    ChargedLater,
}

/// A row: what is lost, and what is seen of it after the restore.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub at: Moment,
    pub since: Since,
    /// Whether the customer is told that the order was closed.
    pub told: bool,
    /// What is before a person once the ledger was read.
    pub cases: &'static [&'static str],
    /// How it ends there, by the truth.
    pub ends: Option<CaseAct>,
}

const fn row(at: Moment, since: Since, told: bool) -> Row {
    Row { at, since, told, cases: &[], ends: None }
}

impl Row {
    const fn case(self, kind: &'static [&'static str], ends: CaseAct) -> Self {
        Self { cases: kind, ends: Some(ends), ..self }
    }

    /// Whether its order could still be paid at the backup: the restore closes it.
    pub const fn closes(&self) -> bool {
        matches!(
            self.at,
            Moment::Invoiced
                | Moment::InvoicedTenge
                | Moment::Approved
                | Moment::ApprovedTenge
                | Moment::Expired
        )
    }
}

const TOLD: bool = true;
const NOT_TOLD: bool = false;

const CHARGE: &[&str] = &["charge"];
const STUCK: &[&str] = &["stuck"];
const APPROVAL: &[&str] = &["approval"];

/// Every pair that can happen.
pub const ROWS: &[Row] = &[
    row(Moment::BeforeTheOrder, Since::Nothing, NOT_TOLD),
    row(Moment::BeforeTheOrder, Since::Delivered, NOT_TOLD).case(CHARGE, CaseAct::Keep),
    row(Moment::BeforeTheOrder, Since::OtherMoney, NOT_TOLD),
    row(Moment::BeforeTheOrder, Since::Unseen, NOT_TOLD).case(CHARGE, CaseAct::Deliver),
    row(Moment::BeforeTheOrder, Since::Refunded, NOT_TOLD),
    row(Moment::BeforeTheOrder, Since::Erased, NOT_TOLD).case(CHARGE, CaseAct::Keep),
    row(Moment::BeforeTheOrder, Since::ChargedLater, NOT_TOLD).case(CHARGE, CaseAct::Deliver),
    row(Moment::Checkout, Since::Nothing, NOT_TOLD),
    row(Moment::Checkout, Since::Delivered, NOT_TOLD).case(CHARGE, CaseAct::Keep),
    row(Moment::Checkout, Since::Unseen, NOT_TOLD).case(CHARGE, CaseAct::Refund),
    row(Moment::Checkout, Since::Refunded, NOT_TOLD),
    row(Moment::Checkout, Since::ChargedLater, NOT_TOLD).case(CHARGE, CaseAct::Deliver),
    row(Moment::Invoiced, Since::Nothing, TOLD),
    row(Moment::Invoiced, Since::Days, NOT_TOLD),
    row(Moment::Invoiced, Since::Delivered, TOLD).case(CHARGE, CaseAct::Keep),
    row(Moment::Invoiced, Since::OtherMoney, TOLD),
    row(Moment::Invoiced, Since::Unseen, TOLD).case(CHARGE, CaseAct::Deliver),
    row(Moment::Invoiced, Since::Refunded, TOLD),
    row(Moment::Invoiced, Since::Erased, NOT_TOLD).case(CHARGE, CaseAct::Keep),
    row(Moment::Invoiced, Since::ChargedLater, TOLD).case(CHARGE, CaseAct::Refund),
    row(Moment::InvoicedTenge, Since::Nothing, TOLD),
    row(Moment::InvoicedTenge, Since::Delivered, TOLD),
    row(Moment::InvoicedTenge, Since::OtherMoney, TOLD).case(CHARGE, CaseAct::Keep),
    row(Moment::InvoicedTenge, Since::ChargedLater, TOLD).case(CHARGE, CaseAct::Deliver),
    row(Moment::Approved, Since::Nothing, TOLD),
    row(Moment::Approved, Since::Delivered, TOLD).case(CHARGE, CaseAct::Keep),
    row(Moment::Approved, Since::Unseen, TOLD).case(CHARGE, CaseAct::Refund),
    row(Moment::Approved, Since::Refunded, TOLD),
    row(Moment::Approved, Since::Erased, NOT_TOLD).case(CHARGE, CaseAct::Keep),
    row(Moment::Approved, Since::ChargedLater, TOLD).case(CHARGE, CaseAct::Deliver),
    row(Moment::ApprovedTenge, Since::Nothing, TOLD).case(APPROVAL, CaseAct::Outside),
    row(Moment::ApprovedTenge, Since::Days, NOT_TOLD).case(APPROVAL, CaseAct::Outside),
    row(Moment::ApprovedTenge, Since::Delivered, TOLD).case(APPROVAL, CaseAct::Keep),
    row(Moment::ApprovedTenge, Since::Unseen, TOLD).case(APPROVAL, CaseAct::Deliver),
    row(Moment::ApprovedTenge, Since::Erased, NOT_TOLD).case(APPROVAL, CaseAct::Keep),
    row(Moment::ApprovedTenge, Since::ChargedLater, TOLD).case(CHARGE, CaseAct::Deliver),
    row(Moment::Expired, Since::Nothing, NOT_TOLD),
    row(Moment::Expired, Since::Delivered, NOT_TOLD).case(CHARGE, CaseAct::Keep),
    row(Moment::Expired, Since::Unseen, NOT_TOLD).case(CHARGE, CaseAct::Deliver),
    row(Moment::Expired, Since::ChargedLater, NOT_TOLD).case(CHARGE, CaseAct::Deliver),
    row(Moment::Paid, Since::Nothing, NOT_TOLD).case(STUCK, CaseAct::Deliver),
    row(Moment::Paid, Since::Delivered, NOT_TOLD).case(STUCK, CaseAct::Keep),
    row(Moment::Paid, Since::Refunded, NOT_TOLD),
    row(Moment::Provisioned, Since::Nothing, NOT_TOLD),
    row(Moment::Provisioned, Since::Delivered, NOT_TOLD),
    row(Moment::Provisioned, Since::Resold, NOT_TOLD),
    row(Moment::ProvisionedTenge, Since::Nothing, NOT_TOLD).case(STUCK, CaseAct::Deliver),
    row(Moment::ProvisionedTenge, Since::Delivered, NOT_TOLD).case(STUCK, CaseAct::Keep),
    row(Moment::ProvisionedTenge, Since::Resold, NOT_TOLD).case(STUCK, CaseAct::Refund),
    row(Moment::Delivered, Since::Nothing, NOT_TOLD),
    row(Moment::Delivered, Since::Refunded, NOT_TOLD),
    row(Moment::Delivered, Since::Erased, NOT_TOLD),
    row(Moment::Unopened, Since::Nothing, NOT_TOLD),
    row(Moment::Unopened, Since::Delivered, NOT_TOLD),
    row(Moment::Unopened, Since::Resold, NOT_TOLD),
    row(Moment::UnopenedTenge, Since::Nothing, NOT_TOLD).case(STUCK, CaseAct::Deliver),
    row(Moment::UnopenedTenge, Since::Delivered, NOT_TOLD).case(STUCK, CaseAct::Keep),
    row(Moment::UnopenedTenge, Since::Resold, NOT_TOLD).case(STUCK, CaseAct::Refund),
    row(Moment::UnopenedPaid, Since::Nothing, NOT_TOLD).case(STUCK, CaseAct::Deliver),
    row(Moment::UnopenedPaid, Since::Delivered, NOT_TOLD).case(STUCK, CaseAct::Keep),
    row(Moment::UnopenedPaid, Since::Refunded, NOT_TOLD),
    row(Moment::Returning, Since::Nothing, NOT_TOLD),
    row(Moment::Returning, Since::Refunded, NOT_TOLD),
];
