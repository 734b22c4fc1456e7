//! The policies in force: compiled once for each change, swapped whole, read without a lock.

use arc_swap::ArcSwap;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, EntityTrait, ExprTrait as _, QueryFilter as _, QueryOrder, QuerySelect as _};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use tokio::sync::watch;
use uuid::Uuid;

use crate::access::adapter::{Holder, Line, Rows};
use crate::access::compile;
use crate::access::entity::{policy_line, policy_version, role, role_assignment};
use crate::access::seed::BuiltIn;
use crate::kernel::fault::Fault;
use crate::kernel::house::MayAct;
use crate::kernel::id::{RoleId, StaffId, TypedId as _};
use crate::kernel::permission::{Grants, Lines, PermissionInfo};
use crate::kernel::process::POLICIES_CHANGED;
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;

/// The role that can do everything.
pub const OWNER: &str = "owner";
/// The role of everybody who has not signed in.
pub const VISITOR: &str = "storefront-visitor";
/// The role of those who buy.
pub const CUSTOMER: &str = "customer";

/// One version of the policies.
#[derive(Debug, Default)]
pub struct Snapshot {
    pub version: i64,
    roles: HashMap<String, Arc<Lines>>,
    holders: HashMap<StaffId, Vec<(String, Domain)>>,
    inactive: BTreeSet<StaffId>,
}

impl Snapshot {
    /// What a person holds, by domain. Who is deactivated holds nothing; what is denied binds no owner.
    pub fn grants_of(&self, staff: Option<StaffId>) -> Grants {
        if staff.is_some_and(|staff| self.inactive.contains(&staff)) {
            return Grants { version: self.version, ..Grants::default() };
        }
        let grants = self.grants_if_active(staff);
        if staff.is_some_and(|staff| self.owns(staff)) { grants.unbound() } else { grants }
    }

    /// What a person holds, or would hold if the account were active, with everything that is denied.
    pub fn grants_if_active(&self, staff: Option<StaffId>) -> Grants {
        let mut domains: BTreeMap<Domain, Lines> = BTreeMap::new();
        for (role, domain) in self.held(staff) {
            if let Some(lines) = self.roles.get(role) {
                add(domains.entry(domain).or_default(), lines);
            }
        }
        Grants { version: self.version, domains: domains.into_iter().collect() }
    }

    /// Whether a person holds the role of owners everywhere, active or not.
    pub fn owns(&self, staff: StaffId) -> bool {
        let held = self.holders.get(&staff).into_iter().flatten();
        held.into_iter().any(|(role, domain)| role == OWNER && *domain == Domain::Everything)
    }

    pub fn is_active(&self, staff: StaffId) -> bool {
        !self.inactive.contains(&staff)
    }

    /// Everybody to whom a role is assigned, wherever, active or not.
    pub fn holders_of(&self, key: &str) -> Vec<StaffId> {
        let holds = |held: &Vec<(String, Domain)>| held.iter().any(|(role, _)| role == key);
        let mut holders: Vec<StaffId> =
            self.holders.iter().filter(|(_, held)| holds(held)).map(|(staff, _)| *staff).collect();
        holders.sort();
        holders
    }

    /// What somebody holds who has this role everywhere and no other.
    pub fn grants_of_role(&self, key: &str) -> Grants {
        let mut lines = Lines::default();
        [VISITOR, key].iter().filter_map(|key| self.roles.get(*key)).for_each(|more| add(&mut lines, more));
        Grants { version: self.version, domains: vec![(Domain::Everything, lines)] }
    }

    /// The keys of the roles that a person holds anywhere. Who is deactivated holds none.
    pub fn roles_of(&self, staff: Option<StaffId>) -> Vec<String> {
        if staff.is_some_and(|staff| self.inactive.contains(&staff)) {
            return Vec::new();
        }
        let mut roles: Vec<String> = self.held(staff).map(|(role, _)| role.to_owned()).collect();
        roles.sort();
        roles.dedup();
        roles
    }

    /// The roles of a person with where they are held, without what everybody has.
    pub fn held_by(&self, staff: Option<StaffId>) -> Vec<(String, Domain)> {
        let active = staff.filter(|staff| self.is_active(*staff));
        active.and_then(|staff| self.holders.get(&staff)).cloned().unwrap_or_default()
    }

    /// Everybody has what visitors have.
    fn held(&self, staff: Option<StaffId>) -> impl Iterator<Item = (&str, Domain)> {
        let own = staff.and_then(|staff| self.holders.get(&staff)).into_iter().flatten();
        std::iter::once((VISITOR, Domain::Everything)).chain(own.map(|(role, domain)| (role.as_str(), *domain)))
    }

    /// The compiled lines of a role.
    pub fn role(&self, key: &str) -> Option<&Lines> {
        self.roles.get(key).map(|lines| &**lines)
    }
}

fn add(sum: &mut Lines, more: &Lines) {
    sum.allow.add(&more.allow);
    sum.deny.add(&more.deny);
    sum.allow_if.extend(more.allow_if.iter().cloned());
    sum.approve.extend(more.approve.iter().cloned());
    sum.deny_if.extend(more.deny_if.iter().cloned());
}

/// Holds the snapshot in force.
pub struct Policies {
    catalogue: Vec<PermissionInfo>,
    may_act: MayAct,
    current: ArcSwap<Snapshot>,
    version: watch::Sender<i64>,
}

impl Policies {
    pub async fn load(
        db: &impl ConnectionTrait,
        catalogue: Vec<PermissionInfo>,
        may_act: MayAct,
    ) -> Result<Self, Fault> {
        let policies = Self { catalogue, may_act, current: ArcSwap::default(), version: watch::Sender::new(0) };
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
        let snapshot = compile_snapshot(version, read_rows(db, self.may_act).await?, &self.catalogue).await?;
        tracing::info!(policy.version = version, "policies loaded");
        self.current.store(Arc::new(snapshot));
        self.version.send_replace(version);
        Ok(true)
    }

    /// The policies as the rows have them within a transaction.
    pub async fn within(&self, tx: &Tx) -> Result<Snapshot, Fault> {
        within(tx, &self.catalogue, self.may_act).await
    }

    /// Those in force, unless their version is another within the transaction: for what only has to notice a change.
    pub async fn of_version(&self, tx: &Tx) -> Result<Arc<Snapshot>, Fault> {
        let current = self.current();
        if stored_version(tx.db()).await? == current.version {
            return Ok(current);
        }
        self.within(tx).await.map(Arc::new)
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
        let compiled = compile::role(&key, lines, catalogue).await?;
        roles.insert(key, compiled);
    }
    let mut holders: HashMap<StaffId, Vec<(String, Domain)>> = HashMap::new();
    for Holder { staff, role, domain } in rows.holders {
        holders.entry(staff).or_default().push((role, domain));
    }
    Ok(Snapshot { version, roles, holders, inactive: rows.inactive })
}

/// The policies as the rows have them within a transaction.
pub async fn within(tx: &Tx, catalogue: &[PermissionInfo], may_act: MayAct) -> Result<Snapshot, Fault> {
    compile_snapshot(stored_version(tx.db()).await?, read_rows(tx.db(), may_act).await?, catalogue).await
}

/// The built-in roles, as they are before anybody changes them.
pub async fn built_in(roles: Vec<BuiltIn>, catalogue: &[PermissionInfo]) -> Result<Snapshot, Fault> {
    let lines = roles.into_iter().flat_map(|role| role.lines).collect();
    compile_snapshot(0, Rows { lines, ..Rows::default() }, catalogue).await
}

async fn stored_version(db: &impl ConnectionTrait) -> Result<i64, Fault> {
    let row = policy_version::Entity::find_by_id(1).one(db).await?;
    row.map(|row| row.version).ok_or_else(|| Fault::internal("the policies have no version"))
}

/// Reads all lines and assignments.
pub async fn read_rows(db: &impl ConnectionTrait, may_act: MayAct) -> Result<Rows, Fault> {
    let keys: HashMap<RoleId, String> =
        role::Entity::find().all(db).await?.into_iter().map(|role| (role.id, role.key)).collect();
    let lines = policy_line::Entity::find().order_by_asc(policy_line::Column::Id).all(db).await?;
    let holders = role_assignment::Entity::find().order_by_asc(role_assignment::Column::Id).all(db).await?;
    let inactive: Vec<StaffId> = role_assignment::Entity::find()
        .select_only()
        .column(role_assignment::Column::StaffId)
        .distinct()
        .filter(may_act(Expr::col((role_assignment::Entity, role_assignment::Column::StaffId))).not())
        .into_tuple()
        .all(db)
        .await?;
    let lines = lines.into_iter().filter_map(|line| {
        let policy_line::Model { id: _, role_id, permission, effect, workflow, condition } = line;
        keys.get(&role_id).map(|role| Line { role: role.clone(), permission, effect, workflow, condition })
    });
    let holders = holders.into_iter().filter_map(|row| {
        let domain = Domain::parse(&row.domain)?;
        keys.get(&row.role_id).map(|role| Holder { staff: row.staff_id, role: role.clone(), domain })
    });
    Ok(Rows { lines: lines.collect(), holders: holders.collect(), inactive: inactive.into_iter().collect() })
}

/// Makes a transaction that decides about rights wait for every other that does, until it is over.
pub async fn lock(tx: &Tx) -> Result<(), Fault> {
    raise(tx, 0).await
}

async fn raise(tx: &Tx, by: i64) -> Result<(), Fault> {
    policy_version::Entity::update_many()
        .col_expr(policy_version::Column::Version, Expr::col(policy_version::Column::Version).add(by))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Says within the transaction of an edit that the policies are others now.
pub async fn touch(tx: &Tx) -> Result<(), Fault> {
    raise(tx, 1).await?;
    // There is one set of policies, so this is about none of several. What it is for is that every gateway hears of it at once.
    tx.emit(POLICIES_CHANGED, RoleId::from_uuid(Uuid::nil()), &json!({}))
}
