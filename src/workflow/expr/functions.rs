//! The signatures of the operators and functions that an expression may call.

use cel::common::ast::operators as op;
use serde_json::json;

use super::types::Ty;
use super::{Issue, IssueKind, MAX_REGEX_BYTES, MAX_REGEX_REPEAT, meter};

/// Names of types, which an expression may compare with `type(x)`.
pub(super) fn is_type_name(name: &str) -> bool {
    matches!(
        name,
        "bool"
            | "bytes"
            | "double"
            | "duration"
            | "int"
            | "list"
            | "map"
            | "null_type"
            | "string"
            | "timestamp"
            | "type"
            | "uint"
    )
}

pub(super) fn unknown(name: &str) -> Issue {
    Issue::new(
        IssueKind::UnknownFunction,
        format!("there is no function `{name}` for these arguments"),
        json!({ "name": name }),
    )
}

/// The type of a call, or why it can never work.
pub(super) fn result(name: &str, target: Option<&Ty>, args: &[Ty]) -> Result<Ty, Issue> {
    match (target, args) {
        (None, [a, b, c]) if name == op::CONDITIONAL => {
            expect(name, a, &Ty::Bool)?;
            Ok(if b == c { b.clone() } else { Ty::Any })
        }
        (None, [a, b]) if is_operator(name) => binary(name, a, b),
        (None, [a]) if is_operator(name) => unary(name, a),
        (None, args) => function(name, args),
        (Some(target), args) => method(name, target, args),
    }
}

fn is_operator(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn mismatch(name: &str, types: &[&Ty]) -> Issue {
    let sign = name.trim_matches(|c| c == '_' || c == '@');
    let names: Vec<String> = types.iter().map(ToString::to_string).collect();
    Issue::new(
        IssueKind::Type,
        format!("`{sign}` does not work on {}", names.join(" and ")),
        json!({ "operator": sign, "types": names }),
    )
}

fn expect(name: &str, is: &Ty, want: &Ty) -> Result<(), Issue> {
    if is.fits(want) { Ok(()) } else { Err(mismatch(name, &[is])) }
}

fn unary(name: &str, a: &Ty) -> Result<Ty, Issue> {
    match name {
        op::LOGICAL_NOT => expect(name, a, &Ty::Bool).map(|()| Ty::Bool),
        op::NEGATE if a.fits(&Ty::Number) || *a == Ty::Duration => Ok(a.clone()),
        op::NEGATE => Err(mismatch(name, &[a])),
        op::NOT_STRICTLY_FALSE => Ok(Ty::Bool),
        _ => Err(unknown(name)),
    }
}

fn binary(name: &str, a: &Ty, b: &Ty) -> Result<Ty, Issue> {
    match name {
        op::LOGICAL_AND | op::LOGICAL_OR => {
            expect(name, a, &Ty::Bool)?;
            expect(name, b, &Ty::Bool).map(|()| Ty::Bool)
        }
        op::EQUALS | op::NOT_EQUALS => {
            let comparable = a.fits(b) || *a == Ty::Null || *b == Ty::Null || (a.is_number() && b.is_number());
            if comparable { Ok(Ty::Bool) } else { Err(mismatch(name, &[a, b])) }
        }
        op::LESS | op::LESS_EQUALS | op::GREATER | op::GREATER_EQUALS => ordered(name, a, b),
        op::IN if matches!(b, Ty::List(_) | Ty::Map(_) | Ty::Any) => Ok(Ty::Bool),
        op::IN => Err(mismatch(name, &[a, b])),
        op::INDEX => index(name, a, b),
        op::OPT_INDEX => Ok(Ty::Optional),
        op::ADD | op::SUBSTRACT | op::MULTIPLY | op::DIVIDE | op::MODULO => arithmetic(name, a, b),
        _ => Err(unknown(name)),
    }
}

fn ordered(name: &str, a: &Ty, b: &Ty) -> Result<Ty, Issue> {
    let has_order = |ty: &Ty| !matches!(ty, Ty::Null | Ty::List(_) | Ty::Map(_) | Ty::Type | Ty::Optional);
    let same = a.fits(b) || (a.is_number() && b.is_number());
    if same && has_order(a) && has_order(b) { Ok(Ty::Bool) } else { Err(mismatch(name, &[a, b])) }
}

fn index(name: &str, a: &Ty, b: &Ty) -> Result<Ty, Issue> {
    if let (Ty::List(item), true) = (a, b.fits(&Ty::Int)) {
        Ok((**item).clone())
    } else if *a == Ty::Optional {
        Ok(Ty::Optional)
    } else if *a == Ty::Any || (matches!(a, Ty::Map(_)) && b.fits(&Ty::String)) {
        Ok(Ty::Any)
    } else {
        Err(mismatch(name, &[a, b]))
    }
}

/// A table of what goes together; every other pair is refused.
fn arithmetic(name: &str, a: &Ty, b: &Ty) -> Result<Ty, Issue> {
    use Ty::{Any, Bytes, Double, Duration, Int, List, Number, String, Timestamp, Uint};
    let ty = match (name, a, b) {
        (_, Any, Any) => Any,
        (op::ADD, Any, other) | (op::ADD, other, Any) if matches!(other, Timestamp | Duration) => Any,
        (op::SUBSTRACT, Any, Timestamp | Duration) | (op::SUBSTRACT, Timestamp, Any) => Any,
        (op::ADD, Timestamp, Duration) | (op::ADD, Duration, Timestamp) | (op::SUBSTRACT, Timestamp, Duration) => {
            Timestamp
        }
        (op::SUBSTRACT, Timestamp, Timestamp) | (op::ADD | op::SUBSTRACT, Duration, Duration) => Duration,
        (op::ADD, String, String | Any) | (op::ADD, Any, String) => String,
        (op::ADD, Bytes, Bytes | Any) | (op::ADD, Any, Bytes) => Bytes,
        (op::ADD, List(left), List(right)) => List(Box::new(if left == right {
            (**left).clone()
        } else if **left == Any {
            (**right).clone()
        } else {
            Any
        })),
        (op::ADD, List(_), Any) | (op::ADD, Any, List(_)) => List(Box::new(Any)),
        (_, Int, Int | Any) | (_, Any, Int) => Int,
        (_, Uint, Uint | Any) | (_, Any, Uint) => Uint,
        (op::MODULO, _, _) if !(a.fits(&Number) && b.fits(&Number) && *a != Double && *b != Double) => {
            return Err(mismatch(name, &[a, b]));
        }
        (_, Double, Double | Any) | (_, Any, Double) => Double,
        (_, Number, Number | Int | Double | Any) | (_, Int | Double | Any, Number) => Number,
        (_, _, _) => return Err(mismatch(name, &[a, b])),
    };
    Ok(ty)
}

fn function(name: &str, args: &[Ty]) -> Result<Ty, Issue> {
    match (name, args) {
        ("size", [a]) => sized(name, a),
        ("matches", [a, b]) => both_strings(name, a, b),
        ("int", [_]) => Ok(Ty::Int),
        ("uint", [_]) => Ok(Ty::Uint),
        ("double", [_]) => Ok(Ty::Double),
        ("string", [a]) if matches!(a, Ty::Null | Ty::List(_) | Ty::Map(_) | Ty::Optional | Ty::Type) => {
            Err(mismatch(name, &[a]))
        }
        ("string", [_]) => Ok(Ty::String),
        ("bytes", [_]) => Ok(Ty::Bytes),
        ("bool", [_]) => Ok(Ty::Bool),
        ("timestamp", [_]) => Ok(Ty::Timestamp),
        ("duration", [_]) => Ok(Ty::Duration),
        ("dyn", [_]) => Ok(Ty::Any),
        ("type", [_]) => Ok(Ty::Type),
        _ => Err(unknown(name)),
    }
}

fn method(name: &str, target: &Ty, args: &[Ty]) -> Result<Ty, Issue> {
    match (name, args) {
        ("size", []) => sized(name, target),
        ("startsWith" | "endsWith" | "contains" | "matches", [arg]) => both_strings(name, target, arg),
        ("getHours" | "getMinutes" | "getSeconds" | "getMilliseconds", []) if *target == Ty::Duration => Ok(Ty::Int),
        (
            "getFullYear" | "getMonth" | "getDayOfYear" | "getDayOfMonth" | "getDate" | "getDayOfWeek" | "getHours"
            | "getMinutes" | "getSeconds" | "getMilliseconds",
            [] | [_],
        ) => {
            expect(name, target, &Ty::Timestamp)?;
            args.first().map_or(Ok(()), |zone| expect(name, zone, &Ty::String)).map(|()| Ty::Int)
        }
        ("hasValue", []) => expect(name, target, &Ty::Optional).map(|()| Ty::Bool),
        ("value", []) | ("orValue", [_]) => expect(name, target, &Ty::Optional).map(|()| Ty::Any),
        ("or", [_]) => expect(name, target, &Ty::Optional).map(|()| Ty::Optional),
        _ => Err(unknown(name)),
    }
}

fn sized(name: &str, ty: &Ty) -> Result<Ty, Issue> {
    let has_size = matches!(ty, Ty::String | Ty::Bytes | Ty::List(_) | Ty::Map(_) | Ty::Any);
    if has_size { Ok(Ty::Int) } else { Err(mismatch(name, &[ty])) }
}

fn both_strings(name: &str, a: &Ty, b: &Ty) -> Result<Ty, Issue> {
    expect(name, a, &Ty::String)?;
    expect(name, b, &Ty::String).map(|()| Ty::Bool)
}

/// What is wrong with the pattern of a regular expression.
pub(super) fn pattern_problem(pattern: Option<&str>) -> Option<String> {
    let Some(pattern) = pattern else {
        return Some("the pattern of `matches` must be written out, so that it can be checked".to_owned());
    };
    if pattern.len() > MAX_REGEX_BYTES {
        return Some(format!("the pattern is longer than {MAX_REGEX_BYTES} bytes"));
    }
    if repeats(pattern) > MAX_REGEX_REPEAT {
        return Some(format!("the counted repetitions of the pattern multiply to more than {MAX_REGEX_REPEAT}"));
    }
    meter::pattern_error(pattern)
}

/// An upper bound for how often a part of the pattern is repeated: the product of all counts in it.
fn repeats(pattern: &str) -> u64 {
    let counts = pattern
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .flat_map(|(inside, _)| inside.split(',').filter_map(|count| count.trim().parse::<u64>().ok()).max());
    counts.fold(1, |product, count| product.saturating_mul(count.max(1)))
}

/// What compiling a pattern costs, in units of [`super::MAX_WORK`]. Measured: a Unicode class such as `\w` takes fifty
/// times as long as a whole pattern of plain letters and ranges.
pub(super) fn pattern_cost(pattern: &str) -> u64 {
    let escapes = pattern.split('\\').skip(1).filter_map(|rest| rest.chars().next());
    let classes: u64 = escapes.map(|c| if matches!(c, 'w' | 'W' | 'p' | 'P' | 'b' | 'B') { 5_000 } else { 500 }).sum();
    let sets = pattern.chars().filter(|c| matches!(c, '.' | '[')).count() as u64 * 100;
    let folds = if pattern.contains("(?") { 2 } else { 1 };
    1_000 + ((classes + sets) * folds).saturating_mul(repeats(pattern))
}
