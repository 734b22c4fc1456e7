//! Every SELECT that returns a page of orders.

use async_graphql::{Enum, InputObject};
use futures::future::BoxFuture;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use serde::Serialize;
use uuid::Uuid;

use crate::kernel::cx::{Caller, Cx};
use crate::kernel::fault::Fault;
use crate::kernel::filter::{DateTimeFilter, FILTER_TEXT_MAX, TextFilter, one_of_predicate};
use crate::kernel::house::House;
use crate::kernel::id::{ChannelId, CustomerId, OrderId, TypedId as _};
use crate::kernel::money::{Currency, Decimal, Money};
use crate::kernel::page::{Direction, Key, List, Page, PageArgs};
use crate::kernel::process::{Found, SubjectKind};
use crate::kernel::scope::{Domain, Scope};
use crate::orders::entity::order::{self, Column, OrderStatus};
use crate::orders::permission::OrderRead;

/// Orders as what a workflow can run over.
pub const SUBJECT: SubjectKind = SubjectKind { entity: OrderId::TYPE, find: subject };

fn subject<'a>(house: &'a House, caller: &'a Caller, id: Uuid) -> BoxFuture<'a, Result<Option<Found>, Fault>> {
    Box::pin(async move {
        let seen = order::in_scope(&caller.scope_of::<OrderRead>()).filter(Column::Id.eq(OrderId(id)));
        let found = seen.one(&house.db.reader).await?;
        Ok(found.map(|order| Found { label: order.label(), domain: Domain::Channel(order.channel_id) }))
    })
}

/// Which orders. All that is given must hold.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct OrderFilter {
    /// In one of these statuses, at most 100. An empty list matches nothing.
    pub status: Option<Vec<OrderStatus>>,
    /// Sold in this channel.
    pub channel_id: Option<ChannelId>,
    /// For this customer.
    pub customer_id: Option<CustomerId>,
    /// With this number.
    pub number: Option<TextFilter>,
    /// With this e-mail address, whatever its case.
    pub email: Option<TextFilter>,
    /// When it was placed. Drafts have not been.
    pub placed_at: Option<DateTimeFilter>,
    /// When it was begun.
    pub created_at: Option<DateTimeFilter>,
    /// What it costs.
    pub total: Option<OrderTotalFilter>,
}

/// What an order costs, in one currency.
#[derive(Clone, Debug, InputObject, Serialize)]
pub struct OrderTotalFilter {
    /// The currency of the order.
    pub currency: Currency,
    /// So much or more, in major units.
    pub at_least: Option<Decimal>,
    /// So much or less, in major units.
    pub at_most: Option<Decimal>,
}

/// What orders are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Default)]
pub enum OrderSort {
    /// When it was begun.
    #[default]
    CreatedAt,
    /// When it was placed; drafts count as later than all others.
    PlacedAt,
    /// The total in minor units, whatever the currency.
    Total,
}

impl OrderSort {
    fn column(self) -> Column {
        match self {
            Self::CreatedAt => Column::CreatedAt,
            Self::PlacedAt => Column::PlacedAt,
            Self::Total => Column::TotalMinor,
        }
    }

    fn key(self, row: &order::Model) -> Key {
        match self {
            Self::CreatedAt => row.created_at.into(),
            Self::PlacedAt => row.placed_at.into(),
            Self::Total => Key::Int(row.total_minor),
        }
    }
}

impl OrderFilter {
    fn predicate(&self) -> Result<Condition, Fault> {
        let OrderFilter { status, channel_id, customer_id, number, email, placed_at, created_at, total } = self;
        let number = number.as_ref().map(|number| number.predicate("where.number", Column::Number)).transpose()?;
        let email = email.as_ref().map(|email| lower(email).predicate("where.email", Column::Email)).transpose()?;
        let total = total.as_ref().map(OrderTotalFilter::predicate).transpose()?;
        Ok(Condition::all()
            .add_option(one_of_predicate("where.status", Column::Status, status.as_deref())?)
            .add_option(channel_id.map(|id| Column::ChannelId.eq(id)))
            .add_option(customer_id.map(|id| Column::CustomerId.eq(id)))
            .add_option(number)
            .add_option(email)
            .add_option(placed_at.as_ref().map(placed))
            .add_option(created_at.as_ref().map(|at| at.predicate(Column::CreatedAt)))
            .add_option(total))
    }
}

/// E-mail addresses are stored in lower case.
fn lower(filter: &TextFilter) -> TextFilter {
    let TextFilter { eq, one_of } = filter;
    let each = |texts: &Vec<String>| texts.iter().map(|text| text.to_lowercase()).collect();
    TextFilter { eq: eq.as_ref().map(|text| text.to_lowercase()), one_of: one_of.as_ref().map(each) }
}

fn placed(filter: &DateTimeFilter) -> Condition {
    use crate::kernel::clock::Timestamp;
    filter.predicate(Column::PlacedAt).add(Column::PlacedAt.lt(Timestamp::NEVER))
}

impl OrderTotalFilter {
    fn predicate(&self) -> Result<Condition, Fault> {
        let OrderTotalFilter { currency, at_least, at_most } = self;
        let minor = |path: &str, amount: &Option<Decimal>| {
            let read = |amount: &Decimal| {
                Money::from_decimal(&amount.0, *currency).map(|money| money.minor).map_err(|error| {
                    let message = format!("This is not an amount in {}: {error}.", currency.code());
                    Fault::bad_input(path, message)
                })
            };
            amount.as_ref().map(read).transpose()
        };
        let at_least = minor("where.total.atLeast", at_least)?;
        let at_most = minor("where.total.atMost", at_most)?;
        Ok(Condition::all()
            .add(Column::Currency.eq(*currency))
            .add_option(at_least.map(|minor| Column::TotalMinor.gte(minor)))
            .add_option(at_most.map(|minor| Column::TotalMinor.lte(minor))))
    }
}

/// The list behind `orders`.
fn list(
    scope: &Scope,
    filter: &OrderFilter,
    sort: OrderSort,
    direction: Direction,
) -> Result<List<order::Entity, Column>, Fault> {
    Ok(List {
        select: order::in_scope(scope).filter(filter.predicate()?),
        sort: sort.column(),
        id: Column::Id,
        direction,
        tied_to: serde_json::to_string(filter)?,
    })
}

/// The orders that the caller may see.
pub async fn page(
    cx: &Cx<OrderRead>,
    filter: OrderFilter,
    sort: OrderSort,
    direction: Direction,
    args: PageArgs,
) -> Result<Page<order::Model>, Fault> {
    let list = list(cx.scope(), &filter, sort, direction)?;
    list.page(&cx.house().db.reader, args, |row| (sort.key(row), row.id.0)).await
}

/// The orders of a customer, the latest first. It is the same list as `orders(where: {customerId:})`.
pub fn of_customer(scope: &Scope, customer: CustomerId) -> Result<List<order::Entity, Column>, Fault> {
    let filter = OrderFilter { customer_id: Some(customer), ..OrderFilter::default() };
    list(scope, &filter, OrderSort::CreatedAt, Direction::Desc)
}

/// The place of an order in that list.
pub fn key_of_customer(row: &order::Model) -> (Key, uuid::Uuid) {
    (OrderSort::CreatedAt.key(row), row.id.0)
}

/// The order with this number.
pub async fn by_number(cx: &Cx<OrderRead>, number: &str) -> Result<Option<order::Model>, Fault> {
    if number.chars().count() > FILTER_TEXT_MAX {
        return Err(Fault::bad_input("number", format!("A number has at most {FILTER_TEXT_MAX} characters.")));
    }
    Ok(order::in_scope(cx.scope()).filter(Column::Number.eq(number)).one(&cx.house().db.reader).await?)
}
