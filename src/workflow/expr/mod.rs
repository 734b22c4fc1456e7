//! Expressions: CEL, with guards. The only place that knows the crate `cel`.
//!
//! The crate has no type checker, no evaluation budget, and reads positive JSON integers as unsigned. So this module
//! checks names and types before an expression is published ([`Expr::check`]), rewrites it so that every loop and
//! every copy is paid for from a budget, and converts JSON itself.

mod analyze;
mod convert;
mod env;
mod functions;
mod measure;
mod meter;
mod types;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, LazyLock};

use cel::common::ast::IdedExpr;
use serde_json::Value;

pub use convert::{Bound, EvalError};
pub use env::{Actor, CelEnv, InstanceInfo};
pub use types::{Names, RESERVED_NAMES, Ty};

/// Length of the source of one expression, in bytes.
pub const MAX_SOURCE_BYTES: usize = 4 * 1024;
/// Nodes of the parsed expression, after macros such as `exists` are expanded.
pub const MAX_AST_NODES: usize = 500;
/// Depth of the parsed expression. A sum of n terms is n deep.
pub const MAX_AST_DEPTH: usize = 64;
/// Loops (`exists`, `all`, `map`, `filter`, ...) inside loops.
pub const MAX_LOOP_NESTING: usize = 2;
/// Elements of each list that a variable offers to an expression.
pub const MAX_LIST_ITEMS: usize = 1_000;
/// Work of one evaluation: a turn of a loop costs 10, a value that an operator reads costs 1 and 1 more per 64 bytes
/// of text, a regular expression costs 1,000 and up to 5,000 more per class in it, times its counted repetitions.
pub const MAX_WORK: u64 = 2_000_000;
/// Length of the pattern of `matches`, in bytes. The pattern must be a literal.
pub const MAX_REGEX_BYTES: usize = 128;
/// The product of all counted repetitions (`{n}`, `{n,m}`) of a pattern.
pub const MAX_REGEX_REPEAT: u64 = 50;
/// Values in the result of one evaluation.
pub const MAX_RESULT_VALUES: usize = 10_000;

/// Words, numbers and signs in a source. More cannot be an expression within [`MAX_AST_NODES`], and the parser, whose
/// recursion grows with them, must not see it.
const MAX_TOKENS: usize = 1_500;
/// A debug build of the parser needs 170 KiB of stack per level of parentheses; a worker thread has 2 MiB in all.
const STACK_BYTES: usize = 64 * 1024 * 1024;

static ENV: LazyLock<Arc<cel::Env>> = LazyLock::new(|| Arc::new(cel::Env::stdlib()));

/// A checked expression, ready to be evaluated any number of times.
#[derive(Clone)]
pub struct Expr {
    source: String,
    root: IdedExpr,
    variables: BTreeSet<String>,
    paths: BTreeSet<Vec<String>>,
    test: Option<Test>,
    /// The path, when the whole expression is one.
    copies: Option<Vec<String>>,
}

impl fmt::Debug for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expr").field(&self.source).finish()
    }
}

/// What a condition asks, when it is simple enough to reason about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Test {
    /// `path == 'text'`
    Text(Vec<String>, String),
    /// `path` or `!path`
    Flag(Vec<String>, bool),
}

/// Something wrong with an expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// Which rule it breaks.
    pub kind: IssueKind,
    /// One sentence for a person.
    pub message: String,
    /// The name, field or limit that is meant.
    pub data: Value,
}

/// The rules of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueKind {
    /// Longer than [`MAX_SOURCE_BYTES`].
    TooLong,
    /// More than [`MAX_AST_NODES`] nodes, or deeper than [`MAX_AST_DEPTH`].
    TooComplex,
    /// Loops nested deeper than [`MAX_LOOP_NESTING`].
    NestedLoops,
    /// Not CEL.
    Syntax,
    /// A variable that is neither declared nor provided.
    UnknownVariable,
    /// A field that the schema of the variable does not have.
    UnknownField,
    /// A function that does not exist, or not with these arguments.
    UnknownFunction,
    /// Operands or result of the wrong type: it would fail whenever it is evaluated.
    Type,
    /// A pattern that is no literal, is invalid or is too expensive.
    Pattern,
    /// An optional value is used and nothing in the expression asks whether it is there. A warning.
    Unguarded,
}

/// An expression with everything that was found about it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Present unless an issue other than [`IssueKind::Unguarded`] was found.
    pub expr: Option<Expr>,
    /// What was found, in reading order.
    pub issues: Vec<Issue>,
}

impl Issue {
    fn new(kind: IssueKind, message: String, data: Value) -> Self {
        Self { kind, message, data }
    }
}

impl Expr {
    /// Parses an expression and checks it against the names it may use and the type it must have ([`Ty::Any`] for any).
    pub fn check(source: &str, names: &Names, want: &Ty) -> Checked {
        if let Some(issue) = too_long(source) {
            return Checked { expr: None, issues: vec![issue] };
        }
        on_deep_stack(|| check(source, names, want)).unwrap_or_else(|error| Checked {
            expr: None,
            issues: vec![Issue::new(IssueKind::Syntax, error.to_string(), Value::Null)],
        })
    }

    /// Evaluates the expression. `lookup` is asked once per variable; a variable it does not know reads as `null`.
    ///
    /// # Errors
    /// [`EvalError`] when a variable cannot be offered, the evaluation fails or is too much work, or the result is not JSON.
    pub fn eval<'a>(&self, lookup: &(dyn Fn(&str) -> Option<Bound<'a>> + Sync)) -> Result<Value, EvalError> {
        if let Some(copy) = self.copy(lookup) {
            return Ok(copy);
        }
        on_deep_stack(|| meter::run(&self.root, &self.variables, lookup))?
    }

    /// A variable or a field of it is passed on as it is: no conversion touches it, and no limit of CEL applies.
    fn copy<'a>(&self, lookup: &dyn Fn(&str) -> Option<Bound<'a>>) -> Option<Value> {
        let (name, fields) = self.copies.as_ref()?.split_first()?;
        match lookup(name)? {
            Bound::Json(value) => fields.iter().try_fold(value, |value, field| value.get(field)).cloned(),
            Bound::Time(_) | Bound::Text(_) | Bound::Texts(_) | Bound::Parts(_) => None,
        }
    }

    /// The text it was written as.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The variables it reads.
    pub fn variables(&self) -> &BTreeSet<String> {
        &self.variables
    }

    /// The variables and fields it reads, each as a path: `refund.amountMinor` is `["refund", "amountMinor"]`.
    pub fn paths(&self) -> &BTreeSet<Vec<String>> {
        &self.paths
    }

    /// What it asks, when the whole of it is one simple question.
    pub fn test(&self) -> Option<&Test> {
        self.test.as_ref()
    }
}

fn too_long(source: &str) -> Option<Issue> {
    let (length, limit) = (source.len(), MAX_SOURCE_BYTES);
    if length > limit {
        let message = format!("the expression has {length} bytes, the limit is {limit}");
        return Some(Issue::new(IssueKind::TooLong, message, serde_json::json!({ "limit": limit })));
    }
    let mut tokens = 0_usize;
    let mut in_word = false;
    for c in source.chars() {
        let word = c.is_alphanumeric() || c == '_';
        let continues = c.is_whitespace() || (word && in_word);
        tokens += usize::from(!continues);
        in_word = word;
    }
    (tokens > MAX_TOKENS).then(|| too_complex(MAX_AST_NODES, "nodes"))
}

fn too_complex(limit: usize, what: &str) -> Issue {
    let message = format!("the expression is too complex, the limit is {limit} {what}");
    Issue::new(IssueKind::TooComplex, message, serde_json::json!({ "limit": limit }))
}

fn check(source: &str, names: &Names, want: &Ty) -> Checked {
    let root = match ENV.compile(source) {
        Ok(program) => program.expression().clone(),
        Err(errors) => {
            let issue = Issue::new(IssueKind::Syntax, errors.to_string(), Value::Null);
            return Checked { expr: None, issues: vec![issue] };
        }
    };
    let issues = measure::measure(&root);
    if !issues.is_empty() {
        return Checked { expr: None, issues };
    }
    let found = analyze::analyze(&root, names, want);
    let sound = found.issues.iter().all(|issue| issue.kind == IssueKind::Unguarded);
    let expr = sound.then(|| Expr {
        source: source.to_owned(),
        root: meter::metered(root),
        variables: found.variables,
        paths: found.paths,
        test: found.test,
        copies: found.copies,
    });
    Checked { expr, issues: found.issues }
}

/// Runs `work` where recursion is safe, whoever calls and however it was compiled, and contains a panic of the crate.
fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, EvalError> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work);
        let thread = thread.map_err(|error| EvalError::Internal { message: error.to_string() })?;
        thread.join().map_err(|_| EvalError::Internal { message: "the evaluator panicked".to_owned() })
    })
}
