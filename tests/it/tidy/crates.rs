//! `deny.toml` holds, as far as it can be told without a network: licences, crates that never come
//! in, crates in two versions, and where crates come from.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde::Deserialize;

#[derive(Deserialize)]
struct Deny {
    graph: Graph,
    licenses: Licenses,
    bans: Bans,
}

#[derive(Deserialize)]
struct Graph {
    targets: Vec<String>,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Named>,
    skip: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(rename = "crate")]
    name: String,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

fn deny() -> Deny {
    toml::from_str(include_str!("../../../deny.toml")).unwrap()
}

/// Every package of the build for this target, the tests' own included.
fn packages(target: &str) -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .args(["--filter-platform", target])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Metadata = serde_json::from_slice(&output.stdout).unwrap();
    let built: BTreeSet<String> = metadata.resolve.nodes.into_iter().map(|node| node.id).collect();
    metadata.packages.into_iter().filter(|package| built.contains(&package.id)).collect()
}

/// Whether one of these licences is given for each part of it.
fn is_free(license: Option<&str>, allowed: &[spdx::Licensee]) -> bool {
    let read = |text| spdx::Expression::parse_mode(text, spdx::ParseMode::LAX).ok();
    let given = license.and_then(read);
    given.is_some_and(|given| given.evaluate(|asked| allowed.iter().any(|it| it.satisfies(asked))))
}

/// Whether a version begins with these parts: `0.10` is the beginning of `0.10.4`, not of `0.1.4`.
fn begins(version: &str, parts: &str) -> bool {
    version.strip_prefix(parts).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[test]
fn what_is_built_in_is_free_wanted_and_there_once() {
    let deny = deny();
    let allowed: Vec<_> =
        deny.licenses.allow.iter().map(|name| spdx::Licensee::parse(name).unwrap()).collect();
    let mut wrong = Vec::new();
    for target in &deny.graph.targets {
        let packages = packages(target);
        assert!(packages.len() > 100, "{} packages for {target}", packages.len());
        let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut sources = BTreeSet::new();
        for package in &packages {
            let Package { name, version, license, source, .. } = package;
            versions.entry(name).or_default().insert(version);
            sources.extend(source);
            if !is_free(license.as_deref(), &allowed) {
                wrong.push(format!("{name} {version} has the licence {license:?}"));
            }
            if deny.bans.deny.iter().any(|banned| banned.name == *name) {
                wrong.push(format!("{name} is banned"));
            }
        }
        if sources.len() != 1 || sources.iter().any(|source| !source.starts_with("registry+")) {
            wrong.push(format!("crates come from {sources:?}"));
        }
        for skipped in &deny.bans.skip {
            let (name, parts) = skipped.name.split_once('@').unwrap();
            let known = versions.get_mut(name).filter(|known| known.len() > 1);
            let old = known.as_ref().and_then(|known| known.iter().find(|it| begins(it, parts)));
            match (old.copied(), known) {
                (Some(old), Some(known)) => drop(known.remove(old)),
                _ => wrong.push(format!("{} is no second version; take it out", skipped.name)),
            }
        }
        for (name, left) in versions.iter().filter(|(_, left)| left.len() > 1) {
            wrong.push(format!("{name} is there as {left:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn licences_are_read_as_they_are_meant() {
    let allowed = [spdx::Licensee::parse("MIT").unwrap(), spdx::Licensee::parse("ISC").unwrap()];
    for (license, free) in [
        ("MIT", true),
        ("MIT/Apache-2.0", true),
        ("GPL-3.0-only OR MIT", true),
        ("MIT AND ISC", true),
        ("MIT AND GPL-3.0-only", false),
        ("(MIT OR Apache-2.0) AND Zlib", false),
        ("GPL-3.0-only", false),
        ("something of ours", false),
    ] {
        assert_eq!(is_free(Some(license), &allowed), free, "{license}");
    }
    assert!(!is_free(None, &allowed));
    assert!(begins("0.10.4", "0.10") && begins("2.0.1", "2") && !begins("0.1.4", "0.10"));
    assert!(!begins("0.10.4", "0.1"));
}
