//! "It does not work": where, on which phone, what to try, and then to support with all of it. It
//! must not know how a message reaches support; see [`support`](super::support).

use super::super::country::search::{self, Meaning, Target};
use super::super::country::{Country, Place};
use super::super::desk::Desk;
use super::super::dialogue::Dialogue;
use super::super::effect::Keyboard;
use super::super::ids::OrderId;
use super::super::plan::{Coverage, PlanKind};
use super::super::press::{Phone, Press};
use super::super::text::Text;
use super::common::unknown_order;
use super::{guides, support};

/// How many countries are offered as buttons; any other one is typed.
const MOST_COUNTRIES: usize = 8;

/// Where are you? The countries of the plan are buttons, any other one can be typed.
pub(super) fn ask(desk: &mut Desk<'_>, id: OrderId) {
    let Some(order) = desk.order(id) else {
        unknown_order(desk);
        return;
    };
    let named = order.plan.coverage.named();
    let text = Text::Lines(vec![guides::title(order), Text::Gap, Text::TroubleWhere]);
    let offered = if named.len() <= MOST_COUNTRIES { named.to_vec() } else { Vec::new() };
    desk.customer.dialogue = Dialogue::Trouble(id);
    countries(desk, id, text, &offered);
}

fn countries(desk: &mut Desk<'_>, id: OrderId, text: Text, offered: &[Country]) {
    let mut keyboard = Keyboard::none();
    for pair in offered.chunks(2) {
        let button = |country: &Country| {
            let place = Place::Country(*country);
            (Text::BtnPlace { place }, Press::TroubleAt(id, Some(*country)))
        };
        keyboard = keyboard.buttons(pair.iter().map(button).collect());
    }
    keyboard = keyboard.row(Text::BtnNotThere, Press::TroubleAt(id, None));
    desk.screen(text, keyboard.row(Text::BtnToQr, Press::Close));
}

/// A country was typed; where it is not certain, those that may be meant are buttons.
pub(super) fn typed(desk: &mut Desk<'_>, id: OrderId, text: &str) {
    let (targets, certain) = match search::read(text).meaning {
        Meaning::Certain(targets) => (targets, true),
        Meaning::Several(targets) | Meaning::Perhaps { targets, .. } => (targets, false),
        Meaning::Everyday(_) | Meaning::Nothing => (Vec::new(), false),
    };
    let found: Vec<Country> = targets
        .into_iter()
        .filter_map(|target| match target {
            Target::Place(Place::Country(country)) => Some(country),
            Target::Place(Place::Region(_) | Place::World) | Target::Area(_) | Target::Nowhere => {
                None
            }
        })
        .take(MOST_COUNTRIES)
        .collect();
    match found[..] {
        [country] if certain => at(desk, id, Some(country)),
        [] => countries(desk, id, Text::TroubleWhereAgain, &[]),
        _ => countries(desk, id, Text::FoundPerhaps, &found),
    }
}

/// Which phone is it?
pub(super) fn at(desk: &mut Desk<'_>, id: OrderId, country: Option<Country>) {
    if desk.order(id).is_none() {
        unknown_order(desk);
        return;
    }
    desk.customer.dialogue = Dialogue::Esim(id);
    let keyboard = Keyboard::none()
        .buttons(vec![
            (Text::BtnPhoneIphone, Press::TroubleOn(id, country, Phone::Iphone)),
            (Text::BtnPhoneAndroid, Press::TroubleOn(id, country, Phone::Android)),
        ])
        .row(Text::BtnBack, Press::StepsTrouble(id));
    desk.screen(Text::TroublePhone, keyboard);
}

/// What to try: of this plan, in this country, on this phone.
pub(super) fn on(desk: &mut Desk<'_>, id: OrderId, country: Option<Country>, phone: Phone) {
    let Some(order) = desk.order(id) else {
        unknown_order(desk);
        return;
    };
    let plan = &order.plan;
    let mut lines = vec![guides::title(order), Text::Gap];
    match country {
        None => {
            lines.extend([Text::TroubleInstall, Text::Gap, Text::of_starts(order.plan.starts)]);
        }
        Some(country) if plan.kind() != PlanKind::World && !plan.coverage.names(country) => {
            lines.push(Text::TroubleElsewhere { country });
            lines.extend(guides::where_it_works(order));
        }
        Some(country) => {
            lines.push(match phone {
                Phone::Iphone => Text::TroubleIphone,
                Phone::Android => Text::TroubleAndroid,
            });
            lines.extend(plan.networks.clone().map(|networks| Text::TroubleNetworks { networks }));
            lines.push(Text::TroubleApn);
            if country.is_russia() {
                lines.push(Text::NoticeRussia);
            }
            if plan.coverage == Coverage::World {
                lines.push(Text::PlanWorld);
            }
        }
    }
    lines.extend([Text::Gap, Text::StepsKeep]);
    let keyboard = Keyboard::none()
        .row(Text::BtnWorksNow, Press::Close)
        .row(Text::BtnStillTrouble, Press::TroubleSend(id, country, phone))
        .row(Text::BtnBack, Press::TroubleAt(id, country));
    desk.screen(Text::Lines(lines), keyboard);
}

/// Nothing helped: support is told which order, where and on which phone; what is sent next goes
/// there too, a screenshot best of all.
pub(super) fn send(desk: &mut Desk<'_>, id: OrderId, country: Option<Country>, phone: Phone) {
    let Some(order) = desk.order(id) else {
        unknown_order(desk);
        return;
    };
    let (place, language) = (order.plan.coverage_name(), desk.lang());
    let phone = Box::new(match phone {
        Phone::Iphone => Text::BtnPhoneIphone,
        Phone::Android => Text::BtnPhoneAndroid,
    });
    let header = match country {
        Some(country) => Text::SupportTrouble { order: id, place, country, phone, language },
        None => Text::SupportTroubleHome { order: id, place, phone, language },
    };
    support::about(desk, &header, Text::TroubleSent { order: id });
}
