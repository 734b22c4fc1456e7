//! What a Debian machine lacks, and we may add.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::account::is_root;
use crate::{job, say};

/// Asked by the scripts of a package before they start a service; 101 forbids it.
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// The folders of PATH.
pub fn on_path() -> Vec<PathBuf> {
    env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default()
}

pub fn is_on_path(program: &str) -> bool {
    on_path().iter().any(|folder| folder.join(program).is_file())
}

/// Installs packages of the distribution, if this is a machine where we may. None of them starts a service.
pub fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    if !is_root() || !is_on_path("apt-get") {
        bail!("install {names}");
    }
    say(format_args!("installing {names}"));
    let _guard = NoServices::set()?;
    for arguments in [&["update"][..], &["install", "--yes", "--no-install-recommends"]] {
        let mut command = Command::new("apt-get");
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        if arguments.len() > 1 {
            command.args(packages);
        }
        // Standard output belongs to the command that the packages are for.
        job::run_well(command.stdout(std::io::stderr())).with_context(|| format!("cannot install {names}"))?;
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
