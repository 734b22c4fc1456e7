//! A placement that fails at any of the tables that it writes, or at its commit, has not happened, and can be asked for again.

use sea_orm::ConnectionTrait as _;
use serde_json::json;

use super::books;
use crate::harness::database::on_postgres;
use crate::harness::shop::{GOODS, Shop};
use crate::orders::{draft, place_of, send};

/// The tables that placing an order writes, whatever the database.
const TABLES: [&str; 9] = [
    "idempotency_record",
    "stock",
    "stock_movement",
    "stock_reservation",
    "orders",
    "order_event",
    "outbox_event",
    "audit_chain",
    "audit_entry",
];

/// What makes a table say no, and what makes it say yes again.
struct Refusal {
    place: String,
    on: Vec<String>,
    off: Vec<String>,
}

fn at_table(table: &str) -> Refusal {
    let triggers = ["INSERT", "UPDATE"].map(|act| {
        let name = format!("refuse_{}", act.to_lowercase());
        let (on, off) = if on_postgres() {
            let on = format!("CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()");
            (on, format!("DROP TRIGGER {name} ON {table}"))
        } else {
            let on = format!("CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END");
            (on, format!("DROP TRIGGER {name}"))
        };
        (on, off)
    });
    let (on, off) = triggers.into_iter().unzip();
    Refusal { place: table.to_owned(), on, off }
}

/// Every statement succeeds, and the commit does not.
fn at_commit() -> Refusal {
    let (on, off) = if on_postgres() {
        let on = "CREATE CONSTRAINT TRIGGER refuse_commit AFTER INSERT ON outbox_event
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()";
        (on, "DROP TRIGGER refuse_commit ON outbox_event")
    } else {
        // A reference to nothing, which is looked at when the transaction ends.
        let on = "CREATE TRIGGER refuse_commit AFTER INSERT ON outbox_event
            BEGIN INSERT INTO debt (of) VALUES (1); END";
        (on, "DROP TRIGGER refuse_commit")
    };
    Refusal { place: "commit".to_owned(), on: vec![on.to_owned()], off: vec![off.to_owned()] }
}

/// What the refusals need.
fn preparation() -> [&'static str; 2] {
    if on_postgres() {
        ["CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$", ""]
    } else {
        [
            "CREATE TABLE creditor (id INTEGER PRIMARY KEY)",
            "CREATE TABLE debt (of INTEGER REFERENCES creditor (id) DEFERRABLE INITIALLY DEFERRED)",
        ]
    }
}

async fn tell(shop: &Shop, statements: impl IntoIterator<Item = impl AsRef<str>>) {
    for statement in statements {
        shop.app.app.house.db.writer().execute_unprepared(statement.as_ref()).await.unwrap();
    }
}

#[tokio::test]
async fn a_placement_that_fails_at_any_table_or_at_its_commit_has_not_happened() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let shirt = shop.stocked(GOODS, 5).await;
    let order = draft(&shop, &agent, &[(shirt, 2)]).await;
    let none: [String; 0] = [];
    tell(&shop, preparation()).await;
    for Refusal { place, on, off } in TABLES.into_iter().map(at_table).chain([at_commit()]) {
        tell(&shop, on).await;
        let answer = send(&agent, "place", "orderPlace", place_of(&order)).await;
        tell(&shop, off).await;
        assert_eq!(answer.code(), "INTERNAL", "{place}: {:#}", answer.body);
        assert_eq!(books::balance(&shop.app.app.house.db.reader).await, none, "{place}");
        assert_eq!(shop.levels(shirt).await, (5, 0), "{place}");
    }
    let answer = send(&agent, "place", "orderPlace", place_of(&order)).await;
    assert_eq!(answer.body["data"]["orderPlace"]["order"]["status"], json!("CONFIRMED"), "{:#}", answer.body);
    assert_eq!(books::balance(&shop.app.app.house.db.reader).await, none);
    assert_eq!(shop.levels(shirt).await, (5, 2));
}
