//! Stock, its movements, and promises of it.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::migration!("m0008_inventory", up(manager) {
    create(manager, tables(), indexes()).await
}, drops ["stock_reservation", "stock_movement", "stock"]);

fn tables() -> Vec<TableCreateStatement> {
    // What can be promised; the last wall behind the conditional updates.
    let available = Expr::col("on_hand").sub(Expr::col("reserved")).add(Expr::col("backorder_limit"));
    let stock = vec![
        id(),
        reference("variant_id"),
        reference("warehouse_id"),
        number("on_hand"),
        number("reserved"),
        number("backorder_limit"),
        version(),
        instant("updated_at"),
    ];
    let movement = vec![
        id(),
        reference("stock_id"),
        reference("variant_id"),
        reference("warehouse_id"),
        word("kind", &["ADJUSTMENT", "RESERVATION", "RELEASE"]),
        number("delta_on_hand"),
        number("delta_reserved"),
        number("on_hand_after"),
        number("reserved_after"),
        text_or_null("reason"),
        text_or_null("reference"),
        text_or_null("note"),
        reference_or_null("order_id"),
        reference_or_null("order_line_id"),
        text("actor"),
        reference_or_null("staff_id"),
        instant("at"),
    ];
    let reservation = vec![
        id(),
        reference("stock_id"),
        reference("order_id"),
        reference("order_line_id"),
        number("quantity"),
        word("state", &["ACTIVE", "RELEASED"]),
        instant("created_at"),
        instant_or_null("released_at"),
    ];
    vec![
        table("stock", stock)
            .foreign_key(&mut belongs("stock", "variant_id", "product_variant"))
            .foreign_key(&mut refers("stock", "warehouse_id", "warehouse"))
            .check(Expr::col("on_hand").gte(0))
            .check(Expr::col("reserved").gte(0))
            .check(Expr::col("backorder_limit").gte(0))
            .check(available.gte(0))
            .to_owned(),
        table("stock_movement", movement).foreign_key(&mut belongs("stock_movement", "stock_id", "stock")).to_owned(),
        table("stock_reservation", reservation)
            .foreign_key(&mut refers("stock_reservation", "stock_id", "stock"))
            .check(Expr::col("quantity").gt(0))
            .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("stock", &["variant_id", "warehouse_id"]),
        index("stock", &["warehouse_id"]),
        index("stock_movement", &["stock_id", "at", "id"]),
        index("stock_movement", &["variant_id", "at", "id"]),
        index("stock_movement", &["warehouse_id", "at", "id"]),
        index("stock_movement", &["at", "id"]),
        index("stock_reservation", &["order_id"]),
        index("stock_reservation", &["stock_id"]),
    ]
}
