//! What goes wrong outside the rules of a slice, and what a database error comes to.

use async_graphql::{Error, ErrorExtensionValues, Value};
use sea_orm::DbErr;
use std::sync::Arc;

use crate::kernel::db::trouble::{Trouble, driver_error};
use crate::kernel::lack::Lack;

/// There is no space left.
pub const STORAGE_FULL: &str = "STORAGE_FULL";
/// The disk, the memory or the files of the database fail.
pub const STORAGE_FAILED: &str = "STORAGE_FAILED";
/// It was asked for too often.
pub const THROTTLED: &str = "THROTTLED";
/// Where an error says after how many seconds the same request may be answered.
pub const RETRY_AFTER_SECS: &str = "retryAfterSecs";

/// Whoever is busy is busy for a moment; a storage is mended by somebody.
const BUSY_SECS: u64 = 1;
const STORAGE_SECS: u64 = 30;

/// A failure that is told in the top-level `errors` of a GraphQL answer.
///
/// It has no `Display` on purpose: nothing can turn it into an error text by accident.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Nobody has signed in, or the session is over.
    Unauthenticated,
    /// The caller does not hold the permission, or not here.
    Forbidden { permission: &'static str, lack: Lack },
    /// The request is malformed in a way that the schema cannot say.
    BadInput { message: String, path: Vec<String> },
    /// Somebody else changed the thing since it was read.
    Conflict { current_version: Option<i32> },
    /// The database is busy; the same request may succeed a moment later.
    Busy,
    /// It was tried too often, without success.
    Throttled { retry_after_secs: u64 },
    /// A protocol rule with a code of its own.
    Protocol { code: &'static str, message: String },
    /// A row cannot be removed or changed because another row refers to it, or one like it exists.
    Violation(Violation),
    /// Our failure. The cause goes to the log and nowhere else.
    Internal(Arc<dyn std::error::Error + Send + Sync>),
    /// Worth running the whole transaction again, because nothing of it happened: a serialisation failure, a dead-lock, a
    /// connection that broke before the commit.
    Retry(Arc<DbErr>),
    /// There is no space left for what was to be written. Nothing of it happened.
    StorageFull(Arc<DbErr>),
    /// The storage, or the memory of the database, failed at it. Nothing of it happened.
    StorageFailed(Arc<DbErr>),
    /// The connection broke during the commit: it happened, or it did not. An idempotency key finds out.
    Unknown(Arc<DbErr>),
}

/// A constraint of the database that said no. Slices turn it into a refusal at the statement that can cause it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    Unique,
    ForeignKey,
}

impl Fault {
    /// Our own failure, from a sentence.
    pub fn internal(message: impl Into<String>) -> Self {
        let message: String = message.into();
        Fault::Internal(Arc::from(Box::<dyn std::error::Error + Send + Sync>::from(message)))
    }

    pub fn bad_input(path: &str, message: impl Into<String>) -> Self {
        Fault::BadInput { message: message.into(), path: path.split('.').map(str::to_owned).collect() }
    }

    /// What it means that a commit failed. When the connection broke, the database may have done it all the same; when the
    /// storage failed, it may be found there after a restart.
    pub fn at_commit(error: DbErr) -> Self {
        match driver_error(&error).map(|error| Trouble::of(error)) {
            Some(Trouble::Lost | Trouble::Storage) => Fault::Unknown(Arc::new(error)),
            Some(_) | None => error.into(),
        }
    }

    /// The word in `extensions.code`.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::Unauthenticated => "UNAUTHENTICATED",
            Fault::Forbidden { .. } => "FORBIDDEN",
            Fault::BadInput { .. } => "BAD_INPUT",
            Fault::Conflict { .. } => "CONFLICT",
            Fault::Busy | Fault::Retry(_) => "BUSY",
            Fault::Throttled { .. } => THROTTLED,
            Fault::Protocol { code, .. } => code,
            Fault::StorageFull(_) => STORAGE_FULL,
            Fault::StorageFailed(_) => STORAGE_FAILED,
            Fault::Unknown(_) => "OUTCOME_UNKNOWN",
            Fault::Violation(_) | Fault::Internal(_) => "INTERNAL",
        }
    }

    /// The sentence for the caller. Never tells what is inside the house.
    pub fn message(&self) -> String {
        match self {
            Fault::Unauthenticated => "Sign in first.".to_owned(),
            Fault::Forbidden { permission, lack } => lack.message(permission),
            Fault::BadInput { message, .. } | Fault::Protocol { message, .. } => message.clone(),
            Fault::Conflict { .. } => "Somebody else changed this in the meantime.".to_owned(),
            Fault::Busy | Fault::Retry(_) => "The system is busy. Try again in a moment.".to_owned(),
            Fault::Throttled { .. } => {
                "This has failed too often. Nothing was looked at: ask again after the time that is told.".to_owned()
            }
            Fault::StorageFull(_) => {
                "There is no space left to keep this. Nothing has happened: ask again when there is.".to_owned()
            }
            Fault::StorageFailed(_) => {
                "The storage fails. Nothing has happened: ask again when it is whole.".to_owned()
            }
            Fault::Unknown(_) => {
                "This may have happened or not. Look before asking again, or ask with the same idempotency key."
                    .to_owned()
            }
            Fault::Violation(_) | Fault::Internal(_) => "Something went wrong on our side.".to_owned(),
        }
    }

    /// When the same request may be answered, in seconds, if it is worth asking again.
    pub fn retry_after_secs(&self) -> Option<u64> {
        match self {
            Fault::Busy | Fault::Retry(_) => Some(BUSY_SECS),
            Fault::StorageFull(_) | Fault::StorageFailed(_) => Some(STORAGE_SECS),
            Fault::Throttled { retry_after_secs } => Some(*retry_after_secs),
            Fault::Unauthenticated
            | Fault::Forbidden { .. }
            | Fault::BadInput { .. }
            | Fault::Conflict { .. }
            | Fault::Protocol { .. }
            | Fault::Violation(_)
            | Fault::Internal(_)
            | Fault::Unknown(_) => None,
        }
    }

    /// Whether the transaction may run again at once: nothing of it happened, and what stood in the way may be gone, or another
    /// connection may lead to a server that writes.
    pub fn may_be_retried(&self) -> bool {
        match self {
            Fault::Retry(_) => true,
            Fault::StorageFailed(cause) => {
                driver_error(cause).is_some_and(|error| Trouble::of(error) == Trouble::ReadOnly)
            }
            Fault::Unauthenticated
            | Fault::Forbidden { .. }
            | Fault::BadInput { .. }
            | Fault::Conflict { .. }
            | Fault::Busy
            | Fault::Throttled { .. }
            | Fault::Protocol { .. }
            | Fault::Violation(_)
            | Fault::Internal(_)
            | Fault::StorageFull(_)
            | Fault::Unknown(_) => false,
        }
    }

    /// What to tell the log: the cause, or else the code.
    pub fn told(&self) -> String {
        self.cause().unwrap_or_else(|| self.code().to_owned())
    }

    /// The cause, for the log.
    pub fn cause(&self) -> Option<String> {
        match self {
            Fault::Internal(cause) => Some(chain(cause.as_ref())),
            Fault::Retry(cause) | Fault::StorageFull(cause) | Fault::StorageFailed(cause) | Fault::Unknown(cause) => {
                Some(chain(cause.as_ref()))
            }
            Fault::Violation(violation) => Some(format!("an unexpected violation of a constraint: {violation:?}")),
            Fault::Unauthenticated
            | Fault::Forbidden { .. }
            | Fault::BadInput { .. }
            | Fault::Conflict { .. }
            | Fault::Busy
            | Fault::Throttled { .. }
            | Fault::Protocol { .. } => None,
        }
    }
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let told = cause.to_string();
        // Many an error has the text of its cause in its own.
        if !text.ends_with(&told) {
            text.push_str(": ");
            text.push_str(&told);
        }
        next = cause.source();
    }
    text
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", fault.code());
        if let Some(secs) = fault.retry_after_secs() {
            extensions.set(RETRY_AFTER_SECS, secs);
        }
        match &fault {
            Fault::Forbidden { permission, lack } => {
                extensions.set("permission", *permission);
                lack.extend(&mut extensions);
            }
            Fault::BadInput { path, .. } => {
                extensions.set("field", path.iter().map(|part| Value::from(part.as_str())).collect::<Vec<_>>());
            }
            Fault::Conflict { current_version: Some(version) } => extensions.set("currentVersion", *version),
            Fault::Conflict { current_version: None }
            | Fault::Unauthenticated
            | Fault::Busy
            | Fault::Throttled { .. }
            | Fault::Protocol { .. }
            | Fault::Violation(_)
            | Fault::Internal(_)
            | Fault::Retry(_)
            | Fault::StorageFull(_)
            | Fault::StorageFailed(_)
            | Fault::Unknown(_) => {}
        }
        let message = fault.message();
        // The cause travels to the handler, which logs it once with the request id.
        Error { message, source: Some(Arc::new(fault)), extensions: Some(extensions) }
    }
}

impl From<DbErr> for Fault {
    fn from(error: DbErr) -> Self {
        if matches!(error, DbErr::ConnectionAcquire(_)) {
            return Fault::Busy;
        }
        let connects = matches!(error, DbErr::Conn(_));
        match driver_error(&error).map_or(Trouble::Other, |error| Trouble::of(error)) {
            Trouble::Unique => Fault::Violation(Violation::Unique),
            Trouble::ForeignKey => Fault::Violation(Violation::ForeignKey),
            // Nobody asked for a commit yet, so nothing happened.
            Trouble::Again | Trouble::Lost => Fault::Retry(Arc::new(error)),
            Trouble::Slow => Fault::Busy,
            Trouble::Full => Fault::StorageFull(Arc::new(error)),
            Trouble::Storage | Trouble::ReadOnly => Fault::StorageFailed(Arc::new(error)),
            // Whoever gets no connection has done nothing, whatever stood in the way.
            Trouble::Other if connects => Fault::Retry(Arc::new(error)),
            Trouble::Other => Fault::Internal(Arc::new(error)),
        }
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Fault::Internal(Arc::new(error))
    }
}
