//! What the QR card and the letter say: the order's facts put into texts. Words come from `i18n`,
//! the letter's shape from `mail`.

use crate::domain::effect::Side;
use crate::domain::esim::ConfirmationCode;
use crate::domain::lang::Lang;
use crate::domain::mailbox::LetterLink;
use crate::domain::order::Order;
use crate::domain::text::Text;
use crate::domain::time::Day;
use crate::i18n::{Fill, Words};
use crate::mail::{Block, CodeBlock, LetterWords, LinkButton};
use crate::storage::esims::Esim;

/// What stands below the QR (at most 1,024 characters after parsing): four lines, or the codes.
pub(crate) fn caption(order: &Order, esim: &Esim, side: Side) -> Text {
    let confirms = esim.confirmation.is_some();
    match side {
        Side::Front => Text::Lines(vec![
            Text::CardQr {
                place: order.plan.coverage_name(),
                allowance: order.plan.allowance,
                days: i64::from(order.plan.days),
            },
            Text::CardOrder { order: order.id, day: Day(order.bought_at()) },
            Text::of_starts(order.plan.starts),
            if confirms { Text::CardHowConfirm } else { Text::CardHow },
        ]),
        Side::Codes => {
            let mut lines = vec![Text::CardByHand, Text::Gap, Text::CardSmdp];
            if !esim.code.expose_matching_id().is_empty() {
                lines.push(Text::CardPart);
            }
            lines.push(Text::CardCode);
            if confirms {
                lines.push(Text::CardConfirmation);
            }
            Text::Lines(lines)
        }
    }
}

/// The subject of the letter: no code in it.
pub(crate) fn subject(words: &Words, order: &Order, lang: Lang) -> String {
    let text = Text::MailSubject { order: order.id, place: order.plan.coverage_name() };
    words.plain(&text, lang, &Fill::default())
}

/// Where the button of a letter leads: to the bot, whose name in addresses this is, with the word
/// that shows that somebody read the letter (at most 64 characters of `start`).
pub(crate) struct BotLink(String);

impl BotLink {
    pub(crate) fn new(bot: &str, link: &LetterLink) -> Self {
        Self(format!("https://t.me/{bot}?start=m-{}", link.expose()))
    }
}

/// The letter that asks whether somebody reads this mailbox: nothing of an order stands in it.
pub(crate) fn question(words: &Words, lang: Lang, link: &BotLink) -> LetterWords {
    let plain = |text: &Text| words.plain(text, lang, &Fill::default());
    LetterWords {
        lang,
        preview: plain(&Text::MailAskSubject),
        title: plain(&Text::MailAskSubject),
        intro: vec![plain(&Text::MailAskHello)],
        facts: Vec::new(),
        qr_alt: String::new(),
        qr_caption: String::new(),
        buttons: vec![LinkButton { label: plain(&Text::MailAskButton), url: link.0.clone() }],
        codes_intro: String::new(),
        codes: Vec::new(),
        notes: Vec::new(),
        blocks: Vec::new(),
        footer: vec![plain(&Text::MailSupport), plain(&Text::MailRequisites)],
    }
}

/// The words of the letter.
pub(crate) fn words(
    words: &Words,
    order: &Order,
    esim: &Esim,
    lang: Lang,
    link: &BotLink,
) -> LetterWords {
    let plain = |text: &Text| words.plain(text, lang, &Fill::default());
    let place = order.plan.coverage_name();
    let days = i64::from(order.plan.days);
    let paid = order.asked.unwrap_or(order.price);
    let bought = order.bought_at();
    let button = |label: &Text, url: &str| LinkButton { label: plain(label), url: url.to_owned() };
    let block = |heading: &Text, steps: &Text| Block {
        heading: plain(heading),
        steps: plain(steps).lines().map(str::to_owned).collect(),
    };
    LetterWords {
        lang,
        preview: plain(&Text::MailPreheader { place: place.clone() }),
        title: plain(&Text::MailSubject { order: order.id, place: place.clone() }),
        intro: vec![plain(&Text::MailHello { order: order.id })],
        facts: vec![
            (
                plain(&Text::MailFactPlan),
                plain(&Text::MailPlan { place, allowance: order.plan.allowance, days }),
            ),
            (plain(&Text::MailFactPaid), plain(&Text::MailPaid { paid, bought })),
            (plain(&Text::MailFactOrder), order.id.to_string()),
        ],
        qr_alt: plain(&Text::MailQrAlt),
        qr_caption: plain(&Text::MailScan),
        buttons: vec![
            button(&Text::MailInstallIphone, esim.code.apple_link().expose()),
            button(&Text::MailInstallAndroid, esim.code.android_link().expose()),
            button(&Text::MailOpenBot, &link.0),
        ],
        codes_intro: plain(&Text::MailManual),
        codes: codes(esim, plain),
        notes: notes(order).iter().map(plain).collect(),
        blocks: vec![
            block(&Text::MailStepsIphone, &Text::MailIphone),
            block(&Text::MailStepsAndroid, &Text::MailAndroid),
        ],
        footer: vec![
            plain(&Text::MailSupport),
            plain(&Text::MailRequisites),
            plain(&Text::MailWhy),
        ],
    }
}

/// What is typed or copied by hand; the confirmation code only where there is one.
fn codes(esim: &Esim, plain: impl Fn(&Text) -> String) -> Vec<CodeBlock> {
    let code = &esim.code;
    let confirmation = esim.confirmation.as_ref().map(ConfirmationCode::expose);
    [
        (Text::MailSmdp, Some(code.expose_smdp())),
        (Text::MailPart, Some(code.expose_matching_id()).filter(|part| !part.is_empty())),
        (Text::MailCode, Some(code.expose())),
        (Text::MailConfirmation, confirmation),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some(CodeBlock { label: plain(&label), value: value?.to_owned() }))
    .collect()
}

/// When the days begin and so when to install, where it works, and what to take care of.
fn notes(order: &Order) -> Vec<Text> {
    let mut notes = vec![Text::of_starts(order.plan.starts)];
    let networks = order.plan.networks.clone();
    notes.extend(networks.map(|networks| Text::PlanNetworks { networks }));
    notes.extend(Text::of_coverage(&order.plan));
    notes.push(Text::MailSecret);
    notes
}
