//! Types of expressions, as far as a JSON Schema tells them.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

/// Names that no variable and no node may have: they are provided, or mean something in CEL.
pub const RESERVED_NAMES: [&str; 40] = [
    "actor",
    "as",
    "bool",
    "break",
    "bytes",
    "const",
    "continue",
    "double",
    "duration",
    "dyn",
    "else",
    "entity",
    "false",
    "for",
    "function",
    "google",
    "if",
    "import",
    "in",
    "instance",
    "int",
    "let",
    "list",
    "loop",
    "map",
    "namespace",
    "now",
    "null",
    "null_type",
    "optional",
    "package",
    "result",
    "return",
    "string",
    "task",
    "timestamp",
    "true",
    "type",
    "uint",
    "var",
];

/// How deep a schema is read; below that everything is [`Ty::Any`].
const MAX_SCHEMA_DEPTH: usize = 16;

/// What is known about the type of a value before it exists.
#[derive(Clone, Debug, PartialEq)]
pub enum Ty {
    /// Nothing is known, nothing is refused.
    Any,
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A whole number of 64 bits.
    Int,
    /// A whole number without sign, written `1u`. Variables never have it.
    Uint,
    /// A number with a fraction.
    Double,
    /// A JSON number, which is an int or a double.
    Number,
    /// Text.
    String,
    /// Bytes.
    Bytes,
    /// A point in time.
    Timestamp,
    /// A span of time.
    Duration,
    /// The type of a value.
    Type,
    /// A value that may be absent, made with `.?` or `optional.of`.
    Optional,
    /// A list of one type of element.
    List(Box<Ty>),
    /// An object.
    Map(Fields),
}

/// The fields of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Fields {
    pub(super) known: BTreeMap<String, Field>,
    /// Whether there may be others.
    pub(super) open: bool,
}

/// A field of an object, or a variable.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    pub(super) ty: Ty,
    pub(super) optional: bool,
}

/// The variables that an expression may use, with their types.
#[derive(Clone, Debug, PartialEq)]
pub struct Names {
    pub(super) known: BTreeMap<String, Field>,
}

impl Default for Names {
    fn default() -> Self {
        Self::new()
    }
}

impl Names {
    /// What every expression may use: `entity`, `instance`, `actor` and `now`.
    pub fn new() -> Self {
        let mut names = Self { known: BTreeMap::new() };
        names.add("entity", Ty::open_map(), false);
        names.add("now", Ty::Timestamp, false);
        let instance =
            [("id", Ty::String), ("key", Ty::String), ("startedAt", Ty::Timestamp), ("initiator", Ty::String)];
        names.add("instance", Ty::closed_map(instance), false);
        // Absent when no person acts, for example after a timer.
        names.add("actor", Ty::closed_map([("id", Ty::String), ("roles", Ty::List(Box::new(Ty::String)))]), true);
        names
    }

    /// Adds a variable with the type that its JSON Schema tells. One that is not `required` may read as `null`.
    pub fn add_schema(&mut self, name: &str, schema: &Value, required: bool) {
        self.add(name, Ty::of_schema(schema, 0), !required);
    }

    /// Adds the answer of a task: its outcome, and what the person entered. Unless it is `certain` that the task was
    /// answered before, it may read as `null`.
    pub fn add_task(&mut self, name: &str, certain: bool) {
        let text = |optional| Field { ty: Ty::String, optional };
        let known = BTreeMap::from([("outcome".to_owned(), text(false)), ("comment".to_owned(), text(true))]);
        self.add(name, Ty::Map(Fields { known, open: true }), !certain);
    }

    /// The type of a variable.
    pub fn ty(&self, name: &str) -> Option<&Ty> {
        self.known.get(name).map(|field| &field.ty)
    }

    /// Adds a variable of which nothing is known.
    pub fn add_any(&mut self, name: &str) {
        self.add(name, Ty::Any, false);
    }

    fn add(&mut self, name: &str, ty: Ty, optional: bool) {
        self.known.insert(name.to_owned(), Field { ty, optional });
    }
}

impl Ty {
    fn open_map() -> Self {
        Self::Map(Fields { known: BTreeMap::new(), open: true })
    }

    fn closed_map<const N: usize>(fields: [(&str, Ty); N]) -> Self {
        let known = fields.into_iter().map(|(name, ty)| (name.to_owned(), Field { ty, optional: false }));
        Self::Map(Fields { known: known.collect(), open: false })
    }

    fn of_schema(schema: &Value, depth: usize) -> Self {
        if depth > MAX_SCHEMA_DEPTH {
            return Self::Any;
        }
        match schema.get("type").and_then(Value::as_str) {
            Some("string") => Self::String,
            Some("integer") => Self::Int,
            Some("number") => Self::Number,
            Some("boolean") => Self::Bool,
            Some("null") => Self::Null,
            Some("array") => {
                let items = schema.get("items").map_or(Self::Any, |items| Self::of_schema(items, depth + 1));
                Self::List(Box::new(items))
            }
            Some("object") => Self::of_object(schema, depth),
            Some(_) | None => Self::Any,
        }
    }

    /// Fields that are listed are taken to be all there are, unless `additionalProperties` says otherwise: a typing
    /// mistake in a field is much more common than a field that was left out of the schema on purpose.
    fn of_object(schema: &Value, depth: usize) -> Self {
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            return Self::open_map();
        };
        let required = |name: &str| {
            let listed = schema.get("required").and_then(Value::as_array);
            listed.is_some_and(|all| all.iter().any(|one| one.as_str() == Some(name)))
        };
        let field = |(name, schema): (&String, &Value)| {
            let ty = Self::of_schema(schema, depth + 1);
            (name.clone(), Field { ty, optional: !required(name) })
        };
        let known = properties.iter().map(field).collect();
        let open = schema.get("additionalProperties").is_some_and(|other| other.as_bool() != Some(false));
        Self::Map(Fields { known, open })
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Uint | Self::Double | Self::Number)
    }

    /// Whether a value of this type may be one of `other`.
    pub(super) fn fits(&self, other: &Self) -> bool {
        let number = |a: &Self, b: &Self| *a == Self::Number && matches!(b, Self::Int | Self::Double | Self::Number);
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => true,
            (Self::List(a), Self::List(b)) => a.fits(b),
            (Self::Map(_), Self::Map(_)) => true,
            (a, b) => a == b || number(a, b) || number(b, a),
        }
    }
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "any",
            Self::Null => "null",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Uint => "uint",
            Self::Double => "double",
            Self::Number => "number",
            Self::String => "string",
            Self::Bytes => "bytes",
            Self::Timestamp => "timestamp",
            Self::Duration => "duration",
            Self::Type => "type",
            Self::Optional => "optional",
            Self::List(_) => "list",
            Self::Map(_) => "object",
        })
    }
}
