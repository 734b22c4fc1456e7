//! What a field costs, in the words of the GraphQL cost specification: directives that stand in the schema, where clients can
//! read them, and from where [`document`](crate::document) takes them.
//!
//! Every field that is a list or a connection says how long it is: `#[graphql(directive = cost::page::apply())]`. They are only
//! printed. A field that is executed does not know of them.

use async_graphql::TypeDirective;
use async_graphql::registry::{MetaDirectiveInvocation, Registry, location_traits};

use crate::kernel::page::PAGE_DEFAULT;

/// Points for running a field, whole and written as text; or for each object of a type. Unless this says otherwise, an object
/// has 1, a scalar and an enum 0, a field of the root of a mutation 10, and every other field 0.
#[TypeDirective(name = "cost", location = "FieldDefinition", location = "Object")]
pub fn cost(weight: String) {}

/// How long a list is at most, which multiplies the cost of what is selected below it.
#[TypeDirective(name = "listSize", location = "FieldDefinition")]
pub fn list_size(
    #[graphql(desc = "The length when no slicing argument says it.")] assumed_size: Option<i32>,
    #[graphql(desc = "Arguments that say it: the largest of their numbers counts, or how many items they list.")]
    slicing_arguments: Option<Vec<String>>,
    #[graphql(desc = "The fields below that are the list; none when it is the field itself.")] sized_fields: Option<
        Vec<String>,
    >,
    #[graphql(desc = "Whether exactly one of the slicing arguments must be given.", default_with = "Some(true)")]
    require_one_slicing_argument: Option<bool>,
) {
}

/// A directive with the arguments that we give it again and again.
macro_rules! sizes {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $ty:ty),*) = $size:expr;)*) => {
        $(
            $(#[$doc])*
            #[allow(non_camel_case_types, reason = "directives are named like functions")]
            pub struct $name;

            impl TypeDirective for $name {
                fn name(&self) -> std::borrow::Cow<'static, str> {
                    list_size.name()
                }

                fn register(&self, registry: &mut Registry) {
                    list_size.register(registry);
                }
            }

            impl location_traits::Directive_At_FIELD_DEFINITION for $name {}

            impl $name {
                pub fn apply($($arg: $ty),*) -> MetaDirectiveInvocation {
                    $size
                }
            }
        )*
    };
}

fn names<const N: usize>(names: [&str; N]) -> Option<Vec<String>> {
    Some(names.map(str::to_owned).into())
}

sizes! {
    /// A connection of Relay, with `nodes` beside `edges`.
    page() = list_size::apply(Some(PAGE_DEFAULT), names(["first", "last"]), names(["edges", "nodes"]), Some(false));
    /// A list that is about so long.
    list(length: i32) = list_size::apply(Some(length), None, None, None);
    /// A list that is as long as this argument says, which has a default or must be given.
    list_by(argument: &str) = list_size::apply(None, names([argument]), None, Some(false));
}
