//! The places of connections: so many in all, so many of one address, and room for whoever comes new.
//!
//! A connection that nothing happens on is worth less than one that comes. When all places are taken, the newcomer gets the place
//! of the one that has been idle longest, of the address that holds the most. An address that has its share makes room for itself.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::engine::principal::network;
use crate::server::holders::{Crowded, Displaced, Entered, Holders};
use crate::server::peer::Proxies;

/// How long after a line in the log about addresses that hold too much another one is written.
const CALM: Duration = Duration::from_secs(10);

/// All places. Cheap to clone.
#[derive(Clone)]
pub struct Places(Arc<Inside>);

struct Inside {
    /// Their connections are those of everybody, and have no share.
    proxies: Proxies,
    state: Mutex<State>,
    /// Told when a connection becomes idle or ends.
    changed: Notify,
}

struct State {
    holders: Holders<Arc<Notify>>,
    logged: Option<Instant>,
}

/// The place of one connection, until it ends; and a turn in what the end of the server waits for.
pub struct Place {
    /// Who is at the other end.
    pub peer: SocketAddr,
    pub presence: Presence,
    _token: TaskTrackerToken,
}

/// What a connection tells of itself, and is told. Cheap to clone.
#[derive(Clone)]
pub struct Presence {
    places: Places,
    id: u64,
    told: Arc<Notify>,
}

impl Places {
    pub fn new(max: usize, proxies: Proxies) -> Self {
        let state = State { holders: Holders::new(max), logged: None };
        Self(Arc::new(Inside { proxies, state: Mutex::new(state), changed: Notify::new() }))
    }

    /// A place for whoever comes from there, as soon as there is one.
    ///
    /// # Errors
    /// When the address has its share.
    pub async fn enter(&self, peer: SocketAddr, connections: &TaskTracker) -> Result<Place, Crowded> {
        loop {
            match self.try_enter(peer, connections) {
                Err(Crowded::All) => self.0.changed.notified().await,
                entered => return entered,
            }
        }
    }

    /// The same without a wait.
    pub fn try_enter(&self, peer: SocketAddr, connections: &TaskTracker) -> Result<Place, Crowded> {
        let (told, address) = (Arc::new(Notify::new()), network(peer.ip()));
        let exempt = self.0.proxies.include(peer.ip());
        let mut state = self.state();
        let entered = state.holders.enter(address, exempt, Arc::clone(&told));
        match &entered {
            Ok(Entered { displaced: Some(Displaced { address, held, teller }), .. }) => {
                teller.notify_one();
                state.log(*address, *held, "connections that are idle make room for others");
            }
            Err(Crowded::Address) => {
                let held = state.holders.held();
                state.log(address, held, "connections of an address that has its share are refused");
            }
            Ok(Entered { displaced: None, .. }) | Err(Crowded::All) => {}
        }
        drop(state);
        let id = entered?.id;
        let presence = Presence { places: self.clone(), id, told };
        Ok(Place { peer, presence, _token: connections.token() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn log(&mut self, address: IpAddr, held: usize, what: &str) {
        let now = Instant::now();
        if self.logged.is_none_or(|before| now.duration_since(before) > CALM) {
            self.logged = Some(now);
            tracing::warn!(%address, held, "{what}");
        }
    }
}

impl Presence {
    /// A request is on its way, or runs.
    pub fn busy(&self) {
        self.places.state().holders.busy(self.id);
    }

    /// None is and none does.
    pub fn idle(&self) {
        self.places.state().holders.idle(self.id);
        self.places.0.changed.notify_one();
    }

    /// Until the connection has to make room. For one task, once.
    pub async fn displaced(&self) {
        self.told.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Presence { places, id, .. } = &self.presence;
        places.state().holders.leave(*id);
        places.0.changed.notify_one();
    }
}
