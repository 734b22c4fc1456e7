//! Objects that are all there: none of their fields waits for anything.
//!
//! The executor gives every field of an object a future of its own, in a box, and waits for all of them together. That is how the
//! children of a list come to be loaded in one statement; for the amount and the currency of a price it is most of the work. What is
//! wrapped here is resolved field by field instead, and answers the same.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Field, Selection};
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::ContainerType;
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};
use std::borrow::Cow;

/// An object without a field that waits.
#[derive(Clone, Debug)]
pub struct Plain<T>(pub T);

/// A list of such objects.
#[derive(Clone, Debug)]
pub struct Plains<T>(pub Vec<T>);

impl<T: ContainerType> OutputType for Plain<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        object(&self.0, ctx, field).await
    }
}

impl<T: ContainerType> OutputType for Plains<T> {
    fn type_name() -> Cow<'static, str> {
        Vec::<T>::type_name()
    }

    fn qualified_type_name() -> String {
        Vec::<T>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Vec::<T>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let mut items = Vec::with_capacity(self.0.len());
        for (index, item) in self.0.iter().enumerate() {
            let ctx = ctx.with_index(index);
            items.push(object(item, &ctx, field).await?);
        }
        Ok(Value::List(items))
    }
}

async fn object<T: ContainerType>(
    object: &T,
    ctx: &ContextSelectionSet<'_>,
    field: &Positioned<Field>,
) -> ServerResult<Value> {
    match members(object, ctx).await? {
        Some(members) => Ok(Value::Object(members)),
        None => Box::pin(object.resolve(ctx, field)).await,
    }
}

/// The fields that are selected; `None` when the selection is not a list of fields with different names in the answer, such as
/// a fragment or a field with a directive, which the executor knows what to do with.
async fn members<T: ContainerType>(
    object: &T,
    ctx: &ContextSelectionSet<'_>,
) -> ServerResult<Option<IndexMap<async_graphql::Name, Value>>> {
    let selections = &ctx.item.node.items;
    let mut members = IndexMap::with_capacity(selections.len());
    for selection in selections {
        let Selection::Field(field) = &selection.node else { return Ok(None) };
        if !field.node.directives.is_empty() {
            return Ok(None);
        }
        let value = if field.node.name.node == "__typename" {
            Value::String(object.introspection_type_name().into_owned())
        } else {
            object.resolve_field(&ctx.with_field(field)).await?.unwrap_or_default()
        };
        if members.insert(field.node.response_key().node.clone(), value).is_some() {
            return Ok(None);
        }
    }
    Ok(Some(members))
}
