//! The body of a request is lent to its handler. What the handler has not read is thrown away, so that the connection can go
//! on; or, when that would be too much, the answer says that it does not.

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt as _;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// Most bytes of a body that are read and thrown away after its answer is known, and how long they may take to come.
pub const REST_MAX: u64 = 16 * 1024;
const REST_TIME: Duration = Duration::from_millis(250);

/// Where a body comes back to when its handler drops it before its end.
pub struct Lender {
    back: Arc<Mutex<Option<Incoming>>>,
    /// The client waits to be told that it may send (RFC 9110, section 10.1.1). It was, when somebody has read.
    asks: bool,
}

/// A body while it is lent.
pub struct Lent {
    body: Option<Incoming>,
    back: Arc<Mutex<Option<Incoming>>>,
}

/// Lends a body; a body that is empty needs no lender.
pub fn lend(headers: &HeaderMap, body: Incoming) -> (Lent, Option<Lender>) {
    let back = Arc::default();
    let lender =
        (!body.is_end_stream()).then(|| Lender { back: Arc::clone(&back), asks: headers.contains_key(header::EXPECT) });
    (Lent { body: Some(body), back }, lender)
}

impl Lender {
    /// Throws away what nobody has read. Gives whether nothing is left of it.
    pub async fn finish(self, patient: bool) -> bool {
        let left = self.back.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut body) = left else { return true };
        if self.asks || !patient || body.size_hint().lower() > REST_MAX {
            return false;
        }
        let rest = async {
            let mut thrown_away = 0;
            while let Some(frame) = body.frame().await {
                let Ok(frame) = frame else { return false };
                thrown_away += frame.data_ref().map_or(0, |data| data.len() as u64);
                if thrown_away > REST_MAX {
                    return false;
                }
            }
            true
        };
        tokio::time::timeout(REST_TIME, rest).await.unwrap_or(false)
    }
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let polled = Pin::new(body).poll_frame(cx);
        if matches!(polled, Poll::Ready(None)) {
            self.body = None;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or(SizeHint::with_exact(0), HttpBody::size_hint)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(body) = self.body.take().filter(|body| !body.is_end_stream()) {
            *self.back.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
        }
    }
}
