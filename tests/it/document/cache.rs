//! Plans are made once.

use regie::document::{Limits, PlanCache, SchemaModel};
use std::sync::Arc;
use std::sync::atomic::Ordering;

fn cache() -> PlanCache {
    let sdl = "type Query { a: Int b: Int } type Mutation { c: Int }";
    PlanCache::new(Arc::new(SchemaModel::parse(sdl).unwrap()), Limits::default())
}

#[test]
fn a_document_is_planned_once_for_each_of_its_operations() {
    let cache = cache();
    let text = "query A { a } query B { b }";
    let first = cache.get_or_plan(text, Some("A")).unwrap();
    first.known_valid.store(true, Ordering::Relaxed);
    let again = cache.get_or_plan(text, Some("A")).unwrap();
    assert!(Arc::ptr_eq(&first, &again));
    assert!(again.known_valid.load(Ordering::Relaxed));
    let other = cache.get_or_plan(text, Some("B")).unwrap();
    assert_eq!(other.operation_name.as_deref(), Some("B"));
    // One more blank is another text.
    let blank = cache.get_or_plan(&format!("{text} "), Some("A")).unwrap();
    assert!(!Arc::ptr_eq(&first, &blank) && !blank.known_valid.load(Ordering::Relaxed));
}

#[test]
fn refusals_are_not_kept_and_long_documents_not_looked_up() {
    let cache = cache();
    assert_eq!(cache.get_or_plan("{ c }", None).err().unwrap()[0].code, "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(cache.get_or_plan("{ a } query", None).err().unwrap()[0].code, "GRAPHQL_PARSE_FAILED");
    let long = format!("{:<1$}", "{ a }", Limits::default().bytes + 1);
    assert_eq!(cache.get_or_plan(&long, None).err().unwrap()[0].code, "DOCUMENT_TOO_LARGE");
    assert_eq!(cache.len(), 0);
    cache.get_or_plan("{ a }", None).unwrap();
    assert_eq!(cache.len(), 1);
}

#[test]
fn the_cache_is_bounded_by_number_and_by_weight() {
    let holding = |plans| {
        let sdl = "type Query { a: Int b: [Query] }";
        PlanCache::holding(Arc::new(SchemaModel::parse(sdl).unwrap()), Limits::default(), plans)
    };
    let small = holding(20);
    for number in 0..100 {
        small.get_or_plan(&format!("{{ a{number}: a }}"), None).unwrap();
    }
    assert!((10..=20).contains(&small.len()), "{}", small.len());
    // Each of these is as heavy as many small ones.
    let large = holding(20);
    for number in 0..100 {
        let fields: String = (0..29).map(|i| format!("a{i}: a ")).collect();
        large.get_or_plan(&format!("{{ b{number}: b {{ {fields} }} }}"), None).unwrap();
    }
    assert!((2..=15).contains(&large.len()), "{}", large.len());
}
