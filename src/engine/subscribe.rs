//! A subscription: an answer for each event.

use async_graphql::Response;
use axum::http::StatusCode;
use futures::stream::{BoxStream, StreamExt as _};
use std::sync::Arc;

use crate::engine::Engine;
use crate::engine::outcome::{Class, Refused, mask};
use crate::engine::pass::Pass;
use crate::engine::prepare::Prepared;
use crate::engine::seats::Seat;
use crate::live::{self, Subscribe};

impl Engine {
    /// A seat for a stream, a socket or a subscription on it, unless the principal has as many as it may.
    pub fn seat(&self, principal: &str) -> Result<Seat, Refused> {
        self.seats.take(principal, self.settings.streams_max).ok_or_else(|| {
            let class = Class::Status(StatusCode::TOO_MANY_REQUESTS);
            Refused::new(class, "TOO_MANY_STREAMS", "Too many streams are open. Close one first.")
        })
    }

    /// Opens a prepared subscription. It ends with the session, with the server, and when the caller loses the permission.
    pub async fn subscribe(&self, pass: &Pass, prepared: Prepared) -> Result<BoxStream<'static, Response>, Refused> {
        let seat = self.seat(&prepared.principal.name).inspect_err(|_| self.release(&prepared))?;
        let Prepared { plan, variables, .. } = prepared;
        let (document, operation_name) = (Arc::clone(&plan.document), plan.operation_name.clone());
        let subscribe = Subscribe { document, operation_name, variables: variables.clone() };
        let (visitor, watched, stopping) = (pass.clone(), pass.clone(), self.stopping.clone());
        let events = live::open(&self.app, move || visitor.caller(), subscribe).await;
        let events = events.map_err(|Response { mut errors, .. }| {
            self.place_rejected(&plan, &variables, &mut errors);
            Refused::executor(errors)
        })?;
        let request_id = pass.caller().request_id;
        let over = async move {
            tokio::select! {
                () = watched.over() => {}
                () = stopping.cancelled() => {}
            }
        };
        let answers = events.map(move |mut response| {
            mask(&mut response.errors, &request_id);
            // Held for as long as the stream is.
            let _ = &seat;
            response
        });
        Ok(answers.take_until(Box::pin(over)).boxed())
    }
}
