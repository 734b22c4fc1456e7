//! One attack: what is sent, and what has to come back.

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::{Value, json};

use crate::bench::client::{Answer, Connection};
use crate::bench::clock::Clock;
use crate::job;

/// Connections that are slow at the same time.
const SLOW: u32 = 100;
/// How often each of them says a byte.
const DRIP: Duration = Duration::from_millis(50);
/// Until then each of them has to be cut.
const PATIENCE: Duration = Duration::from_secs(10);
/// What no answer may tell, in lower case.
const SECRETS: [&str; 6] = ["did you mean", "\"tracing\"", "\"exception\"", "stacktrace", "graphiql", "playground"];

pub struct Attack {
    pub name: String,
    /// The status, and the codes of the errors: `200 ALIAS_LIMIT_EXCEEDED`.
    pub expected: &'static str,
    way: Way,
}

enum Way {
    /// Requests one after another on one connection.
    Kept(Vec<u8>),
    /// Each on a connection of its own, which the server ends after its answer.
    Apart(Vec<u8>),
    /// Many connections that begin so and go on byte by byte.
    Slow(Vec<u8>),
}

/// How one of them was refused.
pub struct Refusal {
    /// As [`Attack::expected`].
    pub answer: String,
    /// From the first byte to the answer or the end, with the time that sending takes.
    pub took: Duration,
    /// What the server worked in the meantime, on all cores together.
    pub work: Duration,
}

impl Attack {
    /// A document, as any client sends it.
    pub fn document(name: &str, text: &str, expected: &'static str) -> Self {
        Self::kept(name, post(JSON, &json!({ "query": text }).to_string()), expected)
    }

    pub fn kept(name: &str, request: Vec<u8>, expected: &'static str) -> Self {
        Self { name: name.to_owned(), expected, way: Way::Kept(request) }
    }

    pub fn apart(name: &str, request: Vec<u8>, expected: &'static str) -> Self {
        Self { name: name.to_owned(), expected, way: Way::Apart(request) }
    }

    pub fn slow(name: &str, beginning: &str, expected: &'static str) -> Self {
        Self { name: name.to_owned(), expected, way: Way::Slow(beginning.into()) }
    }

    /// Repeats it as long as it shall go on.
    pub fn repeat(&self, address: &str, clock: &Clock, goes_on: impl Fn() -> bool) -> Result<Vec<Refusal>> {
        let (mut refusals, mut kept, mut before) = (Vec::new(), None, clock.now()?);
        while goes_on() && !job::interrupted() {
            let (request, ends) = match &self.way {
                Way::Kept(request) => (request, false),
                Way::Apart(request) => (request, true),
                Way::Slow(beginning) => {
                    refusals.extend(wave(beginning, address, clock)?);
                    continue;
                }
            };
            let mut connection = match kept.take() {
                Some(connection) => connection,
                None => Connection::open(address)?,
            };
            let sent = Instant::now();
            let answer = connection.send(request).and_then(|()| connection.receive());
            let (took, after) = (sent.elapsed(), clock.now()?);
            kept = (!ends && answer.is_ok()).then_some(connection);
            // What the server does after its answer is counted with the next.
            refusals.push(Refusal { answer: shown(answer), took, work: after.saturating_sub(before) });
            before = after;
        }
        Ok(refusals)
    }
}

/// Opens many slow connections and waits until the server has cut all of them. The work of each is the mean of all.
fn wave(beginning: &[u8], address: &str, clock: &Clock) -> Result<Vec<Refusal>> {
    let (before, began) = (clock.now()?, Instant::now());
    let mut held = (0..SLOW).map(|_| Connection::open(address)).collect::<Result<Vec<_>>>()?;
    for connection in &mut held {
        connection.send(beginning)?;
    }
    let mut ended = Vec::new();
    while !held.is_empty() && began.elapsed() < PATIENCE && !job::interrupted() {
        sleep(DRIP);
        for mut connection in std::mem::take(&mut held) {
            if connection.has_news()? {
                ended.push((shown(connection.receive()), began.elapsed()));
            } else {
                // To one that has just been cut it cannot be sent; that shows the next time.
                let _ = connection.send(b"x");
                held.push(connection);
            }
        }
    }
    ended.extend(held.iter().map(|_| ("held".to_owned(), began.elapsed())));
    let work = clock.now()?.saturating_sub(before) / SLOW;
    Ok(ended.into_iter().map(|(answer, took)| Refusal { answer, took, work }).collect())
}

/// The status, the codes of the errors, whether there is data, and what should not be told.
fn shown(answer: Result<Answer>) -> String {
    let Ok(Answer { status, body }) = answer else { return "closed".to_owned() };
    let json: Value = serde_json::from_slice(&body).unwrap_or_default();
    let errors = json["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut words: Vec<&str> = errors.iter().filter_map(|error| error["extensions"]["code"].as_str()).collect();
    words.dedup();
    if !json["data"].is_null() {
        words.push("data");
    }
    let text = String::from_utf8_lossy(&body).to_lowercase();
    words.extend(SECRETS.iter().filter(|secret| text.contains(**secret)));
    std::iter::once(status.to_string().as_str()).chain(words).collect::<Vec<_>>().join(" ")
}

pub const JSON: &str = "application/json";

/// A POST with a body of a kind.
pub fn post(kind: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head =
        format!("POST /graphql HTTP/1.1\r\nHost: regie\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n");
    (head + body).into_bytes()
}

/// A GET, with more headers when there are any.
pub fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: regie\r\n{headers}\r\n").into_bytes()
}

/// The same again and again, numbered.
pub fn times(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect::<Vec<_>>().join(" ")
}
