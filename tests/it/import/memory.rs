//! A file is not held in memory: it is read as it lands.

use regie::catalog::import::run::{self, Progress};
use regie::kernel::cx::Caller;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use super::{World, counts, euros};
use crate::harness::TestApp;

const LINES: u64 = 3_000;
const LINES_EACH: u64 = 3;
/// The reader may be five batches of fifty products ahead: one lands, two wait, one waits to wait, one is being read.
const AHEAD: u64 = 5 * 50 * LINES_EACH;

/// A file that is written while it is read, line by line, and compares with what has landed.
struct Generated {
    written: u64,
    line: io::Cursor<Vec<u8>>,
    landed: Arc<AtomicU64>,
    lead: Arc<AtomicU64>,
}

impl Generated {
    fn next(&mut self) -> String {
        let (product, part) = (self.written / LINES_EACH, self.written % LINES_EACH);
        match part {
            0 => format!("p{product},Product {product},Size,S,S-{product},1.00,https://x.test/{product}.jpg\n"),
            1 => format!("p{product},,,M,M-{product},1.00,\n"),
            _ => format!("p{product},,,,,,https://x.test/{product}-b.jpg\n"),
        }
    }
}

impl Read for Generated {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let taken = self.line.read(target)?;
        if taken > 0 || self.written == LINES {
            return Ok(taken);
        }
        self.line = io::Cursor::new(self.next().into_bytes());
        self.written += 1;
        self.lead.fetch_max(self.written.saturating_sub(self.landed.load(SeqCst)), SeqCst);
        self.line.read(target)
    }
}

#[tokio::test]
async fn the_file_is_never_read_further_than_a_few_batches_ahead_of_what_has_landed() {
    let app = TestApp::new().await;
    let (landed, lead) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let header = b"Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\n".to_vec();
    let line = io::Cursor::new(header);
    let source = Generated { written: 0, line, landed: Arc::clone(&landed), lead: Arc::clone(&lead) };
    let progress = Arc::new(move |Progress { line, .. }: Progress| landed.store(line, SeqCst));
    let options = run::Options { progress: Some(progress), ..euros() };
    let report = run::run(&app.app.house, &Caller::system("test"), source, options).await.unwrap();
    assert_eq!(counts(&report), (LINES / LINES_EACH, 0, 0, 0));
    let lead = lead.load(SeqCst);
    assert!((1..=AHEAD).contains(&lead), "{lead} lines of {LINES} were in memory at once");
    let world = World::of(&app).await;
    assert_eq!((world.products.len(), world.variants.len()), (1_000, 2_000));
}
