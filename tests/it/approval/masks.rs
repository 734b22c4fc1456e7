//! What is shown of a change that waits follows from where the changed thing lies.

use regie::kernel::id::{ChannelId, WarehouseId};
use regie::kernel::scope::{Domain, Lies, Scope};
use uuid::Uuid;

#[test]
fn a_thing_in_a_place_of_another_kind_is_covered_by_everything_only() {
    let (channel, other) = (ChannelId(Uuid::from_u128(1)), ChannelId(Uuid::from_u128(2)));
    let (channel, other) = (Domain::Channel(channel), Domain::Channel(other));
    let warehouse = Domain::Warehouse(WarehouseId(Uuid::from_u128(3)));
    let (here, all) = (Scope::of([channel]), Scope::everything());
    let but_one = Scope::everything().except([warehouse]);
    for (lies, scope, place, covered) in [
        (Lies::InChannel, &here, channel, true),
        (Lies::InChannel, &here, other, false),
        // An order that is placed in a channel takes from the stock of any warehouse.
        (Lies::InWarehouse, &here, channel, false),
        (Lies::InWarehouse, &all, channel, true),
        (Lies::InWarehouse, &but_one, channel, false),
        (Lies::InWarehouse, &but_one, warehouse, false),
        (Lies::InCompany, &here, channel, false),
        (Lies::InCompany, &but_one, channel, true),
        (Lies::Anywhere, &here, channel, false),
        (Lies::Anywhere, &all, channel, true),
    ] {
        assert_eq!(lies.covered(scope, place), covered, "{lies:?} of {scope:?} in {place:?}");
    }
}
