//! Bodies: whole, in time, and never more of them in memory than there is room for.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{Method, header};
use http_body_util::BodyExt as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::kernel::queue::Load;
use crate::server::refusal::{BODY_BROKEN, OVERLOADED, PAYLOAD_TOO_LARGE, REQUEST_TIMEOUT, Refusal};

/// Bytes of bodies that are not small, of all clients together, from their first byte until they have a seat.
const ROOM: usize = 64 * 1024 * 1024;
/// Bytes of small bodies that are on their way.
const SMALL_ROOM: usize = 32 * 1024 * 1024;
/// A body that says that it is no larger is taken in at once, also when its request has to wait.
pub const SMALL: usize = 16 * 1024;
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
    small_room: Arc<Semaphore>,
}

impl Receiver {
    /// Of `max` bytes at most, within `time`.
    pub fn new(max: usize, time: Duration) -> Self {
        Self { max, time, small_room: Arc::new(Semaphore::new(SMALL_ROOM)) }
    }

    /// How many bodies that are not small are read at a time, of `max` bytes at most: as many as there is room for.
    pub fn intake(max: usize, load: Load) -> Load {
        Load { requests_max: (ROOM / max.max(1)).max(1), slow_max: 0, ..load }
    }

    /// Whether the body says that it is small. Only a POST has one here: behind a CONNECT comes a stream, which is the handler's.
    pub fn is_small(&self, request: &Request) -> bool {
        let has_none = request.method() != Method::POST || axum::body::HttpBody::is_end_stream(request.body());
        has_none || length(request).is_some_and(|length| length <= SMALL as u64)
    }

    /// Refuses a body that says that it is too large, without reading it: a client that asks before it sends
    /// (`Expect: 100-continue`) does not send at all then.
    pub fn look(&self, request: &Request) -> Result<(), Refusal> {
        if length(request).is_some_and(|length| length > self.max as u64) { Err(PAYLOAD_TOO_LARGE) } else { Ok(()) }
    }

    /// The request with its body in memory, so that no client can make a handler wait.
    pub async fn receive(&self, request: Request) -> Result<Request, Refusal> {
        if request.method() != Method::POST {
            return Ok(request);
        }
        self.look(&request)?;
        let room = self.is_small(&request).then_some(&self.small_room);
        let (head, body) = request.into_parts();
        let body = tokio::time::timeout(self.time, self.collect(body, room)).await.map_err(|_| REQUEST_TIMEOUT)??;
        Ok(Request::from_parts(head, Body::from(body)))
    }

    /// A body that has a place of its own needs no other room.
    async fn collect(&self, mut body: Body, room: Option<&Arc<Semaphore>>) -> Result<Bytes, Refusal> {
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
            if let Some(room) = room {
                let count = u32::try_from(data.len()).map_err(|_| PAYLOAD_TOO_LARGE)?;
                let room = Arc::clone(room).try_acquire_many_owned(count).map_err(|_| OVERLOADED)?;
                match &mut held {
                    Some(held) => held.merge(room),
                    None => held = Some(room),
                }
            }
            whole.extend_from_slice(&data);
        }
        Ok(whole.into())
    }
}

fn length(request: &Request) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
