//! What lies outside of the caller's scope does not exist: every id of it is answered like an id that never was.

use regie::access::entity::{policy_line, role};
use regie::access::policies;
use regie::kernel::id::{ChannelId, RoleId, TypedId as _, VariantId, WarehouseId};
use regie::kernel::scope::Domain;
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::arguments::{Call, Maker, place, stranger};
use super::sweep::{Root, recorded, roots};
use crate::harness::shop::{GOODS, Goods, Shop};
use crate::harness::{Answer, Client};
use crate::orders::{done, draft_of, payload, place_of};
use crate::schema::types;

/// The types of what can lie outside of somebody's scope.
const FOREIGN: &[&str] =
    &["Channel", "Order", "OrderEvent", "OrderLine", "Stock", "StockMovement", "Task", "Warehouse", "WorkflowInstance"];

/// Ids by their types: what there is in one channel and one warehouse.
type Things = BTreeMap<&'static str, Value>;

/// What is refused before the id matters. The list may only shrink.
const REFUSED_BEFORE: &[&str] = &[];

/// Two shops in one house, and somebody who may do everything in the first, and gives roles in all of it.
struct TwoShops {
    shop: Shop,
    ours: Things,
    theirs: Things,
    local: Client,
}

impl TwoShops {
    async fn new() -> Self {
        let shop = Shop::new().await;
        let suit = shop.stocked(Goods { price_minor: 50_000, ..GOODS }, 9).await;
        let (channel, warehouse) = (shop.new_channel("b", "EUR").await, shop.new_warehouse("b", 1).await);
        shop.receive(suit, warehouse, 9).await;
        let agent = shop.app.as_role("order-agent").await;
        let ours = things(&shop, &agent, suit, (shop.channel, shop.warehouse)).await;
        let theirs = things(&shop, &agent, suit, (channel, warehouse)).await;
        let mut ours = ours;
        ours.insert("StaffMember", json!(agent.staff.unwrap().to_global()));
        ours.insert("Role", role_of(&shop, "local", &|_| true).await);
        role_of(&shop, "personnel", &|name| name.starts_with("staff.") || name.starts_with("role.")).await;
        let local = [
            ("local", Domain::Channel(shop.channel)),
            ("local", Domain::Warehouse(shop.warehouse)),
            ("personnel", Domain::Everything),
        ];
        let local = shop.app.person("local", &local).await;
        Self { shop, ours, theirs, local }
    }

    /// Sends a call with this id at the pointer, and things of one's own at all others.
    async fn send(&self, call: &Call, kinds: &BTreeMap<String, String>, pointer: &str, id: &Value) -> Answer {
        let mut variables = call.variables.clone();
        for (other, kind) in kinds {
            let own = self.ours.get(kind.as_str()).cloned().unwrap_or_else(|| stranger(kind));
            *variables.pointer_mut(other).unwrap() = own;
        }
        *variables.pointer_mut(pointer).unwrap() = id.clone();
        self.local.send_with(&call.document, variables, &[("idempotency-key", &self.shop.key())]).await
    }
}

/// A role that allows these permissions; gives its id.
async fn role_of(shop: &Shop, key: &str, allowed: &dyn Fn(&str) -> bool) -> Value {
    let (tx, entropy) = (shop.app.begin().await, &shop.app.app.house.entropy);
    let (id, now, key): (RoleId, _, _) = (entropy.id(tx.now()), tx.now(), key.to_owned());
    let (name, description) = (key.clone(), String::new());
    let row = role::Model { id, key, name, description, built_in: false, version: 1, created_at: now, updated_at: now };
    tx.insert(row).await.unwrap();
    let catalogue = regie::app::catalogue().into_iter().filter(|info| allowed(info.name));
    let lines = catalogue.map(|info| policy_line::Model {
        id: entropy.id(now),
        role_id: id,
        permission: info.name.to_owned(),
        effect: policy_line::Effect::Allow,
        workflow: None,
        condition: None,
    });
    tx.insert_all(&lines.collect::<Vec<_>>()).await.unwrap();
    policies::touch(&tx).await.unwrap();
    tx.commit(entropy).await.unwrap();
    json!(id)
}

/// An order that waits for its release, and stock, here.
async fn things(
    shop: &Shop,
    agent: &Client,
    suit: VariantId,
    (channel, warehouse): (ChannelId, WarehouseId),
) -> Things {
    let order = done(shop, agent, "orderDraftCreate", draft_of(channel, &[(suit, 3)])).await;
    let asked = payload(shop, agent, "orderPlace", place_of(&order)).await;
    let seen = "query($id: ID!) { order(id: $id) { timeline { id } tasks { id } } }";
    let seen = shop.owner.ok(seen, json!({ "id": order["id"] })).await["order"].clone();
    let stock = shop.stock(suit, warehouse).await.unwrap();
    let movements = shop.movements(suit).await;
    let movement = movements.iter().find(|movement| movement.stock_id == stock.id).unwrap();
    Things::from([
        ("Channel", json!(channel)),
        ("Order", order["id"].clone()),
        ("OrderEvent", seen["timeline"][0]["id"].clone()),
        ("OrderLine", order["lines"][0]["id"].clone()),
        ("ProductVariant", json!(suit)),
        ("Stock", json!(stock.id.to_global())),
        ("StockMovement", json!(movement.id.to_global())),
        ("Task", seen["tasks"][0]["id"].clone()),
        ("Warehouse", json!(warehouse)),
        ("WorkflowInstance", asked["pendingApproval"]["instanceId"].clone()),
    ])
}

/// The answer without the id that was sent, and without what is left of the caller's budget, which each request lessens.
fn told(answer: &Answer, id: &Value) -> String {
    let mut body = answer.body.clone();
    if let Some(state) = body.pointer_mut("/extensions/cost/throttleStatus") {
        state.take();
    }
    format!("{} {}", answer.status, body.to_string().replace(id.as_str().unwrap(), "ID"))
}

/// The JSON pointer of a path: each list has one item.
fn pointer_of<'a>(call: &'a Call, path: &[String]) -> &'a str {
    let wanted = |pointer: &&String| pointer.split('/').filter(|part| !["", "0"].contains(part)).eq(path.iter());
    call.ids.iter().find(wanted).unwrap_or_else(|| panic!("{path:?} is not in {}", call.variables))
}

#[tokio::test]
async fn there_is_something_of_every_foreign_type_and_only_their_side_is_out_of_sight() {
    let shops = TwoShops::new().await;
    let node = "query($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }";
    for kind in FOREIGN {
        let (ours, theirs) = (&shops.ours[kind], &shops.theirs[kind]);
        assert_ne!(ours, theirs, "{kind}");
        for (client, id, seen) in
            [(&shops.shop.owner, theirs, true), (&shops.local, ours, true), (&shops.local, theirs, false)]
        {
            let found = if seen { json!({ "id": id }) } else { json!(null) };
            let data = client.ok(node, json!({ "id": id })).await;
            assert_eq!(data, json!({ "node": found, "nodes": [found] }), "{kind}");
        }
    }
}

#[tokio::test]
async fn a_foreign_id_is_answered_like_one_that_never_was_and_nothing_changes() {
    let (shops, maker) = (TwoShops::new().await, Maker::new(types()));
    let (mut faults, mut covered, mut refused) = (Vec::new(), BTreeMap::new(), Vec::new());
    for Root { operation, field, .. } in roots() {
        let selection = maker.selection(&field.ty.node, 1);
        for path in maker.positions(&field) {
            let call = maker.call_with(operation, &field, &path, &selection);
            let pointer = pointer_of(&call, &path);
            let mut kinds = place(&shops.local, &call).await.types;
            // An id of any type is tried with all of them.
            let kind = kinds.remove(pointer);
            for foreign in FOREIGN.iter().filter(|foreign| kind.as_deref().is_none_or(|kind| kind == **foreign)) {
                let before = recorded(&shops.shop.app).await;
                let (theirs, never) = (&shops.theirs[foreign], &stranger(foreign));
                let (theirs, never) = (
                    told(&shops.send(&call, &kinds, pointer, theirs).await, theirs),
                    told(&shops.send(&call, &kinds, pointer, never).await, never),
                );
                let place = format!("{} {} of {foreign}", field.name.node, path.join("."));
                if theirs != never {
                    faults.push(format!("{place}:\n  theirs: {theirs}\n  never:  {never}"));
                }
                if recorded(&shops.shop.app).await != before {
                    faults.push(format!("{place} changed something"));
                }
                if theirs.contains("FORBIDDEN") {
                    refused.push(place);
                }
                *covered.entry(*foreign).or_insert(0) += 1;
            }
        }
    }
    assert_eq!(refused, REFUSED_BEFORE);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(covered.len() == FOREIGN.len() && covered.values().sum::<i32>() > 60, "{covered:?}");
}
