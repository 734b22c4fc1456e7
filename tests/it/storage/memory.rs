//! SQLite without memory. The limit is one of the whole process and cannot be lifted again, so that it is set in one of its own.

use sea_orm::ConnectionTrait as _;
use std::process::Command;

use super::every_statement::{creations, placings, stock_changes};
use super::failing::{Failure, HEAP_MAX};
use crate::harness::TestApp;
use crate::harness::database::on_postgres;

#[test]
fn a_mutation_that_finds_no_memory_at_any_statement_has_not_happened_and_the_next_is_kept() {
    if on_postgres() {
        // Its memory is not ours.
        return;
    }
    let child = "storage::memory::in_a_process_of_its_own";
    let output =
        Command::new(std::env::current_exe().unwrap()).args([child, "--exact", "--ignored", "--nocapture"]).output();
    let output = output.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    print!("{said}");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("orderPlace") && said.contains("1 passed"), "it did run");
}

#[tokio::test]
#[ignore = "for a process that has no other test to run"]
async fn in_a_process_of_its_own() {
    let app = TestApp::new().await;
    let limit = format!("PRAGMA hard_heap_limit = {HEAP_MAX}");
    app.app.house.db.writer().execute_unprepared(&limit).await.unwrap();
    creations(&[Failure::Memory]).await;
    stock_changes(&[Failure::Memory]).await;
    placings(&[Failure::Memory]).await;
}
