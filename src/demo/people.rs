//! The staff of the demo shop: one person for each built-in role that staff hold. Everybody knows their passwords.
//!
//! The owner comes last, when all else is there: a shop without its owner was not finished.

use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use serde::Serialize;

use crate::access::assignment::{self, Gift};
use crate::access::permission::RoleAssign;
use crate::access::rights::Rights;
use crate::demo::past::{HOUR_SECS, Past};
use crate::demo::{Progress, Step};
use crate::kernel::cx::{Caller, Cx};
use crate::kernel::fault::Fault;
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::staff::entity::staff_member;
use crate::staff::{account, password};

/// Who owns the place: the mark of a demo shop that is whole.
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

/// A person whose password is hashed already, so that no transaction waits for that.
pub struct Applicant {
    person: &'static Person,
    hash: String,
}

/// All of them, the owner first.
pub async fn applicants(past: &Past, progress: Progress<'_>) -> Result<Vec<Applicant>, Failure> {
    let total = PEOPLE.len() as u64;
    let mut applicants = Vec::with_capacity(PEOPLE.len());
    for (done, person) in (1..).zip(PEOPLE) {
        let hash =
            password::hash(&password::Turn::alone(), &past.app.house.entropy, person.password.to_owned()).await?;
        applicants.push(Applicant { person, hash });
        progress(Step { name: "people", done, total });
    }
    Ok(applicants)
}

/// Gives them accounts and roles, in one transaction. They are there from the day on which the shop opened.
pub async fn hire(past: &Past, applicants: Vec<Applicant>) -> Result<(), Failure> {
    let house = &past.app.house;
    past.go_to(past.moment(0, 8 * HOUR_SECS));
    let cx = Caller::system("demo").may::<RoleAssign>(house)?;
    let tx = Tx::begin(&house.db, past.meta("demo.people")).await?;
    let rights = Rights::of(house, &tx, cx.actor()).await?;
    for applicant in applicants {
        hire_one(&cx, &tx, &rights, applicant).await?;
    }
    tx.commit(&house.entropy).await?;
    past.app.policies.refresh(&house.db.reader).await?;
    Ok(())
}

async fn hire_one(cx: &Cx<RoleAssign>, tx: &Tx, rights: &Rights, applicant: Applicant) -> Result<(), Failure> {
    let Applicant { person: Person { desk, name, role, password: _ }, hash } = applicant;
    let account = account::Person::checked(&email(desk), name)?;
    let member = account::add(cx.entropy(), tx, account, Some(hash)).await?;
    let found = assignment::role_by_key(tx, role).await?;
    let found = found.ok_or_else(|| Fault::internal(format!("no role is called {role}")))?;
    assignment::give(
        cx,
        tx,
        rights,
        member.id,
        &Gift { role: found.id, domains: &[Domain::Everything], field: "role" },
    )
    .await?;
    Ok(())
}

/// Whether anybody of them is there.
pub async fn anybody(db: &impl ConnectionTrait) -> Result<bool, Fault> {
    let emails = PEOPLE.iter().map(|person| email(person.desk));
    Ok(staff_member::Entity::find().filter(staff_member::Column::Email.is_in(emails)).count(db).await? > 0)
}
