//! GraphQL over HTTP: one document in, one answer out.

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use async_graphql::{Request, Response, ServerError, Value, Variables};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response as HttpResponse};
use serde::Deserialize;
use std::sync::Arc;
use tracing::Instrument as _;

use crate::app::App;
use crate::kernel::api::IdempotencyHeader;
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::loader::loaders;
use crate::kernel::pace::Pace;
use crate::server::{auth, idempotency};

/// What a client sends: in the body of a POST, or in the query of a GET.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Params {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<serde_json::Map<String, serde_json::Value>>,
}

/// Why no document was executed.
struct Refused {
    status: StatusCode,
    fault: Fault,
}

impl Refused {
    fn bad(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            fault: Fault::Protocol { code: "BAD_REQUEST", message: message.into() },
        }
    }
}

pub async fn post(State(app): State<App>, headers: HeaderMap, body: Bytes) -> HttpResponse {
    let params = if is_json(&headers) {
        serde_json::from_slice(&body)
            .map_err(|error| Refused::bad(format!("The body is not a GraphQL request: {error}")))
    } else {
        let message = "POST needs the content type application/json.".to_owned();
        let fault = Fault::Protocol { code: "UNSUPPORTED_MEDIA_TYPE", message };
        Err(Refused { status: StatusCode::UNSUPPORTED_MEDIA_TYPE, fault })
    };
    answer(&app, &Method::POST, &headers, params).await
}

pub async fn get(State(app): State<App>, headers: HeaderMap, RawQuery(query): RawQuery) -> HttpResponse {
    answer(&app, &Method::GET, &headers, from_query(query.as_deref().unwrap_or_default())).await
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn from_query(query: &str) -> Result<Params, Refused> {
    let mut params = Params::default();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "query" => params.query = Some(value.into_owned()),
            "operationName" => params.operation_name = Some(value.into_owned()),
            "variables" => {
                let variables = serde_json::from_str(&value);
                params.variables = variables.map_err(|_| Refused::bad("`variables` is not a JSON object."))?;
            }
            _ => {}
        }
    }
    Ok(params)
}

async fn answer(app: &App, method: &Method, headers: &HeaderMap, params: Result<Params, Refused>) -> HttpResponse {
    let request_id = request_id(app, headers);
    let span = tracing::info_span!("graphql", request.id = %request_id, operation = tracing::field::Empty);
    let result = async {
        let params = params?;
        let caller = auth::caller(app, headers, &request_id).await.map_err(|fault| Refused {
            status: if matches!(fault, Fault::Unauthenticated) {
                StatusCode::UNAUTHORIZED
            } else {
                StatusCode::SERVICE_UNAVAILABLE
            },
            fault,
        })?;
        let document = read(params, method)?;
        let key = idempotency::key(headers, &document.parsed, document.operation_name.as_deref()).map_err(|fault| {
            Refused { status: idempotency::status(fault.code()).unwrap_or(StatusCode::BAD_REQUEST), fault }
        })?;
        Ok(execute(app, caller, key, document).await)
    }
    .instrument(span.clone())
    .await;
    let (status, mut response) = match result {
        Ok(response) => (StatusCode::OK, response),
        Err(Refused { status, fault }) => (status, Response::from_errors(vec![to_server_error(fault)])),
    };
    span.in_scope(|| mask(&mut response, &request_id));
    encode(status, &response, &request_id)
}

/// A document that was read and may be executed with this method.
struct Document {
    parsed: ExecutableDocument,
    operation_name: Option<String>,
    variables: Variables,
    mutates: bool,
}

fn read(params: Params, method: &Method) -> Result<Document, Refused> {
    let Params { query, operation_name, variables } = params;
    let query = query.ok_or_else(|| Refused::bad("`query` is missing."))?;
    let parsed = async_graphql::parser::parse_query(&query)
        .map_err(|error| Refused::bad(format!("The document cannot be read: {error}")))?;
    let kind = operation_type(&parsed, operation_name.as_deref());
    let mutates = kind == Some(OperationType::Mutation);
    if mutates && method == Method::GET {
        let message = "A mutation needs POST.".to_owned();
        let fault = Fault::Protocol { code: "METHOD_NOT_ALLOWED", message };
        return Err(Refused { status: StatusCode::METHOD_NOT_ALLOWED, fault });
    }
    let variables = Variables::from_json(serde_json::Value::Object(variables.unwrap_or_default()));
    Ok(Document { parsed, operation_name, variables, mutates })
}

fn operation_type(document: &ExecutableDocument, name: Option<&str>) -> Option<OperationType> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), _) => Some(operation.node.ty),
        (DocumentOperations::Multiple(all), Some(name)) => all.get(name).map(|operation| operation.node.ty),
        (DocumentOperations::Multiple(all), None) => {
            let mut types = all.values().map(|operation| operation.node.ty);
            types.find(|ty| *ty == OperationType::Mutation)
        }
    }
}

async fn execute(app: &App, caller: Caller, key: Option<String>, document: Document) -> Response {
    let Document { parsed, operation_name, variables, mutates } = document;
    if let Some(name) = &operation_name {
        tracing::Span::current().record("operation", name.as_str());
    }
    let pace = Pace::new(&app.house.tasks);
    let loaders = loaders(&app.house, &caller, &pace, mutates);
    let mut request = Request::new("")
        .variables(variables)
        .data(loaders)
        .data(Arc::clone(&app.policies))
        .data(IdempotencyHeader(key));
    request.operation_name = operation_name;
    request.set_parsed_query(parsed);
    pace.run(app.schema.execute(request)).await
}

fn to_server_error(fault: Fault) -> ServerError {
    let async_graphql::Error { message, source, extensions } = fault.into();
    let mut error = ServerError::new(message, None);
    error.source = source;
    error.extensions = extensions;
    error
}

/// Logs each failure of ours once, and gives every error a code. What is not ours to tell is not told.
fn mask(response: &mut Response, request_id: &str) {
    for error in &mut response.errors {
        let cause = error.source::<Fault>().and_then(Fault::cause);
        if let Some(cause) = cause {
            tracing::error!(error = cause, path = ?error.path, "request failed");
        }
        let extensions = error.extensions.get_or_insert_with(Default::default);
        if extensions.get("code").is_none() {
            // Errors of the executor: syntax, validation, variables, arguments.
            extensions.set("code", if error.path.is_empty() { "GRAPHQL_VALIDATION_FAILED" } else { "BAD_INPUT" });
        }
        if extensions.get("code") == Some(&Value::from("INTERNAL")) {
            extensions.set("requestId", request_id);
        }
    }
}

fn request_id(app: &App, headers: &HeaderMap) -> String {
    let given = headers.get("x-request-id").and_then(|value| value.to_str().ok());
    let good = |id: &&str| {
        !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    match given.filter(good) {
        Some(id) => id.to_owned(),
        None => data_encoding::HEXLOWER.encode(&app.house.entropy.bytes::<8>()),
    }
}

fn encode(status: StatusCode, response: &Response, request_id: &str) -> HttpResponse {
    let body =
        serde_json::to_vec(response).unwrap_or_else(|_| br#"{"errors":[{"message":"encoding failed"}]}"#.to_vec());
    let mut http = (status, body).into_response();
    let headers = http.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
    }
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert("x-request-id", id);
    }
    http
}
