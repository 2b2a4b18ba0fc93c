//! The patches of `tests/sabotage` break the shop on purpose; `scripts/sabotage.sh` shows that a test
//! notices each. Here is only checked that they still fit the code: a patch that no longer applies
//! proves nothing. It must not know what they break.

use std::path::Path;
use std::process::Command;

#[test]
fn every_sabotage_still_applies_and_names_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root.join("tests/sabotage")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("What: ") && text.contains("\nTests: "), "{name} says not enough");
        // Where no word says which, the binary is `it`.
        let mut binary = text.lines().filter_map(|line| line.strip_prefix("Binary: "));
        let known = binary.all(|binary| ["lib", "postgres"].contains(&binary));
        assert!(known, "{name} names a binary that nobody runs");
        names.push(name);
        let mut check = Command::new("git");
        check.args(["apply", "--check"]).arg(&path).current_dir(root);
        let done = match check.output() {
            Ok(done) => done,
            Err(error) => {
                println!("not run: git is needed to try the patches ({error})");
                return;
            }
        };
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{} does not apply any more: {told}", path.display());
    }
    assert!(names.len() > 20, "{names:?}");
    let listed = std::fs::read_to_string(root.join("docs/sabotage.md")).unwrap();
    for name in names {
        let word = name.trim_end_matches(".patch");
        assert!(listed.contains(&format!("`{word}`")), "docs/sabotage.md does not list {word}");
    }
}
