//! The sequence: without gaps, in the order in which things happened, whoever publishes.

use chrono::TimeDelta;
use futures::future::join_all;
use regie::app::App;
use regie::kernel::outbox::{self, Event};
use regie::kernel::table::outbox_event::{self, Column};
use regie::kernel::tx::{Meta, Tx};
use regie::server::worker;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{TOPICS, gateway, happen, publish, thing};
use crate::harness::TestApp;
use crate::harness::database::on_postgres;

async fn all(app: &App) -> Vec<outbox_event::Model> {
    outbox_event::Entity::find().order_by_asc(Column::Sequence).all(&app.house.db.reader).await.unwrap()
}

#[tokio::test]
async fn several_gateways_that_publish_at_once_number_without_gaps_and_in_the_order_of_each_thing() {
    let (things, each) = (6, 25);
    let first = TestApp::new().await;
    let second = &gateway(first.db(), 2).await;
    let (first, written) = (&first.app, AtomicBool::new(false));
    let writers = (0..things).map(|n| async move {
        let app = if n % 2 == 0 { first } else { second };
        for number in 0..each {
            happen(app, thing(n), number..number + 1).await;
        }
    });
    let relays = [first, first, second, second].map(|app| async {
        while !written.load(Ordering::SeqCst) || outbox::relay(&app.house).await.unwrap() > 0 {
            outbox::relay(&app.house).await.unwrap();
            tokio::task::yield_now().await;
        }
    });
    let write = async {
        join_all(writers).await;
        written.store(true, Ordering::SeqCst);
    };
    futures::join!(write, join_all(relays));
    let events = all(first).await;
    let numbers: Vec<i64> = events.iter().map(|event| event.sequence.expect("everything is published")).collect();
    let count = i64::try_from(events.len()).unwrap();
    assert_eq!(numbers, (1..=count).collect::<Vec<_>>());
    let mut of_thing: BTreeMap<uuid::Uuid, Vec<i64>> = BTreeMap::new();
    for event in events.iter().filter(|event| TOPICS.contains(&event.topic.as_str())) {
        of_thing.entry(event.aggregate_id).or_default().push(event.payload["n"].as_i64().unwrap());
    }
    assert_eq!(of_thing.len(), usize::try_from(things).unwrap());
    for told in of_thing.values() {
        assert_eq!(*told, (0..each).collect::<Vec<_>>());
    }
    assert_eq!(outbox::sequence(&first.house.db.reader).await.unwrap().last, count);
}

#[tokio::test]
async fn what_becomes_visible_late_is_told_late_and_not_lost() {
    if !on_postgres() {
        // SQLite has one writer: nothing becomes visible out of order.
        return;
    }
    let app = TestApp::new().await;
    let house = &app.app.house;
    publish(&app.app).await;
    let before = outbox::sequence(&house.db.reader).await.unwrap().last;
    let slow = Tx::begin(&house.db, Meta::system("test", "slow", house.clock.now())).await.unwrap();
    let event = Event { topic: "test.happened", aggregate_id: thing(1).0, payload: json!({ "n": 1 }) };
    outbox::write(slow.db(), &house.entropy, house.clock.now(), vec![event]).await.unwrap();
    happen(&app.app, thing(2), 2..3).await;
    publish(&app.app).await;
    slow.commit(&house.entropy).await.unwrap();
    publish(&app.app).await;
    let told: Vec<_> = all(&app.app).await.iter().map(|event| (event.sequence.unwrap(), event.position)).collect();
    let [(early, behind), (late, ahead)] = told[told.len() - 2..] else { panic!("two events") };
    assert_eq!((early, late), (before + 1, before + 2));
    assert!(ahead < behind, "it was written first and told last");
}

#[tokio::test]
async fn events_are_forgotten_after_two_days_and_the_sequence_goes_on() {
    let app = TestApp::new().await;
    let count = || async { outbox_event::Entity::find().count(&app.app.house.db.reader).await.unwrap() };
    // More than one transaction forgets.
    happen(&app.app, thing(1), 0..1_100).await;
    publish(&app.app).await;
    let last = outbox::sequence(&app.app.house.db.reader).await.unwrap().last;
    app.clock.advance(TimeDelta::hours(47));
    happen(&app.app, thing(1), 1_100..1_103).await;
    publish(&app.app).await;
    worker::turn(&app.app, &mut None).await.unwrap();
    assert_eq!(count().await, u64::try_from(last).unwrap() + 3, "nothing is forgotten yet");
    app.clock.advance(TimeDelta::hours(2));
    worker::turn(&app.app, &mut None).await.unwrap();
    assert_eq!(count().await, 3);
    let sequence = outbox::sequence(&app.app.house.db.reader).await.unwrap();
    assert_eq!((sequence.forgotten, sequence.last), (last, last + 3));
    happen(&app.app, thing(1), 1_103..1_104).await;
    // What nobody published is never forgotten.
    app.clock.advance(TimeDelta::hours(100));
    worker::turn(&app.app, &mut None).await.unwrap();
    let left =
        outbox_event::Entity::find().filter(Column::Topic.eq("test.happened")).all(&app.app.house.db.reader).await;
    assert_eq!(left.unwrap().iter().map(|event| event.sequence).collect::<Vec<_>>(), [Some(last + 4)]);
}
