//! How rows change: every insert, update and removal of an audited row goes through here, and so into the audit log.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, PrimaryKeyTrait, QueryFilter};
use serde::Serialize;

use crate::kernel::fault::Fault;
use crate::kernel::id::TypedId;
use crate::kernel::tx::Tx;

/// A row that the audit log speaks of. `#[serde(skip)]` keeps secrets out of it.
pub trait Audited:
    ModelTrait + Serialize + Clone + IntoActiveModel<<Self::Entity as EntityTrait>::ActiveModel>
{
    type Id: TypedId;
    fn id(&self) -> Self::Id;
    fn id_column() -> <Self::Entity as EntityTrait>::Column;
}

/// An audited row with a `version`: two writers who read the same version cannot both write.
pub trait Versioned: Audited {
    fn version(&self) -> i32;
    fn set_version(&mut self, version: i32);
    fn version_column() -> <Self::Entity as EntityTrait>::Column;
}

/// Declares an entity's model audited: `audited!(OrderLineId);`, or versioned: `versioned!(OrderId);`.
#[macro_export]
macro_rules! audited {
    ($id:ty) => {
        impl $crate::kernel::store::Audited for Model {
            type Id = $id;
            fn id(&self) -> $id {
                self.id
            }
            fn id_column() -> Column {
                Column::Id
            }
        }
    };
}

#[macro_export]
macro_rules! versioned {
    ($id:ty) => {
        $crate::audited!($id);
        impl $crate::kernel::store::Versioned for Model {
            fn version(&self) -> i32 {
                self.version
            }
            fn set_version(&mut self, version: i32) {
                self.version = version;
            }
            fn version_column() -> Column {
                Column::Version
            }
        }
    };
}

/// Rows that one statement adds: with the widest table still far below the number of parameters that a database takes.
pub const ROWS_PER_STATEMENT: usize = 200;

/// The entity of a model.
type E<M> = <M as ModelTrait>::Entity;

impl Tx {
    /// Adds a row.
    pub async fn insert<M>(&self, row: M) -> Result<M, Fault>
    where
        <E<M> as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = E<M>> + Send,
        M: Audited + Sync,
    {
        E::<M>::insert(row.clone().into_active_model().reset_all()).exec_without_returning(self.db()).await?;
        self.created(row.id(), &row)?;
        Ok(row)
    }

    /// Adds rows, a few hundred in one statement.
    pub async fn insert_all<M>(&self, rows: &[M]) -> Result<(), Fault>
    where
        <E<M> as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = E<M>> + Send,
        M: Audited + Sync,
    {
        self.bring_in(rows).await?;
        for row in rows {
            self.created(row.id(), row)?;
        }
        Ok(())
    }

    /// Adds rows as a long history left them. Nothing is recorded: whoever brings a history in tells it, each change under
    /// the account and the instant of its own.
    pub async fn bring_in<M>(&self, rows: &[M]) -> Result<(), Fault>
    where
        <E<M> as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = E<M>> + Send,
        M: Audited + Sync,
    {
        for chunk in rows.chunks(ROWS_PER_STATEMENT) {
            let models = chunk.iter().map(|row| row.clone().into_active_model().reset_all());
            E::<M>::insert_many(models).exec_without_returning(self.db()).await?;
        }
        Ok(())
    }

    /// Writes a versioned row if nobody wrote it since `before` was read, and gives it with its new version.
    pub async fn save<M>(&self, before: &M, mut after: M) -> Result<M, Fault>
    where
        <E<M> as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = E<M>> + Send,
        M: Versioned + Sync,
    {
        after.set_version(before.version().wrapping_add(1));
        let done = E::<M>::update_many()
            .set(after.clone().into_active_model().reset_all())
            .filter(M::id_column().eq(sea_orm::Value::from(before.id().uuid())))
            .filter(M::version_column().eq(before.version()))
            .exec(self.db())
            .await?;
        if done.rows_affected != 1 {
            return Err(Fault::Conflict { current_version: None });
        }
        self.updated(before.id(), before, &after)?;
        Ok(after)
    }

    /// Writes a row that is guarded by the version of its whole.
    pub async fn write<M>(&self, before: &M, after: M) -> Result<M, Fault>
    where
        <E<M> as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = E<M>> + Send,
        M: Audited + Sync,
    {
        E::<M>::update_many()
            .set(after.clone().into_active_model().reset_all())
            .filter(M::id_column().eq(sea_orm::Value::from(before.id().uuid())))
            .exec(self.db())
            .await?;
        self.updated(before.id(), before, &after)?;
        Ok(after)
    }

    /// Removes a row.
    pub async fn delete<M>(&self, row: &M) -> Result<(), Fault>
    where
        M: Audited + Sync,
        <E<M> as EntityTrait>::PrimaryKey: PrimaryKeyTrait,
    {
        E::<M>::delete_many().filter(M::id_column().eq(sea_orm::Value::from(row.id().uuid()))).exec(self.db()).await?;
        self.removed(row.id(), row)
    }
}

/// Refuses when the caller edited an older version than the one that is stored.
pub fn expect_version<M: Versioned>(row: &M, expected: Option<i32>) -> Result<(), Fault> {
    match expected {
        Some(expected) if expected != row.version() => Err(Fault::Conflict { current_version: Some(row.version()) }),
        Some(_) | None => Ok(()),
    }
}
