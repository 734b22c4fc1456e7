//! What resolvers use: the caller's permissions, commands and loaders, from the context of a GraphQL request.

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Directive, Value};
use futures::future::BoxFuture;
use std::hash::Hash;
use std::sync::Arc;

use crate::kernel::command::{self, Answer, Command};
use crate::kernel::cx::{Caller, Cx};
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::idempotency::{self, KEY_AMBIGUOUS, KEY_NOT_SUPPORTED};
use crate::kernel::lack::Lack;
use crate::kernel::loader::{Batch, Loaders, Shown};
use crate::kernel::permission::Permission;

/// A nullable field that can fail: the error is told and the field is null, and its neighbours stay.
pub type Nullable<T> = Option<Result<T, Fault>>;

/// The key of the header `Idempotency-Key`, which is meant for the one root field of a mutation.
pub struct IdempotencyHeader(pub Option<String>);

/// What the loaders of this request stand on.
pub fn batch<'a>(ctx: &Context<'a>) -> &'a Batch {
    ctx.data_unchecked::<Loaders>().loader().loader()
}

/// The vocabulary of resolvers.
pub trait Api<'a> {
    fn house(&self) -> &'a House;
    fn caller(&self) -> Arc<Caller>;
    /// Who does what this root field of a mutation wants done. [`command`](Self::command) asks by itself.
    fn acting(&self) -> BoxFuture<'a, Result<Arc<Caller>, Fault>>;
    /// Checks a permission for reading.
    fn may<P: Permission>(&self, permission: P) -> Result<Cx<P>, Fault>;
    /// Authorises and runs a mutation.
    fn command<C: Command>(&self, input: C) -> impl Future<Output = Result<Answer<C::Outcome>, Fault>> + Send;
    /// The idempotency key that is meant for this field. [`command`](Self::command) takes it by itself.
    fn idempotency_key(&self) -> Result<Option<String>, Fault>;
    /// Refuses an idempotency key, in a mutation whose answer is not kept for its secret.
    fn refuse_idempotency_key(&self) -> Result<(), Fault>;
    /// What a command has changed. Its answer is never silently empty.
    ///
    /// # Errors
    /// [`Fault::Forbidden`] when the caller may not see it; a failure of ours when it was not kept.
    fn changed<K>(&self, key: K) -> BoxFuture<'a, Result<<Batch as Loader<K>>::Value, Fault>>
    where
        K: Shown,
        Batch: Loader<K, Error = Fault>;
    /// The child of an object by its key; null when there is none for this caller.
    fn child<K, O>(&self, key: K, object: fn(<Batch as Loader<K>>::Value) -> O) -> BoxFuture<'a, Nullable<O>>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        O: 'static,
        Batch: Loader<K, Error = Fault>;
    /// What a key leads to; `None` when there is nothing for this caller. In a box, because the future of every field of a type has
    /// room for the largest of them, and most fields load nothing.
    fn load<K>(&self, key: K) -> BoxFuture<'a, Result<Option<<Batch as Loader<K>>::Value>, Fault>>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Batch: Loader<K, Error = Fault>;
}

impl<'a> Api<'a> for Context<'a> {
    fn house(&self) -> &'a House {
        &batch(self).house
    }

    fn caller(&self) -> Arc<Caller> {
        batch(self).caller()
    }

    fn acting(&self) -> BoxFuture<'a, Result<Arc<Caller>, Fault>> {
        Box::pin(batch(self).acting())
    }

    fn may<P: Permission>(&self, _: P) -> Result<Cx<P>, Fault> {
        self.caller().may::<P>(self.house())
    }

    async fn command<C: Command>(&self, input: C) -> Result<Answer<C::Outcome>, Fault> {
        let key = self.idempotency_key()?;
        command::execute(self.house(), &*self.acting().await?, input, key).await
    }

    fn idempotency_key(&self) -> Result<Option<String>, Fault> {
        let header = self.data_unchecked::<IdempotencyHeader>().0.as_ref();
        match (directive_key(self)?, header) {
            (Some(key), Some(header)) if key != *header => {
                let message =
                    "The directive @idempotent and the header Idempotency-Key give different keys.".to_owned();
                Err(Fault::Protocol { code: KEY_AMBIGUOUS, message })
            }
            (key, header) => Ok(key.or_else(|| header.cloned())),
        }
    }

    fn refuse_idempotency_key(&self) -> Result<(), Fault> {
        if self.idempotency_key()?.is_none() {
            return Ok(());
        }
        let message = format!(
            "`{}` takes no idempotency key: its answer is a secret, which is not kept. Send it without a key.",
            self.field().name()
        );
        Err(Fault::Protocol { code: KEY_NOT_SUPPORTED, message })
    }

    fn changed<K>(&self, key: K) -> BoxFuture<'a, Result<<Batch as Loader<K>>::Value, Fault>>
    where
        K: Shown,
        Batch: Loader<K, Error = Fault>,
    {
        let (loaders, house) = (self.data_unchecked::<Loaders>(), self.house().clone());
        Box::pin(async move {
            if let Some(value) = loaders.load_one(key.clone()).await? {
                return Ok(value);
            }
            // The product itself sees everything there is.
            let all = Batch::new(house, Caller::system("payload"));
            let there = all.load(std::slice::from_ref(&key)).await?;
            // Not that there is no such thing: whoever is told so does it again.
            Err(if there.contains_key(&key) {
                Fault::Forbidden { permission: K::Permission::NAME, lack: Lack::Showing }
            } else {
                Fault::internal("what was changed is not there")
            })
        })
    }

    fn child<K, O>(&self, key: K, object: fn(<Batch as Loader<K>>::Value) -> O) -> BoxFuture<'a, Nullable<O>>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        O: 'static,
        Batch: Loader<K, Error = Fault>,
    {
        let loaders = self.data_unchecked::<Loaders>();
        Box::pin(async move { loaders.load_one(key).await.map(|row| row.map(object)).transpose() })
    }

    fn load<K>(&self, key: K) -> BoxFuture<'a, Result<Option<<Batch as Loader<K>>::Value>, Fault>>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Batch: Loader<K, Error = Fault>,
    {
        Box::pin(self.data_unchecked::<Loaders>().load_one(key))
    }
}

/// The key of the directive on this field.
fn directive_key(ctx: &Context<'_>) -> Result<Option<String>, Fault> {
    let directives = ctx.field().directives().map_err(|error| Fault::bad_input("key", error.message))?;
    let key = directives.iter().find(|directive| directive.name.node == "idempotent").and_then(|directive| {
        directive.arguments.iter().find(|(name, _)| name.node == "key").map(|(_, value)| value.node.clone())
    });
    match key {
        Some(Value::String(key)) => idempotency::check(&key).map(|()| Some(key)),
        Some(_) => Err(Fault::bad_input("key", "An idempotency key is a text.")),
        None => Ok(None),
    }
}

/// Runs this root field of a mutation once for this key. A repetition changes nothing and answers as the first request did:
/// with the same thing, as it is now, and with whatever fields the repetition selects. Answers are kept for 48 hours, in the
/// transaction of what was done. A request that was refused or failed did nothing and keeps nothing, so that a repetition is a
/// new attempt. What was waiting for an approval still waits.
///
/// A key has 1 to 255 visible ASCII characters; a random UUID is a good one. It belongs to the person who signed in. Visitors
/// share theirs, so that a visitor's key must be a random UUID (version 4 or 7).
///
/// The header `Idempotency-Key` does the same for an operation with a single root field.
///
/// In `errors`, `extensions.code` says what is wrong with a key. The request did nothing then:
///
/// - `IDEMPOTENCY_KEY_REQUIRED`: the mutation insists on a key.
/// - `IDEMPOTENCY_KEY_INVALID`: it is no such key as described above.
/// - `IDEMPOTENCY_KEY_AMBIGUOUS`: the header comes twice, with several root fields, or with another key than the directive.
/// - `IDEMPOTENCY_KEY_NOT_SUPPORTED`: the mutation takes no key, or the directive does not stand on a root field of a mutation.
/// - `IDEMPOTENCY_KEY_PARAMETER_MISMATCH`: the key was used with another mutation or input. Take a new key.
/// - `IDEMPOTENCY_CONCURRENT_REQUEST`: the first request with the key still runs. Repeat it a moment later.
#[Directive(location = "Field")]
pub fn idempotent(key: String) -> impl async_graphql::CustomDirective {
    let _ = key;
    Unchanged
}

struct Unchanged;

#[async_trait::async_trait]
impl async_graphql::CustomDirective for Unchanged {}
