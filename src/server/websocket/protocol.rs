//! `graphql-transport-ws` as a machine: events go in, actions come out. It knows no socket and no clock; `now` is the time since
//! the socket was opened.
//!
//! <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>
//!
//! ```text
//! Waiting --connection_init--> Admitting --Admitted--> Open --Shutdown--> Ending --> Closed
//! ```
//!
//! What the sub-protocol leaves open:
//! - A subscription is never completed by the server: clients take `complete` for the end of the matter. It ends with `error`, or
//!   with the socket, and then they ask again.
//! - A server that stops lets queries and mutations finish; then it closes. What is asked meanwhile is not begun, so that the client
//!   asks the next server.
//! - Too many operations, or too many in a short time, are refused with `error`; the socket stays. Far too many messages close it.

use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;

use crate::engine::params::Params;
use crate::server::websocket::message::{Close, Id, Incoming, Outgoing, Payload};
use crate::server::websocket::meter::Meter;

/// Operations that are asked for at once, and each second in the long run.
pub const SUBSCRIBE_BURST: u32 = 500;
pub const SUBSCRIBE_RATE: u32 = 100;
/// Messages and control frames of any kind, likewise.
pub const MESSAGE_BURST: u32 = 2_000;
pub const MESSAGE_RATE: u32 = 400;
/// Silence, in periods of pings, after which nobody is believed to be there.
const SILENT_PERIODS: u32 = 2;

/// What the machine goes by.
#[derive(Clone, Debug)]
pub struct Rules {
    /// How long a client may take to send `connection_init`.
    pub init_timeout: Duration,
    /// How often the client is asked whether it is there.
    pub ping_every: Duration,
    /// How long the socket of a visitor is kept without an operation.
    pub visitor_idle: Duration,
    /// Operations that run at the same time.
    pub operations_max: usize,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            init_timeout: Duration::from_secs(3),
            ping_every: Duration::from_secs(30),
            visitor_idle: Duration::from_secs(300),
            operations_max: 50,
        }
    }
}

/// What happens.
#[derive(Clone, Debug)]
pub enum Event<'a> {
    /// A message came.
    Text(&'a str),
    Binary,
    /// A ping or pong of RFC 6455 came.
    Heard,
    /// What came cannot be read.
    Unreadable(Close),
    /// The client is let in, with a session or as a visitor.
    Admitted {
        visitor: bool,
    },
    /// It is not.
    Rejected(Close),
    /// An operation is a subscription, and is open.
    Followed(Id),
    /// An answer, as JSON: the only one, unless the operation is a subscription.
    Answered(Id, String),
    /// Errors, as JSON, with which an operation ends.
    Failed(Id, String),
    /// The client is not let in any more.
    SessionOver,
    /// The client does not read.
    Stalled,
    /// The server begins to stop.
    Shutdown,
    /// The time is there that [`Machine::due`] told.
    Due,
}

/// What to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Send(Outgoing),
    /// Send a ping of RFC 6455.
    Ping,
    /// Find out who this is.
    Admit(Payload),
    Start {
        id: Id,
        params: Box<Params>,
    },
    /// Forget an operation; nothing of it is sent any more.
    Stop(Id),
    /// The last action, with the next.
    Close(Close),
    /// Nobody is there to hear why.
    Drop,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Waiting,
    Admitting,
    Open { visitor: bool },
    Ending,
    Closed,
}

/// An operation that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Running {
    /// A query, a mutation, or what has not shown yet to be a subscription.
    Single,
    Subscription,
}

/// The state of a socket.
#[derive(Debug)]
pub struct Machine {
    rules: Rules,
    phase: Phase,
    operations: HashMap<Id, Running>,
    subscribes: Meter,
    messages: Meter,
    heard_at: Duration,
    pinged_at: Duration,
    /// Since when no operation runs.
    idle_since: Duration,
}

impl Machine {
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            phase: Phase::Waiting,
            operations: HashMap::new(),
            subscribes: Meter::new(SUBSCRIBE_BURST, SUBSCRIBE_RATE),
            messages: Meter::new(MESSAGE_BURST, MESSAGE_RATE),
            heard_at: Duration::ZERO,
            pinged_at: Duration::ZERO,
            idle_since: Duration::ZERO,
        }
    }

    /// When [`Event::Due`] is to come.
    pub fn due(&self) -> Option<Duration> {
        let ping = self.pinged_at + self.rules.ping_every;
        match self.phase {
            Phase::Waiting => Some(ping.min(self.rules.init_timeout)),
            Phase::Open { visitor: true } if self.operations.is_empty() => {
                Some(ping.min(self.idle_since + self.rules.visitor_idle))
            }
            Phase::Admitting | Phase::Open { .. } | Phase::Ending => Some(ping),
            Phase::Closed => None,
        }
    }

    /// Takes an event. After [`Action::Close`] and [`Action::Drop`] nothing comes any more.
    pub fn on(&mut self, event: Event<'_>, now: Duration) -> Vec<Action> {
        let mut actions = Vec::new();
        if self.phase == Phase::Closed {
            return actions;
        }
        if let Err(close) = self.step(event, now, &mut actions) {
            self.phase = Phase::Closed;
            self.operations.clear();
            actions.push(Action::Close(close));
        }
        actions
    }

    fn step(&mut self, event: Event<'_>, now: Duration, actions: &mut Vec<Action>) -> Result<(), Close> {
        if matches!(event, Event::Text(_) | Event::Binary | Event::Heard) {
            self.heard_at = now;
            if !self.messages.take(now) {
                return Err(Close::Flood);
            }
        }
        match event {
            Event::Text(text) => {
                let message = Incoming::parse(text).map_err(Close::Invalid)?;
                return self.received(message, now, actions);
            }
            Event::Binary => return Err(Close::Invalid("A message is a text.".to_owned())),
            Event::Heard => {}
            Event::Unreadable(close) | Event::Rejected(close) => return Err(close),
            Event::Admitted { visitor } => self.admitted(visitor, now, actions),
            Event::Followed(id) => return self.followed(id, actions),
            Event::Answered(id, answer) => return self.answered(id, answer, now, actions),
            Event::Failed(id, errors) => {
                if self.finish(&id, now) {
                    actions.push(Action::Send(Outgoing::Error(id, errors)));
                }
                return self.may_end();
            }
            Event::SessionOver => return Err(Close::Forbidden),
            Event::Stalled => return Err(Close::Stalled),
            Event::Shutdown => return self.shut_down(actions),
            Event::Due => return self.at(now, actions),
        }
        Ok(())
    }

    fn received(&mut self, message: Incoming, now: Duration, actions: &mut Vec<Action>) -> Result<(), Close> {
        match message {
            Incoming::Init(payload) => {
                if self.phase != Phase::Waiting {
                    return Err(Close::TooManyInits);
                }
                self.phase = Phase::Admitting;
                actions.push(Action::Admit(payload));
            }
            Incoming::Ping(payload) => actions.push(Action::Send(Outgoing::Pong(payload))),
            Incoming::Pong => {}
            Incoming::Subscribe { id, params } => return self.subscribe(id, params, now, actions),
            Incoming::Complete { id } => {
                // The end of an operation and the wish to end it may cross on their way.
                if self.finish(&id, now) {
                    actions.push(Action::Stop(id));
                }
                return self.may_end();
            }
        }
        Ok(())
    }

    fn admitted(&mut self, visitor: bool, now: Duration, actions: &mut Vec<Action>) {
        if self.phase == Phase::Admitting {
            self.phase = Phase::Open { visitor };
            self.idle_since = now;
            actions.push(Action::Send(Outgoing::Ack));
        }
    }

    fn subscribe(
        &mut self,
        id: Id,
        params: Box<Params>,
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Close> {
        if matches!(self.phase, Phase::Waiting | Phase::Admitting) {
            return Err(Close::Unauthorized);
        }
        if self.operations.contains_key(&id) {
            return Err(Close::Duplicate(id));
        }
        if self.phase == Phase::Ending {
            return Ok(());
        }
        let action = if !self.subscribes.take(now) {
            let message = "Too many operations in a short time. Try again in a moment.";
            refuse(id, json!({ "code": "THROTTLED", "retryAfterSecs": 1 }), message)
        } else if self.operations.len() >= self.rules.operations_max {
            let message = "Too many operations run on this socket. End one first.";
            refuse(id, json!({ "code": "TOO_MANY_OPERATIONS" }), message)
        } else {
            self.operations.insert(Id::clone(&id), Running::Single);
            Action::Start { id, params }
        };
        actions.push(action);
        Ok(())
    }

    fn followed(&mut self, id: Id, actions: &mut Vec<Action>) -> Result<(), Close> {
        if self.phase == Phase::Ending {
            if self.operations.remove(&id).is_some() {
                actions.push(Action::Stop(id));
            }
            return self.may_end();
        }
        if let Some(running) = self.operations.get_mut(&id) {
            *running = Running::Subscription;
        }
        Ok(())
    }

    fn answered(&mut self, id: Id, answer: String, now: Duration, actions: &mut Vec<Action>) -> Result<(), Close> {
        let Some(running) = self.operations.get(&id) else { return Ok(()) };
        let single = *running == Running::Single;
        actions.push(Action::Send(Outgoing::Next(Id::clone(&id), answer)));
        if single {
            self.finish(&id, now);
            actions.push(Action::Send(Outgoing::Complete(id)));
        }
        self.may_end()
    }

    /// Frees an id; gives whether it was taken.
    fn finish(&mut self, id: &str, now: Duration) -> bool {
        let taken = self.operations.remove(id).is_some();
        if taken {
            self.idle_since = now;
        }
        taken
    }

    fn shut_down(&mut self, actions: &mut Vec<Action>) -> Result<(), Close> {
        self.phase = Phase::Ending;
        let subscriptions = self.operations.extract_if(|_, running| *running == Running::Subscription);
        actions.extend(subscriptions.map(|(id, _)| Action::Stop(id)));
        self.may_end()
    }

    fn may_end(&self) -> Result<(), Close> {
        if self.phase == Phase::Ending && self.operations.is_empty() { Err(Close::GoingAway) } else { Ok(()) }
    }

    /// Does what the time has come for.
    fn at(&mut self, now: Duration, actions: &mut Vec<Action>) -> Result<(), Close> {
        let Rules { init_timeout, ping_every, visitor_idle, operations_max: _ } = self.rules;
        if self.phase == Phase::Waiting && now >= init_timeout {
            return Err(Close::InitTimeout);
        }
        let idle = self.phase == (Phase::Open { visitor: true }) && self.operations.is_empty();
        if idle && now >= self.idle_since + visitor_idle {
            return Err(Close::Idle);
        }
        if now < self.pinged_at + ping_every {
            return Ok(());
        }
        self.pinged_at = now;
        if now >= self.heard_at + ping_every * SILENT_PERIODS {
            self.phase = Phase::Closed;
            self.operations.clear();
            actions.push(Action::Drop);
        } else {
            actions.push(Action::Ping);
        }
        Ok(())
    }
}

fn refuse(id: Id, extensions: Value, message: &str) -> Action {
    let errors = json!([{ "message": message, "extensions": extensions }]);
    Action::Send(Outgoing::Error(id, errors.to_string()))
}
