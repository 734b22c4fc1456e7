//! Remove a collection. Its products stay.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::catalog::entity::collection;
use crate::catalog::permission::CollectionEdit;
use crate::kernel::aggregate::Locked;
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

    crate::changes!(CollectionEdit, collection::Model, id at "id");

    async fn run(
        self,
        _: &Cx<CollectionEdit>,
        tx: &Tx,
        before: Locked<collection::Model>,
    ) -> Result<CollectionId, Failure> {
        let Self { id, expected_version: _ } = self;
        tx.delete(&before.into_inner()).await?;
        Ok(id)
    }
}
