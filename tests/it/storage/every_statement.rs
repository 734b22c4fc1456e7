//! A mutation whose storage fails at any of its statements has not happened, and what is acknowledged afterwards is kept.

use regie::channels::entity::channel;
use regie::kernel::db::Db;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use serde_json::{Value, json};
use std::sync::Arc;

use super::failing::{self, Failing, Failure};
use crate::crash::books;
use crate::harness::shop::{GOODS, Shop};
use crate::harness::{Answer, Client};
use crate::orders::{draft, mutation, place_of};

pub const CREATE: &str = "mutation($input: ChannelCreateInput!) { channelCreate(input: $input) {
    channel { id } userErrors { code } } }";
const ADJUST: &str = "mutation($input: StockAdjustInput!) { stockAdjust(input: $input) {
    stock { onHand } userErrors { code } } }";
/// More than any of the mutations has.
const STATEMENTS_MAX: usize = 100;

pub fn channel_of(slug: &str) -> Value {
    json!({ "input": { "slug": slug, "name": slug, "currency": "EUR" } })
}

/// A mutation, sent again and again with the same key.
struct Trial {
    client: Client,
    name: &'static str,
    document: String,
    key: String,
    input: Value,
}

impl Trial {
    async fn send(&self) -> Answer {
        self.client.send_with(&self.document, json!({ "input": self.input }), &[("idempotency-key", &self.key)]).await
    }
}

async fn shop() -> (Shop, Arc<Failing>) {
    let (app, failing) = failing::app().await;
    (Shop::over(app).await, failing)
}

/// Looks past the application, so that nothing is seen that only its own connection knows.
async fn is_kept(shop: &Shop, slug: &str) -> bool {
    let db = Db::connect(&shop.app.db().options()).await.unwrap();
    let found = channel::Entity::find().filter(channel::Column::Slug.eq(slug)).count(&db.reader).await.unwrap();
    db.close().await.unwrap();
    found == 1
}

/// Lets each statement fail in turn, until there is none left and the mutation happens. One that has happened all the same is
/// another the next time. Gives how often a mutation has happened, and how many statements it has.
async fn at_every_statement(
    shop: &Shop,
    failing: &Failing,
    failure: Failure,
    make: impl AsyncFn(usize) -> Trial,
) -> (i64, usize) {
    let (mut trial, mut happened) = (make(0).await, 0);
    for at in 0..STATEMENTS_MAX {
        let place = format!("{} at statement {at} with {failure:?}", trial.name);
        failing.after(at, failure);
        let answer = trial.send().await;
        let struck = failing.end();
        // What is not known to have happened at its commit is asked for again with its key, and answered.
        let done = answer.body.get("errors").is_none();
        if done {
            assert_eq!(answer.body["data"][trial.name]["userErrors"], json!([]), "{place}: {:#}", answer.body);
            happened += 1;
        } else {
            assert!(struck && failure.codes().contains(&answer.code().as_str()), "{place}: {:#}", answer.body);
            let refused = answer.code() != "OUTCOME_UNKNOWN";
            assert_eq!(answer.status, if refused { 503 } else { 200 }, "{place}");
        }
        let slug = format!("{}-{}-{at}", trial.name.to_lowercase(), format!("{failure:?}").to_lowercase());
        let next = shop.owner.ok(CREATE, channel_of(&slug)).await;
        assert!(next["channelCreate"]["channel"]["id"].is_string(), "{place}: {next:#}");
        assert!(is_kept(shop, &slug).await, "{place}: it was acknowledged and is not kept");
        assert_eq!(books::balance(&shop.app.app.house.db.reader).await, Vec::<String>::new(), "{place}");
        if !struck {
            println!("{}: {at} statements, each failed with {failure:?}", trial.name);
            return (happened, at);
        }
        if done {
            trial = make(at + 1).await;
        }
    }
    panic!("{} has more than {STATEMENTS_MAX} statements", trial.name);
}

#[tokio::test]
async fn a_creation_that_fails_at_any_statement_has_not_happened_and_the_next_is_kept() {
    creations(&Failure::all()).await;
}

pub async fn creations(failures: &[Failure]) {
    let (shop, failing) = shop().await;
    for failure in failures.iter().copied() {
        let slug = |at| format!("new-{failure:?}-{at}").to_lowercase();
        let (happened, statements) = at_every_statement(&shop, &failing, failure, async |at| Trial {
            client: shop.owner.clone(),
            name: "channelCreate",
            document: CREATE.to_owned(),
            key: slug(at),
            input: channel_of(&slug(at))["input"].clone(),
        })
        .await;
        assert!(statements > 5, "{failure:?}: {statements}");
        let mut kept = 0;
        for at in 0..=statements {
            kept += i64::from(is_kept(&shop, &slug(at)).await);
        }
        assert_eq!(kept, happened, "{failure:?}");
    }
}

#[tokio::test]
async fn a_stock_change_that_fails_at_any_statement_has_not_happened_and_the_next_is_kept() {
    stock_changes(&Failure::all()).await;
}

pub async fn stock_changes(failures: &[Failure]) {
    let (shop, failing) = shop().await;
    let clerk = shop.app.as_role("warehouse-clerk").await;
    let variant = shop.stocked(GOODS, 5).await;
    let mut on_hand = 5;
    for failure in failures.iter().copied() {
        let (happened, statements) = at_every_statement(&shop, &failing, failure, async |at| Trial {
            client: clerk.clone(),
            name: "stockAdjust",
            document: ADJUST.to_owned(),
            key: format!("{failure:?}-{at}"),
            input: json!({ "variantId": variant, "warehouseId": shop.warehouse, "delta": 2, "reason": "RECEIVED" }),
        })
        .await;
        assert!(statements > 5, "{failure:?}: {statements}");
        on_hand += 2 * happened;
        assert_eq!(shop.levels(variant).await, (on_hand, 0), "{failure:?}: each happened once");
    }
}

#[tokio::test]
async fn an_order_whose_placing_fails_at_any_statement_is_not_placed_and_the_next_is_kept() {
    placings(&Failure::all()).await;
}

pub async fn placings(failures: &[Failure]) {
    let (shop, failing) = shop().await;
    let agent = shop.app.as_role("order-agent").await;
    let variant = shop.stocked(GOODS, 500).await;
    let mut promised = 0;
    for failure in failures.iter().copied() {
        let (happened, statements) = at_every_statement(&shop, &failing, failure, async |at| {
            let order = draft(&shop, &agent, &[(variant, 2)]).await;
            Trial {
                client: agent.clone(),
                name: "orderPlace",
                document: mutation("orderPlace"),
                key: format!("place-{failure:?}-{at}"),
                input: place_of(&order),
            }
        })
        .await;
        assert!(statements > 10, "{failure:?}: {statements}");
        promised += 2 * happened;
        assert_eq!(shop.levels(variant).await, (500, promised), "{failure:?}: each was placed once");
    }
}
