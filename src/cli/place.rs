//! Channels and warehouses as the command line names them: by their slugs.

use clap::Args;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use std::collections::HashMap;

use crate::app::App;
use crate::channels::entity::channel;
use crate::cli::Trouble;
use crate::inventory::entity::warehouse;
use crate::kernel::scope::{Domain, Place};

/// Where roles are given.
#[derive(Debug, Args)]
pub struct Places {
    /// Slug of a channel in which the roles are held; may be repeated. Without a channel and a warehouse, everywhere.
    #[arg(long = "channel", value_name = "SLUG")]
    channels: Vec<String>,
    /// Slug of a warehouse in which the roles are held; may be repeated.
    #[arg(long = "warehouse", value_name = "SLUG")]
    warehouses: Vec<String>,
}

impl Places {
    /// The places, each once.
    pub async fn find(self, app: &App) -> Result<Vec<Domain>, Trouble> {
        let Self { channels, warehouses } = self;
        let channels = channels.into_iter().map(Place::Channel);
        let mut domains = Vec::new();
        for place in channels.chain(warehouses.into_iter().map(Place::Warehouse)) {
            domains.push(find(app, &place).await?);
        }
        if domains.is_empty() {
            domains.push(Domain::Everything);
        }
        domains.sort();
        domains.dedup();
        Ok(domains)
    }
}

/// Where a matter lies.
#[derive(Debug, Args)]
pub struct At {
    /// Slug of a channel in which the matter lies. Without a channel and a warehouse, it is of the whole company.
    #[arg(long, value_name = "SLUG", conflicts_with = "warehouse")]
    channel: Option<String>,
    /// Slug of a warehouse in which the matter lies.
    #[arg(long, value_name = "SLUG")]
    warehouse: Option<String>,
}

impl At {
    pub fn place(self) -> Place {
        match (self.channel, self.warehouse) {
            (Some(slug), _) => Place::Channel(slug),
            (None, Some(slug)) => Place::Warehouse(slug),
            (None, None) => Place::Everywhere,
        }
    }
}

/// The place that is called so.
pub async fn find(app: &App, place: &Place) -> Result<Domain, Trouble> {
    let db = &app.house.db.reader;
    let found = match place {
        Place::Everywhere => Some(Domain::Everything),
        Place::Channel(slug) => {
            let select = channel::Entity::find().filter(channel::Column::Slug.eq(slug));
            select.one(db).await?.map(|row| Domain::Channel(row.id))
        }
        Place::Warehouse(slug) => {
            let select = warehouse::Entity::find().filter(warehouse::Column::Slug.eq(slug));
            select.one(db).await?.map(|row| Domain::Warehouse(row.id))
        }
    };
    found.ok_or_else(|| match place {
        Place::Warehouse(slug) => Trouble::new(format!("no warehouse has the slug {slug}")),
        Place::Channel(slug) => Trouble::new(format!("no channel has the slug {slug}")),
        Place::Everywhere => Trouble::new("there is no such place"),
    })
}

/// How all places are called.
pub struct Names(HashMap<Domain, Place>);

impl Names {
    pub async fn read(app: &App) -> Result<Self, Trouble> {
        let db = &app.house.db.reader;
        let channels = channel::Entity::find().all(db).await?.into_iter();
        let channels = channels.map(|row| (Domain::Channel(row.id), Place::Channel(row.slug)));
        let warehouses = warehouse::Entity::find().all(db).await?.into_iter();
        let warehouses = warehouses.map(|row| (Domain::Warehouse(row.id), Place::Warehouse(row.slug)));
        Ok(Self(channels.chain(warehouses).collect()))
    }

    /// A place that is gone is called by its id.
    pub fn of(&self, domain: Domain) -> Place {
        let gone = || match domain {
            Domain::Everything => Place::Everywhere,
            Domain::Channel(id) => Place::Channel(id.0.to_string()),
            Domain::Warehouse(id) => Place::Warehouse(id.0.to_string()),
        };
        self.0.get(&domain).cloned().unwrap_or_else(gone)
    }
}
