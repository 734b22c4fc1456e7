//! Import of products from the CSV that Shopify exports, in constant memory, into the catalog.
//!
//! Reading is pure: bytes in, products and refusals out; no database, no clock, no network.
//!
//! - `reader` turns any `std::io::Read` into an iterator of products and refusals. `product` says what a product of a file is,
//!   `refusal` why a line or a product was left out, `limits` holds every limit, `columns` every column name that is understood,
//!   `decimal` the exact prices.
//! - `prepare` brings such a product into the shape of the catalog: slug, amounts of a currency, harmless HTML.
//! - `merge` lays it over the product that is there. Both are pure.
//! - `run` does it for a whole file, batch by batch; `plan` is one batch, `write` brings it into the database, `stock` hands on
//!   its stock figures, `report` says what came of it. Start with [`run::run`].
//!
//! Words: a *record* is one row of the file, which may span several physical lines when a quoted cell holds line breaks. A
//! record is named by the *line* on which it starts. A *block* is a run of records with one handle; a block whose handle was
//! there before is a *continuation*.
//!
//! # What a file does to the catalog
//!
//! A product is found by its handle, which is its slug; a handle that is no slug of ours (`Träge_Hose`) is made one
//! (`trage-hose`), and refused when nothing is left of it or another handle of the file gives the same slug. Variants are found
//! by SKU, else by option values. What the file names is set; blank cells leave what is there; a price goes with its compare-at
//! price. Variants and images that the file does not name stay, in their places, and new ones come behind them. So a
//! continuation adds, and the same file a second time changes nothing.
//!
//! A blank or missing `Status` and `Published` put a new product up for sale and leave another as it is; `Published` false makes
//! a draft. Stock is counted where the file names an inventory tracker. Gift card, cost per item and the product taxonomy are
//! not read into the catalog. Stock figures go to whoever asked for them: see [`stock::StockSink`]. A figure that is refused, one
//! below zero say, does not hold up its product.

mod block;
mod cells;
pub mod columns;
pub mod decimal;
mod ledger;
pub mod limits;
mod line;
mod merge;
mod plan;
mod prepare;
pub mod product;
pub mod reader;
mod records;
pub mod refusal;
pub mod report;
pub mod run;
pub mod stock;
mod write;
