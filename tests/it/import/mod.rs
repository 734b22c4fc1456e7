//! The import of product files on a database: what lands, what is refused, and that the same file twice is one change.

mod again;
mod landed;
mod memory;
mod refused;
mod samples;
mod stock;
mod who;

use chrono::TimeDelta;
use regie::catalog::entity::{product, product_tag, product_variant};
use regie::catalog::import::report::Report;
use regie::catalog::import::run::{self, OnError, Options};
use regie::inventory::entity::{stock as shelf, stock_movement};
use regie::kernel::cx::Caller;
use regie::kernel::money::Currency;
use regie::kernel::table::{audit_entry, outbox_event};
use sea_orm::{EntityTrait as _, PaginatorTrait as _, QueryOrder as _};
use std::io::Cursor;

use crate::harness::TestApp;

pub fn euros() -> Options {
    Options::new(Currency::parse("EUR").unwrap())
}

pub fn rehearsal() -> Options {
    Options { dry_run: true, ..euros() }
}

pub fn until_refused() -> Options {
    Options { on_error: OnError::Stop, ..euros() }
}

/// Imports a file as the product itself, a minute after whatever was before.
pub async fn import(app: &TestApp, file: impl Into<Vec<u8>>, options: Options) -> Report {
    app.clock.advance(TimeDelta::minutes(1));
    let source = Cursor::new(file.into());
    run::run(&app.app.house, &Caller::system("test"), source, options).await.expect("the import runs")
}

/// Products that are added, changed, unchanged and left out.
pub fn counts(report: &Report) -> (u64, u64, u64, u64) {
    (report.created, report.updated, report.unchanged, report.failed)
}

/// Line, column and code of each refusal.
pub fn refusals(report: &Report) -> Vec<(u64, &str, &str)> {
    assert_eq!(report.refused, report.refusals.len() as u64);
    let brief = report.refusals.iter();
    brief.map(|refused| (refused.line, refused.column.as_deref().unwrap_or_default(), refused.code.as_str())).collect()
}

/// Everything that an import can change.
#[derive(Debug, PartialEq)]
pub struct World {
    pub products: Vec<product::Model>,
    pub variants: Vec<product_variant::Model>,
    pub tags: Vec<String>,
    pub shelves: Vec<shelf::Model>,
    pub movements: u64,
    pub audit: u64,
    pub events: u64,
}

impl World {
    /// As it is now: products by slug, variants by product and position.
    pub async fn of(app: &TestApp) -> Self {
        let db = &app.app.house.db.reader;
        let products = product::Entity::find().order_by_asc(product::Column::Slug).all(db).await.unwrap();
        let mut variants = product_variant::Entity::find().all(db).await.unwrap();
        let place = |row: &product_variant::Model| products.iter().position(|product| product.id == row.product_id);
        variants.sort_by_key(|row| (place(row), row.position));
        let tags = product_tag::Entity::find().order_by_asc(product_tag::Column::TagFolded).all(db).await.unwrap();
        Self {
            tags: tags.into_iter().map(|tag| tag.tag_folded).collect(),
            shelves: shelf::Entity::find().order_by_asc(shelf::Column::Id).all(db).await.unwrap(),
            movements: stock_movement::Entity::find().count(db).await.unwrap(),
            audit: audit_entry::Entity::find().count(db).await.unwrap(),
            events: outbox_event::Entity::find().count(db).await.unwrap(),
            products,
            variants,
        }
    }

    pub fn product(&self, slug: &str) -> &product::Model {
        self.products.iter().find(|product| product.slug == slug).unwrap_or_else(|| panic!("{slug} did not land"))
    }

    pub fn variants_of(&self, slug: &str) -> Vec<&product_variant::Model> {
        let id = self.product(slug).id;
        self.variants.iter().filter(|variant| variant.product_id == id).collect()
    }

    pub fn slugs(&self) -> Vec<&str> {
        self.products.iter().map(|product| product.slug.as_str()).collect()
    }

    pub fn skus(&self, slug: &str) -> Vec<Option<&str>> {
        self.variants_of(slug).iter().map(|variant| variant.sku.as_deref()).collect()
    }
}
