//! Orders: drafted, placed with reserved stock, canceled, listed, and seen only from inside their scope.

mod drafts;
mod lists;
mod placing;
mod race;
mod rules;
mod scope;

use regie::kernel::id::{ChannelId, OrderId, TypedId as _, VariantId};
use serde_json::{Value, json};

use crate::harness::shop::Shop;
use crate::harness::{Answer, Client};

/// What tests look at of an order.
const FIELDS: &str = "id number label status fulfillmentStatus chargeStatus nextActions email version lineCount itemCount
    total { amount currency } cancelReason placedAt canceledAt customer { id email name }
    shippingAddress { name street1 city country } billingAddress { name }
    lines { id sku productTitle variantTitle requiresShipping quantity quantityCanceled unitPrice { amount } total { amount }
      variant { id } }";

/// The document of an order mutation, named as in the schema.
pub fn mutation(name: &str) -> String {
    let input = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    format!(
        "mutation($input: {input}!) {{ {name}(input: $input) {{ order {{ {FIELDS} }} userErrors {{ code field data }}
         pendingApproval {{ instanceId }} }} }}"
    )
}

/// Sends an order mutation with a key.
pub async fn send(client: &Client, key: &str, name: &str, input: Value) -> Answer {
    client.send_with(&mutation(name), json!({ "input": input }), &[("idempotency-key", key)]).await
}

/// Sends an order mutation with a new key; gives the payload.
pub async fn payload(shop: &Shop, client: &Client, name: &str, input: Value) -> Value {
    let answer = send(client, &shop.key(), name, input).await;
    assert!(answer.body.get("errors").is_none(), "unexpected errors: {:#}", answer.body);
    answer.body["data"][name].clone()
}

/// Sends an order mutation that must work; gives the order.
pub async fn done(shop: &Shop, client: &Client, name: &str, input: Value) -> Value {
    let payload = payload(shop, client, name, input).await;
    assert_eq!(payload["userErrors"], json!([]), "{payload:#}");
    payload["order"].clone()
}

/// Sends an order mutation that must be refused; gives the codes.
pub async fn refused(shop: &Shop, client: &Client, name: &str, input: Value) -> Vec<String> {
    let payload = payload(shop, client, name, input).await;
    assert_eq!(payload["order"], json!(null), "{payload:#}");
    let errors = payload["userErrors"].as_array().unwrap();
    errors.iter().map(|error| error["code"].as_str().unwrap().to_owned()).collect()
}

pub fn address() -> Value {
    json!({ "name": "Ada Lovelace", "street1": "St James's Square 12", "city": "London", "country": "GB" })
}

/// The input of a draft with everything that placing needs.
pub fn draft_of(channel: ChannelId, lines: &[(VariantId, i32)]) -> Value {
    let lines: Vec<Value> =
        lines.iter().map(|(id, quantity)| json!({ "variantId": id, "quantity": quantity })).collect();
    json!({ "channelId": channel, "email": "Ada@Example.org", "shippingAddress": address(), "lines": lines })
}

/// A draft that is ready to be placed.
pub async fn draft(shop: &Shop, client: &Client, lines: &[(VariantId, i32)]) -> Value {
    done(shop, client, "orderDraftCreate", draft_of(shop.channel, lines)).await
}

/// The input that places this order.
pub fn place_of(order: &Value) -> Value {
    json!({ "id": order["id"], "expectedVersion": order["version"] })
}

/// An order that was drafted and placed.
pub async fn placed(shop: &Shop, client: &Client, lines: &[(VariantId, i32)]) -> Value {
    let draft = draft(shop, client, lines).await;
    done(shop, client, "orderPlace", place_of(&draft)).await
}

pub fn id_of(order: &Value) -> OrderId {
    OrderId::from_global(order["id"].as_str().unwrap()).unwrap()
}
