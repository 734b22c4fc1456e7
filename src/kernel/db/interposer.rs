//! What can come between a statement and the driver: nothing, outside of tests that let the storage fail.

use async_trait::async_trait;
use sea_orm::SqlxError;
use std::fmt;
use std::sync::Arc;

use super::connection::Link;

/// Is asked before each statement of the writer, `BEGIN` and `COMMIT` among them. An error takes the place of the statement.
#[async_trait]
pub trait Interposer: Send + Sync {
    async fn before(&self, sql: &str, link: &mut Link) -> Result<(), SqlxError>;
}

/// An interposer, if there is one.
#[derive(Clone, Default)]
pub struct Interposed(pub Option<Arc<dyn Interposer>>);

impl fmt::Debug for Interposed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "Interposed" } else { "Nothing" })
    }
}
