//! Orders of a foreign channel do not exist.

use regie::kernel::scope::Domain;
use serde_json::json;

use super::{done, draft_of, mutation, place_of, refused};
use crate::harness::shop::{GOODS, Shop};

#[tokio::test]
async fn an_order_of_a_foreign_channel_does_not_exist() {
    let shop = Shop::new().await;
    let shirt = shop.stocked(GOODS, 50).await;
    let foreign = shop.new_channel("foreign", "EUR").await;
    let theirs = done(&shop, &shop.owner, "orderDraftCreate", draft_of(foreign, &[(shirt, 1)])).await;
    let theirs = done(&shop, &shop.owner, "orderPlace", place_of(&theirs)).await;
    let ours = done(&shop, &shop.owner, "orderDraftCreate", draft_of(shop.channel, &[(shirt, 2)])).await;
    let document = "query($id: ID!) { order(id: $id) { timeline { id } } }";
    let event = shop.owner.ok(document, json!({ "id": theirs["id"] })).await["order"]["timeline"][0]["id"].clone();
    let agent = shop.app.person("local", &[("order-agent", Domain::Channel(shop.channel))]).await;

    let line = &theirs["lines"][0]["id"];
    let data = agent
        .ok(
            "query($id: ID!, $number: String!, $ids: [ID!]!) { order(id: $id) { id } orderByNumber(number: $number) { id }
             nodes(ids: $ids) { id } orders { nodes { id lines { id } } totalCount { count } } }",
            json!({ "id": theirs["id"], "number": theirs["number"], "ids": [theirs["id"], line, event] }),
        )
        .await;
    assert_eq!((&data["order"], &data["orderByNumber"]), (&json!(null), &json!(null)));
    assert_eq!(data["nodes"], json!([null, null, null]));
    let own = json!([{ "id": ours["id"], "lines": [{ "id": ours["lines"][0]["id"] }] }]);
    assert_eq!(data["orders"], json!({ "nodes": own, "totalCount": { "count": 1 } }));
    let data = agent
        .ok(
            "query($id: ID!) { node(id: $id) { ... on Customer { orders { nodes { id } totalCount { count } } } } }",
            json!({ "id": ours["customer"]["id"] }),
        )
        .await;
    assert_eq!(data["node"]["orders"], json!({ "nodes": [{ "id": ours["id"] }], "totalCount": { "count": 1 } }));

    let id = &theirs["id"];
    for (name, input, field) in [
        ("orderLineAdd", json!({ "orderId": id, "variantId": shirt, "quantity": 1 }), "orderId"),
        ("orderLineUpdate", json!({ "id": line, "quantity": 2 }), "id"),
        ("orderLineRemove", json!({ "id": line }), "id"),
        ("orderUpdate", json!({ "id": id, "email": "thief@example.org" }), "id"),
        ("orderPlace", place_of(&theirs), "id"),
        ("orderCancel", json!({ "id": id, "reason": "STAFF" }), "id"),
        ("orderNoteAdd", json!({ "id": id, "note": "hello" }), "id"),
        ("orderDraftCreate", draft_of(foreign, &[]), "channelId"),
    ] {
        let payload = super::payload(&shop, &agent, name, input).await;
        let error = json!({ "code": "NOT_FOUND", "field": ["input", field], "data": null });
        assert_eq!(payload["userErrors"], json!([error]), "{name}");
    }
    assert_eq!(done(&shop, &agent, "orderPlace", place_of(&ours)).await["status"], "CONFIRMED");
    assert_eq!(shop.levels(shirt).await, (50, 3), "a channel is served from every warehouse");
}

#[tokio::test]
async fn next_actions_are_those_of_the_caller_in_the_channel_of_the_order() {
    let shop = Shop::new().await;
    let other = shop.new_channel("other", "EUR").await;
    let shirt = shop.new_variant(GOODS).await;
    let here = done(&shop, &shop.owner, "orderDraftCreate", draft_of(shop.channel, &[(shirt, 1)])).await;
    let there = done(&shop, &shop.owner, "orderDraftCreate", draft_of(other, &[(shirt, 1)])).await;
    let roles = [("auditor", Domain::Everything), ("order-agent", Domain::Channel(shop.channel))];
    let mixed = shop.app.person("mixed", &roles).await;
    let document = "query($id: ID!) { order(id: $id) { nextActions } }";
    let data = mixed.ok(document, json!({ "id": here["id"] })).await;
    assert_eq!(data["order"]["nextActions"], json!(["EDIT_LINES", "UPDATE", "PLACE", "CANCEL", "ADD_NOTE"]));
    let data = mixed.ok(document, json!({ "id": there["id"] })).await;
    assert_eq!(data["order"]["nextActions"], json!([]));
    // Seen, but not to be touched: the command looks only where its own permission reaches.
    assert_eq!(
        refused(&shop, &mixed, "orderCancel", json!({ "id": there["id"], "reason": "STAFF" })).await,
        ["NOT_FOUND"]
    );
}

#[tokio::test]
async fn who_may_not_is_told_so_and_a_visitor_is_asked_to_sign_in() {
    let shop = Shop::new().await;
    let order = done(&shop, &shop.owner, "orderDraftCreate", draft_of(shop.channel, &[])).await;
    let id = &order["id"];
    let (clerk, visitor) = (shop.app.as_role("warehouse-clerk").await, shop.app.anonymous());
    for (name, input) in [
        ("orderDraftCreate", draft_of(shop.channel, &[])),
        ("orderPlace", place_of(&order)),
        ("orderCancel", json!({ "id": id, "reason": "STAFF" })),
        ("orderNoteAdd", json!({ "id": id, "note": "x" })),
    ] {
        let variables = json!({ "input": input });
        assert_eq!(clerk.fault(&mutation(name), variables.clone()).await, "FORBIDDEN", "{name}");
        assert_eq!(visitor.fault(&mutation(name), variables).await, "UNAUTHENTICATED", "{name}");
    }
    for document in ["{ orders { nodes { id } } }", "{ orderByNumber(number: \"1001\") { id } }"] {
        assert_eq!(clerk.fault(document, json!({})).await, "FORBIDDEN");
        assert_eq!(visitor.fault(document, json!({})).await, "UNAUTHENTICATED");
    }
    let data = clerk.ok("query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
    assert_eq!(data["node"], json!(null));
}
