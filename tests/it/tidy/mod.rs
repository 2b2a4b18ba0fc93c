//! The house keeps its own rules: arrows between its parts, a word at the top of each file, secrets
//! exposed only where they must be, no file that grew without being noticed. It reads the sources
//! as text and must not know what they do.

mod crates;
mod documents;
mod lists;
mod rooms;
mod width;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Files over 400 lines that nobody has split yet. A file comes off this list and none comes on.
const LONG: &[&str] = &["src/domain/text.rs"];

/// Which parts of the crate each part may use; the parts not named may use nothing of ours.
const ARROWS: &[(&str, &[&str])] = &[
    ("macros", &[]),
    ("domain", &[]),
    ("telemetry", &[]),
    ("qr", &["domain"]),
    ("chart", &["domain"]),
    ("telegram", &["domain"]),
    ("lru", &[]),
    ("storage", &["domain", "lru"]),
    ("supplier", &["domain"]),
    ("mail", &["domain"]),
    ("receipt", &[]),
    ("i18n", &["domain"]),
    ("config", &["domain", "i18n", "receipt", "storage", "telegram"]),
    (
        "app",
        &[
            "telegram",
            "storage",
            "supplier",
            "mail",
            "receipt",
            "i18n",
            "qr",
            "chart",
            "config",
            "telemetry",
            "domain",
            "lru",
        ],
    ),
    (
        "demo",
        &["app", "config", "domain", "i18n", "mail", "receipt", "storage", "supplier", "telegram"],
    ),
];

/// Who may take a secret or personal value out: what seals, sends, prints or parses it.
const MAY_EXPOSE: &[&str] = &[
    "src/app/",
    "src/demo/",
    "src/domain/dialogue.rs",
    "src/domain/email/",
    "src/domain/esim/",
    "src/domain/ids.rs",
    "src/domain/talk/email.rs",
    "src/domain/talk/mod.rs",
    "src/domain/talk/support.rs",
    "src/i18n/",
    "src/mail/",
    "src/qr/",
    "src/storage/",
    "src/supplier/",
    "src/telegram/",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder with this ending, by their path from the root.
pub fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|known| known == ending) {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no .{ending} below {folder}");
    found
}

/// Whether a file holds nothing but tests.
fn is_test(name: &str) -> bool {
    name.contains("/tests/")
        || name.ends_with("tests.rs")
        || name.contains("/fixtures")
        || name.starts_with("tests/")
}

/// The code of a file without its unit tests, its comments and its words in quotes.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text);
    let line = |line: &str| {
        let bare = line.split("//").next().unwrap_or(line);
        let kept: Vec<&str> = bare.split('"').step_by(2).collect();
        kept.join("\"\"")
    };
    body.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The part of the crate that a source file belongs to.
fn part(name: &str) -> &str {
    let inside = name.strip_prefix("src/").unwrap();
    let first = inside.split('/').next().unwrap();
    first.strip_suffix(".rs").unwrap_or(first)
}

fn used(code: &str) -> BTreeSet<String> {
    let uses = code.split("crate::").skip(1);
    let word = |rest: &str| {
        let end = |letter: char| {
            !(letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
        };
        rest.split(end).next().unwrap_or_default().to_owned()
    };
    uses.map(word).filter(|word| !word.is_empty()).collect()
}

#[test]
fn arrows_point_down() {
    let mut wrong = Vec::new();
    for (name, text) in files("src", "rs") {
        let here = part(&name);
        if matches!(here, "bin" | "lib") || is_test(&name) {
            continue;
        }
        let allowed = ARROWS.iter().find(|(from, _)| *from == here).map(|(_, to)| *to);
        let Some(allowed) = allowed else {
            wrong.push(format!("{name}: nobody said what {here} may use"));
            continue;
        };
        for there in used(&code(&text)) {
            if there != here && !allowed.contains(&there.as_str()) {
                wrong.push(format!("{name} uses {there}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_domain_waits_for_nothing_and_knows_no_clock() {
    let mut wrong = Vec::new();
    for (name, text) in files("src/domain", "rs") {
        if is_test(&name) {
            continue;
        }
        let code = code(&text);
        for word in [
            "async ",
            ".await",
            "tokio",
            "sqlx",
            "reqwest",
            "std::fs",
            "std::net",
            "rand::",
            "SystemTime",
        ] {
            if code.contains(word) {
                wrong.push(format!("{name}: {word}"));
            }
        }
        // The wildcard lint does not look into tuples, so the domain matches none.
        if code.contains("match (") {
            wrong.push(format!("{name}: match ("));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut wrong = Vec::new();
    for folder in ["src", "world", "tests", "benches", "examples"] {
        if !root().join(folder).exists() {
            continue;
        }
        for (name, text) in files(folder, "rs") {
            if name.contains("/target/") {
                continue;
            }
            // What is put into the middle of another file has none of these.
            let included = name == "tests/it/modules.rs" && text.starts_with("// ");
            if !included && !text.starts_with("//! ") {
                wrong.push(name);
            }
        }
    }
    assert!(wrong.is_empty(), "no word at the top of {wrong:#?}");
}

/// The sources of both crates.
fn sources() -> Vec<(String, String)> {
    let mut found = files("src", "rs");
    found.extend(files("world/src", "rs"));
    found
}

#[test]
fn nothing_is_left_for_later() {
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            for mark in ["TODO", "FIXME", "XXX", "HACK"] {
                let word = |found: &str| found == mark;
                if line.split(|letter: char| !letter.is_ascii_alphanumeric()).any(word) {
                    wrong.push(format!("{name}:{}: {mark}", number + 1));
                }
            }
        }
        if is_test(&name) {
            continue;
        }
        let code = code(&text);
        for call in [".unwrap()", ".expect(", "panic!(", "unimplemented!(", "todo!(", "dbg!("] {
            if code.contains(call) {
                wrong.push(format!("{name}: {call}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn secrets_come_out_only_where_they_must() {
    let mut wrong = Vec::new();
    for (name, text) in files("src", "rs") {
        let allowed = MAY_EXPOSE.iter().any(|start| name.starts_with(start));
        if !allowed && !is_test(&name) && code(&text).contains(".expose") {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "secrets are exposed in {wrong:#?}");
}

/// What the keys and the lanes of the outbox begin with.
const OUTBOX_NAMES: &[&str] = &[
    "timer",
    "say",
    "farewell",
    "report",
    "alert",
    "invoice",
    "precheckout",
    "provision",
    "qr",
    "mail",
    "refund",
    "tell",
    "chat",
    "admin",
    "order",
    "charge",
    "stream",
    "receipt",
    "receipts",
];

/// A key that is written in two ways is a key that is not found.
#[test]
fn keys_and_lanes_are_written_and_read_in_one_place() {
    let mut wrong = Vec::new();
    for (name, text) in files("src", "rs") {
        let here =
            ["src/domain/effect/key.rs", "src/domain/effect/lane.rs"].contains(&name.as_str());
        if here || is_test(&name) || part(&name) == "sim" {
            continue;
        }
        for word in OUTBOX_NAMES {
            let quoted = format!("\"{word}:");
            // Words for a person go on with a space.
            let ours = text.split(&quoted).skip(1).any(|rest| !rest.starts_with(' '));
            if ours {
                wrong.push(format!("{name}: {quoted}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_file_grows_past_what_one_reads_at_once() {
    let mut long = BTreeSet::new();
    for (name, text) in sources() {
        let lines = text.lines().count();
        if lines > 400 {
            long.insert(name);
        }
    }
    let known: BTreeSet<String> = LONG.iter().map(|name| (*name).to_owned()).collect();
    let new: Vec<_> = long.difference(&known).collect();
    assert!(new.is_empty(), "these grew past 400 lines; split them: {new:#?}");
    let short: Vec<_> = known.difference(&long).collect();
    assert!(short.is_empty(), "no longer long, take them off the list: {short:?}");
}

#[test]
fn both_engines_have_the_same_migrations() {
    let names = |folder: &str| -> BTreeSet<String> {
        let bare = |(name, _): (String, String)| name.rsplit('/').next().unwrap().to_owned();
        files(&format!("migrations/{folder}"), "sql").into_iter().map(bare).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
    assert_eq!(names("keys-sqlite"), names("keys-postgres"));
}

#[test]
fn migrations_are_lower_case_and_begin_with_why() {
    for (name, text) in files("migrations", "sql") {
        assert!(text.starts_with("-- Why: "), "{name} does not begin with why");
        for (number, line) in text.lines().enumerate() {
            let sql = line.split("--").next().unwrap();
            assert_eq!(sql, sql.to_lowercase(), "{name}:{}", number + 1);
        }
        let stem = name.rsplit('/').next().unwrap();
        let stamp = stem.split('_').next().unwrap();
        let digits = stamp.bytes().all(|byte| byte.is_ascii_digit());
        assert!(stamp.len() == 14 && digits, "{name} has no time stamp");
    }
}

/// The database knows no sentence and decides nothing: what is said, and what becomes of an order,
/// a charge or a case, is the domain's.
#[test]
fn storage_knows_no_sentence_and_decides_nothing() {
    for (name, text) in files("src/storage", "rs").into_iter().filter(|(name, _)| !is_test(name)) {
        let code = code(&text);
        for word in ["domain::text", "Text::", "NewCase {", "NewCase::", ".transition(", "alerts("]
        {
            assert!(!code.contains(word), "{name} says `{word}`: that is the domain's");
        }
    }
}
