//! The tables' own names: each is read as its place, or asked among those that are called so, and
//! none is read as another.

use super::super::index::index;
use super::*;

#[test]
fn no_name_of_the_tables_reads_as_another() {
    for entry in index().entries() {
        match meaning(&entry.plain) {
            // "Fly to the Moon" without Kazakh letters is "fly for months" too: no place either.
            Meaning::Certain(targets) if entry.target == Target::Nowhere => {
                assert!(targets.is_empty(), "{}", entry.plain);
            }
            Meaning::Certain(targets) => assert_eq!(targets, [entry.target], "{}", entry.plain),
            Meaning::Several(targets) => {
                assert!(targets.contains(&entry.target), "{}", entry.plain);
            }
            Meaning::Nothing => assert_eq!(entry.target, Target::Nowhere, "{}", entry.plain),
            other @ (Meaning::Perhaps { .. } | Meaning::Everyday(_)) => {
                panic!("{}: {other:?}", entry.plain);
            }
        }
    }
}
