//! Admission: who runs, who waits, who is sent away.

use axum::body::Body;
use axum::response::IntoResponse as _;
use axum::{Extension, Router};
use futures::FutureExt as _;
use regie::kernel::shed::Overloaded;
use regie::kernel::shed::{Gate, Load, Seat};
use regie::server::router::{Edge, layered};
use std::convert::Infallible;
use std::future::pending;
use std::pin::pin;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;

use super::shell::{Held, LONG, PATIENCE, SHORT, Shell, limits, one, post, status, whole};
use crate::harness::TestApp;

fn load(requests_max: usize, waiting_max: usize, wait_max: Duration) -> Load {
    Load { requests_max, slow_max: 0, waiting_max, wait_max, overload_wait: SHORT }
}

#[tokio::test]
async fn one_runs_one_waits_and_the_next_is_sent_away_at_once() {
    let gate = Gate::new(load(1, 1, LONG));
    let first = gate.seat().await.unwrap();
    assert!(!gate.is_full());
    let mut second = pin!(gate.seat());
    assert!(second.as_mut().now_or_never().is_none());
    assert!(gate.is_full());
    assert_eq!(gate.seat().now_or_never().unwrap().unwrap_err(), Overloaded);
    drop(first);
    let second = second.await.unwrap();
    // One who goes away while it waits leaves its place to another.
    drop(Box::pin(gate.seat()).now_or_never());
    assert!(!gate.is_full());
    second.release();
    assert!(gate.seat().now_or_never().unwrap().is_ok());
}

#[tokio::test]
async fn nobody_waits_longer_than_the_limit() {
    let gate = Gate::new(load(1, 10, SHORT));
    let _first = gate.seat().await.unwrap();
    let second = tokio::time::timeout(PATIENCE, gate.seat()).await.expect("it does not wait for ever");
    assert_eq!(second.unwrap_err(), Overloaded);
}

#[tokio::test]
async fn who_is_slow_makes_room_for_others_but_not_for_everybody() {
    let gate = Gate::new(Load { slow_max: 1, ..load(1, 10, LONG) });
    let slow = gate.seat().await.unwrap();
    let mut slow_work = pin!(slow.run(pending::<()>()));
    let next = async { gate.seat().await.unwrap() };
    let next = tokio::select! {
        () = &mut slow_work => unreachable!("it never ends"),
        next = tokio::time::timeout(PATIENCE, next) => next.expect("the slow one makes room"),
    };
    // Another slow one finds no place where it would be in nobody's way, until the first has gone.
    let mut next_work = pin!(next.run(pending::<()>()));
    let third = tokio::time::timeout(SHORT * 3, async { gate.seat().await.unwrap() });
    let early = tokio::select! {
        () = &mut next_work => unreachable!("it never ends"),
        early = third => early,
    };
    assert!(early.is_err(), "three ran at the same time");
    slow.release();
    tokio::select! {
        () = &mut next_work => unreachable!("it never ends"),
        third = tokio::time::timeout(PATIENCE, gate.seat()) => drop(third.expect("it has a place").unwrap()),
    }
    // Who has given the seat back before is given none.
    let gate = Gate::new(Load { slow_max: 1, ..load(1, 0, LONG) });
    let waits = gate.seat().await.unwrap();
    waits.release();
    tokio::time::timeout(SHORT * 3, waits.run(pending::<()>())).await.unwrap_err();
    assert!(gate.seat().await.is_ok());
}

/// So many refusals in a row that seats cannot be free now and then.
fn overload(gate: &Gate) {
    for _ in 0..50 {
        gate.refuse();
    }
}

#[tokio::test]
async fn under_overload_nobody_waits_for_long() {
    let gate = Gate::new(load(1, 10, LONG));
    let _first = gate.seat().await.unwrap();
    // A machine that is busy may let the overload pass before the wait begins: then once more.
    for _ in 0..50 {
        overload(&gate);
        if let Ok(refused) = tokio::time::timeout(Duration::from_millis(500), gate.seat()).await {
            assert_eq!(refused.unwrap_err(), Overloaded);
            return;
        }
    }
    panic!("it waits as if there were no overload");
}

#[tokio::test]
async fn overload_is_over_when_seats_are_free_again() {
    let gate = Gate::new(load(1, 10, LONG));
    overload(&gate);
    for _ in 0..50 {
        gate.seat().await.unwrap().release();
    }
    let _held = gate.seat().await.unwrap();
    let waited = tokio::time::timeout(SHORT * 3, gate.seat()).await;
    assert!(waited.is_err(), "it was refused after the short wait of an overload");
}

#[test]
fn under_overload_as_many_wait_as_are_likely_to_have_a_seat_in_time() {
    let load = Load { overload_wait: Duration::from_millis(5), ..load(2, 18, LONG) };
    let waiting = |micros| load.waiting_under_overload(Duration::from_micros(micros));
    assert_eq!([4_000, 5_000, 60_000].map(waiting), [4, 2, 2]);
    // Many short ones; and no more than wait without overload.
    assert_eq!([1_000, 500, 0].map(waiting), [10, 18, 18]);
    assert_eq!(Load { overload_wait: Duration::ZERO, ..load }.waiting_under_overload(Duration::from_millis(4)), 0);
}

#[tokio::test]
async fn what_is_too_much_is_refused_before_its_body_and_the_rest_goes_on() {
    let app = TestApp::new().await;
    let held = Held::new();
    let edge = Edge { load: load(1, 0, LONG), ..Edge::default() };
    let shell = Shell::around(held.router(&app.app, edge), limits(), None).await;
    let mut first = shell.connect().await;
    first.write_all(whole("{}").as_bytes()).await.unwrap();
    held.begun().await;
    let mut second = shell.connect().await;
    second.write_all(post("expect: 100-continue\r\ncontent-length: 2\r\n", "").as_bytes()).await.unwrap();
    let answer = one(&mut second).await;
    assert_eq!(status(&answer), 503, "{answer}");
    assert!(answer.contains("retry-after: 1\r\n") && answer.contains(r#""code":"OVERLOADED""#), "{answer}");
    let health = shell.say("GET /healthz HTTP/1.1\r\nhost: regie\r\nconnection: close\r\n\r\n").await;
    assert_eq!(status(&health), 200);
    held.end(2);
    assert_eq!(status(&one(&mut first).await), 200);
    // The same connection, now that the seat has come back.
    first.write_all(whole("{}").as_bytes()).await.unwrap();
    assert_eq!(status(&one(&mut first).await), 200);
}

#[tokio::test]
async fn a_client_that_is_slow_to_send_its_body_holds_no_seat() {
    let app = TestApp::new().await;
    let held = Held::new();
    let edge = Edge { load: load(1, 0, LONG), body_timeout: LONG, ..Edge::default() };
    let shell = Shell::around(held.router(&app.app, edge), limits(), None).await;
    let mut slow = shell.connect().await;
    slow.write_all(post("expect: 100-continue\r\ncontent-length: 2\r\n", "").as_bytes()).await.unwrap();
    assert_eq!(status(&one(&mut slow).await), 100, "the server waits for the body");
    held.end(1);
    let mut quick = shell.connect().await;
    quick.write_all(whole("{}").as_bytes()).await.unwrap();
    assert_eq!(status(&one(&mut quick).await), 200);
}

#[tokio::test]
async fn a_handler_can_give_its_seat_back_and_a_stream_holds_none() {
    let app = TestApp::new().await;
    let held = Held::new();
    let waiting = held.clone();
    let release = async move |Extension(seat): Extension<Seat>| {
        seat.release();
        waiting.run().await
    };
    let endless = async || {
        let parts = futures::stream::once(async { Ok::<_, Infallible>("begin") });
        Body::from_stream(futures::StreamExt::chain(parts, futures::stream::pending())).into_response()
    };
    let routes = Router::new()
        .route("/release", axum::routing::get(release))
        .route("/stream", axum::routing::get(endless))
        .route("/plain", axum::routing::get(async || "plain"));
    let edge = Edge { load: load(1, 0, LONG), ..Edge::default() };
    let shell = Shell::around(layered(app.app.clone(), edge, routes, Router::new()), limits(), None).await;
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: regie\r\nconnection: close\r\n\r\n");
    let mut released = shell.connect().await;
    released.write_all(get("/release").as_bytes()).await.unwrap();
    held.begun().await;
    let mut stream = shell.connect().await;
    stream.write_all(get("/stream").as_bytes()).await.unwrap();
    assert_eq!(status(&one(&mut stream).await), 200);
    assert_eq!(status(&shell.say(get("/plain")).await), 200);
}
