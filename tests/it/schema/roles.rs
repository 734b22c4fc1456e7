//! What each built-in role sees of the schema: golden, and exactly what it is not refused.

use regie::access::policies::{self, VISITOR};
use regie::access::seed::{ROLES_CSV, parse};
use regie::introspection::{SchemaView, Views, requirement};
use regie::kernel::permission::Grants;
use regie::kernel::scope::Domain;
use regie::sdl::members::fields;
use regie::sdl::read;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::types;
use crate::harness::TestApp;
use crate::harness::golden::assert_golden;
use crate::policy::arguments::{Call, Maker, place, stranger};
use crate::policy::sweep::roots;

/// Of every built-in role what somebody holds who has it everywhere and no other.
async fn roles() -> Vec<(String, Grants)> {
    let roles = parse(ROLES_CSV, &regie::app::catalogue()).unwrap();
    let keys: Vec<String> = roles.iter().map(|role| role.key.clone()).collect();
    let snapshot = policies::built_in(roles, &regie::app::catalogue()).await.unwrap();
    keys.into_iter().map(|key| (key.clone(), snapshot.grants_of_role(&key))).collect()
}

#[tokio::test]
async fn the_schemas_of_built_in_roles_are_the_golden_ones() {
    let views = Views::new(regie::app::catalogue(), regie::schema::sdl);
    let roles = roles().await;
    let of = |role: &str| {
        let (_, grants) = roles.iter().find(|(key, _)| key == role).unwrap();
        views.for_grants(grants).unwrap()
    };
    assert_eq!(of("owner").sdl(), regie::schema::sdl(), "the owner sees everything");
    // A customer holds what a visitor does.
    assert!(Arc::ptr_eq(&of("customer"), &of(VISITOR)));
    for role in [VISITOR, "order-agent", "warehouse-clerk"] {
        assert_golden(&format!("tests/it/schema/golden/{role}.graphql"), of(role).sdl());
    }
}

#[tokio::test]
async fn who_sees_one_thing_of_the_schema_does_not_learn_of_another() {
    let views = Views::new(regie::app::catalogue(), regie::schema::sdl);
    for (key, grants) in roles().await {
        let sdl = views.for_grants(&grants).unwrap().sdl().to_owned();
        for (types, permission) in [
            ("type AuditEntry ", "audit.read"),
            ("type Customer ", "customer.read"),
            ("type Order ", "order.read"),
            ("type Stock ", "stock.read"),
            ("type Task ", "task.work"),
            ("type WorkflowDefinition ", "workflow.read"),
        ] {
            let index = regie::app::catalogue().iter().find(|info| info.name == permission).unwrap().index;
            assert_eq!(sdl.contains(types), !grants.reach(index).is_empty(), "{key} and {types}");
        }
    }
}

/// The names of the root fields of a view, with the kind of operation before them.
fn root_fields(view: &SchemaView) -> BTreeSet<String> {
    let system = read(view.sdl()).unwrap();
    let of = |kind: &str, root: Option<&async_graphql::Name>| {
        let fields = root.map(|root| fields(&system.types[root])).unwrap_or_default();
        fields.iter().map(|field| format!("{kind} {}", field.node.name.node)).collect::<Vec<_>>()
    };
    of("query", Some(&system.query)).into_iter().chain(of("mutation", system.mutation.as_ref())).collect()
}

/// Open to everybody who has signed in: a visitor sees them and is asked to sign in.
const FOR_SIGNED_IN: [&str; 2] = ["mutation passwordChange", "mutation sessionEnd"];

#[tokio::test]
async fn a_role_sees_exactly_the_root_fields_that_it_is_not_refused() {
    let app = TestApp::new().await;
    let maker = Maker::new(types());
    let mut calls: Vec<(String, Call, bool)> = Vec::new();
    for root in roots() {
        let mut call = maker.call(root.operation, &root.field);
        // A visitor is told of which type an id must be, and then to sign in.
        for (pointer, ty) in place(&app.anonymous(), &call).await.types {
            *call.variables.pointer_mut(&pointer).unwrap() = stranger(&ty);
        }
        calls.push((format!("{} {}", root.operation, root.field.name.node), call, root.requires.is_some()));
    }
    // Those that are open to everybody come last: one of them ends the session.
    calls.sort_by_key(|(_, _, guarded)| !guarded);
    let mut faults = Vec::new();
    for (key, _) in roles().await {
        let client =
            if key == VISITOR { app.anonymous() } else { app.person(&key, &[(&key, Domain::Everything)]).await };
        let grants = app.app.policies.current().grants_of(client.staff);
        let seen = root_fields(&app.app.views.for_grants(&grants).unwrap());
        for (name, call, guarded) in &calls {
            let headers = [("idempotency-key", "roles")];
            let answer = client.send_with(&call.document, call.variables.clone(), &headers).await;
            let code = answer.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
            let refused = ["FORBIDDEN", "UNAUTHENTICATED"].contains(&code.as_str());
            let open = key == VISITOR && FOR_SIGNED_IN.contains(&name.as_str());
            let after_end = !guarded && key != VISITOR && code == "UNAUTHENTICATED";
            if seen.contains(name) == refused && !open && !after_end {
                faults.push(format!("{key} sees {name}: {}, and is answered {}", seen.contains(name), answer.body));
            }
        }
        assert!(seen.len() >= 10, "{key} sees {seen:?}");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn a_misspelled_field_is_not_corrected() {
    let app = TestApp::new().await;
    for document in [
        "{ viewr { kind } }",
        "{ viewer { kidn } }",
        "{ order(idd: 1) { id } }",
        "{ viewer { ... on Viewr { kind } } }",
    ] {
        let answer = app.anonymous().send(document, json!({})).await;
        assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED");
        assert!(!answer.body.to_string().contains("Did you mean"), "{}", answer.body);
    }
}

#[test]
fn the_sentence_of_a_root_field_is_what_decides_whether_it_is_seen() {
    for root in roots() {
        let description = root.field.description.as_ref().unwrap();
        assert_eq!(requirement(&description.node), root.requires.as_deref(), "{}", root.field.name.node);
    }
}
