//! A house in which every mutation can succeed, as often as it is asked for.

use async_graphql::parser::types::FieldDefinition;
use regie::access::session;
use regie::kernel::id::VariantId;
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};
use std::collections::BTreeMap;

use crate::harness::shop::{GOODS, Goods, Shop};
use crate::harness::{Answer, Client};
use crate::orders::{address, draft_of};
use crate::policy::arguments::Maker;
use crate::schema::{fields, types};
use crate::workflow::runs::check;
use crate::workflow::{approval, publish};

/// Mutations that take no key. The list may only shrink: each answers with a secret, which is not kept, and whoever lost the
/// answer signs in.
pub const WITHOUT_KEY: &[&str] = &["ownerCreate", "passwordChange", "sessionCreate", "staffInvitationAccept"];

/// An order that somebody else must release first: the payload is an approval that is waited for.
pub const PARKED: &str = "orderPlace, parked";

/// A mutation that will succeed, once.
pub struct Case {
    pub name: String,
    pub client: Client,
    pub input: Value,
}

pub struct House {
    pub shop: Shop,
    agent: Client,
    finance: Client,
    shirt: VariantId,
    /// Three of it need a release by finance.
    suit: VariantId,
    maker: Maker,
    mutations: BTreeMap<String, FieldDefinition>,
    tables: Vec<String>,
}

/// How many rows each table has, and how much was ever recorded.
pub type Rows = BTreeMap<String, i64>;

impl House {
    pub async fn new() -> Self {
        let shop = Shop::new().await;
        let (agent, finance) = (shop.app.as_role("order-agent").await, shop.app.as_role("finance").await);
        let shirt = shop.stocked(GOODS, 1_000).await;
        let suit = shop.stocked(Goods { price_minor: 50_000, ..GOODS }, 1_000).await;
        publish(&shop.owner, check(false)).await;
        let mutation = types().into_iter().find(|ty| ty.name.node == "Mutation").unwrap();
        let mutations = fields(&mutation).iter().map(|field| (field.node.name.node.to_string(), field.node.clone()));
        let mutations = mutations.collect();
        let tables = tables(&shop).await;
        Self { shop, agent, finance, shirt, suit, maker: Maker::new(types()), mutations, tables }
    }

    /// Every mutation that takes a key, and one that is parked.
    pub fn cases(&self) -> Vec<String> {
        let names = self.mutations.keys().filter(|name| !WITHOUT_KEY.contains(&name.as_str())).cloned();
        let cases: Vec<String> = names.chain([PARKED.to_owned()]).collect();
        assert!(cases.len() > 55, "a sweep that covers nothing proves nothing");
        cases
    }

    pub fn field(&self, name: &str) -> &FieldDefinition {
        &self.mutations[name]
    }

    /// A document with everything that the payload has, down to this depth. `directive` stands on the field.
    pub fn document(&self, name: &str, directive: &str, depth: u32) -> String {
        let field = self.field(name);
        let (selection, input) = (self.maker.selection(&field.ty.node, depth), &field.arguments[0].node.ty.node);
        format!("mutation($input: {input}) {{ {name}(input: $input) {directive} {{ {selection} }} }}")
    }

    /// Sends it with a key in the header.
    pub async fn send(&self, case: &Case, key: &str) -> Answer {
        let document = self.document(&case.name, "", 2);
        case.client.send_with(&document, json!({ "input": case.input }), &[("idempotency-key", key)]).await
    }

    pub async fn rows(&self) -> Rows {
        let counts = self.tables.iter().map(|table| format!("(SELECT count(*) FROM \"{table}\")"));
        let counts = counts.chain(["(SELECT sum(length) FROM audit_chain)".to_owned()]);
        let sql = format!("SELECT {}", counts.collect::<Vec<_>>().join(" || ',' || "));
        let db = &self.shop.app.app.house.db.reader;
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
        let counts: String = row.try_get_by_index(0).unwrap();
        let names = self.tables.iter().map(String::as_str).chain(["recorded"]).map(str::to_owned);
        names.zip(counts.split(',').map(|count| count.parse().unwrap())).collect()
    }

    /// Does something on the way to a case; gives what the payload shows first.
    async fn make(&self, name: &str, input: Value) -> Value {
        self.make_as(&self.shop.owner, name, input).await
    }

    async fn make_as(&self, client: &Client, name: &str, input: Value) -> Value {
        let data = client.keyed(&self.shop.key(), &self.document(name, "", 2), json!({ "input": input })).await;
        let payload = data[name].as_object().unwrap();
        assert_eq!(payload["userErrors"], json!([]), "{name}: {payload:?}");
        let about = ["__typename", "userErrors", "pendingApproval", "findings", "token"];
        payload.iter().find(|(key, value)| !about.contains(&key.as_str()) && !value.is_null()).unwrap().1.clone()
    }

    /// Whatever this mutation needs is there, and nobody has touched it.
    pub async fn prepare(&self, case: &str) -> Case {
        let name = case.split(',').next().unwrap();
        let slug = format!("n-{}", self.shop.next());
        let input = match name.split_at(name.find(|c: char| c.is_ascii_uppercase()).unwrap()) {
            ("category" | "collection", _) => self.shelf(name, &slug).await,
            ("channel" | "customer" | "warehouse", _) => self.place(name, &slug).await,
            ("order", _) => self.order(case).await,
            ("product", _) => self.product(name, &slug).await,
            ("role" | "staff" | "team" | "session", _) => self.personnel(name, &slug).await,
            ("stock", _) => self.stock(name).await,
            ("task" | "workflow", _) => self.workflow(name, &slug).await,
            _ => None,
        };
        let client = match name.split_at(4) {
            ("task", _) => &self.finance,
            ("orde", _) => &self.agent,
            _ => &self.shop.owner,
        };
        let input = input.unwrap_or_else(|| panic!("nothing is prepared for {name}: say how it succeeds"));
        Case { name: name.to_owned(), client: client.clone(), input }
    }

    async fn shelf(&self, name: &str, slug: &str) -> Option<Value> {
        let category =
            async |slug: String| self.make("categoryCreate", json!({ "slug": slug, "name": slug })).await["id"].clone();
        let collection = json!({ "slug": format!("{slug}-list"), "title": slug });
        let collection = async || self.make("collectionCreate", collection).await["id"].clone();
        Some(match name {
            "categoryCreate" => json!({ "slug": slug, "name": slug }),
            "categoryDelete" => json!({ "id": category(slug.to_owned()).await }),
            "categoryMove" => {
                json!({ "id": category(slug.to_owned()).await, "parentId": category(format!("{slug}-above")).await })
            }
            "categoryUpdate" => json!({ "id": category(slug.to_owned()).await, "name": "Other" }),
            "collectionCreate" => json!({ "slug": slug, "title": slug }),
            "collectionDelete" => json!({ "id": collection().await }),
            "collectionUpdate" => json!({ "id": collection().await, "title": "Other" }),
            "collectionProductsAdd" | "collectionProductsRemove" | "collectionProductsReorder" => {
                let (id, products) = (collection().await, [self.thing(slug).await, self.thing(slug).await]);
                let all = json!({ "id": id, "productIds": [products[0]["id"], products[1]["id"]] });
                if name == "collectionProductsAdd" {
                    return Some(all);
                }
                self.make("collectionProductsAdd", all.clone()).await;
                let moves = json!([{ "productId": products[1]["id"], "position": 0 }]);
                if name == "collectionProductsRemove" { all } else { json!({ "id": id, "moves": moves }) }
            }
            _ => return None,
        })
    }

    async fn place(&self, name: &str, slug: &str) -> Option<Value> {
        let channel = json!({ "slug": slug, "name": slug, "currency": "EUR" });
        let customer = json!({ "email": format!("{slug}@regie.test"), "name": slug });
        let warehouse = json!({ "slug": slug, "name": slug, "country": "DE" });
        Some(match name {
            "channelCreate" => channel,
            "channelUpdate" => json!({ "id": self.make("channelCreate", channel).await["id"], "name": "Other" }),
            "customerCreate" => customer,
            "customerUpdate" => json!({ "id": self.make("customerCreate", customer).await["id"], "name": "Other" }),
            "warehouseCreate" => warehouse,
            "warehouseUpdate" => json!({ "id": self.make("warehouseCreate", warehouse).await["id"], "name": "Other" }),
            _ => return None,
        })
    }

    async fn order(&self, case: &str) -> Option<Value> {
        let draft = async |variant, quantity| {
            let draft = draft_of(self.shop.channel, &[(variant, quantity)]);
            self.make_as(&self.agent, "orderDraftCreate", draft).await
        };
        let place = |order: &Value| json!({ "id": order["id"], "expectedVersion": order["version"] });
        let order = draft(self.shirt, 1).await;
        let (id, line) = (order["id"].clone(), order["lines"][0]["id"].clone());
        Some(match case {
            "orderCancel" => {
                self.make_as(&self.agent, "orderPlace", place(&order)).await;
                json!({ "id": id, "reason": "CUSTOMER" })
            }
            "orderDraftCreate" => draft_of(self.shop.channel, &[(self.shirt, 2)]),
            "orderLineAdd" => json!({ "orderId": id, "variantId": self.suit, "quantity": 1 }),
            "orderLineRemove" => json!({ "id": line }),
            "orderLineUpdate" => json!({ "id": line, "quantity": 2 }),
            "orderNoteAdd" => json!({ "id": id, "note": "Ring twice." }),
            "orderPlace" => place(&order),
            PARKED => place(&draft(self.suit, 3).await),
            "orderUpdate" => json!({ "id": id, "billingAddress": address() }),
            _ => return None,
        })
    }

    /// A product that can be published.
    async fn thing(&self, slug: &str) -> Value {
        let prices = json!([{ "currency": "EUR", "amount": "10" }]);
        let variants = json!([
            { "optionValues": ["S"], "sku": format!("{slug}-S-{}", self.shop.next()), "prices": prices },
            { "optionValues": ["M"], "prices": prices },
        ]);
        self.make("productCreate", json!({ "title": slug, "optionNames": ["Size"], "variants": variants })).await
    }

    async fn product(&self, name: &str, slug: &str) -> Option<Value> {
        let product = self.thing(slug).await;
        let (id, variant) = (product["id"].clone(), product["variants"][0]["id"].clone());
        Some(match name {
            "productArchive" | "productPublish" => json!({ "id": id }),
            "productUnpublish" => {
                self.make("productPublish", json!({ "id": id })).await;
                json!({ "id": id })
            }
            "productCreate" => json!({ "title": slug, "tags": ["a", "b"] }),
            "productSet" => json!({ "slug": product["slug"], "title": "Other", "externalKey": slug, "variants": [
                { "optionValues": ["M"] }, { "optionValues": ["L"] }] }),
            "productUpdate" => json!({ "id": id, "title": "Other" }),
            "productVariantCreate" => json!({ "productId": id, "optionValues": ["L"] }),
            "productVariantDelete" => json!({ "id": variant }),
            "productVariantUpdate" => json!({ "id": variant, "barcode": slug }),
            _ => return None,
        })
    }

    async fn personnel(&self, name: &str, slug: &str) -> Option<Value> {
        let person = self.shop.app.person(slug, &[]).await.staff.unwrap();
        let role =
            async || self.make("roleCreate", json!({ "key": slug, "name": slug, "lines": [] })).await["id"].clone();
        let team = async || self.make("teamCreate", json!({ "name": slug, "memberIds": [person] })).await["id"].clone();
        Some(match name {
            "roleCreate" => {
                json!({ "key": slug, "name": slug, "lines": [{ "permission": "order.read", "effect": "ALLOW" }] })
            }
            "roleDelete" => json!({ "id": role().await }),
            "roleUpdate" => json!({ "id": role().await, "name": "Other" }),
            "roleAssign" => json!({ "roleId": role().await, "staffId": person, "scope": { "everything": true } }),
            "roleUnassign" => {
                let give = json!({ "roleId": role().await, "staffId": person, "scope": { "everything": true } });
                json!({ "id": self.make("roleAssign", give).await[0]["id"] })
            }
            "staffDeactivate" => json!({ "staffId": person }),
            "staffReactivate" => {
                self.make("staffDeactivate", json!({ "staffId": person })).await;
                json!({ "staffId": person })
            }
            "staffInvite" => json!({ "email": format!("{slug}@regie.test"), "name": slug }),
            "staffInvitationWithdraw" => {
                let whom = json!({ "email": format!("{slug}@regie.test"), "name": slug });
                json!({ "id": self.make("staffInvite", whom).await["id"] })
            }
            "staffUpdate" => json!({ "staffId": person, "name": "Other" }),
            "teamCreate" => json!({ "name": slug }),
            "teamDelete" => json!({ "id": team().await }),
            "teamUpdate" => json!({ "id": team().await, "name": format!("{slug}-other") }),
            "sessionEnd" => {
                let (tx, entropy) = (self.shop.app.begin().await, &self.shop.app.app.house.entropy);
                let own = self.shop.owner.staff.unwrap();
                let other = session::open(entropy, &tx, own, session::UserAgent::default()).await.unwrap();
                tx.commit(entropy).await.unwrap();
                json!({ "id": other.session.id })
            }
            _ => return None,
        })
    }

    async fn stock(&self, name: &str) -> Option<Value> {
        let variant = self.shop.stocked(GOODS, 5).await;
        Some(match name {
            "stockAdjust" => {
                json!({ "variantId": variant, "warehouseId": self.shop.warehouse, "delta": -2, "reason": "DAMAGED" })
            }
            "stockSet" => json!({ "variantId": variant, "warehouseId": self.shop.warehouse, "quantity": 7,
                "changeFromQuantity": 5, "reason": "COUNT" }),
            _ => return None,
        })
    }

    async fn workflow(&self, name: &str, slug: &str) -> Option<Value> {
        let start = json!({ "definition": "check", "entityId": self.shop.channel, "variables": { "score": 10 } });
        let draft = async || {
            let draft = json!({ "source": approval(slug) });
            self.make("workflowDefinitionSave", draft).await["id"].clone()
        };
        Some(match name {
            "taskClaim" | "taskComplete" | "taskRelease" => {
                let task = self.make("workflowStart", start).await["tasks"][0]["id"].clone();
                if name == "taskRelease" {
                    self.make_as(&self.finance, "taskClaim", json!({ "id": task })).await;
                }
                if name == "taskComplete" { json!({ "id": task, "outcome": "fine" }) } else { json!({ "id": task }) }
            }
            "workflowStart" => start,
            "workflowCancel" => json!({ "id": self.make("workflowStart", start).await["id"], "reason": "A mistake." }),
            "workflowDefinitionSave" => json!({ "source": approval(slug) }),
            "workflowDefinitionPublish" => json!({ "id": draft().await }),
            "workflowDefinitionDeprecate" => json!({ "id": publish(&self.shop.owner, approval(slug)).await }),
            _ => return None,
        })
    }
}

async fn tables(shop: &Shop) -> Vec<String> {
    let db = &shop.app.app.house.db.reader;
    let sql = match db.get_database_backend() {
        sea_orm::DbBackend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
        _ => "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
    };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let names = rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap());
    // What SQLite keeps behind an index of words comes and goes as it likes.
    names.filter(|name| !name.starts_with("product_search_index")).collect()
}
