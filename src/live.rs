//! Subscriptions: the roots of all slices merged, and how a document is followed.
//!
//! A live field is an ordinary resolver that asks [`kernel::live::heard`](crate::kernel::live::heard) for the event at hand. A
//! subscription is [`open`]ed by executing its document as a query without an event, which shows whether it is sound and permitted,
//! and then executed anew for each event that its field wants: with fresh loaders, and for the caller as the policies have them at
//! that moment. So nothing is told that the caller could not read themselves, and nothing old.

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use async_graphql::registry::{MetaType, Registry};
use async_graphql::{
    Context, EmptyMutation, EmptySubscription, MergedObject, OutputType, Request, Response, Schema, ServerError,
    SubscriptionType, ValidationMode, Value, Variables,
};
use futures::stream::{self, BoxStream};
use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;
use tokio::sync::{Semaphore, watch};

use crate::access::Policies;
use crate::app::App;
use crate::inventory::live::InventoryLive;
use crate::kernel::api::IdempotencyHeader;
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::feed::{Follower, Notice};
use crate::kernel::house::House;
use crate::kernel::live::{Opening, Wish};
use crate::kernel::loader::loaders;
use crate::kernel::pace::Pace;
use crate::orders::live::OrderLive;
use crate::schema::Node;
use crate::workflow::live::WorkflowLive;

/// Live documents that are executed at the same time. An event that everybody follows must leave connections for requests.
const AT_ONCE: usize = 4;

/// Everything that can be followed. A subscription has one of these fields; each of its answers is one change.
#[derive(MergedObject, Default)]
#[graphql(name = "Subscription")]
pub struct Live(OrderLive, InventoryLive, WorkflowLive);

/// The subscription root of the main schema: [`Live`] as a type, so that clients find it. It is followed with [`open`] and never by
/// the executor of the library.
pub struct Followed;

impl SubscriptionType for Followed {
    fn type_name() -> Cow<'static, str> {
        Live::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let name = Live::create_type_info(registry);
        if let Some(MetaType::Object { is_subscription, .. }) = registry.types.get_mut(Self::type_name().as_ref()) {
            *is_subscription = true;
        }
        name
    }

    fn create_field_stream<'a>(&'a self, _: &'a Context<'_>) -> Option<BoxStream<'a, Response>> {
        None
    }
}

/// The schema that live documents are executed with, as queries.
type LiveSchema = Schema<Live, EmptyMutation, EmptySubscription>;

/// What executes live documents.
#[derive(Clone)]
pub struct Engine {
    /// For a document that is opened.
    strict: LiveSchema,
    /// For a document that was found sound.
    fast: LiveSchema,
    turns: Arc<Semaphore>,
}

impl Default for Engine {
    fn default() -> Self {
        let (strict, fast) = (build(ValidationMode::Strict), build(ValidationMode::Fast));
        Self { strict, fast, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

fn build(mode: ValidationMode) -> LiveSchema {
    Schema::build(Live::default(), EmptyMutation, EmptySubscription)
        .register_output_type::<Node>()
        .validation_mode(mode)
        .disable_introspection()
        .finish()
}

/// A subscription that a client asks for.
pub struct Subscribe {
    /// Within the limits of documents, and normalized.
    pub document: Arc<ExecutableDocument>,
    pub operation_name: Option<String>,
    pub variables: Variables,
}

/// Opens a subscription: one answer for each event, made when it is asked for. `caller` gives who subscribes, with what they hold at
/// the moment; it is asked anew each time.
///
/// What is wrong with the document, its variables or the cursor in `after`, or that the caller may not subscribe, is the response in
/// the error. The stream ends with an answer that has errors and no data: when the caller loses the permission, when events were
/// forgotten before they were asked for, or when something failed; the client can go on behind the last cursor it has. Errors are
/// as the executor gives them: whoever sends them masks them first.
pub async fn open(
    app: &App,
    caller: impl Fn() -> Caller + Send + Sync + 'static,
    subscribe: Subscribe,
) -> Result<BoxStream<'static, Response>, Response> {
    let Subscribe { document, operation_name, variables } = subscribe;
    let desk = Desk {
        engine: app.live.clone(),
        house: app.house.clone(),
        policies: Arc::clone(&app.policies),
        caller: Box::new(caller),
        document,
        operation_name,
        variables,
    };
    // Watched from before the document is opened, so that no change falls in between.
    let version = app.policies.watch();
    let opening = Arc::new(Opening::default());
    let response = desk.execute(&desk.engine.strict, Arc::clone(&opening)).await;
    if !response.errors.is_empty() {
        return Err(response);
    }
    let wish = one_field(&response, &opening.wishes()).map_err(refused)?;
    let events = app.house.feed.subscribe(&app.house, wish.topics, wish.after).await.map_err(refused)?;
    let subscription = Subscription { desk, events, version, over: false };
    Ok(Box::pin(stream::unfold(subscription, |mut subscription| async move {
        subscription.next().await.map(|response| (response, subscription))
    })))
}

/// Whether a subscription ends with this answer: it has errors and no data.
pub fn is_last(response: &Response) -> bool {
    is_empty(response) && !response.errors.is_empty()
}

fn is_empty(response: &Response) -> bool {
    match &response.data {
        Value::Object(fields) => fields.values().all(|field| *field == Value::Null),
        _ => true,
    }
}

/// The document with its subscription as a query.
fn as_query(document: &ExecutableDocument, name: Option<&str>) -> Result<ExecutableDocument, Fault> {
    let mut document = document.clone();
    let operation = match &mut document.operations {
        DocumentOperations::Single(operation) => Some(operation),
        DocumentOperations::Multiple(all) => name.and_then(|name| all.get_mut(name)),
    };
    let operation = operation.filter(|operation| operation.node.ty == OperationType::Subscription);
    let operation = operation.ok_or_else(|| Fault::bad_input("query", "The document has no such subscription."))?;
    operation.node.ty = OperationType::Query;
    Ok(document)
}

/// What the one field of the root wants.
fn one_field(opened: &Response, wishes: &[Wish]) -> Result<Wish, Fault> {
    let fields = match &opened.data {
        Value::Object(fields) => fields.len(),
        _ => 0,
    };
    match wishes {
        [wish] if fields == 1 => Ok(*wish),
        _ => Err(Fault::bad_input("query", "A subscription has exactly one field.")),
    }
}

fn refused(fault: Fault) -> Response {
    let async_graphql::Error { message, source, extensions } = fault.into();
    let mut error = ServerError::new(message, None);
    error.source = source;
    error.extensions = extensions;
    Response::from_errors(vec![error])
}

/// A live document with all that it takes to execute it.
struct Desk {
    engine: Engine,
    house: House,
    policies: Arc<Policies>,
    caller: Box<dyn Fn() -> Caller + Send + Sync>,
    document: Arc<ExecutableDocument>,
    operation_name: Option<String>,
    variables: Variables,
}

impl Desk {
    /// Executes the document with what its field is to hear.
    async fn execute(&self, schema: &LiveSchema, heard: impl Any + Send + Sync) -> Response {
        let document = match as_query(&self.document, self.operation_name.as_deref()) {
            Ok(document) => document,
            Err(fault) => return refused(fault),
        };
        let pace = Pace::new(&self.house.tasks);
        let mut request = Request::new("")
            .variables(self.variables.clone())
            .data(loaders(&self.house, &(self.caller)(), &pace, false))
            .data(Arc::clone(&self.policies))
            .data(IdempotencyHeader(None))
            .data(heard);
        request.operation_name = self.operation_name.clone();
        request.set_parsed_query(document);
        // Boxed, so that a subscription that waits is small.
        Box::pin(pace.run(schema.execute(request))).await
    }

    /// Executes a sound document without an event: whether the caller may still follow.
    async fn look(&self) -> Response {
        self.execute(&self.engine.fast, Arc::<Opening>::default()).await
    }

    /// Executes a sound document for an event, when it is its turn.
    async fn tell(&self, notice: Arc<Notice>) -> Response {
        let _turn = self.engine.turns.acquire().await;
        self.execute(&self.engine.fast, notice).await
    }
}

struct Subscription {
    desk: Desk,
    events: Follower,
    /// The version of the policies that the caller was last held against.
    version: watch::Receiver<i64>,
    over: bool,
}

impl Subscription {
    async fn next(&mut self) -> Option<Response> {
        while !self.over {
            let response = tokio::select! {
                biased;
                Ok(()) = self.version.changed() => self.desk.look().await,
                event = self.events.next() => match event {
                    Ok(notice) => self.desk.tell(notice).await,
                    Err(fault) => refused(fault),
                },
            };
            self.over = is_last(&response);
            if self.over || !is_empty(&response) {
                return Some(response);
            }
        }
        None
    }
}
