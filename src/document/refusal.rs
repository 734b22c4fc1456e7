//! Why a document or its variables are not executed.

use async_graphql::Pos;

/// The text is not a GraphQL document.
pub const PARSE_FAILED: &str = "GRAPHQL_PARSE_FAILED";
/// The document breaks a rule of validation.
pub const VALIDATION_FAILED: &str = "GRAPHQL_VALIDATION_FAILED";
/// There is no operation of this name.
pub const OPERATION_NOT_FOUND: &str = "OPERATION_NOT_FOUND";
/// There are several operations, and none was named.
pub const OPERATION_NAME_REQUIRED: &str = "OPERATION_NAME_REQUIRED";
/// Too many bytes or tokens.
pub const DOCUMENT_TOO_LARGE: &str = "DOCUMENT_TOO_LARGE";
/// Nested too deep.
pub const DEPTH_LIMIT_EXCEEDED: &str = "DEPTH_LIMIT_EXCEEDED";
/// Too many aliases.
pub const ALIAS_LIMIT_EXCEEDED: &str = "ALIAS_LIMIT_EXCEEDED";
/// Too many directives, at one place or together.
pub const DIRECTIVE_LIMIT_EXCEEDED: &str = "DIRECTIVE_LIMIT_EXCEEDED";
/// Too many fragments.
pub const FRAGMENT_LIMIT_EXCEEDED: &str = "FRAGMENT_LIMIT_EXCEEDED";
/// Too many selections after expansion.
pub const FIELD_LIMIT_EXCEEDED: &str = "FIELD_LIMIT_EXCEEDED";
/// Too many fields at the root.
pub const ROOT_FIELD_LIMIT_EXCEEDED: &str = "ROOT_FIELD_LIMIT_EXCEEDED";
/// The operation may cost too much.
pub const COST_LIMIT_EXCEEDED: &str = "COST_LIMIT_EXCEEDED";
/// Too many items in a list of an argument or variable.
pub const LIST_TOO_LONG: &str = "LIST_TOO_LONG";
/// A variable is nested too deep, or too much of it is copied.
pub const VARIABLES_TOO_DEEP: &str = "VARIABLES_TOO_DEEP";
/// A variable does not have the value that its type asks for.
pub const BAD_INPUT: &str = "BAD_INPUT";

/// Most faults that are reported, of a document or of its variables; the others are found when these are mended.
pub(super) const FAULTS_MAX: usize = 20;

/// A request error: nothing was executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// One of the codes of this module, for `extensions.code`.
    pub code: &'static str,
    /// A sentence for the client's developer. It tells no limit.
    pub message: String,
    /// Where in the document; empty when the whole document is meant.
    pub locations: Vec<Pos>,
    /// Where in the request, such as `["variables", "input", "sku"]`; empty when the document is meant.
    pub path: Vec<String>,
    /// The limit that was passed, if it was one. It may be told to callers who are known.
    pub limit: Option<u64>,
}

impl Refusal {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), locations: Vec::new(), path: Vec::new(), limit: None }
    }

    pub(super) fn invalid(message: impl Into<String>, locations: impl IntoIterator<Item = Pos>) -> Self {
        Self { locations: locations.into_iter().collect(), ..Self::new(VALIDATION_FAILED, message) }
    }

    pub(super) fn limit(code: &'static str, message: &str, limit: usize) -> Self {
        Self { limit: u64::try_from(limit).ok(), ..Self::new(code, message) }
    }

    pub(super) fn at(mut self, pos: Pos) -> Self {
        self.locations.push(pos);
        self
    }
}
