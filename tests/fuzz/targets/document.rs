//! Documents: whatever a text is, it is refused or planned in few steps, and what is planned is its own
//! normal form and answers as the text does.
#![no_main]

#[path = "../../it/document/printed.rs"]
mod printed;
#[path = "../../it/document/shop.rs"]
#[allow(dead_code, reason = "not all of it is asked for here")]
mod shop;

use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Request, Variables};
use futures::FutureExt as _;
use libfuzzer_sys::fuzz_target;
use regie::document::{Limits, Plan, Work, plan, plan_counting};

/// Steps that no document takes. The most expensive one has many operations that share the variables of a fragment.
const WORK_MAX: usize = 300_000;

// A document; behind a NUL the name of an operation, and behind another one the variables.
fuzz_target!(|text: &str| {
    let mut parts = text.splitn(3, '\0');
    let (text, name, variables) = (parts.next().unwrap_or_default(), parts.next(), parts.next().unwrap_or_default());
    let name = name.filter(|name| !name.is_empty());
    let (model, limits, mut work) = (shop::model(), Limits::default(), Work::default());
    let planned = plan_counting(model, &limits, text, name, &mut work);
    let Work { selections, validated, normalized, compared } = work;
    assert!(selections + validated + normalized + compared <= WORK_MAX, "{work:?}");
    let Ok(planned) = planned else { return };
    if let Ok(variables) = planned.coerce(model, &limits, serde_json::from_str(variables).unwrap_or_default()) {
        let request = Request::new(text).variables(variables.clone());
        let request = name.into_iter().fold(request, Request::operation_name);
        run(&planned, &limits, variables, request);
    }
    // Control characters are printed with their numbers in decimal (async-graphql-value 8.0.0-rc.5), so they are not read again.
    for once in normal(&planned).into_iter().filter(|once| !once.contains(r"\u")) {
        let twice = plan(model, &expanded(), &once, None).map(|plan| normal(&plan));
        assert_eq!(twice, Ok(vec![once]));
    }
});

/// What is planned and affordable is executed without a fault, costs no more than was said, and answers as the document does
/// without us, where the executor knows what to do with that: it does not with a union inside of an interface.
fn run(plan: &Plan, limits: &Limits, variables: Variables, document: Request) {
    let Ok(requested) = plan.check_cost(limits, &variables) else { return };
    if plan.operation == OperationType::Subscription || !asks(&plan.document) {
        return;
    }
    let known = plan.introspection.is_none() && !document.query.contains("Ware");
    let ours = shop::run_strict(shop::request(&plan.document, variables.clone()));
    let (ours, _) = ours.now_or_never().expect("no resolver waits");
    assert_eq!(ours.errors, [], "{}", printed::document(&plan.document));
    assert!(plan.actual_cost(&variables, &ours.data) <= requested);
    let (theirs, _) = shop::run(document).now_or_never().expect("no resolver waits");
    if known && theirs.errors.is_empty() {
        // As text: the order of the keys is part of the answer.
        assert_eq!(ours.data.to_string(), theirs.data.to_string(), "{}", printed::document(&plan.document));
    }
}

/// The parts of a plan that ask for something.
fn normal(plan: &Plan) -> Vec<String> {
    let parts = std::iter::once(plan.document.as_ref()).chain(&plan.introspection);
    parts.filter(|part| asks(part)).map(printed::document).collect()
}

fn asks(document: &ExecutableDocument) -> bool {
    document.operations.iter().any(|(_, it)| !it.node.selection_set.node.items.is_empty())
}

/// What was within the limits before its fragments were expanded may not be so any more.
fn expanded() -> Limits {
    Limits {
        bytes: usize::MAX,
        tokens: usize::MAX,
        nesting: 200,
        expanded_nesting: 200,
        aliases: usize::MAX,
        directives: usize::MAX,
        root_fields: usize::MAX,
        root_mutations: usize::MAX,
        expanded_fields: usize::MAX,
        expanded_arguments: usize::MAX,
        ..Limits::default()
    }
}
