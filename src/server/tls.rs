//! TLS: certificate and key from files, taken in again when they change.

use arc_swap::ArcSwap;
use sha2::{Digest as _, Sha256};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::signal::unix::{SignalKind, signal};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_util::sync::CancellationToken;

use crate::config::TlsConfig;

/// How often the files are looked at. They are read, not watched: what renews a certificate may replace the folder.
pub const LOOK_EVERY: Duration = Duration::from_secs(10);

/// What both files held.
type Print = [u8; 32];

/// The TLS of a server.
pub struct Tls {
    files: TlsConfig,
    current: ArcSwap<ServerConfig>,
    /// Of what was read last, good or not: the same mistake is told once.
    seen: Mutex<Print>,
}

impl Tls {
    /// Reads the files; an error names the file and the reason.
    pub fn load(files: TlsConfig) -> Result<Self, String> {
        let (print, config) = (print(&files)?, read(&files)?);
        Ok(Self { files, current: ArcSwap::from_pointee(config), seen: Mutex::new(print) })
    }

    pub async fn accept(&self, stream: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
        TlsAcceptor::from(self.current.load_full()).accept(stream).await
    }

    /// Takes changed files in. Gives whether they are in force; files that are not good leave the old ones in force.
    pub fn reload(&self) -> Result<bool, String> {
        let print = print(&self.files)?;
        if std::mem::replace(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner), print) == print {
            return Ok(false);
        }
        self.current.store(Arc::new(read(&self.files)?));
        Ok(true)
    }

    /// Follows the files until `stop`: every `every`, and when SIGHUP says so.
    pub async fn follow(self: Arc<Self>, every: Duration, stop: CancellationToken) {
        let Ok(mut hangup) = signal(SignalKind::hangup()) else { return };
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = hangup.recv() => {}
                () = tokio::time::sleep(every) => {}
            }
            match self.reload() {
                Ok(true) => {
                    tracing::info!(certificate = %self.files.certificate.display(), "the certificate is renewed")
                }
                Ok(false) => {}
                Err(error) => tracing::error!(error, "the new certificate is not good: the old one stays"),
            }
        }
    }
}

fn print(files: &TlsConfig) -> Result<Print, String> {
    let TlsConfig { certificate, key } = files;
    let mut hash = Sha256::new();
    for file in [certificate, key] {
        hash.update(Sha256::digest(std::fs::read(file).map_err(|error| trouble(file, &error))?));
    }
    Ok(hash.finalize().into())
}

fn read(files: &TlsConfig) -> Result<ServerConfig, String> {
    let TlsConfig { certificate, key } = files;
    let chain = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = chain.map_err(|error| trouble(certificate, &error))?;
    if chain.is_empty() {
        return Err(trouble(certificate, &"it holds no certificate in PEM form"));
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| trouble(key, &error))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS cannot be set up: {error}"))?
        .with_no_client_auth()
        .with_single_cert(chain, private);
    let mut config = config.map_err(|error| format!("{} and {}: {error}", certificate.display(), key.display()))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn trouble(file: &Path, error: &dyn std::fmt::Display) -> String {
    format!("cannot read {}: {error}", file.display())
}
