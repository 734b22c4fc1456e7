//! Begin an order.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;

use crate::channels::entity::channel;
use crate::kernel::aggregate::{Find, Found, New};
use crate::kernel::clock::Timestamp;
use crate::kernel::command::Command;
use crate::kernel::condition::Details;
use crate::kernel::cx::Cx;
use crate::kernel::id::{ChannelId, OrderId, StaffId, VariantId};
use crate::kernel::idempotency::Keyed;
use crate::kernel::money::Currency;
use crate::kernel::text::{Checks, NOTE};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::{Failure, Refusal as _, UserError};
use crate::orders::address::{Address, AddressInput};
use crate::orders::entity::order::{self, OrderStatus};
use crate::orders::entity::order_event::OrderEventKind;
use crate::orders::entity::order_line;
use crate::orders::error::OrderError;
use crate::orders::permission::OrderCreate;
use crate::orders::rules::{self, LINES_MAX, QUANTITY_MAX};
use crate::orders::{event, matter, offer, timeline};

/// The draft to begin.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct OrderDraftCreateInput {
    /// The channel that it is sold in; its currency is the currency of the order.
    pub channel_id: ChannelId,
    /// The e-mail address of the customer, who is added when there is none with it.
    pub email: Option<String>,
    /// The first lines, at most 500.
    #[graphql(default)]
    pub lines: Vec<OrderLineInput>,
    /// Where the goods go.
    pub shipping_address: Option<AddressInput>,
    /// Where the bill goes.
    pub billing_address: Option<AddressInput>,
    /// A first note for colleagues, at most 2,000 characters.
    pub note: Option<String>,
}

/// A line to begin with.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct OrderLineInput {
    /// What is wanted.
    pub variant_id: VariantId,
    /// How many pieces, from 1 to 1,000,000.
    pub quantity: i32,
}

/// The input, read.
struct Checked {
    email: Option<String>,
    shipping_address: Option<Address>,
    billing_address: Option<Address>,
    note: Option<String>,
}

impl Command for OrderDraftCreateInput {
    type Permission = OrderCreate;
    type Outcome = OrderId;
    type About = (New, Found<channel::Model>);
    const NAME: &'static str = "orderDraftCreate";
    const KEYED: Keyed = Keyed::Required;

    // Not locked: drafts of one channel must not wait for each other.
    async fn about(&self, find: &Find<'_, OrderCreate>) -> Result<(New, Found<channel::Model>), Failure> {
        Ok((New, find.found(self.channel_id, "channelId").await?))
    }

    fn details(&self, _: &(New, Found<channel::Model>)) -> Details {
        Details::own()
    }

    async fn run(
        self,
        cx: &Cx<OrderCreate>,
        tx: &Tx,
        (_, channel): (New, Found<channel::Model>),
    ) -> Result<OrderId, Failure> {
        let OrderDraftCreateInput { channel_id: _, email, lines, shipping_address, billing_address, note } = self;
        if !channel.active {
            return Err(OrderError::ChannelInactive { field: "channelId" }.into());
        }
        let checked = check(&lines, email, shipping_address, billing_address, note)?;
        let id = cx.new_id();
        let lines = write_lines(cx, tx, id, channel.currency, &lines).await?;
        let order = draft(cx, tx, id, &channel, &checked, &lines).await?;
        let order = tx.insert(order).await?;
        tx.insert_all(&lines).await?;
        timeline::add(cx, tx, id, OrderEventKind::DraftCreated, None, json!({})).await?;
        if let Some(note) = checked.note {
            timeline::add(cx, tx, id, OrderEventKind::NoteAdded, Some(note), json!({})).await?;
        }
        tx.emit(event::CREATED, id, &matter::summary(&order))?;
        Ok(id)
    }
}

fn check(
    lines: &[OrderLineInput],
    email: Option<String>,
    shipping_address: Option<AddressInput>,
    billing_address: Option<AddressInput>,
    note: Option<String>,
) -> Result<Checked, Vec<UserError>> {
    let mut checks = Checks::new();
    checks.at_most("lines", lines.len(), LINES_MAX);
    for (index, OrderLineInput { variant_id: _, quantity }) in lines.iter().enumerate().take(LINES_MAX) {
        checks.within(&format!("lines.{index}.quantity"), (*quantity).into(), 1, QUANTITY_MAX.into());
    }
    let checked = Checked {
        email: email.map(|email| checks.email("email", &email)),
        shipping_address: shipping_address.map(|address| address.check("shippingAddress", &mut checks)),
        billing_address: billing_address.map(|address| address.check("billingAddress", &mut checks)),
        note: checks.optional("note", note.as_deref(), NOTE),
    };
    checks.done()?;
    Ok(checked)
}

async fn write_lines(
    cx: &Cx<OrderCreate>,
    tx: &Tx,
    order: OrderId,
    currency: Currency,
    lines: &[OrderLineInput],
) -> Result<Vec<order_line::Model>, Failure> {
    let variants: BTreeSet<VariantId> = lines.iter().map(|line| line.variant_id).collect();
    let offers = offer::find(tx, &variants.into_iter().collect::<Vec<_>>()).await?;
    let (mut rows, mut refused) = (Vec::with_capacity(lines.len()), Vec::new());
    for ((index, line), position) in lines.iter().enumerate().zip(1..) {
        let OrderLineInput { variant_id, quantity } = line;
        let row = match offer::price(offers.get(variant_id), currency) {
            Ok(priced) => offer::line(cx.new_id(), order, priced, (*quantity).into(), position)
                .map_err(|_| OrderError::TooExpensive { field: format!("lines.{index}.quantity") }),
            Err(why) => {
                let field = format!("lines.{index}.variantId");
                Err(OrderError::Unsellable { field, variant: *variant_id, line: None, why })
            }
        };
        match row {
            Ok(row) => rows.push(row),
            Err(error) => refused.push(error.to_user_error()),
        }
    }
    if refused.is_empty() { Ok(rows) } else { Err(refused.into()) }
}

async fn draft(
    cx: &Cx<OrderCreate>,
    tx: &Tx,
    id: OrderId,
    channel: &channel::Model,
    checked: &Checked,
    lines: &[order_line::Model],
) -> Result<order::Model, Failure> {
    let Checked { email, shipping_address, billing_address, note: _ } = checked;
    let totals = rules::totals(lines.iter().map(|line| (line.total_minor, line.quantity)))
        .map_err(|_| OrderError::TooExpensive { field: "lines".to_owned() })?;
    let customer_id = match email {
        Some(email) => {
            let addresses = [shipping_address.as_ref(), billing_address.as_ref()];
            Some(matter::customer(cx, tx, email, addresses).await?)
        }
        None => None,
    };
    let begun = order::Model {
        customer_id,
        email: email.clone(),
        shipping_address: shipping_address.clone(),
        billing_address: billing_address.clone(),
        ..blank(id, channel, cx.staff(), tx.now())
    };
    Ok(totals.onto(&begun))
}

/// A draft of which nothing is said yet.
pub(crate) fn blank(id: OrderId, channel: &channel::Model, by: Option<StaffId>, now: Timestamp) -> order::Model {
    order::Model {
        id,
        number: None,
        channel_id: channel.id,
        customer_id: None,
        email: None,
        currency: channel.currency,
        status: OrderStatus::Draft,
        shipping_address: None,
        billing_address: None,
        total_minor: 0,
        charged_minor: 0,
        line_count: 0,
        item_count: 0,
        fulfilled_count: 0,
        canceled_count: 0,
        cancel_reason: None,
        created_by: by,
        version: 1,
        created_at: now,
        updated_at: now,
        placed_at: Timestamp::NEVER,
        canceled_at: None,
    }
}
