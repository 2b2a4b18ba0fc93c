//! Batches that nobody can bring about from outside at will: what stands together in one
//! transaction.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use parking_lot::{Mutex, RwLock};
use tokio::sync::{mpsc, oneshot, watch};

use super::*;
use crate::app::incoming::Incoming;
use crate::app::perform::Performer;
use crate::app::rates::{Pace, Rates};
use crate::app::stock::StockSupplier;
use crate::app::work::{Finished, queue};
use crate::domain::case::{CaseAct, CaseKind, NewCase};
use crate::domain::charge::{ChargeState, NewCharge, Why};
use crate::domain::customer::Customer;
use crate::domain::effect::{Lane, Priority, Role, To};
use crate::domain::event::{Ended, Event};
use crate::domain::fixtures::Scene;
use crate::domain::ids::ChargeId;
use crate::domain::money::{Currency, StarsRate};
use crate::domain::outcome::Outcome;
use crate::domain::press::Press;
use crate::domain::settle;
use crate::domain::time::Millis;
use crate::i18n::Seller;
use crate::mail::Mailer;
use crate::storage::lookups::People;
use crate::storage::seal::SealingKey;
use crate::storage::seam::Point;
use crate::storage::{Tx, cases, charges, customers, effects, orders};
use crate::telegram::callback_data;
use crate::telegram::fixtures::{callback_query, message, successful_payment, update};
use crate::telegram::{BotApi, BotToken, RawUpdate};
use pretend_telegram::{Sim, SimSettings};
use serde_json::{Value, json};

const PERSON: i64 = 77;

async fn processor(sim: &Sim, folder: &std::path::Path) -> Processor {
    let at = |name: &str| format!("sqlite:{}?mode=rwc", folder.join(name).display());
    let sealing_key = SealingKey::new(&[7; 32]);
    let store = Store::open(&at("shop.db"), &at("shop.db.keys"), sealing_key).await.unwrap();
    let bot = BotApi::new(&sim.api_url(), &BotToken::parse(sim.token()).unwrap()).unwrap();
    let me = bot.get_me().await.unwrap();
    let clock = Clock::manual(Stamp(1_790_000_000_000));
    let words = Arc::new(Words::new(Seller::known()).unwrap());
    let health = Arc::new(Health::new(clock.clone()));
    let rates = Arc::new(Rates::new(Pace::unlimited(), clock.clone(), None));
    let (_, stop) = watch::channel(false);
    let setup = Setup {
        rate: StarsRate::parse("6.5").unwrap(),
        tenge: true,
        first_rail: Currency::Xtr,
        agree_to_all: false,
        later_days: 30,
        return_days: 3,
        letters_a_day: 1_000,
        mail: false,
        offer_link: false,
        privacy_link: false,
        admins: Vec::new(),
        low_stock: 0,
        promise: Millis::minutes(15),
    };
    let watch =
        PreCheckoutWatch::new(bot.clone(), Arc::clone(&words), Arc::clone(&health), clock.clone());
    let watch = Arc::new(watch);
    let (inbox, _) = queue();
    let performer = Performer {
        store: store.clone(),
        bot,
        mailer: Mailer::off(),
        words: Arc::clone(&words),
        supplier: StockSupplier { store: store.clone(), clock: clock.clone() },
        clock: clock.clone(),
        admins: HashMap::new(),
        provider_token: None,
        receipts: None,
        bot_name: "shop_bot".to_owned(),
        inbox: inbox.clone(),
        health: Arc::clone(&health),
        watch: Arc::clone(&watch),
        rates,
        known: Arc::clone(&watch.known),
        ledger_read: Mutex::new(0),
    };
    Processor {
        relay: Arc::new(Relay::new("test".to_owned(), Arc::new(performer), inbox, stop)),
        watch,
        store,
        words,
        setup: Arc::new(setup),
        clock,
        chance: Mutex::new(Chance::new(Some(1))),
        router: Router::new(),
        me,
        health,
        replies: mpsc::channel(10).0,
        catalogue_cache: RwLock::new(CatalogueCache::default()),
        failures: AtomicBool::new(false),
    }
}

/// The row of who said something.
async fn customer(processor: &Processor, tx: &mut Tx) -> Customer {
    let store = &processor.store;
    let who = store.secrets.people(vec![store.secrets.person(TelegramId::new(PERSON))]);
    let found = customers::load_with_settings(store, tx, &who).await.unwrap();
    found.customers.into_iter().next().unwrap()
}

/// An update as the processor takes it.
fn comes(processor: &Processor, update: RawUpdate) -> Work {
    let incoming = Incoming::read(update, &processor.store.secrets, processor.clock.now());
    Work::Update(Box::new(incoming), oneshot::channel().0)
}

fn sends(processor: &Processor, update_id: i64, what: &Value) -> Work {
    comes(processor, update(update_id, "message", &message(PERSON, what)))
}

fn presses(processor: &Processor, update_id: i64, person: i64, press: &Press) -> Work {
    let data = callback_data::encode(press);
    comes(processor, update(update_id, "callback_query", &callback_query(person, Some(&data))))
}

/// The processor takes a batch, and nothing of it fails.
async fn takes(processor: &Processor, batch: Vec<Work>) {
    let mut failing = VecDeque::new();
    let (_stop, stop) = watch::channel(false);
    processor.work(batch, &mut failing, &stop).await;
    assert!(failing.is_empty(), "{failing:?}");
}

#[tokio::test]
async fn a_charge_behind_an_erasure_in_one_batch_is_decided() {
    let (sim, folder) =
        (Sim::start(SimSettings::default()).await.unwrap(), tempfile::tempdir().unwrap());
    let processor = processor(&sim, folder.path()).await;
    takes(&processor, vec![sends(&processor, 1, &json!({ "text": "/start" }))]).await;
    let mut tx = processor.store.begin().await.unwrap();
    let mut customer = customer(&processor, &mut tx).await;
    customer.leaving_since = Some(processor.clock.now());
    let locked = customers::lock(&mut tx, &People::default(), &[customer.id]).await.unwrap();
    customers::save(&processor.store, &mut tx, &locked, &[&customer]).await.unwrap();
    tx.commit(Point::Update).await.unwrap();
    let (to, outcome) = (To::Customer(customer.id), Outcome::Done(None));
    let farewell = Finished {
        effect: Leased {
            id: 0,
            key: "farewell".to_owned(),
            customer: Some(customer.id),
            lane: None,
            attempts: 1,
            priority: Priority::Money,
            body: None,
            owner: "test".to_owned(),
            begin_by: Stamp(0),
        },
        finish: Finish::Done,
        event: Some(Event::Ended(Ended::Said { to, role: Role::Farewell, outcome })),
        sent: None,
    };
    let paid = successful_payment("KZT", 200_000, "x", "c1");
    let batch = vec![Work::Finished(Box::new(farewell)), sends(&processor, 2, &paid)];
    takes(&processor, batch).await;
    let mut tx = processor.store.begin().await.unwrap();
    let charge = charges::load(&mut tx, &[ChargeId("c1".to_owned())]).await.unwrap().remove(0);
    let open = crate::storage::cases::count(&mut tx).await.unwrap();
    tx.rollback().await.unwrap();
    assert!(matches!(charge.state(), ChargeState::Case(_)), "swallowed: {:?}", charge.state());
    assert_eq!(open, 1, "a person sees it");
    assert!(charge.customer.is_some_and(|owner| owner != customer.id), "a stranger's");
    processor.store.close().await;
}

/// A payment that failed before is worked on again in the very batch in which an admin gives it
/// back.
#[tokio::test]
async fn a_charge_that_is_decided_and_settled_in_one_batch_ends_once() {
    const ADMIN: i64 = 88;
    for settled_first in [false, true] {
        let (sim, folder) =
            (Sim::start(SimSettings::default()).await.unwrap(), tempfile::tempdir().unwrap());
        let mut processor = processor(&sim, folder.path()).await;
        let admin = processor.store.secrets.person(TelegramId::new(ADMIN));
        let setup = (*processor.setup).clone();
        processor.setup = Arc::new(Setup { admins: vec![admin.clone()], ..setup });
        takes(&processor, vec![sends(&processor, 1, &json!({ "text": "/start" }))]).await;
        let now = processor.clock.now();
        let mut tx = processor.store.begin().await.unwrap();
        let customer = customer(&processor, &mut tx).await;
        let mut scene = Scene::customer(Lang::En);
        scene.invoiced("TR", "tr-5");
        let mut order = scene.order().clone();
        order.customer = Some(customer.id);
        let asked = order.asked.unwrap();
        let locked = customers::lock(&mut tx, &People::default(), &[]).await.unwrap();
        orders::save(&mut tx, &locked, &[&order], now).await.unwrap();
        let taken = NewCharge {
            id: ChargeId("c1".to_owned()),
            order: Some(order.id),
            customer: None,
            currency: asked.currency.code().to_owned(),
            amount: asked.minor,
            provider_charge: None,
            state: ChargeState::Taken,
            taken_at: now,
        };
        charges::write_down(&mut tx, &taken).await.unwrap();
        let case = NewCase::of_charge(CaseKind::Charge, &taken.id, taken.order, Text::CasesNone);
        let id = cases::open(&mut tx, &case, now).await.unwrap().unwrap();
        let found = cases::find(&mut tx, id).await.unwrap().unwrap();
        tx.commit(Point::Update).await.unwrap();
        let until = now.0 / 1_000 + 60;
        let press = Press::CaseAct(id, CaseAct::Refund, settle::digest(&found, &admin), until);
        let payload = processor.store.secrets.invoice_payload(order.id, now);
        let paid = successful_payment("XTR", asked.minor, &payload, "c1");
        let mut batch = vec![sends(&processor, 2, &paid), presses(&processor, 3, ADMIN, &press)];
        if settled_first {
            batch.reverse();
        }
        takes(&processor, batch).await;
        let mut tx = processor.store.begin().await.unwrap();
        let charge =
            charges::load(&mut tx, std::slice::from_ref(&taken.id)).await.unwrap().remove(0);
        let order = orders::load(&mut tx, &[order.id]).await.unwrap().remove(0);
        let lane = Lane::Charge(taken.id);
        let refunds = effects::busy_lanes(&mut tx, &[lane]).await.unwrap().len();
        tx.rollback().await.unwrap();
        let (state, paid) = (charge.state(), order.state().charge().is_some());
        let ends = if settled_first {
            (ChargeState::Refunding, false, 1)
        } else {
            (ChargeState::Kept, true, 0)
        };
        assert_eq!((state, paid, refunds), ends);
        processor.store.close().await;
    }
}

/// The row of a payment fails, and then its update does: it is one case. Where its charge is before
/// a person already, by a restore for instance, that case is no worse for it.
#[tokio::test]
async fn a_payment_whose_row_failed_before_its_update_did_is_one_case() {
    for decided in [false, true] {
        let (sim, folder) =
            (Sim::start(SimSettings::default()).await.unwrap(), tempfile::tempdir().unwrap());
        let processor = processor(&sim, folder.path()).await;
        let paid = successful_payment("XTR", 200, "x", "c1");
        let Work::Update(incoming, done) = sends(&processor, 2, &paid) else { panic!("no update") };
        let error = StorageError::Refused("of its own".to_owned());
        let ledger = [Work::Ledger(incoming, done)];
        assert!(processor.single_failure(&ledger, &error).await.unwrap().is_some());
        if decided {
            let mut tx = processor.store.begin().await.unwrap();
            let id = ChargeId("c1".to_owned());
            let charge = charges::load(&mut tx, &[id]).await.unwrap().remove(0);
            let charge = charge.as_written(ChargeState::Case(Why::BeforeHistory));
            let locked = charges::lock(&mut tx, &charge.id).await.unwrap();
            charges::save(&mut tx, &locked, &[&charge]).await.unwrap();
            tx.commit(Point::Update).await.unwrap();
        }
        let update = [sends(&processor, 2, &paid)];
        while processor.single_failure(&update, &error).await.unwrap().is_none() {}
        let mut tx = processor.store.begin().await.unwrap();
        let open = cases::list(&mut tx, 9).await.unwrap();
        tx.rollback().await.unwrap();
        let open: Vec<_> =
            open.into_iter().map(|case| (case.kind, case.charge.is_some())).collect();
        if decided {
            assert_eq!(open, [(CaseKind::Charge, true), (CaseKind::Parked, false)]);
        } else {
            assert_eq!(open, [(CaseKind::Parked, true)]);
        }
        processor.store.close().await;
    }
}
