//! People who buy.

use crate::columns::*;

crate::migration!("m0006_customers", up(manager) {
    let tables = vec![table("customer", vec![
        id(), text("email"), text("name"), text("name_folded"), text_or_null("phone"), text_or_null("note"), version(),
        instant("created_at"), instant("updated_at"),
    ])];
    let indexes = vec![unique("customer", &["email"]), index("customer", &["name_folded", "id"]), index("customer", &["created_at", "id"])];
    create(manager, tables, indexes).await
}, drops ["customer"]);
