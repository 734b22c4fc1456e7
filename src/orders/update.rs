//! Change who an order is for and where it goes.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::kernel::aggregate::{Find, Locked};
use crate::kernel::command::Command;
use crate::kernel::condition::Details;
use crate::kernel::cx::Cx;
use crate::kernel::id::OrderId;
use crate::kernel::idempotency::Keyed;
use crate::kernel::text::Checks;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::orders::address::AddressInput;
use crate::orders::entity::order::{self, OrderStatus};
use crate::orders::entity::order_event::OrderEventKind;
use crate::orders::permission::OrderCreate;
use crate::orders::{matter, timeline};

/// What to change of an order. Absent fields stay as they are.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct OrderUpdateInput {
    /// The order, as long as it is not canceled.
    pub id: OrderId,
    /// The version that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
    /// The e-mail address of the customer, who is added when there is none with it.
    pub email: Option<String>,
    /// Where the goods go.
    pub shipping_address: Option<AddressInput>,
    /// Where the bill goes.
    pub billing_address: Option<AddressInput>,
}

impl Command for OrderUpdateInput {
    type Permission = OrderCreate;
    type Outcome = OrderId;
    type About = Locked<order::Model>;
    const NAME: &'static str = "orderUpdate";
    const KEYED: Keyed = Keyed::Required;

    async fn about(&self, find: &Find<'_, OrderCreate>) -> Result<Locked<order::Model>, Failure> {
        find.locked(self.id, "id", self.expected_version).await
    }

    fn details(&self, order: &Locked<order::Model>) -> Details {
        Details::amount(order.total())
    }

    async fn run(self, cx: &Cx<OrderCreate>, tx: &Tx, before: Locked<order::Model>) -> Result<OrderId, Failure> {
        let OrderUpdateInput { id, expected_version: _, email, shipping_address, billing_address } = self;
        let before = before.into_inner();
        matter::needs(&before, "id", &[OrderStatus::Draft, OrderStatus::Confirmed])?;
        let mut checks = Checks::new();
        let mut after = before.clone();
        if let Some(email) = email {
            after.email = Some(checks.email("email", &email));
        }
        if let Some(address) = shipping_address {
            after.shipping_address = Some(address.check("shippingAddress", &mut checks));
        }
        if let Some(address) = billing_address {
            after.billing_address = Some(address.check("billingAddress", &mut checks));
        }
        checks.done()?;
        if after == before {
            return Ok(id);
        }
        if let Some(email) = after.email.as_deref().filter(|email| before.email.as_deref() != Some(email)) {
            let addresses = [after.shipping_address.as_ref(), after.billing_address.as_ref()];
            after.customer_id = Some(matter::customer(cx, tx, email, addresses).await?);
        }
        let data = json!({ "changed": changed(&before, &after) });
        let after = tx.save(&before, order::Model { updated_at: tx.now(), ..after }).await?;
        timeline::add(cx, tx, id, OrderEventKind::Updated, None, data).await?;
        matter::updated(tx, &after)?;
        Ok(id)
    }
}

/// The names of the fields that differ.
fn changed(before: &order::Model, after: &order::Model) -> Vec<&'static str> {
    let fields = [
        ("email", before.email != after.email),
        ("shippingAddress", before.shipping_address != after.shipping_address),
        ("billingAddress", before.billing_address != after.billing_address),
    ];
    fields.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}
