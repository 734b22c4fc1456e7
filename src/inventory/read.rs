//! Every SELECT that returns a page of warehouses or movements.

use async_graphql::InputObject;
use futures::future::BoxFuture;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use serde::Serialize;
use uuid::Uuid;

use crate::inventory::entity::stock_movement::MovementKind;
use crate::inventory::entity::{stock_movement, warehouse};
use crate::inventory::permission::{StockRead, WarehouseRead};
use crate::kernel::cx::{Caller, Cx};
use crate::kernel::fault::Fault;
use crate::kernel::filter::DateTimeFilter;
use crate::kernel::house::House;
use crate::kernel::id::{TypedId as _, VariantId, WarehouseId};
use crate::kernel::page::{Direction, Key, List, Page, PageArgs};
use crate::kernel::process::{Found, SubjectKind};
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;

/// Warehouses as what a workflow can run over.
pub const SUBJECT: SubjectKind = SubjectKind { entity: WarehouseId::TYPE, find: subject };

fn subject<'a>(house: &'a House, caller: &'a Caller, id: Uuid) -> BoxFuture<'a, Result<Option<Found>, Fault>> {
    Box::pin(async move {
        let id = WarehouseId(id);
        let seen = warehouse::in_scope(&caller.scope_of::<WarehouseRead>()).filter(warehouse::Column::Id.eq(id));
        let found = seen.one(&house.db.reader).await?;
        Ok(found.map(|warehouse| Found { label: warehouse.name, domain: Domain::Warehouse(id) }))
    })
}

/// Which movements of stock. All that is given must hold.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct StockMovementFilter {
    /// Of this variant.
    pub variant_id: Option<VariantId>,
    /// In this warehouse.
    pub warehouse_id: Option<WarehouseId>,
    /// Of this kind.
    pub kind: Option<MovementKind>,
    /// When it happened.
    pub at: Option<DateTimeFilter>,
}

impl StockMovementFilter {
    fn predicate(&self) -> Condition {
        use stock_movement::Column;
        let StockMovementFilter { variant_id, warehouse_id, kind, at } = self;
        Condition::all()
            .add_option(variant_id.map(|id| Column::VariantId.eq(id)))
            .add_option(warehouse_id.map(|id| Column::WarehouseId.eq(id)))
            .add_option(kind.map(|kind| Column::Kind.eq(kind)))
            .add_option(at.as_ref().map(|at| at.predicate(Column::At)))
    }
}

/// The warehouses that the caller may see, by name.
pub async fn warehouses(cx: &Cx<WarehouseRead>, args: PageArgs) -> Result<Page<warehouse::Model>, Fault> {
    let list = List {
        select: warehouse::in_scope(cx.scope()),
        sort: warehouse::Column::NameFolded,
        id: warehouse::Column::Id,
        direction: Direction::Asc,
        tied_to: String::new(),
    };
    list.page(&cx.house().db.reader, args, |row| (Key::Text(row.name_folded.clone()), row.id.0)).await
}

/// The slug of a warehouse that the caller sees.
pub async fn warehouse_slug(tx: &Tx, caller: &Caller, id: WarehouseId) -> Result<Option<String>, Fault> {
    let found = warehouse::in_scope(&caller.scope_of::<WarehouseRead>()).filter(warehouse::Column::Id.eq(id));
    Ok(found.one(tx.db()).await?.map(|warehouse| warehouse.slug))
}

/// The movements of stock that the caller may see, the latest first.
pub async fn movements(
    cx: &Cx<StockRead>,
    filter: StockMovementFilter,
    args: PageArgs,
) -> Result<Page<stock_movement::Model>, Fault> {
    let list = List {
        select: stock_movement::in_scope(cx.scope()).filter(filter.predicate()),
        sort: stock_movement::Column::At,
        id: stock_movement::Column::Id,
        direction: Direction::Desc,
        tied_to: serde_json::to_string(&filter)?,
    };
    list.page(&cx.house().db.reader, args, |row| (row.at.into(), row.id.0)).await
}
