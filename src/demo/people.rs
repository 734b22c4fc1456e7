//! The staff of the demo shop: one person for each built-in role that staff hold. Everybody knows their passwords.

use serde::Serialize;

use crate::access::assignment;
use crate::access::permission::RoleAssign;
use crate::app::App;
use crate::demo::{Progress, Step};
use crate::kernel::cx::{Caller, Cx};
use crate::kernel::fault::Fault;
use crate::kernel::scope::Domain;
use crate::kernel::tx::{Meta, Tx};
use crate::kernel::user_error::Failure;
use crate::staff::{account, password};

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
pub async fn add(app: &App, progress: Progress<'_>) -> Result<(), Failure> {
    let house = &app.house;
    let total = PEOPLE.len() as u64;
    let mut hashes = Vec::with_capacity(PEOPLE.len());
    for (done, person) in (1..).zip(PEOPLE) {
        hashes.push(password::hash(&house.entropy, person.password.to_owned()).await?);
        progress(Step { name: "people", done, total });
    }
    let cx = Caller::system("demo").may::<RoleAssign>(house)?;
    let tx = Tx::begin(&house.db, Meta::system("demo", "demo.people", cx.now())).await?;
    for (person, hash) in PEOPLE.iter().zip(hashes) {
        add_one(&cx, &tx, person, hash).await?;
    }
    tx.commit(&house.entropy).await?;
    app.policies.refresh(&house.db.reader).await?;
    Ok(())
}

async fn add_one(cx: &Cx<RoleAssign>, tx: &Tx, person: &Person, hash: String) -> Result<(), Failure> {
    let Person { desk, name, role, password: _ } = person;
    let account = account::Person::checked(&email(desk), name)?;
    let member = account::add(cx.entropy(), tx, account, Some(hash)).await?;
    let found = assignment::role_by_key(tx, role).await?;
    let found = found.ok_or_else(|| Fault::internal(format!("no role is called {role}")))?;
    assignment::give(cx, tx, member.id, found.id, Domain::Everything).await?;
    Ok(())
}
