//! Where Casbin reads its policies: our own tables, through SeaORM. Reading only; lines are written by commands.

use async_trait::async_trait;
use casbin::{Adapter, Filter, Model, Result};
use std::collections::BTreeSet;

use crate::access::entity::policy_line::Effect;
use crate::kernel::id::{StaffId, TypedId};
use crate::kernel::scope::Domain;

/// Policy lines and assignments in memory, as one consistent reading of the tables.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub lines: Vec<Line>,
    pub holders: Vec<Holder>,
    /// Who of the holders must not act, because the account is deactivated.
    pub inactive: BTreeSet<StaffId>,
}

/// A policy line with the key of its role.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    pub role: String,
    pub permission: String,
    pub effect: Effect,
    pub workflow: Option<String>,
    pub condition: Option<String>,
}

/// An assignment with the key of its role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub staff: StaffId,
    pub role: String,
    pub domain: Domain,
}

impl Line {
    /// `r:role, d:*, object, act, condition, effect`. An approval counts as an allow here: Casbin takes any other word for no
    /// decision. What the condition says is held beside.
    pub fn rule(&self) -> Vec<String> {
        let (object, act) = self.permission.split_once('.').unwrap_or((&self.permission, "*"));
        let effect = match self.effect {
            Effect::Allow | Effect::Approve => "allow",
            Effect::Deny => "deny",
        };
        let condition = self.condition.as_deref().filter(|text| !text.is_empty()).unwrap_or("-");
        vec![
            format!("r:{}", self.role),
            "d:*".to_owned(),
            object.to_owned(),
            act.to_owned(),
            condition.to_owned(),
            effect.to_owned(),
        ]
    }
}

impl Holder {
    /// `u:id, r:role, domain`.
    pub fn rule(&self) -> Vec<String> {
        vec![user(self.staff), format!("r:{}", self.role), self.domain.literal()]
    }
}

/// The name of a person in policies. The prefix keeps a user from being called like a role.
pub fn user(id: StaffId) -> String {
    format!("u:{}", id.uuid().simple())
}

#[async_trait]
impl Adapter for Rows {
    async fn load_policy(&mut self, model: &mut dyn Model) -> Result<()> {
        for line in &self.lines {
            model.add_policy("p", "p", line.rule());
        }
        for holder in self.holders.iter().filter(|holder| !self.inactive.contains(&holder.staff)) {
            model.add_policy("g", "g", holder.rule());
        }
        Ok(())
    }

    async fn load_filtered_policy<'a>(&mut self, model: &mut dyn Model, _: Filter<'a>) -> Result<()> {
        self.load_policy(model).await
    }

    fn is_filtered(&self) -> bool {
        false
    }

    async fn save_policy(&mut self, _: &mut dyn Model) -> Result<()> {
        read_only()
    }

    async fn clear_policy(&mut self) -> Result<()> {
        read_only()
    }

    async fn add_policy(&mut self, _: &str, _: &str, _: Vec<String>) -> Result<bool> {
        read_only()
    }

    async fn add_policies(&mut self, _: &str, _: &str, _: Vec<Vec<String>>) -> Result<bool> {
        read_only()
    }

    async fn remove_policy(&mut self, _: &str, _: &str, _: Vec<String>) -> Result<bool> {
        read_only()
    }

    async fn remove_policies(&mut self, _: &str, _: &str, _: Vec<Vec<String>>) -> Result<bool> {
        read_only()
    }

    async fn remove_filtered_policy(&mut self, _: &str, _: &str, _: usize, _: Vec<String>) -> Result<bool> {
        read_only()
    }
}

fn read_only<T>() -> Result<T> {
    Err(casbin::error::AdapterError("policies are written by commands".into()).into())
}
