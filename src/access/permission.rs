//! What can be permitted here.

crate::permissions! {
    slice 0;
    #[doc = "See roles, their policy lines and who holds them."]
    RoleRead = "role.read",
    #[doc = "Create, change and delete roles and their policy lines."]
    RoleEdit = "role.edit": Ruling,
    #[doc = "Give roles to people and take them away."]
    RoleAssign = "role.assign": Ruling,
}
