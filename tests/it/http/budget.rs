//! What a request costs, and what happens when the budget is used up.

use chrono::TimeDelta;
use regie::engine::settings::Settings;
use serde_json::{Value, json};

use super::{JSON, Server};

fn ask(first: usize) -> String {
    json!({ "query": format!("{{ orders(first: {first}) {{ nodes {{ id }} }} }}") }).to_string()
}

fn cost(answer: &Value) -> &Value {
    &answer["extensions"]["cost"]
}

#[tokio::test]
async fn an_answer_tells_its_cost_and_gives_back_what_was_not_used() {
    let server = Server::new().await;
    let answer = server.post(JSON, ask(50)).await.json();
    let requested = cost(&answer)["requestedQueryCost"].as_u64().unwrap();
    let actual = cost(&answer)["actualQueryCost"].as_u64().unwrap();
    assert!(requested >= 50, "{requested}");
    assert!(actual < requested, "nothing was found: {actual}");
    let state = &cost(&answer)["throttleStatus"];
    assert_eq!(state["maximumAvailable"], 20_000);
    assert_eq!(state["restoreRate"], 2_000);
    assert_eq!(state["currentlyAvailable"].as_u64().unwrap(), 20_000 - actual);
}

#[tokio::test]
async fn whoever_has_used_up_the_budget_waits_for_it() {
    let server = Server::with(Settings { budget_max: 60, budget_restore: 10, ..Settings::default() }).await;
    // Every answer is smaller than what was asked for, so only the asking is refused.
    let answer = server.post(JSON, ask(100)).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (429, "THROTTLED"));
    let wait: u64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!(wait >= 1);
    let body = answer.json();
    assert!(body.get("data").is_none());
    assert_eq!(cost(&body)["actualQueryCost"], Value::Null);
    assert_eq!(cost(&body)["throttleStatus"]["currentlyAvailable"], 60);
    assert_eq!(server.post(JSON, ask(20)).await.status.as_u16(), 200);
    server.app.clock.advance(TimeDelta::seconds(60));
    let body = server.post(JSON, ask(20)).await.json();
    assert!(cost(&body)["throttleStatus"]["currentlyAvailable"].as_u64().unwrap() > 30);
}

#[tokio::test]
async fn one_operation_has_a_ceiling_for_everybody() {
    let server = Server::with(Settings { cost_max: 60, ..Settings::default() }).await;
    assert_eq!(server.post(JSON, ask(20)).await.status.as_u16(), 200);
    assert_eq!(server.post(JSON, ask(61)).await.code(), "COST_LIMIT_EXCEEDED");
}
