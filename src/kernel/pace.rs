//! When a request comes to rest, everything that its loaders were asked for is fetched, and not before.
//!
//! A loader batches what a level of a document asks for. Waiting for a timer costs a millisecond a level; waiting for some turns
//! of the scheduler is a guess, and a wrong one when the machine is busy. Here the request itself tells: when its future is
//! pending and nothing has woken it, all fields that could ask have asked. The batches that wait then go at once, and the next
//! ones when all of these are back. None of them answers before all have their keys, because an answer may make the request ask
//! for more, which is for the next ones. So a document costs the same statements every time, whatever else runs.

use futures::task::{AtomicWaker, FutureObj, Spawn, SpawnError};
use std::cell::Cell;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Wake, Waker};
use tokio::sync::oneshot;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

tokio::task_local! {
    /// The turn of the batch that runs in this task.
    static TURN: Cell<Option<Turn>>;
}

/// That a batch may go, with others. It is held until the batch has its keys.
type Turn = TaskTrackerToken;

/// The batch of this task has its keys: waits until all that were let go with it have theirs.
pub async fn collected() {
    if let Ok(Some(turn)) = TURN.try_with(Cell::take) {
        let collecting = turn.task_tracker().clone();
        drop(turn);
        collecting.wait().await;
    }
}

/// The pace of one request: it spawns the batches of its loaders, and lets them go when the request rests.
#[derive(Clone)]
pub struct Pace {
    shared: Arc<Shared>,
    tasks: TaskTracker,
}

#[derive(Default)]
struct Shared {
    /// The task that the request runs in.
    task: AtomicWaker,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    request: Phase,
    /// Batches that were let go and are not back.
    loading: usize,
    waiting: Vec<oneshot::Sender<Turn>>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Running,
    /// To be polled again.
    Woken,
    /// Waits for something outside itself.
    Resting,
}

impl Pace {
    /// `tasks` are those that a server waits for before it stops.
    pub fn new(tasks: &TaskTracker) -> Self {
        Self { shared: Arc::default(), tasks: tasks.clone() }
    }

    /// Runs a request whose loaders spawn with this pace.
    pub async fn run<T>(&self, request: impl Future<Output = T>) -> T {
        let shared = &self.shared;
        let _abandoned = Abandon(shared);
        // A budget of the scheduler would make the request pending in the middle of a level.
        let mut request = pin!(tokio::task::unconstrained(request));
        let waker = Waker::from(Arc::clone(shared));
        std::future::poll_fn(|cx| {
            shared.task.register(cx.waker());
            shared.state().request = Phase::Running;
            let polled = request.as_mut().poll(&mut Context::from_waker(&waker));
            if polled.is_pending() {
                shared.rest();
            }
            polled
        })
        .await
    }
}

impl Spawn for Pace {
    fn spawn_obj(&self, batch: FutureObj<'static, ()>) -> Result<(), SpawnError> {
        let (go, turn) = oneshot::channel();
        self.shared.wait(go);
        let shared = Arc::clone(&self.shared);
        self.tasks.spawn(async move {
            // Nobody lets it go when the request was abandoned.
            if let Ok(turn) = turn.await {
                let _back = Back(shared);
                TURN.scope(Cell::new(Some(turn)), batch).await;
            }
        });
        Ok(())
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A batch waits for its turn. A task of the request may ask while the request itself rests, and nothing else would let
    /// it go.
    fn wait(&self, go: oneshot::Sender<Turn>) {
        let mut state = self.state();
        state.waiting.push(go);
        state.let_go();
    }

    /// The request is pending: it rests, unless it was woken meanwhile.
    fn rest(&self) {
        let mut state = self.state();
        if state.request == Phase::Running {
            state.request = Phase::Resting;
            state.let_go();
        }
    }
}

impl State {
    /// Lets the waiting batches go, when the request rests and all batches before them are back.
    fn let_go(&mut self) {
        if self.request == Phase::Resting && self.loading == 0 {
            let (waiting, collecting) = (std::mem::take(&mut self.waiting), TaskTracker::new());
            self.loading = waiting.into_iter().filter_map(|go| go.send(collecting.token()).ok()).count();
            // Only now, so that the first do not take themselves for all.
            collecting.close();
        }
    }
}

impl Wake for Shared {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.state().request = Phase::Woken;
        self.task.wake();
    }
}

/// A batch is back, whatever came of it. Its answers were handed over before, and have woken whoever waits for them.
struct Back(Arc<Shared>);

impl Drop for Back {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.loading = state.loading.saturating_sub(1);
        state.let_go();
    }
}

/// The request has ended, or its client has gone: no batch waits any longer.
struct Abandon<'a>(&'a Shared);

impl Drop for Abandon<'_> {
    fn drop(&mut self) {
        self.0.state().waiting.clear();
    }
}
