//! Write a note on an order.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::kernel::command::Command;
use crate::kernel::condition::Facts;
use crate::kernel::cx::Cx;
use crate::kernel::id::{OrderId, TypedId as _};
use crate::kernel::idempotency::Keyed;
use crate::kernel::text::{Checks, NOTE};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::orders::entity::order_event::OrderEventKind;
use crate::orders::permission::OrderNote;
use crate::orders::{matter, timeline};

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
    const NAME: &'static str = "orderNoteAdd";
    const KEYED: Keyed = Keyed::Required;
    const SUBJECT: Option<&'static str> = Some(OrderId::TYPE);

    async fn facts(&self, cx: &Cx<OrderNote>, tx: &Tx) -> Result<Facts, Failure> {
        Ok(matter::facts(cx, &matter::lock(cx, tx, self.id, "id").await?))
    }

    async fn run(self, cx: &Cx<OrderNote>, tx: &Tx) -> Result<OrderId, Failure> {
        let OrderNoteAddInput { id, note } = self;
        let mut checks = Checks::new();
        let note = checks.required("note", &note, NOTE);
        checks.done()?;
        timeline::add(cx, tx, id, OrderEventKind::NoteAdded, Some(note), json!({})).await?;
        Ok(id)
    }
}
