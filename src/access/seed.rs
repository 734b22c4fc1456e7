//! The built-in roles: brought into the database once, changed by people afterwards.

use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder};
use std::collections::{BTreeSet, HashMap};

use crate::access::adapter::Line;
use crate::access::entity::policy_line::{self, Effect};
use crate::access::entity::{policy_offer, role};
use crate::access::policies;
use crate::access::role_lines::PolicyLineInput;
use crate::access::wrong;
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::permission::PermissionInfo;
use crate::kernel::tx::Tx;

/// Built-in roles and their policy lines.
pub const ROLES_CSV: &str = include_str!("../../policies/roles.csv");

/// A built-in role as the file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    pub key: String,
    pub name: String,
    pub description: String,
    pub lines: Vec<Line>,
}

/// Reads the file: `role, key, name, description` opens a role; `p, key, permission, effect, condition` adds a line. The
/// permission `*` stands for the whole catalogue, and `object.*` for all acts on an object.
pub fn parse(csv: &str, catalogue: &[PermissionInfo]) -> Result<Vec<BuiltIn>, String> {
    let mut roles: Vec<BuiltIn> = Vec::new();
    for (index, row) in csv.lines().enumerate() {
        let row = row.trim();
        if row.is_empty() || row.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = row.splitn(5, ',').map(str::trim).collect();
        match cells.as_slice() {
            ["role", key, name, description @ ..] => roles.push(BuiltIn {
                key: (*key).to_owned(),
                name: (*name).to_owned(),
                description: description.join(", "),
                lines: Vec::new(),
            }),
            ["p", key, permission, effect, condition] => {
                let role = roles.iter_mut().find(|role| role.key == *key);
                let role = role.ok_or_else(|| format!("line {}: no role is called {key}", index + 1))?;
                let lines = expand(key, permission, effect, condition, catalogue)
                    .map_err(|why| format!("line {}: {why}", index + 1))?;
                role.lines.extend(lines);
                sound(role, catalogue).map_err(|why| format!("line {}: {why}", index + 1))?;
            }
            _ => return Err(format!("line {}: neither a role nor a policy line", index + 1)),
        }
    }
    Ok(roles)
}

/// Refuses lines that can never work.
fn sound(role: &BuiltIn, catalogue: &[PermissionInfo]) -> Result<(), String> {
    let stated: Vec<PolicyLineInput> = role.lines.iter().cloned().map(PolicyLineInput::from).collect();
    match wrong::of_role(&role.key, &stated, catalogue).into_iter().next() {
        Some((at, wrong)) => {
            let line = stated.get(at).map(ToString::to_string).unwrap_or_default();
            Err(format!("{line}: {}", wrong.message()))
        }
        None => Ok(()),
    }
}

fn expand(
    role: &str,
    permission: &str,
    effect: &str,
    condition: &str,
    catalogue: &[PermissionInfo],
) -> Result<Vec<Line>, String> {
    let (effect, workflow) = match effect.split_once(':') {
        None if effect == "allow" => (Effect::Allow, None),
        None if effect == "deny" => (Effect::Deny, None),
        Some(("approve", workflow)) => (Effect::Approve, Some(workflow.to_owned())),
        None | Some(_) => return Err(format!("`{effect}` is neither allow, deny nor approve:<workflow>")),
    };
    let condition = (condition != "-").then(|| condition.to_owned());
    let matches = |info: &&PermissionInfo| {
        permission == "*"
            || permission
                .strip_suffix(".*")
                .map_or(info.name == permission, |object| info.name.split_once('.').is_some_and(|(of, _)| of == object))
    };
    let lines: Vec<Line> = catalogue
        .iter()
        .filter(matches)
        .map(|info| Line {
            role: role.to_owned(),
            permission: info.name.to_owned(),
            effect,
            workflow: workflow.clone(),
            condition: condition.clone(),
        })
        .collect();
    if lines.is_empty() { Err(format!("no permission is called {permission}")) } else { Ok(lines) }
}

/// The built-in roles of this version of the product.
pub fn built_in(catalogue: &[PermissionInfo]) -> Result<Vec<BuiltIn>, Fault> {
    parse(ROLES_CSV, catalogue).map_err(|why| Fault::internal(format!("policies/roles.csv: {why}")))
}

/// Adds built-in roles that are missing, and lines for permissions that a role was never offered. What people changed or
/// deleted stays as they left it.
pub async fn run(tx: &Tx, entropy: &Entropy, catalogue: &[PermissionInfo]) -> Result<(), Fault> {
    let known: HashMap<String, role::Model> =
        role::Entity::find().all(tx.db()).await?.into_iter().map(|role| (role.key.clone(), role)).collect();
    let offered = offered(tx).await?;
    let mut changed = false;
    for built_in in built_in(catalogue)? {
        let role = match known.get(&built_in.key) {
            Some(role) => role.clone(),
            None => tx.insert(new_role(tx, entropy, &built_in)).await?,
        };
        changed |= offer(tx, entropy, &role, built_in.lines, &offered).await?;
    }
    if changed {
        policies::touch(tx).await?;
    }
    Ok(())
}

/// Which permissions each role was ever offered.
pub async fn offered(tx: &Tx) -> Result<BTreeSet<(String, String)>, Fault> {
    let offers = policy_offer::Entity::find().order_by_asc(policy_offer::Column::RoleKey).all(tx.db()).await?;
    Ok(offers.into_iter().map(|offer| (offer.role_key, offer.permission)).collect())
}

/// Writes down that a role was offered these permissions, as far as it was not known.
pub async fn write_offers(
    tx: &Tx,
    key: &str,
    permissions: BTreeSet<String>,
    offered: &BTreeSet<(String, String)>,
) -> Result<(), Fault> {
    let new = permissions.into_iter().filter(|permission| !offered.contains(&(key.to_owned(), permission.clone())));
    let rows: Vec<policy_offer::ActiveModel> = new
        .map(|permission| policy_offer::ActiveModel { role_key: Set(key.to_owned()), permission: Set(permission) })
        .collect();
    if !rows.is_empty() {
        policy_offer::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    }
    Ok(())
}

async fn offer(
    tx: &Tx,
    entropy: &Entropy,
    role: &role::Model,
    lines: Vec<Line>,
    offered: &BTreeSet<(String, String)>,
) -> Result<bool, Fault> {
    let new: Vec<Line> =
        lines.into_iter().filter(|line| !offered.contains(&(line.role.clone(), line.permission.clone()))).collect();
    let permissions: BTreeSet<String> = new.iter().map(|line| line.permission.clone()).collect();
    let rows: Vec<policy_line::Model> = new
        .into_iter()
        .map(|Line { role: _, permission, effect, workflow, condition }| policy_line::Model {
            id: entropy.id(tx.now()),
            role_id: role.id,
            permission,
            effect,
            workflow,
            condition,
        })
        .collect();
    if rows.is_empty() {
        return Ok(false);
    }
    tx.insert_all(&rows).await?;
    write_offers(tx, &role.key, permissions, offered).await?;
    Ok(true)
}

pub fn new_role(tx: &Tx, entropy: &Entropy, built_in: &BuiltIn) -> role::Model {
    role::Model {
        id: entropy.id(tx.now()),
        key: built_in.key.clone(),
        name: built_in.name.clone(),
        description: built_in.description.clone(),
        built_in: true,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    }
}
