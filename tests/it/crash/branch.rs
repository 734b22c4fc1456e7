//! A shop whose server does not live long.

use chrono::TimeDelta;
use regie::app::{App, Sources};
use regie::kernel::clock::{Clock as _, ManualClock, SystemClock};
use regie::kernel::db::{Db, DbOptions};
use regie::kernel::entropy::Entropy;
use regie::kernel::id::{ChannelId, VariantId};
use regie::kernel::{job, outbox};
use sea_orm::ConnectionTrait as _;
use std::sync::Arc;

use super::books;
use super::tills::{Sale, Tills};
use crate::cli::Desk;
use crate::harness::process::Served;
use crate::harness::run_one;
use crate::harness::shop::{GOODS, Shop};

/// Sets the seed.
const SEED: &str = "REGIE_CRASH_SEED";
/// Variants of which there are more than anybody asks for.
const PLENTIFUL: usize = 6;
/// Longer than a worker has a job for itself.
const AFTER_THE_LEASE: TimeDelta = TimeDelta::minutes(5);

/// Where chance comes from.
pub struct Dice(Entropy);

impl Dice {
    fn roll() -> Self {
        let seed = match std::env::var(SEED) {
            Ok(seed) => seed.parse().unwrap(),
            Err(_) => Entropy::from_os().below(1 << 32),
        };
        println!("{SEED}={seed}");
        Self(Entropy::seeded(seed))
    }

    /// From zero to below the bound.
    pub fn below(&self, bound: usize) -> usize {
        usize::try_from(self.0.below(u64::try_from(bound).unwrap())).unwrap()
    }
}

pub struct Branch {
    pub dice: Dice,
    desk: Desk,
    token: String,
    channel: ChannelId,
    plentiful: Vec<VariantId>,
    scarce: VariantId,
    sold: usize,
}

impl Branch {
    /// With so many pieces of the scarce variant, and an agent who has signed in.
    pub async fn open(scarce: i32) -> Self {
        let dice = Dice::roll();
        let shop = Shop::new().await;
        let mut plentiful = Vec::new();
        for _ in 0..PLENTIFUL {
            plentiful.push(shop.stocked(GOODS, 100_000).await);
        }
        let scarce = shop.stocked(GOODS, scarce).await;
        // The server will live today, and so does the session.
        shop.app.clock.set(SystemClock.now());
        let token = shop.app.as_role("order-agent").await.token().to_owned();
        let Shop { app, channel, .. } = shop;
        // Nobody else has the file open while the server lives: it finds what was left behind by itself.
        let desk = Desk::over(app.leave().await);
        Self { dice, desk, token, channel, plentiful, scarce, sold: 0 }
    }

    /// Starts the server, which finds the database as the last one left it.
    pub fn serve(&self) -> Served {
        Served::start(&self.desk.folder(), self.desk.arguments(&["serve"]))
    }

    pub fn tills(&self, server: &Served) -> Tills {
        Tills::at(server.address, &self.token)
    }

    /// The next customers: every fourth wants something scarce, some of the others will call their order off.
    pub fn sales(&mut self, count: usize) -> Vec<Sale> {
        let first = self.sold;
        self.sold += count;
        (first..self.sold).map(|number| self.sale(number)).collect()
    }

    fn sale(&self, number: usize) -> Sale {
        let first = self.dice.below(PLENTIFUL);
        let mut lines: Vec<(VariantId, i32)> = (0..=self.dice.below(2))
            .map(|n| (self.plentiful[(first + n) % PLENTIFUL], i32::try_from(1 + self.dice.below(3)).unwrap()))
            .collect();
        let scarce = number.is_multiple_of(4);
        if scarce {
            lines.push((self.scarce, 1));
        }
        let called_off = !scarce && self.dice.below(5) == 0;
        Sale::new(number, self.channel, lines, called_off)
    }

    /// A look at the database from outside the server. To be closed before the next end.
    pub async fn db(&self) -> Db {
        Db::connect(&DbOptions { readers: 1, writers: 1, ..self.desk.db().options() }).await.unwrap()
    }

    /// Nothing is half there, and every answer is true.
    pub async fn assert_balanced(&self, sales: &[Sale]) {
        let db = self.db().await;
        let mut faults = books::balance(&db.reader).await;
        faults.extend(books::against(&db.reader, sales).await);
        db.close().await.unwrap();
        assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    }

    /// How many of the requests that were cut off happened all the same.
    pub async fn happened(&self, sales: &[Sale]) -> usize {
        let db = self.db().await;
        let kept = books::keys(&db.reader).await;
        db.close().await.unwrap();
        sales.iter().filter_map(|sale| sale.cut.as_ref()).filter(|key| kept.contains(*key)).count()
    }

    /// `regie audit verify` finds nothing.
    pub fn assert_audited(&self) {
        let said = self.desk.run(&["audit", "verify"]);
        assert_eq!(said.code, 0, "{said:?}");
    }

    /// How much of the scarce variant is on hand and promised.
    pub async fn scarce(&self) -> (i64, i64) {
        let db = self.db().await;
        let levels = books::levels(&db.reader, self.scarce).await;
        db.close().await.unwrap();
        levels
    }

    /// Stops the server. Then every event is handed on and every job is done, also one that a killed server took with it.
    pub async fn close(self, server: Served) {
        server.terminate();
        assert_eq!(server.end().0, Some(0));
        let clock = Arc::new(ManualClock::at(SystemClock.now()));
        clock.advance(AFTER_THE_LEASE);
        let sources = Sources { clock, entropy: Entropy::from_os() };
        let app = App::open(&self.desk.db().options(), sources).await.unwrap();
        while outbox::relay(&app.house).await.unwrap() > 0 || run_one(&app.house).await {}
        assert_eq!(job::backlog(&app.house).await.unwrap(), []);
        assert_eq!(books::unpublished(&app.house.db.reader).await, 0);
        app.house.db.clone().close().await.unwrap();
    }

    /// Runs a statement on the database.
    pub async fn tell(&self, sql: &str) {
        let db = self.db().await;
        db.writer().execute_unprepared(sql).await.unwrap();
        db.close().await.unwrap();
    }
}
