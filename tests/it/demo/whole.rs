//! The shop is all there, and is what the commands would have made of it.

use regie::access::entity::role_assignment;
use regie::catalog::entity::product::{self, ProductStatus};
use regie::catalog::entity::{category, collection, collection_product, product_tag, product_variant};
use regie::catalog::{rules as catalog_rules, whole};
use regie::channels::entity::channel;
use regie::customers::entity::customer;
use regie::inventory::entity::stock_movement::{self, MovementKind};
use regie::inventory::entity::stock_reservation::{self, ReservationState};
use regie::inventory::entity::{stock, warehouse};
use regie::inventory::ledger;
use regie::kernel::clock::Timestamp;
use regie::kernel::fold::fold;
use regie::kernel::id::{OrderId, ProductId, StockId, TypedId as _, VariantId};
use regie::kernel::journal;
use regie::kernel::loader::group;
use regie::kernel::table::audit_entry;
use regie::orders::entity::order::{self, OrderStatus};
use regie::orders::entity::order_event::{self, OrderEventKind};
use regie::orders::entity::order_line;
use regie::orders::rules;
use regie::staff::entity::staff_member;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::{all, count, in_the_past, shop, sign_in};
use crate::harness::TestApp;

#[tokio::test]
async fn the_shop_has_all_of_everything_and_everything_adds_up() {
    let app = shop(1).await;
    assert_eq!(count::<channel::Entity>(&app).await, 3);
    assert_eq!(count::<warehouse::Entity>(&app).await, 2);
    assert_eq!(count::<staff_member::Entity>(&app).await, 8);
    assert_eq!(count::<role_assignment::Entity>(&app).await, 8);
    assert_eq!(count::<customer::Entity>(&app).await, 300);
    products_are_complete(&app).await;
    products_are_found(&app).await;
    customers_can_be_sorted(&app).await;
    orders_are_in_every_state(&app).await;
    orders_are_the_sums_of_their_lines(&app).await;
    timelines_tell_what_happened(&app).await;
    movements_lead_from_one_to_the_next(&app).await;
    promises_belong_to_orders(&app).await;
    everything_is_in_the_audit_log(&app).await;
    the_next_order_gets_the_next_number(&app).await;
}

async fn products_are_complete(app: &TestApp) {
    let products = all::<product::Entity>(app).await;
    let statuses = |status| products.iter().filter(|product| product.status == status).count();
    assert_eq!(products.len(), 200);
    assert_eq!([ProductStatus::Draft, ProductStatus::Active, ProductStatus::Archived].map(statuses), [20, 170, 10]);
    let variants = all::<product_variant::Entity>(app).await;
    assert_eq!(variants.len(), 700);
    assert!(variants.iter().all(|variant| variant.prices.0.len() == 3 && variant.weight_grams.is_some()));
    let reduced = |variant: &&product_variant::Model| {
        variant.prices.0.iter().all(|price| price.compare_at_minor.is_some_and(|before| before > price.amount_minor))
    };
    let reduced = variants.iter().filter(reduced).count();
    assert!((20..300).contains(&reduced), "{reduced} variants are reduced");
    let mut by_product = group(variants, |variant| variant.product_id);
    for product in products {
        assert!(!product.media.0.is_empty() && product.seo_title.is_some() && product.category_id.is_some());
        assert_eq!(product.published_at.is_some(), product.status == ProductStatus::Active);
        assert!(in_the_past(app, product.created_at));
        let tags = product_tag::Entity::find().filter(product_tag::Column::ProductId.eq(product.id));
        assert_eq!(tags.all(&app.app.house.db.reader).await.unwrap().len(), product.tags.0.len());
        let variants = by_product.remove(&product.id).unwrap();
        let errors = catalog_rules::check(&whole::Whole { product, variants }, |index| index.to_string());
        assert!(errors.is_empty(), "{errors:?}");
    }
    let categories = all::<category::Entity>(app).await;
    let tree = catalog_rules::Tree::new(&categories);
    assert!(
        categories
            .iter()
            .any(|leaf| leaf.parent_id.and_then(|id| tree.get(id)).is_some_and(|up| up.parent_id.is_some()))
    );
    assert_eq!(count::<collection::Entity>(app).await, 8);
    assert!(count::<collection_product::Entity>(app).await > 50);
}

async fn products_are_found(app: &TestApp) {
    let editor = sign_in(app, "editor").await;
    let document = "query($text: String!) { products(first: 100, where: { query: $text }) { nodes { id title } } }";
    for product in all::<product::Entity>(app).await.iter().step_by(40) {
        let found = editor.ok(document, json!({ "text": product.title })).await;
        let ids: Vec<&str> =
            found["products"]["nodes"].as_array().unwrap().iter().filter_map(|node| node["id"].as_str()).collect();
        assert!(ids.contains(&product.id.to_global().as_str()), "{} is not found: {found}", product.title);
    }
}

async fn customers_can_be_sorted(app: &TestApp) {
    for customer in all::<customer::Entity>(app).await {
        assert_eq!(customer.name_folded, fold(&customer.name));
        assert_eq!(customer.email, customer.email.to_lowercase());
        assert!(in_the_past(app, customer.created_at));
    }
}

async fn orders_are_in_every_state(app: &TestApp) {
    let orders = all::<order::Entity>(app).await;
    assert_eq!(orders.len(), 1_000);
    let of = |status| orders.iter().filter(|order| order.status == status).count();
    assert!(of(OrderStatus::Draft) >= 20 && of(OrderStatus::Canceled) >= 50 && of(OrderStatus::Confirmed) >= 700);
    assert_eq!(orders.iter().map(|order| order.currency.code()).collect::<HashSet<_>>().len(), 3);
    let mut numbers: Vec<(i64, Timestamp)> =
        orders.iter().filter_map(|order| Some((order.number.as_ref()?.parse().unwrap(), order.placed()?))).collect();
    numbers.sort();
    assert!(numbers.iter().zip(1_001..).all(|((number, _), expected)| *number == expected), "numbers have no gaps");
    assert!(numbers.is_sorted_by_key(|(_, placed_at)| *placed_at), "numbers go up with time");
    for order in orders {
        assert!(in_the_past(app, order.created_at) && in_the_past(app, order.updated_at));
        assert_eq!(order.number.is_some(), order.placed().is_some());
        assert_eq!(order.status == OrderStatus::Canceled, order.canceled_at.is_some());
        assert!(order.customer_id.is_some() && order.shipping_address.is_some() && order.created_by.is_some());
    }
}

async fn orders_are_the_sums_of_their_lines(app: &TestApp) {
    let mut lines = group(all::<order_line::Entity>(app).await, |line| line.order_id);
    for order in all::<order::Entity>(app).await {
        let lines = lines.remove(&order.id).unwrap();
        let totals = rules::totals(lines.iter().map(|line| (line.total_minor, line.quantity))).unwrap();
        assert_eq!(totals.onto(&order), order);
        assert_eq!(lines.iter().map(|line| line.quantity_canceled).sum::<i64>(), order.canceled_count);
        assert!(lines.iter().all(|line| {
            line.currency == order.currency && line.total_minor == line.unit_price_minor * line.quantity
        }));
    }
    assert!(lines.is_empty());
}

async fn timelines_tell_what_happened(app: &TestApp) {
    let mut entries = group(all::<order_event::Entity>(app).await, |entry| entry.order_id);
    let mut notes = 0;
    for order in all::<order::Entity>(app).await {
        let told = entries.remove(&order.id).unwrap();
        let at = |kind| told.iter().find(|entry| entry.kind == kind).map(|entry| entry.at);
        assert_eq!(at(OrderEventKind::DraftCreated), Some(order.created_at));
        assert_eq!(at(OrderEventKind::Placed), order.placed());
        assert_eq!(at(OrderEventKind::Canceled), order.canceled_at);
        notes += i32::from(at(OrderEventKind::NoteAdded).is_some());
    }
    assert!(notes > 50, "{notes} orders have notes");
}

/// By time and by id alike; and what they lead to is the stock.
async fn movements_lead_from_one_to_the_next(app: &TestApp) {
    assert_eq!(ledger::discrepancies(&app.app.house.db.reader).await.unwrap(), Vec::<StockId>::new());
    let mut movements = all::<stock_movement::Entity>(app).await;
    movements.sort_by_key(|movement| movement.id);
    let kinds: HashSet<&str> = movements
        .iter()
        .map(|movement| match movement.kind {
            MovementKind::Adjustment => "adjustment",
            MovementKind::Reservation => "reservation",
            MovementKind::Release => "release",
        })
        .collect();
    assert_eq!(kinds.len(), 3);
    let mut levels: BTreeMap<StockId, (i64, i64)> = BTreeMap::new();
    let mut last: BTreeMap<StockId, Timestamp> = BTreeMap::new();
    for movement in movements {
        let (on_hand, reserved) = levels.entry(movement.stock_id).or_default();
        *on_hand += movement.delta_on_hand;
        *reserved += movement.delta_reserved;
        assert_eq!((movement.on_hand_after, movement.reserved_after), (*on_hand, *reserved));
        let before = last.insert(movement.stock_id, movement.at);
        assert!(before.is_none_or(|before| before < movement.at), "two movements of a stock at one moment");
    }
    for stock in all::<stock::Entity>(app).await {
        assert_eq!(levels.get(&stock.id), Some(&(stock.on_hand, stock.reserved)));
    }
}

async fn promises_belong_to_orders(app: &TestApp) {
    let orders: HashMap<OrderId, order::Model> =
        all::<order::Entity>(app).await.into_iter().map(|order| (order.id, order)).collect();
    let mut promised: HashMap<OrderId, i64> = HashMap::new();
    for promise in all::<stock_reservation::Entity>(app).await {
        let order = &orders[&promise.order_id];
        let holds = promise.state == ReservationState::Active;
        assert_eq!(holds, order.status == OrderStatus::Confirmed);
        assert_eq!(Some(promise.created_at), order.placed());
        *promised.entry(promise.order_id).or_default() += promise.quantity;
    }
    for order in orders.values().filter(|order| order.placed().is_some()) {
        assert_eq!(promised.get(&order.id), Some(&order.item_count));
    }
}

async fn everything_is_in_the_audit_log(app: &TestApp) {
    let found = journal::verify(&app.app.house.db.reader).await.unwrap();
    assert!(found.problems.is_empty() && found.entries > 2_000, "{found:?}");
    let entries = all::<audit_entry::Entity>(app).await;
    let created = |entity: &str| -> HashSet<uuid::Uuid> {
        let created = entries.iter().filter(|entry| entry.entity == entity && entry.before.is_none());
        created.map(|entry| entry.entity_id).collect()
    };
    assert_eq!(created("Product").len(), 200);
    assert_eq!(created("ProductVariant").len(), 700);
    assert_eq!(created("Customer").len(), 300);
    assert_eq!(created("Order").len(), 1_000);
    let commands: HashSet<&str> = entries.iter().map(|entry| entry.command.as_str()).collect();
    for command in ["productImport", "customerCreate", "orderDraftCreate", "orderPlace", "orderCancel"] {
        assert!(commands.contains(command), "nobody did {command}");
    }
    let orders: HashMap<uuid::Uuid, order::Model> =
        all::<order::Entity>(app).await.into_iter().map(|order| (order.id.uuid(), order)).collect();
    for entry in entries.iter().filter(|entry| entry.entity == "Order" && entry.command == "orderPlace") {
        assert_eq!(Some(entry.at), orders[&entry.entity_id].placed());
        assert!(entry.staff_id.is_some() && entry.permission == "order.place");
    }
}

async fn the_next_order_gets_the_next_number(app: &TestApp) {
    let agent = sign_in(app, "orders").await;
    let placed = all::<order::Entity>(app).await.into_iter().filter_map(|order| order.number?.parse::<i64>().ok());
    let next = (placed.max().unwrap() + 1).to_string();
    let input = json!({
        "channelId": all::<channel::Entity>(app).await[0].id, "email": "new@example.com",
        "shippingAddress": { "name": "New Customer", "street1": "1 Quay", "city": "Leeds", "country": "GB" },
        "lines": [{ "variantId": something_in_stock(app).await, "quantity": 1 }],
    });
    let begin = "mutation($input: OrderDraftCreateInput!) { orderDraftCreate(input: $input) {
        order { id } userErrors { code } } }";
    let data = agent.keyed("begin", begin, json!({ "input": input })).await;
    let place = "mutation($input: OrderPlaceInput!) { orderPlace(input: $input) {
        order { number status } userErrors { code } } }";
    let input = json!({ "id": data["orderDraftCreate"]["order"]["id"], "expectedVersion": 1 });
    let data = agent.keyed("place", place, json!({ "input": input })).await;
    assert_eq!(data["orderPlace"]["order"], json!({ "number": next, "status": "CONFIRMED" }), "{data}");
    assert_eq!(ledger::discrepancies(&app.app.house.db.reader).await.unwrap(), Vec::<StockId>::new());
}

async fn something_in_stock(app: &TestApp) -> VariantId {
    let products = product::Entity::find().filter(product::Column::Status.eq(ProductStatus::Active));
    let products = products.all(&app.app.house.db.reader).await.unwrap();
    let for_sale: HashSet<ProductId> = products.into_iter().map(|product| product.id).collect();
    let stocks = all::<stock::Entity>(app).await.into_iter().filter(|stock| stock.levels().free() > 0);
    let free: HashSet<VariantId> = stocks.map(|stock| stock.variant_id).collect();
    let mut variants = all::<product_variant::Entity>(app).await.into_iter();
    variants.find(|variant| for_sale.contains(&variant.product_id) && free.contains(&variant.id)).unwrap().id
}
