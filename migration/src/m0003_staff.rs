//! People who work here, their teams and invitations.

use crate::columns::*;

crate::migration!("m0003_staff", up(manager) {
    let tables = vec![
        table("staff_member", vec![
            id(), text("email"), text("name"), text("name_folded"), text_or_null("password_hash"),
            word("status", &["ACTIVE", "DEACTIVATED"]), version(), instant("created_at"), instant("updated_at"),
            instant_or_null("last_login_at"),
        ]),
        table("team", vec![
            id(), text("name"), text("name_folded"), text_or_null("description"), version(), instant("created_at"),
            instant("updated_at"),
        ]),
        table("team_member", vec![reference("team_id"), reference("staff_id")])
            .primary_key(&mut key(&["team_id", "staff_id"]))
            .foreign_key(&mut belongs("team_member", "team_id", "team"))
            .foreign_key(&mut belongs("team_member", "staff_id", "staff_member")).to_owned(),
        table("staff_invitation", vec![
            id(), text("email"), text("name"), text("token_hash"), json("roles"), reference("invited_by"),
            instant("created_at"), instant("expires_at"), instant_or_null("accepted_at"), version(),
        ]),
        table("owner_token", vec![text("token_hash"), instant("created_at"), instant("expires_at")])
            .primary_key(&mut key(&["token_hash"])).to_owned(),
    ];
    let indexes = vec![
        unique("staff_member", &["email"]),
        index("staff_member", &["name_folded", "id"]),
        unique("team", &["name_folded"]),
        index("team_member", &["staff_id"]),
        unique("staff_invitation", &["token_hash"]),
        index("staff_invitation", &["email"]),
    ];
    create(manager, tables, indexes).await
}, drops ["owner_token", "staff_invitation", "team_member", "team", "staff_member"]);
