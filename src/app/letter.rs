//! What the QR card and the letter say: the order's facts put into texts. Words come from `i18n`,
//! the letter's shape from `mail`.

use crate::domain::lang::Lang;
use crate::domain::order::Order;
use crate::domain::plan::Starts;
use crate::domain::text::Text;
use crate::i18n::{Fill, Words};
use crate::mail::{CodeBlock, LetterWords, LinkButton};
use crate::storage::esims::Esim;

/// The caption of the QR card (at most 1,024 characters after parsing).
pub(crate) fn caption(order: &Order, esim: &Esim) -> Text {
    let mut lines = vec![
        Text::CardQr {
            order: order.id,
            place: order.plan.coverage_name(),
            allowance: order.plan.allowance,
            days: i64::from(order.plan.days),
            bought: order.paid_at.unwrap_or(order.created_at),
        },
        Text::Gap,
        Text::CardCodes,
    ];
    if esim.confirmation.is_some() {
        lines.push(Text::CardConfirmation);
    }
    lines.push(Text::Gap);
    lines.push(Text::CardHow);
    Text::Lines(lines)
}

/// The subject of the letter: no code in it.
pub(crate) fn subject(words: &Words, order: &Order, lang: Lang) -> String {
    let text = Text::MailSubject { order: order.id, place: order.plan.coverage_name() };
    words.plain(&text, lang, &Fill::default())
}

pub(crate) fn words(words: &Words, order: &Order, esim: &Esim, lang: Lang) -> LetterWords {
    let plain = |text: &Text| words.plain(text, lang, &Fill::default());
    let place = order.plan.coverage_name();
    let days = i64::from(order.plan.days);
    let mut codes = vec![
        CodeBlock { label: plain(&Text::MailSmdp), value: esim.code.expose_smdp().to_owned() },
        CodeBlock { label: plain(&Text::MailCode), value: esim.code.expose().to_owned() },
    ];
    if let Some(confirmation) = &esim.confirmation {
        let label = plain(&Text::MailConfirmation);
        codes.push(CodeBlock { label, value: confirmation.expose().to_owned() });
    }
    let paid = order.asked.unwrap_or(order.price);
    let bought = order.paid_at.unwrap_or(order.created_at);
    let mut notes: Vec<Text> = Vec::new();
    notes.extend(order.plan.starts.map(|starts| match starts {
        Starts::Install => Text::PlanStartsInstall,
        Starts::FirstUse => Text::PlanStartsFirstUse,
    }));
    notes.extend(Text::of_coverage(&order.plan));
    notes.extend([Text::MailWhen, Text::MailSecret]);
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
            LinkButton {
                label: plain(&Text::MailInstallIphone),
                url: esim.code.apple_link().expose().to_owned(),
            },
            LinkButton {
                label: plain(&Text::MailInstallAndroid),
                url: esim.code.android_link().expose().to_owned(),
            },
        ],
        codes_intro: plain(&Text::MailManual),
        codes,
        notes: notes.iter().map(plain).collect(),
        blocks: Vec::new(),
        footer: vec![
            plain(&Text::MailSupport),
            plain(&Text::MailRequisites),
            plain(&Text::MailWhy),
        ],
    }
}
