//! Jobs that run beside each other: what waits for somebody outside, what takes long, and what is taken over.

use chrono::TimeDelta;
use regie::kernel::fault::Fault;
use regie::kernel::id::OrderId;
use regie::kernel::job::{Handler, Lane, Runner, Work};
use regie::kernel::table::{job, outbox_event};
use regie::kernel::tx::{Meta, Tx};
use regie::server::worker;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use serde_json::json;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::harness::TestApp;
use crate::server::worker::{enqueue, with_handlers};

/// A job that begins, and goes on when it is let. Each test runs in a process of its own, so that a static belongs to one.
struct Stalled {
    begun: Semaphore,
    runs: AtomicUsize,
    go_on: Notify,
}

static STALLED: Stalled =
    Stalled { begun: Semaphore::const_new(0), runs: AtomicUsize::new(0), go_on: Notify::const_new() };

impl Stalled {
    const KIND: &str = "test.stalls";

    fn handler(lane: Lane) -> Handler {
        let run = |_| -> futures::future::BoxFuture<'static, Result<(), Fault>> {
            Box::pin(async {
                STALLED.stall().await;
                Ok(())
            })
        };
        Handler { kind: Self::KIND, lane, run }
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
}

/// The kinds of the jobs that ran, in their order.
static RAN: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());

const A: Handler = Handler { kind: "test.a", lane: Lane::Database, run: |_| Box::pin(async { ran("a") }) };
const B: Handler = Handler { kind: "test.b", lane: Lane::Database, run: |_| Box::pin(async { ran("b") }) };

fn ran(kind: &'static str) -> Result<(), Fault> {
    RAN.lock().unwrap().push(kind);
    Ok(())
}

fn order() -> OrderId {
    OrderId(uuid::Uuid::from_u128(5))
}

fn unpublished() -> Expr {
    outbox_event::Column::PublishedAt.is_null()
}

async fn jobs_left(app: &TestApp) -> u64 {
    job::Entity::find().count(&app.app.house.db.reader).await.unwrap()
}

#[tokio::test]
async fn a_job_that_waits_for_somebody_outside_holds_up_neither_events_nor_other_jobs() {
    let app = TestApp::new().await;
    let working = with_handlers(&app.app, vec![Stalled::handler(Lane::Outside), A]).await;
    let stop = CancellationToken::new();
    // It would not look by itself for an hour.
    let worker = tokio::spawn(worker::run(working.clone(), Duration::from_secs(3_600), stop.clone()));
    enqueue(&app, &working.house, Stalled::KIND).await;
    working.house.jobs.send_replace(());
    STALLED.begun().await;
    let tx = app.begin().await;
    tx.emit("test.happened", order(), &json!({})).unwrap();
    working.house.commit(tx).await.unwrap();
    while outbox_event::Entity::find().filter(unpublished()).count(&app.app.house.db.reader).await.unwrap() > 0 {
        tokio::task::yield_now().await;
    }
    enqueue(&app, &working.house, A.kind).await;
    working.house.jobs.send_replace(());
    while RAN.lock().unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    stop.cancel();
    STALLED.go_on.notify_one();
    worker.await.unwrap();
    assert_eq!(jobs_left(&app).await, 0, "what runs is finished before the end");
}

#[tokio::test]
async fn a_job_of_ten_minutes_runs_once() {
    let app = TestApp::new().await;
    let working = with_handlers(&app.app, vec![Stalled::handler(Lane::Outside)]).await;
    enqueue(&app, &working.house, Stalled::KIND).await;
    let runner = || Runner::new(working.house.clone(), Lane::Outside, 8);
    let (mut first, mut second) = (runner(), runner());
    first.begin().await.unwrap();
    STALLED.begun().await;
    for _ in 0..20 {
        app.clock.advance(TimeDelta::seconds(30));
        first.renew().await;
        second.begin().await.unwrap();
        assert!(second.is_idle(), "somebody has it");
    }
    STALLED.go_on.notify_one();
    first.ended().await;
    assert_eq!((STALLED.runs.load(Ordering::SeqCst), jobs_left(&app).await), (1, 0));
}

/// Waits the first time, then writes.
fn writes(work: Work) -> futures::future::BoxFuture<'static, Result<(), Fault>> {
    Box::pin(async move {
        if STALLED.runs.load(Ordering::SeqCst) == 0 {
            STALLED.stall().await;
        }
        let house = &work.house;
        let tx = Tx::begin(&house.db, Meta::system("test", "test", house.clock.now())).await?;
        tx.emit("test.wrote", order(), &json!({}))?;
        work.commit(tx).await
    })
}

#[tokio::test]
async fn who_has_lost_a_job_to_another_process_writes_nothing() {
    let app = TestApp::new().await;
    let writes = Handler { kind: "test.writes", lane: Lane::Outside, run: writes };
    let working = with_handlers(&app.app, vec![writes]).await;
    enqueue(&app, &working.house, writes.kind).await;
    let runner = || Runner::new(working.house.clone(), Lane::Outside, 8);
    let (mut first, mut second) = (runner(), runner());
    first.begin().await.unwrap();
    STALLED.begun().await;
    // It has not been heard of for longer than its lease.
    app.clock.advance(TimeDelta::seconds(61));
    second.begin().await.unwrap();
    second.ended().await;
    STALLED.go_on.notify_one();
    first.ended().await;
    let wrote = outbox_event::Entity::find().filter(outbox_event::Column::Topic.eq("test.wrote"));
    assert_eq!(wrote.count(&app.app.house.db.reader).await.unwrap(), 1);
    assert_eq!(jobs_left(&app).await, 0);
}

#[tokio::test]
async fn who_has_lost_a_job_is_broken_off_when_the_lease_should_be_renewed() {
    let app = TestApp::new().await;
    let working = with_handlers(&app.app, vec![Stalled::handler(Lane::Outside)]).await;
    enqueue(&app, &working.house, Stalled::KIND).await;
    let runner = || Runner::new(working.house.clone(), Lane::Outside, 8);
    let (mut first, mut second) = (runner(), runner());
    first.begin().await.unwrap();
    STALLED.begun().await;
    app.clock.advance(TimeDelta::seconds(61));
    second.begin().await.unwrap();
    STALLED.begun().await;
    first.renew().await;
    first.ended().await;
    assert!(first.is_idle() && !second.is_idle());
    STALLED.go_on.notify_one();
    second.ended().await;
    assert_eq!(jobs_left(&app).await, 0);
}

#[tokio::test]
async fn kinds_of_jobs_take_turns() {
    let app = TestApp::new().await;
    let working = with_handlers(&app.app, vec![A, B]).await;
    for kind in [A.kind, A.kind, A.kind, B.kind, B.kind] {
        enqueue(&app, &working.house, kind).await;
    }
    let mut runner = Runner::new(working.house.clone(), Lane::Database, 1);
    runner.begin().await.unwrap();
    while !runner.is_idle() {
        runner.ended().await;
        runner.begin().await.unwrap();
    }
    assert_eq!(*RAN.lock().unwrap(), ["a", "b", "a", "b", "a"]);
}

#[tokio::test]
async fn a_lane_runs_as_many_jobs_at_once_as_it_has_room_for() {
    let app = TestApp::new().await;
    let working = with_handlers(&app.app, vec![Stalled::handler(Lane::Outside)]).await;
    for _ in 0..3 {
        enqueue(&app, &working.house, Stalled::KIND).await;
    }
    let mut runner = Runner::new(working.house.clone(), Lane::Outside, 2);
    runner.begin().await.unwrap();
    STALLED.begun().await;
    STALLED.begun().await;
    runner.begin().await.unwrap();
    assert_eq!(STALLED.runs.load(Ordering::SeqCst), 2, "a third would be one too many");
    STALLED.go_on.notify_one();
    runner.ended().await;
    runner.begin().await.unwrap();
    STALLED.begun().await;
    while !runner.is_idle() {
        STALLED.go_on.notify_one();
        runner.ended().await;
    }
    assert_eq!(jobs_left(&app).await, 0);
}
