//! One operation in its normal form: no fragment spreads, no type condition that always holds, and each response key once.
//!
//! The executor runs one resolver for each field of the document and merges the answers afterwards, so two equal mutations
//! would run twice. Here, fields of one response key are merged before, when they stand under the same type condition and under
//! the same `@skip` and `@include`. A field that is selected in any case takes in those that are selected under a condition,
//! which then stands below it. Others are left side by side, which is refused at the root of a mutation.
//!
//! The document is valid, except for fields that conflict, which are found on the way.

mod emit;
mod introspection;
mod overlap;
mod root;
mod scope;

pub(super) use emit::{Emitted, StandIn, emit};
use scope::same_directives;
pub(super) use scope::{Condition, Scope, Test};

use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet, TypeCondition,
};
use async_graphql::{Name, Positioned};
use std::collections::{BTreeSet, HashMap};

use crate::document::model::{FieldDef, SchemaModel, TypeDef};
use crate::document::refusal::{self, Refusal};
use crate::document::{Limits, Work};

/// A field of the normal form, with everything that is selected below it.
pub(super) struct Node<'a> {
    pub scope: Scope,
    /// The type on which the field stands.
    pub parent: &'a TypeDef,
    /// What the object can be here.
    pub possible: BTreeSet<Name>,
    pub def: &'a FieldDef,
    /// The first of the fields that were merged.
    pub field: &'a Positioned<Field>,
    pub nodes: Vec<Node<'a>>,
}

impl Node<'_> {
    pub fn key(&self) -> &Name {
        &self.field.node.response_key().node
    }
}

/// The normal form of an operation, below its root type.
///
/// # Errors
/// Fields of one response key that conflict, and what may not stand at the root.
pub(super) fn normalize<'a>(
    model: &'a SchemaModel,
    limits: &'a Limits,
    document: &'a ExecutableDocument,
    operation: &'a Positioned<OperationDefinition>,
    work: &mut Work,
) -> Result<Vec<Node<'a>>, Refusal> {
    let Some(root) = model.root(operation.node.ty) else { return Ok(Vec::new()) };
    let mut normalizer = Normalizer { model, limits, document, work };
    let nodes = normalizer.nodes(root, &[(Vec::new(), &operation.node.selection_set.node)])?;
    root::check(&operation.node, &nodes)?;
    introspection::check(&nodes, &mut Vec::new())?;
    Ok(nodes)
}

struct Normalizer<'a, 'w> {
    model: &'a SchemaModel,
    limits: &'a Limits,
    document: &'a ExecutableDocument,
    work: &'w mut Work,
}

/// Fields that are being merged.
struct Slot<'a> {
    place: Place<'a>,
    def: &'a FieldDef,
    field: &'a Positioned<Field>,
    /// What is selected below it, and under which conditions beyond those of the field itself.
    sets: Vec<(Vec<Condition>, &'a SelectionSet)>,
}

/// The fields of one selection set, in the order in which their keys come up.
struct Slots<'a> {
    slots: Vec<Slot<'a>>,
    by_key: HashMap<&'a Name, Vec<usize>>,
}

/// Where a selection stands inside of the set that is being collected.
#[derive(Clone)]
struct Place<'a> {
    scope: Scope,
    ty: &'a TypeDef,
    /// What the object can be here.
    possible: BTreeSet<Name>,
}

impl<'a> Normalizer<'a, '_> {
    fn nodes(
        &mut self,
        parent: &'a TypeDef,
        sets: &[(Vec<Condition>, &'a SelectionSet)],
    ) -> Result<Vec<Node<'a>>, Refusal> {
        let mut slots = Slots { slots: Vec::new(), by_key: HashMap::new() };
        for (conditions, set) in sets {
            let scope = Scope { on: Vec::new(), conditions: conditions.clone() };
            self.collect(&Place { scope, ty: parent, possible: parent.possible.clone() }, set, &mut slots)?;
        }
        let mut nodes = Vec::with_capacity(slots.slots.len());
        for Slot { place, def, field, sets } in slots.slots {
            let below = match self.model.named(&def.ty) {
                Some(ty) if !sets.is_empty() => self.nodes(ty, &sets)?,
                _ => Vec::new(),
            };
            let Place { scope, ty: parent, possible } = place;
            nodes.push(Node { scope, parent, possible, def, field, nodes: below });
        }
        overlap::check(self.model, &nodes, self.work)?;
        Ok(nodes)
    }

    fn collect(&mut self, place: &Place<'a>, set: &'a SelectionSet, slots: &mut Slots<'a>) -> Result<(), Refusal> {
        for selection in &set.items {
            self.work.normalized += 1;
            // A union inside of an interface is taken apart into its members, which the front could not foresee.
            if self.work.normalized > self.limits.expanded_fields.saturating_mul(UNION_FACTOR) {
                let message = "The document selects too much.";
                return Err(Refusal::limit(refusal::FIELD_LIMIT_EXCEEDED, message, self.limits.expanded_fields));
            }
            match &selection.node {
                Selection::Field(field) => {
                    let scope = place.scope.under(&field.node.directives);
                    if let Some(def) = self.model.field(place.ty, &field.node.name.node) {
                        slots.add(Place { scope, ..place.clone() }, def, field)?;
                    }
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    self.enter(place, condition, &inline.node.directives, &inline.node.selection_set.node, slots)?;
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node) {
                        let condition = Some(&fragment.node.type_condition);
                        let set = &fragment.node.selection_set.node;
                        self.enter(place, condition, &spread.node.directives, set, slots)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Collects what a fragment selects, in the place that its type condition and its directives make.
    fn enter(
        &mut self,
        place: &Place<'a>,
        condition: Option<&'a Positioned<TypeCondition>>,
        directives: &'a [Positioned<Directive>],
        set: &'a SelectionSet,
        slots: &mut Slots<'a>,
    ) -> Result<(), Refusal> {
        let scope = place.scope.under(directives);
        let ty = condition.and_then(|condition| self.model.get(&condition.node.on.node)).unwrap_or(place.ty);
        let possible: BTreeSet<Name> = place.possible.intersection(&ty.possible).cloned().collect();
        if possible.is_empty() {
            // Each condition fits into the one around it, but all together never hold.
            return Ok(());
        }
        if place.ty.name == ty.name || place.ty.is_object() {
            // The condition holds: it names this type, or one that this object type belongs to.
            return self.collect(&Place { scope, ..place.clone() }, set, slots);
        }
        if ty.fields().is_some() {
            let scope = scope.on(self.model, ty);
            return self.collect(&Place { scope, ty, possible }, set, slots);
        }
        // The executor does not know the members of a union that is not the type of the field.
        for member in possible.iter().filter_map(|name| self.model.get(name)) {
            let (scope, possible) = (scope.on(self.model, member), member.possible.clone());
            self.collect(&Place { scope, ty: member, possible }, set, slots)?;
        }
        Ok(())
    }
}

/// How much more may be normalized than was counted before, for the members of unions.
const UNION_FACTOR: usize = 2;

impl<'a> Slots<'a> {
    fn add(&mut self, place: Place<'a>, def: &'a FieldDef, field: &'a Positioned<Field>) -> Result<(), Refusal> {
        let key = &field.node.response_key().node;
        let set = &field.node.selection_set.node;
        let leaf = set.items.is_empty();
        let indices = self.by_key.entry(key).or_default();
        for index in indices.iter() {
            let Some(slot) = self.slots.get_mut(*index).filter(|slot| same_directives(&slot.field.node, &field.node))
            else {
                continue;
            };
            let Some(rest) = place.scope.beyond(&slot.place.scope, leaf) else { continue };
            overlap::same_call(slot.field, field)?;
            if !leaf {
                slot.sets.push((rest, set));
            }
            return Ok(());
        }
        indices.push(self.slots.len());
        let sets = if leaf { Vec::new() } else { vec![(Vec::new(), set)] };
        self.slots.push(Slot { place, def, field, sets });
        Ok(())
    }
}
