//! A document is checked as if it were to be executed, and is not.

use regie::document::limits::DOCUMENT_BYTES_MAX;
use regie::persisted::check::Checker;

use crate::harness::TestApp;

fn refused(checker: &Checker, text: &str) -> String {
    checker.check(text).unwrap_err().join("\n")
}

#[tokio::test]
async fn what_the_schema_can_execute_is_good_whatever_its_variables_will_be() {
    let checker = Checker::of(&TestApp::new().await.app);
    for (text, operations) in [
        ("{ viewer { kind } }", vec![]),
        ("query Orders($first: Int!, $where: OrderFilter) { orders(first: $first, where: $where) { nodes { ...O } } }
            fragment O on Order { id total { amount } }", vec!["Orders"]),
        // Would change something, and would fail without the data of a request, if it were executed.
        ("mutation Place($input: OrderPlaceInput!, $key: String!) {
            orderPlace(input: $input) @idempotent(key: $key) { userErrors { code } } }
            query Order($id: ID!) { order(id: $id) { id } }", vec!["Order", "Place"]),
    ] {
        assert_eq!(checker.check(text).unwrap(), operations, "{text}");
    }
}

#[tokio::test]
async fn what_it_cannot_is_told_with_the_place() {
    let checker = Checker::of(&TestApp::new().await.app);
    for (text, reason) in [
        (
            "query A { viewer { kind } }\nquery B { viewer { color } }",
            "line 2, column 20: There is no field \"color\" on type \"Viewer\".",
        ),
        ("query A { viewer { kind }", "line 1, column 26: "),
        ("query A { viewer { kind } } fragment F on Order { id }", "line 1, column 29: "),
        ("query A { order { id } }", "line 1, column 11: "),
        ("query A { orders(first: \"x\") { nodes { id } } }", "line 1, column 25: "),
        ("query A($id: Int) { order(id: $id) { id } }", "line 1, column 9: "),
        ("fragment F on Order { id }", "The document cannot be read: "),
    ] {
        let told = refused(&checker, text);
        assert!(told.starts_with(reason), "{text}: {told}");
    }
}

#[tokio::test]
async fn a_document_is_no_longer_than_the_server_takes() {
    let checker = Checker::of(&TestApp::new().await.app);
    let text = "{ viewer { kind } }";
    let longest = format!("{text}{}", " ".repeat(DOCUMENT_BYTES_MAX - text.len()));
    assert!(checker.check(&longest).is_ok());
    assert_eq!(refused(&checker, &format!("{longest} ")), "The document is too long.");
}
