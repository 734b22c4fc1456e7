//! A real disk that is full, again and again, under a real server with clients that go on.

use serde_json::Value;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::every_statement::{CREATE, channel_of};
use super::serving::{desk_with_owner, lost};
use super::small_disk::Disk;
use crate::cli::Desk;
use crate::harness::TestApp;
use crate::harness::database::TestDb;
use crate::harness::process::{Served, eventually, exchange, post};

const ROUNDS: usize = 10;
const CLIENTS: usize = 16;
/// How many changes fail in each round before there is space again.
const FAILURES: usize = 40;
/// How soon all works again.
const HEALED_WITHIN: Duration = Duration::from_secs(5);
/// What a client may be told while the disk is full, besides that its change is made.
const EXCUSES: [&str; 4] = ["STORAGE_FULL", "BUSY", "OUTCOME_UNKNOWN", "OVERLOADED"];

/// What the clients were told, all together.
struct Ledger {
    address: SocketAddr,
    /// What the server logs.
    log: PathBuf,
    token: String,
    acknowledged: Mutex<Vec<String>>,
    excused: AtomicUsize,
    over: AtomicBool,
}

impl Ledger {
    /// One client, until it is over.
    fn work(&self, client: usize) {
        for n in 0.. {
            if self.over.load(Ordering::SeqCst) {
                return;
            }
            let slug = format!("c{client}-{n}");
            if self.make(&slug) {
                self.acknowledged.lock().unwrap().push(slug);
            } else {
                self.excused.fetch_add(1, Ordering::SeqCst);
                // As a client does that was told to come again.
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }

    /// Makes a channel, and gives whether that was acknowledged.
    fn make(&self, slug: &str) -> bool {
        let (status, body) = exchange(self.address, &post(Some(&self.token), &[], CREATE, channel_of(slug)));
        let body: Value = serde_json::from_str(&body).unwrap_or_else(|_| panic!("{status}: {body}"));
        if let Some(errors) = body["errors"].as_array() {
            for error in errors {
                let code = error["extensions"]["code"].as_str().unwrap_or_default();
                assert!(EXCUSES.contains(&code), "{slug}: {status} {body:#}\n{}", self.logged(error));
                assert!(code != "STORAGE_FULL" || status == 503, "{status}");
            }
            return false;
        }
        let payload = &body["data"]["channelCreate"];
        assert_eq!(payload["userErrors"], serde_json::json!([]), "{slug}: {body:#}");
        assert!(payload["channel"]["id"].is_string(), "an answer that says nothing: {body:#}");
        true
    }

    /// What the log says of the request that got this error.
    fn logged(&self, error: &Value) -> String {
        let id = error["extensions"]["requestId"].as_str().unwrap_or("no request");
        let log = fs::read_to_string(&self.log).unwrap();
        log.lines().filter(|line| line.contains(id)).collect::<Vec<_>>().join("\n")
    }

    fn wait_for_excuses(&self, more: usize) {
        let enough = self.excused.load(Ordering::SeqCst) + more;
        eventually("changes fail", || self.excused.load(Ordering::SeqCst) >= enough);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_times_a_full_disk_under_load_loses_nothing_that_was_acknowledged() {
    let Some(disk) = Disk::mount().await else {
        println!("nothing was tested: this machine does not let us mount a small disk");
        return;
    };
    let db = TestDb::in_place(disk.path(), disk.tablespace.as_deref()).await;
    let (desk, token) = desk_with_owner(db).await;
    let server = Served::start(&desk.folder(), desk.arguments(&["serve"]));
    let (acknowledged, excused, over) = (Mutex::default(), AtomicUsize::new(0), AtomicBool::new(false));
    let ledger =
        Ledger { address: server.address, log: desk.folder().join("stderr.log"), token, acknowledged, excused, over };
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let ledger = &ledger;
            scope.spawn(move || ledger.work(client));
        }
        // Whatever happens, the clients come to their end.
        let _end = End(&ledger.over);
        for round in 0..ROUNDS {
            rounds(&disk, &server, &ledger, round);
        }
    });
    server.terminate();
    assert_eq!(server.end().0, Some(0));
    let acknowledged = ledger.acknowledged.into_inner().unwrap();
    let lost = lost(desk.db().options(), &acknowledged).await;
    println!("{} acknowledged, {} excused, {} lost", acknowledged.len(), excused_of(&ledger.excused), lost.len());
    assert_eq!(lost, Vec::<String>::new());
    assert!(acknowledged.len() > ROUNDS * CLIENTS);
    let said = desk.run(&["audit", "verify"]);
    assert_eq!(said.code, 0, "{said:?}");
    drop(desk);
    disk.unmount().await;
}

fn excused_of(excused: &AtomicUsize) -> usize {
    excused.load(Ordering::SeqCst)
}

struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Fills the disk, looks at the server while it is full, and makes space again.
fn rounds(disk: &Disk, server: &Served, ledger: &Ledger, round: usize) {
    let before = ledger.acknowledged.lock().unwrap().len();
    let filler = disk.fill();
    ledger.wait_for_excuses(FAILURES);
    for _ in 0..5 {
        let (status, body) = server.get("/readyz");
        assert_eq!((status, body.contains("full")), (503, true), "round {round}: {body}");
        ledger.wait_for_excuses(FAILURES / 5);
    }
    let meanwhile = ledger.acknowledged.lock().unwrap().len();
    fs::remove_file(filler).unwrap();
    let began = Instant::now();
    eventually("it is ready again", || server.get("/readyz").0 == 200);
    let last = ledger.acknowledged.lock().unwrap().len();
    eventually("changes are made again", || ledger.acknowledged.lock().unwrap().len() > last + CLIENTS);
    let healed = began.elapsed();
    println!("round {round}: {} acknowledged until then, healed after {healed:?}", meanwhile - before);
    assert!(healed < HEALED_WITHIN, "round {round}: {healed:?}");
}

#[tokio::test]
async fn a_command_that_finds_the_disk_full_says_so_and_is_done_when_there_is_space() {
    let Some(disk) = Disk::mount().await else {
        println!("nothing was tested: this machine does not let us mount a small disk");
        return;
    };
    let db = TestDb::in_place(disk.path(), disk.tablespace.as_deref()).await;
    let desk = Desk::over(TestApp::over(db, TestApp::generous(), Default::default()).await.leave().await);
    let text = "x".repeat(2_000);
    let goods: String = (0..2_000).map(|n| format!("p{n},P,{n}{text},1\n")).collect();
    fs::write(desk.folder().join("goods.csv"), format!("Handle,Title,Body,Price\n{goods}")).unwrap();
    let import = || desk.run(&["import", "products", "goods.csv", "--currency", "EUR"]);
    let filler = disk.fill();
    let said = import();
    let told = "error: There is no space left to keep this. Nothing has happened: ask again when there is.\n";
    assert_eq!((said.code, said.out.as_str()), (75, ""), "{said:?}");
    assert!(said.err.ends_with(told) && said.err.matches("rror").count() == 1, "{said:?}");
    fs::remove_file(filler).unwrap();
    let said = import();
    assert_eq!(said.code, 0, "{said:?}");
    drop(desk);
    disk.unmount().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_shop_that_ran_out_of_space_says_what_to_do_and_is_never_taken_for_a_shop() {
    let Some(disk) = Disk::mount().await else {
        println!("nothing was tested: this machine does not let us mount a small disk");
        return;
    };
    let desk = Desk::over(TestDb::in_place(disk.path(), disk.tablespace.as_deref()).await);
    let filler = disk.fill();
    let demo = ["demo", "--no-serve"];
    let said = desk.run(&demo);
    let told =
        "error: the demo shop was filled in part (there is no space left): remove this database, and begin again\n";
    assert_eq!((said.code, said.out.as_str()), (2, ""), "{said:?}");
    assert!(said.err.ends_with(told), "{said:?}");
    fs::remove_file(filler).unwrap();
    let said = desk.run(&demo);
    assert_eq!((said.code, said.out.as_str()), (2, ""), "{said:?}");
    assert!(said.err.contains("\nerror: a filling of the demo shop was interrupted in this database"), "{said:?}");
    drop(desk);
    disk.unmount().await;
}
