//! Reading of product files: the CSV that Shopify exports and imports, line by line, product by product.
//!
//! These parts are pure: bytes in, products and refusals out; no database, no clock, no network.
//!
//! - `reader` turns any `std::io::Read` into an iterator of products and refusals. Start here.
//! - `product` says what a product of a file is, `refusal` why a line or a product was left out.
//! - `limits` holds every limit, `columns` every column name that is understood, `decimal` the exact prices.
//!
//! Words: a *record* is one row of the file, which may span several physical lines when a quoted cell holds line
//! breaks. A record is named by the *line* on which it starts. A *block* is a run of records with one handle.

mod block;
mod cells;
pub mod columns;
pub mod decimal;
pub mod limits;
mod line;
pub mod product;
pub mod reader;
mod records;
pub mod refusal;
