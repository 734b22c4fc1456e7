//! Sessions: an opaque token for the client, its hash for us.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::time::Duration;

use crate::access::entity::session::{self, Column};
use crate::kernel::clock::Timestamp;
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::{SessionId, StaffId, TypedId as _};
use crate::kernel::tx::Tx;

/// The event of a session that was ended before its time.
pub const ENDED: &str = "session.ended";
/// A session that is not used for so long is over: 12 hours.
pub const SLIDING_SECS: i64 = 12 * 3600;
/// A session is over after this time, used or not: 14 days.
pub const ABSOLUTE_SECS: i64 = 14 * 24 * 3600;
/// Use is written down no more often than this, so that reading does not write.
const SEEN_EVERY_SECS: i64 = 300;
/// Bytes of randomness in a token.
const TOKEN_BYTES: usize = 32;

/// Most characters that are kept of what a browser or tool calls itself.
pub const USER_AGENT_MAX: usize = 255;

/// What a browser or tool calls itself, in the header `User-Agent`: without control characters, and no longer than is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserAgent(Option<String>);

impl UserAgent {
    pub fn of(header: &[u8]) -> Self {
        let text = String::from_utf8_lossy(header);
        let kept: String = text.trim().chars().filter(|c| !c.is_control()).take(USER_AGENT_MAX).collect();
        Self((!kept.is_empty()).then_some(kept))
    }
}

/// A token, shown once.
pub struct Opened {
    pub token: String,
    pub session: session::Model,
}

/// A new random token and the hash that is stored of it.
pub fn new_token(entropy: &Entropy) -> (String, String) {
    let token = BASE64URL_NOPAD.encode(&entropy.bytes::<TOKEN_BYTES>());
    let hash = hash(&token);
    (token, hash)
}

/// What is stored of a token. Tokens are random, so a plain hash is enough.
pub fn hash(token: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(token.as_bytes()))
}

/// Opens a session within the transaction of a login.
pub async fn open(entropy: &Entropy, tx: &Tx, staff: StaffId, agent: UserAgent) -> Result<Opened, Fault> {
    let (token, token_hash) = new_token(entropy);
    let now = tx.now();
    let session = session::Model {
        id: entropy.id(now),
        staff_id: staff,
        token_hash,
        created_at: now,
        last_seen_at: now,
        expires_at: now.plus_secs(SLIDING_SECS),
        absolute_expires_at: now.plus_secs(ABSOLUTE_SECS),
        user_agent: agent.0,
    };
    let session = tx.insert(session).await?;
    Ok(Opened { token, session })
}

/// Whose token this is. `None` when it is unknown or over, and for who is deactivated.
pub async fn authenticate(house: &House, token: &str) -> Result<Option<session::Model>, Fault> {
    if token.len() > 128 {
        return Ok(None);
    }
    let now = house.clock.now();
    let Some(session) = session::Entity::find()
        .filter(Column::TokenHash.eq(hash(token)))
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::AbsoluteExpiresAt.gt(now))
        .filter((house.may_act)(Expr::col((session::Entity, Column::StaffId))))
        .one(&house.db.reader)
        .await?
    else {
        return Ok(None);
    };
    // Who only reads is served also when nothing can be written.
    if session.last_seen_at.plus_secs(SEEN_EVERY_SECS) <= now
        && let Err(fault) = slide(house, session.id, now).await
    {
        tracing::warn!(error = fault.told(), "the use of a session was not written down");
    }
    Ok(Some(session))
}

/// Whether a session is not over, for who may still act.
pub async fn goes_on(house: &House, id: SessionId) -> Result<bool, Fault> {
    let now = house.clock.now();
    let found = session::Entity::find_by_id(id)
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::AbsoluteExpiresAt.gt(now))
        .filter((house.may_act)(Expr::col((session::Entity, Column::StaffId))));
    Ok(found.one(&house.db.reader).await?.is_some())
}

async fn slide(house: &House, id: SessionId, now: Timestamp) -> Result<(), Fault> {
    session::Entity::update_many()
        .col_expr(Column::LastSeenAt, Expr::value(now))
        .col_expr(Column::ExpiresAt, Expr::value(now.plus_secs(SLIDING_SECS)))
        .filter(Column::Id.eq(id))
        .exec(house.db.writer())
        .await?;
    Ok(())
}

/// The sessions of a person that are not over, newest first.
pub async fn of_staff(db: &impl ConnectionTrait, now: Timestamp, staff: StaffId) -> Result<Vec<session::Model>, Fault> {
    Ok(session::Entity::find()
        .filter(Column::StaffId.eq(staff))
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::AbsoluteExpiresAt.gt(now))
        .order_by_desc(Column::Id)
        .all(db)
        .await?)
}

/// Ends one session, or all sessions of a person, within a transaction. Gives how many ended.
pub async fn end(tx: &Tx, staff: StaffId, only: Option<SessionId>) -> Result<i32, Fault> {
    let mut select = session::Entity::find().filter(Column::StaffId.eq(staff));
    if let Some(id) = only {
        select = select.filter(Column::Id.eq(id));
    }
    let sessions = select.all(tx.db()).await?;
    for session in &sessions {
        tx.delete(session).await?;
        tx.emit(ENDED, session.id, &json!({ "sessionId": session.id, "staffId": session.staff_id }))?;
    }
    Ok(i32::try_from(sessions.len()).unwrap_or(i32::MAX))
}

/// Comes back when a session is over: ended by somebody, in whatever gateway, or not used for too long. For connections that stay
/// open, which are no use of a session by themselves. What asks the database is boxed, so that waiting, which is most of it, is small.
pub async fn over(house: &House, id: SessionId) -> Result<(), Fault> {
    // First listens, then looks: it may end in between.
    let mut ended = Box::pin(house.feed.subscribe(house, &[ENDED], None)).await?;
    loop {
        let session = Box::pin(session::Entity::find_by_id(id).one(&house.db.reader)).await?;
        let Some(session) = session else { return Ok(()) };
        let left = session.expires_at.min(session.absolute_expires_at).0 - house.clock.now().0;
        let Ok(left) = u64::try_from(left) else { return Ok(()) };
        tokio::select! {
            told = ended.next_about(id.uuid()) => return told.map(|_| ()),
            () = tokio::time::sleep(Duration::from_micros(left + 1)) => {}
        }
    }
}

/// Forgets sessions that are over.
pub async fn purge(house: &House) -> Result<u64, Fault> {
    let gone = session::Entity::delete_many()
        .filter(Column::ExpiresAt.lt(house.clock.now().plus_secs(-SLIDING_SECS)))
        .exec(house.db.writer())
        .await?;
    Ok(gone.rows_affected)
}
