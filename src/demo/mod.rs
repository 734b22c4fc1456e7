//! The demo shop: the same people, products and orders every time.
//!
//! It is put only into a database without staff, and kept when it is there: its passwords are known to everybody.
//!
//! # How it is made
//!
//! The shop opened two hundred days ago. [`past`] is a house over the same database whose clock stands wherever the demo sets it
//! and whose ids and choices come from the seed: the same seed makes the same shop, only its days move along with today.
//!
//! What there is little of is made by the commands that staff use: [`places`], archiving, and everything in [`inbox`]. What there
//! is much of ([`products`], [`customers`], [`trade`]) is built by the pure rules and row builders of the slices and brought in by
//! the hundred, so that a shop of a hundred thousand orders takes minutes. Such rows are what the commands would have left:
//!
//! - levels of stock are the sums of movements and promises, totals the sums of lines, numbers come from the counter;
//! - the audit log has an entry for each change of a product, variant, customer, order or line, under the name, the command and the
//!   instant of who would have made it. Stock, movements, promises and timelines are histories themselves and are not told twice;
//! - there are no outbox events: what happened so long ago was handed on long ago.
//!
//! The owner, who marks the shop as whole, comes last. A filling that was interrupted is never taken for a shop: it is refused.

pub mod checks;
pub mod content;
pub mod customers;
pub mod design;
pub mod dice;
pub mod inbox;
pub mod past;
pub mod people;
pub mod places;
pub mod products;
pub mod stockroom;
pub mod trade;

use sea_orm::{EntityTrait as _, PaginatorTrait as _};

use crate::app::App;
use crate::demo::inbox::{Day, LARGE_ORDERS, SMALL_ORDERS};
use crate::demo::past::Past;
use crate::demo::stockroom::Stockroom;
use crate::demo::trade::Market;
use crate::kernel::fault::Fault;
use crate::kernel::user_error::Failure;
use crate::staff::account;
use crate::staff::entity::staff_member;

/// How much there is at scale 1.
pub const PRODUCTS: usize = 200;
pub const CUSTOMERS: usize = 300;
pub const ORDERS: usize = 1_000;
/// What the order agent places alone, in each currency: the limit in `policies/roles.csv`.
pub const LARGE_MINOR: i64 = 100_000;

/// How much of everything, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The same seed makes the same shop.
    pub seed: u64,
    /// Multiplies products, customers and orders.
    pub scale: u32,
}

/// How far a step of the filling has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Such as `orders`.
    pub name: &'static str,
    pub done: u64,
    pub total: u64,
}

/// Whom to tell about progress.
pub type Progress<'a> = &'a (dyn Fn(Step) + Send + Sync);

/// Whose data a database holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tenant {
    Nobody,
    /// The demo shop.
    Demo,
    /// A part of the demo shop: its filling was interrupted.
    Unfinished,
    /// Real people: the demo stays out.
    Others,
}

pub async fn tenant(app: &App) -> Result<Tenant, Fault> {
    let db = &app.house.db.reader;
    if account::by_email(db, &people::email(people::OWNER)).await?.is_some() {
        return Ok(Tenant::Demo);
    }
    if people::anybody(db).await? {
        return Ok(Tenant::Unfinished);
    }
    Ok(if staff_member::Entity::find().count(db).await? == 0 { Tenant::Nobody } else { Tenant::Others })
}

/// Fills a database that is nobody's.
pub async fn fill(app: &App, options: Options, progress: Progress<'_>) -> Result<(), Failure> {
    let Options { seed, scale } = options;
    let past = Past::of(app, seed).await?;
    let mut owner = people::applicants(&past, progress).await?;
    let others = owner.split_off(1);
    people::hire(&past, others).await?;
    let places = places::open(&past).await?;
    let (channels, mut stockroom) = (&places.channels, Stockroom::new(&places.warehouses));
    let range = products::bring_in(&past, &places, &mut stockroom, scale, progress).await?;
    places::collect(&past, &range.for_sale).await?;
    let buyers = customers::bring_in(&past, scale, progress).await?;
    let orders = ORDERS * scale as usize - SMALL_ORDERS - LARGE_ORDERS;
    let market = Market { channels, range: &range.for_sale, buyers: &buyers };
    trade::play(&past, market, &mut stockroom, orders, progress).await?;
    let day = Day { past: &past, range: &range, buyers: &buyers, channels, stockroom: &stockroom };
    inbox::play(&day, progress).await?;
    people::hire(&past, owner).await?;
    app.policies.refresh(&app.house.db.reader).await?;
    Ok(())
}
