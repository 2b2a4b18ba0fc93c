//! Figures: percentiles, and what the kernel says of a process. Pure reading; it starts nothing.

use std::fmt::Arguments;
use std::io::Write as _;
use std::process::{Child, Command};
use std::time::Duration;

use anyhow::Context as _;

/// Prints a line; a closed pipe is nobody's problem.
pub fn say(line: Arguments<'_>) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// What was measured, by the name of the step.
#[derive(Debug, Default)]
pub struct Times(Vec<(&'static str, Duration)>);

impl Times {
    /// Adds one.
    pub fn add(&mut self, step: &'static str, took: Duration) {
        self.0.push((step, took));
    }

    /// How many.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds those of another.
    pub fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    fn of(&self, wanted: Option<&str>) -> Vec<Duration> {
        let mut all: Vec<Duration> = self
            .0
            .iter()
            .filter(|(step, _)| wanted.is_none_or(|wanted| wanted == *step))
            .map(|(_, took)| *took)
            .collect();
        all.sort_unstable();
        all
    }

    /// A table: each step in the order it first came, and all of them.
    pub fn print(&self) {
        let mut steps: Vec<&'static str> = Vec::new();
        for (step, _) in &self.0 {
            if !steps.contains(step) {
                steps.push(step);
            }
        }
        say(format_args!("{:<28} {:>6} {:>9} {:>9} {:>9}", "ms", "n", "p50", "p99", "worst"));
        for step in steps.into_iter().map(Some).chain([None]) {
            let all = self.of(step);
            say(format_args!(
                "{:<28} {:>6} {:>9} {:>9} {:>9}",
                step.unwrap_or("every update"),
                all.len(),
                ms(share(&all, 50)),
                ms(share(&all, 99)),
                ms(share(&all, 100)),
            ));
        }
    }
}

/// The value below which `percent` of a sorted list lie.
fn share(sorted: &[Duration], percent: usize) -> Duration {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

/// The one in the middle.
pub fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    share(&all, 50)
}

/// Milliseconds with one digit.
pub fn ms(span: Duration) -> String {
    let tenths = span.as_micros() / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// A quotient with two digits, without floats.
pub fn per(total: u128, count: u128) -> String {
    let hundredths = (total * 100).checked_div(count).unwrap_or_default();
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Linux counts a process's time in hundredths of a second (`USER_HZ`).
const TICK: Duration = Duration::from_millis(10);

/// CPU time of some processes so far, user and system (`/proc/PID/stat`, fields 14 and 15).
pub fn cpu(pids: &[u32]) -> anyhow::Result<(Duration, Duration)> {
    let (mut user, mut system) = (Duration::ZERO, Duration::ZERO);
    for pid in pids {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
        // The second field is the name in brackets, with whatever it likes inside.
        let (_, fields) = stat.rsplit_once(')').context("an unknown /proc/PID/stat")?;
        let mut ticks = fields.split_ascii_whitespace().skip(11).map(str::parse::<u32>);
        let mut next = || ticks.next().context("a short /proc/PID/stat");
        user += TICK * next()??;
        system += TICK * next()??;
    }
    Ok((user, system))
}

/// Resident memory of some processes now and at their peaks, KiB (`VmRSS`, `VmHWM` of
/// `/proc/PID/status`).
pub fn memory(pids: &[u32]) -> anyhow::Result<(u64, u64)> {
    let (mut now, mut peak) = (0, 0);
    for pid in pids {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let number = line.and_then(|line| line.split_ascii_whitespace().next());
            anyhow::Ok(number.context("a short /proc/PID/status")?.parse::<u64>()?)
        };
        now += of("VmRSS:")?;
        peak += of("VmHWM:")?;
    }
    Ok((now, peak))
}

/// Counts the fsyncs of some processes by strace.
#[derive(Debug)]
pub struct Syncs {
    strace: Child,
    file: tempfile::NamedTempFile,
}

impl Syncs {
    /// Begins to count.
    pub fn watch(pids: &[u32]) -> anyhow::Result<Self> {
        let file = tempfile::NamedTempFile::new()?;
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-e", "trace=fsync,fdatasync", "-o"]).arg(file.path());
        for pid in pids {
            command.args(["-p", &pid.to_string()]);
        }
        let strace = command.spawn().context("strace is not installed")?;
        Ok(Self { strace, file })
    }

    /// Ends, and says how many there were.
    pub fn count(mut self) -> anyhow::Result<u64> {
        Command::new("kill").args(["-INT", &self.strace.id().to_string()]).status()?;
        self.strace.wait()?;
        let text = std::fs::read_to_string(self.file.path())?;
        // One that was interrupted by another thread's line is written in two parts.
        let begun = |line: &&str| line.contains("sync(");
        Ok(u64::try_from(text.lines().filter(begun).count())?)
    }
}

/// MiB with one digit.
pub fn mib(kib: u64) -> String {
    let tenths = kib * 10 / 1024;
    format!("{}.{}", tenths / 10, tenths % 10)
}
