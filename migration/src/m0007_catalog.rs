//! Products, variants, categories, collections and the search index.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::*;

crate::migration!("m0007_catalog", up(manager) {
    create(manager, tables(), indexes()).await?;
    create_search(manager).await
}, drops [
    "product_search_index", "product_search", "collection_product", "collection", "product_tag", "product_variant", "product",
    "category",
]);

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "category",
            vec![
                id(),
                reference_or_null("parent_id"),
                text("slug"),
                text("name"),
                text("name_folded"),
                text_or_null("description"),
                small("position"),
                version(),
                instant("created_at"),
                instant("updated_at"),
            ],
        )
        .foreign_key(&mut refers("category", "parent_id", "category"))
        .to_owned(),
        table(
            "product",
            vec![
                id(),
                text("slug"),
                text_or_null("external_key"),
                text("title"),
                text("title_folded"),
                text("body_html"),
                text("vendor"),
                text("product_type"),
                word("status", &["DRAFT", "ACTIVE", "ARCHIVED"]),
                reference_or_null("category_id"),
                json("option_names"),
                json("tags"),
                json("media"),
                text_or_null("seo_title"),
                text_or_null("seo_description"),
                instant_or_null("published_at"),
                version(),
                instant("created_at"),
                instant("updated_at"),
            ],
        )
        .foreign_key(&mut refers("product", "category_id", "category"))
        .to_owned(),
        table(
            "product_variant",
            vec![
                id(),
                reference("product_id"),
                text_or_null("sku"),
                text_or_null("barcode"),
                text("title"),
                json("option_values"),
                text("option_key"),
                small("position"),
                number_or_null("weight_grams"),
                text_or_null("tax_class"),
                flag("requires_shipping"),
                flag("taxable"),
                flag("allow_backorder"),
                flag("track_stock"),
                text_or_null("image_url"),
                json("prices"),
            ],
        )
        .foreign_key(&mut belongs("product_variant", "product_id", "product"))
        .to_owned(),
        table("product_tag", vec![reference("product_id"), text("tag_folded")])
            .primary_key(&mut key(&["product_id", "tag_folded"]))
            .foreign_key(&mut belongs("product_tag", "product_id", "product"))
            .to_owned(),
        table(
            "collection",
            vec![
                id(),
                text("slug"),
                text("title"),
                text("title_folded"),
                text_or_null("description"),
                version(),
                instant("created_at"),
                instant("updated_at"),
            ],
        ),
        table("collection_product", vec![reference("collection_id"), reference("product_id"), number("position")])
            .primary_key(&mut key(&["collection_id", "product_id"]))
            .foreign_key(&mut belongs("collection_product", "collection_id", "collection"))
            .foreign_key(&mut belongs("collection_product", "product_id", "product"))
            .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("category", &["slug"]),
        index("category", &["parent_id", "position", "id"]),
        unique("product", &["slug"]),
        unique("product", &["external_key"]),
        index("product", &["title_folded", "id"]),
        index("product", &["updated_at", "id"]),
        index("product", &["created_at", "id"]),
        index("product", &["status", "created_at", "id"]),
        index("product", &["category_id", "title_folded", "id"]),
        index("product", &["vendor"]),
        index("product", &["product_type"]),
        unique("product_variant", &["sku"]),
        unique("product_variant", &["product_id", "option_key"]),
        index("product_variant", &["product_id", "position"]),
        index("product_tag", &["tag_folded", "product_id"]),
        unique("collection", &["slug"]),
        index("collection", &["title_folded", "id"]),
        index("collection_product", &["collection_id", "position", "product_id"]),
        index("collection_product", &["product_id"]),
    ]
}

/// The words of each product, folded and split by the application, so that both databases see the same ones. The application
/// writes `words`; the index on them follows by itself: a generated `tsvector` on PostgreSQL, an FTS5 table that shares the
/// integer key on SQLite. The column types are spelled here because neither kind of table is known to the helpers.
async fn create_search(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let statements: &[&str] = match manager.get_database_backend() {
        // Not `to_tsvector`: its parser would split words once more, and by other rules.
        DbBackend::Postgres => &[
            "CREATE TABLE product_search (product_id uuid PRIMARY KEY REFERENCES product(id) ON DELETE CASCADE, \
             words text COLLATE \"C\" NOT NULL, \
             vector tsvector NOT NULL GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED)",
            "CREATE INDEX ix_product_search_vector ON product_search USING gin (vector)",
        ],
        _ => &[
            "CREATE TABLE product_search (row_key integer PRIMARY KEY AUTOINCREMENT, \
             product_id uuid_text NOT NULL UNIQUE REFERENCES product(id) ON DELETE CASCADE, words text NOT NULL)",
            "CREATE VIRTUAL TABLE product_search_index USING fts5(words, content = 'product_search', \
             content_rowid = 'row_key', tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3 4')",
            "CREATE TRIGGER product_search_added AFTER INSERT ON product_search BEGIN \
             INSERT INTO product_search_index (rowid, words) VALUES (new.row_key, new.words); END",
            "CREATE TRIGGER product_search_removed AFTER DELETE ON product_search BEGIN \
             INSERT INTO product_search_index (product_search_index, rowid, words) \
             VALUES ('delete', old.row_key, old.words); END",
            "CREATE TRIGGER product_search_changed AFTER UPDATE ON product_search BEGIN \
             INSERT INTO product_search_index (product_search_index, rowid, words) \
             VALUES ('delete', old.row_key, old.words); \
             INSERT INTO product_search_index (rowid, words) VALUES (new.row_key, new.words); END",
        ],
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}
