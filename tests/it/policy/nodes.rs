//! What is asked for by its global id alone needs what the root field needs that shows it.

use async_graphql::parser::types::{BaseType, Type, TypeKind};
use regie::access::entity::{role, role_assignment};
use regie::catalog::entity::{category, collection, product, product_variant};
use regie::channels::entity::channel;
use regie::customers::entity::customer;
use regie::inventory::entity::{stock, stock_movement, warehouse};
use regie::kernel::id::TypedId as _;
use regie::kernel::table::audit_entry;
use regie::orders::entity::{order, order_event, order_line};
use regie::staff::entity::{staff_invitation, staff_member, team};
use regie::workflow::entity::{definition, instance, task, version};
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::fields::full;
use super::sweep::{people_without, roots};
use crate::harness::shop::Shop;
use crate::harness::{Client, TestApp};
use crate::schema::types;

/// What has no root field of its own is shown within what has one.
const WITHIN: [(&str, &str); 4] = [
    ("OrderEvent", "Order"),
    ("OrderLine", "Order"),
    ("RoleAssignment", "Role"),
    ("WorkflowDefinitionVersion", "WorkflowDefinition"),
];

/// A shop in which there is one of everything.
async fn everything() -> Shop {
    let shop = full().await;
    for (document, input) in [
        ("categoryCreate", json!({ "slug": "c", "name": "C" })),
        ("collectionCreate", json!({ "slug": "c", "title": "C" })),
        ("teamCreate", json!({ "name": "T" })),
        ("staffInvite", json!({ "email": "new@regie.test", "name": "New" })),
    ] {
        let kind = format!("{}{}Input", document[..1].to_uppercase(), &document[1..]);
        let document = format!("mutation($input: {kind}!) {{ {document}(input: $input) {{ userErrors {{ code }} }} }}");
        shop.owner.ok(&document, json!({ "input": input })).await;
    }
    shop
}

/// The id of one thing of each type.
async fn ids(shop: &Shop) -> BTreeMap<&'static str, String> {
    let db = &shop.app.app.house.db.reader;
    let mut ids = BTreeMap::new();
    macro_rules! one {
        ($($entity:ident,)*) => {$(
            let row = $entity::Entity::find().one(db).await.unwrap().expect(stringify!($entity));
            let id = row.id.to_global();
            ids.insert(kind(row.id), id);
        )*};
    }
    one! {
        audit_entry, category, channel, collection, customer, definition, instance, order, order_event, order_line,
        product, product_variant, role, role_assignment, staff_invitation, staff_member, stock, stock_movement, task,
        team, version, warehouse,
    }
    ids
}

fn kind<I: regie::kernel::id::TypedId>(_: I) -> &'static str {
    I::TYPE
}

fn named(ty: &Type) -> String {
    match &ty.base {
        BaseType::Named(name) => name.trim_end_matches("Connection").to_owned(),
        BaseType::List(item) => named(item),
    }
}

/// The permission of the root field of queries that shows things of this type.
fn permission(kind: &str) -> String {
    let shown = WITHIN.iter().find(|(part, _)| *part == kind).map_or(kind, |(_, whole)| whole);
    let root = roots().into_iter().find(|root| root.operation == "query" && named(&root.field.ty.node) == shown);
    root.and_then(|root| root.requires).unwrap_or_else(|| panic!("no root field shows {shown}"))
}

async fn sees(client: &Client, id: &str) -> bool {
    let document = "query($id: ID!, $ids: [ID!]!) { node(id: $id) { id } nodes(ids: $ids) { id } }";
    let seen = client.ok(document, json!({ "id": id, "ids": [id] })).await;
    assert_eq!(seen["node"], seen["nodes"][0]);
    seen["node"] != Value::Null
}

#[tokio::test]
async fn who_holds_everything_but_the_permission_of_its_root_field_gets_no_thing_by_its_id() {
    let shop = everything().await;
    let ids = ids(&shop).await;
    let node = types().into_iter().find(|ty| ty.name.node == "Node").unwrap();
    assert!(matches!(node.kind, TypeKind::Interface(_)));
    let implementors = types().into_iter().filter(|ty| match &ty.kind {
        TypeKind::Object(object) => object.implements.iter().any(|name| name.node == "Node"),
        _ => false,
    });
    let kinds: Vec<String> = implementors.map(|ty| ty.name.node.to_string()).collect();
    assert_eq!(ids.keys().copied().collect::<Vec<_>>(), kinds, "there is one of each type that has a global id");
    let needed: BTreeMap<&str, String> = ids.keys().map(|kind| (*kind, permission(kind))).collect();
    let people = people_without(&shop.app, needed.values().cloned().collect()).await;
    for (kind, id) in &ids {
        let permission = &needed[kind];
        assert!(sees(&shop.owner, id).await, "{kind} is there");
        assert!(!sees(&people[permission], id).await, "{kind} without `{permission}`");
    }
}

#[tokio::test]
async fn a_colleague_is_known_beside_what_one_may_see_and_not_by_their_id() {
    let app = TestApp::new().await;
    let (clerk, other) = (app.as_role("warehouse-clerk").await, app.as_role("finance").await);
    let id = |client: &Client| client.staff.unwrap().to_global();
    assert!(!sees(&clerk, &id(&other)).await);
    assert!(sees(&clerk, &id(&clerk)).await, "oneself");
    assert_eq!(
        clerk.fault("query($id: ID!) { staffMember(id: $id) { name } }", json!({ "id": id(&other) })).await,
        "FORBIDDEN"
    );
    assert!(!sees(&app.anonymous(), &id(&other)).await);
}
