//! A PostgreSQL server that lives as long as its value.

use std::fs::{self, File};
use std::io::Read;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::Signal;

use crate::account::Account;
use crate::folder::{self, Folder};
use crate::job::{self, Group};
use crate::programs::Programs;
use crate::say;

const SUPERUSER: &str = "regie";
/// All parallel tests times the size of their pools.
const MAX_CONNECTIONS: u32 = 400;
/// The port of a server without TCP is a part of the name of its socket, nothing else.
const SOCKET_PORT: u16 = 5432;
const START: Duration = Duration::from_secs(30);
const STOP_SECS: u64 = 10;

/// What the server promises about a commit after a crash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Nothing, and only a Unix socket: the suite throws its databases away.
    None,
    /// What PostgreSQL promises, and a port on 127.0.0.1: for crash tests and for proxies between client and server.
    Default,
}

/// The running server. Dropping it stops the server and deletes its data, also when a step has failed or was
/// interrupted.
pub struct Cluster {
    server: Child,
    url: String,
    account: Account,
    programs: Programs,
    // The last field: deleted after the server has stopped.
    folder: Folder,
}

impl Cluster {
    /// Starts a server with an empty cluster and waits until it answers.
    ///
    /// To be called by the main thread: the kernel stops the server when the calling thread ends.
    pub fn start(durability: Durability) -> Result<Self> {
        folder::sweep();
        let programs = Programs::find_or_install()?;
        let account = Account::for_server()?;
        let begun = Instant::now();
        let folder = Folder::create(&account)?;
        let password = match durability {
            Durability::None => None,
            // Every user of this machine reaches a port on 127.0.0.1, and a superuser runs programs.
            Durability::Default => Some(random_word()?),
        };
        create(&programs, &account, &folder, password.as_deref())?;
        let port = match durability {
            Durability::None => SOCKET_PORT,
            Durability::Default => free_port()?,
        };
        let mut command = server(&programs, &account, &folder, durability, port)?;
        let mut cluster = Self {
            server: job::spawn(&mut command, Group::Own)?,
            url: url(folder.path(), port, password.as_deref()),
            account,
            programs,
            folder,
        };
        cluster.wait_until_ready()?;
        let (version, place) = (cluster.programs.version(), cluster.folder.path().display());
        say(format_args!("{version} ready in {:.2} s at {place}, port {port}", begun.elapsed().as_secs_f32()));
        Ok(cluster)
    }

    /// An administrator's URL of the database `postgres`, in the form that sqlx and libpq share.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A program of PostgreSQL that can be missing.
    pub fn program(&self, name: &str) -> Option<PathBuf> {
        self.programs.perhaps(name)
    }

    /// What the server has logged so far.
    pub fn log(&self) -> Result<String> {
        fs::read_to_string(log(self.folder.path())).context("cannot read the log of the server")
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let begun = Instant::now();
        while !is_ready(self.folder.path()) {
            if job::interrupted() {
                bail!("interrupted");
            }
            if let Some(status) = self.server.try_wait()? {
                bail!("the server did not start ({status}):\n{}", log_tail(self.folder.path()));
            }
            if begun.elapsed() > START {
                bail!("the server did not answer within {START:?}:\n{}", log_tail(self.folder.path()));
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    fn stop(&mut self) -> Result<()> {
        if self.server.try_wait()?.is_some() {
            return Ok(());
        }
        let mut command = self.account.command(&self.programs.path("pg_ctl"));
        command.args(["stop", "--silent", "--mode=immediate", "--wait"]).arg(format!("--timeout={STOP_SECS}"));
        command.arg("--pgdata").arg(data(self.folder.path())).current_dir(self.folder.path());
        // In a group of its own: a second Ctrl-C must not end it.
        let asked = job::succeeds(command.process_group(0));
        if asked && job::wait_for(&mut self.server, Duration::from_secs(STOP_SECS))?.is_some() {
            return Ok(());
        }
        // `pg_ctl` knows a server by its lock file, which one that has only just been started may not have written.
        job::signal_group(&self.server, Signal::SIGQUIT);
        if job::wait_for(&mut self.server, Duration::from_secs(STOP_SECS))?.is_none() {
            job::signal_group(&self.server, Signal::SIGKILL);
            self.server.wait()?;
        }
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            say(format_args!("warning: cannot stop the server, process {}: {error:#}", self.server.id()));
        }
    }
}

/// `initdb`. With a password, TCP needs it; the socket is behind the permissions of its folder and needs none.
fn create(programs: &Programs, account: &Account, folder: &Folder, password: Option<&str>) -> Result<()> {
    let mut command = account.command(&programs.path("initdb"));
    command.arg("--pgdata").arg(data(folder.path())).arg(format!("--username={SUPERUSER}"));
    // Without a sync: the folder does not survive the machine anyway, only a crash of the server is ever tested.
    command.args(["--locale=C", "--encoding=UTF8", "--no-sync"]);
    let word = folder.path().join("password");
    match password {
        None => command.arg("--auth=trust"),
        Some(password) => {
            fs::write(&word, password).context("cannot write the password of the server")?;
            account.own(&word)?;
            command.args(["--auth-local=trust", "--auth-host=scram-sha-256", "--pwfile"]).arg(&word)
        }
    };
    log_to(&mut command, folder.path())?;
    let mut initdb = job::spawn(&mut command, Group::Own)?;
    // Not ended by an interruption, since it is done within a second: the server that it runs meanwhile would leave its
    // shared memory behind.
    let Some(status) = job::wait_for(&mut initdb, START)? else {
        job::signal_group(&initdb, Signal::SIGKILL);
        initdb.wait()?;
        bail!("initdb was not done within {START:?}:\n{}", log_tail(folder.path()));
    };
    if !status.success() {
        bail!("initdb failed ({status}):\n{}", log_tail(folder.path()));
    }
    if password.is_some() {
        fs::remove_file(&word).context("cannot delete the password file of the server")?;
    }
    Ok(())
}

fn server(
    programs: &Programs,
    account: &Account,
    folder: &Folder,
    durability: Durability,
    port: u16,
) -> Result<Command> {
    let (listen, fast): (_, &[&str]) = match durability {
        Durability::None => ("", &["fsync=off", "synchronous_commit=off", "full_page_writes=off"]),
        Durability::Default => ("127.0.0.1", &[]),
    };
    let mut command = account.server(&programs.path("postgres"));
    command.arg("-D").arg(data(folder.path())).arg("-k").arg(folder.path()).arg("-p").arg(port.to_string());
    command.args(["-c", &format!("listen_addresses={listen}"), "-c", &format!("max_connections={MAX_CONNECTIONS}")]);
    for setting in fast {
        command.args(["-c", setting]);
    }
    log_to(&mut command, folder.path())?;
    Ok(command)
}

/// Output goes to the log of the server, and the current folder is one that its account can enter.
fn log_to(command: &mut Command, folder: &Path) -> Result<()> {
    let log =
        File::options().create(true).append(true).open(log(folder)).context("cannot open the log of the server")?;
    command.current_dir(folder).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    Ok(())
}

/// The eighth line of this file is the state of the server; `pg_ctl --wait` reads it too. `pg_isready` is part of
/// another package.
fn is_ready(folder: &Path) -> bool {
    let state = fs::read_to_string(data(folder).join("postmaster.pid")).unwrap_or_default();
    state.lines().nth(7).is_some_and(|line| line.trim() == "ready")
}

fn url(folder: &Path, port: u16, password: Option<&str>) -> String {
    match password {
        Some(password) => format!("postgres://{SUPERUSER}:{password}@127.0.0.1:{port}/postgres"),
        // The port is spelled out: a variable PGPORT of the caller would else name another socket.
        None => {
            let host = folder.display().to_string().replace('/', "%2F");
            format!("postgres://{SUPERUSER}@localhost:{port}/postgres?host={host}")
        }
    }
}

fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

fn log(folder: &Path) -> PathBuf {
    folder.join("log")
}

fn log_tail(folder: &Path) -> String {
    let text = fs::read(log(folder)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(20)..).unwrap_or_default().join("\n")
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("cannot find a free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

fn random_word() -> Result<String> {
    let mut bytes = [0; 16];
    let read = File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes));
    read.context("cannot read /dev/urandom")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
