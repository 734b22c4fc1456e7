//! Proofs of authorization: the matrix of roles, bits against Casbin, and sweeps over every root field.

pub mod arguments;
pub mod assume;
mod equality;
mod fields;
mod foreign;
mod nodes;
mod scalars;
pub mod sweep;

use regie::access::policies;
use regie::kernel::permission::{Kind, Lines};
use std::fmt::Write as _;

use crate::harness::TestApp;
use crate::harness::golden::assert_golden;

/// How a role holds a permission: ✓ allow, ? allow under a condition, A approve, ✗ deny.
fn mark(lines: &Lines, index: usize) -> String {
    let mut mark = String::new();
    if lines.deny.has(index) {
        mark.push('✗');
    }
    if lines.allow.has(index) {
        mark.push('✓');
    }
    if lines.allow_if.iter().any(|(_, bits)| bits.has(index)) {
        mark.push('?');
    }
    if lines.approve.iter().any(|(_, _, bits)| bits.has(index)) {
        mark.push('A');
    }
    mark
}

#[tokio::test]
async fn the_matrix_of_built_in_roles_is_the_golden_one() {
    let app = TestApp::new().await;
    let rows = policies::read_rows(&app.app.house.db.reader, app.app.house.may_act).await.unwrap();
    let mut roles: Vec<String> = regie::access::seed::parse(regie::access::seed::ROLES_CSV, &regie::app::catalogue())
        .unwrap()
        .into_iter()
        .map(|role| role.key)
        .collect();
    roles.dedup();
    let snapshot = policies::compile_snapshot(1, rows, &regie::app::catalogue()).await.unwrap();
    let mut text = "# Every permission and every built-in role\n\n✓ allowed · ? allowed under a condition · A after approval · ✗ denied. \
                    Written by a test; the source is `roles.csv`. README.md tells what public and ruling mean.\n\n"
        .to_owned();
    writeln!(text, "| permission | {} |", roles.join(" | ")).unwrap();
    writeln!(text, "|---|{}", ":-:|".repeat(roles.len())).unwrap();
    let mut catalogue = regie::app::catalogue();
    catalogue.sort_by_key(|info| info.name);
    for info in catalogue {
        let marks: Vec<String> = roles
            .iter()
            .map(|role| snapshot.role(role).map(|lines| mark(lines, info.index)).unwrap_or_default())
            .collect();
        let kind = match info.kind {
            Kind::Ordinary => "",
            Kind::Public => " public",
            Kind::Ruling => " ruling",
        };
        writeln!(text, "| `{}`{kind} | {} |", info.name, marks.join(" | ")).unwrap();
    }
    assert_golden("policies/matrix.md", &text);
}

#[tokio::test]
async fn every_mutation_that_can_wait_for_approval_can_be_run_after_it() {
    let app = TestApp::new().await;
    let runnable: Vec<&str> = app.app.house.commands.names().collect();
    let types = crate::schema::types();
    let waits = |payload: &str| {
        let ty = types.iter().find(|ty| ty.name.node == payload).unwrap();
        crate::schema::fields(ty).iter().any(|field| field.node.name.node == "pendingApproval")
    };
    let mutation = types.iter().find(|ty| ty.name.node == "Mutation").unwrap();
    let names = crate::schema::fields(mutation).iter().map(|field| &field.node);
    let mut waiting: Vec<&str> =
        names.filter(|field| waits(&field.ty.node.to_string())).map(|field| field.name.node.as_str()).collect();
    waiting.sort_unstable();
    assert!(waiting.len() > 50, "a sweep that covers nothing proves nothing");
    assert_eq!(waiting, runnable);
}

#[test]
fn the_places_of_permissions_are_distinct_and_their_names_are_object_and_act() {
    let catalogue = regie::app::catalogue();
    let mut places: Vec<usize> = catalogue.iter().map(|info| info.index).collect();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), catalogue.len());
    for info in catalogue {
        let (object, act) = info.name.split_once('.').expect("object and act");
        let word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        assert!(word(object) && word(act), "{}", info.name);
        assert!(info.description.ends_with('.'), "{}", info.name);
    }
}

#[test]
fn every_permission_is_in_the_roles_and_every_line_is_of_the_catalogue() {
    let catalogue = regie::app::catalogue();
    let roles = regie::access::seed::parse(regie::access::seed::ROLES_CSV, &catalogue).unwrap();
    // The owner has everything; a permission that nobody else has is one that somebody forgot to think about.
    let given: Vec<&str> = roles
        .iter()
        .filter(|role| role.key != "owner")
        .flat_map(|role| role.lines.iter().map(|line| line.permission.as_str()))
        .collect();
    let missing: Vec<&str> = catalogue.iter().map(|info| info.name).filter(|name| !given.contains(name)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
