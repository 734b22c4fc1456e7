//! Admission: who runs, who waits, who is sent away.

use axum::body::Body;
use axum::extract::Request;
use axum::response::IntoResponse as _;
use axum::{Extension, Router};
use futures::FutureExt as _;
use regie::engine::known::Known;
use regie::engine::principal::visitor;
use regie::kernel::queue::{Gate, Load, Principal, Seat};
use regie::server::admission::Admission;
use regie::server::again::{HOLD, Impatience};
use regie::server::receive::Receiver;
use regie::server::router::{Edge, layered};
use regie::server::uploads::Uploads;
use std::convert::Infallible;
use std::future::pending;
use std::pin::pin;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tower::{Layer as _, Service as _};

use super::shell::{Held, LONG, PATIENCE, SHORT, Shell, limits, one, post, status, whole};
use crate::harness::TestApp;

fn load(requests_max: usize, waiting_max: usize, wait_max: Duration) -> Load {
    Load { requests_max, slow_max: 0, waiting_max, wait_max }
}

fn ann() -> Principal {
    Principal::new("ann")
}

#[tokio::test]
async fn one_runs_one_waits_and_the_next_is_sent_away_at_once() {
    let (gate, ann) = (Gate::new(load(1, 1, LONG)), ann());
    let first = gate.seat(&ann).await.unwrap();
    assert!(gate.look(&ann).is_ok());
    let mut second = pin!(gate.seat(&ann));
    assert!(second.as_mut().now_or_never().is_none());
    let told = gate.look(&ann).unwrap_err();
    assert_eq!(told.retry_after_secs(), 1);
    assert!(gate.seat(&ann).now_or_never().unwrap().is_err());
    drop(first);
    let second = second.await.unwrap();
    // One who goes away while it waits leaves its place to another.
    drop(Box::pin(gate.seat(&ann)).now_or_never());
    assert_eq!(gate.waiting(), 0);
    assert!(gate.look(&ann).is_ok());
    second.release();
    assert!(gate.seat(&ann).now_or_never().unwrap().is_ok());
}

#[tokio::test]
async fn a_seat_that_is_given_to_somebody_who_goes_away_goes_on_to_the_next() {
    let (gate, ann) = (Gate::new(load(1, 10, LONG)), ann());
    let first = gate.seat(&ann).await.unwrap();
    let mut gone = Box::pin(gate.seat(&ann));
    let mut next = Box::pin(gate.seat(&ann));
    assert!(gone.as_mut().now_or_never().is_none() && next.as_mut().now_or_never().is_none());
    // It has the seat now, and never looks.
    drop(first);
    drop(gone);
    assert!(next.now_or_never().unwrap().is_ok());
    assert_eq!(gate.waiting(), 0);
    assert!(gate.seat(&ann).now_or_never().unwrap().is_ok());
}

#[tokio::test]
async fn nobody_waits_longer_than_the_limit() {
    let (gate, ann) = (Gate::new(load(1, 10, SHORT)), ann());
    let _first = gate.seat(&ann).await.unwrap();
    let second = tokio::time::timeout(PATIENCE, gate.seat(&ann)).await.expect("it does not wait for ever");
    assert!(second.is_err());
}

#[tokio::test]
async fn who_would_wait_longer_than_the_limit_is_sent_away_at_once_and_told_when_to_come() {
    // A turn is taken to last 5 ms before one is over: 350 of them are 1,750 ms of the 2,000.
    let (gate, ann) = (Gate::new(load(1, 10_000, Duration::from_secs(2))), ann());
    let _first = gate.seat(&ann).await.unwrap();
    let mut waiting = Vec::new();
    let refused = loop {
        let mut seat = Box::pin(gate.seat(&ann));
        match seat.as_mut().now_or_never() {
            None => waiting.push(seat),
            Some(refused) => break refused.unwrap_err(),
        }
    };
    assert_eq!(waiting.len(), 350);
    assert_eq!(refused.retry_after_secs(), 1);
    // Somebody else has a turn before all but one of these.
    assert!(gate.seat(&Principal::new("bob")).now_or_never().is_none());
}

#[tokio::test]
async fn when_all_places_are_taken_the_newest_of_who_has_most_makes_room() {
    let gate = Gate::new(load(1, 3, LONG));
    let names = ["ann", "flood", "flood", "bob"].map(Principal::new);
    let _first = gate.seat(&names[0]).await.unwrap();
    let mut waiting: Vec<_> = [1, 2, 3].map(|place: usize| Box::pin(gate.seat(&names[place]))).into();
    assert!(waiting.iter_mut().all(|seat| seat.as_mut().now_or_never().is_none()));
    assert!(gate.seat(&names[1]).now_or_never().unwrap().is_err(), "not for itself");
    let cleo = Principal::new("cleo");
    assert!(gate.look(&cleo).is_ok());
    let mut comes = Box::pin(gate.seat(&cleo));
    assert!(comes.as_mut().now_or_never().is_none());
    let states: Vec<_> = waiting.iter_mut().map(|seat| seat.as_mut().now_or_never().map(|seat| seat.is_ok())).collect();
    assert_eq!(states, [None, Some(false), None]);
    assert!(gate.look(&Principal::new("dora")).is_err(), "all have one each");
}

#[tokio::test]
async fn who_is_slow_makes_room_for_others_but_not_for_everybody() {
    let (gate, ann) = (Gate::new(Load { slow_max: 1, ..load(1, 10, LONG) }), ann());
    let slow = gate.seat(&ann).await.unwrap();
    let mut slow_work = pin!(slow.run(pending::<()>()));
    let next = async { gate.seat(&ann).await.unwrap() };
    let next = tokio::select! {
        () = &mut slow_work => unreachable!("it never ends"),
        next = tokio::time::timeout(PATIENCE, next) => next.expect("the slow one makes room"),
    };
    // Another slow one finds no place where it would be in nobody's way, until the first has gone.
    let mut next_work = pin!(next.run(pending::<()>()));
    let third = tokio::time::timeout(SHORT * 3, async { gate.seat(&ann).await.unwrap() });
    let early = tokio::select! {
        () = &mut next_work => unreachable!("it never ends"),
        early = third => early,
    };
    assert!(early.is_err(), "three ran at the same time");
    slow.release();
    tokio::select! {
        () = &mut next_work => unreachable!("it never ends"),
        third = tokio::time::timeout(PATIENCE, gate.seat(&ann)) => drop(third.expect("it has a place").unwrap()),
    }
    // Who has given the seat back before is given none.
    let gate = Gate::new(Load { slow_max: 1, ..load(1, 0, LONG) });
    let waits = gate.seat(&ann).await.unwrap();
    waits.release();
    tokio::time::timeout(SHORT * 3, waits.run(pending::<()>())).await.unwrap_err();
    assert!(gate.seat(&ann).await.is_ok());
}

#[tokio::test]
async fn a_seat_that_was_given_back_can_be_taken_again() {
    let (gate, ann) = (Gate::new(load(1, 1, LONG)), ann());
    let seat = gate.seat(&ann).await.unwrap();
    seat.again().await.unwrap();
    seat.release();
    let other = gate.seat(&ann).await.unwrap();
    let mut again = Box::pin(seat.again());
    assert!(again.as_mut().now_or_never().is_none());
    drop(other);
    again.await.unwrap();
    assert!(gate.seat(&ann).now_or_never().is_none(), "it is taken");
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
    assert!(answer.contains(r#""retryAfterSecs":1"#), "{answer}");
    let health = shell.say("GET /healthz HTTP/1.1\r\nhost: regie\r\nconnection: close\r\n\r\n").await;
    assert_eq!(status(&health), 200);
    held.end(2);
    assert_eq!(status(&one(&mut first).await), 200);
    // The same connection, now that the seat has come back.
    first.write_all(whole("{}").as_bytes()).await.unwrap();
    assert_eq!(status(&one(&mut first).await), 200);
}

#[tokio::test]
async fn who_asks_again_at_once_although_it_was_told_when_to_come_is_held() {
    let impatience = Impatience::new(1);
    let (ann, bob) = (ann(), Principal::new("bob"));
    assert!(impatience.hold(&ann, Duration::ZERO).now_or_never().is_some(), "the first refusal comes at once");
    assert!(impatience.hold(&ann, HOLD).now_or_never().is_some(), "who has waited for so long is not held");
    let mut second = Box::pin(impatience.hold(&ann, Duration::ZERO));
    assert!(second.as_mut().now_or_never().is_none());
    assert!(impatience.hold(&ann, Duration::ZERO).now_or_never().is_some(), "no more are held than there are places");
    assert!(impatience.hold(&bob, Duration::ZERO).now_or_never().is_some(), "another has asked once");
    tokio::time::timeout(PATIENCE, second).await.expect("it is told in the end");
}

#[tokio::test]
async fn a_client_that_is_slow_to_send_its_body_holds_no_seat_be_it_small_or_large() {
    let app = TestApp::new().await;
    for length in [2, 100_000] {
        let held = Held::new();
        let edge = Edge { load: load(1, 0, LONG), body_timeout: LONG, ..Edge::default() };
        let shell = Shell::around(held.router(&app.app, edge), limits(), None).await;
        let mut slow = shell.connect().await;
        let head = post(&format!("expect: 100-continue\r\ncontent-length: {length}\r\n"), "");
        slow.write_all(head.as_bytes()).await.unwrap();
        assert_eq!(status(&one(&mut slow).await), 100, "the server waits for the body");
        held.end(1);
        let mut quick = shell.connect().await;
        quick.write_all(whole("{}").as_bytes()).await.unwrap();
        assert_eq!(status(&one(&mut quick).await), 200);
    }
}

#[tokio::test]
async fn of_the_bodies_that_are_not_small_so_many_are_read_as_there_is_room_for() {
    let app = TestApp::new().await;
    let held = Held::new();
    // Room for one.
    let edge = Edge { body_max: 64 << 20, body_timeout: LONG, load: load(2, 10, LONG), ..Edge::default() };
    let shell = Shell::around(held.router(&app.app, edge), limits(), None).await;
    let head = post("expect: 100-continue\r\ncontent-length: 20000\r\n", "");
    let mut first = shell.connect().await;
    first.write_all(head.as_bytes()).await.unwrap();
    assert_eq!(status(&one(&mut first).await), 100);
    let mut second = shell.connect().await;
    second.write_all(head.as_bytes()).await.unwrap();
    let early = tokio::time::timeout(SHORT * 3, second.readable()).await;
    assert!(early.is_err(), "its body is not asked for");
    // A small one passes by.
    let mut small = shell.connect().await;
    small.write_all(whole("{}").as_bytes()).await.unwrap();
    held.begun().await;
    first.write_all(" ".repeat(20_000).as_bytes()).await.unwrap();
    held.begun().await;
    // The first has a seat, and its place is free.
    assert_eq!(status(&one(&mut second).await), 100);
}

#[tokio::test]
async fn the_wait_is_a_part_of_the_time_in_which_a_request_is_answered() {
    let app = TestApp::new().await;
    let held = Held::new();
    let edge = Edge { load: load(1, 10, LONG), request_timeout: Duration::from_secs(1), ..Edge::default() };
    let shell = Shell::around(held.router(&app.app, edge), limits(), None).await;
    let mut first = shell.connect().await;
    first.write_all(whole("{}").as_bytes()).await.unwrap();
    held.begun().await;
    let mut second = shell.connect().await;
    let asked = std::time::Instant::now();
    second.write_all(whole("{}").as_bytes()).await.unwrap();
    // The first is ended by its own limit, and what is left of the second's is not as long.
    assert_eq!(status(&one(&mut first).await), 503);
    assert_eq!(status(&one(&mut second).await), 503);
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
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
    let router = layered(app.app.clone(), edge, Known::default(), routes, Router::new());
    let shell = Shell::around(router, limits(), None).await;
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: regie\r\nconnection: close\r\n\r\n");
    let mut released = shell.connect().await;
    released.write_all(get("/release").as_bytes()).await.unwrap();
    held.begun().await;
    let mut stream = shell.connect().await;
    stream.write_all(get("/stream").as_bytes()).await.unwrap();
    assert_eq!(status(&one(&mut stream).await), 200);
    assert_eq!(status(&shell.say(get("/plain")).await), 200);
}

#[tokio::test]
async fn one_caller_sends_a_share_of_the_large_bodies_and_others_find_places() {
    let (uploads, ann, bob) = (Uploads::of(16), ann(), Principal::new("bob"));
    let _both = (uploads.share(&ann, SHORT).await.unwrap(), uploads.share(&ann, SHORT).await.unwrap());
    assert!(uploads.share(&ann, SHORT).await.is_err());
    assert!(uploads.share(&bob, SHORT).now_or_never().unwrap().is_ok());
}

/// The head of a body that is not small, from an address; the body is sent when it is asked for.
async fn upload(shell: &Shell, from: u8) -> TcpStream {
    let mut stream = shell.connect_from(from).await;
    stream.write_all(post("expect: 100-continue\r\ncontent-length: 20000\r\n", "").as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn who_stalls_large_uploads_holds_a_share_of_the_places_and_is_cut_in_time() {
    let app = TestApp::new().await;
    let held = Held::new();
    held.end(1);
    // Room for sixteen, two of each caller.
    let (wait_max, body_timeout) = (Duration::from_secs(1), Duration::from_secs(3));
    let edge = Edge { body_max: 4 << 20, body_timeout, load: load(2, 100, wait_max), ..Edge::default() };
    let shell = Shell::around(held.router(&app.app, edge), limits(), None).await;
    let began = std::time::Instant::now();
    let mut stalled = Vec::new();
    for place in 0..6 {
        let mut stream = upload(&shell, 2).await;
        if place < 2 {
            assert_eq!(status(&one(&mut stream).await), 100);
        }
        stalled.push(stream);
    }
    let mut other = upload(&shell, 3).await;
    assert_eq!(status(&one(&mut other).await), 100);
    other.write_all(" ".repeat(20_000).as_bytes()).await.unwrap();
    assert_eq!(status(&one(&mut other).await), 200);
    for stream in &mut stalled[2..] {
        assert_eq!(status(&one(stream).await), 503, "they were not asked for their bodies");
    }
    for stream in &mut stalled[..2] {
        assert_eq!(status(&one(stream).await), 408);
    }
    assert!(began.elapsed() >= body_timeout);
}

#[tokio::test]
async fn who_waits_for_a_share_and_then_for_a_place_waits_no_longer_than_for_one() {
    let app = TestApp::new().await;
    let held = Held::new();
    // Room for one.
    let (wait_max, body_timeout) = (Duration::from_secs(3), Duration::from_secs(2));
    let edge = Edge { body_max: 64 << 20, body_timeout, load: load(2, 100, wait_max), ..Edge::default() };
    let shell = Shell::around(held.router(&app.app, edge), limits(), None).await;
    let mut first = upload(&shell, 2).await;
    assert_eq!(status(&one(&mut first).await), 100);
    let mut other = upload(&shell, 3).await;
    let mut second = upload(&shell, 2).await;
    assert_eq!(status(&one(&mut first).await), 408);
    assert_eq!(status(&one(&mut other).await), 100, "the other has come before the second");
    assert_eq!(status(&one(&mut second).await), 503, "not when the other is cut, too");
    assert_eq!(status(&one(&mut other).await), 408);
}

fn admission(app: &TestApp, gate: &Gate, introductions: Gate) -> Admission {
    Admission {
        gate: gate.clone(),
        intake: Gate::new(Load::UNLIMITED),
        receiver: Receiver::new(1_024, LONG),
        known: Known::default(),
        introductions,
        house: app.app.house.clone(),
        uploads: Uploads::of(8),
        impatience: Impatience::new(0),
        request_timeout: LONG,
    }
}

#[tokio::test]
async fn who_waits_until_a_token_is_looked_up_waits_no_longer_in_all() {
    let app = TestApp::new().await;
    let wait_max = Duration::from_secs(2);
    let (gate, introductions) = (Gate::new(load(1, 10, wait_max)), Gate::new(load(1, 10, wait_max)));
    let service = admission(&app, &gate, introductions.clone()).layer(Router::new());
    let _seats = (gate.seat(&ann()).await.unwrap(), introductions.seat(&ann()).await.unwrap());
    let request = Request::get("/").header("authorization", "Bearer nobody").body(Body::empty()).unwrap();
    let asked = service.clone().call(request);
    let late = tokio::time::sleep(wait_max * 3 / 2);
    let answer = tokio::select! {
        answer = asked => answer.unwrap(),
        () = late => panic!("it waits once more"),
    };
    assert_eq!(answer.status(), 503);
}

#[tokio::test]
async fn whose_token_is_good_has_a_turn_of_their_own_from_the_first_request_on_however_many_strangers_wait() {
    let app = TestApp::new().await;
    let token = app.as_role("auditor").await.token().to_owned();
    let (gate, stranger) = (Gate::new(load(1, 2, LONG)), visitor(None));
    let admission = admission(&app, &gate, Gate::new(Load::UNLIMITED));
    let service = admission.layer(Router::new().route("/", axum::routing::get(async || "served")));
    let ask = |token: &str| {
        let request = Request::get("/").header("authorization", format!("Bearer {token}"));
        service.clone().call(request.body(Body::empty()).unwrap())
    };
    let seat = gate.seat(&stranger).await.unwrap();
    let (mut first, mut second) = (Box::pin(gate.seat(&stranger)), Box::pin(gate.seat(&stranger)));
    assert!(first.as_mut().now_or_never().is_none() && second.as_mut().now_or_never().is_none());
    assert_eq!(ask("made-up").await.unwrap().status(), 503, "a token that is not good buys nothing");
    let known = tokio::spawn(ask(&token));
    assert!(second.await.is_err(), "the newest of the strangers makes room");
    drop(seat);
    drop(first);
    assert_eq!(known.await.unwrap().unwrap().status(), 200);
}
