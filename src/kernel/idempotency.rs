//! The same key twice is one effect and one answer.

use data_encoding::HEXLOWER;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::kernel::actor::Actor;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::journal::canonical;
use crate::kernel::table::idempotency_record as record;
use crate::kernel::tx::Tx;

/// The longest key, in characters.
pub const KEY_MAX: usize = 255;
/// How long an answer is kept.
pub const KEEP_SECS: i64 = 48 * 3600;

/// The mutation insists on a key, and there is none.
pub const KEY_REQUIRED: &str = "IDEMPOTENCY_KEY_REQUIRED";
/// The key is too long, has other characters than it may, or could be guessed by other visitors.
pub const KEY_INVALID: &str = "IDEMPOTENCY_KEY_INVALID";
/// It cannot be told which key is meant, or for which mutation.
pub const KEY_AMBIGUOUS: &str = "IDEMPOTENCY_KEY_AMBIGUOUS";
/// There is a key where none is taken.
pub const KEY_NOT_SUPPORTED: &str = "IDEMPOTENCY_KEY_NOT_SUPPORTED";
/// The key was used with another mutation or input.
pub const KEY_PARAMETER_MISMATCH: &str = "IDEMPOTENCY_KEY_PARAMETER_MISMATCH";
/// Another request with the key still runs.
pub const CONCURRENT_REQUEST: &str = "IDEMPOTENCY_CONCURRENT_REQUEST";

/// Whether a command insists on a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyed {
    /// Money, stock and orders: a repeated click must not be a second order.
    Required,
    Optional,
}

/// What a key stands for: who sent it, with which command and input.
pub struct Claim {
    pub principal: String,
    pub key: String,
    pub command: &'static str,
    /// SHA-256 of the command's name and its canonical input, in hexadecimal.
    pub fingerprint: String,
}

impl Claim {
    pub fn new(actor: &Actor, key: String, command: &'static str, input: &impl Serialize) -> Result<Self, Fault> {
        check(&key)?;
        if *actor == Actor::Anonymous && !is_random(&key) {
            let message = "Visitors share their keys, so that a visitor's key must be a random UUID (version 4 or 7).";
            return Err(Fault::Protocol { code: KEY_INVALID, message: message.to_owned() });
        }
        let mut digest = Sha256::new();
        digest.update(command.as_bytes());
        digest.update([0]);
        digest.update(canonical(&serde_json::to_value(input)?).as_bytes());
        let fingerprint = HEXLOWER.encode(&digest.finalize());
        Ok(Self { principal: actor.key(), key, command, fingerprint })
    }
}

/// Whether a key may be written like this.
pub fn check(key: &str) -> Result<(), Fault> {
    if key.is_empty() || key.len() > KEY_MAX || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        let message = format!("An idempotency key has 1 to {KEY_MAX} visible ASCII characters.");
        return Err(Fault::Protocol { code: KEY_INVALID, message });
    }
    Ok(())
}

/// Whether nobody guesses it: who knows a key and its input is given the answer.
fn is_random(key: &str) -> bool {
    Uuid::try_parse(key).is_ok_and(|uuid| matches!(uuid.get_version_num(), 4 | 7))
}

/// Takes the key, or gives the answer that it already has. A twin that runs at the same moment waits here for the first.
pub async fn claim(tx: &Tx, claim: &Claim) -> Result<Option<Value>, Fault> {
    let row = record::Model {
        principal: claim.principal.clone(),
        key: claim.key.clone(),
        command: claim.command.to_owned(),
        fingerprint: claim.fingerprint.clone(),
        result: None,
        created_at: tx.now(),
    };
    let target = OnConflict::columns([record::Column::Principal, record::Column::Key]).do_nothing().to_owned();
    let added =
        record::Entity::insert(row.into_active_model()).on_conflict(target).exec_without_returning(tx.db()).await;
    match added {
        Ok(0) => {}
        Ok(_) => return Ok(None),
        Err(error) => return Err(concurrent(error.into())),
    }
    let known = record::Entity::find_by_id((claim.principal.clone(), claim.key.clone())).one(tx.db()).await?;
    let Some(known) = known else { return Err(concurrent(Fault::Busy)) };
    if known.command != claim.command || known.fingerprint != claim.fingerprint {
        return Err(Fault::Protocol {
            code: KEY_PARAMETER_MISMATCH,
            message: "This idempotency key was used with another input.".to_owned(),
        });
    }
    Ok(Some(known.result.unwrap_or(Value::Null)))
}

fn concurrent(fault: Fault) -> Fault {
    match fault {
        Fault::Busy => Fault::Protocol {
            code: CONCURRENT_REQUEST,
            message: "A request with this idempotency key is still running.".to_owned(),
        },
        other => other,
    }
}

/// Keeps the answer, in the transaction of the effect.
pub async fn store(tx: &Tx, claim: &Claim, result: &Value) -> Result<(), Fault> {
    record::Entity::update_many()
        .col_expr(record::Column::Result, Expr::value(Some(result.clone())))
        .filter(record::Column::Principal.eq(claim.principal.clone()))
        .filter(record::Column::Key.eq(claim.key.clone()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Forgets answers that are older than [`KEEP_SECS`].
pub async fn purge(house: &House) -> Result<u64, Fault> {
    let before = house.clock.now().plus_secs(-KEEP_SECS);
    let gone =
        record::Entity::delete_many().filter(record::Column::CreatedAt.lt(before)).exec(house.db.writer()).await?;
    Ok(gone.rows_affected)
}
