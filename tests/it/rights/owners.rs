//! An owner can always act, and nobody who is none reaches them.

use regie::access::entity::policy_line::{self, Column};
use regie::access::policies;
use regie::kernel::id::RoleId;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::{Value, json};

use super::{CREATE, DEACTIVATE, REACTIVATE, UPDATE, above, assign, id, line, refusal, role_id, send};
use crate::harness::{Client, TestApp};

fn all_but(missing: &str, instead: Option<Value>) -> Value {
    let catalogue = regie::app::catalogue();
    let lines = catalogue.iter().filter(|info| info.name != missing).map(|info| line(info.name, "ALLOW"));
    lines.chain(instead).collect()
}

async fn edit(app: &TestApp, by: &Client, lines: Value) -> Option<(String, Value)> {
    let owners = role_id(app, "owner").await;
    refusal(&send(app, by, UPDATE, json!({ "id": owners, "lines": lines })).await)
}

#[tokio::test]
async fn the_role_of_owners_leaves_them_everything() {
    let app = TestApp::new().await;
    let (owner, admin) = (app.as_role("owner").await, app.as_role("administrator").await);
    let told = |field: Value| Some(("OWNER_ROLE".to_owned(), field));
    let lines = || told(json!(["input", "lines"]));
    let at = |line: usize| told(json!(["input", "lines", line.to_string()]));
    let last = regie::app::catalogue().len() - 1;
    assert_eq!(edit(&app, &owner, json!([])).await, lines());
    assert_eq!(edit(&app, &owner, all_but("order.place", None)).await, lines());
    let under_condition = json!({ "permission": "order.place", "effect": "ALLOW", "condition": "amount < 5 EUR" });
    assert_eq!(edit(&app, &owner, all_but("order.place", Some(under_condition))).await, at(last));
    let approved =
        |permission: &str| json!({ "permission": permission, "effect": "APPROVE", "workflow": "order-release" });
    assert_eq!(edit(&app, &owner, all_but("role.edit", Some(approved("role.edit")))).await, at(last));
    let denied = edit(&app, &owner, all_but("", Some(line("order.read", "DENY")))).await;
    assert_eq!(denied, at(last + 1));
    let input = json!({ "id": role_id(&app, "owner").await, "lines": all_but("", None) });
    let refused = send(&app, &admin, UPDATE, input).await;
    assert_eq!(refusal(&refused), lines(), "it is for owners");
    assert_eq!(refused["userErrors"][0]["data"], json!(null));
    assert_eq!(edit(&app, &owner, all_but("order.place", Some(approved("order.place")))).await, None);
    // Behind their own approval, owners make owners.
    let (owners, other) = (role_id(&app, "owner").await, app.person("other", &[]).await);
    assert_eq!(refusal(&assign(&app, &owner, &owners, &other).await), None);
}

#[tokio::test]
async fn the_key_of_a_built_in_role_is_taken_whatever_the_lines_say() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    for key in ["owner", "customer", "auditor"] {
        let lines = json!([line("order.read", "ALLOW")]);
        let refused = send(&app, &owner, CREATE, json!({ "key": key, "name": "Another", "lines": lines })).await;
        assert_eq!(refusal(&refused), Some(("TAKEN".to_owned(), json!(["input", "key"]))), "{key}");
    }
}

#[tokio::test]
async fn the_last_owner_is_counted_by_what_the_role_is_worth() {
    let app = TestApp::new().await;
    let (first, second) = (app.as_role("owner").await, app.as_role("owner").await);
    let owners: RoleId = serde_json::from_value(role_id(&app, "owner").await).unwrap();
    let tx = app.begin().await;
    let line = policy_line::Entity::delete_many()
        .filter(Column::RoleId.eq(owners))
        .filter(Column::Permission.eq("role.edit"))
        .exec(tx.db());
    assert_eq!(line.await.unwrap().rows_affected, 1);
    policies::touch(&tx).await.unwrap();
    tx.commit(&app.app.house.entropy).await.unwrap();
    app.refresh().await;
    let refused = send(&app, &first, DEACTIVATE, json!({ "staffId": id(&second) })).await;
    assert_eq!(refusal(&refused), Some(("LAST_OWNER".to_owned(), json!(null))), "nobody could edit roles any more");
}

#[tokio::test]
async fn who_sleeps_is_woken_only_by_who_could_have_put_them_to_sleep() {
    let app = TestApp::new().await;
    let (owner, other) = (app.as_role("owner").await, app.as_role("owner").await);
    let (admin, peer) = (app.as_role("administrator").await, app.as_role("administrator").await);
    send(&app, &owner, DEACTIVATE, json!({ "staffId": id(&other) })).await;
    let refused = send(&app, &admin, REACTIVATE, json!({ "staffId": id(&other) })).await;
    assert_eq!(refusal(&refused), above(&["input", "staffId"]));
    let woken = send(&app, &owner, REACTIVATE, json!({ "staffId": id(&other) })).await;
    assert_eq!(woken["staffMember"]["status"], "ACTIVE");
    for (document, status) in [(DEACTIVATE, "DEACTIVATED"), (REACTIVATE, "ACTIVE")] {
        let done = send(&app, &admin, document, json!({ "staffId": id(&peer) })).await;
        assert_eq!(done["staffMember"]["status"], status, "administrators are peers");
    }
    let rename = "mutation($input: StaffUpdateInput!) { staffUpdate(input: $input) { userErrors { code field } } }";
    let refused = send(&app, &admin, rename, json!({ "staffId": id(&owner), "name": "Nobody" })).await;
    assert_eq!(refusal(&refused), above(&["input", "staffId"]));
    app.drain().await;
}

#[tokio::test]
async fn an_owner_takes_back_what_an_owner_put_behind_an_approval() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let approved = json!({ "permission": "order.place", "effect": "APPROVE", "workflow": "order-release" });
    assert_eq!(edit(&app, &owner, all_but("order.place", Some(approved))).await, None);
    let finance = role_id(&app, "finance").await;
    let lines = json!([line("order.place", "ALLOW")]);
    assert_eq!(refusal(&send(&app, &owner, UPDATE, json!({ "id": finance, "lines": lines })).await), None);
    assert_eq!(edit(&app, &owner, all_but("", None)).await, None);
}

#[tokio::test]
async fn what_is_for_everybody_is_given_back_by_who_took_it() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let visitors = role_id(&app, "storefront-visitor").await;
    for lines in [json!([]), json!([line("product.browse", "ALLOW")])] {
        assert_eq!(refusal(&send(&app, &admin, UPDATE, json!({ "id": visitors, "lines": lines })).await), None);
    }
}

#[tokio::test]
async fn nobody_gives_another_name_to_the_role_of_owners_or_to_what_binds_them() {
    let app = TestApp::new().await;
    let (owner, admin) = (app.as_role("owner").await, app.as_role("administrator").await);
    let rename = async |by: &Client, role: Value, name: &str| {
        refusal(&send(&app, by, UPDATE, json!({ "id": role, "name": name })).await).map(|(code, _)| code)
    };
    let owners = role_id(&app, "owner").await;
    for field in ["name", "description"] {
        let refused = send(&app, &admin, UPDATE, json!({ "id": owners, field: "Trainee" })).await;
        assert_eq!(refusal(&refused), Some(("OWNER_ROLE".to_owned(), json!(["input", field]))));
    }
    assert_eq!(rename(&owner, owners, "Boss").await, None);
    app.line("auditor", "order.read", "DENY", None, None).await;
    let auditors = role_id(&app, "auditor").await;
    assert_eq!(rename(&admin, auditors.clone(), "Reader").await, None, "it binds nobody yet");
    assert_eq!(refusal(&assign(&app, &owner, &auditors, &admin).await), None);
    assert_eq!(rename(&admin, auditors, "Harmless").await, Some("ABOVE_OWN_RANK".to_owned()));
}

#[tokio::test]
async fn an_approval_is_directed_by_who_holds_what_it_gives() {
    let app = TestApp::new().await;
    let (owner, admin) = (app.as_role("owner").await, app.as_role("administrator").await);
    let save = "mutation($source: JSON!) { workflowDefinitionSave(input: { source: $source }) { version { id } } }";
    let publish = "mutation($id: ID!) { workflowDefinitionPublish(input: { id: $id }) {
        version { status } userErrors { code data } } }";
    let built_in: Value = serde_json::from_str(include_str!("../../../policies/workflows/order-release.json")).unwrap();
    let saved = admin.ok(save, json!({ "source": built_in })).await;
    let id = json!({ "id": saved["workflowDefinitionSave"]["version"]["id"] });
    let refused = admin.ok(publish, id.clone()).await["workflowDefinitionPublish"].clone();
    assert_eq!(refused["userErrors"][0]["code"], "BEYOND_OWN", "{refused}");
    assert_eq!(refused["userErrors"][0]["data"]["permissions"], json!(["order.place"]));
    let published = owner.ok(publish, id.clone()).await["workflowDefinitionPublish"].clone();
    assert_eq!(published["version"]["status"], "PUBLISHED", "{published}");
    let deprecate = "mutation($id: ID!) { workflowDefinitionDeprecate(input: { id: $id }) { userErrors { code } } }";
    let refused = admin.ok(deprecate, id.clone()).await["workflowDefinitionDeprecate"].clone();
    assert_eq!(refused["userErrors"], json!([{ "code": "BEYOND_OWN" }]));
    let done = owner.ok(deprecate, id).await["workflowDefinitionDeprecate"].clone();
    assert_eq!(done["userErrors"], json!([]));
}
