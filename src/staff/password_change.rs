//! Choose another password. All sessions end but a new one.

use async_graphql::InputObject;

use crate::access::session::{self, Opened, UserAgent};
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::tx::{Meta, Tx};
use crate::kernel::user_error::Failure;
use crate::staff::entity::staff_member::StaffStatus;
use crate::staff::error::StaffError;
use crate::staff::{account, password, read};

/// The passwords.
#[derive(Clone, InputObject)]
pub struct PasswordChangeInput {
    /// The password until now.
    pub current_password: String,
    /// The password from now on: 10 to 128 characters.
    pub new_password: String,
}

/// Not a command: hashing must not hold a transaction.
pub async fn run(
    house: &House,
    caller: &Caller,
    turn: &password::Turn,
    agent: UserAgent,
    input: PasswordChangeInput,
) -> Result<Opened, Failure> {
    let PasswordChangeInput { current_password, new_password } = input;
    let id = caller.actor.staff().ok_or(Fault::Unauthenticated)?;
    account::check_password("newPassword", &new_password)?;
    if current_password.chars().count() > password::PASSWORD_MAX {
        return Err(StaffError::PasswordRefused.into());
    }
    let member = read::by_id(house, id).await?.filter(|member| member.status == StaffStatus::Active);
    let member = member.ok_or(Fault::Unauthenticated)?;
    let guess = turn.guess(&member.email, house.clock.now())?;
    if !password::verify(turn, member.password_hash.clone(), current_password).await? {
        return Err(StaffError::PasswordRefused.into());
    }
    guess.right();
    let hash = password::hash(turn, &house.entropy, new_password).await?;
    let meta = Meta::plain(caller.actor.clone(), "passwordChange", &caller.request_id, house.clock.now());
    let tx = Tx::begin(&house.db, meta).await?;
    // Who was deactivated in the meantime has another version, and is not signed in again.
    account::set_password(&tx, &member, hash).await?;
    let opened = session::open(&house.entropy, &tx, id, agent).await?;
    house.commit(tx).await?;
    Ok(opened)
}
