//! Events: their sequence, the way to every gateway, and the subscriptions that tell of them.

mod fields;
mod follow;
mod gateways;
mod inbox;
mod rights;
mod sequence;

use async_graphql::{Response, Variables};
use futures::StreamExt as _;
use futures::stream::BoxStream;
use regie::app::{App, Sources};
use regie::kernel::actor::Actor;
use regie::kernel::clock::{ManualClock, Timestamp};
use regie::kernel::entropy::Entropy;
use regie::kernel::id::OrderId;
use regie::kernel::outbox;
use regie::kernel::tx::{Meta, Tx};
use regie::live::{self, Subscribe};
use regie::server::crew::Crew;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

use crate::harness::database::TestDb;
use crate::harness::{Client, START};

/// The topic of events that mean nothing.
const TOPICS: &[&str] = &["test.happened"];
/// Longer than anything here takes, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(20);

/// Another gateway over a database. Its clock stands still.
pub async fn gateway(db: &TestDb, seed: u64) -> App {
    let clock = Arc::new(ManualClock::at(Timestamp::parse(START).unwrap()));
    App::open(&db.options(), Sources { clock, entropy: Entropy::seeded(seed) }).await.unwrap()
}

/// Everything that runs in a gateway but the worker: events are published when the test says so.
fn crew(app: &App) -> Crew {
    Crew::start(app, None)
}

/// Everything that runs in a gateway.
fn full_crew(app: &App) -> Crew {
    Crew::start(app, Some(Duration::from_millis(200)))
}

/// Commits so many events about one thing, numbered from `first`.
async fn happen(app: &App, about: OrderId, numbers: std::ops::Range<i64>) {
    let meta = Meta::system("test", "test", app.house.clock.now());
    let tx = Tx::begin(&app.house.db, meta).await.unwrap();
    for n in numbers {
        tx.emit("test.happened", about, &json!({ "n": n })).unwrap();
    }
    tx.commit(&app.house.entropy).await.unwrap();
}

/// Publishes everything that is not.
async fn publish(app: &App) {
    while outbox::relay(&app.house).await.unwrap() > 0 {}
}

fn thing(n: u128) -> OrderId {
    OrderId(uuid::Uuid::from_u128(n))
}

async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("{what} did not happen"))
}

/// A subscription of a test.
struct Live(BoxStream<'static, Response>);

impl Live {
    /// The next answer, which has data.
    async fn data(&mut self) -> Value {
        let answer = within("an answer", self.0.next()).await.expect("the subscription goes on");
        assert!(answer.errors.is_empty(), "unexpected errors: {:?}", answer.errors);
        answer.data.into_json().unwrap()
    }

    /// The last answer: the code of its error.
    async fn end(&mut self) -> String {
        let answer = within("the end", self.0.next()).await.expect("an answer comes before the end");
        assert!(self.0.next().await.is_none(), "the subscription has ended");
        code(&answer)
    }
}

/// The code of the first error.
fn code(answer: &Response) -> String {
    let error = answer.errors.first().unwrap_or_else(|| panic!("an error was expected: {answer:?}"));
    let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code")).cloned();
    code.map_or_else(|| error.message.clone(), |code| code.into_json().unwrap().as_str().unwrap().to_owned())
}

/// Subscribes in a gateway; what is refused gives its code.
async fn try_follow(app: &App, client: &Client, document: &str, variables: Value) -> Result<Live, String> {
    let actor = client.staff.map_or(Actor::Anonymous, |id| Actor::Staff { id, session: None });
    let of = app.clone();
    let subscribe = Subscribe {
        document: Arc::new(async_graphql::parser::parse_query(document).unwrap()),
        operation_name: None,
        variables: Variables::from_json(variables),
    };
    let opened = live::open(app, move || of.caller(actor.clone(), "test"), subscribe).await;
    opened.map(Live).map_err(|answer| code(&answer))
}

async fn follow(app: &App, client: &Client, document: &str, variables: Value) -> Live {
    try_follow(app, client, document, variables).await.unwrap_or_else(|code| panic!("refused: {code}"))
}
