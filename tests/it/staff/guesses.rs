//! Passwords that are tried one after the other.

use chrono::TimeDelta;
use regie::kernel::clock::Timestamp;
use regie::kernel::fault::Fault;
use regie::server::peer::Proxies;
use regie::server::router::Edge;
use regie::staff::guesses::{FAILURES_MAX, Guesses, REMEMBERED_MAX, WINDOW_SECS};
use serde_json::{Value, json};

use super::{LOGIN, account};
use crate::harness::{Answer, Client, TestApp};

const CHANGE: &str = "mutation($input: PasswordChangeInput!) { passwordChange(input: $input) {
    token userErrors { code } } }";
const HERE: &str = "192.0.2.1";
const ELSEWHERE: &str = "192.0.2.2";

/// Behind a proxy that says where people are.
async fn app() -> TestApp {
    let app =
        TestApp::with_edge(Edge { proxies: Proxies { count: 1, ..Proxies::default() }, ..TestApp::generous() }).await;
    account(&app, "ada@regie.test").await;
    app
}

async fn from(client: &Client, place: &str, document: &str, input: Value) -> Answer {
    client.send_with(document, json!({ "input": input }), &[("x-forwarded-for", place)]).await
}

/// The status, and the code of what is wrong, if anything is.
async fn login(app: &TestApp, place: &str, email: &str, password: &str) -> (u16, String) {
    let answer = from(&app.anonymous(), place, LOGIN, json!({ "email": email, "password": password })).await;
    let refused = &answer.body["data"]["sessionCreate"]["userErrors"][0]["code"];
    let fault = &answer.body["errors"][0]["extensions"]["code"];
    let code = refused.as_str().or(fault.as_str()).unwrap_or_default();
    (answer.status.as_u16(), code.to_owned())
}

async fn fail(app: &TestApp, email: &str, times: usize) {
    for _ in 0..times {
        assert_eq!(login(app, HERE, email, "wrong horse!").await, (200, "CREDENTIALS_REFUSED".to_owned()));
    }
}

#[tokio::test]
async fn after_ten_failures_from_one_address_no_password_of_the_account_is_looked_at_there_for_a_while() {
    let app = app().await;
    let throttled = (429, "THROTTLED".to_owned());
    for email in ["ada@regie.test", "nobody@regie.test"] {
        fail(&app, email, FAILURES_MAX).await;
        assert_eq!(login(&app, HERE, email, "correct horse").await, throttled, "{email}");
        assert_eq!(login(&app, HERE, &format!(" {}", email.to_uppercase()), "correct horse").await, throttled);
    }
    assert_eq!(login(&app, ELSEWHERE, "ada@regie.test", "correct horse").await, (200, String::new()));
    account(&app, "bob@regie.test").await;
    assert_eq!(login(&app, HERE, "bob@regie.test", "correct horse").await, (200, String::new()));
    app.clock.advance(TimeDelta::seconds(WINDOW_SECS - 1));
    assert_eq!(login(&app, HERE, "ada@regie.test", "correct horse").await, throttled);
    app.clock.advance(TimeDelta::seconds(1));
    assert_eq!(login(&app, HERE, "ada@regie.test", "correct horse").await, (200, String::new()));
}

#[tokio::test]
async fn whoever_signs_in_has_not_failed() {
    let app = app().await;
    fail(&app, "ada@regie.test", FAILURES_MAX - 1).await;
    assert_eq!(login(&app, HERE, "ada@regie.test", "correct horse").await, (200, String::new()));
    fail(&app, "ada@regie.test", FAILURES_MAX).await;
    assert_eq!(login(&app, HERE, "ada@regie.test", "correct horse").await.0, 429);
}

#[tokio::test]
async fn whoever_does_not_know_the_password_finds_it_out_by_changing_it_no_sooner() {
    let app = app().await;
    let input = json!({ "email": "ada@regie.test", "password": "correct horse" });
    let session = from(&app.anonymous(), ELSEWHERE, LOGIN, input).await.body["data"]["sessionCreate"].clone();
    let ada = app.with_token(session["token"].as_str().unwrap());
    let change = async |place: &str, current: &str| {
        let input = json!({ "currentPassword": current, "newPassword": "battery staple" });
        from(&ada, place, CHANGE, input).await
    };
    for _ in 0..FAILURES_MAX {
        let answer = change(HERE, "wrong horse!").await;
        assert_eq!(answer.body["data"]["passwordChange"]["userErrors"][0]["code"], "CREDENTIALS_REFUSED");
    }
    let answer = change(HERE, "correct horse").await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (429, "THROTTLED"));
    assert_eq!(answer.body["errors"][0]["extensions"]["retryAfterSecs"], WINDOW_SECS);
    assert_eq!(login(&app, HERE, "ada@regie.test", "correct horse").await.0, 429, "it is the same password");
    let answer = change(ELSEWHERE, "correct horse").await;
    assert_eq!(answer.body["data"]["passwordChange"]["userErrors"], json!([]));
}

fn at(secs: i64) -> Timestamp {
    Timestamp(0).plus_secs(secs)
}

fn refused(guesses: &Guesses, account: &str, now: Timestamp) -> Option<u64> {
    match guesses.guess(account, HERE, now) {
        Ok(_) => None,
        Err(Fault::Throttled { retry_after_secs }) => Some(retry_after_secs),
        Err(fault) => panic!("{fault:?}"),
    }
}

#[test]
fn the_time_that_is_told_is_when_the_first_failure_counts_no_longer() {
    let guesses = Guesses::default();
    for number in 0..FAILURES_MAX as i64 {
        assert_eq!(refused(&guesses, "ada", at(number)), None);
    }
    assert_eq!(refused(&guesses, "ada", at(100)), Some(800));
    assert_eq!(refused(&guesses, "ada", at(WINDOW_SECS - 1)), Some(1), "what is refused does not count");
    assert_eq!(refused(&guesses, "ada", at(WINDOW_SECS)), None);
    assert_eq!(refused(&guesses, "ada", at(WINDOW_SECS)), Some(1), "the second failure counts a second longer");
}

#[test]
fn so_many_pairs_are_remembered_and_the_one_goes_that_was_tried_longest_ago() {
    let guesses = Guesses::default();
    for account in ["first", "second"] {
        for _ in 0..FAILURES_MAX {
            assert_eq!(refused(&guesses, account, at(0)), None);
        }
    }
    assert!(refused(&guesses, "first", at(1)).is_some());
    for number in 0..REMEMBERED_MAX - 1 {
        assert_eq!(refused(&guesses, &number.to_string(), at(1)), None);
    }
    assert_eq!(guesses.remembered(), REMEMBERED_MAX);
    assert!(refused(&guesses, "first", at(1)).is_some(), "it was tried after the second");
    assert_eq!(refused(&guesses, "second", at(1)), None);
    assert_eq!(guesses.remembered(), REMEMBERED_MAX);
}
