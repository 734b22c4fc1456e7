//! Bodies: whole, in time, and never more of them in memory than there is room for.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{Method, header};
use http_body_util::BodyExt as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::server::refusal::{BODY_BROKEN, OVERLOADED, PAYLOAD_TOO_LARGE, REQUEST_TIMEOUT, Refusal};

/// Bytes of bodies that are on their way, of all clients together.
const ROOM: usize = 64 * 1024 * 1024;
/// Most parts in which a body may come: each costs the same, however small it is.
pub const PARTS_MAX: usize = 1_024;
/// Where bodies may be so large that this is not enough, parts may have this many bytes on average: fewer than the smallest
/// segment that every network carries (RFC 9293, section 3.7.1: 536 bytes).
const PART: usize = 512;

/// Takes bodies in.
#[derive(Clone, Debug)]
pub struct Receiver {
    max: usize,
    time: Duration,
    room: Arc<Semaphore>,
}

impl Receiver {
    /// Of `max` bytes at most, within `time`.
    pub fn new(max: usize, time: Duration) -> Self {
        Self { max, time, room: Arc::new(Semaphore::new(ROOM.max(max))) }
    }

    /// The request with its body in memory, so that no client can make a handler wait. Only a POST has a body here: behind a
    /// CONNECT comes a stream, which is the handler's.
    pub async fn receive(&self, request: Request) -> Result<Request, Refusal> {
        if request.method() != Method::POST {
            return Ok(request);
        }
        let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        // Without reading: a client that asks before it sends (`Expect: 100-continue`) does not send at all then.
        if length.and_then(|length| length.parse().ok()).is_some_and(|length: u64| length > self.max as u64) {
            return Err(PAYLOAD_TOO_LARGE);
        }
        let (head, body) = request.into_parts();
        let body = tokio::time::timeout(self.time, self.collect(body)).await.map_err(|_| REQUEST_TIMEOUT)??;
        Ok(Request::from_parts(head, Body::from(body)))
    }

    async fn collect(&self, mut body: Body) -> Result<Bytes, Refusal> {
        // Copied, because a small part may keep a large buffer alive.
        let mut whole = Vec::new();
        let mut held: Option<OwnedSemaphorePermit> = None;
        let mut parts = 0..PARTS_MAX.max(self.max / PART);
        while let Some(frame) = body.frame().await {
            // Trailers say nothing to us.
            let Ok(data) = frame.map_err(|_| BODY_BROKEN)?.into_data() else { continue };
            if whole.len() + data.len() > self.max || parts.next().is_none() {
                return Err(PAYLOAD_TOO_LARGE);
            }
            let count = u32::try_from(data.len()).map_err(|_| PAYLOAD_TOO_LARGE)?;
            let room = Arc::clone(&self.room).try_acquire_many_owned(count).map_err(|_| OVERLOADED)?;
            match &mut held {
                Some(held) => held.merge(room),
                None => held = Some(room),
            }
            whole.extend_from_slice(&data);
        }
        Ok(whole.into())
    }
}
