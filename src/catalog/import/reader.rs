//! The reader of a Shopify product file: an iterator of products and refusals.
//!
//! ```no_run
//! # use regie::catalog::import::reader::{Entry, ProductReader};
//! # fn read(file: std::fs::File) {
//! for entry in ProductReader::open(file) {
//!     match entry {
//!         Entry::Product(product) => println!("{}: {} variants", product.handle, product.variants.len()),
//!         Entry::Refused(refusal) => println!("line {}: {}", refusal.line, refusal.message()),
//!         Entry::Failed(error) => println!("the file cannot be read: {error}"),
//!     }
//! }
//! # }
//! ```
//!
//! # What is refused, and how much goes with it
//!
//! - **The file**: a header without a required column, with two columns of one meaning, or with bytes that are not
//!   UTF-8. The refusals are the only entries.
//! - **A product**: its first line has a wrong product column (title, description, tags, option names ...), or none of
//!   its lines gives a variant. Every other line of it, adjacent or not, is answered with `PRODUCT_REFUSED`.
//! - **A line**: anything else. Neither its variant nor its image lands, the rest of the product does. All that is
//!   wrong with a line is reported, a refusal for each cell. A line whose handle cannot be read belongs to no product
//!   and does not end the one that is being read.
//!
//! Product columns on later lines are not read: the first line counts. Option names may be repeated there, not changed.
//!
//! # Memory
//!
//! One product, one record of at most `MAX_RECORD_BYTES`, one chunk of the file, and 16 bytes (plus the slack of a
//! hash table) for each handle seen. A handle that comes back later gives an entry whose `head` is `Continuation`.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};

use csv::ByteRecord;

use super::block::{Block, Finished};
use super::columns::{Header, HeaderInfo};
use super::limits::{MAX_PRODUCTS, MAX_RECORD_BYTES};
use super::line::Line;
use super::product::{Handle, Head, ImportedProduct};
use super::records::{Found, Records};
use super::refusal::{Reason, Refusal};

/// One thing that the file yields.
#[derive(Debug)]
pub enum Entry {
    /// A product, or a continuation of one, complete as far as its lines were accepted. It comes after the refusals
    /// of its lines.
    Product(Box<ImportedProduct>),
    /// A line, a product or the file that is left out.
    Refused(Refusal),
    /// The source failed. The last entry: the product that was being read is left out, its rest being unknown.
    Failed(io::Error),
}

/// Reads products from any source of bytes, as far as they are asked for.
pub struct ProductReader<R> {
    records: Records<R>,
    record: ByteRecord,
    header: Header,
    current: Current,
    seen: Seen,
    pending: VecDeque<Entry>,
    ended: bool,
}

/// The product whose lines are being read.
enum Current {
    None,
    Open(Box<Block>),
    /// Refused as a whole; its further lines are answered with `PRODUCT_REFUSED`.
    Refused(Handle),
}

impl Current {
    fn handle(&self) -> Option<&Handle> {
        match self {
            Self::None => None,
            Self::Open(block) => Some(block.handle()),
            Self::Refused(handle) => Some(handle),
        }
    }
}

/// Fingerprints of the handles so far, landed and refused. That two of a million handles share one has a chance of
/// less than 1 in 10^26; the second would then pass for a continuation of the first.
#[derive(Default)]
struct Seen {
    landed: HashSet<u128>,
    refused: HashSet<u128>,
}

impl Seen {
    fn fingerprint(handle: &Handle) -> u128 {
        let half = |seed: u8| {
            let mut hasher = DefaultHasher::new();
            seed.hash(&mut hasher);
            handle.hash(&mut hasher);
            u128::from(hasher.finish())
        };
        half(0) << 64 | half(1)
    }

    fn refuse(&mut self, handle: &Handle) {
        let fingerprint = Self::fingerprint(handle);
        self.landed.remove(&fingerprint);
        self.refused.insert(fingerprint);
    }

    fn is_full(&self) -> bool {
        self.landed.len().saturating_add(self.refused.len()) >= MAX_PRODUCTS
    }
}

impl<R: Read> ProductReader<R> {
    /// Reads the header line. Whatever is wrong with it comes as the first entries.
    pub fn open(source: R) -> Self {
        let mut reader = Self {
            records: Records::new(source),
            record: ByteRecord::new(),
            header: Header::default(),
            current: Current::None,
            seen: Seen::default(),
            pending: VecDeque::new(),
            ended: false,
        };
        reader.read_header();
        reader
    }

    /// What the header line says. Empty when the header was refused.
    pub fn header(&self) -> &HeaderInfo {
        self.header.info()
    }

    fn read_header(&mut self) {
        loop {
            let found = self.records.next(&mut self.record);
            let line = self.records.start_line();
            let refusal = match found {
                Ok(Found::Record) if is_blank(&self.record) => continue,
                Ok(Found::Record) => match Header::read(&self.record, line) {
                    Ok(header) => {
                        self.header = header;
                        return;
                    }
                    Err(refusals) => return self.end_with(refusals.into_iter().map(Entry::Refused)),
                },
                Ok(Found::TooLarge) => Refusal::of_line(line, Reason::RecordTooLarge { limit: MAX_RECORD_BYTES }),
                Ok(Found::Unterminated) => Refusal::of_line(line, Reason::UnterminatedQuote),
                Ok(Found::End) => Refusal::of_line(1, Reason::EmptyFile),
                Err(error) => return self.end_with([Entry::Failed(error)]),
            };
            return self.end_with([Entry::Refused(refusal)]);
        }
    }

    fn end_with(&mut self, entries: impl IntoIterator<Item = Entry>) {
        self.pending.extend(entries);
        self.ended = true;
    }

    fn advance(&mut self) {
        let found = self.records.next(&mut self.record);
        let line = self.records.start_line();
        match found {
            // The record is lent out, so that the rest of the reader stays free to change.
            Ok(Found::Record) => {
                let record = std::mem::take(&mut self.record);
                let header = std::mem::take(&mut self.header);
                self.take_line(&Line { header: &header, record: &record, number: line });
                self.header = header;
                self.record = record;
            }
            Ok(Found::TooLarge) => {
                self.refuse([Refusal::of_line(line, Reason::RecordTooLarge { limit: MAX_RECORD_BYTES })]);
            }
            Ok(Found::Unterminated) => {
                self.close();
                self.end_with([Entry::Refused(Refusal::of_line(line, Reason::UnterminatedQuote))]);
            }
            Ok(Found::End) => {
                self.close();
                self.ended = true;
            }
            Err(error) => self.end_with([Entry::Failed(error)]),
        }
    }

    fn take_line(&mut self, line: &Line<'_>) {
        if line.is_blank() {
            return;
        }
        if let Some(misfit) = line.misfit() {
            return self.take_misfit(line, misfit);
        }
        let (bad_utf8, of_product) = line.bad_utf8();
        let handle = match line.handle() {
            Ok(handle) => handle,
            // A handle that is not UTF-8 reads as blank: said once is enough.
            Err(_) if !bad_utf8.is_empty() => return self.refuse(bad_utf8),
            Err(refusal) => return self.refuse([refusal]),
        };
        if self.current.handle() == Some(&handle) {
            return self.take_later_line(line, bad_utf8);
        }
        self.close();
        let fingerprint = Seen::fingerprint(&handle);
        if self.seen.refused.contains(&fingerprint) {
            self.current = Current::Refused(handle);
            self.take_later_line(line, bad_utf8);
        } else if self.seen.landed.contains(&fingerprint) {
            self.current = Current::Open(Box::new(Block::new(handle, Head::Continuation)));
            self.take_later_line(line, bad_utf8);
        } else if self.seen.is_full() {
            let reason = Reason::TooManyProducts { limit: MAX_PRODUCTS };
            self.end_with([Entry::Refused(line.refuse(reason))]);
        } else if of_product {
            self.refuse(bad_utf8);
            self.refuse_product(handle);
        } else {
            self.seen.landed.insert(fingerprint);
            self.take_first_line(line, handle, bad_utf8);
        }
    }

    /// A line with a wrong number of fields. Its handle is believed where no field before it can be missing, or where
    /// it is the one that is expected; else the line belongs to no product.
    fn take_misfit(&mut self, line: &Line<'_>, misfit: Refusal) {
        match line.handle() {
            Ok(handle) if self.current.handle() == Some(&handle) => self.take_later_line(line, vec![misfit]),
            Ok(handle) if line.handle_comes_first() && !self.seen.is_full() => {
                self.close();
                self.refuse([misfit]);
                if !self.seen.landed.contains(&Seen::fingerprint(&handle)) {
                    self.refuse_product(handle);
                }
            }
            Ok(_) | Err(_) => self.refuse([misfit]),
        }
    }

    fn take_first_line(&mut self, line: &Line<'_>, handle: Handle, bad_utf8: Vec<Refusal>) {
        let (head, names) = match (line.head(), line.option_names()) {
            (Ok(head), Ok(names)) => (head, names),
            (head, names) => {
                self.refuse([head.err(), names.err()].into_iter().flatten().flatten());
                // What else is wrong with the line is said too, so that it is mended in one go.
                if bad_utf8.is_empty() {
                    let rest = [line.variant(&[], true).err(), line.image().err()];
                    self.refuse(rest.into_iter().flatten().flatten());
                }
                self.refuse(bad_utf8);
                return self.refuse_product(handle);
            }
        };
        let mut block = Block::new(handle, Head::New(Box::new(head)));
        block.open(line, names);
        self.current = Current::Open(Box::new(block));
        self.take_later_line(line, bad_utf8);
    }

    /// Adds a line to the current product, unless it is known to be bad.
    fn take_later_line(&mut self, line: &Line<'_>, bad: Vec<Refusal>) {
        match &mut self.current {
            Current::None => self.refuse(bad),
            Current::Refused(_) => self.refuse([line.refuse(Reason::ProductRefused)]),
            Current::Open(_) if !bad.is_empty() => self.refuse(bad),
            Current::Open(block) => {
                if let Err(refusals) = block.add(line) {
                    self.refuse(refusals);
                }
            }
        }
    }

    fn refuse(&mut self, refusals: impl IntoIterator<Item = Refusal>) {
        self.pending.extend(refusals.into_iter().map(Entry::Refused));
    }

    fn refuse_product(&mut self, handle: Handle) {
        self.seen.refuse(&handle);
        self.current = Current::Refused(handle);
    }

    /// Ends the current product.
    fn close(&mut self) {
        match std::mem::replace(&mut self.current, Current::None) {
            Current::None | Current::Refused(_) => {}
            Current::Open(block) => {
                let handle = block.handle().clone();
                match block.finish() {
                    Finished::Product(product) => self.pending.push_back(Entry::Product(product)),
                    Finished::Refused(refusals) => {
                        self.seen.refuse(&handle);
                        self.refuse(refusals);
                    }
                    Finished::Nothing => {}
                }
            }
        }
    }
}

impl<R: Read> Iterator for ProductReader<R> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        while self.pending.is_empty() && !self.ended {
            self.advance();
        }
        self.pending.pop_front()
    }
}

fn is_blank(record: &ByteRecord) -> bool {
    record.iter().all(|cell| cell.trim_ascii().is_empty())
}
