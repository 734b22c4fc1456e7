//! What must always hold, whatever anybody does.

use super::play::Act;
use super::world::{CUSTOMER, DEACTIVATE, EVERYWHERE, PERMISSIONS, PUBLIC, ROLES, VISITOR, World};

/// What must always hold and does not, after somebody has done something.
pub fn broken(old: &World, new: &World, by: usize, act: &Act) -> Vec<String> {
    let mut broken = Vec::new();
    if !new.has_owner() {
        broken.push("an owner can always act".to_owned());
    }
    for (who, permission) in (0..new.active.len()).flat_map(|who| (0..PERMISSIONS.len()).map(move |p| (who, p))) {
        let name = PERMISSIONS[permission];
        if new.active[who] && new.owns(who) && new.reach(who, permission) != EVERYWHERE {
            broken.push(format!("an owner can always act: p{who} lacks {name}"));
        }
        let known = who < old.active.len();
        let giver = giver(old, by, act);
        let had = if known { old.reach(who, permission) } else { 0 };
        let gained = new.reach(who, permission) & !had & !old.reach(giver, permission);
        let lifted = known && giver != who && old.above(giver, who);
        let woken = matches!(act, Act::Reactivate { .. }) && old.may_rule(giver, DEACTIVATE, who);
        let public = PUBLIC == permission;
        if gained != 0 && !lifted && !woken && !public {
            broken.push(format!("p{who} gained {name}, which p{giver} did not hold"));
        }
        let denied = |world: &World, always| world.denied(who, permission, always);
        let turned = known && [true, false].iter().any(|always| denied(old, *always) != denied(new, *always));
        let owners = known && old.owns(giver) && old.owns(who);
        if turned && !owners && (giver == who || !old.above(giver, who)) {
            broken.push(format!("p{giver} changed what is denied to p{who}, of {name}"));
        }
        if !new.active[who] && new.signed_in[who] {
            broken.push(format!("p{who} is deactivated and signed in"));
        }
    }
    for role in [VISITOR, CUSTOMER] {
        if new.roles[role].iter().any(|line| line.0 != PUBLIC || line.1.denies()) {
            broken.push(format!("{} holds what is not public", ROLES[role]));
        }
    }
    broken
}

/// On whose account something is done.
fn giver(world: &World, by: usize, act: &Act) -> usize {
    match act {
        Act::Accept { invited } => invited.checked_rem(world.invited.len()).map_or(by, |n| world.invited[n].by),
        Act::Edit { .. }
        | Act::Assign { .. }
        | Act::Unassign { .. }
        | Act::Invite { .. }
        | Act::Deactivate { .. }
        | Act::Reactivate { .. }
        | Act::EndSessions { .. }
        | Act::Knock { .. }
        | Act::ChangeChannel
        | Act::Approve { .. } => by,
    }
}
