//! TLS with certificates made here.

use rcgen::CertifiedKey;
use regie::config::TlsConfig;
use regie::server::connection::Limits;
use regie::server::router::{Edge, router};
use regie::server::tls::Tls;
use std::path::Path;
use std::sync::Arc;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};

use super::shell::{Http2, SHORT, Shell, limits, rest, status};
use crate::cli::Desk;
use crate::harness::TestApp;
use crate::harness::process::{Served, eventually};

const GET: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

/// A certificate and its key in a folder.
pub fn write(folder: &Path) -> (TlsConfig, CertificateDer<'static>) {
    let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let files = TlsConfig { certificate: folder.join("certificate.pem"), key: folder.join("key.pem") };
    std::fs::write(&files.key, signing_key.serialize_pem()).unwrap();
    std::fs::write(&files.certificate, cert.pem()).unwrap();
    (files, cert.der().clone())
}

/// Connects as one who trusts this certificate only.
pub async fn connect(
    stream: TcpStream,
    trusted: &CertificateDer<'static>,
    protocol: &str,
    versions: &[&'static SupportedProtocolVersion],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let mut config =
        builder.with_protocol_versions(versions).unwrap().with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    TlsConnector::from(Arc::new(config)).connect("localhost".try_into().unwrap(), stream).await
}

#[tokio::test]
async fn both_protocols_are_spoken_over_both_versions_of_tls() {
    let (app, folder) = (TestApp::new().await, tempfile::tempdir().unwrap());
    let (files, certificate) = write(folder.path());
    let tls = Arc::new(Tls::load(files).unwrap());
    let shell = Shell::around(router(app.app.clone(), Edge::default()), limits(), Some(tls)).await;
    for version in [&TLS12, &TLS13] {
        let stream = connect(shell.connect().await, &certificate, "h2", &[version]).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let answer = Http2::on(stream).await.post(r#"{"query":"{ viewer { roles } }"}"#).await.unwrap();
        assert_eq!(answer.status(), 200);
        let mut stream = connect(shell.connect().await, &certificate, "http/1.1", &[version]).await.unwrap();
        stream.write_all(GET).await.unwrap();
        assert_eq!(status(&rest(&mut stream).await), 200);
    }
}

#[tokio::test]
async fn a_client_that_does_not_finish_its_handshake_is_hung_up_on() {
    let (app, folder) = (TestApp::new().await, tempfile::tempdir().unwrap());
    let tls = Arc::new(Tls::load(write(folder.path()).0).unwrap());
    let limits = Limits { handshake_timeout: SHORT, ..limits() };
    let shell = Shell::around(router(app.app.clone(), Edge::default()), limits, Some(tls)).await;
    for begun in [&b""[..], b"\x16\x03\x01\x02\0\x01"] {
        assert_eq!(shell.say(begun).await, "");
    }
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_in_and_one_that_is_not_good_is_not() {
    let (app, folder) = (TestApp::new().await, tempfile::tempdir().unwrap());
    let (files, old) = write(folder.path());
    let tls = Arc::new(Tls::load(files.clone()).unwrap());
    let shell = Shell::around(router(app.app.clone(), Edge::default()), limits(), Some(Arc::clone(&tls))).await;
    let served = async |trusted: &CertificateDer<'static>| {
        connect(shell.connect().await, trusted, "http/1.1", &[&TLS13]).await.is_ok()
    };
    assert!(served(&old).await);
    assert_eq!(tls.reload(), Ok(false), "nothing has changed");
    let (_, new) = write(folder.path());
    assert_eq!(tls.reload(), Ok(true));
    assert!(served(&new).await && !served(&old).await);
    std::fs::write(&files.key, "no key").unwrap();
    assert!(tls.reload().unwrap_err().contains("key.pem"));
    assert!(served(&new).await);
}

#[test]
fn files_that_are_not_good_are_told_by_name_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |files: TlsConfig| Tls::load(files).err().expect("this must be refused");
    let (files, _) = write(folder.path());
    let missing = TlsConfig { key: folder.path().join("missing.pem"), ..files.clone() };
    assert!(refused(missing).starts_with(&format!("cannot read {}/missing.pem: ", folder.path().display())));
    let swapped = TlsConfig { certificate: files.key.clone(), key: files.certificate.clone() };
    assert!(refused(swapped).contains("key.pem: it holds no certificate in PEM form"));
    // The key of another certificate.
    let other = tempfile::tempdir().unwrap();
    let mixed = TlsConfig { key: write(other.path()).0.key, ..files };
    let refused = refused(mixed);
    assert!(refused.contains("certificate.pem and ") && refused.contains("key"), "{refused}");
}

#[tokio::test]
async fn the_program_serves_https_and_takes_a_new_certificate_in_on_sighup() {
    let desk = Desk::seeded().await;
    let (files, _) = write(&desk.folder());
    let TlsConfig { certificate, key } = &files;
    let text = format!("[server.tls]\ncertificate = {certificate:?}\nkey = {key:?}\n");
    std::fs::write(desk.folder().join("regie.toml"), text).unwrap();
    let server = Served::start(&desk.folder(), desk.arguments(&["serve"]));
    assert_eq!(server.lines.last().unwrap(), &format!("Regie answers at https://{}/graphql", server.address));
    let (_, new) = write(&desk.folder());
    server.signal("HUP");
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        eventually("the new certificate is shown", || {
            runtime.block_on(async {
                let stream = TcpStream::connect(server.address).await.unwrap();
                connect(stream, &new, "http/1.1", &[&TLS13]).await.is_ok()
            })
        });
        server.terminate();
        assert_eq!(server.end().0, Some(0));
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_certificate_that_cannot_be_read_is_told_before_anything_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let text = "[server.tls]\ncertificate = \"missing.pem\"\nkey = \"missing.pem\"\n";
    std::fs::write(folder.path().join("regie.toml"), text).unwrap();
    let said = crate::harness::process::run(folder.path(), ["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(said.code, 2);
    assert!(said.err.starts_with("error: cannot read missing.pem: "), "{said:?}");
    assert!(!folder.path().join("data/regie.db").exists());
}
