//! The files of an embedded database that are moved, removed or protected under a server that runs.

use regie::kernel::db::{Db, DbOptions};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

use super::every_statement::{CREATE, channel_of};
use super::serving::{desk_with_owner, lost};
use super::small_disk::Protected;
use crate::cli::Desk;
use crate::harness::database::{TestDb, on_postgres};
use crate::harness::process::{Served, eventually};

/// A server over a SQLite file, and what it has acknowledged.
struct Trial {
    desk: Desk,
    token: String,
    server: Served,
    acknowledged: Vec<String>,
}

impl Trial {
    async fn over(db: TestDb) -> Self {
        let (desk, token) = desk_with_owner(db).await;
        let server = Served::start(&desk.folder(), desk.arguments(&["serve"]));
        Self { desk, token, server, acknowledged: Vec::new() }
    }

    /// Makes a channel, and gives the code of the error that stood in the way.
    fn make(&mut self) -> Option<String> {
        let slug = format!("c{}", self.acknowledged.len());
        let (status, body) = self.server.graphql(Some(&self.token), CREATE, channel_of(&slug));
        if let Some(code) = body["errors"][0]["extensions"]["code"].as_str() {
            assert!(code != "STORAGE_FAILED" || status == 503, "{status}");
            return Some(code.to_owned());
        }
        assert!(body["data"]["channelCreate"]["channel"]["id"].is_string(), "an answer that says nothing: {body:#}");
        self.acknowledged.push(slug);
        None
    }

    fn read(&self) -> Value {
        self.server.graphql(Some(&self.token), "{ channels(first: 5) { nodes { id } } }", json!({})).1
    }

    fn is_ready(&self) -> bool {
        self.server.get("/readyz").0 == 200
    }

    /// Waits until no connection is open, and everything is in the file of the database.
    fn is_closed(&self) {
        let log = self.desk.folder().join("stderr.log");
        eventually("the connections are closed", || fs::read_to_string(&log).unwrap().contains("were closed"));
    }

    /// Changes are made again, without a restart.
    fn heals(&mut self) {
        eventually("it is ready again", || self.is_ready());
        for _ in 0..5 {
            assert_eq!(self.make(), None);
        }
    }

    /// Kills the server, and looks for all that it has acknowledged.
    async fn nothing_is_lost(self) {
        let Self { desk, server, acknowledged, .. } = self;
        server.kill();
        assert_eq!(lost(desk.db().options(), &acknowledged).await, Vec::<String>::new());
        assert!(!acknowledged.is_empty());
    }
}

/// The file with this at the end of its name.
fn beside(file: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", file.display()))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_in_a_write_ahead_log_that_is_removed_is_kept_and_so_is_what_comes_after() {
    if on_postgres() {
        return;
    }
    for suffixes in [&["-wal"][..], &["-shm"], &["-wal", "-shm"]] {
        let mut trial = Trial::over(TestDb::new().await).await;
        for _ in 0..20 {
            assert_eq!(trial.make(), None);
        }
        for suffix in suffixes {
            fs::remove_file(beside(&trial.desk.db().file(), suffix)).unwrap();
        }
        assert_eq!(trial.make().as_deref(), Some("STORAGE_FAILED"), "{suffixes:?}");
        trial.heals();
        trial.nothing_is_lost().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_moved_away_takes_nothing_until_it_is_back() {
    if on_postgres() {
        return;
    }
    let mut trial = Trial::over(TestDb::new().await).await;
    assert_eq!(trial.make(), None);
    let file = trial.desk.db().file();
    let away = beside(&file, ".away");
    fs::rename(&file, &away).unwrap();
    assert_eq!(trial.make().as_deref(), Some("STORAGE_FAILED"));
    assert!(!trial.is_ready());
    // Also when its connections were opened again, and when some time has passed.
    trial.is_closed();
    assert_eq!(trial.make().as_deref(), Some("STORAGE_FAILED"));
    assert!(!trial.is_ready() && !file.exists());
    fs::rename(&away, &file).unwrap();
    trial.heals();
    assert!(trial.read()["errors"].is_null());
    trial.nothing_is_lost().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_replaced_is_not_written_to_until_the_server_starts_anew() {
    if on_postgres() {
        return;
    }
    let mut trial = Trial::over(TestDb::new().await).await;
    let file = trial.desk.db().file();
    let (copy, away) = (beside(&file, ".copy"), beside(&file, ".away"));
    assert_eq!(trial.make(), None);
    let db = Db::connect(&trial.desk.db().options()).await.unwrap();
    db.writer().execute_unprepared(&format!("VACUUM INTO '{}'", copy.display())).await.unwrap();
    db.close().await.unwrap();
    fs::rename(&file, &away).unwrap();
    fs::rename(&copy, &file).unwrap();
    let before = fs::read(&file).unwrap();
    assert_eq!(trial.make().as_deref(), Some("STORAGE_FAILED"));
    trial.is_closed();
    assert_eq!(trial.make().as_deref(), Some("STORAGE_FAILED"));
    assert!(!trial.is_ready());
    assert_eq!(fs::read(&file).unwrap(), before);
    // Nothing is left beside it that is not its own.
    assert_eq!(fs::metadata(beside(&file, "-wal")).map_or(0, |log| log.len()), 0);
    assert_eq!(lost(DbOptions::sqlite_file(&away), &trial.acknowledged).await, Vec::<String>::new());
    let Trial { desk, token, server, acknowledged } = trial;
    server.terminate();
    server.end();
    let server = Served::start(&desk.folder(), desk.arguments(&["serve"]));
    let mut trial = Trial { desk, token, server, acknowledged };
    trial.heals();
    trial.nothing_is_lost().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_finds_its_files_protected_writes_as_soon_as_it_may() {
    if on_postgres() {
        return;
    }
    let (desk, token) = desk_with_owner(TestDb::new().await).await;
    // What it leaves behind can be read without writing.
    Served::start(&desk.folder(), desk.arguments(&["serve"])).kill();
    let file = desk.db().file();
    let files = [file.clone(), beside(&file, "-wal"), beside(&file, "-shm")];
    let Some(protected) = Protected::protect(files.iter().map(PathBuf::as_path)) else {
        println!("nothing was tested: this machine does not let us protect a file");
        return;
    };
    let server = Served::start(&desk.folder(), desk.arguments(&["serve", "--migrate=never"]));
    let mut trial = Trial { desk, token, server, acknowledged: Vec::new() };
    assert!(trial.read()["errors"].is_null());
    assert_eq!(trial.make().as_deref(), Some("STORAGE_FAILED"));
    assert!(!trial.is_ready());
    drop(protected);
    trial.heals();
    trial.nothing_is_lost().await;
}
