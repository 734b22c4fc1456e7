//! A real server over a database that is meddled with.

use regie::channels::entity::channel;
use regie::kernel::clock::{Clock as _, SystemClock};
use regie::kernel::db::{Db, DbOptions};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, Statement};
use std::collections::BTreeSet;
use std::fs;

use crate::cli::Desk;
use crate::harness::TestApp;
use crate::harness::database::{TestDb, on_postgres};

/// A desk over a migrated database, with settings under which nobody asks too often, and the token of an owner.
pub async fn desk_with_owner(db: TestDb) -> (Desk, String) {
    let app = TestApp::over(db, TestApp::generous(), Default::default()).await;
    app.clock.set(SystemClock.now());
    let token = app.as_role("owner").await.token().to_owned();
    let desk = Desk::over(app.leave().await);
    let config = desk.folder().join("regie.toml");
    fs::write(config, "[graphql]\nbudget_max = 1000000000\nbudget_restore = 1000000000\n").unwrap();
    (desk, token)
}

/// What was acknowledged and is not there.
pub async fn lost(options: DbOptions, acknowledged: &[String]) -> Vec<String> {
    let db = Db::connect(&DbOptions { readers: 1, writers: 1, ..options }).await.unwrap();
    if !on_postgres() {
        let check = Statement::from_string(db.backend(), "PRAGMA integrity_check");
        let checked: String = db.reader.query_one_raw(check).await.unwrap().unwrap().try_get_by_index(0).unwrap();
        assert_eq!(checked, "ok");
    }
    let found = channel::Entity::find().filter(channel::Column::Slug.starts_with("c")).all(&db.reader).await.unwrap();
    db.close().await.unwrap();
    let found: BTreeSet<String> = found.into_iter().map(|row| row.slug).collect();
    acknowledged.iter().filter(|slug| !found.contains(*slug)).cloned().collect()
}
