//! The customer behind an e-mail address, for those who take orders.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};

use crate::customers::entity::customer::{self, Column, Entity};
use crate::customers::permission::CustomerCreate;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::fold::fold;
use crate::kernel::tx::Tx;

/// Finds the customer with an e-mail address, or adds one with this name. `email` is what `Checks::email` gave: in lower case.
/// The name of a customer who is known already stays as it is.
pub async fn by_email(cx: &Cx<CustomerCreate>, tx: &Tx, email: &str, name: &str) -> Result<customer::Model, Fault> {
    if let Some(known) = Entity::find().filter(Column::Email.eq(email)).one(tx.db()).await? {
        return Ok(known);
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
    // Another order of the same person may add it at this moment: the transaction has to live on then.
    let added = Entity::insert(row.clone().into_active_model().reset_all())
        .on_conflict(OnConflict::column(Column::Email).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    if added > 0 {
        tx.created(row.id, &row)?;
        return Ok(row);
    }
    let known = Entity::find().filter(Column::Email.eq(email)).one(tx.db()).await?;
    known.ok_or_else(|| Fault::internal("a customer that is there cannot be read"))
}
