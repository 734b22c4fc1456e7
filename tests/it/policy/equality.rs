//! The bits that are tested at run time say what Casbin says.

use casbin::CoreApi as _;
use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use regie::access::adapter::{self, Holder, Line, Rows};
use regie::access::compile::enforcer;
use regie::access::entity::policy_line::Effect;
use regie::access::policies::compile_snapshot;
use regie::kernel::id::{ChannelId, StaffId, TypedId as _, WarehouseId};
use regie::kernel::permission::PermissionInfo;
use regie::kernel::scope::Domain;
use uuid::Uuid;

const ROLES: [&str; 4] = ["a", "b", "owner", "storefront-visitor"];

fn staff(n: u128) -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(n))
}

fn domains() -> Vec<Domain> {
    let (channel, warehouse) =
        (|n| ChannelId::from_uuid(Uuid::from_u128(n)), |n| WarehouseId::from_uuid(Uuid::from_u128(n)));
    vec![Domain::Everything, Domain::Channel(channel(1)), Domain::Channel(channel(2)), Domain::Warehouse(warehouse(1))]
}

fn catalogue() -> Vec<PermissionInfo> {
    regie::app::catalogue().into_iter().take(8).collect()
}

fn rows() -> impl Strategy<Value = Rows> {
    let line = (0..ROLES.len(), 0..8_usize, prop_oneof![3 => Just(Effect::Allow), 1 => Just(Effect::Deny)]).prop_map(
        |(role, permission, effect)| Line {
            role: ROLES[role].to_owned(),
            permission: catalogue()[permission].name.to_owned(),
            effect,
            workflow: None,
            condition: None,
        },
    );
    let holder = (1..3_u128, 0..ROLES.len(), 0..4_usize).prop_map(|(person, role, domain)| Holder {
        staff: staff(person),
        role: ROLES[role].to_owned(),
        domain: domains()[domain],
    });
    let lines = proptest::collection::vec(line, 0..20);
    let inactive = proptest::collection::btree_set((1..3_u128).prop_map(staff), 0..2);
    (lines, proptest::collection::vec(holder, 0..8), inactive).prop_map(|(lines, holders, inactive)| Rows {
        lines,
        holders,
        inactive,
    })
}

/// What is for everybody is public, whatever the rows say: the first permissions of the catalogue are not.
fn public(rows: &Rows) -> Rows {
    let keeps = |line: &&Line| line.role != "storefront-visitor" || line.effect == Effect::Deny;
    Rows { lines: rows.lines.iter().filter(keeps).cloned().collect(), ..rows.clone() }
}

/// Everybody holds what visitors hold, which is an assignment that Casbin is told of here.
fn with_visitors(rows: &Rows) -> Rows {
    let visitors =
        [1, 2].map(|n| Holder { staff: staff(n), role: "storefront-visitor".to_owned(), domain: Domain::Everything });
    Rows { holders: rows.holders.iter().cloned().chain(visitors).collect(), ..public(rows) }
}

/// What binds a person: to Casbin, an owner is somebody to whom nobody denies anything.
fn binding(rows: &Rows, person: StaffId) -> Rows {
    let owns =
        |holder: &Holder| holder.staff == person && holder.role == "owner" && holder.domain == Domain::Everything;
    let owner = rows.holders.iter().any(owns);
    let rows = with_visitors(rows);
    let lines = rows.lines.iter().filter(|line| !owner || line.effect != Effect::Deny);
    Rows { lines: lines.cloned().collect(), ..rows.clone() }
}

#[test]
fn for_any_policies_the_bits_answer_as_casbin_does_for_every_person_place_and_permission() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    let done = runner.run(&rows(), |rows| {
        let snapshot = runtime.block_on(compile_snapshot(1, rows.clone(), &catalogue())).unwrap();
        for person in [1, 2].map(staff) {
            let oracle = runtime.block_on(enforcer(binding(&rows, person))).unwrap();
            let grants = snapshot.grants_of(Some(person));
            for (domain, info) in domains().into_iter().flat_map(|d| catalogue().into_iter().map(move |info| (d, info)))
            {
                let (object, act) = info.name.split_once('.').unwrap();
                let casbin = oracle.enforce((adapter::user(person), domain.literal(), object, act)).unwrap();
                let bits = grants.scope(info.index).has(domain);
                // Casbin knows nothing of places inside the whole company: a deny in one channel does not reach a question about
                // everything, and neither does it here.
                proptest::prop_assert_eq!(bits, casbin, "{} in {} for {:?}", info.name, domain.literal(), person);
            }
        }
        Ok(())
    });
    done.unwrap();
}
