//! Whether a server's database is ours alone, where a file has its lock. It must not know what is
//! done there then.

use std::time::Duration;

use anyhow::bail;

use crate::storage::Engine;
use crate::storage::sessions::{Onlooker, Sessions};

use crate::app::clock::sleep_real;

/// How often it is asked who is there, so many times …
const TRIES: u32 = 20;
/// … so far apart: a process that was stopped a moment ago is gone by then.
const APART: Duration = Duration::from_millis(250);
/// So many names are told.
const NAMES: usize = 5;

/// Refuses where others are connected to a server's database with the same role: a process that
/// serves, or a tool that reads or writes. Nothing holds them off afterwards.
pub(super) async fn alone(url: &str) -> anyhow::Result<()> {
    if Engine::of(url) != Some(Engine::Postgres) {
        return Ok(());
    }
    let mut onlooker = Onlooker::connect(url).await?;
    let mut others = onlooker.others().await?;
    for _ in 1..TRIES {
        if others.is_empty() {
            break;
        }
        sleep_real(APART).await;
        others = onlooker.others().await?;
    }
    onlooker.close().await?;
    if !others.is_empty() {
        bail!(refusal(&others));
    }
    Ok(())
}

fn refusal(others: &[Sessions]) -> String {
    let total: i64 = others.iter().map(|sessions| sessions.count).sum();
    let (noun, verb) = if total == 1 { ("session", "is") } else { ("sessions", "are") };
    let mut names: Vec<String> = others
        .iter()
        .take(NAMES)
        .map(|Sessions { name, count }| {
            let name = if name.is_empty() { "no name" } else { name };
            format!("{name}: {count}")
        })
        .collect();
    if others.len() > NAMES {
        names.push("…".to_owned());
    }
    format!(
        "{total} other {noun} {verb} connected to this database ({}): stop every replica, close \
         other tools and poolers that use it, and say it again. Nothing was done",
        names.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions(name: &str, count: i64) -> Sessions {
        Sessions { name: name.to_owned(), count }
    }

    #[test]
    fn the_refusal_is_one_line_that_counts_and_names() {
        assert_eq!(
            refusal(&[sessions("", 1)]),
            "1 other session is connected to this database (no name: 1): stop every replica, close \
             other tools and poolers that use it, and say it again. Nothing was done"
        );
        let many: Vec<_> = (1..=6).map(|n| sessions(&format!("tool-{n}"), n)).collect();
        let told = refusal(&many);
        assert!(told.starts_with("21 other sessions are connected"), "{told}");
        assert!(told.contains("(tool-1: 1, ") && told.contains("tool-5: 5, …)"), "{told}");
    }
}
