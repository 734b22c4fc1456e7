//! What resolvers use: the caller's permissions, commands and loaders, from the context of a GraphQL request.

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Directive, Value};
use std::hash::Hash;

use crate::kernel::command::{self, Answer, Command};
use crate::kernel::cx::{Caller, Cx};
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::loader::{Batch, Loaders};
use crate::kernel::permission::Permission;

/// A nullable field that can fail: the error is told and the field is null, and its neighbours stay.
pub type Nullable<T> = Option<Result<T, Fault>>;

/// The header `Idempotency-Key` of the request.
pub struct IdempotencyHeader(pub Option<String>);

/// What the loaders of this request stand on.
pub fn batch<'a>(ctx: &Context<'a>) -> &'a Batch {
    ctx.data_unchecked::<Loaders>().loader().loader()
}

/// The vocabulary of resolvers.
pub trait Api<'a> {
    fn house(&self) -> &'a House;
    fn caller(&self) -> &'a Caller;
    /// Checks a permission for reading.
    fn may<P: Permission>(&self, permission: P) -> Result<Cx<P>, Fault>;
    /// Authorises and runs a mutation.
    fn command<C: Command>(&self, input: C) -> impl Future<Output = Result<Answer<C::Outcome>, Fault>> + Send;
    /// A child by its key; `None` when there is none for this caller.
    fn load<K>(&self, key: K) -> impl Future<Output = Result<Option<<Batch as Loader<K>>::Value>, Fault>> + Send
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Batch: Loader<K, Error = Fault>;
}

impl<'a> Api<'a> for Context<'a> {
    fn house(&self) -> &'a House {
        &batch(self).house
    }

    fn caller(&self) -> &'a Caller {
        &batch(self).caller
    }

    fn may<P: Permission>(&self, _: P) -> Result<Cx<P>, Fault> {
        self.caller().may::<P>(self.house())
    }

    async fn command<C: Command>(&self, input: C) -> Result<Answer<C::Outcome>, Fault> {
        let key = idempotency_key(self)?;
        command::execute(self.house(), self.caller(), input, key).await
    }

    async fn load<K>(&self, key: K) -> Result<Option<<Batch as Loader<K>>::Value>, Fault>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Batch: Loader<K, Error = Fault>,
    {
        self.data_unchecked::<Loaders>().load_one(key).await
    }
}

/// The key of the directive on this field, else the header. Several root mutations must name their keys one by one.
fn idempotency_key(ctx: &Context<'_>) -> Result<Option<String>, Fault> {
    let directives = ctx.field().directives().map_err(|error| Fault::bad_input("key", error.message))?;
    let key = directives.iter().find(|directive| directive.name.node == "idempotent").and_then(|directive| {
        directive.arguments.iter().find(|(name, _)| name.node == "key").map(|(_, value)| value.node.clone())
    });
    match key {
        Some(Value::String(key)) => Ok(Some(key)),
        Some(_) => Err(Fault::bad_input("key", "An idempotency key is a text.")),
        None => Ok(ctx.data_unchecked::<IdempotencyHeader>().0.clone()),
    }
}

/// Runs this mutation once for this key: a repetition within 48 hours gives the first answer again. The key has 1 to 255
/// characters and belongs to the caller. The header `Idempotency-Key` does the same for a document with one root mutation.
#[Directive(location = "Field")]
pub fn idempotent(key: String) -> impl async_graphql::CustomDirective {
    let _ = key;
    Unchanged
}

struct Unchanged;

#[async_trait::async_trait]
impl async_graphql::CustomDirective for Unchanged {}
