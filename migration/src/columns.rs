//! How columns are spelled, and how tables and indexes are made, on every database.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

fn column(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name))
}

/// A UUIDv7 primary key made by the application.
pub fn id() -> ColumnDef {
    column("id").uuid().not_null().primary_key().to_owned()
}

/// A UUID that refers to another row.
pub fn reference(name: &'static str) -> ColumnDef {
    column(name).uuid().not_null().to_owned()
}

pub fn reference_or_null(name: &'static str) -> ColumnDef {
    column(name).uuid().to_owned()
}

/// An instant in microseconds since the epoch.
pub fn instant(name: &'static str) -> ColumnDef {
    column(name).big_integer().not_null().to_owned()
}

pub fn instant_or_null(name: &'static str) -> ColumnDef {
    column(name).big_integer().to_owned()
}

/// A text of any length; limits are kept by the application. Compared byte by byte, so that it sorts the same everywhere.
pub fn text(name: &'static str) -> ColumnDef {
    column(name).text().not_null().to_owned()
}

pub fn text_or_null(name: &'static str) -> ColumnDef {
    column(name).text().to_owned()
}

/// One word of a closed list.
pub fn word(name: &'static str, words: &[&str]) -> ColumnDef {
    column(name).string_len(32).not_null().check(Expr::col(Alias::new(name)).is_in(words.iter().copied())).to_owned()
}

/// A three-letter currency code.
pub fn currency(name: &'static str) -> ColumnDef {
    column(name).string_len(3).not_null().to_owned()
}

/// An amount in minor units.
pub fn money(name: &'static str) -> ColumnDef {
    column(name).big_integer().not_null().to_owned()
}

pub fn money_or_null(name: &'static str) -> ColumnDef {
    column(name).big_integer().to_owned()
}

pub fn number(name: &'static str) -> ColumnDef {
    column(name).big_integer().not_null().to_owned()
}

pub fn number_or_null(name: &'static str) -> ColumnDef {
    column(name).big_integer().to_owned()
}

/// A number that fits 32 bits: a position, a counter of attempts.
pub fn small(name: &'static str) -> ColumnDef {
    column(name).integer().not_null().to_owned()
}

pub fn small_or_null(name: &'static str) -> ColumnDef {
    column(name).integer().to_owned()
}

pub fn flag(name: &'static str) -> ColumnDef {
    column(name).boolean().not_null().to_owned()
}

pub fn flag_or_null(name: &'static str) -> ColumnDef {
    column(name).boolean().to_owned()
}

pub fn json(name: &'static str) -> ColumnDef {
    column(name).json_binary().not_null().to_owned()
}

pub fn json_or_null(name: &'static str) -> ColumnDef {
    column(name).json_binary().to_owned()
}

/// Goes up with each change of the row; writers compare it.
pub fn version() -> ColumnDef {
    column("version").integer().not_null().to_owned()
}

/// A number that the database gives, ascending.
pub fn serial(name: &'static str) -> ColumnDef {
    column(name).big_integer().not_null().auto_increment().primary_key().to_owned()
}

/// `CREATE TABLE` with these columns.
pub fn table(name: &'static str, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(Alias::new(name));
    for column in columns {
        table.col(column);
    }
    table
}

/// A primary key over several columns.
pub fn key(columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    for column in columns {
        index.col(Alias::new(*column));
    }
    index.primary().to_owned()
}

/// A foreign key that refuses to lose its target.
pub fn refers(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    foreign(table, column, target, ForeignKeyAction::Restrict)
}

/// A foreign key of a part that goes with its whole.
pub fn belongs(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    foreign(table, column, target, ForeignKeyAction::Cascade)
}

fn foreign(
    table: &'static str,
    column: &'static str,
    target: &'static str,
    action: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(Alias::new(table), Alias::new(column))
        .to(Alias::new(target), Alias::new("id"))
        .on_delete(action)
        .to_owned()
}

/// An index named after its table and columns.
pub fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    named_index("ix", table, columns)
}

pub fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    named_index("ux", table, columns).unique().to_owned()
}

fn named_index(prefix: &str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{prefix}_{table}_{}", columns.join("_"))).table(Alias::new(table));
    for column in columns {
        index.col(Alias::new(*column));
    }
    index
}

/// Creates tables, then indexes.
pub async fn create(
    manager: &SchemaManager<'_>,
    tables: Vec<TableCreateStatement>,
    indexes: Vec<IndexCreateStatement>,
) -> Result<(), DbErr> {
    for table in tables {
        let columns = table.get_columns().clone();
        let name = name_of(&table)?;
        manager.create_table(table).await?;
        compare_bytes(manager, &name, &columns).await?;
    }
    for index in indexes {
        manager.create_index(index).await?;
    }
    Ok(())
}

fn name_of(table: &TableCreateStatement) -> Result<String, DbErr> {
    match table.get_table_name() {
        Some(TableRef::Table(name, _)) => Ok(name.1.to_string()),
        _ => Err(DbErr::Migration("a table without a name".to_owned())),
    }
}

/// Texts sort the same on every database: by their bytes, as SQLite does by itself, and not by the locale that somebody chose
/// when the database was made.
async fn compare_bytes(manager: &SchemaManager<'_>, table: &str, columns: &[ColumnDef]) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for column in columns {
        let ty = match column.get_column_type() {
            Some(ColumnType::Text) => "text".to_owned(),
            Some(ColumnType::String(StringLen::N(length))) => format!("varchar({length})"),
            _ => continue,
        };
        let name = column.get_column_name();
        let change = format!("ALTER TABLE \"{table}\" ALTER COLUMN \"{name}\" TYPE {ty} COLLATE \"C\"");
        manager.get_connection().execute_unprepared(&change).await?;
    }
    Ok(())
}

/// Adds columns to a table that is there. Rows that are there get null, so the columns must allow it.
pub async fn add(manager: &SchemaManager<'_>, table: &str, columns: Vec<ColumnDef>) -> Result<(), DbErr> {
    for column in &columns {
        // SQLite takes one change in a statement.
        let change = Table::alter().table(Alias::new(table)).add_column(column.clone()).to_owned();
        manager.alter_table(change).await?;
    }
    compare_bytes(manager, table, &columns).await
}

/// Takes columns away again, with what stands in them.
pub async fn remove(manager: &SchemaManager<'_>, table: &str, columns: Vec<ColumnDef>) -> Result<(), DbErr> {
    for column in columns {
        let name = Alias::new(column.get_column_name());
        manager.alter_table(Table::alter().table(Alias::new(table)).drop_column(name).to_owned()).await?;
    }
    Ok(())
}

/// Drops tables in the given order: children first. A table that only one kind of database has is passed over on the other.
pub async fn drop(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(Alias::new(*table)).if_exists().to_owned()).await?;
    }
    Ok(())
}

/// The shape of every migration: a name, what it makes, what it drops; or the columns that it adds to a table. In a transaction on
/// both databases.
#[macro_export]
macro_rules! migration {
    ($name:literal, up($manager:ident) $up:block, drops [$($table:literal),* $(,)?]) => {
        $crate::migration!($name, up($manager) $up, down(manager) {
            $crate::columns::drop(manager, &[$($table),*]).await
        });
    };
    ($name:literal, adds $table:literal [$($column:expr),+ $(,)?]) => {
        $crate::migration!($name, up(manager) {
            $crate::columns::add(manager, $table, vec![$($column),+]).await
        }, down(manager) {
            $crate::columns::remove(manager, $table, vec![$($column),+]).await
        });
    };
    ($name:literal, up($manager:ident) $up:block, down($back:ident) $down:block) => {
        pub struct Migration;

        impl sea_orm_migration::MigrationName for Migration {
            fn name(&self) -> &str {
                $name
            }
        }

        #[async_trait::async_trait]
        impl sea_orm_migration::MigrationTrait for Migration {
            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }

            async fn up(
                &self,
                $manager: &sea_orm_migration::SchemaManager,
            ) -> Result<(), sea_orm_migration::sea_orm::DbErr> $up

            async fn down(
                &self,
                $back: &sea_orm_migration::SchemaManager,
            ) -> Result<(), sea_orm_migration::sea_orm::DbErr> $down
        }
    };
}
