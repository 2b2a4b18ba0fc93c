//! Callback data: how a [`Press`] travels in a button (Bot API,
//! `InlineKeyboardButton.callback_data`, 1-64 bytes).
//!
//! The form is `1|tag|field|…`. The first field is the version: a button of another version, an old
//! one or a forged one decodes to nothing and is answered as stale. One table makes both
//! directions, so a press that can be written can be read. It must not know what a press leads to,
//! nor trust that the person who pressed was shown the button.

use crate::domain::case::CaseAct;
use crate::domain::country::Place;
use crate::domain::ids::{AddressId, MessageId, OrderId};
use crate::domain::lang::Lang;
use crate::domain::plan::PlanId;
use crate::domain::press::Press;

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

numbers!(AddressId MessageId);

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
    "rs" => Regions;
    "s" => Search;
    "ps" => Plans(place: Place, page: u16);
    "p" => Plan(place: Place, plan: PlanId);
    "ph" => Phone(place: Place, plan: PlanId);
    "b" => Buy(place: Place, plan: PlanId);
    "o" => Offer(order: OrderId);
    "pr" => Processing(order: OrderId);
    "pn" => ProcessingNo(order: OrderId);
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
    "wr" => WantRefund(order: OrderId);
    "t" => Terms(page: u8);
    "pp" => Privacy(page: u8);
    "co" => Consents;
    "we" => WithdrawEmail;
    "su" => Support;
    "po" => PassOn(message: MessageId);
    "lu" => LookUp(message: MessageId);
    "hp" => Help;
    "x" => Leave;
    "er" => Erase(question: u8);
    "ks" => Cases;
    "k" => Case(case: i64);
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
    matches!(press, Press::Cases | Press::Case(_) | Press::CaseAct(..) | Press::OrderAct(..))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Debug;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::country::{Country, Region};

    pub(super) trait AnyField: Debug + Clone + Sized + 'static {
        fn any_field() -> BoxedStrategy<Self>;
    }

    macro_rules! any_fields {
        ($($type:ty => $strategy:expr;)*) => {
            $(impl AnyField for $type {
                fn any_field() -> BoxedStrategy<Self> {
                    $strategy.boxed()
                }
            })*
        };
    }

    any_fields! {
        u8 => any::<u8>();
        u16 => any::<u16>();
        u32 => any::<u32>();
        i64 => prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX)];
        OrderId => any::<u64>().prop_map(OrderId::from_random);
        CaseAct => proptest::sample::select(CaseAct::ALL.to_vec());
        Option<OrderId> => proptest::option::of(any::<u64>().prop_map(OrderId::from_random));
        AddressId => any::<i64>().prop_map(AddressId);
        MessageId => any::<i64>().prop_map(MessageId);
        Lang => proptest::sample::select(&Lang::ALL[..]);
        Place => proptest::sample::select(
            Country::all()
                .map(Place::Country)
                .chain(Region::ALL.map(Place::Region))
                .chain([Place::World])
                .collect::<Vec<_>>()
        );
        PlanId => "[A-Za-z0-9._-]{1,32}".prop_map(|id| PlanId::parse(&id).unwrap());
    }

    /// Chains one more field to those there are.
    pub(super) trait AndAny: Strategy + Sized + 'static
    where
        Self::Value: Debug + Clone,
    {
        fn and_any<T: AnyField>(self) -> BoxedStrategy<(Self::Value, T)> {
            (self, T::any_field()).boxed()
        }
    }

    impl<S: Strategy + 'static> AndAny for S where S::Value: Debug + Clone {}

    proptest! {
        #[test]
        fn every_press_survives_its_button(press in any_press()) {
            let data = encode(&press);
            prop_assert!(data.len() <= MOST_BYTES, "{data}");
            prop_assert_eq!(decode(&data), Some(press));
        }

        #[test]
        fn a_random_text_does_no_harm(data in any::<String>()) {
            if let Some(press) = decode(&data) {
                prop_assert_eq!(encode(&press), data);
            }
        }

        #[test]
        fn a_damaged_button_is_stale_or_spelled_as_ours(
            press in any_press(),
            at in any::<proptest::sample::Index>(),
            put in any::<char>(),
        ) {
            let mut letters: Vec<char> = encode(&press).chars().collect();
            let at = at.index(letters.len());
            letters[at] = put;
            let data: String = letters.into_iter().collect();
            if let Some(other) = decode(&data) {
                prop_assert_eq!(encode(&other), data);
            }
        }
    }

    #[test]
    fn the_longest_press_fits() {
        let longest = PlanId::parse(&"x".repeat(32)).unwrap();
        let order = OrderId::from_random(u64::MAX);
        for place in Country::all().map(Place::Country).chain(Region::ALL.map(Place::Region)) {
            for press in [Press::Phone(place, longest.clone()), Press::Buy(place, longest.clone())]
            {
                assert!(encode(&press).len() <= MOST_BYTES);
            }
        }
        let act = Press::OrderAct(order, CaseAct::Refund, u32::MAX, i64::MIN);
        assert!(encode(&act).len() <= MOST_BYTES);
    }

    #[test]
    fn an_order_number_that_begins_like_its_prefix_is_read() {
        let order = OrderId::parse("QE-QE12-3456").unwrap();
        assert_eq!(order.compact(), "QE123456");
        assert_eq!(decode("1|c|QE123456"), Some(Press::Cancel(order)));
    }

    #[test]
    fn foreign_old_and_forged_data_is_nothing() {
        for data in [
            "",
            "1",
            "1|",
            "|",
            "1|zz",
            "0|h",
            "2|h",
            "1|h|",
            "1|h|1",
            "1|cs",
            "1|cs|",
            "1|cs|01",
            "1|cs|+1",
            "1|cs|-1",
            "1|cs|65536",
            "1|c|qe123456",
            "1|c|",
            "1|l|de",
            "1|p|tr|p1",
            "1|p|TR|",
            "1|p|TR|<script>",
            "1|c|0000000O",
            "buy:TR:1",
            // Of version 0.1.
            "1|ry|QE123456|1|1790000000",
            "1|rn|QE123456",
            "1|sy|QE123456|1|1790000000",
            "{\"a\":1}",
            "1|h\u{0}",
        ] {
            assert_eq!(decode(data), None, "{data}");
        }
        assert_eq!(decode("1|h"), Some(Press::Home));
    }

    #[test]
    fn tags_are_written_once() {
        let source = include_str!("callback_data.rs");
        let tags: Vec<_> = source
            .lines()
            .filter_map(|line| line.trim().strip_prefix('"')?.split_once("\" => "))
            .map(|(tag, _)| tag)
            .collect();
        assert!(tags.len() > 40);
        assert_eq!(tags.iter().collect::<BTreeSet<_>>().len(), tags.len());
    }
}
