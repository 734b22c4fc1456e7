//! Making accounts, for the commands and tools that may.

use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::kernel::entropy::Entropy;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::fold::fold;
use crate::kernel::id::StaffId;
use crate::kernel::text::{Checks, PLAIN_NAME, normal_email};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::{Failure, UserError};
use crate::staff::entity::staff_member::{self, Column, StaffStatus};
use crate::staff::error::StaffError;
use crate::staff::password::{PASSWORD_MAX, PASSWORD_MIN};

/// Who a new account is for, checked.
pub struct Person {
    pub email: String,
    pub name: String,
}

impl Person {
    /// Checks an e-mail address and a name.
    pub fn checked(email: &str, name: &str) -> Result<Self, Vec<UserError>> {
        let mut checks = Checks::new();
        let person = Self { email: checks.email("email", email), name: checks.required("name", name, PLAIN_NAME) };
        checks.done()?;
        Ok(person)
    }
}

/// Checks the length of a new password, which is counted in characters and never trimmed.
pub fn check_password(field: &str, password: &str) -> Result<(), Vec<UserError>> {
    let mut checks = Checks::new();
    let length = i64::try_from(password.chars().count()).unwrap_or(i64::MAX);
    let (min, max) = (i64::try_from(PASSWORD_MIN).unwrap_or(0), i64::try_from(PASSWORD_MAX).unwrap_or(0));
    if length < min {
        checks.refuse(field, "TOO_SHORT", format!("At least {min} characters are needed."));
    } else if length > max {
        checks.refuse(field, "TOO_LONG", format!("At most {max} characters are allowed."));
    }
    checks.done()
}

/// Adds an account. The password comes as its hash, so that no transaction waits for the hashing.
pub async fn add(
    entropy: &Entropy,
    tx: &Tx,
    person: Person,
    password_hash: Option<String>,
) -> Result<staff_member::Model, Failure> {
    let Person { email, name } = person;
    let (id, now): (StaffId, _) = (entropy.id(tx.now()), tx.now());
    let member = staff_member::Model {
        id,
        email,
        name_folded: fold(&name),
        name,
        password_hash,
        status: StaffStatus::Active,
        version: 1,
        created_at: now,
        updated_at: now,
        last_login_at: None,
    };
    match tx.insert(member).await {
        Err(Fault::Violation(Violation::Unique)) => Err(StaffError::EmailTaken.into()),
        Err(fault) => Err(fault.into()),
        Ok(member) => Ok(member),
    }
}

/// The condition that the account of a member of staff, whose id the expression gives, is active.
pub fn may_act(staff: Expr) -> Expr {
    let active = Query::select()
        .expr(Expr::value(1))
        .from(staff_member::Entity)
        .and_where(Expr::col((staff_member::Entity, Column::Id)).eq(staff))
        .and_where(Expr::col((staff_member::Entity, Column::Status)).eq(StaffStatus::Active))
        .to_owned();
    Expr::exists(active)
}

/// The account with this e-mail address, however it is written.
pub async fn by_email(db: &impl sea_orm::ConnectionTrait, email: &str) -> Result<Option<staff_member::Model>, Fault> {
    Ok(staff_member::Entity::find().filter(Column::Email.eq(normal_email(email))).one(db).await?)
}

/// Gives an account another password and ends all its sessions.
pub async fn set_password(tx: &Tx, member: &staff_member::Model, password_hash: String) -> Result<(), Fault> {
    let after = staff_member::Model { password_hash: Some(password_hash), updated_at: tx.now(), ..member.clone() };
    tx.save(member, after).await?;
    crate::access::session::end(tx, member.id, None).await?;
    Ok(())
}
