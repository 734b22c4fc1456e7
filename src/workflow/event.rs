//! What others may listen to: what becomes of tasks.

use serde::{Deserialize, Serialize};

use crate::kernel::fault::Fault;
use crate::kernel::id::StaffId;
use crate::kernel::tx::Tx;
use crate::workflow::entity::candidate::{self, role_of};
use crate::workflow::entity::task;

pub const OPENED: &str = "task.opened";
pub const CLAIMED: &str = "task.claimed";
pub const RELEASED: &str = "task.released";
pub const COMPLETED: &str = "task.completed";
pub const CANCELED: &str = "task.canceled";

/// Every event of tasks.
pub const TOPICS: &[&str] = &[OPENED, CLAIMED, RELEASED, COMPLETED, CANCELED];

/// Whom an event of a task concerns, so that this can be told when its offers are gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskEvent {
    /// The keys of the roles that it is offered to.
    pub roles: Vec<String>,
    /// Where the matter lies.
    pub domain: String,
    /// Who had taken it before.
    pub had: Option<StaffId>,
}

/// Tells that something became of a task with these offers. `before` is the task as it was.
pub fn tell(tx: &Tx, topic: &'static str, before: &task::Model, offers: &[candidate::Model]) -> Result<(), Fault> {
    let roles = offers.iter().map(|offer| role_of(&offer.principal).to_owned()).collect();
    tx.emit(topic, before.id, &TaskEvent { roles, domain: before.domain.clone(), had: before.assignee_id })
}
