//! A change that names the version that it was made for is not made to another one.

use async_graphql::parser::types::TypeKind;
use serde_json::json;

use crate::idempotency::house::House;
use crate::schema::types;

/// A version that nothing has in these tests.
const STALE: i32 = 99;

#[tokio::test]
async fn every_mutation_with_an_expected_version_refuses_a_stale_one_and_changes_nothing() {
    let (house, mut held) = (House::new().await, 0);
    for name in house.cases() {
        if !takes_version(&house, &name) {
            continue;
        }
        held += 1;
        let mut case = house.prepare(&name).await;
        case.input["expectedVersion"] = json!(STALE);
        let before = house.rows().await;
        let answer = house.send(&case, &house.shop.key()).await;
        assert_eq!(answer.code(), "CONFLICT", "{name}: {:#}", answer.body);
        assert_eq!(house.rows().await, before, "{name} did something");
    }
    assert!(held > 35, "only {held} were held against a stale version");
}

/// Whether the input of a mutation has the field `expectedVersion`.
fn takes_version(house: &House, case: &str) -> bool {
    let name = case.split(',').next().unwrap();
    let input = house.field(name).arguments[0].node.ty.node.to_string();
    let ty = types().into_iter().find(|ty| ty.name.node == input.trim_end_matches('!')).unwrap();
    let TypeKind::InputObject(object) = ty.kind else { panic!("{input} is no input") };
    object.fields.iter().any(|field| field.node.name.node == "expectedVersion")
}
