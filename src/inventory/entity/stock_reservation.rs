//! A promise of stock to an order line.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kernel::clock::Timestamp;
use crate::kernel::id::{OrderId, OrderLineId, ReservationId, StockId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "stock_reservation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReservationId,
    pub stock_id: StockId,
    pub order_id: OrderId,
    pub order_line_id: OrderLineId,
    pub quantity: i64,
    pub state: ReservationState,
    pub created_at: Timestamp,
    pub released_at: Option<Timestamp>,
}

/// What became of a promise of stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReservationState {
    /// It holds.
    Active,
    /// It was given back.
    Released,
}

crate::audited!(ReservationId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
