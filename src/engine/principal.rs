//! In whose name somebody asks who has not signed in.

use std::net::{IpAddr, Ipv6Addr};

use crate::kernel::queue::Principal;

/// Visitors are told apart by where they come from, as far as that is known.
pub fn visitor(peer: Option<IpAddr>) -> Principal {
    Principal::visitor(match peer {
        Some(peer) => format!("anonymous:{}", network(peer)),
        None => "anonymous".to_owned(),
    })
}

/// An address of version 4, or the network of an address of version 6: whoever has one of those has 2^64 addresses (RFC 4291,
/// section 2.5.4).
pub fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}
