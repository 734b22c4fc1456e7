//! Customers in the schema.

use async_graphql::{Context, ID, Object};

use crate::customers::create::CustomerCreateInput;
use crate::customers::entity::customer;
use crate::customers::loader::CustomerById;
use crate::customers::permission::CustomerRead;
use crate::customers::read::{self, CustomerFilter, CustomerSort};
use crate::customers::update::CustomerUpdateInput;
use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::clock::Timestamp;
use crate::kernel::cost;
use crate::kernel::fault::Fault;
use crate::kernel::id::{CustomerId, TypedId as _};
use crate::kernel::page::{Direction, PageArgs, Pages};
use crate::orders::graphql::{Order, orders_of_customer};

#[derive(Clone)]
pub struct Customer(pub customer::Model);

/// A person who buys.
#[Object]
impl Customer {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The e-mail address, in lower case.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// The name. Empty when nobody said.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The telephone number.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// What staff should know.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// The orders in the channels that the caller may see, the latest first. Requires `order.read`.
    #[graphql(directive = cost::page::apply())]
    async fn orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<Pages<Order>> {
        // In a box: every field has as much room as the largest.
        Some(Box::pin(orders_of_customer(ctx, self.0.id, PageArgs { first, last, after, before })).await)
    }

    /// Goes up with each change.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When the customer was added.
    async fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// When the customer was last changed.
    async fn updated_at(&self) -> Timestamp {
        self.0.updated_at
    }
}

crate::payload! {
    /// The answer of `customerCreate`.
    CustomerCreatePayload {
        /// The new customer.
        customer: Customer = CustomerById(CustomerId)
    }
}

crate::payload! {
    /// The answer of `customerUpdate`.
    CustomerUpdatePayload {
        /// The customer as it is now.
        customer: Customer = CustomerById(CustomerId)
    }
}

#[derive(Default)]
pub struct CustomerQuery;

#[Object]
impl CustomerQuery {
    /// A customer by its id; null when there is none for the caller. Requires `customer.read`.
    async fn customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The customer.")] id: CustomerId,
    ) -> Nullable<Customer> {
        if let Err(fault) = ctx.may(CustomerRead) {
            return Some(Err(fault));
        }
        ctx.child(CustomerById(id), Customer).await
    }

    /// The customers. Requires `customer.read`.
    #[allow(clippy::too_many_arguments, reason = "the four of a page, and what a list needs")]
    #[graphql(directive = cost::page::apply())]
    async fn customers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customers; all without.", name = "where")] filter: Option<CustomerFilter>,
        #[graphql(desc = "What they are sorted by. The default is `CREATED_AT`.")] sort: Option<CustomerSort>,
        #[graphql(desc = "The direction of the sort. The default is `DESC`.")] direction: Option<Direction>,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<Pages<Customer>> {
        let order = (sort.unwrap_or_default(), direction.unwrap_or_default());
        let args = PageArgs { first, last, after, before };
        Some(customers(ctx, filter.unwrap_or_default(), order, args).await)
    }
}

async fn customers(
    ctx: &Context<'_>,
    filter: CustomerFilter,
    (sort, direction): (CustomerSort, Direction),
    args: PageArgs,
) -> Result<Pages<Customer>, Fault> {
    let cx = ctx.may(CustomerRead)?;
    Ok(read::page(&cx, filter, sort, direction, args).await?.into_connection(Customer))
}

#[derive(Default)]
pub struct CustomerMutation;

#[Object]
impl CustomerMutation {
    /// Add a customer. Requires `customer.create`.
    async fn customer_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The customer to add.")] input: CustomerCreateInput,
    ) -> Nullable<CustomerCreatePayload> {
        Some(ctx.command(input).await.map(CustomerCreatePayload))
    }

    /// Change a customer. Requires `customer.update`.
    async fn customer_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: CustomerUpdateInput,
    ) -> Nullable<CustomerUpdatePayload> {
        Some(ctx.command(input).await.map(CustomerUpdatePayload))
    }
}
