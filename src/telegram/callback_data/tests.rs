//! Every press survives its button, and nothing else is read.

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
    char => proptest::char::ranges(vec!['A'..='Z', 'А'..='Я', 'Ѐ'..='ӿ'].into())
        .prop_filter("a letter", |letter| letter.is_alphabetic());
    u8 => any::<u8>();
    u16 => any::<u16>();
    u32 => any::<u32>();
    i64 => prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX)];
    OrderId => any::<u64>().prop_map(OrderId::from_random);
    CaseAct => proptest::sample::select(CaseAct::ALL.to_vec());
    Option<OrderId> => proptest::option::of(any::<u64>().prop_map(OrderId::from_random));
    AddressId => any::<i64>().prop_map(AddressId);
    MessageId => any::<i64>().prop_map(MessageId);
    ParcelId => any::<i64>().prop_map(ParcelId);
    CustomerId => any::<i64>().prop_map(CustomerId);
    Lang => proptest::sample::select(&Lang::ALL[..]);
    Option<Country> => proptest::option::of(
        proptest::sample::select(Country::all().collect::<Vec<_>>())
    );
    Phone => proptest::sample::select(vec![Phone::Iphone, Phone::Android]);
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
        for press in [
            Press::Phone(place, longest.clone()),
            Press::Buy(place, longest.clone()),
            Press::Coverage(place, longest.clone(), u16::MAX),
        ] {
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
        "1|cl|",
        "1|cl|1",
        "1|cl|AB",
        "1|v|TR|p1",
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
    let source = include_str!("mod.rs");
    let tags: Vec<_> = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"')?.split_once("\" => "))
        .map(|(tag, _)| tag)
        .collect();
    assert!(tags.len() > 40);
    assert_eq!(tags.iter().collect::<BTreeSet<_>>().len(), tags.len());
}
