//! Every SELECT of the audit log that is batched.

use async_graphql::dataloader::Loader;
use sea_orm::{EntityTrait as _, QueryFilter as _};
use std::collections::HashMap;

use crate::audit::permission::AuditRead;
use crate::kernel::fault::Fault;
use crate::kernel::id::AuditEntryId;
use crate::kernel::loader::Batch;
use crate::kernel::table::audit_entry::{self, Column};

/// An entry, for those who may read the log.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AuditEntryById(pub AuditEntryId);

impl Loader<AuditEntryById> for Batch {
    type Value = audit_entry::Model;
    type Error = Fault;

    async fn load(&self, keys: &[AuditEntryById]) -> Result<HashMap<AuditEntryById, audit_entry::Model>, Fault> {
        if !self.caller().scope_of::<AuditRead>().is_everything() {
            return Ok(HashMap::new());
        }
        let ids: Vec<AuditEntryId> = keys.iter().map(|key| key.0).collect();
        let rows = audit_entry::Entity::find().filter(self.among(Column::Id, &ids)).all(&self.house.db.reader).await?;
        Ok(rows.into_iter().map(|row| (AuditEntryById(row.id), row)).collect())
    }
}
