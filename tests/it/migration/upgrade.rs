//! A database from before approvals stood for versions comes up: sessions, what waits for an approval and workflows go on.
//!
//! The dumps in `before_m0013` were made by a release of then. The JSON beside each says what is in it, and when it was made.

use regie::app::Sources;
use regie::kernel::clock::Timestamp;
use regie::migrate;
use sea_orm::{ConnectionTrait as _, Database, Statement};
use serde_json::{Value, json};

use crate::harness::database::{TestDb, on_postgres};
use crate::harness::{Client, TestApp};
use crate::workflow::{assert_chain, assert_invariants, code, complete};

const TASKS: &str = "query($id: ID!) { workflowInstance(id: $id) { status tasks { id status }
    parkedCommand { state input subjectVersion changes { entityId } } } }";

/// The dump of this kind of database, and what is in it.
fn before() -> (&'static str, Value) {
    let (dump, made) = match on_postgres() {
        true => (include_str!("before_m0013/postgres.sql"), include_str!("before_m0013/postgres.json")),
        false => (include_str!("before_m0013/sqlite.sql"), include_str!("before_m0013/sqlite.json")),
    };
    (dump, serde_json::from_str(made).unwrap())
}

struct Upgraded {
    app: TestApp,
    made: Value,
}

impl Upgraded {
    async fn new() -> Self {
        let (dump, made) = before();
        let home = TestDb::empty().await;
        let connection = Database::connect(home.url()).await.unwrap();
        connection.execute_unprepared(dump).await.unwrap();
        connection.close().await.unwrap();
        migrate::up(&home.options(), &Sources::real()).await.unwrap();
        let app = TestApp::over(home, TestApp::generous(), Default::default()).await;
        app.clock.set(Timestamp::parse(made["at"].as_str().unwrap()).unwrap());
        Self { app, made }
    }

    /// Somebody by the token of a session from before.
    fn who(&self, name: &str) -> Client {
        self.app.with_token(self.made["tokens"][name].as_str().unwrap())
    }

    async fn instance(&self, name: &str) -> Value {
        self.who("owner").ok(TASKS, json!({ "id": self.made[name] })).await["workflowInstance"].clone()
    }

    /// Completes the one task of a workflow.
    async fn decide(&self, who: &str, name: &str, outcome: &str) -> Value {
        let task = self.instance(name).await["tasks"][0]["id"].clone();
        complete(&self.who(who), task.as_str().unwrap(), outcome).await
    }
}

#[tokio::test]
async fn what_waited_before_an_upgrade_goes_on_after_it() {
    let house = Upgraded::new().await;
    let waits = house.instance("published").await["parkedCommand"].clone();
    let input = json!({ "id": house.made["pot"], "expectedVersion": 1 });
    assert_eq!((&waits["input"], &waits["subjectVersion"], &waits["changes"]), (&input, &json!(1), &Value::Null));
    house.decide("manager", "published", "approve").await;
    assert_eq!(house.instance("published").await["parkedCommand"]["state"], "DONE");
    let status = "query($id: ID!) { product(id: $id) { status } }";
    let pot = house.who("owner").ok(status, json!({ "id": house.made["pot"] })).await;
    assert_eq!(pot["product"]["status"], "ACTIVE");
    // A new thing has no version that could be another by now.
    house.decide("finance", "creating", "release").await;
    assert_eq!(house.instance("creating").await["parkedCommand"]["state"], "DONE");
    house.decide("finance", "running", "fine").await;
    assert_eq!(house.instance("running").await["status"], "COMPLETED");
    assert_chain(&house.app).await;
    assert_invariants(&house.app).await;
}

#[tokio::test]
async fn what_was_changed_meanwhile_is_refused_and_what_stood_for_no_version_as_well() {
    let house = Upgraded::new().await;
    let update = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { userErrors { code } } }";
    let input = json!({ "id": house.made["pan"], "title": "Skillet" });
    house.who("owner").ok(update, json!({ "input": input })).await;
    for (who, name, outcome, expected, no) in [
        ("manager", "changed", "approve", "CONFLICT", "reject"),
        ("finance", "unpinned", "release", "APPROVAL_OUTDATED", "refuse"),
    ] {
        let refused = house.decide(who, name, outcome).await;
        assert_eq!((code(&refused), &refused["userErrors"][0]["data"]["code"]), ("ACTION_REFUSED", &json!(expected)));
        house.decide(who, name, no).await;
        assert_eq!(house.instance(name).await["parkedCommand"]["state"], "DISCARDED");
    }
    assert_invariants(&house.app).await;
}

#[tokio::test]
async fn a_key_that_was_used_before_an_upgrade_gives_its_answer_after_it() {
    let house = Upgraded::new().await;
    let create = "mutation($i: CustomerCreateInput!) { customerCreate(input: $i) {
        pendingApproval { instanceId } userErrors { code } } }";
    let input = json!({ "i": { "email": "new@regie.test", "name": "New" } });
    let again = house.who("asker").keyed("2b1d7f4e-7c0e-4a52-9d7e-0d3f0f6f3a11", create, input).await;
    assert_eq!(again["customerCreate"]["pendingApproval"]["instanceId"], house.made["creating"]);
}

#[tokio::test]
async fn what_waits_stands_for_its_version_also_after_a_way_back() {
    let house = Upgraded::new().await;
    let home = house.app.leave().await;
    migrate::down(&home.options(), Some(2)).await.unwrap();
    let connection = Database::connect(home.url()).await.unwrap();
    let rows = "SELECT input FROM parked_command WHERE command = 'productPublish' ORDER BY id";
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), rows)).await.unwrap();
    let versions: Vec<Value> = rows.iter().map(|row| row.try_get::<Value>("", "input").unwrap()).collect();
    assert!(versions.len() == 2 && versions.iter().all(|input| input["expected_version"] == 1), "{versions:?}");
    connection.close().await.unwrap();
}
