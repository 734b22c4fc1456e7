//! A batch of products written into the catalog: all at once, or one after the other when one of them cannot be written.

use super::ledger::{Fate, Ledger};
use super::plan::{Outcome, Piece, Setting};
use super::report::Refused;
use super::stock::{self, StockFigure, StockReport};
use crate::catalog::whole;
use crate::kernel::fault::Fault;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// What came of writing some products: the counts of their stock figures, and the figures that were refused.
type Written = (StockReport, Vec<Refused>);

/// Why some products could not be written.
enum Unwritten {
    Failed(Failure),
    /// In a run that stops: stock figures that were refused.
    Figures(Vec<Refused>),
}

impl From<Failure> for Unwritten {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Unwritten {
    /// What is said of it on the line of the product, when it is the product's fault and not that of the house.
    fn refusals(self, line: u64) -> Result<Vec<Refused>, Fault> {
        let (code, message) = match self {
            Self::Figures(refused) => return Ok(refused),
            Self::Failed(Failure::Refused(errors)) => {
                let first = errors.into_iter().next();
                first.map_or_else(|| ("REFUSED".to_owned(), String::new()), |error| (error.code, error.message))
            }
            Self::Failed(Failure::Fault(Fault::Violation(_) | Fault::Conflict { .. })) => {
                ("CONFLICT".to_owned(), "Somebody else changed the product in the meantime.".to_owned())
            }
            Self::Failed(Failure::Fault(fault)) => return Err(fault),
        };
        Ok(vec![Refused::of_line(line, &code, message)])
    }
}

fn note(outcome: &mut Outcome, (stock, refused): Written) {
    outcome.stock.add(stock);
    outcome.refused.extend(refused);
}

/// Writes the products of a batch, and notes in the ledger which could not be written.
pub(super) async fn all(
    setting: &Setting<'_>,
    tx: &Tx,
    pieces: &[Piece],
    ledger: &mut Ledger,
    outcome: &mut Outcome,
) -> Result<(), Fault> {
    match tx.attempt(write(setting, tx, pieces)).await? {
        Ok(written) => note(outcome, written),
        // Somebody else took a name in between, or the stock refuses one: the other products need not suffer.
        Err(unwritten) => {
            // A fault of the house is the end; a refusal is met again at its product.
            unwritten.refusals(0)?;
            one_by_one(setting, tx, pieces, ledger, outcome).await?;
        }
    }
    Ok(())
}

async fn write(setting: &Setting<'_>, tx: &Tx, pieces: &[Piece]) -> Result<Written, Unwritten> {
    whole::store(tx, &pieces.iter().map(|piece| &piece.change).collect::<Vec<_>>()).await?;
    let figures: Vec<StockFigure> = pieces.iter().flat_map(|piece| piece.figures.iter().copied()).collect();
    let (report, refused) = stock::hand_over(setting.stock, tx, &figures, &setting.spelling.quantity).await?;
    if setting.stop && !refused.is_empty() { Err(Unwritten::Figures(refused)) } else { Ok((report, refused)) }
}

/// Writes the products of a batch that failed one after the other; those that still fail are left out.
async fn one_by_one(
    setting: &Setting<'_>,
    tx: &Tx,
    pieces: &[Piece],
    ledger: &mut Ledger,
    outcome: &mut Outcome,
) -> Result<(), Fault> {
    let mut rest = pieces.iter();
    for piece in rest.by_ref() {
        match tx.attempt(write(setting, tx, std::slice::from_ref(piece))).await? {
            Ok(written) => note(outcome, written),
            Err(unwritten) => {
                outcome.refused.extend(unwritten.refusals(piece.line)?);
                // What an earlier batch brought of it stays.
                ledger.set_fate(&piece.handle, Some(piece.earlier.unwrap_or(Fate::Failed)));
                if setting.stop {
                    outcome.stopped = true;
                    break;
                }
            }
        }
    }
    // Behind the refusal that ends the run, it is as if the file ended there.
    for piece in rest {
        ledger.set_fate(&piece.handle, piece.earlier);
    }
    Ok(())
}
