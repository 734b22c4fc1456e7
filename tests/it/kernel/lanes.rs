//! Jobs that run beside each other: what waits for somebody outside, what takes long, and what is taken over.

use chrono::TimeDelta;
use futures::future::BoxFuture;
use regie::app::App;
use regie::kernel::fault::Fault;
use regie::kernel::id::OrderId;
use regie::kernel::job::{Handler, Lane, Runner, Work};
use regie::kernel::outbox::Reaction;
use regie::kernel::table::{job, outbox_event};
use regie::kernel::tx::{Meta, Tx};
use regie::server::worker;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::harness::TestApp;
use crate::server::worker::{enqueue_with, with_handlers, with_reactions};

/// What the jobs of one test do, and what the test lets them do.
struct Stage {
    begun: Semaphore,
    runs: AtomicUsize,
    go_on: Notify,
    /// The kinds of the jobs that ran to their end, in their order.
    ran: Mutex<Vec<&'static str>>,
}

/// A function pointer cannot capture, so the stages stand here, and a job names its own by its place.
static STAGES: Mutex<Vec<Arc<Stage>>> = Mutex::new(Vec::new());

const STALLS: Handler = Handler { kind: "test.stalls", lane: Lane::Outside, run: stalls };
const WRITES: Handler = Handler { kind: "test.writes", lane: Lane::Outside, run: writes };
const A: Handler = Handler { kind: "test.a", lane: Lane::Database, run: |work| ran(work, "a") };
const B: Handler = Handler { kind: "test.b", lane: Lane::Database, run: |work| ran(work, "b") };
/// For the reaction to an event, whose payload says nothing of a stage: it is in the payload of the event.
const HEARS: Handler = Handler { kind: "test.hears", lane: Lane::Database, run: hears };

impl Stage {
    fn of(place: &serde_json::Value) -> Arc<Self> {
        let place = usize::try_from(place.as_u64().unwrap()).unwrap();
        Arc::clone(&STAGES.lock().unwrap()[place])
    }

    async fn stall(&self) {
        self.runs.fetch_add(1, Ordering::SeqCst);
        self.begun.add_permits(1);
        self.go_on.notified().await;
    }

    /// Waits until another one has begun.
    async fn begun(&self) {
        self.begun.acquire().await.unwrap().forget();
    }

    fn ran(&self) -> Vec<&'static str> {
        self.ran.lock().unwrap().clone()
    }

    /// Waits until a job has run to its end.
    async fn has_run(&self) {
        while self.ran().is_empty() {
            tokio::task::yield_now().await;
        }
    }
}

fn stalls(work: Work) -> BoxFuture<'static, Result<(), Fault>> {
    Box::pin(async move {
        Stage::of(&work.payload["stage"]).stall().await;
        Ok(())
    })
}

/// Waits the first time, then writes.
fn writes(work: Work) -> BoxFuture<'static, Result<(), Fault>> {
    Box::pin(async move {
        let stage = Stage::of(&work.payload["stage"]);
        if stage.runs.load(Ordering::SeqCst) == 0 {
            stage.stall().await;
        }
        let house = &work.house;
        let tx = Tx::begin(&house.db, Meta::system("test", "test", house.clock.now())).await?;
        tx.emit("test.wrote", order(), &json!({}))?;
        work.commit(tx).await
    })
}

fn ran(work: Work, kind: &'static str) -> BoxFuture<'static, Result<(), Fault>> {
    Box::pin(async move {
        Stage::of(&work.payload["stage"]).ran.lock().unwrap().push(kind);
        Ok(())
    })
}

fn hears(work: Work) -> BoxFuture<'static, Result<(), Fault>> {
    Box::pin(async move {
        Stage::of(&work.payload["payload"]["stage"]).ran.lock().unwrap().push("hears");
        Ok(())
    })
}

/// A house with these handlers, and the stage of its jobs.
struct Works {
    app: TestApp,
    working: App,
    place: usize,
    stage: Arc<Stage>,
}

impl Works {
    async fn new(handlers: Vec<Handler>) -> Self {
        let app = TestApp::new().await;
        let hears = Reaction { topic: "test.happened", job: HEARS.kind };
        let working = match handlers.iter().any(|handler| handler.kind == HEARS.kind) {
            true => with_reactions(&app.app, handlers, vec![hears]).await,
            false => with_handlers(&app.app, handlers).await,
        };
        let (begun, runs, go_on) = (Semaphore::new(0), AtomicUsize::new(0), Notify::new());
        let stage = Arc::new(Stage { begun, runs, go_on, ran: Mutex::default() });
        let mut stages = STAGES.lock().unwrap();
        stages.push(Arc::clone(&stage));
        let place = stages.len() - 1;
        drop(stages);
        Self { app, working, place, stage }
    }

    async fn enqueue(&self, handler: Handler) {
        enqueue_with(&self.app, &self.working.house, handler.kind, json!({ "stage": self.place })).await;
        self.working.house.jobs.send_replace(());
    }

    /// Something happens, and its commit says so.
    async fn happen(&self) {
        let tx = self.app.begin().await;
        tx.emit("test.happened", order(), &json!({ "stage": self.place })).unwrap();
        self.working.house.commit(tx).await.unwrap();
    }

    fn runner(&self, lane: Lane, room: usize) -> Runner {
        Runner::new(self.working.house.clone(), lane, room)
    }

    /// A worker that would not look by itself for an hour.
    fn work(&self, stop: &CancellationToken) -> tokio::task::JoinHandle<()> {
        tokio::spawn(worker::run(self.working.clone(), Duration::from_secs(3_600), stop.clone()))
    }

    async fn jobs_left(&self) -> u64 {
        job::Entity::find().count(&self.app.app.house.db.reader).await.unwrap()
    }

    async fn events(&self, which: Expr) -> u64 {
        outbox_event::Entity::find().filter(which).count(&self.app.app.house.db.reader).await.unwrap()
    }
}

fn order() -> OrderId {
    OrderId(uuid::Uuid::from_u128(5))
}

#[tokio::test]
async fn a_job_that_waits_for_somebody_outside_holds_up_neither_events_nor_other_jobs() {
    let works = Works::new(vec![STALLS, A]).await;
    let stop = CancellationToken::new();
    let worker = works.work(&stop);
    works.enqueue(STALLS).await;
    works.stage.begun().await;
    works.happen().await;
    while works.events(outbox_event::Column::PublishedAt.is_null()).await > 0 {
        tokio::task::yield_now().await;
    }
    works.enqueue(A).await;
    works.stage.has_run().await;
    stop.cancel();
    works.stage.go_on.notify_one();
    worker.await.unwrap();
    assert_eq!(works.jobs_left().await, 0, "what runs is finished before the end");
}

#[tokio::test]
async fn a_reaction_begins_as_soon_as_what_it_reacts_to_is_committed() {
    let works = Works::new(vec![HEARS]).await;
    let stop = CancellationToken::new();
    let worker = works.work(&stop);
    works.happen().await;
    works.stage.has_run().await;
    stop.cancel();
    worker.await.unwrap();
    assert_eq!((works.stage.ran(), works.jobs_left().await), (vec!["hears"], 0));
}

#[tokio::test]
async fn a_job_of_ten_minutes_runs_once() {
    let works = Works::new(vec![STALLS]).await;
    works.enqueue(STALLS).await;
    let (mut first, mut second) = (works.runner(Lane::Outside, 8), works.runner(Lane::Outside, 8));
    first.begin().await.unwrap();
    works.stage.begun().await;
    for _ in 0..20 {
        works.app.clock.advance(TimeDelta::seconds(30));
        first.renew().await;
        second.begin().await.unwrap();
        assert!(second.is_idle(), "somebody has it");
    }
    works.stage.go_on.notify_one();
    first.ended().await;
    assert_eq!((works.stage.runs.load(Ordering::SeqCst), works.jobs_left().await), (1, 0));
}

#[tokio::test]
async fn a_process_that_slept_does_not_take_its_own_jobs_from_itself() {
    let works = Works::new(vec![STALLS]).await;
    works.enqueue(STALLS).await;
    let mut runner = works.runner(Lane::Outside, 8);
    runner.begin().await.unwrap();
    works.stage.begun().await;
    works.app.clock.advance(TimeDelta::hours(1));
    runner.begin().await.unwrap();
    works.stage.go_on.notify_one();
    runner.ended().await;
    assert_eq!((works.stage.runs.load(Ordering::SeqCst), runner.is_idle(), works.jobs_left().await), (1, true, 0));
}

#[tokio::test]
async fn who_has_lost_a_job_to_another_process_writes_nothing() {
    let works = Works::new(vec![WRITES]).await;
    works.enqueue(WRITES).await;
    let (mut first, mut second) = (works.runner(Lane::Outside, 8), works.runner(Lane::Outside, 8));
    first.begin().await.unwrap();
    works.stage.begun().await;
    // It has not been heard of for longer than its lease.
    works.app.clock.advance(TimeDelta::seconds(61));
    second.begin().await.unwrap();
    second.ended().await;
    works.stage.go_on.notify_one();
    first.ended().await;
    assert_eq!(works.events(outbox_event::Column::Topic.eq("test.wrote")).await, 1);
    assert_eq!(works.jobs_left().await, 0);
}

#[tokio::test]
async fn who_has_lost_a_job_is_broken_off_when_the_lease_should_be_renewed() {
    let works = Works::new(vec![STALLS]).await;
    works.enqueue(STALLS).await;
    let (mut first, mut second) = (works.runner(Lane::Outside, 8), works.runner(Lane::Outside, 8));
    first.begin().await.unwrap();
    works.stage.begun().await;
    works.app.clock.advance(TimeDelta::seconds(61));
    second.begin().await.unwrap();
    works.stage.begun().await;
    first.renew().await;
    first.ended().await;
    assert!(first.is_idle() && !second.is_idle());
    works.stage.go_on.notify_one();
    second.ended().await;
    assert_eq!(works.jobs_left().await, 0);
}

#[tokio::test]
async fn kinds_of_jobs_take_turns() {
    let works = Works::new(vec![A, B]).await;
    for handler in [A, A, A, B, B] {
        works.enqueue(handler).await;
    }
    let mut runner = works.runner(Lane::Database, 1);
    runner.begin().await.unwrap();
    while !runner.is_idle() {
        runner.ended().await;
        runner.begin().await.unwrap();
    }
    assert_eq!(works.stage.ran(), ["a", "b", "a", "b", "a"]);
}

#[tokio::test]
async fn a_lane_runs_as_many_jobs_at_once_as_it_has_room_for() {
    let works = Works::new(vec![STALLS]).await;
    for _ in 0..3 {
        works.enqueue(STALLS).await;
    }
    let mut runner = works.runner(Lane::Outside, 2);
    runner.begin().await.unwrap();
    works.stage.begun().await;
    works.stage.begun().await;
    runner.begin().await.unwrap();
    assert_eq!(works.stage.runs.load(Ordering::SeqCst), 2, "a third would be one too many");
    works.stage.go_on.notify_one();
    runner.ended().await;
    runner.begin().await.unwrap();
    works.stage.begun().await;
    while !runner.is_idle() {
        works.stage.go_on.notify_one();
        runner.ended().await;
    }
    assert_eq!(works.jobs_left().await, 0);
}
