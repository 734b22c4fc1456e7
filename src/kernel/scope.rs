//! In which context: the part of the house where a permission holds.

use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;

use crate::kernel::id::{ChannelId, TypedId, WarehouseId};

/// One place of the house. The literal in a policy is `d:*`, `d:channel:<id>` or `d:wh:<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Domain {
    /// Everything, now and later.
    Everything,
    Channel(ChannelId),
    Warehouse(WarehouseId),
}

impl Domain {
    /// As Casbin sees it.
    pub fn literal(self) -> String {
        match self {
            Domain::Everything => "d:*".to_owned(),
            Domain::Channel(id) => format!("d:channel:{}", id.uuid().simple()),
            Domain::Warehouse(id) => format!("d:wh:{}", id.uuid().simple()),
        }
    }

    /// Reads the literal form.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "d:*" {
            return Some(Domain::Everything);
        }
        if let Some(id) = text.strip_prefix("d:channel:") {
            return uuid::Uuid::try_parse(id).ok().map(|id| Domain::Channel(ChannelId(id)));
        }
        let id = text.strip_prefix("d:wh:")?;
        uuid::Uuid::try_parse(id).ok().map(|id| Domain::Warehouse(WarehouseId(id)))
    }
}

/// Where things of a type lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locality {
    /// In the whole company.
    InCompany,
    /// Each in a channel.
    InChannel,
    /// Each in a warehouse.
    InWarehouse,
    /// Each in any place.
    Anywhere,
}

impl Locality {
    /// Whether a scope covers a thing of the type that something in this place has touched. Of a thing in a place of another kind
    /// nobody says which, so that only everything covers it.
    pub fn covered(self, scope: &Scope, place: Domain) -> bool {
        scope.is_everything()
            || match (self, place) {
                (Self::InCompany, _) => scope.has(Domain::Everything),
                (Self::InChannel, Domain::Channel(_)) | (Self::InWarehouse, Domain::Warehouse(_)) => scope.has(place),
                (Self::InChannel | Self::InWarehouse | Self::Anywhere, _) => false,
            }
    }
}

/// A place as people call it: a channel and a warehouse by its slug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Everywhere,
    Channel(String),
    Warehouse(String),
}

impl Place {
    /// In the shape of `ScopeInput`, with slugs.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Everywhere => json!({ "everything": true }),
            Self::Channel(slug) => json!({ "channel": slug }),
            Self::Warehouse(slug) => json!({ "warehouse": slug }),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Everywhere => f.write_str("everywhere"),
            Self::Channel(slug) => write!(f, "in the channel `{slug}`"),
            Self::Warehouse(slug) => write!(f, "in the warehouse `{slug}`"),
        }
    }
}

/// Where a permission holds for a caller: everywhere, or in listed channels and warehouses.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Scope {
    everything: bool,
    channels: BTreeSet<ChannelId>,
    warehouses: BTreeSet<WarehouseId>,
    /// Denied in spite of the above.
    except: BTreeSet<Domain>,
}

/// The part of one kind of place that a scope covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cover<T> {
    Only(Vec<T>),
    AllExcept(Vec<T>),
}

impl<T: Into<sea_orm::Value>> Cover<T> {
    /// As a predicate on a column. An empty list covers nothing.
    pub fn predicate(self, column: impl ColumnTrait) -> Condition {
        match self {
            Cover::AllExcept(except) if except.is_empty() => Condition::all(),
            Cover::AllExcept(except) => Condition::all().add(column.is_not_in(except)),
            Cover::Only(only) => Condition::all().add(column.is_in(only)),
        }
    }
}

impl Scope {
    pub fn everything() -> Self {
        Self { everything: true, ..Self::default() }
    }

    pub fn of(domains: impl IntoIterator<Item = Domain>) -> Self {
        let mut scope = Self::default();
        for domain in domains {
            match domain {
                Domain::Everything => scope.everything = true,
                Domain::Channel(id) => {
                    scope.channels.insert(id);
                }
                Domain::Warehouse(id) => {
                    scope.warehouses.insert(id);
                }
            }
        }
        scope
    }

    pub fn is_empty(&self) -> bool {
        !self.everything && self.channels.is_empty() && self.warehouses.is_empty()
    }

    /// The whole company without exception.
    pub fn is_everything(&self) -> bool {
        self.everything && self.except.is_empty()
    }

    /// The channels that are named one by one.
    pub fn channel_ids(&self) -> impl Iterator<Item = ChannelId> {
        self.channels.iter().copied()
    }

    /// The warehouses that are named one by one.
    pub fn warehouse_ids(&self) -> impl Iterator<Item = WarehouseId> {
        self.warehouses.iter().copied()
    }

    /// The same without the given places.
    pub fn except(mut self, domains: impl IntoIterator<Item = Domain>) -> Self {
        self.except.extend(domains);
        self.channels.retain(|id| !self.except.contains(&Domain::Channel(*id)));
        self.warehouses.retain(|id| !self.except.contains(&Domain::Warehouse(*id)));
        self
    }

    pub fn channels(&self) -> Cover<ChannelId> {
        if !self.everything {
            return Cover::Only(self.channels.iter().copied().collect());
        }
        let except = self.except.iter().filter_map(|domain| match domain {
            Domain::Channel(id) => Some(*id),
            Domain::Everything | Domain::Warehouse(_) => None,
        });
        Cover::AllExcept(except.collect())
    }

    pub fn warehouses(&self) -> Cover<WarehouseId> {
        if !self.everything {
            return Cover::Only(self.warehouses.iter().copied().collect());
        }
        let except = self.except.iter().filter_map(|domain| match domain {
            Domain::Warehouse(id) => Some(*id),
            Domain::Everything | Domain::Channel(_) => None,
        });
        Cover::AllExcept(except.collect())
    }

    pub fn has(&self, domain: Domain) -> bool {
        if self.except.contains(&domain) {
            return false;
        }
        match domain {
            Domain::Everything => self.everything,
            Domain::Channel(id) => self.everything || self.channels.contains(&id),
            Domain::Warehouse(id) => self.everything || self.warehouses.contains(&id),
        }
    }

    /// Whether all of another scope lies in this one.
    pub fn covers(&self, other: &Scope) -> bool {
        if other.everything {
            return self.everything && self.except.is_subset(&other.except);
        }
        let channels = other.channels.iter().copied().map(Domain::Channel);
        channels.chain(other.warehouses.iter().copied().map(Domain::Warehouse)).all(|domain| self.has(domain))
    }

    /// Whether all of a place lies in this scope: of the whole company, every part.
    pub fn covers_all_of(&self, domain: Domain) -> bool {
        self.covers(&Scope::of([domain]))
    }
}
