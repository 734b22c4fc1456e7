//! Identity. Every id is a newtype over a UUIDv7 and travels through GraphQL as an opaque global id that names its type.

use async_graphql::registry::Registry;
use async_graphql::{InputValueResult, Value};
use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;

use crate::kernel::scalar::Rejected;

/// The longest global id that is read, in characters. Ours have at most 80.
pub const GLOBAL_ID_MAX: usize = 128;

/// An id newtype: what it is called in a global id, and the UUID in it.
pub trait TypedId: Copy + Eq + std::hash::Hash + Ord + Send + Sync + 'static {
    /// The GraphQL type that the id belongs to, such as `Order`.
    const TYPE: &'static str;
    fn from_uuid(id: Uuid) -> Self;
    fn uuid(self) -> Uuid;

    /// The opaque form that clients see: base64url of `Type:uuid`.
    fn to_global(self) -> String {
        encode(Self::TYPE, self.uuid())
    }

    /// Reads the opaque form. `None` when it is malformed or of another type.
    fn from_global(text: &str) -> Option<Self> {
        let (name, id) = decode(text)?;
        (name == Self::TYPE).then(|| Self::from_uuid(id))
    }
}

/// The opaque global id of an object of the type `name`.
pub fn encode(name: &str, id: Uuid) -> String {
    let mut buffer = Uuid::encode_buffer();
    let id: &str = id.simple().encode_lower(&mut buffer);
    BASE64URL_NOPAD.encode([name, ":", id].concat().as_bytes())
}

/// Type name and UUID of a global id, or `None` when it is malformed.
pub fn decode(text: &str) -> Option<(String, Uuid)> {
    if text.len() > GLOBAL_ID_MAX {
        return None;
    }
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let plain = String::from_utf8(bytes).ok()?;
    let (name, id) = plain.split_once(':')?;
    let uuid = Uuid::try_parse(id).ok()?;
    // One spelling per id, so that ids can be compared as text by clients.
    (encode(name, uuid) == text).then(|| (name.to_owned(), uuid))
}

/// What the `ID` scalar of a newtype does; shared so that the macro stays small.
pub fn parse_value<T: TypedId + async_graphql::InputType>(value: Option<Value>) -> InputValueResult<T> {
    let value = value.unwrap_or_default();
    let text = if let Value::String(text) = &value { text.as_str() } else { "" };
    T::from_global(text).ok_or_else(|| {
        let (scalar, message) = (T::type_name().into_owned(), format!("This is not the id of a {}.", T::TYPE));
        Rejected { scalar, value: value.clone(), message, everywhere: false }.into_error()
    })
}

pub fn create_type_info(registry: &mut Registry) -> String {
    <async_graphql::ID as async_graphql::InputType>::create_type_info(registry)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $type:literal,)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sea_orm::DeriveValueType)]
            pub struct $name(pub Uuid);

            impl TypedId for $name {
                const TYPE: &'static str = $type;
                fn from_uuid(id: Uuid) -> Self { Self(id) }
                fn uuid(self) -> Uuid { self.0 }
            }

            // No row id of the database ever becomes one of ours.
            impl sea_orm::TryFromU64 for $name {
                fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                    Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
                }
            }

            impl serde::Serialize for $name {
                fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                    out.serialize_str(&self.to_global())
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                    let text = String::deserialize(input)?;
                    Self::from_global(&text).ok_or_else(|| serde::de::Error::custom(concat!("not the id of a ", $type)))
                }
            }

            impl async_graphql::InputType for $name {
                type RawValueType = Self;
                fn type_name() -> std::borrow::Cow<'static, str> { "ID".into() }
                fn create_type_info(registry: &mut Registry) -> String { create_type_info(registry) }
                fn parse(value: Option<Value>) -> InputValueResult<Self> { parse_value(value) }
                fn to_value(&self) -> Value { Value::String(self.to_global()) }
                fn as_raw_value(&self) -> Option<&Self> { Some(self) }
            }

            impl async_graphql::OutputType for $name {
                fn type_name() -> std::borrow::Cow<'static, str> { "ID".into() }
                fn create_type_info(registry: &mut Registry) -> String { create_type_info(registry) }
                async fn resolve(
                    &self,
                    _: &async_graphql::ContextSelectionSet<'_>,
                    _: &async_graphql::Positioned<async_graphql::parser::types::Field>,
                ) -> async_graphql::ServerResult<Value> {
                    Ok(Value::String(self.to_global()))
                }
            }
        )*

        /// Every type name that a global id may carry.
        pub const ID_TYPES: &[&str] = &[$($type,)*];
    };
}

ids! {
    /// A person who works here and can sign in.
    StaffId = "StaffMember",
    /// A team of staff.
    TeamId = "Team",
    /// A way in which a company sells: a shop, a market, a marketplace.
    ChannelId = "Channel",
    /// A place that holds stock.
    WarehouseId = "Warehouse",
    /// A named set of policy lines.
    RoleId = "Role",
    /// One line of a role: effect, permission, condition.
    PolicyLineId = "PolicyLine",
    /// A role held by a person within a scope.
    RoleAssignmentId = "RoleAssignment",
    /// A signed-in browser or tool.
    SessionId = "Session",
    /// An invitation to join the staff.
    InvitationId = "StaffInvitation",
    /// Something that is sold, in one or several variants.
    ProductId = "Product",
    /// What is picked, priced and counted.
    VariantId = "ProductVariant",
    /// A node of the category tree.
    CategoryId = "Category",
    /// A hand-made list of products.
    CollectionId = "Collection",
    /// How much of a variant a warehouse holds.
    StockId = "Stock",
    /// One change of stock.
    StockMovementId = "StockMovement",
    /// A promise of stock to an order line.
    ReservationId = "StockReservation",
    /// A person who buys.
    CustomerId = "Customer",
    /// An order or a draft of one.
    OrderId = "Order",
    /// A line of an order.
    OrderLineId = "OrderLine",
    /// An entry of the timeline of an order.
    OrderEventId = "OrderEvent",
    /// A named workflow.
    WorkflowDefinitionId = "WorkflowDefinition",
    /// One immutable version of a workflow.
    WorkflowVersionId = "WorkflowDefinitionVersion",
    /// One run of a workflow.
    WorkflowInstanceId = "WorkflowInstance",
    /// A work item for a person.
    TaskId = "Task",
    /// A command that waits for approval.
    ParkedCommandId = "ParkedCommand",
    /// Something that the engine could not decide alone.
    IncidentId = "WorkflowIncident",
    /// A line of the audit log.
    AuditEntryId = "AuditEntry",
    /// A message to other parts of the house, written with the change that it tells of.
    OutboxEventId = "OutboxEvent",
    /// A piece of work for later.
    JobId = "Job",
    /// A document that the server knows before it is sent, by one of its names.
    PersistedDocumentId = "PersistedDocument",
}
