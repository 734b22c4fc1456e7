//! Connections for reading: what happens to a statement stays with it.

use futures::FutureExt as _;
use regie::kernel::db::{Db, DbOptions, Reader};
use sea_orm::{ConnectionTrait as _, DbErr, Statement};

use crate::harness::database::{TestDb, on_postgres};

/// With one connection, so that a statement gets the one that the statement before it had.
async fn one_connection(database: &TestDb) -> Db {
    Db::connect(&DbOptions { readers: 1, ..database.options() }).await.unwrap()
}

fn statement(reader: &Reader, sql: &str) -> Statement {
    Statement::from_string(reader.get_database_backend(), sql)
}

async fn number(reader: &Reader, sql: &str) -> Result<i64, DbErr> {
    reader.query_one_raw(statement(reader, sql)).await?.unwrap().try_get_by_index(0)
}

const SEVEN: &str = "SELECT CAST(7 AS BIGINT)";

#[tokio::test]
async fn an_abandoned_statement_leaves_nothing_to_the_next() {
    let database = TestDb::new().await;
    let db = one_connection(&database).await;
    for long in
        ["SELECT COUNT(*) FROM role a, role b, role c, role d", "SELECT a.id FROM role a, role b, role c, role d"]
    {
        assert_eq!(number(&db.reader, SEVEN).await, Ok(7));
        // The connection is there, so that one look sends it; seldom is that long enough for the answer.
        while db.reader.query_all_raw(statement(&db.reader, long)).now_or_never().is_some() {}
        assert_eq!(number(&db.reader, SEVEN).await, Ok(7));
    }
}

#[tokio::test]
async fn a_statement_that_fails_does_not_fail_the_next() {
    let database = TestDb::new().await;
    let db = one_connection(&database).await;
    let mut fatal = vec!["SELECT nothing FROM nowhere"];
    if on_postgres() {
        fatal.push("SELECT CAST(pg_terminate_backend(pg_backend_pid()) AS BIGINT)");
    }
    for sql in fatal {
        assert!(matches!(number(&db.reader, sql).await, Err(DbErr::Query(_))), "{sql}");
        assert_eq!(number(&db.reader, SEVEN).await, Ok(7), "after {sql}");
    }
}

#[tokio::test]
async fn readers_do_not_write() {
    let database = TestDb::new().await;
    let db = one_connection(&database).await;
    let update = "UPDATE role SET name = 'x'";
    assert!(db.reader.execute_raw(statement(&db.reader, update)).await.is_err());
    assert!(db.reader.execute_unprepared(update).await.is_err());
    assert_eq!(number(&db.reader, "SELECT COUNT(*) FROM role WHERE name = 'x'").await, Ok(0));
}

#[tokio::test]
async fn a_closed_database_is_not_asked() {
    let database = TestDb::new().await;
    let db = one_connection(&database).await;
    let reader = db.reader.clone();
    db.close().await.unwrap();
    assert!(matches!(number(&reader, SEVEN).await, Err(DbErr::ConnectionAcquire(_))));
}

#[tokio::test]
async fn a_database_that_ended_its_connections_is_closed_without_a_word() {
    let database = TestDb::new().await;
    let db = one_connection(&database).await;
    if on_postgres() {
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()";
        db.writer().execute_unprepared(end).await.unwrap();
    }
    db.close().await.unwrap();
}

#[tokio::test]
async fn every_statement_is_counted() {
    let database = TestDb::new().await;
    let db = one_connection(&database).await;
    let before = db.statements();
    for _ in 0..3 {
        number(&db.reader, SEVEN).await.unwrap();
    }
    assert_eq!(db.statements() - before, 3);
}
