//! The rules of validation of the GraphQL specification, for every operation and fragment of a document.
//!
//! The executor has most of them too, but it would see only the one operation that is left, without its fragments. It never
//! asks whether a variable fits where it stands, and accepts a string for an input object and numbers that are no `Int`: so a
//! mutation would fail after an earlier one has run. And it panics at a default value of an unknown type. Here, each definition
//! is walked once.
//!
//! Left to others: unique names of operations and fragments (the parser), unique input fields (the lexer), cycles and unknown
//! fragments (the front), overlapping fields and the one field of a subscription (the normalizer), and what a custom scalar
//! makes of a value (its type).

mod directive;
mod faults;
mod selection;
mod value;
mod variable;

use async_graphql::parser::types::{ExecutableDocument, FragmentDefinition, OperationDefinition, OperationType, Type};
use async_graphql::{Name, Pos, Positioned};
use std::collections::{HashMap, HashSet};
use std::fmt;

use self::faults::Faults;
use crate::document::model::{SchemaModel, TypeDef};
use crate::document::refusal::Refusal;
use crate::document::{Limits, Work};

/// Where a variable stands.
#[derive(Clone, Copy)]
struct Usage<'a> {
    name: &'a Name,
    pos: Pos,
    /// The type that is expected there; none inside of a custom scalar.
    expected: Option<&'a Type>,
    /// Whether the argument or input field has a default.
    default: bool,
    /// Whether null is refused although the type is nullable: the one field of a `@oneOf` input.
    one_of: bool,
}

/// What a definition uses, to be held against the operations that reach it.
#[derive(Default)]
struct Uses<'a> {
    variables: Vec<Usage<'a>>,
    spreads: Vec<&'a str>,
}

/// A part of the path to a value.
#[derive(Clone, Copy)]
enum Part<'a> {
    Name(&'a Name),
    Index(usize),
}

impl Part<'_> {
    fn told(self) -> String {
        match self {
            Self::Name(name) => name.to_string(),
            Self::Index(index) => index.to_string(),
        }
    }
}

struct Validator<'a> {
    model: &'a SchemaModel,
    limits: &'a Limits,
    document: &'a ExecutableDocument,
    faults: Faults,
    /// From the argument to the value that is being looked at.
    path: Vec<Part<'a>>,
    /// Of the definition that is being walked.
    uses: Uses<'a>,
    work: &'a mut Work,
}

/// Validates the document. The answer is which nullable variables of the chosen operation stand where null is refused.
///
/// # Errors
/// Every fault of the document, up to [`FAULTS_MAX`](crate::document::refusal::FAULTS_MAX).
pub(super) fn check(
    model: &SchemaModel,
    limits: &Limits,
    document: &ExecutableDocument,
    chosen: Option<&Name>,
    work: &mut Work,
) -> Result<HashSet<Name>, Vec<Refusal>> {
    let (faults, uses) = (Faults::default(), Uses::default());
    let mut validator = Validator { model, limits, document, faults, path: Vec::new(), uses, work };
    let mut fragments = HashMap::new();
    for (name, fragment) in &document.fragments {
        validator.fragment(name, fragment);
        fragments.insert(name.as_str(), std::mem::take(&mut validator.uses));
    }
    let mut reached = HashSet::new();
    let mut never_null = HashSet::new();
    for (name, operation) in document.operations.iter() {
        validator.operation(operation);
        let own = std::mem::take(&mut validator.uses);
        let uses = closure(&own, &fragments, &mut reached);
        let strict = validator.variables(&operation.node, &uses);
        if name == chosen {
            never_null = strict;
        }
    }
    for (name, fragment) in &document.fragments {
        if !reached.contains(name.as_str()) {
            validator.fault(format_args!("The fragment \"{name}\" is never used."), &[fragment.pos]);
        }
    }
    let faults = validator.faults.into_refusals();
    if faults.is_empty() { Ok(never_null) } else { Err(faults) }
}

/// What an operation uses, itself and by its fragments. Adds the fragments to `reached`.
fn closure<'a, 'u>(
    own: &'u Uses<'a>,
    fragments: &'u HashMap<&'a str, Uses<'a>>,
    reached: &mut HashSet<&'a str>,
) -> Vec<&'u Uses<'a>> {
    let mut all = vec![own];
    let mut names = HashSet::new();
    let mut next = 0;
    while let Some(uses) = all.get(next).copied() {
        for name in &uses.spreads {
            if names.insert(*name) {
                all.extend(fragments.get(name));
            }
        }
        next += 1;
    }
    reached.extend(names);
    all
}

impl<'a> Validator<'a> {
    fn fault(&mut self, message: fmt::Arguments<'_>, locations: &[Pos]) {
        if self.faults.want(locations) {
            self.faults.add(Refusal::invalid(message.to_string(), locations.iter().copied()));
        }
    }

    fn operation(&mut self, operation: &'a Positioned<OperationDefinition>) {
        use async_graphql::parser::types::DirectiveLocation::{Mutation, Query, Subscription};
        let location = match operation.node.ty {
            OperationType::Query => Query,
            OperationType::Mutation => Mutation,
            OperationType::Subscription => Subscription,
        };
        self.directives(&operation.node.directives, location);
        self.definitions(&operation.node);
        match self.model.root(operation.node.ty) {
            Some(root) => self.selections(root, &operation.node.selection_set),
            None => self.fault(format_args!("The schema has no {}s.", operation.node.ty), &[operation.pos]),
        }
    }

    fn fragment(&mut self, name: &'a Name, fragment: &'a Positioned<FragmentDefinition>) {
        self.directives(&fragment.node.directives, async_graphql::parser::types::DirectiveLocation::FragmentDefinition);
        let condition = &fragment.node.type_condition.node.on;
        if let Some(ty) = self.composite(condition, format_args!("The fragment \"{name}\"")) {
            self.selections(ty, &fragment.node.selection_set);
        }
    }

    /// The type of a condition, which must have fields.
    fn composite(&mut self, condition: &'a Positioned<Name>, what: fmt::Arguments<'_>) -> Option<&'a TypeDef> {
        let name = &condition.node;
        let ty = self.model.get(name);
        match ty {
            None => self.fault(format_args!("There is no type \"{name}\"."), &[condition.pos]),
            Some(ty) if !ty.is_composite() => {
                self.fault(format_args!("{what} cannot be on \"{name}\", which has no fields."), &[condition.pos]);
            }
            Some(_) => {}
        }
        ty.filter(|ty| ty.is_composite())
    }
}
