//! Which roles: the catalogue of permissions, and what a caller holds of them as bits.

use async_graphql::Enum;

use crate::kernel::condition::{Condition, Facts};
use crate::kernel::scope::{Domain, Scope};

/// Slices that may declare permissions. Each has 64 places of its own.
pub const SLICES: usize = 32;

/// A permission as a type: the witness that a check was made is [`Cx`](crate::kernel::cx::Cx) of it.
pub trait Permission: Send + Sync + 'static {
    /// Object and act, such as `order.cancel`.
    const NAME: &'static str;
    /// Its place in [`Bits`].
    const INDEX: usize;
}

/// A permission as a value, for the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PermissionInfo {
    pub name: &'static str,
    pub index: usize,
    pub description: &'static str,
    pub kind: Kind,
    /// Whether commands need it.
    pub commanded: bool,
    /// Whether commands need it to let somebody see what they work on. Nobody sees anything under a condition or after an approval.
    pub seeing: bool,
}

impl PermissionInfo {
    /// Whether it can be held under a condition, or after an approval. What lets somebody see tells no facts, and cannot wait.
    pub fn conditional(&self) -> bool {
        self.commanded && !self.seeing
    }
}

/// Whom a permission is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "PermissionKind")]
pub enum Kind {
    /// Of the staff.
    Ordinary,
    /// Of everybody: only such a permission can be given to visitors and customers.
    Public,
    /// To rule over people. Who holds more of these stands above who holds less.
    Ruling,
}

/// Declares the permissions of a slice: `permissions! { slice 5; /// Cancel an order. OrderCancel = "order.cancel", … }`. One that
/// is not for the staff alone, or gives power over people, says so: `ProductBrowse = "product.browse": Public`. So does one that
/// commands need and that something is seen by: `TaskWork = "task.work" + seeing`.
#[macro_export]
macro_rules! permissions {
    (@kind) => { $crate::kernel::permission::Kind::Ordinary };
    (@kind $kind:ident) => { $crate::kernel::permission::Kind::$kind };
    (@seeing) => { false };
    (@seeing seeing) => { true };
    (slice $slice:literal; $(#[doc = $doc:literal] $name:ident = $text:literal $(: $kind:ident)? $(+ $seeing:ident)?,)*) => {
        #[derive(Clone, Copy)]
        #[allow(clippy::enum_variant_names, reason = "permissions of one object begin alike")]
        enum Place { $($name,)* }

        $(
            #[doc = $doc]
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl $crate::kernel::permission::Permission for $name {
                const NAME: &'static str = $text;
                const INDEX: usize = $slice * 64 + Place::$name as usize;
            }
        )*

        // A bit that is not there would be held by nobody.
        const _: () = assert!($slice < $crate::kernel::permission::SLICES, "there are more slices than `SLICES`");
        const _: () = assert!(PERMISSIONS.len() <= 64, "a slice has at most 64 permissions");

        /// Every permission of this slice.
        pub const PERMISSIONS: &[$crate::kernel::permission::PermissionInfo] = &[
            $($crate::kernel::permission::PermissionInfo {
                name: $text,
                index: $slice * 64 + Place::$name as usize,
                description: $doc,
                kind: $crate::permissions!(@kind $($kind)?),
                // Known where all commands are.
                commanded: false,
                seeing: $crate::permissions!(@seeing $($seeing)?),
            },)*
        ];
    };
}

/// A set of permissions; one bit test a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Bits([u64; SLICES]);

impl Bits {
    pub const ALL: Bits = Bits([u64::MAX; SLICES]);

    pub fn set(&mut self, index: usize) {
        if let Some(word) = self.0.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
    }

    pub fn has(&self, index: usize) -> bool {
        self.0.get(index / 64).is_some_and(|word| word & (1 << (index % 64)) != 0)
    }

    pub fn add(&mut self, other: &Bits) {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }
}

/// What policy lines say for one domain.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    pub allow: Bits,
    pub allow_if: Vec<(Condition, Bits)>,
    /// Workflow, condition if any, permissions.
    pub approve: Vec<(String, Option<Condition>, Bits)>,
    pub deny: Bits,
    pub deny_if: Vec<(Condition, Bits)>,
}

impl Lines {
    /// Whether a denial binds, whatever the matter.
    fn denies(&self, index: usize) -> bool {
        self.deny.has(index)
    }

    /// Whether a denial binds for some matters.
    fn denies_some(&self, index: usize) -> bool {
        self.denies(index) || self.deny_if.iter().any(|(_, bits)| bits.has(index))
    }

    /// Whether a denial binds for this matter. One whose condition cannot be decided does.
    fn denies_this(&self, index: usize, facts: &Facts) -> bool {
        self.denies(index) || self.deny_if.iter().any(|(condition, bits)| bits.has(index) && condition.may_hold(facts))
    }
}

/// What a caller holds: the lines of all roles, by the domain of their assignments. Immutable for the life of a request.
#[derive(Clone, Debug, Default)]
pub struct Grants {
    /// The version of the policies that this was compiled from.
    pub version: i64,
    pub domains: Vec<(Domain, Lines)>,
}

/// The answer of the policies for one command on one matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Allow,
    /// Park the input and run this workflow.
    Approve {
        workflow: String,
    },
    Deny,
}

impl Grants {
    /// Everything, everywhere: the product itself.
    pub fn everything() -> Self {
        let lines = Lines { allow: Bits::ALL, ..Lines::default() };
        Self { version: 0, domains: vec![(Domain::Everything, lines)] }
    }

    /// The same without what is denied.
    pub fn unbound(mut self) -> Self {
        for (_, lines) in &mut self.domains {
            lines.deny = Bits::default();
            lines.deny_if.clear();
        }
        self
    }

    /// Where the permission is held without conditions. What is denied under a condition is not.
    pub fn scope(&self, index: usize) -> Scope {
        self.scope_where(|lines| lines.allow.has(index), |lines| lines.denies_some(index))
    }

    /// Where the permission could be held: allowed, allowed under a condition, or after approval.
    pub fn reach(&self, index: usize) -> Scope {
        let holds = |lines: &Lines| {
            lines.allow.has(index)
                || lines.allow_if.iter().any(|(_, bits)| bits.has(index))
                || lines.approve.iter().any(|(_, _, bits)| bits.has(index))
        };
        self.scope_where(holds, |lines| lines.denies(index))
    }

    /// Where this workflow approves the permission, whatever the matter.
    pub fn approved_by(&self, index: usize, workflow: &str) -> Scope {
        let holds = |lines: &Lines| {
            lines.approve.iter().any(|(key, condition, bits)| key == workflow && condition.is_none() && bits.has(index))
        };
        self.scope_where(holds, |lines| lines.denies_some(index))
    }

    /// All permissions that could be held anywhere.
    pub fn reachable(&self, catalogue: &[PermissionInfo]) -> Bits {
        let mut bits = Bits::default();
        catalogue.iter().filter(|info| !self.reach(info.index).is_empty()).for_each(|info| bits.set(info.index));
        bits
    }

    fn scope_where(&self, holds: impl Fn(&Lines) -> bool, denies: impl Fn(&Lines) -> bool) -> Scope {
        let denied: Vec<Domain> =
            self.domains.iter().filter(|(_, lines)| denies(lines)).map(|(domain, _)| *domain).collect();
        if denied.contains(&Domain::Everything) {
            return Scope::default();
        }
        let held = self.domains.iter().filter(|(_, lines)| holds(lines)).map(|(domain, _)| *domain);
        Scope::of(held).except(denied)
    }

    /// Deny wins; then an allow whose condition holds; then an approval whose condition holds; else denied. A matter that
    /// lies in several domains needs the answer for each of them.
    pub fn decide(&self, index: usize, facts: &Facts) -> Decision {
        let mut answer = Decision::Allow;
        for domain in facts.places() {
            match self.decide_in(index, *domain, facts) {
                Decision::Deny => return Decision::Deny,
                Decision::Approve { workflow } => answer = Decision::Approve { workflow },
                Decision::Allow => {}
            }
        }
        answer
    }

    /// The first place of a matter in which it is denied.
    pub fn denied_in(&self, index: usize, facts: &Facts) -> Option<Domain> {
        facts.places().iter().copied().find(|domain| self.decide_in(index, *domain, facts) == Decision::Deny)
    }

    /// Whether a matter that is denied could still be allowed or approved, were more of it known.
    pub fn depends(&self, index: usize, facts: &Facts) -> bool {
        let mut places = facts.places().iter();
        places.all(|at| {
            let denied = self.lines_in(*at).any(|lines| {
                let surely = |condition: &Condition| condition.may_hold(facts) && condition.is_told(facts);
                lines.denies(index)
                    || lines.deny_if.iter().any(|(condition, bits)| bits.has(index) && surely(condition))
            });
            let given = self.lines_in(*at).any(|lines| {
                let open = |condition: &Condition| condition.could_hold(facts);
                let approved = |(_, condition, bits): &(String, Option<Condition>, Bits)| {
                    bits.has(index) && condition.as_ref().is_none_or(open)
                };
                lines.allow.has(index)
                    || lines.allow_if.iter().any(|(condition, bits)| bits.has(index) && open(condition))
                    || lines.approve.iter().any(approved)
            });
            given && !denied
        })
    }

    /// The conditions under which the permission is allowed, approved or denied in a place.
    pub fn conditions(&self, index: usize, at: Domain) -> impl Iterator<Item = &Condition> {
        self.lines_in(at).flat_map(move |lines| {
            let given = lines.allow_if.iter().chain(&lines.deny_if);
            let given = given.filter(move |(_, bits)| bits.has(index)).map(|(condition, _)| condition);
            let approved = lines.approve.iter().filter(move |(_, _, bits)| bits.has(index));
            given.chain(approved.filter_map(|(_, condition, _)| condition.as_ref()))
        })
    }

    /// What the lines say that count in a place.
    fn lines_in(&self, at: Domain) -> impl Iterator<Item = &Lines> {
        let counts = move |domain: Domain| domain == at || domain == Domain::Everything;
        self.domains.iter().filter(move |(domain, _)| counts(*domain)).map(|(_, lines)| lines)
    }

    fn decide_in(&self, index: usize, at: Domain, facts: &Facts) -> Decision {
        let lines: Vec<&Lines> = self.lines_in(at).collect();
        if lines.iter().any(|lines| lines.denies_this(index, facts)) {
            return Decision::Deny;
        }
        let allowed = |lines: &&Lines| {
            lines.allow.has(index) || lines.allow_if.iter().any(|(cond, bits)| bits.has(index) && cond.holds(facts))
        };
        if lines.iter().any(allowed) {
            return Decision::Allow;
        }
        lines
            .iter()
            .flat_map(|lines| &lines.approve)
            .find(|(_, cond, bits)| bits.has(index) && cond.as_ref().is_none_or(|cond| cond.holds(facts)))
            .map_or(Decision::Deny, |(workflow, _, _)| Decision::Approve { workflow: workflow.clone() })
    }
}
