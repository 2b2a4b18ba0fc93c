//! The shop's books as its owner reads them: what became of orders, money, codes and cases, who
//! agreed to what, which admin did what; and the owner's commands beside a running shop. It must
//! not know what is tested.

use pretend_telegram::ADMIN;
use qazaq_esim_bot::app::commands::{cases, check, ledger, recovery};
use qazaq_esim_bot::config::{self, Settings};
use qazaq_esim_bot::domain::case::CaseAct;
use qazaq_esim_bot::domain::ids::OrderId;

use super::Shop;
use super::places::write_sealing_key;

impl Shop {
    /// The state words of all orders, oldest first.
    pub async fn orders(&self) -> Vec<String> {
        let rows = self.sql(
            "select state from orders order by created_at, \
             (select min(c.id) from consents c where c.order_id = orders.id)",
        );
        let rows = rows.await;
        rows.into_iter().flatten().collect()
    }

    /// The state words of all charges, in the order of the alphabet.
    pub async fn charges(&self) -> Vec<String> {
        let rows = self.sql("select state from charges order by state").await;
        rows.into_iter().flatten().collect()
    }

    /// How many codes of a plan are free.
    pub async fn free(&self, plan: &str) -> usize {
        let rows = self.sql("select plan_id from esims where order_id is null and sold_at is null");
        rows.await.iter().filter(|row| row[0] == plan).count()
    }

    /// The number of the newest order.
    pub async fn newest_order(&self) -> OrderId {
        let rows = self.sql(
            "select id from orders order by created_at desc, \
             (select min(c.id) from consents c where c.order_id = orders.id) desc",
        );
        let rows = rows.await;
        OrderId::from_number(rows[0][0].parse().unwrap())
    }

    /// The cases that are open, oldest first: their numbers and kinds.
    pub async fn open_cases(&self) -> Vec<(i64, String)> {
        let rows = self.sql("select id, kind from cases where closed_at is null order by id").await;
        rows.into_iter().map(|row| (row[0].parse().unwrap(), row[1].clone())).collect()
    }

    /// The kinds of all cases ever, oldest first.
    pub async fn cases(&self) -> Vec<String> {
        self.sql("select kind from cases order by id").await.concat()
    }

    /// What was done by hand, oldest first: who, what, and to which order or case.
    pub async fn audit(&self) -> Vec<String> {
        let rows = self.sql("select admin, action, order_id, subject from audit order by id").await;
        let line = |row: Vec<String>| {
            let who = if row[0] == "owner" { "owner" } else { "admin" };
            let order = row[2].parse().map(|number| OrderId::from_number(number).to_string());
            let what = if row[3].is_empty() { order.unwrap_or_default() } else { row[3].clone() };
            format!("{who} {} {what}", row[1]).trim_end().to_owned()
        };
        rows.into_iter().map(line).collect()
    }

    /// What was agreed to and declined, oldest first.
    pub async fn consents(&self) -> Vec<String> {
        let rows = self.sql("select purpose, act from consents order by id").await;
        rows.into_iter().map(|row| row.join(" ")).collect()
    }

    /// How many messages in admins' chats belong to a talk that ended.
    pub async fn ended(&self) -> i64 {
        self.count("select count(*) from ended").await
    }

    /// How many people the shop knows, visitors too.
    pub async fn people(&self) -> i64 {
        self.count("select count(*) from customers").await
    }

    /// How many e-mail addresses it knows.
    pub async fn addresses(&self) -> i64 {
        self.count("select count(*) from addresses").await
    }

    /// `cases`: the owner's list on the server.
    pub async fn lists_cases(&self) -> String {
        cases::list(self.store(), &self.words).await.unwrap()
    }

    /// `cases settle`: the owner settles a case on the server.
    pub async fn settles_case(&self, id: i64, act: CaseAct) -> anyhow::Result<String> {
        cases::settle(self.store(), self.clock(), id, act).await
    }

    /// `check`: its lines.
    pub async fn checks(&self) -> Vec<String> {
        write_sealing_key(self.folder());
        let (database, keys) = self.urls().clone();
        let settings = Settings {
            telegram_bot_token: Some(self.sim.token().to_owned()),
            telegram_api_url: Some(self.sim.api_url()),
            admin_ids: Some(ADMIN.to_string()),
            database_url: Some(database),
            keys_url: Some(keys),
            sealing_key_file: Some(self.folder().join("sealing.key")),
            stars_rate_kzt: Some("6.5".to_owned()),
            ..Settings::default()
        };
        let config = config::parse(&settings).unwrap();
        let (_, said) = check::check(config, self.clock()).await.unwrap();
        said.lines().map(str::to_owned).collect()
    }

    /// `ledger check`, with Telegram's ledger.
    pub async fn checks_books(&self) -> (bool, String) {
        let settings = Settings {
            telegram_bot_token: Some(self.sim.token().to_owned()),
            telegram_api_url: Some(self.sim.api_url()),
            ..Settings::default()
        };
        let telegram = config::parse_telegram(&settings).unwrap();
        ledger::check(self.store(), self.clock(), Some(&telegram)).await.unwrap()
    }

    /// `stock release`: what a restore holds back goes on sale.
    pub async fn releases_stock(&self) {
        recovery::release(self.store(), self.clock(), None).await.unwrap();
    }
}
