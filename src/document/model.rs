//! The schema, as far as documents are planned against it.

/// Types, fields, arguments and costs of the schema. Built once, from its SDL.
pub struct SchemaModel;

impl SchemaModel {
    /// Reads the SDL.
    ///
    /// # Errors
    /// A sentence for the developer of the schema.
    pub fn parse(sdl: &str) -> Result<Self, String> {
        async_graphql::parser::parse_schema(sdl).map_err(|error| error.to_string())?;
        Ok(Self)
    }
}
