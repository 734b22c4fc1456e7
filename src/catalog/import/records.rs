//! From bytes to records: the only part that sees the raw file.
//!
//! The csv parser is fed one record at a time, cut out here. That bounds the memory of a record, gives each its line
//! number, and notices quotes that are never closed; the parser alone does none of the three.

use std::io::{self, BufRead, BufReader, Read};

use csv::ByteRecord;

use super::limits::MAX_RECORD_BYTES;

/// Bytes taken from the source at a time.
const CHUNK_BYTES: usize = 64 * 1024;

const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// What came out of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A record, now in the caller's buffer.
    Record,
    /// A record over `MAX_RECORD_BYTES`, skipped to its end.
    TooLarge,
    /// A record in which a quote was open when the file ended.
    Unterminated,
    /// Nothing more.
    End,
}

/// Cuts a file into records. Keeps one of them in memory, plus a chunk.
pub(super) struct Records<R> {
    source: BufReader<R>,
    scan: Scan,
    frame: Vec<u8>,
    parser: csv::Reader<Frame>,
    started: bool,
}

impl<R: Read> Records<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source: BufReader::with_capacity(CHUNK_BYTES, source),
            scan: Scan::default(),
            frame: Vec::new(),
            parser: parser(),
            started: false,
        }
    }

    /// Line on which the record that was found last starts, from 1.
    pub(super) fn start_line(&self) -> u64 {
        self.scan.start_line
    }

    /// Reads the next record that is not an empty line.
    pub(super) fn next(&mut self, record: &mut ByteRecord) -> io::Result<Found> {
        self.frame.clear();
        if !self.started {
            self.started = true;
            self.skip_byte_order_mark()?;
        }
        let found = self.cut()?;
        if found == Found::Record {
            self.split(record)?;
        }
        Ok(found)
    }

    fn skip_byte_order_mark(&mut self) -> io::Result<()> {
        for byte in BYTE_ORDER_MARK {
            if fill(&mut self.source)?.first() != Some(&byte) {
                // What looked like a mark is text: it belongs to the first record.
                for byte in std::mem::take(&mut self.frame) {
                    self.scan.step(byte);
                    self.frame.push(byte);
                }
                return Ok(());
            }
            self.frame.push(byte);
            self.source.consume(1);
        }
        self.frame.clear();
        Ok(())
    }

    /// Copies the bytes of one record, without its line end, into the frame.
    fn cut(&mut self) -> io::Result<Found> {
        let mut too_large = false;
        loop {
            let chunk = fill(&mut self.source)?;
            if chunk.is_empty() {
                return Ok(match self.scan.end() {
                    Found::Record if too_large => Found::TooLarge,
                    found => found,
                });
            }
            let mut used = 0_usize;
            let mut ended = false;
            for &byte in chunk {
                used = used.saturating_add(1);
                match self.scan.step(byte) {
                    Step::Keep if self.frame.len() < MAX_RECORD_BYTES => self.frame.push(byte),
                    Step::Keep => too_large = true,
                    Step::Skip => {}
                    Step::End => {
                        ended = true;
                        break;
                    }
                }
            }
            self.source.consume(used);
            if ended {
                return Ok(if too_large { Found::TooLarge } else { Found::Record });
            }
        }
    }

    /// Lets the csv parser take the frame apart.
    fn split(&mut self, record: &mut ByteRecord) -> io::Result<()> {
        self.frame.push(b'\n');
        let Frame { bytes, at } = self.parser.get_mut();
        std::mem::swap(bytes, &mut self.frame);
        *at = 0;
        if !self.parser.read_byte_record(record)? {
            // A frame in which the parser finds nothing, such as a second byte order mark: an empty record. The
            // parser has seen its end of input and would stay there.
            record.clear();
            self.parser = parser();
        }
        Ok(())
    }
}

fn parser() -> csv::Reader<Frame> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(Frame::default())
}

fn fill<R: Read>(source: &mut BufReader<R>) -> io::Result<&[u8]> {
    loop {
        match source.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(source.buffer())
}

/// The bytes of one record, as the csv parser reads them.
#[derive(Debug, Default)]
struct Frame {
    bytes: Vec<u8>,
    at: usize,
}

impl Read for Frame {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let mut rest = self.bytes.get(self.at..).unwrap_or_default();
        let count = rest.read(target)?;
        self.at = self.at.saturating_add(count);
        Ok(count)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The byte belongs to the record.
    Keep,
    /// The byte belongs to an empty line, or to the line end of the record before.
    Skip,
    /// The byte ends the record.
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the first byte of a record.
    Between,
    /// Before the first byte of a field.
    FieldStart,
    Unquoted,
    Quoted,
    /// After a quote within quotes: the closing one, or the first of two that stand for one.
    QuoteInQuotes,
}

/// Follows quotes and line ends with the rules of the csv parser: a quote opens only at the start of a field, and
/// CR, LF and CRLF all end a line.
#[derive(Debug)]
struct Scan {
    state: State,
    line: u64,
    start_line: u64,
    after_cr: bool,
}

impl Default for Scan {
    fn default() -> Self {
        Self { state: State::Between, line: 1, start_line: 1, after_cr: false }
    }
}

impl Scan {
    fn step(&mut self, byte: u8) -> Step {
        let line = self.line;
        if byte == b'\r' || (byte == b'\n' && !self.after_cr) {
            self.line = self.line.saturating_add(1);
        }
        self.after_cr = byte == b'\r';
        if self.state == State::Between {
            if matches!(byte, b'\r' | b'\n') {
                return Step::Skip;
            }
            self.start_line = line;
        }
        self.state = match (self.state, byte) {
            (State::Quoted, b'"') => State::QuoteInQuotes,
            (State::Quoted, _) => State::Quoted,
            (State::Between | State::FieldStart | State::QuoteInQuotes, b'"') => State::Quoted,
            (State::Between | State::FieldStart | State::Unquoted | State::QuoteInQuotes, b',') => State::FieldStart,
            (State::Between | State::FieldStart | State::Unquoted | State::QuoteInQuotes, b'\r' | b'\n') => {
                self.state = State::Between;
                return Step::End;
            }
            (State::Between | State::FieldStart | State::Unquoted | State::QuoteInQuotes, _) => State::Unquoted,
        };
        Step::Keep
    }

    /// What the end of the file ends.
    fn end(&mut self) -> Found {
        let found = match self.state {
            State::Between => Found::End,
            State::FieldStart | State::Unquoted | State::QuoteInQuotes => Found::Record,
            State::Quoted => Found::Unterminated,
        };
        self.state = State::Between;
        found
    }
}
