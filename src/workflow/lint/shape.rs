//! Limits, names, ids, lanes and the context: what can be said without looking at the flows.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Code, Known, Report};
use crate::workflow::expr::RESERVED_NAMES;
use crate::workflow::model::{
    ANYTHING, ActionNode, ActorRef, Definition, Lane, MAX_EXCLUSIONS, MAX_FLOWS, MAX_ID_CHARS, MAX_INSTRUCTIONS_CHARS,
    MAX_LANES, MAX_MAPPINGS, MAX_MAX_VISITS, MAX_NAME_CHARS, MAX_NODES, MAX_OUTCOME_CHARS, MAX_OUTCOMES, MAX_ROLES,
    MAX_VARIABLES, Node, UserTaskNode,
};

pub(super) fn check(definition: &Definition, report: &mut Report) {
    let Definition { schema: _, key, name, entity, singleton: _, context, lanes, nodes, flows, di: _ } = definition;
    form(report, "/key", key, is_kebab, "a key in kebab-case");
    form(report, "/entity", entity, |text| text == ANYTHING || is_identifier(text), "the name of an entity, or `*`");
    text(report, "/name", name, MAX_NAME_CHARS);
    length(report, "/lanes", lanes.len(), MAX_LANES);
    length(report, "/nodes", nodes.len(), MAX_NODES);
    length(report, "/flows", flows.len(), MAX_FLOWS);
    check_context(context, report);
    for (i, lane) in lanes.iter().enumerate() {
        check_lane(&format!("/lanes/{i}"), lane, report);
    }
    for (i, node) in nodes.iter().enumerate() {
        check_node(&format!("/nodes/{i}"), node, definition, report);
    }
    for (i, flow) in flows.iter().enumerate() {
        form(report, &format!("/flows/{i}/id"), &flow.id, is_identifier, "an id");
    }
    unique(report, "/lanes", "/id", lanes.iter().map(|lane| lane.id.as_str()), Code::DuplicateId);
    unique(report, "/nodes", "/id", nodes.iter().map(Node::id), Code::DuplicateId);
    unique(report, "/flows", "/id", flows.iter().map(|flow| flow.id.as_str()), Code::DuplicateId);
}

/// Looks up the roles and actions that the definition names.
pub(super) fn check_known(definition: &Definition, known: Known<'_>, report: &mut Report) {
    for (i, lane) in definition.lanes.iter().enumerate() {
        known_roles(&format!("/lanes/{i}/roles"), &lane.roles, known, report);
    }
    for (i, node) in definition.nodes.iter().enumerate() {
        match node {
            Node::UserTask(task) => known_roles(&format!("/nodes/{i}/assign/roles"), &task.assign.roles, known, report),
            Node::Action(action) if !known.actions.contains(&action.action) => {
                let name = &action.action;
                let message = format!("there is no action `{name}`");
                report.error(Code::UnknownAction, format!("/nodes/{i}/action"), message, json!({ "action": name }));
            }
            Node::Action(_) | Node::Start(_) | Node::Xor(_) | Node::End(_) => {}
        }
    }
}

fn known_roles(pointer: &str, roles: &[String], known: Known<'_>, report: &mut Report) {
    for (i, role) in roles.iter().enumerate().filter(|(_, role)| !known.roles.contains(*role)) {
        report.error(
            Code::UnknownRole,
            format!("{pointer}/{i}"),
            format!("there is no role `{role}`"),
            json!({ "role": role }),
        );
    }
}

fn check_context(context: &Value, report: &mut Report) {
    let is_object = context.get("type").and_then(Value::as_str) == Some("object");
    let properties = context.get("properties").and_then(Value::as_object);
    let Some(properties) = properties.filter(|_| is_object) else {
        let message = "the context must be a JSON Schema of type object with properties".to_owned();
        return report.error(Code::BadContext, "/context".to_owned(), message, Value::Null);
    };
    length(report, "/context/properties", properties.len(), MAX_VARIABLES);
    for (name, schema) in properties {
        let pointer = format!("/context/properties/{}", super::segment(name));
        variable_name(&pointer, name, report);
        if !schema.is_object() && !schema.is_boolean() {
            report.error(Code::BadContext, pointer, "a schema is an object or a boolean".to_owned(), Value::Null);
        }
    }
    let required = context.get("required").map_or_else(|| Some(&[][..]), |all| all.as_array().map(Vec::as_slice));
    let Some(required) = required else {
        return report.error(
            Code::BadContext,
            "/context/required".to_owned(),
            "`required` is a list of names".to_owned(),
            Value::Null,
        );
    };
    for (i, name) in required.iter().enumerate() {
        if !name.as_str().is_some_and(|name| properties.contains_key(name)) {
            let message = format!("{name} is required and not declared");
            report.error(Code::BadContext, format!("/context/required/{i}"), message, json!({ "name": name }));
        }
    }
}

/// A name that expressions use.
fn variable_name(pointer: &str, name: &str, report: &mut Report) {
    form(report, pointer, name, is_identifier, "a name that expressions can use");
    if RESERVED_NAMES.contains(&name) {
        report.error(
            Code::ReservedName,
            pointer.to_owned(),
            format!("`{name}` means something else in expressions"),
            json!({ "name": name }),
        );
    }
}

fn check_lane(at: &str, lane: &Lane, report: &mut Report) {
    form(report, &format!("{at}/id"), &lane.id, is_identifier, "an id");
    if let Some(name) = &lane.name {
        text(report, &format!("{at}/name"), name, MAX_NAME_CHARS);
    }
    check_roles(&format!("{at}/roles"), &lane.roles, report);
    if lane.roles.is_empty() {
        report.error(Code::NoRoles, format!("{at}/roles"), "the lane has no role".to_owned(), Value::Null);
    }
}

fn check_roles(pointer: &str, roles: &[String], report: &mut Report) {
    length(report, pointer, roles.len(), MAX_ROLES);
    for (i, role) in roles.iter().enumerate() {
        form(report, &format!("{pointer}/{i}"), role, is_kebab, "a role key in kebab-case");
    }
}

fn check_node(at: &str, node: &Node, definition: &Definition, report: &mut Report) {
    form(report, &format!("{at}/id"), node.id(), is_identifier, "an id");
    if let Some(name) = node.name() {
        text(report, &format!("{at}/name"), name, MAX_NAME_CHARS);
    }
    if let Some(milestone) = node.milestone() {
        text(report, &format!("{at}/milestone"), milestone, MAX_OUTCOME_CHARS);
    }
    if let Some(max) = node.max_visits().filter(|max| !(1..=MAX_MAX_VISITS).contains(max)) {
        let message = format!("maxVisits is {max}, it must be from 1 to {MAX_MAX_VISITS}");
        report.error(Code::OutOfRange, format!("{at}/maxVisits"), message, json!({ "min": 1, "max": MAX_MAX_VISITS }));
    }
    match node {
        Node::UserTask(task) => check_task(at, task, definition, report),
        Node::Action(action) => check_action(at, action, definition, report),
        Node::End(end) => {
            if let Some(outcome) = &end.outcome {
                text(report, &format!("{at}/outcome"), outcome, MAX_OUTCOME_CHARS);
            }
        }
        Node::Start(_) | Node::Xor(_) => {}
    }
}

fn check_task(at: &str, task: &UserTaskNode, definition: &Definition, report: &mut Report) {
    variable_name(&format!("{at}/id"), &task.id, report);
    if definition.variables().any(|(name, _)| *name == task.id) {
        let message = format!("`{}` is also a variable, and the answer of the task needs the name", task.id);
        report.error(Code::DuplicateId, format!("{at}/id"), message, json!({ "id": task.id }));
    }
    if let Some(instructions) = &task.instructions {
        text(report, &format!("{at}/instructions"), instructions, MAX_INSTRUCTIONS_CHARS);
    }
    length(report, &format!("{at}/outcomes"), task.outcomes.len(), MAX_OUTCOMES);
    if task.outcomes.is_empty() {
        report.error(Code::Empty, format!("{at}/outcomes"), "a task needs an outcome".to_owned(), Value::Null);
    }
    for (i, outcome) in task.outcomes.iter().enumerate() {
        form(report, &format!("{at}/outcomes/{i}"), outcome, is_outcome, "the name of an outcome");
    }
    unique(report, &format!("{at}/outcomes"), "", task.outcomes.iter().map(String::as_str), Code::DuplicateOutcome);
    check_roles(&format!("{at}/assign/roles"), &task.assign.roles, report);
    let lane = task.lane.as_ref().map(|id| (id, definition.lanes.iter().any(|lane| lane.id == *id)));
    match lane {
        Some((id, false)) => report.error(
            Code::UnknownLane,
            format!("{at}/lane"),
            format!("there is no lane `{id}`"),
            json!({ "lane": id }),
        ),
        None if task.assign.roles.is_empty() => {
            report.error(Code::NoRoles, at.to_owned(), "the task has neither a lane nor roles".to_owned(), Value::Null);
        }
        Some((_, true)) | None => {}
    }
    check_exclusions(at, task, definition, report);
}

fn check_exclusions(at: &str, task: &UserTaskNode, definition: &Definition, report: &mut Report) {
    let excluded = &task.assign.exclude_actors_of;
    length(report, &format!("{at}/assign/excludeActorsOf"), excluded.len(), MAX_EXCLUSIONS);
    for (i, actor) in excluded.iter().enumerate() {
        let ActorRef::Node(id) = actor else { continue };
        let pointer = format!("{at}/assign/excludeActorsOf/{i}");
        match definition.nodes.iter().find(|node| node.id() == id) {
            None => report.error(Code::UnknownNode, pointer, format!("there is no node `{id}`"), json!({ "node": id })),
            Some(Node::UserTask(_)) => {}
            Some(Node::Start(_) | Node::Xor(_) | Node::Action(_) | Node::End(_)) => {
                report.error(
                    Code::NotATask,
                    pointer,
                    format!("`{id}` is no task, nobody acts on it"),
                    json!({ "node": id }),
                );
            }
        }
    }
}

fn check_action(at: &str, action: &ActionNode, definition: &Definition, report: &mut Report) {
    form(report, &format!("{at}/action"), &action.action, is_action, "the name of an action");
    length(report, &format!("{at}/in"), action.input.len(), MAX_MAPPINGS);
    length(report, &format!("{at}/out"), action.output.len(), MAX_MAPPINGS);
    for field in action.input.keys() {
        form(report, &format!("{at}/in/{}", super::segment(field)), field, is_identifier, "the name of a field");
    }
    for name in action.output.keys() {
        if !definition.variables().any(|(declared, _)| declared == name) {
            let message = format!("there is no variable `{name}` in the context");
            report.error(
                Code::UnknownVariable,
                format!("{at}/out/{}", super::segment(name)),
                message,
                json!({ "name": name }),
            );
        }
    }
}

fn form(report: &mut Report, pointer: &str, text: &str, fits: fn(&str) -> bool, what: &str) {
    if !fits(text) {
        report.error(
            Code::BadName,
            pointer.to_owned(),
            format!("`{text}` is not {what}"),
            json!({ "maxChars": MAX_ID_CHARS }),
        );
    }
}

fn text(report: &mut Report, pointer: &str, text: &str, limit: usize) {
    if text.trim().is_empty() {
        report.error(Code::Empty, pointer.to_owned(), "the text is empty".to_owned(), Value::Null);
    }
    length(report, pointer, text.chars().count(), limit);
}

fn length(report: &mut Report, pointer: &str, length: usize, limit: usize) {
    if length > limit {
        let message = format!("the length is {length}, the limit is {limit}");
        report.error(Code::TooLong, pointer.to_owned(), message, json!({ "length": length, "limit": limit }));
    }
}

fn unique<'a>(report: &mut Report, list: &str, field: &str, names: impl Iterator<Item = &'a str>, code: Code) {
    let mut seen = BTreeSet::new();
    for (i, name) in names.enumerate() {
        if !seen.insert(name) {
            report.error(code, format!("{list}/{i}{field}"), format!("`{name}` is there twice"), json!({ "id": name }));
        }
    }
}

fn spelled(text: &str, limit: usize, first: fn(char) -> bool, rest: fn(char) -> bool) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(first) && chars.all(rest) && text.chars().count() <= limit
}

fn is_identifier(text: &str) -> bool {
    spelled(text, MAX_ID_CHARS, |c| c.is_ascii_alphabetic(), |c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_kebab(text: &str) -> bool {
    let words = !text.ends_with('-') && !text.contains("--");
    words
        && spelled(
            text,
            MAX_ID_CHARS,
            |c| c.is_ascii_lowercase(),
            |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-',
        )
}

fn is_outcome(text: &str) -> bool {
    spelled(
        text,
        MAX_OUTCOME_CHARS,
        |c| c.is_ascii_alphabetic(),
        |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'),
    )
}

fn is_action(text: &str) -> bool {
    text.chars().count() <= MAX_ID_CHARS && text.split('.').all(is_identifier)
}
