//! Descriptions in HTML, made harmless when they are written.

/// Takes out what could run in a browser or leave the page: scripts, handlers, styles, frames, odd addresses. Texts and plain
/// formatting stay. Doing it twice changes nothing more.
pub fn sanitize(html: &str) -> String {
    // Most descriptions of a shop are plain text or empty.
    if !html.contains(['<', '>', '&', '\u{a0}']) {
        return html.to_owned();
    }
    ammonia::clean(html)
}
