//! A content editor asks for the publication of a product; a catalog manager decides.

use regie::kernel::id::{ProductId, TypedId as _};
use serde_json::{Value, json};

use super::{COMPLETE, assert_chain, assert_invariants, audit_of, claim, code, complete, count, inbox, staff};
use crate::catalog::{ARCHIVE, UPDATE, add, eur};
use crate::harness::{Client, START, TestApp};

const PUBLISH: &str = "mutation($input: ProductPublishInput!) { productPublish(input: $input) {
    product { status } userErrors { code field data }
    pendingApproval { instanceId workflowKey workflowName instance { status milestone } } } }";
const PRODUCT: &str = "query($id: ID!) { product(id: $id) { title status publishedAt nextActions
    tasks { id title status outcomes entity { type id label } can { complete { allowed reason } } }
    workflows { id definitionKey milestone initiator { id } parkedCommand { name state requestedBy { id } } } } }";

/// A product that an editor wrote, and who may have a say in it.
struct Newsroom {
    app: TestApp,
    editor: Client,
    manager: Client,
    product: Value,
}

impl Newsroom {
    async fn new() -> Self {
        Self::with(json!({ "title": "Pot", "variants": [{ "prices": eur("10.00") }] })).await
    }

    async fn with(product: Value) -> Self {
        let app = TestApp::new().await;
        let (editor, manager) = (app.as_role("content-editor").await, app.as_role("catalog-manager").await);
        let product = add(&editor, product).await["id"].clone();
        Self { app, editor, manager, product }
    }

    /// Asks for the publication; it is parked. Gives the payload.
    async fn ask(&self) -> Value {
        let data = self.editor.ok(PUBLISH, json!({ "input": { "id": self.product } })).await;
        assert!(data["productPublish"]["pendingApproval"]["instanceId"].is_string(), "{data}");
        data["productPublish"].clone()
    }

    async fn seen_by(&self, client: &Client) -> Value {
        client.ok(PRODUCT, json!({ "id": self.product })).await["product"].clone()
    }

    /// The one task in the inbox of the manager, which is the one on the product.
    async fn task(&self) -> String {
        let (tasks, seen) = (inbox(&self.manager).await, self.seen_by(&self.manager).await);
        assert_eq!((tasks.len(), seen["tasks"].as_array().unwrap().len()), (1, 1), "{tasks:?} {seen}");
        assert_eq!(tasks[0]["id"], seen["tasks"][0]["id"]);
        tasks[0]["id"].as_str().unwrap().to_owned()
    }

    /// The approval is refused for this reason, and everything stays as it was.
    async fn assert_refused(&self, because: &str) {
        let (before, task) = (self.seen_by(&self.editor).await, self.task().await);
        let refused = complete(&self.manager, &task, "approve").await;
        assert_eq!((code(&refused), &refused["task"]), ("ACTION_REFUSED", &json!(null)));
        let data = &refused["userErrors"][0]["data"];
        assert_eq!((&data["action"], &data["code"]), (&json!("command.run"), &json!(because)));
        assert_eq!(self.seen_by(&self.editor).await, before);
        assert_eq!(self.task().await, task, "it can be decided again");
        assert_invariants(&self.app).await;
    }
}

#[tokio::test]
async fn an_editor_asks_and_a_manager_publishes_with_both_names_on_record() {
    let room = Newsroom::new().await;
    assert_eq!(room.seen_by(&room.editor).await["nextActions"], json!(["UPDATE", "PUBLISH"]));
    let asked = room.ask().await;
    let instance = &asked["pendingApproval"]["instanceId"];
    assert_eq!(
        asked,
        json!({ "product": null, "userErrors": [], "pendingApproval": {
            "instanceId": instance, "workflowKey": "product-publication", "workflowName": "Product publication",
            "instance": { "status": "RUNNING", "milestone": "in review" } } })
    );
    let editor = json!({ "id": staff(&room.editor) });
    let run = json!({ "id": instance, "definitionKey": "product-publication", "milestone": "in review", "initiator": editor,
        "parkedCommand": { "name": "productPublish", "state": "WAITING", "requestedBy": editor } });
    let seen = room.seen_by(&room.editor).await;
    assert_eq!((&seen["status"], &seen["publishedAt"], &seen["tasks"]), (&json!("DRAFT"), &json!(null), &json!([])));
    assert_eq!(seen["workflows"], json!([run]));
    let seen = room.seen_by(&room.manager).await;
    assert_eq!((&seen["nextActions"], &seen["workflows"]), (&json!(["UPDATE", "PUBLISH", "ARCHIVE"]), &json!([run])));
    let task = room.task().await;
    assert_eq!(
        seen["tasks"],
        json!([{ "id": task, "title": "Publish Pot", "status": "OPEN", "outcomes": ["approve", "reject"],
            "entity": { "type": "Product", "id": room.product, "label": "Pot" },
            "can": { "complete": { "allowed": true, "reason": null } } }])
    );
    assert_eq!(claim(&room.manager, &task).await["task"]["status"], "CLAIMED");
    assert_eq!(room.seen_by(&room.manager).await["tasks"][0]["status"], "CLAIMED");
    let vars = json!({ "id": task, "outcome": "approve", "comment": "Well written." });
    let done = room.manager.ok(COMPLETE, vars).await["taskComplete"]["task"].clone();
    assert_eq!((&done["outcome"], &done["comment"]), (&json!("approve"), &json!("Well written.")));
    assert_eq!(done["instance"], json!({ "status": "COMPLETED", "outcome": "approved" }));
    let seen = room.seen_by(&room.manager).await;
    assert_eq!((&seen["status"], &seen["publishedAt"]), (&json!("ACTIVE"), &json!(START)));
    assert_eq!((&seen["tasks"], &seen["workflows"]), (&json!([]), &json!([])));
    assert_eq!(inbox(&room.manager).await, Vec::<Value>::new());
    let entries = audit_of(&room.app, "productPublish").await;
    let change = entries.iter().find(|entry| entry.entity == "Product").unwrap();
    assert_eq!((change.staff_id, &change.permission), (room.editor.staff, &"product.publish".to_owned()));
    assert_eq!(change.approvals, json!([staff(&room.manager)]));
    assert_eq!(change.after.as_ref().unwrap()["status"], "ACTIVE");
    assert_chain(&room.app).await;
    assert_invariants(&room.app).await;
}

#[tokio::test]
async fn who_asked_cannot_approve_not_even_as_a_catalog_manager() {
    let room = Newsroom::new().await;
    room.ask().await;
    let (owner, task) = (room.app.as_role("owner").await, room.task().await);
    let roles = owner.ok("{ roles(first: 100) { nodes { id key } } }", json!({})).await["roles"]["nodes"].clone();
    let role = roles.as_array().unwrap().iter().find(|role| role["key"] == "catalog-manager").unwrap()["id"].clone();
    let assign = "mutation($input: RoleAssignInput!) { roleAssign(input: $input) { userErrors { code } } }";
    let input = json!({ "roleId": role, "staffId": staff(&room.editor), "scope": { "everything": true } });
    let given = owner.ok(assign, json!({ "input": input })).await;
    assert_eq!(given["roleAssign"]["userErrors"], json!([]));
    room.app.refresh().await;
    let seen = room.seen_by(&room.editor).await;
    assert_eq!(seen["nextActions"], json!(["UPDATE", "PUBLISH", "ARCHIVE"]), "the role is there");
    assert_eq!((seen["tasks"].clone(), inbox(&room.editor).await), (json!([]), Vec::new()));
    for refused in [claim(&room.editor, &task).await, complete(&room.editor, &task, "approve").await] {
        assert_eq!(code(&refused), "EXCLUDED_BY_SOD");
    }
    assert_eq!(room.seen_by(&room.manager).await["status"], "DRAFT");
    complete(&room.manager, &task, "approve").await;
    assert_eq!(room.seen_by(&room.manager).await["status"], "ACTIVE");
}

#[tokio::test]
async fn a_rejection_drops_the_request_and_another_can_be_made() {
    let room = Newsroom::new().await;
    room.ask().await;
    let colleague = room.app.as_role("content-editor").await;
    let again = colleague.ok(PUBLISH, json!({ "input": { "id": room.product } })).await["productPublish"].clone();
    assert_eq!(code(&again), "ALREADY_PENDING");
    let done = complete(&room.manager, &room.task().await, "reject").await;
    assert_eq!(done["task"]["instance"], json!({ "status": "COMPLETED", "outcome": "rejected" }));
    let seen = room.seen_by(&room.editor).await;
    assert_eq!((&seen["status"], &seen["workflows"]), (&json!("DRAFT"), &json!([])));
    let discarded = "SELECT count(*) FROM parked_command WHERE state = 'DISCARDED'";
    assert_eq!(count(&room.app, discarded).await, 1);
    assert!(audit_of(&room.app, "productPublish").await.iter().all(|entry| entry.entity != "Product"));
    room.ask().await;
    complete(&room.manager, &room.task().await, "approve").await;
    assert_eq!(room.seen_by(&room.editor).await["status"], "ACTIVE");
}

#[tokio::test]
async fn what_was_changed_since_is_not_published() {
    let room = Newsroom::new().await;
    room.ask().await;
    let input = json!({ "id": room.product, "title": "Something else" });
    room.editor.ok(UPDATE, json!({ "input": input })).await;
    room.assert_refused("CONFLICT").await;
    complete(&room.manager, &room.task().await, "reject").await;
    room.ask().await;
    complete(&room.manager, &room.task().await, "approve").await;
    let seen = room.seen_by(&room.editor).await;
    assert_eq!((&seen["title"], &seen["status"]), (&json!("Something else"), &json!("ACTIVE")));
}

#[tokio::test]
async fn what_was_archived_since_stays_in_the_archive() {
    let room = Newsroom::new().await;
    room.ask().await;
    room.manager.ok(ARCHIVE, json!({ "input": { "id": room.product } })).await;
    room.assert_refused("CONFLICT").await;
    let done = complete(&room.manager, &room.task().await, "reject").await;
    assert_eq!(done["task"]["instance"]["outcome"], "rejected");
    assert_eq!(room.seen_by(&room.manager).await["status"], "ARCHIVED");
}

#[tokio::test]
async fn nobody_is_asked_to_publish_what_cannot_be_sold() {
    let room = Newsroom::with(json!({ "title": "Idea" })).await;
    let refused = room.editor.ok(PUBLISH, json!({ "input": { "id": room.product } })).await["productPublish"].clone();
    assert_eq!((code(&refused), &refused["pendingApproval"]), ("NOTHING_TO_SELL", &json!(null)));
    assert!(inbox(&room.manager).await.is_empty());
}

#[tokio::test]
async fn a_product_that_is_gone_cannot_be_published() {
    let room = Newsroom::new().await;
    room.ask().await;
    let id = ProductId::from_global(room.product.as_str().unwrap()).unwrap();
    forget(&room.app, id).await;
    let task = inbox(&room.manager).await[0]["id"].as_str().unwrap().to_owned();
    let refused = complete(&room.manager, &task, "approve").await;
    assert_eq!((code(&refused), &refused["userErrors"][0]["data"]["code"]), ("ACTION_REFUSED", &json!("NOT_FOUND")));
    let done = complete(&room.manager, &task, "reject").await;
    assert_eq!(done["task"]["instance"]["outcome"], "rejected");
    assert_invariants(&room.app).await;
}

/// Removes a product, which no command does.
async fn forget(app: &TestApp, id: ProductId) {
    use regie::catalog::entity::{product, product_variant};
    use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
    let tx = app.begin().await;
    let variants = product_variant::Entity::delete_many().filter(product_variant::Column::ProductId.eq(id));
    variants.exec(tx.db()).await.unwrap();
    product::Entity::delete_by_id(id).exec(tx.db()).await.unwrap();
    tx.commit(&app.app.house.entropy).await.unwrap();
}

#[tokio::test]
async fn an_old_version_is_refused_at_once() {
    let room = Newsroom::new().await;
    let input = json!({ "id": room.product, "expectedVersion": 7 });
    let answer = room.editor.send(PUBLISH, json!({ "input": input })).await;
    assert_eq!(answer.code(), "CONFLICT");
    assert_eq!(answer.body["errors"][0]["extensions"]["currentVersion"], 1);
    assert_eq!(inbox(&room.manager).await, Vec::<Value>::new());
}
