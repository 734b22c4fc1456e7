//! The edge: HTTP in, GraphQL inside, HTTP out; and the life of the process around it.
//!
//! The way of a request: `accept` (and `tls`), which gives a connection one of the `places` · `connection` with its `pulse` and `watched` bytes, which lends the body
//! (`lent`) · `lobby`, until the house is open · `router`, with `frame` around everything, which knows the `peer` ·
//! `admission` in front of what costs something · `graphql`.

pub mod accept;
pub mod admission;
pub mod again;
pub mod batch;
pub mod connection;
pub mod crew;
pub mod discard;
pub mod files;
pub mod frame;
pub mod graphiql;
pub mod graphql;
pub mod health;
pub mod holders;
pub mod idempotency;
pub mod lent;
pub mod life;
pub mod lobby;
pub mod negotiate;
pub mod peer;
pub mod places;
pub mod pulse;
pub mod receive;
pub mod refusal;
pub mod reply;
pub mod router;
pub mod sdl;
pub mod signals;
pub mod sse;
pub mod tls;
pub mod uploads;
pub mod watched;
pub mod websocket;
pub mod worker;
