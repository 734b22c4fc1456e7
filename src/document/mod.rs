//! From the text of a request to what may be executed: nothing in here talks to a database or to a network, and nothing in a
//! document can make it slow.
//!
//! # The way of a document
//!
//! ```text
//! text
//!   lexer        bytes, tokens and nesting, counted before anything is parsed
//!   parser       of async-graphql
//!   front        what the document is after expansion, counted once per fragment: selections, depth, aliases, directives
//!   operation    which operation is meant
//!   validate     the rules of the specification, for every operation and fragment
//!   normalize    fragments inlined, equal fields merged, conflicts refused: each response key of a mutation runs once
//!   cost         what it may cost, symbolic in the variables
//! Plan
//!   coerce       the variables of one request, before anything runs
//! ```
//!
//! A [`Plan`] holds for every request with the same text, so [`PlanCache`] keeps it. [`Budget`] is what a principal may spend.

mod blame;
pub mod budget;
mod cache;
mod coerce;
mod cost;
mod front;
mod lexer;
pub mod limits;
mod model;
mod normalize;
mod operation;
mod parse;
mod plan;
pub mod refusal;
mod scalar;
mod validate;
mod work;

pub use budget::{Budget, Throttle};
pub use cache::PlanCache;
pub use limits::Limits;
pub use model::SchemaModel;
pub use plan::{Plan, Root, plan, plan_counting};
pub use refusal::Refusal;
pub use work::Work;
