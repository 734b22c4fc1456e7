//! From draft to sale to archive, and who sees what.

use regie::catalog::permission::ProductPublish;
use regie::catalog::product::publish::ProductPublishInput;
use regie::kernel::aggregate::{About as _, Find};
use regie::kernel::command::Command as _;
use regie::kernel::condition::Subject;
use regie::kernel::cx::Caller;
use regie::kernel::id::{ProductId, TypedId as _};
use serde_json::json;

use super::{ARCHIVE, PUBLISH, add, errors, eur, nowhere, on_sale};
use crate::harness::{START, TestApp};

const UNPUBLISH: &str = "mutation($input: ProductUnpublishInput!) { productUnpublish(input: $input) {
    product { status publishedAt } userErrors { code field data } } }";

#[tokio::test]
async fn a_product_goes_from_draft_to_sale_to_archive_and_back() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let product = add(&manager, json!({ "title": "Pot", "variants": [{ "prices": eur("1") }] })).await;
    let input = json!({ "input": { "id": product["id"] } });
    let data = manager.ok(PUBLISH, json!({ "input": { "id": product["id"], "expectedVersion": 1 } })).await;
    assert_eq!(data["productPublish"]["product"], json!({ "status": "ACTIVE", "publishedAt": START, "version": 2 }));
    let data = manager.ok(PUBLISH, input.clone()).await;
    assert_eq!(errors(&data), ["STATUS_FORBIDS id"]);
    assert_eq!(data["productPublish"]["userErrors"][0]["data"], json!({ "status": "ACTIVE" }));
    let data = manager.ok(ARCHIVE, input.clone()).await;
    assert_eq!(data["productArchive"]["product"], json!({ "status": "ARCHIVED", "version": 3 }));
    assert_eq!(errors(&manager.ok(ARCHIVE, input.clone()).await), ["STATUS_FORBIDS id"]);
    assert_eq!(errors(&manager.ok(PUBLISH, input.clone()).await), ["STATUS_FORBIDS id"]);
    let data = manager.ok(UNPUBLISH, input.clone()).await;
    assert_eq!(data["productUnpublish"]["product"], json!({ "status": "DRAFT", "publishedAt": null }));
    assert_eq!(errors(&manager.ok(UNPUBLISH, input).await), ["STATUS_FORBIDS id"]);
    let stale = json!({ "input": { "id": product["id"], "expectedVersion": 1 } });
    assert_eq!(manager.fault(PUBLISH, stale).await, "CONFLICT");
}

#[tokio::test]
async fn nothing_without_a_price_is_put_up_for_sale() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    for input in [json!({ "title": "No variant" }), json!({ "title": "No price", "variants": [{ "sku": "x" }] })] {
        let product = add(&manager, input).await;
        let data = manager.ok(PUBLISH, json!({ "input": { "id": product["id"] } })).await;
        assert_eq!(errors(&data), ["NOTHING_TO_SELL -"]);
    }
    let data = manager.ok(PUBLISH, json!({ "input": { "id": nowhere("Product") } })).await;
    assert_eq!(errors(&data), ["NOT_FOUND id"]);
}

#[tokio::test]
async fn the_policies_are_told_which_product_is_to_be_published() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let product = add(&manager, json!({ "title": "Pot" })).await;
    let id = ProductId::from_global(product["id"].as_str().unwrap()).unwrap();
    let cx = Caller::system("test").may::<ProductPublish>(&app.app.house).unwrap();
    let tx = app.begin().await;
    let input = ProductPublishInput { id, expected_version: None };
    let facts = input.about(&Find { cx: &cx, tx: &tx }).await.unwrap().facts();
    assert_eq!(facts.subject, Some(Subject { entity: "Product", id: id.0, label: "Pot".to_owned(), version: Some(1) }));
    assert!(facts.domains.is_empty());
}

#[tokio::test]
async fn an_editor_does_not_publish_alone() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let product = add(&manager, json!({ "title": "Pot", "variants": [{ "prices": eur("1") }] })).await;
    let editor = app.as_role("content-editor").await;
    editor.send(PUBLISH, json!({ "input": { "id": product["id"] } })).await;
    let data = editor.ok("query($id: ID!) { product(id: $id) { status } }", json!({ "id": product["id"] })).await;
    assert_eq!(data["product"]["status"], "DRAFT");
    let agent = app.as_role("order-agent").await;
    assert_eq!(agent.fault(PUBLISH, json!({ "input": { "id": product["id"] } })).await, "FORBIDDEN");
    assert_eq!(editor.fault(ARCHIVE, json!({ "input": { "id": product["id"] } })).await, "FORBIDDEN");
}

#[tokio::test]
async fn a_visitor_sees_what_is_for_sale_and_nothing_else() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let sold = on_sale(&manager, "Sold").await;
    let draft = add(&manager, json!({ "title": "Draft", "variants": [{ "sku": "secret", "prices": eur("1") }] })).await;
    let visitor = app.anonymous();
    let data = visitor.ok("{ products { nodes { title variants { price(currency: \"EUR\") { amount { amount } } } } totalCount { count } } }", json!({})).await;
    assert_eq!(
        data["products"],
        json!({ "nodes": [{ "title": "Sold", "variants": [{ "price": { "amount": { "amount": "10.00" } } }] }],
                "totalCount": { "count": 1 } })
    );
    let document =
        "query($id: ID!, $variant: ID!) { product(id: $id) { title } productBySlug(slug: \"draft\") { title }
        productVariant(id: $variant) { sku } productVariantBySku(sku: \"secret\") { sku }
        nodes(ids: [$id, $variant]) { id }
        products(where: { status: [DRAFT] }) { nodes { title } } }";
    let variables = json!({ "id": draft["id"], "variant": draft["variants"][0]["id"] });
    assert_eq!(
        visitor.ok(document, variables.clone()).await,
        json!({ "product": null, "productBySlug": null, "productVariant": null, "productVariantBySku": null,
                "nodes": [null, null], "products": { "nodes": [] } })
    );
    let clerk = app.as_role("warehouse-clerk").await;
    let data = clerk.ok(document, variables).await;
    assert_eq!((&data["product"]["title"], &data["productVariant"]["sku"]), (&json!("Draft"), &json!("secret")));
    assert_eq!(sold["status"], "DRAFT");
}
