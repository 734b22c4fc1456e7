//! Where the programs of PostgreSQL are, and how they come onto a Debian machine that has none.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::{POSTGRES_URL, debian};

const NEEDED: [&str; 3] = ["initdb", "postgres", "pg_ctl"];
/// Debian keeps one folder per major version here, and puts none of them on PATH.
const DEBIAN: &str = "/usr/lib/postgresql";

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
        debian::install(&["postgresql"])
            .with_context(|| format!("PostgreSQL is missing ({places}), and {POSTGRES_URL} names no server"))?;
        Self::find().with_context(|| format!("PostgreSQL was installed, but {places}"))
    }

    pub fn path(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }

    /// A program that can be missing: beside the server, where a link to the server leads, or on PATH.
    pub fn perhaps(&self, program: &str) -> Option<PathBuf> {
        let mut folders = vec![self.folder.clone()];
        let linked = fs::canonicalize(self.path("postgres")).ok();
        folders.extend(linked.as_deref().and_then(Path::parent).map(Path::to_owned));
        folders.extend(debian::on_path());
        folders.into_iter().map(|folder| folder.join(program)).find(|path| path.is_file())
    }

    /// What the server says about itself, such as `postgres (PostgreSQL) 17.2`.
    pub fn version(&self) -> String {
        let said = said(Command::new(self.path("postgres")).arg("--version"));
        said.unwrap_or_else(|| "postgres of an unknown version".to_owned())
    }

    fn find() -> Option<Self> {
        let mut folders = debian::on_path();
        folders.extend(said(Command::new("pg_config").arg("--bindir")).map(PathBuf::from));
        folders.extend(packaged());
        let complete = |folder: &PathBuf| NEEDED.iter().all(|name| folder.join(name).is_file());
        folders.into_iter().find(complete).map(|folder| Self { folder })
    }
}

/// The newest version first, as a number: 9 is older than 17.
fn packaged() -> Vec<PathBuf> {
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
