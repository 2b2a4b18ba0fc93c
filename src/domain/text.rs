//! Everything the shop can say, without words. The words are in `locales/`, the joining in
//! [`i18n`](crate::i18n). A text carries ids and amounts, never personal data: an e-mail address is
//! named by its row and filled in when the message is sent.
//!
//! To say something new: add a variant here and its message to the three languages; the tests
//! `locales` tell what is missing.

use serde::{Deserialize, Serialize};

use super::country::{Country, Place};
use super::ids::{AddressId, OrderId};
use super::lang::Lang;
use super::money::{Currency, Money};
use super::order::{Order, last_day};
use super::plan::{Allowance, CoverageName, Phrase, Plan, PlanKind};
use super::time::{Day, Stamp};

/// A moment of today, which is written without its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimeOfDay(pub Stamp);

impl From<Stamp> for TimeOfDay {
    fn from(moment: Stamp) -> Self {
        Self(moment)
    }
}

/// A value inside a text. How it is written depends on the language.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Arg {
    /// A count; selects a plural form, and is also written grouped.
    Number(i64),
    /// An amount, written as `12 500 ₸` or `307 ⭐`.
    Money(Money),
    Order(OrderId),
    /// A country, a region or the world, with its flag.
    Place(Place),
    /// Where a plan works, with its flag or globe.
    Coverage(CoverageName),
    /// Words of the plans file, in the reader's language.
    Phrase(Phrase),
    /// A country without its flag.
    Country(Country),
    Countries(Vec<Country>),
    /// An amount of data, written as `5 GB`.
    Allowance(Allowance),
    /// A moment, in Almaty time.
    Moment(Stamp),
    /// The same without its day.
    Time(Stamp),
    /// A day in Almaty.
    Day(Day),
    /// Words from a catalogue file or the configuration; not personal, escaped when written.
    Word(String),
    Text(Box<Text>),
    Lang(Lang),
    /// A customer's address, filled in when the message is sent.
    Address(AddressId),
}

macro_rules! arg_from {
    ($($type:ty => $variant:ident, $sample:expr;)*) => {
        $(impl From<$type> for Arg {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        }
        impl Sample for $type {
            fn sample() -> Self {
                $sample
            }
        })*
    };
}

/// A value of this type that stands for any: the tests of the locales render every text with it.
pub(crate) trait Sample {
    /// Such a value, as long as real ones get.
    fn sample() -> Self;
}

arg_from! {
    i64 => Number, 21;
    Money => Money, Money::kzt(12_345_600);
    OrderId => Order, OrderId::from_random(0x00c0_ffee_c0de);
    Place => Place, Place::World;
    CoverageName => Coverage,
        CoverageName::Own(Place::World, Phrase::Same("Northern Europe, Baltics".to_owned()));
    Phrase => Phrase, Phrase::Same("2 GB a day at full speed, then 1 Mbps".to_owned());
    Country => Country, Country::sample_value();
    Vec<Country> => Countries, Country::all().take(8).collect();
    Allowance => Allowance, Allowance::Megabytes(10_240);
    Stamp => Moment, Stamp(1_790_000_000_000);
    Day => Day, Day(Stamp(1_790_000_000_000));
    String => Word, "Turkcell, Vodafone, Türk Telekom".to_owned();
    Lang => Lang, Lang::Kk;
    AddressId => Address, AddressId(1);
}

impl From<TimeOfDay> for Arg {
    fn from(time: TimeOfDay) -> Self {
        Self::Time(time.0)
    }
}

impl Sample for TimeOfDay {
    fn sample() -> Self {
        Self(Stamp::sample())
    }
}

impl From<Text> for Arg {
    fn from(text: Text) -> Self {
        Self::Text(Box::new(text))
    }
}

impl From<Box<Text>> for Arg {
    fn from(text: Box<Text>) -> Self {
        Self::Text(text)
    }
}

impl Sample for Box<Text> {
    fn sample() -> Self {
        Box::new(Text::NotForSale)
    }
}

macro_rules! texts {
    ($(
        $(#[$doc:meta])*
        $name:ident = $key:literal $({ $($field:ident: $type:ty),* $(,)? })?;
    )*) => {
        /// Everything the shop can say.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub enum Text {
            /// Several texts, one below the other.
            Lines(Vec<Text>),
            /// Several texts, one below the other, folded until they are pressed.
            Fold(Vec<Text>),
            /// An empty line between two others. Older versions spoke of top-ups in its place.
            #[serde(alias = "PlanTopUpYes", alias = "PlanTopUpNo")]
            Gap,
            $(#[doc = concat!("`", $key, "`")] $(#[$doc])* $name $({ $($field: $type),* })?,)*
        }

        impl Text {
            /// The message's key in `locales/`; `None` for those that only join others.
            pub const fn key(&self) -> Option<&'static str> {
                match self {
                    Self::Lines(_) | Self::Fold(_) | Self::Gap => None,
                    $(Self::$name $({ $($field: _),* })? => Some($key),)*
                }
            }

            /// The values of the message, by name.
            pub(crate) fn args(&self) -> Vec<(&'static str, Arg)> {
                match self {
                    Self::Lines(_) | Self::Fold(_) | Self::Gap => Vec::new(),
                    $(Self::$name $({ $($field),* })? => {
                        vec![$($((stringify!($field), Arg::from($field.clone())),)*)?]
                    })*
                }
            }

            /// One of each, for the tests of the locales.
            pub fn samples() -> Vec<Self> {
                vec![$(Self::$name $({ $($field: <$type as Sample>::sample()),* })?,)*]
            }
        }
    };
}

texts! {
    // ---- Buttons: at most 20 characters where it can be done, no markup ----
    BtnBack = "btn-back";
    BtnAllCountries = "btn-all-countries";
    BtnRegions = "btn-regions";
    BtnSearch = "btn-search";
    BtnHome = "btn-home";
    BtnPlace = "btn-place" { place: Place };
    /// A letter of the list of all countries
    BtnInitial = "btn-initial" { letter: String };
    /// The coverages of several countries that reach this one
    BtnSeveral = "btn-several";
    /// A coverage: its name, how many countries (0: the world), its lowest price
    BtnCoverage = "btn-coverage" { place: CoverageName, count: i64, price: Money };
    /// The plan that is bought most
    BtnMostBought = "btn-most-bought" { label: Box<Text> };
    /// A plan as a button: data, days, price in tenge; comparable at a glance
    BtnPlan = "btn-plan" { allowance: Allowance, days: i64, price: Money };
    BtnPlanStars = "btn-plan-stars" { allowance: Allowance, days: i64, price: Money, stars: Money };
    BtnPlanWide = "btn-plan-wide" {
        place: CoverageName, allowance: Allowance, days: i64, price: Money, stars: Money,
    };
    /// A plan in the stead of one that is gone
    BtnInstead = "btn-instead" {
        place: CoverageName, allowance: Allowance, days: i64, price: Money,
    };
    BtnLang = "btn-lang" { language: Lang };
    BtnNext = "btn-next";
    BtnPrevious = "btn-previous";
    BtnPhone = "btn-phone";
    BtnOffer = "btn-offer";
    BtnOfferGiven = "btn-offer-given";
    BtnOfferNo = "btn-offer-no";
    BtnProcessing = "btn-processing";
    BtnProcessingGiven = "btn-processing-given";
    BtnProcessingNo = "btn-processing-no";
    BtnTransfer = "btn-transfer";
    BtnTransferGiven = "btn-transfer-given";
    BtnTransferNo = "btn-transfer-no";
    BtnAgreeToAll = "btn-agree-to-all";
    BtnCheckoutPay = "btn-checkout-pay" { price: Money };
    BtnBackToCheckout = "btn-back-to-checkout";
    BtnReadOffer = "btn-read-offer";
    BtnReadPrivacy = "btn-read-privacy";
    BtnTerms = "btn-terms";
    BtnPrivacy = "btn-privacy";
    #[serde(alias = "BtnEmailSame")]
    BtnEmailYes = "btn-email-yes";
    BtnEmailGiven = "btn-email-given";
    BtnEmailOther = "btn-email-other";
    BtnEmailNo = "btn-email-no";
    BtnAddressOk = "btn-address-ok";
    BtnAddressAgain = "btn-address-again";
    /// The suggested one, in rows that an older version wrote
    BtnAddressFixed = "btn-address-fixed";
    /// One of two addresses: the typed one, or the one that it may have meant
    BtnAddress = "btn-address" { address: AddressId };
    BtnPayStars = "btn-pay-stars" { stars: Money };
    BtnPayTenge = "btn-pay-tenge" { price: Money };
    BtnPay = "btn-pay" { price: Money };
    BtnNewInvoice = "btn-new-invoice";
    BtnPriceOk = "btn-price-ok" { price: Money };
    BtnCancelOrder = "btn-cancel-order";
    BtnDeclined = "btn-declined";
    BtnTryAgain = "btn-try-again";
    BtnOrder = "btn-order" { order: OrderId, state: Box<Text> };
    /// An order in the list: what and when
    BtnTrip = "btn-trip" { place: CoverageName, allowance: Allowance, day: Day };
    /// The same where it is not simply delivered
    BtnTripState = "btn-trip-state" {
        place: CoverageName, allowance: Allowance, day: Day, state: Box<Text>,
    };
    BtnShowQr = "btn-show-qr";
    /// Opens an order that waits for that
    BtnOpen = "btn-open";
    /// The two ways to be shown the QR code, on the checkout; one is chosen
    BtnOpenNow = "btn-open-now";
    BtnOpenNowChosen = "btn-open-now-chosen";
    BtnOpenLater = "btn-open-later";
    BtnOpenLaterChosen = "btn-open-later-chosen";
    BtnSendMail = "btn-send-mail";
    /// The letter of an order that was not mailed yet
    BtnMail = "btn-mail";
    /// Yes to letters, to an address that is typed next
    BtnMailOn = "btn-mail-on";
    BtnCorrect = "btn-correct";
    BtnAnother = "btn-another";
    #[serde(alias = "BtnBuy")]
    BtnContinue = "btn-continue";
    BtnIphone = "btn-iphone";
    BtnAndroid = "btn-android";
    BtnTrouble = "btn-trouble";
    /// Install on this iPhone (URL button)
    BtnInstallIphone = "btn-install-iphone";
    /// Install on this Android phone (URL button)
    BtnInstallAndroid = "btn-install-android";
    /// How to install
    BtnInstall = "btn-install";
    BtnByHand = "btn-by-hand";
    BtnReceipt = "btn-receipt";
    BtnCopyCode = "btn-copy-code";
    BtnCopySmdp = "btn-copy-smdp";
    /// The part of the code that an iPhone asks for
    BtnCopyPart = "btn-copy-part";
    BtnCopyConfirmation = "btn-copy-confirmation";
    /// Takes a guide away: the QR stands above it
    BtnToQr = "btn-to-qr";
    /// Not abroad yet
    BtnNotThere = "btn-not-there";
    BtnPhoneIphone = "btn-phone-iphone";
    BtnPhoneAndroid = "btn-phone-android";
    BtnWorksNow = "btn-works-now";
    BtnStillTrouble = "btn-still-trouble";
    BtnSupport = "btn-support";
    /// Ask a person what was not found
    BtnAskUs = "btn-ask-us";
    /// Pass this message on to support
    BtnPassOn = "btn-pass-on";
    /// This message was no word to support, but the name of a country
    BtnLookUp = "btn-look-up";
    BtnKeepTalk = "btn-keep-talk";
    BtnSendTalk = "btn-send-talk";
    BtnWithdrawTalk = "btn-withdraw-talk";
    /// Shut support to this person
    BtnMute = "btn-mute";
    BtnUnmute = "btn-unmute";
    BtnWantRefund = "btn-want-refund";
    BtnEsims = "btn-esims";
    BtnHelp = "btn-help";
    BtnLanguage = "btn-language";
    BtnConsents = "btn-consents";
    BtnWithdrawEmail = "btn-withdraw-email";
    BtnLeave = "btn-leave";
    BtnErase = "btn-erase";
    BtnEraseSure = "btn-erase-sure";
    BtnRefundYes = "btn-refund-yes" { price: Money };
    BtnRefundNo = "btn-refund-no";
    BtnCase = "btn-case" { case: i64 };
    BtnCases = "btn-cases";
    BtnCaseRetry = "btn-case-retry";
    BtnCaseResume = "btn-case-resume";
    BtnCaseReplace = "btn-case-replace";
    BtnCaseKeep = "btn-case-keep";
    BtnCaseDeliver = "btn-case-deliver";
    BtnCasePlan = "btn-case-plan";
    BtnCaseOutside = "btn-case-outside";
    BtnCaseDrop = "btn-case-drop";
    BtnSettledYes = "btn-settled-yes";

    // ---- First screen and places ----
    #[serde(alias = "LanguageSet")]
    ChooseLanguage = "choose-language";
    Home = "home";
    /// Somebody said how much, or that they want an eSIM, and not where
    WhereTo = "where-to";
    /// The first screen for somebody who bought before
    HomeAgain = "home-again" { place: CoverageName, allowance: Allowance, day: Day };
    /// Line: an order waits
    HomeOpen = "home-open" { place: CoverageName, allowance: Allowance, state: Box<Text> };
    HomeWhere = "home-where";
    /// An older version's has a page
    AllCountries = "all-countries" {};
    ChooseInitial = "choose-initial";
    InitialTitle = "initial-title" { letter: String };
    Regions = "regions";
    TypeAName = "type-a-name";
    FoundSeveral = "found-several";
    FoundPerhaps = "found-perhaps";
    FoundNothing = "found-nothing";
    FoundNotSold = "found-not-sold" { country: Country };
    /// Kazakhstan was typed: nothing of ours works at home
    FoundAtHome = "found-at-home";
    /// Several places were typed: plans for all of them first, then each
    FoundTogether = "found-together" { place: CoverageName };
    /// What a typed text was understood as: an area, or a plan's own name
    Showing = "showing" { name: String };
    /// An answer to thanks
    Welcome = "welcome";
    NothingForSale = "nothing-for-sale";
    SalesPaused = "sales-paused";

    // ---- Plans ----
    PlansTitle = "plans-title" { place: CoverageName, page: i64, pages: i64 };
    /// Plans of a place that was typed: says what was understood, page of pages
    PlansFound = "plans-found" { place: CoverageName, page: i64, pages: i64 };
    ChoosePlan = "choose-plan";
    ChooseCoverage = "choose-coverage";
    /// Line: the plan of this list that is bought most
    MostBought = "most-bought" { allowance: Allowance, days: i64 };
    /// Line: what a gigabyte, or a day, of a plan of this list costs
    ListPerGb = "list-per-gb" { allowance: Allowance, days: i64, price: Money };
    ListPerDay = "list-per-day" { allowance: Allowance, days: i64, price: Money };
    /// A plan that lacks nothing but stock
    SoldOut = "sold-out" { place: CoverageName, allowance: Allowance, days: i64 };
    /// A coverage of which no plan is in stock
    CoverageSoldOut = "coverage-sold-out" { place: CoverageName };
    /// Line: the first plan of the list fits the days and the data that were asked for
    PlanFits = "plan-fits" { allowance: Allowance, days: i64 };
    PlanName = "plan-name" { name: Phrase };
    PlanData = "plan-data" { allowance: Allowance };
    PlanDays = "plan-days" { days: i64 };
    PlanStartsInstall = "plan-starts-install";
    PlanStartsFirstUse = "plan-starts-first-use";
    /// Line: within how many days of the purchase it must be installed
    PlanInstallWithin = "plan-install-within" { days: i64 };
    PlanNetworks = "plan-networks" { networks: String };
    PlanGeneration = "plan-generation" { generation: String };
    PlanHotspotYes = "plan-hotspot-yes";
    PlanHotspotNo = "plan-hotspot-no";
    /// Line: from how much data on it becomes slower
    PlanFairUse = "plan-fair-use" { rule: Phrase };
    /// Line: nothing is known of such a rule of this unlimited plan
    PlanFairUseUnknown = "plan-fair-use-unknown";
    /// Quote: where it works, folded
    PlanCountries = "plan-countries" { countries: Vec<Country> };
    PlanWorld = "plan-world";
    PlanNote = "plan-note" { note: Phrase };
    PlanPerGb = "plan-per-gb" { price: Money };
    PlanPerDay = "plan-per-day" { price: Money };
    PlanDataOnly = "plan-data-only";
    NoticeRussia = "notice-russia";
    NoticePhone = "notice-phone";
    NoticeRefund = "notice-refund";
    PhoneCheck = "phone-check";
    NotForSale = "not-for-sale";

    // ---- Checkout, consents; an alias reads what an older version left in the outbox ----
    #[serde(alias = "RailQuestion", alias = "OrderWaits", alias = "InvoiceSent")]
    ReviewTitle = "review-title" { order: OrderId };
    #[serde(alias = "ReviewPlan", alias = "PlanTitle")]
    CheckoutPlan = "checkout-plan" { place: CoverageName, allowance: Allowance, days: i64 };
    /// Line: for whom, and where the QR comes
    CheckoutFor = "checkout-for";
    /// Line: the same, with a letter; typing or choosing the address consents to it
    #[serde(alias = "EmailQuestionSame")]
    CheckoutMail = "checkout-mail" { address: AddressId };
    /// Line: mobile internet does not work at once in Russia
    CheckoutRussia = "checkout-russia";
    #[serde(alias = "ReviewTotal", alias = "PlanPrice")]
    CheckoutTotal = "checkout-total" { price: Money };
    /// Stars are the only rail: the price in tenge is shown, and cannot be paid
    #[serde(alias = "ReviewTotalStars", alias = "PlanPriceStars")]
    CheckoutTotalStars = "checkout-total-stars" { price: Money, stars: Money };
    CheckoutTotalEither = "checkout-total-either" { first: Money, second: Money };
    /// The QR code waits for its customer; within how many days of the payment
    CheckoutLater = "checkout-later" { days: i64 };
    /// Tenge go back by a person; within how many working days
    TengeByPerson = "tenge-by-person" { days: i64 };
    LaterNotNow = "later-not-now";
    PlanChanged = "plan-changed";
    CheckoutStarsDearer = "checkout-stars-dearer";
    /// Line: how many countries more the plan works in
    CheckoutMore = "checkout-more" { more: i64 };
    /// Line: this order will take the place of one that waits
    CheckoutInstead = "checkout-instead" { order: OrderId };
    /// Line: a restore closed an order of this plan, going back to a copy of that moment
    CheckoutRestored = "checkout-restored" { order: OrderId, at: Stamp };
    /// The same, as a message
    ClosedByRestore = "closed-by-restore" { order: OrderId, at: Stamp };
    /// Line: 18 or older, and what to press
    CheckoutAsks = "checkout-asks";
    /// Line: the consents stand, 18 or older
    #[serde(alias = "ReviewProcessingStands")]
    CheckoutAgreed = "checkout-agreed";
    #[serde(alias = "PriceChanged")]
    PriceRose = "price-rose" { old: Money, new: Money };
    /// The seller's requisites (the renderer knows them)
    Requisites = "requisites";
    ReviewOffer = "review-offer";
    ReviewProcessing = "review-processing";
    ReviewTransfer = "review-transfer";
    #[serde(alias = "ProcessingDeclined")]
    ConsentDeclined = "consent-declined";
    SessionOver = "session-over";

    // ---- E-mail ----
    #[serde(alias = "EmailQuestion")]
    AddressQuestion = "address-question";
    AddressCheck = "address-check" { address: AddressId };
    AddressTypo = "address-typo" { address: AddressId, suggestion: AddressId };
    AddressBad = "address-bad";
    AddressTooLong = "address-too-long";
    /// No @ in it
    AddressNoAt = "address-no-at";
    /// No dot after the @
    AddressNoDot = "address-no-dot";
    /// Letters outside Latin before the @
    AddressNotLatin = "address-not-latin";
    AddressOneOnly = "address-one-only";
    AddressSaved = "address-saved" { address: AddressId };
    AddressAsText = "address-as-text";

    // ---- Payment ----
    /// The invoice's title, 1-32 characters, plain
    InvoiceTitle = "invoice-title" { allowance: Allowance, days: i64 };
    /// The invoice's description, 1-255 characters, plain: place, order, how long and until when
    InvoiceDescription = "invoice-description" {
        place: CoverageName, order: OrderId, minutes: i64, until: TimeOfDay,
    };
    /// The same where the QR code waits until its customer opens it
    InvoiceLater = "invoice-later" {
        place: CoverageName, order: OrderId, minutes: i64, until: TimeOfDay,
    };
    /// The price line of the invoice, plain
    InvoiceLine = "invoice-line" { order: OrderId };
    InvoiceOver = "invoice-over" { order: OrderId };
    InvoiceFailed = "invoice-failed" { order: OrderId };
    OrderGone = "order-gone" { order: OrderId };
    OrderCancelled = "order-cancelled" { order: OrderId };
    PaymentUnderWay = "payment-under-way" { order: OrderId };
    PaymentUnderWayUntil = "payment-under-way-until" { order: OrderId, until: TimeOfDay };
    /// The same in tenge: a bank may take long, and only who pays sees its page
    PaymentAtBank = "payment-at-bank" { order: OrderId, until: TimeOfDay };
    /// Before the next try, after a card was declined
    DeclinedFirst = "declined-first" { order: OrderId, until: TimeOfDay };
    /// Telegram's ledger shows no charge; the invoice stands
    NothingTaken = "nothing-taken" { order: OrderId, until: TimeOfDay };
    /// Above the return of a second payment
    PaidTwice = "paid-twice" { order: OrderId };

    // ---- Pre-checkout refusals, plain, at most 200 characters ----
    RefuseExpired = "refuse-expired";
    /// A restore closed the order
    RefuseRestored = "refuse-restored" { at: Stamp };
    RefuseReplaced = "refuse-replaced";
    RefuseTaken = "refuse-taken";
    RefuseOther = "refuse-other";
    RefuseAmount = "refuse-amount";
    RefuseStock = "refuse-stock";
    RefuseLater = "refuse-later";
    RefusePaused = "refuse-paused";
    RefuseBusy = "refuse-busy";
    /// Line: in the chat, above the reason of a refusal
    NotPaid = "not-paid";
    /// Line: below it are plans in the stead of one that is gone
    Instead = "instead";

    // ---- Paid ----
    CardPaid = "card-paid" { order: OrderId, amount: Money, until: Stamp };
    /// The four lines below the QR: this one,
    CardQr = "card-qr" { place: CoverageName, allowance: Allowance, days: i64 };
    /// the order and its day,
    CardOrder = "card-order" { order: OrderId, day: Day };
    /// when the days begin,
    CardStartsFirstUse = "card-starts-first-use";
    CardStartsInstall = "card-starts-install";
    CardStartsUnknown = "card-starts-unknown";
    /// The codes as copyable text, filled in when they are sent
    CardByHand = "card-by-hand";
    CardSmdp = "card-smdp";
    /// What an iPhone calls the activation code
    CardPart = "card-part";
    CardCode = "card-code";
    /// Line: the confirmation code the phone will ask for; `confirmation` is filled in
    CardConfirmation = "card-confirmation";
    /// and how to install
    CardHow = "card-how";
    /// The same where the phone will ask for a confirmation code
    CardHowConfirm = "card-how-confirm";
    CardLate = "card-late" { order: OrderId };
    CardReplaced = "card-replaced" { order: OrderId };
    CardWaiting = "card-waiting" { order: OrderId, amount: Money, until: Stamp };
    /// The card of an order that waits until it is opened; the last day
    CardKept = "card-kept" {
        order: OrderId, amount: Money, place: CoverageName, allowance: Allowance, days: i64,
        until: Day,
    };
    /// The former card of an order that was opened elsewhere
    CardOpened = "card-opened" { order: OrderId };
    /// A few days are left to open it; the last one
    OpenReminder = "open-reminder" { place: CoverageName, allowance: Allowance, until: Day };
    /// It was not opened, and the money goes back
    OpenOver = "open-over" { order: OrderId };
    /// It was not opened, and a person looks
    OpenOverPerson = "open-over-person" { order: OrderId };
    EsimPromise = "esim-promise" { until: Stamp };
    EsimUnopened = "esim-unopened";
    /// A restore lost what became of a paid order after that moment
    EsimLost = "esim-lost" { at: Stamp };
    /// It was delivered, and a restore lost with which code
    EsimElsewhere = "esim-elsewhere";
    CardReturned = "card-returned" { order: OrderId };
    CardErased = "card-erased";
    InstallOn = "install-on";
    StepsIphone = "steps-iphone";
    StepsAndroid = "steps-android";
    /// Line: the phone will ask for a confirmation code
    StepsConfirmation = "steps-confirmation";
    ArriveIphone = "arrive-iphone" { place: CoverageName };
    ArriveAndroid = "arrive-android" { place: CoverageName };
    /// Do not delete the eSIM
    StepsKeep = "steps-keep";
    #[serde(alias = "StepsTrouble")]
    TroubleWhere = "trouble-where";
    TroubleWhereAgain = "trouble-where-again";
    TroublePhone = "trouble-phone";
    /// What to try before the trip
    TroubleInstall = "trouble-install";
    /// The plan does not work in this country
    TroubleElsewhere = "trouble-elsewhere" { country: Country };
    TroubleIphone = "trouble-iphone";
    TroubleAndroid = "trouble-android";
    TroubleNetworks = "trouble-networks" { networks: String };
    TroubleApn = "trouble-apn";
    TroubleSent = "trouble-sent" { order: OrderId };
    /// Seller, what, how much, when: to be shown to others
    Receipt = "receipt" {
        order: OrderId, place: CoverageName, allowance: Allowance, days: i64, amount: Money,
        day: Day,
    };
    MailSent = "mail-sent" { order: OrderId, address: AddressId };
    MailFailed = "mail-failed" { order: OrderId, address: AddressId };
    /// The letter failed, and the QR stands in the chat already
    LetterFailedShown = "letter-failed-shown" { order: OrderId, address: AddressId };
    /// The consent to mail an order that was not mailed
    LetterOffer = "letter-offer" { order: OrderId };
    /// The same where an address stands
    LetterOfferSame = "letter-offer-same" { order: OrderId, address: AddressId };
    /// The same where the consent was taken back
    LetterWithdrawn = "letter-withdrawn" { order: OrderId };
    LetterUnderWay = "letter-under-way" { address: AddressId };
    LetterNotNow = "letter-not-now";
    /// A letter without the code goes first
    LetterAsks = "letter-asks" { address: AddressId };
    /// A letter is there, and nobody pressed its link
    LetterSilent = "letter-silent" { address: AddressId, until: Stamp };
    /// So many letters went that the next one waits
    LetterFull = "letter-full" { until: Stamp };
    /// What anybody sees who pressed the link of a letter
    LetterLinkPressed = "letter-link-pressed";
    QrAgain = "qr-again";
    QrNotNow = "qr-not-now" { order: OrderId };

    // ---- Refunds, as the customer hears them ----
    RefundStarted = "refund-started" { order: OrderId, amount: Money };
    RefundDone = "refund-done" { order: OrderId, amount: Money };
    PaymentUnhandled = "payment-unhandled" { amount: Money };
    ChargeReturned = "charge-returned" { amount: Money };
    ChargeUnclear = "charge-unclear" { amount: Money };
    ChargeSettled = "charge-settled" { amount: Money };
    RefundByPerson = "refund-by-person" { order: OrderId, amount: Money };
    /// By when something is to be done
    DueBy = "due-by" { by: Day };
    RefundNoted = "refund-noted" { order: OrderId };

    // ---- Orders and eSIMs ----
    EsimsTitle = "esims-title" { page: i64, pages: i64 };
    EsimsEmpty = "esims-empty";
    EsimTitle = "esim-title" {
        order: OrderId, place: CoverageName, allowance: Allowance, days: i64,
    };
    EsimBought = "esim-bought" { day: Stamp };
    EsimState = "esim-state" { state: Box<Text> };
    EsimAddress = "esim-address" { address: AddressId };
    StateInvoiced = "state-invoiced";
    StatePaid = "state-paid";
    /// Until when it can be opened
    StateUnopened = "state-unopened" { until: Day };
    StateFulfilled = "state-fulfilled";
    StateReturned = "state-returned";
    /// The money is on its way back
    StateReturning = "state-returning";
    /// The money is back
    StateBack = "state-back";
    StateExpired = "state-expired";
    StateCancelled = "state-cancelled";
    /// A restore closed it
    StateClosed = "state-closed";

    // ---- Help, legal, support ----
    Help = "help";
    Terms1 = "terms-1";
    Terms2 = "terms-2";
    Privacy1 = "privacy-1";
    Privacy2 = "privacy-2";
    Privacy3 = "privacy-3";
    PaySupport = "pay-support";
    SupportAsk = "support-ask";
    SupportSent = "support-sent";
    /// Support is shut to this person; how the seller is reached follows
    SupportMuted = "support-muted";
    SupportAnswer = "support-answer";
    /// May the talk with support be kept?
    SupportKeep = "support-keep";
    SupportKept = "support-kept";
    SupportPassing = "support-passing";
    /// The talk is not kept: an answer can come for a day
    SupportDay = "support-day";
    SupportLost = "support-lost";
    // What a message is that is no text.
    MediaPhoto = "media-photo";
    MediaVideo = "media-video";
    MediaCircle = "media-circle";
    MediaVoice = "media-voice";
    MediaAudio = "media-audio";
    MediaDocument = "media-document";
    MediaAnimation = "media-animation";
    MediaSticker = "media-sticker";
    MediaContact = "media-contact";
    MediaLocation = "media-location";
    MediaOther = "media-other";
    /// Such as "a voice message, 12 s"
    MediaLasting = "media-lasting" { what: Box<Text>, seconds: i64 };
    /// No admin's settings take it
    SupportRefused = "support-refused" { what: Box<Text> };
    /// What stands in a chat for a message that it did not take
    SupportDescribed = "support-described" { what: Box<Text> };
    SupportShort = "support-short" { left: i64, of: i64 };
    ConsentsTitle = "consents-title";
    ConsentOffer = "consent-offer" { since: Stamp };
    ConsentOfferNone = "consent-offer-none";
    ConsentTransfer = "consent-transfer" { since: Stamp };
    ConsentTransferNone = "consent-transfer-none";
    ConsentProcessing = "consent-processing" { since: Stamp };
    ConsentProcessingNone = "consent-processing-none";
    ConsentEmail = "consent-email" { address: AddressId };
    ConsentEmailNone = "consent-email-none";
    ConsentTalk = "consent-talk";
    ConsentsHow = "consents-how";
    EmailWithdrawn = "email-withdrawn";
    TalkWithdrawn = "talk-withdrawn";
    NothingToCancel = "nothing-to-cancel";
    Left = "left";

    // ---- Erasure ----
    EraseFirst = "erase-first";
    EraseSecond = "erase-second";
    EraseOpen = "erase-open" { order: OrderId };
    EraseUnopened = "erase-unopened" { order: OrderId };
    EraseMoney = "erase-money" { order: OrderId };
    EraseDone = "erase-done";

    // ---- Bad input ----
    UnknownCommand = "unknown-command";
    StaleButton = "stale-button";
    /// What an old button's order became, plain, at most 200 characters
    OldPaid = "old-paid";
    OldInvoiced = "old-invoiced";
    OldOver = "old-over";
    OldCheckout = "old-checkout";
    ConsentsMissing = "consents-missing";
    /// A text came where a button is needed
    PressAButton = "press-a-button";
    NotNow = "not-now";
    Unexpected = "unexpected";
    /// A photo or a voice message came: is it for support?
    PassOnQuestion = "pass-on-question";
    EditedMessage = "edited-message";
    PrivateOnly = "private-only";
    OrderUnknown = "order-unknown";
    SearchTooLong = "search-too-long";

    // ---- Admins ----
    NoteSale = "note-sale" {
        order: OrderId, place: CoverageName, allowance: Allowance, days: i64, amount: Money,
    };
    NotesOn = "notes-on";
    NotesOff = "notes-off";
    Paused = "paused";
    Resumed = "resumed";
    RefundUsage = "refund-usage";
    RefundNoOrder = "refund-no-order" { order: OrderId };
    RefundNoCharge = "refund-no-charge" { order: OrderId, state: Box<Text> };
    RefundAlready = "refund-already" { order: OrderId };
    RefundAsk = "refund-ask" {
        order: OrderId, place: CoverageName, amount: Money, state: Box<Text>, paid: Stamp,
    };
    RefundNeverShown = "refund-never-shown";
    RefundShown = "refund-shown";
    RefundTengeNote = "refund-tenge-note";
    #[serde(alias = "RefundLeft")]
    RefundStale = "refund-stale" { order: OrderId };
    RefundAsked = "refund-asked" { order: OrderId };
    RefundDoneAdmin = "refund-done-admin" { order: OrderId, amount: Money };
    RefundRejected = "refund-rejected" { order: OrderId, amount: Money };
    RefundDue = "refund-due" { order: OrderId, amount: Money, charge: String };
    SettledAsk = "settled-ask" { order: OrderId, amount: Money };
    SettledDone = "settled-done" { order: OrderId };
    SettledNothing = "settled-nothing" { order: OrderId };
    SupportHeader = "support-header" { language: Lang };
    SupportHeaderOrder = "support-header-order" { language: Lang, order: OrderId };
    /// "It does not work": order, plan, where, on what
    SupportTrouble = "support-trouble" {
        order: OrderId, place: CoverageName, country: Country, phone: Box<Text>, language: Lang,
    };
    /// The same, before the trip
    SupportTroubleHome = "support-trouble-home" {
        order: OrderId, place: CoverageName, phone: Box<Text>, language: Lang,
    };
    SupportUntil = "support-until" { until: Stamp };
    /// What was replied to is no message of a customer's
    SupportGone = "support-gone";
    SupportLate = "support-late" { days: i64 };
    SupportErased = "support-erased";
    SupportBlocked = "support-blocked";
    SupportRefusedAnswer = "support-refused-answer" { what: Box<Text> };
    SupportFailed = "support-failed";
    SupportDelivered = "support-delivered";
    Muted = "muted";
    Unmuted = "unmuted";
    AlertStuck = "alert-stuck" { order: OrderId, place: CoverageName };
    AlertUnopened = "alert-unopened" { order: OrderId };
    AlertStock = "alert-stock" { plan: String, left: i64 };
    AlertCharge = "alert-charge" { amount: Money, charge: String };
    AlertUnhandled = "alert-unhandled" { amount: Money, charge: String };
    AlertCurrency = "alert-currency" { amount: i64, currency: String, charge: String };
    AlertStopped = "alert-stopped";
    AlertReceipts = "alert-receipts" { entry: i64 };
    AlertOldCharges = "alert-old-charges" { count: i64 };
    AlertApproval = "alert-approval" { order: OrderId, amount: Money, at: Stamp };
    AlertParked = "alert-parked" { count: i64 };
    AlertMail = "alert-mail" { order: OrderId };
    AlertQr = "alert-qr" { order: OrderId };
    AlertCode = "alert-code" { order: OrderId };
    AlertUnreadable = "alert-unreadable" { order: OrderId };
    AlertUndecided = "alert-undecided" { count: i64 };
    AlertForgotten = "alert-forgotten" { count: i64 };
    AlertHeld = "alert-held" { count: i64 };
    CasesNone = "cases-none";
    CasesTitle = "cases-title" { count: i64 };
    CaseCharge = "case-charge" { charge: String, amount: Money, why: Box<Text> };
    CaseDue = "case-due" { order: OrderId, amount: Money };
    CaseOrder = "case-order" { order: OrderId, since: Stamp };
    CaseUnopened = "case-unopened" { order: OrderId, since: Stamp };
    CaseUpdate = "case-update" { since: Stamp };
    CaseUnreachable = "case-unreachable" { order: OrderId, since: Stamp };
    CaseFaulty = "case-faulty" { order: OrderId, since: Stamp };
    CaseUnreadable = "case-unreadable" { order: OrderId, since: Stamp };
    CaseApproval = "case-approval" { order: OrderId, since: Stamp };
    /// The same, with what may have been taken
    CaseApproved = "case-approved" { order: OrderId, amount: Money, since: Stamp };
    /// A payment of an order: when it was taken, and why it needs a person
    CasePaid = "case-paid" { order: OrderId, amount: Money, day: Day, why: Box<Text> };
    /// The same of one that names no order
    CaseStray = "case-stray" { charge: String, amount: Money, day: Day, why: Box<Text> };
    CaseStopped = "case-stopped" { since: Stamp };
    CaseCurrency = "case-currency" { charge: String };
    CaseOther = "case-other" { subject: String, since: Stamp };
    CaseRow = "case-row" { case: i64, what: Box<Text> };
    CasesMore = "cases-more" { count: i64 };
    CaseGone = "case-gone" { case: i64 };
    CaseStale = "case-stale" { case: i64 };
    CaseAccepted = "case-accepted" { case: i64 };
    CaseHintCharge = "case-hint-charge";
    /// It may have been delivered in what a restore lost
    CaseHintLost = "case-hint-lost";
    /// The same in tenge, of which the provider alone knows
    CaseHintLostTenge = "case-hint-lost-tenge";
    /// Its order was lost: which plan was it?
    CaseHintPlan = "case-hint-plan";
    /// Line: the plan that a person named
    CasePlanNamed = "case-plan-named" { plan: String };
    CasePlanAsk = "case-plan-ask" { amount: Money, page: i64, pages: i64 };
    DeliverNoStock = "deliver-no-stock" { plan: String };
    CaseHintUnhandled = "case-hint-unhandled";
    CaseHintDue = "case-hint-due";
    CaseHintStuck = "case-hint-stuck";
    CaseHintUnopened = "case-hint-unopened";
    CaseHintReplace = "case-hint-replace";
    CaseHintUnreadable = "case-hint-unreadable";
    CaseHintErased = "case-hint-erased";
    ReplaceDone = "replace-done" { order: OrderId };
    ReplaceNoStock = "replace-no-stock" { order: OrderId, plan: String };
    ReplaceStale = "replace-stale" { order: OrderId };
    CaseHintParked = "case-hint-parked";
    CaseHintApproval = "case-hint-approval";
    CaseHintStopped = "case-hint-stopped";
    CaseHeld = "case-held" { count: i64 };
    WhyUnknownOrder = "why-unknown-order";
    WhyUnsigned = "why-unsigned";
    WhyRefundRefused = "why-refund-refused";
    WhyCurrency = "why-currency";
    WhyUndecided = "why-undecided";
    WhyUnhandled = "why-unhandled" { order: OrderId };
    WhyBeforeBooks = "why-before-books";
    WhyBeforeRestore = "why-before-restore";
    WhyStopped = "why-stopped";

    // ---- Statistics ----
    StatsTitle = "stats-title" { now: Stamp };
    StatsToday = "stats-today";
    StatsWeek = "stats-week";
    StatsMonth = "stats-month";
    StatsVisitors = "stats-visitors" { count: i64 };
    StatsFunnel = "stats-funnel" {
        visitors: i64, plans: i64, reviews: i64, invoices: i64, paid: i64,
    };
    StatsOrders = "stats-orders" { state: Box<Text>, count: i64 };
    StatsRevenue = "stats-revenue" { revenue: Money, count: i64, refunds: Money, refunded: i64 };
    StatsCountry = "stats-country" { place: Place, count: i64 };
    StatsDelivery = "stats-delivery" { median: i64, worst: i64 };
    StatsNoDelivery = "stats-no-delivery";
    StatsStock = "stats-stock" { left: i64, low: i64 };
    StatsFaulty = "stats-faulty" { count: i64 };
    /// Paid orders whose code nobody saw: what they cost
    StatsUnseen = "stats-unseen" { amount: Money, count: i64 };
    /// The bot's Stars
    StatsBalance = "stats-balance" { balance: Money };
    /// The bot has too few Stars for what can still be asked back
    StatsBalanceShort = "stats-balance-short" { least: Money };
    StatsCases = "stats-cases" { count: i64 };
    ChartOrders = "chart-orders";
    ChartFunnel = "chart-funnel";
    ChartCountries = "chart-countries";
    ChartVisitors = "chart-visitors";
    ChartPlans = "chart-plans";
    ChartReviews = "chart-reviews";
    ChartInvoices = "chart-invoices";
    ChartPaid = "chart-paid";
    ChartRevenue = "chart-revenue" { currency: String };
    ChartRefunds = "chart-refunds";

    // ---- Mail, plain ----
    /// The subject: no code in it
    MailSubject = "mail-subject" { order: OrderId, place: CoverageName };
    /// The preheader: no code in it
    MailPreheader = "mail-preheader" { place: CoverageName };
    MailHello = "mail-hello" { order: OrderId };
    MailFactPlan = "mail-fact-plan";
    MailFactOrder = "mail-fact-order";
    /// Label: what was paid, and when
    MailFactPaid = "mail-fact-paid";
    /// What was paid, and when
    MailPaid = "mail-paid" { paid: Money, bought: Stamp };
    MailPlan = "mail-plan" { place: CoverageName, allowance: Allowance, days: i64 };
    /// The seller in one line: name, IIN, address (the renderer knows them)
    MailRequisites = "mail-requisites";
    MailScan = "mail-scan";
    MailQrAlt = "mail-qr-alt";
    MailManual = "mail-manual";
    MailSmdp = "mail-smdp";
    /// Label: what an iPhone calls the activation code
    MailPart = "mail-part";
    /// Label: the whole code
    MailCode = "mail-code";
    MailConfirmation = "mail-confirmation";
    MailInstallIphone = "mail-install-iphone";
    MailInstallAndroid = "mail-install-android";
    MailSecret = "mail-secret";
    /// A link to the bot
    MailOpenBot = "mail-open-bot";
    /// Of the letter that asks for a sign of life
    MailAskSubject = "mail-ask-subject";
    MailAskHello = "mail-ask-hello";
    MailAskButton = "mail-ask-button";
    /// Heading of the steps
    MailStepsIphone = "mail-steps-iphone";
    /// Four lines
    MailIphone = "mail-iphone";
    /// Heading of the steps
    MailStepsAndroid = "mail-steps-android";
    /// Four lines
    MailAndroid = "mail-android";
    MailSupport = "mail-support";
    MailWhy = "mail-why";

    // ---- Profile and menus, plain ----
    /// The bot's name, at most 64 characters
    BotName = "bot-name";
    /// What is seen before /start, at most 512 characters
    BotDescription = "bot-description";
    /// The line in the profile, at most 120 characters
    BotShortDescription = "bot-short-description";
    CmdStart = "cmd-start";
    CmdEsims = "cmd-esims";
    CmdLanguage = "cmd-language";
    CmdHelp = "cmd-help";
    CmdSupport = "cmd-support";
    CmdPaySupport = "cmd-paysupport";
    CmdTerms = "cmd-terms";
    CmdPrivacy = "cmd-privacy";
    CmdConsents = "cmd-consents";
    CmdCancel = "cmd-cancel";
    CmdDeleteMyData = "cmd-deletemydata";
    CmdStats = "cmd-stats";
    CmdRefund = "cmd-refund";
    CmdSettled = "cmd-settled";
    CmdPause = "cmd-pause";
    CmdResume = "cmd-resume";
    CmdNotes = "cmd-notes";
    CmdCases = "cmd-cases";
}

impl Text {
    /// Why a charge needs a person.
    pub(crate) const fn of_why(why: super::charge::Why) -> Self {
        use super::charge::Why;
        match why {
            Why::UnknownOrder => Self::WhyUnknownOrder,
            Why::Unsigned => Self::WhyUnsigned,
            Why::RefundRefused => Self::WhyRefundRefused,
            Why::UnknownCurrency => Self::WhyCurrency,
            Why::BeforeHistory => Self::WhyBeforeBooks,
            Why::BeforeRestore => Self::WhyBeforeRestore,
            Why::Stopped => Self::WhyStopped,
        }
    }

    /// Where a plan for several countries works, folded; one country is in its title.
    pub(crate) fn of_coverage(plan: &Plan) -> Option<Self> {
        match plan.kind() {
            PlanKind::Local => None,
            PlanKind::Regional => {
                Some(Self::PlanCountries { countries: plan.coverage.named().to_vec() })
            }
            PlanKind::World => Some(Self::PlanWorld),
        }
    }

    /// What a message is that is no text.
    pub(crate) const fn of_media(what: super::missive::Media) -> Self {
        use super::missive::Media;
        match what {
            Media::Photo => Self::MediaPhoto,
            Media::Video => Self::MediaVideo,
            Media::Circle => Self::MediaCircle,
            Media::Voice => Self::MediaVoice,
            Media::Audio => Self::MediaAudio,
            Media::Document => Self::MediaDocument,
            Media::Animation => Self::MediaAnimation,
            Media::Sticker => Self::MediaSticker,
            Media::Contact => Self::MediaContact,
            Media::Location => Self::MediaLocation,
            Media::Other => Self::MediaOther,
        }
    }

    /// When the days of a plan begin, and so when to install it.
    pub(crate) const fn of_starts(starts: Option<super::plan::Starts>) -> Self {
        use super::plan::Starts;
        match starts {
            Some(Starts::FirstUse) => Self::CardStartsFirstUse,
            Some(Starts::Install) => Self::CardStartsInstall,
            None => Self::CardStartsUnknown,
        }
    }

    /// How an order stands, as a customer or an admin reads it.
    pub(crate) fn of_order(order: &Order) -> Self {
        match order.unopened_until() {
            Some(until) => Self::StateUnopened { until: last_day(until) },
            None if order.closed_since().is_some() => Self::StateClosed,
            None => Self::of_state(order.state()),
        }
    }

    /// The state of an order, as a customer or an admin reads it.
    pub(crate) const fn of_state(state: &super::order::OrderState) -> Self {
        use super::order::OrderState;
        match state {
            OrderState::Draft | OrderState::Invoiced { .. } | OrderState::Approved { .. } => {
                Self::StateInvoiced
            }
            OrderState::Paid { .. } | OrderState::Provisioned { .. } => Self::StatePaid,
            OrderState::Fulfilled { .. } => Self::StateFulfilled,
            OrderState::Returned { .. } => Self::StateReturned,
            OrderState::Expired => Self::StateExpired,
            OrderState::Cancelled => Self::StateCancelled,
        }
    }
}

impl Sample for Currency {
    fn sample() -> Self {
        Self::Kzt
    }
}
