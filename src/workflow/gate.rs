//! Where a command goes that needs approval.

use async_trait::async_trait;
use std::sync::Arc;

use crate::access::Policies;
use crate::kernel::command::{Gate, Parked};
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::WorkflowInstanceId;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// Parks inputs and starts workflows.
pub struct WorkflowGate {
    policies: Arc<Policies>,
}

impl WorkflowGate {
    pub fn new(policies: Arc<Policies>) -> Self {
        Self { policies }
    }
}

#[async_trait]
impl Gate for WorkflowGate {
    async fn park(&self, _: &House, _: &Caller, _: &Tx, parked: Parked) -> Result<WorkflowInstanceId, Failure> {
        let _ = &self.policies;
        Err(Fault::internal(format!("no workflow is called {}", parked.workflow)).into())
    }
}
