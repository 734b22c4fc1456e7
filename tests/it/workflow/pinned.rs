//! An approval stands for what was looked at: the version of the thing, and the changes that were shown.

use serde_json::{Value, json};

use super::{approval, assert_chain, assert_invariants, audit_of, code, complete, inbox, publish, staff};
use crate::harness::{Client, TestApp};

const CREATE: &str = "mutation($input: CustomerCreateInput!) { customerCreate(input: $input) {
    customer { id version } userErrors { code } } }";
const RENAME: &str = "mutation($input: CustomerUpdateInput!) { customerUpdate(input: $input) {
    customer { name version } userErrors { code field data } pendingApproval { instanceId } } }";
const WAITS: &str = "query($id: ID!) { workflowInstance(id: $id) { status entity { type id label } parkedCommand {
    name state subjectVersion input changeCount changes { entityType entityId isHidden before after } } } }";

/// A shop where the warehouse changes customers only with finance.
struct Support {
    app: TestApp,
    owner: Client,
    clerk: Client,
    finance: Client,
    customer: Value,
}

impl Support {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let owner = app.as_role("owner").await;
        let mut source = approval("customer-change");
        source["name"] = json!("Change of a customer");
        source["entity"] = json!("Customer");
        source["lanes"][0]["roles"] = json!(["finance"]);
        publish(&owner, source).await;
        app.line("warehouse-clerk", "customer.update", "APPROVE", Some("customer-change"), None).await;
        let (clerk, finance) = (app.as_role("warehouse-clerk").await, app.as_role("finance").await);
        let input = json!({ "email": "ada@regie.test", "name": "Ada Lovelace" });
        let customer = owner.ok(CREATE, json!({ "input": input })).await["customerCreate"]["customer"].clone();
        Self { app, owner, clerk, finance, customer }
    }

    async fn rename(&self, client: &Client, name: &str) -> Value {
        let input = json!({ "id": self.customer["id"], "expectedVersion": 1, "name": name });
        client.ok(RENAME, json!({ "input": input })).await["customerUpdate"].clone()
    }

    async fn waits(&self, client: &Client, answer: &Value) -> Value {
        let id = &answer["pendingApproval"]["instanceId"];
        client.ok(WAITS, json!({ "id": id })).await["workflowInstance"].clone()
    }

    async fn name(&self) -> Value {
        let document = "query($id: ID!) { customer(id: $id) { name } }";
        self.owner.ok(document, json!({ "id": self.customer["id"] })).await["customer"]["name"].clone()
    }
}

#[tokio::test]
async fn a_correction_that_was_made_meanwhile_is_not_overwritten_by_an_approval() {
    let shop = Support::new().await;
    let first = shop.rename(&shop.clerk, "Ada Byron").await;
    let second = shop.rename(&shop.clerk, "Ada King").await;
    // Who asked has asked anew: what they asked first is withdrawn, and one task is left.
    let withdrawn = shop.waits(&shop.owner, &first).await;
    assert_eq!((&withdrawn["status"], &withdrawn["parkedCommand"]["state"]), (&json!("CANCELED"), &json!("DISCARDED")));
    let tasks = inbox(&shop.finance).await;
    let about = json!({ "type": "Customer", "id": shop.customer["id"], "label": "Ada Lovelace" });
    assert_eq!((tasks.len(), &tasks[0]["entity"], &tasks[0]["title"]), (1, &about, &json!("Change Ada Lovelace")));
    // Somebody else does not push aside what waits.
    let other = shop.app.as_role("warehouse-clerk").await;
    let refused = shop.rename(&other, "Ada L.").await;
    assert_eq!(code(&refused), "ALREADY_PENDING");
    assert_eq!(refused["userErrors"][0]["data"]["instanceId"], second["pendingApproval"]["instanceId"]);
    let corrected = shop.rename(&shop.owner, "Augusta Ada King").await;
    assert_eq!(corrected["customer"]["version"], 2);
    let task = tasks[0]["id"].as_str().unwrap();
    let stale = complete(&shop.finance, task, "approve").await;
    assert_eq!((code(&stale), &stale["userErrors"][0]["data"]["code"]), ("ACTION_REFUSED", &json!("CONFLICT")));
    assert_eq!(shop.name().await, "Augusta Ada King");
    assert_eq!(inbox(&shop.finance).await.len(), 1, "the task waits for a refusal");
    complete(&shop.finance, task, "reject").await;
    assert_eq!(shop.waits(&shop.owner, &second).await["parkedCommand"]["state"], "DISCARDED");
    assert_eq!(shop.name().await, "Augusta Ada King");
    assert_chain(&shop.app).await;
    assert_invariants(&shop.app).await;
}

#[tokio::test]
async fn a_request_that_nobody_was_in_the_way_of_is_done_with_both_names() {
    let shop = Support::new().await;
    let answer = shop.rename(&shop.clerk, "Ada King").await;
    let waits = shop.waits(&shop.finance, &answer).await;
    assert_eq!(waits["entity"]["label"], "Ada Lovelace");
    let id = &shop.customer["id"];
    let mut changes = waits["parkedCommand"]["changes"].clone();
    for values in ["before", "after"] {
        changes[0][values].as_object_mut().unwrap().remove("updatedAt");
    }
    let before = json!({ "name": "Ada Lovelace", "nameFolded": "ada lovelace", "version": 1 });
    let after = json!({ "name": "Ada King", "nameFolded": "ada king", "version": 2 });
    assert_eq!(
        (&waits["parkedCommand"]["subjectVersion"], &changes),
        (
            &json!(1),
            &json!([{ "entityType": "Customer", "entityId": id, "isHidden": false, "before": before, "after": after }])
        )
    );
    let input =
        json!({ "id": id, "expectedVersion": 1, "email": null, "name": "Ada King", "phone": null, "note": null });
    assert_eq!(waits["parkedCommand"]["input"], input, "as the API spells it");
    let task = inbox(&shop.finance).await[0]["id"].as_str().unwrap().to_owned();
    complete(&shop.finance, &task, "approve").await;
    assert_eq!(shop.name().await, "Ada King");
    let entries = audit_of(&shop.app, "customerUpdate").await;
    let change = entries.iter().find(|entry| entry.entity == "Customer").unwrap();
    assert_eq!((change.staff_id, &change.approvals), (shop.clerk.staff, &json!([staff(&shop.finance)])));
}

#[tokio::test]
async fn approvers_see_of_a_change_what_they_may_read() {
    let shop = Support::new().await;
    let answer = shop.rename(&shop.clerk, "Ada King").await;
    shop.app.line("finance", "customer.read", "DENY", None, None).await;
    let waits = shop.waits(&shop.finance, &answer).await;
    let id = &shop.customer["id"];
    let hidden = json!([{ "entityType": "Customer", "entityId": id, "isHidden": true, "before": null, "after": null }]);
    assert_eq!(waits["parkedCommand"]["changes"], hidden);
}

#[tokio::test]
async fn a_change_that_would_be_refused_asks_nobody() {
    let shop = Support::new().await;
    let input = json!({ "email": "b@regie.test" });
    shop.owner.ok(CREATE, json!({ "input": input })).await;
    let input = json!({ "id": shop.customer["id"], "email": "b@regie.test" });
    let refused = shop.clerk.ok(RENAME, json!({ "input": input })).await["customerUpdate"].clone();
    assert_eq!((code(&refused), &refused["pendingApproval"]), ("TAKEN", &Value::Null));
    let stale = json!({ "id": shop.customer["id"], "expectedVersion": 7, "name": "Ada" });
    assert_eq!(shop.clerk.fault(RENAME, json!({ "input": stale })).await, "CONFLICT");
    assert!(inbox(&shop.finance).await.is_empty());
    assert!(audit_of(&shop.app, "customerUpdate").await.is_empty(), "what was tried is not recorded");
}

#[tokio::test]
async fn of_a_hundred_changes_and_one_a_hundred_are_shown_and_all_are_counted() {
    let shop = Support::new().await;
    shop.app.line("warehouse-clerk", "product.create", "APPROVE", Some("customer-change"), None).await;
    let create = "mutation($input: ProductCreateInput!) { productCreate(input: $input) {
        userErrors { code } pendingApproval { instanceId } } }";
    let variants: Vec<Value> = (0..100).map(|n| json!({ "optionValues": [n.to_string()] })).collect();
    let input = json!({ "title": "Sock", "optionNames": ["Size"], "variants": variants });
    let answer = shop.clerk.ok(create, json!({ "input": input })).await["productCreate"].clone();
    let waits = shop.waits(&shop.owner, &answer).await["parkedCommand"].clone();
    assert_eq!((&waits["changeCount"], waits["changes"].as_array().unwrap().len()), (&json!(101), 100));
}

#[tokio::test]
async fn a_request_about_another_part_of_the_thing_does_not_push_aside_the_first() {
    let shop = Support::new().await;
    for permission in ["product.update", "product.read"] {
        shop.app.line("warehouse-clerk", permission, "APPROVE", Some("customer-change"), None).await;
    }
    let create = "mutation($input: ProductCreateInput!) { productCreate(input: $input) {
        product { id variants { id } } userErrors { code } } }";
    let variants = json!([{ "optionValues": ["S"] }, { "optionValues": ["M"] }]);
    let input = json!({ "title": "Sock", "optionNames": ["Size"], "variants": variants });
    let product = shop.owner.ok(create, json!({ "input": input })).await["productCreate"]["product"].clone();
    let change = async |variant: &Value, barcode: &str| {
        let update = "mutation($input: ProductVariantUpdateInput!) { productVariantUpdate(input: $input) {
            userErrors { code } pendingApproval { instanceId } } }";
        let input = json!({ "input": { "id": variant["id"], "barcode": barcode } });
        shop.clerk.ok(update, input).await["productVariantUpdate"].clone()
    };
    let (small, medium) = (&product["variants"][0], &product["variants"][1]);
    let first = change(small, "1").await;
    assert_eq!(code(&change(medium, "2").await), "ALREADY_PENDING");
    assert_eq!(shop.waits(&shop.owner, &first).await["parkedCommand"]["state"], "WAITING");
    assert!(change(small, "3").await["pendingApproval"].is_object(), "the same part is asked for anew");
    let add = "mutation($input: ProductVariantCreateInput!) { productVariantCreate(input: $input) {
        userErrors { code } pendingApproval { instanceId } } }";
    for (size, refused) in [("L", false), ("XL", true)] {
        let input = json!({ "input": { "productId": product["id"], "optionValues": [size] } });
        let answer = shop.clerk.ok(add, input).await["productVariantCreate"].clone();
        assert_eq!(answer["userErrors"][0]["code"] == "ALREADY_PENDING", refused, "{answer}");
    }
    assert_invariants(&shop.app).await;
}
