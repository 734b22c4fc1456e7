//! Says whether a document is valid, and executes nothing.

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Request, Response, ServerError, ValidationMode};
use futures::FutureExt as _;
use std::sync::Arc;

use crate::schema::{self, Schema};

/// A schema that is only asked whether it could.
pub struct Validator(Schema);

impl Default for Validator {
    fn default() -> Self {
        Self(schema::builder().validation_mode(ValidationMode::Strict).extension(Nothing).finish())
    }
}

impl Validator {
    /// The errors of a document, its variables aside; none when it is valid.
    pub fn check(&self, document: &ExecutableDocument) -> Vec<ServerError> {
        let mut request = Request::new("");
        request.set_parsed_query(document.clone());
        // Validation waits for nothing.
        let response = self.0.execute(request).now_or_never();
        response
            .map_or_else(|| vec![ServerError::new("The document cannot be checked.", None)], |checked| checked.errors)
    }
}

/// Ends every request after its validation. The crate has no other way to ask for this alone.
struct Nothing;

impl ExtensionFactory for Nothing {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Nothing)
    }
}

#[async_trait::async_trait]
impl Extension for Nothing {
    async fn execute(&self, _: &ExtensionContext<'_>, _: Option<&str>, _: NextExecute<'_>) -> Response {
        Response::default()
    }
}
