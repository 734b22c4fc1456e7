//! The worker: jobs, panics, housekeeping, policies of other processes, a clean stop.

use chrono::TimeDelta;
use regie::access::entity::session;
use regie::app::{App, Sources, catalogue};
use regie::channels::permission::ChannelCreate;
use regie::kernel::clock::{ManualClock, Timestamp};
use regie::kernel::command::Registry;
use regie::kernel::db::Db;
use regie::kernel::entropy::Entropy;
use regie::kernel::fault::Fault;
use regie::kernel::house::{House, Inside};
use regie::kernel::job::{self, Handler, Lane};
use regie::kernel::outbox::Reaction;
use regie::kernel::scope::Domain;
use regie::kernel::table;
use regie::server::worker;
use regie::workflow::gate::WorkflowGate;
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

use crate::cli::add_person;
use crate::harness::database::TestDb;
use crate::harness::{START, TestApp, run_one};

async fn enqueue(app: &TestApp, house: &House, kind: &'static str) {
    enqueue_with(app, house, kind, json!({})).await;
}

pub async fn enqueue_with(app: &TestApp, house: &House, kind: &'static str, payload: Value) {
    let tx = app.begin().await;
    let new = job::New { kind, payload, run_at: tx.now(), dedupe_key: None };
    assert_eq!(job::enqueue(house, &tx, vec![new]).await.unwrap(), 1);
    tx.commit(&house.entropy).await.unwrap();
}

/// The same house with other handlers.
pub async fn with_handlers(app: &App, handlers: Vec<Handler>) -> App {
    with_reactions(app, handlers, Vec::new()).await
}

/// The same house with other handlers and reactions.
pub async fn with_reactions(app: &App, handlers: Vec<Handler>, reactions: Vec<Reaction>) -> App {
    let house = House::new(Inside {
        catalogue: regie::app::catalogue(),
        place: app.house.place,
        may_act: app.house.may_act,
        reads: app.house.reads,
        db: app.house.db.clone(),
        clock: Arc::clone(&app.house.clock),
        entropy: Entropy::seeded(2),
        gate: Box::new(WorkflowGate),
        callers: app.policies.clone(),
        actions: Vec::new(),
        subjects: Vec::new(),
        commands: Registry::default(),
        handlers,
        reactions,
        tasks: tokio_util::task::TaskTracker::new(),
        bell: tokio::sync::watch::Sender::new(()),
        jobs: tokio::sync::watch::Sender::new(()),
        bus: Arc::clone(&app.house.bus),
        feed: app.house.feed.clone(),
    });
    App { house, ..app.clone() }
}

#[tokio::test]
async fn a_job_that_panics_has_failed_and_the_next_one_runs() {
    let app = TestApp::new().await;
    let explodes =
        Handler { kind: "test.explodes", lane: Lane::Database, run: |_| Box::pin(async { panic!("at work") }) };
    let works = Handler { kind: "test.works", lane: Lane::Database, run: |_| Box::pin(async { Ok(()) }) };
    let working = with_handlers(&app.app, vec![explodes, works]).await;
    enqueue(&app, &working.house, "test.explodes").await;
    enqueue(&app, &working.house, "test.works").await;
    while run_one(&working.house).await {}
    let left = table::job::Entity::find().all(&working.house.db.reader).await.unwrap();
    let left: Vec<_> = left.iter().map(|job| (job.kind.as_str(), job.attempts, job.last_error.as_deref())).collect();
    assert_eq!(left, [("test.explodes", 1, Some("the job panicked"))]);
}

#[tokio::test]
async fn once_an_hour_what_is_old_is_forgotten() {
    let app = TestApp::new().await;
    app.as_role("owner").await;
    app.drain().await;
    let sessions = || async { session::Entity::find().count(&app.app.house.db.reader).await.unwrap() };
    let mut tidied = None;
    assert!(!worker::turn(&app.app, &mut tidied).await.unwrap());
    assert_eq!(sessions().await, 1);
    app.clock.advance(TimeDelta::hours(25));
    assert!(!worker::turn(&app.app, &mut tidied).await.unwrap());
    assert_eq!(sessions().await, 0);
    app.as_role("owner").await;
    let last = tidied;
    app.clock.advance(TimeDelta::minutes(59));
    worker::turn(&app.app, &mut tidied).await.unwrap();
    assert_eq!(tidied, last);
    app.clock.advance(TimeDelta::minutes(1));
    worker::turn(&app.app, &mut tidied).await.unwrap();
    assert_eq!(tidied, Some(app.app.house.clock.now()));
}

#[tokio::test]
async fn the_bell_wakes_the_worker_and_the_token_ends_it() {
    let app = TestApp::new().await;
    let (done, mut ran) = tokio::sync::mpsc::unbounded_channel();
    // A function pointer cannot capture, so the sender waits in a static.
    static DONE: std::sync::OnceLock<tokio::sync::mpsc::UnboundedSender<()>> = std::sync::OnceLock::new();
    DONE.set(done).unwrap();
    let rings = Handler {
        kind: "test.rings",
        lane: Lane::Database,
        run: |_| {
            Box::pin(async {
                let told = DONE.get().map(|done| done.send(()));
                if told.is_some() { Ok(()) } else { Err(Fault::Unauthenticated) }
            })
        },
    };
    let working = with_handlers(&app.app, vec![rings]).await;
    let stop = CancellationToken::new();
    // It would not look by itself for an hour.
    let task = tokio::spawn(worker::run(working.clone(), Duration::from_secs(3_600), stop.clone()));
    enqueue(&app, &working.house, "test.rings").await;
    working.house.jobs.send_replace(());
    ran.recv().await.unwrap();
    stop.cancel();
    task.await.unwrap();
    assert_eq!(table::job::Entity::find().count(&working.house.db.reader).await.unwrap(), 0);
}

#[tokio::test]
async fn a_second_process_follows_a_change_of_the_policies() {
    let db = TestDb::new().await;
    let open = async |seed| {
        let clock = Arc::new(ManualClock::at(Timestamp::parse(START).unwrap()));
        App::open(&db.options(), Sources { clock, entropy: Entropy::seeded(seed) }).await.unwrap()
    };
    let (first, second) = (open(1).await, open(2).await);
    let id = add_person(&first, "new@regie.test", &[("administrator", Domain::Everything)]).await;
    let actor = regie::kernel::actor::Actor::Staff { id, session: None };
    assert!(!second.caller(actor.clone(), "test").holds::<ChannelCreate>());
    assert!(second.policies.refresh(&second.house.db.reader).await.unwrap());
    assert!(second.caller(actor, "test").holds::<ChannelCreate>());
    assert!(!second.policies.refresh(&second.house.db.reader).await.unwrap(), "nothing changed since");
    assert_eq!(second.policies.catalogue(), catalogue());
    close(first.house.db.clone()).await;
    close(second.house.db.clone()).await;
}

#[tokio::test]
async fn a_running_server_follows_a_change_of_the_policies_by_itself() {
    let db = TestDb::new().await;
    let app = App::open(&db.options(), Sources::real()).await.unwrap();
    let stop = CancellationToken::new();
    let follower = App::open(&db.options(), Sources::real()).await.unwrap();
    let task = tokio::spawn(worker::follow_policies(follower.clone(), stop.clone()));
    let before = follower.policies.current().version;
    add_person(&app, "new@regie.test", &[("administrator", Domain::Everything)]).await;
    // Looks once a second; two seconds are promised, and a slow machine gets more.
    for _ in 0..100 {
        if follower.policies.current().version > before {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(follower.policies.current().version, before + 1);
    stop.cancel();
    task.await.unwrap();
}

async fn close(db: Db) {
    db.close().await.unwrap();
}
