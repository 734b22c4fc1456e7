//! What a step asks for: tasks, events, incidents, the end.

use sea_orm::sea_query::{Expr, ExprTrait as _, JoinType, Query};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

use super::Live;
use crate::access::entity::{role, role_assignment};
use crate::kernel::clock::Timestamp;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::{StaffId, TaskId};
use crate::kernel::permission::Permission as _;
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;
use crate::workflow::actions;
use crate::workflow::desk;
use crate::workflow::entity::candidate::{self, of_role, role_of};
use crate::workflow::entity::exclusion;
use crate::workflow::entity::incident::{self, IncidentState};
use crate::workflow::entity::instance::InstanceStatus;
use crate::workflow::entity::task::{self, PRIORITY_NORMAL, TaskStatus};
use crate::workflow::event;
use crate::workflow::model::ActorRef;
use crate::workflow::permission::TaskWork;
use crate::workflow::step::{Effect, Event, EventKind, FinishStatus, NewTask, TokenId};

/// The incident of a task that nobody can do.
pub const NO_ACTOR: &str = "NO_ACTOR";

impl Live {
    pub(super) async fn apply(&mut self, house: &House, tx: &Tx, effects: Vec<Effect>) -> Result<(), Fault> {
        for effect in effects {
            match effect {
                Effect::Event(event) => self.record(house, tx, event)?,
                Effect::CreateTask(new) => self.offer(house, tx, new).await?,
                Effect::CancelTask { token } => self.withdraw(tx, token).await?,
                Effect::Incident { code, message, token, data } => {
                    let code = text_of(&code)?;
                    self.raise(house, tx, code, message, Some(token), data).await?;
                }
                Effect::Milestone { name } => self.row.milestone = Some(name),
                Effect::Finish { status, outcome } => self.finish(tx, status, outcome).await?,
            }
        }
        Ok(())
    }

    fn record(&mut self, house: &House, tx: &Tx, event: Event) -> Result<(), Fault> {
        let Event { kind, at: _, node, token, data } = event;
        if let (EventKind::TaskCreated, Some(TokenId(token))) = (kind, token) {
            // The event comes before the task that it tells of.
            self.tasks.insert(token, house.entropy.id(tx.now()));
        }
        let task = token.and_then(|TokenId(token)| self.tasks.get(&token).copied());
        self.note(tx, &text_of(&kind)?, node, task, data);
        Ok(())
    }

    async fn offer(&mut self, house: &House, tx: &Tx, new: NewTask) -> Result<(), Fault> {
        let NewTask { token: TokenId(token_id), node, title, roles, outcomes, excluded, instructions } = new;
        let id = self.tasks.get(&token_id).copied().unwrap_or_else(|| house.entropy.id(tx.now()));
        let row = &self.row;
        let task = task::Model {
            id,
            instance_id: row.id,
            token_id,
            definition_key: row.definition_key.clone(),
            node,
            title,
            instructions,
            status: TaskStatus::Open,
            outcomes: json!(outcomes),
            assignee_id: None,
            priority: PRIORITY_NORMAL,
            due_at: Timestamp::NEVER,
            entity: row.entity.clone(),
            entity_id: row.entity_id,
            entity_label: row.entity_label.clone(),
            domain: row.domain.clone(),
            outcome: None,
            comment: None,
            completed_by: None,
            created_at: tx.now(),
            claimed_at: None,
            completed_at: None,
            version: 1,
        };
        let task = tx.insert(task).await?;
        let offers = offer_to(tx, &task, &roles).await?;
        event::tell(tx, event::OPENED, &task, &offers)?;
        let excluded = self.exclude(tx, id, excluded).await?;
        self.look_for_actor(house, tx, &task, &roles, &excluded).await
    }

    /// Raises an incident when nobody can do a task any more that was offered before, and ends it when somebody can again.
    pub async fn look_again(&mut self, house: &House, tx: &Tx, task: &task::Model) -> Result<(), Fault> {
        let offers = candidate::Entity::find().filter(candidate::Column::TaskId.eq(task.id)).all(tx.db()).await?;
        let roles: Vec<String> = offers.iter().map(|offer| role_of(&offer.principal).to_owned()).collect();
        let excluded = exclusion::Entity::find().filter(exclusion::Column::TaskId.eq(task.id)).all(tx.db()).await?;
        let excluded: Vec<StaffId> = excluded.into_iter().map(|row| row.staff_id).collect();
        self.look_for_actor(house, tx, task, &roles, &excluded).await
    }

    async fn look_for_actor(
        &mut self,
        house: &House,
        tx: &Tx,
        task: &task::Model,
        roles: &[String],
        excluded: &[StaffId],
    ) -> Result<(), Fault> {
        let holders = holders(house, tx, roles, &self.row.domain, excluded).await?;
        let domain = desk::domain_of(&self.row.domain)?;
        if house.callers.somebody_holds(tx, &holders, TaskWork::INDEX, domain).await? {
            return self.has_actor(tx, task.token_id).await;
        }
        if !self.no_actor.insert(task.token_id) {
            return Ok(());
        }
        let message =
            "Nobody who is active and not excluded holds a role that the task is offered to, and may work on tasks."
                .to_owned();
        let data = json!({ "roles": roles, "excluded": excluded });
        let told = json!({ "code": NO_ACTOR, "message": message });
        self.note(tx, "incident.raised", Some(task.node.clone()), Some(task.id), told);
        self.raise(house, tx, NO_ACTOR.to_owned(), message, Some(TokenId(task.token_id)), data).await
    }

    /// Writes down who must not act, each with the first reason.
    async fn exclude(&self, tx: &Tx, task_id: TaskId, refs: Vec<ActorRef>) -> Result<Vec<StaffId>, Fault> {
        let mut reasons: BTreeMap<StaffId, String> = BTreeMap::new();
        for actor in refs {
            let people = match &actor {
                ActorRef::Initiator => self.row.initiator_id.into_iter().collect(),
                ActorRef::Node(node) => self.actors_of(tx, node).await?,
            };
            for person in people {
                reasons.entry(person).or_insert_with(|| actor.clone().into());
            }
        }
        let excluded = reasons.keys().copied().collect();
        let rows: Vec<_> = reasons
            .into_iter()
            .map(|(staff_id, reason)| exclusion::Model { task_id, staff_id, reason }.into_active_model())
            .collect();
        if !rows.is_empty() {
            exclusion::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
        }
        Ok(excluded)
    }

    async fn actors_of(&self, tx: &Tx, node: &str) -> Result<Vec<StaffId>, Fault> {
        let done = task::Entity::find()
            .filter(task::Column::InstanceId.eq(self.row.id))
            .filter(task::Column::Node.eq(node))
            .filter(task::Column::CompletedBy.is_not_null())
            .all(tx.db())
            .await?;
        Ok(done.into_iter().filter_map(|task| task.completed_by).collect())
    }

    async fn withdraw(&mut self, tx: &Tx, token: TokenId) -> Result<(), Fault> {
        let open = task::Entity::find()
            .filter(task::Column::InstanceId.eq(self.row.id))
            .filter(task::Column::TokenId.eq(token.0))
            .filter(task::Column::Status.is_in([TaskStatus::Open, TaskStatus::Claimed]))
            .one(tx.db())
            .await?;
        let Some(before) = open else { return Ok(()) };
        self.tasks.insert(token.0, before.id);
        let after = task::Model { status: TaskStatus::Canceled, completed_at: Some(tx.now()), ..before.clone() };
        tx.save(&before, after).await?;
        let offers = close_offers(tx, before.id).await?;
        event::tell(tx, event::CANCELED, &before, &offers)
    }

    async fn raise(
        &mut self,
        house: &House,
        tx: &Tx,
        code: String,
        message: String,
        token: Option<TokenId>,
        data: Value,
    ) -> Result<(), Fault> {
        let incident = incident::Model {
            id: house.entropy.id(tx.now()),
            instance_id: self.row.id,
            token_id: token.map(|token| token.0),
            code,
            message,
            data,
            state: IncidentState::Open,
            at: tx.now(),
        };
        tx.insert(incident).await?;
        Ok(())
    }

    async fn finish(&mut self, tx: &Tx, status: FinishStatus, outcome: Option<String>) -> Result<(), Fault> {
        self.row.status = match status {
            FinishStatus::Completed => InstanceStatus::Completed,
            FinishStatus::Canceled => InstanceStatus::Canceled,
        };
        self.row.outcome = outcome;
        self.row.ended_at = Some(tx.now());
        if self.before.status == InstanceStatus::Incident {
            self.settle(tx, None).await?;
        }
        // What was neither run nor discarded by then never will be.
        actions::discard(tx, self.row.id).await
    }

    /// Finds the tasks that nobody could do when they were offered.
    pub(super) async fn find_no_actor(&mut self, tx: &Tx) -> Result<(), Fault> {
        if self.row.status == InstanceStatus::Incident {
            let open = self.open_incidents(tx).await?;
            let tokens = open.iter().filter(|incident| incident.code == NO_ACTOR).filter_map(|row| row.token_id);
            self.no_actor = tokens.collect();
        }
        Ok(())
    }

    /// Somebody can do the task of this token after all.
    pub async fn has_actor(&mut self, tx: &Tx, token: i64) -> Result<(), Fault> {
        if self.no_actor.remove(&token) {
            self.settle(tx, Some(token)).await?;
        }
        Ok(())
    }

    async fn settle(&self, tx: &Tx, token: Option<i64>) -> Result<(), Fault> {
        for before in self.open_incidents(tx).await? {
            if token.is_none() || (before.token_id == token && before.code == NO_ACTOR) {
                let after = incident::Model { state: IncidentState::Resolved, ..before.clone() };
                tx.write(&before, after).await?;
            }
        }
        Ok(())
    }

    async fn open_incidents(&self, tx: &Tx) -> Result<Vec<incident::Model>, Fault> {
        let open = incident::Entity::find()
            .filter(incident::Column::InstanceId.eq(self.row.id))
            .filter(incident::Column::State.eq(IncidentState::Open));
        Ok(open.all(tx.db()).await?)
    }
}

async fn offer_to(tx: &Tx, task: &task::Model, roles: &[String]) -> Result<Vec<candidate::Model>, Fault> {
    let roles: BTreeSet<&String> = roles.iter().collect();
    let row = |role: &String| candidate::Model {
        principal: of_role(role),
        task_id: task.id,
        domain: task.domain.clone(),
        assignee_id: None,
        priority: task.priority,
        due_at: task.due_at,
    };
    let offers: Vec<candidate::Model> = roles.into_iter().map(row).collect();
    let rows = offers.iter().cloned().map(candidate::Model::into_active_model);
    candidate::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    Ok(offers)
}

/// Takes a closed task out of every inbox. Gives the rows that stood there.
pub async fn close_offers(tx: &Tx, id: TaskId) -> Result<Vec<candidate::Model>, Fault> {
    let offers = candidate::Entity::delete_many().filter(candidate::Column::TaskId.eq(id));
    Ok(offers.exec_with_returning(tx.db()).await?)
}

/// Whoever holds one of the roles where the matter lies, but the excluded and those whose account is deactivated.
async fn holders(
    house: &House,
    tx: &Tx,
    roles: &[String],
    domain: &str,
    excluded: &[StaffId],
) -> Result<Vec<StaffId>, Fault> {
    let found = Query::select()
        .distinct()
        .column((role_assignment::Entity, role_assignment::Column::StaffId))
        .from(role_assignment::Entity)
        .join(
            JoinType::InnerJoin,
            role::Entity,
            Condition::all().add(
                Expr::col((role::Entity, role::Column::Id))
                    .equals((role_assignment::Entity, role_assignment::Column::RoleId)),
            ),
        )
        .and_where(role::Column::Key.is_in(roles.iter().cloned()))
        .and_where(role_assignment::Column::Domain.is_in([Domain::Everything.literal(), domain.to_owned()]))
        .and_where(role_assignment::Column::StaffId.is_not_in(excluded.iter().copied()))
        .and_where((house.may_act)(Expr::col((role_assignment::Entity, role_assignment::Column::StaffId))))
        .to_owned();
    let rows = tx.db().query_all(&found).await?;
    Ok(rows.iter().map(|row| row.try_get("", "staff_id")).collect::<Result<_, _>>()?)
}

/// The word of an enum, as it is serialised.
fn text_of(value: &impl serde::Serialize) -> Result<String, Fault> {
    match serde_json::to_value(value)? {
        Value::String(text) => Ok(text),
        other => Err(Fault::internal(format!("{other} is not a word"))),
    }
}
