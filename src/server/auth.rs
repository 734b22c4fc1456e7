//! Who sends a request.

use axum::http::{HeaderMap, header};

use crate::access::session;
use crate::app::App;
use crate::kernel::actor::Actor;
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;

/// The caller of a request: by the header `Authorization: Bearer <token>`, else a visitor. A token that is not good any more
/// is refused: who believes to be signed in must not be served as a visitor.
pub async fn caller(app: &App, headers: &HeaderMap, request_id: &str) -> Result<Caller, Fault> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(app.caller(Actor::Anonymous, request_id));
    };
    let token = value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
    let Some((_, token)) = token else { return Err(Fault::Unauthenticated) };
    let session = session::authenticate(&app.house, token.trim()).await?.ok_or(Fault::Unauthenticated)?;
    Ok(app.caller(Actor::Staff { id: session.staff_id, session: Some(session.id) }, request_id))
}
