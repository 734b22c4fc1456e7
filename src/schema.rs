//! The schema: the roots of all slices merged, and Relay's `node`.

use async_graphql::{
    Context, ID, Interface, MergedObject, Object, SDLExportOptions, Schema as GraphQlSchema, SchemaBuilder,
    ValidationMode,
};

use crate::access::graphql::{AccessMutation, AccessQuery, Role, RoleAssignment};
use crate::access::loader::{AssignmentById, RoleById};
use crate::access::permission::RoleRead;
use crate::audit::graphql::{AuditEntry, AuditQuery};
use crate::audit::loader::AuditEntryById;
use crate::audit::permission::AuditRead;
use crate::catalog::graphql::{
    CatalogMutation, CatalogQuery, Category, Collection, Product, ProductMutation, ProductVariant,
};
use crate::catalog::loader::{CategoryById, CollectionById, ProductById, VariantById};
use crate::catalog::permission::{ProductBrowse, ProductRead};
use crate::channels::graphql::{Channel, ChannelMutation, ChannelQuery};
use crate::channels::loader::ChannelById;
use crate::channels::permission::ChannelRead;
use crate::customers::graphql::{Customer, CustomerMutation, CustomerQuery};
use crate::customers::loader::CustomerById;
use crate::customers::permission::CustomerRead;
use crate::inventory::graphql::{InventoryMutation, InventoryQuery, Stock, StockMovement, Warehouse};
use crate::inventory::loader::{StockById, StockMovementById, WarehouseById};
use crate::inventory::permission::{StockRead, WarehouseRead};
use crate::kernel::api::{Api as _, Nullable, idempotent};
use crate::kernel::cost;
use crate::kernel::fault::Fault;
use crate::kernel::id::{self, StaffId, TypedId};
use crate::kernel::permission::Permission as _;
use crate::kernel::scope::Locality;
use crate::live::Followed;
use crate::orders::graphql::{Order, OrderEvent, OrderLine, OrderMutation, OrderQuery};
use crate::orders::loader::{OrderById, OrderEventById, OrderLineById};
use crate::orders::permission::OrderRead;
use crate::staff::graphql::{StaffInvitation, StaffMember, StaffMutation, StaffQuery, Team};
use crate::staff::loader::{InvitationById, StaffById, TeamById};
use crate::staff::permission::StaffRead;
use crate::workflow::graphql::{
    Task, WorkflowDefinition, WorkflowDefinitionVersion, WorkflowInstance, WorkflowMutation, WorkflowQuery,
};
use crate::workflow::loader::{DefinitionById, InstanceById, TaskById, VersionById};
use crate::workflow::permission::{TaskWork, WorkflowRead};

/// Most ids in `nodes`.
const NODES_MAX: usize = 100;

/// Everything that can be asked.
#[derive(MergedObject, Default)]
pub struct Query(
    NodeQuery,
    AccessQuery,
    StaffQuery,
    AuditQuery,
    ChannelQuery,
    CustomerQuery,
    CatalogQuery,
    InventoryQuery,
    OrderQuery,
    WorkflowQuery,
);

/// Everything that can be done.
#[derive(MergedObject, Default)]
pub struct Mutation(
    AccessMutation,
    StaffMutation,
    ChannelMutation,
    CustomerMutation,
    ProductMutation,
    CatalogMutation,
    InventoryMutation,
    OrderMutation,
    WorkflowMutation,
);

pub type Schema = GraphQlSchema<Query, Mutation, Followed>;

/// The roots and directives.
pub fn builder() -> SchemaBuilder<Query, Mutation, Followed> {
    GraphQlSchema::build(Query::default(), Mutation::default(), Followed)
        .directive(idempotent)
        // A suggestion would tell of fields that the caller does not see.
        .disable_suggestions()
}

/// The executable schema. It holds no data: each request brings its own. Documents come to it limited, normalized and
/// validated, so it does not do this again for each request.
pub fn build() -> Schema {
    builder().validation_mode(ValidationMode::Fast).finish()
}

/// The schema as text: sorted, with descriptions.
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by()
        .prefer_single_line_descriptions();
    build().sdl_with_options(options)
}

/// Something with a global id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The global id."))]
#[allow(clippy::large_enum_variant, reason = "one lives for the moment in which it is resolved")]
pub enum Node {
    AuditEntry(AuditEntry),
    Channel(Channel),
    Role(Role),
    RoleAssignment(RoleAssignment),
    StaffInvitation(StaffInvitation),
    Collection(Collection),
    Customer(Customer),
    Order(Order),
    OrderEvent(OrderEvent),
    OrderLine(OrderLine),
    Product(Product),
    ProductVariant(ProductVariant),
    StaffMember(StaffMember),
    Stock(Stock),
    StockMovement(StockMovement),
    Warehouse(Warehouse),
    Category(Category),
    Task(Task),
    WorkflowDefinition(WorkflowDefinition),
    WorkflowDefinitionVersion(WorkflowDefinitionVersion),
    WorkflowInstance(WorkflowInstance),
    Team(Team),
}

#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The object with this global id; null when there is none for the caller. Open to everybody: each type has its own
    /// permission.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "A global id.")] id: ID) -> Nullable<Node> {
        node(ctx, &id).await.transpose()
    }

    /// The objects with these global ids, in their order, null where there is none for the caller. Open to everybody: each
    /// type has its own permission.
    #[graphql(directive = cost::list_by::apply("ids"))]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100 global ids.")] ids: Vec<ID>,
    ) -> Nullable<Vec<Option<Node>>> {
        if ids.len() > NODES_MAX {
            return Some(Err(Fault::bad_input("ids", format!("At most {NODES_MAX} ids are allowed."))));
        }
        Some(futures::future::try_join_all(ids.iter().map(|id| node(ctx, id))).await)
    }
}

/// Declares the things with a global id: by which key each is loaded, what it takes to read one by its id alone, what it takes to
/// read all of it where that is more, and where it lies.
macro_rules! nodes {
    ($($key:ident, $permission:ident $(| $whole:ident)? => $object:ident $locality:ident,)*) => {
        /// Asked for by its id alone, a thing needs what the root field needs that shows it; oneself needs nothing. Beside something
        /// else it may be shown to more: whoever sees a task sees the name of who has taken it.
        async fn node(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>, Fault> {
            let Some((name, uuid)) = id::decode(id) else { return Ok(None) };
            let caller = ctx.caller();
            let oneself = name == StaffId::TYPE && caller.actor.staff() == Some(StaffId::from_uuid(uuid));
            Ok(match name.as_str() {
                $(stringify!($object) if oneself || caller.holds::<$permission>() => {
                    ctx.load($key(TypedId::from_uuid(uuid))).await?.map(|row| $object(row).into())
                })*
                _ => None,
            })
        }

        /// The index of the permission that it takes to read all of a thing of this type, and not only what everybody is shown.
        /// And where they lie. `None` for a type without a global id.
        pub fn reads(name: &str) -> Option<(usize, Locality)> {
            match name {
                $(stringify!($object) => [$permission::INDEX $(, $whole::INDEX)?].last().map(|index| (*index, Locality::$locality)),)*
                _ => None,
            }
        }
    };
}

nodes! {
    AuditEntryById, AuditRead => AuditEntry InCompany,
    AssignmentById, RoleRead => RoleAssignment Anywhere,
    ChannelById, ChannelRead => Channel InChannel,
    InvitationById, StaffRead => StaffInvitation InCompany,
    RoleById, RoleRead => Role InCompany,
    OrderById, OrderRead => Order InChannel,
    OrderEventById, OrderRead => OrderEvent InChannel,
    OrderLineById, OrderRead => OrderLine InChannel,
    StockById, StockRead => Stock InWarehouse,
    StockMovementById, StockRead => StockMovement InWarehouse,
    WarehouseById, WarehouseRead => Warehouse InWarehouse,
    CategoryById, ProductBrowse | ProductRead => Category InCompany,
    CollectionById, ProductBrowse | ProductRead => Collection InCompany,
    CustomerById, CustomerRead => Customer InCompany,
    ProductById, ProductBrowse | ProductRead => Product InCompany,
    VariantById, ProductBrowse | ProductRead => ProductVariant InCompany,
    StaffById, StaffRead => StaffMember InCompany,
    TaskById, TaskWork => Task Anywhere,
    DefinitionById, WorkflowRead => WorkflowDefinition InCompany,
    VersionById, WorkflowRead => WorkflowDefinitionVersion InCompany,
    InstanceById, TaskWork => WorkflowInstance Anywhere,
    TeamById, StaffRead => Team InCompany,
}
