//! Clients over HTTP, who ask again with the same key until they have an answer.

use regie::kernel::id::{ChannelId, VariantId};
use serde_json::{Value, json};
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};

use crate::harness::process::{post, try_exchange};
use crate::orders::draft_of;

/// How many clients there are at once.
const TILLS: usize = 4;
/// How often a client asks again because the server asked it to.
const TRIES: usize = 100;
/// What a client may be told instead of an answer: each means to ask again with the same key.
const AGAIN: [&str; 4] = ["BUSY", "IDEMPOTENCY_CONCURRENT_REQUEST", "OUTCOME_UNKNOWN", "TIMEOUT"];

/// An order from its draft to its end, as the client knows it.
pub struct Sale {
    number: usize,
    channel: ChannelId,
    lines: Vec<(VariantId, i32)>,
    called_off: bool,
    /// The payloads: of the draft, of the order, and of the cancellation if there is to be one.
    pub answers: Vec<Value>,
    /// The key of a request that got no answer.
    pub cut: Option<String>,
}

/// A mutation with its key.
struct Request {
    name: &'static str,
    key: String,
    input: Value,
}

impl Sale {
    pub fn new(number: usize, channel: ChannelId, lines: Vec<(VariantId, i32)>, called_off: bool) -> Self {
        Self { number, channel, lines, called_off, answers: Vec::new(), cut: None }
    }

    /// The request that follows on these answers; none when the sale is through.
    fn after(&self, answers: &[Value]) -> Option<Request> {
        let (name, input) = match answers {
            [] => ("orderDraftCreate", self.draft()),
            [draft] => ("orderPlace", json!({ "id": draft["order"]["id"], "expectedVersion": 1 })),
            [draft, placed] if self.called_off && placed["order"].is_object() => {
                ("orderCancel", json!({ "id": draft["order"]["id"], "reason": "CUSTOMER" }))
            }
            _ => return None,
        };
        Some(Request { name, key: format!("{name}-{}", self.number), input })
    }

    /// Every third customer is a new one.
    fn draft(&self) -> Value {
        let mut draft = draft_of(self.channel, &self.lines);
        draft["email"] = json!(format!("customer-{}@example.org", self.number / 3));
        draft
    }

    /// The id of the draft and the number of the order, as far as they were told.
    pub fn told(&self) -> (Option<&str>, Option<&str>) {
        let id = self.answers.first().and_then(|draft| draft["order"]["id"].as_str());
        (id, self.answers.get(1).and_then(|placed| placed["order"]["number"].as_str()))
    }

    /// Whether the order was called off, as far as was told.
    pub fn is_canceled(&self) -> bool {
        self.answers.len() == 3
    }

    pub fn is_through(&self) -> bool {
        self.after(&self.answers).is_none()
    }
}

/// Where sales are made, for as long as the server lives.
pub struct Tills {
    address: SocketAddr,
    token: String,
    closing: AtomicBool,
    put_off: AtomicUsize,
}

impl Tills {
    pub fn at(address: SocketAddr, token: &str) -> Self {
        Self { address, token: token.to_owned(), closing: AtomicBool::new(false), put_off: AtomicUsize::new(0) }
    }

    /// From here on the server may break off.
    pub fn close(&self) {
        self.closing.store(true, Ordering::SeqCst);
    }

    /// How often a client was told to ask again.
    pub fn put_off(&self) -> usize {
        self.put_off.load(Ordering::SeqCst)
    }

    /// Brings the sales to their ends, several at once, unless the server breaks off. `heard` is told the number of answers
    /// after each.
    pub fn sell(&self, sales: &mut [Sale], mut heard: impl FnMut(usize)) {
        let share = sales.len().div_ceil(TILLS);
        let (answers, answered) = mpsc::channel();
        std::thread::scope(|scope| {
            for share in sales.chunks_mut(share) {
                let answers = answers.clone();
                scope.spawn(move || share.iter_mut().all(|sale| self.serve(sale, &answers)));
            }
            drop(answers);
            for (count, ()) in (1..).zip(answered) {
                heard(count);
            }
        });
    }

    /// Gives whether the sale came to its end.
    fn serve(&self, sale: &mut Sale, answers: &Sender<()>) -> bool {
        while let Some(request) = sale.after(&sale.answers) {
            match self.insist(&request) {
                Ok(payload) => sale.answers.push(payload),
                Err(error) => {
                    assert!(self.closing.load(Ordering::SeqCst), "the server broke off: {error}");
                    sale.cut = Some(request.key);
                    return false;
                }
            }
            sale.cut = None;
            answers.send(()).unwrap();
        }
        true
    }

    /// Asks for everything that was answered once more: each answer is as it was.
    pub fn ask_again(&self, sales: &[Sale]) {
        std::thread::scope(|scope| {
            for share in sales.chunks(sales.len().div_ceil(TILLS)) {
                scope.spawn(move || share.iter().for_each(|sale| self.compare(sale)));
            }
        });
    }

    fn compare(&self, sale: &Sale) {
        for (before, answer) in sale.answers.iter().enumerate() {
            let request = sale.after(&sale.answers[..before]).unwrap();
            assert_eq!(&self.insist(&request).unwrap(), answer, "{} was answered in another way", request.key);
        }
    }

    /// The payload, or that there was no whole answer.
    fn insist(&self, request: &Request) -> io::Result<Value> {
        let Request { name, key, input } = request;
        for _ in 0..TRIES {
            let request =
                post(Some(&self.token), &[("idempotency-key", key)], &document(name), json!({ "input": input }));
            let (_, body) = try_exchange(self.address, &request)?;
            let body: Value = serde_json::from_str(&body).unwrap();
            let Some(errors) = body["errors"].as_array() else { return Ok(body["data"][name].clone()) };
            self.put_off.fetch_add(1, Ordering::SeqCst);
            for error in errors {
                let code = error["extensions"]["code"].as_str().unwrap_or_default();
                assert!(AGAIN.contains(&code), "{key}: {body:#}");
            }
        }
        panic!("{key} was never answered");
    }
}

/// What does not change later, so that an answer can be compared with its repetition.
fn document(name: &str) -> String {
    let input = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let number = if name == "orderDraftCreate" { "lineCount" } else { "number" };
    format!(
        "mutation($input: {input}!) {{ {name}(input: $input) {{
           order {{ id {number} email customer {{ email }} lines {{ quantity }} }} userErrors {{ code field data }} }} }}"
    )
}
