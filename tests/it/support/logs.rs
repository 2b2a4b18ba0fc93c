//! Every log line and every span of the test binary, kept in memory, by the thread that wrote it. A test on a
//! single-threaded runtime finds exactly its own lines; lines of worker threads are nobody's and
//! everybody's. It must not know what is forbidden in a line.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::ThreadId;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::{EnvFilter, Registry};

/// A line.
#[derive(Debug, Clone)]
pub struct Line {
    /// Level, target, message and fields.
    pub text: String,
    /// Whether it is of the error level and this test's own.
    pub error: bool,
    /// Whether the shop wrote it, as opposed to a library.
    pub ours: bool,
}

#[derive(Default)]
struct Kept {
    lines: HashMap<ThreadId, Vec<Line>>,
    workers: Vec<ThreadId>,
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
        Self::keep(text, meta);
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let meta = event.metadata();
        let mut text = format!("{} {}", meta.level(), meta.target());
        event.record(&mut Words(&mut text));
        Self::keep(text, meta);
    }
}

impl Keeper {
    fn keep(text: String, meta: &Metadata<'_>) {
        let thread = std::thread::current();
        // The names of tests are paths.
        let is_test = thread.name().is_some_and(|name| name.contains("::"));
        let line = Line {
            text,
            error: *meta.level() == Level::ERROR,
            ours: meta.target().starts_with("qazaq_esim_bot"),
        };
        let mut kept = kept();
        if !is_test && !kept.workers.contains(&thread.id()) {
            kept.workers.push(thread.id());
        }
        kept.lines.entry(thread.id()).or_default().push(line);
    }
}

/// The lines since a test began.
pub struct Logs {
    thread: ThreadId,
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
        kept().lines.remove(&thread);
        Self { thread }
    }

    /// This thread's lines, then those of worker threads, whose errors are not this test's.
    pub fn lines(&self) -> Vec<Line> {
        let kept = kept();
        let mut lines = kept.lines.get(&self.thread).cloned().unwrap_or_default();
        for worker in kept.workers.iter().filter(|id| **id != self.thread) {
            let others = kept.lines.get(worker).into_iter().flatten().cloned();
            lines.extend(others.map(|line| Line { error: false, ..line }));
        }
        lines
    }
}
