//! Remove a collection. Its products stay.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::catalog::entity::collection;
use crate::catalog::permission::CollectionEdit;
use crate::kernel::aggregate::{Find, Locked};
use crate::kernel::command::Command;
use crate::kernel::condition::Details;
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
    type About = Locked<collection::Model>;
    const NAME: &'static str = "collectionDelete";

    async fn about(&self, find: &Find<'_, CollectionEdit>) -> Result<Locked<collection::Model>, Failure> {
        find.locked(self.id, "id", self.expected_version).await
    }

    fn details(&self, _: &Locked<collection::Model>) -> Details {
        Details::none()
    }

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
