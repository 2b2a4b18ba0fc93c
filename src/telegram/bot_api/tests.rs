//! The calls over real sockets, against the pretend world and against connections that fail.

use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpSocket};

use crate::domain::event::Event;
use crate::domain::ids::{ChargeId, MessageId, QueryId, TelegramId};
use crate::domain::lang::Lang;
use crate::domain::missive::Missive;
use crate::domain::money::Money;
use crate::domain::outcome::{Fault, Reason};
use crate::domain::time::Millis;
use crate::telegram::bot_api::{BotApi, InvoiceSpec};
use crate::telegram::call::{BotToken, Patience};
use crate::telegram::heard::{Heard, Said, What};
use crate::telegram::markup::{Markup, MarkupAction, MarkupButton};
use crate::telegram::money::RawMoney;
use crate::telegram::profile::Scope;
use crate::telegram::route::{Rights, Router};
use crate::telegram::updates::{Poller, RawUpdate};
use pretend_telegram::faults::{FaultKind, FaultSpec};
use pretend_telegram::world::World;
use pretend_telegram::world::money::{PayOutcome, PayTarget};
use pretend_telegram::{CUSTOMER, SECOND_CUSTOMER, Sim, SimSettings};

const CHAT: TelegramId = TelegramId::new(CUSTOMER);

pub(in crate::telegram) const fn rejected<T>(reason: Reason) -> Result<T, Fault> {
    Err(Fault::Reject { reason })
}

pub(in crate::telegram) struct Shop {
    pub sim: Sim,
    pub world: World,
    pub bot: BotApi,
    pub poller: Poller,
    pub next: Option<i64>,
}

impl Shop {
    /// A shop whose first customer has pressed `/start`.
    pub(crate) async fn open() -> Self {
        let settings = SimSettings { start_update_id: 4_294_967_290, ..SimSettings::default() };
        let sim = Sim::start(settings).await.unwrap();
        let token = BotToken::parse(sim.token()).unwrap();
        let bot = BotApi::new(&sim.api_url(), &token).unwrap();
        let poller = Poller::new(&sim.api_url(), token).unwrap();
        let mut shop = Self { world: sim.world(), sim, bot, poller, next: None };
        shop.world.send_text(CUSTOMER, "/start").unwrap();
        assert_eq!(shop.take().await.len(), 1);
        shop
    }

    /// Fetches what waits, and confirms it with the next call.
    pub(crate) async fn take(&mut self) -> Vec<RawUpdate> {
        let batch = self.poller.poll(self.next, 100, 0).await.unwrap();
        if let Some(last) = batch.last() {
            self.next = Some(last.update_id + 1);
        }
        batch
    }

    async fn one(&mut self) -> RawUpdate {
        let mut batch = self.take().await;
        assert_eq!(batch.len(), 1);
        batch.pop().unwrap()
    }

    pub(crate) fn fault(&self, kind: FaultKind, method: &str) {
        self.world.add_fault(FaultSpec::new(kind).on(method));
    }

    fn text_of(&self, message: MessageId) -> Option<String> {
        let found = self.world.messages(CUSTOMER).into_iter().find(|one| one.id == message.0)?;
        Some(found.text)
    }
}

fn markup() -> Markup {
    let button = |label: &str, act| MarkupButton { label: label.into(), act };
    Markup(vec![
        vec![
            button("Home", MarkupAction::Callback("1|h".into())),
            button("Copy", MarkupAction::Copy("LPA:1$x$y".into())),
        ],
        vec![button("Site", MarkupAction::Url("https://qazaq-esim.com".into()))],
    ])
}

fn png(side: u32) -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    image::GrayImage::new(side, side).write_to(&mut png, image::ImageFormat::Png).unwrap();
    png.into_inner()
}

fn invoice(price: Money, provider_token: Option<String>) -> InvoiceSpec {
    InvoiceSpec {
        title: "5 GB, 30 days".into(),
        description: "Türkiye, order QE-0000-0000".into(),
        payload: "payload-of-ours".into(),
        price,
        label: "eSIM".into(),
        provider_data: provider_token.is_some().then(|| r#"{"order":"QE-0000-0000"}"#.into()),
        provider_token,
        start_parameter: "invoice".into(),
        pay_label: "Pay".into(),
        below: Markup(vec![vec![MarkupButton {
            label: "Give up".into(),
            act: MarkupAction::Callback("1|c|00000000".into()),
        }]]),
    }
}

#[tokio::test]
async fn a_message_is_said_changed_copied_and_deleted() {
    let shop = Shop::open().await;
    let (bot, world) = (&shop.bot, &shop.world);
    let said = bot.say(CHAT, "<b>Hello</b> &amp; welcome", &markup()).await.unwrap();
    let shown = world.last_message(CUSTOMER).unwrap();
    assert_eq!((shown.id, shown.text.as_str()), (said.0, "Hello & welcome"));
    assert_eq!(shown.labels(), [vec!["Home", "Copy"], vec!["Site"]]);

    bot.edit_text(CHAT, said, "Changed", &markup()).await.unwrap();
    assert_eq!(shop.text_of(said).as_deref(), Some("Changed"));
    // The same once more changes nothing, and that is success.
    assert_eq!(bot.edit_text(CHAT, said, "Changed", &markup()).await, Ok(()));

    bot.edit_photo(CHAT, said, png(300), "<i>QR</i>", &markup()).await.unwrap();
    assert_eq!(world.shown().len(), 1);
    assert_eq!(world.shown()[0].message_id, said.0);
    assert_eq!(world.shown()[0].caption, "QR");
    assert_eq!(world.file_bytes(&world.shown()[0].file_id).unwrap(), png(300));
    // Now it is no text any more.
    let gone = rejected(Reason::MessageGone);
    assert_eq!(bot.edit_text(CHAT, said, "text", &Markup::none()).await, gone);

    let sent = bot.send_photo(CHAT, png(200), "new card", &Markup::none()).await.unwrap();
    assert_eq!(world.last_message(CUSTOMER).unwrap().id, sent.0);
    let typed = MessageId(world.send_text(CUSTOMER, "help me").unwrap());
    let copied = bot.copy(CHAT, typed, CHAT, None).await.unwrap();
    assert_eq!(shop.text_of(copied).as_deref(), Some("help me"));

    bot.delete(CHAT, sent).await.unwrap();
    assert_eq!(shop.text_of(sent), None);
    assert_eq!(bot.delete(CHAT, sent).await, rejected(Reason::MessageGone));
    assert_eq!(bot.edit_text(CHAT, sent, "x", &markup()).await, rejected(Reason::MessageGone));
    assert_eq!(bot.edit_photo(CHAT, sent, png(9), "x", &markup()).await, gone);
    assert_eq!(bot.copy(CHAT, sent, CHAT, None).await, rejected(Reason::MessageGone));
    bot.typing(CHAT).await.unwrap();
}

#[tokio::test]
async fn who_cannot_be_reached_is_told_apart() {
    let shop = Shop::open().await;
    let bot = &shop.bot;
    let say = async |chat: i64| bot.say(TelegramId::new(chat), "x", &Markup::none()).await;
    assert_eq!(say(12_345).await, rejected(Reason::ChatNotFound));
    shop.world.block(CUSTOMER, true).unwrap();
    assert_eq!(say(CUSTOMER).await, rejected(Reason::BotBlocked));
    shop.world.block(CUSTOMER, false).unwrap();
    assert!(say(CUSTOMER).await.is_ok());
    let broken = bot.say(CHAT, "<b>never closed", &Markup::none()).await;
    assert_eq!(broken, rejected(Reason::Refused));
    let long = "x".repeat(4097);
    assert_eq!(bot.say(CHAT, &long, &Markup::none()).await, rejected(Reason::Refused));
}

#[tokio::test]
async fn trouble_is_classified_by_what_may_have_been_done() {
    let shop = Shop::open().await;
    let say = async || shop.bot.say(CHAT, "x", &Markup::none()).await;
    shop.world.add_fault(FaultSpec::new(FaultKind::TooManyRequests).on("sendMessage").with(7));
    assert_eq!(say().await, Err(Fault::Retry { after: Some(Millis::seconds(7)) }));
    for kind in
        [FaultKind::ServerError, FaultKind::HtmlBody, FaultKind::CutBefore, FaultKind::CutAfter]
    {
        shop.fault(kind, "sendMessage");
        assert_eq!(say().await, Err(Fault::Unknown), "{kind:?}");
        shop.fault(kind, "sendPhoto");
        let photo = shop.bot.send_photo(CHAT, png(9), "x", &Markup::none()).await;
        assert_eq!(photo, Err(Fault::Unknown), "{kind:?}");
    }
    assert!(say().await.is_ok());
}

fn read_money(raw: &str) -> Option<RawMoney> {
    match Heard::read(raw).what {
        What::Money(money) => Some(money),
        What::Said(..) | What::Leave(_) | What::Nothing => None,
    }
}

fn heard(raw: &str) -> Said {
    match Heard::read(raw).what {
        What::Said(_, said) => said,
        other @ (What::Money(_) | What::Leave(_) | What::Nothing) => {
            panic!("nothing that a person said: {other:?}")
        }
    }
}

#[tokio::test]
async fn stars_are_paid_booked_and_given_back() {
    let mut shop = Shop::open().await;
    let sent = shop.bot.send_invoice(CHAT, &invoice(Money::stars(250), None)).await.unwrap();
    assert_eq!(shop.world.last_message(CUSTOMER).unwrap().labels().len(), 2);
    let world = shop.world.clone();
    world.begin_pay(CUSTOMER, PayTarget::Message(sent.0)).unwrap();
    let raw = shop.one().await;
    let Some(RawMoney::PreCheckout { query, from, currency, amount, payload, .. }) =
        read_money(&raw.text)
    else {
        panic!("no pre-checkout")
    };
    assert_eq!((from, currency.as_str(), amount), (CHAT, "XTR", 250));
    assert_eq!(payload, "payload-of-ours");
    shop.bot.answer_pre_checkout(&query, Ok(())).await.unwrap();
    let PayOutcome::Paid { charge_id } = world.payment_outcome(&query.0).await else {
        panic!("not paid")
    };
    assert_eq!(shop.bot.answer_pre_checkout(&query, Ok(())).await, rejected(Reason::QueryTooOld));

    let raw = shop.one().await;
    let Some(RawMoney::Charged { person, charge, provider_charge, amount, .. }) =
        read_money(&raw.text)
    else {
        panic!("no charge")
    };
    assert_eq!((person, charge.0.as_str(), amount), (CHAT, charge_id.as_str(), 250));
    assert_eq!(provider_charge, None);

    assert_eq!(shop.bot.star_balance().await, Ok(Money::stars(250)));
    let page = shop.bot.star_transactions(0, 100).await.unwrap();
    assert_eq!(page.rows.len(), 1);
    let row = &page.rows[0];
    assert_eq!((&row.id, row.incoming, row.amount, row.person), (&charge, true, 250, Some(CHAT)));
    assert_eq!(row.payload.as_deref(), Some("payload-of-ours"));

    let stranger = TelegramId::new(SECOND_CUSTOMER);
    assert_eq!(shop.bot.refund_star_payment(stranger, &charge).await, rejected(Reason::Refused));
    // Accepted and then cut: the answer is lost, the ledger and the next answer tell.
    shop.fault(FaultKind::CutAfter, "refundStarPayment");
    assert_eq!(shop.bot.refund_star_payment(CHAT, &charge).await, Err(Fault::Unknown));
    let again = shop.bot.refund_star_payment(CHAT, &charge).await;
    assert_eq!(again, rejected(Reason::AlreadyRefunded));
    let raw = shop.one().await;
    assert!(
        matches!(read_money(&raw.text), Some(RawMoney::Refunded { charge: id, .. }) if id == charge)
    );
    let page = shop.bot.star_transactions(0, 100).await.unwrap();
    let directions: Vec<_> = page.rows.iter().map(|row| (row.id == charge, row.incoming)).collect();
    assert_eq!(directions, [(true, true), (true, false)]);
    assert_eq!(shop.bot.star_transactions(page.seen, 100).await.unwrap().seen, 0);
    assert_eq!(shop.bot.star_balance().await, Ok(Money::stars(0)));
}

#[tokio::test]
async fn a_refusal_before_the_payment_reaches_the_customer() {
    let mut shop = Shop::open().await;
    let token = Some(shop.sim.provider_token().to_owned());
    let sent = shop.bot.send_invoice(CHAT, &invoice(Money::kzt(199_000), token)).await.unwrap();
    let world = shop.world.clone();
    world.begin_pay(CUSTOMER, PayTarget::Message(sent.0)).unwrap();
    let raw = shop.one().await;
    let Some(RawMoney::PreCheckout { query, currency, amount, .. }) = read_money(&raw.text) else {
        panic!("no pre-checkout")
    };
    assert_eq!((currency.as_str(), amount), ("KZT", 199_000));
    shop.bot.answer_pre_checkout(&query, Err("Sold out")).await.unwrap();
    let PayOutcome::Refused { error_message } = world.payment_outcome(&query.0).await else {
        panic!("not refused")
    };
    assert_eq!(error_message, "Sold out");
    let forged = QueryId("1".into());
    let late = shop.bot.answer_pre_checkout(&forged, Ok(())).await;
    assert_eq!(late, rejected(Reason::QueryTooOld));
    let bad = invoice(Money::kzt(199_000), Some("nobody".into()));
    let refused = shop.bot.send_invoice(CHAT, &bad).await;
    assert_eq!(refused, rejected(Reason::Configuration));
    let unpayable = invoice(Money::stars(-1), None);
    assert_eq!(shop.bot.send_invoice(CHAT, &unpayable).await, rejected(Reason::Refused));
    let nothing = shop.bot.refund_star_payment(CHAT, &ChargeId(String::new())).await;
    assert_eq!(nothing, rejected(Reason::Refused));
}

#[tokio::test]
async fn a_press_is_routed_and_answered() {
    let mut shop = Shop::open().await;
    let me = shop.bot.get_me().await.unwrap();
    let said = shop.bot.say(CHAT, "x", &markup()).await.unwrap();
    shop.world.press_labelled(CUSTOMER, "Home").unwrap();
    let raw = shop.one().await;
    // The ids of this world leave 32 bits on the way.
    let pressed = heard(&raw.text);
    let meant = Router::new().route(&pressed, &me, Rights::Customer);
    let Some(Event::Press { press, message, query }) = meant else { panic!("{meant:?}") };
    assert_eq!((press, message), (crate::domain::press::Press::Home, said));
    shop.bot.answer_callback(&query, Some("Welcome"), true).await.unwrap();
    let toast = shop.world.toast(CUSTOMER).unwrap();
    assert_eq!((toast.text.as_str(), toast.alert), ("Welcome", true));
    let typed = shop.world.send_text(CUSTOMER, "Turkey").unwrap();
    shop.world.block(CUSTOMER, true).unwrap();
    let meant: Vec<_> = shop
        .take()
        .await
        .iter()
        .map(|raw| {
            let said = heard(&raw.text);
            Router::new().route(&said, &me, Rights::Customer)
        })
        .collect();
    let turkey = Event::Said(Missive::text(MessageId(typed), "Turkey"));
    let expected = [turkey, Event::Reachable(false)].map(Some);
    assert_eq!(meant, expected);
    assert!(shop.next.unwrap() > i64::from(u32::MAX) - 10);
}

#[tokio::test]
async fn menus_and_profile_are_set_per_language() {
    let shop = Shop::open().await;
    let bot = &shop.bot;
    let list = [("start", "Бастау".to_owned()), ("help", "Көмек".to_owned())];
    bot.set_commands(Scope::Everybody, Some(Lang::Kk), &list).await.unwrap();
    let menu = shop.world.menu(CUSTOMER);
    assert_eq!(menu[0], ("start".to_owned(), "Бастау".to_owned()));
    let own = [("stats", "Numbers".to_owned())];
    bot.set_commands(Scope::Chat(CHAT), None, &own).await.unwrap();
    assert_eq!(shop.world.menu(CUSTOMER)[0].0, "stats");
    for lang in [None, Some(Lang::Ru)] {
        bot.set_profile(lang, "Shop", "What it is", "Short").await.unwrap();
        // A name that stands is not set again: Telegram limits that to a few times a day.
        shop.world.add_fault(FaultSpec::new(FaultKind::ServerError).on("setMyName"));
        assert_eq!(bot.set_profile(lang, "Shop", "What it is", "Short").await, Ok(()));
        shop.world.clear_faults();
    }
}

/// A bot at this port that waits so long for an answer.
fn waiting(port: u16, total: Duration) -> BotApi {
    let patience = Patience { connect: Duration::from_secs(30), total };
    let token = BotToken::parse("1:AA").unwrap();
    BotApi::with_patience(&format!("http://127.0.0.1:{port}"), &token, patience, patience).unwrap()
}

#[tokio::test]
async fn nobody_listening_means_not_sent() {
    // Nobody else can have the port meanwhile.
    let taken = TcpSocket::new_v4().unwrap();
    taken.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let bot = waiting(taken.local_addr().unwrap().port(), Duration::from_secs(30));
    let retry = Err(Fault::Retry { after: None });
    assert_eq!(bot.say(CHAT, "x", &Markup::none()).await, retry);
    let query = QueryId("1".into());
    let answer = bot.answer_pre_checkout(&query, Ok(())).await;
    assert_eq!(answer, Err(Fault::Retry { after: None }));
}

#[tokio::test]
async fn silence_and_a_cut_mean_that_nobody_knows() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move {
        let mut held = Vec::new();
        let mut cut_next = false;
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = [0_u8; 4096];
            let _ = socket.read(&mut request).await;
            if cut_next {
                drop(socket);
            } else {
                held.push(socket);
            }
            cut_next = true;
        }
    });
    let silent = waiting(port, Duration::from_millis(800)).say(CHAT, "x", &Markup::none()).await;
    assert_eq!(silent, Err(Fault::Unknown));
    let patient = waiting(port, Duration::from_secs(30));
    let cut = patient.refund_star_payment(CHAT, &ChargeId("c".into())).await;
    assert_eq!(cut, Err(Fault::Unknown));
    server.abort();
}
