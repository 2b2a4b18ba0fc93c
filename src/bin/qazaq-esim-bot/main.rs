//! The binary: subcommands and exit codes. 0 is well, 1 is a problem that was told, 2 a wrong call,
//! 78 (`EX_CONFIG` of sysexits.h) settings that no repetition mends.

mod cli;
#[cfg(feature = "demo")]
mod demo;
mod run;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use cli::{Cli, Command};
use qazaq_esim_bot::config::{Misconfigured, Problems};
use qazaq_esim_bot::storage::StorageError;

fn say(text: impl std::fmt::Display) {
    // The reader closed the pipe; that is no failure.
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut runtime = if matches!(cli.command, Command::Serve(_)) {
        // The shop waits more than it works, and the database has threads of its own: more threads
        // would mostly be woken to find nothing to do (docs/benchmarks.md).
        take_turns();
        tokio::runtime::Builder::new_current_thread()
    } else {
        tokio::runtime::Builder::new_multi_thread()
    };
    let done = match runtime.enable_all().build() {
        Ok(runtime) => runtime.block_on(run::run(cli.command)),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error:#}");
            if is_of_the_settings(&error) { ExitCode::from(CONFIG) } else { ExitCode::FAILURE }
        }
    }
}

/// The settings are wrong: a service manager need not try again.
const CONFIG: u8 = 78;

fn is_of_the_settings(error: &anyhow::Error) -> bool {
    let wrong_key = matches!(error.downcast_ref(), Some(StorageError::WrongKey));
    wrong_key || error.is::<Problems>() || error.is::<Misconfigured>()
}

/// The threads of the shop wake each other all the time, the database's and the runtime's: whoever
/// is woken waits for the other to pause instead of interrupting it, which halves the changes of
/// threads (docs/benchmarks.md). Threads made later do the same. Where it is forbidden, nothing is
/// lost but that.
fn take_turns() {
    #[cfg(target_os = "linux")]
    {
        use preempt_rt::sched::{Pid, Scheduler, SchedulerParams, set_scheduler};
        let lowest = SchedulerParams { priority: 0 };
        let _ = set_scheduler(Pid::current_thread(), Scheduler::SCHED_BATCH, lowest);
    }
}

/// Waits for SIGINT or SIGTERM.
async fn ended() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}
