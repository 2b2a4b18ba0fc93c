//! No line of code or comment is wider than a hundred columns.
//!
//! Documents keep to it too, but for their tables and headings. Left out are migrations, whose text
//! never changes once a database has them, the sentences in `locales/`, and tables that are data.

use super::{files, root};

const COLUMNS: usize = 100;

const KINDS: &[(&str, &[&str])] = &[
    ("src", &["rs"]),
    ("world", &["rs", "py", "mjs", "sh", "toml", "html", "css", "js"]),
    ("tests", &["rs", "sql", "patch"]),
    ("examples", &["rs"]),
    ("benches", &["rs", "toml"]),
    ("scripts", &["py", "sh"]),
    ("deploy", &["conf", "service", "json"]),
    (".cargo", &["toml"]),
];

const SINGLE: &[&str] = &["Cargo.toml", "clippy.toml", "rustfmt.toml", "Containerfile", ".ci/run"];

/// A table that a script writes, one country a line.
const TABLE: &str = "src/domain/country/table.rs";

/// A transcript is as wide as what the shop said, a figure as what the benchmark printed, and a
/// picture's address cannot be broken.
fn must_be_wide(name: &str, line: &str) -> bool {
    let is_said =
        name.starts_with("tests/it/journeys/talks/") && line.trim_start().starts_with('|');
    is_said || name == "docs/benchmarks.md" || line.contains("data:image/")
}

/// The mark at the beginning of a patch's line is not the code's.
fn columns(name: &str, line: &str) -> usize {
    let bare =
        if name.starts_with("tests/sabotage/") { line.get(1..).unwrap_or_default() } else { line };
    bare.chars().count()
}

#[test]
fn no_line_is_wider_than_a_hundred_columns() {
    let mut wide = Vec::new();
    let mut look = |name: &str, (number, line): (usize, &str)| {
        if columns(name, line) > COLUMNS && !must_be_wide(name, line) {
            wide.push(format!("{name}:{}", number + 1));
        }
    };
    let mut texts: Vec<(String, String)> = Vec::new();
    for (folder, endings) in KINDS {
        for ending in *endings {
            texts.extend(files(folder, ending));
        }
    }
    for name in SINGLE {
        texts.push(((*name).to_owned(), std::fs::read_to_string(root().join(name)).unwrap()));
    }
    for (name, text) in texts {
        if name != TABLE && !name.contains("/target/") {
            text.lines().enumerate().for_each(|line| look(&name, line));
        }
    }
    for (name, text) in super::documents::documents() {
        let is_prose = |line: &(usize, &str)| !line.1.starts_with(['|', '#']);
        text.lines().enumerate().filter(is_prose).for_each(|line| look(&name, line));
    }
    assert!(wide.is_empty(), "wider than {COLUMNS} columns: {wide:#?}");
}
