//! The real program as a child process, and a small HTTP client that speaks to it over TCP.

use serde_json::{Value, json};
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::Duration;

/// How often a state is asked for before a test gives up, with a pause of a twentieth of a second.
const TRIES: u32 = 400;
/// How long a client waits for an answer. The server itself gives up earlier.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program in a folder of its own, without the settings of whoever runs the tests.
pub fn regie(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_regie"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("REGIE_")) {
        command.env_remove(name);
    }
    command.current_dir(folder).env("RUST_BACKTRACE", "0").stdin(Stdio::null());
    command
}

/// What a finished program said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    pub fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Standard output as one JSON value.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("one JSON value was expected: {self:?}"))
    }
}

/// Runs the program to its end.
pub fn run(folder: &Path, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Said {
    Said::of(&regie(folder).args(arguments).output().unwrap())
}

/// A server that runs until it is told to stop, killed on drop.
pub struct Served {
    child: Child,
    out: BufReader<ChildStdout>,
    pub address: SocketAddr,
    /// What it printed before it answered.
    pub lines: Vec<String>,
}

impl Served {
    /// Starts it on a free port and waits for the line with the address.
    pub fn start(folder: &Path, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        let log = std::fs::File::create(folder.join("stderr.log")).unwrap();
        let mut command = regie(folder);
        command.args(arguments).args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut lines = Vec::new();
        let address = loop {
            let mut line = String::new();
            if out.read_line(&mut line).unwrap() == 0 {
                let log = std::fs::read_to_string(folder.join("stderr.log")).unwrap();
                panic!("it ended with {:?} after {lines:?}: {log}", child.wait());
            }
            lines.push(line.trim_end().to_owned());
            let host = line.split_once("http://").or(line.split_once("https://")).map(|(_, rest)| rest);
            let host = host.map(|rest| rest.split(['/', ' ', '"', '\n']).next().unwrap_or_default());
            if let Some(Ok(address)) = host.map(str::parse) {
                break address;
            }
        };
        Self { child, out, address, lines }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        self.signal("TERM");
    }

    /// Sends a signal, named without `SIG`.
    pub fn signal(&self, name: &str) {
        // The shell has `kill` built in; a machine without procps has no such program.
        let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", self.id())]).status().unwrap();
        assert!(sent.success());
    }

    /// Sends SIGKILL, and waits until nothing is left of it.
    pub fn kill(self) {
        drop(self);
    }

    /// Waits for its end, and gives the exit code with the rest of what it printed.
    pub fn end(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }

    pub fn get(&self, path: &str) -> (u16, String) {
        exchange(self.address, &format!("GET {path} HTTP/1.1\r\nhost: regie\r\nconnection: close\r\n\r\n"))
    }

    /// Sends a document, as the holder of a token if there is one, and gives status and body.
    pub fn graphql(&self, token: Option<&str>, document: &str, variables: Value) -> (u16, Value) {
        let (status, body) = exchange(self.address, &post(token, &[], document, variables));
        let body = serde_json::from_str(&body).unwrap_or_else(|_| panic!("an answer is JSON: {status} {body}"));
        (status, body)
    }

    /// Signs in and gives the token.
    pub fn sign_in(&self, email: &str, password: &str) -> String {
        let document =
            "mutation($input: SessionCreateInput!) { sessionCreate(input: $input) { token userErrors { code } } }";
        let (_, body) = self.graphql(None, document, json!({ "input": { "email": email, "password": password } }));
        let token = body["data"]["sessionCreate"]["token"].as_str();
        token.unwrap_or_else(|| panic!("nobody was signed in: {body}")).to_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request with a document, that ends its connection.
pub fn post(token: Option<&str>, headers: &[(&str, &str)], document: &str, variables: Value) -> String {
    let body = json!({ "query": document, "variables": variables }).to_string();
    let token = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!(
        "POST /graphql HTTP/1.1\r\nhost: regie\r\nconnection: close\r\ncontent-type: application/json\r\n{token}{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Sends a request that ends its connection, and gives status and body.
pub fn exchange(address: SocketAddr, request: &str) -> (u16, String) {
    try_exchange(address, request).unwrap()
}

/// The same for a server that may go away: an answer is whole, or an error.
pub fn try_exchange(address: SocketAddr, request: &str) -> std::io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let cut = || std::io::Error::new(ErrorKind::UnexpectedEof, format!("no whole answer: {answer:?}"));
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(cut)?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    if length.is_some_and(|length| length.parse() != Ok(body.len())) {
        return Err(cut());
    }
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Ok((status, body.to_owned()))
}

/// Asks until the answer is yes; panics after twenty seconds.
pub fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..TRIES {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("never: {what}");
}
