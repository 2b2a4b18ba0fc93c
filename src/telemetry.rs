//! Logs. Nothing personal is ever put into them: types that hold personal values do not show them.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl LogFormat {
    /// Reads the setting; anything but `json` is text.
    pub fn of(setting: Option<&str>) -> Self {
        if setting == Some("json") { Self::Json } else { Self::Text }
    }
}

/// Starts logging to standard error. `RUST_LOG` narrows or widens it.
pub fn start(format: LogFormat) {
    start_into(format, std::io::stderr);
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
