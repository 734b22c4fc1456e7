//! The same key twice is one effect and one answer.

use data_encoding::HEXLOWER;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::journal::canonical;
use crate::kernel::table::idempotency_record as record;
use crate::kernel::tx::Tx;

/// The longest key, in characters.
pub const KEY_MAX: usize = 255;
/// How long an answer is kept.
pub const KEEP_SECS: i64 = 48 * 3600;

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
    fingerprint: String,
}

impl Claim {
    pub fn new(principal: String, key: String, command: &'static str, input: &Value) -> Result<Self, Fault> {
        if key.is_empty() || key.chars().count() > KEY_MAX {
            let message = format!("An idempotency key has 1 to {KEY_MAX} characters.");
            return Err(Fault::Protocol { code: "BAD_INPUT", message });
        }
        let mut digest = Sha256::new();
        digest.update(command.as_bytes());
        digest.update([0]);
        digest.update(canonical(input).as_bytes());
        Ok(Self { principal, key, command, fingerprint: HEXLOWER.encode(&digest.finalize()) })
    }
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
            code: "IDEMPOTENCY_KEY_PARAMETER_MISMATCH",
            message: "This idempotency key was used with another input.".to_owned(),
        });
    }
    Ok(Some(known.result.unwrap_or(Value::Null)))
}

fn concurrent(fault: Fault) -> Fault {
    match fault {
        Fault::Busy => Fault::Protocol {
            code: "IDEMPOTENCY_CONCURRENT_REQUEST",
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
