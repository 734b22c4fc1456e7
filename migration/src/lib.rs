//! The database schema of Regie, one file per change. [`columns`] is the only place where a SQL type is spelled.
//!
//! The same statements serve SQLite and PostgreSQL. A released migration is never edited.

#![allow(clippy::wildcard_imports, reason = "a migration is written in the words of `columns`")]

pub mod columns;
mod m0001_kernel;
mod m0002_access;
mod m0003_staff;
mod m0004_workflow;
mod m0005_places;
mod m0006_customers;
mod m0007_catalog;
mod m0008_inventory;
mod m0009_orders;
mod m0010_event_sequence;
mod m0011_persisted;
mod m0012_storage_probe;
mod m0013_pinned_approvals;
mod m0014_job_kinds;
pub mod status;

pub use sea_orm_migration::{MigrationTrait, MigratorTrait, SchemaManager};

pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_kernel::Migration),
            Box::new(m0002_access::Migration),
            Box::new(m0003_staff::Migration),
            Box::new(m0004_workflow::Migration),
            Box::new(m0005_places::Migration),
            Box::new(m0006_customers::Migration),
            Box::new(m0007_catalog::Migration),
            Box::new(m0008_inventory::Migration),
            Box::new(m0009_orders::Migration),
            Box::new(m0010_event_sequence::Migration),
            Box::new(m0011_persisted::Migration),
            Box::new(m0012_storage_probe::Migration),
            Box::new(m0013_pinned_approvals::Migration),
            Box::new(m0014_job_kinds::Migration),
        ]
    }
}
