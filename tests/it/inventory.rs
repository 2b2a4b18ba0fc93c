//! `docs/inventory.csv` lists all that the shop keeps, logs, measures, mails and asks, and why.
//! Whatever the code holds and the list does not, or the other way round, fails here. It reads
//! migrated databases, the metrics as they are shown, a mail that arrived, and the sources.

use std::collections::{BTreeMap, BTreeSet};

use mail_parser::{MessageParser, MimeHeaders};
use qazaq_esim_bot::demo::robot::Wish;
use qazaq_esim_bot::domain::lang::Lang;
use qazaq_esim_bot::telemetry::Metrics;
use sqlx::{AnyConnection, Connection, Row};

use crate::support::Shop;
use crate::tidy::files;

/// What a row may say of a person.
const CATEGORIES: &[&str] =
    &["none", "pseudonymous", "personal", "personal, sealed", "esim", "esim, sealed", "secret"];

/// Who may hear of it.
const RECIPIENTS: &[&str] = &[
    "nobody",
    "customer",
    "admins",
    "operator",
    "accountant",
    "Telegram",
    "mail provider",
    "payment provider",
];

/// The listed names, by their kind.
fn listed() -> BTreeMap<String, BTreeSet<String>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/inventory.csv");
    let mut rows = csv::Reader::from_path(path).unwrap();
    let heads = ["kind", "name", "category", "purpose", "recipients", "retention"];
    assert_eq!(rows.headers().unwrap(), heads.as_slice());
    let mut listed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows.records() {
        let row = row.unwrap();
        let [kind, name, category, purpose, recipients, retention] =
            [0, 1, 2, 3, 4, 5].map(|at| row[at].trim());
        assert!(CATEGORIES.contains(&category), "{name}: category {category}");
        for recipient in recipients.split(", ") {
            assert!(RECIPIENTS.contains(&recipient), "{name}: recipient {recipient}");
        }
        assert!(!purpose.is_empty() && !retention.is_empty(), "{name} has no purpose or no end");
        let sealed = name.ends_with("_sealed");
        assert_eq!(sealed, category.ends_with(", sealed"), "{name}: {category}");
        assert!(listed.entry(kind.to_owned()).or_default().insert(name.to_owned()), "{name} twice");
    }
    listed
}

/// Fails unless the list and the code hold the same.
fn agree(kind: &str, found: &BTreeSet<String>) {
    assert!(!found.is_empty(), "no {kind} was found: the search is broken");
    let listed = listed().remove(kind).unwrap_or_default();
    let missing: Vec<_> = found.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(found).collect();
    assert!(missing.is_empty(), "docs/inventory.csv lacks these rows of kind {kind}: {missing:?}");
    assert!(gone.is_empty(), "docs/inventory.csv lists what is not there, kind {kind}: {gone:?}");
}

/// All columns of a database file.
async fn columns(file: &std::path::Path) -> BTreeSet<String> {
    sqlx::any::install_default_drivers();
    let url = format!("sqlite:{}", file.display());
    let mut database = AnyConnection::connect(&url).await.unwrap();
    let all = "select m.name || '.' || c.name as name \
               from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' \
               and m.name not like 'sqlite_%' and m.name not like '_sqlx_%'";
    let rows = sqlx::query(all).fetch_all(&mut database).await.unwrap();
    database.close().await.unwrap();
    rows.iter().map(|row| row.get("name")).collect()
}

#[tokio::test]
async fn every_column_is_listed() {
    let shop = Shop::open().await;
    let mut found = columns(&shop.folder().join("shop.db")).await;
    found.extend(columns(&shop.folder().join("shop.db.keys")).await);
    shop.finish().await;
    agree("column", &found);
}

/// The sources of the shop below a folder, without tests.
fn sources(folder: &str) -> impl Iterator<Item = (String, String)> {
    let all = files(folder, "rs").into_iter();
    let is_test = |name: &str| name.contains("tests") || name.contains("fixtures");
    all.filter(move |(name, _)| !is_test(name)).map(|(name, text)| {
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
        (name, code)
    })
}

/// What stands between the brackets that are open where `text` begins, cut at the commas outside of
/// quotes and inner brackets.
fn arguments(text: &str) -> Vec<&str> {
    let (mut open, mut quoted, mut escaped, mut from) = (1, false, false, 0);
    let mut found = Vec::new();
    for (at, letter) in text.char_indices() {
        if quoted {
            quoted = letter != '"' || escaped;
            escaped = letter == '\\' && !escaped;
            continue;
        }
        match letter {
            '"' => quoted = true,
            '(' | '[' | '{' => open += 1,
            ')' | ']' | '}' => open -= 1,
            _ => {}
        }
        if open == 0 || (open == 1 && letter == ',') {
            found.push(text[from..at].trim());
            from = at + 1;
        }
        if open == 0 {
            break;
        }
    }
    found.retain(|argument| !argument.is_empty());
    found
}

#[test]
fn every_log_field_is_listed() {
    let mut found = BTreeSet::new();
    for (name, code) in sources("src") {
        for hidden in ["use tracing::{", "tracing::instrument", "tracing::event!", ".record("] {
            assert!(!code.contains(hidden), "{name}: {hidden} hides what is logged from this test");
        }
        let macros = ["trace!(", "debug!(", "info!(", "warn!(", "error!(", "_span!("];
        for call in code.split("tracing::").skip(1) {
            let Some(inside) = macros.iter().find_map(|word| {
                let (before, inside) = call.split_once(word)?;
                before.chars().all(|letter| letter.is_ascii_lowercase()).then_some(inside)
            }) else {
                continue;
            };
            for argument in arguments(inside) {
                if argument.starts_with('"') {
                    assert!(!argument.contains('{'), "{name}: a value inside of words: {argument}");
                    continue;
                }
                let field = argument.split('=').next().unwrap().trim();
                found.insert(field.trim_start_matches(['%', '?']).to_owned());
            }
        }
    }
    agree("log", &found);
}

#[test]
fn every_metric_and_label_is_listed() {
    // A family of counters shows itself only once something was counted.
    let metrics = Metrics::default();
    metrics.update("x");
    metrics.request("x");
    metrics.effect("x", "x");
    metrics.pre_checkout(0.1);
    metrics.charges("x", 1);
    metrics.source("x", true);
    let text = metrics.text();
    let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next());
    let names: Vec<&str> = types.collect();
    let mut found: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let Some((sample, labels)) = line.split_once('{') else { continue };
        let fits = |name: &&&str| sample.starts_with(**name);
        let name = names.iter().filter(fits).max_by_key(|name| name.len()).unwrap();
        let labels = labels.rsplit_once('}').unwrap().0;
        for label in labels.split(',') {
            found.insert(format!("{name}.{}", label.split_once('=').unwrap().0));
        }
    }
    agree("metric", &found);
}

#[tokio::test]
async fn every_part_of_a_mail_is_listed() {
    let shop = Shop::open().await;
    shop.customer().wishes(&Wish::in_language(Lang::Kk)).await;
    let mail = shop.world.mails().pop().unwrap();
    shop.finish().await;
    let message = MessageParser::default().parse(&*mail.raw).unwrap();
    let mut found: BTreeSet<String> = ["envelope.from", "envelope.to"].map(str::to_owned).into();
    for part in &message.parts {
        found.extend(part.headers.iter().map(|header| header.name().to_owned()));
        let kind = part.content_type().unwrap();
        let name = format!("{}/{}", kind.ctype(), kind.subtype().unwrap());
        if kind.ctype() == "multipart" {
            continue;
        }
        let placed = part.content_disposition().map(mail_parser::ContentType::ctype);
        found.insert(placed.map_or(name.clone(), |placed| format!("{name} {placed}")));
    }
    agree("mail", &found);
}

/// The words in quotes that follow each of these openings.
fn quoted_after<'a>(code: &'a str, openings: &[&str]) -> Vec<&'a str> {
    let mut found = Vec::new();
    for opening in openings {
        for rest in code.split(opening).skip(1) {
            let rest = rest.trim_start();
            // `.call::<Sent>("…"`: the type stands between.
            let rest = rest
                .strip_prefix("::<")
                .and_then(|rest| rest.split_once(">("))
                .map_or(rest, |(_, rest)| rest);
            let rest = rest.trim_start_matches('(').trim_start();
            found.extend(rest.strip_prefix('"').and_then(|rest| rest.split('"').next()));
        }
    }
    found
}

#[test]
fn every_method_and_field_asked_of_telegram_is_listed() {
    let (mut methods, mut fields) = (BTreeSet::new(), BTreeSet::new());
    for (_, code) in sources("src/telegram") {
        let called = quoted_after(&code, &[".call", ".upload", ".request"]);
        methods.extend(called.into_iter().map(str::to_owned));
        let formed = quoted_after(&code, &[".text(", ".part(", ".insert("]);
        fields.extend(formed.into_iter().map(str::to_owned));
        for body in code.split("json!(").skip(1) {
            let body = arguments(body).join(",");
            let keys = body.split('"').skip(1).step_by(2).zip(body.split('"').skip(2).step_by(2));
            let keys = keys.filter(|(_, after)| after.trim_start().starts_with(':'));
            fields.extend(keys.map(|(key, _)| key.to_owned()));
        }
    }
    agree("method", &methods);
    agree("field", &fields);
}
