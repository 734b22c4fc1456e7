//! Each limit: at it a document passes, one past it is refused with a code, and the message tells no number.

use super::shop;
use regie::document::{Limits, Refusal, plan};

/// The refusal of a document, if it is refused.
fn under(limits: &Limits, text: &str) -> Option<Refusal> {
    let refusals = plan(shop::model(), limits, text, None).err()?;
    assert_eq!(refusals.len(), 1, "{refusals:?}");
    refusals.into_iter().next()
}

/// At the limit it passes; past it, it is refused.
#[track_caller]
fn holds(limits: &Limits, limit: usize, code: &str, text: impl Fn(usize) -> String) {
    assert_eq!(under(limits, &text(limit)), None);
    let refusal = under(limits, &text(limit + 1)).expect("one past the limit");
    assert_eq!((refusal.code, refusal.limit), (code, Some(limit as u64)), "{refusal:?}");
    assert!(!refusal.message.contains(|c: char| c.is_ascii_digit()), "{}", refusal.message);
}

/// The standard limits, but that many points.
fn of(change: impl FnOnce(&mut Limits)) -> Limits {
    let mut limits = Limits::default();
    change(&mut limits);
    limits
}

/// `head { head { … leaf … } }`, so many heads.
fn nested(count: usize, head: &str, leaf: &str) -> String {
    format!("{}{leaf}{}", format!("{head} {{ ").repeat(count), " }".repeat(count))
}

#[test]
fn bytes() {
    let limits = Limits::default();
    holds(&limits, limits.bytes, "DOCUMENT_TOO_LARGE", |bytes| format!("{:<bytes$}", "{ echo }"));
}

#[test]
fn tokens() {
    let limits = of(|limits| (limits.expanded_fields, limits.root_fields) = (10_000, 10_000));
    // Commas and comments are none.
    holds(&limits, limits.tokens, "DOCUMENT_TOO_LARGE", |tokens| {
        format!("{{ {} }} # a comment {{", "echo, ".repeat(tokens - 2))
    });
}

#[test]
fn brackets() {
    let limits = Limits::default();
    // Two are around the value.
    holds(&limits, limits.nesting, "DEPTH_LIMIT_EXCEEDED", |depth| {
        format!("{{ json(value: {}{}) }}", "[".repeat(depth - 2), "]".repeat(depth - 2))
    });
}

#[test]
fn depth() {
    let limits = Limits::default();
    holds(&limits, limits.depth, "DEPTH_LIMIT_EXCEEDED", |depth| {
        format!("{{ nodes {{ {} }} }}", nested(depth - 2, "related", "id"))
    });
    // Fragments do not hide it.
    holds(&limits, limits.depth, "DEPTH_LIMIT_EXCEEDED", |depth| {
        format!("{{ nodes {{ ...F }} }} fragment F on Node {{ {} }}", nested(depth - 2, "related", "... { ...G }"))
            + " fragment G on Node { id }"
    });
}

#[test]
fn depth_that_is_cached_with_a_fragment_counts_where_it_is_spread() {
    let limits = of(|limits| limits.depth = 4);
    let text = |depth: usize| {
        format!(
            "{{ nodes {{ ...F {} }} }} fragment F on Node {{ related {{ id }} }}",
            nested(depth - 3, "related", "...F")
        )
    };
    holds(&limits, 4, "DEPTH_LIMIT_EXCEEDED", text);
}

#[test]
fn nesting_of_all_selections_together() {
    let limits = Limits::default();
    holds(&limits, limits.expanded_nesting, "DEPTH_LIMIT_EXCEEDED", |depth| {
        let (one, two) = (depth / 2, depth - depth / 2 - 2);
        format!("{{ {} }} fragment F on Query {{ {} }}", nested(one, "...", "...F"), nested(two, "...", "echo"))
    });
}

#[test]
fn aliases() {
    let limits = of(|limits| limits.root_fields = 100);
    holds(&limits, limits.aliases, "ALIAS_LIMIT_EXCEEDED", |count| {
        format!("{{ {} }}", (0..count).map(|i| format!("a{i}: echo ")).collect::<String>())
    });
    // Each spread counts.
    holds(&limits, limits.aliases, "ALIAS_LIMIT_EXCEEDED", |count| {
        format!("{{ {} }} fragment F on Query {{ a: echo }}", "...F ".repeat(count))
    });
}

#[test]
fn directives_at_one_place() {
    let limits = Limits::default();
    let text = |count| format!("{{ echo {} }}", "@once(key: \"a\") ".repeat(count));
    // Only one is allowed by the schema, so the refusal at the limit is another one.
    let at = plan(shop::model(), &limits, &text(limits.directives_per_field), None).err().unwrap();
    assert!(at.iter().all(|refusal| refusal.code == "GRAPHQL_VALIDATION_FAILED"));
    let past = under(&limits, &text(limits.directives_per_field + 1)).unwrap();
    assert_eq!((past.code, past.limit), ("DIRECTIVE_LIMIT_EXCEEDED", Some(10)));
}

#[test]
fn directives_of_an_operation() {
    let limits = of(|limits| limits.root_fields = 100);
    holds(&limits, limits.directives, "DIRECTIVE_LIMIT_EXCEEDED", |count| {
        format!("{{ {} }}", "echo @skip(if: false) ".repeat(count))
    });
    holds(&limits, limits.directives, "DIRECTIVE_LIMIT_EXCEEDED", |count| {
        format!(
            "{{ {} ... {{ echo @skip(if: false) }} }} fragment F on Query {{ echo @skip(if: false) }}",
            "...F ".repeat(count - 1)
        )
    });
}

#[test]
fn fields_at_the_root() {
    let limits = Limits::default();
    holds(&limits, limits.root_fields, "ROOT_FIELD_LIMIT_EXCEEDED", |count| format!("{{ {} }}", "echo ".repeat(count)));
    holds(&limits, limits.root_fields, "ROOT_FIELD_LIMIT_EXCEEDED", |count| {
        format!("{{ {} ... {{ echo }} }} fragment F on Query {{ echo }}", "...F ".repeat(count - 1))
    });
}

#[test]
fn mutations_at_the_root() {
    let limits = Limits::default();
    holds(&limits, limits.root_mutations, "ROOT_FIELD_LIMIT_EXCEEDED", |count| {
        format!("mutation {{ {} }}", (0..count).map(|i| format!("a{i}: inc ")).collect::<String>())
    });
}

#[test]
fn fragments() {
    let limits = of(|limits| limits.root_fields = 100);
    holds(&limits, limits.fragments, "FRAGMENT_LIMIT_EXCEEDED", |count| {
        let spreads: String = (0..count).map(|i| format!("...F{i} ")).collect();
        let fragments: String = (0..count).map(|i| format!("fragment F{i} on Query {{ echo }} ")).collect();
        format!("{{ {spreads} }} {fragments}")
    });
}

#[test]
fn selections_after_expansion() {
    let limits = of(|limits| limits.expanded_fields = 1 + 10 + 10 * 10);
    // A field, ten spreads, and ten fields in each.
    holds(&limits, 111, "FIELD_LIMIT_EXCEEDED", |count| {
        format!(
            "{{ nodes {{ {} {} }} }} fragment F on Node {{ {} }}",
            "...F ".repeat(10),
            "id ".repeat(count - 111),
            "id ".repeat(10)
        )
    });
    // All operations together.
    let limits = of(|limits| limits.expanded_fields = 20);
    let two = |count: usize| {
        plan(
            shop::model(),
            &limits,
            &format!("query A {{ {} }} query B {{ {} }}", "sum ".repeat(10), "sum ".repeat(count)),
            Some("A"),
        )
        .err()
        .map(|refusals| refusals[0].code)
    };
    assert_eq!((two(10), two(11)), (None, Some("FIELD_LIMIT_EXCEEDED")));
}

#[test]
fn arguments_after_expansion() {
    let limits = Limits::default();
    // One text in a fragment that is spread many times, each time below another book.
    let text = |length: usize| {
        format!(
            "{{ nodes {{ {} }} }} fragment F on Book {{ author {{ books {{ nodes {{ ...G }} }} }} ...G }}
             fragment G on Book {{ title @once(key: \"{}\") }}",
            "... on Book { ...F }".repeat(32),
            "x".repeat(length),
        )
    };
    let value = size_of::<async_graphql_value::Value>() + size_of::<async_graphql::Name>();
    let most = limits.expanded_arguments / 64 - value;
    let wide = of(|limits| (limits.directives, limits.bytes) = (100, 100_000));
    assert_eq!(under(&wide, &text(most)), None);
    let refusal = under(&wide, &text(most + 1)).unwrap();
    assert_eq!((refusal.code, refusal.limit), ("FIELD_LIMIT_EXCEEDED", Some(1_048_576)));
}

#[test]
fn items_of_a_list_in_the_document() {
    let limits = Limits::default();
    holds(&limits, limits.list_items, "LIST_TOO_LONG", |count| format!("{{ sum(numbers: [{}]) }}", "1,".repeat(count)));
}

#[test]
fn depth_of_introspection() {
    let limits = Limits::default();
    holds(&limits, limits.introspection_depth, "DEPTH_LIMIT_EXCEEDED", |depth| {
        format!(
            "{{ __schema {{ {} }} }}",
            nested(depth - 2, "queryType", "name")
                .replacen("queryType", "QT", 1)
                .replace("queryType", "ofType")
                .replace("QT", "queryType")
        )
    });
    // A fragment that is named like introspection is no introspection.
    let refusal = under(
        &limits,
        &format!("{{ nodes {{ ...__schema }} }} fragment __schema on Node {{ {} }}", nested(12, "related", "id")),
    );
    assert_eq!(refusal.unwrap().code, "DEPTH_LIMIT_EXCEEDED");
}
