//! The house in which histories are played, put in order before each of them and held against the model behind it.

use regie::access::entity::{policy_line, role, role_assignment, session as signed_in};
use regie::access::policies;
use regie::access::role_lines::PolicyLineInput;
use regie::access::session;
use regie::kernel::actor::Actor;
use regie::kernel::clock::Timestamp;
use regie::kernel::cx::Caller;
use regie::kernel::id::{
    ChannelId, InvitationId, PolicyLineId, RoleAssignmentId, RoleId, StaffId, TypedId as _, WorkflowInstanceId,
};
use regie::kernel::scope::{Domain, Scope};
use regie::staff::entity::staff_member;
use regie::staff::role_assign::ScopeInput;
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};
use std::collections::BTreeMap;
use std::sync::Mutex;

use super::world::{
    CHANNELS, COMPANY, ELSEWHERE, Effect, Held, Line, OWNER, PERMISSIONS, PUBLIC, Places, ROLES, World,
};
use crate::harness::shop::Shop;
use crate::harness::{TestApp, people};
use crate::workflow::{approval, publish};

/// The house in which histories are played, one after the other.
pub struct Stage {
    pub shop: Shop,
    /// How often each kind of act was refused, and done.
    pub seen: Mutex<BTreeMap<&'static str, [u32; 2]>>,
    pub roles: Vec<RoleId>,
    channels: [ChannelId; 2],
}

/// The things of one history in the house, by their places in the model.
pub struct Props {
    pub people: Vec<StaffId>,
    pub tokens: Vec<String>,
    pub held: Vec<RoleAssignmentId>,
    pub invited: Vec<InvitationId>,
    pub parked: Vec<WorkflowInstanceId>,
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
        // Nobody holds the others: the less there is to read, the more histories fit into a minute.
        let others = policy_line::Entity::delete_many().filter(policy_line::Column::RoleId.is_not_in(roles.clone()));
        others.exec(tx.db()).await.unwrap();
        tx.commit(&shop.app.app.house.entropy).await.unwrap();
        Self { shop, seen: Mutex::default(), roles, channels }
    }

    pub fn app(&self) -> &TestApp {
        &self.shop.app
    }

    pub fn callers(&self, props: &Props) -> Vec<Caller> {
        let actor = |id: &StaffId| Actor::Staff { id: *id, session: None };
        props.people.iter().map(|id| self.app().app.caller(actor(id), "")).collect()
    }

    /// Puts the roles of the model in place, and new people into them.
    pub async fn set(&self, world: &World) -> Props {
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
        let (mut members, mut sessions) = (Vec::new(), Vec::new());
        for n in 0..world.active.len() {
            let (member, (token, session)) = self.somebody(n, tx.now());
            props.people.push(member.id);
            props.tokens.push(token);
            members.push(member.into_active_model());
            sessions.push(session.into_active_model());
        }
        staff_member::Entity::insert_many(members).exec_without_returning(tx.db()).await.unwrap();
        signed_in::Entity::insert_many(sessions).exec_without_returning(tx.db()).await.unwrap();
        let mut rows = Vec::new();
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
            rows.push(row.into_active_model());
        }
        role_assignment::Entity::insert_many(rows).exec_without_returning(tx.db()).await.unwrap();
        policies::touch(&tx).await.unwrap();
        tx.forget();
        tx.commit(entropy).await.unwrap();
        props
    }

    /// A new person with a session and its token.
    fn somebody(&self, n: usize, now: Timestamp) -> (staff_member::Model, (String, signed_in::Model)) {
        let entropy = &self.app().app.house.entropy;
        let id: StaffId = entropy.id(now);
        let member = people::member(id, format!("{}@regie.test", id.0.simple()), &format!("p{n}"), now);
        let (token, token_hash) = session::new_token(entropy);
        let session = signed_in::Model {
            id: entropy.id(now),
            staff_id: id,
            token_hash,
            created_at: now,
            last_seen_at: now,
            expires_at: now.plus_secs(session::SLIDING_SECS),
            absolute_expires_at: now.plus_secs(session::ABSOLUTE_SECS),
            user_agent: None,
        };
        (member, (token, session))
    }

    pub fn domain(&self, at: Places) -> Domain {
        let channel = CHANNELS.iter().position(|place| *place == at);
        channel.map_or(Domain::Everything, |n| Domain::Channel(self.channels[n]))
    }

    pub fn scope(&self, at: Places) -> ScopeInput {
        match self.domain(at) {
            Domain::Channel(id) => ScopeInput { channel_ids: vec![id], ..ScopeInput::default() },
            Domain::Everything | Domain::Warehouse(_) => ScopeInput { everything: true, ..ScopeInput::default() },
        }
    }

    /// Holds the rights of everybody, as the gateway has them, against the model.
    pub async fn compare(&self, world: &World, props: &Props) -> Result<(), String> {
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
        let sessions = signed_in::Entity::find().filter(signed_in::Column::StaffId.is_in(props.people.clone()));
        let sessions = sessions.all(&self.app().app.house.db.reader).await.unwrap();
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
            let sessions = sessions.iter().filter(|session| session.staff_id == *id).count();
            if sessions != usize::from(world.signed_in[who]) {
                return Err(format!("p{who} has {sessions} sessions"));
            }
        }
        Ok(())
    }
}

/// The lines of a role as people state them. Owners hold also what no history speaks of.
pub fn stated(role: usize, lines: &[Line]) -> Vec<PolicyLineInput> {
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
