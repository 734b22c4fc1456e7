//! A file of products: any bytes are read to the end, and how they come is no difference.
#![no_main]

use libfuzzer_sys::fuzz_target;
use regie::catalog::import::reader::ProductReader;
use std::io::{Read, Result};

fuzz_target!(|bytes: &[u8]| assert_eq!(entries(bytes), entries(Drops(bytes))));

fn entries(source: impl Read) -> Vec<String> {
    ProductReader::open(source).map(|entry| format!("{entry:?}")).collect()
}

/// Comes byte by byte.
struct Drops<'a>(&'a [u8]);

impl Read for Drops<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let (first, rest) = self.0.split_at(self.0.len().min(1));
        self.0 = rest;
        (&*first).read(into)
    }
}
