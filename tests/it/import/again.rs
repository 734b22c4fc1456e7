//! A file over what is there: what it names is set, the rest stays.

use regie::catalog::entity::product::ProductStatus;
use regie::kernel::money::Currency;
use regie::kernel::table::audit_entry;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::json;

use super::{World, counts, euros, import, refusals};
use crate::catalog::{add, eur};
use crate::harness::TestApp;

const SHIRT: &str = "Handle,Title,Vendor,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Compare At Price,Image Src,Image Alt Text
shirt,Shirt,Loom,\"summer, linen\",Size,S,SH-S,20.00,25.00,https://x.test/1.jpg,Front
shirt,,,,,M,SH-M,20.00,,https://x.test/2.jpg,
";

#[tokio::test]
async fn what_a_file_names_is_set_blank_cells_leave_and_the_rest_stays() {
    let app = TestApp::new().await;
    import(&app, SHIRT, euros()).await;
    let before = World::of(&app).await;
    let edited = "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Image Alt Text
shirt,Linen shirt,,Size,M,SH-M,22.00,https://x.test/2.jpg,Back
shirt,,,,L,SH-L,24.00,,
";
    let report = import(&app, edited, euros()).await;
    assert_eq!((counts(&report), refusals(&report)), ((0, 1, 0, 0), vec![]));
    let world = World::of(&app).await;
    let (was, is) = (before.product("shirt"), world.product("shirt"));
    assert_eq!((is.title.as_str(), is.vendor.as_str(), is.id), ("Linen shirt", "Loom", was.id));
    assert_eq!((&is.tags, is.version, is.created_at), (&was.tags, 2, was.created_at));
    assert_eq!(is.updated_at, app.app.house.clock.now());
    assert_eq!(is.media.0.iter().map(|image| image.alt.as_str()).collect::<Vec<_>>(), ["Front", "Back"]);
    assert_eq!(world.skus("shirt"), [Some("SH-S"), Some("SH-M"), Some("SH-L")]);
    let (old, new) = (before.variants_of("shirt"), world.variants_of("shirt"));
    assert_eq!(new[0], old[0], "a variant that the file does not name is not touched");
    assert_eq!((new[1].id, new[1].prices.0[0].amount_minor), (old[1].id, 2_200));
    let entries = audit_entry::Entity::find()
        .filter(audit_entry::Column::Entity.eq("Product"))
        .filter(audit_entry::Column::EntityId.eq(is.id))
        .all(&app.app.house.db.reader)
        .await
        .unwrap();
    let last = entries.iter().find(|entry| entry.before.is_some()).unwrap();
    assert_eq!((last.command.as_str(), last.permission.as_str()), ("productImport", "product.import"));
    assert_eq!(
        (&last.actor, &last.after.as_ref().unwrap()["title"]),
        (&"system:test".to_owned(), &json!("Linen shirt"))
    );
}

#[tokio::test]
async fn a_price_in_another_currency_stands_beside_the_one_that_is_there() {
    let app = TestApp::new().await;
    import(&app, SHIRT, euros()).await;
    let dollars = super::Options { currency: Currency::parse("USD").unwrap(), ..euros() };
    let report = import(&app, SHIRT, dollars).await;
    assert_eq!(counts(&report), (0, 1, 0, 0));
    let world = World::of(&app).await;
    let prices = world.variants_of("shirt")[0].prices.0.iter();
    let prices: Vec<_> =
        prices.map(|price| (price.currency.code(), price.amount_minor, price.compare_at_minor)).collect();
    assert_eq!(prices, [("EUR", 2_000, Some(2_500)), ("USD", 2_000, Some(2_500))]);
}

#[tokio::test]
async fn a_product_that_staff_made_is_found_by_its_slug_and_keeps_its_status() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    add(
        &manager,
        json!({ "title": "Shirt", "bodyHtml": "<p>Ours</p>", "optionNames": ["Size"],
            "variants": [{ "optionValues": ["s"], "prices": eur("1.00") }] }),
    )
    .await;
    let report = import(&app, SHIRT, euros()).await;
    assert_eq!((counts(&report), refusals(&report)), ((0, 1, 0, 0), vec![]));
    let world = World::of(&app).await;
    let shirt = world.product("shirt");
    assert_eq!((shirt.status, shirt.body_html.as_str()), (ProductStatus::Draft, "<p>Ours</p>"));
    assert_eq!(world.skus("shirt"), [Some("SH-S"), Some("SH-M")], "the first was found by its option value");
    assert!(world.variants_of("shirt")[0].track_stock, "a blank tracker leaves a variant that is counted");
}

#[tokio::test]
async fn more_blocks_than_a_batch_holds_come_back_to_their_products() {
    let app = TestApp::new().await;
    let first = (0..120).map(|at| format!("p{at},P,Size,S,S{at},1\n"));
    let second = (0..120).map(|at| format!("P{at},,,M,M{at},2\n"));
    let header = std::iter::once("Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n".to_owned());
    let file: String = header.chain(first).chain(second).collect();
    let report = import(&app, file.clone(), euros()).await;
    assert_eq!((counts(&report), refusals(&report)), ((120, 0, 0, 0), vec![]));
    let world = World::of(&app).await;
    assert_eq!(world.skus("p119"), [Some("S119"), Some("M119")]);
    let again = import(&app, file, euros()).await;
    assert_eq!(counts(&again), (0, 0, 120, 0));
    assert_eq!(World::of(&app).await, world);
}

#[tokio::test]
async fn two_imports_of_one_file_at_the_same_moment_add_each_product_once() {
    let app = TestApp::new().await;
    let lines = (0..150).map(|at| format!("p{at},P,S{at},1\n"));
    let file: String = std::iter::once("Handle,Title,Variant SKU,Price\n".to_owned()).chain(lines).collect();
    let (one, other) = tokio::join!(import(&app, file.clone(), euros()), import(&app, file.clone(), euros()));
    assert_eq!(one.created + other.created, 150, "{:?} {:?}", counts(&one), counts(&other));
    assert_eq!(one.unchanged + other.unchanged, 150, "who comes second finds the product there");
    assert_eq!((one.refused, other.refused), (0, 0));
    assert_eq!(World::of(&app).await.products.len(), 150);
    assert_eq!(counts(&import(&app, file, euros()).await), (0, 0, 150, 0));
}
