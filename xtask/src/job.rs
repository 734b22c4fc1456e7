//! Child processes that end when this one is told to end.
//!
//! A child leads a process group of its own: one signal to the group reaches everything below it (cargo, the runner,
//! the tests), and it cannot reach the shell or the CI job whose group this process may share. The price is that Ctrl-C
//! on a terminal does not reach the child by itself, so the wait below passes it on.

use std::io::{ErrorKind, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;

/// How often a wait looks for the end of the child and for a signal.
const TICK: Duration = Duration::from_millis(20);
/// Longer than the ten seconds that nextest gives its tests, which lead groups of their own: only nextest can end them.
const GRACE: Duration = Duration::from_secs(15);

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// The process group of a child.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// A new one, which a signal can address as a whole. It must not read from a terminal.
    Own,
    /// Ours, which the terminal signals as a whole.
    Ours,
}

/// The stream of a child on which the runner reports.
#[derive(Clone, Copy)]
pub enum Stream {
    Out,
    Err,
}

/// From here on SIGINT, SIGTERM and SIGHUP end the current wait, so that destructors run.
pub fn watch_signals() -> Result<()> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst)).context("cannot watch for signals")
}

pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Runs the command to its end, whatever that end is.
pub fn run(command: &mut Command, group: Group) -> Result<ExitStatus> {
    let mut child = spawn(command, group)?;
    wait(&mut child, group)
}

/// Runs the command to its end, but not longer than the time: then it is ended, and there is no status.
pub fn run_within(command: &mut Command, time: Duration) -> Result<Option<ExitStatus>> {
    let mut child = spawn(command.stdin(Stdio::null()), Group::Own)?;
    let status = wait_at_most(&mut child, Group::Own, time)?;
    if status.is_none() {
        end(&mut child, Group::Own)?;
    }
    Ok(status)
}

/// Runs the command to its end; anything but success is an error.
pub fn run_well(command: &mut Command) -> Result<()> {
    let status = run(command.stdin(Stdio::null()), Group::Own)?;
    if !status.success() {
        bail!("{}: {status}", shown(command));
    }
    Ok(())
}

/// Runs the command to its end, passes one of its streams through as it comes, and returns that stream too.
pub fn run_and_read(command: &mut Command, stream: Stream) -> Result<(ExitStatus, String)> {
    command.stdin(Stdio::null());
    match stream {
        Stream::Out => command.stdout(Stdio::piped()),
        Stream::Err => command.stderr(Stdio::piped()),
    };
    let mut child = spawn(command, Group::Own)?;
    let reader = match stream {
        Stream::Out => child.stdout.take().map(|pipe| thread::spawn(|| pass_on(pipe, std::io::stdout()))),
        Stream::Err => child.stderr.take().map(|pipe| thread::spawn(|| pass_on(pipe, std::io::stderr()))),
    };
    // On an interruption the reader is left alone: a process that escaped from the group could hold its pipe open.
    let status = wait(&mut child, Group::Own)?;
    let bytes = match reader {
        Some(reader) => reader.join().map_err(|_| anyhow!("{}: its output was lost", shown(command)))?,
        None => Vec::new(),
    };
    Ok((status, String::from_utf8_lossy(&bytes).into_owned()))
}

/// Whether the command can be started and succeeds, without a word from it.
pub fn succeeds(command: &mut Command) -> bool {
    let silent = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    silent.status().is_ok_and(|status| status.success())
}

/// Starts the command. The caller has to wait for it.
pub fn spawn(command: &mut Command, group: Group) -> Result<Child> {
    if interrupted() {
        bail!("interrupted");
    }
    if group == Group::Own {
        command.process_group(0);
    }
    command.spawn().with_context(|| format!("cannot start {}", shown(command)))
}

/// Signals a child that leads a group, and everything in that group.
pub fn signal_group(leader: &Child, signal: Signal) {
    if let Ok(leader) = i32::try_from(leader.id()) {
        // The only failure is that nothing is left of the group, which is what the signal was for.
        let _ = killpg(Pid::from_raw(leader), signal);
    }
}

/// The end of the child, if it comes within the time.
pub fn wait_for(child: &mut Child, time: Duration) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() >= time {
            return Ok(None);
        }
        thread::sleep(TICK);
    }
}

fn wait(child: &mut Child, group: Group) -> Result<ExitStatus> {
    loop {
        if let Some(status) = wait_at_most(child, group, Duration::MAX)? {
            return Ok(status);
        }
    }
}

/// The end of the child, if it comes within the time. It is ended when we are interrupted.
fn wait_at_most(child: &mut Child, group: Group, time: Duration) -> Result<Option<ExitStatus>> {
    let started = Instant::now();
    while started.elapsed() < time {
        if let Some(status) = wait_for(child, TICK)? {
            // The terminal may have told the child first: then its end is not an answer.
            if interrupted() {
                bail!("interrupted");
            }
            return Ok(Some(status));
        }
        if interrupted() {
            end(child, group)?;
            bail!("interrupted");
        }
    }
    Ok(None)
}

/// Asks the child to end, waits for it, and kills what is still there.
fn end(child: &mut Child, group: Group) -> Result<()> {
    match group {
        Group::Own => signal_group(child, Signal::SIGTERM),
        Group::Ours => {
            if let Ok(pid) = i32::try_from(child.id()) {
                let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
            }
        }
    }
    let ended = wait_for(child, GRACE)?.is_some();
    match group {
        // Also after the leader has ended: a test may ignore SIGTERM.
        Group::Own => signal_group(child, Signal::SIGKILL),
        Group::Ours if !ended => child.kill()?,
        Group::Ours => {}
    }
    if !ended {
        child.wait()?;
    }
    Ok(())
}

/// In chunks, not in lines: a runner that shows a name before its test has ended must be seen to.
fn pass_on(mut from: impl Read, mut to: impl Write) -> Vec<u8> {
    let mut all = Vec::new();
    let mut chunk = [0; 8192];
    loop {
        match from.read(&mut chunk) {
            Ok(0) => return all,
            Ok(count) => {
                let new = chunk.get(..count).unwrap_or_default();
                all.extend_from_slice(new);
                // Whoever listened has gone; the runner still has to be read to its end.
                let _ = to.write_all(new).and_then(|()| to.flush());
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return all,
        }
    }
}

/// As typed: the program without its folder.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let words = std::iter::once(program.file_name().unwrap_or(program.as_os_str())).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
