//! The task of a socket: carries what happens to the machine, and does what it says.
//!
//! Operations run in this task, at the same time. One that has an answer is not asked for the next before the answer is sent, so
//! that a client which reads slowly holds one answer of each of its operations in memory, and nothing else. Queries go on while a
//! client does not read, because they hold connections of the database that others wait for.

use futures::future::{AbortHandle, Abortable, Aborted, BoxFuture, FutureExt as _};
use futures::stream::{FuturesUnordered, StreamExt as _};
use serde_json::Value;
use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::Message;

use crate::engine::pass::Pass;
use crate::kernel::actor::Actor;
use crate::kernel::fault::Fault;
use crate::server::graphql::CLIENT_NAMES;
use crate::server::websocket::message::{Close, Id, Payload};
use crate::server::websocket::operation::{Answers, Guest, Step};
use crate::server::websocket::protocol::{Action, Event, Machine};
use crate::server::websocket::wire::{Arrival, Wire};
use crate::server::websocket::{Host, Visit};

/// Where the payload of `connection_init` has what a header would have.
const CREDENTIALS: [&str; 2] = ["authorization", "Authorization"];
const TOKEN: &str = "token";
/// Longer than any socket lives: nothing is due.
const NEVER: std::time::Duration = std::time::Duration::from_secs(365 * 24 * 3600);

/// Serves a socket to its end.
pub async fn run<T: AsyncRead + AsyncWrite + Unpin>(host: Host, visit: Visit, wire: Wire<T>) {
    let limit = host.options.times.close;
    let mut socket = Socket::new(host, visit, wire);
    let end = loop {
        let happened = socket.next().await;
        if let Some(end) = socket.take(happened) {
            break end;
        }
    };
    // Nothing runs, and no seat is taken, while the client hears of it.
    let wire = socket.leave();
    match end {
        End::Close(close) => wire.close(&close, limit).await,
        End::Gone => wire.finish(limit).await,
        End::Drop => {}
    }
}

/// How a socket ends.
enum End {
    Close(Close),
    /// The client has closed it.
    Gone,
    /// Nobody is there.
    Drop,
}

enum Happened {
    Shutdown,
    SessionOver,
    Due,
    Arrived(Arrival),
    Admitted(Result<Box<Guest>, Close>),
    Stepped(Result<(Id, Step), Aborted>),
}

struct Socket<T> {
    host: Host,
    visit: Option<Visit>,
    wire: Wire<T>,
    machine: Machine,
    opened: Instant,
    shutdown: Option<BoxFuture<'static, ()>>,
    admission: Option<BoxFuture<'static, Result<Guest, Close>>>,
    guest: Option<Arc<Guest>>,
    over: Option<BoxFuture<'static, ()>>,
    running: FuturesUnordered<Abortable<BoxFuture<'static, (Id, Step)>>>,
    operations: HashMap<Id, AbortHandle>,
    /// Subscriptions whose last answer is not sent yet.
    parked: Vec<(Id, Answers)>,
}

impl<T: AsyncRead + AsyncWrite + Unpin> Socket<T> {
    fn new(host: Host, visit: Visit, wire: Wire<T>) -> Self {
        let machine = Machine::new(host.options.rules.clone());
        let shutdown = host.engine.stopping.clone().cancelled_owned().boxed();
        Self {
            host,
            visit: Some(visit),
            wire,
            machine,
            opened: Instant::now(),
            shutdown: Some(shutdown),
            admission: None,
            guest: None,
            over: None,
            running: FuturesUnordered::new(),
            operations: HashMap::new(),
            parked: Vec::new(),
        }
    }

    /// The end first, then the time, then what comes and goes, then the operations: one that always has something to say
    /// cannot keep the socket from anything.
    async fn next(&mut self) -> Happened {
        let alarm = sleep_until(self.due());
        tokio::select! {
            biased;
            () = when(&mut self.shutdown) => {
                self.shutdown = None;
                Happened::Shutdown
            }
            () = when(&mut self.over) => Happened::SessionOver,
            () = alarm => Happened::Due,
            arrival = self.wire.arrival() => Happened::Arrived(arrival),
            admitted = when(&mut self.admission) => {
                self.admission = None;
                Happened::Admitted(admitted.map(Box::new))
            }
            Some(stepped) = self.running.next() => Happened::Stepped(stepped),
        }
    }

    fn due(&self) -> Instant {
        let stalled = self.wire.stalled_since().map(|since| since + self.host.options.times.stall);
        let due = self.opened + self.machine.due().unwrap_or(NEVER);
        stalled.map_or(due, |stalled| stalled.min(due))
    }

    /// Takes what has happened; gives how the socket ends, if it does.
    fn take(&mut self, happened: Happened) -> Option<End> {
        match happened {
            Happened::Shutdown => self.tell(Event::Shutdown),
            Happened::SessionOver => self.tell(Event::SessionOver),
            Happened::Due => {
                let stall = self.host.options.times.stall;
                let stalled = self.wire.stalled_since().is_some_and(|since| since.elapsed() >= stall);
                self.tell(if stalled { Event::Stalled } else { Event::Due })
            }
            Happened::Arrived(arrival) => self.arrived(arrival),
            Happened::Admitted(Err(close)) => self.tell(Event::Rejected(close)),
            Happened::Admitted(Ok(guest)) => {
                let pass = guest.pass.clone();
                let visitor = pass.caller().actor == Actor::Anonymous;
                if !visitor {
                    self.over = Some(Box::pin(async move { pass.over().await }));
                }
                self.guest = Some(Arc::from(guest));
                self.tell(Event::Admitted { visitor })
            }
            Happened::Stepped(Err(Aborted)) => None,
            Happened::Stepped(Ok((id, step))) => self.stepped(id, step),
        }
    }

    fn tell(&mut self, event: Event<'_>) -> Option<End> {
        let actions = self.machine.on(event, self.opened.elapsed());
        actions.into_iter().find_map(|action| self.perform(action))
    }

    fn arrived(&mut self, arrival: Arrival) -> Option<End> {
        match arrival {
            Arrival::Sent => {
                for (id, answers) in std::mem::take(&mut self.parked) {
                    self.follow(id, answers);
                }
                None
            }
            Arrival::Message(Message::Text(text)) => self.tell(Event::Text(&text)),
            Arrival::Message(Message::Binary(_)) => self.tell(Event::Binary),
            Arrival::Message(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => self.tell(Event::Heard),
            Arrival::Message(Message::Close(_)) | Arrival::Gone => Some(End::Gone),
            Arrival::Unreadable(close) => self.tell(Event::Unreadable(close)),
        }
    }

    fn stepped(&mut self, id: Id, step: Step) -> Option<End> {
        match step {
            Step::Answered(answer) => {
                self.operations.remove(&id);
                self.tell(Event::Answered(id, answer))
            }
            Step::Failed(errors) => {
                self.operations.remove(&id);
                self.tell(Event::Failed(id, errors))
            }
            Step::Followed(answers) => {
                let end = self.tell(Event::Followed(Id::clone(&id)));
                if self.operations.contains_key(&id) {
                    self.follow(id, answers);
                }
                end
            }
            Step::Next(answer, answers) => {
                self.parked.push((Id::clone(&id), answers));
                self.tell(Event::Answered(id, answer))
            }
            Step::Ended if self.host.engine.stopping.is_cancelled() => self.tell(Event::Shutdown),
            Step::Ended => self.tell(Event::SessionOver),
        }
    }

    fn perform(&mut self, action: Action) -> Option<End> {
        match action {
            Action::Send(message) => self.wire.send(message.encode()),
            Action::Ping => self.wire.ping(),
            Action::Admit(payload) => {
                let host = self.host.clone();
                self.admission = self.visit.take().map(|visit| admit(host, visit, payload).boxed());
            }
            Action::Start { id, params } => {
                if let Some(guest) = self.guest.clone() {
                    self.start(id, async move { guest.begin(*params).await });
                }
            }
            Action::Stop(id) => {
                self.parked.retain(|(parked, _)| *parked != id);
                if let Some(handle) = self.operations.remove(&id) {
                    handle.abort();
                }
            }
            Action::Close(close) => return Some(End::Close(close)),
            Action::Drop => return Some(End::Drop),
        }
        None
    }

    fn follow(&mut self, id: Id, answers: Answers) {
        if let Some(guest) = self.guest.clone() {
            self.start(id, async move { guest.follow(answers).await });
        }
    }

    fn start(&mut self, id: Id, work: impl Future<Output = Step> + Send + 'static) {
        let (handle, registration) = AbortHandle::new_pair();
        self.operations.insert(Id::clone(&id), handle);
        let work = work.map(move |step| (id, step)).boxed();
        self.running.push(Abortable::new(work, registration));
    }

    fn leave(self) -> Wire<T> {
        self.wire
    }
}

async fn when<F: Future + Unpin>(future: &mut Option<F>) -> F::Output {
    match future {
        Some(future) => future.await,
        None => std::future::pending().await,
    }
}

/// Finds out who is there: by `connection_init`, else by the request that became the socket.
async fn admit(host: Host, visit: Visit, payload: Payload) -> Result<Guest, Close> {
    let Visit { credentials, mut carrier, gate, request_id } = visit;
    let credentials = credentials_in(&payload).or(credentials);
    let admitted = Pass::admit(&host.engine, credentials.as_deref(), &request_id).await;
    let pass = admitted.map_err(|fault| match fault {
        Fault::Unauthenticated => Close::Forbidden,
        other => {
            tracing::error!(error = other.told(), "nobody can be let in");
            Close::Unavailable
        }
    })?;
    let named = CLIENT_NAMES.iter().find_map(|name| payload.get(*name)).and_then(Value::as_str);
    carrier.client = carrier.client.or(named.map(str::to_owned));
    let principal = carrier.principal(&pass.caller());
    let seat = host.engine.seat(&principal.name).map_err(|_| Close::TooManySockets)?;
    let Host { engine, operation_timeout: timeout, .. } = host;
    Ok(Guest { engine, pass, carrier, gate, principal, timeout, _seat: seat })
}

/// As the value of the header `Authorization`. What is no text opens nothing, as in the header.
fn credentials_in(payload: &Payload) -> Option<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let given = |name: &str| payload.get(name).filter(|value| !value.is_null());
    let credentials = CREDENTIALS.iter().find_map(|name| given(name)).map(text);
    credentials.or_else(|| given(TOKEN).map(|token| format!("Bearer {}", text(token))))
}
