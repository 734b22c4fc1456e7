//! Random documents: the normal form answers as the document does, each mutation runs once, and nothing panics or overflows.

use super::{naive, printed, shop};
use async_graphql::{Request, Response, Variables};
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof};
use proptest::test_runner::{Config, TestCaseError};
use proptest::{prop_assert, prop_assert_eq, proptest};
use regie::document::{Limits, Plan, Refusal, plan, refusal};
use serde_json::{Map, Value};
use std::fmt::Write as _;

/// A selection of a document that is being made up.
#[derive(Clone, Debug)]
enum Piece {
    /// A leaf of the type, by number, with an alias if it has one.
    Leaf(u8, Option<u8>),
    /// A composite field of the type, by number.
    Field(u8, Option<u8>, Vec<Piece>),
    /// An inline fragment: the type by number among those that are possible.
    On(u8, Vec<Piece>),
    /// A spread of one of the fragments that are possible.
    Spread(u8),
    /// A condition around a selection or at a field: skip or include, by a variable or a literal.
    If(bool, u8, Box<Piece>),
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let alias = || prop::option::weighted(0.3, 0..3_u8);
    let leaf = prop_oneof![
        4 => (any::<u8>(), alias()).prop_map(|(which, alias)| Piece::Leaf(which, alias)),
        1 => any::<u8>().prop_map(Piece::Spread),
    ];
    let piece = leaf.prop_recursive(4, 24, 4, move |inner| {
        let set = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            3 => (any::<u8>(), alias(), set()).prop_map(|(which, alias, set)| Piece::Field(which, alias, set)),
            2 => (any::<u8>(), set()).prop_map(|(ty, set)| Piece::On(ty, set)),
            2 => (any::<bool>(), 0..4_u8, inner.clone()).prop_map(|(skip, test, piece)| Piece::If(skip, test, Box::new(piece))),
        ]
    });
    prop::collection::vec(piece, 1..5)
}

/// What the writer knows of a type: its leaves, its composite fields with their types, and the types it can be narrowed to.
type Known = (&'static [&'static str], &'static [(&'static str, &'static str)], &'static [&'static str]);

fn known(ty: &str) -> Known {
    match ty {
        "Query" => (
            &["echo", "sum", "__typename", "echo(number: 1)"],
            &[
                ("book", "Book"),
                ("author", "Author"),
                ("nodes", "Node"),
                ("ware", "Ware"),
                ("node(kind: PEN)", "Node"),
                ("book(number: 2)", "Book"),
            ],
            &["Query"],
        ),
        "Mutation" => (&["inc", "import", "__typename"], &[("pay", "Paid"), ("pay(order: 2)", "Paid")], &["Mutation"]),
        "Paid" => (&["id", "total", "again"], &[], &["Paid"]),
        "Book" => (
            &["id", "kind", "title", "pages", "title(upper: true)"],
            &[("author", "Author"), ("related", "Node")],
            &["Book", "Node", "Ware"],
        ),
        "Author" => (
            &["id", "kind", "name", "pages"],
            &[("books", "BookConnection"), ("related", "Node")],
            &["Author", "Node", "Named"],
        ),
        "Pen" => (&["id", "kind", "name", "color"], &[("related", "Node")], &["Pen", "Node", "Named", "Ware"]),
        "Node" => {
            (&["id", "kind", "__typename"], &[("related", "Node")], &["Node", "Named", "Book", "Author", "Pen", "Ware"])
        }
        "Named" => (&["name", "__typename"], &[("related", "Node")], &["Named", "Node", "Author", "Pen", "Ware"]),
        "Ware" => (&["__typename"], &[], &["Ware", "Book", "Pen", "Named", "Node"]),
        "BookConnection" => (&["total", "__typename"], &[("nodes", "Book")], &["BookConnection"]),
        _ => panic!("{ty}"),
    }
}

fn pick<T: Copy>(from: &[T], which: u8) -> Option<T> {
    (!from.is_empty()).then(|| from[usize::from(which) % from.len()])
}

struct Writer<'a> {
    text: String,
    /// Names and types of the fragments that may be spread; those of a fragment are the ones behind it.
    fragments: &'a [(String, &'static str)],
}

impl Writer<'_> {
    fn set(&mut self, ty: &'static str, pieces: &[Piece]) {
        self.text += "{ ";
        for piece in pieces {
            self.piece(ty, piece, "");
        }
        // A selection is never empty.
        self.text += "t: __typename } ";
    }

    fn piece(&mut self, ty: &'static str, piece: &Piece, condition: &str) {
        let (leaves, fields, types) = known(ty);
        let alias = |alias: &Option<u8>| alias.map(|alias| format!("a{alias}: ")).unwrap_or_default();
        match piece {
            Piece::Leaf(which, name) => {
                let leaf = pick(leaves, *which).unwrap();
                write!(self.text, "{}{leaf}{condition} ", alias(name)).unwrap();
            }
            Piece::Field(which, name, set) => {
                let Some((field, ty)) = pick(fields, *which) else { return };
                write!(self.text, "{}{field}{condition} ", alias(name)).unwrap();
                self.set(ty, set);
            }
            Piece::On(which, set) => {
                let ty = pick(types, *which).unwrap();
                write!(self.text, "... on {ty}{condition} ").unwrap();
                self.set(ty, set);
            }
            Piece::Spread(which) => {
                let possible: Vec<_> = self.fragments.iter().filter(|(_, on)| types.contains(on)).collect();
                if let Some((name, _)) = pick(&possible, *which) {
                    write!(self.text, "...{name}{condition} ").unwrap();
                }
            }
            Piece::If(skip, test, inner) => {
                let test = ["$x", "$y", "true", "false"][usize::from(*test)];
                let directive = format!(" @{}(if: {test})", if *skip { "skip" } else { "include" });
                if condition.contains(&directive[..5]) {
                    // Each only once at one place: the next one goes around.
                    write!(self.text, "...{condition} {{ ").unwrap();
                    self.piece(ty, inner, &directive);
                    self.text += "u: __typename } ";
                } else {
                    self.piece(ty, inner, &format!("{condition}{directive}"));
                }
            }
        }
    }
}

/// A document with an operation, some fragments, and two variables that are always used.
fn document(root: &'static str, operation: &[Piece], fragments: &[(u8, Vec<Piece>)]) -> String {
    let types = [root, "Node", "Book", "Named", "Author", "Ware", "Pen"];
    let named: Vec<_> =
        fragments.iter().enumerate().map(|(i, (ty, _))| (format!("F{i}"), pick(&types, *ty).unwrap())).collect();
    let kind = if root == "Query" { "query" } else { "mutation" };
    let mut writer = Writer { text: format!("{kind}($x: Boolean!, $y: Boolean!) "), fragments: &named };
    writer.set(root, operation);
    writer.text.truncate(writer.text.len() - 2);
    writer.text += "x: __typename @skip(if: $x) y: __typename @skip(if: $y) ";
    writer.text += "} ";
    for (i, (_, set)) in fragments.iter().enumerate() {
        writer.fragments = &named[i + 1..];
        write!(writer.text, "fragment F{i} on {} ", named[i].1).unwrap();
        writer.set(named[i].1, set);
    }
    // Fragments that nothing spreads are left out.
    let mut text = writer.text;
    for i in 0..fragments.len() {
        let spread = format!("...F{i}");
        let used = text.match_indices(&spread).any(|(at, _)| !text[at + spread.len()..].starts_with(char::is_numeric));
        if !used {
            let start = text.find(&format!("fragment F{i} ")).unwrap();
            let end = text[start..].find(" fragment ").map_or(text.len(), |length| start + length + 1);
            text.replace_range(start..end, "");
        }
    }
    text
}

fn documents(root: &'static str) -> impl Strategy<Value = String> {
    let fragments = prop::collection::vec((any::<u8>(), pieces()), 0..4);
    (pieces(), fragments).prop_map(move |(operation, fragments)| document(root, &operation, &fragments))
}

fn wide() -> Limits {
    Limits { aliases: 1_000, directives: 1_000, root_mutations: 1_000, root_fields: 1_000, ..Limits::default() }
}

fn given(x: bool, y: bool) -> Map<String, Value> {
    Map::from_iter([("x".to_owned(), Value::Bool(x)), ("y".to_owned(), Value::Bool(y))])
}

fn execute(request: Request) -> (Response, Vec<String>) {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(shop::run(request))
}

/// The plan, or `None` when the document is refused for a reason that random documents may have.
fn planned(text: &str) -> Result<Option<Plan>, TestCaseError> {
    match plan(shop::model(), &wide(), text, None) {
        Ok(plan) => Ok(Some(plan)),
        Err(refusals) => {
            let known = |it: &Refusal| {
                it.message.contains("conflict")
                    || it.message.contains("would run twice")
                    || it.message.contains("is never used")
                    || it.code == refusal::DEPTH_LIMIT_EXCEEDED
                    || it.code == refusal::FIELD_LIMIT_EXCEEDED
            };
            prop_assert!(refusals.iter().all(known), "{text}\n{refusals:#?}");
            Ok(None)
        }
    }
}

/// What the executor answers to a union inside of an interface is wrong: such documents are compared in another way.
fn executor_is_right(text: &str) -> bool {
    !text.contains("on Ware")
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn the_normal_form_answers_as_the_document_does(text in documents("Query"), x: bool, y: bool) {
        let Some(plan) = planned(&text)? else { return Ok(()) };
        let variables = plan.coerce(shop::model(), &wide(), given(x, y)).unwrap();
        let (ours, ran) = execute(shop::request(&plan.document, variables.clone()));
        prop_assert!(ours.errors.is_empty(), "{:?}", ours.errors);
        prop_assert!(plan.actual_cost(&variables, &ours.data) <= plan.requested_cost(&variables), "{text}");
        if executor_is_right(&text) {
            let (theirs, theirs_ran) = execute(Request::new(&text).variables(variables));
            prop_assert!(theirs.errors.is_empty(), "{:?}", theirs.errors);
            // As text: the order of the keys is part of the answer.
            prop_assert_eq!(ours.data.to_string(), theirs.data.to_string(), "{}\n{}", text, printed::document(&plan.document));
            prop_assert!(ran.len() <= theirs_ran.len());
        }
    }

    #[test]
    fn the_normal_form_is_its_own_normal_form(text in documents("Query")) {
        let Some(plan) = planned(&text)? else { return Ok(()) };
        let once = printed::document(&plan.document);
        let twice = match self::plan(shop::model(), &Limits { nesting: 100, depth: 50, ..wide() }, &once, None) {
            Ok(plan) => printed::document(&plan.document),
            Err(refusals) => return Err(TestCaseError::fail(format!("{text}\n{once}\n{refusals:?}"))),
        };
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn each_mutation_runs_once(text in documents("Mutation"), x: bool, y: bool) {
        let Some(plan) = planned(&text)? else { return Ok(()) };
        let variables = plan.coerce(shop::model(), &wide(), given(x, y)).unwrap();
        let (response, ran) = execute(shop::request(&plan.document, variables.clone()));
        prop_assert!(response.errors.is_empty(), "{:?}", response.errors);
        let Value::Object(data) = response.data.clone().into_json().unwrap() else { panic!("data is an object") };
        let answered = data.iter().filter(|(_, value)| !value.is_string()).count();
        prop_assert_eq!(ran.len(), answered, "{}\n{}", text, printed::document(&plan.document));
        let (theirs, _) = execute(Request::new(&text).variables(variables));
        prop_assert_eq!(response.data.to_string(), theirs.data.to_string(), "{}", text);
    }

    #[test]
    fn limits_are_what_a_naive_expansion_counts(text in documents("Query")) {
        let counts = naive::count(&async_graphql::parser::parse_query(&text).unwrap());
        let code = |change: &dyn Fn(&mut Limits)| {
            let mut limits = Limits { depth: 100, expanded_fields: 100_000, ..wide() };
            change(&mut limits);
            plan(shop::model(), &limits, &text, None).err().map(|refusals| refusals[0].code)
        };
        type Change = fn(&mut Limits, usize);
        let cases: [(usize, &str, Change); 5] = [
            (counts.selections, refusal::FIELD_LIMIT_EXCEEDED, |limits, to| limits.expanded_fields = to),
            (counts.aliases, refusal::ALIAS_LIMIT_EXCEEDED, |limits, to| limits.aliases = to),
            (counts.directives, refusal::DIRECTIVE_LIMIT_EXCEEDED, |limits, to| limits.directives = to),
            (counts.depth, refusal::DEPTH_LIMIT_EXCEEDED, |limits, to| limits.depth = to),
            (counts.root_fields, refusal::ROOT_FIELD_LIMIT_EXCEEDED, |limits, to| limits.root_fields = to),
        ];
        for (count, expected, change) in cases {
            prop_assert_eq!(code(&|limits| change(limits, count - 1)), Some(expected), "{:?} {}", counts, text);
            // What is refused at the limit is refused for another reason.
            let at = code(&|limits| change(limits, count));
            prop_assert!(at != Some(expected) || at == code(&|_| ()), "{:?} {}", counts, text);
        }
    }

    #[test]
    fn nothing_panics_on_any_text(text in "\\PC*", operation in prop::option::of("[A-Z]")) {
        let _ = plan(shop::model(), &Limits::default(), &text, operation.as_deref());
    }

    #[test]
    fn nothing_panics_on_any_value(
        parts in prop::collection::vec(prop::sample::select(vec![
            "\\u", "\\ud83d", "\\uDE00", "\\u00e9", "\\u{1f600}", "d83d", "\\n", "\\", "\"", "\"\"\"", "\\\"\"\"", "/", "é", "😀", "a", "1", "-1",
            "0", "1e9", "1e999", ".5", "1.", "e", "+", " ", "\t", "\n", "\r\n", "\r", "[", "]", "{a:", "}", "$x", "null", "true", "#",
        ]), 0..5),
        frame in prop::sample::select(vec![("\"", "\""), ("\"\"\"", "\"\"\""), ("\"\"\"\n  ", "\n \"\"\""), ("", ""), ("[", "]"), ("{a:", "}")]),
    ) {
        let text = parts.concat();
        let (open, close) = frame;
        for place in ["{ json(value: VALUE) }", "query($x: JSON = VALUE) { json(value: $x) }", "{ echo @once(key: VALUE) }"] {
            let _ = plan(shop::model(), &Limits::default(), &place.replace("VALUE", &format!("{open}{text}{close}")), None);
        }
    }

    #[test]
    fn nothing_panics_on_tokens_in_any_order(tokens in prop::collection::vec(prop_oneof![
        Just("{"), Just("}"), Just("("), Just(")"), Just("["), Just("]"), Just(":"), Just("$"), Just("!"), Just("="), Just("@"),
        Just("..."), Just("on "), Just("query "), Just("mutation "), Just("subscription "), Just("fragment "), Just("F "), Just("echo "),
        Just("book "), Just("number"), Just("nodes "), Just("Query "), Just("Int"), Just("skip"), Just("if"), Just("1"), Just("-"),
        Just("\"a\""), Just("\"\"\""), Just("\""), Just("#"), Just("\n"), Just("\\"), Just("null "), Just("true "), Just("__schema "), Just("é"),
    ], 0..60)) {
        let _ = plan(shop::model(), &Limits::default(), &tokens.concat(), None);
    }

    #[test]
    fn nothing_panics_on_documents_that_were_changed(
        text in documents("Query"),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), prop::option::of("[{}()\\[\\]:$!@.\"#a-z0-9 ]")), 1..6),
    ) {
        let mut chars: Vec<char> = text.chars().collect();
        for (at, from, insert) in changes {
            let copied = chars[from.index(chars.len())];
            let at = at.index(chars.len());
            match insert {
                Some(text) => chars.insert(at, text.chars().next().unwrap()),
                None => chars[at] = copied,
            }
        }
        let text: String = chars.into_iter().collect();
        if let Ok(plan) = plan(shop::model(), &Limits::default(), &text, None)
            && let Ok(variables) = plan.coerce(shop::model(), &Limits::default(), given(true, false))
        {
            let _ = plan.requested_cost(&variables);
            execute(shop::request(&plan.document, variables));
        }
    }

    #[test]
    fn costs_do_not_overflow_and_do_not_shrink_with_longer_lists(a in 0..i32::MAX, b in 0..i32::MAX, depth in 1..6_usize) {
        let nested = (0..depth).fold("id".to_owned(), |below, _| format!("books(first: $n) {{ nodes {{ title author {{ {below} }} }} }}"));
        let limits = Limits { depth: 100, ..wide() };
        let plan = plan(shop::model(), &limits, &format!("query($n: Int!) {{ author {{ {nested} }} }}"), None).unwrap();
        let cost = |n: i32| plan.requested_cost(&Variables::from_json(serde_json::json!({ "n": n })));
        prop_assert!(cost(a.min(b)) <= cost(a.max(b)));
        prop_assert!(cost(0) == 2 && cost(1) > 2);
    }
}
