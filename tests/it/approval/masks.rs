//! What is shown of a change that waits follows from where the changed thing lies.

use regie::kernel::id::{ChannelId, WarehouseId};
use regie::kernel::scope::{Domain, Locality, Scope};
use uuid::Uuid;

#[test]
fn a_thing_in_a_place_of_another_kind_is_covered_by_everything_only() {
    let (channel, other) = (ChannelId(Uuid::from_u128(1)), ChannelId(Uuid::from_u128(2)));
    let (channel, other) = (Domain::Channel(channel), Domain::Channel(other));
    let warehouse = Domain::Warehouse(WarehouseId(Uuid::from_u128(3)));
    let (here, all) = (Scope::of([channel]), Scope::everything());
    let but_one = Scope::everything().except([warehouse]);
    for (locality, scope, place, covered) in [
        (Locality::InChannel, &here, channel, true),
        (Locality::InChannel, &here, other, false),
        // An order that is placed in a channel takes from the stock of any warehouse.
        (Locality::InWarehouse, &here, channel, false),
        (Locality::InWarehouse, &all, channel, true),
        (Locality::InWarehouse, &but_one, channel, false),
        (Locality::InWarehouse, &but_one, warehouse, false),
        (Locality::InCompany, &here, channel, false),
        (Locality::InCompany, &but_one, channel, true),
        (Locality::Anywhere, &here, channel, false),
        (Locality::Anywhere, &all, channel, true),
    ] {
        assert_eq!(locality.covered(scope, place), covered, "{locality:?} of {scope:?} in {place:?}");
    }
}
