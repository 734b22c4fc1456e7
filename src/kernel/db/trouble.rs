//! What an error of the database means: for the statement, for the transaction, and for the connection.

use sea_orm::{DbBackend, DbErr, RuntimeErr, SqlxError};
use std::io::ErrorKind;
use std::sync::Arc;

/// The error of the driver inside an error of the ORM.
pub fn driver_error(error: &DbErr) -> Option<&Arc<SqlxError>> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => Some(cause),
        _ => None,
    }
}

/// Whether somebody else writes, which passes.
pub fn is_contended(error: &DbErr) -> bool {
    driver_error(error).is_some_and(|error| Trouble::of(error) == Trouble::Again)
}

/// What a database says by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A row that must not be there, or that must.
    Unique,
    ForeignKey,
    /// Worth another try: a serialisation failure, a dead-lock, a file that somebody else writes.
    Again,
    /// Waited for too long.
    Slow,
    /// No space is left for what was to be written.
    Full,
    /// The storage or the memory failed: what the connection holds is not to be trusted.
    Storage,
    /// The connection leads to a server that writes nothing: a replica, or one that was told to. Another may lead to the one
    /// that does.
    ReadOnly,
    /// The connection is gone, or leads to a server that ends.
    Lost,
    /// The statement was wrong, or a constraint that nobody names said no.
    Other,
}

impl Trouble {
    pub fn of(error: &SqlxError) -> Self {
        match error {
            // The file of SQLite has another name now, or none.
            SqlxError::Io(error) if error.kind() == ErrorKind::StaleNetworkFileHandle => Self::Storage,
            SqlxError::Io(_) | SqlxError::Protocol(_) | SqlxError::Tls(_) | SqlxError::WorkerCrashed => Self::Lost,
            SqlxError::Database(error) => match error.code().as_deref() {
                // An SQLSTATE has five characters, a result code of SQLite never has.
                Some(code) if code.len() == 5 => Self::of_sql_state(code),
                Some(code) => code.parse().map_or(Self::Other, Self::of_sqlite),
                None => Self::Other,
            },
            _ => Self::Other,
        }
    }

    /// By the result codes of SQLite (<https://www.sqlite.org/rescode.html>): the primary code is in the lowest eight bits.
    fn of_sqlite(code: i32) -> Self {
        match (code, code & 0xff) {
            // SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY
            (2067 | 1555, _) => Self::Unique,
            // SQLITE_CONSTRAINT_FOREIGNKEY; ON DELETE RESTRICT comes as _TRIGGER (no trigger of ours raises it).
            (787 | 1811, _) => Self::ForeignKey,
            // SQLITE_IOERR_SHMSIZE: the index of the write-ahead log cannot grow.
            (4874, _) | (_, 13) => Self::Full,
            // SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT
            (5 | 517, _) => Self::Again,
            // SQLITE_NOMEM, _READONLY, _IOERR, _CORRUPT, _CANTOPEN, _PROTOCOL, _NOTADB
            (_, 7 | 8 | 10 | 11 | 14 | 15 | 26) => Self::Storage,
            _ => Self::Other,
        }
    }

    /// By the SQLSTATE of PostgreSQL (appendix A of its manual).
    fn of_sql_state(code: &str) -> Self {
        match code {
            "23505" => Self::Unique,
            // foreign_key_violation; restrict_violation
            "23503" | "23001" => Self::ForeignKey,
            // serialization_failure, deadlock_detected
            "40001" | "40P01" => Self::Again,
            // lock_not_available, query_canceled by statement_timeout, too_many_connections
            "55P03" | "57014" | "53300" => Self::Slow,
            // disk_full
            "53100" => Self::Full,
            // read_only_sql_transaction
            "25006" => Self::ReadOnly,
            // idle_in_transaction_session_timeout, admin_shutdown, crash_shutdown, cannot_connect_now
            "25P03" | "57P01" | "57P02" | "57P03" => Self::Lost,
            // connection_exception and its kin
            _ if code.starts_with("08") => Self::Lost,
            // system_error (io_error among them), data_corrupted, index_corrupted, out_of_memory
            "XX001" | "XX002" | "53200" => Self::Storage,
            _ if code.starts_with("58") => Self::Storage,
            _ => Self::Other,
        }
    }

    /// Whether the connection is closed instead of asked whether it can be used again. SQLite works in our process, on what it
    /// holds of the file; a server of PostgreSQL knows where it stands, and on a full disk it may not be able to serve a new one.
    pub fn ends_connection(self, backend: DbBackend) -> bool {
        match self {
            Self::Lost | Self::ReadOnly => true,
            Self::Full | Self::Storage => backend == DbBackend::Sqlite,
            Self::Unique | Self::ForeignKey | Self::Again | Self::Slow | Self::Other => false,
        }
    }

    /// Whether the storage is what failed.
    pub fn is_storage(self) -> bool {
        match self {
            Self::Full | Self::Storage | Self::ReadOnly => true,
            Self::Unique | Self::ForeignKey | Self::Again | Self::Slow | Self::Lost | Self::Other => false,
        }
    }
}
