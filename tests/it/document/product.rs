//! The schema of the product itself, with documents as its clients send them.

use async_graphql::Variables;
use regie::document::{Limits, Plan, SchemaModel, plan};
use std::sync::LazyLock;

static MODEL: LazyLock<SchemaModel> = LazyLock::new(|| SchemaModel::parse(&regie::schema::sdl()).unwrap());

fn planned(text: &str) -> Plan {
    plan(&MODEL, &Limits::default(), text, None).unwrap_or_else(|refusals| panic!("{refusals:#?}"))
}

fn cost(text: &str) -> u64 {
    planned(text).requested_cost(&Variables::default())
}

#[test]
fn a_page_costs_as_many_objects_as_it_may_hold() {
    // The connection, and twenty orders when nothing is said.
    assert_eq!(cost("{ orders { nodes { id number } } }"), 1 + 20);
    assert_eq!(cost("{ orders(first: 100) { nodes { id } pageInfo { hasNextPage } } }"), 1 + 1 + 100);
    assert_eq!(cost("{ orders(last: 10) { edges { cursor node { id } } } }"), 1 + 10 * 2);
    // A total is counted.
    assert_eq!(cost("{ orders(first: 1) { totalCount { count } } }"), 1 + 5 + 1);
    // Lines are about five.
    assert_eq!(cost("{ orders(first: 10) { nodes { lines { quantity } } } }"), 1 + 10 * (1 + 5));
    assert_eq!(cost("{ nodes(ids: [\"a\", \"b\"]) { id } }"), 2);
}

#[test]
fn the_permission_of_each_root_is_known() {
    let roots = planned("{ orders { nodes { id } } node(id: \"a\") { id } __typename }").roots;
    let permissions: Vec<_> = roots.iter().map(|root| root.permission.as_deref()).collect();
    assert_eq!(permissions, [Some("order.read"), None, None]);
}
