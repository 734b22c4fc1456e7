//! Give a role to a person.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::access::assignment::{self, Gift};
use crate::access::permission::RoleAssign;
use crate::access::rights::Rights;
use crate::access::ruled::Ruled;
use crate::kernel::aggregate::{Find, Found};
use crate::kernel::command::Command;
use crate::kernel::condition::Details;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::{ChannelId, RoleAssignmentId, RoleId, StaffId, WarehouseId};
use crate::kernel::scope::Domain;
use crate::kernel::text::Checks;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::staff::entity::staff_member;
use crate::staff::error::StaffError;

/// Most channels, and most warehouses, in one scope.
pub const PLACES_MAX: usize = 100;

/// Where a role is held. A scope that names nothing is refused, and one that names places beside everything.
#[derive(Clone, Debug, Default, InputObject, Serialize, Deserialize)]
pub struct ScopeInput {
    /// In the whole company, now and later.
    #[graphql(default)]
    pub everything: bool,
    /// In these channels; at most 100.
    #[graphql(default)]
    pub channel_ids: Vec<ChannelId>,
    /// In these warehouses; at most 100.
    #[graphql(default)]
    pub warehouse_ids: Vec<WarehouseId>,
}

impl ScopeInput {
    /// The places, each once. `at` is the path to the scope in the input.
    pub fn checked(&self, at: &str) -> Result<Vec<Domain>, Failure> {
        let ScopeInput { everything, channel_ids, warehouse_ids } = self;
        let mut checks = Checks::new();
        checks.at_most(&format!("{at}.channelIds"), channel_ids.len(), PLACES_MAX);
        checks.at_most(&format!("{at}.warehouseIds"), warehouse_ids.len(), PLACES_MAX);
        // Whoever names places did not mean everything: the wider of two readings is not taken in silence.
        if *everything && !(channel_ids.is_empty() && warehouse_ids.is_empty()) {
            checks.refuse(at, "INVALID", "A role is held everywhere or in the places that are named, not both.");
        }
        checks.done()?;
        let domains = self.domains();
        if domains.is_empty() { Err(StaffError::NoScope { field: at.to_owned() }.into()) } else { Ok(domains) }
    }

    /// The places of a scope that was checked before, each once.
    pub fn domains(&self) -> Vec<Domain> {
        let ScopeInput { everything, channel_ids, warehouse_ids } = self;
        if *everything {
            return vec![Domain::Everything];
        }
        let channels = channel_ids.iter().copied().map(Domain::Channel);
        let mut domains: Vec<Domain> = channels.chain(warehouse_ids.iter().copied().map(Domain::Warehouse)).collect();
        domains.sort();
        domains.dedup();
        domains
    }
}

/// Which role to give to whom, and where. Nobody can give more than they hold there themselves. A role that denies something can be
/// given only to who stands below.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct RoleAssignInput {
    /// The person.
    pub staff_id: StaffId,
    /// The role.
    pub role_id: RoleId,
    /// Where the person will hold it.
    pub scope: ScopeInput,
}

impl Command for RoleAssignInput {
    type Permission = RoleAssign;
    type Outcome = Vec<RoleAssignmentId>;
    type About = Found<Ruled<staff_member::Model>>;
    const NAME: &'static str = "roleAssign";

    async fn about(&self, find: &Find<'_, RoleAssign>) -> Result<Found<Ruled<staff_member::Model>>, Failure> {
        let domains = self.scope.checked("scope")?;
        let rights = Rights::lock(find.cx, find.tx, domains).await?;
        let member: Found<staff_member::Model> = find.found(self.staff_id, "staffId").await?;
        Ok(find.found_of(Ruled { rights, row: member.into_inner() }))
    }

    fn details(&self, _: &Found<Ruled<staff_member::Model>>) -> Details {
        Details::places(self.scope.domains())
    }

    async fn run(
        self,
        cx: &Cx<RoleAssign>,
        tx: &Tx,
        to: Found<Ruled<staff_member::Model>>,
    ) -> Result<Vec<RoleAssignmentId>, Failure> {
        let RoleAssignInput { staff_id, role_id, scope } = self;
        let Ruled { rights, row: _ } = to.into_inner();
        let domains = scope.domains();
        check_places(cx, tx, &domains, "scope").await?;
        assignment::give(cx, tx, &rights, staff_id, &Gift { role: role_id, domains: &domains, field: "roleId" }).await
    }
}

/// Refuses places that the caller does not see. `at` is the path to the scope in the input.
pub async fn check_places(cx: &Cx<RoleAssign>, tx: &Tx, domains: &[Domain], at: &str) -> Result<(), Failure> {
    let field = match unseen(cx, tx, domains).await? {
        None => return Ok(()),
        Some(Domain::Everything) => at.to_owned(),
        Some(Domain::Channel(_)) => format!("{at}.channelIds"),
        Some(Domain::Warehouse(_)) => format!("{at}.warehouseIds"),
    };
    Err(StaffError::PlaceNotFound { field }.into())
}

/// The first of these places that the caller does not see.
pub async fn unseen(cx: &Cx<RoleAssign>, tx: &Tx, domains: &[Domain]) -> Result<Option<Domain>, Fault> {
    for domain in domains {
        if (cx.house().place)(tx, cx.caller(), *domain).await?.is_none() {
            return Ok(Some(*domain));
        }
    }
    Ok(None)
}
