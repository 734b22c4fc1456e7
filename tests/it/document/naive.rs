//! The limits, counted by expanding a document: slow, and so simple that it is right.

use async_graphql::Positioned;
use async_graphql::parser::types::{Directive, ExecutableDocument, Selection, SelectionSet};

/// What the only operation of a document comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub selections: usize,
    pub aliases: usize,
    pub directives: usize,
    pub depth: usize,
    pub root_fields: usize,
}

pub fn count(document: &ExecutableDocument) -> Counts {
    let (_, operation) = document.operations.iter().next().unwrap();
    let mut counts = Counts { directives: operation.node.directives.len(), ..Counts::default() };
    walk(document, &operation.node.selection_set.node, 1, &mut counts);
    counts
}

fn walk(document: &ExecutableDocument, set: &SelectionSet, depth: usize, counts: &mut Counts) {
    for selection in &set.items {
        counts.selections += 1;
        let directives: &Vec<Positioned<Directive>> = selection.node.directives();
        counts.directives += directives.len();
        match &selection.node {
            Selection::Field(field) => {
                counts.aliases += usize::from(field.node.alias.is_some());
                counts.root_fields += usize::from(depth == 1);
                counts.depth = counts.depth.max(depth);
                walk(document, &field.node.selection_set.node, depth + 1, counts);
            }
            Selection::InlineFragment(inline) => walk(document, &inline.node.selection_set.node, depth, counts),
            Selection::FragmentSpread(spread) => {
                let fragment = &document.fragments[&spread.node.fragment_name.node].node;
                counts.directives += fragment.directives.len();
                walk(document, &fragment.selection_set.node, depth, counts);
            }
        }
    }
}
