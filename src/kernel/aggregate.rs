//! What commands are about: the things that people change.
//!
//! An [`Aggregate`] says once how it is found and locked inside a scope, what people call it, which version it has and where it lies.
//! From that follow the refusal of what is not there, the check of the version that a caller has read, what policies and approvals
//! are told, and what an approval stands for.

use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait as _, EntityTrait, FromQueryResult, ModelTrait, QueryFilter as _, QuerySelect as _, Select};
use std::ops::Deref;

use crate::kernel::actor::Actor;
use crate::kernel::condition::{Facts, Subject};
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::TypedId;
use crate::kernel::permission::Permission;
use crate::kernel::scope::{Domain, Scope};
use crate::kernel::store::Versioned;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::{Failure, UserError};

/// A thing that people change, with whatever belongs to it: a product with its variants, a line with its order. It owns the order
/// of its locks.
pub trait Aggregate: Send + Sync + Sized + 'static {
    /// The id by which a command names it.
    type Key: TypedId;
    /// The GraphQL type of what it is about: for a line, the order.
    const ENTITY: &'static str;
    /// What people call it in a refusal, such as `order`.
    const NOUN: &'static str;

    /// Reads it without a lock. `None` outside the scope of the permission.
    fn find<P: Permission>(
        find: &Find<'_, P>,
        key: Self::Key,
    ) -> impl Future<Output = Result<Option<Self>, Failure>> + Send;

    /// Locks it, and reads it under the lock. `None` outside the scope of the permission.
    fn lock<P: Permission>(
        find: &Find<'_, P>,
        key: Self::Key,
    ) -> impl Future<Output = Result<Option<Self>, Failure>> + Send;

    /// Which one it is, and its version.
    fn subject(&self) -> Subject;

    /// The places that it lies in; none for what belongs to the whole company.
    fn domains(&self) -> Vec<Domain> {
        Vec::new()
    }

    /// Whether it belongs to who asks. `None` for a kind of thing that belongs to nobody.
    fn belongs_to(&self, _: &Actor) -> Option<bool> {
        None
    }
}

/// An aggregate that is one row with a version.
pub trait Root: Versioned + FromQueryResult + ModelTrait<Entity: EntityTrait<Model = Self>> + Sync + 'static {
    /// What people call it in a refusal, such as `order`.
    const NOUN: &'static str;

    /// The rows inside a scope.
    fn in_scope(scope: &Scope) -> Select<<Self as ModelTrait>::Entity>;

    /// What staff call this one: a number, a title.
    fn label(&self) -> String;

    /// The places that it lies in; none for what belongs to the whole company.
    fn domains(&self) -> Vec<Domain> {
        Vec::new()
    }

    /// Whether it belongs to who asks. `None` for a kind of thing that belongs to nobody.
    fn belongs_to(&self, _: &Actor) -> Option<bool> {
        None
    }
}

impl<R: Root> Aggregate for R {
    type Key = R::Id;
    const ENTITY: &'static str = R::Id::TYPE;
    const NOUN: &'static str = R::NOUN;

    async fn find<P: Permission>(find: &Find<'_, P>, key: R::Id) -> Result<Option<R>, Failure> {
        Ok(one::<R>(find.cx.scope(), key).one(find.tx.db()).await?)
    }

    async fn lock<P: Permission>(find: &Find<'_, P>, key: R::Id) -> Result<Option<R>, Failure> {
        let locked = one::<R>(find.cx.scope(), key).lock(LockType::Update);
        Ok(locked.one(find.tx.db()).await?)
    }

    fn subject(&self) -> Subject {
        Subject::of(self.id(), self.label(), Some(self.version()))
    }

    fn domains(&self) -> Vec<Domain> {
        Root::domains(self)
    }

    fn belongs_to(&self, actor: &Actor) -> Option<bool> {
        Root::belongs_to(self, actor)
    }
}

fn one<R: Root>(scope: &Scope, id: R::Id) -> Select<<R as ModelTrait>::Entity> {
    R::in_scope(scope).filter(R::id_column().eq(sea_orm::Value::from(id.uuid())))
}

/// Finds what a command is about, inside the scope of its permission.
pub struct Find<'a, P: Permission> {
    pub cx: &'a Cx<P>,
    pub tx: &'a Tx,
}

impl<P: Permission> Find<'_, P> {
    /// Locks a thing that the command changes. `field` is the path to its id in the input, and `expected` the version that the
    /// caller has read, if they say.
    ///
    /// # Errors
    /// The refusal `NOT_FOUND` at `field`.
    pub async fn locked<A: Aggregate>(
        &self,
        key: A::Key,
        field: &str,
        expected: impl Into<Option<i32>>,
    ) -> Result<Locked<A>, Failure> {
        let aggregate = A::lock(self, key).await?.ok_or_else(|| missing::<A>(field))?;
        Ok(self.lock_of(aggregate, expected))
    }

    /// What an aggregate is that the command has locked itself, because it is not named by its id.
    pub fn lock_of<A: Aggregate>(&self, aggregate: A, expected: impl Into<Option<i32>>) -> Locked<A> {
        let own = aggregate.belongs_to(self.cx.actor());
        Locked { aggregate, own, expected: expected.into() }
    }

    /// Reads a thing that the command does not change, and does not have to hold still.
    ///
    /// # Errors
    /// The refusal `NOT_FOUND` at `field`.
    pub async fn found<A: Aggregate>(&self, key: A::Key, field: &str) -> Result<Found<A>, Failure> {
        let aggregate = A::find(self, key).await?.ok_or_else(|| missing::<A>(field))?;
        Ok(self.found_of(aggregate))
    }

    /// What an aggregate is that the command has read itself, because its id alone does not find it.
    pub fn found_of<A: Aggregate>(&self, aggregate: A) -> Found<A> {
        let own = aggregate.belongs_to(self.cx.actor());
        Found { aggregate, own }
    }
}

fn missing<A: Aggregate>(field: &str) -> Failure {
    UserError::at(field, "NOT_FOUND", format!("There is no such {}.", A::NOUN)).into()
}

/// What a command is about, for policies and approvals.
pub trait About: Send + Sync + 'static {
    /// The GraphQL type of what it is about; `None` for what is new.
    const ENTITY: Option<&'static str>;

    /// Which one, where it lies and whose it is.
    fn facts(&self) -> Facts;

    /// Refuses with `CONFLICT` when it has another version than the caller has read.
    fn check_version(&self) -> Result<(), Fault> {
        Ok(())
    }
}

/// A thing that the command changes. It is locked, and an approval stands for its version.
pub struct Locked<A> {
    aggregate: A,
    own: Option<bool>,
    expected: Option<i32>,
}

impl<A> Locked<A> {
    pub fn into_inner(self) -> A {
        self.aggregate
    }
}

impl<A> Deref for Locked<A> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.aggregate
    }
}

impl<A: Aggregate> About for Locked<A> {
    const ENTITY: Option<&'static str> = Some(A::ENTITY);

    fn facts(&self) -> Facts {
        facts(&self.aggregate, self.aggregate.subject(), self.own)
    }

    fn check_version(&self) -> Result<(), Fault> {
        let current_version = self.aggregate.subject().version;
        match self.expected {
            Some(_) if self.expected != current_version => Err(Fault::Conflict { current_version }),
            Some(_) | None => Ok(()),
        }
    }
}

/// A thing that the command does not change: what creates is about the place where it creates, and a change by a difference asks
/// nothing before. An approval does not stand for its version.
pub struct Found<A> {
    aggregate: A,
    own: Option<bool>,
}

impl<A> Found<A> {
    pub fn into_inner(self) -> A {
        self.aggregate
    }
}

impl<A> Deref for Found<A> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.aggregate
    }
}

impl<A: Aggregate> About for Found<A> {
    const ENTITY: Option<&'static str> = Some(A::ENTITY);

    fn facts(&self) -> Facts {
        facts(&self.aggregate, Subject { version: None, ..self.aggregate.subject() }, self.own)
    }
}

fn facts<A: Aggregate>(aggregate: &A, subject: Subject, own: Option<bool>) -> Facts {
    Facts { domains: aggregate.domains(), own, subject: Some(subject), ..Facts::default() }
}

/// Nothing that is there: the command makes it.
pub struct New;

impl About for New {
    const ENTITY: Option<&'static str> = None;

    fn facts(&self) -> Facts {
        Facts::default()
    }
}

/// The first is what it is about, the second where it lies.
impl<A: About, B: About> About for (A, B) {
    const ENTITY: Option<&'static str> = A::ENTITY;

    fn facts(&self) -> Facts {
        let mut facts = self.0.facts();
        facts.domains.extend(self.1.facts().domains);
        facts
    }

    fn check_version(&self) -> Result<(), Fault> {
        self.0.check_version()
    }
}

/// Something that is there, or is made.
impl<A: About> About for Option<A> {
    const ENTITY: Option<&'static str> = A::ENTITY;

    fn facts(&self) -> Facts {
        self.as_ref().map_or_else(Facts::default, About::facts)
    }

    fn check_version(&self) -> Result<(), Fault> {
        self.as_ref().map_or(Ok(()), About::check_version)
    }
}

/// Says of a command, within its `impl`, that it makes something new, and that there is nothing beside to tell policies:
/// `makes!(ChannelCreate);` with its permission.
#[macro_export]
macro_rules! makes {
    ($permission:ty) => {
        type About = $crate::kernel::aggregate::New;

        async fn about(
            &self,
            _: &$crate::kernel::aggregate::Find<'_, $permission>,
        ) -> Result<Self::About, $crate::kernel::user_error::Failure> {
            Ok($crate::kernel::aggregate::New)
        }

        fn details(&self, _: &Self::About) -> $crate::kernel::condition::Details {
            $crate::kernel::condition::Details::none()
        }
    };
}

/// Says of a command, within its `impl`, that it changes the thing that a field of its input names, as the caller has read it, and that
/// there is nothing beside to tell policies: `changes!(ChannelUpdate, channel::Model, id at "id");` with its permission, the aggregate,
/// the field, and the path of the field in the API.
#[macro_export]
macro_rules! changes {
    ($permission:ty, $aggregate:ty, $field:ident at $path:literal) => {
        type About = $crate::kernel::aggregate::Locked<$aggregate>;

        async fn about(
            &self,
            find: &$crate::kernel::aggregate::Find<'_, $permission>,
        ) -> Result<Self::About, $crate::kernel::user_error::Failure> {
            find.locked(self.$field, $path, self.expected_version).await
        }

        fn details(&self, _: &Self::About) -> $crate::kernel::condition::Details {
            $crate::kernel::condition::Details::none()
        }
    };
}
