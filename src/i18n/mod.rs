//! Words: joins a [`Text`] with the embedded locales and writes it in one of the three languages.
//!
//! It knows what may be said, the house formats and the seller's facts. It must not know Telegram's
//! methods, the database or what a message is for: personal values and secrets are handed over in a
//! [`Fill`] for one rendering and are kept nowhere, and nothing of them reaches a log or an error.
//!
//! Next: [`format`] for amounts and times, [`seller`] for the requisites, `markup` for HTML. The
//! words themselves are in `locales/{kk,ru,en}/*.ftl` (Fluent syntax), and the tests here hold them
//! in step with [`Text`].

use fluent::resolver::ResolverError;
use fluent::resolver::errors::ReferenceKind;
use fluent::{FluentArgs, FluentError, FluentValue};
use jiff::tz::TimeZone;

use crate::domain::almaty;
use crate::domain::email::Email;
use crate::domain::esim::{ActivationCode, ConfirmationCode};
use crate::domain::ids::AddressId;
use crate::domain::lang::Lang;
use crate::domain::text::{Arg, Text};

pub(crate) mod format;
mod locale;
mod markup;
pub(crate) mod quote;
pub(crate) mod seller;
#[cfg(test)]
mod tests;

pub(crate) use locale::WordsError;
pub use seller::Seller;

use locale::Locale;

/// What stands where a value is missing: it reads as "left out" in every language.
const ABSENT: &str = "…";

/// What a text could not be written with. It names keys only, no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RenderError {
    #[error("no message {key} in {lang}")]
    Message { key: &'static str, lang: &'static str },
    #[error("message {key} in {lang} lacks the value {argument}")]
    Argument { key: &'static str, lang: &'static str, argument: String },
    #[error("message {key} in {lang} cannot be resolved")]
    Broken { key: &'static str, lang: &'static str },
}

/// Personal values and secrets for one rendering: they are not part of a [`Text`], which is stored.
#[derive(Debug, Clone, Default)]
pub struct Fill {
    /// The addresses the text names, by their rows.
    pub addresses: Vec<(AddressId, Email)>,
    /// The activation code, as `$smdp` (its SM-DP+ address), `$part` (what an iPhone calls the
    /// code) and `$code` (the whole `LPA:1$…`).
    pub code: Option<ActivationCode>,
    pub confirmation: Option<ConfirmationCode>,
}

/// All words of the shop. Built once; rendering takes `&self` from any thread.
pub struct Words {
    kk: Locale,
    ru: Locale,
    en: Locale,
    seller: Seller,
    zone: TimeZone,
}

impl Words {
    /// Reads the embedded locales.
    ///
    /// # Errors
    /// A file that is not Fluent, a key that stands twice, a zone or language the libraries lack.
    pub fn new(seller: Seller) -> Result<Self, WordsError> {
        let locale = |lang| Locale::embedded(lang, &seller);
        let zone = almaty::zone().ok_or(WordsError::Unknown(almaty::ZONE))?;
        let (kk, ru, en) = (locale(Lang::Kk)?, locale(Lang::Ru)?, locale(Lang::En)?);
        Ok(Self { kk, ru, en, seller, zone })
    }

    /// Who sells: requisites, and the public addresses for URL buttons.
    pub(crate) const fn seller(&self) -> &Seller {
        &self.seller
    }

    /// The text as Telegram HTML (Bot API, "HTML style"): tags come from the locales, values are
    /// escaped. Always gives something to send: a message missing in a language is taken from
    /// English, a missing value is written as an ellipsis, and the key is logged.
    pub(crate) fn render(&self, text: &Text, lang: Lang, fill: &Fill) -> String {
        let (written, problems) = self.compose(text, lang, fill);
        for problem in problems {
            match problem {
                // An address that was erased meanwhile is no defect, so this is not an error.
                RenderError::Argument { .. } => tracing::warn!(%problem, "a value is missing"),
                RenderError::Message { .. } | RenderError::Broken { .. } => {
                    tracing::error!(%problem, "the words are incomplete");
                }
            }
        }
        written
    }

    /// The text without markup: for buttons, invoices, toasts, menus, subjects.
    pub fn plain(&self, text: &Text, lang: Lang, fill: &Fill) -> String {
        markup::plain(self.render(text, lang, fill))
    }

    #[cfg(test)]
    /// As [`Self::render`], but says what is missing.
    ///
    /// # Errors
    /// The first message or value that is missing.
    pub(crate) fn try_render(
        &self,
        text: &Text,
        lang: Lang,
        fill: &Fill,
    ) -> Result<String, RenderError> {
        let (written, problems) = self.compose(text, lang, fill);
        problems.into_iter().next().map_or(Ok(written), Err)
    }

    /// Every address a text names, however deep, each once and in order: what [`Fill::addresses`]
    /// needs.
    pub(crate) fn addresses_in(text: &Text) -> Vec<AddressId> {
        let mut found = Vec::new();
        collect_addresses(text, &mut found);
        found
    }

    const fn locale(&self, lang: Lang) -> &Locale {
        lang.pick([&self.kk, &self.ru, &self.en])
    }

    fn compose(&self, text: &Text, lang: Lang, fill: &Fill) -> (String, Vec<RenderError>) {
        let mut composer = Composer { words: self, fill, problems: Vec::new() };
        let written = composer.text(text, lang);
        (written, composer.problems)
    }
}

struct Composer<'a> {
    words: &'a Words,
    fill: &'a Fill,
    problems: Vec<RenderError>,
}

impl Composer<'_> {
    fn text(&mut self, text: &Text, lang: Lang) -> String {
        if let Text::Lines(parts) = text {
            let lines: Vec<String> = parts.iter().map(|part| self.text(part, lang)).collect();
            return lines.join("\n");
        }
        if let Text::Fold(parts) = text {
            let lines: Vec<String> = parts.iter().map(|part| self.text(part, lang)).collect();
            return format!("<blockquote expandable>{}</blockquote>", lines.join("\n"));
        }
        // Only `Lines`, `Fold` and `Gap` have no key; a gap is an empty line between two others.
        text.key().map_or_else(String::new, |key| self.message(key, text, lang))
    }

    fn message(&mut self, key: &'static str, text: &Text, lang: Lang) -> String {
        let words = self.words;
        let locale = words.locale(lang);
        let Some(pattern) = locale.bundle.get_message(key).and_then(|message| message.value())
        else {
            self.problems.push(RenderError::Message { key, lang: lang.code() });
            return match lang {
                // The key says more to a person than silence does, and holds nothing personal.
                Lang::En => key.to_owned(),
                Lang::Kk | Lang::Ru => self.message(key, text, Lang::En),
            };
        };
        let (named, mut errors) = (text.args(), Vec::new());
        if named.is_empty() {
            // Most of these, labels above all, name no fact of the seller either.
            let written = locale.bundle.format_pattern(pattern, None, &mut errors);
            if errors.is_empty() {
                return written.into_owned();
            }
            errors.clear();
        }
        let mut args = FluentArgs::new();
        for (name, value) in &locale.facts {
            args.set(*name, value.as_str());
        }
        for (name, secret) in self.secrets() {
            args.set(name, secret);
        }
        for (name, arg) in named {
            if let Some(value) = self.value(arg, lang) {
                args.set(name, value);
            }
        }
        let written = locale.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        if errors.is_empty() {
            return written;
        }
        for error in errors {
            let problem = match missing(error) {
                Some(argument) => {
                    args.set(argument.clone(), ABSENT);
                    RenderError::Argument { key, lang: lang.code(), argument }
                }
                None => RenderError::Broken { key, lang: lang.code() },
            };
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
        locale.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }

    /// A value as the language writes it; `None` for an address that is not in the fill.
    fn value(&mut self, arg: Arg, lang: Lang) -> Option<FluentValue<'static>> {
        let words = match arg {
            // A number stays one: it selects the plural form, and is grouped when written.
            Arg::Number(number) => return Some(FluentValue::from(number)),
            // Already written, so escaped already.
            Arg::Text(text) => return Some(FluentValue::from(self.text(&text, lang))),
            Arg::Money(money) => format::money(money, lang),
            Arg::Order(order) => order.to_string(),
            Arg::Place(place) => format::place(place, lang),
            Arg::Coverage(name) => format::coverage(&name, lang),
            Arg::Phrase(phrase) => format::word(phrase.words(lang)),
            Arg::Country(country) => country.name(lang).to_owned(),
            Arg::Countries(countries) => format::countries(&countries, lang),
            Arg::Allowance(allowance) => format::allowance(allowance, lang),
            Arg::Moment(stamp) => format::moment(stamp, lang, &self.words.zone),
            Arg::Time(stamp) => format::time(stamp, &self.words.zone),
            Arg::Day(day) => format::day(day, lang, &self.words.zone),
            Arg::Word(word) => format::word(&word),
            Arg::Lang(language) => language.own_name().to_owned(),
            Arg::Address(id) => {
                let (_, email) = self.fill.addresses.iter().find(|(known, _)| *known == id)?;
                email.expose().to_owned()
            }
        };
        Some(FluentValue::from(markup::escape(&words)))
    }

    fn secrets(&self) -> impl Iterator<Item = (&'static str, String)> {
        let code = self.fill.code.as_ref().map(|code| {
            let part = code.expose_matching_id();
            [("smdp", code.expose_smdp()), ("part", part), ("code", code.expose())]
        });
        let confirmation =
            self.fill.confirmation.as_ref().map(|code| ("confirmation", code.expose()));
        code.into_iter()
            .flatten()
            .chain(confirmation)
            .map(|(name, secret)| (name, markup::escape(secret)))
    }
}

/// The name of the value an error of Fluent's asks for.
fn missing(error: FluentError) -> Option<String> {
    match error {
        FluentError::ResolverError(ResolverError::Reference(ReferenceKind::Variable { id })) => {
            Some(id)
        }
        FluentError::ResolverError(_)
        | FluentError::ParserError(_)
        | FluentError::Overriding { .. } => None,
    }
}

fn collect_addresses(text: &Text, found: &mut Vec<AddressId>) {
    if let Text::Lines(parts) | Text::Fold(parts) = text {
        for part in parts {
            collect_addresses(part, found);
        }
    }
    for (_, arg) in text.args() {
        match arg {
            Arg::Address(id) => {
                if !found.contains(&id) {
                    found.push(id);
                }
            }
            Arg::Text(text) => collect_addresses(&text, found),
            Arg::Number(_)
            | Arg::Money(_)
            | Arg::Order(_)
            | Arg::Place(_)
            | Arg::Coverage(_)
            | Arg::Phrase(_)
            | Arg::Country(_)
            | Arg::Countries(_)
            | Arg::Allowance(_)
            | Arg::Moment(_)
            | Arg::Time(_)
            | Arg::Day(_)
            | Arg::Word(_)
            | Arg::Lang(_) => {}
        }
    }
}
