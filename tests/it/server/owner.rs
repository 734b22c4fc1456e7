//! The first owner: a token, once, for a house without staff.

use chrono::TimeDelta;
use regie::staff::bootstrap::{self, TOKEN_SECS};
use serde_json::{Value, json};

use crate::cli::Desk;
use crate::harness::process::Served;
use crate::harness::{Client, TestApp};

const CREATE: &str = "mutation($input: OwnerCreateInput!) { ownerCreate(input: $input) {
    token staffMember { name } userErrors { code field } } }";

fn input(token: &str) -> Value {
    json!({ "input": { "token": token, "email": "First@Regie.test", "name": "First", "password": "a good password" } })
}

async fn codes(client: &Client, variables: Value) -> Value {
    client.ok(CREATE, variables).await["ownerCreate"]["userErrors"].clone()
}

#[tokio::test]
async fn a_server_without_staff_prints_a_token_and_the_owner_made_with_it_may_everything() {
    let desk = Desk::empty().await;
    let server = Served::start(&desk.folder(), desk.arguments(&["serve"]));
    let token = server.lines[server.lines.len() - 2].clone();
    assert_eq!(token.len(), 43, "{:?}", server.lines);
    let (_, body) = server.graphql(None, CREATE, input(&token));
    let created = &body["data"]["ownerCreate"];
    assert_eq!(created["staffMember"], json!({ "name": "First" }), "{body}");
    let document = "{ viewer { roles } channels { totalCount { count } } }";
    let (_, body) = server.graphql(created["token"].as_str(), document, json!({}));
    assert_eq!(body["data"]["viewer"]["roles"], json!(["owner", "storefront-visitor"]), "{body}");
    assert_eq!(body["data"]["channels"]["totalCount"]["count"], 0);
    let (_, body) = server.graphql(None, CREATE, input(&token));
    assert_eq!(body["data"]["ownerCreate"]["userErrors"][0]["code"], "OWNER_TOKEN_REFUSED");
    server.terminate();
    assert_eq!(server.end().0, Some(0));
    let log = std::fs::read_to_string(desk.folder().join("stderr.log")).unwrap();
    assert!(!log.contains(&token), "the token is in the log");
    let again = Served::start(&desk.folder(), desk.arguments(&["serve"]));
    assert_eq!(again.lines.len(), 1, "{:?}", again.lines);
    again.sign_in("first@regie.test", "a good password");
}

#[tokio::test]
async fn a_token_is_good_for_a_day_and_a_house_without_staff() {
    let app = TestApp::new().await;
    let nobody = app.anonymous();
    let refused = json!([{ "code": "OWNER_TOKEN_REFUSED", "field": ["input", "token"] }]);
    assert_eq!(codes(&nobody, input("guessed")).await, refused);
    assert_eq!(codes(&nobody, input(&"x".repeat(129))).await, refused);
    let token = bootstrap::offer(&app.app.house).await.unwrap().unwrap();
    app.clock.advance(TimeDelta::seconds(TOKEN_SECS));
    assert_eq!(codes(&nobody, input(&token)).await, refused);
    let token = bootstrap::offer(&app.app.house).await.unwrap().unwrap();
    app.as_role("order-agent").await;
    assert_eq!(codes(&nobody, input(&token)).await, refused);
    assert_eq!(bootstrap::offer(&app.app.house).await.unwrap(), None);
}

#[tokio::test]
async fn every_fault_is_told_and_does_not_use_up_the_token() {
    let app = TestApp::new().await;
    let token = bootstrap::offer(&app.app.house).await.unwrap().unwrap();
    let bad = json!({ "input": { "token": token, "email": "nobody", "name": " ", "password": "short" } });
    assert_eq!(
        codes(&app.anonymous(), bad).await,
        json!([
            { "code": "INVALID", "field": ["input", "email"] },
            { "code": "BLANK", "field": ["input", "name"] },
            { "code": "TOO_SHORT", "field": ["input", "password"] },
        ])
    );
    assert_eq!(codes(&app.anonymous(), input(&token)).await, json!([]));
}

#[tokio::test]
async fn of_several_who_ask_at_once_one_becomes_the_owner() {
    let app = TestApp::new().await;
    let mut tokens = Vec::new();
    for _ in 0..2 {
        tokens.push(bootstrap::offer(&app.app.house).await.unwrap().unwrap());
    }
    let requests = (0..4).map(|n| {
        let client = app.anonymous();
        let mut variables = input(&tokens[n % 2]);
        variables["input"]["email"] = json!(format!("first-{n}@regie.test"));
        async move { client.send(CREATE, variables).await.body["data"]["ownerCreate"]["token"].is_string() }
    });
    let won = futures::future::join_all(requests).await.into_iter().filter(|won| *won).count();
    assert_eq!(won, 1);
}
