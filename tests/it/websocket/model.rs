//! Whatever happens in whatever order: what always holds for the messages of a socket.

use proptest::collection::vec;
use proptest::prelude::*;
use regie::server::websocket::message::Outgoing;
use regie::server::websocket::protocol::{Event, Machine, Rules};
use serde_json::json;
use std::time::Duration;

use super::seen::{Step, watch};

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

proptest! {
    #[test]
    fn each_operation_ends_once_and_nothing_comes_too_early_or_too_late(steps in conversation()) {
        watch(&steps);
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
