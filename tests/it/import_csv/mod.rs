//! The reader of Shopify product files: what lands, what is refused, and that no line is lost.

pub mod files;
mod limits;
mod lines;
mod properties;
mod samples;
mod streaming;

use regie::catalog::import::product::{Head, ImportedProduct, ProductHead};
use regie::catalog::import::reader::{Entry, ProductReader};
use regie::catalog::import::refusal::Refusal;

/// The columns of most small files here.
const NAMES: &str = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src";

/// Everything that a file yields.
#[derive(Debug, Default)]
struct Outcome {
    products: Vec<ImportedProduct>,
    refusals: Vec<Refusal>,
}

impl Outcome {
    /// Line, column and code of each refusal.
    fn refused(&self) -> Vec<(u64, &str, &str)> {
        self.refusals
            .iter()
            .map(|refusal| (refusal.line, refusal.column.as_deref().unwrap_or_default(), refusal.code()))
            .collect()
    }

    fn handles(&self) -> Vec<&str> {
        self.products.iter().map(|product| product.handle.as_str()).collect()
    }

    fn only(&self) -> &ImportedProduct {
        assert_eq!(self.products.len(), 1, "{self:?}");
        &self.products[0]
    }
}

fn read(file: impl AsRef<[u8]>) -> Outcome {
    let mut outcome = Outcome::default();
    for entry in ProductReader::open(file.as_ref()) {
        match entry {
            Entry::Product(product) => outcome.products.push(*product),
            Entry::Refused(refusal) => outcome.refusals.push(refusal),
            Entry::Failed(error) => panic!("reading from memory failed: {error}"),
        }
    }
    outcome
}

/// One product that fills the named column with the value.
fn with_cell(column: &str, value: &str) -> String {
    format!("Handle,Title,Variant Price,{column}\na,A,1,\"{}\"\n", value.replace('"', "\"\""))
}

fn head(product: &ImportedProduct) -> &ProductHead {
    match &product.head {
        Head::New(head) => head,
        Head::Continuation => panic!("a continuation has no head: {product:?}"),
    }
}

/// The records of a file in the words of the csv parser alone: the measure for the reader.
fn all_records(file: &[u8]) -> Vec<csv::ByteRecord> {
    let mut parser = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file);
    parser.byte_records().map(Result::unwrap).collect()
}

fn is_filled(record: &csv::ByteRecord) -> bool {
    record.iter().any(|cell| !cell.trim_ascii().is_empty())
}

/// The records that hold anything.
fn records(file: &[u8]) -> Vec<csv::ByteRecord> {
    all_records(file).into_iter().filter(is_filled).collect()
}
