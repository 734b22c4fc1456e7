//! What the tools of clients write, and what documents are called.

use regie::persisted::manifest::{Offer, from_json};
use regie::persisted::{CLIENT_MAX, DocumentId, ID_MAX, is_client};

fn offer(id: &str, text: &str) -> Offer {
    Offer { id: Some(id.to_owned()), text: text.to_owned() }
}

#[test]
fn a_manifest_is_a_map_of_documents_or_that_of_apollo() {
    let relay = r#"{ "b5d4ee5e2c9e0d7b7a1f3c2d4e5f6071": "query A { viewer { kind } }", "two": "query B { viewer { roles } }" }"#;
    assert_eq!(
        from_json(relay).unwrap(),
        [
            offer("b5d4ee5e2c9e0d7b7a1f3c2d4e5f6071", "query A { viewer { kind } }"),
            offer("two", "query B { viewer { roles } }"),
        ]
    );
    let apollo = r#"{ "format": "apollo-persisted-query-manifest", "version": 1, "operations": [
        { "id": "one", "name": "A", "type": "query", "body": "query A { viewer { kind } }", "clientName": null } ] }"#;
    assert_eq!(from_json(apollo).unwrap(), [offer("one", "query A { viewer { kind } }")]);
}

#[test]
fn what_is_no_manifest_is_refused_with_the_reason() {
    let apollo = r#"{ "format": "apollo-persisted-query-manifest", "version": 1"#;
    for (text, reason) in [
        ("[]".to_owned(), "no manifest: "),
        ("{".to_owned(), "no manifest: "),
        ("{}".to_owned(), "the manifest has no document"),
        (r#"{ "one": 1 }"#.to_owned(), "the document one is no text"),
        (r#"{ "format": "other", "operations": [] }"#.to_owned(), "\"other\" is no format that is known"),
        (format!("{apollo} }}"), "no apollo-persisted-query-manifest: missing field `operations`"),
        (format!("{apollo}, \"operations\": [] }}"), "the manifest has no document"),
        (
            format!("{apollo}, \"operations\": [{{ \"id\": \"a\" }}] }}"),
            "no apollo-persisted-query-manifest: missing field `body`",
        ),
        (
            apollo.replace("\"version\": 1", "\"version\": 2, \"operations\": [] }"),
            "version 2 of apollo-persisted-query-manifest is not known; version 1 is",
        ),
    ] {
        let refused = from_json(&text).unwrap_err();
        assert!(refused.starts_with(reason), "{text}: {refused}");
    }
}

#[test]
fn a_hash_has_one_spelling_and_other_names_are_short_tokens() {
    let id = DocumentId::of("{ viewer { kind } }");
    let hash = id.as_str().strip_prefix("sha256:").unwrap();
    assert_eq!(hash.len(), 64);
    for spelling in
        [hash.to_owned(), hash.to_uppercase(), format!("sha256:{hash}"), format!("sha256:{}", hash.to_uppercase())]
    {
        assert_eq!(DocumentId::parse(&spelling), Some(id.clone()), "{spelling}");
    }
    let longest = "a".repeat(ID_MAX);
    for name in ["b5d4ee5e2c9e0d7b7a1f3c2d4e5f6071", "Orders.v2-a_b:c", longest.as_str()] {
        assert_eq!(DocumentId::parse(name).unwrap().as_str(), name);
        assert!(!DocumentId::parse(name).unwrap().is_hash());
    }
    let longer = "a".repeat(ID_MAX + 1);
    for text in ["", "a b", "a/b", "é", "sha256:12", longer.as_str()] {
        assert_eq!(DocumentId::parse(text), None, "{text}");
    }
}

#[test]
fn a_client_has_a_name_of_visible_characters() {
    assert!(is_client("dashboard") && is_client("My App (iOS)") && is_client(&"x".repeat(CLIENT_MAX)));
    for name in ["", " ", "a ", " a", "a\n", "é", &"x".repeat(CLIENT_MAX + 1)] {
        assert!(!is_client(name), "{name:?}");
    }
}
