//! An order, or a draft of one. Its version guards its lines.

use async_graphql::Enum;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kernel::actor::Actor;
use crate::kernel::aggregate::Root;
use crate::kernel::clock::Timestamp;
use crate::kernel::id::{ChannelId, CustomerId, OrderId, StaffId, TypedId as _};
use crate::kernel::money::{Currency, Money};
use crate::kernel::scope::{Domain, Scope};
use crate::orders::address::Address;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "orders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrderId,
    /// Given when the order is placed.
    pub number: Option<String>,
    pub channel_id: ChannelId,
    pub customer_id: Option<CustomerId>,
    /// In lower case.
    pub email: Option<String>,
    /// The currency of the channel.
    pub currency: Currency,
    pub status: OrderStatus,
    #[sea_orm(column_type = "JsonBinary")]
    pub shipping_address: Option<Address>,
    #[sea_orm(column_type = "JsonBinary")]
    pub billing_address: Option<Address>,
    pub total_minor: i64,
    pub charged_minor: i64,
    pub line_count: i32,
    /// The pieces of all lines together, and how many of them left the house or were canceled.
    pub item_count: i64,
    pub fulfilled_count: i64,
    pub canceled_count: i64,
    pub cancel_reason: Option<CancelReason>,
    pub created_by: Option<StaffId>,
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// [`Timestamp::NEVER`] until it is placed.
    pub placed_at: Timestamp,
    pub canceled_at: Option<Timestamp>,
}

impl Model {
    pub fn total(&self) -> Money {
        Money::new(self.total_minor, self.currency)
    }

    pub fn placed(&self) -> Option<Timestamp> {
        (self.placed_at != Timestamp::NEVER).then_some(self.placed_at)
    }

    /// How staff call it: its number, or `Draft` with the end of its id.
    pub fn label(&self) -> String {
        self.number.clone().unwrap_or_else(|| {
            let id = self.id.uuid().simple().to_string();
            format!("Draft {}", id.get(26..).unwrap_or_default())
        })
    }
}

/// How far an order got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Enum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrderStatus {
    /// It is being written; nothing is promised.
    Draft,
    /// It was placed: it has a number, and stock is reserved for it.
    Confirmed,
    /// It was called off.
    Canceled,
}

/// Why an order was canceled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Enum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(name = "OrderCancelReason")]
pub enum CancelReason {
    /// The customer changed their mind.
    Customer,
    /// The payment was declined.
    Declined,
    /// The order looked like fraud.
    Fraud,
    /// The goods were not there.
    Inventory,
    /// Somebody who works here made a mistake.
    Staff,
    /// Something else; the note says what.
    Other,
}

crate::versioned!(OrderId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Root for Model {
    const NOUN: &'static str = "order";

    fn in_scope(scope: &Scope) -> Select<Entity> {
        in_scope(scope)
    }

    fn label(&self) -> String {
        self.label()
    }

    fn domains(&self) -> Vec<Domain> {
        vec![Domain::Channel(self.channel_id)]
    }

    fn belongs_to(&self, actor: &Actor) -> Option<bool> {
        Some(self.created_by.is_some() && self.created_by == actor.staff())
    }
}

/// The orders of the channels inside a scope.
pub fn in_scope(scope: &Scope) -> Select<Entity> {
    Entity::find().filter(scope.channels().predicate(Column::ChannelId))
}
