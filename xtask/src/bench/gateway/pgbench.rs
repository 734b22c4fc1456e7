//! What PostgreSQL itself reaches with the statements of a page: pgbench sends the same ones, and nothing else is done.
//!
//! The statements come out of the log of the server, all that one request costs: the session, the page, and `BEGIN` and
//! `COMMIT` if there are any. Their parameters are written into them, and pgbench prepares each once for a connection. So
//! PostgreSQL plans none of them again, which it may do with the parameters of the gateway: pgbench has the better part of
//! the comparison. Both come by the same address, with as many clients, and take turns.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::statements::{self, Statement};
use super::{Asked, CONNECTIONS, Figures, Row, TURNS, figures};
use crate::bench::client::Connection;
use crate::bench::hammer;
use crate::bench::times::Times;
use crate::cluster::Cluster;
use crate::{job, say};

/// Threads of pgbench.
const THREADS: usize = 2;
/// Requests that are listened to. Now and then the gateway does something of its own meanwhile, so the shortest list counts.
const HEARD: usize = 5;
/// Until every connection of the gateway has its statements prepared.
const WARM_UP: usize = 200;
/// Until a changed setting has reached every connection.
const RELOAD: Duration = Duration::from_secs(1);

pub struct Pgbench<'a> {
    cluster: &'a Cluster,
    program: PathBuf,
    psql: PathBuf,
}

impl<'a> Pgbench<'a> {
    /// None, and a line that says so, where it is not installed.
    pub fn find(cluster: &'a Cluster) -> Option<Self> {
        let (program, psql) = (cluster.program("pgbench"), cluster.program("psql"));
        if program.is_none() || psql.is_none() {
            say("pgbench or psql is not installed: no comparison with what PostgreSQL itself reaches");
        }
        Some(Self { cluster, program: program?, psql: psql? })
    }

    /// Statistics of the new tables, which else come in the middle of a row.
    pub fn analyze(&self) -> Result<()> {
        self.sql(&["VACUUM ANALYZE"])
    }

    /// The gateway and pgbench by turns.
    pub fn row(&self, asked: &Asked<'_>, folder: &Path, time: Duration) -> Result<Row> {
        let Asked { name, address, token, body } = *asked;
        let statements = self.statements(address, token, body)?;
        let count = statements.len();
        say(format_args!("{name}: {count} statements, {CONNECTIONS} clients, pgbench with {THREADS} threads"));
        let script = folder.join("page.sql");
        let lines = statements.iter().map(|statement| statement.with_literals() + ";\n");
        fs::write(&script, lines.collect::<String>())?;
        let (mut ours, mut rates, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..TURNS {
            ours.extend(hammer(address, token, body, CONNECTIONS, time / TURNS)?.0);
            let (rate, times) = self.run(&script, folder, time / TURNS)?;
            rates.push(rate);
            theirs.extend(times);
        }
        let per_second = rates.iter().sum::<f64>() / rates.len() as f64;
        Ok(Row {
            name,
            gateway: figures(ours, time),
            other: Figures { per_second, p99: Times::of(theirs).percent(99) },
        })
    }

    /// What the gateway sends for one request.
    fn statements(&self, address: &str, token: &str, body: &str) -> Result<Vec<Statement>> {
        let mut connection = Connection::open(address)?;
        for _ in 0..WARM_UP {
            connection.graphql(token, body)?;
        }
        self.sql(&["ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()"])?;
        thread::sleep(RELOAD);
        let mut heard = Vec::new();
        for _ in 0..HEARD {
            let before = self.cluster.log()?.len();
            connection.graphql(token, body)?;
            let log = self.cluster.log()?;
            heard.push(statements::read(log.get(before..).unwrap_or_default()));
        }
        self.sql(&["ALTER SYSTEM RESET log_statement", "SELECT pg_reload_conf()"])?;
        thread::sleep(RELOAD);
        let before = self.cluster.log()?.len();
        connection.graphql(token, body)?;
        let log = self.cluster.log()?;
        ensure!(statements::read(log.get(before..).unwrap_or_default()).is_empty(), "statements are still logged");
        let shortest = heard.into_iter().min_by_key(Vec::len).unwrap_or_default();
        ensure!(!shortest.is_empty(), "the log of the server shows no statement");
        Ok(shortest)
    }

    /// Transactions per second, as pgbench counts them, without the time to connect; and the time of each.
    fn run(&self, script: &Path, folder: &Path, time: Duration) -> Result<(f64, Vec<Duration>)> {
        let (said, logs) = (folder.join("pgbench.out"), folder.join("pgbench"));
        fs::create_dir(&logs)?;
        let mut command = Command::new(&self.program);
        command.args(["--no-vacuum", "--protocol=prepared", "--log"]).arg("--log-prefix").arg(logs.join("log"));
        command.arg(format!("--client={CONNECTIONS}")).arg(format!("--jobs={THREADS}"));
        // It knows whole seconds only.
        command.arg(format!("--time={}", time.as_secs_f64().ceil())).arg("--file").arg(script).arg(self.cluster.url());
        job::run_well(command.stdout(File::create(&said)?))?;
        // Older versions say a rate with the time to connect before the one without.
        let said = fs::read_to_string(said)?;
        let rate = said.lines().filter_map(|line| line.strip_prefix("tps = ")).next_back();
        let rate = rate.and_then(|rate| rate.split(' ').next()).context("pgbench gave no rate")?.parse()?;
        let mut times = Vec::new();
        for log in fs::read_dir(&logs)? {
            for line in fs::read_to_string(log?.path())?.lines() {
                let micros = line.split(' ').nth(2).context("a line of the log of pgbench is too short")?;
                times.push(Duration::from_micros(micros.parse()?));
            }
        }
        fs::remove_dir_all(&logs)?;
        Ok((rate, times))
    }

    fn sql(&self, statements: &[&str]) -> Result<()> {
        let mut command = Command::new(&self.psql);
        command.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--dbname", self.cluster.url()]);
        // One by one: none of these may be in a transaction.
        for statement in statements {
            command.args(["--command", statement]);
        }
        job::run_well(command.stdout(Stdio::null()))
    }
}
