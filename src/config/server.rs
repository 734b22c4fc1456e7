//! The section `server`: where it listens, and what it lets others cost.

use axum::http::HeaderValue;
use serde::{Deserialize, Deserializer, Serialize};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::thread::available_parallelism;
use std::time::Duration;

use super::within;
use crate::kernel::queue::Load;
use crate::server::connection::Limits;
use crate::server::peer::{Network, Proxies};
use crate::server::router::BODY_MAX;

/// Origins in `allowed_origins`.
const ORIGINS_MAX: usize = 64;
/// Requests that run for each core. One core works at one request at a time; SQLite is part of that work, and two at once are
/// slower than one after the other; PostgreSQL lets it wait about as long as it works. More at once do not do more, and make
/// some wait much longer than others.
const REQUESTS_PER_CORE: [usize; 2] = [1, 2];
/// Networks in `trusted_proxies`.
const NETWORKS_MAX: usize = 64;
/// The longest wait when none is set, in milliseconds: what people and the proxies in front of them bear.
const WAIT_MILLIS: u64 = 2_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerConfig {
    /// Address and port. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Largest body of a request, in bytes.
    #[serde(deserialize_with = "within::<_, usize, 1_024, 67_108_864>")]
    pub body_max: usize,
    /// GraphiQL on `/`. Without it, on when only this machine can reach the server.
    pub graphiql: Option<bool>,
    /// How long a client may take to send the head of a request.
    #[serde(deserialize_with = "within::<_, u64, 1, 60>")]
    pub head_timeout_secs: u64,
    /// How long a client may take to send a body.
    #[serde(deserialize_with = "within::<_, u64, 1, 600>")]
    pub body_timeout_secs: u64,
    /// A request that takes longer is answered with an error; a mutation goes on.
    #[serde(deserialize_with = "within::<_, u64, 1, 600>")]
    pub request_timeout_secs: u64,
    /// How long a connection without a request is kept.
    #[serde(deserialize_with = "within::<_, u64, 1, 3_600>")]
    pub idle_timeout_secs: u64,
    /// How long a server that was told to stop waits for what is running.
    #[serde(deserialize_with = "within::<_, u64, 0, 600>")]
    pub drain_secs: u64,
    /// Connections at the same time. Beyond, those that are idle make room.
    #[serde(deserialize_with = "within::<_, usize, 1, 65_536>")]
    pub connections_max: usize,
    /// Requests that run at the same time.
    #[serde(deserialize_with = "perhaps_within::<_, usize, 1, 4_096>")]
    pub requests_max: Option<usize>,
    /// Requests that wait, of everybody together.
    #[serde(deserialize_with = "within::<_, usize, 0, 65_536>")]
    pub waiting_max: usize,
    /// The longest wait; less than a request may take.
    #[serde(deserialize_with = "perhaps_within::<_, u64, 0, 60_000>")]
    pub wait_max_millis: Option<u64>,
    /// Whether answers are compressed.
    pub compression: bool,
    /// Origins whose pages may ask.
    #[serde(deserialize_with = "origins")]
    pub allowed_origins: Vec<String>,
    /// Proxies of one's own between the clients and here.
    #[serde(deserialize_with = "within::<_, usize, 0, 8>")]
    pub proxies: usize,
    /// Where they are; instead of their number.
    #[serde(deserialize_with = "networks")]
    pub trusted_proxies: Vec<Network>,
    /// Without it, no TLS.
    pub tls: Option<TlsConfig>,
}

/// Files in PEM form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsConfig {
    /// The certificate, with those between it and the root behind it.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080),
            body_max: BODY_MAX,
            graphiql: None,
            head_timeout_secs: 5,
            body_timeout_secs: 10,
            request_timeout_secs: 10,
            idle_timeout_secs: 75,
            drain_secs: 25,
            connections_max: 4_096,
            requests_max: None,
            waiting_max: 2_048,
            wait_max_millis: None,
            compression: true,
            allowed_origins: Vec::new(),
            proxies: 0,
            trusted_proxies: Vec::new(),
            tls: None,
        }
    }
}

impl ServerConfig {
    pub fn body_timeout(&self) -> Duration {
        Duration::from_secs(self.body_timeout_secs)
    }

    pub fn request_timeout(&self) -> Duration {
        Duration::from_secs(self.request_timeout_secs)
    }

    /// How long a request may wait for its turn: what is set, or less than half of what it may take.
    pub fn wait_max(&self) -> Duration {
        let millis = self.wait_max_millis.unwrap_or(WAIT_MILLIS.min(self.request_timeout_secs * 1_000 / 2));
        Duration::from_millis(millis)
    }

    /// What two settings say against each other.
    pub(super) fn contradiction(&self) -> Option<String> {
        if self.wait_max() >= self.request_timeout() {
            let secs = self.request_timeout_secs;
            return Some(format!("`wait_max_millis` must be less than `request_timeout_secs`, which is {secs}"));
        }
        let twice = self.proxies > 0 && !self.trusted_proxies.is_empty();
        twice.then(|| "`proxies` and `trusted_proxies` say the same in two ways: set one of them".to_owned())
    }

    pub fn drain(&self) -> Duration {
        Duration::from_secs(self.drain_secs)
    }

    /// What connections may cost.
    pub fn limits(&self) -> Limits {
        Limits {
            connections_max: self.connections_max,
            head_timeout: Duration::from_secs(self.head_timeout_secs),
            handshake_timeout: Duration::from_secs(self.head_timeout_secs),
            idle_timeout: Duration::from_secs(self.idle_timeout_secs),
            ..Limits::default()
        }
    }

    pub fn proxies(&self) -> Proxies {
        Proxies { count: self.proxies, networks: self.trusted_proxies.clone().into() }
    }

    /// The origins as a browser sends them.
    pub fn origins(&self) -> Vec<HeaderValue> {
        self.allowed_origins.iter().filter_map(|origin| HeaderValue::try_from(origin).ok()).collect()
    }

    /// `http` or `https`.
    pub fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }

    pub(super) fn load(&self, readers: u32, writers: u32, sqlite: bool) -> Load {
        let cores = available_parallelism().map_or(1, usize::from);
        let [embedded, remote] = REQUESTS_PER_CORE;
        let pool = usize::try_from(readers + writers).unwrap_or(usize::MAX);
        let able = cores * if sqlite { embedded } else { remote };
        let requests_max = self.requests_max.unwrap_or(able.min(pool));
        Load {
            requests_max,
            slow_max: requests_max.min(pool.saturating_sub(requests_max)),
            waiting_max: self.waiting_max,
            wait_max: self.wait_max(),
        }
    }
}

fn perhaps_within<'de, D, T, const MIN: u64, const MAX: u64>(input: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<u64>,
{
    within::<D, T, MIN, MAX>(input).map(Some)
}

fn networks<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Network>, D::Error> {
    let networks = Vec::deserialize(input)?;
    if networks.len() > NETWORKS_MAX {
        return Err(serde::de::Error::custom(format!("these are more than {NETWORKS_MAX} networks")));
    }
    Ok(networks)
}

/// Origins exactly as a browser writes them: `https://admin.example.com`, with the port if it is not the usual one.
fn origins<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<String>, D::Error> {
    let refuse = serde::de::Error::custom;
    let origins = Vec::<String>::deserialize(input)?;
    if origins.len() > ORIGINS_MAX {
        return Err(refuse(format!("these are more than {ORIGINS_MAX} origins")));
    }
    for origin in &origins {
        let parsed = url::Url::parse(origin).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        if parsed.is_none_or(|url| url.origin().ascii_serialization() != *origin) {
            return Err(refuse(format!("`{origin}` is not an origin such as https://admin.example.com")));
        }
    }
    Ok(origins)
}
