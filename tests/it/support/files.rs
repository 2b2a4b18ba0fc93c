//! Files of stock for tests, and the secrets in them; and where the data of a shop that can die
//! begins.

use std::fmt::Write as _;
use std::path::Path;

use qazaq_esim_bot::storage::Engine;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::addresses;

/// More codes for a plan, unlike those of the first file.
pub fn more_stock(plan: &str, codes: u32) -> String {
    let mut csv = String::from("plan_id,activation_code\n");
    for number in 1..=codes {
        let _ = writeln!(csv, "{plan},LPA:1$smdp.later.example$LATER-{plan}-{number:04}");
    }
    csv
}

/// The secret part of every code in a file of stock.
pub fn codes_in(csv: &str) -> Vec<String> {
    csv.split(['\n', ','])
        .filter_map(|cell| cell.strip_prefix("LPA:1$")?.split('$').nth(1))
        .map(str::to_owned)
        .collect()
}

/// The data of a new shop: files, copied from what was made once, or on a server, where it is made
/// each time.
pub async fn furnished(
    folder: &Path,
    made: &OnceCell<TempDir>,
    fill: impl AsyncFn(&(String, String)),
) -> (String, String) {
    let urls = addresses(folder);
    match crate::ENGINE {
        Engine::Sqlite => {
            let made = made.get_or_init(|| async {
                let folder = tempfile::tempdir().unwrap();
                fill(&addresses(folder.path())).await;
                folder
            });
            let made = made.await.path();
            for name in ["shop.db", "shop.db.keys"] {
                std::fs::copy(made.join(name), folder.join(name)).unwrap();
            }
        }
        Engine::Postgres => fill(&urls).await,
    }
    urls
}
