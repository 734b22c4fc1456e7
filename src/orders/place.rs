//! Place an order: check everything once more, promise the stock, give it its number.

use async_graphql::InputObject;
use sea_orm::EntityTrait as _;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};

use crate::channels::entity::channel;
use crate::inventory::permission::StockReserve;
use crate::inventory::reserve::{self, Reserved, Want};
use crate::inventory::rules::Tracking;
use crate::kernel::aggregate::{Find, Locked};
use crate::kernel::clock::Timestamp;
use crate::kernel::command::Command;
use crate::kernel::condition::Details;
use crate::kernel::cx::Cx;
use crate::kernel::id::{OrderId, VariantId};
use crate::kernel::idempotency::Keyed;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::{Failure, Refusal as _, UserError};
use crate::orders::entity::order::{self, OrderStatus};
use crate::orders::entity::order_event::OrderEventKind;
use crate::orders::entity::order_line;
use crate::orders::error::OrderError;
use crate::orders::offer::{self, Offer};
use crate::orders::permission::OrderPlace;
use crate::orders::{event, matter, number, timeline};

/// The order to place.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct OrderPlaceInput {
    /// The draft.
    pub id: OrderId,
    /// The version that was looked at; another one is refused with `CONFLICT`. It must be given: what was checked, or
    /// approved, is what is placed.
    pub expected_version: i32,
}

impl Command for OrderPlaceInput {
    type Permission = OrderPlace;
    type Outcome = OrderId;
    type About = Locked<order::Model>;
    const NAME: &'static str = "orderPlace";
    const KEYED: Keyed = Keyed::Required;

    async fn about(&self, find: &Find<'_, OrderPlace>) -> Result<Locked<order::Model>, Failure> {
        find.locked(self.id, "id", self.expected_version).await
    }

    fn details(&self, order: &Locked<order::Model>) -> Details {
        Details::amount(order.total())
    }

    async fn run(self, cx: &Cx<OrderPlace>, tx: &Tx, draft: Locked<order::Model>) -> Result<OrderId, Failure> {
        let OrderPlaceInput { id, expected_version: _ } = self;
        let draft = draft.into_inner();
        matter::needs(&draft, "id", &[OrderStatus::Draft])?;
        let lines = order_line::of_order(tx, id).await?;
        let variants: BTreeSet<VariantId> = lines.iter().map(|line| line.variant_id).collect();
        let offers = offer::find(tx, &variants.into_iter().collect::<Vec<_>>()).await?;
        let channel = channel::Entity::find_by_id(draft.channel_id).one(tx.db()).await?;
        let takes_orders = channel.is_some_and(|channel| channel.active);
        let refused = refusals(&draft, &lines, &offers, takes_orders);
        if !refused.is_empty() {
            return Err(refused.into());
        }
        let wants = wants(&lines, &offers);
        match reserve::run(&cx.assume::<StockReserve>(), tx, id, &wants).await? {
            Reserved::All => {}
            Reserved::Short(short) => {
                return Err(short.iter().map(|short| short.at("id")).collect::<Vec<_>>().into());
            }
        }
        confirm(cx, tx, draft).await?;
        Ok(id)
    }
}

/// Everything that stands against placing the order, so that all of it can be mended at once.
fn refusals(
    draft: &order::Model,
    lines: &[order_line::Model],
    offers: &HashMap<VariantId, Offer>,
    takes_orders: bool,
) -> Vec<UserError> {
    let mut errors = Vec::new();
    if !takes_orders {
        errors.push(OrderError::ChannelInactive { field: "id" });
    }
    if lines.is_empty() {
        errors.push(OrderError::NoLines);
    }
    if draft.email.is_none() {
        errors.push(OrderError::EmailMissing);
    }
    if draft.shipping_address.is_none() && lines.iter().any(|line| line.requires_shipping) {
        errors.push(OrderError::ShippingAddressMissing);
    }
    // The price of the line stays the one that the customer was told; only what cannot be sold at all is refused.
    for line in lines {
        if let Err(why) = offer::price(offers.get(&line.variant_id), draft.currency) {
            let (field, variant, line) = ("id".to_owned(), line.variant_id, Some(line.id));
            errors.push(OrderError::Unsellable { field, variant, line, why });
        }
    }
    errors.iter().map(OrderError::to_user_error).collect()
}

fn wants(lines: &[order_line::Model], offers: &HashMap<VariantId, Offer>) -> Vec<Want> {
    let want = |line: &order_line::Model| {
        let variant = &offers.get(&line.variant_id)?.variant;
        let tracking = Tracking::of(variant.track_stock, variant.allow_backorder);
        Some(Want { line: line.id, variant: line.variant_id, quantity: line.quantity, tracking })
    };
    lines.iter().filter_map(want).collect()
}

async fn confirm(cx: &Cx<OrderPlace>, tx: &Tx, draft: order::Model) -> Result<(), Failure> {
    let number = number::next(tx, draft.id).await?;
    let placed = tx.save(&draft, placed(&draft, number.clone(), tx.now())).await?;
    timeline::add(cx, tx, placed.id, OrderEventKind::Placed, None, json!({ "number": number })).await?;
    tx.emit(event::PLACED, placed.id, &matter::summary(&placed))?;
    Ok(())
}

/// The draft, placed.
pub(crate) fn placed(draft: &order::Model, number: String, now: Timestamp) -> order::Model {
    let (number, status) = (Some(number), OrderStatus::Confirmed);
    order::Model { number, status, placed_at: now, updated_at: now, ..draft.clone() }
}
