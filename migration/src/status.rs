//! Which migrations a database has, without changing it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, EntityTrait as _, QueryOrder as _, Statement};
use sea_orm_migration::seaql_migrations;

use crate::Migrator;

/// Where a migrator writes down what it has done.
const TABLE: &str = "seaql_migrations";

/// The migrations of this program held against a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Known and in the database.
    pub applied: Vec<String>,
    /// Known and not in the database.
    pub pending: Vec<String>,
    /// In the database and not known: a newer program was here. No reason not to work.
    pub unknown: Vec<String>,
}

/// Reads and never writes, so it is safe for a readiness probe and for a user without rights to create tables.
pub async fn status(db: &impl ConnectionTrait) -> Result<Status, DbErr> {
    let done: Vec<String> = if has_table(db, "=").await? {
        let rows = seaql_migrations::Entity::find().order_by_asc(seaql_migrations::Column::Version).all(db).await?;
        rows.into_iter().map(|row| row.version).collect()
    } else {
        Vec::new()
    };
    let known: Vec<String> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let unknown = done.iter().filter(|name| !known.contains(name)).cloned().collect();
    let (applied, pending) = known.into_iter().partition(|name| done.contains(name));
    Ok(Status { applied, pending, unknown })
}

/// Whether there is no table at all: nobody's data can be harmed.
pub async fn is_empty(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(!has_table(db, "<>").await?)
}

/// Whether there is a table whose name compares so with that of the migrator's.
async fn has_table(db: &impl ConnectionTrait, comparison: &str) -> Result<bool, DbErr> {
    let tables = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name"
        }
        _ => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name",
    };
    let select = format!("{tables} {comparison} '{TABLE}' LIMIT 1");
    let found = db.query_one_raw(Statement::from_string(db.get_database_backend(), select)).await?;
    Ok(found.is_some())
}
