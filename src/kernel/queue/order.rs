//! Who is next.
//!
//! Start-time fair queueing in two levels: of the two groups, the one that has used least is next, and of that group, whoever
//! is next in its round (`round.rs`). So a hundred addresses have no more of the time together than one who has signed in,
//! while both wait. What is not used by one group is for the other, and is not held against it.
//!
//! Knows no task and no clock: times are microseconds that the caller tells.

use super::round::{PARTS, Round, Ticket, Turn};
use super::{Group, Principal};

pub use super::round::REMEMBERED_MAX;

/// Who waits and who runs. `W` is how one who waits is told.
#[derive(Debug)]
pub struct Order<W> {
    known: Side<W>,
    visitors: Side<W>,
    /// The virtual time between the groups.
    now: u64,
}

/// One group.
#[derive(Debug)]
struct Side<W> {
    round: Round<W>,
    /// The virtual time until which it has had its share.
    until: u64,
    /// The virtual time at which somebody of it began to wait.
    floor: u64,
    running: usize,
}

impl<W> Default for Order<W> {
    fn default() -> Self {
        Self { known: Side::default(), visitors: Side::default(), now: 0 }
    }
}

impl<W> Default for Side<W> {
    fn default() -> Self {
        Self { round: Round::default(), until: 0, floor: 0, running: 0 }
    }
}

impl<W> Side<W> {
    fn is_busy(&self) -> bool {
        self.running > 0 || self.round.waiting() > 0
    }

    /// When its next turn is due, if somebody waits.
    fn due(&self) -> Option<u64> {
        (self.round.waiting() > 0).then(|| self.until.max(self.floor))
    }

    fn starts(&mut self, due: u64, turn: &Turn) {
        self.running += 1;
        self.until = self.until.max(due).saturating_add(turn.guess.saturating_mul(PARTS));
    }
}

impl<W> Order<W> {
    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.known.round.waiting() + self.visitors.round.waiting()
    }

    /// How many principals are remembered.
    pub fn remembered(&self) -> usize {
        self.known.round.remembered() + self.visitors.round.remembered()
    }

    /// How long one who comes now is likely to wait with so many seats, in microseconds: for those of its group that come
    /// before it, and for as much of the other group as it may take meanwhile.
    pub fn forecast(&self, who: &Principal, seats: usize) -> u64 {
        let (own, other) = self.sides(who.group);
        let ahead = own.round.ahead(who);
        let theirs = other.round.work().min(ahead.saturating_add(own.round.guess(who)));
        // All seats are taken, and half of what runs is done already.
        ahead.saturating_add(theirs) / u64::try_from(seats).unwrap_or(u64::MAX).max(1) + own.round.usual() / 2
    }

    /// Begins a turn of somebody who need not wait.
    pub fn begin(&mut self, who: &Principal) -> Turn {
        let due = self.now;
        let side = self.side(who.group);
        let turn = side.round.begin(who);
        side.starts(due, &turn);
        turn
    }

    /// Takes a place in the queue.
    pub fn join(&mut self, who: &Principal, waiter: W) -> Ticket {
        let now = self.now;
        let side = self.side(who.group);
        if side.round.waiting() == 0 {
            side.floor = now;
        }
        side.round.join(who, waiter)
    }

    /// Gives a place up, if it is still there.
    pub fn leave(&mut self, ticket: &Ticket) -> Option<W> {
        let gone = self.side(ticket.group).round.leave(ticket);
        self.forget();
        gone
    }

    /// Begins the next turn.
    pub fn begin_next(&mut self) -> Option<(Turn, W)> {
        let (due, group) = match (self.known.due(), self.visitors.due()) {
            (Some(known), Some(visitors)) if visitors < known => (visitors, Group::Visitors),
            (Some(known), _) => (known, Group::Known),
            (None, visitors) => (visitors?, Group::Visitors),
        };
        let (turn, waiter) = self.side(group).round.begin_next()?;
        self.now = self.now.max(due);
        self.side(group).starts(due, &turn);
        Some((turn, waiter))
    }

    /// Makes room for somebody: the newest of who has most in the queue goes, of the other group if more of it wait, else of
    /// its own; unless this is the one who comes.
    pub fn push_out(&mut self, comes: &Principal) -> Option<W> {
        let (own, other) = self.sides_mut(comes.group);
        let gone = if own.round.waiting() < other.round.waiting() {
            other.round.push_out_newest()
        } else {
            own.round.push_out(comes)
        };
        self.forget();
        gone
    }

    /// Whether [`push_out`](Self::push_out) would make room.
    pub fn can_push_out(&self, comes: &Principal) -> bool {
        let (own, other) = self.sides(comes.group);
        own.round.waiting() < other.round.waiting() || own.round.can_push_out(comes)
    }

    /// A turn has held its seat for so long, in microseconds.
    pub fn held(&mut self, turn: &Turn, micros: u64) {
        self.side(turn.who.group).round.held(turn, micros);
    }

    /// A turn is over that took so long, in microseconds.
    pub fn end(&mut self, turn: Turn, micros: u64) {
        let busy = u64::from(self.known.is_busy()) + u64::from(self.visitors.is_busy());
        self.now = self.now.saturating_add(micros.saturating_mul(PARTS) / busy.max(1));
        let side = self.side(turn.who.group);
        side.running -= 1;
        let (guessed, taken) = (turn.guess.saturating_mul(PARTS), micros.saturating_mul(PARTS));
        side.until = side.until.saturating_sub(guessed).saturating_add(taken);
        side.round.end(turn, micros);
        self.forget();
    }

    /// Forgets what the groups have used, when nobody has anything in the queue.
    fn forget(&mut self) {
        if !self.known.is_busy() && !self.visitors.is_busy() {
            (self.now, self.known.until, self.visitors.until) = (0, 0, 0);
        }
    }

    fn side(&mut self, group: Group) -> &mut Side<W> {
        self.sides_mut(group).0
    }

    /// A group, and the other one.
    fn sides(&self, group: Group) -> (&Side<W>, &Side<W>) {
        match group {
            Group::Known => (&self.known, &self.visitors),
            Group::Visitors => (&self.visitors, &self.known),
        }
    }

    fn sides_mut(&mut self, group: Group) -> (&mut Side<W>, &mut Side<W>) {
        match group {
            Group::Known => (&mut self.known, &mut self.visitors),
            Group::Visitors => (&mut self.visitors, &mut self.known),
        }
    }
}
