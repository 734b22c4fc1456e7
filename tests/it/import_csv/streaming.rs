//! Files larger than memory should ever see: read as they are asked for.

use std::cell::Cell;
use std::collections::HashSet;
use std::io::{self, Read};
use std::rc::Rc;

use regie::catalog::import::limits::{MAX_PRODUCTS, MAX_RECORD_BYTES};
use regie::catalog::import::reader::{Entry, ProductReader};

/// Bytes, and lines, that the reader may take before it hands on what they hold: a few chunks, far less than a file.
const AHEAD_BYTES: u64 = 256 * 1024;
const AHEAD_LINES: u64 = 10_000;

/// A file that is written while it is read, and counts what was taken from it.
struct Generated<L> {
    lines: L,
    rest: Vec<u8>,
    at: usize,
    taken: Rc<Cell<u64>>,
}

impl<L: Iterator<Item = String>> Generated<L> {
    fn of(lines: L) -> (Self, Rc<Cell<u64>>) {
        let taken = Rc::new(Cell::new(0));
        (Self { lines, rest: Vec::new(), at: 0, taken: Rc::clone(&taken) }, taken)
    }
}

impl<L: Iterator<Item = String>> Read for Generated<L> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if self.at == self.rest.len() {
            let Some(line) = self.lines.next() else { return Ok(0) };
            self.rest = line.into_bytes();
            self.at = 0;
        }
        let count = (&self.rest[self.at..]).read(target)?;
        self.at += count;
        self.taken.set(self.taken.get() + count as u64);
        Ok(count)
    }
}

#[test]
fn a_hundred_thousand_lines_come_product_by_product() {
    const LINES: usize = 100_000;
    const LINES_EACH: usize = 4;
    let written = Rc::new(Cell::new(0_u64));
    let counter = Rc::clone(&written);
    let header = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\n".to_owned();
    // Every fourth line is an image, every thousandth product has a bad price on its second line.
    let body = (0..LINES).map(|at| {
        let (product, line) = (at / LINES_EACH, at % LINES_EACH);
        match line {
            0 => format!("product-{product},Product {product},Size,S,SKU-{at},9.90,https://x.test/{at}.jpg\n"),
            1 if product % 1_000 == 0 => format!("product-{product},,,M,SKU-{at},free,\n"),
            1 | 2 => format!("product-{product},,,{line},SKU-{at},10.90,\n"),
            _ => format!("product-{product},,,,,,https://x.test/{at}.jpg\n"),
        }
    });
    let lines = std::iter::once(header).chain(body).inspect(move |_| counter.set(counter.get() + 1));
    let (source, taken) = Generated::of(lines);
    let (mut products, mut variants, mut images, mut refused) = (0_usize, 0_usize, 0_usize, Vec::new());
    for entry in ProductReader::open(source) {
        match entry {
            Entry::Product(product) => {
                products += 1;
                variants += product.variants.len();
                images += product.images.len();
                assert!(!product.is_continuation());
                let last = product.lines.last().copied().unwrap();
                assert!(written.get() < last + AHEAD_LINES, "line {} was read for line {last}", written.get());
                if products == 1 {
                    assert!(taken.get() < AHEAD_BYTES, "{} bytes before the first product", taken.get());
                }
            }
            Entry::Refused(refusal) => refused.push((refusal.line, refusal.code())),
            Entry::Failed(error) => panic!("{error}"),
        }
    }
    assert_eq!(written.get(), LINES as u64 + 1);
    let expected = LINES / LINES_EACH;
    let bad = expected.div_ceil(1_000);
    assert_eq!((products, variants, images), (expected, expected * 3 - bad, expected * 2));
    let bad_lines: Vec<_> = (0..bad).map(|at| ((at * 1_000 * LINES_EACH + 1 + 2) as u64, "BAD_PRICE")).collect();
    assert_eq!(refused, bad_lines);
}

#[test]
fn handles_that_come_back_far_later_are_known_again() {
    const HANDLES: usize = 20_000;
    let header = std::iter::once("Handle,Title,Option1 Name,Option1 Value,Variant Price\n".to_owned());
    let first = (0..HANDLES).map(|at| format!("p{at},P,Size,S,1\n"));
    let second = (0..HANDLES).map(|at| format!("P{at},,,M,1\n"));
    let (source, _) = Generated::of(header.chain(first).chain(second));
    let mut fresh = HashSet::new();
    let mut returned = HashSet::new();
    for entry in ProductReader::open(source) {
        let Entry::Product(product) = entry else { panic!("{entry:?}") };
        let kind = if product.is_continuation() { &mut returned } else { &mut fresh };
        assert!(kind.insert(product.handle.to_string()));
    }
    assert_eq!((fresh.len(), returned.len()), (HANDLES, HANDLES));
}

#[test]
fn a_record_over_the_limit_is_skipped_and_the_next_one_is_read() {
    let record = |bytes: usize| {
        let start = "big,Big,,\"";
        format!("{start}{}\"\n", "x".repeat(bytes - start.len() - 1))
    };
    let file = |bytes| format!("Handle,Title,Price,Note\n{}b,B,1,\n", record(bytes));
    let outcome = super::read(file(MAX_RECORD_BYTES));
    assert_eq!(outcome.refused(), [(2, "", "NO_VARIANT")], "at the limit it is read");
    let outcome = super::read(file(MAX_RECORD_BYTES + 1));
    assert_eq!(outcome.refused(), [(2, "", "RECORD_TOO_LARGE")]);
    assert_eq!(outcome.handles(), ["b"]);
    assert_eq!(outcome.only().lines, [3]);
}

#[test]
fn an_open_quote_before_an_endless_rest_is_one_refusal() {
    let header = std::iter::once("Handle,Title,Price\na,A,1\nb,\"B,1\n".to_owned());
    let rest = (0..100).map(|_| "x,y,z\n".repeat(10_000));
    let (source, taken) = Generated::of(header.chain(rest));
    let seen: Vec<String> = ProductReader::open(source)
        .map(|entry| match entry {
            Entry::Product(product) => product.handle.to_string(),
            Entry::Refused(refusal) => format!("{} {}", refusal.line, refusal.code()),
            Entry::Failed(error) => error.to_string(),
        })
        .collect();
    assert_eq!(seen, ["a", "3 UNTERMINATED_QUOTE"]);
    assert!(taken.get() > 5 * MAX_RECORD_BYTES as u64);
}

#[test]
fn one_product_too_many_ends_the_file() {
    let header = std::iter::once("Handle,Title,Price\n".to_owned());
    let lines = (0..=MAX_PRODUCTS).map(|at| format!("{at},T,1\n"));
    let (source, _) = Generated::of(header.chain(lines).chain(["0,T,1\n".to_owned()]));
    let mut products = 0_usize;
    let mut refused = Vec::new();
    for entry in ProductReader::open(source) {
        match entry {
            Entry::Product(_) => products += 1,
            Entry::Refused(refusal) => refused.push((refusal.line, refusal.code())),
            Entry::Failed(error) => panic!("{error}"),
        }
    }
    assert_eq!((products, refused), (MAX_PRODUCTS, vec![(MAX_PRODUCTS as u64 + 2, "TOO_MANY_PRODUCTS")]));
}
