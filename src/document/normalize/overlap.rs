//! Fields of one response key that cannot be one answer (FieldsInSetCanMerge of the specification).
//!
//! Compared are groups, not pairs: first whether the answers of a group have one shape, then whether the fields that can meet in
//! one object are the same field with the same arguments. What was merged already is one node, so groups are small; the work
//! is counted all the same, because it can multiply where interfaces overlap.

use async_graphql::parser::types::{BaseType, Field, Type};
use async_graphql::{Name, Positioned};
use std::collections::{BTreeMap, HashMap};

use super::Node;
use super::scope::same_arguments;
use crate::document::Work;
use crate::document::model::SchemaModel;
use crate::document::refusal::{self, Refusal};

/// Most comparisons for one document.
const COMPARISONS_MAX: usize = 100_000;

/// Whether all these nodes of one selection set can stand in one answer.
pub(super) fn check(model: &SchemaModel, nodes: &[Node], work: &mut Work) -> Result<(), Refusal> {
    let mut overlap = Overlap { model, work };
    for group in groups(nodes.iter()) {
        overlap.one_shape(&group)?;
        overlap.one_call(&group)?;
    }
    Ok(())
}

/// Whether two fields of one response key are the same field with the same arguments.
pub(super) fn same_call(a: &Positioned<Field>, b: &Positioned<Field>) -> Result<(), Refusal> {
    let key = &a.node.response_key().node;
    let (name, other) = (&a.node.name.node, &b.node.name.node);
    if name != other {
        let message = format!("The fields \"{key}\" conflict: \"{name}\" and \"{other}\" are different fields.");
        return Err(Refusal::invalid(message, [a.pos, b.pos]));
    }
    if !same_arguments(&a.node.arguments, &b.node.arguments) {
        let message = format!("The fields \"{key}\" conflict: they have different arguments.");
        return Err(Refusal::invalid(message, [a.pos, b.pos]));
    }
    Ok(())
}

/// The nodes that have a response key in common with another one.
fn groups<'n, 'a: 'n>(nodes: impl Iterator<Item = &'n Node<'a>>) -> Vec<Vec<&'n Node<'a>>> {
    let mut order = Vec::new();
    let mut by_key: HashMap<&Name, Vec<&Node>> = HashMap::new();
    for node in nodes {
        let group = by_key.entry(node.key()).or_default();
        if group.len() == 1 {
            order.push(node.key());
        }
        group.push(node);
    }
    order.into_iter().filter_map(|key| by_key.remove(key)).collect()
}

fn below<'n, 'a: 'n>(group: &[&'n Node<'a>]) -> Vec<Vec<&'n Node<'a>>> {
    groups(group.iter().flat_map(|node| &node.nodes))
}

struct Overlap<'a, 'w> {
    model: &'a SchemaModel,
    work: &'w mut Work,
}

impl Overlap<'_, '_> {
    fn count(&mut self, group: &[&Node]) -> Result<(), Refusal> {
        self.work.compared += group.len();
        if self.work.compared > COMPARISONS_MAX {
            return Err(Refusal::new(refusal::FIELD_LIMIT_EXCEEDED, "The fields of the document overlap too much."));
        }
        Ok(())
    }

    fn one_shape(&mut self, group: &[&Node]) -> Result<(), Refusal> {
        self.count(group)?;
        let Some((first, others)) = group.split_first() else { return Ok(()) };
        for other in others {
            if !self.same_shape(&first.def.ty, &other.def.ty) {
                let (key, ty, unlike) = (first.key(), &first.def.ty, &other.def.ty);
                let message = format!("The fields \"{key}\" conflict: they are of types \"{ty}\" and \"{unlike}\".");
                return Err(Refusal::invalid(message, [first.field.pos, other.field.pos]));
            }
        }
        below(group).iter().try_for_each(|group| self.one_shape(group))
    }

    fn same_shape(&self, a: &Type, b: &Type) -> bool {
        if a.nullable != b.nullable {
            return false;
        }
        match (&a.base, &b.base) {
            (BaseType::List(a), BaseType::List(b)) => self.same_shape(a, b),
            (BaseType::Named(a), BaseType::Named(b)) => {
                let composite = |name| self.model.get(name).is_some_and(|ty| ty.is_composite());
                a == b || (composite(a) && composite(b))
            }
            (BaseType::List(_), BaseType::Named(_)) | (BaseType::Named(_), BaseType::List(_)) => false,
        }
    }

    /// Fields on different object types never meet, but each of them can meet one on an interface.
    fn one_call(&mut self, group: &[&Node]) -> Result<(), Refusal> {
        let (objects, mut abstracts): (Vec<&Node>, Vec<&Node>) = group.iter().partition(|node| node.parent.is_object());
        let mut meeting: BTreeMap<&Name, Vec<&Node>> = BTreeMap::new();
        for node in objects {
            meeting.entry(&node.parent.name).or_insert_with(|| abstracts.clone()).push(node);
        }
        if meeting.is_empty() {
            return self.all_one_call(&mut abstracts);
        }
        meeting.values_mut().try_for_each(|meeting| self.all_one_call(meeting))
    }

    fn all_one_call(&mut self, meeting: &mut [&Node]) -> Result<(), Refusal> {
        self.count(meeting)?;
        // In the order of the document, so that the first one is named first.
        meeting.sort_by_key(|node| node.field.pos);
        let Some((first, others)) = meeting.split_first() else { return Ok(()) };
        others.iter().try_for_each(|other| same_call(first.field, other.field))?;
        below(meeting).iter().try_for_each(|group| self.one_call(group))
    }
}
