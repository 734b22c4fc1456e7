//! Standard output: the one place that writes to it.

use serde::Serialize;
use std::fmt::Display;
use std::io::{ErrorKind, Write as _};

use crate::cli::Trouble;

/// How a report looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// For people.
    Text,
    /// One JSON object, for scripts.
    Json,
}

/// Writes a line. A reader that has gone away, such as `head`, is no trouble.
pub fn line(text: impl Display) -> Result<(), Trouble> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Writes a value as one line of JSON.
pub fn json(value: &impl Serialize) -> Result<(), Trouble> {
    line(serde_json::to_string(value).map_err(|error| Trouble::new(error.to_string()))?)
}

/// Writes a report: as JSON, or as the text that `text` makes of it.
pub fn report<T: Serialize>(form: Form, report: &T, text: impl FnOnce(&T) -> String) -> Result<(), Trouble> {
    match form {
        Form::Json => json(report),
        Form::Text => line(text(report).trim_end()),
    }
}

/// Lines up rows under their heads.
pub fn table<const N: usize>(heads: [&str; N], rows: &[[String; N]]) -> String {
    let mut widths = heads.map(|head| head.chars().count());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let render = |cells: [&str; N]| {
        let padded: Vec<String> = cells
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.chars().count())))
            .collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    let body: String = rows.iter().map(|row| render(row.each_ref().map(String::as_str))).collect();
    format!("{}{body}", render(heads))
}
