//! Says whether a document is valid, and executes nothing.

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition};
use async_graphql::{Request, Response, ServerError, ValidationMode};
use futures::FutureExt as _;
use std::sync::Arc;

use crate::document::refusal::VALIDATION_FAILED;
use crate::document::{Plan, Refusal};
use crate::schema::{self, Schema};

/// A schema that is only asked whether it could.
pub struct Validator(Schema);

impl Default for Validator {
    fn default() -> Self {
        Self(schema::builder().validation_mode(ValidationMode::Strict).extension(Nothing).finish())
    }
}

impl Validator {
    /// Holds a document against the rules of the executor, its variables aside.
    ///
    /// # Errors
    /// Every rule that it breaks.
    pub fn check(&self, plan: &Plan) -> Result<(), Vec<Refusal>> {
        let errors = self.errors(whole(plan));
        if errors.is_empty() { Ok(()) } else { Err(errors.into_iter().map(refusal).collect()) }
    }

    fn errors(&self, document: ExecutableDocument) -> Vec<ServerError> {
        let mut request = Request::new("");
        request.set_parsed_query(document);
        // Validation waits for nothing.
        let response = self.0.execute(request).now_or_never();
        response
            .map_or_else(|| vec![ServerError::new("The document cannot be checked.", None)], |checked| checked.errors)
    }
}

/// The operation as it was asked for: with its introspection, and the variables that only this uses.
fn whole(plan: &Plan) -> ExecutableDocument {
    let mut document = ExecutableDocument::clone(&plan.document);
    let operation = match &mut document.operations {
        DocumentOperations::Single(operation) => Some(operation),
        DocumentOperations::Multiple(operations) => operations.values_mut().next(),
    };
    let shown = plan.introspection.iter().flat_map(|shown| shown.operations.iter());
    for (operation, (_, shown)) in operation.into_iter().zip(shown) {
        let OperationDefinition { variable_definitions, selection_set, .. } = &mut operation.node;
        selection_set.node.items.extend(shown.node.selection_set.node.items.iter().cloned());
        for definition in &shown.node.variable_definitions {
            if variable_definitions.iter().all(|own| own.node.name != definition.node.name) {
                variable_definitions.push(definition.clone());
            }
        }
    }
    document
}

fn refusal(error: ServerError) -> Refusal {
    let ServerError { message, locations, .. } = error;
    Refusal { code: VALIDATION_FAILED, message, locations, path: Vec::new(), limit: None }
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
