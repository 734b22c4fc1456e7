//! Orders, from draft to cancellation.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::migration!("m0009_orders", up(manager) {
    let tables = vec![
        table("order_counter", vec![small("id").primary_key().to_owned(), number("value")]),
        table("orders", vec![
            id(), text_or_null("number"), reference("channel_id"), reference_or_null("customer_id"), text_or_null("email"),
            currency("currency"), word("status", &["DRAFT", "CONFIRMED", "CANCELED"]), json_or_null("shipping_address"),
            json_or_null("billing_address"), money("total_minor"), number("line_count"), text_or_null("cancel_reason"),
            reference_or_null("created_by"), version(), instant("created_at"), instant("updated_at"),
            instant_or_null("placed_at"), instant_or_null("canceled_at"),
        ])
        .foreign_key(&mut refers("orders", "channel_id", "channel"))
        .foreign_key(&mut refers("orders", "customer_id", "customer"))
        .to_owned(),
        table("order_line", vec![
            id(), reference("order_id"), reference_or_null("variant_id"), text_or_null("sku"), text("product_title"),
            text("variant_title"), money("unit_price_minor"), number("quantity"), number("quantity_reserved"),
            number("quantity_canceled"), money("total_minor"), small("position"),
        ])
        .foreign_key(&mut belongs("order_line", "order_id", "orders"))
        .check(Expr::col("quantity").gt(0))
        .to_owned(),
        table("order_event", vec![
            id(), reference("order_id"), text("kind"), text("actor"), reference_or_null("staff_id"), text_or_null("message"),
            json("data"), instant("at"),
        ])
        .foreign_key(&mut belongs("order_event", "order_id", "orders"))
        .to_owned(),
    ];
    let indexes = vec![
        unique("orders", &["number"]),
        index("orders", &["created_at", "id"]),
        index("orders", &["channel_id", "created_at", "id"]),
        index("orders", &["status", "created_at", "id"]),
        index("orders", &["customer_id", "created_at", "id"]),
        index("orders", &["total_minor", "id"]),
        index("order_line", &["order_id", "position"]),
        index("order_line", &["variant_id"]),
        index("order_event", &["order_id", "id"]),
    ];
    create(manager, tables, indexes).await?;
    let counter = Query::insert()
        .into_table("order_counter")
        .columns(["id", "value"])
        .values_panic([1.into(), 1_000_i64.into()])
        .to_owned();
    manager.execute(counter).await
}, drops ["order_event", "order_line", "orders", "order_counter"]);
