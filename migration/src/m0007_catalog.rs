//! Products, variants, categories, collections and the search index.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::*;

crate::migration!("m0007_catalog", up(manager) {
    create(manager, tables(), indexes()).await?;
    create_search(manager).await
}, drops [
    "product_search", "collection_product", "collection", "product_tag", "product_media", "variant_price", "product_variant",
    "product", "category",
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
                small("depth"),
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
            ],
        )
        .foreign_key(&mut belongs("product_variant", "product_id", "product"))
        .to_owned(),
        table(
            "variant_price",
            vec![
                reference("variant_id"),
                currency("currency"),
                money("amount_minor"),
                money_or_null("compare_at_minor"),
            ],
        )
        .primary_key(&mut key(&["variant_id", "currency"]))
        .foreign_key(&mut belongs("variant_price", "variant_id", "product_variant"))
        .check(Expr::col("amount_minor").gte(0))
        .to_owned(),
        table("product_media", vec![id(), reference("product_id"), text("url"), text("alt"), small("position")])
            .foreign_key(&mut belongs("product_media", "product_id", "product"))
            .to_owned(),
        table("product_tag", vec![reference("product_id"), text("tag"), text("tag_folded")])
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
        table("collection_product", vec![reference("collection_id"), reference("product_id"), small("position")])
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
        index("product", &["category_id"]),
        unique("product_variant", &["sku"]),
        unique("product_variant", &["product_id", "option_key"]),
        index("product_variant", &["product_id", "position"]),
        index("product_media", &["product_id", "position"]),
        index("product_tag", &["tag_folded", "product_id"]),
        unique("collection", &["slug"]),
        index("collection", &["title_folded", "id"]),
        index("collection_product", &["product_id"]),
    ]
}

/// The words of each product: a `tsvector` on PostgreSQL, an FTS5 table on SQLite. The application folds and splits the text,
/// so both see the same words.
async fn create_search(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let statements: &[&str] = match manager.get_database_backend() {
        DbBackend::Postgres => &[
            "CREATE TABLE product_search (product_id uuid PRIMARY KEY REFERENCES product(id) ON DELETE CASCADE, \
             words text NOT NULL, vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED)",
            "CREATE INDEX ix_product_search_vector ON product_search USING gin (vector)",
        ],
        // The columns are spelled here because a virtual table has no types.
        _ => &[
            "CREATE VIRTUAL TABLE product_search USING fts5(product_id UNINDEXED, words, tokenize = 'unicode61', prefix = '2 3')",
        ],
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}
