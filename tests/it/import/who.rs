//! Who may import, and in whose name it is done.

use regie::catalog::import::run;
use regie::kernel::actor::Actor;
use regie::kernel::id::ChannelId;
use regie::kernel::scope::Domain;
use regie::kernel::table::audit_entry;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use std::io::Cursor;

use super::{World, counts, euros};
use crate::harness::{Client, TestApp};

const FILE: &str = "Handle,Title,Price\na,A,1\n";

async fn import_as(app: &TestApp, client: &Client) -> Result<(u64, u64, u64, u64), &'static str> {
    let caller = app.app.caller(Actor::Staff { id: client.staff.unwrap(), session: None }, "req-7");
    let report = run::run(&app.app.house, &caller, Cursor::new(FILE), euros()).await;
    report.map(|report| counts(&report)).map_err(|fault| fault.code())
}

#[tokio::test]
async fn whoever_holds_the_permission_in_the_whole_company_imports_in_their_own_name() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    assert_eq!(import_as(&app, &manager).await, Ok((1, 0, 0, 0)));
    let entries = audit_entry::Entity::find().filter(audit_entry::Column::Command.eq("productImport"));
    let entries = entries.all(&app.app.house.db.reader).await.unwrap();
    assert_eq!(entries.len(), 2, "the product and its variant");
    assert!(entries.iter().all(|entry| entry.staff_id == manager.staff && entry.request_id == "req-7"));
}

#[tokio::test]
async fn nobody_else_imports() {
    let app = TestApp::new().await;
    let agent = app.as_role("order-agent").await;
    let channel: ChannelId = regie::kernel::id::TypedId::from_uuid(uuid::Uuid::from_u128(1));
    let local = app.person("local", &[("catalog-manager", Domain::Channel(channel))]).await;
    for client in [&agent, &local] {
        assert_eq!(import_as(&app, client).await, Err("FORBIDDEN"));
    }
    assert_eq!(World::of(&app).await.slugs(), [""; 0]);
}
