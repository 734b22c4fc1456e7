//! The connection breaks at the commit. Whether it was done is not known; the key finds out, and without a key it is told.

use regie::app::{App, Sources};
use regie::channels::create::ChannelCreateInput;
use regie::channels::entity::channel;
use regie::kernel::command::{Answer, execute};
use regie::kernel::cx::Caller;
use regie::kernel::db::DbOptions;
use regie::kernel::entropy::Entropy;
use regie::kernel::fault::Fault;
use regie::kernel::id::ChannelId;
use regie::kernel::money::Currency;
use regie::kernel::{job, outbox};
use regie::orders::place::OrderPlaceInput;
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::json;

use super::books;
use crate::harness::database::on_postgres;
use crate::harness::shop::{GOODS, Shop};
use crate::harness::wire::{Break, Wire};
use crate::orders::{done, draft, id_of, placed};

/// The product behind a wire, on the database of a shop.
async fn behind_a_wire(shop: &Shop) -> (App, Wire) {
    let wire = Wire::to(&shop.app.db().url()).await;
    let sources = Sources { clock: shop.app.clock.clone(), entropy: Entropy::seeded(2) };
    let options = DbOptions { readers: 2, writers: 2, ..DbOptions::new(wire.url()) };
    (App::open(&options, sources).await.unwrap(), wire)
}

#[tokio::test]
async fn with_a_key_a_commit_without_an_answer_is_done_once_and_answered() {
    // SQLite has no wire.
    if !on_postgres() {
        return;
    }
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let shirt = shop.stocked(GOODS, 5).await;
    let (app, wire) = behind_a_wire(&shop).await;
    for (at, key) in [(Break::Before, "before"), (Break::After, "after")] {
        let id = id_of(&draft(&shop, &agent, &[(shirt, 1)]).await);
        wire.break_next(at);
        let input = OrderPlaceInput { id, expected_version: 1 };
        let answer = execute(&app.house, &Caller::system("test"), input.clone(), Some(key.to_owned())).await;
        assert!(matches!(answer, Ok(Answer::Done(placed)) if placed == id), "{at:?}: {answer:?}");
        assert!(wire.has_broken());
        let again = execute(&app.house, &Caller::system("test"), input, Some(key.to_owned())).await;
        assert!(matches!(again, Ok(Answer::Done(placed)) if placed == id), "{at:?}: {again:?}");
    }
    assert_eq!(books::balance(&shop.app.app.house.db.reader).await, Vec::<String>::new());
    assert_eq!(shop.levels(shirt).await, (5, 2));
}

#[tokio::test]
async fn without_a_key_the_caller_is_told_that_it_may_have_happened() {
    if !on_postgres() {
        return;
    }
    let shop = Shop::new().await;
    let (app, wire) = behind_a_wire(&shop).await;
    for (at, slug, expected) in [(Break::Before, "never-heard-of", false), (Break::After, "done-in-silence", true)] {
        wire.break_next(at);
        let before = count(&shop).await;
        let fault = open_channel(&app, slug).await.unwrap_err();
        assert_eq!(fault.code(), "OUTCOME_UNKNOWN", "{at:?}: {fault:?}");
        assert_eq!(count(&shop).await > before, expected, "{at:?}");
        let again = open_channel(&app, slug).await.unwrap();
        assert_eq!(matches!(again, Answer::Refused(_)), expected, "{at:?}: {again:?}");
    }
}

async fn open_channel(app: &App, slug: &str) -> Result<Answer<ChannelId>, Fault> {
    let currency = Currency::parse("EUR").unwrap();
    let input = ChannelCreateInput { slug: slug.to_owned(), name: slug.to_owned(), currency };
    execute(&app.house, &Caller::system("test"), input, None).await
}

async fn count(shop: &Shop) -> u64 {
    channel::Entity::find().count(&shop.app.app.house.db.reader).await.unwrap()
}

#[tokio::test]
async fn an_event_whose_handing_on_got_no_answer_is_handed_on_once() {
    if !on_postgres() {
        return;
    }
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let shirt = shop.stocked(GOODS, 5).await;
    let (app, wire) = behind_a_wire(&shop).await;
    shop.app.drain().await;
    for at in [Break::Before, Break::After] {
        let order = placed(&shop, &agent, &[(shirt, 1)]).await;
        done(&shop, &agent, "orderCancel", json!({ "id": order["id"], "reason": "STAFF" })).await;
        wire.break_next(at);
        let fault = outbox::relay(&app.house).await.unwrap_err();
        assert_eq!(fault.code(), "OUTCOME_UNKNOWN", "{at:?}: {fault:?}");
        while outbox::relay(&app.house).await.unwrap() > 0 {}
        let jobs = job::backlog(&app.house).await.unwrap();
        assert_eq!(jobs.len(), 1, "{at:?}: {jobs:?}");
        shop.app.drain().await;
    }
}
