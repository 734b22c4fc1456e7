//! Orders, their lines and their timeline.

use async_graphql::{Context, ID, Json, Object};
use serde_json::Value;

use crate::catalog::graphql::ProductVariant;
use crate::catalog::loader::VariantById;
use crate::channels::graphql::Channel;
use crate::channels::loader::ChannelById;
use crate::customers::graphql::Customer;
use crate::customers::loader::CustomerById;
use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::clock::Timestamp;
use crate::kernel::cost;
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::id::{ChannelId, CustomerId, OrderId, TypedId as _};
use crate::kernel::money::Money;
use crate::kernel::page::{PageArgs, Pages};
use crate::kernel::plain::Plain;
use crate::kernel::scope::Domain;
use crate::orders::address::Address;
use crate::orders::entity::order::{self, CancelReason, OrderStatus};
use crate::orders::entity::order_event::{self, OrderEventKind};
use crate::orders::entity::order_line;
use crate::orders::loader::{LinesOfOrder, OrderById, OrdersOfCustomer, TimelineOfOrder};
use crate::orders::permission::{OrderCancel, OrderCreate, OrderNote, OrderPlace, OrderRead};
use crate::orders::read;
use crate::orders::rules::{self, OrderAction, OrderChargeStatus, OrderFulfillmentStatus};
use crate::staff::graphql::StaffMember;
use crate::staff::loader::StaffById;
use crate::workflow::graphql::{Task, WorkflowInstance, tasks_about, workflows_over};

/// Most entries of a timeline in one field.
const TIMELINE_MAX: i32 = 100;

/// Quantities are kept far below the largest `Int`.
fn int(quantity: i64) -> i32 {
    i32::try_from(quantity).unwrap_or(i32::MAX)
}

/// What a customer wants: a draft that is being written, an order that was placed, or one that was canceled.
#[derive(Clone)]
pub struct Order(pub order::Model);

/// What a customer wants: a draft that is being written, an order that was placed, or one that was canceled.
#[Object]
impl Order {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The number that people use; null until the order is placed.
    async fn number(&self) -> Option<&str> {
        self.0.number.as_deref()
    }

    /// What to call it on a screen: its number, or `Draft` and a few letters.
    async fn label(&self) -> String {
        self.0.label()
    }

    /// The channel that it is sold in. Requires `channel.read`.
    async fn channel(&self, ctx: &Context<'_>) -> Nullable<Channel> {
        ctx.child(ChannelById(self.0.channel_id), Channel).await
    }

    /// Who it is for; null while nobody was named. Requires `customer.read`.
    async fn customer(&self, ctx: &Context<'_>) -> Nullable<Customer> {
        let id = self.0.customer_id?;
        ctx.child(CustomerById(id), Customer).await
    }

    /// The e-mail address of the customer, as it was given for this order.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// How far it got.
    async fn status(&self) -> OrderStatus {
        self.0.status
    }

    /// How much of it left the house.
    async fn fulfillment_status(&self) -> OrderFulfillmentStatus {
        rules::fulfillment_status(self.0.item_count, self.0.fulfilled_count, self.0.canceled_count)
    }

    /// How much of it was paid.
    async fn charge_status(&self) -> OrderChargeStatus {
        rules::charge_status(self.0.charged_minor, self.0.total_minor)
    }

    /// What the caller may do with it now, if need be after an approval.
    #[graphql(directive = cost::list::apply(5))]
    async fn next_actions(&self, ctx: &Context<'_>) -> Vec<OrderAction> {
        let caller = ctx.caller();
        let actions = rules::actions(self.0.status, self.0.line_count);
        actions.into_iter().filter(|action| may(&caller, *action, self.0.channel_id)).collect()
    }

    /// What it costs.
    async fn total(&self) -> Plain<Money> {
        Plain(self.0.total())
    }

    /// The lines, in their order; at most 500.
    #[graphql(directive = cost::list::apply(5))]
    async fn lines(&self, ctx: &Context<'_>) -> Result<Vec<OrderLine>, Fault> {
        let rows = ctx.load(LinesOfOrder(self.0.id)).await?;
        Ok(rows.unwrap_or_default().into_iter().map(OrderLine).collect())
    }

    /// How many lines it has.
    async fn line_count(&self) -> i32 {
        self.0.line_count
    }

    /// How many pieces are on all lines together.
    async fn item_count(&self) -> i32 {
        int(self.0.item_count)
    }

    /// Where the goods go.
    async fn shipping_address(&self) -> Option<Address> {
        self.0.shipping_address.clone()
    }

    /// Where the bill goes.
    async fn billing_address(&self) -> Option<Address> {
        self.0.billing_address.clone()
    }

    /// Why it was canceled.
    async fn cancel_reason(&self) -> Option<CancelReason> {
        self.0.cancel_reason
    }

    /// Who began it; null when the product itself did.
    async fn created_by(&self, ctx: &Context<'_>) -> Nullable<StaffMember> {
        let id = self.0.created_by?;
        ctx.child(StaffById(id), StaffMember).await
    }

    /// What happened to it, the latest first.
    #[graphql(directive = cost::list_by::apply("first"))]
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many, at most 100.", default = 20)] first: i32,
    ) -> Result<Vec<OrderEvent>, Fault> {
        timeline(ctx, self.0.id, first).await
    }

    /// The open and claimed tasks about it that the caller sees, most urgent first; at most 50. Requires `task.work`.
    #[graphql(directive = cost::list::apply(3))]
    async fn tasks(&self, ctx: &Context<'_>) -> Nullable<Vec<Task>> {
        Some(tasks_about(ctx, self.0.id).await)
    }

    /// The running workflows over it that the caller sees, oldest first; at most 20. Requires `task.work`.
    #[graphql(directive = cost::list::apply(3))]
    async fn workflows(&self, ctx: &Context<'_>) -> Nullable<Vec<WorkflowInstance>> {
        Some(workflows_over(ctx, self.0.id).await)
    }

    /// Goes up with each change of the order or of one of its lines.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it was begun.
    async fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// When it was last changed.
    async fn updated_at(&self) -> Timestamp {
        self.0.updated_at
    }

    /// When it was placed.
    async fn placed_at(&self) -> Option<Timestamp> {
        self.0.placed()
    }

    /// When it was canceled.
    async fn canceled_at(&self) -> Option<Timestamp> {
        self.0.canceled_at
    }
}

/// Whether the caller could do this in the channel.
fn may(caller: &Caller, action: OrderAction, channel: ChannelId) -> bool {
    let here = Domain::Channel(channel);
    match action {
        OrderAction::EditLines | OrderAction::Update => caller.could::<OrderCreate>(here),
        OrderAction::Place => caller.could::<OrderPlace>(here),
        OrderAction::Cancel => caller.could::<OrderCancel>(here),
        OrderAction::AddNote => caller.could::<OrderNote>(here),
    }
}

async fn timeline(ctx: &Context<'_>, order: OrderId, first: i32) -> Result<Vec<OrderEvent>, Fault> {
    if !(1..=TIMELINE_MAX).contains(&first) {
        return Err(Fault::bad_input("first", format!("`first` must be between 1 and {TIMELINE_MAX}.")));
    }
    let rows = ctx.load(TimelineOfOrder { order, first: u64::from(first.unsigned_abs()) }).await?;
    Ok(rows.unwrap_or_default().into_iter().map(OrderEvent).collect())
}

#[derive(Clone)]
pub struct OrderLine(pub order_line::Model);

/// A line of an order, with what was true of the variant when the line was added.
#[Object]
impl OrderLine {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The order that it is a line of.
    async fn order(&self, ctx: &Context<'_>) -> Nullable<Order> {
        ctx.child(OrderById(self.0.order_id), Order).await
    }

    /// The variant as it is now; null when it is gone, and for a caller who may not see it.
    async fn variant(&self, ctx: &Context<'_>) -> Nullable<ProductVariant> {
        ctx.child(VariantById(self.0.variant_id), ProductVariant).await
    }

    /// The SKU.
    async fn sku(&self) -> Option<&str> {
        self.0.sku.as_deref()
    }

    /// The title of the product.
    async fn product_title(&self) -> &str {
        &self.0.product_title
    }

    /// The title of the variant.
    async fn variant_title(&self) -> &str {
        &self.0.variant_title
    }

    /// Whether it goes into a parcel.
    async fn requires_shipping(&self) -> bool {
        self.0.requires_shipping
    }

    /// What a piece costs.
    async fn unit_price(&self) -> Plain<Money> {
        Plain(Money::new(self.0.unit_price_minor, self.0.currency))
    }

    /// How many pieces were ordered.
    async fn quantity(&self) -> i32 {
        int(self.0.quantity)
    }

    /// How many of them left the house.
    async fn quantity_fulfilled(&self) -> i32 {
        int(self.0.quantity_fulfilled)
    }

    /// How many of them were canceled.
    async fn quantity_canceled(&self) -> i32 {
        int(self.0.quantity_canceled)
    }

    /// What the line costs.
    async fn total(&self) -> Plain<Money> {
        Plain(Money::new(self.0.total_minor, self.0.currency))
    }
}

#[derive(Clone)]
pub struct OrderEvent(pub order_event::Model);

/// An entry of the timeline of an order.
#[Object]
impl OrderEvent {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// What happened.
    async fn kind(&self) -> OrderEventKind {
        self.0.kind
    }

    /// What somebody wrote.
    async fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// Facts that belong to the kind, such as `{"quantity": 3}`.
    async fn data(&self) -> Json<Value> {
        Json(self.0.data.clone())
    }

    /// Who did it; null when the product itself did.
    async fn staff_member(&self, ctx: &Context<'_>) -> Nullable<StaffMember> {
        let id = self.0.staff_id?;
        ctx.child(StaffById(id), StaffMember).await
    }

    /// When.
    async fn at(&self) -> Timestamp {
        self.0.at
    }
}

/// The orders of a customer, for `Customer.orders`: its beginning comes from a loader, the rest from a list of its own.
pub async fn orders_of_customer(
    ctx: &Context<'_>,
    customer: CustomerId,
    args: PageArgs,
) -> Result<Pages<Order>, Fault> {
    let list = read::of_customer(&ctx.caller().scope_of::<OrderRead>(), customer)?;
    let page = match args.beginning()? {
        Some(first) => {
            let found = ctx.load(OrdersOfCustomer { customer, first }).await?.unwrap_or_default();
            let rows = found.rows.into_iter().map(|row| (read::key_of_customer(&row), row));
            list.beginning(rows.map(|((key, id), row)| (key, id, row)).collect(), found.total)
        }
        None => list.page(&ctx.house().db.reader, args, read::key_of_customer).await?,
    };
    Ok(page.into_connection(Order))
}
