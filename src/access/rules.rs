//! Who stands above whom, and what somebody may give, take and deny. Pure.
//!
//! An owner stands above everybody who is none. Of two others, one stands at or above the other who holds each permission to rule
//! over people wherever the other could; strictly above when that is not so the other way round. So two administrators are peers, and
//! whoever rules over nobody stands below whoever does. What is denied to somebody lowers their own power, and not their rank: else a
//! denial from above could be lifted from beside.

use std::cmp::Ordering;

use crate::access::assignment::Gift;
use crate::access::entity::policy_line::Effect;
use crate::access::error::{AccessError, Act};
use crate::access::policies::{OWNER, Snapshot};
use crate::access::rights::Rights;
use crate::access::role_lines::PolicyLineInput;
use crate::access::wrong;
use crate::kernel::id::StaffId;
use crate::kernel::permission::{Grants, Kind, PermissionInfo};
use crate::kernel::scope::Domain;

/// What counts before any permission does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    #[default]
    Staff,
    /// Holds the role of owners everywhere.
    Owner,
    /// The product itself, for whoever has the machine.
    System,
}

/// How somebody stands among the others.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    pub rank: Rank,
    /// What they hold now.
    pub grants: Grants,
    /// What they would hold, were nothing denied to them and their account active.
    pub unbound: Grants,
}

impl Standing {
    pub fn of(snapshot: &Snapshot, staff: Option<StaffId>) -> Self {
        Self {
            rank: if staff.is_some_and(|staff| snapshot.owns(staff)) { Rank::Owner } else { Rank::Staff },
            grants: snapshot.grants_of(staff),
            unbound: snapshot.grants_if_active(staff).unbound(),
        }
    }

    /// As they would stand, were nothing denied to them and their account active.
    fn freed(&self) -> Self {
        Self { grants: self.unbound.clone(), ..self.clone() }
    }

    pub fn at_or_above(&self, other: &Self, catalogue: &[PermissionInfo]) -> bool {
        let covers = |info: &PermissionInfo| self.grants.scope(info.index).covers(&other.unbound.reach(info.index));
        match (self.rank.cmp(&other.rank), self.rank) {
            (Ordering::Greater, _) | (Ordering::Equal, Rank::Owner | Rank::System) => true,
            (Ordering::Less, _) => false,
            (Ordering::Equal, Rank::Staff) => catalogue.iter().filter(|info| info.kind == Kind::Ruling).all(covers),
        }
    }

    pub fn above(&self, other: &Self, catalogue: &[PermissionInfo]) -> bool {
        self.at_or_above(other, catalogue) && !other.freed().at_or_above(self, catalogue)
    }

    /// Whether they hold what a line gives, everywhere in a place: without a condition, or behind the same approval.
    fn holds(&self, line: &PolicyLineInput, info: &PermissionInfo, domain: Domain) -> bool {
        // What is for everybody is anybody's to give back, and what an owner does only after an approval is theirs to give.
        if info.kind == Kind::Public || self.rank >= Rank::Owner {
            return true;
        }
        let plainly = self.grants.scope(info.index).covers_all_of(domain);
        let approved = |workflow: &str| self.grants.approved_by(info.index, workflow).covers_all_of(domain);
        plainly || line.effect == Effect::Approve && line.workflow.as_deref().is_some_and(approved)
    }
}

/// Another set of lines for a role.
pub struct Edit<'a> {
    pub role: &'a str,
    pub old: &'a [PolicyLineInput],
    pub new: &'a [PolicyLineInput],
}

impl Rights {
    /// Whether who asks may rule over somebody: themselves, a peer, or who stands below.
    pub fn rules_over(&self, whom: StaffId) -> bool {
        self.asker == Some(whom) || self.own.at_or_above(&self.standing(whom), &self.catalogue)
    }

    /// Whether who asks may deny something to somebody.
    pub fn may_deny(&self, whom: StaffId) -> bool {
        self.asker != Some(whom) && self.own.above(&self.standing(whom), &self.catalogue)
    }

    /// Whether who asks may lift what is denied to somebody. To an owner it is denied to no effect, so that any owner may.
    pub fn may_lift(&self, whom: StaffId) -> bool {
        self.may_deny(whom) || self.own.rank == Rank::Owner && self.snapshot.owns(whom)
    }

    fn standing(&self, whom: StaffId) -> Standing {
        Standing::of(&self.snapshot, Some(whom))
    }

    /// Refuses to change lines beyond what who asks holds, and to take or deny above their rank.
    pub fn may_edit(&self, edit: &Edit<'_>) -> Result<(), AccessError> {
        if edit.role == OWNER {
            self.keeps_ownership(edit)?;
        }
        self.is_public(edit.role, edit.new)?;
        self.holds_lines(edit.new, &[Domain::Everything], Act::Give, |line| format!("lines.{line}"))?;
        // A role that gives more than who asks holds is not theirs to weaken either.
        self.holds_lines(edit.old, &[Domain::Everything], Act::Take, |_| "lines".to_owned())?;
        let holders = self.snapshot.holders_of(edit.role);
        let denies = |line: &&PolicyLineInput| line.effect == Effect::Deny;
        if let Some(line) = edit.new.iter().position(|line| denies(&line) && !edit.old.contains(line)) {
            self.below(&holders, |whom| self.may_deny(whom), Some(format!("lines.{line}")))?;
        }
        if edit.old.iter().filter(denies).any(|line| !edit.new.contains(line)) {
            self.below(&holders, |whom| self.may_lift(whom), Some("lines".to_owned()))?;
        }
        if edit.old.iter().any(|line| line.effect != Effect::Deny && !edit.new.contains(line)) {
            self.below(&holders, |whom| self.rules_over(whom), Some("lines".to_owned()))?;
        }
        Ok(())
    }

    /// Refuses to call a role of these lines by another name: one that denies something to who does not stand below, and the
    /// role of owners. `field` is the path to the other name.
    pub fn may_rename(&self, role: &str, lines: &[PolicyLineInput], field: &str) -> Result<(), AccessError> {
        if role == OWNER && self.own.rank < Rank::Owner {
            return Err(AccessError::OwnerRole { field: field.to_owned(), permissions: Vec::new() });
        }
        if !lines.iter().any(|line| line.effect == Effect::Deny) {
            return Ok(());
        }
        self.below(&self.snapshot.holders_of(role), |whom| self.may_lift(whom), Some("id".to_owned()))
    }

    /// Refuses to decide how, or by whom, these permissions are approved: it takes what an approval gives, in these places and
    /// without one. `act` is what it is asked for, and `field` the path to it in the input.
    pub fn may_direct(
        &self,
        permissions: impl IntoIterator<Item = String>,
        domains: &[Domain],
        act: Act,
        field: &str,
    ) -> Result<(), AccessError> {
        let permissions = self.not_held_alone(permissions, domains);
        if permissions.is_empty() {
            Ok(())
        } else {
            Err(AccessError::BeyondOwn { act, field: field.to_owned(), permissions })
        }
    }

    /// Those of these permissions that who asks does not hold in one of the places, without a condition or an approval. An owner
    /// holds everything, and what is not in the catalogue any more gives nothing.
    fn not_held_alone(&self, permissions: impl IntoIterator<Item = String>, domains: &[Domain]) -> Vec<String> {
        let known = self.by_name();
        let held = |name: &String| {
            known.get(name.as_str()).is_none_or(|info| {
                let scope = self.own.grants.scope(info.index);
                domains.iter().all(|domain| scope.covers_all_of(*domain))
            })
        };
        match self.own.rank {
            Rank::Owner | Rank::System => Vec::new(),
            Rank::Staff => permissions.into_iter().filter(|name| !held(name)).collect(),
        }
    }

    /// Refuses to give a role of these lines, or to do something else that takes the same. `to` is nobody for who does not work
    /// here yet.
    pub fn may_give(
        &self,
        lines: &[PolicyLineInput],
        gift: &Gift<'_>,
        act: Act,
        to: Option<StaffId>,
    ) -> Result<(), AccessError> {
        self.holds_lines(lines, gift.domains, act, |_| gift.field.to_owned())?;
        if lines.iter().any(|line| line.effect == Effect::Deny) {
            self.below(to.as_slice(), |whom| self.may_deny(whom), Some("staffId".to_owned()))?;
        }
        Ok(())
    }

    /// Refuses to take a role of these lines from somebody who holds it in this place.
    pub fn may_take(&self, lines: &[PolicyLineInput], domain: Domain, from: StaffId) -> Result<(), AccessError> {
        self.holds_lines(lines, &[domain], Act::Take, |_| "id".to_owned())?;
        let lifts = lines.iter().any(|line| line.effect == Effect::Deny);
        let stands = |whom| if lifts { self.may_lift(whom) } else { self.rules_over(whom) };
        self.below(&[from], stands, Some("id".to_owned()))
    }

    /// The lines of the owner are for owners, and leave them everything.
    fn keeps_ownership(&self, edit: &Edit<'_>) -> Result<(), AccessError> {
        let refuse = |line: Option<usize>, permissions: Vec<String>| {
            let field = line.map_or_else(|| "lines".to_owned(), |line| format!("lines.{line}"));
            Err(AccessError::OwnerRole { field, permissions })
        };
        if self.own.rank < Rank::Owner {
            return refuse(None, Vec::new());
        }
        if let Some(at) = edit.new.iter().position(|line| line.effect == Effect::Deny) {
            return refuse(Some(at), edit.new.get(at).map(|line| line.permission.clone()).into_iter().collect());
        }
        let missing = missing_of_owner(edit.new, &self.catalogue);
        if missing.is_empty() {
            return Ok(());
        }
        // A line that gives too little is at fault; without one, the lines are, which leave something out.
        refuse(edit.new.iter().position(|line| missing.contains(&line.permission)), missing)
    }

    fn is_public(&self, role: &str, lines: &[PolicyLineInput]) -> Result<(), AccessError> {
        let known = self.by_name();
        let wrong = |line: &PolicyLineInput| wrong::in_public_role(role, line, known.get(line.permission.as_str()));
        match lines.iter().enumerate().find_map(|(at, line)| Some((at, wrong(line)?))) {
            Some((line, wrong)) => Err(AccessError::Line { line, wrong }),
            None => Ok(()),
        }
    }

    /// Whether who asks holds what the lines give. A permission that is not in the catalogue any more gives nothing.
    /// `field` gives the path to the line in the input.
    fn holds_lines(
        &self,
        lines: &[PolicyLineInput],
        domains: &[Domain],
        act: Act,
        field: impl FnOnce(usize) -> String,
    ) -> Result<(), AccessError> {
        let known = self.by_name();
        let beyond = |line: &PolicyLineInput| {
            let info = known.get(line.permission.as_str());
            let held = info.is_none_or(|info| domains.iter().all(|domain| self.own.holds(line, info, *domain)));
            line.effect != Effect::Deny && !held
        };
        let permissions: Vec<String> =
            lines.iter().filter(|line| beyond(line)).map(|line| line.permission.clone()).collect();
        match lines.iter().position(beyond) {
            Some(line) => Err(AccessError::BeyondOwn { act, field: field(line), permissions }),
            None => Ok(()),
        }
    }

    /// Refuses when one of these people does not stand as it takes.
    fn below(
        &self,
        people: &[StaffId],
        stands: impl Fn(StaffId) -> bool,
        field: Option<String>,
    ) -> Result<(), AccessError> {
        let people: Vec<StaffId> = people.iter().copied().filter(|whom| !stands(*whom)).collect();
        let oneself = self.asker.is_some_and(|asker| people.contains(&asker));
        if people.is_empty() { Ok(()) } else { Err(AccessError::AboveOwnRank { field, people, oneself }) }
    }
}

/// The permissions that the lines do not leave to an owner: each is allowed or goes through an approval, whatever the matter, and
/// those to rule over people need none.
pub fn missing_of_owner(lines: &[PolicyLineInput], catalogue: &[PermissionInfo]) -> Vec<String> {
    let leaves = |info: &&PermissionInfo| {
        lines.iter().any(|line| {
            let enough = match line.effect {
                Effect::Allow => true,
                Effect::Approve => info.kind != Kind::Ruling,
                Effect::Deny => false,
            };
            line.permission == info.name && line.condition.is_none() && enough
        })
    };
    catalogue.iter().filter(|info| !leaves(info)).map(|info| info.name.to_owned()).collect()
}
