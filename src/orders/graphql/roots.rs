//! What can be asked of orders, and done with them.

use async_graphql::{Context, Object};

use super::objects::Order;
use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::cost;
use crate::kernel::fault::Fault;
use crate::kernel::id::OrderId;
use crate::kernel::page::{Direction, PageArgs, Pages};
use crate::orders::cancel::OrderCancelInput;
use crate::orders::draft_create::OrderDraftCreateInput;
use crate::orders::line_add::OrderLineAddInput;
use crate::orders::line_remove::OrderLineRemoveInput;
use crate::orders::line_update::OrderLineUpdateInput;
use crate::orders::loader::OrderById;
use crate::orders::note_add::OrderNoteAddInput;
use crate::orders::permission::OrderRead;
use crate::orders::place::OrderPlaceInput;
use crate::orders::read::{self, OrderFilter, OrderSort};
use crate::orders::update::OrderUpdateInput;

crate::payload! {
    /// The answer of `orderDraftCreate`.
    OrderDraftCreatePayload {
        /// The new draft.
        order: Order = OrderById(OrderId)
    }
}

crate::payload! {
    /// The answer of `orderLineAdd`.
    OrderLineAddPayload {
        /// The order with the new line.
        order: Order = OrderById(OrderId)
    }
}

crate::payload! {
    /// The answer of `orderLineUpdate`.
    OrderLineUpdatePayload {
        /// The order with the changed line.
        order: Order = OrderById(OrderId)
    }
}

crate::payload! {
    /// The answer of `orderLineRemove`.
    OrderLineRemovePayload {
        /// The order without the line.
        order: Order = OrderById(OrderId)
    }
}

crate::payload! {
    /// The answer of `orderUpdate`.
    OrderUpdatePayload {
        /// The changed order.
        order: Order = OrderById(OrderId)
    }
}

crate::payload! {
    /// The answer of `orderPlace`.
    OrderPlacePayload {
        /// The placed order.
        order: Order = OrderById(OrderId)
    }
}

crate::payload! {
    /// The answer of `orderCancel`.
    OrderCancelPayload {
        /// The canceled order.
        order: Order = OrderById(OrderId)
    }
}

crate::payload! {
    /// The answer of `orderNoteAdd`.
    OrderNoteAddPayload {
        /// The order with the note in its timeline.
        order: Order = OrderById(OrderId)
    }
}

#[derive(Default)]
pub struct OrderQuery;

#[Object]
impl OrderQuery {
    /// An order or draft by its id; null when there is none for the caller. Requires `order.read`.
    async fn order(&self, ctx: &Context<'_>, #[graphql(desc = "The order.")] id: OrderId) -> Nullable<Order> {
        if let Err(fault) = ctx.may(OrderRead) {
            return Some(Err(fault));
        }
        ctx.child(OrderById(id), Order).await
    }

    /// An order by its number; null when there is none for the caller. Requires `order.read`.
    async fn order_by_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number, at most 255 characters.")] number: String,
    ) -> Nullable<Order> {
        by_number(ctx, number).await.transpose()
    }

    /// The orders and drafts in the channels of the caller. Requires `order.read`.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    #[graphql(directive = cost::page::apply())]
    async fn orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them.")] filter: Option<OrderFilter>,
        #[graphql(desc = "What they are sorted by. The default is `CREATED_AT`.")] sort: Option<OrderSort>,
        #[graphql(desc = "The direction of the sort. The default is `DESC`.")] direction: Option<Direction>,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<Pages<Order>> {
        let order = (sort.unwrap_or_default(), direction.unwrap_or_default());
        Some(orders(ctx, filter.unwrap_or_default(), order, PageArgs { first, last, after, before }).await)
    }
}

async fn by_number(ctx: &Context<'_>, number: String) -> Result<Option<Order>, Fault> {
    let cx = ctx.may(OrderRead)?;
    Ok(read::by_number(&cx, &number).await?.map(Order))
}

async fn orders(
    ctx: &Context<'_>,
    filter: OrderFilter,
    (sort, direction): (OrderSort, Direction),
    args: PageArgs,
) -> Result<Pages<Order>, Fault> {
    let cx = ctx.may(OrderRead)?;
    Ok(read::page(&cx, filter, sort, direction, args).await?.into_connection(Order))
}

#[derive(Default)]
pub struct OrderMutation;

#[Object]
impl OrderMutation {
    /// Begin an order as a draft. Needs an idempotency key. Requires `order.create`.
    async fn order_draft_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft to begin.")] input: OrderDraftCreateInput,
    ) -> Nullable<OrderDraftCreatePayload> {
        Some(ctx.command(input).await.map(OrderDraftCreatePayload))
    }

    /// Add a line to a draft, at the price that the variant has now. Needs an idempotency key. Requires `order.create`.
    async fn order_line_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The line to add.")] input: OrderLineAddInput,
    ) -> Nullable<OrderLineAddPayload> {
        Some(ctx.command(input).await.map(OrderLineAddPayload))
    }

    /// Change the quantity of a line of a draft. Needs an idempotency key. Requires `order.create`.
    async fn order_line_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: OrderLineUpdateInput,
    ) -> Nullable<OrderLineUpdatePayload> {
        Some(ctx.command(input).await.map(OrderLineUpdatePayload))
    }

    /// Remove a line from a draft. Needs an idempotency key. Requires `order.create`.
    async fn order_line_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which line to remove.")] input: OrderLineRemoveInput,
    ) -> Nullable<OrderLineRemovePayload> {
        Some(ctx.command(input).await.map(OrderLineRemovePayload))
    }

    /// Change the e-mail address and the addresses of an order that is not canceled. Needs an idempotency key.
    /// Requires `order.create`.
    async fn order_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: OrderUpdateInput,
    ) -> Nullable<OrderUpdatePayload> {
        Some(ctx.command(input).await.map(OrderUpdatePayload))
    }

    /// Place a draft: check it, promise the stock, give it its number. All of it happens, or nothing. Needs an idempotency
    /// key. Requires `order.place`.
    async fn order_place(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order to place.")] input: OrderPlaceInput,
    ) -> Nullable<OrderPlacePayload> {
        Some(ctx.command(input).await.map(OrderPlacePayload))
    }

    /// Cancel a draft, or an order nothing of which has left the house; its stock is free again. Needs an idempotency key.
    /// Requires `order.cancel`.
    async fn order_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which order to cancel, and why.")] input: OrderCancelInput,
    ) -> Nullable<OrderCancelPayload> {
        Some(ctx.command(input).await.map(OrderCancelPayload))
    }

    /// Write a note on an order. Needs an idempotency key. Requires `order.note`.
    async fn order_note_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The note.")] input: OrderNoteAddInput,
    ) -> Nullable<OrderNoteAddPayload> {
        Some(ctx.command(input).await.map(OrderNoteAddPayload))
    }
}
