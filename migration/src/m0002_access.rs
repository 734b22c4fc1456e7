//! Roles, policy lines, assignments, sessions.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::migration!("m0002_access", up(manager) {
    let tables = vec![
        table("policy_version", vec![small("id").primary_key().to_owned(), number("version")]),
        table("role", vec![
            id(), text("key"), text("name"), text("description"), flag("built_in"), version(), instant("created_at"),
            instant("updated_at"),
        ]),
        table("policy_line", vec![
            id(), reference("role_id"), text("permission"), word("effect", &["ALLOW", "DENY", "APPROVE"]),
            text_or_null("workflow"), text_or_null("condition"),
        ]).foreign_key(&mut belongs("policy_line", "role_id", "role")).to_owned(),
        table("policy_offer", vec![text("role_key"), text("permission")])
            .primary_key(&mut key(&["role_key", "permission"])).to_owned(),
        table("role_assignment", vec![
            id(), reference("role_id"), reference("staff_id"), text("domain"), instant("created_at"),
            reference_or_null("created_by"),
        ]).foreign_key(&mut belongs("role_assignment", "role_id", "role")).to_owned(),
        table("session", vec![
            id(), reference("staff_id"), text("token_hash"), instant("created_at"), instant("last_seen_at"),
            instant("expires_at"), instant("absolute_expires_at"), text_or_null("user_agent"),
        ]),
    ];
    let indexes = vec![
        unique("role", &["key"]),
        index("policy_line", &["role_id"]),
        unique("role_assignment", &["staff_id", "role_id", "domain"]),
        index("role_assignment", &["role_id"]),
        unique("session", &["token_hash"]),
        index("session", &["staff_id"]),
        index("session", &["expires_at"]),
    ];
    create(manager, tables, indexes).await?;
    let version = Query::insert()
        .into_table(Alias::new("policy_version"))
        .columns(["id", "version"].map(Alias::new))
        .values_panic([1.into(), 1_i64.into()])
        .to_owned();
    manager.execute(version).await
}, drops ["session", "role_assignment", "policy_offer", "policy_line", "role", "policy_version"]);
