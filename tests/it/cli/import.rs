//! `import products`: a file from the desk into the catalog, with a report for people and one for scripts.

use regie::app::{App, Sources};
use regie::catalog::entity::product;
use regie::inventory::entity::{stock, stock_movement};
use regie::inventory::warehouse_create::WarehouseCreateInput;
use regie::kernel::command::{Answer, execute};
use regie::kernel::cx::Caller;
use regie::kernel::journal;
use regie::kernel::scope::Domain;
use regie::kernel::table::audit_entry;
use regie::staff::entity::staff_member::{self, StaffStatus};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveEnum as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::{Value, json};
use std::path::Path;

use super::{Desk, add_person, open_channel};
use crate::harness::process::Said;

const STOCK: &str =
    "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Tracker,Variant Inventory Qty
mug,Mug,Size,S,M-S,12.50,shopify,4
mug,,,L,M-L,15.00,shopify,0
mug,,,XL,M-XL,18.00,shopify,-2
bag,Bag,Size,One,BAG,30.00,,9
";

/// One of our own files.
fn own(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/products").join(name).display().to_string()
}

impl Desk {
    async fn app(&self) -> App {
        App::open(&self.db().options(), Sources::real()).await.unwrap()
    }

    fn import(&self, file: &str, more: &[&str]) -> Said {
        self.run(&[&["import", "products", file][..], more].concat())
    }

    /// The same with a file of the test's own, in euros and as JSON.
    fn import_text(&self, text: &str, more: &[&str]) -> (i32, Value) {
        std::fs::write(self.folder().join("goods.csv"), text).unwrap();
        let said = self.import("goods.csv", &[&["--currency", "EUR", "--report", "json"][..], more].concat());
        assert!(said.code < 2 && !said.out.is_empty(), "{said:?}");
        (said.code, said.json())
    }
}

async fn slugs(app: &App) -> Vec<String> {
    let rows = product::Entity::find().order_by_asc(product::Column::Slug).all(&app.house.db.reader).await.unwrap();
    rows.into_iter().map(|row| row.slug).collect()
}

#[tokio::test]
async fn a_file_is_imported_with_a_report_and_the_exit_code_is_zero() {
    let desk = Desk::seeded().await;
    let said = desk.import(&own("returning-handle.csv"), &["--currency", "EUR"]);
    assert_eq!((said.code, said.out.as_str()), (0, "Products: 3 added, 0 changed, 0 unchanged, 0 left out.\n"));
    let said = desk.import(&own("returning-handle.csv"), &["--currency", "EUR", "--report", "json"]);
    let expected = json!({ "created": 0, "updated": 0, "unchanged": 3, "failed": 0, "refused": 0, "refusals": [],
        "stock": { "set": 0, "unchanged": 0, "passedOver": 0 }, "stopped": false, "dryRun": false });
    assert_eq!((said.code, said.json()), (0, expected));
    let app = desk.app().await;
    assert_eq!(slugs(&app).await, ["boots", "rain-coat", "umbrella"]);
    let entries = audit_entry::Entity::find().filter(audit_entry::Column::Command.eq("productImport"));
    let entries = entries.all(&app.house.db.reader).await.unwrap();
    assert!(!entries.is_empty() && entries.iter().all(|entry| entry.actor == "system:cli"));
    assert_eq!(journal::verify(&app.house.db.reader).await.unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn refusals_are_told_with_line_and_column_and_the_exit_code_is_one() {
    let desk = Desk::seeded().await;
    let text = "Handle,Title,Price\na,A,12.50\nb,B,\"1,5\"\nc,,3\n";
    std::fs::write(desk.folder().join("goods.csv"), text).unwrap();
    let rehearsed = desk.import("goods.csv", &["--currency", "EUR", "--dry-run"]);
    let lines: Vec<&str> = rehearsed.out.lines().collect();
    assert_eq!(lines[0], "Nothing was written. This would come of it:");
    assert_eq!(slugs(&desk.app().await).await, [""; 0]);

    let said = desk.import("goods.csv", &["--currency", "EUR"]);
    assert_eq!((said.code, rehearsed.code), (1, 1));
    let told: Vec<&str> = said.out.lines().collect();
    assert_eq!(told, lines[1..], "a rehearsal says the same");
    assert_eq!(told[0], "Products: 1 added, 0 changed, 0 unchanged, 2 left out.");
    assert_eq!(told[1], "Refused: 3.");
    assert_eq!(told[3].split_whitespace().collect::<Vec<_>>(), ["line", "column", "value", "code", "reason"]);
    let row = |at: usize| told[at].split_whitespace().take(4).collect::<Vec<_>>();
    assert_eq!(
        [row(4), row(5), row(6)],
        [["3", "Price", "1,5", "BAD_PRICE"], ["3", "-", "-", "NO_VARIANT"], ["4", "Title", "-", "BLANK_TITLE"]]
    );

    let (code, report) = desk.import_text(text, &[]);
    assert_eq!((code, &report["refused"], &report["unchanged"]), (1, &json!(3), &json!(1)));
    assert_eq!(
        report["refusals"][2],
        json!({ "line": 4, "column": "Title", "code": "BLANK_TITLE", "value": null,
            "message": "The first line of a product needs a title." })
    );
    assert_eq!(slugs(&desk.app().await).await, ["a"]);
}

#[tokio::test]
async fn an_import_that_is_told_to_stop_stops() {
    let desk = Desk::seeded().await;
    let said = desk.import(&own("bad-lines.csv"), &["--currency", "EUR", "--on-error", "stop"]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("Refused: 1.\nThe import stopped there.\n"), "{said:?}");
    assert_eq!(slugs(&desk.app().await).await, [""; 0]);
    let said = desk.import(&own("bad-lines.csv"), &["--currency", "EUR", "--on-error", "continue"]);
    assert!(said.out.starts_with("Products: 2 added, 0 changed, 0 unchanged, 2 left out.\n"), "{said:?}");
    assert_eq!(slugs(&desk.app().await).await, ["belt", "scarf"]);
}

#[tokio::test]
async fn standard_input_is_a_file_too() {
    let desk = Desk::seeded().await;
    let said = desk.tell(&["import", "products", "-", "--currency", "EUR"], "Handle,Title,Price\na,A,1\n");
    assert_eq!((said.code, said.out.as_str()), (0, "Products: 1 added, 0 changed, 0 unchanged, 0 left out.\n"));
}

#[tokio::test]
async fn progress_is_told_on_standard_error() {
    let desk = Desk::seeded().await;
    let lines = (0..400).map(|at| format!("p{at},P,1\n"));
    let text: String = std::iter::once("Handle,Title,Price\n".to_owned()).chain(lines).collect();
    std::fs::write(desk.folder().join("goods.csv"), text).unwrap();
    let said = desk.import("goods.csv", &["--currency", "EUR"]);
    assert_eq!(said.code, 0);
    assert!(said.err.lines().count() > 5 && said.err.contains("lines: 401 of 401\n"), "{}", said.err);
}

#[tokio::test]
async fn the_currency_is_that_of_the_channels_or_must_be_said() {
    let desk = Desk::seeded().await;
    let file = own("empty-sku.csv");
    let unsaid = "error: the file does not say in which currency its prices are; use --currency\n";
    let said = desk.import(&file, &[]);
    assert_eq!((said.code, said.err.as_str()), (2, unsaid));
    open_channel(&desk.app().await, "eu-shop").await;
    assert_eq!(desk.import(&file, &[]).code, 0);
    let said = desk.import(&file, &["--currency", "euro"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("'euro'") && said.err.contains("ISO 4217"), "{said:?}");
    assert_eq!(desk.import(&file, &["--currency", "XAU"]).code, 2, "nothing is priced in gold");
}

#[tokio::test]
async fn a_file_that_is_not_there_and_a_database_that_is_not_ready_are_told() {
    let desk = Desk::seeded().await;
    let said = desk.import("no-such.csv", &["--currency", "EUR"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(said.err.starts_with("error: cannot read no-such.csv: No such file"), "{said:?}");
    let said = desk.import(".", &["--currency", "EUR"]);
    assert_eq!(said.code, 1, "it was opened, and is refused as a file");
    assert_eq!(desk.run(&["import", "products"]).code, 2, "a file must be named");
    let empty = Desk::empty().await;
    let said = empty.import(&own("empty-sku.csv"), &["--currency", "EUR"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("`regie migrate up`"), "{said:?}");
}

#[tokio::test]
async fn it_is_done_in_the_name_of_a_person_who_may() {
    let desk = Desk::seeded().await;
    let app = desk.app().await;
    let manager = add_person(&app, "ada@regie.test", &[("catalog-manager", Domain::Everything)]).await;
    add_person(&app, "bob@regie.test", &[("order-agent", Domain::Everything)]).await;
    let shop = open_channel(&app, "eu-shop").await;
    add_person(&app, "local@regie.test", &[("catalog-manager", Domain::Channel(shop))]).await;
    let gone = add_person(&app, "gone@regie.test", &[("catalog-manager", Domain::Everything)]).await;
    staff_member::Entity::update_many()
        .col_expr(staff_member::Column::Status, Expr::value(StaffStatus::Deactivated.to_value()))
        .filter(staff_member::Column::Id.eq(gone))
        .exec(app.house.db.writer())
        .await
        .unwrap();
    let file = own("empty-sku.csv");
    for (email, told) in [
        ("bob@regie.test", "This needs the permission `product.import`."),
        ("local@regie.test", "This needs the permission `product.import` everywhere."),
        ("gone@regie.test", "the account of gone@regie.test is deactivated"),
        ("nobody@regie.test", "nobody on the staff has the address nobody@regie.test"),
    ] {
        let said = desk.import(&file, &["--as", email]);
        assert_eq!((said.code, said.err), (2, format!("error: {told}\n")));
    }
    assert_eq!(slugs(&app).await, [""; 0]);
    assert_eq!(desk.import(&file, &["--as", "Ada@Regie.test"]).code, 0);
    let entries = audit_entry::Entity::find().filter(audit_entry::Column::Command.eq("productImport"));
    let entries = entries.all(&app.house.db.reader).await.unwrap();
    assert!(!entries.is_empty() && entries.iter().all(|entry| entry.staff_id == Some(manager)));
}

#[tokio::test]
async fn stock_figures_are_entered_as_counts_of_a_warehouse() {
    let desk = Desk::seeded().await;
    let app = desk.app().await;
    let input: WarehouseCreateInput =
        serde_json::from_value(json!({ "slug": "north", "name": "North", "country": "NO", "priority": 100 })).unwrap();
    let opened = execute(&app.house, &Caller::system("test"), input, None).await.unwrap();
    assert!(matches!(opened, Answer::Done(_)), "{opened:?}");

    let (code, report) = desk.import_text(STOCK, &[]);
    assert_eq!((code, &report["stock"]), (0, &json!({ "set": 0, "unchanged": 0, "passedOver": 4 })));
    let (code, report) = desk.import_text(STOCK, &["--warehouse", "north"]);
    assert_eq!((code, &report["unchanged"]), (1, &json!(2)), "the products are there already");
    assert_eq!(report["stock"], json!({ "set": 1, "unchanged": 1, "passedOver": 1 }));
    assert_eq!(
        report["refusals"],
        json!([{ "line": 4, "column": "Variant Inventory Qty", "code": "OUT_OF_RANGE", "value": "-2",
            "message": "Less than nothing cannot be on hand." }])
    );
    let db = &app.house.db.reader;
    let stocks = || async {
        let rows = stock::Entity::find().order_by_asc(stock::Column::OnHand).all(db).await.unwrap();
        let movements = stock_movement::Entity::find().all(db).await.unwrap();
        (rows, movements)
    };
    let (rows, movements) = stocks().await;
    assert_eq!(rows.iter().map(|row| row.on_hand).collect::<Vec<_>>(), [0, 4]);
    let [movement] = movements.as_slice() else { panic!("{movements:?}") };
    assert_eq!((movement.delta_on_hand, movement.reference.as_deref()), (4, Some("goods.csv")));
    assert_eq!(regie::inventory::ledger::discrepancies(db).await.unwrap(), []);

    let (_, report) = desk.import_text(STOCK, &["--warehouse", "north"]);
    assert_eq!(report["stock"], json!({ "set": 0, "unchanged": 2, "passedOver": 1 }));
    assert_eq!(stocks().await, (rows, movements), "a second time changes nothing");
    let said = desk.import("goods.csv", &["--currency", "EUR", "--warehouse", "moon"]);
    assert_eq!((said.code, said.err.as_str()), (2, "error: no warehouse has the slug moon\n"));
    add_person(&app, "ada@regie.test", &[("catalog-manager", Domain::Everything)]).await;
    let said = desk.import("goods.csv", &["--currency", "EUR", "--warehouse", "north", "--as", "ada@regie.test"]);
    assert_eq!((said.code, said.err.as_str()), (2, "error: This needs the permission `stock.adjust`.\n"));
}
