//! Orders, from draft to cancellation.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::*;

crate::migration!("m0009_orders", up(manager) {
    create(manager, tables(), indexes()).await?;
    create_counter(manager).await
}, drops ["order_event", "order_line", "orders", "order_counter"]);

fn tables() -> Vec<TableCreateStatement> {
    let order = vec![
        id(),
        text_or_null("number"),
        reference("channel_id"),
        reference_or_null("customer_id"),
        text_or_null("email"),
        currency("currency"),
        word("status", &["DRAFT", "CONFIRMED", "CANCELED"]),
        json_or_null("shipping_address"),
        json_or_null("billing_address"),
        money("total_minor"),
        money("charged_minor"),
        small("line_count"),
        number("item_count"),
        number("fulfilled_count"),
        number("canceled_count"),
        text_or_null("cancel_reason"),
        reference_or_null("created_by"),
        version(),
        instant("created_at"),
        instant("updated_at"),
        // Later than any instant while the order is a draft: a column to sort by has no NULLs.
        instant("placed_at"),
        instant_or_null("canceled_at"),
    ];
    let line = vec![
        id(),
        reference("order_id"),
        // No foreign key: the line keeps its snapshot when the variant goes.
        reference("variant_id"),
        text_or_null("sku"),
        text("product_title"),
        text("variant_title"),
        flag("requires_shipping"),
        currency("currency"),
        money("unit_price_minor"),
        number("quantity"),
        number("quantity_fulfilled"),
        number("quantity_canceled"),
        money("total_minor"),
        small("position"),
    ];
    let event = vec![
        id(),
        reference("order_id"),
        text("kind"),
        text("actor"),
        reference_or_null("staff_id"),
        text_or_null("message"),
        json("data"),
        instant("at"),
    ];
    vec![
        table("orders", order)
            .foreign_key(&mut refers("orders", "channel_id", "channel"))
            .foreign_key(&mut refers("orders", "customer_id", "customer"))
            .check(Expr::col("total_minor").gte(0))
            .check(Expr::col("charged_minor").gte(0))
            .to_owned(),
        table("order_line", line)
            .foreign_key(&mut belongs("order_line", "order_id", "orders"))
            .check(Expr::col("quantity").gt(0))
            .check(Expr::col("unit_price_minor").gte(0))
            .check(Expr::col("quantity_fulfilled").add(Expr::col("quantity_canceled")).lte(Expr::col("quantity")))
            .to_owned(),
        table("order_event", event).foreign_key(&mut belongs("order_event", "order_id", "orders")).to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("orders", &["number"]),
        index("orders", &["created_at", "id"]),
        index("orders", &["placed_at", "id"]),
        index("orders", &["total_minor", "id"]),
        index("orders", &["channel_id", "created_at", "id"]),
        index("orders", &["status", "created_at", "id"]),
        index("orders", &["customer_id", "created_at", "id"]),
        index("orders", &["email", "created_at", "id"]),
        unique("order_line", &["order_id", "position"]),
        index("order_line", &["variant_id"]),
        index("order_event", &["order_id", "at", "id"]),
    ]
}

/// The last order number given. On PostgreSQL a sequence: it takes no lock that lasts until the commit, so placements do not
/// queue behind each other. On SQLite a row: there is one writer anyway.
async fn create_counter(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.create_table(table("order_counter", vec![small("id").primary_key().to_owned(), number("value")])).await?;
    let start = match manager.get_database_backend() {
        DbBackend::Postgres => "CREATE SEQUENCE order_number START 1001 OWNED BY order_counter.value",
        _ => "INSERT INTO order_counter (id, value) VALUES (1, 1000)",
    };
    manager.get_connection().execute_unprepared(start).await?;
    Ok(())
}
