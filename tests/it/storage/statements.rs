//! Statements and errors.

use qazaq_esim_bot::app::clock::Clock;
use qazaq_esim_bot::app::commands;
use qazaq_esim_bot::app::loops::relay;
use qazaq_esim_bot::domain::case::{CaseKind, NewCase};
use qazaq_esim_bot::domain::charge::{ChargeState, NewCharge};
use qazaq_esim_bot::domain::decision::StockMove;
use qazaq_esim_bot::domain::ids::{ChargeId, CustomerId, EsimId, OrderId};
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::domain::money::{Currency, Money};
use qazaq_esim_bot::domain::order::{Agreed, MailChoice, Order, OrderState};
use qazaq_esim_bot::domain::text::Text;
use qazaq_esim_bot::domain::time::Stamp;
use qazaq_esim_bot::storage::lookups::People;
use qazaq_esim_bot::storage::seam::Point;
use qazaq_esim_bot::storage::{
    StorageError, cases, catalogue, charges, customers, esims, orders, pollers, stats,
};
use sqlx::Executor as _;

use crate::support::outside::{Fresh, count, raw, tables};
use crate::support::{HOUR, MORNING, PLANS};

const STOCK: &str = "plan_id,activation_code\n\
                     tr-1,LPA:1$smdp.example.com$HUSH-HUSH-0001\n\
                     tr-1,LPA:1$smdp.example.com$HUSH-HUSH-0002\n";

#[tokio::test]
async fn every_named_statement_is_prepared() {
    let fresh = Fresh::new();
    let store = fresh.open().await;
    let prepared = store.prepare_all().await.unwrap();
    assert!(prepared > 80, "only {prepared} statements are registered");
    store.close().await;
}

#[tokio::test]
async fn who_reads_cannot_write() {
    let fresh = Fresh::new();
    let store = fresh.open().await;
    let write = "insert into settings (name, value) values ('a', '1') returning cast(1 as bigint)";
    assert!(store.number(write).await.is_err());
    assert_eq!(store.number("select count(*) from settings where name = 'a'").await.unwrap(), 0);
    store.close().await;
}

#[tokio::test]
async fn the_key_store_is_a_place_of_its_own() {
    let fresh = Fresh::new();
    let store = fresh.open().await;
    store.keys.stock_up(10).await.unwrap();
    store.close().await;
    let (main, keys) = (raw(&fresh.main).await, raw(&fresh.keys).await);
    let here = tables(&main).await;
    assert!(here.len() > 15 && !here.contains(&"keys".to_owned()), "{here:?}");
    assert_eq!(tables(&keys).await, ["keys", "secrets"]);
    assert!(count(&keys, "keys").await >= 10);
}

#[tokio::test]
async fn a_case_of_a_newer_version_hides_no_other() {
    let fresh = Fresh::new();
    let store = fresh.open().await;
    let mut tx = store.begin().await.unwrap();
    let mut ids = Vec::new();
    for subject in ["newer", "ours"] {
        let kind = CaseKind::Approval;
        let alert = Text::CasesNone;
        let case = NewCase {
            kind,
            subject: subject.to_owned(),
            order: None,
            charge: None,
            due_at: None,
            alert: Some(alert),
        };
        ids.push(cases::open(&mut tx, &case, Stamp(1)).await.unwrap().unwrap());
    }
    tx.commit(Point::Update).await.unwrap();
    let pool = raw(&fresh.main).await;
    pool.execute("update cases set kind = 'unheard-of' where subject = 'newer'").await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let listed: Vec<i64> =
        cases::list(&mut tx, 10).await.unwrap().iter().map(|case| case.id).collect();
    assert_eq!(listed, ids[1..]);
    assert!(cases::lock(&mut tx, ids[0]).await.unwrap().is_none());
    assert!(cases::lock(&mut tx, ids[1]).await.unwrap().is_some());
    tx.rollback().await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn an_order_whose_number_repeats_takes_nobodys_place() {
    let fresh = Fresh::new();
    let store = fresh.open().await;
    commands::import::plans(&store, &Clock::Real, PLANS.as_bytes(), false).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let (plan, _) = catalogue::load(&mut tx).await.unwrap().remove(0);
    let order = |customer, at| {
        Order::new(Agreed {
            id: OrderId::from_number(7),
            customer: Some(CustomerId(customer)),
            plan: plan.clone(),
            price: plan.price,
            stars: None,
            lang: Lang::Kk,
            mail: MailChoice::ChatOnly,
            at: Stamp(at),
        })
    };
    let locked = customers::lock(&mut tx, &People::default(), &[]).await.unwrap();
    orders::save(&mut tx, &locked, &[&order(1, 1)], Stamp(1)).await.unwrap();
    tx.commit(Point::Update).await.unwrap();
    for customer in [2, 1] {
        let mut tx = store.begin().await.unwrap();
        let refused = orders::save(&mut tx, &locked, &[&order(customer, 2)], Stamp(2)).await;
        assert!(matches!(refused, Err(StorageError::Duplicate(_))), "{refused:?}");
        tx.rollback().await.unwrap();
    }
    // What is written down is changed in the name of its owner alone.
    for (customer, fits) in [(2, false), (1, true)] {
        let order = order(customer, 1).as_written(OrderState::Cancelled);
        let mut tx = store.begin().await.unwrap();
        assert_eq!(orders::save(&mut tx, &locked, &[&order], Stamp(3)).await.is_ok(), fits);
        let found = orders::load(&mut tx, &[order.id]).await;
        assert_eq!(found.is_ok_and(|found| found == [order]), fits);
        tx.rollback().await.unwrap();
    }
    store.close().await;
}

#[tokio::test]
async fn what_was_paid_of_late_and_is_kept_is_counted_by_plan() {
    let fresh = Fresh::new();
    let store = fresh.open().await;
    commands::import::plans(&store, &Clock::Real, PLANS.as_bytes(), false).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let (plan, _) = catalogue::load(&mut tx).await.unwrap().remove(0);
    let locked = customers::lock(&mut tx, &People::default(), &[]).await.unwrap();
    let (charge, esim) = (|| ChargeId("c".to_owned()), EsimId(1));
    let (late, long_ago) = (Stamp(MORNING), Stamp(MORNING - 1));
    let states = [
        (OrderState::Paid { charge: charge() }, Some(late)),
        (OrderState::Fulfilled { charge: charge(), esim: Some(esim) }, Some(late)),
        (OrderState::Fulfilled { charge: charge(), esim: Some(esim) }, Some(long_ago)),
        (OrderState::Returned { charge: charge() }, Some(late)),
        (OrderState::Expired, None),
    ];
    for ((state, paid_at), number) in states.into_iter().zip(1..) {
        let order = Order::new(Agreed {
            id: OrderId::from_number(number),
            customer: Some(CustomerId(1)),
            plan: plan.clone(),
            price: plan.price,
            stars: None,
            lang: Lang::Kk,
            mail: MailChoice::ChatOnly,
            at: long_ago,
        });
        let mut order = order.as_written(state);
        order.paid_at = paid_at;
        orders::save(&mut tx, &locked, &[&order], late).await.unwrap();
    }
    let bought = orders::bought_since(&mut tx, late).await.unwrap();
    assert_eq!(bought.into_iter().collect::<Vec<_>>(), [(plan.id.to_string(), 2)]);
    tx.rollback().await.unwrap();
    store.close().await;
}

/// The statement and the domain call the same orders unseen, and the money is what was charged.
#[tokio::test]
async fn what_can_still_be_asked_back_is_what_unseen_orders_were_charged() {
    let fresh = Fresh::new();
    let store = fresh.open().await;
    commands::import::plans(&store, &Clock::Real, PLANS.as_bytes(), false).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let (plan, _) = catalogue::load(&mut tx).await.unwrap().remove(0);
    let locked = customers::lock(&mut tx, &People::default(), &[]).await.unwrap();
    let unseen = stats::unseen(&mut tx).await.unwrap();
    assert!(unseen.is_empty(), "{unseen:?}");
    let (now, esim) = (Stamp(MORNING), EsimId(1));
    let paid = |charge| OrderState::Paid { charge };
    let provisioned = |charge| OrderState::Provisioned { charge, esim };
    let fulfilled = |charge| OrderState::Fulfilled { charge, esim: Some(esim) };
    let returned = |charge| OrderState::Returned { charge };
    let [somebody, nobody] = [Some(CustomerId(1)), None];
    let rows: [(&dyn Fn(ChargeId) -> OrderState, _, _, _, _); 9] = [
        (&paid, somebody, None, Money::stars(308), ChargeState::Kept),
        (&provisioned, somebody, None, Money::stars(100), ChargeState::Kept),
        (&paid, somebody, None, Money::kzt(200_050), ChargeState::Kept),
        (&provisioned, somebody, Some(now), Money::stars(1_000), ChargeState::Kept),
        (&fulfilled, somebody, Some(now), Money::kzt(10_000), ChargeState::Kept),
        (&returned, somebody, None, Money::stars(10_000), ChargeState::Refunding),
        (&|_| OrderState::Expired, somebody, None, Money::stars(100_000), ChargeState::Refunded),
        // Its customer was erased, or its money is a person's already.
        (&paid, nobody, None, Money::stars(1_000_000), ChargeState::Kept),
        (&paid, somebody, None, Money::stars(10_000_000), ChargeState::DueAtProvider),
    ];
    let mut expected = [(Currency::Kzt, 0, 0), (Currency::Xtr, 0, 0)];
    for ((state, customer, shown_at, money, charged), number) in rows.into_iter().zip(1..) {
        let (id, charge) = (OrderId::from_number(number), ChargeId(format!("c{number}")));
        let order = Order::new(Agreed {
            id,
            customer,
            plan: plan.clone(),
            price: plan.price,
            stars: Some(Money::stars(7)),
            lang: Lang::Kk,
            mail: MailChoice::ChatOnly,
            at: now,
        });
        let mut order = order.as_written(state(charge.clone()));
        order.shown_at = shown_at;
        orders::save(&mut tx, &locked, &[&order], now).await.unwrap();
        // A second charge of the order pays nothing.
        for (id, state) in [(charge.0.clone(), charged), (format!("{}b", charge.0), charged)] {
            let currency = money.currency.code().to_owned();
            let charge = NewCharge {
                id: ChargeId(id),
                order: Some(order.id),
                customer,
                currency,
                amount: money.minor,
                provider_charge: None,
                state,
                taken_at: now,
            };
            charges::write_down(&mut tx, &charge).await.unwrap();
        }
        if order.is_unseen() && customer.is_some() && charged == ChargeState::Kept {
            let sum = expected.iter_mut().find(|(currency, ..)| *currency == money.currency);
            let (_, total, count) = sum.unwrap();
            (*total, *count) = (*total + money.minor, *count + 1);
        }
    }
    assert_eq!(expected, [(Currency::Kzt, 200_050, 1), (Currency::Xtr, 408, 2)]);
    let expected = expected.map(|(currency, total, count)| stats::Sum {
        currency: currency.code().to_owned(),
        total,
        count,
    });
    assert_eq!(stats::unseen(&mut tx).await.unwrap(), expected);
    tx.rollback().await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn two_orders_never_hold_one_code() {
    let fresh = Fresh::new();
    let store = fresh.open().await;
    commands::import::plans(&store, &Clock::Real, PLANS.as_bytes(), false).await.unwrap();
    commands::import::stock(&store, &Clock::Real, STOCK.as_bytes(), false).await.unwrap();
    let pool = raw(&fresh.main).await;
    let id: i64 = sqlx::query_scalar("select min(id) from esims").fetch_one(&pool).await.unwrap();
    let (esim, now) = (EsimId(id), Stamp(1));
    let (first, second) = (OrderId::from_number(1), OrderId::from_number(2));
    for (change, fits) in [
        (StockMove::Reserve(esim, first), true),
        (StockMove::Reserve(esim, second), false),
        (StockMove::Sell(esim, second), false),
        (StockMove::Sell(esim, first), true),
        (StockMove::Sell(esim, first), false),
        (StockMove::Reserve(esim, second), false),
        // Only the order that holds it gives it back, and only once.
        (StockMove::Release(esim, second), false),
        (StockMove::Release(EsimId(id + 1), first), false),
        (StockMove::Release(esim, first), true),
        (StockMove::Release(esim, first), false),
        (StockMove::Reserve(esim, second), true),
        (StockMove::Release(esim, first), false),
        (StockMove::Release(esim, second), true),
        // A faulty one is taken from who holds it, once, and is nobody's any more.
        (StockMove::Sell(esim, first), true),
        (StockMove::Spoil(esim, second), false),
        (StockMove::Spoil(esim, first), true),
        (StockMove::Spoil(esim, first), false),
        (StockMove::Release(esim, first), false),
        (StockMove::Reserve(esim, second), false),
        (StockMove::Sell(esim, second), false),
    ] {
        let mut tx = store.begin().await.unwrap();
        let done = esims::apply(&mut tx, change, now).await;
        match (&done, fits) {
            (Ok(()), true) => tx.commit(Point::Update).await.unwrap(),
            (Err(StorageError::RowCount { changed: 0, wanted: 1, .. }), false) => {
                tx.rollback().await.unwrap();
            }
            other => panic!("{change:?} ended as {other:?}"),
        }
    }
    store.close().await;
}

#[tokio::test]
async fn an_error_of_the_database_shows_no_values() {
    let fresh = Fresh::new();
    let store = fresh.open().await;
    commands::import::plans(&store, &Clock::Real, PLANS.as_bytes(), false).await.unwrap();
    commands::import::stock(&store, &Clock::Real, STOCK.as_bytes(), false).await.unwrap();
    let pool = raw(&fresh.main).await;
    let print: String =
        sqlx::query_scalar("select min(code_print) from esims").fetch_one(&pool).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let parsed =
        qazaq_esim_bot::supplier::import::parse_stock(STOCK.as_bytes(), &|_| true).unwrap();
    store.keys.stock_up(2).await.unwrap();
    let line = parsed.lines.into_iter().next().unwrap();
    let again = esims::NewEsim {
        id: EsimId(77),
        plan: line.plan_id,
        key: store.keys.take().unwrap(),
        code: line.code,
        iccid: None,
        confirmation: None,
        cost: None,
        note: None,
        expires: None,
    };
    let error = esims::add(&store, &mut tx, &[again], Stamp(1)).await.unwrap_err();
    tx.rollback().await.unwrap();
    // A server may have it from another process: there it is told apart.
    assert!(matches!(error, StorageError::Refused(_) | StorageError::Duplicate(_)), "{error}");
    for shown in [format!("{error:?}"), format!("{error}"), format!("{error:#?}")] {
        assert!(!shown.contains("HUSH") && !shown.contains(&print), "{shown}");
    }
    store.close().await;
}

#[tokio::test]
async fn a_seat_that_was_taken_by_a_clock_ahead_is_free() {
    let fresh = Fresh::new();
    let store = fresh.open().await;
    let mut tx = store.begin().await.unwrap();
    let (now, life) = (Stamp(MORNING), 15_000);
    let at = |ms: i64| Stamp(now.0 + ms);
    assert!(pollers::take(&mut tx, "dead", at(HOUR), at(HOUR + life)).await.unwrap());
    // It ran a little ahead only, or died a moment ago.
    assert!(!pollers::take(&mut tx, "other", at(HOUR - 10_000), at(HOUR + 5_000)).await.unwrap());
    assert!(pollers::take(&mut tx, "other", now, at(life)).await.unwrap());
    assert!(!pollers::take(&mut tx, "third", at(1), at(1 + life)).await.unwrap());
    assert!(pollers::take(&mut tx, "third", at(life + 1), at(2 * life + 1)).await.unwrap());
    tx.commit(Point::Update).await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn what_was_leased_by_a_clock_ahead_is_free_after_a_lease() {
    let fresh = Fresh::new();
    let store = fresh.open().await;
    let pool = raw(&fresh.main).await;
    for (key, until) in [("far", MORNING + HOUR), ("near", MORNING + 100_000)] {
        let row = "insert into effects (effect_key, kind, lane, priority, due_at, attempts, \
            leased_until, lease_owner, body) values ($1, 'say', 'lane', 1, 1, 0, $2, 'dead', '')";
        sqlx::query(row).bind(key).bind(until).execute(&pool).await.unwrap();
    }
    for _ in 0..2 {
        relay::mend_due_times(&store, &Clock::manual(Stamp(MORNING))).await.unwrap();
    }
    let left = "select leased_until from effects order by effect_key";
    let left: Vec<i64> = sqlx::query_scalar(left).fetch_all(&pool).await.unwrap();
    assert_eq!(left, [MORNING + relay::LEASE.0, MORNING + 100_000]);
    pool.close().await;
    store.close().await;
}
