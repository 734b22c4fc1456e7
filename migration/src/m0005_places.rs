//! Channels and warehouses: the contexts that roles are held in.

use crate::columns::*;

crate::migration!("m0005_places", up(manager) {
    let place = |name, more: Vec<sea_orm_migration::prelude::ColumnDef>| {
        let mut columns = vec![
            id(), text("slug"), text("name"), text("name_folded"), flag("active"), version(), instant("created_at"),
            instant("updated_at"),
        ];
        columns.extend(more);
        table(name, columns)
    };
    let tables = vec![
        place("channel", vec![currency("currency")]),
        place("warehouse", vec![text("country"), text("address"), small("priority")]),
    ];
    let indexes = vec![
        unique("channel", &["slug"]),
        index("channel", &["name_folded", "id"]),
        unique("warehouse", &["slug"]),
        index("warehouse", &["name_folded", "id"]),
    ];
    create(manager, tables, indexes).await
}, drops ["warehouse", "channel"]);
