//! What rights are, in so few words that they can be seen to be right: people, roles, places and who stands above whom. Pure, and
//! written without a look at the rules of the product.

/// The places of the model as bits: the company as such, two channels, and every other place.
pub type Places = u8;
pub const COMPANY: Places = 1;
pub const CHANNELS: [Places; 2] = [2, 4];
pub const ELSEWHERE: Places = 8;
pub const EVERYWHERE: Places = 15;

/// The permissions that histories speak of. Those to rule come first; the last is public.
pub const PERMISSIONS: [&str; 12] = [
    "role.edit",
    "role.assign",
    "staff.invite",
    "staff.update",
    "staff.deactivate",
    "session.end",
    "order.place",
    "channel.update",
    "audit.read",
    "channel.read",
    "task.work",
    "product.browse",
];
pub const EDIT: usize = 0;
pub const ASSIGN: usize = 1;
pub const INVITE: usize = 2;
pub const DEACTIVATE: usize = 4;
pub const END: usize = 5;
pub const UPDATE_CHANNEL: usize = 7;
pub const READ_CHANNEL: usize = 9;
pub const WORK: usize = 10;
pub const PUBLIC: usize = 11;
const RULING: usize = 6;
/// What no command needs that can wait, or something is read by: these tell no facts, and are not approved.
const NOT_CONDITIONAL: [usize; 5] = [END, 8, READ_CHANNEL, WORK, PUBLIC];
/// What commands need that are about orders, which the one workflow does not run over.
const OF_ORDERS: usize = 6;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Allow,
    /// When the matter is one's own, which no command of these histories tells.
    AllowOwn,
    Deny,
    DenyOwn,
    Approve,
}

impl Effect {
    pub fn denies(self) -> bool {
        matches!(self, Self::Deny | Self::DenyOwn)
    }
}

pub type Line = (usize, Effect);

/// The roles of a history, by their place in [`World::roles`].
pub const OWNER: usize = 0;
pub const ADMINISTRATOR: usize = 1;
pub const VISITOR: usize = 2;
pub const CUSTOMER: usize = 3;
pub const MANAGER: usize = 4;
pub const AGENT: usize = 5;
pub const ROLES: [&str; 9] = [
    "owner",
    "administrator",
    "storefront-visitor",
    "customer",
    "catalog-manager",
    "asker",
    "custom-1",
    "custom-2",
    "custom-3",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub who: usize,
    pub role: usize,
    pub at: Places,
}

#[derive(Clone, Debug)]
pub struct Invited {
    pub by: usize,
    pub role: usize,
    pub at: Places,
    pub used: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Done,
    Parked,
}

#[derive(Clone, Debug)]
pub struct World {
    /// Whether each person is active.
    pub active: Vec<bool>,
    pub signed_in: Vec<bool>,
    pub roles: Vec<Vec<Line>>,
    pub held: Vec<Held>,
    pub invited: Vec<Invited>,
    /// Who asked for a change that waits for an approval.
    pub parked: Vec<usize>,
}

/// Whether each of these lines can do something, and none stands there twice.
fn can_work(lines: &[Line]) -> bool {
    lines.iter().enumerate().all(|(at, (permission, effect))| {
        let works = match effect {
            Effect::Allow | Effect::Deny | Effect::DenyOwn => true,
            Effect::AllowOwn => !NOT_CONDITIONAL.contains(permission),
            Effect::Approve => *permission != OF_ORDERS && !NOT_CONDITIONAL.contains(permission),
        };
        works && !lines[..at].contains(&(*permission, *effect))
    })
}

impl World {
    fn roles_of(&self, who: usize) -> impl Iterator<Item = (usize, Places)> {
        let own = self.held.iter().filter(move |held| held.who == who).map(|held| (held.role, held.at));
        own.chain([(VISITOR, EVERYWHERE)])
    }

    fn places(&self, who: usize, says: impl Fn(&Line) -> bool) -> Places {
        let speaking = self.roles_of(who).filter(|(role, _)| self.roles[*role].iter().any(&says));
        speaking.fold(0, |places, (_, at)| places | at)
    }

    pub fn owns(&self, who: usize) -> bool {
        self.held.iter().any(|held| held.who == who && held.role == OWNER && held.at == EVERYWHERE)
    }

    /// Where something is denied to somebody, for some matter or for any; it binds no owner.
    pub fn denied(&self, who: usize, permission: usize, always: bool) -> Places {
        let says =
            |line: &Line| line.0 == permission && (line.1 == Effect::Deny || !always && line.1 == Effect::DenyOwn);
        self.places(who, says)
    }

    fn bound(&self, who: usize, permission: usize, always: bool) -> Places {
        if self.owns(who) { 0 } else { self.denied(who, permission, always) }
    }

    /// Where somebody holds a permission without more ado.
    pub fn holds(&self, who: usize, permission: usize) -> Places {
        if !self.active[who] {
            return 0;
        }
        self.places(who, |line| *line == (permission, Effect::Allow)) & !self.bound(who, permission, false)
    }

    fn approved(&self, who: usize, permission: usize) -> Places {
        let places = self.places(who, |line| *line == (permission, Effect::Approve));
        if self.active[who] { places & !self.bound(who, permission, false) } else { 0 }
    }

    /// Where somebody would hold it without more ado, were nothing denied and they active.
    fn freed(&self, who: usize, permission: usize) -> Places {
        self.places(who, |line| *line == (permission, Effect::Allow))
    }

    /// Where somebody could hold it, of whatever matter, were nothing denied and they active.
    fn could(&self, who: usize, permission: usize) -> Places {
        self.places(who, |line| line.0 == permission && !line.1.denies())
    }

    /// Where somebody could hold it.
    pub fn reach(&self, who: usize, permission: usize) -> Places {
        if self.active[who] { self.could(who, permission) & !self.bound(who, permission, true) } else { 0 }
    }

    pub fn beside(&self, who: usize, whom: usize) -> bool {
        if self.owns(who) || self.owns(whom) {
            return self.owns(who);
        }
        (0..RULING).all(|permission| self.could(whom, permission) & !self.holds(who, permission) == 0)
    }

    /// Above is who is beside, and would not have the other beside them, were the other free.
    pub fn above(&self, who: usize, whom: usize) -> bool {
        if self.owns(who) || self.owns(whom) {
            return self.owns(who) && !self.owns(whom);
        }
        let beside = |permission| self.could(who, permission) & !self.freed(whom, permission) == 0;
        self.beside(who, whom) && !(0..RULING).all(beside)
    }

    fn may_deny(&self, who: usize, whom: usize) -> bool {
        who != whom && self.above(who, whom)
    }

    /// What is denied to an owner binds nobody, so that any owner may lift it.
    pub fn may_lift(&self, who: usize, whom: usize) -> bool {
        self.may_deny(who, whom) || self.owns(who) && self.owns(whom)
    }

    fn gives(&self, who: usize, line: &Line, at: Places) -> bool {
        let (permission, effect) = *line;
        let behind = if effect == Effect::Approve { self.approved(who, permission) } else { 0 };
        effect.denies()
            || permission == PUBLIC
            || self.owns(who)
            || at & !self.holds(who, permission) == 0
            || at & !behind == 0
    }

    fn may(&self, who: usize, permission: usize, at: Places) -> bool {
        // A matter of the whole company takes the permission there; a denial in a channel says nothing about it.
        let wanted = if at == EVERYWHERE { COMPANY } else { at };
        wanted & !self.holds(who, permission) == 0
    }

    fn holders(&self, role: usize) -> Vec<usize> {
        self.held.iter().filter(|held| held.role == role).map(|held| held.who).collect()
    }

    pub fn may_edit(&self, who: usize, role: usize, new: &[Line]) -> bool {
        let old = &self.roles[role];
        let (come, gone): (Vec<&Line>, Vec<&Line>) = (
            new.iter().filter(|line| !old.contains(line)).collect(),
            old.iter().filter(|line| !new.contains(line)).collect(),
        );
        let denies = |lines: &[&Line]| lines.iter().any(|line| line.1.denies());
        let taken = gone.iter().any(|line| !line.1.denies());
        let fit = match role {
            OWNER => self.owns(who) && is_worth(new),
            VISITOR | CUSTOMER => new.iter().all(|line| line.0 == PUBLIC && !line.1.denies()),
            _ => true,
        };
        self.may(who, EDIT, EVERYWHERE)
            && fit
            && can_work(new)
            && old.iter().chain(new).all(|line| self.gives(who, line, EVERYWHERE))
            && self.holders(role).iter().all(|holder| {
                (!denies(&come) || self.may_deny(who, *holder))
                    && (!denies(&gone) || self.may_lift(who, *holder))
                    && (!taken || *holder == who || self.beside(who, *holder))
            })
    }

    pub fn may_give(&self, who: usize, role: usize, at: Places, to: Option<usize>) -> bool {
        let lines = &self.roles[role];
        let denies = lines.iter().any(|line| line.1.denies());
        let seen = at == EVERYWHERE || at & !self.holds(who, READ_CHANNEL) == 0;
        self.may(who, ASSIGN, at)
            && seen
            && lines.iter().all(|line| self.gives(who, line, at))
            && to.is_none_or(|to| !denies || self.may_deny(who, to))
    }

    pub fn may_assign(&self, who: usize, role: usize, at: Places, to: usize) -> bool {
        self.may_give(who, role, at, Some(to)) && !self.held.contains(&Held { who: to, role, at })
    }

    pub fn may_unassign(&self, who: usize, held: &Held) -> bool {
        let lines = &self.roles[held.role];
        let denies = lines.iter().any(|line| line.1.denies());
        let stands = if denies { self.may_lift(who, held.who) } else { held.who == who || self.beside(who, held.who) };
        let mut after = self.clone();
        after.held.retain(|other| other != held);
        self.may(who, ASSIGN, held.at)
            && lines.iter().all(|line| self.gives(who, line, held.at))
            && stands
            && after.has_owner()
    }

    pub fn may_invite(&self, who: usize, role: usize, at: Places) -> bool {
        self.may(who, INVITE, EVERYWHERE) && self.may_give(who, role, at, None)
    }

    pub fn may_accept(&self, invited: &Invited) -> bool {
        !invited.used && self.may_invite(invited.by, invited.role, invited.at)
    }

    /// Whether somebody may rule over another by this permission.
    pub fn may_rule(&self, who: usize, permission: usize, whom: usize) -> bool {
        self.may(who, permission, EVERYWHERE) && (who == whom || self.beside(who, whom))
    }

    pub fn may_deactivate(&self, who: usize, whom: usize) -> bool {
        let mut after = self.clone();
        after.active[whom] = false;
        who != whom && self.active[whom] && self.may_rule(who, DEACTIVATE, whom) && after.has_owner()
    }

    pub fn may_reactivate(&self, who: usize, whom: usize) -> bool {
        !self.active[whom] && self.may_rule(who, DEACTIVATE, whom)
    }

    /// Somebody active holds a role of owners that is worth its name.
    pub fn has_owner(&self) -> bool {
        is_worth(&self.roles[OWNER]) && (0..self.active.len()).any(|who| self.active[who] && self.owns(who))
    }

    /// What becomes of a change of a channel elsewhere: done, parked, or refused.
    pub fn may_change(&self, who: usize) -> Option<Change> {
        if self.holds(who, UPDATE_CHANNEL) & ELSEWHERE != 0 {
            return Some(Change::Done);
        }
        (self.approved(who, UPDATE_CHANNEL) & ELSEWHERE != 0).then_some(Change::Parked)
    }

    /// Whether somebody may decide what another has asked for.
    pub fn may_decide(&self, who: usize, asker: usize) -> bool {
        let manages = self.held.iter().any(|held| held.who == who && held.role == MANAGER && held.at == EVERYWHERE);
        who != asker && manages && self.holds(who, WORK) & ELSEWHERE != 0
    }

    /// Somebody who is not the asker can decide what was asked for.
    pub fn lane_has_actor(&self, asker: usize) -> bool {
        let mut held = self.held.iter().filter(|held| held.role == MANAGER && held.at == EVERYWHERE);
        held.any(|held| held.who != asker && self.holds(held.who, WORK) & ELSEWHERE != 0)
    }
}

/// The first state of every history: two owners, to one of whom something is denied, two administrators, one of a single channel, somebody who asks, somebody who
/// decides, and somebody who holds nothing.
pub fn start() -> World {
    let allow = |permissions: &[usize]| permissions.iter().map(|permission| (*permission, Effect::Allow)).collect();
    let all: Vec<usize> = (0..PERMISSIONS.len()).collect();
    let roles = vec![
        allow(&all),
        allow(&[0, 1, 2, 3, 4, 5, UPDATE_CHANNEL, 8, READ_CHANNEL, WORK]),
        allow(&[PUBLIC]),
        allow(&[PUBLIC]),
        allow(&[WORK, READ_CHANNEL]),
        vec![(UPDATE_CHANNEL, Effect::Approve), (READ_CHANNEL, Effect::Allow)],
        Vec::new(),
        vec![(8, Effect::Deny)],
        vec![(8, Effect::Allow)],
    ];
    let held = [
        (0, OWNER, EVERYWHERE),
        (1, OWNER, EVERYWHERE),
        (1, 7, EVERYWHERE),
        (2, ADMINISTRATOR, EVERYWHERE),
        (3, ADMINISTRATOR, EVERYWHERE),
        (4, ADMINISTRATOR, CHANNELS[0]),
        (5, AGENT, EVERYWHERE),
        (6, MANAGER, EVERYWHERE),
    ];
    World {
        active: vec![true; 8],
        signed_in: vec![true; 8],
        roles,
        held: held.into_iter().map(|(who, role, at)| Held { who, role, at }).collect(),
        invited: Vec::new(),
        parked: Vec::new(),
    }
}

fn is_worth(lines: &[Line]) -> bool {
    let left = |permission| {
        lines.contains(&(permission, Effect::Allow))
            || permission >= RULING && lines.contains(&(permission, Effect::Approve))
    };
    (0..PERMISSIONS.len()).all(left) && !lines.iter().any(|line| line.1.denies())
}
