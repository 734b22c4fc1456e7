//! `GET /schema.graphql`: the schema as text, as far as the caller sees it.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;

use crate::engine::Engine;
use crate::engine::outcome::{Class, Outcome, Refused};
use crate::engine::pass::Pass;
use crate::introspection::SchemaView;
use crate::server::frame::RequestId;
use crate::server::graphql::{credentials, signed_out};
use crate::server::negotiate::Media;
use crate::server::reply::Reply;

pub async fn get(
    State(engine): State<Engine>,
    axum::Extension(id): axum::Extension<RequestId>,
    headers: HeaderMap,
) -> Response {
    match view(&engine, &headers, id.as_str()).await {
        Ok(view) => text(&view, &headers),
        Err(refused) => {
            let profile = engine.settings.status_profile;
            let reply = Reply { media: Media::Json, profile, request_id: id.as_str().to_owned() };
            reply.one(Outcome::Refused(refused))
        }
    }
}

async fn view(engine: &Engine, headers: &HeaderMap, request_id: &str) -> Result<Arc<SchemaView>, Refused> {
    let pass = Pass::admit(engine, credentials(headers), request_id).await.map_err(signed_out)?;
    let caller = pass.caller();
    let unknown = |refused| Refused { class: Class::Status(StatusCode::UNAUTHORIZED), ..refused };
    engine.may_introspect(&caller).map_err(unknown)?;
    engine.app.views.for_caller(&caller).map_err(signed_out)
}

/// The text, or that the client has it already (RFC 9110, section 13.1.2).
fn text(view: &SchemaView, headers: &HeaderMap) -> Response {
    let tag = view.etag();
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let same = |known: &str| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag;
    let mut response = if known.flat_map(|list| list.split(',')).any(|known| same(known.trim())) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        view.sdl().to_owned().into_response()
    };
    let fields = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        fields.insert(header::ETAG, tag);
    }
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/graphql; charset=utf-8"));
    // It may be kept, and is asked for again each time: roles change.
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    fields.append(header::VARY, HeaderValue::from_static("authorization"));
    response
}
