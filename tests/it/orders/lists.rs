//! Lists of orders: filtered, sorted, paged, and as cheap for fifty as for one.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{done, draft_of, payload, place_of, placed};
use crate::harness::shop::{GOODS, Goods, Shop};
use crate::harness::{Answer, Client};

const LIST: &str = "query($where: OrderFilter, $sort: OrderSort! = CREATED_AT, $direction: Direction! = DESC, $first: Int,
    $after: String, $last: Int, $before: String) { orders(where: $where, sort: $sort, direction: $direction, first: $first,
    after: $after, last: $last, before: $before) { nodes { email } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount { count } } }";

fn names(data: &Value) -> Vec<&str> {
    let nodes = data["orders"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| node["email"].as_str().unwrap().split('@').next().unwrap()).collect()
}

/// Four orders, an hour apart: a draft of 10, a placed one of 40, a canceled one of 20, a placed one of 30 in dollars' channel.
async fn four(shop: &Shop) -> Vec<Value> {
    let shirt = shop.stocked(GOODS, 100).await;
    let other = shop.new_channel("other", "EUR").await;
    let mut orders = Vec::new();
    for (name, channel, quantity) in
        [("draft", shop.channel, 1), ("placed", shop.channel, 4), ("canceled", shop.channel, 2), ("other", other, 3)]
    {
        let mut input = draft_of(channel, &[(shirt, quantity)]);
        input["email"] = json!(format!("{name}@example.org"));
        let mut order = done(shop, &shop.owner, "orderDraftCreate", input).await;
        shop.app.clock.advance(TimeDelta::hours(1));
        if name != "draft" {
            order = done(shop, &shop.owner, "orderPlace", place_of(&order)).await;
        }
        if name == "canceled" {
            order = done(shop, &shop.owner, "orderCancel", json!({ "id": order["id"], "reason": "FRAUD" })).await;
        }
        orders.push(order);
    }
    orders
}

#[tokio::test]
async fn orders_are_filtered_by_everything_that_staff_ask_for() {
    let shop = Shop::new().await;
    let orders = four(&shop).await;
    let owner = &shop.owner;
    for (filter, expected) in [
        (json!({}), vec!["other", "canceled", "placed", "draft"]),
        (json!({ "status": ["DRAFT", "CANCELED"] }), vec!["canceled", "draft"]),
        (json!({ "status": [] }), vec![]),
        (json!({ "channelId": shop.channel }), vec!["canceled", "placed", "draft"]),
        (json!({ "customerId": orders[1]["customer"]["id"] }), vec!["placed"]),
        (json!({ "number": { "eq": orders[2]["number"] } }), vec!["canceled"]),
        (json!({ "number": { "oneOf": [orders[1]["number"], orders[3]["number"]] } }), vec!["other", "placed"]),
        (json!({ "email": { "eq": "PLACED@example.org" } }), vec!["placed"]),
        (
            json!({ "createdAt": { "since": "2026-03-02T10:00:00Z", "until": "2026-03-02T12:00:00Z" } }),
            vec!["canceled", "placed"],
        ),
        (json!({ "placedAt": { "since": "2026-03-02T11:30:00Z" } }), vec!["other", "canceled"]),
        (json!({ "total": { "currency": "EUR", "atLeast": "20", "atMost": "30.00" } }), vec!["other", "canceled"]),
        (json!({ "total": { "currency": "USD" } }), vec![]),
        (json!({ "status": ["CONFIRMED"], "channelId": shop.channel }), vec!["placed"]),
    ] {
        let data = owner.ok(LIST, json!({ "where": filter })).await;
        assert_eq!(names(&data), expected, "{filter}");
        assert_eq!(data["orders"]["totalCount"]["count"], expected.len(), "{filter}");
    }
    let number = json!({ "number": orders[1]["number"] });
    let data = owner.ok("query($number: String!) { orderByNumber(number: $number) { email } }", number).await;
    assert_eq!(data["orderByNumber"]["email"], "placed@example.org");
    for filter in [
        json!({ "status": vec!["DRAFT"; 101] }),
        json!({ "number": { "eq": "x".repeat(256) } }),
        json!({ "email": { "oneOf": vec!["a@b.de"; 101] } }),
        json!({ "total": { "currency": "EUR", "atLeast": "1.234" } }),
    ] {
        assert_eq!(owner.fault(LIST, json!({ "where": filter })).await, "BAD_INPUT", "{filter}");
    }
    let long = json!({ "number": "9".repeat(256) });
    assert_eq!(
        owner.fault("query($number: String!) { orderByNumber(number: $number) { id } }", long).await,
        "BAD_INPUT"
    );
}

#[tokio::test]
async fn orders_are_sorted_and_every_page_is_walked_once_in_both_directions() {
    let shop = Shop::new().await;
    four(&shop).await;
    for (sort, ascending) in [
        ("CREATED_AT", ["draft", "placed", "canceled", "other"]),
        ("PLACED_AT", ["placed", "canceled", "other", "draft"]),
        ("TOTAL", ["draft", "canceled", "other", "placed"]),
    ] {
        for direction in ["ASC", "DESC"] {
            let mut expected = ascending.to_vec();
            if direction == "DESC" {
                expected.reverse();
            }
            let (mut walked, mut after) = (Vec::new(), json!(null));
            loop {
                let data = shop
                    .owner
                    .ok(LIST, json!({ "sort": sort, "direction": direction, "first": 3, "after": after }))
                    .await;
                walked.extend(names(&data).into_iter().map(str::to_owned));
                if data["orders"]["pageInfo"]["hasNextPage"] == false {
                    break;
                }
                after = data["orders"]["pageInfo"]["endCursor"].clone();
            }
            assert_eq!(walked, expected, "{sort} {direction}");
            let last = shop.owner.ok(LIST, json!({ "sort": sort, "direction": direction, "last": 1 })).await;
            let before = &last["orders"]["pageInfo"]["startCursor"];
            let data =
                shop.owner.ok(LIST, json!({ "sort": sort, "direction": direction, "last": 2, "before": before })).await;
            assert_eq!(names(&data), expected[1..3], "{sort} {direction}");
            let wrong = json!({ "sort": if sort == "TOTAL" { "CREATED_AT" } else { "TOTAL" }, "direction": direction, "after": before });
            assert_eq!(shop.owner.fault(LIST, wrong).await, "BAD_INPUT", "a cursor belongs to its order");
        }
    }
}

/// The list as a dashboard draws it.
const DASHBOARD: &str = "query($first: Int!) { orders(first: $first, sort: PLACED_AT) { nodes {
    id number label status fulfillmentStatus chargeStatus nextActions email placedAt total { amount currency }
    channel { name } createdBy { name } customer { id name email }
    shippingAddress { city country } tasks { id title status }
    lines { id sku quantity unitPrice { amount } total { amount } variant { id sku product { id title } } } } } }";

/// Fifty orders, of which five wait for their release.
async fn fifty(shop: &Shop, client: &Client) {
    let mut variants = Vec::new();
    for _ in 0..5 {
        variants.push(shop.stocked(Goods { price_minor: 100, ..GOODS }, 100_000).await);
    }
    for n in 0..50_usize {
        let large = n % 10 == 3;
        let quantity = if large { 2_000 } else { 1 };
        let lines: Vec<_> = (0..1 + n % 4).map(|k| (variants[(n + k) % 5], quantity)).collect();
        let mut input = draft_of(shop.channel, &lines);
        input["email"] = json!(format!("customer-{}@example.org", n % 7));
        let order = done(shop, client, "orderDraftCreate", input).await;
        let placed = payload(shop, client, "orderPlace", place_of(&order)).await;
        assert_eq!(placed["pendingApproval"].is_object(), large, "{placed}");
    }
}

fn statements(answers: &[Answer]) -> Vec<u64> {
    answers.iter().map(|answer| answer.statements).collect()
}

#[tokio::test]
async fn a_list_of_fifty_orders_costs_as_many_statements_as_a_list_of_one() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    fifty(&shop, &agent).await;
    let finance = shop.app.as_role("finance").await;
    let mut answers = Vec::new();
    for first in [1, 10, 50] {
        let answer = finance.send(DASHBOARD, json!({ "first": first })).await;
        assert_eq!(answer.body["data"]["orders"]["nodes"].as_array().unwrap().len(), first);
        assert!(answer.body["data"]["orders"]["nodes"][0]["lines"][0]["variant"]["product"]["title"].is_string());
        assert_eq!(answer.body["data"]["orders"]["nodes"][0]["tasks"][0]["status"], "OPEN");
        answers.push(answer);
    }
    // Session, orders, lines, variants, products, customers, channels, staff, tasks.
    assert_eq!(statements(&answers), [9, 9, 9]);

    let nested = "query($first: Int!) { orders(first: $first) { nodes { timeline(first: 3) { kind staffMember { name } }
        lines { variant { available stocks { onHand warehouse { name } movements(first: 2) { kind order { number } } } } }
        customer { orders(first: 2) { nodes { number } totalCount { count } } } } } }";
    let mut answers = Vec::new();
    for first in [1, 10, 50] {
        answers.push(agent.send(nested, json!({ "first": first })).await);
    }
    assert_eq!(answers[2].body["data"]["orders"]["nodes"][0]["timeline"][0]["kind"], "PLACED");
    let counts = statements(&answers);
    assert_eq!((counts[0], counts[1]), (counts[2], counts[2]), "{counts:?}");
}

#[tokio::test]
async fn an_order_of_many_lines_is_read_and_placed_with_few_statements() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let mut lines = Vec::new();
    for _ in 0..20 {
        lines.push((shop.stocked(Goods { price_minor: 100, ..GOODS }, 100).await, 1));
    }
    let draft = done(&shop, &agent, "orderDraftCreate", draft_of(shop.channel, &lines)).await;
    let document = "mutation($input: OrderPlaceInput!) { orderPlace(input: $input) { userErrors { code } } }";
    let answer = agent.send_with(document, json!({ "input": place_of(&draft) }), &[("idempotency-key", "k")]).await;
    assert_eq!(answer.body["data"]["orderPlace"]["userErrors"], json!([]));
    // One conditional update for each of the 20 stocks, and a constant for everything else.
    assert!(answer.statements <= 20 + 22, "{} statements", answer.statements);
    let all = "query($id: ID!) { order(id: $id) { customer { id } channel { id } createdBy { id } timeline { kind }
        lines { variant { id product { id } available } } } }";
    let answer = agent.send(all, json!({ "id": draft["id"] })).await;
    assert_eq!(answer.body["data"]["order"]["lines"].as_array().unwrap().len(), 20);
    assert!(answer.statements <= 12, "{} statements", answer.statements);
}

#[tokio::test]
async fn the_orders_of_a_customer_go_on_in_the_list_of_orders() {
    let shop = Shop::new().await;
    let shirt = shop.stocked(GOODS, 100).await;
    let mut orders = Vec::new();
    for _ in 0..3 {
        orders.push(placed(&shop, &shop.owner, &[(shirt, 1)]).await);
        shop.app.clock.advance(TimeDelta::minutes(1));
    }
    let document =
        "query($id: ID!) { order(id: $id) { customer { orders(first: 2) { nodes { number } totalCount { count }
        pageInfo { hasNextPage hasPreviousPage endCursor } } } } }";
    let data = shop.owner.ok(document, json!({ "id": orders[0]["id"] })).await;
    let page = &data["order"]["customer"]["orders"];
    assert_eq!(page["nodes"], json!([{ "number": "1003" }, { "number": "1002" }]));
    assert_eq!(page["totalCount"]["count"], 3);
    assert_eq!((&page["pageInfo"]["hasNextPage"], &page["pageInfo"]["hasPreviousPage"]), (&json!(true), &json!(false)));
    let rest =
        "query($where: OrderFilter!, $after: String!) { orders(where: $where, after: $after) { nodes { number } } }";
    let variables =
        json!({ "where": { "customerId": orders[0]["customer"]["id"] }, "after": page["pageInfo"]["endCursor"] });
    let data = shop.owner.ok(rest, variables).await;
    assert_eq!(data["orders"]["nodes"], json!([{ "number": "1001" }]));
    let rest = "query($id: ID!, $after: String!) { customer(id: $id) { orders(after: $after) { nodes { number } } } }";
    let variables = json!({ "id": orders[0]["customer"]["id"], "after": page["pageInfo"]["endCursor"] });
    let data = shop.owner.ok(rest, variables).await;
    assert_eq!(data["customer"]["orders"]["nodes"], json!([{ "number": "1001" }]));
}
