//! Workflows: definitions that managers draw, runs of them over the things of the business, and tasks for people.
//!
//! A **definition** is a named process; a **version** is one immutable JSON source of it ([`model`]); an **instance** is
//! one run of a version over one thing. A **token** is a point of control at a node. A **task** is the work item of a user
//! task's token, offered to **candidates** (roles, held where the matter lies) and kept from those who are **excluded**. An
//! **incident** is what the engine cannot decide alone. A **parked command** is the input of a mutation that the policies
//! want approved; its instance ends with running it ([`gate`], [`actions`]).
//!
//! What is promised:
//!
//! * One engine transaction locks the instance row, loads the marking, runs the pure [`step`](mod@step) until every token
//!   waits, and writes the difference ([`engine`], [`store`]). Nothing is committed in between, and nothing outside of the
//!   database happens in it.
//! * Every token is in a scope of its instance; an instance that ended has no token and no open task; each waiting token of
//!   a user task has exactly one open task.
//! * A parked command runs once, on the account of who asked for it, with what they hold at that moment, and with the
//!   people who approved it on record. If it is refused then, the approval does not happen either and the task stays.
//! * A command is run on no path of a definition before a person has done a task ([`lint`]): other definitions are not published,
//!   and decide about nothing if they are.
//! * Who started an instance does not act on a task that excludes the initiator, whatever roles they hold.
//! * A task is visible to who may act on it, to who completed it, and to holders of `workflow.read` or
//!   `workflow.supervise`; to nobody else, through any query. Visibility is part of the SQL, never a filter behind it
//!   ([`principal`]).
//!
//! `compile`, `expr`, `lint`, `model`, `rules` and `step` are pure: no I/O, no clock, no randomness.

pub mod actions;
pub mod cancel;
pub mod claim;
pub mod compile;
pub mod complete;
pub mod definition_save;
pub mod deprecate;
pub mod desk;
pub mod engine;
pub mod entity;
pub mod error;
pub mod event;
pub mod expr;
pub mod gate;
pub mod graphql;
pub mod inbox;
pub mod lanes;
pub mod lint;
pub mod live;
pub mod loader;
pub mod model;
pub mod on_event;
pub mod permission;
pub mod principal;
pub mod publish;
pub mod read;
pub mod release;
pub mod rules;
pub mod seed;
pub mod start;
pub mod step;
pub mod store;
pub mod unattended;
pub mod undecided;

use crate::kernel::command::Registry;

/// Adds the commands of this slice.
pub fn commands(registry: Registry) -> Registry {
    registry
        .with::<definition_save::WorkflowDefinitionSaveInput>()
        .with::<publish::WorkflowDefinitionPublishInput>()
        .with::<deprecate::WorkflowDefinitionDeprecateInput>()
        .with::<start::WorkflowStartInput>()
        .with::<cancel::WorkflowCancelInput>()
        .with::<claim::TaskClaimInput>()
        .with::<release::TaskReleaseInput>()
        .with::<complete::TaskCompleteInput>()
}
