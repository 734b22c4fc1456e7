//! The one way in which anything changes.
//!
//! An input object *is* the command: what GraphQL parses, what a job enqueues, what an approval parks, what a test builds.
//! [`execute`] authorises it, asks the policies, keeps it idempotent, runs it in one transaction and commits.

use async_trait::async_trait;
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Expr, Query};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::time::Duration;

use crate::kernel::actor::Actor;
use crate::kernel::aggregate::{About, Find};
use crate::kernel::approval::{Decided, Unfit};
use crate::kernel::condition::{Details, Facts};
use crate::kernel::cx::{Caller, Cx};
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::{StaffId, WorkflowInstanceId};
use crate::kernel::idempotency::{self, Claim, Keyed};
use crate::kernel::journal::Change;
use crate::kernel::lack;
use crate::kernel::permission::{Decision, Permission};
use crate::kernel::spelling;
use crate::kernel::tx::{Meta, Tx};
use crate::kernel::user_error::{Failure, UserError};

/// How often a transaction runs when the database asks to run it again, or breaks the connection.
const TRIES: u32 = 4;

/// Something that changes the world.
pub trait Command: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    type Permission: Permission;
    /// What came of it, as ids: a retry with the same key answers from it.
    type Outcome: Serialize + DeserializeOwned + Clone + Send + Sync + 'static;
    /// The mutation's name, such as `orderCancel`.
    const NAME: &'static str;
    const KEYED: Keyed = Keyed::Optional;
    /// Whether an approval may stand before it. Not before what works on approvals, nor before what ends with the request.
    const APPROVABLE: bool = true;
    /// Whether who asks for it again, about the same thing, means the new input instead of the one that waits. Not when it adds.
    const REPLACES: bool = true;
    /// The fields of its input whose value is any JSON, and is kept as it was given.
    const FREE_JSON: &'static [&'static str] = &[];
    /// What it is about: [`Locked`](crate::kernel::aggregate::Locked), [`Found`](crate::kernel::aggregate::Found) or
    /// [`New`](crate::kernel::aggregate::New).
    type About: About;

    /// Finds, and locks, what it is about. It looks at no more of the input than it needs for that.
    fn about(&self, find: &Find<'_, Self::Permission>) -> impl Future<Output = Result<Self::About, Failure>> + Send;

    /// What policies are told beside what it is about, for conditions and scopes.
    fn details(&self, about: &Self::About) -> Details;

    /// Takes out of the outcome of a rehearsal what is told once, and notes in the input what makes it true when the command runs.
    fn keep_secret(&mut self, _: &mut Self::Outcome) -> Option<String> {
        None
    }

    /// Does it, inside the transaction that the caller owns.
    fn run(
        self,
        cx: &Cx<Self::Permission>,
        tx: &Tx,
        about: Self::About,
    ) -> impl Future<Output = Result<Self::Outcome, Failure>> + Send;
}

/// What a command answers.
#[derive(Clone, Debug)]
pub enum Answer<T> {
    Done(T),
    /// The policies want an approval first; this workflow gets it.
    Parked(Pending),
    Refused(Vec<UserError>),
}

/// A command that waits for an approval.
#[derive(Clone, Debug)]
pub struct Pending {
    pub instance: WorkflowInstanceId,
    /// What is told once, and is true when it is approved.
    pub secret: Option<String>,
}

impl<T> Answer<T> {
    /// What came of it, when it happened.
    pub fn done(&self) -> Option<&T> {
        match self {
            Answer::Done(outcome) => Some(outcome),
            Answer::Parked(_) | Answer::Refused(_) => None,
        }
    }

    pub fn user_errors(&self) -> Vec<UserError> {
        match self {
            Answer::Refused(errors) => errors.clone(),
            Answer::Done(_) | Answer::Parked(_) => Vec::new(),
        }
    }

    pub fn parked(&self) -> Option<WorkflowInstanceId> {
        match self {
            Answer::Parked(pending) => Some(pending.instance),
            Answer::Done(_) | Answer::Refused(_) => None,
        }
    }
}

/// A command whose input waits for approval.
pub struct Parked {
    pub command: &'static str,
    pub permission: &'static str,
    /// Key of the workflow definition.
    pub workflow: String,
    /// As the API spells it.
    pub input: Value,
    pub facts: Facts,
    /// What it would have changed, had it run.
    pub changes: Vec<Change>,
    /// Whether it stands in the place of an earlier request of the same person about the same thing.
    pub replaces: bool,
}

/// A command that waited, and what was decided about.
pub struct Approved<'a> {
    pub command: &'a str,
    /// As the API spells it.
    pub input: Value,
    /// The version of what it is about that was looked at.
    pub version: Option<i32>,
    pub approvals: Vec<StaffId>,
}

/// Where a command goes that needs approval.
#[async_trait]
pub trait Gate: Send + Sync + 'static {
    async fn park(
        &self,
        house: &House,
        caller: &Caller,
        tx: &Tx,
        parked: Parked,
    ) -> Result<WorkflowInstanceId, Failure>;

    /// Why this workflow cannot decide about the commands with one of these subjects, as it is within the transaction.
    async fn unfit(&self, tx: &Tx, workflow: &str, subjects: &[Option<&'static str>]) -> Result<Option<Unfit>, Fault>;

    /// What whoever holds this role decides about, as it is within the transaction.
    async fn decided_by(&self, tx: &Tx, role: &str) -> Result<Decided, Fault>;
}

/// Runs a command for a caller. The mutation goes on in a task of its own when the caller goes away.
pub async fn execute<C: Command>(
    house: &House,
    caller: &Caller,
    input: C,
    key: Option<String>,
) -> Result<Answer<C::Outcome>, Fault> {
    let cx = caller.might::<C::Permission>(house)?;
    let claim = match key {
        Some(key) => Some(Claim::new(&caller.actor, key, C::NAME, &input)?),
        None if C::KEYED == Keyed::Required => {
            return Err(Fault::Protocol {
                code: idempotency::KEY_REQUIRED,
                message: format!(
                    "`{}` needs an idempotency key: the directive @idempotent(key:) or the header Idempotency-Key.",
                    C::NAME
                ),
            });
        }
        None => None,
    };
    let span = tracing::info_span!("command", command = C::NAME);
    let work = tracing::Instrument::instrument(async move { with_retry(&cx, input, claim).await }, span);
    house.tasks.spawn(work).await.map_err(|error| Fault::internal(format!("a command panicked: {error}")))?
}

async fn with_retry<C: Command>(
    cx: &Cx<C::Permission>,
    input: C,
    claim: Option<Claim>,
) -> Result<Answer<C::Outcome>, Fault> {
    let mut tried = 0;
    loop {
        tried += 1;
        match Box::pin(attempt(cx, input.clone(), claim.as_ref())).await {
            Err(Failure::Fault(fault)) if tried < TRIES && may_repeat(&fault, claim.is_some()) => {
                tracing::warn!(tried, error = fault.cause(), "the transaction runs again");
                let millis = cx.entropy().below(20 << tried);
                tokio::time::sleep(Duration::from_millis(millis)).await;
            }
            Err(Failure::Fault(fault)) => return Err(fault),
            Err(Failure::Refused(errors)) => return Ok(Answer::Refused(errors)),
            Ok(answer) => return Ok(answer),
        }
    }
}

/// Whether to run the transaction again: nothing of it happened, or its key will tell what did.
fn may_repeat(fault: &Fault, keyed: bool) -> bool {
    fault.may_be_retried() || keyed && matches!(fault, Fault::Unknown(_))
}

async fn attempt<C: Command>(
    cx: &Cx<C::Permission>,
    input: C,
    claim: Option<&Claim>,
) -> Result<Answer<C::Outcome>, Failure> {
    let house = cx.house();
    let tx = Tx::begin(&house.db, meta::<C>(cx.caller(), Vec::new(), cx)).await?;
    if let Some(claim) = claim
        && let Some(known) = idempotency::claim(&tx, claim).await?
    {
        return Ok(recall(known)?);
    }
    let about = input.about(&Find { cx, tx: &tx }).await?;
    let facts = about.facts().with(input.details(&about));
    let answer = match cx.decide(&facts) {
        Decision::Allow => {
            about.check_version()?;
            Answer::Done(input.run(cx, &tx, about).await?)
        }
        Decision::Approve { workflow } if C::APPROVABLE => {
            about.check_version()?;
            Answer::Parked(park(cx, &tx, input, about, facts, workflow).await?)
        }
        Decision::Deny | Decision::Approve { .. } => {
            return Err(lack::forbidden::<C::Permission>(house, &tx, cx.caller(), &cx.caller().grants, &facts)
                .await
                .into());
        }
    };
    if let Some(claim) = claim {
        idempotency::store(&tx, claim, &remember(&answer)?).await?;
    }
    house.commit(tx).await?;
    Ok(answer)
}

/// Parks a command that needs an approval. It runs first and is undone: what it would be refused for is told at once, and what it
/// would change is what is approved.
async fn park<C: Command>(
    cx: &Cx<C::Permission>,
    tx: &Tx,
    mut input: C,
    about: C::About,
    facts: Facts,
    workflow: String,
) -> Result<Pending, Failure> {
    let (command, permission) = (C::NAME, C::Permission::NAME);
    let (mut outcome, changes) = tx.rehearse(Box::pin(input.clone().run(cx, tx, about))).await??;
    let secret = input.keep_secret(&mut outcome);
    let input = spelling::to_api(value_of(&input)?, C::FREE_JSON);
    let parked = Parked { command, permission, workflow, input, facts, changes, replaces: C::REPLACES };
    let instance = cx.house().gate.park(cx.house(), cx.caller(), tx, parked).await?;
    Ok(Pending { instance, secret })
}

fn meta<C: Command>(caller: &Caller, approvals: Vec<StaffId>, cx: &Cx<C::Permission>) -> Meta {
    Meta {
        actor: caller.actor.clone(),
        approvals,
        permission: C::Permission::NAME,
        command: C::NAME,
        request_id: caller.request_id.to_string(),
        now: cx.now(),
    }
}

fn value_of(input: &impl Serialize) -> Result<Value, Fault> {
    Ok(serde_json::to_value(input)?)
}

fn remember<T: Serialize>(answer: &Answer<T>) -> Result<Value, Fault> {
    Ok(match answer {
        Answer::Done(outcome) => json!({ "done": serde_json::to_value(outcome)? }),
        Answer::Parked(Pending { instance, secret: _ }) => json!({ "parked": instance }),
        Answer::Refused(errors) => json!({ "refused": errors }),
    })
}

fn recall<T: DeserializeOwned>(mut known: Value) -> Result<Answer<T>, Fault> {
    if let Some(outcome) = known.get_mut("done") {
        return Ok(Answer::Done(serde_json::from_value(outcome.take())?));
    }
    if let Some(instance) = known.get_mut("parked") {
        return Ok(Answer::Parked(Pending { instance: serde_json::from_value(instance.take())?, secret: None }));
    }
    Err(Fault::internal("an idempotency record holds no answer"))
}

/// Every command by its name, so that a parked input can be run later.
#[derive(Default)]
pub struct Registry(BTreeMap<&'static str, Box<dyn Runnable>>);

impl Registry {
    pub fn with<C: Command>(mut self) -> Self {
        self.0.insert(C::NAME, Box::new(Kind::<C>(PhantomData)));
        self
    }

    /// Runs a parked input inside the transaction of the workflow that approved it, on the account of who asked for it.
    pub async fn run_parked(
        &self,
        house: &House,
        caller: &Caller,
        tx: &Tx,
        approved: Approved<'_>,
    ) -> Result<Value, Failure> {
        let name = approved.command;
        let kind = self.0.get(name).ok_or_else(|| Fault::internal(format!("no command is called {name}")))?;
        kind.run(house, caller, tx, approved).await
    }

    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }

    /// What the commands are about that need this permission and may wait for an approval: one entry for each.
    pub fn subjects(&self, permission: &str) -> Vec<Option<&'static str>> {
        let kinds = self.0.values().filter(|kind| kind.permission() == permission && kind.approvable());
        kinds.map(|kind| kind.subject()).collect()
    }

    /// Those that no approval may stand before.
    pub fn unapprovable(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().filter(|(_, kind)| !kind.approvable()).map(|(name, _)| *name)
    }
}

#[async_trait]
trait Runnable: Send + Sync {
    fn permission(&self) -> &'static str;
    fn subject(&self) -> Option<&'static str>;
    fn approvable(&self) -> bool;
    async fn run(&self, house: &House, caller: &Caller, tx: &Tx, approved: Approved<'_>) -> Result<Value, Failure>;
}

/// The refusal of a parked input whose asker may not do it. Who is deactivated may get back what they held.
async fn no_longer_permitted<C: Command>(house: &House, tx: &Tx, asker: &Actor) -> Result<UserError, Fault> {
    let message = match rests(house, tx, asker).await? {
        true => {
            "Who asked for this is deactivated. It rests until they are reactivated, and can be refused.".to_owned()
        }
        false => format!("Who asked for this no longer holds `{}` here.", C::Permission::NAME),
    };
    Ok(UserError::new("NO_LONGER_PERMITTED", message))
}

/// Whether this is a member of staff whose account is deactivated.
async fn rests(house: &House, tx: &Tx, actor: &Actor) -> Result<bool, Fault> {
    let Some(staff) = actor.staff() else { return Ok(false) };
    let acts = Query::select().expr(Expr::value(1)).and_where((house.may_act)(Expr::value(staff))).to_owned();
    Ok(tx.db().query_one(&acts).await?.is_none())
}

struct Kind<C>(PhantomData<C>);

#[async_trait]
impl<C: Command> Runnable for Kind<C> {
    fn permission(&self) -> &'static str {
        C::Permission::NAME
    }

    fn subject(&self) -> Option<&'static str> {
        C::About::ENTITY
    }

    fn approvable(&self) -> bool {
        C::APPROVABLE
    }

    async fn run(&self, house: &House, caller: &Caller, tx: &Tx, approved: Approved<'_>) -> Result<Value, Failure> {
        let Approved { command: _, input, version, approvals } = approved;
        let input: C = serde_json::from_value(spelling::from_api(input, C::FREE_JSON)).map_err(Fault::from)?;
        // The approval stands for the policy that asked for it; who may not even ask any more gets nothing.
        let Ok(cx) = caller.might::<C::Permission>(house) else {
            return Err(no_longer_permitted::<C>(house, tx, &caller.actor).await?.into());
        };
        let about = input.about(&Find { cx: &cx, tx }).await;
        // What is decided by the rights of the moment is forbidden as soon as these are locked.
        if matches!(about, Err(Failure::Fault(Fault::Forbidden { .. }))) {
            return Err(no_longer_permitted::<C>(house, tx, &caller.actor).await?.into());
        }
        let about = about?;
        let facts = about.facts().with(input.details(&about));
        if cx.decide(&facts) == Decision::Deny {
            return Err(no_longer_permitted::<C>(house, tx, &caller.actor).await?.into());
        }
        about.check_version()?;
        let current_version = facts.subject.and_then(|subject| subject.version);
        if version != current_version {
            return Err(Fault::Conflict { current_version }.into());
        }
        let section = tx.section(Meta { now: tx.now(), ..meta::<C>(caller, approvals, &cx) });
        let outcome = input.run(&cx, tx, about).await;
        drop(section);
        Ok(value_of(&outcome?)?)
    }
}
