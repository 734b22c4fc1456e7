//! Orders as they change, for whoever looks at them.

use async_graphql::{Context, Enum, Object, SimpleObject};

use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::clock::Timestamp;
use crate::kernel::fault::Fault;
use crate::kernel::id::{ChannelId, OrderId, TypedId as _};
use crate::kernel::live;
use crate::orders::event;
use crate::orders::graphql::Order;
use crate::orders::loader::OrderById;
use crate::orders::permission::OrderRead;

/// A change of an order.
#[derive(SimpleObject)]
pub struct OrderChange {
    /// Give it back as `after` to go on behind this change.
    cursor: String,
    /// What happened.
    kind: OrderChangeKind,
    /// When it happened.
    at: Timestamp,
    /// The order as it is now, which may be later than this change.
    order: Order,
}

/// What happened to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum OrderChangeKind {
    /// A draft was begun.
    Created,
    /// Its lines, e-mail or addresses were changed.
    Updated,
    /// It was placed.
    Placed,
    /// It was canceled.
    Canceled,
}

impl OrderChangeKind {
    fn of(topic: &str) -> Self {
        match topic {
            event::CREATED => Self::Created,
            event::PLACED => Self::Placed,
            event::CANCELED => Self::Canceled,
            _ => Self::Updated,
        }
    }
}

#[derive(Default)]
pub struct OrderLive;

#[Object]
impl OrderLive {
    /// Orders and drafts in the channels of the caller, whenever one is begun, changed, placed or canceled. Requires `order.read`.
    async fn order_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this order.")] id: Option<OrderId>,
        #[graphql(desc = "Only orders of this channel.")] channel_id: Option<ChannelId>,
        #[graphql(
            desc = "Begin behind the change with this cursor, instead of now. Changes are kept for 48 hours; a cursor \
                          of longer ago is refused with `EVENTS_EXPIRED`."
        )]
        after: Option<String>,
    ) -> Nullable<OrderChange> {
        order_changed(ctx, id, channel_id, after).await.transpose()
    }
}

async fn order_changed(
    ctx: &Context<'_>,
    id: Option<OrderId>,
    channel_id: Option<ChannelId>,
    after: Option<String>,
) -> Result<Option<OrderChange>, Fault> {
    ctx.may(OrderRead)?;
    let Some(notice) = live::heard(ctx, event::TOPICS, after)? else { return Ok(None) };
    let changed = OrderId::from_uuid(notice.aggregate_id);
    if id.is_some_and(|id| id != changed) {
        return Ok(None);
    }
    let order = ctx.load(OrderById(changed)).await?;
    let order = order.filter(|order| channel_id.is_none_or(|channel| channel == order.channel_id));
    Ok(order.map(|order| OrderChange {
        cursor: live::cursor(notice),
        kind: OrderChangeKind::of(&notice.topic),
        at: notice.at,
        order: Order(order),
    }))
}
