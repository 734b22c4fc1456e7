//! The edge: HTTP in, GraphQL inside, HTTP out.

pub mod auth;
pub mod graphql;
pub mod health;
pub mod router;
