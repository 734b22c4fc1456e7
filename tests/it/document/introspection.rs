//! Introspection: tools get through, circles do not.

use super::{code, planned, printed, shop};
use async_graphql::{Request, Variables};

/// As graphql-js 16 writes it with all options on, and as GraphiQL sends it.
const STANDARD: &str = r#"
query IntrospectionQuery {
  __schema {
    description
    queryType { name kind }
    mutationType { name kind }
    subscriptionType { name kind }
    types { ...FullType }
    directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } }
  }
}
fragment FullType on __Type {
  kind name description specifiedByURL isOneOf
  fields(includeDeprecated: true) {
    name description
    args(includeDeprecated: true) { ...InputValue }
    type { ...TypeRef }
    isDeprecated deprecationReason
  }
  inputFields(includeDeprecated: true) { ...InputValue }
  interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef }
}
fragment InputValue on __InputValue {
  name description type { ...TypeRef } defaultValue isDeprecated deprecationReason
}
fragment TypeRef on __Type {
  kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }
}"#;

#[tokio::test]
async fn the_standard_document_is_answered_in_full() {
    let plan = planned(STANDARD);
    assert_eq!(printed::document(&plan.document), "query IntrospectionQuery");
    let document = plan.introspection.expect("all of it is introspection");
    let (ours, _) = shop::run(shop::request(&document, Variables::default())).await;
    let (theirs, _) = shop::run_strict(Request::new(STANDARD)).await;
    assert_eq!((ours.errors.len(), theirs.errors.len()), (0, 0), "{:?} {:?}", ours.errors, theirs.errors);
    assert_eq!(ours.data.to_string(), theirs.data.to_string());
    assert!(ours.data.to_string().contains("__InputValue"));
}

#[test]
fn introspection_is_split_off_with_the_variables_that_it_needs() {
    let plan = planned(
        "query Q($name: String!, $text: String, $deep: Boolean!) {
           echo(text: $text) __type(name: $name) { name ... @include(if: $deep) { kind } } t: __typename }",
    );
    assert_eq!(printed::document(&plan.document), "query Q($text: String) { echo(text: $text) t: __typename }");
    assert_eq!(
        printed::document(&plan.introspection.unwrap()),
        "query Q($name: String!, $deep: Boolean!) { __type(name: $name) { name ... @include(if: $deep) { kind } } }"
    );
    assert!(planned("{ echo __typename }").introspection.is_none());
}

#[test]
fn circles_are_refused() {
    for text in [
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        "{ __schema { types { fields { type { fields { name } } } } } }",
        "{ __schema { types { interfaces { possibleTypes { interfaces { name } } } } } }",
        "{ __type(name: \"Where\") { inputFields { type { ofType { inputFields { name } } } } } }",
        "{ __type(name: \"Node\") { possibleTypes { fields { type { inputFields { name } } } } } }",
        "{ __schema { types { ...F } } } fragment F on __Type { fields { type { ...G } } } fragment G on __Type { fields { name } }",
        "{ __schema { queryType { a: fields { args { type { b: fields { name } } } } } } }",
    ] {
        assert_eq!(code(text), "DEPTH_LIMIT_EXCEEDED", "{text}");
    }
    // Two different lists are what a person asks for.
    planned("{ __type(name: \"Node\") { possibleTypes { fields { name type { name } } } } }");
}

#[tokio::test]
async fn every_field_that_the_executor_has_can_be_planned() {
    let text = "{ __schema { types { name fields(includeDeprecated: true) { name type { kind name ofType { kind ofType { kind ofType { kind } } } } args { name } } } } }";
    let (response, _) = shop::run_strict(Request::new(text)).await;
    let data = response.data.into_json().unwrap();
    let types = data["__schema"]["types"].as_array().unwrap();
    let meta: Vec<_> = types.iter().filter(|ty| ty["name"].as_str().unwrap().starts_with("__")).collect();
    assert_eq!(meta.len(), 8);
    let way = [
        ("__Schema", "{ __schema { FIELD } }"),
        ("__Type", "{ __schema { queryType { FIELD } } }"),
        ("__Field", "{ __schema { queryType { fields { FIELD } } } }"),
        ("__InputValue", "{ __schema { directives { args { FIELD } } } }"),
        ("__EnumValue", "{ __schema { queryType { enumValues { FIELD } } } }"),
        ("__Directive", "{ __schema { directives { FIELD } } }"),
    ];
    for ty in meta {
        let Some((_, way)) = way.iter().find(|(name, _)| ty["name"] == *name) else { continue };
        for field in ty["fields"].as_array().unwrap() {
            let leaf = !field["type"].to_string().contains("OBJECT");
            let arguments = if field["args"].as_array().unwrap().is_empty() { "" } else { "(includeDeprecated: true)" };
            let name = field["name"].as_str().unwrap();
            let selected = format!("{name}{arguments}{}", if leaf { "" } else { " { __typename }" });
            if *way == "{ __schema { queryType { fields { FIELD } } } }" && name == "fields" {
                continue;
            }
            planned(&way.replace("FIELD", &selected));
        }
    }
}
