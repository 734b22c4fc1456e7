//! When to stop: SIGTERM of a supervisor, SIGINT of a terminal.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGXFSZ, by its number on Linux, macOS and the BSDs.
const FILE_TOO_LARGE: i32 = 25;

pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    /// A file that may not grow is a write that fails, and no end of the process. Kept, so that the signal stays caught.
    _too_large: Signal,
}

impl Signals {
    /// From here on the signals no longer end the process by themselves.
    pub fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            _too_large: signal(SignalKind::from_raw(FILE_TOO_LARGE))?,
        })
    }

    /// The name of the next signal.
    pub async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}
