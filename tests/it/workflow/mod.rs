//! Workflows over the database: approval of commands, tasks, the inbox, definitions and runs.

mod definitions;
mod gate;
mod inbox;
mod pinned;
mod publication;
mod release;
pub mod runs;
mod tasks;

use regie::kernel::id::{ChannelId, StaffId, TaskId, TypedId as _};
use regie::kernel::journal;
use regie::kernel::table::audit_entry;
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Statement};
use serde_json::{Value, json};

use crate::harness::{Client, TestApp};

pub const UPDATE: &str = "mutation($input: ChannelUpdateInput!) { channelUpdate(input: $input) {
    channel { name version } userErrors { code field data }
    pendingApproval { instanceId workflowKey workflowName instance { status milestone } } } }";
pub const CLAIM: &str = "mutation($id: ID!) { taskClaim(input: { id: $id }) {
    task { id status version assignee { id } } userErrors { code field data } } }";
pub const RELEASE: &str = "mutation($id: ID!) { taskRelease(input: { id: $id }) {
    task { id status version assignee { id } } userErrors { code field data } } }";
pub const COMPLETE: &str = "mutation($id: ID!, $outcome: String!, $comment: String, $version: Int) {
    taskComplete(input: { id: $id, outcome: $outcome, comment: $comment, expectedVersion: $version }) {
    task { id status outcome comment completedBy { id } instance { status outcome } }
    userErrors { code field data } } }";
pub const INBOX: &str = "query($filter: InboxFilter) { inbox(first: 100, filter: $filter) { nodes { id title status
    entity { type id label } outcomes candidateRoles assignee { id } version
    can { claim { allowed reason } complete { allowed reason } release { allowed reason } } } } }";
pub const TASK: &str = "query($id: ID!) { task(id: $id) { id status
    can { claim { allowed reason } complete { allowed reason } release { allowed reason } } } }";

/// An approval that nobody is asked for.
pub fn unattended() -> Value {
    let mut source = approval("straight-through");
    source["nodes"] = json!([
        { "id": "start", "kind": "start" },
        { "id": "run", "kind": "action", "action": "command.run" },
        { "id": "end", "kind": "end", "outcome": "done" }
    ]);
    source["flows"] = json!([
        { "id": "a", "from": "start", "to": "run" },
        { "id": "b", "from": "run", "to": "end" }
    ]);
    source
}

/// A definition that approves changes of channels: a task for catalog managers, then the change.
pub fn approval(key: &str) -> Value {
    json!({
        "schema": "wf/1", "key": key, "name": "Change of a channel", "entity": "Channel",
        "context": { "type": "object", "required": ["command", "entityLabel"], "properties": {
            "command": { "type": "object", "required": ["name", "summary", "input"], "properties": {
                "name": { "type": "string" }, "summary": { "type": "string" }, "input": { "type": "object" } } },
            "entityLabel": { "type": "string" } } },
        "lanes": [{ "id": "catalog", "roles": ["catalog-manager"] }],
        "nodes": [
            { "id": "start", "kind": "start" },
            { "id": "approve", "kind": "userTask", "title": "'Change ' + entityLabel", "lane": "catalog",
              "assign": { "excludeActorsOf": ["$initiator"] }, "outcomes": ["approve", "reject"], "milestone": "in review",
              "instructions": "Look at it." },
            { "id": "run", "kind": "action", "action": "command.run" },
            { "id": "drop", "kind": "action", "action": "command.discard" },
            { "id": "approved", "kind": "end", "outcome": "approved" },
            { "id": "rejected", "kind": "end", "outcome": "rejected" }
        ],
        "flows": [
            { "id": "begin", "from": "start", "to": "approve" },
            { "id": "yes", "from": "approve", "to": "run", "outcome": "approve" },
            { "id": "no", "from": "approve", "to": "drop", "outcome": "reject" },
            { "id": "ran", "from": "run", "to": "approved" },
            { "id": "dropped", "from": "drop", "to": "rejected" }
        ]
    })
}

/// Saves and publishes a definition, and gives the id of its version.
pub async fn publish(admin: &Client, source: Value) -> String {
    let save = "mutation($source: JSON!) { workflowDefinitionSave(input: { source: $source }) {
        version { id } findings { code pointer message } userErrors { code message } } }";
    let saved = admin.ok(save, json!({ "source": source })).await["workflowDefinitionSave"].clone();
    assert_eq!(saved["userErrors"], json!([]), "{saved}");
    let id = saved["version"]["id"].as_str().unwrap().to_owned();
    let publish = "mutation($id: ID!) { workflowDefinitionPublish(input: { id: $id }) {
        version { status number } userErrors { code data } } }";
    let published = admin.ok(publish, json!({ "id": id })).await["workflowDefinitionPublish"].clone();
    assert_eq!(published["version"]["status"], "PUBLISHED", "{published}");
    id
}

pub async fn channel(admin: &Client, slug: &str) -> ChannelId {
    let document = "mutation($slug: String!) { channelCreate(input: { slug: $slug, name: $slug, currency: \"EUR\" }) {
        channel { id } userErrors { code } } }";
    let data = admin.ok(document, json!({ "slug": slug })).await;
    ChannelId::from_global(data["channelCreate"]["channel"]["id"].as_str().unwrap()).unwrap()
}

/// A house where order agents may change channels only after a catalog manager approved.
pub struct Gated {
    pub app: TestApp,
    pub admin: Client,
    pub agent: Client,
    pub manager: Client,
    pub channel: ChannelId,
}

impl Gated {
    pub async fn new() -> Self {
        Self::with(approval("channel-change")).await
    }

    pub async fn with(source: Value) -> Self {
        let app = TestApp::new().await;
        let admin = app.as_role("administrator").await;
        publish(&admin, source).await;
        app.line("order-agent", "channel.update", "APPROVE", Some("channel-change"), None).await;
        let agent = app.as_role("order-agent").await;
        let manager = app.as_role("catalog-manager").await;
        let channel = channel(&admin, "shop").await;
        Self { app, admin, agent, manager, channel }
    }

    /// Asks for a new name of the channel; it is parked. Gives the id of the instance.
    pub async fn ask(&self, name: &str) -> String {
        let answer = rename(&self.agent, self.channel, name).await;
        let pending = &answer["pendingApproval"]["instanceId"];
        pending.as_str().unwrap_or_else(|| panic!("nothing is pending: {answer}")).to_owned()
    }

    /// The one task in the inbox of the manager.
    pub async fn task(&self) -> String {
        self.task_of(&self.manager).await
    }

    /// The one task in somebody's inbox.
    pub async fn task_of(&self, client: &Client) -> String {
        let tasks = inbox(client).await;
        assert_eq!(tasks.len(), 1, "{tasks:?}");
        tasks[0]["id"].as_str().unwrap().to_owned()
    }

    pub async fn name(&self) -> Value {
        let document = "query($id: ID!) { channel(id: $id) { name } }";
        self.admin.ok(document, json!({ "id": self.channel })).await["channel"]["name"].clone()
    }

    pub async fn instance(&self, id: &str) -> Value {
        let document = "query($id: ID!) { workflowInstance(id: $id) { status outcome milestone endedAt
            parkedCommand { name input state requestedBy { id } } incidents { code state data }
            tasks { id status outcome } history { seq kind node } } }";
        self.admin.ok(document, json!({ "id": id })).await["workflowInstance"].clone()
    }
}

pub async fn rename(client: &Client, id: ChannelId, name: &str) -> Value {
    let input = json!({ "id": id, "name": name });
    client.ok(UPDATE, json!({ "input": input })).await["channelUpdate"].clone()
}

pub async fn inbox(client: &Client) -> Vec<Value> {
    client.ok(INBOX, json!({})).await["inbox"]["nodes"].as_array().unwrap().clone()
}

pub async fn claim(client: &Client, task: &str) -> Value {
    client.ok(CLAIM, json!({ "id": task })).await["taskClaim"].clone()
}

pub async fn complete(client: &Client, task: &str, outcome: &str) -> Value {
    client.ok(COMPLETE, json!({ "id": task, "outcome": outcome })).await["taskComplete"].clone()
}

/// The one code of refusal.
pub fn code(payload: &Value) -> &str {
    payload["userErrors"][0]["code"].as_str().unwrap_or_else(|| panic!("a refusal was expected: {payload}"))
}

pub fn staff(client: &Client) -> String {
    client.staff.map(StaffId::to_global).unwrap()
}

pub fn task_id(global: &str) -> TaskId {
    TaskId::from_global(global).unwrap()
}

/// What a command wrote into the audit log, oldest first.
pub async fn audit_of(app: &TestApp, command: &str) -> Vec<audit_entry::Model> {
    audit_entry::Entity::find()
        .filter(audit_entry::Column::Command.eq(command))
        .order_by_asc(audit_entry::Column::Id)
        .all(&app.app.house.db.reader)
        .await
        .unwrap()
}

/// Nobody touched the audit log.
pub async fn assert_chain(app: &TestApp) {
    assert_eq!(journal::verify(&app.app.house.db.reader).await.unwrap().problems, Vec::<String>::new());
}

/// A number that a SQL statement gives.
pub async fn count(app: &TestApp, sql: &str) -> i64 {
    let db = &app.app.house.db.reader;
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

/// What must hold of all instances at any moment between two transactions.
pub async fn assert_invariants(app: &TestApp) {
    let live = "('RUNNING', 'INCIDENT')";
    let queries = [
        // Every token is in a scope of its instance, which lives.
        format!(
            "SELECT count(*) FROM workflow_token t WHERE NOT EXISTS (SELECT 1 FROM workflow_scope s
             JOIN workflow_instance i ON i.id = s.instance_id
             WHERE s.instance_id = t.instance_id AND s.id = t.scope_id AND i.status IN {live})"
        ),
        // What ended has no token, no open task, no candidate, no open incident and nothing that waits.
        format!(
            "SELECT count(*) FROM workflow_instance i WHERE i.status NOT IN {live} AND (
             EXISTS (SELECT 1 FROM workflow_token t WHERE t.instance_id = i.id)
             OR EXISTS (SELECT 1 FROM task k WHERE k.instance_id = i.id AND k.status IN ('OPEN', 'CLAIMED'))
             OR EXISTS (SELECT 1 FROM workflow_incident n WHERE n.instance_id = i.id AND n.state = 'OPEN')
             OR EXISTS (SELECT 1 FROM parked_command p WHERE p.instance_id = i.id AND p.state = 'WAITING')
             OR i.ended_at IS NULL)"
        ),
        "SELECT count(*) FROM task_candidate c JOIN task k ON k.id = c.task_id WHERE k.status NOT IN ('OPEN', 'CLAIMED')"
            .to_owned(),
        // Each waiting token of a task has exactly one open task, and each open task such a token.
        "SELECT count(*) FROM workflow_token t WHERE t.state = 'WAITING' AND t.parked IS NULL AND
         (SELECT count(*) FROM task k WHERE k.instance_id = t.instance_id AND k.token_id = t.id
          AND k.status IN ('OPEN', 'CLAIMED')) <> 1"
            .to_owned(),
        "SELECT count(*) FROM task k WHERE k.status IN ('OPEN', 'CLAIMED') AND NOT EXISTS (SELECT 1 FROM workflow_token t
         WHERE t.instance_id = k.instance_id AND t.id = k.token_id AND t.state = 'WAITING')"
            .to_owned(),
        // Nothing is committed on the move.
        "SELECT count(*) FROM workflow_token t WHERE t.state = 'READY'".to_owned(),
        // Events are numbered without gaps.
        "SELECT count(*) FROM workflow_instance i WHERE i.event_seq <>
         (SELECT count(*) FROM workflow_event e WHERE e.instance_id = i.id)"
            .to_owned(),
    ];
    for query in queries {
        assert_eq!(count(app, &query).await, 0, "{query}");
    }
}
