//! Every SELECT of customers that is batched.

use async_graphql::dataloader::Loader;
use sea_orm::QueryFilter as _;
use std::collections::HashMap;

use crate::customers::entity::customer::{self, Column};
use crate::customers::permission::CustomerRead;
use crate::kernel::fault::Fault;
use crate::kernel::id::CustomerId;
use crate::kernel::loader::{Batch, Shown};

/// A customer that the caller may see.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CustomerById(pub CustomerId);

impl Shown for CustomerById {
    type Permission = CustomerRead;
}

impl Loader<CustomerById> for Batch {
    type Value = customer::Model;
    type Error = Fault;

    async fn load(&self, keys: &[CustomerById]) -> Result<HashMap<CustomerById, customer::Model>, Fault> {
        let scope = self.caller().scope_of::<CustomerRead>();
        if scope.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<CustomerId> = keys.iter().map(|key| key.0).collect();
        let rows = customer::in_scope(&scope).filter(self.among(Column::Id, &ids)).all(&self.house.db.reader).await?;
        Ok(rows.into_iter().map(|row| (CustomerById(row.id), row)).collect())
    }
}
