//! Several gateways over one database.

use regie::access::session;
use regie::app::App;
use regie::kernel::actor::Actor;
use regie::kernel::scope::Domain;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use serde_json::json;
use std::time::{Duration, Instant};

use super::{TOPICS, crew, full_crew, gateway, happen, publish, thing, within};
use crate::cli::add_person;
use crate::harness::TestApp;
use crate::harness::database::on_postgres;

#[tokio::test]
async fn an_event_reaches_the_followers_of_another_gateway_at_once() {
    let app = TestApp::new().await;
    let there = gateway(app.db(), 2).await;
    let _crews = (crew(&app.app), crew(&there));
    let mut follower = there.house.feed.subscribe(&there.house, TOPICS, None).await.unwrap();
    let mut longest = Duration::ZERO;
    for n in 0..5 {
        happen(&app.app, thing(1), n..n + 1).await;
        publish(&app.app).await;
        let told = Instant::now();
        let notice = within("the event", follower.next()).await.unwrap();
        assert_eq!(notice.payload, json!({ "n": n }));
        longest = longest.max(told.elapsed());
    }
    println!("from publication to another gateway, at most: {longest:?}");
    // Without a bus it waits until the gateway looks by itself, which it does once a second.
    let promised = if on_postgres() { Duration::from_secs(1) } else { Duration::from_secs(2) };
    assert!(longest < promised, "{longest:?}");
}

/// Waits until this gateway has heard of the latest event of the other over the bus alone: nothing here reads the table.
async fn carried(from: &App, to: &App, n: i64) {
    let mut heard = to.house.bus.subscribe();
    happen(from, thing(1), n..n + 1).await;
    publish(from).await;
    let last = regie::kernel::outbox::sequence(&from.house.db.reader).await.unwrap().last;
    within("the news", heard.wait_for(|heard| *heard >= last)).await.unwrap();
}

/// The connection that listens in a database.
async fn listener(app: &App) -> Option<i32> {
    let query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'
        AND application_name = 'regie-there'";
    let row = app.house.db.reader.query_one_raw(Statement::from_string(DbBackend::Postgres, query)).await.unwrap();
    row.map(|row| row.try_get_by_index(0).unwrap())
}

#[tokio::test]
async fn the_bus_carries_news_to_other_gateways_and_a_connection_that_is_lost_is_made_again() {
    if !on_postgres() {
        // SQLite carries nothing: gateways look by themselves.
        return;
    }
    let app = TestApp::new().await;
    let mut options = app.db().options();
    options.url.push_str(if options.url.contains('?') { "&" } else { "?" });
    options.url.push_str("application_name=regie-there");
    let sources = regie::app::Sources::real();
    let there = App::open(&options, sources).await.unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    for house in [app.app.house.clone(), there.house.clone()] {
        let stop = stop.clone();
        tokio::spawn(async move { house.bus.run(stop).await });
    }
    let first = within("listening", async {
        loop {
            match listener(&app.app).await {
                Some(pid) => return pid,
                None => tokio::task::yield_now().await,
            }
        }
    })
    .await;
    carried(&app.app, &there, 1).await;
    let end = format!("SELECT pg_terminate_backend({first})");
    app.app.house.db.reader.query_one_raw(Statement::from_string(DbBackend::Postgres, end)).await.unwrap();
    within("listening again", async {
        while listener(&app.app).await.is_none_or(|pid| pid == first) {
            tokio::task::yield_now().await;
        }
    })
    .await;
    carried(&app.app, &there, 2).await;
    stop.cancel();
}

#[tokio::test]
async fn the_end_of_a_session_reaches_other_gateways_within_two_seconds() {
    let app = TestApp::new().await;
    let there = gateway(app.db(), 2).await;
    let _crews = (full_crew(&app.app), full_crew(&there));
    let (owner, other) = (app.as_role("owner").await, app.as_role("auditor").await);
    let session = |token: &str| {
        let (house, token) = (there.house.clone(), token.to_owned());
        async move { session::authenticate(&house, &token).await.unwrap().unwrap().id }
    };
    let (of_owner, of_other) = (session(owner.token()).await, session(other.token()).await);
    let (ends, stays) = (session::over(&there.house, of_other), session::over(&there.house, of_owner));
    tokio::pin!(ends, stays);
    assert!(futures::poll!(&mut ends).is_pending() && futures::poll!(&mut stays).is_pending());
    let begun = Instant::now();
    let document =
        "mutation($id: ID!) { sessionEnd(input: { staffId: $id, everywhere: true }) { ended userErrors { code } } }";
    owner.ok(document, json!({ "id": other.staff })).await;
    let first = within("the end of the session", async {
        tokio::select! {
            told = &mut ends => ("the ended one", told),
            told = &mut stays => ("that of somebody else", told),
        }
    });
    let (which, told) = first.await;
    told.unwrap();
    let took = begun.elapsed();
    assert_eq!(which, "the ended one");
    println!("the end of a session is known in another gateway after {took:?}");
    assert!(took < Duration::from_secs(2), "{took:?}");
    // One that was over before anybody listened is told as well.
    within("what is known", session::over(&there.house, of_other)).await.unwrap();
    owner.ok("mutation { sessionEnd { ended } }", json!({})).await;
    within("the end of the other session", stays).await.unwrap();
}

#[tokio::test]
async fn a_change_of_rights_is_in_force_in_other_gateways_within_two_seconds() {
    let app = TestApp::new().await;
    let there = gateway(app.db(), 2).await;
    let _crews = (full_crew(&app.app), full_crew(&there));
    let mut version = there.policies.watch();
    version.borrow_and_update();
    let begun = Instant::now();
    let id = add_person(&app.app, "new@regie.test", &[("administrator", Domain::Everything)]).await;
    within("the change", version.changed()).await.unwrap();
    let took = begun.elapsed();
    println!("a change of rights is in force in another gateway after {took:?}");
    assert!(took < Duration::from_secs(2), "{took:?}");
    let caller = there.caller(Actor::Staff { id, session: None }, "test");
    assert_eq!(*caller.roles, ["administrator", "storefront-visitor"]);
}
