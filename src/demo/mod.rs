//! The demo shop: the same people, products and orders every time.
//!
//! It is put only into a database without staff, and kept when it is there: its passwords are known to everybody.

pub mod people;

use sea_orm::{EntityTrait as _, PaginatorTrait as _};

use crate::app::App;
use crate::kernel::fault::Fault;
use crate::kernel::user_error::Failure;
use crate::staff::account;
use crate::staff::entity::staff_member;

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
    /// Real people: the demo stays out.
    Others,
}

pub async fn tenant(app: &App) -> Result<Tenant, Fault> {
    let db = &app.house.db.reader;
    if account::by_email(db, &people::email(people::OWNER)).await?.is_some() {
        return Ok(Tenant::Demo);
    }
    Ok(if staff_member::Entity::find().count(db).await? == 0 { Tenant::Nobody } else { Tenant::Others })
}

/// Fills a database that is nobody's.
pub async fn fill(app: &App, options: Options, progress: Progress<'_>) -> Result<(), Failure> {
    let Options { seed: _, scale: _ } = options;
    people::add(app, progress).await
}
