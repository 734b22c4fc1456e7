//! What can be done with the tree of categories.

pub mod create;
pub mod delete;
pub mod relocate;
pub mod update;

use crate::catalog::error::CatalogError;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::user_error::Failure;

fn slug_taken(fault: Fault) -> Failure {
    match fault {
        Fault::Violation(Violation::Unique) => CatalogError::SlugTaken.into(),
        fault => fault.into(),
    }
}
