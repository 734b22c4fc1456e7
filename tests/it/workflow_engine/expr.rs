use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::engine::expr::{
    Bound, EvalError, Expr, Issue, IssueKind, MAX_AST_NODES, MAX_LIST_ITEMS, MAX_SOURCE_BYTES, Names, RESERVED_NAMES,
    Test, Ty,
};
use super::engine::step::{Env, Variables};
use super::{cel_env, object};

fn context() -> Value {
    json!({
        "qty": 3, "price": 2.5, "name": "Lamp", "empty": "", "flag": true, "none": null, "neg": -4, "zero": 0,
        "big": 9_223_372_036_854_775_807_i64,
        "huge": 9_223_372_036_854_775_808_u64,
        "order": { "qty": 3, "note": null, "tags": ["a", "b"], "lines": [{ "sku": "x", "qty": 1 }, { "sku": "y", "qty": 2 }] },
        "list": [3, 1, 2],
        "long": vec![1; MAX_LIST_ITEMS + 1],
        "result": { "score": 10 }
    })
}

fn names() -> Names {
    let mut names = Names::new();
    for name in context().as_object().unwrap().keys() {
        names.add_any(name);
    }
    names
}

/// The names of the golden table with their real types.
fn typed() -> Names {
    let mut names = Names::new();
    let line = json!({ "type": "object", "required": ["sku", "qty"], "properties": { "sku": { "type": "string" }, "qty": { "type": "integer" } } });
    let order = json!({
        "type": "object", "required": ["qty", "lines"],
        "properties": { "qty": { "type": "integer" }, "note": { "type": "string" }, "lines": { "type": "array", "items": line } }
    });
    names.add_schema("order", &order, true);
    names.add_schema("qty", &json!({ "type": "integer" }), true);
    names.add_schema("price", &json!({ "type": "number" }), true);
    names.add_schema("name", &json!({ "type": "string" }), true);
    names.add_schema("flag", &json!({ "type": "boolean" }), true);
    names.add_schema("maybe", &json!({ "type": "integer" }), false);
    names.add_schema("entityRef", &json!({ "$ref": "entity:Refund" }), true);
    names.add_task("approve", true);
    names
}

fn checked(source: &str, names: &Names, want: &Ty) -> Result<Expr, Vec<Issue>> {
    let checked = Expr::check(source, names, want);
    checked.expr.ok_or(checked.issues)
}

fn eval(source: &str) -> Result<Value, EvalError> {
    let expr = checked(source, &names(), &Ty::Any).unwrap_or_else(|issues| panic!("{source}: {issues:?}"));
    let vars = object(context());
    cel_env().eval(&expr, Variables { scope: &vars, result: vars.get("result") })
}

fn issues(source: &str) -> Vec<IssueKind> {
    Expr::check(source, &typed(), &Ty::Any).issues.into_iter().map(|issue| issue.kind).collect()
}

#[test]
fn the_golden_table_of_expressions_has_these_results() {
    let table = [
        // Integers of JSON are ints: arithmetic with literals and with negative values works.
        ("qty + 1", json!(4)),
        ("order.qty - 1", json!(2)),
        ("qty * 2", json!(6)),
        ("qty / 2", json!(1)),
        ("qty % 2", json!(1)),
        ("qty + neg", json!(-1)),
        ("-qty", json!(-3)),
        ("zero - 1", json!(-1)),
        ("big", json!(i64::MAX)),
        ("type(qty) == int", json!(true)),
        // Comparison crosses the kinds of numbers, arithmetic does not.
        ("qty == 3.0", json!(true)),
        ("qty < price", json!(false)),
        ("price * 2.0", json!(5.0)),
        ("double(qty) * price", json!(7.5)),
        ("int(price)", json!(2)),
        ("qty in [1, 2, 3]", json!(true)),
        ("'a' in order.tags", json!(true)),
        ("'qty' in order", json!(true)),
        // Text.
        ("'Publish ' + name", json!("Publish Lamp")),
        ("name.startsWith('La') && name.endsWith('mp') && name.contains('am')", json!(true)),
        ("size('Größe')", json!(5)),
        ("string(qty) + 'x'", json!("3x")),
        ("name.matches('^[A-Z][a-z]{1,9}$')", json!(true)),
        ("name < 'M'", json!(true)),
        // Presence.
        ("has(order.qty)", json!(true)),
        ("has(order.gone)", json!(false)),
        ("has(order.note)", json!(true)),
        ("order.?gone.orValue('none')", json!("none")),
        ("order.?qty.orValue(0) + 1", json!(4)),
        ("none == null", json!(true)),
        ("none != null && none > 3", json!(false)),
        ("has(order.gone) ? order.gone : null", json!(null)),
        // Errors beside a decided side do not matter.
        ("flag || order.gone == 1", json!(true)),
        ("order.gone == 1 || flag", json!(true)),
        ("!flag && order.gone == 1", json!(false)),
        // Loops.
        ("order.lines.exists(l, l.qty > 1)", json!(true)),
        ("order.lines.all(l, l.qty > 1)", json!(false)),
        ("order.lines.exists_one(l, l.sku == 'x')", json!(true)),
        ("order.lines.map(l, l.qty * 10)", json!([10, 20])),
        ("order.lines.filter(l, l.qty > 1).map(l, l.sku)", json!(["y"])),
        ("list.map(x, list.filter(y, y < x))", json!([[1, 2], [], [1]])),
        ("order.map(k, k).exists(k, k == 'tags')", json!(true)),
        ("[1, 2].map(x, x > 1, x * 2)", json!([4])),
        // Values.
        ("{'sku': name, 'lines': [qty, 2]}", json!({ "sku": "Lamp", "lines": [3, 2] })),
        ("qty > 2 ? 'many' : 'few'", json!("many")),
        ("list[0] + list[1]", json!(4)),
        ("order['qty']", json!(3)),
        ("result.score >= 10", json!(true)),
        // Facts and time.
        ("entity.totalMinor - 1", json!(11_999)),
        ("instance.key + '/' + instance.id", json!("refund-approval/i-1")),
        ("actor.id != instance.initiator && 'finance' in actor.roles", json!(true)),
        ("now - instance.startedAt > duration('24h')", json!(true)),
        ("now", json!("2026-03-04T12:00:00Z")),
        ("now + duration('36h')", json!("2026-03-06T00:00:00Z")),
        ("now - instance.startedAt", json!("108000s")),
        ("duration('-1500ms')", json!("-1.5s")),
        ("now.getDayOfWeek()", json!(3)),
        ("now.getHours('Europe/Paris')", json!(13)),
        ("timestamp('2026-03-04T13:00:00+01:00') == now", json!(true)),
    ];
    for (source, expected) in table {
        assert_eq!(eval(source), Ok(expected), "{source}");
    }
}

#[test]
fn the_golden_table_of_failures_has_these_messages() {
    let table = [
        ("order.gone == 1", "No such key: gone"),
        ("qty / zero", "Division by zero of Int(3)"),
        ("qty % zero", "Remainder by zero of Int(3)"),
        ("big + 1", "Overflow from binary operator 'add': Int(9223372036854775807), Int(1)"),
        ("list[9]", "Index out of bounds: Int(9)"),
        ("qty + price", "Unsupported binary operator 'add': Int(3), Float(2.5)"),
        ("qty + 1u", "Unsupported binary operator 'add': Int(3), UInt(1)"),
        ("huge - 1", "huge is 9223372036854775808, which is no 64-bit integer"),
        ("size(long)", "long has 1001 elements, the limit is 1000"),
        ("price / 0.0", "the result is no finite number, which cannot be stored"),
        ("18446744073709551615u", "the result is a whole number outside 64 bits, which cannot be stored"),
        ("optional.of(1)", "the result is an optional; end it with orValue(...), which cannot be stored"),
        ("b'abc'", "the result is bytes, which cannot be stored"),
        ("{1: 'a'}", "the result is an object with keys that are no text, which cannot be stored"),
        ("type(qty)", "the result is of type type, which cannot be stored"),
        ("timestamp('yesterday') == now", "Error executing function 'timestamp': premature end of input"),
    ];
    for (source, expected) in table {
        assert_eq!(eval(source).map_err(|error| error.to_string()), Err(expected.to_owned()), "{source}");
    }
}

#[test]
fn a_plain_path_is_passed_on_untouched() {
    assert_eq!(eval("huge"), Ok(json!(9_223_372_036_854_775_808_u64)), "no integer of CEL, and none is needed");
    assert_eq!(eval("long"), Ok(json!(vec![1; MAX_LIST_ITEMS + 1])));
    assert_eq!(eval("order.lines"), Ok(context()["order"]["lines"].clone()));
    assert_eq!(eval("order.gone").map_err(|error| error.to_string()), Err("No such key: gone".to_owned()));
}

#[test]
fn a_variable_that_is_not_set_reads_as_null() {
    let expr = checked("maybe == null ? 'unset' : 'set'", &typed(), &Ty::String).unwrap();
    let read = |maybe: Value| {
        expr.eval(&move |name| (name == "maybe" && !maybe.is_null()).then_some(Bound::Json(&Value::Bool(true))))
    };
    assert_eq!(read(Value::Null), Ok(json!("unset")));
    assert_eq!(read(json!(1)), Ok(json!("set")));
}

#[test]
fn the_actor_is_null_when_no_person_acts() {
    let mut env = cel_env();
    env.actor = None;
    let expr = checked("actor == null", &names(), &Ty::Bool).unwrap();
    assert_eq!(env.eval(&expr, Variables { scope: &object(json!({})), result: None }), Ok(json!(true)));
}

#[test]
fn work_is_limited_whatever_hides_it() {
    let hundred = (0..100).map(|i| i.to_string()).collect::<Vec<_>>().join(",");
    let concat = vec!["thousand"; 40].join(" + ");
    let bombs = [
        "thousand.map(x, thousand.map(y, x + y))".to_owned(),
        "thousand.all(x, thousand.all(y, x + y >= 0))".to_owned(),
        "thousand.exists(x, thousand != thousand)".to_owned(),
        "thousand.map(x, thousand + thousand).map(a, size(a))[0]".to_owned(),
        format!("({concat}).exists(x, ({concat}).exists(y, x + y < 0))"),
        format!("[{hundred}].map(a, [{hundred}].map(b, thousand))"),
        "thousand.map(x, text + text + text).map(t, t + t)".to_owned(),
        "thousand.map(x, [x, x].map(y, text.matches('[a-z]+$')))".to_owned(),
        r"thousand.map(x, text.matches(r'\w{50}'))".to_owned(),
        // A swallowed refusal must not look like an answer.
        "thousand.all(x, thousand.all(y, x + y >= 0)) || 1 == 1".to_owned(),
    ];
    let mut names = Names::new();
    names.add_any("thousand");
    names.add_any("text");
    let (thousand, text) = (json!((0..1_000).collect::<Vec<_>>()), json!("x".repeat(30_000)));
    for source in &bombs {
        let expr = checked(source, &names, &Ty::Any).unwrap_or_else(|issues| panic!("{source}: {issues:?}"));
        let began = Instant::now();
        let result = expr.eval(&|name| Some(Bound::Json(if name == "text" { &text } else { &thousand })));
        assert_eq!(result, Err(EvalError::TooMuchWork), "{source}");
        assert!(began.elapsed() < Duration::from_secs(20), "{source} took {:?}", began.elapsed());
    }
}

#[test]
fn ordinary_work_over_the_largest_list_is_within_the_limit() {
    let mut names = Names::new();
    names.add_any("lines");
    let lines = json!(
        (0..MAX_LIST_ITEMS)
            .map(|i| json!({ "sku": format!("SKU-{i}"), "qty": i, "tags": ["a", "b"] }))
            .collect::<Vec<_>>()
    );
    for source in [
        "lines.all(l, l.qty >= 0 && l.sku.startsWith('SKU-'))",
        "lines.filter(l, l.qty > 3).exists(l, l.sku == 'SKU-999')",
        "lines.map(l, l.sku).all(s, size(lines) > 5 && s in ['a', 'b', 'c'] || s != '')",
        "lines.exists_one(l, l.tags.exists(t, t == 'b') && l.qty == 7)",
        "lines.all(l, l.sku.matches('^SKU-[0-9]{1,4}$'))",
    ] {
        let expr = checked(source, &names, &Ty::Any).unwrap_or_else(|issues| panic!("{source}: {issues:?}"));
        let result = expr.eval(&|_| Some(Bound::Json(&lines)));
        assert_eq!(result, Ok(json!(true)), "{source}");
    }
}

#[test]
fn a_result_is_not_larger_than_its_limit() {
    let mut names = Names::new();
    names.add_any("list");
    let list = json!(vec![0; 1_000]);
    let expr = checked("list.map(x, [0,0,0,0,0,0,0,0,0,0])", &names, &Ty::Any).unwrap();
    assert_eq!(expr.eval(&|_| Some(Bound::Json(&list))), Err(EvalError::NotJson { what: "too large".to_owned() }));
}

#[test]
fn a_source_over_its_length_is_refused_and_one_at_its_length_is_not() {
    let padded = |length: usize| format!("'{}'", "x".repeat(length - 2));
    assert_eq!(issues(&padded(MAX_SOURCE_BYTES)), []);
    assert_eq!(issues(&padded(MAX_SOURCE_BYTES + 1)), [IssueKind::TooLong]);
}

#[test]
fn a_source_over_its_size_or_depth_is_refused() {
    let list = |items: usize| format!("[{}]", vec!["1"; items].join(","));
    assert_eq!(issues(&list(MAX_AST_NODES - 1)), []);
    assert_eq!(issues(&list(MAX_AST_NODES)), [IssueKind::TooComplex]);
    let sum = |terms: usize| vec!["1"; terms].join("+");
    assert_eq!(issues(&sum(64)), []);
    assert_eq!(issues(&sum(65)), [IssueKind::TooComplex]);
}

#[test]
fn loops_are_nested_twice_and_not_three_times() {
    let names = names();
    let nested = |n: usize| (0..n).fold("true".to_owned(), |inner, i| format!("list.exists(x{i}, {inner})"));
    assert!(checked(&nested(2), &names, &Ty::Bool).is_ok());
    let refused = checked(&nested(3), &names, &Ty::Bool).unwrap_err();
    assert_eq!(refused.iter().map(|issue| issue.kind).collect::<Vec<_>>(), [IssueKind::NestedLoops]);
    // One after the other is not one in the other.
    assert!(checked("list.map(a, a).map(b, b).map(c, c).exists(d, d > 1)", &names, &Ty::Bool).is_ok());
}

#[test]
fn no_nesting_of_any_kind_overflows_the_stack() {
    for n in [20, 90, 97, 200, 700, 2_000] {
        for source in [
            "(".repeat(n) + "1" + ")".repeat(n).as_str(),
            "(".repeat(n),
            "!".repeat(n) + "flag",
            "!(".repeat(n) + "flag" + ")".repeat(n).as_str(),
            "-".repeat(n) + "qty",
            "[".repeat(n) + "]".repeat(n).as_str(),
            "{'a':".repeat(n / 2) + "1" + "}".repeat(n / 2).as_str(),
            "size(".repeat(n / 3) + "'a'" + ")".repeat(n / 3).as_str(),
            "flag?1:".repeat(n / 4) + "1",
            "order".to_owned() + ".a".repeat(n).as_str(),
            "order".to_owned() + "[0]".repeat(n).as_str(),
            "order".to_owned() + ".f()".repeat(n / 2).as_str(),
            vec!["1"; n].join("+"),
            vec!["flag"; n / 3].join("&&"),
            vec!["1"; n].join("<"),
            "[1].exists(a,".repeat(n / 8) + "true" + ")".repeat(n / 8).as_str(),
        ] {
            // Whatever is said about it, it is said: the process lives.
            let checked = Expr::check(&source, &names(), &Ty::Any);
            assert!(checked.expr.is_some() || !checked.issues.is_empty());
            if let Some(expr) = checked.expr {
                let _ = expr.eval(&|_| None);
            }
        }
    }
}

#[test]
fn names_and_fields_must_exist() {
    use IssueKind::{Syntax, Type, Unguarded, UnknownField, UnknownFunction, UnknownVariable};
    let table: [(&str, &[IssueKind]); 24] = [
        ("qtty > 1", &[UnknownVariable]),
        ("result.score", &[UnknownVariable]),
        ("order.lines.exists(l, l.qty > 1) && l.qty > 1", &[UnknownVariable]),
        ("order.lines.exists(l, m.qty > 1)", &[UnknownVariable]),
        ("order.qtty", &[UnknownField]),
        ("has(order.qtty)", &[UnknownField]),
        ("order.?qtty.orValue(1)", &[UnknownField]),
        ("order.lines[0].sko", &[UnknownField]),
        ("order.lines.map(l, l.sko)", &[UnknownField]),
        ("instance.owner", &[UnknownField]),
        ("entity.anything.goes", &[]),
        ("entityRef.anything.goes > 3", &[]),
        ("approve.outcome == 'approve'", &[]),
        ("approve.extra == 'x'", &[]),
        ("approve.comment != ''", &[Unguarded]),
        ("has(approve.comment) && approve.comment != ''", &[]),
        ("maybe > 3", &[Unguarded]),
        ("maybe != null && maybe > 3", &[]),
        ("maybe", &[]),
        ("order.note + '!'", &[Unguarded]),
        ("max(1, 2)", &[UnknownFunction]),
        ("name.lower()", &[UnknownFunction]),
        ("Foo{a: 1}", &[UnknownFunction]),
        ("qty.name", &[Type]),
    ];
    for (source, expected) in table {
        assert_eq!(issues(source), expected, "{source}");
    }
    for source in
        ["", "qty +", "qty ==== 1", "'open", "a b", "qty > 1 &", "order.", "@result", "$x", "9223372036854775808"]
    {
        assert_eq!(issues(source), [Syntax], "{source}");
    }
}

#[test]
fn types_must_agree_as_far_as_they_are_known() {
    let wrong = [
        "'a' + qty",
        "qty + 1.5",
        "qty + 1u",
        "flag + 1",
        "name - 'a'",
        "name == 1",
        "flag == 'true'",
        "qty < 'a'",
        "name > 3",
        "flag && qty",
        "!name",
        "-name",
        "qty ? 1 : 2",
        "1 in name",
        "order < order",
        "null < 1",
        "name.startsWith(1)",
        "qty.startsWith('a')",
        "size(qty)",
        "qty.exists(x, true)",
        "now - 1",
        "now + now",
        "now < '2026-01-01'",
        "duration('1h') * 2",
        "string(order)",
        "name.getHours()",
        "5.0 % 2.0",
        "order.lines.exists(l, l.qty == 'a')",
        "order.lines.filter(l, l.sku)",
        "order.lines['a']",
        "approve == 'approve'",
    ];
    for source in wrong {
        assert_eq!(issues(source), [IssueKind::Type], "{source}");
    }
    let right = [
        "price + 1",
        "price * 2.5",
        "qty + price",
        "price == 1",
        "qty < price",
        "entityRef.total + 1",
        "entityRef + 'a' + 'b'",
        "now + duration('1h')",
        "now - now > duration('1h')",
        "name == null",
        "order.lines + []",
        "order.lines.map(l, l.qty)[0] + 1",
        "flag ? 'a' : 'b'",
        "double(qty) / 2.0",
        "name in ['a']",
        "type(qty) == int",
        "optional.of(1).hasValue()",
        "order.?note.optMap(n, n + '!').orValue('')",
        "order.lines.exists_one(l, l.qty == 1)",
    ];
    for source in right {
        assert_eq!(issues(source), [], "{source}");
    }
}

#[test]
fn the_result_must_have_the_type_of_its_place() {
    for (source, want, fits) in [
        ("qty > 1", Ty::Bool, true),
        ("qty", Ty::Bool, false),
        ("'Publish ' + name", Ty::String, true),
        ("order.lines.exists(l, l.qty > 1)", Ty::Bool, true),
        ("order.lines.map(l, l.qty)", Ty::Bool, false),
        ("flag ? name : 'x'", Ty::String, true),
        ("entityRef.x", Ty::Bool, true),
        ("price", Ty::Int, true),
        ("null", Ty::String, false),
    ] {
        assert_eq!(checked(source, &typed(), &want).is_ok(), fits, "{source} as {want}");
    }
}

#[test]
fn a_pattern_is_written_out_valid_and_cheap() {
    let table = [
        ("name.matches('^[a-z]{1,20}$')", true),
        ("matches(name, 'a+')", true),
        ("name.matches(name)", false),
        ("name.matches('(')", false),
        ("name.matches('((a{9}){9}){9}')", false),
        ("name.matches('a{51}')", false),
        ("name.matches('a{0,50}')", true),
        (
            "name.matches('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')",
            true,
        ),
        (
            "name.matches('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')",
            false,
        ),
    ];
    for (source, fine) in table {
        let expected: &[IssueKind] = if fine { &[] } else { &[IssueKind::Pattern] };
        assert_eq!(issues(source), expected, "{source}");
    }
}

#[test]
fn variables_paths_and_simple_tests_are_known_and_loop_variables_are_not_among_them() {
    let expr = checked("order.lines.exists(l, l.sku == name) && order.qty > qty", &typed(), &Ty::Bool).unwrap();
    assert_eq!(expr.variables().iter().collect::<Vec<_>>(), ["name", "order", "qty"]);
    let paths: Vec<String> = expr.paths().iter().map(|path| path.join(".")).collect();
    assert_eq!(paths, ["name", "order.lines", "order.qty", "qty"]);
    let test = |source: &str| checked(source, &typed(), &Ty::Bool).unwrap().test().cloned();
    let path = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(test("approve.outcome == 'x'"), Some(Test::Text(path(&["approve", "outcome"]), "x".to_owned())));
    assert_eq!(test("!flag"), Some(Test::Flag(path(&["flag"]), false)));
    assert_eq!(test("has(order.note)"), None);
    assert_eq!(test("flag || qty > 1"), None);
}

#[test]
fn reserved_names_are_sorted_and_each_there_once() {
    let mut sorted = RESERVED_NAMES.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted, RESERVED_NAMES);
}
