//! Rights hold for what is followed as for what is read, at every moment.

use serde_json::{Value, json};

use super::{crew, follow, publish, try_follow};
use crate::harness::TestApp;
use crate::harness::shop::Shop;
use crate::orders::draft;
use crate::schema::{fields, types};

/// The live fields with the permission that their description names.
fn roots() -> Vec<(String, String)> {
    let root = types().into_iter().find(|ty| ty.name.node == "Subscription").unwrap();
    let named = fields(&root).iter().map(|field| {
        let name = field.node.name.node.to_string();
        let description = field.node.description.as_ref().map(|text| text.node.clone()).unwrap_or_default();
        let permission = description.split("Requires `").nth(1).and_then(|rest| rest.split('`').next());
        (name.clone(), permission.unwrap_or_else(|| panic!("{name} names no permission")).to_owned())
    });
    named.collect()
}

#[tokio::test]
async fn each_field_can_be_followed_with_its_permission_and_not_without() {
    let app = TestApp::new().await;
    let (auditor, visitor) = (app.as_role("auditor").await, app.anonymous());
    let roots = roots();
    assert_eq!(roots.len(), 3, "{roots:?}");
    for (field, permission) in roots {
        let document = format!("subscription {{ {field} {{ cursor at }} }}");
        assert!(try_follow(&app.app, &auditor, &document, json!({})).await.is_ok(), "{field}");
        assert_eq!(
            try_follow(&app.app, &visitor, &document, json!({})).await.err().unwrap(),
            "UNAUTHENTICATED",
            "{field}"
        );
        app.line("auditor", &permission, "DENY", None, None).await;
        assert_eq!(try_follow(&app.app, &auditor, &document, json!({})).await.err().unwrap(), "FORBIDDEN", "{field}");
    }
}

const ORDERS: &str = "subscription { orderChanged { order { id customer { name } } } }";

#[tokio::test]
async fn a_permission_that_is_taken_away_ends_the_subscription_even_when_nothing_happens() {
    let shop = Shop::new().await;
    let _crew = crew(&shop.app.app);
    let agent = shop.app.as_role("order-agent").await;
    let mut live = follow(&shop.app.app, &agent, ORDERS, json!({})).await;
    let mut of_owner = follow(&shop.app.app, &shop.owner, ORDERS, json!({})).await;
    let order = draft(&shop, &shop.owner, &[]).await;
    publish(&shop.app.app).await;
    assert_eq!(live.data().await["orderChanged"]["order"]["id"], order["id"]);
    shop.app.line("order-agent", "order.read", "DENY", None, None).await;
    assert_eq!(live.end().await, "FORBIDDEN");
    assert_eq!(of_owner.data().await["orderChanged"]["order"]["id"], order["id"]);
    let next = draft(&shop, &shop.owner, &[]).await;
    publish(&shop.app.app).await;
    assert_eq!(of_owner.data().await["orderChanged"]["order"]["id"], next["id"], "others go on");
}

#[tokio::test]
async fn what_is_selected_obeys_its_own_permission_at_the_moment_of_each_event() {
    let shop = Shop::new().await;
    let _crew = crew(&shop.app.app);
    let agent = shop.app.as_role("order-agent").await;
    let mut live = follow(&shop.app.app, &agent, ORDERS, json!({})).await;
    draft(&shop, &shop.owner, &[]).await;
    publish(&shop.app.app).await;
    assert_ne!(live.data().await["orderChanged"]["order"]["customer"], Value::Null);
    shop.app.line("order-agent", "customer.read", "DENY", None, None).await;
    draft(&shop, &shop.owner, &[]).await;
    publish(&shop.app.app).await;
    assert_eq!(live.data().await["orderChanged"]["order"]["customer"], Value::Null);
}
