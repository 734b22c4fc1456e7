//! The flows out of each node: whether exactly one of them is always taken.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Code, Graph, Report};
use crate::workflow::expr::{Expr, Test};
use crate::workflow::model::{Definition, Flow, Node, UserTaskNode};

type Outgoing<'a> = &'a [(usize, &'a Flow)];

pub(super) fn check(definition: &Definition, graph: &Graph<'_>, exprs: &BTreeMap<String, Expr>, report: &mut Report) {
    for (i, node) in definition.nodes.iter().enumerate() {
        let (at, out) = (format!("/nodes/{i}"), graph.outgoing(node.id()));
        match node {
            Node::UserTask(task) => check_task(&at, task, out, report),
            Node::Xor(_) => {
                if graph.incoming(node.id()).len() > 1 && out.len() > 1 {
                    let message = format!("`{}` both joins and splits: put a second gateway behind it", node.id());
                    report.error(Code::JoinAndSplit, at.clone(), message, json!({ "node": node.id() }));
                }
                check_xor(&at, node.id(), out, report, |tests| exhaustive(definition, graph, node.id(), tests), exprs);
            }
            Node::Start(_) | Node::Action(_) => check_single(&at, node.id(), out, report),
            // A flow out of an end is refused as a whole.
            Node::End(_) => {}
        }
    }
}

fn misplaced(report: &mut Report, code: Code, i: usize, field: &str, why: &str) {
    report.error(code, format!("/flows/{i}/{field}"), why.to_owned(), Value::Null);
}

fn implicit_split(report: &mut Report, at: &str, node: &str, flows: &[(usize, &Flow)]) {
    let flows: Vec<&str> = flows.iter().map(|(_, flow)| flow.id.as_str()).collect();
    let message = format!("the flows {} would all leave `{node}` at once", flows.join(", "));
    report.error(Code::ImplicitSplit, at.to_owned(), message, json!({ "node": node, "flows": flows }));
}

/// A start or an action: one flow, and nothing on it.
fn check_single(at: &str, node: &str, out: Outgoing<'_>, report: &mut Report) {
    if out.len() > 1 {
        implicit_split(report, at, node, out);
    }
    for (i, flow) in out {
        if flow.when.is_some() {
            misplaced(report, Code::MisplacedCondition, *i, "when", "only a flow out of an xor has a condition");
        }
        if flow.outcome.is_some() {
            misplaced(report, Code::MisplacedOutcome, *i, "outcome", "only a flow out of a task has an outcome");
        }
        if flow.default {
            misplaced(report, Code::MisplacedDefault, *i, "default", "the only flow needs no default");
        }
    }
}

/// A task: one flow per outcome or a default; or one plain flow for them all.
fn check_task(at: &str, task: &UserTaskNode, out: Outgoing<'_>, report: &mut Report) {
    let mut covered = BTreeSet::new();
    for (i, flow) in out {
        if flow.when.is_some() {
            misplaced(report, Code::MisplacedCondition, *i, "when", "only a flow out of an xor has a condition");
        }
        let Some(outcome) = &flow.outcome else { continue };
        let data = json!({ "outcome": outcome, "outcomes": task.outcomes });
        if !task.outcomes.contains(outcome) {
            report.error(
                Code::UnknownOutcome,
                format!("/flows/{i}/outcome"),
                format!("`{}` has no outcome `{outcome}`", task.id),
                data,
            );
        } else if !covered.insert(outcome) {
            report.error(
                Code::DuplicateOutcome,
                format!("/flows/{i}/outcome"),
                format!("another flow has the outcome `{outcome}`"),
                data,
            );
        }
        if flow.default {
            misplaced(
                report,
                Code::MisplacedDefault,
                *i,
                "default",
                "a flow has an outcome or is the default, not both",
            );
        }
    }
    let plain: Vec<(usize, &Flow)> =
        out.iter().copied().filter(|(_, flow)| flow.outcome.is_none() && !flow.default).collect();
    if plain.len() > 1 || (plain.len() == 1 && out.len() > 1) {
        implicit_split(report, at, &task.id, &plain);
    }
    many_defaults(out, report);
    let rest_covered = !plain.is_empty() || out.iter().any(|(_, flow)| flow.default);
    for (j, outcome) in
        task.outcomes.iter().enumerate().filter(|(_, outcome)| !rest_covered && !covered.contains(outcome))
    {
        let message = format!("no flow continues the outcome `{outcome}`, and there is no default");
        report.error(Code::UncoveredOutcome, format!("{at}/outcomes/{j}"), message, json!({ "outcome": outcome }));
    }
}

fn many_defaults(out: Outgoing<'_>, report: &mut Report) {
    for (i, flow) in out.iter().filter(|(_, flow)| flow.default).skip(1) {
        report.error(
            Code::ManyDefaults,
            format!("/flows/{i}/default"),
            "there is another default".to_owned(),
            json!({ "flow": flow.id }),
        );
    }
}

fn check_xor(
    at: &str,
    node: &str,
    out: Outgoing<'_>,
    report: &mut Report,
    exhaustive: impl Fn(&[&Test]) -> bool,
    exprs: &BTreeMap<String, Expr>,
) {
    for (i, flow) in out {
        if flow.outcome.is_some() {
            misplaced(report, Code::MisplacedOutcome, *i, "outcome", "only a flow out of a task has an outcome");
        }
        if flow.default && flow.when.is_some() {
            misplaced(report, Code::MisplacedCondition, *i, "when", "the default flow has no condition");
        }
        if out.len() > 1 && !flow.default && flow.when.is_none() {
            let message = format!("`{}` leaves a choice and has neither a condition nor is it the default", flow.id);
            report.error(Code::NoCondition, format!("/flows/{i}"), message, json!({ "flow": flow.id }));
        }
    }
    many_defaults(out, report);
    let conditional = out.iter().filter(|(_, flow)| flow.when.is_some());
    if conditional.clone().count() == 0 || out.iter().any(|(_, flow)| flow.default || flow.when.is_none()) {
        return;
    }
    let tests: Option<Vec<&Test>> = conditional.map(|(i, _)| exprs.get(&format!("/flows/{i}/when"))?.test()).collect();
    if !tests.is_some_and(|tests| exhaustive(&tests)) {
        let message = format!("no condition out of `{node}` may be true: make one flow the default");
        report.error(Code::NoDefault, at.to_owned(), message, json!({ "node": node }));
    }
}

/// Whether one of the tests is always true: they name every value of one outcome, enum or flag.
fn exhaustive(definition: &Definition, graph: &Graph<'_>, node: &str, tests: &[&Test]) -> bool {
    let mut paths = tests.iter().map(|test| match test {
        Test::Text(path, _) | Test::Flag(path, _) => path,
    });
    let Some(path) = paths.next().filter(|first| paths.all(|other| other == *first)) else { return false };
    let texts: BTreeSet<&str> = tests
        .iter()
        .filter_map(|test| if let Test::Text(_, text) = test { Some(text.as_str()) } else { None })
        .collect();
    let flags: BTreeSet<bool> =
        tests.iter().filter_map(|test| if let Test::Flag(_, flag) = test { Some(*flag) } else { None }).collect();
    let [root, field] = path.as_slice() else {
        return path.first().is_some_and(|name| covers(definition, name, &texts, &flags));
    };
    definition.nodes.iter().any(|other| match other {
        Node::UserTask(task) => {
            let certain = task.id == *root && field == "outcome" && graph.always_passes(&task.id, node);
            certain && task.outcomes.iter().all(|outcome| texts.contains(outcome.as_str()))
        }
        Node::Start(_) | Node::Xor(_) | Node::Action(_) | Node::End(_) => false,
    })
}

fn covers(definition: &Definition, name: &str, texts: &BTreeSet<&str>, flags: &BTreeSet<bool>) -> bool {
    let schema = definition.variables().find(|(declared, _)| *declared == name).map(|(_, schema)| schema);
    let Some(schema) = schema.filter(|_| definition.required().contains(name)) else { return false };
    if schema.get("type").and_then(Value::as_str) == Some("boolean") {
        return flags.len() == 2;
    }
    let values = schema.get("enum").and_then(Value::as_array);
    values.is_some_and(|values| values.iter().all(|value| value.as_str().is_some_and(|value| texts.contains(value))))
}
