//! A handler of axum that gives the bytes of a file to everybody who posts: what a gateway is held against that makes the same
//! answer itself. Started by `cargo xtask bench gateway`; prints its address.

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::post;
use std::io::Write as _;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("the file with the answer is missing")?;
    let answer = Bytes::from(std::fs::read(file)?);
    let handler = move |_: Bytes| async move { ([(header::CONTENT_TYPE, "application/json")], answer) };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "{}", listener.local_addr()?)?;
    axum::serve(listener, Router::new().route("/graphql", post(handler))).await?;
    Ok(())
}
