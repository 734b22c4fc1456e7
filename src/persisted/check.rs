//! Whether a document may be kept: within the limits, and good for the schema.

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Request, Response, ServerError};
use std::sync::Arc;

use crate::document::limits::DOCUMENT_BYTES_MAX;
use crate::schema::{self, Schema};

/// Says what is wrong with documents, and executes none.
pub struct Checker {
    schema: Schema,
}

impl Default for Checker {
    fn default() -> Self {
        Self { schema: schema::builder().extension(ValidateOnly).finish() }
    }
}

impl Checker {
    /// The names of the operations, sorted.
    ///
    /// # Errors
    /// What is wrong, a sentence each, with the operation and the place where it was found.
    pub async fn check(&self, text: &str) -> Result<Vec<String>, Vec<String>> {
        if text.len() > DOCUMENT_BYTES_MAX {
            return Err(vec![format!("The document has {} bytes; {DOCUMENT_BYTES_MAX} are allowed.", text.len())]);
        }
        let document = parse_query(text).map_err(|error| vec![told(None, &error.into())])?;
        let names = document.operations.iter().map(|(name, _)| name.map(ToString::to_string));
        let mut names: Vec<Option<String>> = names.collect();
        names.sort_unstable();
        // The rules are asked for each operation, because some look at the one that will be executed.
        for name in &names {
            let errors = self.validate(&document, name.as_deref()).await;
            if !errors.is_empty() {
                return Err(errors.iter().map(|error| told(name.as_deref(), error)).collect());
            }
        }
        Ok(names.into_iter().flatten().collect())
    }

    /// Every rule of the schema that the document breaks.
    async fn validate(&self, document: &ExecutableDocument, operation: Option<&str>) -> Vec<ServerError> {
        let mut request = Request::new("");
        request.operation_name = operation.map(str::to_owned);
        request.set_parsed_query(document.clone());
        self.schema.execute(request).await.errors
    }
}

fn told(operation: Option<&str>, error: &ServerError) -> String {
    let operation = operation.map(|name| format!("{name}: ")).unwrap_or_default();
    let place = error.locations.first().map(|at| format!("line {}, column {}: ", at.line, at.column));
    // The parser draws a picture below its first line; the last line says what it expected.
    let message = error.message.trim().lines().last().unwrap_or_default().trim_start_matches([' ', '=']);
    format!("{operation}{}{message}", place.unwrap_or_default())
}

/// Ends a request when it was validated. The library has no way to ask for the rules alone.
struct ValidateOnly;

impl ExtensionFactory for ValidateOnly {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for ValidateOnly {
    async fn execute(&self, _: &ExtensionContext<'_>, _: Option<&str>, _: NextExecute<'_>) -> Response {
        Response::default()
    }
}
