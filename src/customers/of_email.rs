//! The customer behind an e-mail address, added when there is none.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};

use crate::customers::entity::customer::{self, Column};
use crate::customers::permission::CustomerCreate;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::fold::fold;
use crate::kernel::id::CustomerId;
use crate::kernel::tx::Tx;

/// Finds the customer with this address, which is in lower case, or adds one with this name. Two who do it at once get the
/// same customer.
pub async fn run(cx: &Cx<CustomerCreate>, tx: &Tx, email: &str, name: &str) -> Result<CustomerId, Fault> {
    if let Some(known) = find(tx, email).await? {
        return Ok(known.id);
    }
    let now = tx.now();
    let row = customer::Model {
        id: cx.new_id(),
        email: email.to_owned(),
        name: name.to_owned(),
        name_folded: fold(name),
        phone: None,
        note: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let there = OnConflict::column(Column::Email).do_nothing().to_owned();
    let added = customer::Entity::insert(row.clone().into_active_model())
        .on_conflict(there)
        .exec_without_returning(tx.db())
        .await?;
    if added > 0 {
        tx.created(row.id, &row)?;
        return Ok(row.id);
    }
    let known = find(tx, email).await?;
    known.map(|known| known.id).ok_or_else(|| Fault::internal("a customer was there and is not"))
}

async fn find(tx: &Tx, email: &str) -> Result<Option<customer::Model>, Fault> {
    Ok(customer::Entity::find().filter(Column::Email.eq(email)).one(tx.db()).await?)
}
