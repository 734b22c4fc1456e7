//! What can be done with the tree of categories.

pub mod create;
pub mod delete;
pub mod relocate;
pub mod update;

use sea_orm::EntityTrait as _;

use crate::catalog::entity::category;
use crate::catalog::error::CatalogError;
use crate::kernel::aggregate::{Aggregate, Find};
use crate::kernel::condition::Subject;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::id::{CategoryId, TypedId as _};
use crate::kernel::permission::Permission;
use crate::kernel::user_error::Failure;

/// A category with the whole tree that it stands in.
pub struct CategoryInTree {
    pub category: category::Model,
    pub all: Vec<category::Model>,
}

impl CategoryInTree {
    fn within(all: Vec<category::Model>, id: CategoryId) -> Option<Self> {
        let category = all.iter().find(|category| category.id == id).cloned()?;
        Some(Self { category, all })
    }
}

impl Aggregate for CategoryInTree {
    type Key = CategoryId;
    const ENTITY: &'static str = CategoryId::TYPE;
    const NOUN: &'static str = category::Model::NOUN;

    async fn find<P: Permission>(find: &Find<'_, P>, key: CategoryId) -> Result<Option<Self>, Failure> {
        let all = category::Entity::find().all(find.tx.db()).await?;
        Ok(Self::within(all, key))
    }

    async fn lock<P: Permission>(find: &Find<'_, P>, key: CategoryId) -> Result<Option<Self>, Failure> {
        Ok(Self::within(category::lock_tree(find.tx).await?, key))
    }

    fn subject(&self) -> Subject {
        self.category.subject()
    }
}

fn slug_taken(fault: Fault) -> Failure {
    match fault {
        Fault::Violation(Violation::Unique) => CatalogError::SlugTaken.into(),
        fault => fault.into(),
    }
}
