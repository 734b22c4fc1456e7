//! The first owner of a new house, made with a token that only whoever started the server has seen.

use async_graphql::InputObject;
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _};

use crate::access::assignment::{self, Gift};
use crate::access::permission::RoleAssign;
use crate::access::policies::OWNER;
use crate::access::rights::Rights;
use crate::access::session::{self, Opened, UserAgent};
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::scope::Domain;
use crate::kernel::tx::{Meta, Tx};
use crate::kernel::user_error::{Failure, UserError};
use crate::staff::account::{self, Person};
use crate::staff::entity::owner_token::{self, Column};
use crate::staff::entity::staff_member;
use crate::staff::error::StaffError;
use crate::staff::password;

/// How long a token can be used: a day.
pub const TOKEN_SECS: i64 = 24 * 3600;
/// The longest token that is looked up, in characters. Ours are shorter.
const TOKEN_MAX: usize = 128;

/// A token for making the first owner; none when somebody works here already. Several servers that start may have one each:
/// the first that is used ends all of them.
pub async fn offer(house: &House) -> Result<Option<String>, Fault> {
    if staff_member::Entity::find().count(&house.db.reader).await? > 0 {
        return Ok(None);
    }
    let (token, token_hash) = session::new_token(&house.entropy);
    let now = house.clock.now();
    let row = owner_token::Model { token_hash, created_at: now, expires_at: now.plus_secs(TOKEN_SECS) };
    let tx = Tx::begin(&house.db, Meta::system("server", "ownerToken", now)).await?;
    owner_token::Entity::delete_many().filter(Column::ExpiresAt.lte(now)).exec(tx.db()).await?;
    owner_token::Entity::insert(row.into_active_model()).exec_without_returning(tx.db()).await?;
    house.commit(tx).await?;
    Ok(Some(token))
}

/// The first owner.
#[derive(Clone, InputObject)]
pub struct OwnerCreateInput {
    /// The token that the server printed when it was started without staff.
    pub token: String,
    /// The e-mail address to sign in with, at most 254 characters.
    pub email: String,
    /// The name that others see, at most 255 characters.
    pub name: String,
    /// The password: 10 to 128 characters.
    pub password: String,
}

/// Not a command: hashing the password must not hold a transaction, and nobody can be signed in yet.
pub async fn run(
    house: &House,
    caller: &Caller,
    turn: &password::Turn,
    agent: UserAgent,
    input: OwnerCreateInput,
) -> Result<Opened, Failure> {
    let OwnerCreateInput { token, email, name, password } = input;
    let token_hash = known(house, &token).await?;
    let person = checked(&email, &name, &password)?;
    let password_hash = password::hash(turn, &house.entropy, password).await?;
    let cx = Caller::system("owner-token").may::<RoleAssign>(house)?;
    let meta = Meta::plain(cx.actor().clone(), "ownerCreate", &caller.request_id, cx.now());
    let tx = Tx::begin(&house.db, meta).await?;
    // The token is gone with the first who uses it, and with it all others: also for who asks at the same moment.
    let used = owner_token::Entity::delete_many().filter(Column::TokenHash.eq(token_hash)).exec(tx.db()).await?;
    let alone = staff_member::Entity::find().count(tx.db()).await? == 0;
    if used.rows_affected != 1 || !alone {
        return Err(StaffError::OwnerTokenRefused.into());
    }
    owner_token::Entity::delete_many().exec(tx.db()).await?;
    let member = account::add(&house.entropy, &tx, person, Some(password_hash)).await?;
    let role = assignment::role_by_key(&tx, OWNER).await?;
    let role = role.ok_or_else(|| Fault::internal("there is no role of owners"))?;
    let gift = Gift { role: role.id, domains: &[Domain::Everything], field: "token" };
    let rights = Rights::of(house, &tx, cx.actor()).await?;
    assignment::give(&cx, &tx, &rights, member.id, &gift).await?;
    let opened = session::open(&house.entropy, &tx, member.id, agent).await?;
    house.commit(tx).await?;
    Ok(opened)
}

/// Hashing a password is dear, so it is done only for who has a token.
async fn known(house: &House, token: &str) -> Result<String, Failure> {
    let token = token.trim();
    if token.len() > TOKEN_MAX {
        return Err(StaffError::OwnerTokenRefused.into());
    }
    let hash = session::hash(token);
    let found = owner_token::Entity::find_by_id(hash.clone())
        .filter(Column::ExpiresAt.gt(house.clock.now()))
        .one(&house.db.reader)
        .await?;
    if found.is_some() { Ok(hash) } else { Err(StaffError::OwnerTokenRefused.into()) }
}

/// All faults of the input at once.
fn checked(email: &str, name: &str, password: &str) -> Result<Person, Vec<UserError>> {
    match (Person::checked(email, name), account::check_password("password", password)) {
        (Ok(person), Ok(())) => Ok(person),
        (person, password) => {
            let mut errors = person.err().unwrap_or_default();
            errors.extend(password.err().unwrap_or_default());
            Err(errors)
        }
    }
}
