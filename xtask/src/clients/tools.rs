//! What the scripts are run with: Node.js and Python, with the packages that the lock files name.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::{debian, job, say};

/// The language of a script.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Language {
    JavaScript,
    Python,
}

impl Language {
    pub fn of(file: &str) -> Self {
        if file.ends_with(".py") { Self::Python } else { Self::JavaScript }
    }
}

/// What is there, and why the rest is not.
pub struct Tools {
    workshop: PathBuf,
    /// Why scripts in JavaScript cannot be run.
    node: Option<String>,
    /// Why scripts in Python cannot be run.
    python: Option<String>,
}

impl Tools {
    /// Copies the scripts into the workshop and installs what they need. What cannot be installed is left out, unless
    /// this is a CI.
    pub fn prepare(source: &Path, workshop: &Path) -> Result<Self> {
        let scripts = workshop.join("scripts");
        if scripts.exists() {
            fs::remove_dir_all(&scripts)?;
        }
        copy(source, &scripts).with_context(|| format!("cannot copy {}", source.display()))?;
        // On a machine that nobody watches, what is left out would look like what has passed.
        let must = std::env::var_os("CI").is_some();
        let settle = |done: Result<()>| match done {
            Err(error) if must || job::interrupted() => Err(error),
            done => Ok(done.err().map(|error| format!("{error:#}"))),
        };
        let node = settle(node(source, workshop))?;
        let python = settle(python(source, workshop))?;
        Ok(Self { workshop: workshop.to_owned(), node, python })
    }

    /// Why scripts in this language cannot be run.
    pub fn lacks(&self, language: Language) -> Option<&str> {
        match language {
            Language::JavaScript => self.node.as_deref(),
            Language::Python => self.python.as_deref(),
        }
    }

    /// A command that runs a script, in the folder of the scripts.
    pub fn command(&self, file: &str) -> Command {
        let mut command = match Language::of(file) {
            Language::JavaScript => {
                let mut command = Command::new("node");
                command.args(["--test", "--test-reporter=./lib/reporter.mjs"]);
                command
            }
            Language::Python => Command::new(self.workshop.join("venv/bin/python")),
        };
        command.arg(file).current_dir(self.workshop.join("scripts"));
        command
    }
}

fn node(source: &Path, workshop: &Path) -> Result<()> {
    if !debian::is_on_path("node") || !debian::is_on_path("npm") {
        debian::install(&["nodejs", "npm"]).context("Node.js is missing")?;
    }
    installed(source, workshop, "package-lock.json", || {
        fs::copy(source.join("package.json"), workshop.join("package.json"))?;
        fs::copy(source.join("package-lock.json"), workshop.join("package-lock.json"))?;
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        job::run_well(npm.current_dir(workshop).stdout(std::io::stderr()))
    })
    .context("the npm packages cannot be installed")
}

fn python(source: &Path, workshop: &Path) -> Result<()> {
    let complete = || job::succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"]));
    if !complete() {
        debian::install(&["python3", "python3-venv"]).context("Python is missing")?;
    }
    installed(source, workshop, "requirements.txt", || {
        let venv = workshop.join("venv");
        job::run_well(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv))?;
        let mut pip = Command::new(venv.join("bin/python"));
        pip.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "--requirement",
        ]);
        job::run_well(pip.arg(source.join("requirements.txt")).stdout(std::io::stderr()))
    })
    .context("the Python packages cannot be installed")
}

/// Installs, unless what the lock file says is there already.
fn installed(source: &Path, workshop: &Path, lock: &str, install: impl FnOnce() -> Result<()>) -> Result<()> {
    let wanted = fs::read_to_string(source.join(lock)).with_context(|| format!("cannot read {lock}"))?;
    let stamp = workshop.join(format!("installed-{lock}"));
    if fs::read_to_string(&stamp).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    say(format_args!("installing what {lock} names"));
    install()?;
    Ok(fs::write(stamp, wanted)?)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
