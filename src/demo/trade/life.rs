//! An order of the demo shop with all that belongs to it, from the draft to its end: the same rows that the commands of orders
//! would have left.

use serde_json::json;

use crate::channels::entity::channel;
use crate::demo::customers::Buyer;
use crate::demo::past::{by, record};
use crate::demo::stockroom::Hand;
use crate::inventory::entity::stock_reservation;
use crate::kernel::fault::Fault;
use crate::kernel::money::MoneyError;
use crate::kernel::text::Checks;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::orders::cancel::{self, OrderCancelInput};
use crate::orders::draft_create::{self, OrderDraftCreateInput};
use crate::orders::entity::order::{self, CancelReason};
use crate::orders::entity::order_event::{self, OrderEventKind};
use crate::orders::entity::order_line;
use crate::orders::offer::{self, Offer};
use crate::orders::place::{self, OrderPlaceInput};
use crate::orders::rules;
use crate::orders::timeline::Entry;

pub struct Life {
    pub order: order::Model,
    pub lines: Vec<order_line::Model>,
    pub timeline: Vec<order_event::Model>,
    pub promises: Vec<stock_reservation::Model>,
    /// How much is still going to be done with it.
    pub deeds_left: usize,
}

impl Life {
    /// A new draft with these pieces.
    pub fn begin(
        tx: &Tx,
        hand: Hand<'_>,
        channel: &channel::Model,
        buyer: &Buyer,
        wanted: &[(Offer, i64)],
    ) -> Result<Self, Failure> {
        let Hand { by: actor, at, ids } = hand;
        let blank = draft_create::blank(ids.id(at), channel, actor.staff(), at);
        let mut lines = Vec::with_capacity(wanted.len());
        for ((offer, quantity), position) in wanted.iter().zip(1..) {
            let priced = offer::price(Some(offer), channel.currency);
            let priced = priced.map_err(|why| Fault::internal(format!("the demo shop cannot sell: {why:?}")))?;
            lines.push(offer::line(ids.id(at), blank.id, priced, *quantity, position).map_err(too_dear)?);
        }
        let mut checks = Checks::new();
        let address = buyer.address.clone().check("shippingAddress", &mut checks);
        checks.done()?;
        let begun = order::Model {
            customer_id: Some(buyer.row.id),
            email: Some(buyer.row.email.clone()),
            billing_address: Some(address.clone()),
            shipping_address: Some(address),
            ..blank
        };
        let totals = rules::totals(lines.iter().map(|line| (line.total_minor, line.quantity))).map_err(too_dear)?;
        let order = totals.onto(&begun);
        record(tx, by::<OrderDraftCreateInput>(actor, at), |tx| {
            tx.created(order.id, &order)?;
            lines.iter().try_for_each(|line| tx.created(line.id, line))
        })?;
        let mut life = Self { order, lines, timeline: Vec::new(), promises: Vec::new(), deeds_left: 0 };
        life.tell(hand, Entry { kind: OrderEventKind::DraftCreated, message: None, data: json!({}) });
        Ok(life)
    }

    /// Its stock was promised.
    pub fn place(
        &mut self,
        tx: &Tx,
        hand: Hand<'_>,
        number: String,
        promises: Vec<stock_reservation::Model>,
    ) -> Result<(), Fault> {
        self.promises = promises;
        let data = json!({ "number": number });
        let placed = place::placed(&self.order, number, hand.at);
        let before = self.become_next(placed);
        record(tx, by::<OrderPlaceInput>(hand.by, hand.at), |tx| tx.updated(before.id, &before, &self.order))?;
        self.tell(hand, Entry { kind: OrderEventKind::Placed, message: None, data });
        Ok(())
    }

    /// Its stock was taken back.
    pub fn cancel(&mut self, tx: &Tx, hand: Hand<'_>, reason: CancelReason, note: &str) -> Result<(), Fault> {
        let canceled = cancel::canceled(&self.order, reason, hand.at);
        let before = self.become_next(canceled);
        let lines = self.lines.clone();
        for line in &mut self.lines {
            line.quantity_canceled = line.quantity - line.quantity_fulfilled;
        }
        record(tx, by::<OrderCancelInput>(hand.by, hand.at), |tx| {
            tx.updated(before.id, &before, &self.order)?;
            lines.iter().zip(&self.lines).try_for_each(|(before, after)| tx.updated(before.id, before, after))
        })?;
        let (kind, message) = (OrderEventKind::Canceled, Some(note.to_owned()));
        self.tell(hand, Entry { kind, message, data: json!({ "reason": reason }) });
        Ok(())
    }

    pub fn note(&mut self, hand: Hand<'_>, note: &str) {
        let (kind, message) = (OrderEventKind::NoteAdded, Some(note.to_owned()));
        self.tell(hand, Entry { kind, message, data: json!({}) });
    }

    /// Goes on to the next version, and gives the one before it.
    fn become_next(&mut self, after: order::Model) -> order::Model {
        let version = self.order.version + 1;
        std::mem::replace(&mut self.order, order::Model { version, ..after })
    }

    fn tell(&mut self, Hand { by, at, ids }: Hand<'_>, entry: Entry) {
        self.timeline.push(entry.row(ids.id(at), self.order.id, by, at));
    }
}

fn too_dear(error: MoneyError) -> Fault {
    Fault::internal(format!("an order of the demo shop: {error}"))
}
