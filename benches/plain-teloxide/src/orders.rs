//! Plans, stock and orders in SQLite, as an ordinary bot keeps them: WAL, and a transaction where
//! two statements belong together.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use serde::Deserialize;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};

/// The orders' database.
#[derive(Debug, Clone)]
pub struct Orders {
    pool: SqlitePool,
}

/// A plan.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Plan {
    pub plan_id: String,
    pub country: String,
    pub data_mb: String,
    pub days: i64,
    pub price_kzt: i64,
    pub networks: String,
    pub generation: String,
}

impl Plan {
    /// 6.5 tenge a Star, rounded up.
    pub fn stars(&self) -> u32 {
        u32::try_from((self.price_kzt * 10 + 64) / 65).unwrap_or(u32::MAX)
    }
}

/// An order with its plan.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Order {
    pub id: i64,
    pub chat_id: i64,
    pub stars: i64,
    #[sqlx(flatten)]
    pub plan: Plan,
}

#[derive(Deserialize)]
struct PlanLine {
    plan_id: String,
    coverage: String,
    data_mb: String,
    days: i64,
    price_kzt: i64,
    networks: String,
    generation: String,
}

#[derive(Deserialize)]
struct StockLine {
    plan_id: String,
    activation_code: String,
}

const SCHEMA: &str = "
create table if not exists plans (
    plan_id text primary key, country text not null, data_mb text not null, days bigint not null,
    price_kzt bigint not null, networks text not null, generation text not null
);
create index if not exists plans_by_country on plans (country);
create table if not exists stock (
    id integer primary key, plan_id text not null, code text not null unique, order_id bigint unique
);
create index if not exists stock_free on stock (plan_id) where order_id is null;
create table if not exists orders (
    id integer primary key, chat_id bigint not null, plan_id text not null, state text not null,
    stars bigint not null, created_at bigint not null
);
create table if not exists consents (
    id integer primary key, chat_id bigint not null, purpose text not null, at bigint not null
);
create table if not exists charges (
    charge_id text primary key, order_id bigint not null, currency text not null,
    amount bigint not null, at bigint not null
);
";

const ORDER: &str = "select o.id, o.chat_id, o.stars, p.plan_id, p.country, p.data_mb, \
                     p.days, p.price_kzt, p.networks, p.generation \
                     from orders o join plans p on p.plan_id = o.plan_id where o.id = ?";

/// Unix milliseconds.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

impl Orders {
    pub async fn open(file: &Path) -> anyhow::Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal);
        let pool = SqlitePool::connect_with(options).await?;
        sqlx::raw_sql(SCHEMA).execute(&pool).await?;
        Ok(Self { pool })
    }

    /// Fills an empty database from the shop's own files.
    pub async fn import(&self, plans: &Path, stock: &Path) -> anyhow::Result<()> {
        let mut tx = self.pool.begin().await?;
        for line in csv::Reader::from_path(plans)?.deserialize() {
            let line: PlanLine = line?;
            sqlx::query("insert into plans values (?, ?, ?, ?, ?, ?, ?)")
                .bind(line.plan_id)
                .bind(line.coverage)
                .bind(line.data_mb)
                .bind(line.days)
                .bind(line.price_kzt)
                .bind(line.networks)
                .bind(line.generation)
                .execute(&mut *tx)
                .await?;
        }
        for line in csv::Reader::from_path(stock)?.deserialize() {
            let line: StockLine = line?;
            sqlx::query("insert into stock (plan_id, code) values (?, ?)")
                .bind(line.plan_id)
                .bind(line.activation_code)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The plans of a country that are in stock, cheapest first.
    pub async fn plans(&self, country: &str) -> anyhow::Result<Vec<Plan>> {
        let plans = sqlx::query_as(
            "select plan_id, country, data_mb, days, price_kzt, networks, generation from plans p \
             where country = ? and exists (select 1 from stock s where s.plan_id = p.plan_id \
             and s.order_id is null) order by price_kzt",
        );
        Ok(plans.bind(country).fetch_all(&self.pool).await?)
    }

    pub async fn plan(&self, plan: &str) -> anyhow::Result<Plan> {
        let plans = sqlx::query_as(
            "select plan_id, country, data_mb, days, price_kzt, networks, generation from plans \
             where plan_id = ?",
        );
        Ok(plans.bind(plan).fetch_one(&self.pool).await?)
    }

    /// A new order, which can be paid.
    pub async fn create(&self, chat: i64, plan: &Plan) -> anyhow::Result<i64> {
        let created = sqlx::query(
            "insert into orders (chat_id, plan_id, state, stars, created_at) \
             values (?, ?, 'invoiced', ?, ?)",
        );
        let created = created.bind(chat).bind(&plan.plan_id).bind(plan.stars()).bind(now());
        Ok(created.execute(&self.pool).await?.last_insert_rowid())
    }

    pub async fn order(&self, order: i64) -> anyhow::Result<Order> {
        Ok(sqlx::query_as(ORDER).bind(order).fetch_one(&self.pool).await?)
    }

    /// A consent, written down.
    pub async fn consent(&self, chat: i64, purpose: &str) -> anyhow::Result<()> {
        sqlx::query("insert into consents (chat_id, purpose, at) values (?, ?, ?)")
            .bind(chat)
            .bind(purpose)
            .bind(now())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Approves an order and reserves an eSIM for it. Says no when it cannot be paid.
    pub async fn reserve(&self, order: i64, chat: i64, stars: i64) -> anyhow::Result<bool> {
        let mut tx = self.pool.begin().await?;
        let approved = sqlx::query(
            "update orders set state = 'approved' \
             where id = ? and chat_id = ? and stars = ? and state = 'invoiced'",
        );
        let approved =
            approved.bind(order).bind(chat).bind(stars).execute(&mut *tx).await?.rows_affected();
        let reserved = sqlx::query(
            "update stock set order_id = ? where id = (select s.id from stock s \
             join orders o on o.plan_id = s.plan_id where o.id = ? and s.order_id is null limit 1)",
        );
        let reserved = reserved.bind(order).bind(order).execute(&mut *tx).await?.rows_affected();
        let well = approved == 1 && reserved == 1;
        if well {
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        Ok(well)
    }

    /// A charge came: the order is paid.
    pub async fn paid(
        &self,
        order: i64,
        charge: &str,
        currency: &str,
        amount: i64,
    ) -> anyhow::Result<Order> {
        let mut tx = self.pool.begin().await?;
        sqlx::query("insert into charges values (?, ?, ?, ?, ?)")
            .bind(charge)
            .bind(order)
            .bind(currency)
            .bind(amount)
            .bind(now())
            .execute(&mut *tx)
            .await?;
        sqlx::query("update orders set state = 'paid' where id = ?")
            .bind(order)
            .execute(&mut *tx)
            .await?;
        let paid = sqlx::query_as(ORDER).bind(order).fetch_one(&mut *tx).await?;
        tx.commit().await?;
        Ok(paid)
    }

    /// The activation code of a paid order.
    pub async fn code(&self, order: i64) -> anyhow::Result<String> {
        let code = sqlx::query_scalar("select code from stock where order_id = ?").bind(order);
        code.fetch_optional(&self.pool).await?.context("a paid order without an eSIM")
    }
}
