//! Statements that look for several keys.

use regie::access::entity::role;
use regie::kernel::clock::Timestamp;
use regie::kernel::id::RoleId;
use regie::kernel::loader::among;
use sea_orm::{ConnectionTrait as _, EntityTrait as _, QueryFilter as _, QueryTrait as _};
use std::collections::HashSet;

use crate::harness::TestApp;
use crate::harness::database::on_postgres;

#[tokio::test]
async fn however_many_keys_there_are_few_statements_are_prepared() {
    let app = TestApp::new().await;
    let db = &app.app.house.db.reader;
    let ids: Vec<RoleId> = (0..32).map(|_| app.app.house.entropy.id(Timestamp(0))).collect();
    let text = |count: usize| {
        let rows = role::Entity::find().filter(among(db, role::Column::Id, &ids[..count]));
        rows.build(db.get_database_backend()).sql
    };
    let texts: HashSet<String> = (1..=ids.len()).map(text).collect();
    assert_eq!(texts.len(), if on_postgres() { 1 } else { 6 }, "{texts:?}");
}

#[tokio::test]
async fn what_is_among_the_keys_is_found_and_nothing_else() {
    let app = TestApp::new().await;
    let db = &app.app.house.db.reader;
    let all = role::Entity::find().all(db).await.unwrap();
    let names: Vec<String> = all.iter().map(|row| row.name.clone()).collect();
    assert!(!names.is_empty());
    for (keys, found) in [(names.clone(), all.len()), (vec!["nobody".to_owned()], 0), (Vec::new(), 0)] {
        let rows = role::Entity::find().filter(among(db, role::Column::Name, &keys)).all(db).await.unwrap();
        assert_eq!(rows.len(), found, "{keys:?}");
    }
}
