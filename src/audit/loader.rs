//! Every SELECT of the audit log that is batched.

use sea_orm::EntityTrait as _;

use crate::audit::permission::AuditRead;
use crate::kernel::id::AuditEntryId;
use crate::kernel::table::audit_entry;

crate::by_id! {
    /// An entry, for those who may read the log.
    AuditEntryById(AuditEntryId) => audit_entry, AuditRead,
    |caller| caller.scope_of::<AuditRead>().is_everything().then(audit_entry::Entity::find)
}
