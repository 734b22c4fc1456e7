//! How long another process has worked.

use std::time::Duration;

use anyhow::Result;

/// The clock of a process: it goes while one of its threads runs, for each of them.
pub struct Clock(#[cfg(target_os = "linux")] nix::time::ClockId);

#[cfg(target_os = "linux")]
impl Clock {
    pub fn of(process: u32) -> Result<Self> {
        let process = nix::unistd::Pid::from_raw(process.try_into()?);
        Ok(Self(nix::time::ClockId::pid_cpu_clock_id(process)?))
    }

    pub fn now(&self) -> Result<Duration> {
        Ok(self.0.now()?.into())
    }
}

#[cfg(not(target_os = "linux"))]
impl Clock {
    pub fn of(_: u32) -> Result<Self> {
        anyhow::bail!("only Linux tells how long a process has worked")
    }

    pub fn now(&self) -> Result<Duration> {
        Ok(Duration::ZERO)
    }
}
