//! Customers in the schema.

use async_graphql::{Context, ID, Object};

use crate::customers::entity::customer;
use crate::kernel::api::Nullable;
use crate::kernel::id::TypedId as _;
use crate::orders::graphql::{CustomerOrders, orders_of_customer};

/// A person who buys.
#[derive(Clone)]
pub struct Customer(pub customer::Model);

#[Object]
impl Customer {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The e-mail address.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// The latest orders in the channels that the caller may see, the latest first. The cursors go on in
    /// `orders(where: {customerId:})`.
    async fn orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many, at most 100.", default = 10)] first: i32,
    ) -> Nullable<CustomerOrders> {
        Some(orders_of_customer(ctx, self.0.id, first).await)
    }
}
