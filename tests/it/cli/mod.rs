//! The command line: what it understands, prints and refuses.

mod admin;
mod config;
mod demo;
mod documents;
mod import;
mod policy;
mod schema;
mod user;

use regie::app::App;
use regie::channels::create::ChannelCreateInput;
use regie::inventory::warehouse_create::WarehouseCreateInput;
use regie::kernel::command::{Answer, execute};
use regie::kernel::cx::Caller;
use regie::kernel::id::{ChannelId, StaffId, WarehouseId};
use regie::kernel::money::Currency;
use regie::kernel::scope::Domain;
use regie::kernel::tx::{Meta, Tx};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;

use crate::harness::database::TestDb;
use crate::harness::people;
use crate::harness::process::{self, Said};

/// A folder and a database for the program.
pub struct Desk {
    folder: tempfile::TempDir,
    db: TestDb,
}

impl Desk {
    /// With a database without a table.
    pub async fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), db: TestDb::empty().await }
    }

    /// With a migrated and seeded database.
    pub async fn seeded() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), db: TestDb::new().await }
    }

    /// With a database that somebody has filled.
    pub fn over(db: TestDb) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), db }
    }

    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    pub fn db(&self) -> &TestDb {
        &self.db
    }

    /// The arguments with the database of this desk.
    pub fn arguments(&self, arguments: &[&str]) -> Vec<String> {
        let url = self.db.url();
        arguments.iter().copied().chain(["--database-url", &url]).map(str::to_owned).collect()
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        process::run(self.folder.path(), self.arguments(arguments))
    }

    /// Runs a command with a text on its standard input.
    pub fn tell(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Said {
        let mut command = process::regie(self.folder.path());
        command.args(self.arguments(arguments)).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that refuses before it reads has closed the pipe.
        let _ = child.stdin.take().unwrap().write_all(input.as_ref());
        Said::of(&child.wait_with_output().unwrap())
    }
}

/// A channel, by its command.
pub async fn open_channel(app: &App, slug: &str) -> ChannelId {
    let currency = Currency::parse("EUR").unwrap();
    let input = ChannelCreateInput { slug: slug.to_owned(), name: slug.to_owned(), currency };
    match execute(&app.house, &Caller::system("test"), input, None).await.unwrap() {
        Answer::Done(id) => id,
        other => panic!("the channel was not opened: {other:?}"),
    }
}

/// A warehouse, by its command.
pub async fn open_warehouse(app: &App, slug: &str) -> WarehouseId {
    let (slug, name) = (slug.to_owned(), slug.to_owned());
    let input = WarehouseCreateInput { slug, name, country: "DE".to_owned(), address: None, priority: 100 };
    match execute(&app.house, &Caller::system("test"), input, None).await.unwrap() {
        Answer::Done(id) => id,
        other => panic!("the warehouse was not opened: {other:?}"),
    }
}

/// A person with roles everywhere or somewhere, through the tables.
pub async fn add_person(app: &App, email: &str, roles: &[(&str, Domain)]) -> StaffId {
    let house = &app.house;
    let meta = Meta::system("test", "test", house.clock.now());
    let tx = Tx::begin(&house.db, meta).await.unwrap();
    let member = people::member(house.entropy.id(tx.now()), email.to_owned(), email, tx.now());
    let id = people::hire(&tx, &house.entropy, member, roles).await;
    tx.commit(&house.entropy).await.unwrap();
    id
}
