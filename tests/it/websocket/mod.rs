//! Sockets: the sub-protocol as a machine, and over a real listener.

mod edge;
mod ends;
mod machine;
mod memory;
mod model;
mod seen;
mod talk;
mod two_gateways;
mod wire;

use futures::{SinkExt as _, StreamExt as _};
use regie::app::App;
use regie::kernel::outbox;
use regie::server::crew::Crew;
use regie::server::router::Edge;
use serde_json::{Value, json};
use std::future::Future;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};
use tokio_util::sync::CancellationToken;

use crate::server::shell::{PATIENCE, Shell, limits};

async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("{what} did not happen"))
}

/// A gateway that listens.
struct Gateway {
    app: App,
    shell: Shell,
    stopping: CancellationToken,
    _crew: Crew,
}

impl Gateway {
    async fn open(app: &App) -> Self {
        Self::with(app, Edge::default()).await
    }

    /// Without a worker: events are published when the test says so.
    async fn with(app: &App, edge: Edge) -> Self {
        Self::crewed(app, edge, None).await
    }

    /// With everything that runs in a gateway.
    async fn whole(app: &App) -> Self {
        Self::crewed(app, Edge::default(), Some(Duration::from_millis(200))).await
    }

    async fn crewed(app: &App, edge: Edge, poll: Option<Duration>) -> Self {
        let stopping = edge.stopping.clone();
        Self {
            app: app.clone(),
            shell: Shell::open(app, limits(), edge).await,
            stopping,
            _crew: Crew::start(app, poll),
        }
    }

    /// Tells it to stop. What comes back waits for its connections.
    fn stop(&self) -> impl Future<Output = ()> + Send + use<> {
        self.stopping.cancel();
        self.shell.stops.gently.cancel();
        self.shell.connections.close();
        let connections = self.shell.connections.clone();
        async move { connections.wait().await }
    }

    /// Publishes every event that is not.
    async fn publish(&self) {
        while outbox::relay(&self.app.house).await.unwrap() > 0 {}
    }

    /// The cursor of the latest event. What follows from there misses nothing, whenever it is opened.
    async fn cursor(&self) -> String {
        self.publish().await;
        let sequence = outbox::sequence(&self.app.house.db.reader).await.unwrap().last;
        data_encoding::BASE64URL_NOPAD.encode(format!("event:{sequence}").as_bytes())
    }

    fn request(&self) -> Request {
        let mut request = format!("ws://{}/graphql", self.shell.address).into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
        request
    }

    async fn dial(&self, request: Request) -> Result<WebSocketStream<TcpStream>, Error> {
        let stream = self.shell.connect().await;
        within("a handshake", client_async(request, stream)).await.map(|(socket, _)| socket)
    }

    /// A socket that has said nothing yet.
    async fn connect(&self) -> Socket {
        Socket(self.dial(self.request()).await.unwrap())
    }

    /// A socket that is acknowledged.
    async fn join(&self, init: Value) -> Socket {
        let mut socket = self.connect().await;
        socket.send(json!({ "type": "connection_init", "payload": init })).await;
        assert_eq!(socket.next().await, json!({ "type": "connection_ack" }));
        socket
    }

    async fn join_as(&self, token: &str) -> Socket {
        self.join(json!({ "authorization": format!("Bearer {token}") })).await
    }
}

/// A client's end.
struct Socket<T = TcpStream>(WebSocketStream<T>);

impl<T: AsyncRead + AsyncWrite + Unpin> Socket<T> {
    async fn send(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    async fn subscribe(&mut self, id: &str, document: &str, variables: Value) {
        let payload = json!({ "query": document, "variables": variables });
        self.send(json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    }

    async fn complete(&mut self, id: &str) {
        self.send(json!({ "id": id, "type": "complete" })).await;
    }

    /// What comes next, of whatever kind.
    async fn arrival(&mut self) -> Message {
        within("a message", self.0.next()).await.expect("the socket is open").expect("a message is whole")
    }

    /// The next message.
    async fn next(&mut self) -> Value {
        loop {
            match self.arrival().await {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("a message was expected: {other:?}"),
            }
        }
    }

    /// The payload of the next message, which has this id and type.
    async fn payload(&mut self, id: &str, kind: &str) -> Value {
        let message = self.next().await;
        assert_eq!((&message["id"], &message["type"]), (&json!(id), &json!(kind)), "{message:#}");
        message["payload"].clone()
    }

    /// The code of the error that an operation ends with.
    async fn error(&mut self, id: &str) -> String {
        let errors = self.payload(id, "error").await;
        errors[0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("no code: {errors:#}")).to_owned()
    }

    /// The one answer of a query or mutation.
    async fn ask(&mut self, document: &str, variables: Value) -> Value {
        self.subscribe("ask", document, variables).await;
        let answer = self.payload("ask", "next").await;
        self.payload("ask", "complete").await;
        answer
    }

    /// The code and reason with which the server closes the socket, when nothing else comes before.
    async fn closed(&mut self) -> (u16, String) {
        loop {
            match self.arrival().await {
                Message::Close(Some(frame)) => {
                    // Sends the answer to it.
                    while let Some(Ok(_)) = within("the end", self.0.next()).await {}
                    return (frame.code.into(), frame.reason.to_string());
                }
                Message::Ping(_) => {}
                other => panic!("a close was expected: {other:?}"),
            }
        }
    }
}
