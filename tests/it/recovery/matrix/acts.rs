//! How a shop comes to the moment of its backup, and what happens after it. It must not know what
//! is right after the restore.

use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::bank::BankPage;
use pretend_telegram::world::money::PayTarget;
use pretend_telegram::{ADMIN, SECOND_CUSTOMER};
use qazaq_esim_bot::domain::ids::OrderId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::telegram::callback_data::encode;

use super::{Moment, Run, Since};
use crate::support::{HOUR, MINUTE};

/// How long Telegram takes no call, where a call is to be under way.
const HELD: i64 = 5_000;
/// How long a bank's page stays open.
const AT_BANK: i64 = 5 * MINUTE;

impl Run {
    /// Up to the moment of the backup.
    pub(super) async fn reaches(&mut self) {
        self.phone().begin(Lang::En).await;
        match self.row.at {
            Moment::BeforeTheOrder => {}
            Moment::Checkout => {
                self.phone().choose("Turkey", "tr-1").await;
                self.phone().agree().await;
            }
            Moment::Invoiced => self.is_invoiced(false).await,
            Moment::InvoicedTenge => self.is_invoiced(true).await,
            Moment::Approved | Moment::ApprovedTenge => {
                self.is_invoiced(self.row.at == Moment::ApprovedTenge).await;
                self.is_approved().await;
            }
            Moment::Expired => {
                self.is_invoiced(false).await;
                self.shop.advance(31 * MINUTE).await;
            }
            Moment::Paid => {
                self.is_invoiced(false).await;
                self.sells_all().await;
                self.is_charged_at_once().await;
            }
            Moment::Provisioned | Moment::ProvisionedTenge => {
                self.is_invoiced(self.row.at == Moment::ProvisionedTenge).await;
                self.is_paid_unseen().await;
            }
            Moment::Delivered => self.buys().await,
            Moment::Unopened | Moment::UnopenedTenge => {
                self.keeps().await;
                self.phone().pays().await;
            }
            Moment::UnopenedPaid => {
                self.keeps().await;
                self.sells_all().await;
                self.is_charged_at_once().await;
            }
            Moment::Returning => {
                self.buys().await;
                let held = FaultSpec::new(FaultKind::TooManyRequests).on("refundStarPayment");
                self.shop.world.add_fault(held.with(HELD / 1_000));
                self.is_refunded_by_an_admin().await;
            }
        }
        assert_eq!(self.state().await, self.row.at.state(), "at the backup");
    }

    /// The state word of the customer's order.
    async fn state(&self) -> Option<String> {
        let order = self.order().await?;
        let rows = self.shop.sql("select id, state from orders").await;
        rows.into_iter().find(|row| row[0] == order.number().to_string()).map(|row| row[1].clone())
    }

    /// The customer's order: the first of the shop, where there is one.
    pub(super) async fn order(&self) -> Option<OrderId> {
        let rows = self.shop.sql("select id from orders order by created_at limit 1").await;
        rows.first().map(|row| OrderId::from_number(row[0].parse().unwrap()))
    }

    /// What is lost.
    pub(super) async fn happens(&mut self) {
        match self.row.since {
            Since::Nothing => {}
            Since::Days => {
                self.gives_up();
                self.shop.advance(25 * HOUR).await;
            }
            Since::Delivered => self.is_delivered().await,
            Since::OtherMoney => self.pays_in_other_money().await,
            Since::Unseen => self.is_paid_unseen().await,
            Since::Refunded => self.is_refunded().await,
            Since::Erased => {
                self.is_delivered().await;
                self.is_erased().await;
            }
            Since::Resold => {
                self.is_refunded().await;
                self.sells_all().await;
            }
            Since::ChargedLater => {
                self.is_asked_for_anew().await;
                self.is_approved().await;
            }
        }
    }

    /// From wherever the customer is to an invoice of `tr-1`.
    async fn is_invoiced(&self, tenge: bool) {
        let phone = self.phone();
        phone.invoice_for("Turkey", "tr-1").await;
        if tenge {
            let order = self.order().await.expect("an order");
            phone.tap(&Press::PayTenge(order)).await;
        }
    }

    /// From the moment of the backup to an invoice that can be paid.
    async fn is_asked_for_anew(&self) {
        match self.row.at {
            Moment::BeforeTheOrder => self.is_invoiced(false).await,
            Moment::Checkout => self.phone().to_pay().await,
            Moment::Expired => {
                let order = self.order().await.expect("an order");
                self.phone().tap(&Press::Pay(order)).await;
            }
            Moment::Invoiced
            | Moment::InvoicedTenge
            | Moment::Approved
            | Moment::ApprovedTenge
            | Moment::Paid
            | Moment::Provisioned
            | Moment::ProvisionedTenge
            | Moment::Delivered
            | Moment::Unopened
            | Moment::UnopenedTenge
            | Moment::UnopenedPaid
            | Moment::Returning => {}
        }
    }

    /// The customer begins to pay, and the shop says yes. In Stars Telegram takes no answer for a
    /// moment; in tenge the bank's page is open.
    async fn is_approved(&mut self) {
        if self.query.is_some() {
            return;
        }
        let world = &self.shop.world;
        let held = FaultSpec::new(FaultKind::TooManyRequests).on("answerPreCheckoutQuery");
        if self.is_in_tenge() {
            world.set_bank_page(BankPage { takes_ms: AT_BANK, declines: false });
        } else {
            world.add_fault(held.with(HELD / 1_000));
        }
        let target = PayTarget::Message(self.phone().invoice().unwrap());
        self.query = Some(world.begin_pay(self.phone().person, target).unwrap());
        self.shop.rest().await;
        assert_eq!(self.state().await.as_deref(), Some("approved"));
    }

    /// Whether its newest invoice asks tenge.
    fn is_in_tenge(&self) -> bool {
        let mut invoices = self.shop.world.invoices();
        invoices.retain(|invoice| invoice.chat == self.phone().person);
        invoices.last().is_some_and(|invoice| invoice.currency == "KZT")
    }

    async fn buys(&self) {
        self.is_invoiced(false).await;
        self.phone().pays().await;
    }

    /// Bought before the trip.
    async fn keeps(&self) {
        let phone = self.phone();
        phone.choose("Turkey", "tr-1").await;
        phone.press("before the trip", |press| matches!(press, Press::OpenLater(_))).await;
        phone.agree().await;
        phone.to_pay().await;
        if self.row.at == Moment::UnopenedTenge {
            let order = self.order().await.expect("an order");
            phone.tap(&Press::PayTenge(order)).await;
        }
    }

    /// Somebody else buys every code that is left.
    async fn sells_all(&self) {
        while self.shop.free("tr-1").await > 0 {
            self.shop.phone(SECOND_CUSTOMER).buys(Lang::Ru).await;
        }
    }

    /// Telegram charges whatever the shop answers.
    async fn is_charged_at_once(&self) {
        let (world, target) = (&self.shop.world, self.phone().invoice().unwrap());
        let query = world.begin_pay(self.phone().person, PayTarget::Message(target)).unwrap();
        world.change(|state| state.answer_pre_checkout(&query, None));
        self.shop.rest().await;
    }

    /// It is paid, if it was not, and its customer has the QR.
    async fn is_delivered(&mut self) {
        match self.row.at {
            Moment::Paid => self.gets_a_code().await,
            Moment::UnopenedPaid => {
                self.gets_a_code().await;
                self.opens().await;
            }
            Moment::Provisioned | Moment::ProvisionedTenge => {
                self.shop.world.block(self.phone().person, false).unwrap();
                self.shop.rest().await;
            }
            Moment::Unopened | Moment::UnopenedTenge => self.opens().await,
            Moment::Delivered | Moment::Returning => {}
            Moment::Approved | Moment::ApprovedTenge => self.payment_ends().await,
            Moment::BeforeTheOrder
            | Moment::Checkout
            | Moment::Invoiced
            | Moment::InvoicedTenge
            | Moment::Expired => {
                self.is_asked_for_anew().await;
                self.phone().pays().await;
            }
        }
        assert_eq!(self.phone().photos().len(), 1, "delivered before the loss");
    }

    async fn gets_a_code(&mut self) {
        self.shop.import_stock("tr-1", 1).await;
        self.shop.advance(15_000).await;
    }

    async fn opens(&self) {
        let order = self.order().await.expect("an order");
        self.phone().tap(&Press::Open(order)).await;
    }

    /// What was under way is charged.
    async fn payment_ends(&self) {
        let shop = &self.shop;
        shop.advance(if self.is_in_tenge() { AT_BANK } else { HELD }).await;
        let query = self.query.as_ref().expect("a payment");
        shop.world.payment_outcome(query).await;
        shop.rest().await;
    }

    /// It is paid in the currency that it was not asked in.
    async fn pays_in_other_money(&self) {
        self.is_asked_for_anew().await;
        let order = self.order().await.expect("an order");
        let other =
            if self.is_in_tenge() { Press::PayStars(order) } else { Press::PayTenge(order) };
        self.phone().tap(&other).await;
        self.phone().pays().await;
        assert_eq!(self.phone().photos().len(), 1);
    }

    /// It is paid while its customer blocks the bot.
    async fn is_paid_unseen(&mut self) {
        self.is_asked_for_anew().await;
        let (world, person) = (self.shop.world.clone(), self.phone().person);
        if self.query.is_some() {
            world.block(person, true).unwrap();
            self.payment_ends().await;
        } else {
            let target = PayTarget::Message(self.phone().invoice().unwrap());
            world.begin_pay(person, target).unwrap();
            world.block(person, true).unwrap();
            self.shop.rest().await;
        }
        assert_eq!(self.state().await.as_deref(), Some("provisioned"));
        assert!(self.phone().photos().is_empty());
    }

    /// The money goes back: by its customer's word where nobody saw the code, or by an admin.
    async fn is_refunded(&mut self) {
        let order = self.order().await;
        match (self.row.at, order) {
            (
                Moment::Paid | Moment::Unopened | Moment::UnopenedTenge | Moment::UnopenedPaid,
                Some(order),
            ) => {
                self.phone().tap(&Press::WantRefund(order)).await;
                for _ in 0..3 {
                    self.shop.advance(15_000).await;
                }
            }
            (Moment::Provisioned | Moment::ProvisionedTenge, _) => {
                self.is_refunded_by_an_admin().await;
            }
            (Moment::Returning, _) => self.shop.advance(HELD).await,
            _ => {
                self.is_delivered().await;
                self.is_refunded_by_an_admin().await;
            }
        }
        assert_eq!(self.state().await.as_deref(), Some("returned"));
    }

    async fn is_refunded_by_an_admin(&self) {
        let order = self.order().await.expect("an order");
        let admin = self.shop.phone(ADMIN);
        admin.say(&format!("/refund {order}")).await;
        admin.press("yes", |press| matches!(press, Press::OrderAct(..))).await;
        self.shop.rest().await;
    }

    async fn is_erased(&self) {
        let phone = self.phone();
        phone.say("/deletemydata").await;
        phone.tap(&Press::Erase(1)).await;
        phone.tap(&Press::Erase(2)).await;
        let erased = "select count(*) from destroyed";
        let erased = async || self.shop.count(erased).await > 0;
        self.shop.until("the erasure", erased).await;
        self.shop.rest().await;
    }

    /// While nobody serves, the customer presses what the chat still shows.
    pub(super) fn presses_what_is_lost(&self) {
        if matches!(self.row.at, Moment::Unopened | Moment::UnopenedTenge | Moment::UnopenedPaid)
            && let Some(order) = self.ordered
        {
            let last = self.phone().last().id;
            let press = encode(&Press::Open(order));
            self.shop.world.press_data(self.phone().person, last, &press).unwrap();
        }
    }

    /// What was under way when the disk died comes to its end.
    pub(super) async fn goes_on(&self) {
        let Some(query) = &self.query else { return };
        if self.row.since != Since::ChargedLater {
            self.gives_up();
        } else if self.is_in_tenge() {
            self.payment_ends().await;
        } else {
            // The answer of the process that died.
            self.shop.world.change(|state| state.answer_pre_checkout(query, None));
        }
        self.shop.rest().await;
    }

    /// The customer closes the bank's page.
    fn gives_up(&self) {
        if let Some(query) = &self.query {
            self.shop.world.close_bank_page(query);
        }
    }

    /// The customer comes back and looks for the eSIM.
    pub(super) async fn looks_for_the_esim(&self) {
        let phone = self.phone();
        phone.say("/start").await;
        if let Some(order) = self.ordered {
            phone.forge_press(&Press::Esim(order)).await;
            phone.forge_press(&Press::Open(order)).await;
        }
        self.shop.looks().await;
    }
}

impl Moment {
    /// The state word of its order.
    fn state(self) -> Option<String> {
        let word = match self {
            Self::BeforeTheOrder | Self::Checkout => return None,
            Self::Invoiced | Self::InvoicedTenge => "invoiced",
            Self::Approved | Self::ApprovedTenge => "approved",
            Self::Expired => "expired",
            Self::Paid | Self::UnopenedPaid => "paid",
            Self::Delivered => "fulfilled",
            Self::Provisioned | Self::ProvisionedTenge | Self::Unopened | Self::UnopenedTenge => {
                "provisioned"
            }
            Self::Returning => "returned",
        };
        Some(word.to_owned())
    }
}
