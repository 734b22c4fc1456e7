//! What runs behind the requests: events are handed on, jobs are run, policies are followed, old rows are forgotten.

use std::time::Duration;
use tokio_util::sync::CancellationToken;

use crate::access::session;
use crate::app::App;
use crate::kernel::clock::Timestamp;
use crate::kernel::fault::Fault;
use crate::kernel::job::{self, Lane};
use crate::kernel::{idempotency, outbox};
use crate::persisted::store::AUTOMATIC_MAX;

/// How often the version of the policies is looked at: a second process follows within two seconds.
const POLICIES_EVERY: Duration = Duration::from_secs(1);
/// How often old rows are looked for.
const TIDY_EVERY_SECS: i64 = 3600;

/// Hands on events and runs jobs until `stop`: at once when this process has left some, and every `poll` for the sake of
/// others. Jobs that run are finished first. A job that takes long holds up neither events nor jobs of other lanes.
pub async fn run(app: App, poll: Duration, stop: CancellationToken) {
    let lane = |lane| job::run(app.house.clone(), lane, poll, stop.clone());
    tokio::join!(relay(&app, poll, &stop), lane(Lane::Database), lane(Lane::Outside));
}

async fn relay(app: &App, poll: Duration, stop: &CancellationToken) {
    let (mut bell, mut tidied) = (app.house.bell.subscribe(), None);
    while !stop.is_cancelled() {
        match turn(app, &mut tidied).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(fault) => tracing::error!(error = fault.told(), "the worker failed"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            _ = bell.changed() => {}
            () = tokio::time::sleep(poll) => {}
        }
    }
}

/// One batch of events, and once an hour what is old. Gives whether there may be more to do.
pub async fn turn(app: &App, tidied: &mut Option<Timestamp>) -> Result<bool, Fault> {
    let now = app.house.clock.now();
    if tidied.is_none_or(|at| at.plus_secs(TIDY_EVERY_SECS) <= now) {
        *tidied = Some(now);
        tidy(app).await?;
    }
    let events = outbox::relay(&app.house).await?;
    Ok(events > 0)
}

/// Forgets sessions that are over, answers that nobody can ask for again, events that everybody has had the time to read, and
/// automatic documents beyond the most that are kept. Harmless when several processes do it.
async fn tidy(app: &App) -> Result<(), Fault> {
    let sessions = session::purge(&app.house).await?;
    let answers = idempotency::purge(&app.house).await?;
    let events = outbox::purge(&app.house).await?;
    let documents = app.documents.forget_oldest(AUTOMATIC_MAX).await?;
    tracing::debug!(sessions, answers, events, documents, "old rows are forgotten");
    Ok(())
}

/// Follows what other processes change in the policies, until `stop`. Each change is an event, so the bus tells of it at once.
pub async fn follow_policies(app: App, stop: CancellationToken) {
    let mut news = app.house.bus.subscribe();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = news.changed() => {}
            () = tokio::time::sleep(POLICIES_EVERY) => {}
        }
        if let Err(fault) = app.policies.refresh(&app.house.db.reader).await {
            tracing::error!(error = fault.told(), "the policies cannot be read");
        }
    }
}
