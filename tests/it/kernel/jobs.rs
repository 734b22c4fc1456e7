//! Jobs: claimed once, fenced, tried again, dead in the end; and events that become jobs.

use chrono::TimeDelta;
use regie::kernel::job::{self, New};
use regie::kernel::table::job as row;
use regie::kernel::table::outbox_event;
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};
use serde_json::json;

use crate::harness::{TestApp, run_one};

async fn enqueue(app: &TestApp, kind: &'static str, key: Option<&str>) -> bool {
    let tx = app.begin().await;
    let new = New { kind, payload: json!({}), run_at: tx.now(), dedupe_key: key.map(str::to_owned) };
    let added = job::enqueue(&app.app.house, &tx, vec![new]).await.unwrap();
    tx.commit(&app.app.house.entropy).await.unwrap();
    added == 1
}

async fn jobs(app: &TestApp) -> Vec<row::Model> {
    row::Entity::find().all(&app.app.house.db.reader).await.unwrap()
}

#[tokio::test]
async fn a_job_with_the_key_of_a_live_one_is_not_enqueued_again() {
    let app = TestApp::new().await;
    assert!(enqueue(&app, "nobody", Some("k")).await);
    assert!(!enqueue(&app, "nobody", Some("k")).await);
    assert!(enqueue(&app, "nobody", None).await);
    assert_eq!(jobs(&app).await.len(), 2);
}

#[tokio::test]
async fn a_failing_job_is_tried_eight_times_with_growing_pauses_and_then_waits_for_a_person() {
    let app = TestApp::new().await;
    enqueue(&app, "nobody runs this", None).await;
    let mut pauses = Vec::new();
    for attempt in 1..=8 {
        assert!(run_one(&app.app.house).await, "attempt {attempt}");
        assert!(!run_one(&app.app.house).await, "a failed job is not due at once");
        let job = jobs(&app).await.remove(0);
        assert_eq!((job.attempts, job.dead), (attempt, attempt == 8));
        pauses.push((job.run_at.0 - app.app.house.clock.now().0) / 1_000_000);
        app.clock.advance(TimeDelta::hours(1));
    }
    let base = [5, 10, 20, 40, 80, 160, 320, 640];
    assert!(
        pauses.iter().zip(base).all(|(pause, base)| (base / 2..=base + base / 2 + 1).contains(pause)),
        "{pauses:?}"
    );
    assert!(!run_one(&app.app.house).await, "a dead job is not run");
    let error = jobs(&app).await.remove(0).last_error.unwrap();
    assert!(error.contains("no handler"), "{error}");
}

/// Somebody has taken the only job, the last of so many, and has not been heard of since.
async fn take(app: &TestApp, attempts: i32) {
    let mut taken = jobs(app).await.remove(0);
    taken.lease_until = Some(app.app.house.clock.now().plus_secs(60));
    (taken.fence, taken.attempts) = (i64::from(attempts), attempts);
    let active = sea_orm::ActiveModelTrait::reset_all(taken.into_active_model());
    row::Entity::update(active).exec(app.app.house.db.writer()).await.unwrap();
}

#[tokio::test]
async fn a_job_that_eight_workers_did_not_survive_is_not_given_to_a_ninth() {
    let app = TestApp::new().await;
    enqueue(&app, "deadly", None).await;
    take(&app, 8).await;
    app.clock.advance(TimeDelta::seconds(61));
    assert!(run_one(&app.app.house).await);
    let job = jobs(&app).await.remove(0);
    assert_eq!((job.dead, job.last_error.as_deref()), (true, Some("no worker lived to see its end")));
    app.clock.advance(TimeDelta::hours(1));
    assert!(!run_one(&app.app.house).await, "a dead job is not run");
}

#[tokio::test]
async fn a_job_whose_worker_died_is_taken_over_when_its_lease_ends_and_the_first_cannot_finish_it() {
    let app = TestApp::new().await;
    enqueue(&app, "nobody", None).await;
    take(&app, 1).await;
    assert!(!run_one(&app.app.house).await, "somebody has it");
    app.clock.advance(TimeDelta::seconds(61));
    assert!(run_one(&app.app.house).await, "the lease is over");
    assert_eq!(jobs(&app).await[0].fence, 3, "claimed, and given back");
}

#[tokio::test]
async fn events_are_published_in_order_and_each_once() {
    let app = TestApp::new().await;
    app.drain().await;
    let id = regie::kernel::id::TypedId::from_uuid(uuid::Uuid::from_u128(5));
    for n in 0..3 {
        let tx = app.begin().await;
        tx.emit::<regie::kernel::id::OrderId>("test.happened", id, &json!({ "n": n })).unwrap();
        tx.commit(&app.app.house.entropy).await.unwrap();
    }
    let dropped = app.begin().await;
    dropped.emit::<regie::kernel::id::OrderId>("test.happened", id, &json!({ "n": "never" })).unwrap();
    drop(dropped);
    assert_eq!(regie::kernel::outbox::relay(&app.app.house).await.unwrap(), 3);
    assert_eq!(regie::kernel::outbox::relay(&app.app.house).await.unwrap(), 0);
    let events = outbox_event::Entity::find().filter(outbox_event::Column::Topic.eq("test.happened"));
    let events = events.all(&app.app.house.db.reader).await.unwrap();
    let seen: Vec<_> = events.iter().map(|event| (event.payload["n"].clone(), event.published_at.is_some())).collect();
    assert_eq!(seen, [(json!(0), true), (json!(1), true), (json!(2), true)]);
}
