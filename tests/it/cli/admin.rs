//! `migrate`, `schema` and `audit`.

use regie::kernel::db::Db;
use regie_migration::status;
use sea_orm::ConnectionTrait as _;
use serde_json::json;

use super::Desk;
use crate::harness::process::run;

#[tokio::test]
async fn migrations_go_up_once_and_down_step_by_step() {
    let desk = Desk::empty().await;
    let up = desk.run(&["migrate", "up", "--report", "json"]);
    assert_eq!(up.code, 0, "{up:?}");
    let applied = up.json()["applied"].as_array().unwrap().clone();
    assert_eq!((applied.first(), applied.len() > 5), (Some(&json!("m0001_kernel")), true));
    let again = desk.run(&["migrate", "up", "--report", "json"]);
    assert_eq!((again.code, again.json()), (0, json!({ "applied": [] })));
    assert_eq!(desk.run(&["migrate", "up"]).out, "Nothing was applied.\n");
    let latest = applied.last().unwrap();
    let down = desk.run(&["migrate", "down", "--report", "json"]);
    assert_eq!((down.code, down.json()), (0, json!({ "takenBack": [latest] })));
    let found = desk.run(&["migrate", "status", "--report", "json"]).json();
    assert_eq!((&found["pending"], &found["unknown"]), (&json!([latest]), &json!([])));
    let text = desk.run(&["migrate", "status"]).out;
    assert!(text.starts_with("applied  m0001_kernel\n"), "{text}");
    assert!(text.ends_with(&format!("pending  {}\n", latest.as_str().unwrap())), "{text}");
    let down = desk.run(&["migrate", "down", "--all", "--report", "json"]);
    assert_eq!(down.json()["takenBack"].as_array().unwrap().len(), applied.len() - 1, "{down:?}");
    let db = Db::connect(&desk.db().options()).await.unwrap();
    assert!(status::is_empty(&db.reader).await.unwrap());
    db.close().await.unwrap();
    let up = desk.run(&["migrate", "up", "--report", "json"]);
    assert_eq!(up.json()["applied"], json!(applied));
}

#[tokio::test]
async fn two_processes_that_migrate_at_once_do_it_once() {
    let desk = Desk::empty().await;
    let start = || {
        let mut command = crate::harness::process::regie(&desk.folder());
        command.args(desk.arguments(&["migrate", "up", "--report", "json"]));
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
    };
    let both = [start(), start(), start()].map(|child| child.wait_with_output().unwrap());
    let mut applied: Vec<usize> = both
        .iter()
        .map(|output| {
            assert!(output.status.success(), "{output:?}");
            let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            value["applied"].as_array().unwrap().len()
        })
        .collect();
    applied.sort_unstable();
    assert_eq!((applied[0], applied[1], applied[2] > 0), (0, 0, true));
}

#[tokio::test]
async fn a_migration_of_a_newer_program_is_no_reason_not_to_be_ready() {
    let desk = Desk::seeded().await;
    let db = Db::connect(&desk.db().options()).await.unwrap();
    let insert = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)";
    db.writer().execute_unprepared(insert).await.unwrap();
    let found = desk.run(&["migrate", "status", "--report", "json"]).json();
    assert_eq!((&found["pending"], &found["unknown"]), (&json!([]), &json!(["m9999_future"])));
    let up = desk.run(&["migrate", "up", "--report", "json"]);
    assert_eq!((up.code, up.json()), (0, json!({ "applied": [] })));
}

#[test]
fn the_help_says_what_the_exit_codes_tell() {
    let folder = tempfile::tempdir().unwrap();
    assert!(run(folder.path(), ["--help"]).out.ends_with(&format!("{}\n", regie::cli::EXIT_CODES)));
    let check = run(folder.path(), ["policy", "check", "--help"]).out;
    assert!(check.contains("The exit code is 0 for `allow`"), "{check}");
}

#[tokio::test]
async fn a_command_logs_errors_only_unless_it_is_asked_for_more() {
    let migrate = async |more: &[&str]| {
        let desk = Desk::empty().await;
        // The file is for the server.
        std::fs::write(desk.folder().join("regie.toml"), "[log]\nfilter = \"debug\"\n").unwrap();
        let said = desk.run(&[&["migrate", "up"], more].concat());
        assert_eq!(said.code, 0, "{said:?}");
        said.err
    };
    assert_eq!(migrate(&[]).await, "");
    let asked = migrate(&["--log", "regie=info"]).await;
    assert!(asked.contains("\"message\":\"migrating\""), "{asked}");
}

#[tokio::test]
async fn an_error_of_the_database_is_told_once() {
    let desk = Desk::seeded().await;
    let db = Db::connect(&desk.db().options()).await.unwrap();
    db.writer().execute_unprepared("ALTER TABLE staff_member RENAME TO elsewhere").await.unwrap();
    let said = desk.run(&["user", "list"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert_eq!(said.err.matches("staff_member").count(), 1, "{said:?}");
    assert!(said.err.starts_with("error: ") && said.err.lines().count() == 1, "{said:?}");
}

#[test]
fn a_command_that_only_looks_leaves_no_database_behind() {
    let folder = tempfile::tempdir().unwrap();
    for command in [["audit", "verify"], ["migrate", "status"], ["migrate", "down"]] {
        let said = run(folder.path(), command);
        assert_eq!(said.code, 2, "{command:?}");
        let told = "error: there is no database at ./data/regie.db; `regie migrate up` makes one\n";
        assert_eq!(said.err, told, "{command:?}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_data_folder_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), ["migrate", "up", "--data", "deep/down"]).code, 0);
    let mode = folder.path().join("deep/down").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    assert!(folder.path().join("deep/down/regie.db").is_file());
}

#[test]
fn the_schema_is_printed_and_written() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(folder.path(), ["schema"]);
    assert_eq!((said.code, said.out.trim_end()), (0, regie::schema::sdl().trim_end()));
    let said = run(folder.path(), ["schema", "--out", "schema.graphql"]);
    assert_eq!((said.code, said.out.as_str()), (0, ""));
    assert_eq!(std::fs::read_to_string(folder.path().join("schema.graphql")).unwrap(), regie::schema::sdl());
    let said = run(folder.path(), ["schema", "--out", "no/such/folder"]);
    assert_eq!(said.code, 2);
    assert!(said.err.starts_with("error: cannot write no/such/folder: "), "{said:?}");
}

#[tokio::test]
async fn a_tampered_audit_log_is_found_and_the_chain_is_named() {
    let desk = Desk::seeded().await;
    let clean = desk.run(&["audit", "verify", "--report", "json"]);
    assert_eq!((clean.code, &clean.json()["problems"]), (0, &json!([])));
    let entries = clean.json()["entries"].as_u64().unwrap();
    assert!(entries > 0);
    assert_eq!(desk.run(&["audit", "verify"]).out, format!("The audit log is clean: {entries} entries.\n"));
    let db = Db::connect(&desk.db().options()).await.unwrap();
    let find = "SELECT chain FROM audit_entry WHERE seq = 2 ORDER BY chain LIMIT 1";
    let statement = sea_orm::Statement::from_string(db.backend(), find);
    let chain: i32 = db.reader.query_one_raw(statement).await.unwrap().unwrap().try_get("", "chain").unwrap();
    let tamper = format!("UPDATE audit_entry SET actor = 'staff:somebody' WHERE chain = {chain} AND seq = 2");
    db.writer().execute_unprepared(&tamper).await.unwrap();
    let said = desk.run(&["audit", "verify"]);
    assert_eq!((said.code, said.out), (1, format!("chain {chain} is broken at entry 2\n")));
    let said = desk.run(&["audit", "verify", "--report", "json"]);
    assert_eq!(said.json()["problems"], json!([format!("chain {chain} is broken at entry 2")]));
}
