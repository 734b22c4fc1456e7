//! Who is next of one group.
//!
//! Start-time fair queueing (Goyal, Vin and Cheng): each principal has a virtual time until which it has had its share, and the
//! one for whom this is earliest is next. What a turn takes is known when it is over, so it counts as long as a turn of the
//! same principal usually takes until then. The virtual time of everybody moves on with the work that is done, divided by those
//! who share it; a newcomer begins there, so that who was away has not saved up anything. Nothing is held against anybody that
//! was used while nobody waited for it.
//!
//! Knows no task and no clock: times are microseconds that the caller tells.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::{Group, Principal};

/// What is guessed of a turn before the first is over, in microseconds.
const FIRST_GUESS: u64 = 5_000;
/// What the latest counts for in a mean of late: one in so many.
const MEAN_OF: u64 = 32;
/// Parts of a microsecond in virtual time, so that a weight divides it.
pub(super) const PARTS: u64 = 1_000;
/// Principals that are remembered without having anything in the queue. Beyond, the queue forgets all of them.
pub const REMEMBERED_MAX: usize = 10_000;

/// A place in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    pub(super) group: Group,
    name: Arc<str>,
    number: u64,
}

/// A turn that runs.
#[derive(Debug)]
pub struct Turn {
    pub(super) who: Principal,
    /// What it counts for until it is over, in microseconds.
    pub(super) guess: u64,
}

/// Who of a group waits and who runs. `W` is how one who waits is told.
#[derive(Debug)]
pub(super) struct Round<W> {
    /// The virtual time.
    now: u64,
    parties: HashMap<Arc<str>, Party<W>>,
    /// The first of each who waits, by when it is due.
    heads: BTreeSet<(u64, u64, Arc<str>)>,
    /// By how many of theirs wait.
    longest: BTreeSet<(usize, Arc<str>)>,
    numbers: u64,
    waiting: usize,
    /// What all that wait are likely to take, in microseconds.
    work: u64,
    /// How many have something in the queue.
    busy: usize,
    /// Their weights, and the weights of those of them who wait.
    active: u64,
    patient: u64,
    held: Mean,
}

#[derive(Debug)]
struct Party<W> {
    weight: u64,
    /// The virtual time until which it has had its share.
    until: u64,
    running: usize,
    lane: BTreeMap<u64, Waiting<W>>,
    /// The virtual time at which the lane began to be one.
    floor: u64,
    /// When its first is due.
    due: Option<(u64, u64)>,
    held: Mean,
}

#[derive(Debug)]
struct Waiting<W> {
    who: Principal,
    guess: u64,
    waiter: W,
}

/// A mean of late; nothing before the first.
#[derive(Clone, Copy, Debug, Default)]
struct Mean(Option<u64>);

impl Mean {
    fn take(&mut self, value: u64) {
        self.0 = Some(self.0.map_or(value, |mean| (mean * (MEAN_OF - 1) + value).div_ceil(MEAN_OF)));
    }
}

impl<W> Default for Round<W> {
    fn default() -> Self {
        Self {
            now: 0,
            parties: HashMap::new(),
            heads: BTreeSet::new(),
            longest: BTreeSet::new(),
            numbers: 0,
            waiting: 0,
            work: 0,
            busy: 0,
            active: 0,
            patient: 0,
            held: Mean::default(),
        }
    }
}

impl<W> Party<W> {
    fn new(who: &Principal) -> Self {
        Self {
            weight: u64::from(who.weight.max(1)),
            until: 0,
            running: 0,
            lane: BTreeMap::new(),
            floor: 0,
            due: None,
            held: Mean::default(),
        }
    }

    fn is_idle(&self) -> bool {
        self.running == 0 && self.lane.is_empty()
    }

    fn virtual_time(&self, micros: u64) -> u64 {
        micros.saturating_mul(PARTS) / self.weight
    }
}

impl<W> Round<W> {
    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// What all that wait are likely to take, in microseconds.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// How many principals are remembered.
    pub fn remembered(&self) -> usize {
        self.parties.len()
    }

    /// What a turn usually takes, in microseconds.
    pub fn usual(&self) -> u64 {
        self.held.0.unwrap_or(FIRST_GUESS)
    }

    /// How much is likely to be done of this group before one who comes now, in microseconds: what it has in the queue, and as
    /// much of the others as they may take meanwhile.
    pub fn ahead(&self, who: &Principal) -> u64 {
        let (guess, weight) = (self.guess(who), u64::from(who.weight.max(1)));
        let own = self.parties.get(&who.name).map_or(0, |party| party.lane.len());
        let own_work = guess.saturating_mul(u64::try_from(own).unwrap_or(u64::MAX));
        let others = self.patient - if own > 0 { weight.min(self.patient) } else { 0 };
        let theirs = own_work.saturating_add(guess).saturating_mul(others) / weight;
        self.work.min(own_work.saturating_add(theirs))
    }

    /// Begins a turn of somebody who need not wait.
    pub fn begin(&mut self, who: &Principal) -> Turn {
        let due = self.until(who).max(self.now);
        self.start(who.clone(), due)
    }

    /// Takes a place in the queue.
    pub fn join(&mut self, who: &Principal, waiter: W) -> Ticket {
        let (number, guess, now) = (self.numbers, self.guess(who), self.now);
        self.numbers += 1;
        self.waiting += 1;
        self.work = self.work.saturating_add(guess);
        self.enter(who);
        let party = self.parties.entry(Arc::clone(&who.name)).or_insert_with(|| Party::new(who));
        if party.lane.is_empty() {
            party.floor = now;
            self.patient += party.weight;
        }
        self.longest.remove(&(party.lane.len(), Arc::clone(&who.name)));
        party.lane.insert(number, Waiting { who: who.clone(), guess, waiter });
        self.longest.insert((party.lane.len(), Arc::clone(&who.name)));
        self.place(&who.name);
        Ticket { group: who.group, name: Arc::clone(&who.name), number }
    }

    /// Gives a place up, if it is still there.
    pub fn leave(&mut self, ticket: &Ticket) -> Option<W> {
        let gone = self.take(&ticket.name, ticket.number)?;
        self.place(&ticket.name);
        self.settle(&ticket.name);
        self.forget();
        Some(gone.waiter)
    }

    /// Begins the next turn.
    pub fn begin_next(&mut self) -> Option<(Turn, W)> {
        loop {
            let (due, number, name) = self.heads.first()?.clone();
            // Another may have had a turn that counts for the same account meanwhile.
            let late = self.due(&name).filter(|(late, _)| *late > due);
            if late.is_some() {
                self.place(&name);
                continue;
            }
            let Waiting { who, guess: _, waiter } = self.take(&name, number)?;
            if let Some(party) = self.parties.get_mut(&name) {
                party.floor = 0;
            }
            self.now = self.now.max(due);
            let turn = self.start(who, due);
            self.place(&name);
            return Some((turn, waiter));
        }
    }

    /// Makes room for somebody: the newest of who has most in the queue goes, unless this is the one who comes.
    pub fn push_out(&mut self, comes: &Principal) -> Option<W> {
        if self.can_push_out(comes) { self.push_out_newest() } else { None }
    }

    /// The same for somebody of another group.
    pub fn push_out_newest(&mut self) -> Option<W> {
        let (_, name) = self.longest.last().cloned()?;
        let (number, last) = self.parties.get(&name)?.lane.last_key_value()?;
        let ticket = Ticket { group: last.who.group, number: *number, name };
        self.leave(&ticket)
    }

    /// Whether [`push_out`](Self::push_out) would make room.
    pub fn can_push_out(&self, comes: &Principal) -> bool {
        let own = self.parties.get(&comes.name).map_or(0, |party| party.lane.len());
        self.longest.last().is_some_and(|(most, name)| own + 1 < *most && *name != comes.name)
    }

    /// A turn has held its seat for so long, in microseconds.
    pub fn held(&mut self, turn: &Turn, micros: u64) {
        self.held.take(micros);
        if let Some(party) = self.parties.get_mut(&turn.who.name) {
            party.held.take(micros);
        }
    }

    /// A turn is over that took so long, in microseconds.
    pub fn end(&mut self, turn: Turn, micros: u64) {
        let Turn { who, guess } = turn;
        self.now = self.now.saturating_add(micros.saturating_mul(PARTS) / self.active.max(1));
        for name in names(&who) {
            if let Some(party) = self.parties.get_mut(name) {
                party.running -= 1;
                if party.is_idle() {
                    self.busy -= 1;
                    self.active -= party.weight;
                }
                let (guessed, taken) = (party.virtual_time(guess), party.virtual_time(micros));
                party.until = party.until.saturating_sub(guessed).saturating_add(taken);
            }
            self.place(name);
            self.settle(name);
        }
        self.forget();
    }

    /// Forgets what everybody has used, when nobody has anything in the queue, or when there are too many to remember.
    fn forget(&mut self) {
        if self.busy == 0 {
            self.parties.clear();
        } else if self.parties.len() - self.busy > REMEMBERED_MAX {
            self.parties.retain(|_, party| !party.is_idle());
        }
    }

    pub fn guess(&self, who: &Principal) -> u64 {
        self.parties.get(&who.name).and_then(|party| party.held.0).unwrap_or_else(|| self.usual())
    }

    /// Until when everybody that this counts for has had their share.
    fn until(&self, who: &Principal) -> u64 {
        names(who).filter_map(|name| self.parties.get(name)).map(|party| party.until).max().unwrap_or(0)
    }

    /// Counts somebody in who has nothing in the queue.
    fn enter(&mut self, who: &Principal) {
        let party = self.parties.entry(Arc::clone(&who.name)).or_insert_with(|| Party::new(who));
        if party.is_idle() {
            party.weight = u64::from(who.weight.max(1));
            self.busy += 1;
            self.active += party.weight;
        }
    }

    fn start(&mut self, who: Principal, due: u64) -> Turn {
        let guess = self.guess(&who);
        for name in names(&who) {
            self.enter(&Principal { name: Arc::clone(name), also: None, ..who.clone() });
            if let Some(party) = self.parties.get_mut(name) {
                party.running += 1;
                party.until = party.until.max(due).saturating_add(party.virtual_time(guess));
            }
        }
        Turn { who, guess }
    }

    /// Takes somebody out of the queue.
    fn take(&mut self, name: &Arc<str>, number: u64) -> Option<Waiting<W>> {
        let party = self.parties.get_mut(name)?;
        let before = party.lane.len();
        let waiting = party.lane.remove(&number)?;
        self.longest.remove(&(before, Arc::clone(name)));
        if party.lane.is_empty() {
            self.patient -= party.weight;
            if party.running == 0 {
                self.busy -= 1;
                self.active -= party.weight;
            }
        } else {
            self.longest.insert((before - 1, Arc::clone(name)));
        }
        self.waiting -= 1;
        self.work = self.work.saturating_sub(waiting.guess);
        Some(waiting)
    }

    /// When the first of a lane is due.
    fn due(&self, name: &Arc<str>) -> Option<(u64, u64)> {
        let party = self.parties.get(name)?;
        let (number, first) = party.lane.first_key_value()?;
        Some((self.until(&first.who).max(party.floor), *number))
    }

    /// Puts the first of a lane where it belongs.
    fn place(&mut self, name: &Arc<str>) {
        let due = self.due(name);
        let Some(party) = self.parties.get_mut(name) else { return };
        let before = std::mem::replace(&mut party.due, due);
        if before == due {
            return;
        }
        if let Some((at, number)) = before {
            self.heads.remove(&(at, number, Arc::clone(name)));
        }
        if let Some((at, number)) = due {
            self.heads.insert((at, number, Arc::clone(name)));
        }
    }

    /// Forgets whoever has nothing in the queue and has used no more than others.
    fn settle(&mut self, name: &Arc<str>) {
        let Some(party) = self.parties.get(name) else { return };
        if party.is_idle() && party.until <= self.now {
            self.parties.remove(name);
        }
    }
}

fn names(who: &Principal) -> impl Iterator<Item = &Arc<str>> {
    std::iter::once(&who.name).chain(&who.also)
}
