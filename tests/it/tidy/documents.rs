//! The documents keep in step with the code and in their form: settings, decision records, length.
//! It reads them as text and must not know what they say.

use std::collections::BTreeSet;

use super::{files, root};

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_configuration_lists_every_setting_and_no_other() {
    let mut settings = BTreeSet::new();
    for (_, text) in files("src", "rs") {
        let names = text.split("env = \"").skip(1).filter_map(|rest| rest.split('"').next());
        settings.extend(names.map(str::to_owned));
    }
    assert!(settings.len() >= 10, "{settings:?}");
    let is_variable = |name: &&str| {
        name.len() > 3 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    };
    let listed: BTreeSet<String> = read("docs/configuration.md")
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|rest| rest.split('`').next())
        .filter(is_variable)
        .map(str::to_owned)
        .collect();
    assert_eq!(listed, settings, "the table of docs/configuration.md is out of step");
}

#[test]
fn the_first_documents_stay_short() {
    for (name, most) in [("README.md", 200), ("ARCHITECTURE.md", 300)] {
        let lines = read(name).lines().count();
        assert!(lines <= most, "{name} has {lines} lines; move something to docs/");
    }
}

/// What is wrong with the form of a decision record.
fn wrong_form(name: &str, text: &str) -> Option<&'static str> {
    let file = name.rsplit('/').next().unwrap();
    let number = &file[..4];
    let mut lines = text.lines();
    let title = lines.next().unwrap_or_default();
    let Some(statement) = title.strip_prefix(&format!("# {number}: ")) else {
        return Some("the title does not begin with its number and a colon");
    };
    if !statement.contains(' ') || statement.ends_with('.') {
        return Some("the title is no statement");
    }
    let Some(dated) = text.lines().nth(2).and_then(|line| line.strip_prefix("Date: 20")) else {
        return Some("no date in the third line");
    };
    let Some((_, status)) = dated.split_once(". Status: ") else { return Some("no status") };
    if !(status == "accepted." || status.starts_with("superseded by ")) {
        return Some("a status that is none");
    }
    let headings: Vec<&str> = text.lines().filter(|line| line.starts_with("## ")).collect();
    (headings != ["## Context", "## Decision", "## Consequences"])
        .then_some("other headings than Context, Decision, Consequences")
}

#[test]
fn every_decision_record_has_its_form() {
    let records: Vec<_> = files("docs/adr", "md")
        .into_iter()
        .filter(|(name, _)| !name.ends_with("template.md"))
        .collect();
    assert!(records.len() >= 16, "{}", records.len());
    let wrong: Vec<String> = records
        .iter()
        .filter_map(|(name, text)| Some(format!("{name}: {}", wrong_form(name, text)?)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let numbers: BTreeSet<&str> = records.iter().map(|(name, _)| &name[9..13]).collect();
    assert_eq!(numbers.len(), records.len(), "two records have one number");
}

/// All documents, by their path from the root.
pub fn documents() -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> =
        ["docs", "world"].iter().flat_map(|folder| files(folder, "md")).collect();
    let top = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"];
    found.extend(top.map(|name| (name.to_owned(), read(name))));
    found
}

/// A document without its fenced blocks.
fn prose(text: &str) -> String {
    let fenced = |(n, part): (usize, &str)| (n % 2 == 0).then(|| part.to_owned());
    text.split("\n```").enumerate().filter_map(fenced).collect::<Vec<_>>().join("\n")
}

/// What a name in code signs stands for: `a/{b,c}/` is two paths.
fn expanded(name: &str) -> Vec<String> {
    let Some((head, rest)) = name.split_once('{') else { return vec![name.to_owned()] };
    let Some((list, tail)) = rest.split_once('}') else { return vec![name.to_owned()] };
    list.split(',').map(|one| format!("{head}{one}{tail}")).collect()
}

/// Whether a name in code signs claims to be a file or a folder of this project.
fn is_path(name: &str) -> bool {
    const TOP: [&str; 12] = [
        "src/",
        "tests/",
        "docs/",
        "world/",
        "migrations/",
        "locales/",
        "deploy/",
        "scripts/",
        "examples/",
        "benches/",
        ".ci/",
        ".cargo/",
    ];
    let sign = |sign: char| sign.is_ascii_alphanumeric() || "/._-{},".contains(sign);
    name.chars().all(sign)
        && (TOP.iter().any(|top| name.starts_with(top) && name != *top)
            || name.strip_suffix(".rs").is_some_and(|stem| !stem.is_empty()))
}

#[test]
fn every_path_that_a_document_names_exists() {
    let sources: Vec<String> = ["src", "tests", "world", "examples", "benches"]
        .iter()
        .flat_map(|folder| files(folder, "rs"))
        .map(|(name, _)| name)
        .collect();
    let exists = |path: &str| {
        let end = format!("/{path}");
        root().join(path).exists() || sources.iter().any(|name| name.ends_with(&end))
    };
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (name, text) in documents() {
        let prose = prose(&text);
        let spans = prose.split('`').skip(1).step_by(2);
        for path in spans.filter(|span| is_path(span)).flat_map(expanded) {
            seen += 1;
            if !exists(&path) {
                wrong.push(format!("{name}: {path}"));
            }
        }
    }
    assert!(seen > 100, "{seen} paths only");
    assert!(wrong.is_empty(), "no such file: {wrong:#?}");
}

/// The anchors that a page offers, as they are made of its headings.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for heading in text.lines().filter(|line| line.starts_with('#')) {
        let kept = |sign: &char| sign.is_alphanumeric() || " -_".contains(*sign);
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        anchors.insert(words.chars().filter(kept).collect::<String>().replace(' ', "-"));
    }
    anchors
}

#[test]
fn every_link_of_a_document_leads_somewhere() {
    let mut wrong = Vec::new();
    for (name, text) in documents() {
        for link in prose(&text).split("](").skip(1) {
            let link = link.split(')').next().unwrap();
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let folder = root().join(&name).parent().unwrap().to_owned();
            let target = if path.is_empty() { root().join(&name) } else { folder.join(path) };
            let read = std::fs::read_to_string(&target);
            let leads = match &read {
                Ok(page) => anchor.is_empty() || anchors(page).contains(anchor),
                Err(_) => target.is_dir() || target.exists() && anchor.is_empty(),
            };
            if !leads {
                wrong.push(format!("{name}: {link}"));
            }
        }
    }
    assert!(wrong.is_empty(), "these links lead nowhere: {wrong:#?}");
}
