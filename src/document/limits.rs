//! What a document may be at most.

/// The longest document, in bytes.
pub const DOCUMENT_BYTES_MAX: usize = 32 * 1024;
/// Most lexical tokens in a document, not counting commas and comments.
pub const TOKENS_MAX: usize = 2_000;
/// Deepest nesting of brackets of any kind in the text. The parser is recursive, so this stands before it.
pub const NESTING_MAX: usize = 48;
/// Deepest nesting of fields; a field of the root has depth 1. Introspection has [`INTROSPECTION_DEPTH_MAX`] of its own.
pub const DEPTH_MAX: usize = 12;
/// Deepest nesting of selections, after expansion: fields, spreads and inline fragments alike.
pub const EXPANDED_NESTING_MAX: usize = 64;
/// Most aliases, after expansion.
pub const ALIASES_MAX: usize = 30;
/// Most directives at one place.
pub const DIRECTIVES_PER_FIELD_MAX: usize = 10;
/// Most directives, after expansion.
pub const DIRECTIVES_MAX: usize = 50;
/// Most fields at the root of a query, each counted as often as it is selected.
pub const ROOT_FIELDS_MAX: usize = 20;
/// Most fields at the root of a mutation, each counted as often as it is selected.
pub const ROOT_MUTATIONS_MAX: usize = 5;
/// Most fragment definitions.
pub const FRAGMENTS_MAX: usize = 50;
/// Most selections (fields, spreads and inline fragments) of all operations together, after expansion.
pub const EXPANDED_FIELDS_MAX: usize = 5_000;
/// How large all arguments may be together after expansion, in bytes: a fragment repeats its arguments wherever it is spread.
pub const EXPANDED_ARGUMENTS_MAX: usize = 1024 * 1024;
/// Most items in a list of a variable or of an argument. Inputs have smaller limits of their own, and say which.
pub const LIST_ITEMS_MAX: usize = 1_000;
/// Deepest nesting of objects and lists in the variables; the object of all variables is not counted.
pub const VARIABLES_DEPTH_MAX: usize = 16;
/// How much may be copied out of the variables into arguments, in bytes: the size of each value times its uses.
pub const VARIABLES_COPIED_MAX: usize = 4 * 1024 * 1024;
/// The most that one operation may cost, in points.
pub const COST_MAX: u64 = 5_000;
/// Deepest nesting of fields below and including `__schema` or `__type`. The standard document has 15 levels.
pub const INTROSPECTION_DEPTH_MAX: usize = 18;

/// The limits that a document is held against. The default is for the admin API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// See [`DOCUMENT_BYTES_MAX`].
    pub bytes: usize,
    /// See [`TOKENS_MAX`].
    pub tokens: usize,
    /// See [`NESTING_MAX`]. A larger value may overflow the stack of a worker in the parser.
    pub nesting: usize,
    /// See [`DEPTH_MAX`].
    pub depth: usize,
    /// See [`EXPANDED_NESTING_MAX`].
    pub expanded_nesting: usize,
    /// See [`ALIASES_MAX`].
    pub aliases: usize,
    /// See [`DIRECTIVES_PER_FIELD_MAX`].
    pub directives_per_field: usize,
    /// See [`DIRECTIVES_MAX`].
    pub directives: usize,
    /// See [`ROOT_FIELDS_MAX`].
    pub root_fields: usize,
    /// See [`ROOT_MUTATIONS_MAX`].
    pub root_mutations: usize,
    /// See [`FRAGMENTS_MAX`].
    pub fragments: usize,
    /// See [`EXPANDED_FIELDS_MAX`].
    pub expanded_fields: usize,
    /// See [`EXPANDED_ARGUMENTS_MAX`].
    pub expanded_arguments: usize,
    /// See [`LIST_ITEMS_MAX`].
    pub list_items: usize,
    /// See [`VARIABLES_DEPTH_MAX`].
    pub variables_depth: usize,
    /// See [`VARIABLES_COPIED_MAX`].
    pub variables_copied: usize,
    /// See [`COST_MAX`].
    pub cost: u64,
    /// See [`INTROSPECTION_DEPTH_MAX`].
    pub introspection_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: DOCUMENT_BYTES_MAX,
            tokens: TOKENS_MAX,
            nesting: NESTING_MAX,
            depth: DEPTH_MAX,
            expanded_nesting: EXPANDED_NESTING_MAX,
            aliases: ALIASES_MAX,
            directives_per_field: DIRECTIVES_PER_FIELD_MAX,
            directives: DIRECTIVES_MAX,
            root_fields: ROOT_FIELDS_MAX,
            root_mutations: ROOT_MUTATIONS_MAX,
            fragments: FRAGMENTS_MAX,
            expanded_fields: EXPANDED_FIELDS_MAX,
            expanded_arguments: EXPANDED_ARGUMENTS_MAX,
            list_items: LIST_ITEMS_MAX,
            variables_depth: VARIABLES_DEPTH_MAX,
            variables_copied: VARIABLES_COPIED_MAX,
            cost: COST_MAX,
            introspection_depth: INTROSPECTION_DEPTH_MAX,
        }
    }
}
