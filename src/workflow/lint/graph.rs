//! The definition as a graph: who reaches whom.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Value, json};

use super::{Code, Report};
use crate::workflow::model::{Definition, Flow, Node};

/// The flows by the nodes they join. Flows with an unknown end are left out.
pub(crate) struct Graph<'a> {
    start: Option<&'a str>,
    ends: Vec<&'a str>,
    outgoing: BTreeMap<&'a str, Vec<(usize, &'a Flow)>>,
    incoming: BTreeMap<&'a str, Vec<(usize, &'a Flow)>>,
}

impl<'a> Graph<'a> {
    pub(crate) fn of(definition: &'a Definition) -> Self {
        let ids: BTreeSet<&str> = definition.nodes.iter().map(Node::id).collect();
        let start = definition.nodes.iter().find(|node| matches!(node, Node::Start(_))).map(Node::id);
        let ends = definition.nodes.iter().filter(|node| matches!(node, Node::End(_))).map(Node::id).collect();
        let mut graph = Self { start, ends, outgoing: BTreeMap::new(), incoming: BTreeMap::new() };
        let whole = |flow: &Flow| ids.contains(flow.from.as_str()) && ids.contains(flow.to.as_str());
        for (i, flow) in definition.flows.iter().enumerate().filter(|(_, flow)| whole(flow)) {
            graph.outgoing.entry(&flow.from).or_default().push((i, flow));
            graph.incoming.entry(&flow.to).or_default().push((i, flow));
        }
        graph
    }

    /// The flows out of a node with their positions, in the order of the definition.
    pub(crate) fn outgoing(&self, node: &str) -> &[(usize, &'a Flow)] {
        self.outgoing.get(node).map_or(&[], Vec::as_slice)
    }

    /// The flows into a node with their positions.
    pub(crate) fn incoming(&self, node: &str) -> &[(usize, &'a Flow)] {
        self.incoming.get(node).map_or(&[], Vec::as_slice)
    }

    /// Whether a token cannot come to `node` without having passed `through` before.
    pub(super) fn always_passes(&self, through: &str, node: &str) -> bool {
        let start = self.start.into_iter().filter(|start| *start != through);
        let around = reach(start, |at| {
            self.outgoing(at).iter().map(|(_, flow)| flow.to.as_str()).filter(|to| *to != through).collect()
        });
        node != through && !around.contains(node)
    }

    /// The nodes to which a token can come without having left one of these before.
    pub(super) fn reachable_before(&self, stops: &BTreeSet<&str>) -> BTreeSet<&'a str> {
        reach(self.start.into_iter(), |at| {
            let open = self.outgoing(at).iter().filter(|_| !stops.contains(at));
            open.map(|(_, flow)| flow.to.as_str()).collect()
        })
    }

    fn reachable(&self) -> BTreeSet<&'a str> {
        reach(self.start.into_iter(), |at| self.outgoing(at).iter().map(|(_, flow)| flow.to.as_str()).collect())
    }

    fn reaches_end(&self) -> BTreeSet<&'a str> {
        reach(self.ends.iter().copied(), |at| self.incoming(at).iter().map(|(_, flow)| flow.from.as_str()).collect())
    }
}

fn reach<'a>(from: impl Iterator<Item = &'a str>, mut next: impl FnMut(&'a str) -> Vec<&'a str>) -> BTreeSet<&'a str> {
    let mut queue: VecDeque<&str> = from.collect();
    let mut seen: BTreeSet<&str> = queue.iter().copied().collect();
    while let Some(at) = queue.pop_front() {
        queue.extend(next(at).into_iter().filter(|to| seen.insert(to)));
    }
    seen
}

pub(super) fn check(definition: &Definition, graph: &Graph<'_>, report: &mut Report) {
    check_terminals(definition, graph, report);
    for (i, flow) in definition.flows.iter().enumerate() {
        for (field, id) in [("from", &flow.from), ("to", &flow.to)] {
            if !definition.nodes.iter().any(|node| node.id() == id) {
                let data = json!({ "node": id, "flow": flow.id });
                report.error(
                    Code::UnknownNode,
                    format!("/flows/{i}/{field}"),
                    format!("there is no node `{id}`"),
                    data,
                );
            }
        }
    }
    let (reachable, finishing) = (graph.reachable(), graph.reaches_end());
    for (i, node) in definition.nodes.iter().enumerate() {
        let (id, at) = (node.id(), format!("/nodes/{i}"));
        // Without a start or an end every node would be reported for the same reason.
        if graph.start.is_some() && !reachable.contains(id) {
            report.error(
                Code::UnreachableNode,
                at.clone(),
                format!("no path leads from the start to `{id}`"),
                json!({ "node": id }),
            );
        }
        if !graph.ends.is_empty() && !finishing.contains(id) {
            report.error(Code::NoPathToEnd, at, format!("no path leads from `{id}` to an end"), json!({ "node": id }));
        }
    }
    check_loops(definition, graph, report);
}

fn check_terminals(definition: &Definition, graph: &Graph<'_>, report: &mut Report) {
    let mut starts = 0;
    for (i, node) in definition.nodes.iter().enumerate() {
        match node {
            Node::Start(start) => {
                starts += 1;
                if starts > 1 {
                    report.error(
                        Code::ManyStarts,
                        format!("/nodes/{i}"),
                        "there is another start".to_owned(),
                        json!({ "node": start.id }),
                    );
                }
                for (i, flow) in graph.incoming(&start.id) {
                    report.error(
                        Code::FlowIntoStart,
                        format!("/flows/{i}/to"),
                        "a flow cannot enter a start".to_owned(),
                        json!({ "flow": flow.id }),
                    );
                }
            }
            Node::End(end) => {
                for (i, flow) in graph.outgoing(&end.id) {
                    report.error(
                        Code::FlowOutOfEnd,
                        format!("/flows/{i}/from"),
                        "a flow cannot leave an end".to_owned(),
                        json!({ "flow": flow.id }),
                    );
                }
            }
            Node::UserTask(_) | Node::Xor(_) | Node::Action(_) => {}
        }
    }
    if starts == 0 {
        report.error(Code::NoStart, "/nodes".to_owned(), "there is no start".to_owned(), Value::Null);
    }
    if graph.ends.is_empty() {
        report.error(Code::NoEnd, "/nodes".to_owned(), "there is no end".to_owned(), Value::Null);
    }
}

/// A cycle must pass a task, where it waits, or a node with a limit of its own, where it stops.
fn check_loops(definition: &Definition, graph: &Graph<'_>, report: &mut Report) {
    let stops = |node: &&Node| matches!(node, Node::UserTask(_)) || node.max_visits().is_some();
    let running: BTreeSet<&str> = definition.nodes.iter().filter(|node| !stops(node)).map(Node::id).collect();
    let next = |at: &str| -> Vec<&str> {
        graph.outgoing(at).iter().map(|(_, flow)| flow.to.as_str()).filter(|to| running.contains(to)).collect()
    };
    let after: BTreeMap<&str, BTreeSet<&str>> =
        running.iter().map(|id| (*id, reach(next(id).into_iter(), &next))).collect();
    let mut reported = BTreeSet::new();
    for (i, node) in definition.nodes.iter().enumerate() {
        let id = node.id();
        let Some(reached) = after.get(id).filter(|reached| reached.contains(id)) else { continue };
        let cycle: Vec<&str> =
            reached.iter().copied().filter(|other| after.get(other).is_some_and(|back| back.contains(id))).collect();
        if !reported.contains(id) {
            let message = format!("the cycle through {} needs a task or `maxVisits`", cycle.join(", "));
            report.error(Code::UnboundedLoop, format!("/nodes/{i}"), message, json!({ "nodes": cycle }));
        }
        reported.extend(cycle);
    }
}
