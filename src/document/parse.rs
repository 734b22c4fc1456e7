//! Text to document.

use async_graphql::parser::types::ExecutableDocument;
use async_graphql::parser::{Error, parse_query};

use crate::document::refusal::{self, Refusal};

/// Parses a document that the lexer has found small enough.
pub(super) fn parse(text: &str) -> Result<ExecutableDocument, Refusal> {
    parse_query(text).map_err(|error| {
        let code = match &error {
            Error::MultipleOperations { .. }
            | Error::OperationDuplicated { .. }
            | Error::FragmentDuplicated { .. }
            | Error::MissingOperation => refusal::VALIDATION_FAILED,
            Error::RecursionLimitExceeded => refusal::DEPTH_LIMIT_EXCEEDED,
            _ => refusal::PARSE_FAILED,
        };
        let locations = error.positions().collect();
        let text = error.to_string();
        // The parser draws the line with an arrow at the place; only what it expected there is told.
        let expected = text.rsplit(" = ").next().unwrap_or_default().trim_end();
        Refusal { locations, ..Refusal::new(code, format!("The document cannot be read: {expected}")) }
    })
}
