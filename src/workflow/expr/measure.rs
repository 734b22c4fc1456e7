//! The size of a parsed expression against its limits.

use cel::common::ast::{EntryExpr, Expr, IdedExpr};
use serde_json::json;

use super::{Issue, IssueKind, MAX_AST_DEPTH, MAX_AST_NODES, MAX_LOOP_NESTING, too_complex};

/// Holds the expression against the limits of its size. Must pass before anything else walks over it.
pub(super) fn measure(root: &IdedExpr) -> Vec<Issue> {
    let mut size = Size::default();
    size.visit(root, 1, 0);
    let mut issues = Vec::new();
    if size.nodes > MAX_AST_NODES {
        issues.push(too_complex(MAX_AST_NODES, "nodes"));
    }
    if size.depth > MAX_AST_DEPTH {
        issues.push(too_complex(MAX_AST_DEPTH, "levels"));
    }
    if size.loops > MAX_LOOP_NESTING {
        let message = format!("loops are nested {} deep, the limit is {MAX_LOOP_NESTING}", size.loops);
        issues.push(Issue::new(IssueKind::NestedLoops, message, json!({ "limit": MAX_LOOP_NESTING })));
    }
    issues
}

#[derive(Default)]
struct Size {
    nodes: usize,
    depth: usize,
    loops: usize,
}

impl Size {
    fn visit(&mut self, node: &IdedExpr, depth: usize, loops: usize) {
        self.nodes += 1;
        self.depth = self.depth.max(depth);
        self.loops = self.loops.max(loops);
        // A loop costs as many turns as its range has elements: only what runs once per turn is nested in it.
        if let Expr::Comprehension(each) = &node.expr {
            self.loops = self.loops.max(loops + 1);
            self.visit(&each.iter_range, depth + 1, loops);
            self.visit(&each.accu_init, depth + 1, loops);
            self.visit(&each.loop_cond, depth + 1, loops + 1);
            self.visit(&each.loop_step, depth + 1, loops + 1);
            self.visit(&each.result, depth + 1, loops);
            return;
        }
        for child in children(&node.expr) {
            self.visit(child, depth + 1, loops);
        }
    }
}

/// The parts of an expression that is not a loop.
fn children(expr: &Expr) -> Vec<&IdedExpr> {
    match expr {
        Expr::Call(call) => call.target.as_deref().into_iter().chain(&call.args).collect(),
        Expr::Select(select) => vec![&*select.operand],
        Expr::List(list) => list.elements.iter().collect(),
        Expr::Map(map) => map.entries.iter().flat_map(|entry| entry_parts(&entry.expr)).collect(),
        Expr::Struct(object) => object.entries.iter().flat_map(|entry| entry_parts(&entry.expr)).collect(),
        Expr::Comprehension(_) | Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => Vec::new(),
    }
}

pub(super) fn entry_parts(entry: &EntryExpr) -> Vec<&IdedExpr> {
    match entry {
        EntryExpr::MapEntry(pair) => vec![&pair.key, &pair.value],
        EntryExpr::StructField(field) => vec![&field.value],
    }
}
