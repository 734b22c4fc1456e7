//! Where a request comes from.

use axum::http::{Extensions, HeaderMap};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use crate::engine::clients::{Client, Clients};

const FORWARDED_FOR: &str = "x-forwarded-for";
/// The key of a server that is a client of the configuration.
pub const CLIENT_KEY: &str = "graphql-client-key";
/// Addresses in the header that are looked at. Nobody has so many proxies.
const FORWARDED_MAX: usize = 32;

/// The address of a client, in the extensions of its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// A client with a key that asks for itself, in the extensions of its request.
#[derive(Clone, Debug)]
pub struct Server(pub Arc<Client>);

/// A key of a client was sent that nobody has, in the extensions of its request.
#[derive(Clone, Copy, Debug)]
pub struct UnknownKey;

/// Proxies of our own in front.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// How many there are, one before the other.
    pub count: usize,
    /// Where they are, when that is known. Nobody else is believed then.
    pub networks: Arc<[Network]>,
}

impl Proxies {
    /// Whether this is one of them. When it is not known where they are, everybody is taken for one.
    pub fn include(&self, address: IpAddr) -> bool {
        match &*self.networks {
            [] => self.count > 0,
            networks => networks.iter().any(|network| network.contains(address)),
        }
    }
}

/// Who is believed that says whom it asks for.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    pub proxies: Proxies,
    pub clients: Clients,
}

impl Trust {
    /// Finds out where a request comes from, and from which client with a key.
    ///
    /// Whoever has a key is believed like one proxy more: what it says of its own visitor counts. Without a word of one it asks
    /// for itself.
    pub fn identify(&self, headers: &HeaderMap, extensions: &mut Extensions) {
        let server = self.server(headers).unwrap_or_else(|unknown| {
            extensions.insert(unknown);
            None
        });
        let seen = extensions.get().map(|Peer(address)| *address);
        let forwarded = forwarded(headers);
        let mut behind = self.behind(seen, &forwarded);
        if let Some(server) = server {
            let visitor = match behind {
                // Behind our proxies is the server, and behind it the visitor.
                Behind::Proxies(place) => Behind::Proxies(place + 1),
                Behind::Itself => Behind::Proxies(1),
                Behind::Unknown => Behind::Unknown,
            };
            match visitor.address(&forwarded) {
                Some(_) => behind = visitor,
                None => drop(extensions.insert(Server(server))),
            }
        }
        if let Some(address) = behind.address(&forwarded) {
            extensions.insert(Peer(address));
        }
    }

    /// The client whose key was sent, if one was. Two keys are none.
    fn server(&self, headers: &HeaderMap) -> Result<Option<Arc<Client>>, UnknownKey> {
        let mut keys = headers.get_all(CLIENT_KEY).iter();
        match (keys.next(), keys.next()) {
            (None, _) => Ok(None),
            (Some(key), None) => self.clients.with_key(key.as_bytes()).map(Some).ok_or(UnknownKey),
            (Some(_), Some(_)) => Err(UnknownKey),
        }
    }

    /// Where the client stands behind our own proxies.
    fn behind(&self, seen: Option<IpAddr>, forwarded: &[IpAddr]) -> Behind {
        let Proxies { count, networks } = &self.proxies;
        if networks.is_empty() {
            return if *count == 0 { Behind::Itself } else { Behind::Proxies(*count) };
        }
        if !seen.is_some_and(|address| self.proxies.include(address)) {
            return Behind::Itself;
        }
        match forwarded.iter().position(|address| !self.proxies.include(*address)) {
            Some(place) => Behind::Proxies(place + 1),
            None => Behind::Unknown,
        }
    }
}

/// Where a client stands.
#[derive(Clone, Copy)]
enum Behind {
    /// At the other end of the connection.
    Itself,
    /// Behind so many proxies.
    Proxies(usize),
    /// Behind a proxy that does not say.
    Unknown,
}

impl Behind {
    fn address(self, forwarded: &[IpAddr]) -> Option<IpAddr> {
        match self {
            Behind::Proxies(count) => forwarded.get(count.checked_sub(1)?).copied(),
            Behind::Itself | Behind::Unknown => None,
        }
    }
}

/// The addresses that proxies have added, the nearest first, up to what is none.
///
/// Each proxy adds the address that it sees to the end of the list, so the one that the outermost of ours saw stands that far
/// from the end. What stands before it is the word of the client, which could be anything.
fn forwarded(headers: &HeaderMap) -> Vec<IpAddr> {
    let lines: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok()).collect();
    let seen = lines.iter().rev().flat_map(|line| line.rsplit(','));
    seen.map_while(|address| address_of(address.trim())).take(FORWARDED_MAX).collect()
}

/// An address as proxies write it: alone, in brackets, or with the port that some add.
fn address_of(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// Addresses with the same first bits, such as `10.0.0.0/8`; one address alone without the stroke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u8>().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let whole = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(whole);
        (bits <= whole).then_some(Self { address, bits })
    }

    pub fn contains(&self, address: IpAddr) -> bool {
        let same = |one: u128, other: u128, whole: u32| {
            (one ^ other).checked_shr(whole - u32::from(self.bits)).unwrap_or(0) == 0
        };
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => same(u128::from(own.to_bits()), u128::from(other.to_bits()), 32),
            (IpAddr::V6(own), IpAddr::V6(other)) => same(own.to_bits(), other.to_bits(), 128),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.address, self.bits)
    }
}

impl Serialize for Network {
    fn serialize<S: serde::Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        output.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        let message = || format!("`{text}` is neither an address nor a network such as 10.0.0.0/8");
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(message()))
    }
}
