//! What the codes of the databases mean.

use regie::kernel::db::trouble::Trouble;
use regie::kernel::fault::Fault;
use sea_orm::{DbErr, RuntimeErr, SqlxError};
use std::sync::Arc;

use super::failing::Named;

fn error(code: &'static str) -> SqlxError {
    SqlxError::Database(Box::new(Named(code)))
}

fn db_error(code: &'static str) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error(code))))
}

#[test]
fn a_code_has_one_meaning() {
    let table: [(Trouble, &[&str]); 9] = [
        (Trouble::Unique, &["1555", "2067", "23505"]),
        (Trouble::ForeignKey, &["787", "1811", "23503", "23001"]),
        (Trouble::Again, &["5", "517", "40001", "40P01"]),
        (Trouble::Slow, &["55P03", "57014", "53300"]),
        // SQLITE_FULL, SQLITE_IOERR_SHMSIZE, disk_full
        (Trouble::Full, &["13", "4874", "53100"]),
        // SQLITE_NOMEM, _IOERR_NOMEM, _IOERR_WRITE, _IOERR_FSYNC, _READONLY_DBMOVED, _CORRUPT, _CANTOPEN, _NOTADB
        (
            Trouble::Storage,
            &["7", "3082", "778", "1034", "1032", "11", "14", "26", "58000", "58030", "53200", "XX001", "XX002"],
        ),
        (Trouble::Lost, &["08000", "08006", "25P03", "57P01", "57P02", "57P03"]),
        (Trouble::ReadOnly, &["25006"]),
        // SQLITE_ERROR, SQLITE_CONSTRAINT_CHECK, syntax_error, in_failed_sql_transaction, raise_exception
        (Trouble::Other, &["1", "275", "42601", "25P02", "P0001", "", "no number"]),
    ];
    for (trouble, codes) in table {
        for code in codes {
            assert_eq!(Trouble::of(&error(code)), trouble, "{code}");
        }
    }
    assert_eq!(Trouble::of(&SqlxError::WorkerCrashed), Trouble::Lost);
    assert_eq!(Trouble::of(&SqlxError::RowNotFound), Trouble::Other);
}

#[test]
fn a_failure_at_the_commit_may_have_happened_and_one_before_it_has_not() {
    assert!(matches!(Fault::from(db_error("778")), Fault::StorageFailed(_)));
    assert!(matches!(Fault::at_commit(db_error("778")), Fault::Unknown(_)));
    assert!(matches!(Fault::from(db_error("08006")), Fault::Retry(_)));
    let replica = Fault::from(db_error("25006"));
    assert!(matches!(replica, Fault::StorageFailed(_)));
    assert!(replica.may_be_retried(), "another connection may lead to the server that writes");
    assert!(!Fault::from(db_error("778")).may_be_retried());
    // What PostgreSQL says to who connects when it cannot write what it keeps for its connections.
    assert!(matches!(Fault::from(db_error("XX000")), Fault::Internal(_)));
    let connecting = DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error("XX000"))));
    assert!(matches!(Fault::from(connecting), Fault::Retry(_)));
    assert!(matches!(Fault::at_commit(db_error("08006")), Fault::Unknown(_)));
    assert!(matches!(Fault::at_commit(db_error("13")), Fault::StorageFull(_)));
    assert!(matches!(Fault::at_commit(db_error("40001")), Fault::Retry(_)));
}
