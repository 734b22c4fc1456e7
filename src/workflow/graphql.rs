//! Workflows in the schema.

use async_graphql::{ID, Object};

use crate::kernel::id::{TypedId as _, WorkflowInstanceId};

pub struct PendingApproval(pub WorkflowInstanceId);

/// A matter that waits for approval.
#[Object]
impl PendingApproval {
    /// The id of the workflow instance that decides.
    async fn instance_id(&self) -> ID {
        ID(self.0.to_global())
    }
}
