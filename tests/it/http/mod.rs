//! GraphQL over HTTP: representations, statuses, methods, batches, what a request costs.

mod budget;
mod carrying;
mod documents;
mod negotiation;
mod showing;
mod statuses;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use regie::engine::settings::Settings;
use regie::server::router::{Edge, router};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::harness::TestApp;

pub const JSON: &str = "application/json";
pub const RESPONSE_JSON: &str = "application/graphql-response+json";

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

    pub async fn get(&self, query: &[(&str, &str)], headers: &[(&str, &str)]) -> Http {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        let mut request = Request::get(format!("/graphql?{query}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }
}
