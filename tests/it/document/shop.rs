//! A small schema with one of everything, whose resolvers write down that they ran.

use async_graphql::{
    Context, Enum, ID, InputObject, Interface, Object, OneofObject, Request, Response, Schema, SimpleObject,
    Subscription, TypeDirective, Union, Variables,
};
use async_graphql::{Json, ValidationMode};
use futures::stream::{self, Stream};
use regie::document::SchemaModel;
use std::sync::{Arc, LazyLock, Mutex};

/// The resolvers that ran, in their order.
pub type Log = Arc<Mutex<Vec<String>>>;
pub type Shop = Schema<Query, Mutation, Subscriptions>;

static SHOP: LazyLock<Shop> = LazyLock::new(|| {
    Schema::build(Query, Mutation, Subscriptions)
        .directive(once)
        .register_output_type::<Named>()
        // What is planned was validated.
        .validation_mode(ValidationMode::Fast)
        .limit_recursive_depth(1_000)
        .finish()
});

/// Validates by itself, as strictly as it can.
static STRICT: LazyLock<Shop> = LazyLock::new(|| {
    Schema::build(Query, Mutation, Subscriptions)
        .directive(once)
        .register_output_type::<Named>()
        .validation_mode(ValidationMode::Strict)
        .limit_recursive_depth(1_000)
        .finish()
});

static MODEL: LazyLock<SchemaModel> = LazyLock::new(|| SchemaModel::parse(&SHOP.sdl()).unwrap());

pub fn model() -> &'static SchemaModel {
    &MODEL
}

/// Executes a document, and says which resolvers ran.
pub async fn run(request: Request) -> (Response, Vec<String>) {
    run_on(&SHOP, request).await
}

/// The same with the validation of the executor.
pub async fn run_strict(request: Request) -> (Response, Vec<String>) {
    run_on(&STRICT, request).await
}

async fn run_on(shop: &Shop, request: Request) -> (Response, Vec<String>) {
    let log = Log::default();
    let response = shop.execute(request.data(log.clone())).await;
    let ran = log.lock().unwrap().clone();
    (response, ran)
}

/// A request with the document of a plan.
pub fn request(document: &async_graphql::parser::types::ExecutableDocument, variables: Variables) -> Request {
    let mut request = Request::new("").variables(variables);
    request.set_parsed_query(document.clone());
    request
}

fn ran(ctx: &Context<'_>, what: impl Into<String>) {
    ctx.data_unchecked::<Log>().lock().unwrap().push(what.into());
}

/// Does nothing; may stand where a field is selected.
#[async_graphql::Directive(location = "Field")]
pub fn once(key: String) -> impl async_graphql::CustomDirective {
    struct Nothing;
    impl async_graphql::CustomDirective for Nothing {}
    let _ = key;
    Nothing
}

#[TypeDirective(location = "FieldDefinition", location = "Object", name = "cost")]
pub fn cost(weight: String) {}

#[TypeDirective(location = "FieldDefinition", name = "listSize")]
pub fn list_size(
    assumed_size: Option<i32>,
    slicing_arguments: Option<Vec<String>>,
    sized_fields: Option<Vec<String>>,
    require_one_slicing_argument: Option<bool>,
) {
}

fn names(names: &[&str]) -> Option<Vec<String>> {
    Some(names.iter().map(|name| (*name).to_owned()).collect())
}

/// Something with an id.
#[derive(Interface, Clone)]
#[graphql(field(name = "id", ty = "ID"), field(name = "related", ty = "Vec<Node>"), field(name = "kind", ty = "Kind"))]
pub enum Node {
    Book(Book),
    Author(Author),
    Pen(Pen),
}

/// Something with a name.
#[derive(Interface, Clone)]
#[graphql(field(name = "name", ty = "String"), field(name = "related", ty = "Vec<Node>"))]
pub enum Named {
    Author(Author),
    Pen(Pen),
}

/// Something to buy.
#[derive(Union, Clone)]
pub enum Ware {
    Book(Book),
    Pen(Pen),
}

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Book,
    Author,
    Pen,
}

#[derive(Clone)]
pub struct Book(i32);

#[derive(Clone)]
pub struct Author(i32);

#[derive(Clone)]
pub struct Pen(i32);

fn things(from: i32) -> Vec<Node> {
    if from > 3 {
        return Vec::new();
    }
    vec![Node::Book(Book(from + 1)), Node::Author(Author(from + 1)), Node::Pen(Pen(from + 1))]
}

#[Object]
impl Book {
    pub async fn id(&self) -> ID {
        format!("book-{}", self.0).into()
    }
    pub async fn kind(&self) -> Kind {
        Kind::Book
    }
    #[graphql(directive = list_size::apply(Some(3), None, None, None))]
    pub async fn related(&self, ctx: &Context<'_>) -> Vec<Node> {
        ran(ctx, format!("book-{}.related", self.0));
        things(self.0)
    }
    /// Costly to find out. Requires `book.read`.
    #[graphql(directive = cost::apply("5".to_owned()))]
    async fn title(&self, ctx: &Context<'_>, upper: Option<bool>) -> String {
        ran(ctx, format!("book-{}.title", self.0));
        let title = format!("Book {}", self.0);
        if upper == Some(true) { title.to_uppercase() } else { title }
    }
    async fn author(&self, ctx: &Context<'_>) -> Author {
        ran(ctx, format!("book-{}.author", self.0));
        Author(self.0)
    }
    async fn pages(&self) -> Option<i32> {
        (self.0 != 2).then_some(self.0.wrapping_mul(100))
    }
}

#[Object]
impl Author {
    pub async fn id(&self) -> ID {
        format!("author-{}", self.0).into()
    }
    pub async fn kind(&self) -> Kind {
        Kind::Author
    }
    #[graphql(directive = list_size::apply(Some(3), None, None, None))]
    pub async fn related(&self, ctx: &Context<'_>) -> Vec<Node> {
        ran(ctx, format!("author-{}.related", self.0));
        things(self.0)
    }
    pub async fn name(&self) -> String {
        format!("Author {}", self.0)
    }
    #[graphql(directive = list_size::apply(None, names(&["first", "last"]), names(&["nodes", "edges"]), Some(false)))]
    async fn books(&self, #[graphql(default = 2)] first: i32, last: Option<i32>) -> BookConnection {
        let count = last.unwrap_or(first).min(3);
        BookConnection { nodes: (0..count).map(Book).collect(), total: 3 }
    }
    async fn pages(&self) -> i32 {
        7
    }
}

#[Object(directive = cost::apply("3".to_owned()))]
impl Pen {
    pub async fn id(&self) -> ID {
        format!("pen-{}", self.0).into()
    }
    pub async fn kind(&self) -> Kind {
        Kind::Pen
    }
    #[graphql(directive = list_size::apply(Some(3), None, None, None))]
    pub async fn related(&self, ctx: &Context<'_>) -> Vec<Node> {
        ran(ctx, format!("pen-{}.related", self.0));
        things(self.0)
    }
    pub async fn name(&self) -> String {
        format!("Pen {}", self.0)
    }
    async fn color(&self, ctx: &Context<'_>) -> &str {
        ran(ctx, format!("pen-{}.color", self.0));
        "blue"
    }
}

#[derive(SimpleObject)]
pub struct BookConnection {
    pub nodes: Vec<Book>,
    pub total: i32,
}

#[derive(InputObject)]
pub struct Where {
    pub title: Option<String>,
    pub kinds: Option<Vec<Kind>>,
    #[graphql(default = 1)]
    pub page: i32,
    pub tags: Vec<String>,
    pub inner: Option<Box<Where>>,
}

#[derive(OneofObject)]
pub enum By {
    Id(ID),
    Number(i32),
}

pub struct Query;

#[Object]
impl Query {
    /// One book. Requires `book.read`.
    async fn book(&self, ctx: &Context<'_>, #[graphql(default = 1)] number: i32) -> Option<Book> {
        ran(ctx, format!("book({number})"));
        (number > 0).then_some(Book(number))
    }
    async fn author(&self) -> Author {
        Author(1)
    }
    #[graphql(directive = list_size::apply(Some(3), None, None, None))]
    async fn nodes(&self, ctx: &Context<'_>) -> Vec<Node> {
        ran(ctx, "nodes");
        things(0)
    }
    #[graphql(directive = list_size::apply(None, names(&["ids"]), None, None))]
    async fn found(&self, ids: Vec<ID>) -> Vec<Option<Book>> {
        ids.iter().map(|id| (id.as_str() != "none").then_some(Book(1))).collect()
    }
    async fn node(&self, kind: Kind) -> Option<Node> {
        things(0).into_iter().nth(kind as usize)
    }
    async fn ware(&self) -> Ware {
        Ware::Pen(Pen(9))
    }
    #[graphql(directive = list_size::apply(None, names(&["first", "last"]), None, None))]
    async fn wares(&self, first: Option<i32>, last: Option<i32>) -> Vec<Ware> {
        (0..first.or(last).unwrap_or(0)).map(|number| Ware::Book(Book(number))).collect()
    }
    async fn echo(
        &self,
        text: Option<String>,
        number: Option<i32>,
        real: Option<f64>,
        flag: Option<bool>,
        id: Option<ID>,
    ) -> String {
        format!("{text:?} {number:?} {real:?} {flag:?} {id:?}")
    }
    async fn sum(&self, numbers: Option<Vec<i32>>) -> i32 {
        numbers.unwrap_or_default().iter().fold(0, |sum, number| sum.wrapping_add(*number))
    }
    async fn matrix(&self, rows: Vec<Vec<i32>>) -> i32 {
        rows.iter().flatten().fold(0, |sum, number| sum.wrapping_add(*number))
    }
    async fn search(&self, r#where: Where) -> String {
        let mut inner = Some(&r#where);
        let mut text = String::new();
        while let Some(Where { title, kinds, page, tags, inner: next }) = inner {
            text += &format!("{title:?} {:?} {page} {tags:?};", kinds.as_ref().map(Vec::len));
            inner = next.as_deref();
        }
        text
    }
    async fn by(&self, by: By) -> String {
        match by {
            By::Id(id) => id.to_string(),
            By::Number(number) => number.to_string(),
        }
    }
    async fn json(&self, value: Json<serde_json::Value>) -> Json<serde_json::Value> {
        value
    }
    /// A list of which the schema says nothing.
    async fn words(&self) -> Vec<Author> {
        Vec::new()
    }
}

pub struct Mutation;

#[derive(SimpleObject)]
pub struct Paid {
    pub id: i32,
    pub total: i32,
    pub again: Option<i32>,
}

#[Object]
impl Mutation {
    /// Pays. Requires `payment.capture`.
    async fn pay(&self, ctx: &Context<'_>, #[graphql(default = 1)] order: i32) -> Option<Paid> {
        ran(ctx, format!("pay({order})"));
        Some(Paid { id: order, total: order.wrapping_mul(10), again: None })
    }
    async fn inc(&self, ctx: &Context<'_>) -> Option<i32> {
        ran(ctx, "inc");
        Some(1)
    }
    #[graphql(directive = cost::apply("50".to_owned()))]
    async fn import(&self, ctx: &Context<'_>, r#where: Option<Where>) -> Option<i32> {
        ran(ctx, "import");
        Some(i32::from(r#where.is_some()))
    }
}

pub struct Subscriptions;

#[Subscription]
impl Subscriptions {
    async fn ticks(&self) -> impl Stream<Item = i32> {
        stream::iter([1, 2])
    }
    async fn tocks(&self) -> impl Stream<Item = i32> {
        stream::iter([3])
    }
}
