//! Products are added and changed.

use regie::kernel::table::audit_entry;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::{Value, json};

use super::{CREATE, UPDATE, add, errors, eur, nowhere};
use crate::harness::TestApp;

#[tokio::test]
async fn a_manager_adds_a_product_with_everything_and_reads_it_back() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let category = "mutation { categoryCreate(input: { slug: \"shirts\", name: \"Shirts\" }) { category { id } } }";
    let category = manager.ok(category, json!({})).await["categoryCreate"]["category"]["id"].clone();
    let input = json!({
        "title": "  Linen Shirt ", "externalKey": "erp-7", "bodyHtml": "<p>Cool</p>", "vendor": "Loom", "productType": "Shirt",
        "tags": ["Summer", "linen", "SUMMER"], "seo": { "title": "Buy linen", "description": "Light." },
        "media": [{ "url": "https://img.test/1.jpg", "alt": "Front" }, { "url": "https://img.test/2.jpg" }],
        "categoryId": category, "optionNames": ["Size", "Color"],
        "variants": [
            { "sku": "LIN-M-RED", "barcode": "4006381333931", "optionValues": ["M", "Red"], "weightGrams": 180, "taxClass": "full",
              "prices": [{ "currency": "USD", "amount": "55", "compareAt": "60.50" }, { "currency": "EUR", "amount": "49.90" }] },
            { "optionValues": ["L", "Red"], "requiresShipping": false, "taxable": false, "trackStock": false,
              "allowBackorder": true, "imageUrl": "https://img.test/l.jpg" },
        ],
    });
    let product = add(&manager, input).await;
    let id = product["id"].clone();
    let mut seen = product.clone();
    for variant in seen["variants"].as_array_mut().unwrap() {
        assert!(variant.as_object_mut().unwrap().remove("id").is_some());
    }
    seen.as_object_mut().unwrap().remove("id");
    assert_eq!(
        seen,
        json!({
            "slug": "linen-shirt", "externalKey": "erp-7", "title": "Linen Shirt", "bodyHtml": "<p>Cool</p>", "vendor": "Loom",
            "productType": "Shirt", "status": "DRAFT", "tags": ["Summer", "linen"],
            "seo": { "title": "Buy linen", "description": "Light." },
            "media": [{ "url": "https://img.test/1.jpg", "alt": "Front" }, { "url": "https://img.test/2.jpg", "alt": "" }],
            "optionNames": ["Size", "Color"], "category": { "slug": "shirts" }, "version": 1, "publishedAt": null,
            "variants": [
                { "sku": "LIN-M-RED", "title": "M / Red", "optionValues": ["M", "Red"],
                  "prices": [{ "amount": { "amount": "49.90", "currency": "EUR" }, "compareAt": null },
                             { "amount": { "amount": "55.00", "currency": "USD" }, "compareAt": { "amount": "60.50" } }],
                  "weightGrams": 180, "taxClass": "full", "requiresShipping": true, "taxable": true, "trackStock": true,
                  "allowBackorder": false, "imageUrl": null, "barcode": "4006381333931" },
                { "sku": null, "title": "L / Red", "optionValues": ["L", "Red"], "prices": [], "weightGrams": null,
                  "taxClass": null, "requiresShipping": false, "taxable": false, "trackStock": false, "allowBackorder": true,
                  "imageUrl": "https://img.test/l.jpg", "barcode": null },
            ],
        })
    );
    let document = "query($id: ID!, $variant: ID!) {
        node(id: $id) { ... on Product { slug } }
        product(id: $id) { title }
        productBySlug(slug: \"linen-shirt\") { id }
        productVariant(id: $variant) { product { title } price(currency: \"USD\") { amount { amount } } other: price(currency: \"JPY\") { amount { amount } } }
        productVariantBySku(sku: \"LIN-M-RED\") { id } }";
    let variant = &product["variants"][0]["id"];
    assert_eq!(
        manager.ok(document, json!({ "id": id, "variant": variant })).await,
        json!({
            "node": { "slug": "linen-shirt" }, "product": { "title": "Linen Shirt" }, "productBySlug": { "id": id },
            "productVariant": { "product": { "title": "Linen Shirt" }, "price": { "amount": { "amount": "55.00" } }, "other": null },
            "productVariantBySku": { "id": variant },
        })
    );
}

#[tokio::test]
async fn a_slug_made_of_a_title_is_unique_and_never_empty() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    assert_eq!(add(&manager, json!({ "title": "Teapot" })).await["slug"], "teapot");
    let second = add(&manager, json!({ "title": "Teapot" })).await["slug"].as_str().unwrap().to_owned();
    assert!(second.starts_with("teapot-") && second.len() == "teapot-".len() + 12, "{second}");
    assert_eq!(add(&manager, json!({ "title": "漢字" })).await["slug"].as_str().unwrap().len(), 12);
}

#[tokio::test]
async fn what_could_run_in_a_browser_is_taken_out_of_a_description() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let html = "<p onclick=\"x()\">A <b>good</b> pot<script>alert(1)</script> <a href=\"javascript:x()\">here</a></p>\
                <iframe src=\"https://evil.test\"></iframe><img src=x onerror=alert(1)> 1 < 2";
    let product = add(&manager, json!({ "title": "Pot", "bodyHtml": html })).await;
    assert_eq!(
        product["bodyHtml"],
        "<p>A <b>good</b> pot <a rel=\"noopener noreferrer\">here</a></p><img src=\"x\"> 1 &lt; 2"
    );
    let plain = add(&manager, json!({ "title": "Pan", "bodyHtml": "Just text, \"quoted\"." })).await;
    assert_eq!(plain["bodyHtml"], "Just text, \"quoted\".");
    let deep = add(&manager, json!({ "title": "Deep", "bodyHtml": "<div><br>".repeat(512) })).await;
    assert_eq!(deep["bodyHtml"].as_str().unwrap().len(), 512 * "<div><br></div>".len());
    let lists = add(&manager, json!({ "title": "List", "bodyHtml": "<p>One</p>".repeat(5_000) })).await;
    assert_eq!(lists["bodyHtml"].as_str().unwrap().len(), 5_000 * "<p>One</p>".len());
    // What would keep a parser busy is refused before it is parsed, and what grows beyond the limit afterwards.
    for (html, code) in [
        ("<div>".repeat(513), "TOO_DEEP bodyHtml"),
        ("<DIV x>".repeat(14_000), "TOO_DEEP bodyHtml"),
        ("<".repeat(30_000), "TOO_LONG bodyHtml"),
    ] {
        let input = json!({ "title": "Unfit", "bodyHtml": html });
        assert_eq!(errors(&manager.ok(CREATE, json!({ "input": input })).await), [code]);
    }
}

#[tokio::test]
async fn every_limit_of_a_product_is_kept() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let many = |count: usize, item: fn(usize) -> Value| (0..count).map(item).collect::<Vec<_>>();
    let long = "x".repeat(256);
    let variant = |fields: Value| json!({ "title": "T", "optionNames": [], "variants": [fields] });
    for (input, expected) in [
        (json!({ "title": " " }), "BLANK title"),
        (json!({ "title": long }), "TOO_LONG title"),
        (json!({ "title": "T", "slug": "Not one" }), "INVALID slug"),
        (json!({ "title": "T", "externalKey": long }), "TOO_LONG externalKey"),
        (json!({ "title": "T", "bodyHtml": "x".repeat(100_001) }), "TOO_LONG bodyHtml"),
        (json!({ "title": "T", "vendor": long }), "TOO_LONG vendor"),
        (json!({ "title": "T", "productType": long }), "TOO_LONG productType"),
        (json!({ "title": "T", "tags": [long] }), "TOO_LONG tags.0"),
        (json!({ "title": "T", "tags": ["a", ""] }), "BLANK tags.1"),
        (json!({ "title": "T", "tags": many(251, |n| json!(format!("t{n}"))) }), "TOO_MANY tags"),
        (json!({ "title": "T", "seo": { "title": long } }), "TOO_LONG seo.title"),
        (json!({ "title": "T", "seo": { "description": "x".repeat(2_001) } }), "TOO_LONG seo.description"),
        (json!({ "title": "T", "media": [{ "url": "ftp://x.test/a" }] }), "INVALID media.0.url"),
        (
            json!({ "title": "T", "media": [{ "url": "https://x.test/a", "alt": "x".repeat(513) }] }),
            "TOO_LONG media.0.alt",
        ),
        (
            json!({ "title": "T", "media": many(251, |n| json!({ "url": format!("https://x.test/{n}") })) }),
            "TOO_MANY media",
        ),
        (json!({ "title": "T", "optionNames": ["a", "b", "c", "d"] }), "TOO_MANY optionNames"),
        (json!({ "title": "T", "optionNames": ["Size", "size"] }), "TAKEN optionNames.1"),
        (json!({ "title": "T", "categoryId": nowhere("Category") }), "NOT_FOUND categoryId"),
        (json!({ "title": "T", "variants": many(251, |_| json!({})) }), "TOO_MANY variants"),
        (variant(json!({ "sku": long })), "TOO_LONG variants.0.sku"),
        (variant(json!({ "barcode": long })), "TOO_LONG variants.0.barcode"),
        (variant(json!({ "taxClass": long })), "TOO_LONG variants.0.taxClass"),
        (variant(json!({ "weightGrams": -1 })), "OUT_OF_RANGE variants.0.weightGrams"),
        (variant(json!({ "weightGrams": 1_000_000_001 })), "OUT_OF_RANGE variants.0.weightGrams"),
        (variant(json!({ "imageUrl": "nowhere" })), "INVALID variants.0.imageUrl"),
        (variant(json!({ "optionValues": ["M"] })), "OPTIONS_MISMATCH variants.0.optionValues"),
        (variant(json!({ "prices": eur("-1") })), "OUT_OF_RANGE variants.0.prices.0.amount"),
        (variant(json!({ "prices": eur("10000000000000.01") })), "OUT_OF_RANGE variants.0.prices.0.amount"),
        (variant(json!({ "prices": eur("1.001") })), "INVALID variants.0.prices.0.amount"),
        (
            variant(json!({ "prices": [{ "currency": "EUR", "amount": "1" }, { "currency": "EUR", "amount": "2" }] })),
            "TAKEN variants.0.prices.1.currency",
        ),
        (
            variant(json!({ "prices": many(51, |_| json!({ "currency": "EUR", "amount": "1" })) })),
            "TOO_MANY variants.0.prices",
        ),
        (
            json!({ "title": "T", "optionNames": ["Size"], "variants": [{ "optionValues": ["m"] }, { "optionValues": ["M"] }] }),
            "TAKEN variants.1.optionValues",
        ),
        (
            json!({ "title": "T", "optionNames": ["Size"],
                    "variants": [{ "optionValues": ["S"], "sku": "one" }, { "optionValues": ["M"], "sku": "one" }] }),
            "TAKEN variants.1.sku",
        ),
        (json!({ "title": "T", "variants": [{}, {}] }), "TAKEN variants.1.optionValues"),
    ] {
        let data = manager.ok(CREATE, json!({ "input": input })).await;
        let told = errors(&data);
        assert!(told.iter().any(|error| error == expected), "{expected} is not among {told:?}");
        assert_eq!(data["productCreate"]["product"], json!(null));
    }
}

#[tokio::test]
async fn names_that_others_have_are_refused_with_their_place() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    add(&manager, json!({ "title": "One", "externalKey": "k", "variants": [{ "sku": "S-1" }] })).await;
    let input = json!({ "title": "Two", "slug": "one", "externalKey": "k", "optionNames": ["Size"],
        "variants": [{ "optionValues": ["S"] }, { "optionValues": ["M"], "sku": "S-1" }] });
    let data = manager.ok(CREATE, json!({ "input": input })).await;
    assert_eq!(errors(&data), ["TAKEN slug", "TAKEN externalKey", "TAKEN variants.1.sku"]);
    let two = add(&manager, json!({ "title": "Two" })).await;
    let input = json!({ "id": two["id"], "slug": "one", "externalKey": "k" });
    assert_eq!(errors(&manager.ok(UPDATE, json!({ "input": input })).await), ["TAKEN slug", "TAKEN externalKey"]);
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_is_recorded() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let input = json!({ "title": "Old", "externalKey": "k", "tags": ["a"], "optionNames": ["Size"], "seo": { "title": "S" },
        "variants": [{ "optionValues": ["M"] }] });
    let product = add(&manager, input).await;
    let input = json!({ "id": product["id"], "expectedVersion": 1, "title": "New", "externalKey": "", "tags": ["b", "c"],
        "optionNames": ["Taille"] });
    let data = manager.ok(UPDATE, json!({ "input": input })).await;
    assert_eq!(
        data["productUpdate"]["product"],
        json!({ "slug": "old", "externalKey": null, "title": "New", "tags": ["b", "c"], "optionNames": ["Taille"],
                "category": null, "seo": { "title": "S" }, "version": 2 })
    );
    let stale = json!({ "id": product["id"], "expectedVersion": 1, "title": "Newer" });
    assert_eq!(manager.fault(UPDATE, json!({ "input": stale })).await, "CONFLICT");
    let entries = audit_entry::Entity::find()
        .filter(audit_entry::Column::Command.eq("productUpdate"))
        .order_by_asc(audit_entry::Column::Seq)
        .all(&app.app.house.db.reader)
        .await
        .unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].entity.as_str(), entries[0].permission.as_str()), ("Product", "product.update"));
    let before = entries[0].before.clone().unwrap();
    assert_eq!(
        (&before["title"], &before["tags"], &before["external_key"]),
        (&json!("Old"), &json!(["a"]), &json!("k"))
    );
    // Nothing that is the same already is written or recorded.
    let same = json!({ "id": product["id"], "title": "New", "tags": ["b", "c"] });
    assert_eq!(manager.ok(UPDATE, json!({ "input": same })).await["productUpdate"]["product"]["version"], 2);
}

#[tokio::test]
async fn options_are_renamed_but_not_added_while_variants_stay() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let product = add(&manager, json!({ "title": "T", "variants": [{}] })).await;
    let data = manager.ok(UPDATE, json!({ "input": { "id": product["id"], "optionNames": ["Size"] } })).await;
    assert_eq!(errors(&data), ["OPTIONS_MISMATCH optionNames"]);
    let bare = add(&manager, json!({ "title": "Bare" })).await;
    let data = manager.ok(UPDATE, json!({ "input": { "id": bare["id"], "optionNames": ["Size"] } })).await;
    assert_eq!(data["productUpdate"]["product"]["optionNames"], json!(["Size"]));
    let data = manager.ok(UPDATE, json!({ "input": { "id": nowhere("Product"), "title": "X" } })).await;
    assert_eq!(errors(&data), ["NOT_FOUND id"]);
}

#[tokio::test]
async fn who_may_not_write_is_told_so() {
    let app = TestApp::new().await;
    let input = json!({ "title": "T" });
    for role in ["order-agent", "warehouse-clerk", "finance", "auditor", "administrator"] {
        assert_eq!(app.as_role(role).await.fault(CREATE, json!({ "input": input })).await, "FORBIDDEN", "{role}");
    }
    assert_eq!(app.anonymous().fault(CREATE, json!({ "input": input })).await, "UNAUTHENTICATED");
    let editor = app.as_role("content-editor").await;
    assert_eq!(add(&editor, input).await["status"], "DRAFT");
    let manager = app.as_role("catalog-manager").await;
    let channel = app.person("local", &[("catalog-manager", local_channel())]).await;
    assert_eq!(channel.fault(CREATE, json!({ "input": { "title": "L" } })).await, "FORBIDDEN");
    assert_eq!(add(&manager, json!({ "title": "M" })).await["version"], 1);
}

/// A channel is not the whole company, to which the catalog belongs.
fn local_channel() -> regie::kernel::scope::Domain {
    regie::kernel::scope::Domain::Channel(regie::kernel::id::ChannelId(uuid::Uuid::from_u128(7)))
}
