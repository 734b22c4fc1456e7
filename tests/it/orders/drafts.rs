//! Drafts: written line by line, with what was true of each variant when its line was added.

use regie::catalog::entity::product::ProductStatus;
use regie::kernel::id::VariantId;
use regie::kernel::table::outbox_event;
use sea_orm::{EntityTrait as _, QueryOrder as _};
use serde_json::{Value, json};

use super::{address, done, draft, draft_of, mutation, payload, place_of, placed, refused, send};
use crate::harness::shop::{GOODS, Goods, Shop};

#[tokio::test]
async fn a_draft_keeps_what_was_true_of_its_variants() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let shirt = shop.stocked(GOODS, 5).await;
    let card = shop.new_variant(Goods { price_minor: 2_550, tracked: false, ships: false, ..GOODS }).await;
    let order = draft(&shop, &agent, &[(shirt, 2), (card, 1)]).await;
    assert_eq!(order["number"], json!(null));
    assert!(order["label"].as_str().unwrap().starts_with("Draft "), "{}", order["label"]);
    assert_eq!(order["status"], "DRAFT");
    assert_eq!((&order["fulfillmentStatus"], &order["chargeStatus"]), (&json!("UNFULFILLED"), &json!("NONE")));
    assert_eq!(order["nextActions"], json!(["EDIT_LINES", "UPDATE", "PLACE", "CANCEL", "ADD_NOTE"]));
    assert_eq!((&order["email"], &order["version"]), (&json!("ada@example.org"), &json!(1)));
    assert_eq!((&order["lineCount"], &order["itemCount"]), (&json!(2), &json!(3)));
    assert_eq!(order["total"], json!({ "amount": "45.50", "currency": "EUR" }));
    assert_eq!(
        (&order["placedAt"], &order["canceledAt"], &order["billingAddress"]),
        (&json!(null), &json!(null), &json!(null))
    );
    assert_eq!(order["shippingAddress"], address());
    assert_eq!(
        (&order["customer"]["email"], &order["customer"]["name"]),
        (&json!("ada@example.org"), &json!("Ada Lovelace"))
    );
    let (first, second) = (&order["lines"][0], &order["lines"][1]);
    assert_eq!(
        (&first["quantity"], &first["unitPrice"]["amount"], &first["total"]["amount"]),
        (&json!(2), &json!("10.00"), &json!("20.00"))
    );
    assert_eq!((&first["requiresShipping"], &first["variant"]["id"]), (&json!(true), &json!(shirt)));
    assert_eq!((&second["requiresShipping"], &second["total"]["amount"]), (&json!(false), &json!("25.50")));
    assert_eq!(shop.levels(shirt).await, (5, 0), "a draft promises nothing");

    let (sku, title) = (first["sku"].clone(), first["productTitle"].clone());
    shop.edit_variant(shirt, |variant| {
        variant.sku = Some("NEW".to_owned());
        variant.prices.0[0].amount_minor = 9_999;
    })
    .await;
    let data = agent
        .ok(
            "query($id: ID!) { order(id: $id) { lines { sku productTitle unitPrice { amount } variant { sku } } } }",
            json!({ "id": order["id"] }),
        )
        .await;
    let line = &data["order"]["lines"][0];
    assert_eq!((&line["sku"], &line["productTitle"], &line["unitPrice"]["amount"]), (&sku, &title, &json!("10.00")));
    assert_eq!(line["variant"]["sku"], "NEW");
}

#[tokio::test]
async fn lines_are_added_changed_and_removed_and_each_raises_the_version_of_the_order() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let (shirt, hat) = (shop.new_variant(GOODS).await, shop.new_variant(Goods { price_minor: 500, ..GOODS }).await);
    let order = draft(&shop, &agent, &[]).await;
    assert_eq!(order["nextActions"], json!(["EDIT_LINES", "UPDATE", "CANCEL", "ADD_NOTE"]));
    let add = |variant: VariantId, quantity: i32, version: i32| json!({ "orderId": order["id"], "expectedVersion": version, "variantId": variant, "quantity": quantity });
    let with = |order: &Value| {
        let lines = order["lines"].as_array().unwrap();
        let quantities: Vec<i64> = lines.iter().map(|line| line["quantity"].as_i64().unwrap()).collect();
        (quantities, order["version"].as_i64().unwrap(), order["total"]["amount"].as_str().unwrap().to_owned())
    };
    let one = done(&shop, &agent, "orderLineAdd", add(shirt, 1, 1)).await;
    assert_eq!(with(&one), (vec![1], 2, "10.00".to_owned()));
    let two = done(&shop, &agent, "orderLineAdd", add(hat, 4, 2)).await;
    assert_eq!(with(&two), (vec![1, 4], 3, "30.00".to_owned()));
    let (first, second) = (two["lines"][0]["id"].clone(), two["lines"][1]["id"].clone());
    let update =
        |quantity: i32, version: i32| json!({ "id": second, "expectedVersion": version, "quantity": quantity });
    let three = done(&shop, &agent, "orderLineUpdate", update(3, 3)).await;
    assert_eq!(with(&three), (vec![1, 3], 4, "25.00".to_owned()));
    let same = done(&shop, &agent, "orderLineUpdate", update(3, 4)).await;
    assert_eq!(with(&same), (vec![1, 3], 4, "25.00".to_owned()), "what changes nothing raises nothing");
    let less = done(&shop, &agent, "orderLineRemove", json!({ "id": first, "expectedVersion": 4 })).await;
    assert_eq!(with(&less), (vec![3], 5, "15.00".to_owned()));
    let again = done(&shop, &agent, "orderLineAdd", add(shirt, 1, 5)).await;
    assert_eq!(with(&again), (vec![3, 1], 6, "25.00".to_owned()));

    for (name, input) in [
        ("orderLineAdd", add(shirt, 1, 5)),
        ("orderLineUpdate", update(1, 5)),
        ("orderLineRemove", json!({ "id": second, "expectedVersion": 5 })),
        ("orderUpdate", json!({ "id": order["id"], "expectedVersion": 5, "email": "b@c.de" })),
        ("orderPlace", json!({ "id": order["id"], "expectedVersion": 5 })),
        ("orderCancel", json!({ "id": order["id"], "expectedVersion": 5, "reason": "STAFF" })),
    ] {
        let answer = send(&agent, &shop.key(), name, input).await;
        assert_eq!(answer.code(), "CONFLICT", "{name}");
        assert_eq!(answer.body["errors"][0]["extensions"]["currentVersion"], 6, "{name}");
    }

    let data = agent
        .ok(
            "query($id: ID!) { order(id: $id) { timeline { kind data staffMember { id } } } }",
            json!({ "id": order["id"] }),
        )
        .await;
    let timeline = data["order"]["timeline"].as_array().unwrap();
    let kinds: Vec<_> = timeline.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["LINE_ADDED", "LINE_REMOVED", "LINE_UPDATED", "LINE_ADDED", "LINE_ADDED", "DRAFT_CREATED"]);
    assert_eq!((&timeline[2]["data"]["from"], &timeline[2]["data"]["quantity"]), (&json!(4), &json!(3)));
    assert_eq!(timeline[0]["staffMember"]["id"], json!(agent.staff));
    let events = outbox_event::Entity::find().order_by_asc(outbox_event::Column::Position);
    let events = events.all(&shop.app.app.house.db.reader).await.unwrap();
    let topics: Vec<&str> =
        events.iter().map(|event| event.topic.as_str()).filter(|topic| topic.starts_with("order.")).collect();
    assert_eq!(
        topics,
        ["order.created", "order.updated", "order.updated", "order.updated", "order.updated", "order.updated"]
    );
}

#[tokio::test]
async fn every_fault_of_a_draft_is_told_at_once_with_its_path() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let shirt = shop.new_variant(GOODS).await;
    let bad = json!({ "name": " ", "street1": "x".repeat(256), "city": "", "country": "gb" });
    let mut input = draft_of(shop.channel, &[(shirt, 0), (shirt, 1_000_001), (shirt, 1_000_000)]);
    input["email"] = json!("nobody");
    input["shippingAddress"] = bad.clone();
    input["billingAddress"] = json!({ "name": "A", "street1": "B", "city": "C", "country": "DEU" });
    input["note"] = json!("x".repeat(2_001));
    let errors = payload(&shop, &agent, "orderDraftCreate", input).await["userErrors"].clone();
    let told: Vec<String> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            let path: Vec<&str> =
                error["field"].as_array().unwrap().iter().skip(1).map(|part| part.as_str().unwrap()).collect();
            format!("{} {}", error["code"].as_str().unwrap(), path.join("."))
        })
        .collect();
    assert_eq!(
        told,
        [
            "OUT_OF_RANGE lines.0.quantity",
            "OUT_OF_RANGE lines.1.quantity",
            "INVALID email",
            "INVALID shippingAddress.country",
            "BLANK shippingAddress.name",
            "TOO_LONG shippingAddress.street1",
            "BLANK shippingAddress.city",
            "INVALID billingAddress.country",
            "TOO_LONG note",
        ]
    );
    let order = draft(&shop, &agent, &[(shirt, 1)]).await;
    let input = json!({ "id": order["id"], "email": "x", "shippingAddress": bad });
    let codes = refused(&shop, &agent, "orderUpdate", input).await;
    assert_eq!(codes, ["INVALID", "INVALID", "BLANK", "TOO_LONG", "BLANK"]);
    for (name, input) in [
        ("orderLineAdd", json!({ "orderId": order["id"], "variantId": shirt, "quantity": 0 })),
        ("orderLineAdd", json!({ "orderId": order["id"], "variantId": shirt, "quantity": 1_000_001 })),
        ("orderLineUpdate", json!({ "id": order["lines"][0]["id"], "quantity": 1_000_001 })),
    ] {
        assert_eq!(refused(&shop, &agent, name, input).await, ["OUT_OF_RANGE"], "{name}");
    }
    for (note, code) in [(" ".to_owned(), "BLANK"), ("x".repeat(2_001), "TOO_LONG")] {
        let input = json!({ "id": order["id"], "note": note });
        assert_eq!(refused(&shop, &agent, "orderNoteAdd", input).await, [code]);
        let input = json!({ "id": order["id"], "reason": "OTHER", "note": "x".repeat(2_001) });
        assert_eq!(refused(&shop, &agent, "orderCancel", input).await, ["TOO_LONG"]);
    }
}

#[tokio::test]
async fn an_order_has_at_most_500_lines() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let pin = shop.new_variant(Goods { price_minor: 1, ..GOODS }).await;
    let input = draft_of(shop.channel, &vec![(pin, 1); 501]);
    assert_eq!(refused(&shop, &agent, "orderDraftCreate", input).await, ["TOO_MANY"]);
    let full = draft(&shop, &agent, &vec![(pin, 1); 500]).await;
    assert_eq!((&full["lineCount"], &full["total"]["amount"]), (&json!(500), &json!("5.00")));
    let input = json!({ "orderId": full["id"], "variantId": pin, "quantity": 1 });
    let payload = payload(&shop, &agent, "orderLineAdd", input).await;
    assert_eq!(
        payload["userErrors"],
        json!([{ "code": "TOO_MANY", "field": ["input", "orderId"], "data": { "maximum": 500 } }])
    );
}

#[tokio::test]
async fn what_cannot_be_sold_cannot_be_added() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let gone: VariantId = shop.reserver().new_id();
    let unpublished = shop.new_variant(GOODS).await;
    shop.set_status(unpublished, ProductStatus::Draft).await;
    let archived = shop.new_variant(GOODS).await;
    shop.set_status(archived, ProductStatus::Archived).await;
    let unpriced = shop.new_variant(GOODS).await;
    shop.edit_variant(unpriced, |variant| variant.prices.0.clear()).await;
    let dear = shop.new_variant(Goods { price_minor: i64::MAX / 2, ..GOODS }).await;
    let lines = [(gone, 1), (unpublished, 1), (archived, 1), (unpriced, 1), (dear, 3)];
    let payload = payload(&shop, &agent, "orderDraftCreate", draft_of(shop.channel, &lines)).await;
    let told: Vec<_> = payload["userErrors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (&e["code"], &e["field"][2], &e["field"][3]))
        .collect();
    let is = |code: &str, line: &str, field: &str| (json!(code), json!(line), json!(field));
    let expected = [
        is("VARIANT_GONE", "0", "variantId"),
        is("NOT_FOR_SALE", "1", "variantId"),
        is("NOT_FOR_SALE", "2", "variantId"),
        is("PRICE_MISSING", "3", "variantId"),
        is("AMOUNT_TOO_LARGE", "4", "quantity"),
    ];
    assert_eq!(told, expected.iter().map(|(a, b, c)| (a, b, c)).collect::<Vec<_>>());
    assert_eq!(payload["userErrors"][3]["data"], json!({ "variantId": unpriced, "lineId": null }));

    let order = draft(&shop, &agent, &[(dear, 2)]).await;
    for (variant, code) in
        [(gone, "VARIANT_GONE"), (unpublished, "NOT_FOR_SALE"), (unpriced, "PRICE_MISSING"), (dear, "AMOUNT_TOO_LARGE")]
    {
        let input = json!({ "orderId": order["id"], "variantId": variant, "quantity": 1 });
        assert_eq!(refused(&shop, &agent, "orderLineAdd", input).await, [code]);
    }
    let input = json!({ "id": order["lines"][0]["id"], "quantity": 3 });
    assert_eq!(refused(&shop, &agent, "orderLineUpdate", input).await, ["AMOUNT_TOO_LARGE"]);

    shop.close_channel(shop.channel).await;
    assert_eq!(refused(&shop, &agent, "orderDraftCreate", draft_of(shop.channel, &[])).await, ["CHANNEL_INACTIVE"]);
}

#[tokio::test]
async fn one_e_mail_address_is_one_customer() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let first = draft(&shop, &agent, &[]).await;
    let second = draft(&shop, &agent, &[]).await;
    assert_eq!(first["customer"]["id"], second["customer"]["id"]);
    let mut input = draft_of(shop.channel, &[]);
    input.as_object_mut().unwrap().remove("email");
    let nobody = done(&shop, &agent, "orderDraftCreate", input).await;
    assert_eq!((&nobody["email"], &nobody["customer"]), (&json!(null), &json!(null)));
    let input = json!({ "id": nobody["id"], "email": "ADA@example.ORG", "billingAddress": address() });
    let named = done(&shop, &agent, "orderUpdate", input).await;
    assert_eq!(named["customer"]["id"], first["customer"]["id"]);
    assert_eq!((&named["version"], &named["billingAddress"]["name"]), (&json!(2), &json!("Ada Lovelace")));
    let other = done(&shop, &agent, "orderUpdate", json!({ "id": nobody["id"], "email": "bob@example.org" })).await;
    assert_ne!(other["customer"]["id"], first["customer"]["id"]);
    let same = done(&shop, &agent, "orderUpdate", json!({ "id": nobody["id"], "email": "bob@example.org" })).await;
    assert_eq!(same["version"], 3, "what changes nothing raises nothing");
}

#[tokio::test]
async fn a_note_stands_in_the_timeline_with_its_author() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let mut input = draft_of(shop.channel, &[]);
    input["note"] = json!("called at noon");
    let order = done(&shop, &agent, "orderDraftCreate", input).await;
    let noted =
        done(&shop, &shop.owner, "orderNoteAdd", json!({ "id": order["id"], "note": "and again\nat one" })).await;
    assert_eq!(noted["version"], 1, "a note is no change of the order");
    let document = "query($id: ID!, $first: Int!) { order(id: $id) { timeline(first: $first) { id kind message staffMember { id } } } }";
    let data = agent.ok(document, json!({ "id": order["id"], "first": 2 })).await;
    let timeline = data["order"]["timeline"].clone();
    assert_eq!(timeline[0]["message"], "and again\nat one");
    assert_eq!(timeline[0]["staffMember"]["id"], json!(shop.owner.staff));
    assert_eq!((&timeline[1]["kind"], &timeline[1]["message"]), (&json!("NOTE_ADDED"), &json!("called at noon")));
    assert_eq!(timeline.as_array().unwrap().len(), 2);
    let node = agent
        .ok(
            "query($id: ID!) { node(id: $id) { id ... on OrderEvent { message } } }",
            json!({ "id": timeline[0]["id"] }),
        )
        .await;
    assert_eq!(node["node"]["message"], "and again\nat one");
    for first in [0, 101] {
        assert_eq!(agent.fault(document, json!({ "id": order["id"], "first": first })).await, "BAD_INPUT");
    }
}

#[tokio::test]
async fn only_a_draft_can_be_edited() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let shirt = shop.stocked(GOODS, 5).await;
    let order = placed(&shop, &agent, &[(shirt, 1)]).await;
    assert_eq!(order["nextActions"], json!(["UPDATE", "CANCEL", "ADD_NOTE"]));
    let line = &order["lines"][0]["id"];
    let input = json!({ "orderId": order["id"], "variantId": shirt, "quantity": 1 });
    let payload = payload(&shop, &agent, "orderLineAdd", input).await;
    assert_eq!(
        payload["userErrors"],
        json!([{ "code": "WRONG_STATUS", "field": ["input", "orderId"], "data": { "status": "CONFIRMED", "needs": ["DRAFT"] } }])
    );
    for (name, input) in [
        ("orderLineUpdate", json!({ "id": line, "quantity": 2 })),
        ("orderLineRemove", json!({ "id": line })),
        ("orderPlace", place_of(&order)),
    ] {
        assert_eq!(refused(&shop, &agent, name, input).await, ["WRONG_STATUS"], "{name}");
    }
    let moved = done(&shop, &agent, "orderUpdate", json!({ "id": order["id"], "billingAddress": address() })).await;
    assert_eq!(moved["billingAddress"]["name"], "Ada Lovelace");
    let canceled = done(&shop, &agent, "orderCancel", json!({ "id": order["id"], "reason": "CUSTOMER" })).await;
    assert_eq!(canceled["nextActions"], json!(["ADD_NOTE"]));
    for (name, input) in [
        ("orderUpdate", json!({ "id": order["id"], "email": "b@c.de" })),
        ("orderCancel", json!({ "id": order["id"], "reason": "STAFF" })),
    ] {
        assert_eq!(refused(&shop, &agent, name, input).await, ["WRONG_STATUS"], "{name}");
    }
}

#[tokio::test]
async fn every_order_mutation_insists_on_a_key() {
    let shop = Shop::new().await;
    let order = draft(&shop, &shop.owner, &[]).await;
    let id = &order["id"];
    let line: regie::kernel::id::OrderLineId = shop.reserver().new_id();
    for (name, input) in [
        ("orderDraftCreate", draft_of(shop.channel, &[])),
        ("orderLineAdd", json!({ "orderId": id, "variantId": shop.new_variant(GOODS).await, "quantity": 1 })),
        ("orderLineUpdate", json!({ "id": line, "quantity": 1 })),
        ("orderLineRemove", json!({ "id": line })),
        ("orderUpdate", json!({ "id": id })),
        ("orderPlace", place_of(&order)),
        ("orderCancel", json!({ "id": id, "reason": "STAFF" })),
        ("orderNoteAdd", json!({ "id": id, "note": "x" })),
    ] {
        let fault = shop.owner.fault(&mutation(name), json!({ "input": input })).await;
        assert_eq!(fault, "IDEMPOTENCY_KEY_REQUIRED", "{name}");
    }
}
