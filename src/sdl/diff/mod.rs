//! What a new schema changes for the clients of the old one.
//!
//! A change is *breaking* when a document or a client that was right can become wrong: it does not validate any more, or gets
//! an answer that it could not get. It is *dangerous* when all documents stay valid, but a client may behave differently: an
//! enum has a value more, a default is another one. Everything else is *safe*. This is the classification of graphql-js and
//! GraphQL Inspector.

mod inputs;
mod types;

use async_graphql::parser::types::DirectiveDefinition;
use async_graphql::{Name, Positioned};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};

use crate::sdl::{SPECIFIED_DIRECTIVES, TypeSystem, location_name};

/// How much clients have to care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Criticality {
    Breaking,
    Dangerous,
    Safe,
}

impl Display for Criticality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Criticality::Breaking => "BREAKING",
            Criticality::Dangerous => "DANGEROUS",
            Criticality::Safe => "SAFE",
        })
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    pub criticality: Criticality,
    /// What it is about, such as `Order.total`, `Query.orders(first:)`, `OrderStatus.OPEN` or `@idempotent(key:)`.
    pub path: String,
    pub message: String,
}

impl Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { criticality, path, message } = self;
        write!(f, "{criticality} {path}: {message}")
    }
}

/// All changes from `old` to `new`: breaking ones first, then by what they are about.
pub fn diff(old: &TypeSystem, new: &TypeSystem) -> Vec<Change> {
    let mut changes = Changes::default();
    roots(&mut changes, old, new);
    let pairs = pair(old.types.iter(), new.types.iter());
    for (name, found) in pairs {
        match found {
            (Some(_), None) => changes.breaking(name, "type removed"),
            (None, Some(_)) => changes.safe(name, "type added"),
            (Some(old), Some(new)) => types::compare(&mut changes, old, new),
            (None, None) => {}
        }
    }
    for (name, found) in pair(old.directives.iter(), new.directives.iter()) {
        let path = format!("@{name}");
        match found {
            (None, Some(_)) | (Some(_), None) if SPECIFIED_DIRECTIVES.contains(&name.as_str()) => {}
            (Some(_), None) => changes.breaking(path, "directive removed"),
            (None, Some(_)) => changes.safe(path, "directive added"),
            (Some(old), Some(new)) => directives(&mut changes, &path, old, new),
            (None, None) => {}
        }
    }
    changes.0.sort();
    changes.0
}

/// What was found so far.
#[derive(Default)]
struct Changes(Vec<Change>);

impl Changes {
    fn add(&mut self, criticality: Criticality, path: impl Display, message: impl Into<String>) {
        self.0.push(Change { criticality, path: path.to_string(), message: message.into() });
    }

    fn breaking(&mut self, path: impl Display, message: impl Into<String>) {
        self.add(Criticality::Breaking, path, message);
    }

    fn dangerous(&mut self, path: impl Display, message: impl Into<String>) {
        self.add(Criticality::Dangerous, path, message);
    }

    fn safe(&mut self, path: impl Display, message: impl Into<String>) {
        self.add(Criticality::Safe, path, message);
    }

    fn description(&mut self, path: &str, old: Option<&Positioned<String>>, new: Option<&Positioned<String>>) {
        if old.map(|text| &text.node) != new.map(|text| &text.node) {
            self.safe(path, "description changed");
        }
    }
}

/// What stands under the same name in both.
type Pairs<'a, T> = BTreeMap<&'a Name, (Option<&'a T>, Option<&'a T>)>;

fn pair<'a, T>(
    old: impl Iterator<Item = (&'a Name, &'a T)>,
    new: impl Iterator<Item = (&'a Name, &'a T)>,
) -> Pairs<'a, T> {
    let mut pairs: Pairs<'a, T> = old.map(|(name, it)| (name, (Some(it), None))).collect();
    for (name, it) in new {
        pairs.entry(name).or_default().1 = Some(it);
    }
    pairs
}

/// The same for the parts of one definition.
fn pair_parts<'a, T>(
    old: &'a [Positioned<T>],
    new: &'a [Positioned<T>],
    name: impl Fn(&'a T) -> &'a Name,
) -> Pairs<'a, T> {
    let by_name = |part: &'a Positioned<T>| (name(&part.node), &part.node);
    pair(old.iter().map(by_name), new.iter().map(by_name))
}

fn roots(changes: &mut Changes, old: &TypeSystem, new: &TypeSystem) {
    let of = |system: &TypeSystem| [Some(system.query.clone()), system.mutation.clone(), system.subscription.clone()];
    for (kind, (old, new)) in ["query", "mutation", "subscription"].iter().zip(of(old).into_iter().zip(of(new))) {
        let path = format!("schema.{kind}");
        match (old, new) {
            (Some(old), None) => changes.breaking(path, format!("root {old} removed")),
            (None, Some(new)) => changes.safe(path, format!("root {new} added")),
            (Some(old), Some(new)) if old != new => {
                changes.breaking(path, format!("root changed from {old} to {new}"));
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
    }
}

fn directives(changes: &mut Changes, path: &str, old: &DirectiveDefinition, new: &DirectiveDefinition) {
    changes.description(path, old.description.as_ref(), new.description.as_ref());
    match (old.is_repeatable, new.is_repeatable) {
        (true, false) => changes.breaking(path, "no longer repeatable"),
        (false, true) => changes.safe(path, "repeatable now"),
        (true, true) | (false, false) => {}
    }
    let locations = |directive: &DirectiveDefinition| -> BTreeSet<&str> {
        directive.locations.iter().map(|location| location_name(location.node)).collect()
    };
    let (before, after) = (locations(old), locations(new));
    for location in before.difference(&after) {
        changes.breaking(path, format!("location {location} removed"));
    }
    for location in after.difference(&before) {
        changes.safe(path, format!("location {location} added"));
    }
    inputs::arguments(changes, path, &old.arguments, &new.arguments);
}
