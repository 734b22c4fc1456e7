//! GraphiQL, the page for trying things out, and what that page may load.

use async_graphql::http::GraphiQLSource;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use sha2::{Digest as _, Sha256};

/// Where the page loads GraphiQL from.
const CDN: &str = "https://esm.sh";
/// Where it asks, and opens sockets for subscriptions. Their `connection_init` carries the headers that are set in the editor.
const ENDPOINT: &str = "/graphql";

/// The page with its policy, made once.
#[derive(Clone)]
pub struct Page {
    html: String,
    policy: HeaderValue,
}

impl Page {
    pub fn new() -> Self {
        let source = GraphiQLSource::build().endpoint(ENDPOINT).subscription_endpoint(ENDPOINT);
        let html = source.title("Regie").finish();
        let policy = policy(&html);
        Self { html, policy }
    }
}

impl Default for Page {
    fn default() -> Self {
        Self::new()
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        ([(header::CONTENT_SECURITY_POLICY, self.policy)], Html(self.html)).into_response()
    }
}

/// Only the scripts that stand in the page, by their hashes, and what they load from the CDN. The editor makes its workers from
/// blobs and its styles as it goes, and the page stubs one module with a `data:` address. `'self'` goes for requests and for
/// sockets to the host of the page (Content Security Policy Level 3).
fn policy(html: &str) -> HeaderValue {
    let hashes: Vec<String> = inline_scripts(html)
        .map(|script| format!("'sha256-{}'", data_encoding::BASE64.encode(&Sha256::digest(script))))
        .collect();
    let policy = format!(
        "default-src 'none'; script-src {CDN} data: {}; worker-src blob:; style-src {CDN} 'unsafe-inline'; \
         font-src {CDN} data:; img-src 'self' data:; connect-src 'self' {CDN}; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'",
        hashes.join(" ")
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    let behind = html.split("<script").skip(1).filter_map(|text| text.split_once('>'));
    behind.filter_map(|(_, text)| text.split_once("</script>").map(|(script, _)| script))
}
