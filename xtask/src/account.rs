//! As whom the server runs. `initdb` and `postgres` refuse root, so root lends them an unprivileged user.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use nix::unistd::{User, geteuid};

use crate::job;

/// The user that distributions create for the server, then the one that every system has.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];

pub struct Account {
    /// None: the server runs as we do.
    lent: Option<User>,
    /// `setpriv` can ask the kernel to stop the server when we are killed without a chance to do it.
    setpriv: bool,
}

impl Account {
    pub fn for_server() -> Result<Self> {
        let setpriv = job::succeeds(Command::new("setpriv").args(["--pdeathsig", "QUIT", "true"]));
        if !is_root() {
            return Ok(Self { lent: None, setpriv });
        }
        for name in CANDIDATES {
            if let Some(user) = User::from_name(name).with_context(|| format!("cannot look up the user {name}"))? {
                return Ok(Self { lent: Some(user), setpriv });
            }
        }
        bail!("PostgreSQL refuses to run as root, and there is neither a user `postgres` nor a user `nobody`");
    }

    /// A command that runs as this account.
    ///
    /// The identity is set between fork and exec by the standard library (setgid, no supplementary groups, setuid):
    /// that needs no program, where `setpriv` and `runuser` may be missing.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        self.lend(&mut command);
        command
    }

    /// The same for the server itself: SIGQUIT, an immediate shutdown, reaches it when the thread that starts it is gone.
    pub fn server(&self, program: &Path) -> Command {
        if !self.setpriv {
            return self.command(program);
        }
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "QUIT"]).arg(program);
        self.lend(&mut command);
        command
    }

    /// Makes the account the owner of a file or folder of ours.
    pub fn own(&self, path: &Path) -> Result<()> {
        if let Some(user) = &self.lent {
            chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw()))
                .with_context(|| format!("cannot give {} to {}", path.display(), user.name))?;
        }
        Ok(())
    }

    fn lend(&self, command: &mut Command) {
        if let Some(user) = &self.lent {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
    }
}

pub fn is_root() -> bool {
    geteuid().is_root()
}
