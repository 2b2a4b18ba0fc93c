//! Every log line and every span of the test binary, kept in memory. A test that began to listen
//! finds the lines of its own thread; the lines of all other threads are nobody's and everybody's.
//! It must not know what is forbidden in a line.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::ThreadId;

use tokio::runtime::{Handle, RuntimeFlavor};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::{EnvFilter, Registry};

/// A line.
#[derive(Debug, Clone)]
pub struct Line {
    /// Level, target, message and fields.
    pub text: Arc<str>,
    /// Whether it is of the error level and this test's own.
    pub error: bool,
    /// Whether the shop wrote it, as opposed to a library.
    pub ours: bool,
}

#[derive(Default)]
struct Kept {
    /// Of the threads on which a test listens.
    own: HashMap<ThreadId, Vec<Line>>,
    /// Of all the others, in their order.
    others: Vec<Line>,
    /// How many of the others were searched for a value: each is searched once, whoever asks.
    searched: HashMap<String, usize>,
}

static KEPT: OnceLock<Mutex<Kept>> = OnceLock::new();

fn kept() -> std::sync::MutexGuard<'static, Kept> {
    KEPT.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

struct Keeper;

struct Words<'a>(&'a mut String);

impl Visit for Words<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl<S: Subscriber> Layer<S> for Keeper {
    fn on_new_span(&self, span: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        let meta = span.metadata();
        let mut text = format!("span {} {}", meta.name(), meta.target());
        span.record(&mut Words(&mut text));
        Self::keep(&text, meta);
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let meta = event.metadata();
        let mut text = format!("{} {}", meta.level(), meta.target());
        event.record(&mut Words(&mut text));
        Self::keep(&text, meta);
    }
}

impl Keeper {
    fn keep(text: &str, meta: &Metadata<'_>) {
        let mut line = Line {
            text: text.into(),
            error: *meta.level() == Level::ERROR,
            ours: meta.target().starts_with("qazaq_esim_bot"),
        };
        let mut kept = kept();
        if let Some(own) = kept.own.get_mut(&std::thread::current().id()) {
            own.push(line);
        } else {
            line.error = false;
            kept.others.push(line);
        }
    }
}

/// The lines since a test began.
pub struct Logs {
    thread: ThreadId,
    /// How many lines the others had written by then.
    others: usize,
}

impl Logs {
    /// Starts keeping lines, once, and forgets what this thread wrote before.
    pub fn begin() -> Self {
        static STARTED: OnceLock<()> = OnceLock::new();
        STARTED.get_or_init(|| {
            // sqlx would write every statement, hyper every frame: much, and never a value of ours.
            let filter = EnvFilter::new("debug,qazaq_esim_bot=trace,sqlx=info,hyper=info");
            let subscriber = Registry::default().with(filter).with(Keeper);
            tracing::subscriber::set_global_default(subscriber).expect("one subscriber");
        });
        let thread = std::thread::current().id();
        let mut kept = kept();
        kept.own.insert(thread, Vec::new());
        Self { thread, others: kept.others.len() }
    }

    /// This thread's lines. Where the test has threads that work for it, theirs follow, with those
    /// of other tests among them; what is an error there is not known to be this test's.
    pub fn lines(&self) -> Vec<Line> {
        let flavor = Handle::try_current().map(|handle| handle.runtime_flavor());
        let kept = kept();
        let mut lines = kept.own.get(&self.thread).cloned().unwrap_or_default();
        if !matches!(flavor, Ok(RuntimeFlavor::CurrentThread)) {
            lines.extend(kept.others[self.others..].iter().cloned());
        }
        lines
    }

    /// The first line that has this value, of this thread's and of everybody's that nobody searched
    /// for it yet.
    pub fn first_with(&self, value: &str) -> Option<Arc<str>> {
        let (lines, all) = {
            let kept = kept();
            let mut lines = kept.own.get(&self.thread).cloned().unwrap_or_default();
            let from = kept.searched.get(value).copied().unwrap_or_default();
            lines.extend(kept.others[from..].iter().cloned());
            (lines, kept.others.len())
        };
        let found = lines.into_iter().map(|line| line.text).find(|text| text.contains(value));
        if found.is_none() {
            let mut kept = kept();
            let searched = kept.searched.entry(value.to_owned()).or_default();
            *searched = all.max(*searched);
        }
        found
    }
}
