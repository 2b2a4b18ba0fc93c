//! What is seen of the shop from outside: logs, and the metrics of one process. Nothing personal is
//! ever put into either: types that hold personal values do not show them, and a label is a word
//! from a closed list of ours.
//!
//! It must not know what is counted, nor when: `app/health.rs` counts, `app/http.rs` shows.

use std::panic::PanicHookInfo;
use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

impl LogFormat {
    /// Reads the setting; anything but `json` is text.
    pub fn of(setting: Option<&str>) -> Self {
        if setting == Some("json") { Self::Json } else { Self::Text }
    }
}

/// Starts logging to standard error. `RUST_LOG` narrows or widens it. From then on a panic is a
/// line of the log like any other.
pub fn start(format: LogFormat) {
    start_into(format, std::io::stderr);
    std::panic::set_hook(Box::new(tell_panic));
}

/// Tells where a panic was, and not what it says: that may quote what was worked on.
fn tell_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "a panic");
}

fn start_into<W>(format: LogFormat, writer: W)
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    // sqlx logs statements; their text is harmless, but it is much.
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,hyper=warn,reqwest=warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer);
    // A second start, in a test, keeps the first.
    let _ = match format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}

type Label = (&'static str, &'static str);
type Counters<const N: usize> = Family<[Label; N], Counter>;
pub(crate) type Number = Gauge<f64, AtomicU64>;

/// Upper ends of the buckets of pre-checkout latency, seconds: the target is 50 ms, the shop
/// refuses at 8 s, Telegram gives up at 10 s.
const LATENCIES: [f64; 11] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 8.0, 10.0];

/// The words of a charge's state that `shop_charges` counts: all of them, so that one at zero is
/// seen.
pub(crate) const CHARGE_STATES: [&str; 7] =
    ["taken", "kept", "refunding", "refunded", "case", "due_at_provider", "settled"];

macro_rules! metrics {
    ($($sight:vis $field:ident: $type:ty = $name:literal, $help:literal;)*) => {
        /// The metrics of this process. Each process has its own, and so has each shop of a test.
        #[derive(Debug)]
        pub struct Metrics {
            registry: Registry,
            pre_checkout: Histogram,
            $(#[doc = $help] $sight $field: $type,)*
        }

        impl Default for Metrics {
            fn default() -> Self {
                let mut registry = Registry::with_prefix("shop");
                let pre_checkout = Histogram::new(LATENCIES);
                let help = "From a pre-checkout received to its answer sent";
                registry.register("pre_checkout_seconds", help, pre_checkout.clone());
                $(
                    let $field = <$type>::default();
                    registry.register($name, $help, $field.clone());
                )*
                let metrics = Self { registry, pre_checkout, $($field),* };
                metrics.reconciliation_lag.set(f64::NAN);
                metrics
            }
        }
    };
}

metrics! {
    updates: Counters<1> = "updates", "Updates handled, by kind";
    requests: Counters<1> = "webhook_requests",
        "Requests of the webhook, by how they were answered";
    effects: Counters<2> = "effects", "Attempts of effects, by kind and outcome";
    charges: Family<[Label; 1], Gauge> = "charges", "Charges, by state";
    sources: Family<[Label; 1], Gauge> = "updates_source",
        "1 for what is known of the source of updates";
    pub database_up: Number = "database_up",
        "1 when the figures could be read and something can be written";
    pub outbox_depth: Number = "outbox_effects", "Effects that are not finished, timers excepted";
    pub outbox_due: Number = "outbox_due_effects", "Effects that are due";
    pub outbox_oldest: Number = "outbox_oldest_due_seconds", "Age of the oldest effect that is due";
    pub unfulfilled: Number = "paid_not_fulfilled_orders",
        "Orders that are paid and have no QR yet";
    pub unfulfilled_oldest: Number = "paid_not_fulfilled_oldest_seconds",
        "How long the oldest of them is paid";
    pub parked: Number = "parked_updates", "Updates that wait for a person";
    pub cases: Number = "cases_open", "What needs a person";
    // Not a number before the first time.
    pub reconciliation_lag: Number = "reconciliation_lag_seconds",
        "How long ago Telegram's Stars ledger was last read";
}

impl Metrics {
    pub fn update(&self, kind: &'static str) {
        self.updates.get_or_create(&[("kind", kind)]).inc();
    }

    pub fn request(&self, answer: &'static str) {
        self.requests.get_or_create(&[("answer", answer)]).inc();
    }

    pub fn effect(&self, kind: &'static str, outcome: &'static str) {
        self.effects.get_or_create(&[("kind", kind), ("outcome", outcome)]).inc();
    }

    /// A pre-checkout was answered after so many seconds.
    pub fn pre_checkout(&self, seconds: f64) {
        self.pre_checkout.observe(seconds);
    }

    /// How many charges stand in this state.
    pub fn charges(&self, state: &'static str, count: i64) {
        self.charges.get_or_create(&[("state", state)]).set(count);
    }

    /// Whether this is what is known of the source of updates.
    pub fn source(&self, source: &'static str, known: bool) {
        self.sources.get_or_create(&[("source", source)]).set(i64::from(known));
    }

    /// All of it, in the text format of OpenMetrics, which Prometheus reads.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a text does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// The media type of [`Metrics::text`].
pub(crate) const METRICS_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn metrics_are_written_in_the_text_format() {
        let metrics = Metrics::default();
        metrics.update("press");
        metrics.effect("refund", "failed");
        metrics.request("stranger");
        metrics.pre_checkout(0.02);
        metrics.charges("kept", 3);
        let text = metrics.text();
        for line in [
            "shop_updates_total{kind=\"press\"} 1",
            "shop_effects_total{kind=\"refund\",outcome=\"failed\"} 1",
            "shop_webhook_requests_total{answer=\"stranger\"} 1",
            "shop_pre_checkout_seconds_bucket{le=\"0.025\"} 1",
            "shop_charges{state=\"kept\"} 3",
            "shop_reconciliation_lag_seconds NaN",
            "# EOF",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in {text}");
        }
    }

    /// Lines that were written.
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_panic_is_told_by_its_place_alone() {
        // Other tests of this process keep the words of theirs.
        let (here, before) = (std::thread::current().id(), std::panic::take_hook());
        std::panic::set_hook(Box::new(move |panic| {
            if std::thread::current().id() == here { tell_panic(panic) } else { before(panic) }
        }));
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
        tracing::subscriber::with_default(subscriber, || {
            let number = "+77010001122";
            assert!(std::panic::catch_unwind(|| panic!("{number}")).is_err());
        });
        let told = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert!(told.contains("a panic") && told.contains("src/telemetry.rs:"), "{told}");
        assert!(!told.contains("7701"), "{told}");
    }
}
