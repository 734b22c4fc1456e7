//! The attacks one after another: each alone, for what it costs, and beside a normal query, for what it disturbs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use serde_json::json;

use super::attack::{Attack, Refusal};
use crate::bench::PAGES;
use crate::bench::client::Connection;
use crate::bench::clock::Clock;
use crate::bench::server::Server;
use crate::bench::times::Times;
use crate::{job, say};

/// A normal query begins so often, whether the server is fast or slow.
const PACE: Duration = Duration::from_millis(20);
/// How many times as long as alone the normal query may take beside an attack, which keeps one of the cores busy.
pub const SLOWER_MAX: f64 = 3.0;
/// How often an attack is tried beside the normal query before it counts as a disturbance: what else the machine does seldom
/// comes again.
const TRIES: usize = 3;

/// One attack.
pub struct Row {
    pub attack: Attack,
    pub alone: Vec<Refusal>,
    pub beside: Vec<Refusal>,
    /// What the normal query met meanwhile.
    pub normal: Normal,
    /// How many times as long as alone that took, at the median and at p99.
    pub slower: [f64; 2],
}

/// How a normal query fared.
pub struct Normal {
    /// From when each was due to its answer.
    pub times: Times,
    /// The first answer that was none.
    pub refused: Option<String>,
}

impl Normal {
    fn and(self, more: Self) -> Self {
        Self { times: self.times.and(more.times), refused: self.refused.or(more.refused) }
    }
}

/// Measures all of them, and the normal query with nothing beside it: a part of that before each attack, so that it sees the
/// same machine.
pub fn measure(server: &Server, attacks: Vec<Attack>, time: Duration) -> Result<(Vec<Row>, Normal)> {
    let clock = Clock::of(server.demo.process.id())?;
    // Not measured: it fills the caches.
    normal(server, time)?;
    let (mut rows, mut calm) = (Vec::new(), normal(server, time)?);
    for attack in attacks {
        say(&attack.name);
        calm = calm.and(normal(server, time / 2)?);
        rows.push(row(server, &clock, attack, time, &calm)?);
        anyhow::ensure!(!job::interrupted(), "interrupted");
    }
    Ok((rows, calm))
}

fn row(server: &Server, clock: &Clock, attack: Attack, time: Duration, calm: &Normal) -> Result<Row> {
    let began = Instant::now();
    let alone = attack.repeat(&server.demo.address, clock, || began.elapsed() < time)?;
    let mut beside = Vec::new();
    let mut tries = 0;
    loop {
        let (refusals, normal) = both(server, clock, &attack, time)?;
        beside.extend(refusals);
        tries += 1;
        let slower = [50, 99].map(|percent| normal.times.ratio(&calm.times, percent));
        let settled = normal.refused.is_some() || slower.iter().all(|times| *times <= SLOWER_MAX);
        if settled || tries == TRIES || job::interrupted() {
            return Ok(Row { attack, alone, beside, normal, slower });
        }
    }
}

/// The attack and the normal query at the same time.
fn both(server: &Server, clock: &Clock, attack: &Attack, time: Duration) -> Result<(Vec<Refusal>, Normal)> {
    let over = AtomicBool::new(false);
    scope(|scope| {
        let attacker = scope.spawn(|| attack.repeat(&server.demo.address, clock, || !over.load(Ordering::Relaxed)));
        let normal = normal(server, time);
        over.store(true, Ordering::Relaxed);
        let refusals = attacker.join().unwrap_or_else(|_| Err(anyhow!("the attacker panicked")));
        Ok((refusals?, normal?))
    })
}

/// A page of the dashboard at a steady pace, by somebody who has signed in.
fn normal(server: &Server, time: Duration) -> Result<Normal> {
    let body = json!({ "query": PAGES[0].document }).to_string();
    let mut connection = Connection::open(&server.demo.address)?;
    let (began, mut times, mut refused) = (Instant::now(), Vec::new(), None);
    for due in (0..).map(|number| PACE * number).take_while(|due| *due < time) {
        sleep(due.saturating_sub(began.elapsed()));
        let answer = connection.graphql(&server.token, &body)?;
        times.push(began.elapsed().saturating_sub(due));
        if !answer.starts_with(b"{\"data\":{") {
            refused = refused.or(Some(String::from_utf8_lossy(&answer).into_owned()));
        }
        if job::interrupted() {
            break;
        }
    }
    Ok(Normal { times: Times::of(times), refused })
}
