//! Whether what is written is kept, found out by writing.

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait as _, IntoActiveModel as _};
use std::time::{Duration, Instant};

use crate::kernel::db::Health;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::table::storage_probe::{Column, Entity, Model};
use crate::kernel::tx::{Meta, Tx};

/// What was kept so lately needs no proof.
const LATELY: Duration = Duration::from_secs(5);
/// The storage is asked no more often: whoever comes sooner hears what the last one heard.
const EVERY: Duration = Duration::from_millis(500);
/// How long nothing may have failed before the storage counts as whole again: with a little space that comes and goes, some
/// changes are kept and some are not.
const CALM: Duration = Duration::from_secs(2);
/// How long an answer is waited for. Somebody who writes for long holds up everybody on SQLite, which is no failure.
const PROBE_MAX: Duration = Duration::from_secs(1);
/// After so long without anything kept, being busy is a failure.
const BUSY_MAX: Duration = Duration::from_secs(30);
/// Random bytes that are written: when nothing has failed, and when something has. A small change may be kept in space that was
/// left over, so the second is as much as a command writes.
const SMALL: usize = 32;
const LARGE: usize = 8 * 1024;

/// What the last one heard who asked, and when.
pub(in crate::kernel) type Heard = Option<(Instant, Result<(), Fault>)>;

/// Whether the storage keeps what is written now.
///
/// # Errors
/// Why not: [`Fault::StorageFull`], a failure, or [`Fault::Busy`] for longer than anybody should be.
pub async fn storage(house: &House) -> Result<(), Fault> {
    let health = house.db.health();
    if !health.is_failing() && health.has_kept_within(LATELY) {
        return Ok(());
    }
    let mut heard = health.heard().await;
    if let Some((at, result)) = &*heard
        && at.elapsed() < EVERY
    {
        return result.clone();
    }
    let patient =
        |health: &Health| !health.is_failing() && (health.has_kept_within(BUSY_MAX) || health.is_young(BUSY_MAX));
    let result = match tokio::time::timeout(PROBE_MAX, probe(house)).await {
        Ok(Ok(())) => match health.failed_within(CALM) {
            Some(fault) => Err(fault),
            None => {
                health.proved();
                Ok(())
            }
        },
        Err(_) | Ok(Err(Fault::Busy | Fault::Retry(_))) if patient(health) => Ok(()),
        // Who is late says nothing new of a storage that has failed.
        Err(_) | Ok(Err(Fault::Busy | Fault::Retry(_))) => {
            Err(health.failed_within(Duration::MAX).unwrap_or(Fault::Busy))
        }
        Ok(Err(fault)) => Err(fault),
    };
    *heard = Some((Instant::now(), result.clone()));
    result
}

async fn probe(house: &House) -> Result<(), Fault> {
    let now = house.clock.now();
    let content = if house.db.health().is_failing() {
        data_encoding::HEXLOWER.encode(&house.entropy.bytes::<LARGE>())
    } else {
        data_encoding::HEXLOWER.encode(&house.entropy.bytes::<SMALL>())
    };
    let tx = Tx::begin(&house.db, Meta::system("readiness", "storageProbe", now)).await?;
    let row = Model { id: 1, written_at: now, content };
    let there = OnConflict::column(Column::Id).update_columns([Column::WrittenAt, Column::Content]).to_owned();
    Entity::insert(row.into_active_model()).on_conflict(there).exec_without_returning(tx.db()).await?;
    tx.commit(&house.entropy).await
}
