//! How many files this process may have open. Every connection is one.

/// What a server opens besides its connections: databases, certificates, logs.
#[cfg(unix)]
const OTHERS: u64 = 512;

/// Asks the system for as many as `connections` need. It gives what the hard limit allows, without any rights.
#[cfg(unix)]
pub fn allow(connections: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current: Some(now), maximum } = getrlimit(Resource::Nofile) else { return };
    let wanted = u64::try_from(connections).unwrap_or(u64::MAX).saturating_add(OTHERS);
    let possible = maximum.map_or(wanted, |most| most.min(wanted));
    if possible > now
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: Some(possible), maximum })
    {
        tracing::warn!(%error, now, wanted, "no more files may be open");
    }
    if possible < wanted {
        tracing::warn!(possible, wanted, "fewer files may be open than `connections_max` needs");
    }
}

#[cfg(not(unix))]
pub fn allow(_: usize) {}
