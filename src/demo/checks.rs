//! A workflow that the administrator of the demo shop has designed for it: the order desk checks the addresses of some orders.

use async_graphql::ID;

use crate::demo::past::Past;
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::id::{OrderId, TypedId as _};
use crate::kernel::json::Json;
use crate::kernel::user_error::Failure;
use crate::workflow::definition_save::WorkflowDefinitionSaveInput;
use crate::workflow::publish::WorkflowDefinitionPublishInput;
use crate::workflow::start::WorkflowStartInput;

/// Orders whose address is to be checked.
pub const ADDRESS_CHECKS: usize = 3;

const KEY: &str = "address-check";
const SOURCE: &str = include_str!("content/address-check.json");

/// Designs and publishes the workflow.
pub async fn design(past: &Past, admin: &Caller) -> Result<(), Failure> {
    let source = Json(serde_json::from_str(SOURCE).map_err(Fault::from)?);
    let id = past.run(admin, WorkflowDefinitionSaveInput { source, expected_version: None }).await?;
    past.run(admin, WorkflowDefinitionPublishInput { id, expected_version: None }).await?;
    Ok(())
}

/// Puts the address of an order on the order desk.
pub async fn start(past: &Past, admin: &Caller, order: OrderId) -> Result<(), Failure> {
    let input = WorkflowStartInput { definition: KEY.to_owned(), entity_id: ID(order.to_global()), variables: None };
    past.run(admin, input).await?;
    Ok(())
}
