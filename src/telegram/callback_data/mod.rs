//! Callback data: how a [`Press`] travels in a button (Bot API,
//! `InlineKeyboardButton.callback_data`, 1-64 bytes).
//!
//! The form is `1|tag|field|…`. The first field is the version: a button of another version, an old
//! one or a forged one decodes to nothing and is answered as stale. One table makes both
//! directions, so a press that can be written can be read. It must not know what a press leads to,
//! nor trust that the person who pressed was shown the button.

use crate::domain::case::CaseAct;
use crate::domain::country::{Country, Place};
use crate::domain::ids::{AddressId, CustomerId, MessageId, OrderId, ParcelId};
use crate::domain::lang::Lang;
use crate::domain::plan::PlanId;
use crate::domain::press::{Phone, Press};

/// What every button of this version begins with.
const VERSION: &str = "1";
/// Between the fields; no field contains it.
const BETWEEN: char = '|';
/// The most that Telegram takes, bytes.
pub(crate) const MOST_BYTES: usize = 64;

/// A part of a press that travels in a button.
trait Field: Sized {
    fn write(&self) -> String;
    fn read(text: &str) -> Option<Self>;
}

impl Field for OrderId {
    fn write(&self) -> String {
        self.compact()
    }

    fn read(text: &str) -> Option<Self> {
        // The prefix is put back because a compact number may itself begin with its letters.
        Self::parse(&format!("QE{text}"))
    }
}

impl Field for Option<OrderId> {
    fn write(&self) -> String {
        self.map_or_else(String::new, OrderId::compact)
    }

    fn read(text: &str) -> Option<Self> {
        if text.is_empty() { Some(None) } else { <OrderId as Field>::read(text).map(Some) }
    }
}

macro_rules! numbers {
    ($($id:ident)*) => { $(impl Field for $id {
        fn write(&self) -> String {
            self.0.to_string()
        }

        fn read(text: &str) -> Option<Self> {
            text.parse().ok().map(Self)
        }
    })* };
}

numbers!(AddressId CustomerId MessageId ParcelId);

impl Field for Lang {
    fn write(&self) -> String {
        self.code().to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        Self::from_code(text)
    }
}

impl Field for Place {
    fn write(&self) -> String {
        self.code().to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl Field for char {
    fn write(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().filter(|letter: &Self| letter.is_alphabetic())
    }
}

impl Field for Option<Country> {
    fn write(&self) -> String {
        self.map_or_else(String::new, |country| country.code().to_owned())
    }

    fn read(text: &str) -> Option<Self> {
        if text.is_empty() { Some(None) } else { Country::parse(text).map(Some) }
    }
}

impl Field for Phone {
    fn write(&self) -> String {
        match self {
            Self::Iphone => "i",
            Self::Android => "a",
        }
        .to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        [Self::Iphone, Self::Android].into_iter().find(|phone| phone.write() == text)
    }
}

impl Field for PlanId {
    fn write(&self) -> String {
        self.as_str().to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

// One letter each: beside two of the longest numbers there is no room for a word.
impl Field for CaseAct {
    fn write(&self) -> String {
        match self {
            Self::Retry => "r",
            Self::Refund => "b",
            Self::Replace => "c",
            Self::Keep => "k",
            Self::Deliver => "d",
            Self::Outside => "o",
        }
        .to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.write() == text)
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl Field for $number {
            fn write(&self) -> String {
                self.to_string()
            }

            fn read(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        })*
    };
}

numbers!(u8, u16, u32, i64);

macro_rules! presses {
    ($($tag:literal => $name:ident $(($($field:ident: $type:ty),+))?;)*) => {
        fn fields(press: &Press) -> Vec<String> {
            match press {
                $(Press::$name $(($($field),+))? => {
                    vec![$tag.to_owned(), $($(Field::write($field)),+)?]
                })*
            }
        }

        fn press(tag: &str, mut rest: std::str::Split<'_, char>) -> Option<Press> {
            let press = match tag {
                $($tag => Press::$name $(($(<$type as Field>::read(rest.next()?)?),+))?,)*
                _ => return None,
            };
            rest.next().is_none().then_some(press)
        }

        #[cfg(test)]
        fn any_press() -> proptest::strategy::Union<proptest::strategy::BoxedStrategy<Press>> {
            use proptest::strategy::{Just, Strategy, Union};
            use tests::AndAny;
            Union::new([$({
                let all = Just(());
                $($(let all = all.and_any::<$type>();)+)?
                all.prop_map(|presses!(@all () $($($field)+)?)| Press::$name $(($($field),+))?)
                    .boxed()
            }),*])
        }
    };
    (@all $seen:tt) => { $seen };
    (@all $seen:tt $next:ident $($rest:ident)*) => {
        presses!(@all ($seen, $next) $($rest)*)
    };
}

presses! {
    "l" => Lang(lang: Lang);
    "ls" => Language;
    "h" => Home;
    "cs" => Countries(page: u16);
    "cl" => Initial(letter: char);
    "rs" => Regions;
    "s" => Search;
    "ps" => Plans(place: Place, page: u16);
    "cv" => Coverages(place: Place, page: u16);
    "v" => Coverage(place: Place, plan: PlanId, page: u16);
    "p" => Plan(place: Place, plan: PlanId);
    "ph" => Phone(place: Place, plan: PlanId);
    "b" => Buy(place: Place, plan: PlanId);
    "o" => Offer(order: OrderId);
    "pr" => Processing(order: OrderId);
    "tr" => Transfer(order: OrderId);
    "al" => AgreeToAll(order: OrderId);
    "pn" => Decline(order: OrderId);
    "ey" => EmailYes(order: OrderId);
    "en" => EmailNo(order: OrderId);
    "es" => EmailSame(order: OrderId);
    "ao" => AddressOk(address: AddressId);
    "aa" => AddressAgain(order: Option<OrderId>);
    "pay" => Pay(order: OrderId);
    "px" => PayStars(order: OrderId);
    "pk" => PayTenge(order: OrderId);
    "ok" => PriceOk(order: OrderId, price: i64);
    "c" => Cancel(order: OrderId);
    "dc" => Declined(order: OrderId, until: i64);
    "ag" => TryAgain(order: OrderId, until: i64);
    "ee" => Esims(page: u16);
    "e" => Esim(order: OrderId);
    "q" => ShowQr(order: OrderId);
    "m" => SendMail(order: OrderId);
    "mo" => MailOn(order: OrderId);
    "ms" => MailSame(order: OrderId);
    "ac" => Correct;
    "af" => CorrectFor(order: OrderId);
    "si" => StepsIphone(order: OrderId);
    "sa" => StepsAndroid(order: OrderId);
    "st" => StepsTrouble(order: OrderId);
    "in" => Install(order: OrderId);
    "ta" => TroubleAt(order: OrderId, country: Option<Country>);
    "to" => TroubleOn(order: OrderId, country: Option<Country>, phone: Phone);
    "ts" => TroubleSend(order: OrderId, country: Option<Country>, phone: Phone);
    "bh" => ByHand(order: OrderId);
    "fr" => Front(order: OrderId);
    "rc" => Receipt(order: OrderId);
    "on" => OpenNow(order: OrderId);
    "ol" => OpenLater(order: OrderId);
    "op" => Open(order: OrderId);
    "rm" => Close;
    "wr" => WantRefund(order: OrderId);
    "t" => Terms(page: u8);
    "pp" => Privacy(page: u8);
    "co" => Consents;
    "we" => WithdrawEmail;
    "su" => Support;
    "po" => PassOn(message: MessageId);
    "lu" => LookUp(message: MessageId);
    "kt" => KeepTalk(parcel: ParcelId);
    "nt" => SendTalk(parcel: ParcelId);
    "wt" => WithdrawTalk;
    "hp" => Help;
    "x" => Leave;
    "er" => Erase(question: u8);
    "mu" => Mute(customer: CustomerId);
    "um" => Unmute(customer: CustomerId);
    "ks" => Cases;
    "k" => Case(case: i64);
    "kp" => CasePlans(case: i64, page: u16);
    "kn" => CasePlan(case: i64, plan: PlanId);
    "ka" => CaseAct(case: i64, act: CaseAct, digest: u32, until: i64);
    "oa" => OrderAct(order: OrderId, act: CaseAct, digest: u32, until: i64);
}

/// Writes a press as callback data, at most [`MOST_BYTES`] long.
pub fn encode(of: &Press) -> String {
    let mut data = VERSION.to_owned();
    for field in fields(of) {
        data.push(BETWEEN);
        data.push_str(&field);
    }
    data
}

/// Reads callback data; `None` for anything that this version did not write, to the letter.
pub fn decode(data: &str) -> Option<Press> {
    if data.len() > MOST_BYTES {
        return None;
    }
    let mut parts = data.split(BETWEEN);
    if parts.next()? != VERSION {
        return None;
    }
    let tag = parts.next()?;
    // One press has one spelling: `07`, lower-case order numbers and the like are forged.
    press(tag, parts).filter(|press| encode(press) == data)
}

/// Whether only an admin may press it; for everybody else it is as stale as a forged one.
pub(crate) const fn is_for_admins(press: &Press) -> bool {
    matches!(
        press,
        Press::Cases
            | Press::Case(_)
            | Press::CasePlans(..)
            | Press::CasePlan(..)
            | Press::CaseAct(..)
            | Press::OrderAct(..)
            | Press::Mute(_)
            | Press::Unmute(_)
    )
}

#[cfg(test)]
mod tests;
