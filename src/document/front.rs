//! What a document becomes when its fragments are expanded, without expanding them.
//!
//! Each fragment is counted once, and once more inside of introspection, which has a limit of its own. So the work is linear in
//! the document, however much a chain of fragments would multiply.

use async_graphql::parser::types::{
    Directive, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet, VariableDefinition,
};
use async_graphql::{Name, Pos, Positioned};
use async_graphql_value::Value;
use std::collections::HashMap;

use crate::document::refusal::{self, Refusal};
use crate::document::{Limits, Work, coerce};

/// The counts of a selection set after expansion; sums saturate.
#[derive(Clone, Copy, Default)]
struct Tally {
    selections: usize,
    aliases: usize,
    directives: usize,
    /// Bytes of arguments.
    arguments: usize,
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
            arguments: self.arguments.saturating_add(other.arguments),
            fields: self.fields.saturating_add(other.fields),
            depth: self.depth.max(other.depth),
            introspection: self.introspection.max(other.introspection),
            nesting: self.nesting.max(other.nesting),
        }
    }

    /// The set as what one selection holds.
    fn below(self) -> Tally {
        Tally { selections: self.selections.saturating_add(1), nesting: self.nesting.saturating_add(1), ..self }
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

/// Holds the document against the limits that need no schema. The answer is how many bytes of arguments the largest of its
/// operations has.
pub(super) fn check(limits: &Limits, document: &ExecutableDocument, work: &mut Work) -> Result<usize, Refusal> {
    if document.fragments.len() > limits.fragments {
        let message = "The document has too many fragments.";
        return Err(Refusal::limit(refusal::FRAGMENT_LIMIT_EXCEEDED, message, limits.fragments));
    }
    let mut front = Front { limits, document, fragments: HashMap::new(), work };
    let (mut selections, mut arguments) = (0_usize, 0);
    for (_, operation) in document.operations.iter() {
        let tally = front.operation(&operation.node)?;
        // Only one of them runs, but all of them are validated.
        selections = selections.saturating_add(tally.selections);
        arguments = arguments.max(tally.arguments);
        within(limits, &operation.node, tally).map_err(|refused| refused.at(operation.pos))?;
    }
    at_most(selections, limits.expanded_fields, refusal::FIELD_LIMIT_EXCEEDED, "The document selects too much.")?;
    Ok(arguments)
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
    let arguments = "The arguments of the operation are too large.";
    at_most(tally.arguments, limits.expanded_arguments, FIELD_LIMIT_EXCEEDED, arguments)?;
    at_most(tally.aliases, limits.aliases, ALIAS_LIMIT_EXCEEDED, "The operation has too many aliases.")?;
    at_most(tally.directives, limits.directives, DIRECTIVE_LIMIT_EXCEEDED, "The operation has too many directives.")?;
    at_most(tally.fields, roots, ROOT_FIELD_LIMIT_EXCEEDED, "The operation has too many fields at its root.")
}

impl<'a> Front<'a> {
    fn operation(&mut self, operation: &'a OperationDefinition) -> Result<Tally, Refusal> {
        let mut tally = self.directives(&operation.directives)?;
        for VariableDefinition { directives, default_value, .. } in
            operation.variable_definitions.iter().map(|definition| &definition.node)
        {
            tally = tally.beside(self.directives(directives)?);
            let default = default_value.as_ref().map_or(0, |value| coerce::size(&value.node));
            tally.arguments = tally.arguments.saturating_add(default);
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
                    inner.arguments = inner.arguments.saturating_add(arguments(&field.node.arguments));
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
            tally = tally.beside(inner.below()).beside(directives);
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
        let tally = self.set(&fragment.node.selection_set, introspection, level)?;
        let tally = tally.beside(self.directives(&fragment.node.directives)?);
        self.fragments.insert((name, introspection), Seen::Counted(tally));
        Ok(tally)
    }

    fn directives(&self, directives: &[Positioned<Directive>]) -> Result<Tally, Refusal> {
        let limit = self.limits.directives_per_field;
        if let Some(extra) = directives.get(limit) {
            let message = "There are too many directives at one place.";
            return Err(Refusal::limit(refusal::DIRECTIVE_LIMIT_EXCEEDED, message, limit).at(extra.pos));
        }
        let arguments = directives.iter().map(|directive| arguments(&directive.node.arguments)).sum();
        Ok(Tally { directives: directives.len(), arguments, ..Tally::default() })
    }
}

fn arguments(arguments: &[(Positioned<Name>, Positioned<Value>)]) -> usize {
    arguments.iter().map(|(_, value)| size_of::<Name>() + size(&value.node)).sum()
}

/// About how many bytes a value in the document takes.
fn size(value: &Value) -> usize {
    size_of::<Value>()
        + match value {
            Value::Null | Value::Number(_) | Value::Boolean(_) | Value::Enum(_) | Value::Variable(_) => 0,
            Value::String(text) => text.len(),
            Value::Binary(bytes) => bytes.len(),
            Value::List(values) => values.iter().map(size).sum(),
            Value::Object(fields) => fields.values().map(|value| size_of::<Name>() + size(value)).sum(),
        }
}
