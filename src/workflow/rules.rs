//! Who may do what with a task. Pure.

use crate::kernel::id::StaffId;
use crate::kernel::scope::Domain;
use crate::workflow::entity::candidate::{self, role_of};
use crate::workflow::entity::task;
use crate::workflow::error::WorkflowError;

/// How somebody stands to a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub me: Option<StaffId>,
    /// The roles that the task is offered to.
    pub roles: Vec<String>,
    /// Holds one of them where the matter lies.
    pub candidate: bool,
    /// Why the person must not act.
    pub excluded: Option<String>,
    /// Whether who has taken it cannot act any more.
    pub abandoned: bool,
    /// May release what others have claimed.
    pub supervisor: bool,
}

/// Whether one of the roles held is a candidate.
pub fn is_candidate(held: &[(String, Domain)], candidates: &[candidate::Model]) -> bool {
    candidates.iter().any(|row| holds(held, role_of(&row.principal), &row.domain))
}

/// Whether a role is held where a matter lies: in everything, or in that very place.
pub fn holds(held: &[(String, Domain)], wanted: &str, place: &str) -> bool {
    held.iter().any(|(role, domain)| role == wanted && (*domain == Domain::Everything || domain.literal() == place))
}

/// Takes a task. Taking one's own again changes nothing. What is in the hands of who cannot act is nobody's.
pub fn claim(task: &task::Model, standing: &Standing) -> Result<(), WorkflowError> {
    open(task)?;
    may_act(task, standing)?;
    match task.assignee_id {
        Some(by) if Some(by) != standing.me && !standing.abandoned => {
            Err(WorkflowError::AlreadyClaimed { by: Some(by) })
        }
        Some(_) | None => Ok(()),
    }
}

/// Completes a task: one's own, or one that nobody has taken.
pub fn complete(task: &task::Model, standing: &Standing) -> Result<(), WorkflowError> {
    claim(task, standing)
}

/// Gives a task back: one's own, or anybody's for a supervisor.
pub fn release(task: &task::Model, standing: &Standing) -> Result<(), WorkflowError> {
    open(task)?;
    match task.assignee_id {
        None => Err(WorkflowError::NotClaimed),
        Some(by) if Some(by) == standing.me || standing.supervisor => Ok(()),
        Some(_) if !standing.candidate => Err(WorkflowError::NotACandidate { roles: standing.roles.clone() }),
        Some(by) => Err(WorkflowError::AlreadyClaimed { by: Some(by) }),
    }
}

fn open(task: &task::Model) -> Result<(), WorkflowError> {
    if task.status.is_open() { Ok(()) } else { Err(WorkflowError::TaskClosed { status: task.status }) }
}

/// Exclusion comes first: who is excluded learns why, also without the role.
fn may_act(task: &task::Model, standing: &Standing) -> Result<(), WorkflowError> {
    if let Some(because) = &standing.excluded {
        return Err(WorkflowError::Excluded { node: task.node.clone(), because: because.clone() });
    }
    if standing.me.is_none() || !standing.candidate {
        return Err(WorkflowError::NotACandidate { roles: standing.roles.clone() });
    }
    Ok(())
}
