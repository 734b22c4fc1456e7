//! Objects that are there before they are asked.
//!
//! The executor gives every field of an object a future of its own, in a box, and waits for all of them together. That is how the
//! children of a list come to be loaded in one statement; for the amount and the currency of a price it is most of the work. What is
//! wrapped here is resolved field by field instead, without a future that anybody keeps, and answers the same. Where a field that
//! waits is selected, the executor does it.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Field, Selection};
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::{ContainerType, resolve_list};
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};
use futures::FutureExt as _;
use std::borrow::Cow;

/// An object whose fields are there before they are asked, but for a few.
pub trait Ready: ContainerType {
    /// The fields that wait for something, such as a loader. One that is missing here stops a debug build; a release begins it
    /// twice, here and in the executor.
    const WAITING: &'static [&'static str] = &[];
}

/// Such an object.
#[derive(Clone, Debug)]
pub struct Plain<T>(pub T);

/// A list of such objects.
#[derive(Clone, Debug)]
pub struct Plains<T>(pub Vec<T>);

impl<T: Ready> OutputType for Plain<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        match object(&self.0, ctx)? {
            Some(object) => Ok(object),
            None => Box::pin(self.0.resolve(ctx, field)).await,
        }
    }
}

impl<T: Ready> OutputType for Plains<T> {
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
        match list(&self.0, ctx)? {
            Some(list) => Ok(list),
            None => Box::pin(resolve_list(ctx, field, &self.0, Some(self.0.len()))).await,
        }
    }
}

/// `None` when it is the executor's.
fn list<T: Ready>(items: &[T], ctx: &ContextSelectionSet<'_>) -> ServerResult<Option<Value>> {
    let mut objects = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let Some(object) = object(item, &ctx.with_index(index))? else { return Ok(None) };
        objects.push(object);
    }
    Ok(Some(Value::List(objects)))
}

/// `None` when it is the executor's: the selection has a field that waits, or is not a list of fields with different names in the
/// answer, such as a fragment or a field with a directive.
fn object<T: Ready>(object: &T, ctx: &ContextSelectionSet<'_>) -> ServerResult<Option<Value>> {
    let selections = &ctx.item.node.items;
    let mut members = IndexMap::with_capacity(selections.len());
    for selection in selections {
        let Selection::Field(field) = &selection.node else { return Ok(None) };
        let Some(value) = member(object, ctx, field)? else { return Ok(None) };
        if members.insert(field.node.response_key().node.clone(), value).is_some() {
            return Ok(None);
        }
    }
    Ok(Some(Value::Object(members)))
}

fn member<T: Ready>(
    object: &T,
    ctx: &ContextSelectionSet<'_>,
    field: &Positioned<Field>,
) -> ServerResult<Option<Value>> {
    let name = field.node.name.node.as_str();
    if !field.node.directives.is_empty() || T::WAITING.contains(&name) {
        return Ok(None);
    }
    if name == "__typename" {
        return Ok(Some(Value::String(object.introspection_type_name().into_owned())));
    }
    let value = object.resolve_field(&ctx.with_field(field)).now_or_never();
    debug_assert!(value.is_some(), "{}.{name} waits", T::type_name());
    Ok(value.transpose()?.map(Option::unwrap_or_default))
}
