//! What can be permitted here.

crate::permissions! {
    slice 2;
    #[doc = "Read the audit log of the whole company."]
    AuditRead = "audit.read",
}
