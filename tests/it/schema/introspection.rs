//! Introspection over the whole schema: the same as that of the library, where the library follows the specification.

use async_graphql::parser::types::{DocumentOperations, Field, Selection, SelectionSet};
use async_graphql::parser::{parse_query, types::ExecutableDocument};
use async_graphql::{Name, Positioned, Request, Variables};
use proptest::prelude::*;
use regie::introspection::{OBJECTS_MAX, SchemaView, answer};
use regie::kernel::fault::Fault;
use regie::sdl::read;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// What GraphiQL and other tools send: the document of graphql-js with all its options.
const STANDARD: &str = "query IntrospectionQuery {
  __schema {
    description
    queryType { name kind } mutationType { name kind } subscriptionType { name kind }
    types {
      kind name description specifiedByURL isOneOf
      fields(includeDeprecated: true) {
        name description args(includeDeprecated: true) { ...InputValue }
        type { ...TypeRef } isDeprecated deprecationReason
      }
      inputFields(includeDeprecated: true) { ...InputValue }
      interfaces { ...TypeRef }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
      possibleTypes { ...TypeRef }
    }
    directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } }
  }
}";
const INPUT_VALUE: &str = "name description type { ...TypeRef } defaultValue isDeprecated deprecationReason";
const TYPE_REF: &str = "kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType {
    kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }";

/// The document without spreads, as it reaches the executor.
fn standard() -> String {
    STANDARD.replace("...InputValue", INPUT_VALUE).replace("...TypeRef", TYPE_REF)
}

/// What older tools send.
const OLD: &str = "{ __schema { queryType { name } types { kind name description fields(includeDeprecated: true) {
    name args { name type { kind name ofType { kind name } } defaultValue } type { kind name ofType { kind name } } }
    enumValues { name } } directives { name locations args { name } } } __typename }";

static WHOLE: LazyLock<SchemaView> =
    LazyLock::new(|| SchemaView::new(&read(&regie::schema::sdl()).unwrap(), |_| true).unwrap());

static RUNTIME: LazyLock<tokio::runtime::Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_current_thread().build().unwrap());

static LIBRARY: LazyLock<regie::schema::Schema> = LazyLock::new(regie::schema::build);

fn selection(document: ExecutableDocument) -> SelectionSet {
    match document.operations {
        DocumentOperations::Single(operation) => operation.node.selection_set.node,
        DocumentOperations::Multiple(mut all) => {
            let first = all.keys().next().unwrap().clone();
            all.remove(&first).unwrap().node.selection_set.node
        }
    }
}

fn ask(view: &SchemaView, document: &str, variables: Value) -> Result<Value, Fault> {
    let selection = selection(parse_query(document).unwrap());
    let answer = answer(view, &selection, &Variables::from_json(variables))?;
    Ok(answer.into_json().unwrap())
}

fn ours(document: &str, variables: Value) -> Value {
    in_order(ask(&WHOLE, document, variables).unwrap())
}

fn theirs(document: &str, variables: Value) -> Value {
    let request = Request::new(document).variables(Variables::from_json(variables));
    let response = RUNTIME.block_on(LIBRARY.execute(request));
    assert_eq!(response.errors, Vec::new(), "{document}");
    in_order(as_specified(response.data.into_json().unwrap()))
}

/// Lists of things with a name, sorted: the library keeps the order of the code in them.
fn in_order(mut value: Value) -> Value {
    match &mut value {
        Value::Array(items) => {
            *items = items.drain(..).map(in_order).collect();
            items.sort_by(|a, b| a["name"].as_str().cmp(&b["name"].as_str()));
        }
        Value::Object(fields) => fields.values_mut().for_each(|field| *field = in_order(field.take())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    value
}

/// Where the library departs from the specification: it lists a scalar that nothing uses, tells no interfaces of an interface,
/// and gives the schema the description of `__Schema`, which it declares to be always there.
fn as_specified(mut value: Value) -> Value {
    match &mut value {
        Value::Array(items) => {
            items.retain(|item| item["name"] != "Float");
            *items = items.drain(..).map(as_specified).collect();
        }
        Value::Object(fields) => {
            if fields.contains_key("queryType") && fields.contains_key("description") {
                fields.insert("description".to_owned(), json!(null));
            }
            if fields.get("kind") == Some(&json!("INTERFACE")) {
                let interfaces = fields.iter_mut().filter(|(key, _)| key.starts_with("interfaces"));
                interfaces.for_each(|(_, interfaces)| *interfaces = json!([]));
            }
            fields.values_mut().for_each(|field| *field = as_specified(field.take()));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    value
}

/// Without the fields of `__Schema`, of which the library declares one in its own way.
fn without_details(mut value: Value) -> Value {
    match &mut value {
        Value::Array(items) => *items = items.drain(..).map(without_details).collect(),
        Value::Object(fields) => {
            if fields.get("name") == Some(&json!("__Schema")) {
                fields.retain(|key, _| !key.starts_with("fields"));
            }
            fields.values_mut().for_each(|field| *field = without_details(field.take()));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    value
}

fn objects(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(objects).sum(),
        Value::Object(fields) => 1 + fields.values().map(objects).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// Fails with the first place at which two values differ.
fn assert_same(ours: &Value, theirs: &Value, path: &str) {
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(a), keys(b), "{path}");
            a.iter().for_each(|(key, value)| assert_same(value, &b[key], &format!("{path}.{key}")));
        }
        (Value::Array(a), Value::Array(b)) => {
            let names = |items: &[Value]| items.iter().map(|item| item["name"].clone()).collect::<Vec<_>>();
            assert_eq!(names(a), names(b), "{path}");
            a.iter().zip(b).for_each(|(a, b)| assert_same(a, b, &format!("{path}.{}", a["name"])));
        }
        _ => assert_eq!(ours, theirs, "{path}"),
    }
}

#[test]
fn the_documents_of_tools_are_answered_as_the_library_answers_them() {
    for document in [standard().as_str(), OLD] {
        let (ours, theirs) = (ours(document, json!({})), theirs(document, json!({})));
        assert!(ours["__schema"]["types"].as_array().unwrap().len() > 200);
        assert!(objects(&ours) * 3 < OBJECTS_MAX, "{} objects: the limit has to grow with the schema", objects(&ours));
        assert_same(&without_details(ours), &without_details(theirs), "");
    }
}

/// Chooses from tables what a document asks, by the bytes that it is given.
struct Dice<'a>(std::slice::Iter<'a, u8>);

impl Dice<'_> {
    fn below(&mut self, sides: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % sides
    }

    fn is_over(&self) -> bool {
        self.0.as_slice().is_empty()
    }
}

/// The fields of each type of introspection: leaves, and what leads on.
fn table(ty: &str) -> (&'static [&'static str], &'static [(&'static str, &'static str)]) {
    const DEPRECATED: &[&str] = &["description", "isDeprecated", "deprecationReason"];
    match ty {
        "__Schema" => (
            &["__typename"],
            &[
                ("types", "__Type"),
                ("queryType", "__Type"),
                ("mutationType", "__Type"),
                ("subscriptionType", "__Type"),
                ("directives", "__Directive"),
            ],
        ),
        "__Type" => (
            &["kind", "description", "specifiedByURL", "isOneOf", "__typename"],
            &[
                ("fields", "__Field"),
                ("interfaces", "__Type"),
                ("possibleTypes", "__Type"),
                ("enumValues", "__EnumValue"),
                ("inputFields", "__InputValue"),
                ("ofType", "__Type"),
            ],
        ),
        "__Field" => (DEPRECATED, &[("args", "__InputValue"), ("type", "__Type")]),
        "__InputValue" => {
            (&["description", "defaultValue", "isDeprecated", "deprecationReason"], &[("type", "__Type")])
        }
        "__EnumValue" => (DEPRECATED, &[]),
        "__Directive" => (&["description", "isRepeatable", "locations"], &[("args", "__InputValue")]),
        other => panic!("{other} is no type of introspection"),
    }
}

/// A selection on a type, with fragments, aliases, directives and arguments in all places where they may stand.
fn selection_of(ty: &str, depth: usize, dice: &mut Dice<'_>) -> String {
    let (leaves, ways) = table(ty);
    // With its name everything can be sorted, and with its kind it is known what the library says of it.
    let mut parts = vec![if ty == "__Schema" { "__typename" } else { "name" }.to_owned()];
    if ty == "__Type" {
        parts.push("kind".to_owned());
    }
    for _ in 0..dice.below(5) {
        let condition = ["", "", " @skip(if: $no)", " @include(if: $yes)", " @include(if: false)", " @skip(if: true)"]
            [dice.below(6)];
        let is_leaf = depth == 0 || ways.is_empty() || dice.below(2) == 0;
        let alias = ["", "", "other: "][dice.below(3)];
        let part = if is_leaf {
            let leaf = leaves[dice.below(leaves.len())];
            // The library does not see that a variable is used there.
            let condition = if leaf == "__typename" { "" } else { condition };
            if alias.is_empty() { format!("{leaf}{condition}") } else { format!("{leaf}_: {leaf}{condition}") }
        } else {
            let (way, to) = ways[dice.below(ways.len())];
            let flags = ["", "(includeDeprecated: true)", "(includeDeprecated: $yes)", "(includeDeprecated: $absent)"];
            let takes = ["fields", "enumValues", "inputFields", "args"].contains(&way);
            let flag = if takes { flags[dice.below(4)] } else { "" };
            // Each place has a key of its own, so that nothing has to be merged that is not the same.
            format!(
                "{way}_{}: {way}{flag}{condition} {{ {} }}",
                dice.0.as_slice().len(),
                selection_of(to, depth - 1, dice)
            )
        };
        let within = ["", "", "...", "... on "][dice.below(4)];
        parts.push(match within {
            "" => part,
            "..." => format!("... @include(if: $yes) {{ {part} }}"),
            _ => format!("... on {ty} {{ {part} }}"),
        });
    }
    parts.join(" ")
}

fn document_of(bytes: &[u8]) -> String {
    let mut dice = Dice(bytes.iter());
    let types = ["Order", "Query", "Node", "OrderStatus", "DateTime", "OrderLineInput", "Product", "String", "Nothing"];
    let mut roots = Vec::new();
    while !dice.is_over() && roots.len() < 4 {
        let key = roots.len();
        roots.push(match dice.below(3) {
            0 => format!("r{key}: __schema {{ {} }}", selection_of("__Schema", 2, &mut dice)),
            _ => {
                let name = types[dice.below(types.len())];
                format!("r{key}: __type(name: \"{name}\") {{ {} }}", selection_of("__Type", 4, &mut dice))
            }
        });
    }
    let used = roots.join(" ");
    let declared = ["$yes: Boolean!", "$no: Boolean!", "$absent: Boolean! = false"];
    let declared = declared.iter().filter(|text| used.contains(text.split(':').next().unwrap()));
    let declared = declared.copied().collect::<Vec<_>>().join(" ");
    let declared = if declared.is_empty() { declared } else { format!("({declared})") };
    format!("query Q{declared} {{ __typename {used} }}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_selection_is_answered_as_the_library_answers_it(bytes in prop::collection::vec(any::<u8>(), 1..160)) {
        let document = document_of(&bytes);
        let variables = json!({ "yes": true, "no": false });
        let (ours, theirs) = (ours(&document, variables.clone()), theirs(&document, variables));
        assert_same(&without_details(ours), &without_details(theirs), &document);
    }
}

#[test]
fn a_type_is_found_by_the_name_that_a_variable_gives() {
    let document =
        "query($name: String!) { it: __type(name: $name) { __typename name ...{ fields { name } } } viewer { kind } }";
    let found = ask(&WHOLE, document, json!({ "name": "UserError" })).unwrap();
    assert_eq!(found["it"]["name"], "UserError");
    assert_eq!(found["it"]["__typename"], "__Type");
    assert!(found["it"]["fields"].as_array().unwrap().contains(&json!({ "name": "code" })));
    assert!(found.get("viewer").is_none(), "other fields of the root are not its business: {found}");
    assert_eq!(ask(&WHOLE, document, json!({ "name": "Nothing" })).unwrap(), json!({ "it": null }));
}

#[test]
fn what_is_deprecated_is_told_when_it_is_asked_for() {
    let sdl = "type Query { a: Int b(x: Int y: Int @deprecated(reason: \"Y\")): In @deprecated c(in: In): E }
        input In @oneOf { a: Int b: Int @deprecated } enum E { A B @deprecated(reason: \"Why\") }
        directive @d(x: Int, y: Int @deprecated) repeatable on FIELD";
    let view = SchemaView::new(&read(sdl).unwrap(), |_| true).unwrap();
    let document = |flag: &str| {
        format!(
            "{{ q: __type(name: \"Query\") {{ fields{flag} {{ name isDeprecated deprecationReason args{flag} {{ name }} }} }}
                i: __type(name: \"In\") {{ isOneOf inputFields{flag} {{ name deprecationReason }} }}
                e: __type(name: \"E\") {{ isOneOf enumValues{flag} {{ name deprecationReason }} }}
                s: __schema {{ directives {{ name isRepeatable args{flag} {{ name }} }} }} }}"
        )
    };
    let some = ask(&view, &document(""), json!({})).unwrap();
    let all = ask(&view, &document("(includeDeprecated: true)"), json!({})).unwrap();
    let names = |value: &Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        (names(&some["q"]["fields"]), names(&all["q"]["fields"])),
        (vec!["a".into(), "c".into()], vec!["a".into(), "b".into(), "c".into()])
    );
    let b = &all["q"]["fields"][1];
    assert_eq!((&b["isDeprecated"], &b["deprecationReason"]), (&json!(true), &json!("No longer supported")));
    assert_eq!(names(&b["args"]), ["x", "y"]);
    assert_eq!(
        (names(&some["i"]["inputFields"]), names(&all["i"]["inputFields"])),
        (vec!["a".into()], vec!["a".into(), "b".into()])
    );
    assert_eq!((&some["i"]["isOneOf"], &some["e"]["isOneOf"]), (&json!(true), &json!(null)));
    assert_eq!(some["e"]["enumValues"], json!([{ "name": "A", "deprecationReason": null }]));
    assert_eq!(all["e"]["enumValues"][1], json!({ "name": "B", "deprecationReason": "Why" }));
    let d = |answer: &Value| {
        answer["s"]["directives"].as_array().unwrap().iter().find(|it| it["name"] == "d").unwrap().clone()
    };
    assert_eq!(d(&some), json!({ "name": "d", "isRepeatable": true, "args": [{ "name": "x" }] }));
    assert_eq!(names(&d(&all)["args"]), ["x", "y"]);
}

#[test]
fn an_interface_tells_its_interfaces_and_its_types() {
    let sdl = "type Query { i: Wide } interface Wide implements Slim { a: Int b: Int } interface Slim { a: Int }
        type Both implements Wide & Slim { a: Int b: Int }";
    let view = SchemaView::new(&read(sdl).unwrap(), |_| true).unwrap();
    let document =
        "{ __type(name: \"Wide\") { interfaces { name } possibleTypes { name } fields { name } ofType { name } } }";
    assert_eq!(
        ask(&view, document, json!({})).unwrap()["__type"],
        json!({ "interfaces": [{ "name": "Slim" }], "possibleTypes": [{ "name": "Both" }],
            "fields": [{ "name": "a" }, { "name": "b" }], "ofType": null })
    );
}

#[test]
fn what_was_not_validated_is_refused_and_stops_nothing() {
    for (document, variables, told) in [
        ("{ __schema { nothing } }", json!({}), "__Schema has no field nothing."),
        (
            "{ __type(name: \"Query\") { fields { type { ofType { nothing } } } } }",
            json!({}),
            "__Type has no field nothing.",
        ),
        ("{ __type(name: 3) { name } }", json!({}), "It must be a text."),
        ("{ __type { name } }", json!({}), "Query has no field __type."),
        ("{ __nothing }", json!({}), "Query has no field __nothing."),
        ("{ __schema @include(if: $x) { __typename } }", json!({}), "It must be true or false."),
        (
            "{ __type(name: \"Query\") { fields(includeDeprecated: 1) { name } } }",
            json!({}),
            "It must be true or false.",
        ),
    ] {
        let fault = ask(&WHOLE, document, variables).expect_err(document);
        assert_eq!(fault.message(), told, "{document}");
    }
    let spread = "{ __schema { ...F } } fragment F on __Schema { __typename }";
    assert!(matches!(ask(&WHOLE, spread, json!({})), Err(Fault::Internal(_))));
}

#[test]
fn an_answer_has_a_limit() {
    let SelectionSet { items } = selection(parse_query("{ __type(name: \"Query\") { name } }").unwrap());
    let Selection::Field(field) = &items[0].node else { panic!("a field was asked for") };
    let many = |count: usize| {
        let aliased = (0..count).map(|n| {
            let alias = Some(Positioned::new(Name::new(format!("a{n}")), field.pos));
            let field = Field { alias, ..field.node.clone() };
            Positioned::new(Selection::Field(Positioned::new(field, items[0].pos)), items[0].pos)
        });
        answer(&WHOLE, &SelectionSet { items: aliased.collect() }, &Variables::default())
    };
    // The root is one of them.
    assert!(many(OBJECTS_MAX - 1).is_ok());
    assert!(matches!(many(OBJECTS_MAX), Err(Fault::Protocol { code: "INTROSPECTION_TOO_LARGE", .. })));
    let circle = "{ __schema { types { interfaces { possibleTypes { interfaces { possibleTypes { interfaces {
        possibleTypes { name } } } } } } } } }";
    assert!(matches!(ask(&WHOLE, circle, json!({})), Err(Fault::Protocol { .. })));
}
