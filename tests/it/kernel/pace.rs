//! Batches go when the request rests, all that is asked for on one level together, whatever the speed of each.

use async_graphql::dataloader::{DataLoader, Loader};
use futures::future::{join, join_all};
use regie::kernel::loader::paced;
use regie::kernel::memo::Memo;
use regie::kernel::pace::Pace;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

/// Long enough for any machine.
const PATIENCE: Duration = Duration::from_secs(20);
/// Long enough for everything that can happen without a slow batch to have happened.
const A_WHILE: Duration = Duration::from_millis(30);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Fast(u32);

/// Waits until the gate is open.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Slow(u32);

/// What is below the others.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Low(u32);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Failing(u32);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Panicking(u32);

/// Finds everything under its own number, except zero, and writes down what it is asked for.
#[derive(Clone)]
struct Depot {
    asked: Arc<Mutex<Vec<(&'static str, usize)>>>,
    gate: Arc<Semaphore>,
}

impl Depot {
    fn note(&self, kind: &'static str, keys: usize) {
        self.asked.lock().unwrap().push((kind, keys));
    }

    /// How many keys each batch of a kind had.
    fn batches(&self, kind: &str) -> Vec<usize> {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|(of, _)| *of == kind).map(|(_, keys)| *keys).collect()
    }
}

macro_rules! depot {
    ($key:ident, $self:ident, $before:expr) => {
        impl Loader<$key> for Depot {
            type Value = u32;
            type Error = &'static str;

            async fn load(&$self, keys: &[$key]) -> Result<HashMap<$key, u32>, &'static str> {
                $self.note(stringify!($key), keys.len());
                let outcome: Result<(), &'static str> = $before;
                outcome?;
                Ok(keys.iter().filter(|key| key.0 != 0).map(|key| (*key, key.0)).collect())
            }
        }
    };
}

depot!(Fast, self, Ok(()));
depot!(Low, self, Ok(()));
depot!(Slow, self, self.gate.acquire().await.map(drop).map_err(|_| "the gate is gone"));
depot!(Failing, self, Err("it failed"));
depot!(Panicking, self, panics());

fn panics() -> Result<(), &'static str> {
    panic!("a loader panics, as the test wants it")
}

/// The loaders of one request.
struct Request {
    depot: Depot,
    loaders: Arc<DataLoader<Memo<Depot>>>,
    pace: Pace,
    tasks: TaskTracker,
}

impl Request {
    fn new() -> Self {
        let (tasks, gate) = (TaskTracker::new(), Arc::new(Semaphore::new(0)));
        let (pace, depot) = (Pace::new(&tasks), Depot { asked: Arc::default(), gate });
        let loaders = Arc::new(paced(Memo::keeping(depot.clone()), &pace));
        Self { depot, loaders, pace, tasks }
    }

    /// Opens the gate after a while.
    fn open_later(&self) {
        let gate = Arc::clone(&self.depot.gate);
        tokio::spawn(async move {
            tokio::time::sleep(A_WHILE).await;
            gate.add_permits(1_000);
        });
    }

    async fn run<T>(&self, request: impl Future<Output = T>) -> T {
        timeout(PATIENCE, self.pace.run(request)).await.expect("the request ends")
    }

    /// No batch is left.
    async fn assert_over(&self) {
        self.tasks.close();
        timeout(PATIENCE, self.tasks.wait()).await.expect("nothing is left");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_many_futures_ask_for_on_one_level_is_one_batch() {
    for _ in 0..50 {
        let request = Request::new();
        let loaders = &request.loaders;
        let fields = (1..=300).map(|n| async move {
            let found = loaders.load_one(Fast(n)).await.unwrap().unwrap();
            loaders.load_one(Low(found + 1_000)).await.unwrap().unwrap()
        });
        assert_eq!(request.run(join_all(fields)).await, (1_001..=1_300).collect::<Vec<u32>>());
        assert_eq!((request.depot.batches("Fast"), request.depot.batches("Low")), (vec![300], vec![300]));
        request.assert_over().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn loaders_at_different_speeds_do_not_split_the_batch_below_them() {
    let request = Request::new();
    let loaders = &request.loaders;
    let fast = join_all((1..=50).map(|n| async move {
        let found = loaders.load_one(Fast(n)).await.unwrap().unwrap();
        loaders.load_one(Low(found)).await
    }));
    let slow = join_all((51..=90).map(|n| async move {
        let found = loaders.load_one(Slow(n)).await.unwrap().unwrap();
        loaders.load_one(Low(found)).await
    }));
    request.open_later();
    request.run(join(fast, slow)).await;
    assert_eq!(request.depot.batches("Low"), [90]);
    request.assert_over().await;
}

/// One worker takes up at once what was woken last. So here the request asks again before the batch of slow ones, which was let
/// go with the fast one, has begun.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_is_on_its_way_or_leads_nowhere_is_not_asked_for_again() {
    let request = Arc::new(Request::new());
    request.open_later();
    let running = Arc::clone(&request);
    let task = tokio::spawn(async move {
        let loaders = &running.loaders;
        let slow = join_all([0, 1].map(|n| loaders.load_one(Slow(n))));
        let below_fast = async {
            loaders.load_one(Fast(1)).await.unwrap();
            join_all([0, 1, 2].map(|n| loaders.load_one(Slow(n)))).await
        };
        running.run(join(slow, below_fast)).await
    });
    let (slow, again) = task.await.unwrap();
    assert_eq!((slow, again), (vec![Ok(None), Ok(Some(1))], vec![Ok(None), Ok(Some(1)), Ok(Some(2))]));
    assert_eq!(request.depot.batches("Slow"), [2, 1]);
    request.assert_over().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_mutation_asks_again() {
    let request = Request::new();
    let loaders = paced(Memo::forgetting(request.depot.clone()), &request.pace);
    for _ in 0..2 {
        assert_eq!(request.run(loaders.load_one(Fast(1))).await, Ok(Some(1)));
    }
    assert_eq!(request.depot.batches("Fast"), [1, 1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_that_is_dropped_leaves_nothing_behind_and_asks_for_nothing_more() {
    let request = Request::new();
    let loaders = &request.loaders;
    let below = async {
        loaders.load_one(Fast(1)).await.unwrap();
        // This batch waits for the slow one when the request is dropped.
        loaders.load_one(Low(1)).await
    };
    let dropped = timeout(A_WHILE, request.pace.run(join(loaders.load_one(Slow(1)), below))).await;
    assert!(dropped.is_err());
    request.tasks.close();
    let begun = timeout(PATIENCE, async {
        while request.tasks.len() > 1 {
            tokio::task::yield_now().await;
        }
    });
    begun.await.expect("only the batch that had begun is left");
    request.depot.gate.add_permits(1);
    request.assert_over().await;
    assert_eq!((request.depot.batches("Slow"), request.depot.batches("Low")), (vec![1], vec![]));
}

#[tokio::test]
async fn a_request_that_ends_before_its_batches_went_leaves_nothing_behind() {
    let request = Request::new();
    let loaders = &request.loaders;
    let asked = async {
        let load = std::pin::pin!(loaders.load_one(Fast(1)));
        assert!(futures::poll!(load).is_pending());
    };
    request.run(asked).await;
    request.assert_over().await;
    assert_eq!(request.depot.batches("Fast"), Vec::<usize>::new());
}

#[tokio::test]
async fn a_batch_that_fails_is_told_to_all_who_wait_and_the_next_one_goes() {
    let request = Request::new();
    let loaders = &request.loaders;
    let fields = join_all((1..=3).map(|n| async move {
        let failed = loaders.load_one(Failing(n)).await;
        (failed, loaders.load_one(Low(n)).await)
    }));
    let told = request.run(fields).await;
    assert_eq!(told, [1, 2, 3].map(|n| (Err("it failed"), Ok(Some(n)))));
    assert_eq!((request.depot.batches("Failing"), request.depot.batches("Low")), (vec![3], vec![3]));
    request.assert_over().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_batch_that_nobody_waits_for_any_more_holds_nobody_up() {
    let request = Request::new();
    let loaders = &request.loaders;
    let impatient = async {
        let given_up = timeout(Duration::from_millis(1), loaders.load_one(Slow(1))).await;
        request.open_later();
        (given_up.is_err(), loaders.load_one(Low(1)).await)
    };
    assert_eq!(request.run(impatient).await, (true, Ok(Some(1))));
    request.assert_over().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_batch_that_panics_ends_the_request_that_waits_for_it() {
    let request = Request::new();
    let (pace, loaders) = (request.pace.clone(), Arc::clone(&request.loaders));
    let task = tokio::spawn(async move { pace.run(loaders.load_one(Panicking(1))).await });
    let ended = timeout(PATIENCE, task).await.expect("it does not hang");
    assert!(ended.unwrap_err().is_panic());
    request.assert_over().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_task_of_the_request_may_ask_too() {
    let request = Request::new();
    let loaders = Arc::clone(&request.loaders);
    let task = async move {
        let task = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(2)).await;
            loaders.load_one(Fast(1)).await
        });
        task.await.unwrap()
    };
    assert_eq!(request.run(task).await, Ok(Some(1)));
    request.assert_over().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_keys_than_fit_into_a_statement_are_several_batches() {
    let request = Request::new();
    let loaders = &request.loaders;
    let found = request.run(join_all((1..=1_200).map(|n| loaders.load_one(Fast(n))))).await;
    assert!(found.iter().zip(1..).all(|(found, n)| *found == Ok(Some(n))));
    let mut sizes = request.depot.batches("Fast");
    sizes.sort_unstable();
    assert_eq!(sizes, [200, 500, 500]);
    request.assert_over().await;
}
