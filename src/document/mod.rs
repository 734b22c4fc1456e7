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
//!   normalize    fragments inlined, equal fields merged, conflicts refused: each response key of a mutation runs once
//!   validate     the rules that the executor's validation lacks, or could not see any more, over all operations
//!   cost         what it may cost, symbolic in the variables
//! Plan
//!   coerce       the variables of one request, before anything runs
//! ```
//!
//! A [`Plan`] holds for every request with the same text, so [`PlanCache`] keeps it. [`Budget`] is what a principal may spend.

pub mod budget;
mod cache;
pub mod limits;
mod model;
mod plan;
pub mod refusal;

pub use budget::{Budget, Throttle};
pub use cache::PlanCache;
pub use limits::Limits;
pub use model::SchemaModel;
pub use plan::{Plan, Root, plan};
pub use refusal::Refusal;
