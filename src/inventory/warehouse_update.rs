//! Rename, move, open or close a warehouse.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::inventory::entity::warehouse;
use crate::inventory::permission::WarehouseEdit;
use crate::inventory::warehouse_create::{PRIORITY_MAX, country_code};
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fold::fold;
use crate::kernel::id::WarehouseId;
use crate::kernel::text::{Checks, NOTE, PLAIN_NAME};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// What to change of a warehouse. Absent fields stay as they are.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct WarehouseUpdateInput {
    /// The warehouse.
    pub id: WarehouseId,
    /// The version that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
    /// Its name for people, at most 255 characters.
    pub name: Option<String>,
    /// The country that it stands in: two letters of ISO 3166, in upper case.
    pub country: Option<String>,
    /// Where it stands, at most 2,000 characters; blank for none.
    pub address: Option<String>,
    /// Orders are served from the warehouse with the smallest number first: 0 to 1,000,000.
    pub priority: Option<i32>,
    /// Whether orders are served from it. What it holds and promised stays.
    pub active: Option<bool>,
}

impl Command for WarehouseUpdateInput {
    type Permission = WarehouseEdit;
    type Outcome = WarehouseId;
    const NAME: &'static str = "warehouseUpdate";

    crate::changes!(WarehouseEdit, warehouse::Model, id at "id");

    async fn run(
        self,
        _: &Cx<WarehouseEdit>,
        tx: &Tx,
        before: Locked<warehouse::Model>,
    ) -> Result<WarehouseId, Failure> {
        let WarehouseUpdateInput { id, expected_version: _, name, country, address, priority, active } = self;
        let before = before.into_inner();
        let mut checks = Checks::new();
        let name = name.map(|name| checks.required("name", &name, PLAIN_NAME)).unwrap_or_else(|| before.name.clone());
        let country = country.map(|country| country_code(&mut checks, &country));
        let address = address.map(|address| checks.text("address", &address, NOTE));
        let priority = priority.unwrap_or(before.priority);
        checks.within("priority", priority.into(), 0, PRIORITY_MAX.into());
        checks.done()?;
        let after = warehouse::Model {
            name_folded: fold(&name),
            name,
            country: country.unwrap_or_else(|| before.country.clone()),
            address: address.unwrap_or_else(|| before.address.clone()),
            priority,
            active: active.unwrap_or(before.active),
            updated_at: tx.now(),
            ..before.clone()
        };
        tx.save(&before, after).await?;
        Ok(id)
    }
}
