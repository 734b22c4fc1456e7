//! `documents register`, `documents list`, `documents remove`.

use regie::app::{App, Sources};
use regie::kernel::table::audit_entry;
use regie::persisted::DocumentId;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::{Value, json};

use super::Desk;

const VIEWER: &str = "query Viewer { viewer { kind } }";
const ORDER: &str = "query Order($id: ID!) { order(id: $id) { id } }\nmutation Note($input: OrderNoteAddInput!) {
    orderNoteAdd(input: $input) { userErrors { code } } }";
const MD5: &str = "b5d4ee5e2c9e0d7b7a1f3c2d4e5f6071";

impl Desk {
    fn file(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.folder().join(name), text).unwrap();
    }

    /// What is registered, as clients and ids.
    fn registered(&self) -> Vec<(String, String)> {
        let listed = self.run(&["documents", "list", "--report", "json"]).json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let documents = listed["documents"].as_array().unwrap().iter();
        documents.map(|it| (text(&it["client"]), text(&it["id"]))).collect()
    }

    fn register(&self, client: &str, files: &[&str]) -> crate::harness::process::Said {
        self.run(&[&["documents", "register", "--client", client], files].concat())
    }
}

fn hash(text: &str) -> String {
    DocumentId::of(text).as_str().to_owned()
}

#[tokio::test]
async fn the_documents_of_a_build_are_registered_once_listed_and_removed() {
    let desk = Desk::seeded().await;
    desk.file("order.graphql", ORDER);
    desk.file("relay.json", json!({ MD5: VIEWER }).to_string());
    let apollo = json!({ "format": "apollo-persisted-query-manifest", "version": 1, "operations": [
        { "id": &hash(VIEWER)[7..], "name": "Viewer", "type": "query", "body": VIEWER } ] });
    desk.file("apollo.json", apollo.to_string());
    let made = desk.register("dashboard", &["order.graphql", "relay.json"]);
    assert_eq!(made.code, 0, "{made:?}");
    assert_eq!(made.out, "dashboard has 2 of these documents; 3 ids were added, 0 were known.\n");
    let again = desk.register("dashboard", &["relay.json", "order.graphql", "--report", "json"]).json();
    assert_eq!(again, json!({ "client": "dashboard", "documents": 2, "added": 0, "known": 3 }));
    assert_eq!(desk.register("phone", &["apollo.json"]).code, 0);
    let listed = desk.run(&["documents", "list", "--client", "dashboard"]).out;
    let lines: Vec<Vec<&str>> =
        listed.lines().map(|line| line.split("  ").map(str::trim).filter(|it| !it.is_empty()).collect()).collect();
    assert_eq!(lines.len(), 3, "{listed}");
    let (viewer, order) = (hash(VIEWER), hash(ORDER));
    let names = format!("{MD5} {viewer}");
    assert!(lines.contains(&vec!["dashboard", "Viewer", &names]), "{listed}");
    assert!(lines.contains(&vec!["dashboard", "Note, Order", &order]), "{listed}");
    let all = |left: &[(&str, &str)]| {
        left.iter().map(|(client, id)| ((*client).to_owned(), (*id).to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(desk.registered().len(), 4);
    let removed = desk.run(&["documents", "remove", "--client", "dashboard", MD5]);
    assert_eq!((removed.code, removed.out.as_str()), (0, "dashboard: 2 ids were removed.\n"));
    assert_eq!(desk.registered(), all(&[("dashboard", &order), ("phone", &viewer)]));
    let removed = desk.run(&["documents", "remove", "--client", "dashboard", "--all", "--report", "json"]).json();
    assert_eq!(removed, json!({ "client": "dashboard", "removed": 1 }));
    assert_eq!(desk.registered(), all(&[("phone", &viewer)]));
}

#[tokio::test]
async fn what_is_registered_and_removed_is_in_the_audit_log() {
    let desk = Desk::seeded().await;
    desk.file("viewer.graphql", VIEWER);
    assert_eq!(desk.register("dashboard", &["viewer.graphql"]).code, 0);
    assert_eq!(desk.run(&["documents", "remove", "--client", "dashboard", "--all"]).code, 0);
    assert_eq!(desk.run(&["audit", "verify"]).code, 0);
    let app = App::open(&desk.db().options(), Sources::real()).await.unwrap();
    for command in ["documents.register", "documents.remove"] {
        let entries = audit_entry::Entity::find().filter(audit_entry::Column::Command.eq(command));
        let entries = entries.all(&app.house.db.reader).await.unwrap();
        assert_eq!((entries.len(), entries[0].actor.as_str()), (1, "system:cli"));
        let told = entries[0].before.as_ref().or(entries[0].after.as_ref()).unwrap();
        assert_eq!((&told["client"], &told["operations"]), (&json!("dashboard"), &json!("Viewer")));
        assert!(told.get("body").is_none(), "the hash is enough");
    }
    app.house.db.clone().close().await.unwrap();
}

#[tokio::test]
async fn one_document_that_is_refused_keeps_all_out_and_says_which_and_why() {
    let desk = Desk::seeded().await;
    desk.file("good.graphql", VIEWER);
    desk.file("bad.graphql", "query Fine { viewer { kind } }\nquery Bad { viewer { color } }");
    desk.file(
        "bad.json",
        json!({ "a/b": VIEWER, "zero": "query Zero { nothing }", "0".repeat(64): VIEWER }).to_string(),
    );
    let said = desk.register("dashboard", &["good.graphql", "bad.graphql", "bad.json"]);
    assert_eq!(said.code, 2);
    let lines: Vec<&str> = said.err.lines().collect();
    assert_eq!(lines[0], "error: nothing was registered");
    assert!(
        lines[1].starts_with("bad.graphql: line 2, column 22: There is no field \"color\" on type \"Viewer\""),
        "{said:?}"
    );
    assert_eq!(lines[2], format!("bad.json: {}: this is not the SHA-256 of the document", "0".repeat(64)));
    assert_eq!(lines[3], "bad.json: a/b: this is no id of a document");
    assert!(lines[4].starts_with("bad.json: zero: line 1, column 14: There is no field \"nothing\""), "{said:?}");
    assert_eq!(lines.len(), 5);
    assert_eq!(desk.registered(), []);
}

#[tokio::test]
async fn a_long_list_of_refusals_is_cut_and_what_cannot_be_read_is_told() {
    let desk = Desk::seeded().await;
    let many: serde_json::Map<String, Value> = (0..22).map(|n| (format!("q{n}"), json!("{ nothing }"))).collect();
    desk.file("many.json", Value::Object(many).to_string());
    let said = desk.register("dashboard", &["many.json"]);
    assert_eq!((said.err.lines().count(), said.err.lines().last()), (22, Some("… and 2 more")));
    desk.file("binary.graphql", [0xff, 0xfe]);
    desk.file("list.json", "[]");
    for (file, reason) in [
        ("missing.graphql", "error: cannot read missing.graphql: "),
        ("binary.graphql", "error: cannot read binary.graphql: "),
        ("list.json", "error: cannot read list.json: no manifest: "),
    ] {
        let said = desk.register("dashboard", &[file]);
        assert!(said.code == 2 && said.err.starts_with(reason), "{said:?}");
    }
    desk.file("mine.json", json!({ "mine": VIEWER }).to_string());
    assert_eq!(desk.register("dashboard", &["mine.json"]).code, 0);
    desk.file("mine.json", json!({ "mine": ORDER }).to_string());
    let taken = "error: Another document is called mine; an id never changes its document.\n";
    assert_eq!(desk.register("dashboard", &["mine.json"]).err, taken);
    let unknown = desk.run(&["documents", "remove", "--client", "phone", "mine"]);
    assert_eq!((unknown.code, unknown.err.as_str()), (2, "error: phone has no document mine.\n"));
    assert_eq!(desk.register("a\nb", &["mine.json"]).code, 2);
    assert_eq!(desk.run(&["documents", "remove", "--client", "phone"]).code, 2, "which ones must be said");
    assert_eq!(desk.run(&["documents", "remove", "--client", "phone", "a/b"]).code, 2);
}
