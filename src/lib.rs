//! Regie: a back office for commerce, served as one GraphQL schema.
//!
//! # Where to start reading
//!
//! A back office is for management. Each part of it answers three questions, and they are the architecture:
//!
//! | question | in the code | in the schema |
//! |---|---|---|
//! | which matter? | a *command* (one file: input, rules, `run`) or a *read* of a slice | a mutation or a query field |
//! | which roles? | a *permission*, which the command takes as an argument | `Requires …` in the field's description |
//! | in which context? | the scope of the role's assignment, conditions of policies, the workflow | `pendingApproval`, `Task`, `nextActions` |
//!
//! Read [`kernel::command`] first: it is the one way in which anything changes. Then one slice, [`channels`], which is the
//! smallest and has every file that a slice can have.
//!
//! # The way of a request
//!
//! ```text
//! POST /graphql
//!   server/router.rs      one table of routes and layers; who cannot be served at once waits
//!   server/graphql.rs     representation, method, content type, body; sockets and streams come in beside it
//!   engine/prepare.rs     whose document -> plan, variables, price
//!   document/             the plan: limited before anything costs, validated, normalized so that nothing runs twice
//!   engine/execute.rs     async-graphql executes the merged roots of all slices of `schema.rs`
//!   orders/graphql.rs     a method translates: `ctx.command(input)` or `ctx.may(OrderRead)` and `read::page`
//!   kernel/command.rs     bit test; transaction; idempotency; locks what it is about -> allow, deny or approve; version; run; commit
//!   orders/place.rs       `about`: the order, locked; `details`: its amount; `run(self, &cx, &tx, order)`: rules, rows, events
//!   orders/loader.rs      children of the payload, batched
//! ```
//!
//! # The way of an event
//!
//! ```text
//! orders/place.rs         `tx.emit(…)` leaves a row in the outbox, in the transaction of the change
//! kernel/outbox.rs        the relay publishes it: the next number of the one sequence, and a job for each reaction
//! kernel/job              runs the jobs, several at once, apart from the relay: one that takes long holds up nothing
//! kernel/bus              every gateway hears that there is something new
//! kernel/feed.rs          reads it once for everybody who follows in this gateway
//! live.rs                 executes the document of each subscription, as its caller with what they hold now
//! orders/live.rs          a field asks `live::heard(ctx, TOPICS, after)?` and tells what changed, or null
//! ```
//!
//! # Tiers
//!
//! Domain code uses lower tiers only. Downward is a call, upward is an event. `graphql` and `loader` modules may name the
//! object types and loaders of any slice, because the graph of an API is cyclic. A test holds the imports against this list.
//!
//! ```text
//! tier 0: kernel
//! tier 1: access document
//! tier 2: audit channels workflow
//! tier 3: staff customers catalog
//! tier 4: inventory
//! tier 5: orders
//! ```
//!
//! Above all of them stand `app` (what is wired to what), `schema`, `sdl`, `introspection`, `live`, `persisted`, `engine`, `server`,
//! `migrate`, `demo`, `cli`, `config` and `telemetry`.
//!
//! # What always holds
//!
//! - A change is one transaction: rows, outbox events, audit entries and the idempotent answer are in it, or none of them.
//! - A command cannot be called without the witness [`kernel::cx::Cx`] of its permission, nor without what it is about
//!   ([`kernel::aggregate`]), which is locked once. An approval stands for the version that it had.
//! - Each mutation of a document is decided for who is let in when its turn comes, with what they hold then.
//! - Nobody gives what they do not hold, nor denies anything to who does not stand below them; what is denied binds no owner; who is
//!   deactivated acts through nothing ([`access`]).
//! - What lies outside the caller's scope does not exist: it is null or `NOT_FOUND`, as if it had never been.
//! - Children come from loaders: a list costs as many statements for a hundred rows as for one.
//! - Money is whole minor units; instants are whole microseconds; ids are UUIDv7 newtypes made by the application.
//! - Everything that comes from outside has a limit, and the limit is in its description.
//! - Nobody keeps others out: turns go round by who asks, and visitors together have as many as those who are known
//!   ([`kernel::queue`]); one address has a share of the connections and of the uploads, and of the guesses at a password.

pub mod access;
pub mod app;
pub mod audit;
pub mod catalog;
pub mod channels;
pub mod cli;
pub mod config;
pub mod customers;
pub mod demo;
pub mod document;
pub mod engine;
pub mod introspection;
pub mod inventory;
pub mod kernel;
pub mod live;
pub mod migrate;
pub mod orders;
mod payload;
pub mod persisted;
pub mod schema;
pub mod sdl;
pub mod server;
pub mod staff;
pub mod telemetry;
pub mod workflow;
