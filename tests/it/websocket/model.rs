//! Whatever happens in whatever order: what always holds for the messages of a socket.

use proptest::collection::vec;
use proptest::prelude::*;
use regie::server::websocket::message::{Close, Incoming, Outgoing};
use regie::server::websocket::protocol::{Action, Event, Machine, Rules};
use serde_json::json;
use std::collections::HashSet;
use std::time::Duration;

const OPERATIONS_MAX: usize = 2;

/// An event, owned.
#[derive(Clone, Debug)]
enum Step {
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

fn id() -> impl Strategy<Value = String> {
    prop_oneof!["a", "b", "c", "d"]
}

fn message() -> impl Strategy<Value = String> {
    let plain = |kind: &'static str| Just(json!({ "type": kind }).to_string());
    prop_oneof![
        1 => plain("connection_init"),
        1 => plain("ping"),
        1 => plain("pong"),
        8 => id().prop_map(|id| json!({ "id": id, "type": "subscribe", "payload": { "query": "{x}" } }).to_string()),
        4 => id().prop_map(|id| json!({ "id": id, "type": "complete" }).to_string()),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        40 => message().prop_map(Step::Text),
        1 => ".{0,30}".prop_map(Step::Text),
        1 => Just(Step::Binary),
        4 => Just(Step::Heard),
        2 => any::<bool>().prop_map(Step::Admitted),
        1 => Just(Step::Rejected),
        10 => id().prop_map(Step::Followed),
        20 => id().prop_map(Step::Answered),
        8 => id().prop_map(Step::Failed),
        1 => Just(Step::SessionOver),
        1 => Just(Step::Stalled),
        2 => Just(Step::Shutdown),
        8 => (0_u64..40).prop_map(Step::Later),
    ]
}

/// A conversation that gets as far as operations more often than chance would.
fn conversation() -> impl Strategy<Value = Vec<Step>> {
    let begin = vec![Step::Text(json!({ "type": "connection_init" }).to_string()), Step::Admitted(false)];
    (any::<bool>(), vec(step(), 0..80)).prop_map(move |(opened, rest)| {
        let begin = if opened { begin.clone() } else { Vec::new() };
        begin.into_iter().chain(rest).collect()
    })
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
            Action::Close(_) | Action::Drop => self.over = true,
        }
        let quiet = matches!(
            action,
            Action::Send(Outgoing::Pong(_)) | Action::Ping | Action::Admit(_) | Action::Close(_) | Action::Drop
        );
        assert!(self.acknowledged || quiet, "before the acknowledgement: {action:?}");
    }
}

proptest! {
    #[test]
    fn each_operation_ends_once_and_nothing_comes_too_early_or_too_late(steps in conversation()) {
        let mut machine = Machine::new(Rules { operations_max: OPERATIONS_MAX, ..Rules::default() });
        let (mut seen, mut now) = (Seen::default(), Duration::ZERO);
        for step in &steps {
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
                prop_assert!(machine.due().is_none_or(|next| next > due), "time goes on");
            }
            prop_assert_eq!(machine.due().is_none(), seen.over);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}", json in r#"[\[\]{}",:a-z0-9\\]{0,60}"#) {
        for text in [text, json] {
            let mut machine = Machine::new(Rules::default());
            machine.on(Event::Text(&text), Duration::ZERO);
        }
    }

    #[test]
    fn a_message_of_ours_is_json_with_the_id_that_was_given(id in ".{1,20}") {
        let text = Outgoing::Next(id.as_str().into(), r#"{"data":null}"#.to_owned()).encode();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(value, json!({ "id": id, "type": "next", "payload": { "data": null } }));
    }
}
