//! A wire between the product and PostgreSQL that breaks at a commit when it is told to.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use url::Url;

/// The message that asks for a commit.
const COMMIT: &[u8] = b"Q\0\0\0\x0bCOMMIT\0";

/// Where the wire breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// The database never hears of the commit.
    Before,
    /// The database has done it, and its answer is lost.
    After,
}

/// Gone with the runtime of its test.
pub struct Wire {
    url: String,
    next: Arc<Mutex<Option<Break>>>,
}

trait Line: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Line for T {}

impl Wire {
    /// To the database of this URL.
    pub async fn to(database: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = through(database, listener.local_addr().unwrap());
        let (database, next) = (Url::parse(database).unwrap(), Arc::new(Mutex::new(None)));
        let breaks = Arc::clone(&next);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = connect(&database).await;
                tokio::spawn(carry(client, server, Arc::clone(&breaks)));
            }
        });
        Self { url, next }
    }

    /// The database at the other end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Breaks the connection that commits next.
    pub fn break_next(&self, at: Break) {
        *self.next.lock().unwrap() = Some(at);
    }

    /// Whether it has done so.
    pub fn has_broken(&self) -> bool {
        self.next.lock().unwrap().is_none()
    }
}

/// The URL with another address. What goes through is read, so it must not be encrypted.
fn through(database: &str, address: SocketAddr) -> String {
    let mut url = Url::parse(database).unwrap();
    url.set_host(Some("127.0.0.1")).unwrap();
    url.set_port(Some(address.port())).unwrap();
    url.set_query(Some("sslmode=disable"));
    url.to_string()
}

async fn connect(database: &Url) -> Box<dyn Line> {
    let port = database.port().unwrap_or(5432);
    let folder = database.query_pairs().find(|(name, value)| name == "host" && value.starts_with('/'));
    match folder {
        Some((_, folder)) => Box::new(UnixStream::connect(format!("{folder}/.s.PGSQL.{port}")).await.unwrap()),
        None => Box::new(TcpStream::connect((database.host_str().unwrap(), port)).await.unwrap()),
    }
}

/// Carries what comes from either end to the other, until one of them ends or the wire breaks.
async fn carry(mut client: TcpStream, mut server: Box<dyn Line>, next: Arc<Mutex<Option<Break>>>) {
    let (mut up, mut down) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let mut broken = false;
    loop {
        let carried = tokio::select! {
            read = client.read(&mut up) => match read {
                Ok(0) | Err(_) => return,
                Ok(length) => {
                    let commits = up[..length].windows(COMMIT.len()).any(|message| message == COMMIT);
                    match commits.then(|| next.lock().unwrap().take()).flatten() {
                        Some(Break::Before) => return,
                        Some(Break::After) => broken = true,
                        None => {}
                    }
                    server.write_all(&up[..length]).await
                }
            },
            read = server.read(&mut down) => match read {
                Ok(0) | Err(_) => return,
                Ok(_) if broken => return,
                Ok(length) => client.write_all(&down[..length]).await,
            },
        };
        if carried.is_err() {
            return;
        }
    }
}
