//! The audit log: one row for each changed thing, chained by hashes, in the transaction of the change.
//!
//! There are [`CHAINS`] chains, so that writers do not all queue on one row. A transaction adds to one of them, last thing
//! before it commits. Whoever edits, removes or swaps a row breaks a hash; whoever cuts the end off contradicts the head.

use data_encoding::HEXLOWER;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait as _, QueryFilter, QueryOrder, QuerySelect,
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::id::TypedId;
use crate::kernel::table::{audit_chain, audit_entry};
use crate::kernel::tx::Meta;

/// How many chains there are. The migration makes one head for each.
pub const CHAINS: i32 = 16;

/// A change that waits for the commit.
#[derive(Clone, Debug)]
pub struct Change {
    pub entity: &'static str,
    pub entity_id: uuid::Uuid,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

impl Change {
    pub fn created<I: TypedId>(id: I, after: &impl Serialize) -> Result<Self, Fault> {
        Ok(Self { entity: I::TYPE, entity_id: id.uuid(), before: None, after: Some(serde_json::to_value(after)?) })
    }

    pub fn removed<I: TypedId>(id: I, before: &impl Serialize) -> Result<Self, Fault> {
        Ok(Self { entity: I::TYPE, entity_id: id.uuid(), before: Some(serde_json::to_value(before)?), after: None })
    }

    /// Keeps the fields that differ. `None` when nothing does.
    pub fn updated<I: TypedId, T: Serialize>(id: I, before: &T, after: &T) -> Result<Option<Self>, Fault> {
        let (before, after) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
        let (Value::Object(before), Value::Object(after)) = (before, after) else {
            return Err(Fault::internal("an audited thing is not an object"));
        };
        let differ = |a: &Map<String, Value>, b: &Map<String, Value>| -> Map<String, Value> {
            a.iter().filter(|(key, value)| b.get(*key) != Some(value)).map(|(k, v)| (k.clone(), v.clone())).collect()
        };
        let (old, new) = (differ(&before, &after), differ(&after, &before));
        if old.is_empty() && new.is_empty() {
            return Ok(None);
        }
        let (before, after) = (Some(Value::Object(old)), Some(Value::Object(new)));
        Ok(Some(Self { entity: I::TYPE, entity_id: id.uuid(), before, after }))
    }
}

/// Writes the changes of a transaction to one chain, each with the account on which it was made.
pub async fn write(db: &impl ConnectionTrait, entropy: &Entropy, changes: Vec<(&Meta, Change)>) -> Result<(), Fault> {
    let Some((_, first)) = changes.first() else { return Ok(()) };
    let chain = i32::from(first.entity_id.as_bytes()[15]) % CHAINS;
    let added = i64::try_from(changes.len()).map_err(|_| Fault::internal("too many changes in one transaction"))?;
    // The update takes the lock on the head; what it returns is what no other writer can change until the commit.
    let head = audit_chain::Entity::update_many()
        .col_expr(audit_chain::Column::Length, Expr::col(audit_chain::Column::Length).add(added))
        .filter(audit_chain::Column::Chain.eq(chain))
        .exec_with_returning(db)
        .await?
        .pop()
        .ok_or_else(|| Fault::internal("an audit chain has no head"))?;
    let mut hash = head.hash;
    let mut rows = Vec::with_capacity(changes.len());
    for (seq, (meta, change)) in (head.length - added + 1..).zip(changes) {
        let mut row = entry(entropy, meta, chain, seq, change);
        row.hash = hash_of(&hash, &row);
        hash.clone_from(&row.hash);
        rows.push(row);
    }
    for chunk in rows.chunks(500) {
        let models = chunk.iter().cloned().map(sea_orm::IntoActiveModel::into_active_model);
        audit_entry::Entity::insert_many(models).exec_without_returning(db).await?;
    }
    let head = audit_chain::ActiveModel { chain: Set(chain), hash: Set(hash), ..Default::default() };
    audit_chain::Entity::update(head).exec(db).await?;
    Ok(())
}

fn entry(entropy: &Entropy, meta: &Meta, chain: i32, seq: i64, change: Change) -> audit_entry::Model {
    let Change { entity, entity_id, before, after } = change;
    audit_entry::Model {
        id: entropy.id(meta.now),
        chain,
        seq,
        at: meta.now,
        actor: meta.actor.key(),
        staff_id: meta.actor.staff(),
        approvals: json!(meta.approvals),
        permission: meta.permission.to_owned(),
        command: meta.command.to_owned(),
        entity: entity.to_owned(),
        entity_id,
        before,
        after,
        request_id: meta.request_id.clone(),
        hash: String::new(),
    }
}

/// The hash of an entry: SHA-256 over the hash before it and the canonical JSON of all its other columns.
pub fn hash_of(previous: &str, row: &audit_entry::Model) -> String {
    let content = json!({
        "id": row.id, "chain": row.chain, "seq": row.seq, "at": row.at.0, "actor": row.actor, "staff": row.staff_id,
        "approvals": row.approvals, "permission": row.permission, "command": row.command, "entity": row.entity,
        "entityId": row.entity_id, "before": row.before, "after": row.after, "requestId": row.request_id,
    });
    let mut digest = Sha256::new();
    digest.update(previous.as_bytes());
    digest.update(canonical(&content).as_bytes());
    HEXLOWER.encode(&digest.finalize())
}

/// JSON with sorted keys and no white space: the same text for the same value, wherever it was stored in between.
pub fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            let members: Vec<String> = keys
                .into_iter()
                .filter_map(|key| {
                    map.get(key).map(|value| format!("{}:{}", Value::from(key.as_str()), canonical(value)))
                })
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

/// What a check of the whole log found.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verification {
    pub entries: u64,
    /// One sentence for each chain that is broken, at its first broken place.
    pub problems: Vec<String>,
}

/// Recomputes every hash of every chain, in constant memory.
pub async fn verify(db: &impl ConnectionTrait) -> Result<Verification, Fault> {
    let mut found = Verification::default();
    for head in audit_chain::Entity::find().order_by_asc(audit_chain::Column::Chain).all(db).await? {
        verify_chain(db, &head, &mut found).await?;
    }
    Ok(found)
}

async fn verify_chain(
    db: &impl ConnectionTrait,
    head: &audit_chain::Model,
    found: &mut Verification,
) -> Result<(), Fault> {
    let (mut seq, mut hash) = (0, String::new());
    loop {
        let rows = audit_entry::Entity::find()
            .filter(audit_entry::Column::Chain.eq(head.chain))
            .filter(audit_entry::Column::Seq.gt(seq))
            // What was committed after the head was read is left for the next check.
            .filter(audit_entry::Column::Seq.lte(head.length))
            .order_by_asc(audit_entry::Column::Seq)
            .limit(1_000)
            .all(db)
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.seq != seq + 1 || row.hash != hash_of(&hash, &row) {
                found.problems.push(format!("chain {} is broken at entry {}", head.chain, row.seq));
                return Ok(());
            }
            (seq, hash) = (row.seq, row.hash);
            found.entries += 1;
        }
    }
    if seq != head.length || hash != head.hash {
        found.problems.push(format!("chain {} should end at entry {} but ends at {seq}", head.chain, head.length));
    }
    Ok(())
}
