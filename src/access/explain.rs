//! Why somebody may do something, or may not.

use crate::access::adapter::{Holder, Line};
use crate::access::entity::policy_line::Effect;
use crate::access::policies::{self, Policies, VISITOR};
use crate::kernel::condition::Facts;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::StaffId;
use crate::kernel::permission::Decision;
use crate::kernel::scope::Domain;

/// What the policies say before a command has told what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Allow,
    Approve {
        workflow: String,
    },
    /// It depends on what the question did not tell: amount, quantity or owner.
    Conditional,
    Deny,
}

impl Verdict {
    pub fn word(&self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Approve { .. } => "approve",
            Self::Conditional => "conditional",
            Self::Deny => "deny",
        }
    }

    pub fn workflow(&self) -> Option<&str> {
        match self {
            Self::Approve { workflow } => Some(workflow),
            Self::Allow | Self::Conditional | Self::Deny => None,
        }
    }
}

/// A policy line that has a say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Say {
    pub role: String,
    /// Where the person holds the role.
    pub held_in: Domain,
    pub permission: String,
    /// `allow`, `deny` or `approve`.
    pub effect: &'static str,
    pub workflow: Option<String>,
    pub condition: Option<String>,
    /// Whether it counts: what is denied binds no owner, and what somebody holds who is deactivated gives nothing.
    pub binds: bool,
}

/// The verdict and every line that has a say in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub verdict: Verdict,
    pub lines: Vec<Say>,
}

/// Asks for a person, or for a visitor without one, with what is known of the matter. `None` when no permission has this name.
pub async fn run(
    house: &House,
    policies: &Policies,
    staff: Option<StaffId>,
    permission: &str,
    facts: &Facts,
) -> Result<Option<Explanation>, Fault> {
    let Some(info) = policies.catalogue().iter().find(|info| info.name == permission) else { return Ok(None) };
    let rows = policies::read_rows(&house.db.reader, house.may_act).await?;
    let held = held(&rows.holders, staff, facts.places());
    let snapshot = policies.current();
    let owner = staff.is_some_and(|staff| snapshot.owns(staff));
    let active = staff.is_none_or(|staff| snapshot.is_active(staff));
    let binds = |line: &Line| active && !(owner && line.effect == Effect::Deny);
    let speaking = rows.lines.iter().filter(|line| speaks_of(line, permission));
    let lines: Vec<Say> = speaking.flat_map(|line| said(line, &held, binds(line))).collect();
    let grants = snapshot.grants_of(staff);
    let verdict = match grants.decide(info.index, facts) {
        Decision::Allow => Verdict::Allow,
        Decision::Approve { workflow } => Verdict::Approve { workflow },
        Decision::Deny if grants.depends(info.index, facts) => Verdict::Conditional,
        Decision::Deny => Verdict::Deny,
    };
    Ok(Some(Explanation { verdict, lines }))
}

/// The roles that count in these places, and where they are held.
fn held(holders: &[Holder], staff: Option<StaffId>, places: &[Domain]) -> Vec<(String, Domain)> {
    let own = holders.iter().filter(|holder| Some(holder.staff) == staff);
    let own = own.map(|Holder { staff: _, role, domain }| (role.clone(), *domain));
    let all = std::iter::once((VISITOR.to_owned(), Domain::Everything)).chain(own);
    all.filter(|(_, at)| *at == Domain::Everything || places.contains(at)).collect()
}

fn speaks_of(line: &Line, permission: &str) -> bool {
    let object = permission.split_once('.').map_or(permission, |(object, _)| object);
    line.permission == permission || line.permission.strip_suffix(".*") == Some(object) || line.permission == object
}

fn said<'a>(line: &'a Line, held: &'a [(String, Domain)], binds: bool) -> impl Iterator<Item = Say> + use<'a> {
    let Line { role, permission, effect, workflow, condition } = line;
    held.iter().filter(move |(key, _)| key == role).map(move |(_, domain)| Say {
        role: role.clone(),
        held_in: *domain,
        permission: permission.clone(),
        effect: match effect {
            Effect::Allow => "allow",
            Effect::Deny => "deny",
            Effect::Approve => "approve",
        },
        workflow: workflow.clone(),
        condition: condition.clone(),
        binds,
    })
}
