//! Where the programs of PostgreSQL are, and how they come onto a Debian machine that has none.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::account::is_root;
use crate::{POSTGRES_URL, job, say};

const NEEDED: [&str; 3] = ["initdb", "postgres", "pg_ctl"];
/// Debian keeps one folder per major version here, and puts none of them on PATH.
const DEBIAN: &str = "/usr/lib/postgresql";
/// Asked by the scripts of a package before they start a service; 101 forbids it.
const POLICY: &str = "/usr/sbin/policy-rc.d";

pub struct Programs {
    folder: PathBuf,
}

impl Programs {
    pub fn find_or_install() -> Result<Self> {
        if let Some(found) = Self::find() {
            return Ok(found);
        }
        let places =
            format!("initdb, postgres and pg_ctl are not on PATH, not in `pg_config --bindir`, not in {DEBIAN}/*/bin");
        if !is_root() || !is_on_path("apt-get") {
            bail!("PostgreSQL is missing ({places}): install the package `postgresql`, or set {POSTGRES_URL}");
        }
        say("PostgreSQL is missing: installing the package `postgresql`");
        install().with_context(|| format!("PostgreSQL is missing ({places}) and cannot be installed"))?;
        Self::find().with_context(|| format!("PostgreSQL was installed, but {places}"))
    }

    pub fn path(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }

    /// What the server says about itself, such as `postgres (PostgreSQL) 17.2`.
    pub fn version(&self) -> String {
        let said = said(Command::new(self.path("postgres")).arg("--version"));
        said.unwrap_or_else(|| "postgres of an unknown version".to_owned())
    }

    fn find() -> Option<Self> {
        let mut folders = on_path();
        folders.extend(said(Command::new("pg_config").arg("--bindir")).map(PathBuf::from));
        folders.extend(debian());
        let complete = |folder: &PathBuf| NEEDED.iter().all(|name| folder.join(name).is_file());
        folders.into_iter().find(complete).map(|folder| Self { folder })
    }
}

fn on_path() -> Vec<PathBuf> {
    env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default()
}

fn is_on_path(program: &str) -> bool {
    on_path().iter().any(|folder| folder.join(program).is_file())
}

/// The newest version first, as a number: 9 is older than 17.
fn debian() -> Vec<PathBuf> {
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let mut numbered: Vec<(u32, PathBuf)> =
        versions.filter_map(|entry| Some((major(&entry.file_name())?, entry.path().join("bin")))).collect();
    numbered.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    numbered.into_iter().map(|(_, folder)| folder).collect()
}

fn major(folder: &OsStr) -> Option<u32> {
    folder.to_str()?.split('.').next()?.parse().ok()
}

fn said(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !text.trim().is_empty()).then(|| text.trim().to_owned())
}

fn install() -> Result<()> {
    let _guard = NoServices::set()?;
    for arguments in [&["update"][..], &["install", "--yes", "--no-install-recommends", "postgresql"]] {
        let mut command = Command::new("apt-get");
        // Standard output belongs to the command that the server is for.
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdout(std::io::stderr());
        job::run_well(&mut command)?;
    }
    Ok(())
}

/// As long as it lives, no package starts a service: the server of the distribution is not ours to start or to stop.
struct NoServices {
    ours: bool,
}

impl NoServices {
    fn set() -> Result<Self> {
        if Path::new(POLICY).exists() {
            return Ok(Self { ours: false });
        }
        let made = OpenOptions::new().write(true).create_new(true).mode(0o755).open(POLICY);
        let mut file = made.with_context(|| format!("cannot create {POLICY}"))?;
        let guard = Self { ours: true };
        file.write_all(b"#!/bin/sh\nexit 101\n").with_context(|| format!("cannot write {POLICY}"))?;
        Ok(guard)
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if self.ours
            && let Err(error) = fs::remove_file(POLICY)
        {
            say(format_args!("warning: cannot delete {POLICY}: {error}"));
        }
    }
}
