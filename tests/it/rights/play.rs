//! A history of acts, played in the model and by the commands of the product.

use regie::access::entity::role_assignment;
use regie::access::role_update::RoleUpdateInput;
use regie::access::session::{self, UserAgent};
use regie::channels::update::ChannelUpdateInput;
use regie::kernel::command::{Answer, Command, Pending, execute};
use regie::kernel::cx::Caller;
use regie::kernel::fault::Fault;
use regie::kernel::id::TaskId;
use regie::kernel::user_error::Failure;
use regie::staff::deactivate::StaffDeactivateInput;
use regie::staff::entity::staff_invitation;
use regie::staff::invitation_accept;
use regie::staff::invite::{InvitedRoleInput, StaffInviteInput};
use regie::staff::reactivate::StaffReactivateInput;
use regie::staff::role_assign::RoleAssignInput;
use regie::staff::role_unassign::RoleUnassignInput;
use regie::staff::session_end::{self, SessionEndInput};
use regie::workflow::complete::TaskCompleteInput;
use regie::workflow::entity::instance::{self, InstanceStatus};
use regie::workflow::entity::task;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::always;
use super::stage::{Props, Stage, stated};
use super::world::{Change, END, Held, Invited, Line, Places, World, start};

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

impl Stage {
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
        let broken = always::broken(&old, world, by, &step.act);
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
        let done =
            self.command(caller, StaffInviteInput { email, name: "New".to_owned(), roles, token_hash: None }).await?;
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
        let opened =
            refused(invitation_accept::accept(house, "", UserAgent::default(), row, "no hash".to_owned()).await)?;
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
            Some(Answer::Parked(Pending { instance, secret: _ })) => {
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
}

/// What was done; nothing when it was refused.
fn refused<T>(done: Result<T, Failure>) -> Result<Option<T>, String> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(Failure::Refused(_) | Failure::Fault(Fault::Forbidden { .. } | Fault::Unauthenticated)) => Ok(None),
        Err(Failure::Fault(fault)) => Err(format!("{fault:?}")),
    }
}
