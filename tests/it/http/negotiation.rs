//! The header `Accept`.

use axum::http::{HeaderMap, HeaderValue};
use proptest::prelude::*;
use regie::server::negotiate::{Media, preferred};

use super::{JSON, RESPONSE_JSON, Server};

fn accept(values: &[&str]) -> Option<Media> {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append("accept", HeaderValue::from_str(value).unwrap());
    }
    preferred(&headers)
}

#[test]
fn the_representation_is_the_one_that_the_client_prefers() {
    let (json, response, events) = (Some(Media::Json), Some(Media::GraphQlResponse), Some(Media::EventStream));
    let table: &[(&[&str], Option<Media>)] = &[
        (&[], json),
        (&[""], json),
        (&["*/*"], json),
        (&["application/*"], json),
        (&["application/json"], json),
        (&["application/graphql-response+json"], response),
        (&["text/event-stream"], events),
        (&["text/*"], events),
        // Apollo Client and urql.
        (&["application/graphql-response+json, application/json;q=0.9"], response),
        (
            &["application/graphql-response+json, application/graphql+json, application/json, text/event-stream"],
            response,
        ),
        (&["application/json;q=0.5, application/graphql-response+json;q=0.4"], json),
        (&["application/json, application/graphql-response+json"], json),
        // A browser.
        (&["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"], json),
        // The more exact range says the quality of a type.
        (&["application/json;q=0, */*"], response),
        (&["*/*;q=0.1, application/graphql-response+json;q=0"], json),
        (&["application/json;q=0, application/*;q=0"], None),
        (&["application/json;q=0"], None),
        (&["text/html"], None),
        (&["image/*, text/html"], None),
        (&["APPLICATION/JSON"], json),
        (&[" application/graphql-response+json ; q=1.000 ; charset=UTF-8 "], response),
        (&["application/json; charset=utf-16"], None),
        (&["application/graphql-response+json", "application/json;q=0.9"], response),
        // What cannot be read counts as not there.
        (&["application/json;q=2"], None),
        (&["application/json;q=0.1234, application/graphql-response+json"], response),
        (&["nonsense, application/json"], json),
        (&["*/json"], None),
    ];
    for (values, expected) in table {
        assert_eq!(accept(values), *expected, "{values:?}");
    }
}

#[test]
fn only_the_first_ranges_of_a_very_long_header_are_looked_at() {
    let padded = |before: usize| format!("{}application/json", "text/html,".repeat(before));
    assert_eq!(accept(&[&padded(31)]), Some(Media::Json));
    assert_eq!(accept(&[&padded(32)]), None);
}

proptest! {
    #[test]
    fn no_header_makes_it_fall(text in "[ -~]{0,200}") {
        let _ = accept(&[&text]);
    }
}

#[tokio::test]
async fn an_answer_says_what_it_is_and_that_it_depends_on_accept() {
    let server = Server::new().await;
    let ask = r#"{"query":"{ __typename }"}"#;
    for (accept, kind) in [
        ("", "application/json; charset=utf-8"),
        (JSON, "application/json; charset=utf-8"),
        (RESPONSE_JSON, "application/graphql-response+json; charset=utf-8"),
    ] {
        let answer = server.post(accept, ask).await;
        assert_eq!((answer.status.as_u16(), answer.kind()), (200, kind));
        let vary: Vec<&str> = answer.headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(vary.iter().any(|names| names.split(',').any(|name| name.trim() == "accept")), "{vary:?}");
        assert_eq!(answer.headers["cache-control"], "private, no-store");
        assert_eq!(answer.json()["data"]["__typename"], "Query");
    }
    let answer = server.post("text/html", ask).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (406, "NOT_ACCEPTABLE"));
    assert_eq!(answer.kind(), "application/json; charset=utf-8");
}

#[tokio::test]
async fn one_operation_can_be_answered_as_events() {
    let server = Server::new().await;
    let answer = server.post("text/event-stream", r#"{"query":"{ __typename }"}"#).await;
    assert_eq!((answer.status.as_u16(), answer.kind()), (200, "text/event-stream"));
    let text = String::from_utf8(answer.bytes).unwrap();
    assert!(text.starts_with("event: next\ndata: {\"data\":{\"__typename\":\"Query\"}"), "{text}");
    // Without the line of data an EventSource would not hear of the end.
    assert!(text.ends_with("\n\nevent: complete\ndata:\n\n"), "{text}");
    // An EventSource shows no body of a failure, so a refusal is an event too.
    let answer = server.post("text/event-stream", r#"{"query":"{ nothing }"}"#).await;
    assert_eq!(answer.status.as_u16(), 200);
    let text = String::from_utf8(answer.bytes).unwrap();
    assert!(text.contains("GRAPHQL_VALIDATION_FAILED") && !text.contains("\"data\""), "{text}");
}
