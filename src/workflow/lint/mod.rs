//! Everything that can be wrong with a definition, found at once.
//!
//! The lint decides what is published: a definition without an error compiles, and what compiles never meets a
//! structure that the step does not know.

pub(super) mod approval;
mod exprs;
mod graph;
mod routes;
mod shape;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::expr::Expr;
use super::model::{Definition, SourceError};

pub(super) use graph::Graph;

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Which rule.
    pub code: Code,
    /// Whether it stops the definition from being published.
    pub severity: Severity,
    /// Where: a JSON pointer into the definition, for example `/flows/3/to`.
    pub pointer: String,
    /// One sentence for a person.
    pub message: String,
    /// The names and limits that are meant; `null` when the pointer says it all.
    pub data: Value,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// The definition cannot be published.
    Error,
    /// It can be published and may surprise.
    Warning,
}

/// The rules. Clients switch on them, so a name is never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Code {
    /// The text is not a definition of this format.
    InvalidSource,
    /// A list or a text is longer than its limit.
    TooLong,
    /// A list or a text that must not be empty is.
    Empty,
    /// A key, id or name breaks the rule of its form.
    BadName,
    /// A name that expressions use for something else.
    ReservedName,
    /// Two things of one kind have the same id.
    DuplicateId,
    /// A number is outside its limits.
    OutOfRange,
    /// `context` is not a JSON Schema of type `object` with properties.
    BadContext,
    /// A flow, or an exclusion, names a node that does not exist.
    UnknownNode,
    /// A task names a lane that does not exist.
    UnknownLane,
    /// A role does not exist.
    UnknownRole,
    /// An action does not exist.
    UnknownAction,
    /// An action sets a variable that the context does not declare.
    UnknownVariable,
    /// A flow names an outcome that its task does not have.
    UnknownOutcome,
    /// An exclusion names a node that is no task.
    NotATask,
    /// There is no start.
    NoStart,
    /// There is more than one start.
    ManyStarts,
    /// There is no end.
    NoEnd,
    /// A flow enters a start.
    FlowIntoStart,
    /// A flow leaves an end.
    FlowOutOfEnd,
    /// No path leads from the start to the node.
    UnreachableNode,
    /// No path leads from the node to an end.
    NoPathToEnd,
    /// Several flows would be taken at once.
    ImplicitSplit,
    /// A gateway both joins and splits.
    JoinAndSplit,
    /// Two flows for the same outcome.
    DuplicateOutcome,
    /// An outcome that no flow continues.
    UncoveredOutcome,
    /// `when` on a flow that does not leave an `xor`, or on a default flow.
    MisplacedCondition,
    /// `outcome` on a flow that does not leave a task.
    MisplacedOutcome,
    /// `default` on a flow that has no alternative, or that also has an outcome.
    MisplacedDefault,
    /// A flow out of a splitting `xor` says neither `when` nor `default`.
    NoCondition,
    /// More than one default flow.
    ManyDefaults,
    /// A choice that may find no flow.
    NoDefault,
    /// A task that is offered to nobody.
    NoRoles,
    /// A cycle that neither a task nor `maxVisits` stops.
    UnboundedLoop,
    /// A command can be run before anybody has decided.
    RunUnattended,
    /// Policy lines name the definition, and it never runs the command.
    NeverRuns,
    /// Policy lines name the definition, and it needs a variable that no command brings.
    VariableNotGiven,
    /// An expression is longer than its limit.
    CelTooLong,
    /// An expression has too many or too deeply nested parts.
    CelTooComplex,
    /// Loops of an expression are nested too deeply.
    CelNestedLoops,
    /// A text is not CEL.
    CelSyntax,
    /// An expression uses a variable that does not exist.
    CelUnknownVariable,
    /// An expression uses a field that the schema does not have.
    CelUnknownField,
    /// An expression calls a function that does not exist.
    CelUnknownFunction,
    /// Types do not agree.
    CelType,
    /// The pattern of a regular expression is refused.
    CelPattern,
    /// An optional value is used without asking whether it is there.
    CelUnguarded,
}

/// What exists outside of the definition.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The keys of all roles.
    pub roles: &'a BTreeSet<String>,
    /// The names of all registered actions.
    pub actions: &'a BTreeSet<String>,
    /// Whether policy lines put commands behind the definition.
    pub approves: bool,
}

/// Checks a definition. Without `known`, roles and actions are not looked up, nor how it approves: a running version stays valid
/// when a role goes or a rule comes.
pub fn lint(definition: &Definition, known: Option<Known<'_>>) -> Vec<Finding> {
    examine(definition, known).findings
}

/// Checks a text. What it cannot be parsed as comes back as one finding, [`Code::InvalidSource`].
pub fn lint_source(source: &str, known: Option<Known<'_>>) -> (Option<Definition>, Vec<Finding>) {
    match Definition::parse(source) {
        Ok(definition) => {
            let findings = lint(&definition, known);
            (Some(definition), findings)
        }
        Err(error) => {
            let data = match &error {
                SourceError::TooLong { bytes } => json!({ "bytes": bytes }),
                SourceError::Format(error) => json!({ "line": error.line(), "column": error.column() }),
            };
            let mut report = Report::default();
            report.error(Code::InvalidSource, String::new(), error.to_string(), data);
            (None, report.findings)
        }
    }
}

/// Whether a definition with these findings can be published.
pub fn is_clean(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.severity != Severity::Error)
}

/// A checked definition, with its expressions by the pointer of their place.
pub(super) struct Examined {
    pub(super) findings: Vec<Finding>,
    pub(super) exprs: BTreeMap<String, Expr>,
}

pub(super) fn examine(definition: &Definition, known: Option<Known<'_>>) -> Examined {
    let mut report = Report::default();
    shape::check(definition, &mut report);
    // A giant is refused before the checks that walk it more than once.
    let lists = ["/lanes", "/nodes", "/flows"];
    if report.findings.iter().any(|finding| finding.code == Code::TooLong && lists.contains(&finding.pointer.as_str()))
    {
        return Examined { findings: report.findings, exprs: BTreeMap::new() };
    }
    let graph = Graph::of(definition);
    let exprs = exprs::check(definition, &graph, &mut report);
    routes::check(definition, &graph, &exprs, &mut report);
    graph::check(definition, &graph, &mut report);
    if let Some(known) = known {
        shape::check_known(definition, known, &mut report);
        approval::check(definition, &graph, known.approves, &mut report);
    }
    report.findings.sort_by_key(|finding| finding.severity);
    Examined { findings: report.findings, exprs }
}

/// Collects findings.
#[derive(Default)]
struct Report {
    findings: Vec<Finding>,
}

impl Report {
    fn error(&mut self, code: Code, pointer: String, message: String, data: Value) {
        self.findings.push(Finding { code, severity: Severity::Error, pointer, message, data });
    }

    fn warning(&mut self, code: Code, pointer: String, message: String, data: Value) {
        self.findings.push(Finding { code, severity: Severity::Warning, pointer, message, data });
    }
}

/// A key as one segment of a JSON pointer (RFC 6901).
fn segment(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
