//! Where a request comes from: whose word counts.

use axum::http::{Extensions, HeaderMap};
use regie::engine::clients::{Client, Clients};
use regie::server::peer::{CLIENT_KEY, Network, Peer, Proxies, Server, Trust};
use sha2::{Digest as _, Sha256};
use std::net::IpAddr;

fn trust(proxies: usize, networks: &[&str]) -> Trust {
    let networks = networks.iter().map(|network| Network::parse(network).unwrap()).collect();
    let shop = Client {
        name: "shop".to_owned(),
        key_sha256: Some(data_encoding::HEXLOWER.encode(&Sha256::digest(b"a key of the shop"))),
        budget_max: 1_000_000,
        budget_restore: 1_000,
        weight: 4,
    };
    Trust { proxies: Proxies { count: proxies, networks }, clients: Clients::new(&[shop]) }
}

/// The address that counts, and whether it is the server that asks for itself.
fn seen(trust: &Trust, from: &str, forwarded: &[&str], key: Option<&str>) -> (String, bool) {
    let (mut headers, mut extensions) = (HeaderMap::new(), Extensions::new());
    for line in forwarded {
        headers.append("x-forwarded-for", line.parse().unwrap());
    }
    if let Some(key) = key {
        headers.insert(CLIENT_KEY, key.parse().unwrap());
    }
    extensions.insert(Peer(from.parse().unwrap()));
    trust.identify(&headers, &mut extensions);
    let Peer(address) = extensions.get().unwrap();
    (address.to_string(), extensions.get::<Server>().is_some())
}

fn address(trust: &Trust, from: &str, forwarded: &[&str]) -> String {
    seen(trust, from, forwarded, None).0
}

#[test]
fn the_header_counts_as_far_as_our_own_proxies_reach() {
    let lines = ["9.9.9.9, 1.1.1.1", "2.2.2.2"];
    assert_eq!(address(&trust(0, &[]), "10.0.0.1", &lines), "10.0.0.1");
    assert_eq!(address(&trust(1, &[]), "10.0.0.1", &lines), "2.2.2.2");
    assert_eq!(address(&trust(2, &[]), "10.0.0.1", &lines), "1.1.1.1");
    assert_eq!(address(&trust(4, &[]), "10.0.0.1", &lines), "10.0.0.1", "there are not so many");
    assert_eq!(address(&trust(2, &[]), "10.0.0.1", &["1.1.1.1, nonsense, 2.2.2.2"]), "10.0.0.1");
}

#[test]
fn an_address_may_come_with_a_port_or_in_brackets() {
    for (written, meant) in [
        ("1.1.1.1:4711", "1.1.1.1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
    ] {
        assert_eq!(address(&trust(1, &[]), "10.0.0.1", &[written]), meant);
    }
    for none in ["unknown", "1.1.1.1:", "[1.1.1.1", ":80", "1.1.1.1:99999"] {
        assert_eq!(address(&trust(1, &[]), "10.0.0.1", &[none]), "10.0.0.1", "{none}");
    }
}

#[test]
fn when_it_is_known_where_proxies_are_nobody_else_is_believed() {
    let trust = trust(0, &["10.0.0.0/8", "fd00::/8", "192.0.2.7"]);
    assert_eq!(address(&trust, "10.1.2.3", &["9.9.9.9, 1.1.1.1"]), "1.1.1.1");
    assert_eq!(address(&trust, "10.1.2.3", &["9.9.9.9, 1.1.1.1, 192.0.2.7"]), "1.1.1.1");
    assert_eq!(address(&trust, "::ffff:10.1.2.3", &["1.1.1.1"]), "1.1.1.1");
    assert_eq!(address(&trust, "fd00::1", &["2001:db8::5"]), "2001:db8::5");
    assert_eq!(address(&trust, "11.1.2.3", &["1.1.1.1"]), "11.1.2.3");
    assert_eq!(address(&trust, "192.0.2.8", &["1.1.1.1"]), "192.0.2.8");
    assert_eq!(address(&trust, "10.1.2.3", &["10.9.9.9"]), "10.1.2.3", "nobody but proxies");
}

#[test]
fn a_server_with_a_key_is_believed_when_it_names_its_visitor_and_asks_for_itself_otherwise() {
    let (key, open) = (Some("a key of the shop"), trust(0, &[]));
    let one = |address: &str, server: bool| (address.to_owned(), server);
    assert_eq!(seen(&open, "5.5.5.5", &["9.9.9.9, 1.1.1.1"], key), one("1.1.1.1", false));
    assert_eq!(seen(&open, "5.5.5.5", &[], key), one("5.5.5.5", true));
    assert_eq!(seen(&open, "5.5.5.5", &["1.1.1.1"], Some("another key")), one("5.5.5.5", false));
    assert_eq!(seen(&open, "5.5.5.5", &["1.1.1.1"], None), one("5.5.5.5", false));
    // Behind a proxy of ours, which adds the address of the server.
    let behind = trust(1, &[]);
    assert_eq!(seen(&behind, "10.0.0.1", &["1.1.1.1, 5.5.5.5"], key), one("1.1.1.1", false));
    assert_eq!(seen(&behind, "10.0.0.1", &["5.5.5.5"], key), one("5.5.5.5", true));
    let known = trust(0, &["10.0.0.0/8"]);
    assert_eq!(seen(&known, "10.0.0.1", &["1.1.1.1, 5.5.5.5"], key), one("1.1.1.1", false));
    assert_eq!(seen(&known, "10.0.0.1", &["5.5.5.5"], key), one("5.5.5.5", true));
}

#[test]
fn a_network_is_the_addresses_with_its_first_bits() {
    let contains =
        |network: &str, address: &str| Network::parse(network).unwrap().contains(address.parse::<IpAddr>().unwrap());
    assert!(contains("0.0.0.0/0", "255.1.2.3") && !contains("0.0.0.0/0", "::1"));
    assert!(contains("192.168.4.0/22", "192.168.7.255") && !contains("192.168.4.0/22", "192.168.8.0"));
    assert!(contains("2001:db8::/33", "2001:db8:7fff::1") && !contains("2001:db8::/33", "2001:db8:8000::1"));
    assert!(contains("::1/128", "::1") && contains("::/0", "::2"));
    for bad in ["", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/", "10.0.0.0/-1", "host"] {
        assert_eq!(Network::parse(bad), None, "{bad}");
    }
}
