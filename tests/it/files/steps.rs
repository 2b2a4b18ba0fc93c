//! Of files alone. A restore that dies anywhere leaves the old database or the new one, and running
//! it again is right.

use qazaq_esim_bot::app::commands::recovery::{self, Missing};

use super::{add_stock, backup, clock, data, names, number, open, restore, stocked};
use crate::support::outside::{count, file_url, raw};
use crate::support::seams::dies_at;

const HELD: &str = "select count(*) from esims where held_at is not null";
const ALL: &str = "select count(*) from esims";

#[tokio::test]
async fn a_restore_that_dies_anywhere_leaves_the_old_or_the_new_one_and_is_repeated() {
    let mut deaths = 0;
    let mut old_ones = 0;
    loop {
        let (before, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let here = folder.path();
        stocked(before.path(), 2).await;
        let file = backup(before.path(), "backup.copy").await;
        let store = open(before.path()).await;
        add_stock(&store, "th-3", 3).await;
        // As after a kill: the log beside the file still holds what was written last.
        for name in names(before.path()).iter().filter(|name| !name.ends_with("-shm")) {
            std::fs::copy(before.path().join(name), here.join(name)).unwrap();
        }
        assert!(here.join("shop.db-wal").metadata().unwrap().len() > 0);
        store.close().await;

        let (seam, died) = dies_at(deaths, |_| true);
        let config = data(here);
        let clock = clock();
        let going = recovery::restore(&config, &file, &clock, Missing::Careful, &seam);
        let dead = tokio::select! {
            done = going => { done.unwrap(); false }
            () = died.notified() => true,
        };
        let store = open(here).await;
        let state = (number(&store, ALL).await, number(&store, HELD).await);
        store.close().await;
        if dead {
            assert!([(5, 0), (2, 2)].contains(&state), "half a restore at {deaths}: {state:?}");
            old_ones += usize::from(state == (5, 0));
            deaths += 1;
        } else {
            assert_eq!(state, (2, 2));
        }
        // Again, from wherever it was left.
        restore(here, &file).await.unwrap();
        let store = open(here).await;
        assert_eq!((number(&store, ALL).await, number(&store, HELD).await), (2, 2));
        store.close().await;
        let left = names(here);
        assert!(left.iter().all(|name| !name.contains(".restoring")), "{left:?}");
        // What was replaced is kept whole: one of the files has the five codes.
        let mut kept = Vec::new();
        for name in left.iter().filter(|name| name.contains(".before-restore-")) {
            let pool = raw(&file_url(&here.join(name))).await;
            kept.push(count(&pool, "esims").await);
            pool.close().await;
        }
        assert!(kept.contains(&5), "the replaced database is lost: {left:?}");
        if !dead {
            break;
        }
    }
    // Both kinds of death were met.
    assert!(deaths >= 5 && old_ones >= 3 && old_ones < deaths, "{deaths} deaths, {old_ones} old");
}
