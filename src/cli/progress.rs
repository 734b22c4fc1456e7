//! How far long work has come: a bar on a terminal, a line now and then elsewhere. On standard error.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};

/// Without a terminal a line is written each time so much more of the whole is done.
const LINES_PER_STEP: u64 = 10;
/// Without a terminal and without knowing the whole, a line is written for each so many.
const LINE_EVERY: u64 = 10_000;

/// Shows the steps of long work, one after the other.
pub struct Meter(Mutex<State>);

struct State {
    /// Only on a terminal.
    bar: Option<ProgressBar>,
    step: String,
    told: u64,
}

impl Meter {
    /// Looks whether there is a terminal.
    pub fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{msg:20} {wide_bar} {human_pos}/{human_len} {eta}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Self(Mutex::new(State { bar, step: String::new(), told: 0 }))
    }

    /// So much of a step is done; `total` where it is known.
    pub fn at(&self, step: &str, done: u64, total: Option<u64>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begins = state.step != step;
        if begins {
            step.clone_into(&mut state.step);
            state.told = 0;
        }
        match &state.bar {
            Some(bar) => {
                if begins {
                    bar.reset();
                    bar.set_message(step.to_owned());
                }
                match total {
                    Some(total) => bar.set_length(total),
                    None => bar.unset_length(),
                }
                bar.set_position(done);
            }
            None => {
                let every = total.map_or(LINE_EVERY, |total| total.div_ceil(LINES_PER_STEP)).max(1);
                let ends = total == Some(done);
                if done / every > state.told / every || (ends && state.told < done) {
                    state.told = done;
                    let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
                    note(&format!("{step}: {done}{of}"));
                }
            }
        }
    }
}

impl Default for Meter {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        let state = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(bar) = &state.bar {
            bar.finish_and_clear();
        }
    }
}

/// A line on standard error for whoever watches. Unlike `eprintln!` it does not panic when nobody does.
pub fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
