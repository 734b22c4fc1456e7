//! The policies in force: compiled once for each change, swapped whole, read without a lock.

use arc_swap::ArcSwap;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, EntityTrait, ExprTrait as _, QueryOrder};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio::sync::watch;
use uuid::Uuid;

use crate::access::adapter::{Holder, Line, Rows};
use crate::access::compile;
use crate::access::entity::{policy_line, policy_version, role, role_assignment};
use crate::access::seed::BuiltIn;
use crate::kernel::fault::Fault;
use crate::kernel::id::{RoleId, StaffId, TypedId as _};
use crate::kernel::permission::{Grants, Lines, PermissionInfo};
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;

/// The role of everybody who has not signed in.
pub const VISITOR: &str = "storefront-visitor";

/// One version of the policies.
#[derive(Debug, Default)]
pub struct Snapshot {
    pub version: i64,
    roles: HashMap<String, Lines>,
    holders: HashMap<StaffId, Vec<(String, Domain)>>,
}

impl Snapshot {
    /// What a person holds, by domain.
    pub fn grants_of(&self, staff: Option<StaffId>) -> Grants {
        let mut domains: BTreeMap<Domain, Lines> = BTreeMap::new();
        for (role, domain) in self.held(staff) {
            if let Some(lines) = self.roles.get(role) {
                add(domains.entry(domain).or_default(), lines);
            }
        }
        Grants { version: self.version, domains: domains.into_iter().collect() }
    }

    /// What somebody holds who has this role everywhere and no other.
    pub fn grants_of_role(&self, key: &str) -> Grants {
        let mut lines = Lines::default();
        [VISITOR, key].iter().filter_map(|key| self.roles.get(*key)).for_each(|more| add(&mut lines, more));
        Grants { version: self.version, domains: vec![(Domain::Everything, lines)] }
    }

    /// The keys of the roles that a person holds anywhere.
    pub fn roles_of(&self, staff: Option<StaffId>) -> Vec<String> {
        let mut roles: Vec<String> = self.held(staff).map(|(role, _)| role.to_owned()).collect();
        roles.sort();
        roles.dedup();
        roles
    }

    /// The roles of a person with where they are held, without what everybody has.
    pub fn held_by(&self, staff: Option<StaffId>) -> Vec<(String, Domain)> {
        staff.and_then(|staff| self.holders.get(&staff)).cloned().unwrap_or_default()
    }

    /// Everybody has what visitors have.
    fn held(&self, staff: Option<StaffId>) -> impl Iterator<Item = (&str, Domain)> {
        let own = staff.and_then(|staff| self.holders.get(&staff)).into_iter().flatten();
        std::iter::once((VISITOR, Domain::Everything)).chain(own.map(|(role, domain)| (role.as_str(), *domain)))
    }

    /// The compiled lines of a role.
    pub fn role(&self, key: &str) -> Option<&Lines> {
        self.roles.get(key)
    }
}

fn add(sum: &mut Lines, more: &Lines) {
    sum.allow.add(&more.allow);
    sum.deny.add(&more.deny);
    sum.allow_if.extend(more.allow_if.iter().cloned());
    sum.approve.extend(more.approve.iter().cloned());
}

/// Holds the snapshot in force.
pub struct Policies {
    catalogue: Vec<PermissionInfo>,
    current: ArcSwap<Snapshot>,
    version: watch::Sender<i64>,
}

impl Policies {
    pub async fn load(db: &impl ConnectionTrait, catalogue: Vec<PermissionInfo>) -> Result<Self, Fault> {
        let policies = Self { catalogue, current: ArcSwap::default(), version: watch::Sender::new(0) };
        policies.refresh(db).await?;
        Ok(policies)
    }

    pub fn current(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    pub fn catalogue(&self) -> &[PermissionInfo] {
        &self.catalogue
    }

    /// Compiles anew when the stored version is another. Gives whether it was.
    pub async fn refresh(&self, db: &impl ConnectionTrait) -> Result<bool, Fault> {
        let version = stored_version(db).await?;
        if version == self.current.load().version {
            return Ok(false);
        }
        let snapshot = compile_snapshot(version, read_rows(db).await?, &self.catalogue).await?;
        tracing::info!(policy.version = version, "policies loaded");
        self.current.store(Arc::new(snapshot));
        self.version.send_replace(version);
        Ok(true)
    }

    /// The version in force. It changes when another one is, which is then in [`current`](Self::current).
    pub fn watch(&self) -> watch::Receiver<i64> {
        self.version.subscribe()
    }
}

/// Compiles rows into a snapshot.
pub async fn compile_snapshot(version: i64, rows: Rows, catalogue: &[PermissionInfo]) -> Result<Snapshot, Fault> {
    let mut lines: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    for line in rows.lines {
        lines.entry(line.role.clone()).or_default().push(line);
    }
    let mut roles = HashMap::new();
    for (key, lines) in lines {
        let compiled = compile::role(&key, &lines, catalogue).await?;
        roles.insert(key, compiled);
    }
    let mut holders: HashMap<StaffId, Vec<(String, Domain)>> = HashMap::new();
    for Holder { staff, role, domain } in rows.holders {
        holders.entry(staff).or_default().push((role, domain));
    }
    Ok(Snapshot { version, roles, holders })
}

/// The built-in roles, as they are before anybody changes them.
pub async fn built_in(roles: Vec<BuiltIn>, catalogue: &[PermissionInfo]) -> Result<Snapshot, Fault> {
    let lines = roles.into_iter().flat_map(|role| role.lines).collect();
    compile_snapshot(0, Rows { lines, holders: Vec::new() }, catalogue).await
}

async fn stored_version(db: &impl ConnectionTrait) -> Result<i64, Fault> {
    let row = policy_version::Entity::find_by_id(1).one(db).await?;
    row.map(|row| row.version).ok_or_else(|| Fault::internal("the policies have no version"))
}

/// Reads all lines and assignments.
pub async fn read_rows(db: &impl ConnectionTrait) -> Result<Rows, Fault> {
    let keys: HashMap<RoleId, String> =
        role::Entity::find().all(db).await?.into_iter().map(|role| (role.id, role.key)).collect();
    let lines = policy_line::Entity::find().order_by_asc(policy_line::Column::Id).all(db).await?;
    let holders = role_assignment::Entity::find().order_by_asc(role_assignment::Column::Id).all(db).await?;
    let lines = lines.into_iter().filter_map(|line| {
        let policy_line::Model { id: _, role_id, permission, effect, workflow, condition } = line;
        keys.get(&role_id).map(|role| Line { role: role.clone(), permission, effect, workflow, condition })
    });
    let holders = holders.into_iter().filter_map(|row| {
        let domain = Domain::parse(&row.domain)?;
        keys.get(&row.role_id).map(|role| Holder { staff: row.staff_id, role: role.clone(), domain })
    });
    Ok(Rows { lines: lines.collect(), holders: holders.collect() })
}

/// Says within the transaction of an edit that the policies are others now.
pub async fn touch(tx: &Tx) -> Result<(), Fault> {
    policy_version::Entity::update_many()
        .col_expr(policy_version::Column::Version, Expr::col(policy_version::Column::Version).add(1))
        .exec(tx.db())
        .await?;
    // There is one set of policies, so this is about none of several. What it is for is that every gateway hears of it at once.
    tx.emit("policy.changed", RoleId::from_uuid(Uuid::nil()), &json!({}))
}
