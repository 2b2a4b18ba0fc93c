//! The patches of `tests/sabotage` break the shop on purpose; `scripts/sabotage.sh` shows that a
//! test notices each. Here is only checked that they still fit the code, and that the tests they
//! name are there: a patch that no longer applies proves nothing. It must not know what they break.

use std::path::Path;
use std::process::Command;

use crate::tidy::files;

/// Every patch by its name, with its text.
fn patches() -> Vec<(String, String)> {
    let patches = files("tests/sabotage", "patch").into_iter().map(|(path, text)| {
        let name = Path::new(&path).file_stem().unwrap().to_string_lossy().into_owned();
        (name, text)
    });
    let patches: Vec<_> = patches.collect();
    assert!(patches.len() > 20, "{patches:?}");
    patches
}

#[test]
fn every_sabotage_still_applies() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, _) in patches() {
        let mut check = Command::new("git");
        let patch = format!("tests/sabotage/{name}.patch");
        check.args(["apply", "--check", &patch]).current_dir(root);
        let done = check.output().expect("git is needed to try the patches");
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{name} does not apply any more: {told}");
    }
}

/// The path under which the tests of a file are run.
fn room(path: &str) -> String {
    let inside = path.strip_prefix("src/").or_else(|| path.strip_prefix("tests/it/"));
    let room = inside.unwrap_or(path).trim_end_matches(".rs").trim_end_matches("/mod");
    room.replace('/', "::")
}

#[test]
fn every_sabotage_names_its_tests_and_is_listed() {
    let sources: Vec<_> = files("src", "rs").into_iter().chain(files("tests", "rs")).collect();
    // Tests are named by a part of their path, as the runner takes it.
    let known = |word: &str| {
        let (place, name) = word.rsplit_once("::").unwrap_or(("", word));
        sources.iter().any(|(path, text)| {
            let room = room(path);
            [format!("{room}::tests"), room].iter().any(|room| {
                room.contains(word) || (room.ends_with(place) && text.contains(&format!(" {name}")))
            })
        })
    };
    let listed =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/sabotage.md"));
    let listed = listed.unwrap();
    for (name, text) in patches() {
        let says = |what: &str| text.lines().find_map(|line| line.strip_prefix(what));
        assert!(says("What: ").is_some(), "{name} does not say what it breaks");
        let tests = says("Tests: ").unwrap_or_else(|| panic!("{name} names no tests"));
        for word in tests.split_whitespace() {
            assert!(known(word), "{name} names {word}, which is no test");
        }
        // Where no word says which, the binary is `it`.
        let binary = says("Binary: ").unwrap_or("lib");
        assert!(["lib", "postgres"].contains(&binary), "{name} names a binary that nobody runs");
        let row = format!("| `{name}` |");
        let rows: Vec<&str> = listed.lines().filter(|line| line.starts_with(&row)).collect();
        assert!(rows.len() > 1, "docs/sabotage.md tells of {name} and of who caught it: {rows:?}");
        let caught = rows[1].split('`').nth(3).unwrap();
        assert!(known(caught), "{name} was caught by {caught}, which is no test");
    }
}
