//! GraphQL over HTTP: representations, statuses, methods, batches, what a request costs.

mod budget;
mod carrying;
mod documents;
mod lanes;
mod negotiation;
mod showing;
mod statuses;
mod streams;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use regie::engine::settings::Settings;
use regie::server::router::{Edge, router};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::harness::TestApp;
use crate::server::shell::PATIENCE;

pub const JSON: &str = "application/json";
pub const RESPONSE_JSON: &str = "application/graphql-response+json";
pub const EVENTS: &str = "text/event-stream";

/// What came back.
pub struct Http {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Http {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"].as_str().unwrap().to_owned()
    }

    pub fn kind(&self) -> &str {
        self.headers["content-type"].to_str().unwrap()
    }
}

/// A stream of events as its client reads it.
pub struct Events {
    body: Body,
    read: String,
}

impl Events {
    pub fn of(body: Body) -> Self {
        Self { body, read: String::new() }
    }

    /// The name and the data of the next event; nothing at the end.
    pub async fn next(&mut self) -> Option<(String, String)> {
        loop {
            if let Some((lines, rest)) = self.read.split_once("\n\n") {
                let line = |name: &str| lines.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                let event = line("event: ").zip(line("data:"));
                self.read = rest.to_owned();
                match event {
                    Some(event) => return Some(event),
                    // A comment.
                    None => continue,
                }
            }
            let frame = tokio::time::timeout(PATIENCE, self.body.frame()).await.expect("an event, or the end")?;
            self.read.push_str(std::str::from_utf8(frame.unwrap().data_ref().unwrap()).unwrap());
        }
    }

    /// The next answer.
    pub async fn answer(&mut self) -> Value {
        let (name, data) = self.next().await.expect("the stream goes on");
        assert_eq!(name, "next");
        serde_json::from_str(&data).unwrap()
    }

    /// The operation is complete.
    pub async fn complete(&mut self) {
        assert_eq!(self.next().await, Some(("complete".to_owned(), String::new())));
        self.break_off().await;
    }

    /// The stream ends, and nothing else is said.
    pub async fn break_off(&mut self) {
        assert_eq!(self.next().await, None);
    }

    /// The code of the error that is the last answer.
    pub async fn refusal(&mut self) -> String {
        let answer = self.answer().await;
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        let code = code.unwrap_or_else(|| panic!("no code: {answer:#}")).to_owned();
        let told = answer["data"].as_object().is_some_and(|fields| fields.values().any(|field| !field.is_null()));
        assert!(!told, "{answer:#}");
        self.complete().await;
        code
    }
}

/// A house behind an edge with these settings.
pub struct Server {
    pub app: TestApp,
    router: axum::Router,
}

impl Server {
    pub async fn with(graphql: Settings) -> Self {
        let app = TestApp::new().await;
        let router = router(app.app.clone(), Edge { graphql, ..Edge::default() });
        Self { app, router }
    }

    pub async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    pub async fn send(&self, request: Request<Body>) -> Http {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Http { status: head.status, headers: head.headers, bytes }
    }

    /// POST of JSON, with the header `Accept` when it is not empty.
    pub async fn post(&self, accept: &str, body: impl Into<String>) -> Http {
        let mut request = Request::post("/graphql").header("content-type", JSON);
        if !accept.is_empty() {
            request = request.header("accept", accept);
        }
        self.send(request.body(Body::from(body.into())).unwrap()).await
    }

    /// POST of JSON, with these headers.
    pub async fn post_with(&self, headers: &[(&str, &str)], body: impl Into<String>) -> Http {
        let mut request = Request::post("/graphql").header("content-type", JSON);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.into())).unwrap()).await
    }

    /// Opens a stream of events for whoever has this token.
    pub async fn follow(&self, token: &str, document: &str) -> Events {
        let request = Request::post("/graphql").header("content-type", JSON).header("accept", EVENTS);
        let request = request.header("authorization", format!("Bearer {token}"));
        let body = json!({ "query": document }).to_string();
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        assert_eq!(
            (response.status(), &response.headers()["content-type"]),
            (StatusCode::OK, &EVENTS.parse().unwrap())
        );
        Events::of(response.into_body())
    }

    pub async fn get(&self, query: &[(&str, &str)], headers: &[(&str, &str)]) -> Http {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        let mut request = Request::get(format!("/graphql?{query}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }
}
