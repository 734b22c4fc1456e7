//! The schema definition language: what is read is printed as it was, and what cannot be read is refused.

use regie::sdl::{BYTES_MAX, NESTING_MAX, print, read};

/// Every form that the language has, as it is printed.
const EVERY_FORM: &str = r##"interface Animal implements Named & Node {
	id: ID!
	name: String!
}

input Basket @oneOf {
	goods: [[Int!]!] = [[1, 2], []]
	place: Place = {x: 1, name: "a \"b\"", kind: RED}
}

type Cat implements Animal & Named & Node {
	"Said \"so\", with a \\ in it."
	friends(first: Int = 3, kind: [Color!]! = [RED]): [Cat!]! @deprecated(reason: "No more")
	id: ID!
	"""
	Of two
	
	lines.
	"""
	name(
		"Which."
		of: String @deprecated
	): String!
}

"What it looks like."
enum Color {
	RED
	"Not any more."
	TEAL @deprecated
}

scalar Date @specifiedBy(url: "https://example.org/date")

type Dog {
	it: Float
}

interface Named {
	name: String!
}

interface Node {
	id: ID!
}

union Pet @old = Cat | Dog

input Place {
	kind: Color! = RED
	name: String
	x: Int
}

type Query {
	pet: Pet
}

directive @deprecated(reason: String = "No longer supported") on FIELD_DEFINITION | ENUM_VALUE | ARGUMENT_DEFINITION
directive @old on UNION | QUERY | MUTATION | SUBSCRIPTION | FIELD | FRAGMENT_DEFINITION | FRAGMENT_SPREAD | INLINE_FRAGMENT | VARIABLE_DEFINITION | SCHEMA | SCALAR | OBJECT | INTERFACE | ENUM | INPUT_OBJECT | INPUT_FIELD_DEFINITION
directive @repeatable on FIELD
directive @seen(
	"By whom."
	by: String = "repeatable on",
	often: Int
) repeatable on FIELD
directive @tag(name: String!) repeatable on FIELD
schema {
	query: Query
	mutation: Dog
	subscription: Cat
}
"##;

#[test]
fn the_whole_schema_is_printed_as_the_library_prints_it() {
    let sdl = regie::schema::sdl();
    assert!(sdl == print(&read(&sdl).unwrap()), "the printer spells something in another way: compare the two");
}

#[test]
fn what_is_written_is_read_and_printed_as_it_was() {
    assert_eq!(print(&read(EVERY_FORM).unwrap()), EVERY_FORM);
}

#[test]
fn only_what_is_said_to_be_repeatable_can_be_repeated() {
    let system = read(EVERY_FORM).unwrap();
    let repeatable: Vec<&str> = system
        .directives
        .iter()
        .filter(|(_, directive)| directive.is_repeatable)
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(repeatable, ["seen", "tag"]);
    let tricky = "\"directive @a repeatable on\" directive @b # repeatable on\n on FIELD type Query { a: Int }";
    assert!(!read(tricky).unwrap().directives["b"].is_repeatable);
}

#[test]
fn roots_without_a_definition_of_the_schema_are_found_by_name() {
    let system = read("type Query { a: Int } type Subscription { a: Int }").unwrap();
    assert_eq!((system.query.as_str(), system.mutation.as_deref()), ("Query", None));
    assert_eq!(system.subscription.as_deref(), Some("Subscription"));
}

#[test]
fn what_is_no_schema_is_refused_with_its_line() {
    let query = "type Query { a: Int }\n";
    for (text, told) in [
        ("type A { a: Int }", "it has no query type"),
        (&format!("{query}type Query {{ b: Int }}"), "line 2: `Query` is defined twice"),
        (&format!("{query}directive @a on FIELD directive @a on FIELD"), "line 2: `a` is defined twice"),
        (&format!("{query}schema {{ query: Query }} schema {{ query: Query }}"), "line 2: `schema` is defined twice"),
        (&format!("{query}extend type Query {{ b: Int }}"), "line 2: extensions are not understood; merge them"),
        (&format!("{query}extend schema @a"), "line 2: extensions are not understood; merge them"),
        (&format!("{query}\"\\ud83d\\ude00\" type A {{ a: Int }}"), "line 2: an escape stands for half a character"),
        ("type {", " --> 1:6"),
    ] {
        let error = read(text).expect_err(text).to_string();
        assert!(error.starts_with(told), "{text}: {error}");
    }
}

#[test]
fn a_document_has_limits() {
    let deep = |depth: usize| format!("type Query {{ a: {}Int{} }}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&deep(NESTING_MAX - 1)).is_ok());
    let error = read(&deep(NESTING_MAX)).unwrap_err().to_string();
    assert_eq!(error, "line 1: brackets stand deeper than 64 in each other");
    assert!(read(&deep(1_000_000)).is_err());
    let query = "type Query { a: Int }";
    let long = |bytes: usize| format!("{query}{}", " ".repeat(bytes - query.len()));
    assert!(read(&long(BYTES_MAX)).is_ok());
    assert_eq!(read(&long(BYTES_MAX + 1)).unwrap_err().to_string(), "it is longer than 4194304 bytes");
}
