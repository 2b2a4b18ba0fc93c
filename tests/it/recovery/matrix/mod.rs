//! The restore matrix: the moment of the backup × what happened since, before the disk died. Each
//! row is lost, restored, read, released and settled in the same way, and judged in the same way,
//! by what the world shows ([`judge`]). The rows are in [`table`]; what a moment and an event are
//! is in [`acts`].
//!
//! The owner of a row knows what the supplier and the provider know: which codes were used, and
//! what came of a payment. So the codes that the world saw are discarded, and a case ends as the
//! row says. One moment alone: `cargo test --test it matrix::invoiced`.

mod acts;
mod judge;
mod table;

use std::panic::AssertUnwindSafe;

use futures::FutureExt as _;
use futures::stream::{self, StreamExt as _};
use pretend_telegram::SECOND_CUSTOMER;
use pretend_telegram::world::history::Seen;
use pretend_telegram::world::money::{PayOutcome, PayTarget};
use qazaq_esim_bot::app::commands::{cases, recovery};
use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::domain::ids::OrderId;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::press::Press;
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::domain::time::Stamp;

use crate::support::cases::reconciled;
use crate::support::orders::used;
use crate::support::{MINUTE, Phone, Shop, ShopOptions, files};
use judge::Sight;
use table::{Moment, ROWS, Row, Since};

/// A row as it is tried.
struct Run {
    row: Row,
    shop: Shop,
    /// The payment that is under way.
    query: Option<String>,
    /// The order of the customer, as it was called before the loss.
    ordered: Option<OrderId>,
}

/// Rows beside one another: each waits most of its time.
const AT_ONCE: usize = 4;

/// Tries all rows of a moment, and names those that fail.
async fn rows_of(at: Moment) {
    let rows = ROWS.iter().filter(|row| row.at == at);
    let tried = stream::iter(rows).map(|row| async {
        let run = async { Run::begin(*row).await.runs().await };
        let failed = AssertUnwindSafe(run).catch_unwind().await.is_err();
        failed.then(|| format!("{:?} × {:?}", row.at, row.since))
    });
    let tried: Vec<Option<String>> = tried.buffer_unordered(AT_ONCE).collect().await;
    assert!(tried.len() > 1, "{at:?} has {} rows", tried.len());
    let failed: Vec<String> = tried.into_iter().flatten().collect();
    assert!(failed.is_empty(), "these rows failed, see above: {failed:#?}");
}

impl Run {
    async fn begin(row: Row) -> Self {
        let codes = 2;
        let options =
            ShopOptions { tenge: true, mail: false, alone: true, codes, ..ShopOptions::default() };
        let shop = Shop::start(options).await;
        shop.admin().say("/start").await;
        Self { row, shop, query: None, ordered: None }
    }

    fn phone(&self) -> Phone<'_> {
        self.shop.customer()
    }

    async fn runs(mut self) {
        self.reaches().await;
        let backup = self.shop.backup("monday").await;
        self.happens().await;
        self.ordered = self.order().await;
        self.is_lost_and_restored(&backup).await;
        self.goes_on().await;
        self.is_read().await;
        self.judged().await;
        self.is_released().await;
        self.is_settled().await;
        self.is_sold_out().await;
        self.judged().await;
        let left = self.shop.lists_cases().await;
        assert_eq!(left, "Nothing needs a person.");
        let (well, said) = self.shop.checks_books().await;
        assert!(well, "{said}");
        self.shop.rest().await;
        self.shop.finish_cut().await;
    }

    /// The disk dies, the backup comes back, and whoever blocked the bot is there again.
    async fn is_lost_and_restored(&mut self, backup: &std::path::Path) {
        self.shop.close().await;
        self.shop.world.block(self.phone().person, false).unwrap();
        self.shop.lose_the_disk().await;
        self.shop.restore(backup).await;
        self.presses_what_is_lost();
        self.shop.reopen().await;
        self.shop.rest().await;
    }

    /// The ledger is read. By then the customer tried everything that might charge once more, and
    /// nothing that can be paid came by itself.
    async fn is_read(&self) {
        let shop = &self.shop;
        let invoices = shop.world.invoices().len();
        for _ in 0..2 {
            shop.advance(4 * MINUTE).await;
            reconciled(shop).await;
        }
        self.tries_to_pay().await;
        assert_eq!(shop.world.invoices().len(), invoices, "an invoice before the release");
        let told = self.closed().await.iter().map(|text| self.times_told(text)).sum::<usize>();
        assert_eq!(told, usize::from(self.row.told), "told that it was closed");
        let [own, _] = self.listed().await;
        let kinds: Vec<String> = own.into_iter().map(|(_, kind)| kind).collect();
        assert_eq!(kinds, self.row.cases, "{}", shop.lists_cases().await);
    }

    /// Every invoice that the customer ever got, and every button that would bring another.
    async fn tries_to_pay(&self) {
        let (shop, phone) = (&self.shop, self.phone());
        for order in self.orders().await {
            for press in [Press::Pay(order), Press::PayStars(order), Press::PayTenge(order)] {
                phone.forge_press(&press).await;
            }
        }
        let all = shop.world.invoices();
        for invoice in all.iter().filter(|invoice| invoice.chat == phone.person) {
            let outcome = phone.pay_for(PayTarget::Invoice(invoice.id)).await;
            assert!(matches!(outcome, PayOutcome::Refused { .. }), "{outcome:?}");
        }
    }

    /// The orders of the customer that the shop knows.
    async fn orders(&self) -> Vec<OrderId> {
        let rows = self.shop.sql("select id from orders where created_at > 0").await;
        rows.iter().map(|row| OrderId::from_number(row[0].parse().unwrap())).collect()
    }

    /// What is said of each order that the restore closed.
    async fn closed(&self) -> Vec<Text> {
        let rows = "select id, lost_since from orders where lost_since is not null and state = \
                    'cancelled'";
        let rows = self.shop.sql(rows).await;
        assert_eq!(rows.len(), usize::from(self.row.closes()), "closed");
        let text = |row: &Vec<String>| {
            let order = OrderId::from_number(row[0].parse().unwrap());
            Text::ClosedByRestore { order, at: Stamp(row[1].parse().unwrap()) }
        };
        rows.iter().map(text).collect()
    }

    /// How many messages came with these words, whatever became of them.
    fn times_told(&self, text: &Text) -> usize {
        let words = self.shop.plain(text, Lang::En);
        let says = |seen: &Seen| match seen {
            Seen::Came(message) => message.text.contains(words.trim()),
            Seen::Changed(_) | Seen::Went(_) | Seen::Pressed { .. } | Seen::Told(_) => false,
        };
        self.shop.world.history(self.phone().person).iter().filter(|seen| says(seen)).count()
    }

    /// What needs a person now: the number and the kind of each case. Those of the customer's order
    /// first, then everybody else's.
    async fn listed(&self) -> [Vec<(i64, String)>; 2] {
        let said = self.shop.lists_cases().await;
        let number = |line: &str| line.split_whitespace().next()?.parse::<i64>().ok();
        let numbers: Vec<i64> =
            said.lines().filter(|line| line.starts_with(' ')).filter_map(number).collect();
        let rows = "select id, kind, order_id from cases where closed_at is null order by id";
        let (mut own, mut others) = (Vec::new(), Vec::new());
        let ordered = self.ordered.map(|order| order.number().to_string());
        for row in self.shop.sql(rows).await {
            let id = row[0].parse().unwrap();
            let side = if Some(&row[2]) == ordered.as_ref() { &mut own } else { &mut others };
            side.extend(numbers.contains(&id).then(|| (id, row[1].clone())));
        }
        [own, others]
    }

    async fn judged(&self) {
        let wrong = Sight::of(&self.shop).await.judge();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// The owner discards what the supplier knows as used, and releases the rest.
    async fn is_released(&mut self) {
        let shop = &mut self.shop;
        let used = used(&shop.world);
        let used = used.as_ref().map(String::as_bytes);
        recovery::release(shop.store(), shop.clock(), used).await.unwrap();
        let more = files::more_stock("tr-1", 3).replace("LATER", "AFTER");
        shop.import_codes(&more).await;
        shop.looks().await;
        self.buys_once_more().await;
    }

    /// The customer buys the same plan, and is told before if an order of it was closed.
    async fn buys_once_more(&self) {
        let phone = self.phone();
        phone.begin(Lang::En).await;
        phone.choose("Turkey", "tr-1").await;
        if self.row.since != Since::Erased {
            for closed in self.closed().await {
                let Text::ClosedByRestore { order, at } = closed else { unreachable!() };
                phone.expect(&Text::CheckoutRestored { order, at }, Lang::En);
            }
        }
        phone.agree().await;
        phone.to_pay().await;
        phone.pays().await;
    }

    /// Each case ends as the row says, and everybody else's as delivered; what a person has to
    /// return is returned.
    async fn is_settled(&self) {
        let [own, others] = self.listed().await;
        let ends = own.into_iter().map(|(id, _)| (id, self.row.ends.expect("an end")));
        let ends = ends.chain(others.into_iter().map(|(id, _)| (id, CaseAct::Keep)));
        for (id, end) in ends.collect::<Vec<_>>() {
            self.ends_a_case(id, end).await;
        }
        let [due, others] = self.listed().await;
        assert!(others.is_empty(), "{others:?}");
        for (id, kind) in due {
            assert_eq!(kind, "due");
            self.ends_a_case(id, CaseAct::Outside).await;
        }
        self.looks_for_the_esim().await;
    }

    async fn ends_a_case(&self, id: i64, end: CaseAct) {
        let shop = &self.shop;
        let said = shop.lists_cases().await;
        let line = said.lines().find(|line| line.trim_start().starts_with(&format!("{id} ")));
        if line.expect("its line").contains("plan PLAN") {
            cases::plan(shop.store(), shop.clock(), id, "tr-1").await.unwrap();
        }
        shop.settles_case(id, end).await.unwrap();
        shop.looks().await;
    }

    /// Somebody else buys all that is left.
    async fn is_sold_out(&self) {
        let left = "select count(*) from esims where plan_id = 'tr-1' and order_id is null and \
                    sold_at is null and erased_at is null";
        let other = self.shop.phone(SECOND_CUSTOMER);
        for _ in 0..self.shop.count(left).await {
            other.buys(Lang::Ru).await;
        }
        assert_eq!(self.shop.count(left).await, 0);
    }
}

macro_rules! moments {
    ($($name:ident: $at:ident;)*) => {
        $(#[tokio::test]
        async fn $name() {
            rows_of(Moment::$at).await;
        })*

        #[test]
        fn no_row_is_left_out() {
            let tried = [$(Moment::$at),*];
            assert!(ROWS.iter().all(|row| tried.contains(&row.at)));
        }
    };
}

moments! {
    before_the_order: BeforeTheOrder;
    checkout: Checkout;
    invoiced: Invoiced;
    invoiced_in_tenge: InvoicedTenge;
    approved: Approved;
    approved_in_tenge: ApprovedTenge;
    expired: Expired;
    paid: Paid;
    provisioned: Provisioned;
    provisioned_in_tenge: ProvisionedTenge;
    delivered: Delivered;
    unopened: Unopened;
    unopened_in_tenge: UnopenedTenge;
    unopened_without_a_code: UnopenedPaid;
    returning: Returning;
}
