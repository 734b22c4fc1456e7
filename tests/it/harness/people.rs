//! The people who work in the house of a test, made through its tables.

use regie::access::entity::{role, role_assignment};
use regie::access::policies;
use regie::kernel::clock::Timestamp;
use regie::kernel::entropy::Entropy;
use regie::kernel::id::StaffId;
use regie::kernel::scope::Domain;
use regie::kernel::tx::Tx;
use regie::staff::entity::staff_member::{self, StaffStatus};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

/// The row of somebody who has an account and no password.
pub fn member(id: StaffId, email: String, name: &str, now: Timestamp) -> staff_member::Model {
    staff_member::Model {
        id,
        email,
        name_folded: name.to_owned(),
        name: name.to_owned(),
        password_hash: None,
        status: StaffStatus::Active,
        version: 1,
        created_at: now,
        updated_at: now,
        last_login_at: None,
    }
}

/// Adds somebody with these roles.
pub async fn hire(tx: &Tx, entropy: &Entropy, member: staff_member::Model, roles: &[(&str, Domain)]) -> StaffId {
    let (id, now) = (member.id, tx.now());
    tx.insert(member).await.unwrap();
    for (key, domain) in roles {
        let role = role::Entity::find().filter(role::Column::Key.eq(*key)).one(tx.db()).await.unwrap();
        let role = role.unwrap_or_else(|| panic!("no role is called {key}"));
        let row = role_assignment::Model {
            id: entropy.id(now),
            role_id: role.id,
            staff_id: id,
            domain: domain.literal(),
            created_at: now,
            created_by: None,
        };
        tx.insert(row).await.unwrap();
    }
    policies::touch(tx).await.unwrap();
    id
}
