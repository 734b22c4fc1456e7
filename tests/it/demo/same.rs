//! The seed decides what the shop is like, and nothing else does.

use chrono::TimeDelta;
use regie::catalog::entity::{product, product_variant};
use regie::customers::entity::customer;
use regie::demo::{self, Tenant};
use regie::inventory::entity::stock;
use regie::orders::entity::{order, order_line};

use super::{all, fill, interrupted, shop};
use crate::harness::TestApp;

/// What must not depend on anything but the seed: no ids and no times.
async fn likeness(app: &TestApp) -> Vec<String> {
    let mut told = Vec::new();
    for product in all::<product::Entity>(app).await {
        told.push(format!("{} {:?} {:?}", product.slug, product.status, product.tags));
    }
    for variant in all::<product_variant::Entity>(app).await {
        told.push(format!("{:?} {} {:?}", variant.sku, variant.title, variant.prices));
    }
    for customer in all::<customer::Entity>(app).await {
        told.push(format!("{} {}", customer.email, customer.name));
    }
    for order in all::<order::Entity>(app).await {
        told.push(format!("{:?} {:?} {} {}", order.number, order.email, order.total_minor, order.item_count));
    }
    for line in all::<order_line::Entity>(app).await {
        told.push(format!("{:?} {} {}", line.sku, line.quantity, line.unit_price_minor));
    }
    for stock in all::<stock::Entity>(app).await {
        told.push(format!("{} {} {}", stock.on_hand, stock.reserved, stock.version));
    }
    told.sort();
    told
}

#[tokio::test]
async fn the_same_seed_makes_the_same_shop_on_another_day_and_another_seed_another_one() {
    let (first, later) = (shop(7).await, TestApp::new().await);
    later.clock.advance(TimeDelta::hours(1_234));
    fill(&later, 7).await;
    let (first, later) = (likeness(&first).await, likeness(&later).await);
    assert_eq!(first.len(), later.len());
    assert_eq!(first.iter().zip(&later).find(|(first, later)| first != later), None);
    let other = likeness(&shop(8).await).await;
    let shared = other.iter().filter(|line| first.binary_search(line).is_ok()).count();
    assert!(shared * 4 < other.len(), "{shared} of {} lines are the same", other.len());
}

#[tokio::test]
async fn a_filling_that_was_interrupted_is_no_shop() {
    let app = TestApp::new().await;
    assert_eq!(demo::tenant(&app.app).await.unwrap(), Tenant::Nobody);
    interrupted(&app.app, "customers").await;
    assert_eq!(demo::tenant(&app.app).await.unwrap(), Tenant::Unfinished);
}
