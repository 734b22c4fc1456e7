//! Where a request comes from.

use axum::http::HeaderMap;
use std::net::IpAddr;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address of a client, in the extensions of its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// The client behind our own proxies, of which there are so many.
///
/// Each proxy adds the address that it sees to the end of the list, so the one that the outermost of ours saw stands that far
/// from the end. What stands before it is the word of the client, which could be anything.
pub fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<Peer> {
    let place = proxies.checked_sub(1)?;
    let lines: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok()).collect();
    let seen = lines.iter().rev().flat_map(|line| line.rsplit(','));
    let address = seen.map(str::trim).nth(place)?;
    address.parse().ok().map(Peer)
}
