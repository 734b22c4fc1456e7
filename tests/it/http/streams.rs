//! How many streams of events a caller may have open.

use regie::engine::settings::Settings;
use serde_json::json;

use super::Server;

const STOCK: &str = "subscription { stockChanged { cursor } }";
const ORDERS: &str = "subscription { orderChanged { cursor } }";

async fn with_streams(streams_max: usize) -> Server {
    Server::with(Settings { streams_max, ..Settings::default() }).await
}

#[tokio::test]
async fn a_caller_has_so_many_streams_and_one_more_when_one_has_ended() {
    let server = with_streams(2).await;
    let (auditor, other) = (server.app.as_role("auditor").await, server.app.as_role("auditor").await);
    let (first, mut second) =
        (server.follow(auditor.token(), STOCK).await, server.follow(auditor.token(), STOCK).await);
    assert_eq!(server.follow(auditor.token(), STOCK).await.refusal().await, "TOO_MANY_STREAMS");
    let mut of_other = server.follow(other.token(), STOCK).await;
    let mut query = server.follow(auditor.token(), "{ __typename }").await;
    assert_eq!(query.answer().await["data"]["__typename"], "Query", "one answer needs no seat");
    // Its client goes away.
    drop(first);
    let mut third = server.follow(auditor.token(), STOCK).await;
    assert_eq!(server.follow(auditor.token(), STOCK).await.refusal().await, "TOO_MANY_STREAMS");
    server.app.line("auditor", "stock.read", "DENY", None, None).await;
    for stream in [&mut second, &mut third, &mut of_other] {
        assert_eq!(stream.refusal().await, "FORBIDDEN", "it was open");
    }
    // The server has ended them, though their clients have not let go.
    let _again = [server.follow(auditor.token(), ORDERS).await, server.follow(auditor.token(), ORDERS).await];
    assert_eq!(server.follow(auditor.token(), ORDERS).await.refusal().await, "TOO_MANY_STREAMS");
}

#[tokio::test]
async fn a_subscription_that_does_not_open_takes_no_seat() {
    let server = with_streams(1).await;
    let owner = server.app.as_role("owner").await;
    let behind_nothing = "subscription { stockChanged(after: \"x\") { cursor } }";
    for _ in 0..2 {
        assert_eq!(server.follow(owner.token(), behind_nothing).await.refusal().await, "BAD_INPUT");
    }
    let _open = server.follow(owner.token(), STOCK).await;
    assert_eq!(server.follow(owner.token(), STOCK).await.refusal().await, "TOO_MANY_STREAMS");
}

#[tokio::test]
async fn a_subscription_to_what_is_no_id_is_refused_with_the_path_to_it() {
    let server = with_streams(1).await;
    let owner = server.app.as_role("owner").await;
    let mut stream = server.follow(owner.token(), "subscription { orderChanged(id: \"x\") { cursor } }").await;
    let refused = stream.answer().await["errors"][0]["extensions"].clone();
    assert_eq!(refused, json!({ "code": "BAD_INPUT", "field": ["id"] }));
}

#[tokio::test]
async fn a_subscription_that_finds_no_seat_costs_nothing() {
    let server = Server::with(Settings { streams_max: 1, budget_max: 100, ..Settings::default() }).await;
    let owner = server.app.as_role("owner").await;
    let _open = server.follow(owner.token(), STOCK).await;
    // The clock stands still, so nothing fills the budget.
    for _ in 0..101 {
        assert_eq!(server.follow(owner.token(), STOCK).await.refusal().await, "TOO_MANY_STREAMS");
    }
}
