//! What a document becomes when its fragments are expanded, without expanding them.
//!
//! Each fragment is counted once, and once more inside of introspection, which has a limit of its own. So the work is linear in
//! the document, however much a chain of fragments would multiply.

use async_graphql::parser::types::{
    Directive, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Pos, Positioned};
use std::collections::HashMap;

use crate::document::refusal::{self, Refusal};
use crate::document::{Limits, Work};

/// The counts of a selection set after expansion; sums saturate.
#[derive(Clone, Copy, Default)]
struct Tally {
    selections: usize,
    aliases: usize,
    directives: usize,
    /// Fields of this set itself.
    fields: usize,
    /// Levels of fields outside of introspection.
    depth: usize,
    /// Levels of fields inside of introspection.
    introspection: usize,
    /// Levels of selections of any kind.
    nesting: usize,
}

impl Tally {
    /// Both sets beside each other.
    fn beside(self, other: Tally) -> Tally {
        Tally {
            selections: self.selections.saturating_add(other.selections),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.saturating_add(other.directives),
            fields: self.fields.saturating_add(other.fields),
            depth: self.depth.max(other.depth),
            introspection: self.introspection.max(other.introspection),
            nesting: self.nesting.max(other.nesting),
        }
    }

    /// The set as what a selection with so many directives holds.
    fn below(self, directives: usize) -> Tally {
        Tally {
            selections: self.selections.saturating_add(1),
            directives: self.directives.saturating_add(directives),
            nesting: self.nesting.saturating_add(1),
            ..self
        }
    }
}

/// What is known of a fragment.
#[derive(Clone, Copy)]
enum Seen {
    /// It is being counted: whoever comes back to it has found a cycle.
    Open,
    Counted(Tally),
}

struct Front<'a> {
    limits: &'a Limits,
    document: &'a ExecutableDocument,
    /// By name, and whether it is spread inside of introspection.
    fragments: HashMap<(&'a str, bool), Seen>,
    work: &'a mut Work,
}

/// Holds the document against the limits that need no schema.
pub(super) fn check(limits: &Limits, document: &ExecutableDocument, work: &mut Work) -> Result<(), Refusal> {
    if document.fragments.len() > limits.fragments {
        let message = "The document has too many fragments.";
        return Err(Refusal::limit(refusal::FRAGMENT_LIMIT_EXCEEDED, message, limits.fragments));
    }
    let mut front = Front { limits, document, fragments: HashMap::new(), work };
    let mut selections = 0_usize;
    for (_, operation) in document.operations.iter() {
        let tally = front.operation(&operation.node)?;
        // Only one of them runs, but all of them are validated.
        selections = selections.saturating_add(tally.selections);
        within(limits, &operation.node, tally).map_err(|refused| refused.at(operation.pos))?;
    }
    at_most(selections, limits.expanded_fields, refusal::FIELD_LIMIT_EXCEEDED, "The document selects too much.")
}

fn at_most(count: usize, limit: usize, code: &'static str, message: &str) -> Result<(), Refusal> {
    if count > limit { Err(Refusal::limit(code, message, limit)) } else { Ok(()) }
}

fn within(limits: &Limits, operation: &OperationDefinition, tally: Tally) -> Result<(), Refusal> {
    use refusal::{
        ALIAS_LIMIT_EXCEEDED, DEPTH_LIMIT_EXCEEDED, DIRECTIVE_LIMIT_EXCEEDED, FIELD_LIMIT_EXCEEDED,
        ROOT_FIELD_LIMIT_EXCEEDED,
    };
    let roots = match operation.ty {
        OperationType::Query | OperationType::Subscription => limits.root_fields,
        OperationType::Mutation => limits.root_mutations,
    };
    at_most(tally.selections, limits.expanded_fields, FIELD_LIMIT_EXCEEDED, "The operation selects too much.")?;
    at_most(tally.nesting, limits.expanded_nesting, DEPTH_LIMIT_EXCEEDED, "Selections are nested too deep.")?;
    at_most(tally.depth, limits.depth, DEPTH_LIMIT_EXCEEDED, "Fields are nested too deep.")?;
    let introspection = "Fields of introspection are nested too deep.";
    at_most(tally.introspection, limits.introspection_depth, DEPTH_LIMIT_EXCEEDED, introspection)?;
    at_most(tally.aliases, limits.aliases, ALIAS_LIMIT_EXCEEDED, "The operation has too many aliases.")?;
    at_most(tally.directives, limits.directives, DIRECTIVE_LIMIT_EXCEEDED, "The operation has too many directives.")?;
    at_most(tally.fields, roots, ROOT_FIELD_LIMIT_EXCEEDED, "The operation has too many fields at its root.")
}

impl<'a> Front<'a> {
    fn operation(&mut self, operation: &'a OperationDefinition) -> Result<Tally, Refusal> {
        let mut tally = Tally { directives: self.directives(&operation.directives)?, ..Tally::default() };
        for variable in &operation.variable_definitions {
            tally.directives = tally.directives.saturating_add(self.directives(&variable.node.directives)?);
        }
        Ok(tally.beside(self.set(&operation.selection_set, false, 0)?))
    }

    /// `level` is how deep the walk itself is: what lies deeper than the limit is not walked.
    fn set(&mut self, set: &'a Positioned<SelectionSet>, introspection: bool, level: usize) -> Result<Tally, Refusal> {
        if level > self.limits.expanded_nesting {
            let message = "Selections are nested too deep.";
            let refused = Refusal::limit(refusal::DEPTH_LIMIT_EXCEEDED, message, self.limits.expanded_nesting);
            return Err(refused.at(set.pos));
        }
        let mut tally = Tally::default();
        for selection in &set.node.items {
            self.work.selections += 1;
            let directives = self.directives(selection.node.directives())?;
            let inner = match &selection.node {
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    let meta = introspection || name == "__schema" || name == "__type";
                    let mut inner = self.set(&field.node.selection_set, meta, level + 1)?;
                    inner.aliases = inner.aliases.saturating_add(usize::from(field.node.alias.is_some()));
                    inner.fields = 1;
                    let levels = if meta { &mut inner.introspection } else { &mut inner.depth };
                    *levels = levels.saturating_add(1);
                    inner
                }
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set, introspection, level + 1)?,
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    self.fragment(name, spread.pos, introspection, level + 1)?
                }
            };
            tally = tally.beside(inner.below(directives));
        }
        Ok(tally)
    }

    fn fragment(&mut self, name: &'a str, spread: Pos, introspection: bool, level: usize) -> Result<Tally, Refusal> {
        match self.fragments.insert((name, introspection), Seen::Open) {
            Some(Seen::Open) => {
                return Err(Refusal::invalid(format!("The fragment \"{name}\" spreads itself."), [spread]));
            }
            Some(Seen::Counted(tally)) => {
                self.fragments.insert((name, introspection), Seen::Counted(tally));
                return Ok(tally);
            }
            None => {}
        }
        let Some(fragment) = self.document.fragments.get(name) else {
            return Err(Refusal::invalid(format!("There is no fragment \"{name}\"."), [spread]));
        };
        let mut tally = self.set(&fragment.node.selection_set, introspection, level)?;
        tally.directives = tally.directives.saturating_add(self.directives(&fragment.node.directives)?);
        self.fragments.insert((name, introspection), Seen::Counted(tally));
        Ok(tally)
    }

    fn directives(&self, directives: &[Positioned<Directive>]) -> Result<usize, Refusal> {
        let limit = self.limits.directives_per_field;
        match directives.get(limit) {
            Some(extra) => {
                let message = "There are too many directives at one place.";
                Err(Refusal::limit(refusal::DIRECTIVE_LIMIT_EXCEEDED, message, limit).at(extra.pos))
            }
            None => Ok(directives.len()),
        }
    }
}
