//! Seams: the places between two steps where a process may die with one done and the other not.
//! Every commit passes two, and every call of the network; outside the crash tests no watcher is
//! set and a pass costs a look at a pointer. It lies here because the store is what all of them
//! have at hand. It must not know what is tested.

use std::sync::Arc;

type Watch = dyn Fn(&'static str, &str) -> bool + Send + Sync;

/// Names each point once.
macro_rules! points {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// What a seam is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Point {
            $($(#[$doc])* $name,)*
            /// An effect of this kind.
            Effect(&'static str),
        }

        impl Point {
            /// All of them, effects excepted.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its word, for the tests that die there.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                    Self::Effect(kind) => kind,
                }
            }
        }
    };
}

points! {
    /// An update that a person sent.
    Update = "update",
    /// An update of money: a pre-checkout, a refund.
    Money = "money",
    /// A charge.
    Charge = "charge",
    /// An update that is for nobody.
    Nothing = "nothing",
    /// A row of Telegram's ledger.
    Ledger = "ledger",
    /// An effect that another version queued.
    Unread = "unread",
    /// An update that failed is counted, or parked.
    Failed = "failed",
    /// A row of Telegram's ledger that failed is shown to a person.
    Unhandled = "unhandled",
    /// An outcome that failed is put off.
    PutOff = "put off",
    /// A parked update goes back into the queue.
    Unparked = "unparked",
    /// Effects that fell due are leased.
    Lease = "lease",
    /// The leases of a dead process are void.
    Void = "void",
    /// Times that a wrong clock made are mended.
    DueTimes = "due times",
    /// The database notes when it first served.
    Born = "born",
    /// An eSIM of the stock is sold.
    Stock = "stock",
    /// The ledger was read to its end.
    Reconciled = "reconciled",
    /// Charges from before the history are written down.
    OldCharges = "old charges",
    /// Payments that nothing followed are shown to a person.
    Unanswered = "unanswered",
    /// The admins are told of receipts that nothing takes.
    Receipts = "receipts",
    /// A case is settled on the command line.
    Settled = "settled",
    /// What is past its term is swept out.
    Sweep = "sweep",
    /// Keys are minted.
    Keys = "keys",
    /// The secrets of a shop are begun.
    Secrets = "secrets",
    /// Rows of the key store are wrapped by a new sealing key.
    Rewrapped = "rewrapped",
    /// Rows are found by a new lookup key.
    Moved = "moved",
    /// A lookup key is begun.
    Lookup = "lookup",
    /// A lookup key is destroyed.
    DestroyedLookup = "destroyed lookup",
    /// Keys are destroyed.
    DestroyedKeys = "destroyed keys",
    /// Keys that were destroyed are doomed no more.
    Doomed = "doomed",
    /// SQLite's logs are emptied.
    Checkpoint = "checkpoint",
    /// The database meets its sealing key.
    KeyCheck = "key check",
    /// A process that serves is known by its name.
    Enrolled = "enrolled",
    /// The seat of the process that polls is taken, or left.
    Seat = "seat",
    /// Plans are imported.
    Plans = "plans",
    /// Codes are imported.
    Codes = "codes",
    /// Codes that were held after a restore are released or discarded.
    Held = "held",
    /// A restore: the copy is brought forward, or what it cannot open is erased.
    Restored = "restored",
    /// A restore: the copy is there.
    Copied = "copied",
    /// A restore: the copy is prepared.
    Prepared = "prepared",
    /// A restore: who was erased since is erased in it.
    Erased = "erased",
    /// A restore: the files in force are kept aside.
    KeptAside = "kept aside",
    /// A restore: the copy is in force.
    InForce = "in force",
}

/// The watchers of the seams, if a test set any.
#[derive(Clone, Default)]
pub struct Seam {
    watch: Option<Arc<Watch>>,
    forget: Option<Arc<Watch>>,
}

silent!(Seam);

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
    pub(crate) fn forgets(&self, kind: &'static str, key: &str) -> bool {
        self.forget.as_ref().is_some_and(|forget| forget(kind, key))
    }

    /// Passes a seam. Never returns where the process is to die.
    pub(crate) async fn pass(&self, step: &'static str, point: Point) {
        if let Some(watch) = &self.watch
            && watch(step, point.as_str())
        {
            std::future::pending::<()>().await;
        }
    }
}
