//! Documents that the server knows before they are sent.

use crate::columns::*;

crate::migration!("m0011_persisted", up(manager) {
    let tables = vec![table("persisted_document", vec![
        id(), text("document_id"), text("client"), word("origin", &["TRUSTED", "AUTOMATIC"]), text("operations"),
        text("sha256"), text("body"), instant("created_at"),
    ])];
    let indexes = vec![
        // Looked up by id alone when nobody says which client it is.
        unique("persisted_document", &["document_id", "client"]),
        index("persisted_document", &["origin", "id"]),
    ];
    create(manager, tables, indexes).await
}, drops ["persisted_document"]);
