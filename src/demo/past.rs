//! The past of the demo shop: a house of its own over the same database, whose clock the demo sets and whose ids and choices
//! come from the seed. So real commands can run months ago.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::app::{App, Sources};
use crate::demo::dice::Dice;
use crate::demo::people;
use crate::kernel::actor::Actor;
use crate::kernel::clock::{ManualClock, Timestamp};
use crate::kernel::command::{Answer, Command, execute};
use crate::kernel::cx::Caller;
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::id::WorkflowInstanceId;
use crate::kernel::idempotency::Keyed;
use crate::kernel::permission::Permission as _;
use crate::kernel::tx::{Meta, Tx};
use crate::kernel::user_error::Failure;
use crate::staff::account;

/// How many days ago the shop opened.
pub const DAYS: i64 = 200;
/// The seconds of a day, and of an hour.
pub const DAY_SECS: i64 = 24 * 3_600;
pub const HOUR_SECS: i64 = 3_600;

/// What has chance and ids of its own, so that more of the one does not change the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    Commands,
    Catalog,
    Customers,
    Trade,
    Inbox,
}

pub struct Past {
    pub app: App,
    clock: Arc<ManualClock>,
    opened: Timestamp,
    seed: u64,
    keys: AtomicU32,
}

impl Past {
    /// The past of the shop that is to be in this database. Its days begin at midnight, so that the hour of the filling makes
    /// no difference.
    pub async fn of(app: &App, seed: u64) -> Result<Self, Fault> {
        let now = app.house.clock.now().0;
        let midnight = Timestamp(now - now.rem_euclid(DAY_SECS * 1_000_000));
        let opened = midnight.plus_secs(-DAYS * DAY_SECS);
        let clock = Arc::new(ManualClock::at(opened));
        let sources = Sources { clock: clock.clone(), entropy: entropy(seed, Stream::Commands) };
        let app = App::with_db(app.house.db.clone(), sources).await?;
        Ok(Self { app, clock, opened, seed, keys: AtomicU32::new(0) })
    }

    /// So many seconds after midnight of a day, the first being 0.
    pub fn moment(&self, day: i64, secs: i64) -> Timestamp {
        self.opened.plus_secs(day * DAY_SECS + secs)
    }

    /// What happens from now on happens then.
    pub fn go_to(&self, moment: Timestamp) {
        self.clock.set(moment);
    }

    /// The same moment while somebody is at work: nights are squeezed into the hours from eight to eight.
    pub fn at_work(&self, moment: Timestamp) -> Timestamp {
        let since = moment.0 - self.opened.0;
        let of_day = since.rem_euclid(DAY_SECS * 1_000_000);
        Timestamp(moment.0 - of_day + of_day / 2).plus_secs(8 * HOUR_SECS)
    }

    pub fn dice(&self, stream: Stream) -> Dice {
        Dice::new(entropy(self.seed, stream))
    }

    /// The source of ids for rows of this stream. Its numbers are other ones than those of the dice.
    pub fn ids(&self, stream: Stream) -> Entropy {
        entropy(!self.seed, stream)
    }

    /// Somebody of the demo staff, with what they hold.
    pub async fn caller(&self, desk: &str) -> Result<Caller, Fault> {
        let found = account::by_email(&self.app.house.db.reader, &people::email(desk)).await?;
        let id = found.ok_or_else(|| Fault::internal(format!("nobody sits at the desk {desk}")))?.id;
        Ok(self.app.caller(Actor::Staff { id, session: None }, ""))
    }

    /// Runs a command that needs nobody's approval.
    pub async fn run<C: Command>(&self, by: &Caller, input: C) -> Result<C::Outcome, Failure> {
        match self.execute(by, input).await? {
            Answer::Done(outcome) => Ok(outcome),
            Answer::Refused(errors) => Err(Failure::Refused(errors)),
            Answer::Parked(_) => Err(Fault::internal(format!("{} waits for approval", C::NAME)).into()),
        }
    }

    /// Runs a command that goes into somebody's inbox.
    pub async fn park<C: Command>(&self, by: &Caller, input: C) -> Result<WorkflowInstanceId, Failure> {
        match self.execute(by, input).await? {
            Answer::Parked(pending) => Ok(pending.instance),
            Answer::Refused(errors) => Err(Failure::Refused(errors)),
            Answer::Done(_) => Err(Fault::internal(format!("{} needed no approval", C::NAME)).into()),
        }
    }

    async fn execute<C: Command>(&self, by: &Caller, input: C) -> Result<Answer<C::Outcome>, Fault> {
        let number = self.keys.fetch_add(1, Ordering::Relaxed);
        let key = (C::KEYED == Keyed::Required).then(|| format!("demo-{number}"));
        execute(&self.app.house, by, input, key).await
    }

    /// The account of a transaction that brings in rows of the past.
    pub fn meta(&self, step: &'static str) -> Meta {
        Meta::system("demo", step, self.app.house.clock.now())
    }
}

fn entropy(seed: u64, stream: Stream) -> Entropy {
    Entropy::seeded(seed.rotate_left(8) ^ stream as u64)
}

/// The account on which a command of somebody runs at a moment.
pub fn by<C: Command>(actor: &Actor, at: Timestamp) -> Meta {
    Meta { permission: C::Permission::NAME, ..Meta::plain(actor.clone(), C::NAME, "", at) }
}

/// Records what a command recorded, under its account.
pub fn record(tx: &Tx, meta: Meta, told: impl FnOnce(&Tx) -> Result<(), Fault>) -> Result<(), Fault> {
    let _section = tx.section(meta);
    told(tx)
}
