//! Many at once: nobody gets what is not there, nobody waits for ever, and a key is good for one order.

use regie::kernel::id::VariantId;
use regie::orders::entity::order::{self, OrderStatus};
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use serde_json::{Value, json};
use std::collections::BTreeSet;

use super::{draft, draft_of, place_of, send};
use crate::harness::Client;
use crate::harness::shop::{GOODS, Shop};

/// Places with one key until there is an answer: a busy database asks to try again.
async fn place(client: Client, key: String, order: Value) -> Value {
    loop {
        let answer = send(&client, &key, "orderPlace", place_of(&order)).await;
        let Some(errors) = answer.body.get("errors") else { return answer.body["data"]["orderPlace"].clone() };
        let code = errors[0]["extensions"]["code"].as_str().unwrap();
        assert!(matches!(code, "BUSY" | "IDEMPOTENCY_CONCURRENT_REQUEST"), "{:#}", answer.body);
    }
}

async fn confirmed(shop: &Shop) -> u64 {
    let placed = order::Entity::find().filter(order::Column::Status.eq(OrderStatus::Confirmed));
    placed.count(&shop.app.app.house.db.reader).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_who_order_the_last_50_exactly_50_get_one() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let shirt = shop.stocked(GOODS, 50).await;
    let mut drafts = Vec::new();
    for _ in 0..64 {
        drafts.push(draft(&shop, &agent, &[(shirt, 1)]).await);
    }
    let clients = (0..).zip(drafts).map(|(n, order)| tokio::spawn(place(agent.clone(), format!("c{n}"), order)));
    let (mut numbers, mut short) = (BTreeSet::new(), 0);
    for client in clients.collect::<Vec<_>>() {
        let payload = client.await.unwrap();
        match payload["order"]["number"].as_str() {
            Some(number) => assert!(numbers.insert(number.to_owned()), "{number} was given twice"),
            None => {
                let data = json!({ "variantId": shirt, "requested": 1, "available": 0 });
                let error = json!({ "code": "INSUFFICIENT_STOCK", "field": ["input", "id"], "data": data });
                assert_eq!(payload["userErrors"], json!([error]));
                short += 1;
            }
        }
    }
    assert_eq!((numbers.len(), short), (50, 14));
    assert_eq!(confirmed(&shop).await, 50);
    assert_eq!(shop.levels(shirt).await, (50, 50));
    let movements = shop.movements(shirt).await;
    assert_eq!(movements.iter().map(|row| row.delta_reserved).sum::<i64>(), 50);
    let mut after: Vec<i64> = movements.iter().map(|row| row.reserved_after).collect();
    after.sort();
    assert_eq!(after, (0..=50).collect::<Vec<_>>(), "each movement saw what the one before it left");
    shop.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn orders_with_the_same_variants_in_opposite_order_do_not_lock_each_other_out() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let mut variants: Vec<VariantId> = Vec::new();
    for _ in 0..6 {
        variants.push(shop.stocked(GOODS, 100).await);
    }
    let forward: Vec<(VariantId, i32)> = variants.iter().map(|variant| (*variant, 1)).collect();
    let backward: Vec<(VariantId, i32)> = forward.iter().rev().copied().collect();
    let mut drafts = Vec::new();
    for _ in 0..10 {
        drafts.push(draft(&shop, &agent, &forward).await);
        drafts.push(draft(&shop, &agent, &backward).await);
    }
    let clients = (0..).zip(drafts).map(|(n, order)| tokio::spawn(place(agent.clone(), format!("c{n}"), order)));
    for client in clients.collect::<Vec<_>>() {
        assert_eq!(client.await.unwrap()["userErrors"], json!([]));
    }
    for variant in variants {
        assert_eq!(shop.levels(variant).await, (100, 20));
    }
    shop.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_key_at_the_same_moment_is_one_order() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let shirt = shop.stocked(GOODS, 50).await;
    let order = draft(&shop, &agent, &[(shirt, 1)]).await;
    let twins = (0..2).map(|_| tokio::spawn(place(agent.clone(), "twin".to_owned(), order.clone())));
    let mut answers = Vec::new();
    for twin in twins.collect::<Vec<_>>() {
        answers.push(twin.await.unwrap());
    }
    assert_eq!(answers[0]["order"]["number"], "1001");
    assert_eq!(answers[0], answers[1]);
    assert_eq!(shop.levels(shirt).await, (50, 1));

    let drafts = (0..2).map(|_| {
        let (agent, input) = (agent.clone(), draft_of(shop.channel, &[(shirt, 1)]));
        tokio::spawn(async move { send(&agent, "one-draft", "orderDraftCreate", input).await })
    });
    let mut ids = BTreeSet::new();
    for draft in drafts.collect::<Vec<_>>() {
        ids.insert(draft.await.unwrap().body["data"]["orderDraftCreate"]["order"]["id"].to_string());
    }
    assert_eq!(ids.len(), 1);
    assert_eq!(order::Entity::find().count(&shop.app.app.house.db.reader).await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn placing_and_canceling_at_once_leaves_nothing_promised_to_a_canceled_order() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let shirt = shop.stocked(GOODS, 50).await;
    let mut pairs = Vec::new();
    for n in 0..8 {
        let order = draft(&shop, &agent, &[(shirt, 1)]).await;
        let placing = tokio::spawn({
            let (agent, order) = (agent.clone(), order.clone());
            async move { send(&agent, &format!("p{n}"), "orderPlace", place_of(&order)).await.body }
        });
        let canceling = tokio::spawn({
            let (agent, input) = (agent.clone(), json!({ "id": order["id"], "reason": "STAFF" }));
            async move { send(&agent, &format!("x{n}"), "orderCancel", input).await.body }
        });
        pairs.push((placing, canceling));
    }
    for (placing, canceling) in pairs {
        let (placing, canceling) = (placing.await.unwrap(), canceling.await.unwrap());
        assert_eq!(canceling["data"]["orderCancel"]["userErrors"], json!([]), "{canceling:#} after {placing:#}");
    }
    assert_eq!(confirmed(&shop).await, 0);
    assert_eq!(shop.levels(shirt).await, (50, 0));
    shop.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn first_orders_of_one_new_customer_at_once_find_one_customer() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let drafts = (0..8).map(|n| {
        let (agent, input) = (agent.clone(), draft_of(shop.channel, &[]));
        tokio::spawn(async move { send(&agent, &format!("d{n}"), "orderDraftCreate", input).await.body })
    });
    let mut customers = BTreeSet::new();
    for draft in drafts.collect::<Vec<_>>() {
        let body = draft.await.unwrap();
        customers.insert(body["data"]["orderDraftCreate"]["order"]["customer"]["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(customers.len(), 1);
}
