//! The staff of the demo shop: one person for each built-in role that staff hold. Everybody knows their passwords.

use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde::Serialize;

use crate::access::entity::{role, role_assignment};
use crate::access::policies;
use crate::app::App;
use crate::demo::{Progress, Step};
use crate::kernel::actor::Actor;
use crate::kernel::fault::Fault;
use crate::kernel::fold::fold;
use crate::kernel::scope::Domain;
use crate::kernel::tx::{Meta, Tx};
use crate::staff::entity::staff_member::{self, StaffStatus};
use crate::staff::password;

/// Who is there first and owns the place: the mark of a demo shop.
pub const OWNER: &str = "owner";

/// A member of the demo staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// The first part of the e-mail address.
    pub desk: &'static str,
    pub name: &'static str,
    pub role: &'static str,
    pub password: &'static str,
}

/// The demo staff, in the order in which they are shown.
pub const PEOPLE: &[Person] = &[
    Person { desk: OWNER, name: "Odile Marchand", role: "owner", password: "demo-owner-pass" },
    Person { desk: "admin", name: "Anton Weiss", role: "administrator", password: "demo-admin-pass" },
    Person { desk: "catalog", name: "Carla Rinaldi", role: "catalog-manager", password: "demo-catalog-pass" },
    Person { desk: "editor", name: "Emil Novak", role: "content-editor", password: "demo-editor-pass" },
    Person { desk: "orders", name: "Olivia Brandt", role: "order-agent", password: "demo-orders-pass" },
    Person { desk: "warehouse", name: "Walid Haddad", role: "warehouse-clerk", password: "demo-warehouse-pass" },
    Person { desk: "finance", name: "Fiona Byrne", role: "finance", password: "demo-finance-pass" },
    Person { desk: "auditor", name: "Aino Laine", role: "auditor", password: "demo-auditor-pass" },
];

/// The address of a desk. The domain belongs to nobody: `.example` is reserved.
pub fn email(desk: &str) -> String {
    format!("{desk}@demo.regie.example")
}

/// How a person signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Credentials {
    pub email: String,
    pub password: &'static str,
    pub role: &'static str,
    pub name: &'static str,
}

impl Person {
    pub fn credentials(&self) -> Credentials {
        let Self { desk, name, role, password } = *self;
        Credentials { email: email(desk), password, role, name }
    }
}

/// Adds all of them, in one transaction.
pub async fn add(app: &App, progress: Progress<'_>) -> Result<(), Fault> {
    let house = &app.house;
    let total = PEOPLE.len() as u64;
    let mut hashes = Vec::with_capacity(PEOPLE.len());
    for (done, person) in (1..).zip(PEOPLE) {
        hashes.push(password::hash(&house.entropy, person.password.to_owned()).await?);
        progress(Step { name: "people", done, total });
    }
    let meta = Meta {
        actor: Actor::System { name: "demo".to_owned() },
        approvals: Vec::new(),
        permission: "",
        command: "demo.people",
        request_id: String::new(),
        now: house.clock.now(),
    };
    let tx = Tx::begin(&house.db, meta).await?;
    for (person, hash) in PEOPLE.iter().zip(hashes) {
        add_one(app, &tx, person, hash).await?;
    }
    policies::touch(&tx).await?;
    tx.commit(&house.entropy).await?;
    app.policies.refresh(&house.db.reader).await?;
    Ok(())
}

async fn add_one(app: &App, tx: &Tx, person: &Person, hash: String) -> Result<(), Fault> {
    let role = role::Entity::find().filter(role::Column::Key.eq(person.role)).one(tx.db()).await?;
    let role = role.ok_or_else(|| Fault::internal(format!("no role is called {}", person.role)))?;
    let (now, entropy) = (tx.now(), &app.house.entropy);
    let member = staff_member::Model {
        id: entropy.id(now),
        email: email(person.desk),
        name: person.name.to_owned(),
        name_folded: fold(person.name),
        password_hash: Some(hash),
        status: StaffStatus::Active,
        version: 1,
        created_at: now,
        updated_at: now,
        last_login_at: None,
    };
    let member = tx.insert(member).await?;
    let assignment = role_assignment::Model {
        id: entropy.id(now),
        role_id: role.id,
        staff_id: member.id,
        domain: Domain::Everything.literal(),
        created_at: now,
        created_by: None,
    };
    tx.insert(assignment).await?;
    Ok(())
}
