//! The folder of one server: data, socket and log.
//!
//! It is called `/tmp/regie-pg-<pid>-<n>`. Not the folder that `TMPDIR` names: the path of a socket has at most 107
//! bytes, and the account of the server must be able to reach it.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use nix::errno::Errno;
use nix::sys::signal::kill;
use nix::unistd::Pid;

use crate::account::Account;
use crate::say;

const PARENT: &str = "/tmp";
const PREFIX: &str = "regie-pg-";
const LOCK: &str = "lock";
/// Servers of one process at the same time.
const MOST: u32 = 100;

pub struct Folder {
    path: PathBuf,
    /// Locked as long as we live. The process id alone would not do: in another container that shares /tmp it means
    /// another process, or none.
    _lock: File,
}

impl Folder {
    /// A new folder that only the account (and root) can enter: the server trusts everybody who reaches its socket.
    pub fn create(owner: &Account) -> Result<Self> {
        for number in 0..MOST {
            let path = Path::new(PARENT).join(format!("{PREFIX}{}-{number}", process::id()));
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Self::furnish(path, owner),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error).with_context(|| format!("cannot create {}", path.display())),
            }
        }
        bail!("there are {MOST} folders {PARENT}/{PREFIX}{}-* already", process::id());
    }

    fn furnish(path: PathBuf, owner: &Account) -> Result<Self> {
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path.join(LOCK));
        let lock = made.with_context(|| format!("cannot create {}", path.join(LOCK).display()))?;
        lock.try_lock().with_context(|| format!("cannot lock {}", path.join(LOCK).display()))?;
        let folder = Self { path, _lock: lock };
        owner.own(&folder.path)?;
        Ok(folder)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = remove(&self.path) {
            say(format_args!("warning: cannot delete {}: {error}", self.path.display()));
        }
    }
}

/// Deletes the folders of runs that were killed. Nobody is signaled: a server that such a run has left behind finds
/// within a minute that its lock file is gone, and shuts itself down.
pub fn sweep() {
    let Ok(entries) = fs::read_dir(PARENT) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(pid) = name.to_str().and_then(pid_of) else {
            continue;
        };
        if !entry.file_type().is_ok_and(|kind| kind.is_dir()) || lives(pid) {
            continue;
        }
        // Without a right to open the lock or to delete, the folder is another user's, and stays.
        if abandoned(&entry.path()) && remove(&entry.path()).is_ok() {
            say(format_args!("deleted {}, which a dead run has left", entry.path().display()));
        }
    }
}

fn pid_of(name: &str) -> Option<i32> {
    let (pid, number) = name.strip_prefix(PREFIX)?.split_once('-')?;
    number.parse::<u32>().ok()?;
    pid.parse().ok().filter(|pid| *pid > 0)
}

fn lives(pid: i32) -> bool {
    kill(Pid::from_raw(pid), None) != Err(Errno::ESRCH)
}

fn abandoned(folder: &Path) -> bool {
    match File::open(folder.join(LOCK)) {
        Ok(lock) => lock.try_lock().is_ok(),
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
}

fn remove(path: &Path) -> std::io::Result<()> {
    let mut tries = 0;
    loop {
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            // A server process that is about to end may add a last file.
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty && tries < 20 => {
                tries += 1;
                thread::sleep(Duration::from_millis(50));
            }
            done => return done,
        }
    }
}
