//! Seams where a process dies. It must not know what is tested.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use qazaq_esim_bot::storage::seam::Seam;
use tokio::sync::Notify;

/// A seam where the process dies at the passing with this number, of those that count, and who
/// hears of it.
pub fn dies_at(wanted: usize, counts: fn(&str) -> bool) -> (Seam, Arc<Notify>) {
    let (passed, died) = (AtomicUsize::new(0), Arc::new(Notify::new()));
    let told = Arc::clone(&died);
    let seam = Seam::watched(move |_, what| {
        let dies = counts(what) && passed.fetch_add(1, Ordering::SeqCst) == wanted;
        if dies {
            told.notify_one();
        }
        dies
    });
    (seam, died)
}
