//! `schema`, for a role and of two.

use regie::access::entity::role;
use regie::access::policies::VISITOR;
use regie::app::{App, Sources};
use regie::kernel::tx::{Meta, Tx};
use serde_json::json;

use super::Desk;
use crate::harness::process::run;

fn golden(role: &str) -> String {
    let path = format!("{}/tests/it/schema/golden/{role}.graphql", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn without_a_database_a_role_is_the_built_in_one() {
    let folder = tempfile::tempdir().unwrap();
    for role in [VISITOR, "order-agent"] {
        let said = run(folder.path(), ["schema", "--role", role]);
        assert!((said.code, said.out.as_str()) == (0, golden(role).as_str()), "{role}: {}", said.err);
    }
    let said = run(folder.path(), ["schema", "--role", "owner"]);
    assert!(said.out == regie::schema::sdl());
    let said = run(folder.path(), ["schema", "--role", "order-agent", "--out", "agent.graphql"]);
    assert_eq!((said.code, said.out.as_str()), (0, ""));
    assert!(std::fs::read_to_string(folder.path().join("agent.graphql")).unwrap() == golden("order-agent"));
    let said = run(folder.path(), ["schema", "--role", "pirate"]);
    assert_eq!(said.code, 2);
    let known = "administrator, auditor, catalog-manager, content-editor, customer, finance, order-agent, owner, \
                 storefront-visitor, warehouse-clerk";
    assert_eq!(said.err, format!("error: no role is called pirate; there are {known}\n"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "looking leaves no database behind");
    let said = run(folder.path(), ["schema", "--role", "owner", "--database-url", "sqlite://nowhere.db"]);
    assert_eq!(said.code, 2, "a database that was named must be there");
    assert!(said.err.starts_with("error: there is no database at nowhere.db"), "{said:?}");
}

#[tokio::test]
async fn with_a_database_a_role_is_what_people_made_of_it() {
    let desk = Desk::seeded().await;
    let app = App::open(&desk.db().options(), Sources::real()).await.unwrap();
    let house = &app.house;
    let tx = Tx::begin(&house.db, Meta::system("test", "test", house.clock.now())).await.unwrap();
    let (id, now) = (house.entropy.id(tx.now()), tx.now());
    let (key, name) = ("pirate".to_owned(), "Pirate".to_owned());
    let description = String::new();
    let row = role::Model { id, key, name, description, built_in: false, version: 1, created_at: now, updated_at: now };
    tx.insert(row).await.unwrap();
    tx.commit(&house.entropy).await.unwrap();
    let said = desk.run(&["schema", "--role", "order-agent"]);
    assert!((said.code, said.out.as_str()) == (0, golden("order-agent").as_str()), "{}", said.err);
    // A role without a line has what everybody has.
    let said = desk.run(&["schema", "--role", "pirate"]);
    assert!((said.code, said.out.as_str()) == (0, golden(VISITOR).as_str()), "{}", said.err);
    let said = desk.run(&["schema", "--role", "nobody"]);
    assert!(said.err.contains("order-agent, owner, pirate, storefront-visitor"), "{said:?}");
}

#[test]
fn a_comparison_tells_what_breaks_and_fails_then() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("old.graphql", "type Query { a: Int b: Int }");
    write("new.graphql", "type Query { a: Int! }");
    write("more.graphql", "type Query { a: Int b: Int c: Int }");
    write("bad.graphql", "type Query {");
    let compare = |old: &str, new: &str| run(folder.path(), ["schema", "diff", old, new]);
    let said = compare("old.graphql", "new.graphql");
    let told = "BREAKING Query.b: field removed\nSAFE Query.a: type changed from Int to Int!\n";
    assert_eq!((said.code, said.out.as_str()), (1, told));
    let said = compare("old.graphql", "more.graphql");
    assert_eq!((said.code, said.out.as_str()), (0, "SAFE Query.c: field added\n"));
    let said = compare("old.graphql", "old.graphql");
    assert_eq!((said.code, said.out.as_str()), (0, "Nothing has changed.\n"));
    let said = run(folder.path(), ["schema", "diff", "old.graphql", "new.graphql", "--report", "json"]);
    let changes = json!([
        { "criticality": "BREAKING", "path": "Query.b", "message": "field removed" },
        { "criticality": "SAFE", "path": "Query.a", "message": "type changed from Int to Int!" },
    ]);
    assert_eq!((said.code, said.json()), (1, json!({ "breaking": 1, "changes": changes })));
    for (new, told) in
        [("none.graphql", "error: cannot read none.graphql: "), ("bad.graphql", "error: cannot read bad.graphql: ")]
    {
        let said = compare("old.graphql", new);
        assert_eq!(said.code, 2);
        assert!(said.err.starts_with(told), "{said:?}");
    }
    assert_eq!(run(folder.path(), ["schema", "diff", "old.graphql"]).code, 2);
}
