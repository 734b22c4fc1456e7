//! What the rights of the moment decide about: roles, members of staff and invitations.

use crate::access::rights::Rights;
use crate::kernel::aggregate::{Aggregate, Find};
use crate::kernel::condition::Subject;
use crate::kernel::permission::Permission;
use crate::kernel::user_error::Failure;

/// A thing of the whole company, with the rights under whose lock it was read. Its row is not locked besides.
pub struct Ruled<A> {
    pub rights: Rights,
    pub row: A,
}

impl<A: Aggregate> Aggregate for Ruled<A> {
    type Key = A::Key;
    const ENTITY: &'static str = A::ENTITY;
    const NOUN: &'static str = A::NOUN;

    async fn find<P: Permission>(find: &Find<'_, P>, key: A::Key) -> Result<Option<Self>, Failure> {
        Self::lock(find, key).await
    }

    async fn lock<P: Permission>(find: &Find<'_, P>, key: A::Key) -> Result<Option<Self>, Failure> {
        let rights = Rights::lock(find.cx, find.tx, Vec::new()).await?;
        let row = A::find(find, key).await?;
        Ok(row.map(|row| Self { rights, row }))
    }

    fn subject(&self) -> Subject {
        self.row.subject()
    }
}
