//! Two gateways over one database: what is done at one is told on the sockets and streams of the other, and ends them.

use axum::body::Body;
use axum::http::Request;
use http_body_util::Full;
use regie::kernel::id::VariantId;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

use super::{Gateway, Socket};
use crate::harness::Client;
use crate::harness::shop::{GOODS, Shop};
use crate::http::{EVENTS, Events, JSON};
use crate::live::gateway;
use crate::server::shell::Http2;

const STOCK: &str = "subscription($after: String) { stockChanged(after: $after) { stock { onHand } } }";
const ROLES: &str = "{ viewer { roles } }";
/// Without a bus a gateway looks by itself, once a second.
const SOON: Duration = Duration::from_secs(2);

/// A shop that is served by two gateways, and goods of which there are five.
struct Pair {
    shop: Shop,
    clerk: Client,
    variant: VariantId,
    /// Before the goods came.
    before: String,
    /// A socket of the owner here.
    desk: Socket,
    there: Gateway,
    /// A connection there, for streams.
    line: Http2,
    _here: Gateway,
}

impl Pair {
    async fn open() -> Self {
        let shop = Shop::new().await;
        let clerk = shop.app.as_role("warehouse-clerk").await;
        let there = gateway(shop.app.db(), 2).await;
        let (here, there) = (Gateway::whole(&shop.app.app).await, Gateway::whole(&there).await);
        let before = there.cursor().await;
        let variant = shop.stocked(GOODS, 5).await;
        let desk = here.join_as(shop.owner.token()).await;
        let line = Http2::on(there.shell.connect().await).await;
        Self { shop, clerk, variant, before, desk, there, line, _here: here }
    }

    /// Follows stock there, on a socket and with a stream. Both have told of the goods.
    async fn follow(&self, client: &Client) -> (Socket, Events) {
        let variables = json!({ "after": self.before });
        let body = json!({ "query": STOCK, "variables": variables }).to_string();
        let request = Request::post("http://regie/graphql").header("content-type", JSON).header("accept", EVENTS);
        let request = request.header("authorization", format!("Bearer {}", client.token()));
        let answer = self.line.send(request.body(Full::from(body)).unwrap()).await.unwrap();
        let mut events = Events::of(Body::new(answer.into_body()));
        let mut socket = self.there.join_as(client.token()).await;
        socket.subscribe("stock", STOCK, variables).await;
        told(&mut socket, &mut events, 5).await;
        (socket, events)
    }

    /// What the owner does here.
    async fn act(&mut self, document: &str, variables: Value) -> Value {
        let answer = self.desk.ask(document, variables).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].clone()
    }

    /// Goods arrive, as the owner says here.
    async fn receive(&mut self, delta: i32) {
        let document = format!(
            "mutation($input: StockAdjustInput!) {{ stockAdjust(input: $input) @idempotent(key: \"{}\") {{
                userErrors {{ code }} }} }}",
            self.shop.key()
        );
        let (variant, warehouse) = (self.variant, self.shop.warehouse);
        let input = json!({ "variantId": variant, "warehouseId": warehouse, "delta": delta, "reason": "RECEIVED" });
        let data = self.act(&document, json!({ "input": input })).await;
        assert_eq!(data["stockAdjust"]["userErrors"], json!([]), "{data:#}");
    }
}

/// What a socket and a stream tell next: so many are on hand.
async fn told(socket: &mut Socket, events: &mut Events, on_hand: i64) {
    for answer in [socket.payload("stock", "next").await, events.answer().await] {
        assert_eq!(answer, json!({ "data": { "stockChanged": { "stock": { "onHand": on_hand } } } }));
    }
}

fn soon(what: &str, begun: Instant) {
    let took = begun.elapsed();
    println!("{what} at the other gateway after {took:?}");
    assert!(took < SOON, "{took:?}");
}

#[tokio::test]
async fn an_event_of_one_is_told_on_the_sockets_and_streams_of_the_other() {
    let mut pair = Pair::open().await;
    let clerk = pair.clerk.clone();
    let (mut socket, mut events) = pair.follow(&clerk).await;
    for on_hand in [7, 9] {
        let begun = Instant::now();
        pair.receive(2).await;
        told(&mut socket, &mut events, on_hand).await;
        soon("an event is told", begun);
    }
}

#[tokio::test]
async fn a_session_that_is_ended_at_one_closes_its_sockets_and_streams_at_the_other() {
    let mut pair = Pair::open().await;
    let (clerk, owner) = (pair.clerk.clone(), pair.shop.owner.clone());
    let (mut socket, mut events) = pair.follow(&clerk).await;
    let mut idle = pair.there.join_as(clerk.token()).await;
    let (mut of_owner, mut to_owner) = pair.follow(&owner).await;
    let begun = Instant::now();
    let end = "mutation($input: SessionEndInput!) { sessionEnd(input: $input) { ended userErrors { code } } }";
    let ended = pair.act(end, json!({ "input": { "staffId": clerk.staff, "everywhere": true } })).await;
    assert_eq!(ended["sessionEnd"], json!({ "ended": 1, "userErrors": [] }));
    let forbidden = (4403, "Forbidden".to_owned());
    assert_eq!(socket.closed().await, forbidden);
    assert_eq!(idle.closed().await, forbidden);
    events.break_off().await;
    soon("a session is over", begun);
    let mut again = pair.there.connect().await;
    again.send(json!({ "type": "connection_init", "payload": { "token": clerk.token() } })).await;
    assert_eq!(again.closed().await, forbidden);
    pair.receive(2).await;
    told(&mut of_owner, &mut to_owner, 7).await;
}

#[tokio::test]
async fn a_role_that_is_taken_away_at_one_ends_what_is_followed_at_the_other() {
    let mut pair = Pair::open().await;
    let (clerk, owner) = (pair.clerk.clone(), pair.shop.owner.clone());
    let own = clerk.ok("{ viewer { staffMember { roleAssignments { id } } } }", json!({})).await;
    let assignment = own["viewer"]["staffMember"]["roleAssignments"][0]["id"].clone();
    let (mut socket, mut events) = pair.follow(&clerk).await;
    let (mut of_owner, mut to_owner) = pair.follow(&owner).await;
    let begun = Instant::now();
    let unassign =
        "mutation($input: RoleUnassignInput!) { roleUnassign(input: $input) { deletedId userErrors { code } } }";
    let taken = pair.act(unassign, json!({ "input": { "id": assignment } })).await;
    assert_eq!(taken["roleUnassign"], json!({ "deletedId": assignment, "userErrors": [] }));
    assert_eq!(socket.error("stock").await, "FORBIDDEN");
    assert_eq!(events.refusal().await, "FORBIDDEN");
    soon("a role is gone", begun);
    pair.receive(2).await;
    told(&mut of_owner, &mut to_owner, 7).await;
    // The socket stays, and has not told of the goods.
    assert_eq!(socket.ask(ROLES, json!({})).await["data"]["viewer"]["roles"], json!(["storefront-visitor"]));
}
