//! Write a note on an order.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::kernel::aggregate::{Find, Found};
use crate::kernel::command::Command;
use crate::kernel::condition::Details;
use crate::kernel::cx::Cx;
use crate::kernel::id::OrderId;
use crate::kernel::idempotency::Keyed;
use crate::kernel::text::{Checks, NOTE};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::orders::entity::order;
use crate::orders::entity::order_event::OrderEventKind;
use crate::orders::permission::OrderNote;
use crate::orders::timeline;

/// A note for colleagues.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct OrderNoteAddInput {
    /// The order, in any status.
    pub id: OrderId,
    /// What to write, at most 2,000 characters.
    pub note: String,
}

impl Command for OrderNoteAddInput {
    type Permission = OrderNote;
    type Outcome = OrderId;
    type About = Found<order::Model>;
    const NAME: &'static str = "orderNoteAdd";
    const KEYED: Keyed = Keyed::Required;

    async fn about(&self, find: &Find<'_, OrderNote>) -> Result<Found<order::Model>, Failure> {
        find.found(self.id, "id").await
    }

    fn details(&self, order: &Found<order::Model>) -> Details {
        Details::amount(order.total())
    }

    async fn run(self, cx: &Cx<OrderNote>, tx: &Tx, _: Found<order::Model>) -> Result<OrderId, Failure> {
        let OrderNoteAddInput { id, note } = self;
        let mut checks = Checks::new();
        let note = checks.required("note", &note, NOTE);
        checks.done()?;
        timeline::add(cx, tx, id, OrderEventKind::NoteAdded, Some(note), json!({})).await?;
        Ok(id)
    }
}
