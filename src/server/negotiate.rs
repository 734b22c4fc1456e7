//! Which representation of an answer the client prefers: the header `Accept` by RFC 9110, section 12.5.1.

use axum::http::{HeaderMap, header};
use std::fmt;

/// Most media ranges that are looked at. A header with more is not negotiation.
const RANGES_MAX: usize = 32;

/// A representation of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/json`, for clients from before there was a type of its own: request errors are told with status 200.
    Json,
    /// `application/graphql-response+json`.
    GraphQlResponse,
    /// `text/event-stream`: the answers of an operation as events.
    EventStream,
}

/// All of them, the one that a client gets who accepts everything first.
const MEDIA: [Media; 3] = [Media::Json, Media::GraphQlResponse, Media::EventStream];

impl Media {
    fn type_and_subtype(self) -> (&'static str, &'static str) {
        match self {
            Media::Json => ("application", "json"),
            Media::GraphQlResponse => ("application", "graphql-response+json"),
            Media::EventStream => ("text", "event-stream"),
        }
    }

    /// As the value of `Content-Type`.
    pub fn content_type(self) -> &'static str {
        match self {
            Media::Json => "application/json; charset=utf-8",
            Media::GraphQlResponse => "application/graphql-response+json; charset=utf-8",
            Media::EventStream => "text/event-stream",
        }
    }
}

impl fmt::Display for Media {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, subtype) = self.type_and_subtype();
        write!(out, "{kind}/{subtype}")
    }
}

/// The preferred representation; `None` when the client accepts none of ours.
///
/// The highest quality wins. Of two with the same quality the one that the client names more exactly wins, then the one that it
/// names first, then the first of ours. Without the header, or with an empty one, everything is accepted.
pub fn preferred(headers: &HeaderMap) -> Option<Media> {
    let values: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    let text = values.join(",");
    if text.trim().is_empty() {
        return Some(Media::Json);
    }
    let ranges: Vec<Range> =
        text.split(',').take(RANGES_MAX).enumerate().filter_map(|(place, part)| Range::parse(place, part)).collect();
    MEDIA
        .iter()
        .enumerate()
        .filter_map(|(ours, media)| {
            let (kind, subtype) = media.type_and_subtype();
            // The most exact range that matches a type says its quality, also when another one would say a better.
            let range =
                ranges.iter().filter(|range| range.matches(kind, subtype)).max_by_key(|range| range.exactness)?;
            let rank = (range.quality, range.exactness, std::cmp::Reverse(range.place), std::cmp::Reverse(ours));
            (range.quality > 0).then_some((rank, *media))
        })
        .max_by_key(|(rank, _)| *rank)
        .map(|(_, media)| media)
}

/// A member of `Accept`, such as `application/*;q=0.8`.
struct Range {
    kind: String,
    subtype: String,
    /// In thousandths.
    quality: u16,
    /// `*/*` is 0, `type/*` is 1, `type/subtype` is 2.
    exactness: u8,
    place: usize,
}

impl Range {
    fn parse(place: usize, text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let (kind, subtype) = (kind.trim().to_ascii_lowercase(), subtype.trim().to_ascii_lowercase());
        let mut quality = 1_000;
        for parameter in parts {
            let Some((name, value)) = parameter.split_once('=') else { continue };
            let (name, value) = (name.trim(), value.trim().trim_matches('"'));
            if name.eq_ignore_ascii_case("q") {
                quality = thousandths(value)?;
            } else if name.eq_ignore_ascii_case("charset") && !value.eq_ignore_ascii_case("utf-8") {
                return None;
            }
        }
        let exactness = match (kind.as_str(), subtype.as_str()) {
            ("", _) | (_, "") => return None,
            ("*", "*") => 0,
            ("*", _) => return None,
            (_, "*") => 1,
            _ => 2,
        };
        Some(Self { kind, subtype, quality, exactness, place })
    }

    fn matches(&self, kind: &str, subtype: &str) -> bool {
        (self.kind == "*" || self.kind == kind) && (self.subtype == "*" || self.subtype == subtype)
    }
}

/// A weight from 0 to 1 with at most three decimals.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let part: u16 = format!("{decimals:0<3}").parse().ok()?;
    match whole {
        "0" => Some(part),
        "1" if part == 0 => Some(1_000),
        _ => None,
    }
}
