//! Seams: the places between two steps where a process may die with one done and the other not.
//! The code passes them by name, around every transaction that decides and every call of the
//! network; outside the crash tests nobody watches and a pass costs a look at a pointer. It lies
//! here because the store is what all of them have at hand. It must not know what is tested.

use std::fmt;
use std::sync::Arc;

type Watch = dyn Fn(&'static str, &str) -> bool + Send + Sync;

/// Who watches the seams, if anybody does.
#[derive(Clone, Default)]
pub struct Seam(Option<Arc<Watch>>);

impl fmt::Debug for Seam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seam")
    }
}

impl Seam {
    /// Seams that are watched: `watch` hears of each pass (the step, and what it is about) and says
    /// whether this is where the process dies.
    pub fn watched(watch: impl Fn(&'static str, &str) -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(watch)))
    }

    /// Passes a seam. Never returns where the process is to die.
    pub async fn pass(&self, step: &'static str, what: &str) {
        if let Some(watch) = &self.0
            && watch(step, what)
        {
            std::future::pending::<()>().await;
        }
    }
}
