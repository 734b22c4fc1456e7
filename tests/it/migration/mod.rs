//! The tables: the same after every way that leads to them, and the same rules on every database.

mod upgrade;

use regie::app::Sources;
use regie::kernel::db::Db;
use regie::migrate;
use regie_migration::{Migrator, MigratorTrait as _, SchemaManager, columns};
use sea_orm::{ConnectionTrait, Database, Statement};

use crate::harness::database::{TestDb, on_postgres};

/// The tables, columns and indexes as the database describes them.
async fn shape(db: &impl ConnectionTrait) -> Vec<String> {
    let query = match on_postgres() {
        true => {
            "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS line
             FROM information_schema.columns WHERE table_schema = current_schema()
             UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()
             UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
             WHERE connamespace = current_schema()::regnamespace ORDER BY 1"
        }
        false => "SELECT name || ' ' || sql AS line FROM sqlite_master WHERE sql IS NOT NULL ORDER BY 1",
    };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), query)).await.unwrap();
    rows.iter().map(|row| row.try_get::<String>("", "line").unwrap()).collect()
}

#[tokio::test]
async fn up_down_and_up_leads_to_the_same_tables() {
    let home = TestDb::empty().await;
    migrate::up(&home.options(), &Sources::real()).await.unwrap();
    let db = Db::connect(&home.options()).await.unwrap();
    let first = shape(&db.reader).await;
    assert!(first.len() > 100, "a shape of {} lines proves nothing", first.len());
    for steps in 1..=u32::try_from(Migrator::migrations().len()).unwrap() {
        migrate::down(&home.options(), Some(steps)).await.unwrap();
        migrate::up(&home.options(), &Sources::real()).await.unwrap();
        assert_eq!(shape(&db.reader).await, first, "after {steps} steps down and up");
    }
    migrate::down(&home.options(), None).await.unwrap();
    assert!(migrate::is_empty(&db.reader).await.unwrap(), "nothing is left");
    db.close().await.unwrap();
}

#[tokio::test]
async fn columns_are_added_to_a_table_that_is_in_use_and_taken_away_again() {
    let home = TestDb::new().await;
    let db = Db::connect(&home.options()).await.unwrap();
    let before = shape(&db.reader).await;
    let connection = Database::connect(home.url()).await.unwrap();
    let manager = SchemaManager::new(&connection);
    let added = || vec![columns::text_or_null("motto"), columns::number_or_null("founded")];
    columns::add(&manager, "role", added()).await.unwrap();
    let rows = Statement::from_string(db.backend(), "SELECT COUNT(*) AS n FROM role WHERE motto IS NULL");
    let rows = db.reader.query_one_raw(rows).await.unwrap().unwrap();
    assert_eq!(rows.try_get::<i64>("", "n").unwrap(), 10, "the built-in roles");
    columns::remove(&manager, "role", added()).await.unwrap();
    assert_eq!(shape(&db.reader).await, before);
    db.close().await.unwrap();
}

#[tokio::test]
async fn every_text_is_compared_by_its_bytes() {
    let home = TestDb::new().await;
    let db = Db::connect(&home.options()).await.unwrap();
    let (texts, others) = match on_postgres() {
        true => (
            "SELECT table_name || '.' || column_name AS line FROM information_schema.columns
             WHERE table_schema = current_schema() AND data_type IN ('text', 'character varying')",
            " AND table_name <> 'seaql_migrations' AND collation_name IS DISTINCT FROM 'C'",
        ),
        // The default of SQLite, where no column says otherwise.
        false => (
            "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND sql LIKE '%text%'",
            " AND sql LIKE '%COLLATE%'",
        ),
    };
    let find = async |query: String| {
        let rows = db.reader.query_all_raw(Statement::from_string(db.backend(), query)).await.unwrap();
        rows.iter().map(|row| row.try_get::<String>("", "line").unwrap()).collect::<Vec<_>>()
    };
    assert!(find(texts.to_owned()).await.len() > 10);
    assert_eq!(find(format!("{texts}{others}")).await, Vec::<String>::new());
    db.close().await.unwrap();
}
