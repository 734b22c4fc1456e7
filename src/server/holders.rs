//! Which addresses hold the connections, and which connection makes room for another.
//!
//! Knows no task and no clock: connections are in the order in which they became idle.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

/// One address holds no more than one in so many of all connections.
const SHARE: usize = 4;
/// Connections that were told to end and have not ended yet, at the same time. They do not count otherwise.
pub const LEAVING_MAX: usize = 128;

/// The connections that are open. `W` is how one of them is told to end.
#[derive(Debug)]
pub struct Holders<W> {
    max: usize,
    share: usize,
    connections: HashMap<u64, Connection<W>>,
    addresses: HashMap<IpAddr, Address>,
    /// Addresses with an idle connection, by how many connections they hold.
    idle: BTreeSet<(usize, IpAddr)>,
    /// Of connections, and of the times at which one became idle.
    numbers: u64,
    leaving: usize,
}

#[derive(Debug)]
struct Connection<W> {
    address: IpAddr,
    /// Since when it is idle.
    idle: Option<u64>,
    /// None when it was told to end.
    teller: Option<W>,
}

#[derive(Debug, Default)]
struct Address {
    held: usize,
    /// Its idle connections, the one that has been idle longest first.
    idle: BTreeSet<(u64, u64)>,
}

/// A connection that was let in.
#[derive(Debug)]
pub struct Entered<W> {
    pub id: u64,
    /// The one that makes room for it.
    pub displaced: Option<Displaced<W>>,
}

/// A connection that makes room. It counts no longer, and has to end.
#[derive(Debug)]
pub struct Displaced<W> {
    pub address: IpAddr,
    /// How many its address held.
    pub held: usize,
    pub teller: W,
}

/// Why a connection is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crowded {
    /// Its address has its share, and something happens on all of them.
    Address,
    /// All connections are taken, and something happens on all of them.
    All,
}

impl<W> Holders<W> {
    pub fn new(max: usize) -> Self {
        Self {
            max,
            share: (max / SHARE).max(1),
            connections: HashMap::new(),
            addresses: HashMap::new(),
            idle: BTreeSet::new(),
            numbers: 0,
            leaving: 0,
        }
    }

    /// How many are held, without those that were told to end.
    pub fn held(&self) -> usize {
        self.connections.len() - self.leaving
    }

    /// Lets a connection in that is idle until a request comes. An address that is `exempt` has no share.
    pub fn enter(&mut self, address: IpAddr, exempt: bool, teller: W) -> Result<Entered<W>, Crowded> {
        let own = self.addresses.get(&address).map_or(0, |address| address.held);
        let displaced = if !exempt && own >= self.share {
            Some(self.displace(address).ok_or(Crowded::Address)?)
        } else if self.held() >= self.max {
            let most = self.idle.last().map(|(_, address)| *address);
            Some(most.and_then(|address| self.displace(address)).ok_or(Crowded::All)?)
        } else {
            None
        };
        let id = self.number();
        self.connections.insert(id, Connection { address, idle: None, teller: Some(teller) });
        self.change(address, |holder| holder.held += 1);
        self.idle(id);
        Ok(Entered { id, displaced })
    }

    /// Something happens on a connection.
    pub fn busy(&mut self, id: u64) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let address = connection.address;
        if let Some(since) = connection.idle.take() {
            self.change(address, |holder| {
                holder.idle.remove(&(since, id));
            });
        }
    }

    /// Nothing happens on it any longer.
    pub fn idle(&mut self, id: u64) {
        let now = self.number();
        let Some(connection) = self.connections.get_mut(&id) else { return };
        if connection.idle.is_none() && connection.teller.is_some() {
            connection.idle = Some(now);
            let address = connection.address;
            self.change(address, |holder| {
                holder.idle.insert((now, id));
            });
        }
    }

    /// A connection has ended.
    pub fn leave(&mut self, id: u64) {
        self.busy(id);
        let Some(Connection { address, teller, .. }) = self.connections.remove(&id) else { return };
        match teller {
            Some(_) => self.change(address, |holder| holder.held -= 1),
            None => self.leaving -= 1,
        }
    }

    /// Takes the one out that has been idle longest of an address.
    fn displace(&mut self, address: IpAddr) -> Option<Displaced<W>> {
        if self.leaving >= LEAVING_MAX {
            return None;
        }
        let holder = self.addresses.get(&address)?;
        let (held, (_, id)) = (holder.held, *holder.idle.first()?);
        self.busy(id);
        let teller = self.connections.get_mut(&id)?.teller.take()?;
        self.leaving += 1;
        self.change(address, |holder| holder.held -= 1);
        Some(Displaced { address, held, teller })
    }

    /// Changes what is known of an address, and puts it where it belongs.
    fn change(&mut self, address: IpAddr, change: impl FnOnce(&mut Address)) {
        let holder = self.addresses.entry(address).or_default();
        if !holder.idle.is_empty() {
            self.idle.remove(&(holder.held, address));
        }
        change(holder);
        if !holder.idle.is_empty() {
            self.idle.insert((holder.held, address));
        }
        if holder.held == 0 {
            self.addresses.remove(&address);
        }
    }

    fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }
}
