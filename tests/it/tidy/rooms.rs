//! No room leads back to itself through others: what is read first needs nothing that comes later.
//! In the domain each file is a room, and only the screens of a conversation lead to each other;
//! elsewhere a folder is one. The sources are read as text; what a file only hands on (`pub use`)
//! leads nowhere.

use std::collections::{BTreeMap, BTreeSet};

use super::{code, files, is_test};

/// What leads where, by the paths of rooms.
type Graph = BTreeMap<String, BTreeSet<String>>;

/// The one circle there may be.
const SCREENS: &[&str] = &[
    "domain::talk",
    "domain::talk::checkout",
    "domain::talk::email",
    "domain::talk::find",
    "domain::talk::language",
    "domain::talk::letters",
    "domain::talk::pay",
];

/// The module that a source file is, as its path in the crate.
fn module(name: &str) -> Vec<String> {
    let inside = name.strip_prefix("src/").unwrap().strip_suffix(".rs").unwrap();
    let inside = inside.strip_suffix("/mod").unwrap_or(inside);
    inside.split('/').map(str::to_owned).collect()
}

/// The room that a module lies in.
fn room(path: &[String]) -> String {
    let deep = match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["domain", ..] => path.len(),
        ["app", "loops" | "commands", ..] => 3,
        ["app", ..] => 2,
        _ => 1,
    };
    path[..deep.min(path.len())].join("::")
}

/// The paths that a use tree names: `a::{b, c::d}` are `a::b` and `a::c::d`.
fn leaves(tree: &str, found: &mut Vec<String>) {
    let Some((before, rest)) = tree.split_once('{') else {
        found.push(tree.split(" as ").next().unwrap_or(tree).trim().to_owned());
        return;
    };
    let (inside, _) = rest.rsplit_once('}').unwrap();
    let (mut depth, mut from) = (0, 0);
    for (at, letter) in inside.char_indices().chain([(inside.len(), ',')]) {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let leaf = inside[from..at].trim();
                if !leaf.is_empty() {
                    leaves(&format!("{}{leaf}", before.trim_start()), found);
                }
                from = at + 1;
            }
            _ => {}
        }
    }
}

/// Every path that a file names, by `use` or where it stands; `children` are the modules below it.
fn paths(code: &str, children: &[&String]) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = String::new();
    for statement in code.split_inclusive(';') {
        match statement.rsplit_once("use ") {
            Some((before, tree)) if before.is_empty() || before.ends_with(['\n', ' ']) => {
                rest.push_str(before);
                let word = before.trim_end().rsplit(['\n', ' ']).next().unwrap();
                if !word.starts_with("pub") {
                    leaves(tree.trim_end_matches(';'), &mut found);
                }
            }
            _ => rest.push_str(statement),
        }
    }
    let begin = children.iter().map(|child| format!("{child}::"));
    for start in begin.chain(["crate::".to_owned(), "super::".to_owned()]) {
        for (at, _) in rest.match_indices(&start) {
            let inside = |letter: char| letter.is_alphanumeric() || ":_".contains(letter);
            if !rest[..at].ends_with(inside) {
                let end = rest[at..].find(|letter: char| !inside(letter)).unwrap_or_default();
                found.push(rest[at..at + end].to_owned());
            }
        }
    }
    found
}

/// The module that a path leads to, seen from `here`.
fn target(path: &str, here: &[String], modules: &BTreeSet<Vec<String>>) -> Option<Vec<String>> {
    let mut base: Vec<String> = Vec::new();
    let mut ups = 0;
    for (at, part) in path.split("::").map(str::trim).enumerate() {
        match part {
            "crate" if at == 0 => {}
            "super" => {
                ups += 1;
                base = here[..here.len().checked_sub(ups)?].to_vec();
            }
            "self" if at == 0 => base = here.to_vec(),
            "self" => {}
            _ if at == 0 => base = [here, &[part.to_owned()]].concat(),
            _ => base.push(part.to_owned()),
        }
    }
    while !base.is_empty() && !modules.contains(&base) {
        base.pop();
    }
    (!base.is_empty()).then_some(base)
}

fn graph() -> Graph {
    let sources: Vec<(Vec<String>, String)> = files("src", "rs")
        .into_iter()
        .filter(|(name, _)| !is_test(name) && !name.starts_with("src/bin/"))
        .map(|(name, text)| (module(&name), code(&text)))
        .collect();
    let modules: BTreeSet<Vec<String>> = sources.iter().map(|(path, _)| path.clone()).collect();
    let mut graph = Graph::new();
    for (here, code) in &sources {
        let from = room(here);
        let below = modules.iter().filter(|path| path.starts_with(here));
        let children: Vec<&String> = below
            .filter(|path| path.len() == here.len() + 1)
            .filter_map(|path| path.last())
            .collect();
        let to =
            paths(code, &children).into_iter().filter_map(|path| target(&path, here, &modules));
        let others = to.map(|to| room(&to)).filter(|to| *to != from).collect::<Vec<_>>();
        graph.entry(from).or_default().extend(others);
    }
    graph
}

/// Everything that can be reached from here.
fn reached(graph: &Graph, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(next) = open.pop() {
        for to in &graph[&next] {
            if seen.insert(to.clone()) {
                open.push(to.clone());
            }
        }
    }
    seen
}

#[test]
fn no_room_leads_back_to_itself_but_the_screens() {
    let graph = graph();
    assert!(graph.len() > 100, "{}", graph.len());
    let known: BTreeSet<&str> = SCREENS.iter().copied().collect();
    let reach: BTreeMap<&String, BTreeSet<String>> =
        graph.keys().map(|name| (name, reached(&graph, name))).collect();
    let mut circles: Vec<String> = Vec::new();
    for (name, ends) in &reach {
        let with: Vec<&String> =
            ends.iter().filter(|end| end != name && reach[*end].contains(*name)).collect();
        let allowed = |name: &str| known.contains(name);
        let among_screens = allowed(name) && with.iter().all(|name| allowed(name));
        if !with.is_empty() && !among_screens {
            circles.push(format!("{name} with {with:?}"));
        }
    }
    assert!(circles.is_empty(), "{circles:#?}");
    let alone: Vec<&&str> =
        known.iter().filter(|name| !reach[&(**name).to_owned()].contains(**name)).collect();
    assert!(alone.is_empty(), "these are in no circle any more: {alone:?}");
}

/// Inline tests longer than this read better in a file of their own.
const INLINE: usize = 180;

/// One form for folders and one for tests: a folder's own file is its `mod.rs`; the tests of a file
/// are a module `tests` at its end, inline while short, else `tests.rs` or `tests/` in its folder.
#[test]
fn folders_and_tests_have_one_form() {
    let sources = files("src", "rs");
    let names: BTreeSet<&str> = sources.iter().map(|(name, _)| name.as_str()).collect();
    let mut wrong = Vec::new();
    for (name, text) in &sources {
        let beside = format!("{}/", name.strip_suffix(".rs").unwrap());
        if names.iter().any(|other| other.starts_with(&beside)) {
            wrong.push(format!("{name} stands beside its folder: make it {beside}mod.rs"));
        }
        if name.ends_with("_tests.rs") || text.contains("#[path") {
            wrong.push(format!("{name}: tests of a file are its module `tests`"));
        }
        let inline = text.split("#[cfg(test)]\nmod tests {\n").nth(1);
        let lines = inline.map_or(0, |tests| tests.lines().count());
        if lines > INLINE {
            wrong.push(format!("{name} has {lines} lines of inline tests: give them a file"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
