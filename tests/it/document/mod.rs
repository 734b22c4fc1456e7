//! Documents: what is refused, what is merged, what it costs.

mod attacks;
mod budget;
mod cache;
mod cost;
mod introspection;
mod limits;
mod naive;
mod normal;
mod operation;
mod printed;
mod product;
mod property;
mod shop;
mod validation;
mod variables;

use regie::document::{Limits, Plan, Refusal, plan};

/// The plan of a document over the test schema.
fn planned(text: &str) -> Plan {
    match plan(shop::model(), &Limits::default(), text, None) {
        Ok(plan) => plan,
        Err(refusals) => panic!("{text}\nis refused: {refusals:#?}"),
    }
}

/// Why a document over the test schema is refused.
fn refused(text: &str) -> Vec<Refusal> {
    match plan(shop::model(), &Limits::default(), text, None) {
        Ok(plan) => panic!("{text}\nis accepted: {}", printed::document(&plan.document)),
        Err(refusals) => refusals,
    }
}

/// The code of the only reason.
fn code(text: &str) -> &'static str {
    let refusals = refused(text);
    assert_eq!(refusals.len(), 1, "{refusals:#?}");
    refusals[0].code
}

/// The messages of all reasons.
fn messages(text: &str) -> Vec<String> {
    refused(text).into_iter().map(|refusal| refusal.message).collect()
}

/// The normal form of a document over the test schema.
fn normal(text: &str) -> String {
    printed::document(&planned(text).document)
}
