//! The edge: HTTP in, GraphQL inside, HTTP out; and the life of the process around it.

pub mod accept;
pub mod graphql;
pub mod health;
pub mod life;
pub mod lobby;
pub mod negotiate;
pub mod reply;
pub mod router;
pub mod signals;
pub mod sse;
pub mod worker;
