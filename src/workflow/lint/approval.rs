//! Definitions that decide about commands: a command is run, and on no path before a person has done a task.

use serde_json::json;

use super::{Code, Graph, Report};
use crate::kernel::approval::Unfit;
use crate::workflow::model::{Definition, GIVEN_VARIABLES, Node, RUN_COMMAND};

/// Why a definition cannot decide about commands. What it runs over is looked at by who knows the commands.
pub(in crate::workflow) fn unfit(definition: &Definition, graph: &Graph<'_>) -> Option<Unfit> {
    if runs(definition).next().is_none() {
        return Some(Unfit::NeverRuns);
    }
    if let Some((_, node)) = unattended(definition, graph).into_iter().next() {
        return Some(Unfit::Unattended { node: node.to_owned() });
    }
    let names: Vec<String> = not_given(definition).map(|(_, name)| name.to_owned()).collect();
    (!names.is_empty()).then_some(Unfit::Variables { names })
}

/// Reports what lets a command run without a decision; for a definition that policy lines name, also what keeps it from running.
pub(super) fn check(definition: &Definition, graph: &Graph<'_>, approves: bool, report: &mut Report) {
    for (i, node) in unattended(definition, graph) {
        let message =
            format!("a path leads from the start to `{node}` without a task: the command would run undecided");
        report.error(Code::RunUnattended, format!("/nodes/{i}"), message, json!({ "node": node }));
    }
    if !approves {
        return;
    }
    if runs(definition).next().is_none() {
        let message =
            format!("policy lines put commands behind this workflow, and no node has the action `{RUN_COMMAND}`");
        report.error(Code::NeverRuns, "/nodes".to_owned(), message, json!({ "action": RUN_COMMAND }));
    }
    for (i, name) in not_given(definition) {
        let message =
            format!("policy lines put commands behind this workflow, and a command brings no variable `{name}`");
        report.error(Code::VariableNotGiven, format!("/context/required/{i}"), message, json!({ "name": name }));
    }
}

/// The nodes that run the command, with their positions.
fn runs(definition: &Definition) -> impl Iterator<Item = (usize, &str)> {
    definition.nodes.iter().enumerate().filter_map(|(i, node)| match node {
        Node::Action(action) if action.action == RUN_COMMAND => Some((i, action.id.as_str())),
        Node::Action(_) | Node::Start(_) | Node::UserTask(_) | Node::Xor(_) | Node::End(_) => None,
    })
}

/// Those of them to which a token can come before anybody has done a task.
fn unattended<'a>(definition: &'a Definition, graph: &Graph<'a>) -> Vec<(usize, &'a str)> {
    let tasks = definition.nodes.iter().filter(|node| matches!(node, Node::UserTask(_))).map(Node::id).collect();
    let before = graph.reachable_before(&tasks);
    runs(definition).filter(|(_, node)| before.contains(node)).collect()
}

/// The variables that an instance must be started with and that no command brings.
fn not_given(definition: &Definition) -> impl Iterator<Item = (usize, &str)> {
    let required = definition.context.get("required").and_then(serde_json::Value::as_array);
    let names = required.into_iter().flatten().enumerate().filter_map(|(i, name)| Some((i, name.as_str()?)));
    names.filter(|(_, name)| !GIVEN_VARIABLES.contains(name))
}
