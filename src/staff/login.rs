//! Sign in with e-mail and password.

use async_graphql::InputObject;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::access::session::{self, Opened, UserAgent};
use crate::kernel::actor::Actor;
use crate::kernel::cx::Caller;
use crate::kernel::house::House;
use crate::kernel::text::normal_email;
use crate::kernel::tx::{Meta, Tx};
use crate::kernel::user_error::Failure;
use crate::staff::entity::staff_member::{self, Column, StaffStatus};
use crate::staff::error::StaffError;
use crate::staff::password::{self, PASSWORD_MAX};

/// Who signs in.
#[derive(Clone, InputObject)]
pub struct SessionCreateInput {
    /// The e-mail address of the account.
    pub email: String,
    /// The password, at most 128 characters.
    pub password: String,
}

/// The longest address that is looked up, in bytes.
const EMAIL_MAX: usize = 1_000;

/// An address as accounts have it; none when it is too long for one.
pub fn known_email(email: &str) -> Option<String> {
    (email.len() <= EMAIL_MAX).then(|| normal_email(email))
}

/// A login that succeeded, or the one reason that is given for every failure: who tries addresses learns nothing.
pub async fn run(
    house: &House,
    caller: &Caller,
    turn: &password::Turn,
    agent: UserAgent,
    input: SessionCreateInput,
) -> Result<Opened, Failure> {
    let SessionCreateInput { email, password } = input;
    let email = known_email(&email).filter(|_| password.chars().count() <= PASSWORD_MAX);
    let Some(email) = email else { return Err(StaffError::CredentialsRefused.into()) };
    let found = staff_member::Entity::find().filter(Column::Email.eq(&*email)).one(&house.db.reader).await?;
    let guess = turn.guess(&email, house.clock.now())?;
    let member = found.filter(|member| member.status == StaffStatus::Active);
    let hash = member.as_ref().and_then(|member| member.password_hash.clone());
    let right = password::verify(turn, hash.clone(), password).await?;
    let Some(member) = member.filter(|_| right) else {
        tracing::info!("a login was refused");
        return Err(StaffError::CredentialsRefused.into());
    };
    guess.right();
    let meta = Meta::plain(
        Actor::Staff { id: member.id, session: None },
        "sessionCreate",
        &caller.request_id,
        house.clock.now(),
    );
    let tx = Tx::begin(&house.db, meta).await?;
    // The account may have been deactivated, or got another password, while this one was hashed.
    let still = staff_member::Entity::update_many()
        .col_expr(Column::LastLoginAt, sea_orm::sea_query::Expr::value(Some(tx.now())))
        .filter(Column::Id.eq(member.id))
        .filter(Column::Status.eq(StaffStatus::Active))
        .filter(Column::PasswordHash.eq(hash))
        .exec(tx.db())
        .await?;
    if still.rows_affected != 1 {
        return Err(StaffError::CredentialsRefused.into());
    }
    let opened = session::open(&house.entropy, &tx, member.id, agent).await?;
    house.commit(tx).await?;
    Ok(opened)
}
