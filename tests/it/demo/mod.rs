//! The demo shop: all there, sound, the same for the same seed, and at work.

mod desks;
mod same;
mod whole;

use regie::access::session;
use regie::app::App;
use regie::demo::{self, Options, Step, people};
use regie::kernel::clock::Timestamp;
use regie::staff::account;
use sea_orm::{EntityTrait, FromQueryResult, PaginatorTrait as _};
use std::sync::Arc;
use tokio::sync::Notify;

use crate::harness::{Client, TestApp};

/// A house with the demo shop of a seed in it, at scale 1.
pub async fn shop(seed: u64) -> TestApp {
    let app = TestApp::new().await;
    fill(&app, seed).await;
    app
}

pub async fn fill(app: &TestApp, seed: u64) {
    demo::fill(&app.app, Options { seed, scale: 1 }, &|_| ()).await.unwrap();
}

/// A filling that stops at the beginning of a step, as if somebody had pulled the plug.
pub async fn interrupted(app: &App, step: &'static str) {
    let reached = Arc::new(Notify::new());
    let told = reached.clone();
    let progress = move |now: Step| {
        if now.name == step {
            told.notify_one();
        }
    };
    tokio::select! {
        biased;
        () = reached.notified() => {}
        done = demo::fill(app, Options { seed: 1, scale: 1 }, &progress) => panic!("it came to its end: {done:?}"),
    }
}

/// One of the demo people, signed in.
pub async fn sign_in(app: &TestApp, desk: &str) -> Client {
    let house = &app.app.house;
    let member = account::by_email(&house.db.reader, &people::email(desk)).await.unwrap().unwrap();
    let tx = app.begin().await;
    let opened = session::open(&house.entropy, &tx, member.id, session::UserAgent::default()).await.unwrap();
    tx.commit(&house.entropy).await.unwrap();
    app.with_token(&opened.token)
}

/// Every row of a table, by its primary key where that is an id: in the order in which they were made.
pub async fn all<E>(app: &TestApp) -> Vec<E::Model>
where
    E: EntityTrait,
    E::Model: FromQueryResult + Send + Sync,
{
    E::find().all(&app.app.house.db.reader).await.unwrap()
}

pub async fn count<E>(app: &TestApp) -> u64
where
    E: EntityTrait,
    E::Model: FromQueryResult + Send + Sync,
{
    E::find().count(&app.app.house.db.reader).await.unwrap()
}

/// Whether a moment of the past is a while ago, but not for ever.
pub fn in_the_past(app: &TestApp, moment: Timestamp) -> bool {
    let now = app.app.house.clock.now();
    moment <= now && moment >= now.plus_secs(-201 * 24 * 3_600)
}
