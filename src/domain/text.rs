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
use super::plan::Allowance;
use super::time::Stamp;

/// A value inside a text. How it is written depends on the language.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// A count; selects a plural form, and is also written grouped.
    Number(i64),
    /// An amount, written as `12 500 ₸` or `307 ⭐`.
    Money(Money),
    /// An order number.
    Order(OrderId),
    /// A country, a region or the world, with its flag.
    Place(Place),
    /// A country without its flag.
    Country(Country),
    /// A list of countries.
    Countries(Vec<Country>),
    /// An amount of data, written as `5 GB`.
    Allowance(Allowance),
    /// A moment, in Almaty time.
    Moment(Stamp),
    /// A day, in Almaty.
    Day(Stamp),
    /// Words from a catalogue file or the configuration; not personal, escaped when written.
    Word(String),
    /// Another text.
    Text(Box<Text>),
    /// A language, by its own name.
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
pub trait Sample {
    /// Such a value, as long as real ones get.
    fn sample() -> Self;
}

arg_from! {
    i64 => Number, 21;
    Money => Money, Money::kzt(12_345_600);
    OrderId => Order, OrderId::from_random(0x00c0_ffee_c0de);
    Place => Place, Place::World;
    Country => Country, Country::sample_value();
    Vec<Country> => Countries, Country::all().take(8).collect();
    Allowance => Allowance, Allowance::Megabytes(10_240);
    Stamp => Moment, Stamp(1_790_000_000_000);
    String => Word, "Turkcell, Vodafone, Türk Telekom".to_owned();
    Lang => Lang, Lang::Kk;
    AddressId => Address, AddressId(1);
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
            /// An empty line between two others.
            Gap,
            $($(#[$doc])* $name $({ $(#[doc = stringify!($field)] $field: $type),* })?,)*
        }

        impl Text {
            /// The message's key in `locales/`; `None` for the two that only join others.
            pub const fn key(&self) -> Option<&'static str> {
                match self {
                    Self::Lines(_) | Self::Gap => None,
                    $(Self::$name $({ $($field: _),* })? => Some($key),)*
                }
            }

            /// The values of the message, by name.
            pub fn args(&self) -> Vec<(&'static str, Arg)> {
                match self {
                    Self::Lines(_) | Self::Gap => Vec::new(),
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
    /// Back
    BtnBack = "btn-back";
    /// All countries
    BtnAllCountries = "btn-all-countries";
    /// Regions and the whole world
    BtnRegions = "btn-regions";
    /// Search by name
    BtnSearch = "btn-search";
    /// To the first screen
    BtnHome = "btn-home";
    /// A place as a button: flag and name
    BtnPlace = "btn-place" { place: Place };
    /// A plan as a button: data, days, price in tenge; comparable at a glance
    BtnPlan = "btn-plan" { allowance: Allowance, days: i64, price: Money };
    /// The same with the price in Stars
    BtnPlanStars = "btn-plan-stars" { allowance: Allowance, days: i64, price: Money, stars: Money };
    /// A plan for a whole region or the world in the list of one country: the place says so
    BtnPlanWide = "btn-plan-wide" {
        place: Place, allowance: Allowance, days: i64, price: Money, stars: Money,
    };
    /// A language as a button, by its own name
    BtnLang = "btn-lang" { language: Lang };
    /// Next page
    BtnNext = "btn-next";
    /// Previous page
    BtnPrevious = "btn-previous";
    /// Will my phone do?
    BtnPhone = "btn-phone";
    /// Buy
    BtnBuy = "btn-buy";
    /// I accept the offer
    BtnOffer = "btn-offer";
    /// I agree to the processing
    BtnProcessing = "btn-processing";
    /// I do not agree
    BtnProcessingNo = "btn-processing-no";
    /// Read the offer (opens the site)
    BtnReadOffer = "btn-read-offer";
    /// Read the privacy policy (opens the site)
    BtnReadPrivacy = "btn-read-privacy";
    /// Offer, in the chat
    BtnTerms = "btn-terms";
    /// Privacy policy, in the chat
    BtnPrivacy = "btn-privacy";
    /// To my e-mail too
    BtnEmailYes = "btn-email-yes";
    /// Only here
    BtnEmailNo = "btn-email-no";
    /// To the address I gave before
    BtnEmailSame = "btn-email-same";
    /// Yes, this is right
    BtnAddressOk = "btn-address-ok";
    /// No, type it again
    BtnAddressAgain = "btn-address-again";
    /// The suggested one, in rows that an older version wrote
    BtnAddressFixed = "btn-address-fixed";
    /// One of two addresses: the typed one, or the one that it may have meant
    BtnAddress = "btn-address" { address: AddressId };
    /// Pay with Stars: amount
    BtnPayStars = "btn-pay-stars" { stars: Money };
    /// Pay in tenge: amount
    BtnPayTenge = "btn-pay-tenge" { price: Money };
    /// The Pay button of the invoice
    BtnPay = "btn-pay" { price: Money };
    /// Send a new invoice
    BtnNewInvoice = "btn-new-invoice";
    /// Accept the new price
    BtnPriceOk = "btn-price-ok" { price: Money };
    /// Give the order up
    BtnCancelOrder = "btn-cancel-order";
    /// An order in the list: number, place, state
    BtnOrder = "btn-order" { order: OrderId, state: Box<Text> };
    /// Show the QR again
    BtnShowQr = "btn-show-qr";
    /// Send the e-mail again
    BtnSendMail = "btn-send-mail";
    /// Correct the address
    BtnCorrect = "btn-correct";
    /// Buy another like it
    BtnAnother = "btn-another";
    /// Continue with the payment
    BtnContinue = "btn-continue";
    /// Steps for iPhone
    BtnIphone = "btn-iphone";
    /// Steps for Android
    BtnAndroid = "btn-android";
    /// It does not work
    BtnTrouble = "btn-trouble";
    /// Install on this iPhone (URL button)
    BtnInstallIphone = "btn-install-iphone";
    /// Install on this Android phone (URL button)
    BtnInstallAndroid = "btn-install-android";
    /// Copy the activation code
    BtnCopyCode = "btn-copy-code";
    /// Copy the SM-DP+ address
    BtnCopySmdp = "btn-copy-smdp";
    /// Write to support
    BtnSupport = "btn-support";
    /// Ask a person what was not found
    BtnAskUs = "btn-ask-us";
    /// Pass this message on to support
    BtnPassOn = "btn-pass-on";
    /// I want my money back
    BtnWantRefund = "btn-want-refund";
    /// My eSIMs
    BtnEsims = "btn-esims";
    /// Help
    BtnHelp = "btn-help";
    /// Language
    BtnLanguage = "btn-language";
    /// Consents
    BtnConsents = "btn-consents";
    /// Withdraw the consent to e-mail
    BtnWithdrawEmail = "btn-withdraw-email";
    /// Leave the question without doing anything
    BtnLeave = "btn-leave";
    /// Yes, delete my data (first question)
    BtnErase = "btn-erase";
    /// Delete for ever (second question)
    BtnEraseSure = "btn-erase-sure";
    /// An admin returns the money
    BtnRefundYes = "btn-refund-yes" { price: Money };
    /// An admin leaves it
    BtnRefundNo = "btn-refund-no";
    /// An admin opens a case
    BtnCase = "btn-case" { case: i64 };
    /// An admin goes back to the cases
    BtnCases = "btn-cases";
    /// An admin tries again
    BtnCaseRetry = "btn-case-retry";
    /// An admin lets refunds go on
    BtnCaseResume = "btn-case-resume";
    /// An admin gives an order another code
    BtnCaseReplace = "btn-case-replace";
    /// An admin settled it outside
    BtnCaseOutside = "btn-case-outside";
    /// An admin drops a parked update
    BtnCaseDrop = "btn-case-drop";
    /// An admin confirms that the provider returned it
    BtnSettledYes = "btn-settled-yes";

    // ---- First screen and places ----
    /// Choose a language; shown in all three at once by the locales' own words
    ChooseLanguage = "choose-language";
    /// The language is now this one
    LanguageSet = "language-set";
    /// Welcome: what this shop is, pick a country or type its name in any language
    Home = "home";
    /// All countries, page of pages
    AllCountries = "all-countries" { page: i64, pages: i64 };
    /// Regions and the whole world
    Regions = "regions";
    /// Type a country or city, in any of the three languages
    TypeAName = "type-a-name";
    /// Several places match: choose
    FoundSeveral = "found-several";
    /// Nothing matches exactly; perhaps one of these?
    FoundPerhaps = "found-perhaps";
    /// Nothing found; what to do
    FoundNothing = "found-nothing";
    /// Found, but nothing is sold there now
    FoundNotSold = "found-not-sold" { country: Country };
    /// Kazakhstan was typed: nothing of ours works at home
    FoundAtHome = "found-at-home";
    /// Several places were typed: plans for all of them first, then each
    FoundTogether = "found-together";
    /// What a typed text was understood as: an area, or a plan's own name
    Showing = "showing" { name: String };
    /// An answer to thanks
    Welcome = "welcome";
    /// Nothing is on sale at all right now
    NothingForSale = "nothing-for-sale";
    /// Sales are paused; paid orders go on
    SalesPaused = "sales-paused";

    // ---- Plans ----
    /// Plans of a place, page of pages
    PlansTitle = "plans-title" { place: Place, page: i64, pages: i64 };
    /// Plans of a place that was typed: says what was understood, page of pages
    PlansFound = "plans-found" { place: Place, page: i64, pages: i64 };
    /// Line: the first plan of the list fits the days and the data that were asked for
    PlanFits = "plan-fits" { allowance: Allowance, days: i64 };
    /// The plan card's title
    PlanTitle = "plan-title" { place: Place, allowance: Allowance, days: i64 };
    /// The plan's own name from the catalogue file
    PlanName = "plan-name" { name: String };
    /// Line: data
    PlanData = "plan-data" { allowance: Allowance };
    /// Line: how many days
    PlanDays = "plan-days" { days: i64 };
    /// Line: the days begin when it is installed
    PlanStartsInstall = "plan-starts-install";
    /// Line: the days begin with the first use abroad
    PlanStartsFirstUse = "plan-starts-first-use";
    /// Line: networks
    PlanNetworks = "plan-networks" { networks: String };
    /// Line: generation (4G, 5G)
    PlanGeneration = "plan-generation" { generation: String };
    /// Line: hotspot allowed
    PlanHotspotYes = "plan-hotspot-yes";
    /// Line: hotspot not allowed
    PlanHotspotNo = "plan-hotspot-no";
    /// Line: can be topped up
    PlanTopUpYes = "plan-top-up-yes";
    /// Line: cannot be topped up
    PlanTopUpNo = "plan-top-up-no";
    /// Line: countries covered by a regional plan
    PlanCountries = "plan-countries" { countries: Vec<Country> };
    /// Line: works in most countries of the world
    PlanWorld = "plan-world";
    /// Line: a note from the catalogue file
    PlanNote = "plan-note" { note: String };
    /// Line: price in tenge
    PlanPrice = "plan-price" { price: Money };
    /// Line: price in tenge and in Stars
    PlanPriceStars = "plan-price-stars" { price: Money, stars: Money };
    /// Line: data only, no calls and no number
    PlanDataOnly = "plan-data-only";
    /// Notice: foreign eSIMs have no data for the first 24 hours in Russia
    NoticeRussia = "notice-russia";
    /// Notice: check the phone before paying (*#06#, EID)
    NoticePhone = "notice-phone";
    /// Notice: the refund rule, in one or two sentences
    NoticeRefund = "notice-refund";
    /// How to check the phone, in steps
    PhoneCheck = "phone-check";
    /// This plan is not sold any more
    NotForSale = "not-for-sale";

    // ---- Review, consents ----
    /// Review: order number, plan, total, until when the price holds
    ReviewTitle = "review-title" { order: OrderId };
    /// Line: what is bought
    ReviewPlan = "review-plan" { place: Place, allowance: Allowance, days: i64 };
    /// Line: total in tenge
    ReviewTotal = "review-total" { price: Money };
    /// Line: total in tenge, or Stars
    ReviewTotalStars = "review-total-stars" { price: Money, stars: Money };
    /// The seller's requisites (the renderer knows them)
    Requisites = "requisites";
    /// Two presses are needed; this is the first, the offer
    ReviewOffer = "review-offer";
    /// The offer was accepted; now the processing: operator, purposes, data, recipients, transfer
    /// abroad, term, withdrawal
    ReviewProcessing = "review-processing";
    /// The consent that stands already
    ReviewProcessingStands = "review-processing-stands";
    /// Declined: nothing is stored, the catalogue stays open
    ProcessingDeclined = "processing-declined";
    /// The session ran out, begin again
    SessionOver = "session-over";

    // ---- E-mail ----
    /// Send the QR to your e-mail too? Declining does not matter for the sale
    EmailQuestion = "email-question";
    /// The same when an address stands
    EmailQuestionSame = "email-question-same" { address: AddressId };
    /// Type the address
    AddressQuestion = "address-question";
    /// Is this right?
    AddressCheck = "address-check" { address: AddressId };
    /// Is this right, or did you mean the other?
    AddressTypo = "address-typo" { address: AddressId, suggestion: AddressId };
    /// Not an address: what one looks like
    AddressBad = "address-bad";
    /// Not an address: it is too long
    AddressTooLong = "address-too-long";
    /// No @ in it
    AddressNoAt = "address-no-at";
    /// No dot after the @
    AddressNoDot = "address-no-dot";
    /// Letters outside Latin before the @
    AddressNotLatin = "address-not-latin";
    /// Not an address: only one, without spaces or line breaks
    AddressOneOnly = "address-one-only";
    /// The address was saved (corrected in /esims)
    AddressSaved = "address-saved" { address: AddressId };
    /// Please type the address as text, or choose a button
    AddressAsText = "address-as-text";

    // ---- Payment ----
    /// How do you want to pay?
    RailQuestion = "rail-question" { order: OrderId };
    /// The invoice was sent; pay until
    InvoiceSent = "invoice-sent" { order: OrderId, until: Stamp };
    /// The invoice's title, 1-32 characters, plain
    InvoiceTitle = "invoice-title" { allowance: Allowance, days: i64 };
    /// The invoice's description, 1-255 characters, plain: place, order, until when
    InvoiceDescription = "invoice-description" { place: Place, order: OrderId, until: Stamp };
    /// The price line of the invoice, plain
    InvoiceLine = "invoice-line" { order: OrderId };
    /// The invoice ran out
    InvoiceOver = "invoice-over" { order: OrderId };
    /// The invoice could not be sent; try again
    InvoiceFailed = "invoice-failed" { order: OrderId };
    /// The price changed meanwhile: old, new
    PriceChanged = "price-changed" { order: OrderId, old: Money, new: Money };
    /// The plan is not sold any more: choose another
    OrderGone = "order-gone" { order: OrderId };
    /// The order was given up
    OrderCancelled = "order-cancelled" { order: OrderId };
    /// A payment is on its way, please wait
    PaymentUnderWay = "payment-under-way" { order: OrderId };
    /// Another order waits for payment: continue it or give it up
    OrderWaits = "order-waits" { order: OrderId };

    // ---- Pre-checkout refusals, plain, at most 200 characters ----
    /// The invoice is not valid any more: ask for a new one in the chat
    RefuseExpired = "refuse-expired";
    /// This order is already being paid or was paid
    RefuseTaken = "refuse-taken";
    /// The invoice belongs to somebody else
    RefuseOther = "refuse-other";
    /// The amount differs: ask for a new invoice
    RefuseAmount = "refuse-amount";
    /// Sold out just now: choose another plan
    RefuseStock = "refuse-stock";
    /// Sales are paused
    RefusePaused = "refuse-paused";
    /// We cannot check the payment now: try again in a minute
    RefuseBusy = "refuse-busy";

    // ---- Paid ----
    /// The order card at once: paid, the eSIM is being prepared, by when
    CardPaid = "card-paid" { order: OrderId, amount: Money, until: Stamp };
    /// The QR card's caption without the codes
    CardQr = "card-qr" {
        order: OrderId, place: Place, allowance: Allowance, days: i64, bought: Stamp,
    };
    /// The codes as copyable text; `smdp` and `code` are filled in when it is sent
    CardCodes = "card-codes";
    /// Line: the confirmation code the phone will ask for; `confirmation` is filled in
    CardConfirmation = "card-confirmation";
    /// What to do with the QR, in one or two lines
    CardHow = "card-how";
    /// The QR is late; what happens, and the button to have the money back
    CardLate = "card-late" { order: OrderId };
    /// The order card: the first eSIM was faulty, another one is coming, nothing is to be paid
    CardReplaced = "card-replaced" { order: OrderId };
    /// The order card: paid, and the eSIM is still being obtained
    CardWaiting = "card-waiting" { order: OrderId, amount: Money, until: Stamp };
    /// A line of an order: until when its QR is promised
    EsimPromise = "esim-promise" { until: Stamp };
    /// The card after the money went back
    CardReturned = "card-returned" { order: OrderId };
    /// The picture of a card after erasure, as text
    CardErased = "card-erased";
    /// Steps for iPhone
    StepsIphone = "steps-iphone";
    /// Steps for Android
    StepsAndroid = "steps-android";
    /// What to try when it does not work
    StepsTrouble = "steps-trouble";
    /// The mail was sent to
    MailSent = "mail-sent" { order: OrderId, address: AddressId };
    /// The mail could not be sent to; correct the address
    MailFailed = "mail-failed" { order: OrderId, address: AddressId };
    /// The QR is sent again
    QrAgain = "qr-again";
    /// A QR that was shown before cannot be shown again now
    QrNotNow = "qr-not-now" { order: OrderId };

    // ---- Refunds, as the customer hears them ----
    /// The refund is on its way
    RefundStarted = "refund-started" { order: OrderId, amount: Money };
    /// The refund arrived (the ledger shows it)
    RefundDone = "refund-done" { order: OrderId, amount: Money };
    /// A payment fails each time it is worked on: a person takes over
    PaymentUnhandled = "payment-unhandled" { amount: Money };
    /// A charge without a place among our orders goes back
    ChargeReturned = "charge-returned" { amount: Money };
    /// A charge that fits no order is looked at by a person; nothing is lost
    ChargeUnclear = "charge-unclear" { amount: Money };
    /// A charge without an order was returned by a person
    ChargeSettled = "charge-settled" { amount: Money };
    /// A tenge charge will be returned by a person through the provider
    RefundByPerson = "refund-by-person" { order: OrderId, amount: Money };
    /// The wish was noted; it acts as soon as the supplier answers
    RefundNoted = "refund-noted" { order: OrderId };

    // ---- Orders and eSIMs ----
    /// The list
    EsimsTitle = "esims-title" { page: i64, pages: i64 };
    /// Nothing bought yet
    EsimsEmpty = "esims-empty";
    /// One order's title: number, place, data, days
    EsimTitle = "esim-title" { order: OrderId, place: Place, allowance: Allowance, days: i64 };
    /// Line: bought on
    EsimBought = "esim-bought" { day: Stamp };
    /// Line: state
    EsimState = "esim-state" { state: Box<Text> };
    /// Line: mails go to
    EsimAddress = "esim-address" { address: AddressId };
    /// State: waits for payment
    StateInvoiced = "state-invoiced";
    /// State: paid, being prepared
    StatePaid = "state-paid";
    /// State: ready
    StateFulfilled = "state-fulfilled";
    /// State: the money goes back or went back
    StateReturned = "state-returned";
    /// State: not paid in time
    StateExpired = "state-expired";
    /// State: given up
    StateCancelled = "state-cancelled";

    // ---- Help, legal, support ----
    /// Help: what the shop does, the commands, where to ask
    Help = "help";
    /// The public offer, in pages
    Terms1 = "terms-1";
    /// Second page
    Terms2 = "terms-2";
    /// The privacy policy, in pages
    Privacy1 = "privacy-1";
    /// Second page
    Privacy2 = "privacy-2";
    /// Third page
    Privacy3 = "privacy-3";
    /// Questions of payment: what to do, that Telegram's support cannot help
    PaySupport = "pay-support";
    /// Write to us: any message now goes to a person
    SupportAsk = "support-ask";
    /// Your message was passed on
    SupportSent = "support-sent";
    /// A header before an answer of support
    SupportAnswer = "support-answer";
    /// Standing consents and rights
    ConsentsTitle = "consents-title";
    /// Line: processing, since
    ConsentProcessing = "consent-processing" { since: Stamp };
    /// Line: none for processing
    ConsentProcessingNone = "consent-processing-none";
    /// Line: e-mail, to
    ConsentEmail = "consent-email" { address: AddressId };
    /// Line: none for e-mail
    ConsentEmailNone = "consent-email-none";
    /// Line: how to withdraw the first (delete my data)
    ConsentsHow = "consents-how";
    /// The e-mail consent was withdrawn
    EmailWithdrawn = "email-withdrawn";
    /// Nothing to cancel
    NothingToCancel = "nothing-to-cancel";
    /// Left; nothing was changed
    Left = "left";

    // ---- Erasure ----
    /// First question: what goes, what must stay and until when
    EraseFirst = "erase-first";
    /// Second question: sure?
    EraseSecond = "erase-second";
    /// Refused: an order is open; delivery or refund first
    EraseOpen = "erase-open" { order: OrderId };
    /// Refused: money is due or a case is open
    EraseMoney = "erase-money" { order: OrderId };
    /// The farewell
    EraseDone = "erase-done";

    // ---- Bad input ----
    /// An unknown command
    UnknownCommand = "unknown-command";
    /// An old button; here is where we are
    StaleButton = "stale-button";
    /// A press cannot be worked on now; it will be
    NotNow = "not-now";
    /// A text or a button is expected here
    Unexpected = "unexpected";
    /// A photo or a voice message came: is it for support?
    PassOnQuestion = "pass-on-question";
    /// Edited messages are not read again; send a new one
    EditedMessage = "edited-message";
    /// Private chats only (to a group)
    PrivateOnly = "private-only";
    /// This order is not yours or does not exist
    OrderUnknown = "order-unknown";
    /// Too long or empty text for a search
    SearchTooLong = "search-too-long";

    // ---- Admins ----
    /// A sale: order, place, plan, amount
    NoteSale = "note-sale" {
        order: OrderId, place: Place, allowance: Allowance, days: i64, amount: Money,
    };
    /// Notes are on
    NotesOn = "notes-on";
    /// Notes are off
    NotesOff = "notes-off";
    /// Sales are paused now
    Paused = "paused";
    /// Sales go on now
    Resumed = "resumed";
    /// Usage of /refund
    RefundUsage = "refund-usage";
    /// No such order
    RefundNoOrder = "refund-no-order" { order: OrderId };
    /// The order has no charge to return
    RefundNoCharge = "refund-no-charge" { order: OrderId, state: Box<Text> };
    /// It was returned already
    RefundAlready = "refund-already" { order: OrderId };
    /// Ask once: order, amount, state; Stars
    RefundAsk = "refund-ask" {
        order: OrderId, place: Place, amount: Money, state: Box<Text>, paid: Stamp,
    };
    /// Line: the QR was never shown and goes back to stock first
    RefundNeverShown = "refund-never-shown";
    /// Line: the QR was shown; the code cannot be taken back
    RefundShown = "refund-shown";
    /// Line: a KZT payment cannot be returned through Telegram
    RefundTengeNote = "refund-tenge-note";
    /// The question ran out or the order changed: ask again
    #[serde(alias = "RefundLeft")]
    RefundStale = "refund-stale" { order: OrderId };
    /// The refund was asked; a message follows
    RefundAsked = "refund-asked" { order: OrderId };
    /// Done, as the admin hears it
    RefundDoneAdmin = "refund-done-admin" { order: OrderId, amount: Money };
    /// Telegram refused
    RefundRejected = "refund-rejected" { order: OrderId, amount: Money };
    /// Due at the provider: what exactly to do there, and how to confirm with /settled
    RefundDue = "refund-due" { order: OrderId, amount: Money, charge: String };
    /// Confirm that it was returned at the provider?
    SettledAsk = "settled-ask" { order: OrderId, amount: Money };
    /// Recorded
    SettledDone = "settled-done" { order: OrderId };
    /// Nothing is due for this order
    SettledNothing = "settled-nothing" { order: OrderId };
    /// A support message follows; reply to it
    SupportHeader = "support-header" { language: Lang };
    /// The same, with the newest order
    SupportHeaderOrder = "support-header-order" { language: Lang, order: OrderId };
    /// This reply cannot be delivered any more
    SupportGone = "support-gone";
    /// The reply was passed on
    SupportDelivered = "support-delivered";
    /// Alert: an order is paid and has no eSIM
    AlertStuck = "alert-stuck" { order: OrderId, place: Place };
    /// Alert: stock of a plan is low
    AlertStock = "alert-stock" { plan: String, left: i64 };
    /// Alert: a charge without an order
    AlertCharge = "alert-charge" { amount: Money, charge: String };
    /// Alert: a payment that fails each time it is worked on
    AlertUnhandled = "alert-unhandled" { amount: Money, charge: String };
    /// Alert: a charge in a currency we never ask for
    AlertCurrency = "alert-currency" { amount: i64, currency: String, charge: String };
    /// Alert: unknown charges came in a burst
    AlertStopped = "alert-stopped";
    /// Alert: the Stars ledger has charges from before this database
    AlertOldCharges = "alert-old-charges" { count: i64 };
    /// Alert: a tenge payment was approved and nothing followed
    AlertApproval = "alert-approval" { order: OrderId, amount: Money, at: Stamp };
    /// Alert: updates were parked
    AlertParked = "alert-parked" { count: i64 };
    /// Alert: a mail could not be sent
    AlertMail = "alert-mail" { order: OrderId };
    /// Alert: a QR could not be shown (bot blocked)
    AlertQr = "alert-qr" { order: OrderId };
    /// Alert: the code of a paid order cannot be opened or drawn; nobody saw it
    AlertCode = "alert-code" { order: OrderId };
    /// Alert: a code that was delivered cannot be opened when it is asked for again
    AlertUnreadable = "alert-unreadable" { order: OrderId };
    /// Alert: the backup that was restored held payments undecided
    AlertUndecided = "alert-undecided" { count: i64 };
    /// Alert: after a restore stock is held and not sold
    AlertHeld = "alert-held" { count: i64 };
    /// Nothing needs a person
    CasesNone = "cases-none";
    /// The list's title
    CasesTitle = "cases-title" { count: i64 };
    /// Line: a charge before a person
    CaseCharge = "case-charge" { charge: String, amount: Money, why: Box<Text> };
    /// Line: a charge due at the provider
    CaseDue = "case-due" { order: OrderId, amount: Money };
    /// Line: an order paid and without QR
    CaseOrder = "case-order" { order: OrderId, since: Stamp };
    /// Line: a parked update
    CaseUpdate = "case-update" { since: Stamp };
    /// Line: a paid QR that does not reach its chat
    CaseUnreachable = "case-unreachable" { order: OrderId, since: Stamp };
    /// Line: a paid order whose code cannot be used; nobody saw it
    CaseFaulty = "case-faulty" { order: OrderId, since: Stamp };
    /// Line: a code that was delivered cannot be opened any more
    CaseUnreadable = "case-unreadable" { order: OrderId, since: Stamp };
    /// Line: a tenge payment approved without a charge
    CaseApproval = "case-approval" { order: OrderId, since: Stamp };
    /// Line: automatic refunds are stopped
    CaseStopped = "case-stopped" { since: Stamp };
    /// Line: a charge in a currency we never ask for
    CaseCurrency = "case-currency" { charge: String };
    /// Line: anything else
    CaseOther = "case-other" { subject: String, since: Stamp };
    /// A line with the case's number
    CaseRow = "case-row" { case: i64, what: Box<Text> };
    /// More cases than one message holds
    CasesMore = "cases-more" { count: i64 };
    /// A case that is over, or never was
    CaseGone = "case-gone" { case: i64 };
    /// An answer to what changed meanwhile
    CaseStale = "case-stale" { case: i64 };
    /// An answer was taken
    CaseAccepted = "case-accepted" { case: i64 };
    /// What to look at: a charge
    CaseHintCharge = "case-hint-charge";
    /// What to look at: a payment that fails each time it is worked on
    CaseHintUnhandled = "case-hint-unhandled";
    /// What to look at: due at the provider
    CaseHintDue = "case-hint-due";
    /// What to look at: paid and no eSIM
    CaseHintStuck = "case-hint-stuck";
    /// What to look at: a paid order whose code nobody saw can have another one
    CaseHintReplace = "case-hint-replace";
    /// What to look at: a code that was delivered and cannot be opened any more
    CaseHintUnreadable = "case-hint-unreadable";
    /// What to look at: a paid order whose customer was erased after the backup
    CaseHintErased = "case-hint-erased";
    /// The order has another code
    ReplaceDone = "replace-done" { order: OrderId };
    /// There is no other code of the plan; nothing changed
    ReplaceNoStock = "replace-no-stock" { order: OrderId, plan: String };
    /// The code may have been shown, or the order changed; nothing changed
    ReplaceStale = "replace-stale" { order: OrderId };
    /// What to look at: a parked update
    CaseHintParked = "case-hint-parked";
    /// What to look at: a tenge approval
    CaseHintApproval = "case-hint-approval";
    /// What to look at: refunds are stopped
    CaseHintStopped = "case-hint-stopped";
    /// Line: stock that is held after a restore
    CaseHeld = "case-held" { count: i64 };
    /// Why: no such order
    WhyUnknownOrder = "why-unknown-order";
    /// Why: not our mark
    WhyUnsigned = "why-unsigned";
    /// Why: Telegram refused
    WhyRefundRefused = "why-refund-refused";
    /// Why: unknown currency
    WhyCurrency = "why-currency";
    /// Why: it fails each time it is worked on
    WhyUndecided = "why-undecided";
    /// The same, of a known order
    WhyUnhandled = "why-unhandled" { order: OrderId };
    /// Why: older than this database
    WhyBeforeBooks = "why-before-books";
    /// Why: refunds are stopped
    WhyStopped = "why-stopped";

    // ---- Statistics ----
    /// The title
    StatsTitle = "stats-title" { now: Stamp };
    /// A period: today
    StatsToday = "stats-today";
    /// 7 days
    StatsWeek = "stats-week";
    /// 30 days
    StatsMonth = "stats-month";
    /// Line: visitors
    StatsVisitors = "stats-visitors" { count: i64 };
    /// Line: conversion, step by step
    StatsFunnel = "stats-funnel" {
        visitors: i64, plans: i64, reviews: i64, invoices: i64, paid: i64,
    };
    /// Line: orders in a state
    StatsOrders = "stats-orders" { state: Box<Text>, count: i64 };
    /// Line: revenue and refunds in a currency
    StatsRevenue = "stats-revenue" { revenue: Money, count: i64, refunds: Money, refunded: i64 };
    /// Line: a top country
    StatsCountry = "stats-country" { place: Place, count: i64 };
    /// Line: median and worst time from payment to QR, in seconds
    StatsDelivery = "stats-delivery" { median: i64, worst: i64 };
    /// Line: nothing was delivered in the period
    StatsNoDelivery = "stats-no-delivery";
    /// Line: stock left in all and the plans that are low
    StatsStock = "stats-stock" { left: i64, low: i64 };
    /// Line: what needs a person
    StatsFaulty = "stats-faulty" { count: i64 };
    /// How many cases wait
    StatsCases = "stats-cases" { count: i64 };
    /// The picture: orders per day
    ChartOrders = "chart-orders";
    /// The picture: conversion
    ChartFunnel = "chart-funnel";
    /// The picture: countries
    ChartCountries = "chart-countries";
    /// The picture: visitors
    ChartVisitors = "chart-visitors";
    /// The picture: plans looked at
    ChartPlans = "chart-plans";
    /// The picture: reviews
    ChartReviews = "chart-reviews";
    /// The picture: invoices
    ChartInvoices = "chart-invoices";
    /// The picture: paid
    ChartPaid = "chart-paid";
    /// The picture: revenue
    ChartRevenue = "chart-revenue" { currency: String };
    /// The picture: refunds
    ChartRefunds = "chart-refunds";

    // ---- Mail, plain ----
    /// The subject: no code in it
    MailSubject = "mail-subject" { order: OrderId, place: Place };
    /// The preheader: no code in it
    MailPreheader = "mail-preheader" { place: Place };
    /// Greeting and what this is
    MailHello = "mail-hello" { order: OrderId };
    /// Label: what was bought
    MailFactPlan = "mail-fact-plan";
    /// Label: the order number
    MailFactOrder = "mail-fact-order";
    /// Label: what was paid, and when
    MailFactPaid = "mail-fact-paid";
    /// What was paid, and when
    MailPaid = "mail-paid" { paid: Money, bought: Stamp };
    /// What was bought: place, data, days
    MailPlan = "mail-plan" { place: Place, allowance: Allowance, days: i64 };
    /// The seller in one line: name, IIN, address (the renderer knows them)
    MailRequisites = "mail-requisites";
    /// Below the QR
    MailScan = "mail-scan";
    /// Alternative text of the QR
    MailQrAlt = "mail-qr-alt";
    /// Above the codes
    MailManual = "mail-manual";
    /// Label: SM-DP+ address
    MailSmdp = "mail-smdp";
    /// Label: activation code
    MailCode = "mail-code";
    /// Label: confirmation code
    MailConfirmation = "mail-confirmation";
    /// The button for iPhone
    MailInstallIphone = "mail-install-iphone";
    /// The button for Android
    MailInstallAndroid = "mail-install-android";
    /// Keep it private, one installation only
    MailSecret = "mail-secret";
    /// Before travelling: when to install
    MailWhen = "mail-when";
    /// Questions: the support address
    MailSupport = "mail-support";
    /// Why this mail came, and how to stop
    MailWhy = "mail-why";

    // ---- Profile and menus, plain ----
    /// The bot's name, at most 64 characters
    BotName = "bot-name";
    /// What is seen before /start, at most 512 characters
    BotDescription = "bot-description";
    /// The line in the profile, at most 120 characters
    BotShortDescription = "bot-short-description";
    /// Menu: /start
    CmdStart = "cmd-start";
    /// Menu: /esims
    CmdEsims = "cmd-esims";
    /// Menu: /language
    CmdLanguage = "cmd-language";
    /// Menu: /help
    CmdHelp = "cmd-help";
    /// Menu: /support
    CmdSupport = "cmd-support";
    /// Menu: /paysupport
    CmdPaySupport = "cmd-paysupport";
    /// Menu: /terms
    CmdTerms = "cmd-terms";
    /// Menu: /privacy
    CmdPrivacy = "cmd-privacy";
    /// Menu: /consents
    CmdConsents = "cmd-consents";
    /// Menu: /cancel
    CmdCancel = "cmd-cancel";
    /// Menu: /deletemydata
    CmdDeleteMyData = "cmd-deletemydata";
    /// Menu: /stats
    CmdStats = "cmd-stats";
    /// Menu: /refund
    CmdRefund = "cmd-refund";
    /// Menu: /settled
    CmdSettled = "cmd-settled";
    /// Menu: /pause
    CmdPause = "cmd-pause";
    /// Menu: /resume
    CmdResume = "cmd-resume";
    /// Menu: /notes
    CmdNotes = "cmd-notes";
    /// Menu: /cases
    CmdCases = "cmd-cases";
}

impl Text {
    /// Why a charge needs a person.
    pub const fn of_why(why: super::charge::Why) -> Self {
        use super::charge::Why;
        match why {
            Why::UnknownOrder => Self::WhyUnknownOrder,
            Why::Unsigned => Self::WhyUnsigned,
            Why::RefundRefused => Self::WhyRefundRefused,
            Why::UnknownCurrency => Self::WhyCurrency,
            Why::BeforeHistory => Self::WhyBeforeBooks,
            Why::Stopped => Self::WhyStopped,
        }
    }

    /// The state of an order, as a customer or an admin reads it.
    pub const fn of_state(state: &super::order::OrderState) -> Self {
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
