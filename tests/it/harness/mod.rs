//! What tests stand on: the real application and router, with a clock and ids of our own.

pub mod database;
pub mod golden;
pub mod people;
pub mod process;
pub mod shop;
pub mod wire;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use regie::access::entity::policy_line;
use regie::access::policies;
use regie::access::session;
use regie::app::{App, Sources};
use regie::engine::settings::Settings;
use regie::kernel::clock::{ManualClock, Timestamp};
use regie::kernel::db::{DbOptions, Interposed};
use regie::kernel::entropy::Entropy;
use regie::kernel::house::House;
use regie::kernel::id::StaffId;
use regie::kernel::job::{Lane, Runner};
use regie::kernel::outbox;
use regie::kernel::scope::Domain;
use regie::kernel::tx::{Meta, Tx};
use regie::server::router::{Edge, router};
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt as _;

use database::TestDb;

/// When every test begins.
pub const START: &str = "2026-03-02T09:00:00Z";

/// The application over a database of its own.
pub struct TestApp {
    pub app: App,
    pub clock: Arc<ManualClock>,
    router: axum::Router,
    db: TestDb,
}

/// Somebody who sends requests.
#[derive(Clone)]
pub struct Client {
    router: axum::Router,
    app: App,
    token: Option<String>,
    pub staff: Option<StaffId>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub body: Value,
    /// Statements that the request cost, with its authentication.
    pub statements: u64,
}

impl TestApp {
    /// For callers with large budgets.
    pub async fn new() -> Self {
        Self::with_edge(Self::generous()).await
    }

    /// Large budgets.
    pub fn generous() -> Edge {
        let graphql = Settings { cost_max: 1_000_000, budget_max: 1_000_000_000, ..Settings::default() };
        Edge { graphql, ..Edge::default() }
    }

    /// The same behind another edge.
    pub async fn with_edge(edge: Edge) -> Self {
        Self::over(TestDb::new().await, edge, Interposed::default()).await
    }

    /// Over this database, with something between the writer and the driver.
    pub async fn over(db: TestDb, edge: Edge, interposed: Interposed) -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp::parse(START).unwrap()));
        let sources = Sources { clock: clock.clone(), entropy: Entropy::seeded(1) };
        let options = DbOptions { interposed, ..db.options() };
        let app = App::open(&options, sources).await.expect("the application opens");
        let router = router(app.clone(), edge);
        Self { app, clock, router, db }
    }

    /// The database, for another who uses it at the same time.
    pub fn db(&self) -> &TestDb {
        &self.db
    }

    /// Closes the application and leaves its database to a process.
    pub async fn leave(self) -> TestDb {
        self.app.house.db.clone().close().await.unwrap();
        self.db
    }

    /// Nobody who has signed in.
    pub fn anonymous(&self) -> Client {
        Client { router: self.router.clone(), app: self.app.clone(), token: None, staff: None }
    }

    /// Whoever has this token.
    pub fn with_token(&self, token: &str) -> Client {
        Client { token: Some(token.to_owned()), ..self.anonymous() }
    }

    /// Takes over what another process did to the policies, as the server does every second.
    pub async fn refresh(&self) {
        self.app.policies.refresh(&self.app.house.db.reader).await.unwrap();
    }

    /// Adds a policy line to a role, in force at once. The effect is ALLOW, DENY or APPROVE.
    pub async fn line(
        &self,
        role: &str,
        permission: &str,
        effect: &str,
        workflow: Option<&str>,
        condition: Option<&str>,
    ) {
        let tx = self.begin().await;
        let role = regie::access::assignment::role_by_key(&tx, role).await.unwrap().unwrap();
        let line = policy_line::Model {
            id: self.app.house.entropy.id(tx.now()),
            role_id: role.id,
            permission: permission.to_owned(),
            effect: serde_json::from_value(json!(effect)).unwrap(),
            workflow: workflow.map(str::to_owned),
            condition: condition.map(str::to_owned),
        };
        tx.insert(line).await.unwrap();
        policies::touch(&tx).await.unwrap();
        tx.commit(&self.app.house.entropy).await.unwrap();
        self.refresh().await;
    }

    /// A new person with this role everywhere, signed in.
    pub async fn as_role(&self, role: &str) -> Client {
        self.person(role, &[(role, Domain::Everything)]).await
    }

    /// A new person with these roles, signed in. `name` is free; the e-mail address is made unique.
    pub async fn person(&self, name: &str, roles: &[(&str, Domain)]) -> Client {
        let client = self.quiet_person(name, roles).await;
        self.refresh().await;
        client
    }

    /// The same, before the policies in force know of it: call `refresh` after the last.
    pub async fn quiet_person(&self, name: &str, roles: &[(&str, Domain)]) -> Client {
        let tx = self.begin().await;
        let house = &self.app.house;
        let id: StaffId = house.entropy.id(tx.now());
        let email = format!("{name}-{}@regie.test", id.0.simple());
        people::hire(&tx, &house.entropy, people::member(id, email, name, tx.now()), roles).await;
        let opened = session::open(&house.entropy, &tx, id, session::UserAgent::default()).await.unwrap();
        tx.commit(&house.entropy).await.unwrap();
        Client { token: Some(opened.token), staff: Some(id), ..self.anonymous() }
    }

    /// A transaction of the test itself.
    pub async fn begin(&self) -> Tx {
        let meta = Meta::system("test", "test", self.app.house.clock.now());
        Tx::begin(&self.app.house.db, meta).await.unwrap()
    }

    /// Hands on every event and runs every due job, until there is none.
    pub async fn drain(&self) {
        loop {
            let events = outbox::relay(&self.app.house).await.expect("the relay runs");
            let ran = run_one(&self.app.house).await;
            if events == 0 && !ran {
                return;
            }
        }
    }
}

impl Client {
    /// The token of somebody who has signed in.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap()
    }

    /// Sends a document. Panics only when the answer is no JSON.
    pub async fn send(&self, document: &str, variables: Value) -> Answer {
        self.send_with(document, variables, &[]).await
    }

    pub async fn send_with(&self, document: &str, variables: Value, headers: &[(&str, &str)]) -> Answer {
        self.send_body(json!({ "query": document, "variables": variables }), headers).await
    }

    /// Sends a whole request, such as one that names its operation.
    pub async fn send_body(&self, body: Value, headers: &[(&str, &str)]) -> Answer {
        let body = body.to_string();
        let mut request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let before = self.app.house.db.statements();
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let statements = self.app.house.db.statements() - before;
        let mut body: Value = serde_json::from_slice(&bytes).expect("an answer is JSON");
        if let Some(members) = body.as_object_mut() {
            // What is left of a budget differs from answer to answer.
            members.remove("extensions");
        }
        Answer { status, body, statements }
    }

    /// Sends bytes as they are, and gives status and headers.
    pub async fn send_raw(
        &self,
        method: &str,
        uri: &str,
        kind: Option<&str>,
        body: Vec<u8>,
    ) -> (StatusCode, HeaderMap) {
        let mut request = Request::builder().method(method).uri(uri);
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        (response.status(), response.headers().clone())
    }

    /// Sends a document that must succeed, and gives its `data`.
    pub async fn ok(&self, document: &str, variables: Value) -> Value {
        let answer = self.send(document, variables).await;
        assert!(answer.body.get("errors").is_none(), "unexpected errors: {:#}", answer.body);
        answer.body["data"].clone()
    }

    /// Sends a mutation with an idempotency key made of `key`, and gives its `data`.
    pub async fn keyed(&self, key: &str, document: &str, variables: Value) -> Value {
        let answer = self.send_with(document, variables, &[("idempotency-key", key)]).await;
        assert!(answer.body.get("errors").is_none(), "unexpected errors: {:#}", answer.body);
        answer.body["data"].clone()
    }

    /// Sends a document that must fail, and gives the code of its first error.
    pub async fn fault(&self, document: &str, variables: Value) -> String {
        self.send(document, variables).await.code()
    }
}

impl Answer {
    /// The code of the first error.
    pub fn code(&self) -> String {
        let code = self.body["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("an error with a code was expected: {:#}", self.body)).to_owned()
    }
}

/// Runs the next due job to its end. Gives whether there was one.
pub async fn run_one(house: &House) -> bool {
    for lane in [Lane::Database, Lane::Outside] {
        let mut runner = Runner::new(house.clone(), lane, 1);
        runner.begin().await.expect("a job can be taken");
        if !runner.is_idle() {
            runner.ended().await;
            return true;
        }
    }
    false
}
