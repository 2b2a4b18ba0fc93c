//! A shop that runs: its tasks, how they stop, and how it is noticed that one of them ended
//! although the shop was not stopped. It must not know what the tasks do.

use std::future::{Future, poll_fn};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::storage::Store;

/// How long each task may take to end when it is asked to.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long all of them may take when one ended by itself: the others may wait for what it held,
/// and the next process begins only when this one is gone.
const LAST_PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, Default)]
pub(super) struct Tasks {
    /// Live as long as the shop, each with its name.
    lasting: Vec<(&'static str, JoinHandle<()>)>,
    /// End by themselves when they are done.
    passing: Vec<JoinHandle<()>>,
}

impl Tasks {
    /// Begins a task that must live as long as the shop. What it is called stands in the log if it
    /// does not.
    pub(super) fn last(
        &mut self,
        name: &'static str,
        work: impl Future<Output = ()> + Send + 'static,
    ) {
        self.lasting.push((name, tokio::spawn(work)));
    }

    pub(super) fn pass(&mut self, work: impl Future<Output = ()> + Send + 'static) {
        self.passing.push(tokio::spawn(work));
    }

    fn all(self) -> impl Iterator<Item = JoinHandle<()>> {
        self.lasting.into_iter().map(|(_, task)| task).chain(self.passing)
    }
}

/// A shop that runs. Dropping it does not stop it; [`Running::stop`] does.
#[derive(Debug)]
pub struct Running {
    stop: watch::Sender<bool>,
    tasks: Tasks,
    store: Store,
    operator: Option<SocketAddr>,
}

impl Running {
    pub(super) const fn new(
        stop: watch::Sender<bool>,
        tasks: Tasks,
        store: Store,
        operator: Option<SocketAddr>,
    ) -> Self {
        Self { stop, tasks, store, operator }
    }

    /// Ends when one of the tasks that must live as long as the shop ended although the shop was
    /// not stopped, and says which: a panic outside the parts that catch it, or a loop that was
    /// left. Each is told once.
    pub(crate) async fn a_task_ended(&mut self) -> &'static str {
        let lasting = &mut self.tasks.lasting;
        poll_fn(|context| {
            // In the order they began: what a task takes with it when it ends comes after it.
            let ended =
                |(_, task): &mut (_, JoinHandle<()>)| Pin::new(task).poll(context).is_ready();
            match lasting.iter_mut().position(ended) {
                // Only its name: what a panic says may quote what was worked on.
                Some(at) => Poll::Ready(lasting.remove(at).0),
                None => Poll::Pending,
            }
        })
        .await
    }

    /// Serves until `asked` is over, or until a task ends that should not: a shop without one of
    /// its loops looks alive and is not, so the whole process ends, and systemd or a container
    /// starts it anew on what is in the database. Says whether the end was asked for.
    pub async fn open_until(mut self, asked: impl Future<Output = ()>) -> bool {
        let ended = tokio::select! {
            () = asked => None,
            task = self.a_task_ended() => Some(task),
        };
        let Some(task) = ended else {
            tracing::info!("the shop closes; what is not finished is in the outbox");
            self.stop().await;
            return true;
        };
        tracing::error!(
            task,
            "a part of the shop ended by itself; the process ends, to be started again"
        );
        // A crash here is what the next start is made for; this only lets the others end well.
        let _ = tokio::time::timeout(LAST_PATIENCE, self.stop()).await;
        false
    }

    /// Stops: nothing more is taken in, what is under way ends or is cut, the database is closed.
    /// Whatever was not finished is in the outbox.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for mut task in self.tasks.all() {
            if tokio::time::timeout(PATIENCE, &mut task).await.is_err() {
                task.abort();
            }
        }
        self.store.close().await;
    }

    /// Stops as a crash does: at once, wherever everything is. For tests.
    pub fn kill(self) {
        for task in self.tasks.all() {
            task.abort();
        }
    }

    pub const fn operator(&self) -> Option<SocketAddr> {
        self.operator
    }

    pub const fn store(&self) -> &Store {
        &self.store
    }
}
