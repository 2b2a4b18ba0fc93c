//! Every test file is compiled, on both engines unless it says why not, and journeys look at what
//! people see.

use std::collections::BTreeMap;

use super::files;

/// A file that no list names is compiled by nobody, and its tests run nowhere.
#[test]
fn every_test_file_stands_in_the_list_of_its_folder() {
    let sources: BTreeMap<String, String> = files("tests", "rs").into_iter().collect();
    // Who may list what lies in a folder: its `mod.rs`, or the file beside it.
    let lists = |folder: &str| -> String {
        let names = match folder {
            "tests/it" => vec!["tests/it/main.rs", "tests/it/modules.rs", "tests/postgres.rs"],
            _ => vec![],
        };
        let own = ["/mod", ""].map(|end| format!("{folder}{end}.rs"));
        let names = names.into_iter().map(str::to_owned).chain(own);
        names.filter_map(|name| sources.get(&name)).cloned().collect()
    };
    let roots = ["tests/postgres.rs", "tests/it/main.rs", "tests/it/modules.rs"];
    let mut wrong = Vec::new();
    for name in sources.keys().filter(|name| !roots.contains(&name.as_str())) {
        let module = name.strip_suffix("/mod.rs").or(name.strip_suffix(".rs")).unwrap();
        let (folder, module) = module.rsplit_once('/').unwrap();
        let named = |line: &str| line.trim_start_matches("pub ") == format!("mod {module};");
        if !lists(folder).lines().any(named) {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "no list names {wrong:#?}");
}

/// What looks into the database is a test of its own, in `inside`.
#[test]
fn journeys_look_at_phones_wallets_mailboxes_and_the_owners_books_alone() {
    let looks = [".sql(", ".count(\"", ".tamper(", ".store()", "open_store", "sqlx"];
    let words = ["\"select ", "\"update ", "\"insert ", "\"delete from "];
    let mut wrong = Vec::new();
    for (name, text) in files("tests/it/journeys", "rs") {
        for (number, line) in text.lines().enumerate() {
            let storage = line.contains("storage::") && !line.contains("storage::seam");
            if storage || looks.iter().chain(&words).any(|look| line.contains(look)) {
                wrong.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
