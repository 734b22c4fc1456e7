//! Remove a collection. Its products stay.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::catalog::collection::lock;
use crate::catalog::permission::CollectionEdit;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::id::CollectionId;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The collection to remove. Its products stay.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct CollectionDeleteInput {
    /// The collection.
    pub id: CollectionId,
    /// The version that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
}

impl Command for CollectionDeleteInput {
    type Permission = CollectionEdit;
    type Outcome = CollectionId;
    const NAME: &'static str = "collectionDelete";

    async fn run(self, _: &Cx<CollectionEdit>, tx: &Tx) -> Result<CollectionId, Failure> {
        let Self { id, expected_version } = self;
        let collection = lock(tx, id, expected_version).await?;
        tx.delete(&collection).await?;
        Ok(id)
    }
}
