//! Whether a document may be kept: within the limits, and good for the schema.

use async_graphql::{Pos, parser};
use std::sync::Arc;

use crate::app::App;
use crate::document::refusal::OPERATION_NAME_REQUIRED;
use crate::document::{Limits, Refusal, SchemaModel, plan};
use crate::engine::validator::Validator;

/// Says what is wrong with documents, and executes none.
pub struct Checker {
    model: Arc<SchemaModel>,
    validator: Arc<Validator>,
    limits: Limits,
}

impl Checker {
    pub fn of(app: &App) -> Self {
        Self { model: Arc::clone(&app.model), validator: Arc::clone(&app.validator), limits: Limits::default() }
    }

    /// The names of the operations, sorted.
    ///
    /// # Errors
    /// What is wrong, a sentence each, with the place where it was found.
    pub fn check(&self, text: &str) -> Result<Vec<String>, Vec<String>> {
        match self.operation(text, None) {
            Ok(name) => Ok(name.into_iter().collect()),
            Err(refusals) if refusals.iter().any(|refusal| refusal.code == OPERATION_NAME_REQUIRED) => self.each(text),
            Err(refusals) => Err(refusals.iter().map(told).collect()),
        }
    }

    /// Looks at each of several operations. The document is known to be small enough to be parsed.
    fn each(&self, text: &str) -> Result<Vec<String>, Vec<String>> {
        let document = parser::parse_query(text).map_err(|error| vec![error.to_string()])?;
        let mut names: Vec<String> =
            document.operations.iter().filter_map(|(name, _)| name.map(ToString::to_string)).collect();
        names.sort_unstable();
        for name in &names {
            self.operation(text, Some(name)).map_err(|refusals| refusals.iter().map(told).collect::<Vec<_>>())?;
        }
        Ok(names)
    }

    fn operation(&self, text: &str, name: Option<&str>) -> Result<Option<String>, Vec<Refusal>> {
        let plan = plan(&self.model, &self.limits, text, name)?;
        self.validator.check(&plan)?;
        Ok(plan.operation_name)
    }
}

fn told(refusal: &Refusal) -> String {
    let place = refusal.locations.first().map(|Pos { line, column }| format!("line {line}, column {column}: "));
    format!("{}{}", place.unwrap_or_default(), refusal.message)
}
