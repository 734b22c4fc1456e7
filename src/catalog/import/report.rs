//! What came of an import.

use serde::Serialize;

use super::refusal::Refusal;
use super::stock::StockReport;

/// Refusals that a report holds; further ones are only counted.
pub const REFUSALS_KEPT: usize = 10_000;

/// What came of an import. A rehearsal reports what would have come of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Products that were added.
    pub created: u64,
    /// Products that were changed.
    pub updated: u64,
    /// Products that were as the file has them already.
    pub unchanged: u64,
    /// Products that were left out as a whole.
    pub failed: u64,
    pub stock: StockReport,
    /// How many refusals there were.
    pub refused: u64,
    /// The first 10,000 refusals, in the order in which they were found.
    pub refusals: Vec<Refused>,
    /// Whether the import stopped at the first refusal, as it was told to.
    pub stopped: bool,
    /// Whether nothing was written.
    pub dry_run: bool,
}

/// A line, a cell or a product that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Refused {
    /// The line on which the record starts, from 1.
    pub line: u64,
    /// The column as the file spells it, if one cell is to blame.
    pub column: Option<String>,
    /// A stable word, such as `BAD_PRICE`.
    pub code: String,
    /// One English sentence.
    pub message: String,
    /// The start of the refused value.
    pub value: Option<String>,
}

impl Refused {
    pub fn of_line(line: u64, code: &str, message: impl Into<String>) -> Self {
        Self { line, column: None, code: code.to_owned(), message: message.into(), value: None }
    }

    pub fn of_cell(line: u64, column: &Option<String>, code: &str, message: impl Into<String>) -> Self {
        Self { column: column.clone(), ..Self::of_line(line, code, message) }
    }

    pub fn with_value(self, value: impl Into<String>) -> Self {
        Self { value: Some(value.into()), ..self }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let (code, message) = (refusal.code().to_owned(), refusal.message());
        let Refusal { line, column, reason: _, excerpt } = refusal;
        Self { line, column, code, message, value: excerpt }
    }
}

impl Report {
    pub fn refuse(&mut self, refused: impl IntoIterator<Item = Refused>) {
        for refused in refused {
            self.refused += 1;
            if self.refusals.len() < REFUSALS_KEPT {
                self.refusals.push(refused);
            }
        }
    }
}
