//! What a key may look like, where it may come from, and whose it is.

use regie::channels::create::ChannelCreateInput;
use regie::kernel::actor::Actor;
use regie::kernel::command::execute;
use regie::kernel::cx::Caller;
use regie::kernel::idempotency::{self, Claim};
use regie::kernel::money::Currency;
use serde_json::{Value, json};

use crate::catalog::role_with;
use crate::harness::database::on_postgres;
use crate::harness::{Answer, Client, TestApp};

const CREATE: &str =
    "mutation($slug: String!) { channelCreate(input: { slug: $slug, name: \"N\", currency: \"EUR\" }) {
    channel { id slug } userErrors { code } } }";
/// The same, with a key in the document.
const DIRECTED: &str = "mutation($slug: String!, $key: String!) {
    channelCreate(input: { slug: $slug, name: \"N\", currency: \"EUR\" }) @idempotent(key: $key) {
    channel { id slug } userErrors { code } } }";
const INVALID: &str = "IDEMPOTENCY_KEY_INVALID";
const AMBIGUOUS: &str = "IDEMPOTENCY_KEY_AMBIGUOUS";
const NOT_SUPPORTED: &str = "IDEMPOTENCY_KEY_NOT_SUPPORTED";

async fn with_header(client: &Client, slug: &str, key: &str) -> Answer {
    client.send_with(CREATE, json!({ "slug": slug }), &[("idempotency-key", key)]).await
}

async fn with_directive(client: &Client, slug: &str, key: &str) -> Answer {
    client.send(DIRECTED, json!({ "slug": slug, "key": key })).await
}

fn channel(answer: &Answer) -> &Value {
    let channel = &answer.body["data"]["channelCreate"]["channel"];
    assert!(channel.is_object(), "{:#}", answer.body);
    channel
}

async fn channels(client: &Client) -> Value {
    client.ok("{ channels { totalCount { count } } }", json!({})).await["channels"]["totalCount"]["count"].clone()
}

#[tokio::test]
async fn a_key_has_1_to_255_visible_ascii_characters_in_the_header_and_in_the_directive() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    for key in ["k".repeat(256), "a b".to_owned(), "a\tb".to_owned(), String::new(), "é".to_owned()] {
        let answer = with_header(&admin, "one", &key).await;
        assert_eq!((answer.code(), answer.status.as_u16()), (INVALID.to_owned(), 400), "{key:?}");
        assert_eq!(with_directive(&admin, "one", &key).await.code(), INVALID, "{key:?}");
    }
    // No text has this, whatever it is for.
    assert_eq!(with_directive(&admin, "one", "a\0b").await.code(), "BAD_INPUT");
    assert_eq!(channels(&admin).await, 0);
    let longest = "~".repeat(255);
    let made = with_header(&admin, "one", &longest).await;
    assert_eq!(channel(&with_directive(&admin, "one", &longest).await), channel(&made));
}

#[tokio::test]
async fn a_header_in_quotation_marks_is_the_same_key() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let made = with_header(&admin, "one", "\"8e03978e\"").await;
    assert_eq!(channel(&with_header(&admin, "one", "8e03978e").await), channel(&made));
    assert_eq!(channel(&with_directive(&admin, "one", "8e03978e").await), channel(&made));
    assert_eq!(with_header(&admin, "one", "\"\"").await.code(), INVALID);
}

#[tokio::test]
async fn a_header_that_could_mean_several_root_fields_is_refused_and_nothing_is_done() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let make =
        |name: &str| format!("{name}: channelCreate(input: {{ slug: \"{name}\", name: \"N\", currency: \"EUR\" }})");
    let (one, two) = (make("one"), make("two"));
    let kept = "@idempotent(key: \"k\") { channel { id } }";
    for document in [
        format!("mutation {{ {one} {{ channel {{ id }} }} {two} {{ channel {{ id }} }} }}"),
        format!("mutation {{ {one} {kept} {two} {kept} }}"),
        format!("mutation {{ {one} {{ channel {{ id }} }} ... on Mutation {{ {two} {{ channel {{ id }} }} }} }}"),
        format!(
            "mutation {{ ...A ...B }} fragment A on Mutation {{ {one} {{ channel {{ id }} }} ...B }}
            fragment B on Mutation {{ {two} {{ channel {{ id }} }} }}"
        ),
    ] {
        let answer = admin.send_with(&document, json!({}), &[("idempotency-key", "k")]).await;
        assert_eq!((answer.code(), answer.status.as_u16()), (AMBIGUOUS.to_owned(), 400), "{document}");
    }
    assert_eq!(channels(&admin).await, 0);
    let alone =
        format!("mutation {{ __typename ...A ...A }} fragment A on Mutation {{ {one} {{ channel {{ id }} }} }}");
    let answer = admin.send_with(&alone, json!({}), &[("idempotency-key", "k")]).await;
    assert!(answer.body["data"]["one"]["channel"].is_object(), "{:#}", answer.body);
    let kept = kept.replace("\"k\"", "\"own\"");
    let again = format!("mutation {{ {two} {kept} again: {} {kept} }}", two.replace("two: ", ""));
    let answer = admin.ok(&again, json!({})).await;
    assert_eq!(answer["two"], answer["again"], "one key on two fields is one effect");
    assert_eq!(channels(&admin).await, 2);
}

#[tokio::test]
async fn the_header_is_for_the_operation_that_is_executed() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let named = CREATE.replace("mutation(", "mutation One(");
    let send = async |document: &str, operation: Option<&str>| {
        let body = json!({ "query": document, "operationName": operation, "variables": { "slug": "one" } });
        admin.send_body(body, &[("idempotency-key", "k")]).await
    };
    let made = send(&named, None).await;
    assert_eq!(channel(&send(&named, None).await), channel(&made));
    let other = "mutation Two { a: sessionEnd(input: {}) { ended } b: sessionEnd(input: {}) { ended } }";
    let both = format!("{named} {other}");
    assert_eq!(channel(&send(&both, Some("One")).await), channel(&made));
    assert_eq!(send(&both, Some("Two")).await.code(), AMBIGUOUS);
    assert_eq!(channels(&admin).await, 1);
}

#[tokio::test]
async fn two_keys_for_one_field_are_refused_unless_they_are_the_same() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let twice = [("idempotency-key", "k"), ("idempotency-key", "k")];
    let answer = admin.send_with(CREATE, json!({ "slug": "one" }), &twice).await;
    assert_eq!((answer.code(), answer.status.as_u16()), (AMBIGUOUS.to_owned(), 400));
    let both = async |header: &str| {
        let variables = json!({ "slug": "one", "key": "k" });
        admin.send_with(DIRECTED, variables, &[("idempotency-key", header)]).await
    };
    assert_eq!(both("other").await.code(), AMBIGUOUS);
    assert_eq!(channels(&admin).await, 0);
    assert_eq!(channel(&both("k").await)["slug"], "one");
}

#[tokio::test]
async fn a_directive_that_could_do_nothing_is_refused_and_a_query_does_not_look_at_the_header() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let stray = "@idempotent(key: \"k\")";
    for document in [
        format!("{{ viewer {stray} {{ kind }} }}"),
        format!("{{ viewer {{ kind {stray} }} }}"),
        CREATE.replace("channel { id", &format!("channel {stray} {{ id")),
        format!("{} fragment C on Channel {{ id {stray} }}", CREATE.replace("id slug", "...C")),
    ] {
        let answer = admin.send(&document, json!({ "slug": "one" })).await;
        assert_eq!((answer.code(), answer.status.as_u16()), (NOT_SUPPORTED.to_owned(), 400), "{document}");
    }
    assert_eq!(channels(&admin).await, 0);
    let many = [("idempotency-key", "a b"), ("idempotency-key", "k")];
    assert_eq!(admin.send_with("{ viewer { kind } }", json!({}), &many).await.body["data"]["viewer"]["kind"], "STAFF");
}

#[tokio::test]
async fn who_waits_too_long_for_the_first_request_is_told_that_it_still_runs() {
    // SQLite has one writer, for whom everybody waits alike.
    if !on_postgres() {
        return;
    }
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let actor = Actor::Staff { id: admin.staff.unwrap(), session: None };
    let first = app.begin().await;
    let held = Claim::new(&actor, "k".to_owned(), "channelCreate", &json!({})).unwrap();
    assert!(idempotency::claim(&first, &held).await.unwrap().is_none());
    assert_eq!(with_header(&admin, "one", "k").await.code(), "IDEMPOTENCY_CONCURRENT_REQUEST");
    drop(first);
    assert_eq!(channel(&with_header(&admin, "one", "k").await)["slug"], "one");
}

#[tokio::test]
async fn a_visitor_needs_a_key_that_no_other_visitor_guesses() {
    let app = TestApp::new().await;
    // No mutation of this product is open to visitors and keeps its answer: this is one who may do everything.
    let visitor = Caller { actor: Actor::Anonymous, ..Caller::system("test") };
    let make = async |slug: &str, key: &str| {
        let currency = Currency::parse("EUR").unwrap();
        let input = ChannelCreateInput { slug: slug.to_owned(), name: "N".to_owned(), currency };
        let made = execute(&app.app.house, &visitor, input, Some(key.to_owned())).await;
        made.map(|answer| *answer.done().expect("nobody refuses it")).map_err(|fault| fault.code().to_owned())
    };
    for guess in ["1", "order-00000000000000000000000001", "00000000-0000-0000-0000-000000000000"] {
        assert_eq!(make("one", guess).await, Err(INVALID.to_owned()), "{guess}");
    }
    let key = "7f4c3a52-9d1e-4b0a-8c65-3f2e1d0c9b8a";
    let made = make("one", key).await;
    assert!(made.is_ok());
    assert_eq!(make("one", key).await, made);
    assert_eq!(make("two", key).await, Err("IDEMPOTENCY_KEY_PARAMETER_MISMATCH".to_owned()));
    let staff = role_with(&app, "opener", "channel.create").await;
    assert_eq!(with_header(&staff, "two", key).await.body["data"]["channelCreate"]["userErrors"], json!([]));
}
