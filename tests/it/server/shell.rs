//! A real listener around the real layers, in process, with limits and handlers of a test's own.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo};
use regie::app::App;
use regie::engine::known::Known;
use regie::server::accept::{self, Door};
use regie::server::connection::{Limits, Stops};
use regie::server::lobby::Lobby;
use regie::server::peer::Proxies;
use regie::server::router::{Edge, layered, router};
use regie::server::tls::Tls;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

/// What a test waits for at most; nothing in it takes that long.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// A limit that a test wants to reach.
pub const SHORT: Duration = Duration::from_millis(50);
/// A limit that a test must not reach.
pub const LONG: Duration = Duration::from_secs(600);

/// An open door.
pub struct Shell {
    pub address: SocketAddr,
    pub stops: Stops,
    pub connections: TaskTracker,
}

/// Limits that nobody reaches.
pub fn limits() -> Limits {
    Limits { handshake_timeout: LONG, head_timeout: LONG, idle_timeout: LONG, linger: LONG, ..Limits::default() }
}

impl Shell {
    /// The routes of the product.
    pub async fn open(app: &App, limits: Limits, edge: Edge) -> Self {
        Self::around(router(app.clone(), edge), limits, None).await
    }

    pub async fn around(router: Router, limits: Limits, tls: Option<Arc<Tls>>) -> Self {
        Self::behind(Proxies::default(), router, limits, tls).await
    }

    pub async fn behind(proxies: Proxies, router: Router, limits: Limits, tls: Option<Arc<Tls>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (lobby, stops, connections) = (Lobby::closed(), Stops::default(), TaskTracker::new());
        lobby.open(router);
        let door = Door { lobby, limits, proxies, tls, stops: stops.clone(), connections: connections.clone() };
        connections.spawn(accept::run(listener, door));
        Self { address, stops, connections }
    }

    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// From 127.0.0 and this.
    pub async fn connect_from(&self, last: u8) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, last], 0))).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    /// Sends bytes, and gives everything that comes until the server closes.
    pub async fn say(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect().await;
        stream.write_all(bytes.as_ref()).await.unwrap();
        rest(&mut stream).await
    }
}

/// Everything that comes until the server closes.
pub async fn rest(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut bytes)).await;
    let _ = read.expect("the server closes the connection");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// One answer with a length, on a connection that stays open.
pub async fn one(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut answer = Vec::new();
    let whole = async {
        loop {
            answer.push(stream.read_u8().await.unwrap());
            let text = String::from_utf8_lossy(&answer);
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if length.map_or(0, |length| length.parse().unwrap()) == body.len() {
                return text.into_owned();
            }
        }
    };
    tokio::time::timeout(PATIENCE, whole).await.expect("an answer")
}

/// A POST to `/graphql` with these headers.
pub fn post(headers: &str, body: &str) -> String {
    format!("POST /graphql HTTP/1.1\r\nhost: regie\r\ncontent-type: application/json\r\n{headers}\r\n{body}")
}

/// A whole POST.
pub fn whole(body: &str) -> String {
    post(&format!("content-length: {}\r\n", body.len()), body)
}

/// The status of an answer.
pub fn status(answer: &str) -> u16 {
    let status = answer.split(' ').nth(1).unwrap_or_else(|| panic!("no answer: {answer:?}"));
    status.parse().unwrap()
}

/// A handler that tells when it begins, and ends when it may.
#[derive(Clone)]
pub struct Held {
    begun: Arc<Semaphore>,
    may_end: Arc<Semaphore>,
}

impl Held {
    pub fn new() -> Self {
        Self { begun: Arc::new(Semaphore::new(0)), may_end: Arc::new(Semaphore::new(0)) }
    }

    /// What the handler does.
    pub async fn run(self) -> &'static str {
        self.begun.add_permits(1);
        self.may_end.acquire().await.unwrap().forget();
        "done"
    }

    /// Until another request has begun.
    pub async fn begun(&self) {
        tokio::time::timeout(PATIENCE, self.begun.acquire()).await.expect("it begins").unwrap().forget();
    }

    /// Whether one has begun that nobody has waited for.
    pub fn another_has_begun(&self) -> bool {
        self.begun.available_permits() > 0
    }

    pub fn end(&self, count: usize) {
        self.may_end.add_permits(count);
    }

    /// `/graphql` behind the layers, held, and `/healthz`.
    pub fn router(&self, app: &App, edge: Edge) -> Router {
        let held = self.clone();
        let handler = axum::routing::any(async move || held.run().await);
        let free = Router::new().route("/healthz", axum::routing::get(async || "ok"));
        layered(app.clone(), edge, Known::default(), Router::new().route("/graphql", handler), free)
    }
}

/// An HTTP/2 client on a stream.
#[derive(Clone)]
pub struct Http2(hyper::client::conn::http2::SendRequest<Full<Bytes>>);

impl Http2 {
    pub async fn on(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> Self {
        let shaken = hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream));
        let (sender, connection) = shaken.await.unwrap();
        tokio::spawn(connection);
        Self(sender)
    }

    /// Sends a request, and gives the head of its answer.
    pub async fn send(&self, request: Request<Full<Bytes>>) -> hyper::Result<Response<Incoming>> {
        self.0.clone().send_request(request).await
    }

    /// Sends a POST, and gives the whole answer.
    pub async fn post(&self, body: &'static str) -> hyper::Result<Response<String>> {
        let request = Request::post("http://regie/graphql").header("content-type", "application/json");
        let request = request.body(Full::new(Bytes::from_static(body.as_bytes()))).unwrap();
        let (head, body) = self.send(request).await?.into_parts();
        let body = Body::new(body).collect().await.unwrap().to_bytes();
        Ok(Response::from_parts(head, String::from_utf8(body.to_vec()).unwrap()))
    }
}
