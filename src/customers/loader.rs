//! Every SELECT of customers that is batched.

use sea_orm::EntityTrait as _;

use crate::customers::entity::customer;
use crate::customers::permission::CustomerRead;
use crate::kernel::id::CustomerId;

crate::by_id! {
    /// A customer that the caller may see.
    CustomerById(CustomerId) => customer, CustomerRead,
    |caller| caller.holds::<CustomerRead>().then(customer::Entity::find)
}
