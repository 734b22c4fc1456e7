//! The expressions of a definition, each checked against what is known at its place.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Code, Graph, Report, segment};
use crate::workflow::expr::{Expr, Issue, IssueKind, Names, Ty};
use crate::workflow::model::{Definition, Node};

/// An expression and where it stands.
struct Site<'a> {
    pointer: String,
    /// The node whose entering or leaving evaluates it.
    node: &'a str,
    source: &'a str,
    want: Ty,
    /// Whether it may read the `result` of an action.
    after_action: bool,
}

/// Checks all expressions and returns the usable ones by their pointers.
pub(super) fn check(definition: &Definition, graph: &Graph<'_>, report: &mut Report) -> BTreeMap<String, Expr> {
    let names = names(definition);
    let tasks: Vec<&str> =
        definition.nodes.iter().filter(|node| matches!(node, Node::UserTask(_))).map(Node::id).collect();
    let mut exprs = BTreeMap::new();
    for site in sites(definition, &names) {
        let mut names = names.clone();
        // The graph is only asked about tasks that the text may mean.
        for task in tasks.iter().filter(|task| site.source.contains(**task)) {
            names.add_task(task, graph.always_passes(task, site.node));
        }
        if site.after_action {
            names.add_any("result");
        }
        let checked = Expr::check(site.source, &names, &site.want);
        for issue in checked.issues {
            add(report, &site, issue);
        }
        if let Some(expr) = checked.expr {
            exprs.insert(site.pointer, expr);
        }
    }
    exprs
}

/// The declared variables. One that an action sets is taken to be set when it is read.
fn names(definition: &Definition) -> Names {
    let mut set: BTreeSet<&str> = definition.required();
    for node in &definition.nodes {
        match node {
            Node::Action(action) => set.extend(action.output.keys().map(String::as_str)),
            Node::Start(_) | Node::UserTask(_) | Node::Xor(_) | Node::End(_) => {}
        }
    }
    let mut names = Names::new();
    for (name, schema) in definition.variables() {
        names.add_schema(name, schema, set.contains(name.as_str()));
    }
    names
}

fn sites<'a>(definition: &'a Definition, names: &Names) -> Vec<Site<'a>> {
    let mut sites = Vec::new();
    for (i, node) in definition.nodes.iter().enumerate() {
        match node {
            Node::UserTask(task) => sites.push(Site {
                pointer: format!("/nodes/{i}/title"),
                node: &task.id,
                source: &task.title,
                want: Ty::String,
                after_action: false,
            }),
            Node::Action(action) => {
                let input = action.input.iter().map(|(field, source)| (field, source, "in", Ty::Any));
                let output = action
                    .output
                    .iter()
                    .map(|(name, source)| (name, source, "out", names.ty(name).cloned().unwrap_or(Ty::Any)));
                sites.extend(input.chain(output).map(|(key, source, side, want)| Site {
                    pointer: format!("/nodes/{i}/{side}/{}", segment(key)),
                    node: &action.id,
                    source,
                    want,
                    after_action: side == "out",
                }));
            }
            Node::Start(_) | Node::Xor(_) | Node::End(_) => {}
        }
    }
    for (i, flow) in definition.flows.iter().enumerate() {
        let when = flow.when.as_ref().map(|source| Site {
            pointer: format!("/flows/{i}/when"),
            node: &flow.from,
            source,
            want: Ty::Bool,
            after_action: false,
        });
        sites.extend(when);
    }
    sites
}

fn add(report: &mut Report, site: &Site<'_>, issue: Issue) {
    let Issue { kind, message, data } = issue;
    let (code, warning) = match kind {
        IssueKind::TooLong => (Code::CelTooLong, false),
        IssueKind::TooComplex => (Code::CelTooComplex, false),
        IssueKind::NestedLoops => (Code::CelNestedLoops, false),
        IssueKind::Syntax => (Code::CelSyntax, false),
        IssueKind::UnknownVariable => (Code::CelUnknownVariable, false),
        IssueKind::UnknownField => (Code::CelUnknownField, false),
        IssueKind::UnknownFunction => (Code::CelUnknownFunction, false),
        IssueKind::Type => (Code::CelType, false),
        IssueKind::Pattern => (Code::CelPattern, false),
        IssueKind::Unguarded => (Code::CelUnguarded, true),
    };
    let mut all = json!({ "node": site.node });
    if let (Some(all), Value::Object(data)) = (all.as_object_mut(), data) {
        all.extend(data);
    }
    let pointer = site.pointer.clone();
    if warning { report.warning(code, pointer, message, all) } else { report.error(code, pointer, message, all) }
}
