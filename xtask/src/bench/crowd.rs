//! Clients that ask one after the other on a connection each, and again at once when they are refused.

use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpSocket;
use tokio::task::{JoinSet, LocalSet, spawn_local};

use super::times::Times;
use crate::job;

/// How a good answer begins.
const GOOD: &[u8] = b"{\"data\":{";

/// What stands for the number of a client in its body.
pub const NUMBER: &str = "$NUMBER";

/// A crowd of clients.
#[derive(Clone)]
pub struct Crowd {
    pub address: String,
    /// Where they come from: every address of 127.0.0.0/8 is this machine.
    pub from: IpAddr,
    pub clients: usize,
    /// Each client has the next; none for visitors.
    pub tokens: Vec<String>,
    /// With [`NUMBER`] for the number of the client.
    pub body: String,
    pub time: Duration,
}

/// What they met.
#[derive(Default)]
pub struct Met {
    pub answered: Vec<Duration>,
    pub refused: Vec<Duration>,
    /// What else was said: the first, and how often.
    pub odd: (Option<String>, usize),
    /// A connection ended although no answer had said so.
    pub broken: usize,
}

impl Met {
    pub fn and(mut self, more: Self) -> Self {
        self.answered.extend(more.answered);
        self.refused.extend(more.refused);
        self.odd = (self.odd.0.or(more.odd.0), self.odd.1 + more.odd.1);
        self.broken += more.broken;
        self
    }

    pub fn times(&self) -> Times {
        Times::of(self.answered.iter().copied())
    }
}

/// Lets the crowd loose on a thread of its own; it has ended when its time is over.
pub fn run(crowd: &Crowd) -> Result<Met> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async {
        let (crowd, mut clients) = (Rc::new(crowd.clone()), JoinSet::new());
        let until = Instant::now() + crowd.time;
        for number in 0..crowd.clients {
            let crowd = Rc::clone(&crowd);
            clients.spawn_local(async move { client(&crowd, number, until).await });
        }
        let mut met = Met::default();
        while let Some(one) = clients.join_next().await {
            met = met.and(one??);
        }
        Ok(met)
    })
}

/// Lets several crowds loose at the same time.
pub fn together(crowds: &[&Crowd]) -> Result<Vec<Met>> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = crowds.iter().map(|crowd| scope.spawn(|| run(crowd))).collect();
        threads.into_iter().map(|thread| thread.join().map_err(|_| anyhow!("a crowd panicked"))?).collect()
    })
}

async fn client(crowd: &Crowd, number: usize, until: Instant) -> Result<Met> {
    let (mut met, mut connection) = (Met::default(), open(crowd).await?);
    let token = crowd.tokens.get(number % crowd.tokens.len().max(1));
    let body = Bytes::from(crowd.body.replace(NUMBER, &number.to_string()));
    while Instant::now() < until && !job::interrupted() {
        if connection.ready().await.is_err() {
            met.broken += 1;
            connection = open(crowd).await?;
        }
        let sent = Instant::now();
        let Ok((status, closes, body)) = ask(crowd, token, body.clone(), &mut connection).await else {
            met.broken += 1;
            connection = open(crowd).await?;
            continue;
        };
        match status {
            StatusCode::OK if body.starts_with(GOOD) => met.answered.push(sent.elapsed()),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => met.refused.push(sent.elapsed()),
            other => {
                let told = || format!("{other} {}", String::from_utf8_lossy(body.get(..200).unwrap_or(&body)));
                met.odd = (met.odd.0.or_else(|| Some(told())), met.odd.1 + 1);
            }
        }
        if closes {
            connection = open(crowd).await?;
        }
    }
    Ok(met)
}

async fn ask(
    crowd: &Crowd,
    token: Option<&String>,
    body: Bytes,
    connection: &mut SendRequest<Full<Bytes>>,
) -> Result<(StatusCode, bool, Bytes)> {
    let mut request =
        Request::post("/graphql").header("host", &crowd.address).header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = request.body(Full::new(body))?;
    let (head, body) = connection.send_request(request).await?.into_parts();
    let closes = head.headers.get("connection").is_some_and(|value| value == "close");
    Ok((head.status, closes, body.collect().await?.to_bytes()))
}

async fn open(crowd: &Crowd) -> Result<SendRequest<Full<Bytes>>> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(crowd.from, 0))?;
    let address = crowd.address.parse()?;
    let stream = socket.connect(address).await.with_context(|| format!("nobody answers at {address}"))?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    spawn_local(async move {
        // Its end shows at the request that is on it.
        let _ = connection.await;
    });
    Ok(sender)
}
