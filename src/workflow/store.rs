//! The marking of an instance, between its rows and the step.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait, QueryFilter as _, QueryOrder as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::kernel::fault::Fault;
use crate::kernel::id::WorkflowInstanceId;
use crate::kernel::tx::Tx;
use crate::workflow::entity::{instance, scope, token};
use crate::workflow::step::{Marking, Phase, Scope, ScopeId, Token, TokenId, TokenState};

/// Reads the tokens and scopes of an instance whose row is locked.
pub async fn load(tx: &Tx, row: &instance::Model) -> Result<Marking, Fault> {
    let tokens = token::Entity::find()
        .filter(token::Column::InstanceId.eq(row.id))
        .order_by_asc(token::Column::Id)
        .all(tx.db())
        .await?;
    let scopes = scope::Entity::find()
        .filter(scope::Column::InstanceId.eq(row.id))
        .order_by_asc(scope::Column::Id)
        .all(tx.db())
        .await?;
    Ok(Marking {
        phase: if row.status.is_live() { Phase::Running } else { Phase::Finished },
        tokens: tokens.into_iter().map(read_token).collect::<Result<_, _>>()?,
        scopes: scopes.into_iter().map(read_scope).collect::<Result<_, _>>()?,
        last_id: row.last_local_id,
        last_seq: row.last_token_seq,
        moves: 0,
    })
}

/// Writes what differs between two markings of an instance.
pub async fn write(tx: &Tx, id: WorkflowInstanceId, before: &Marking, after: &Marking) -> Result<(), Fault> {
    for scope in &after.scopes {
        match before.scope(scope.id) {
            None => insert(tx, scope_row(id, scope)?).await?,
            Some(known) if known != scope => update_scope(tx, scope_row(id, scope)?).await?,
            Some(_) => {}
        }
    }
    let gone = before.tokens.iter().filter(|token| after.token(token.id).is_none()).map(|token| token.id.0);
    let gone: Vec<i64> = gone.collect();
    if !gone.is_empty() {
        token::Entity::delete_many()
            .filter(token::Column::InstanceId.eq(id))
            .filter(token::Column::Id.is_in(gone))
            .exec(tx.db())
            .await?;
    }
    for token in &after.tokens {
        match before.token(token.id) {
            None => insert(tx, token_row(id, token)?).await?,
            Some(known) if known != token => update_token(tx, token_row(id, token)?).await?,
            Some(_) => {}
        }
    }
    Ok(())
}

async fn insert<M>(tx: &Tx, row: M) -> Result<(), Fault>
where
    M: sea_orm::ModelTrait + sea_orm::IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: sea_orm::ActiveModelTrait<Entity = M::Entity> + Send,
{
    M::Entity::insert(row.into_active_model()).exec_without_returning(tx.db()).await?;
    Ok(())
}

async fn update_scope(tx: &Tx, row: scope::Model) -> Result<(), Fault> {
    scope::Entity::update_many()
        .col_expr(scope::Column::Vars, Expr::value(row.vars))
        .col_expr(scope::Column::Visits, Expr::value(row.visits))
        .filter(scope::Column::InstanceId.eq(row.instance_id))
        .filter(scope::Column::Id.eq(row.id))
        .exec(tx.db())
        .await?;
    Ok(())
}

async fn update_token(tx: &Tx, row: token::Model) -> Result<(), Fault> {
    token::Entity::update_many()
        .col_expr(token::Column::State, Expr::value(row.state))
        .col_expr(token::Column::Parked, Expr::value(row.parked))
        .filter(token::Column::InstanceId.eq(row.instance_id))
        .filter(token::Column::Id.eq(row.id))
        .exec(tx.db())
        .await?;
    Ok(())
}

fn token_row(instance_id: WorkflowInstanceId, token: &Token) -> Result<token::Model, Fault> {
    let Token { id, scope_id, node, via, state, visits, created_seq, parked } = token;
    Ok(token::Model {
        instance_id,
        id: id.0,
        scope_id: scope_id.0,
        node: node.clone(),
        via: via.clone(),
        state: match state {
            TokenState::Ready => token::TokenState::Ready,
            TokenState::Waiting => token::TokenState::Waiting,
            TokenState::Joining => token::TokenState::Joining,
        },
        visits: i32::try_from(*visits).map_err(|_| Fault::internal("a node was entered too often"))?,
        created_seq: *created_seq,
        parked: parked.as_ref().map(json).transpose()?,
    })
}

fn read_token(row: token::Model) -> Result<Token, Fault> {
    let token::Model { instance_id: _, id, scope_id, node, via, state, visits, created_seq, parked } = row;
    Ok(Token {
        id: TokenId(id),
        scope_id: ScopeId(scope_id),
        node,
        via,
        state: match state {
            token::TokenState::Ready => TokenState::Ready,
            token::TokenState::Waiting => TokenState::Waiting,
            token::TokenState::Joining => TokenState::Joining,
        },
        visits: u32::try_from(visits).map_err(|_| Fault::internal("a token has negative visits"))?,
        created_seq,
        parked: parked.map(read).transpose()?,
    })
}

fn scope_row(instance_id: WorkflowInstanceId, scope: &Scope) -> Result<scope::Model, Fault> {
    let Scope { id, parent_id, vars, visits } = scope;
    let parent_id = parent_id.map(|id| id.0);
    Ok(scope::Model { instance_id, id: id.0, parent_id, vars: Value::Object(vars.clone()), visits: json(visits)? })
}

fn read_scope(row: scope::Model) -> Result<Scope, Fault> {
    let scope::Model { instance_id: _, id, parent_id, vars, visits } = row;
    Ok(Scope { id: ScopeId(id), parent_id: parent_id.map(ScopeId), vars: read(vars)?, visits: read(visits)? })
}

fn json(value: &impl Serialize) -> Result<Value, Fault> {
    Ok(serde_json::to_value(value)?)
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, Fault> {
    Ok(serde_json::from_value(value)?)
}
