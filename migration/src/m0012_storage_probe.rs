//! A row that is written to find out whether what is written is kept.

use crate::columns::*;

crate::migration!("m0012_storage_probe", up(manager) {
    let tables = vec![
        table("storage_probe", vec![small("id").primary_key().to_owned(), instant("written_at"), text("content")]),
    ];
    create(manager, tables, Vec::new()).await
}, drops ["storage_probe"]);
