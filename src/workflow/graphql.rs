//! Workflows in the schema.

use async_graphql::{ID, Object};

use crate::kernel::id::{TypedId as _, WorkflowInstanceId};

/// A matter that waits for approval.
pub struct PendingApproval(pub WorkflowInstanceId);

#[Object]
impl PendingApproval {
    /// The id of the workflow instance that decides.
    async fn instance_id(&self) -> ID {
        ID(self.0.to_global())
    }
}
