//! Open a warehouse.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::inventory::entity::warehouse;
use crate::inventory::error::InventoryError;
use crate::inventory::permission::WarehouseEdit;
use crate::kernel::aggregate::New;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::fold::fold;
use crate::kernel::id::WarehouseId;
use crate::kernel::text::{Checks, NOTE, PLAIN_NAME};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The largest number in the order of warehouses.
pub const PRIORITY_MAX: i32 = 1_000_000;

/// The warehouse to open.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct WarehouseCreateInput {
    /// Its name in URLs: lower-case letters, digits and hyphens, at most 255 characters, unique.
    pub slug: String,
    /// Its name for people, at most 255 characters.
    pub name: String,
    /// The country that it stands in: two letters of ISO 3166, in upper case, such as `DE`.
    pub country: String,
    /// Where it stands, at most 2,000 characters.
    pub address: Option<String>,
    /// Orders are served from the warehouse with the smallest number first: 0 to 1,000,000. The default is 100.
    #[graphql(default = 100)]
    pub priority: i32,
}

impl Command for WarehouseCreateInput {
    type Permission = WarehouseEdit;
    type Outcome = WarehouseId;
    const NAME: &'static str = "warehouseCreate";

    crate::makes!(WarehouseEdit);

    async fn run(self, cx: &Cx<WarehouseEdit>, tx: &Tx, _: New) -> Result<WarehouseId, Failure> {
        let WarehouseCreateInput { slug, name, country, address, priority } = self;
        let mut checks = Checks::new();
        let slug = checks.slug("slug", &slug);
        let name = checks.required("name", &name, PLAIN_NAME);
        let country = country_code(&mut checks, &country);
        let address = checks.optional("address", address.as_deref(), NOTE).unwrap_or_default();
        checks.within("priority", priority.into(), 0, PRIORITY_MAX.into());
        checks.done()?;
        let (id, now) = (cx.new_id(), tx.now());
        let row = warehouse::Model {
            id,
            slug,
            name_folded: fold(&name),
            name,
            active: true,
            version: 1,
            created_at: now,
            updated_at: now,
            country,
            address,
            priority,
        };
        match tx.insert(row).await {
            Err(Fault::Violation(Violation::Unique)) => Err(InventoryError::SlugTaken.into()),
            Err(fault) => Err(fault.into()),
            Ok(_) => Ok(id),
        }
    }
}

pub(super) fn country_code(checks: &mut Checks, country: &str) -> String {
    if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
        checks.refuse("country", "INVALID", "This is not a country code of two upper-case letters.");
    }
    country.to_owned()
}
