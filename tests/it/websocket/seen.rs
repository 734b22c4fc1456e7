//! What always holds for what a socket sends, whatever happens in whatever order. Also the oracle of a fuzz target.

use regie::server::websocket::message::{Close, Incoming, Outgoing, REASON_MAX};
use regie::server::websocket::protocol::{Action, Event, Machine, Rules};
use serde::de::IgnoredAny;
use std::collections::HashSet;
use std::time::Duration;

/// The codes that a socket is closed with by the machine.
const CODES: [u16; 14] = [1000, 1001, 1002, 1007, 1008, 1009, 1013, 4400, 4401, 4403, 4406, 4408, 4409, 4429];
const OPERATIONS_MAX: usize = 2;

/// An event, owned.
#[derive(Clone, Debug)]
pub enum Step {
    Text(String),
    Binary,
    Heard,
    Admitted(bool),
    Rejected,
    Followed(String),
    Answered(String),
    Failed(String),
    SessionOver,
    Stalled,
    Shutdown,
    /// So much later, if anything is due.
    Later(u64),
}

impl Step {
    fn event(&self) -> Event<'_> {
        match self {
            Self::Text(text) => Event::Text(text),
            Self::Binary => Event::Binary,
            Self::Heard => Event::Heard,
            Self::Admitted(visitor) => Event::Admitted { visitor: *visitor },
            Self::Rejected => Event::Rejected(Close::Forbidden),
            Self::Followed(id) => Event::Followed(id.as_str().into()),
            Self::Answered(id) => Event::Answered(id.as_str().into(), "{}".to_owned()),
            Self::Failed(id) => Event::Failed(id.as_str().into(), "[]".to_owned()),
            Self::SessionOver => Event::SessionOver,
            Self::Stalled => Event::Stalled,
            Self::Shutdown => Event::Shutdown,
            Self::Later(_) => Event::Due,
        }
    }
}

/// Lets all of it happen to a new socket, and looks at what that does.
pub fn watch(steps: &[Step]) {
    let mut machine = Machine::new(Rules { operations_max: OPERATIONS_MAX, ..Rules::default() });
    let (mut seen, mut now) = (Seen::default(), Duration::ZERO);
    for step in steps {
        if let Step::Later(secs) = step {
            now += Duration::from_secs(*secs);
        }
        for action in machine.on(step.event(), now) {
            seen.look(step, &action);
        }
        while let Some(due) = machine.due().filter(|due| *due <= now) {
            for action in machine.on(Event::Due, now) {
                seen.look(step, &action);
            }
            assert!(machine.due().is_none_or(|next| next > due), "time goes on");
        }
        assert_eq!(machine.due().is_none(), seen.over);
    }
}

/// What a client knows of the socket.
#[derive(Default)]
struct Seen {
    acknowledged: bool,
    over: bool,
    active: HashSet<String>,
}

impl Seen {
    fn look(&mut self, step: &Step, action: &Action) {
        assert!(!self.over, "nothing comes after the end: {action:?}");
        if let Action::Send(message) = action {
            assert!(serde_json::from_str::<IgnoredAny>(&message.encode()).is_ok(), "a message is JSON: {message:?}");
        }
        match action {
            Action::Send(Outgoing::Ack) => {
                assert!(!self.acknowledged, "it is acknowledged once");
                self.acknowledged = true;
            }
            Action::Send(Outgoing::Pong(_)) | Action::Ping | Action::Admit(_) => {}
            Action::Send(Outgoing::Next(id, _)) => assert!(self.active.contains(&**id), "an answer to nothing"),
            Action::Send(Outgoing::Complete(id)) => assert!(self.active.remove(&**id), "the end of nothing"),
            Action::Send(Outgoing::Error(id, _)) => {
                let asked = matches!(step, Step::Text(text) if matches!(Incoming::parse(text), Ok(Incoming::Subscribe { id: of, .. }) if of == *id));
                assert!(self.active.remove(&**id) || asked, "the failure of nothing");
            }
            Action::Start { id, .. } => {
                assert!(self.acknowledged && self.active.insert(id.to_string()), "started twice, or too early");
                assert!(self.active.len() <= OPERATIONS_MAX);
            }
            Action::Stop(id) => assert!(self.active.remove(&**id), "nothing to stop"),
            Action::Close(close) => {
                assert!(CODES.contains(&close.code()) && close.reason().len() <= REASON_MAX, "{close:?}");
                self.over = true;
            }
            Action::Drop => self.over = true,
        }
        let quiet = matches!(
            action,
            Action::Send(Outgoing::Pong(_)) | Action::Ping | Action::Admit(_) | Action::Close(_) | Action::Drop
        );
        assert!(self.acknowledged || quiet, "before the acknowledgement: {action:?}");
    }
}
