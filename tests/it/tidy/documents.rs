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
    for (name, most) in [("README.md", 200), ("ARCHITECTURE.md", 500)] {
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
