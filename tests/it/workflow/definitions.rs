//! Definitions: written as drafts, checked, published, replaced and taken out of force.

use regie::kernel::entropy::Entropy;
use regie::workflow::entity::version::{self, VersionStatus};
use regie::workflow::lint::{self, Known};
use regie::workflow::model::Definition;
use regie::workflow::seed;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::{Value, json};
use std::collections::BTreeSet;

use super::{Gated, approval, code, complete, publish, unattended};
use crate::harness::{Client, TestApp};

const SAVE: &str = "mutation($source: JSON!, $version: Int) {
    workflowDefinitionSave(input: { source: $source, expectedVersion: $version }) {
    version { id number status version definition { key name entity isBuiltIn } }
    findings { code severity pointer } userErrors { code field data } } }";
const PUBLISH: &str = "mutation($id: ID!) { workflowDefinitionPublish(input: { id: $id }) {
    version { number status publishedBy { id } } userErrors { code field data } } }";
const DEPRECATE: &str = "mutation($id: ID!) { workflowDefinitionDeprecate(input: { id: $id }) {
    version { number status } userErrors { code field data } } }";
const DEFINITION: &str = "query($key: String!) { workflowDefinition(key: $key) { key name entity isBuiltIn
    publishedVersion { number } versions { number status source publishedBy { id } findings { code } } } }";

async fn save(client: &Client, source: Value) -> Value {
    client.ok(SAVE, json!({ "source": source })).await["workflowDefinitionSave"].clone()
}

#[tokio::test]
async fn a_draft_is_kept_with_its_faults_and_published_without_them() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let mut source = approval("mine");
    source["flows"][4]["to"] = json!("nowhere");
    source["lanes"][0]["roles"] = json!(["nobody"]);
    let saved = save(&admin, source.clone()).await;
    let version = &saved["version"];
    assert_eq!((&version["number"], &version["status"]), (&json!(1), &json!("DRAFT")));
    assert_eq!(
        version["definition"],
        json!({ "key": "mine", "name": "Change of a channel", "entity": "Channel", "isBuiltIn": false })
    );
    let codes: BTreeSet<&str> =
        saved["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect();
    assert!(codes.contains("UNKNOWN_NODE") && codes.contains("UNKNOWN_ROLE"), "{codes:?}");
    let refused = admin.ok(PUBLISH, json!({ "id": version["id"] })).await["workflowDefinitionPublish"].clone();
    assert_eq!(code(&refused), "NOT_PUBLISHABLE");
    let findings = &refused["userErrors"][0]["data"]["findings"];
    assert!(findings.as_array().unwrap().iter().any(|finding| finding["pointer"] == "/flows/4/to"), "{findings}");
    let better = save(&admin, approval("mine")).await;
    assert_eq!((&better["version"]["id"], &better["version"]["version"]), (&version["id"], &json!(2)));
    assert_eq!(better["findings"], json!([]));
    let published = admin.ok(PUBLISH, json!({ "id": version["id"] })).await["workflowDefinitionPublish"].clone();
    let expected = json!({ "number": 1, "status": "PUBLISHED", "publishedBy": { "id": super::staff(&admin) } });
    assert_eq!(published["version"], expected);
    let again = admin.ok(PUBLISH, json!({ "id": version["id"] })).await["workflowDefinitionPublish"].clone();
    assert_eq!(code(&again), "NOT_A_DRAFT");
}

#[tokio::test]
async fn a_published_version_never_changes_and_running_instances_keep_it() {
    let house = Gated::new().await;
    house.ask("New").await;
    let task = house.task().await;
    let mut source = approval("channel-change");
    source["name"] = json!("Better name");
    source["nodes"][4]["outcome"] = json!("agreed");
    let draft = save(&house.admin, source.clone()).await;
    assert_eq!((&draft["version"]["number"], &draft["version"]["status"]), (&json!(2), &json!("DRAFT")));
    let before = house.admin.ok(DEFINITION, json!({ "key": "channel-change" })).await["workflowDefinition"].clone();
    assert_eq!(before["publishedVersion"]["number"], 1, "a draft is not run");
    assert_eq!(before["versions"][1]["source"], approval("channel-change"));
    publish(&house.admin, source.clone()).await;
    let after = house.admin.ok(DEFINITION, json!({ "key": "channel-change" })).await["workflowDefinition"].clone();
    assert_eq!((&after["name"], &after["publishedVersion"]["number"]), (&json!("Better name"), &json!(2)));
    assert_eq!(after["versions"][1]["source"], approval("channel-change"));
    assert_eq!(after["versions"][0]["source"], source);
    let done = complete(&house.manager, &task, "approve").await;
    assert_eq!(done["task"]["instance"]["outcome"], "approved", "the first version goes on");
    house.ask("Again").await;
    let done = complete(&house.manager, &house.task().await, "approve").await;
    assert_eq!(done["task"]["instance"]["outcome"], "agreed");
}

#[tokio::test]
async fn a_deprecated_version_starts_nothing_and_the_one_before_takes_over() {
    let house = Gated::new().await;
    let mut second = approval("channel-change");
    second["nodes"][4]["outcome"] = json!("agreed");
    let second = publish(&house.admin, second).await;
    let deprecate =
        async |id: &str| house.admin.ok(DEPRECATE, json!({ "id": id })).await["workflowDefinitionDeprecate"].clone();
    assert_eq!(deprecate(&second).await["version"], json!({ "number": 2, "status": "DEPRECATED" }));
    assert_eq!(code(&deprecate(&second).await), "NOT_PUBLISHED");
    house.ask("First version").await;
    let done = complete(&house.manager, &house.task().await, "approve").await;
    assert_eq!(done["task"]["instance"]["outcome"], "approved");
    let versions = "{ workflowDefinition(key: \"channel-change\") { versions { id } } }";
    let versions = house.admin.ok(versions, json!({})).await;
    let first = versions["workflowDefinition"]["versions"][1]["id"].as_str().unwrap().to_owned();
    let refused = deprecate(&first).await;
    assert_eq!((code(&refused), &refused["userErrors"][0]["field"]), ("IN_USE", &json!(["input", "id"])));
    let data = json!({ "permissions": ["channel.update"], "left": "WORKFLOW_NOT_PUBLISHED" });
    assert_eq!(refused["userErrors"][0]["data"], data);
    super::rename(&house.agent, house.channel, "Still asked").await;
    assert_eq!(super::inbox(&house.manager).await.len(), 1, "it decides on");
    let unused = publish(&house.admin, approval("nobody-names-it")).await;
    assert_eq!(deprecate(&unused).await["version"]["status"], "DEPRECATED");
}

#[tokio::test]
async fn a_definition_that_runs_a_command_undecided_is_not_published() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let saved = save(&admin, unattended()).await;
    let finding = json!({ "code": "RUN_UNATTENDED", "severity": "ERROR", "pointer": "/nodes/1" });
    assert_eq!(saved["findings"], json!([finding]));
    let refused = admin.ok(PUBLISH, json!({ "id": saved["version"]["id"] })).await;
    let refused = &refused["workflowDefinitionPublish"];
    assert_eq!(code(refused), "NOT_PUBLISHABLE");
    assert_eq!(refused["userErrors"][0]["data"]["findings"][0]["code"], "RUN_UNATTENDED");
}

#[tokio::test]
async fn a_definition_that_policy_lines_name_is_not_replaced_by_one_that_cannot_decide() {
    let house = Gated::new().await;
    let mut source = approval("channel-change");
    source["nodes"][2]["action"] = json!("command.discard");
    source["context"]["properties"]["mood"] = json!({ "type": "string" });
    source["context"]["required"] = json!(["command", "entityLabel", "mood"]);
    let saved = save(&house.admin, source.clone()).await;
    let found = |code: &str, pointer: &str| json!({ "code": code, "severity": "ERROR", "pointer": pointer });
    let expected = [found("NEVER_RUNS", "/nodes"), found("VARIABLE_NOT_GIVEN", "/context/required/2")];
    assert_eq!(saved["findings"].as_array().unwrap()[..], expected);
    let refused = house.admin.ok(PUBLISH, json!({ "id": saved["version"]["id"] })).await;
    assert_eq!(code(&refused["workflowDefinitionPublish"]), "NOT_PUBLISHABLE");
    source["key"] = json!("started-by-hand");
    publish(&house.admin, source).await;
}

#[tokio::test]
async fn what_is_no_definition_is_refused_and_so_is_a_stale_draft() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let mut unknown = approval("mine");
    unknown["colour"] = json!("red");
    for source in [json!({}), json!([]), json!("text"), unknown] {
        assert_eq!(code(&save(&admin, source).await), "SOURCE_INVALID");
    }
    let mut large = approval("mine");
    large["di"] = json!("");
    let room = 256 * 1024 - large.to_string().len();
    large["di"] = json!("x".repeat(room));
    assert_eq!(save(&admin, large.clone()).await["userErrors"], json!([]));
    large["di"] = json!("x".repeat(room + 1));
    let refused = save(&admin, large).await;
    assert_eq!(code(&refused), "SOURCE_INVALID");
    assert!(refused["userErrors"][0]["data"]["bytes"].as_u64() == Some(256 * 1024 + 1));
    let mut other = approval("mine");
    other["entity"] = json!("Order");
    assert_eq!(code(&save(&admin, other).await), "ENTITY_CHANGED");
    let mut blank = approval("mine");
    blank["key"] = json!(" ");
    assert_eq!(code(&save(&admin, blank).await), "BLANK");
    let answer = admin.send(SAVE, json!({ "source": approval("mine"), "version": 9 })).await;
    assert_eq!(answer.code(), "CONFLICT");
    assert_eq!(answer.body["errors"][0]["extensions"]["currentVersion"], 1);
    let mut nul = approval("mine");
    nul["name"] = json!("a\0b");
    assert_eq!(code(&save(&admin, nul).await), "INVALID");
}

#[tokio::test]
async fn only_who_may_design_writes_and_only_who_may_read_sees() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    assert_eq!(manager.fault(SAVE, json!({ "source": approval("mine") })).await, "FORBIDDEN");
    assert_eq!(manager.fault("{ workflowDefinitions { key } }", json!({})).await, "FORBIDDEN");
    let auditor = app.as_role("auditor").await;
    let seen = auditor.ok("{ workflowDefinitions { key name entity isBuiltIn } }", json!({})).await;
    assert_eq!(
        seen["workflowDefinitions"],
        json!([
            { "key": "order-release", "name": "Order release", "entity": "Order", "isBuiltIn": true },
            { "key": "product-publication", "name": "Product publication", "entity": "Product", "isBuiltIn": true },
        ])
    );
    let narrow = auditor
        .ok("{ workflowDefinitions(entity: \"Order\") { key versions { status findings { code } } } }", json!({}));
    let expected = json!([{ "key": "order-release", "versions": [{ "status": "PUBLISHED", "findings": [] }] }]);
    assert_eq!(narrow.await["workflowDefinitions"], expected);
    assert_eq!(auditor.ok(DEFINITION, json!({ "key": "nowhere" })).await["workflowDefinition"], json!(null));
}

#[tokio::test]
async fn a_newer_built_in_definition_is_published_unless_staff_made_it_theirs() {
    let app = TestApp::new().await;
    let entropy = Entropy::seeded(7);
    let versions = async |key: &str| {
        let definition = regie::workflow::entity::definition::Entity::find()
            .filter(regie::workflow::entity::definition::Column::Key.eq(key))
            .one(&app.app.house.db.reader)
            .await
            .unwrap()
            .unwrap();
        let rows = version::Entity::find()
            .filter(version::Column::DefinitionId.eq(definition.id))
            .order_by_asc(version::Column::Number)
            .all(&app.app.house.db.reader)
            .await
            .unwrap();
        rows.into_iter().map(|row| (row.number, row.status)).collect::<Vec<_>>()
    };
    let bring = async |text: &str| {
        let tx = app.begin().await;
        seed::bring(&tx, &entropy, text).await.unwrap();
        tx.commit(&entropy).await.unwrap();
    };
    for text in seed::BUILT_IN {
        bring(text).await;
    }
    assert_eq!(versions("order-release").await, [(1, VersionStatus::Published)], "the same source changes nothing");
    let newer = seed::BUILT_IN[1].replace("Release the order", "Let the order go");
    bring(&newer).await;
    let both = [(1, VersionStatus::Published), (2, VersionStatus::Published)];
    assert_eq!(versions("order-release").await, both);
    let owner = app.as_role("owner").await;
    let mut own: Value = serde_json::from_str(seed::BUILT_IN[0]).unwrap();
    own["name"] = json!("Our way");
    publish(&owner, own).await;
    bring(&seed::BUILT_IN[0].replace("Approve the publication", "Say yes")).await;
    assert_eq!(versions("product-publication").await, both, "what staff published stays");
}

#[test]
fn the_built_in_definitions_are_without_findings() {
    let roles = regie::access::seed::parse(regie::access::seed::ROLES_CSV, &regie::app::catalogue()).unwrap();
    let roles: BTreeSet<String> = roles.into_iter().map(|role| role.key).collect();
    let actions = regie::workflow::actions::ACTIONS.iter().map(|action| action.name.to_owned()).collect();
    for text in seed::BUILT_IN {
        let definition = Definition::parse(text).unwrap();
        let known = Known { roles: &roles, actions: &actions, approves: true };
        assert_eq!(lint::lint(&definition, Some(known)), [], "{}", definition.key);
    }
}
