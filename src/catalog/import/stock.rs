//! Where the stock figures of a file go. The catalog knows nothing of stock: whoever starts the import gives a sink for them.

use futures::future::BoxFuture;
use serde::Serialize;
use std::sync::Arc;

use super::report::Refused;
use crate::kernel::id::VariantId;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::{Failure, UserError};

/// A stock figure of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StockFigure {
    pub line: u64,
    pub variant: VariantId,
    /// Pieces in stock; below zero when oversold.
    pub quantity: i64,
}

/// What a sink did with a figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Taken {
    /// The stock is now as the file has it.
    Set,
    /// It was so already.
    Unchanged,
    /// Nobody counts the variant.
    PassedOver,
    /// The stock is as it was. The product lands all the same, unless the import stops at the first refusal.
    Refused(UserError),
}

/// Takes the figures of some products, changed or not, in the transaction that writes their variants, and says for each what
/// came of it. It must not write what is so already, or a second import of the same file would change something. A failure is
/// the refusal of the products.
pub type StockSink =
    Arc<dyn for<'a> Fn(&'a Tx, &'a [StockFigure]) -> BoxFuture<'a, Result<Vec<Taken>, Failure>> + Send + Sync>;

/// What became of the stock figures of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StockReport {
    /// Figures that changed a stock.
    pub set: u64,
    /// Figures that were so already.
    pub unchanged: u64,
    /// Figures of variants that nobody counts; all of them when no warehouse was named.
    pub passed_over: u64,
}

impl StockReport {
    pub(super) fn add(&mut self, more: Self) {
        let Self { set, unchanged, passed_over } = more;
        self.set += set;
        self.unchanged += unchanged;
        self.passed_over += passed_over;
    }
}

/// Hands figures to a sink, or passes them over without one. Gives the counts and the figures that were refused.
pub(super) async fn hand_over(
    sink: Option<&StockSink>,
    tx: &Tx,
    figures: &[StockFigure],
    column: &Option<String>,
) -> Result<(StockReport, Vec<Refused>), Failure> {
    let mut report = StockReport::default();
    let Some(sink) = sink.filter(|_| !figures.is_empty()) else {
        report.passed_over = figures.len().try_into().unwrap_or(u64::MAX);
        return Ok((report, Vec::new()));
    };
    let mut refused = Vec::new();
    for (StockFigure { line, quantity, .. }, taken) in figures.iter().zip(sink(tx, figures).await?) {
        match taken {
            Taken::Set => report.set += 1,
            Taken::Unchanged => report.unchanged += 1,
            Taken::PassedOver => report.passed_over += 1,
            Taken::Refused(UserError { code, message, .. }) => {
                refused.push(Refused::of_cell(*line, column, &code, message).with_value(quantity.to_string()));
            }
        }
    }
    Ok((report, refused))
}
