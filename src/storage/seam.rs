//! Seams: the places between two steps where a process may die with one done and the other not.
//! The code passes them by name, around every transaction that decides and every call of the
//! network; outside the crash tests nobody watches and a pass costs a look at a pointer. It lies
//! here because the store is what all of them have at hand. It must not know what is tested.

use std::fmt;
use std::sync::Arc;

type Watch = dyn Fn(&'static str, &str) -> bool + Send + Sync;

/// Who watches the seams, if anybody does.
#[derive(Clone, Default)]
pub struct Seam {
    watch: Option<Arc<Watch>>,
    forget: Option<Arc<Watch>>,
}

impl fmt::Debug for Seam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seam")
    }
}

impl Seam {
    /// Seams that are watched: `watch` hears of each pass (the step, and what it is about) and says
    /// whether this is where the process dies.
    pub fn watched(watch: impl Fn(&'static str, &str) -> bool + Send + Sync + 'static) -> Self {
        Self { watch: Some(Arc::new(watch)), forget: None }
    }

    /// Seams at which outcomes get lost: `forget` hears of each effect that was performed (its kind
    /// and its key) and says whether nobody is to hear how it ended, so that it is performed again.
    pub fn forgetful(forget: impl Fn(&'static str, &str) -> bool + Send + Sync + 'static) -> Self {
        Self { watch: None, forget: Some(Arc::new(forget)) }
    }

    /// Whether the outcome of this effect gets lost.
    pub fn forgets(&self, kind: &'static str, key: &str) -> bool {
        self.forget.as_ref().is_some_and(|forget| forget(kind, key))
    }

    /// Passes a seam. Never returns where the process is to die.
    pub async fn pass(&self, step: &'static str, what: &str) {
        if let Some(watch) = &self.watch
            && watch(step, what)
        {
            std::future::pending::<()>().await;
        }
    }
}
