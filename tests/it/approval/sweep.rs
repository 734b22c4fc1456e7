//! Every mutation that an approval may stand before, behind one.

use regie::kernel::table::audit_entry;
use regie::workflow::entity::parked_command::{self, ParkedState};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Statement};
use serde_json::{Value, json};

use crate::harness::Client;
use crate::idempotency::house::{Case, House, PARKED};
use crate::workflow::{COMPLETE, approval, assert_chain, assert_invariants, inbox, publish, staff};

/// The workflow that decides about everything.
const WORKFLOW: &str = "anything";

/// A house in which a catalog manager can be asked about everything.
struct Office {
    house: House,
    manager: Client,
}

impl Office {
    async fn new() -> Self {
        let house = House::new().await;
        let mut source = approval(WORKFLOW);
        source["entity"] = json!("*");
        publish(&house.shop.owner, source).await;
        let manager = house.shop.app.as_role("catalog-manager").await;
        Self { house, manager }
    }

    /// The mutations that an approval may stand before.
    fn cases(&self) -> Vec<String> {
        let commands = &self.house.shop.app.app.house.commands;
        let never: Vec<&str> = commands.unapprovable().collect();
        let cases = self.house.cases().into_iter().filter(|name| {
            name != PARKED && commands.names().any(|command| command == name) && !never.contains(&name.as_str())
        });
        let cases: Vec<String> = cases.collect();
        assert!(cases.len() > 45, "a sweep over {} mutations", cases.len());
        cases
    }

    /// Puts a mutation behind the workflow for everybody who may do it.
    async fn gate(&self, name: &str) {
        let description = self.house.field(name).description.as_ref().unwrap().node.clone();
        let permission = description.split("Requires `").nth(1).unwrap().split('`').next().unwrap();
        let to = format!("effect = 'APPROVE', workflow = '{WORKFLOW}'");
        self.lines(&format!("UPDATE policy_line SET {to} WHERE effect = 'ALLOW' AND permission = '{permission}'"))
            .await;
    }

    /// Lets everybody do it again who could before.
    async fn open(&self) {
        self.lines(&format!("UPDATE policy_line SET effect = 'ALLOW', workflow = NULL WHERE workflow = '{WORKFLOW}'"))
            .await;
    }

    async fn lines(&self, change: &str) {
        self.sql(change).await;
        self.sql("UPDATE policy_version SET version = version + 1").await;
        self.house.shop.app.refresh().await;
    }

    async fn sql(&self, text: &str) {
        let tx = self.house.shop.app.begin().await;
        tx.db().execute_raw(Statement::from_string(tx.backend(), text)).await.unwrap();
        tx.commit(&self.house.shop.app.app.house.entropy).await.unwrap();
    }

    /// Sends a mutation that is parked; gives the request and the task of the manager.
    async fn ask(&self, case: &Case) -> (parked_command::Model, Value) {
        let answer = self.house.send(case, &self.house.shop.key()).await;
        let payload = &answer.body["data"][&case.name];
        assert!(payload["pendingApproval"].is_object(), "{}: {:#}", case.name, answer.body);
        let tasks = inbox(&self.manager).await;
        assert_eq!(tasks.len(), 1, "{}: {tasks:?}", case.name);
        (self.parked().await, tasks[0].clone())
    }

    /// The latest request.
    async fn parked(&self) -> parked_command::Model {
        let latest = parked_command::Entity::find().order_by_desc(parked_command::Column::Id);
        latest.one(&self.house.shop.app.app.house.db.reader).await.unwrap().unwrap()
    }

    /// Everything that was ever recorded of a command, but of requests.
    async fn done(&self, command: &str) -> Vec<audit_entry::Model> {
        let entries = audit_entry::Entity::find()
            .filter(audit_entry::Column::Command.eq(command))
            .filter(audit_entry::Column::Approvals.ne(json!([])))
            .order_by_asc(audit_entry::Column::Id);
        entries.all(&self.house.shop.app.app.house.db.reader).await.unwrap()
    }

    async fn approve(&self, task: &Value) -> Value {
        self.manager.send(COMPLETE, json!({ "id": task["id"], "outcome": "approve" })).await.body
    }
}

/// The table of the things of a type.
fn table(entity: &str) -> &'static str {
    match entity {
        "Category" => "category",
        "Channel" => "channel",
        "Collection" => "collection",
        "Customer" => "customer",
        "Order" => "orders",
        "Product" => "product",
        "Role" => "role",
        "StaffInvitation" => "staff_invitation",
        "StaffMember" => "staff_member",
        "Team" => "team",
        "Warehouse" => "warehouse",
        "WorkflowDefinitionVersion" => "workflow_version",
        other => panic!("which table has {other}?"),
    }
}

/// An id as SQL of both databases writes it.
fn id_literal(id: uuid::Uuid, on_postgres: bool) -> String {
    if on_postgres { format!("'{id}'") } else { format!("X'{}'", id.simple()) }
}

#[tokio::test]
async fn every_mutation_can_wait_for_an_approval_that_stands_for_what_was_looked_at() {
    let (office, mut pinned) = (Office::new().await, 0);
    for name in office.cases() {
        let case = office.house.prepare(&name).await;
        office.gate(&name).await;
        let (parked, task) = office.ask(&case).await;
        assert!(parked.changes.as_ref().unwrap()["count"].as_u64().unwrap() > 0, "{name} would change nothing");
        if let (Some(subject), Some(_)) = (parked.subject_id, parked.subject_version) {
            pinned += 1;
            let id = id_literal(subject, crate::harness::database::on_postgres());
            let table = table(task["entity"]["type"].as_str().unwrap());
            office.sql(&format!("UPDATE {table} SET version = version + 1 WHERE id = {id}")).await;
            let refused = office.approve(&task).await;
            let refused = &refused["data"]["taskComplete"]["userErrors"][0];
            assert_eq!(
                (&refused["code"], &refused["data"]["code"]),
                (&json!("ACTION_REFUSED"), &json!("CONFLICT")),
                "{name}"
            );
            assert_eq!(office.done(&name).await, Vec::new(), "{name} overwrote what was changed meanwhile");
            assert_eq!(office.parked().await.state, ParkedState::Waiting, "{name}");
            office.sql(&format!("UPDATE {table} SET version = version - 1 WHERE id = {id}")).await;
        }
        let done = office.approve(&task).await;
        assert_eq!(done["data"]["taskComplete"]["task"]["status"], "COMPLETED", "{name}: {done:#}");
        let entries = office.done(&name).await;
        assert!(!entries.is_empty(), "{name} left no entry");
        for entry in entries {
            assert_eq!(entry.staff_id, case.client.staff, "{name}");
            assert_eq!(entry.approvals, json!([staff(&office.manager)]), "{name}");
        }
        office.open().await;
    }
    assert!(pinned > 30, "only {pinned} stood for a version");
    assert_chain(&office.house.shop.app).await;
    assert_invariants(&office.house.shop.app).await;
}

#[tokio::test]
async fn what_would_be_refused_is_refused_at_once_and_asks_nobody() {
    let (office, mut refused) = (Office::new().await, 0);
    for name in office.cases() {
        let case = office.house.prepare(&name).await;
        let done = office.house.send(&case, &office.house.shop.key()).await;
        assert_eq!(done.body["data"][&case.name]["userErrors"], json!([]), "{name}: {:#}", done.body);
        // Most can be done only once.
        let again = office.house.send(&case, &office.house.shop.key()).await.body;
        let again = again["data"][&case.name]["userErrors"].clone();
        if again != json!([]) && !again.is_null() {
            refused += 1;
            office.gate(&name).await;
            let gated = office.house.send(&case, &office.house.shop.key()).await;
            assert_eq!(gated.body["data"][&case.name]["userErrors"], again, "{name}: {:#}", gated.body);
            assert_eq!(gated.body["data"][&case.name]["pendingApproval"], Value::Null, "{name}");
            office.open().await;
        }
        assert!(inbox(&office.manager).await.is_empty(), "{name} asked somebody");
    }
    assert!(refused > 15, "only {refused} were refused");
}

#[tokio::test]
async fn no_approval_stands_before_what_works_on_approvals() {
    let office = Office::new().await;
    let never: Vec<&str> = office.house.shop.app.app.house.commands.unapprovable().collect();
    assert_eq!(never, ["taskClaim", "taskComplete", "taskRelease", "workflowCancel", "workflowStart"]);
    let roles = office.house.shop.owner.ok("{ roles(first: 100) { nodes { id key } } }", json!({})).await;
    let roles = roles["roles"]["nodes"].as_array().unwrap().clone();
    let finance = roles.iter().find(|role| role["key"] == "finance").unwrap()["id"].clone();
    let update = "mutation($input: RoleUpdateInput!) { roleUpdate(input: $input) { userErrors { code field } } }";
    for permission in ["task.work", "workflow.cancel", "workflow.start"] {
        let line = json!([{ "permission": permission, "effect": "APPROVE", "workflow": WORKFLOW }]);
        let input = json!({ "input": { "id": finance, "lines": line } });
        let refused = office.house.shop.owner.ok(update, input).await["roleUpdate"]["userErrors"].clone();
        assert_eq!(refused[0]["field"], json!(["input", "lines", "0", "effect"]), "{permission}: {refused}");
    }
}
