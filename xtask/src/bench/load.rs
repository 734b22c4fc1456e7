//! An open-loop load generator: requests are sent at a fixed rate, whether or not the answers come, and the time of each is
//! taken from when it should have been sent. A slow server is not spared by clients that wait for it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fs;
use std::net::SocketAddr;
use std::process::Command;
use std::rc::Rc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpSocket;
use tokio::task::{JoinSet, LocalSet, spawn_local, yield_now};
use tokio::time::sleep;

use super::times::Times;
use crate::job;

/// The timer of the runtime is this exact; what is left until a request is due is waited for without it.
const TIMER: Duration = Duration::from_millis(2);

/// What is sent, and how often.
#[derive(Clone)]
pub struct Plan {
    pub address: String,
    pub token: String,
    pub body: String,
    pub per_second: f64,
    pub time: Duration,
    /// Keep-alive connections to begin with; more are opened when all are in use.
    pub connections: usize,
}

/// How one request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 200.
    Answered,
    /// 503, sent away.
    Shed,
    /// Another status.
    Odd(u16),
    /// There was no connection to send it on: nobody accepts, or the server had closed it before.
    Unsent,
    /// It was sent, and its answer never came.
    Lost,
}

/// One request.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// When it should have been sent, after the beginning.
    pub due: Duration,
    /// From then to the end of the answer.
    pub took: Duration,
    pub outcome: Outcome,
}

/// All of them.
pub struct Samples(pub Vec<Sample>);

impl Samples {
    pub fn count(&self, outcome: Outcome) -> usize {
        self.0.iter().filter(|sample| sample.outcome == outcome).count()
    }

    pub fn share(&self, outcome: Outcome) -> f64 {
        self.count(outcome) as f64 / self.0.len().max(1) as f64
    }

    pub fn times(&self, outcome: Outcome) -> Times {
        Times::of(self.0.iter().filter(|sample| sample.outcome == outcome).map(|sample| sample.took))
    }
}

/// Connections that are not in use. The one that has been idle for longest is taken first, so that all are used.
type Free = Rc<RefCell<VecDeque<SendRequest<Full<Bytes>>>>>;

/// Runs the plan to its end. `meanwhile` is called once, on a thread of its own, when the first request is due.
pub fn run(plan: &Plan, meanwhile: impl FnOnce() + Send) -> Result<Samples> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::scope(|scope| {
        LocalSet::new().block_on(&runtime, async {
            let free = Free::default();
            for _ in 0..plan.connections {
                let connection = open(&plan.address).await?;
                free.borrow_mut().push_back(connection);
            }
            scope.spawn(meanwhile);
            Ok(Samples(send_all(plan, &free).await))
        })
    })
}

async fn send_all(plan: &Plan, free: &Free) -> Vec<Sample> {
    let (plan, began) = (Rc::new(plan.clone()), Instant::now());
    let (mut running, mut samples) = (JoinSet::new(), Vec::new());
    let count = (plan.time.as_secs_f64() * plan.per_second) as u64;
    for number in 0..count {
        let due = Duration::from_secs_f64(number as f64 / plan.per_second);
        if let Some(early) = due.checked_sub(began.elapsed() + TIMER) {
            sleep(early).await;
        }
        while began.elapsed() < due {
            yield_now().await;
        }
        let (plan, free) = (Rc::clone(&plan), Rc::clone(free));
        running.spawn_local(async move {
            let outcome = send(&plan, &free).await;
            Sample { due, took: began.elapsed().saturating_sub(due), outcome }
        });
        while let Some(done) = running.try_join_next() {
            samples.extend(done.ok());
        }
        if job::interrupted() {
            break;
        }
    }
    while let Some(done) = running.join_next().await {
        samples.extend(done.ok());
    }
    samples
}

async fn send(plan: &Plan, free: &Free) -> Outcome {
    let idle = loop {
        let next = free.borrow_mut().pop_front();
        match next {
            Some(connection) if !connection.is_ready() => continue,
            next => break next,
        }
    };
    let mut connection = match idle {
        Some(connection) => connection,
        None => match open(&plan.address).await {
            Ok(connection) => connection,
            Err(_) => return Outcome::Unsent,
        },
    };
    let request = Request::post("/graphql")
        .header("host", &plan.address)
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {}", plan.token))
        .body(Full::new(Bytes::copy_from_slice(plan.body.as_bytes())));
    let Ok(request) = request else { return Outcome::Unsent };
    let answer = match connection.send_request(request).await {
        Ok(answer) => answer,
        // The connection was closed before the request was written.
        Err(error) if error.is_canceled() => return Outcome::Unsent,
        Err(_) => return Outcome::Lost,
    };
    let status = answer.status();
    if answer.into_body().collect().await.is_err() {
        return Outcome::Lost;
    }
    free.borrow_mut().push_back(connection);
    match status {
        StatusCode::OK => Outcome::Answered,
        StatusCode::SERVICE_UNAVAILABLE => Outcome::Shed,
        other => Outcome::Odd(other.as_u16()),
    }
}

/// From one address after the other, because each has only a share of the connections.
async fn open(address: &str) -> Result<SendRequest<Full<Bytes>>> {
    static LAST: AtomicU8 = AtomicU8::new(1);
    let last = LAST.fetch_add(1, Ordering::Relaxed).max(1);
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from(([127, 0, 0, last], 0)))?;
    let stream = socket.connect(address.parse()?).await.with_context(|| format!("nobody answers at {address}"))?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
    spawn_local(async move {
        // Its end shows at the request that is on it.
        let _ = connection.await;
    });
    sender.ready().await?;
    Ok(sender)
}

/// The memory of a process in bytes, where the system tells.
pub fn resident(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

/// Puts this process on the last core, if there is a choice. The server is put on the first.
pub fn pin_client() -> bool {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let (last, own) = ((cores - 1).to_string(), std::process::id().to_string());
    cores > 1 && job::succeeds(Command::new("taskset").args(["-a", "-p", "-c", &last, &own]))
}
