//! Where the demo shop sells, what it sells from, and how its catalog is ordered. All of it by commands.

use sea_orm::{EntityTrait as _, QueryOrder as _};
use std::collections::HashMap;

use crate::catalog::category::create::CategoryCreateInput;
use crate::catalog::collection::add::CollectionProductsAddInput;
use crate::catalog::collection::create::CollectionCreateInput;
use crate::catalog::rules::COLLECTION_BATCH_MAX;
use crate::catalog::whole::Whole;
use crate::channels::create::ChannelCreateInput;
use crate::channels::entity::channel;
use crate::demo::content::shelves::{DISPLAYS, Display, SHELVES, Shelf};
use crate::demo::past::{HOUR_SECS, Past};
use crate::inventory::warehouse_create::WarehouseCreateInput;
use crate::kernel::fault::Fault;
use crate::kernel::id::{CategoryId, WarehouseId};
use crate::kernel::money::Currency;
use crate::kernel::user_error::Failure;

/// Slug, name and currency of each channel.
const CHANNELS: [(&str, &str, &str); 3] =
    [("eu", "Europe", "EUR"), ("us", "United States", "USD"), ("uk", "United Kingdom", "GBP")];

/// Slug, name, country, address and priority of each warehouse.
const WAREHOUSES: [(&str, &str, &str, &str, i32); 2] = [
    ("hamburg", "Hamburg", "DE", "Speicherweg 4, 20457 Hamburg", 10),
    ("leeds", "Leeds", "GB", "Unit 9, Canal Wharf, Leeds LS11 5QP", 20),
];

/// What the catalog and the orders refer to.
pub struct Places {
    pub channels: Vec<channel::Model>,
    /// The one that serves first comes first.
    pub warehouses: Vec<WarehouseId>,
    /// By slug.
    pub categories: HashMap<&'static str, CategoryId>,
}

/// Opens everything on the first day.
pub async fn open(past: &Past) -> Result<Places, Failure> {
    past.go_to(past.moment(0, 9 * HOUR_SECS));
    let admin = past.caller("admin").await?;
    for (slug, name, currency) in CHANNELS {
        let currency = Currency::parse(currency).ok_or_else(|| Fault::internal("a channel has no currency"))?;
        past.run(&admin, ChannelCreateInput { slug: slug.into(), name: name.into(), currency }).await?;
    }
    let mut warehouses = Vec::new();
    for (slug, name, country, address, priority) in WAREHOUSES {
        let (slug, name, country, address) = (slug.into(), name.into(), country.into(), Some(address.into()));
        warehouses.push(past.run(&admin, WarehouseCreateInput { slug, name, country, address, priority }).await?);
    }
    let categories = plant_categories(past).await?;
    let db = &past.app.house.db.reader;
    let channels = channel::Entity::find().order_by_asc(channel::Column::Id).all(db).await?;
    Ok(Places { channels, warehouses, categories })
}

async fn plant_categories(past: &Past) -> Result<HashMap<&'static str, CategoryId>, Failure> {
    let catalog = past.caller("catalog").await?;
    let mut planted = HashMap::new();
    for Shelf { slug, name, above } in SHELVES {
        let parent_id = above.and_then(|above| planted.get(above)).copied();
        let input = CategoryCreateInput { slug: (*slug).into(), name: (*name).into(), description: None, parent_id };
        planted.insert(*slug, past.run(&catalog, input).await?);
    }
    Ok(planted)
}

/// Puts the first products with the tag of a collection into it.
pub async fn collect(past: &Past, range: &[Whole]) -> Result<(), Failure> {
    let catalog = past.caller("catalog").await?;
    for Display { slug, title, description, tag } in DISPLAYS {
        let (slug, title, description) = ((*slug).into(), (*title).into(), Some((*description).into()));
        let id = past.run(&catalog, CollectionCreateInput { slug, title, description }).await?;
        let tagged = range.iter().filter(|whole| whole.product.tags.0.iter().any(|known| known == tag));
        let product_ids = tagged.take(COLLECTION_BATCH_MAX).map(|whole| whole.product.id).collect();
        past.run(&catalog, CollectionProductsAddInput { id, expected_version: None, product_ids }).await?;
    }
    Ok(())
}
