//! A history of acts, played in the model and by the commands of the product.

use regie::access::entity::{policy_line, role, role_assignment};
use regie::access::policies;
use regie::access::role_lines::PolicyLineInput;
use regie::access::role_update::RoleUpdateInput;
use regie::access::session;
use regie::channels::update::ChannelUpdateInput;
use regie::kernel::actor::Actor;
use regie::kernel::command::{Answer, Command, execute};
use regie::kernel::cx::Caller;
use regie::kernel::fault::Fault;
use regie::kernel::id::{
    ChannelId, InvitationId, PolicyLineId, RoleAssignmentId, RoleId, StaffId, TaskId, TypedId as _, WorkflowInstanceId,
};
use regie::kernel::scope::{Domain, Scope};
use regie::kernel::user_error::Failure;
use regie::staff::deactivate::StaffDeactivateInput;
use regie::staff::entity::staff_invitation;
use regie::staff::entity::staff_member::{self, StaffStatus};
use regie::staff::invitation_accept;
use regie::staff::invite::{InvitedRoleInput, StaffInviteInput};
use regie::staff::reactivate::StaffReactivateInput;
use regie::staff::role_assign::{RoleAssignInput, ScopeInput};
use regie::staff::role_unassign::RoleUnassignInput;
use regie::staff::session_end::{self, SessionEndInput};
use regie::workflow::complete::TaskCompleteInput;
use regie::workflow::entity::instance::{self, InstanceStatus};
use regie::workflow::entity::task;
use sea_orm::{ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::world::{
    CHANNELS, COMPANY, Change, DEACTIVATE, ELSEWHERE, END, EVERYWHERE, Effect, Held, Invited, Line, OWNER, PERMISSIONS,
    PUBLIC, Places, ROLES, World, start,
};
use crate::harness::TestApp;
use crate::harness::shop::Shop;
use crate::workflow::{approval, publish};

#[derive(Clone, Debug)]
pub enum Act {
    Edit { role: usize, lines: Vec<Line> },
    Assign { role: usize, to: usize, at: Places },
    Unassign { held: usize },
    Invite { role: usize, at: Places },
    Accept { invited: usize },
    Deactivate { whom: usize },
    Reactivate { whom: usize },
    EndSessions { whom: usize },
    Knock { whom: usize },
    ChangeChannel,
    Approve { parked: usize },
}

impl Act {
    fn name(&self) -> &'static str {
        match self {
            Self::Edit { .. } => "edit",
            Self::Assign { .. } => "assign",
            Self::Unassign { .. } => "unassign",
            Self::Invite { .. } => "invite",
            Self::Accept { .. } => "accept",
            Self::Deactivate { .. } => "deactivate",
            Self::Reactivate { .. } => "reactivate",
            Self::EndSessions { .. } => "end sessions",
            Self::Knock { .. } => "knock",
            Self::ChangeChannel => "change a channel",
            Self::Approve { .. } => "approve",
        }
    }
}

/// Somebody does something; `late` with what the gateway knew before the act before.
#[derive(Clone, Debug)]
pub struct Step {
    pub by: usize,
    pub act: Act,
    pub late: bool,
}

/// The house in which histories are played, one after the other.
pub struct Stage {
    pub shop: Shop,
    /// How often each kind of act was refused, and done.
    pub seen: Mutex<BTreeMap<&'static str, [u32; 2]>>,
    roles: Vec<RoleId>,
    channels: [ChannelId; 2],
}

/// The things of one history in the house, by their places in the model.
struct Props {
    people: Vec<StaffId>,
    tokens: Vec<String>,
    held: Vec<RoleAssignmentId>,
    invited: Vec<InvitationId>,
    parked: Vec<WorkflowInstanceId>,
}

impl Stage {
    pub async fn new() -> Self {
        let shop = Shop::new().await;
        publish(&shop.owner, approval("channel-change")).await;
        let channels = [shop.new_channel("one", "EUR").await, shop.new_channel("two", "EUR").await];
        let tx = shop.app.begin().await;
        let mut roles = Vec::new();
        for key in ROLES {
            let known = regie::access::assignment::role_by_key(&tx, key).await.unwrap();
            let id = known.map_or_else(|| shop.app.app.house.entropy.id(tx.now()), |role| role.id);
            let (name, description, now) = (key.to_owned(), String::new(), tx.now());
            let row = role::Model {
                id,
                key: key.to_owned(),
                name,
                description,
                built_in: false,
                version: 1,
                created_at: now,
                updated_at: now,
            };
            let found = role::Entity::find_by_id(id).one(tx.db()).await.unwrap();
            if found.is_none() {
                tx.insert(row).await.unwrap();
            }
            roles.push(id);
        }
        tx.commit(&shop.app.app.house.entropy).await.unwrap();
        Self { shop, seen: Mutex::default(), roles, channels }
    }

    fn app(&self) -> &TestApp {
        &self.shop.app
    }

    /// Plays a history. What differs from the model, or breaks what must always hold, is told.
    pub async fn play(&self, steps: &[Step]) -> Result<(), String> {
        let mut world = start();
        let mut props = self.set(&world).await;
        self.app().refresh().await;
        let mut before = self.callers(&props);
        for (n, step) in steps.iter().enumerate() {
            let callers = self.callers(&props);
            let by = step.by % props.people.len();
            let caller = if step.late { before.get(by).unwrap_or(&callers[by]) } else { &callers[by] };
            let told = |why: String| format!("step {n}, {step:?}: {why}");
            self.step(&mut world, &mut props, by, caller, step).await.map_err(told)?;
            self.app().refresh().await;
            before = callers;
        }
        self.compare(&world, &props).await
    }

    fn callers(&self, props: &Props) -> Vec<Caller> {
        let actor = |id: &StaffId| Actor::Staff { id: *id, session: None };
        props.people.iter().map(|id| self.app().app.caller(actor(id), "")).collect()
    }

    /// Puts the roles of the model in place, and new people into them.
    async fn set(&self, world: &World) -> Props {
        let (tx, entropy) = (self.app().begin().await, &self.app().app.house.entropy);
        role_assignment::Entity::delete_many().exec(tx.db()).await.unwrap();
        let lines = policy_line::Entity::delete_many();
        lines.filter(policy_line::Column::RoleId.is_in(self.roles.clone())).exec(tx.db()).await.unwrap();
        let mut rows = Vec::new();
        for (role, lines) in world.roles.iter().enumerate() {
            for PolicyLineInput { permission, effect, workflow, condition } in stated(role, lines) {
                let id: PolicyLineId = entropy.id(tx.now());
                let role_id = self.roles[role];
                let row = policy_line::Model { id, role_id, permission, effect, workflow, condition };
                rows.push(row.into_active_model());
            }
        }
        policy_line::Entity::insert_many(rows).exec_without_returning(tx.db()).await.unwrap();
        let mut props =
            Props { people: Vec::new(), tokens: Vec::new(), held: Vec::new(), invited: Vec::new(), parked: Vec::new() };
        for n in 0..world.active.len() {
            let id: StaffId = entropy.id(tx.now());
            let (name, now) = (format!("p{n}"), tx.now());
            let row = staff_member::Model {
                id,
                email: format!("{}@regie.test", id.0.simple()),
                name_folded: name.clone(),
                name,
                password_hash: None,
                status: StaffStatus::Active,
                version: 1,
                created_at: now,
                updated_at: now,
                last_login_at: None,
            };
            row.into_active_model().insert(tx.db()).await.unwrap();
            props.tokens.push(session::open(entropy, &tx, id, None).await.unwrap().token);
            props.people.push(id);
        }
        for Held { who, role, at } in &world.held {
            let row = role_assignment::Model {
                id: entropy.id(tx.now()),
                role_id: self.roles[*role],
                staff_id: props.people[*who],
                domain: self.domain(*at).literal(),
                created_at: tx.now(),
                created_by: None,
            };
            props.held.push(row.id);
            row.into_active_model().insert(tx.db()).await.unwrap();
        }
        policies::touch(&tx).await.unwrap();
        tx.forget();
        tx.commit(entropy).await.unwrap();
        props
    }

    fn domain(&self, at: Places) -> Domain {
        let channel = CHANNELS.iter().position(|place| *place == at);
        channel.map_or(Domain::Everything, |n| Domain::Channel(self.channels[n]))
    }

    fn scope(&self, at: Places) -> ScopeInput {
        match self.domain(at) {
            Domain::Channel(id) => ScopeInput { channel_ids: vec![id], ..ScopeInput::default() },
            Domain::Everything | Domain::Warehouse(_) => ScopeInput { everything: true, ..ScopeInput::default() },
        }
    }

    async fn step(
        &self,
        world: &mut World,
        props: &mut Props,
        by: usize,
        caller: &Caller,
        step: &Step,
    ) -> Result<(), String> {
        let old = world.clone();
        let (expected, done) = self.act(world, props, by, caller, &step.act).await?;
        self.seen.lock().unwrap().entry(step.act.name()).or_default()[usize::from(done)] += 1;
        // What a gateway does not know yet it may refuse; what was taken since it must.
        let agree = done == expected || step.late && !done;
        let broken = broken(&old, world, by, &step.act);
        if agree && broken.is_empty() {
            return Ok(());
        }
        let verdict = if agree { "both".to_owned() } else { format!("the house: {done}, the model: {expected}") };
        Err(format!("{verdict}; broken: {broken:?}"))
    }

    /// Does it in the house, and in the model if the house has done it. Gives what the model says and what the house did.
    async fn act(
        &self,
        world: &mut World,
        props: &mut Props,
        by: usize,
        caller: &Caller,
        act: &Act,
    ) -> Result<(bool, bool), String> {
        let people = props.people.len();
        match act {
            Act::Edit { role, lines } => {
                let expected = world.may_edit(by, *role, lines);
                let (id, lines_now) = (self.roles[*role], Some(stated(*role, lines)));
                let input =
                    RoleUpdateInput { id, expected_version: None, name: None, description: None, lines: lines_now };
                let done = self.command(caller, input).await?.is_some();
                if done {
                    world.roles[*role].clone_from(lines);
                }
                Ok((expected, done))
            }
            Act::Assign { role, to, at } => {
                let to = to % people;
                let expected = world.may_assign(by, *role, *at, to);
                let input =
                    RoleAssignInput { staff_id: props.people[to], role_id: self.roles[*role], scope: self.scope(*at) };
                let done = self.command(caller, input).await?;
                if let Some(Answer::Done(ids)) = &done {
                    world.held.push(Held { who: to, role: *role, at: *at });
                    props.held.extend(ids);
                }
                Ok((expected, done.is_some()))
            }
            Act::Unassign { held } => {
                if world.held.is_empty() {
                    return Ok((false, false));
                }
                let n = held % world.held.len();
                let expected = world.may_unassign(by, &world.held[n]);
                let done = self.command(caller, RoleUnassignInput { id: props.held[n] }).await?.is_some();
                if done {
                    world.held.remove(n);
                    props.held.remove(n);
                }
                Ok((expected, done))
            }
            Act::Invite { role, at } => self.invite(world, props, by, caller, (*role, *at)).await,
            Act::Accept { invited } => self.accept(world, props, *invited).await,
            Act::Deactivate { whom } => {
                let whom = whom % people;
                let expected = world.may_deactivate(by, whom);
                let input = StaffDeactivateInput { staff_id: props.people[whom], expected_version: None };
                let done = self.command(caller, input).await?.is_some();
                if done {
                    (world.active[whom], world.signed_in[whom]) = (false, false);
                }
                Ok((expected, done))
            }
            Act::Reactivate { whom } => {
                let whom = whom % people;
                let expected = world.may_reactivate(by, whom);
                let input = StaffReactivateInput { staff_id: props.people[whom], expected_version: None };
                let done = self.command(caller, input).await?.is_some();
                world.active[whom] |= done;
                Ok((expected, done))
            }
            Act::EndSessions { whom } => {
                let whom = whom % people;
                let expected = whom == by || world.may_rule(by, END, whom);
                let (id, staff_id) = (None, Some(props.people[whom]));
                let input = SessionEndInput { id, staff_id, everywhere: true };
                let ended = session_end::run(&self.app().app.house, caller, input, None).await;
                let done = refused(ended)?.is_some();
                world.signed_in[whom] &= !done;
                Ok((expected, done))
            }
            Act::Knock { whom } => {
                let whom = whom % people;
                let found = session::authenticate(&self.app().app.house, &props.tokens[whom]).await;
                let found = found.map_err(|fault| format!("{fault:?}"))?;
                Ok((world.signed_in[whom] && world.active[whom], found.is_some()))
            }
            Act::ChangeChannel => self.change(world, props, by, caller).await,
            Act::Approve { parked } => self.approve(world, props, by, caller, *parked).await,
        }
    }

    async fn invite(
        &self,
        world: &mut World,
        props: &mut Props,
        by: usize,
        caller: &Caller,
        (role, at): (usize, Places),
    ) -> Result<(bool, bool), String> {
        let expected = world.may_invite(by, role, at);
        let email = format!("new-{}@regie.test", self.shop.next());
        let roles = vec![InvitedRoleInput { role_id: self.roles[role], scope: self.scope(at) }];
        let done = self.command(caller, StaffInviteInput { email, name: "New".to_owned(), roles }).await?;
        if let Some(Answer::Done(invited)) = &done {
            world.invited.push(Invited { by, role, at, used: false });
            props.invited.push(invited.id);
        }
        Ok((expected, done.is_some()))
    }

    async fn accept(&self, world: &mut World, props: &mut Props, n: usize) -> Result<(bool, bool), String> {
        let Some(n) = n.checked_rem(world.invited.len()).filter(|n| !world.invited[*n].used) else {
            return Ok((false, false));
        };
        let expected = world.may_accept(&world.invited[n]);
        let house = &self.app().app.house;
        let row = staff_invitation::Entity::find_by_id(props.invited[n]).one(&house.db.reader).await.unwrap().unwrap();
        let opened = refused(invitation_accept::accept(house, "", row, "no hash".to_owned()).await)?;
        let Some(opened) = opened else { return Ok((expected, false)) };
        let Invited { role, at, .. } = world.invited[n];
        world.invited[n].used = true;
        world.held.push(Held { who: world.active.len(), role, at });
        world.active.push(true);
        world.signed_in.push(true);
        let staff = opened.session.staff_id;
        let given = role_assignment::Entity::find().filter(role_assignment::Column::StaffId.eq(staff));
        props.held.push(given.one(&house.db.reader).await.unwrap().unwrap().id);
        props.people.push(staff);
        props.tokens.push(opened.token);
        Ok((expected, true))
    }

    async fn change(
        &self,
        world: &mut World,
        props: &mut Props,
        by: usize,
        caller: &Caller,
    ) -> Result<(bool, bool), String> {
        let expected = world.may_change(by);
        let id = self.shop.new_channel(&format!("c{}", self.shop.next()), "EUR").await;
        let input = ChannelUpdateInput { id, expected_version: None, name: Some("Other".to_owned()), active: None };
        let done = self.command(caller, input).await?;
        let did = match &done {
            None | Some(Answer::Refused(_)) => None,
            Some(Answer::Done(_)) => Some(Change::Done),
            Some(Answer::Parked(instance)) => {
                let row = instance::Entity::find_by_id(*instance).one(&self.app().app.house.db.reader).await;
                let stuck = row.unwrap().unwrap().status == InstanceStatus::Incident;
                if stuck == world.lane_has_actor(by) {
                    return Err(format!("the lane has somebody: {}, and yet an incident: {stuck}", !stuck));
                }
                world.parked.push(by);
                props.parked.push(*instance);
                Some(Change::Parked)
            }
        };
        if did.is_some() && expected.is_some() && did != expected {
            return Err(format!("the house: {did:?}, the model: {expected:?}"));
        }
        Ok((expected.is_some(), did.is_some()))
    }

    async fn approve(
        &self,
        world: &mut World,
        props: &mut Props,
        by: usize,
        caller: &Caller,
        n: usize,
    ) -> Result<(bool, bool), String> {
        let Some(n) = n.checked_rem(world.parked.len()) else { return Ok((false, false)) };
        let asker = world.parked[n];
        let expected = world.may_decide(by, asker) && world.may_change(asker).is_some();
        let found = task::Entity::find().filter(task::Column::InstanceId.eq(props.parked[n]));
        let found = found.one(&self.app().app.house.db.reader).await.unwrap().unwrap();
        let id: TaskId = found.id;
        let outcome = "approve".to_owned();
        let input = TaskCompleteInput { id, outcome, comment: None, expected_version: None };
        let done = self.command(caller, input).await?.is_some();
        if done {
            world.parked.remove(n);
            props.parked.remove(n);
        }
        Ok((expected, done))
    }

    /// The answer of a command that was not refused.
    async fn command<C: Command>(&self, caller: &Caller, input: C) -> Result<Option<Answer<C::Outcome>>, String> {
        let answer = execute(&self.app().app.house, caller, input, None).await.map_err(Failure::from);
        Ok(refused(answer)?.filter(|answer| !matches!(answer, Answer::Refused(_))))
    }

    /// Holds the rights of everybody, as the gateway has them, against the model.
    async fn compare(&self, world: &World, props: &Props) -> Result<(), String> {
        let snapshot = self.app().app.policies.current();
        let catalogue = regie::app::catalogue();
        let elsewhere = ChannelId::from_uuid(uuid::Uuid::from_u128(7));
        let places = |scope: &Scope| {
            let [one, two] = self.channels.map(|id| scope.has(Domain::Channel(id)));
            let found = [
                (scope.has(Domain::Everything), COMPANY),
                (one, CHANNELS[0]),
                (two, CHANNELS[1]),
                (scope.has(Domain::Channel(elsewhere)), ELSEWHERE),
            ];
            found.into_iter().filter(|(has, _)| *has).fold(0, |places, (_, place)| places | place)
        };
        for (who, id) in props.people.iter().enumerate() {
            let grants = snapshot.grants_of(Some(*id));
            for (permission, name) in PERMISSIONS.iter().enumerate() {
                // What is public is everybody's, deactivated or not.
                if permission == PUBLIC && !world.active[who] {
                    continue;
                }
                let index = catalogue.iter().find(|info| info.name == *name).unwrap().index;
                let house = (places(&grants.scope(index)), places(&grants.reach(index)));
                let model = (world.holds(who, permission), world.reach(who, permission));
                if house != model {
                    return Err(format!("p{who} holds {name} in the house {house:?}, in the model {model:?}"));
                }
            }
            let db = &self.app().app.house.db.reader;
            let sessions = session::of_staff(db, self.app().app.house.clock.now(), *id).await.unwrap().len();
            if sessions != usize::from(world.signed_in[who]) {
                return Err(format!("p{who} has {sessions} sessions"));
            }
        }
        Ok(())
    }
}

/// What was done; nothing when it was refused.
fn refused<T>(done: Result<T, Failure>) -> Result<Option<T>, String> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(
            Failure::Refused(_) | Failure::Fault(Fault::Forbidden { .. } | Fault::Unauthenticated | Fault::NotFound),
        ) => Ok(None),
        Err(Failure::Fault(fault)) => Err(format!("{fault:?}")),
    }
}

/// The lines of a role as people state them. Owners hold also what no history speaks of.
fn stated(role: usize, lines: &[Line]) -> Vec<PolicyLineInput> {
    use policy_line::Effect as Stored;
    let line = |permission: &str, effect, workflow: Option<&str>, condition: Option<&str>| PolicyLineInput {
        permission: permission.to_owned(),
        effect,
        workflow: workflow.map(str::to_owned),
        condition: condition.map(str::to_owned),
    };
    let spoken = lines.iter().map(|(permission, effect)| {
        let name = PERMISSIONS[*permission];
        match effect {
            Effect::Allow => line(name, Stored::Allow, None, None),
            Effect::AllowOwn => line(name, Stored::Allow, None, Some("own")),
            Effect::Deny => line(name, Stored::Deny, None, None),
            Effect::DenyOwn => line(name, Stored::Deny, None, Some("own")),
            Effect::Approve => line(name, Stored::Approve, Some("channel-change"), None),
        }
    });
    let catalogue = regie::app::catalogue();
    let unspoken = catalogue.iter().filter(|info| role == OWNER && !PERMISSIONS.contains(&info.name));
    spoken.chain(unspoken.map(|info| line(info.name, Stored::Allow, None, None))).collect()
}

/// What must always hold and does not, after somebody has done something.
fn broken(old: &World, new: &World, by: usize, act: &Act) -> Vec<String> {
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
        if turned && (giver == who || !old.above(giver, who)) {
            broken.push(format!("p{giver} changed what is denied to p{who}, of {name}"));
        }
        if !new.active[who] && new.signed_in[who] {
            broken.push(format!("p{who} is deactivated and signed in"));
        }
    }
    for role in [super::world::VISITOR, super::world::CUSTOMER] {
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
