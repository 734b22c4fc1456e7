//! Following: from any point that is kept, at any pace, at the cost of one.

use futures::future::join_all;
use regie::app::App;
use regie::kernel::fault::Fault;
use regie::kernel::feed::{Follower, RING};
use regie::kernel::outbox;

use super::{TOPICS, crew, gateway, happen, publish, thing, within};
use crate::harness::TestApp;

async fn join(app: &App, after: Option<i64>) -> Result<Follower, Fault> {
    app.house.feed.subscribe(&app.house, TOPICS, after).await
}

/// The payloads of the next events.
async fn next(follower: &mut Follower, many: usize) -> Vec<i64> {
    let mut numbers = Vec::new();
    for _ in 0..many {
        let notice = within("an event", follower.next()).await.unwrap();
        numbers.push(notice.payload["n"].as_i64().unwrap());
    }
    numbers
}

async fn last(app: &App) -> i64 {
    outbox::sequence(&app.house.db.reader).await.unwrap().last
}

fn numbers(range: std::ops::Range<i64>) -> Vec<i64> {
    range.collect()
}

#[tokio::test]
async fn who_comes_back_gets_exactly_what_was_missed() {
    let app = TestApp::new().await;
    let _crew = crew(&app.app);
    let mut follower = join(&app.app, None).await.unwrap();
    happen(&app.app, thing(1), 0..3).await;
    publish(&app.app).await;
    assert_eq!(next(&mut follower, 2).await, [0, 1]);
    let seen = last(&app.app).await - 1;
    drop(follower);
    happen(&app.app, thing(2), 3..303).await;
    publish(&app.app).await;
    let mut follower = join(&app.app, Some(seen)).await.unwrap();
    happen(&app.app, thing(1), 303..305).await;
    publish(&app.app).await;
    assert_eq!(next(&mut follower, 303).await, numbers(2..305));
    let newcomer = join(&app.app, Some(last(&app.app).await)).await;
    assert!(newcomer.is_ok(), "behind the last event there is nothing yet");
}

#[tokio::test]
async fn a_cursor_that_is_too_old_or_of_the_future_is_refused() {
    let app = TestApp::new().await;
    happen(&app.app, thing(1), 0..5).await;
    publish(&app.app).await;
    let seen = last(&app.app).await;
    app.clock.advance(chrono::TimeDelta::hours(49));
    outbox::purge(&app.app.house).await.unwrap();
    assert_eq!(join(&app.app, Some(seen - 1)).await.err().unwrap().code(), "EVENTS_EXPIRED");
    assert!(join(&app.app, Some(seen)).await.is_ok());
    assert_eq!(join(&app.app, Some(seen + 1)).await.err().unwrap().code(), "BAD_INPUT");
}

#[tokio::test]
async fn a_slow_follower_loses_nothing_beyond_the_ring_and_is_told_when_it_does() {
    let app = TestApp::new().await;
    let _crew = crew(&app.app);
    let (mut slow, mut asleep) = (join(&app.app, None).await.unwrap(), join(&app.app, None).await.unwrap());
    let mut quick = join(&app.app, None).await.unwrap();
    let many = i64::try_from(RING).unwrap() + 500;
    for from in (0..many).step_by(100) {
        let upto = many.min(from + 100);
        happen(&app.app, thing(1), from..upto).await;
        publish(&app.app).await;
        assert_eq!(next(&mut quick, usize::try_from(upto - from).unwrap()).await, numbers(from..upto));
    }
    assert_eq!(next(&mut slow, usize::try_from(many).unwrap()).await, numbers(0..many));
    happen(&app.app, thing(1), many..many + 1).await;
    publish(&app.app).await;
    assert_eq!(next(&mut slow, 1).await, [many]);
    app.clock.advance(chrono::TimeDelta::hours(49));
    outbox::purge(&app.app.house).await.unwrap();
    let fault = within("the fault", asleep.next()).await.err().unwrap();
    assert_eq!(fault.code(), "EVENTS_EXPIRED");
}

#[tokio::test]
async fn a_thousand_followers_cost_one_reading_for_all() {
    let app = TestApp::new().await;
    let there = gateway(app.db(), 2).await;
    let _crews = (crew(&app.app), crew(&there));
    let mut followers = Vec::new();
    for _ in 0..1_000 {
        followers.push(join(&there, None).await.unwrap());
    }
    let (before, begun) = (there.house.db.statements(), std::time::Instant::now());
    happen(&app.app, thing(1), 0..10).await;
    publish(&app.app).await;
    let told = join_all(followers.iter_mut().map(|follower| next(follower, 10))).await;
    let (cost, took) = (there.house.db.statements() - before, begun.elapsed());
    assert!(told.iter().all(|told| *told == numbers(0..10)));
    println!("10 events for 1,000 followers: {cost} statements, {took:?}");
    // The gateway looks by itself once a second, for events and for policies, and when the bus tells.
    assert!(cost <= 4 + 3 * took.as_secs(), "{cost} statements in {took:?}");
}

#[tokio::test]
async fn while_nobody_follows_nothing_is_read_and_who_comes_then_begins_with_the_present() {
    let app = TestApp::new().await;
    let there = gateway(app.db(), 2).await;
    let reading = tokio::spawn(regie::kernel::feed::follow(there.house.clone(), Default::default()));
    drop(join(&there, None).await.unwrap());
    let mut heard = there.house.bus.subscribe();
    let before = there.house.db.statements();
    happen(&app.app, thing(1), 0..3).await;
    publish(&app.app).await;
    there.house.bus.publish(last(&app.app).await);
    heard.changed().await.unwrap();
    tokio::task::yield_now().await;
    assert_eq!(there.house.db.statements(), before);
    let mut follower = join(&there, None).await.unwrap();
    happen(&app.app, thing(1), 3..5).await;
    publish(&app.app).await;
    assert_eq!(next(&mut follower, 2).await, [3, 4]);
    reading.abort();
}
