//! Typed filters of lists. All operators of one filter must hold; an empty list matches nothing.

use async_graphql::InputObject;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, Value};
use serde::Serialize;

use crate::kernel::clock::Timestamp;
use crate::kernel::fault::Fault;

/// Most values in a `oneOf`.
pub const ONE_OF_MAX: usize = 100;
/// The longest text in a filter, in characters.
pub const FILTER_TEXT_MAX: usize = 255;

/// When something happened.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct DateTimeFilter {
    /// At this instant or later.
    pub since: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
}

impl DateTimeFilter {
    pub fn predicate(&self, column: impl ColumnTrait + Copy) -> Condition {
        let DateTimeFilter { since, until } = self;
        Condition::all()
            .add_option(since.map(|since| column.gte(since)))
            .add_option(until.map(|until| column.lt(until)))
    }
}

/// A text that is compared exactly.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct TextFilter {
    /// Equal to this text of at most 255 characters.
    pub eq: Option<String>,
    /// Equal to one of at most 100 texts.
    pub one_of: Option<Vec<String>>,
}

impl TextFilter {
    pub fn predicate(&self, path: &str, column: impl ColumnTrait + Copy) -> Result<Condition, Fault> {
        let TextFilter { eq, one_of } = self;
        let texts = eq.iter().chain(one_of.iter().flatten());
        if texts.into_iter().any(|text| text.chars().count() > FILTER_TEXT_MAX) {
            return Err(Fault::bad_input(
                path,
                format!("A text in a filter has at most {FILTER_TEXT_MAX} characters."),
            ));
        }
        Ok(Condition::all().add_option(eq.as_ref().map(|text| column.eq(text.clone()))).add_option(one_of_predicate(
            path,
            column,
            one_of.as_deref(),
        )?))
    }
}

/// `column IN (values)`, when there is such a filter.
pub fn one_of_predicate<V: Into<Value> + Clone>(
    path: &str,
    column: impl ColumnTrait,
    values: Option<&[V]>,
) -> Result<Option<sea_orm::sea_query::Expr>, Fault> {
    let Some(values) = values else { return Ok(None) };
    if values.len() > ONE_OF_MAX {
        return Err(Fault::bad_input(path, format!("`oneOf` takes at most {ONE_OF_MAX} values.")));
    }
    Ok(Some(column.is_in(values.iter().cloned())))
}
