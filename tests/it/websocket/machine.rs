//! The machine, event by event.

use regie::server::websocket::message::{Close, ID_MAX, Outgoing, REASON_MAX};
use regie::server::websocket::protocol::{
    Action, Event, MESSAGE_BURST, MESSAGE_RATE, Machine, Rules, SUBSCRIBE_BURST, SUBSCRIBE_RATE,
};
use serde_json::{Value, json};
use std::time::Duration;

const INIT: &str = r#"{"type":"connection_init"}"#;
const ACK: &str = r#"{"type":"connection_ack"}"#;

/// A machine at a moment.
struct Desk {
    machine: Machine,
    now: Duration,
}

impl Desk {
    fn new() -> Self {
        Self { machine: Machine::new(Rules::default()), now: Duration::ZERO }
    }

    /// Acknowledged.
    fn open() -> Self {
        let mut desk = Self::new();
        assert!(matches!(desk.text(INIT).as_slice(), [Action::Admit(_)]));
        assert_eq!(desk.said(Event::Admitted { visitor: false }), [ACK]);
        desk
    }

    fn on(&mut self, event: Event<'_>) -> Vec<Action> {
        self.machine.on(event, self.now)
    }

    fn text(&mut self, text: &str) -> Vec<Action> {
        self.on(Event::Text(text))
    }

    /// The messages that an event leads to, and nothing else.
    fn said(&mut self, event: Event<'_>) -> Vec<String> {
        self.on(event).iter().map(said).collect()
    }

    /// How an event closes the socket.
    fn closed(&mut self, event: Event<'_>) -> (u16, String) {
        match self.on(event).as_slice() {
            [Action::Close(close)] => (close.code(), close.reason()),
            other => panic!("a close was expected: {other:?}"),
        }
    }

    fn start(&mut self, id: &str) {
        let actions = self.text(&subscribe(id));
        assert!(matches!(actions.as_slice(), [Action::Start { .. }]), "{actions:?}");
    }

    /// What is due by then, one after the other.
    fn pass(&mut self, secs: u64) -> Vec<Action> {
        let until = self.now + Duration::from_secs(secs);
        let mut done = Vec::new();
        while let Some(due) = self.machine.due().filter(|due| *due <= until) {
            self.now = due;
            done.extend(self.on(Event::Due));
        }
        self.now = until;
        done
    }
}

fn said(action: &Action) -> String {
    match action {
        Action::Send(message) => message.encode(),
        other => panic!("a message was expected: {other:?}"),
    }
}

fn subscribe(id: &str) -> String {
    json!({ "id": id, "type": "subscribe", "payload": { "query": "{ x }" } }).to_string()
}

fn complete(id: &str) -> String {
    json!({ "id": id, "type": "complete" }).to_string()
}

fn answer() -> String {
    r#"{"data":{"x":1}}"#.to_owned()
}

#[test]
fn every_code_of_a_close_has_its_cause() {
    let fresh = |event: Event<'_>| Desk::new().closed(event);
    let open = |event: Event<'_>| Desk::open().closed(event);
    let unreadable = |close| open(Event::Unreadable(close)).0;
    let mut waiting = Desk::new();
    assert_eq!(waiting.pass(2), []);
    let close = waiting.pass(1);
    assert_eq!(close, [Action::Close(Close::InitTimeout)]);
    assert_eq!(
        (Close::InitTimeout.code(), Close::InitTimeout.reason().as_str()),
        (4408, "Connection initialisation timeout")
    );
    assert_eq!(fresh(Event::Text(&subscribe("1"))), (4401, "Unauthorized".to_owned()));
    assert_eq!(fresh(Event::Text("x")).0, 4400);
    assert_eq!(open(Event::Binary), (4400, "A message is a text.".to_owned()));
    assert_eq!(open(Event::Text(INIT)), (4429, "Too many initialisation requests".to_owned()));
    assert_eq!(open(Event::SessionOver), (4403, "Forbidden".to_owned()));
    assert_eq!(open(Event::Stalled).0, 1013);
    assert_eq!(open(Event::Shutdown), (1001, "Going away".to_owned()));
    assert_eq!(fresh(Event::Shutdown).0, 1001);
    assert_eq!(unreadable(Close::Violation), 1002);
    assert_eq!(unreadable(Close::NotText), 1007);
    assert_eq!(unreadable(Close::TooLarge), 1009);
    let rejected = |close| {
        let mut desk = Desk::new();
        desk.text(INIT);
        desk.closed(Event::Rejected(close)).0
    };
    assert_eq!(rejected(Close::Forbidden), 4403);
    assert_eq!(rejected(Close::TooManySockets), 1013);
    assert_eq!(rejected(Close::Unavailable), 1013);
    assert_eq!(Close::SubprotocolNotAcceptable.code(), 4406);
    let mut twice = Desk::open();
    twice.start("one");
    assert_eq!(twice.closed(Event::Text(&subscribe("one"))), (4409, "Subscriber for one already exists".to_owned()));
}

#[test]
fn while_the_client_is_looked_at_nothing_else_is_done() {
    let mut desk = Desk::new();
    desk.text(INIT);
    assert_eq!(desk.pass(20), [], "the time for the init is over once it is there");
    assert_eq!(desk.said(Event::Text(r#"{"type":"ping"}"#)), [r#"{"type":"pong"}"#]);
    assert_eq!(desk.closed(Event::Text(&subscribe("1"))).0, 4401);
    let mut desk = Desk::new();
    desk.text(INIT);
    assert_eq!(desk.closed(Event::Text(INIT)).0, 4429);
}

#[test]
fn messages_are_read_strictly() {
    let id = |len: usize| "ä".repeat(len);
    let bad = [
        "",
        "[]",
        "null",
        "\"ping\"",
        "{}",
        r#"{"type":1}"#,
        r#"{"type":"start"}"#,
        r#"{"type":"PING"}"#,
        r#"{"type":"connection_init","payload":[]}"#,
        r#"{"type":"connection_ack"}"#,
        r#"{"type":"ping","payload":"x"}"#,
        r#"{"type":"pong","payload":1}"#,
        r#"{"type":"next","id":"1","payload":{}}"#,
        r#"{"type":"error","id":"1","payload":[]}"#,
        r#"{"type":"subscribe","payload":{"query":"{x}"}}"#,
        r#"{"type":"subscribe","id":1,"payload":{"query":"{x}"}}"#,
        r#"{"type":"subscribe","id":"","payload":{"query":"{x}"}}"#,
        r#"{"type":"subscribe","id":"1"}"#,
        r#"{"type":"subscribe","id":"1","payload":null}"#,
        r#"{"type":"subscribe","id":"1","payload":"{x}"}"#,
        r#"{"type":"subscribe","id":"1","payload":{}}"#,
        r#"{"type":"subscribe","id":"1","payload":{"query":null}}"#,
        r#"{"type":"subscribe","id":"1","payload":{"query":1}}"#,
        r#"{"type":"subscribe","id":"1","payload":{"query":"{x}","variables":[]}}"#,
        r#"{"type":"subscribe","id":"1","payload":{"query":"{x}","operationName":1}}"#,
        r#"{"type":"subscribe","id":"1","payload":{"query":"{x}","extensions":"x"}}"#,
        r#"{"type":"complete"}"#,
        r#"{"type":"complete","id":""}"#,
        r#"{"type":"complete","id":null}"#,
    ];
    let too_long = subscribe(&id(ID_MAX + 1));
    for text in bad.iter().copied().chain([too_long.as_str(), &"[".repeat(200_000)]) {
        let (code, reason) = Desk::open().closed(Event::Text(text));
        assert!(code == 4400 && !reason.is_empty() && reason.len() <= REASON_MAX, "{code} {reason} for {text:.80}");
    }
    let good = [
        r#"{"type":"ping","payload":null}"#,
        r#"{"type":"pong"}"#,
        r#"{"type":"pong","payload":{"a":1},"more":true}"#,
        r#"{"type":"subscribe","id":"1","payload":{"query":"{x}","variables":null,"operationName":null,"extensions":null}}"#,
        r#"{"type":"subscribe","id":"1","payload":{"documentId":"sha256:1"}}"#,
    ];
    let longest = subscribe(&id(ID_MAX));
    for text in good.iter().copied().chain([longest.as_str()]) {
        let actions = Desk::open().text(text);
        assert!(!actions.iter().any(|action| matches!(action, Action::Close(_))), "{actions:?} for {text:.80}");
    }
}

#[test]
fn a_reason_is_cut_between_characters() {
    let mut desk = Desk::open();
    let id = format!("x{}", "ä".repeat(ID_MAX - 1));
    desk.start(&id);
    let (code, reason) = desk.closed(Event::Text(&subscribe(&id)));
    assert_eq!((code, reason.len()), (4409, REASON_MAX - 1));
}

#[test]
fn a_ping_is_answered_at_any_time_with_what_it_brings() {
    let ping = r#"{"type":"ping","payload":{"n":1}}"#;
    let pong = r#"{"type":"pong","payload":{"n":1}}"#;
    assert_eq!(Desk::new().said(Event::Text(ping)), [pong]);
    assert_eq!(Desk::open().said(Event::Text(ping)), [pong]);
    assert_eq!(Desk::open().on(Event::Heard), []);
}

#[test]
fn a_query_has_one_answer_and_frees_its_id() {
    let mut desk = Desk::open();
    for _ in 0..2 {
        desk.start("q");
        let messages = desk.said(Event::Answered("q".into(), answer()));
        assert_eq!(
            messages,
            [r#"{"id":"q","type":"next","payload":{"data":{"x":1}}}"#, r#"{"id":"q","type":"complete"}"#]
        );
    }
    assert_eq!(desk.on(Event::Answered("q".into(), answer())), [], "it is over");
}

#[test]
fn after_an_error_there_is_no_complete_and_the_id_is_free() {
    let mut desk = Desk::open();
    desk.start("q");
    let errors = r#"[{"message":"no"}]"#.to_owned();
    assert_eq!(
        desk.said(Event::Failed("q".into(), errors.clone())),
        [r#"{"id":"q","type":"error","payload":[{"message":"no"}]}"#]
    );
    assert_eq!(desk.on(Event::Failed("q".into(), errors)), []);
    assert_eq!(desk.text(&complete("q")), [], "the two ends may cross");
    desk.start("q");
}

#[test]
fn a_complete_of_the_client_ends_an_operation_and_is_not_echoed() {
    let mut desk = Desk::open();
    desk.start("s");
    desk.on(Event::Followed("s".into()));
    assert_eq!(desk.said(Event::Answered("s".into(), answer())).len(), 1, "a subscription goes on");
    assert_eq!(desk.text(&complete("s")), [Action::Stop("s".into())]);
    assert_eq!(desk.on(Event::Answered("s".into(), answer())), []);
    assert_eq!(desk.text(&complete("s")), []);
    assert_eq!(desk.text(&complete("unknown")), []);
    desk.start("s");
}

#[test]
fn ids_are_written_as_json() {
    let mut desk = Desk::open();
    let id = "\"\\\u{1}ä";
    desk.start(id);
    for message in desk.said(Event::Answered(id.into(), answer())) {
        assert_eq!(serde_json::from_str::<Value>(&message).unwrap()["id"], id);
    }
    assert_eq!(Outgoing::Complete("a".into()).encode(), r#"{"id":"a","type":"complete"}"#);
}

fn code_of(actions: &[Action]) -> String {
    let [action] = actions else { panic!("one action was expected: {actions:?}") };
    let message: Value = serde_json::from_str(&said(action)).unwrap();
    assert_eq!(message["type"], "error");
    message["payload"][0]["extensions"]["code"].as_str().unwrap().to_owned()
}

#[test]
fn one_operation_more_than_allowed_is_refused_and_the_others_go_on() {
    let mut desk = Desk::open();
    let max = Rules::default().operations_max;
    for n in 0..max {
        desk.start(&n.to_string());
    }
    assert_eq!(code_of(&desk.text(&subscribe("more"))), "TOO_MANY_OPERATIONS");
    desk.text(&complete("0"));
    desk.start("more");
}

#[test]
fn operations_in_too_short_a_time_are_refused_and_much_more_closes() {
    let mut desk = Desk::open();
    let ask = |desk: &mut Desk| {
        let actions = desk.text(&subscribe("q"));
        if matches!(actions.as_slice(), [Action::Start { .. }]) {
            desk.on(Event::Answered("q".into(), answer()));
            return "started".to_owned();
        }
        code_of(&actions)
    };
    for _ in 0..SUBSCRIBE_BURST {
        assert_eq!(ask(&mut desk), "started");
    }
    assert_eq!(ask(&mut desk), "THROTTLED");
    desk.now += Duration::from_secs(1);
    for _ in 0..SUBSCRIBE_RATE {
        assert_eq!(ask(&mut desk), "started");
    }
    assert_eq!(ask(&mut desk), "THROTTLED");

    let mut desk = Desk::open();
    for _ in 0..MESSAGE_BURST - 1 {
        assert_eq!(desk.on(Event::Heard), []);
    }
    desk.now += Duration::from_secs(1);
    for _ in 0..MESSAGE_RATE {
        assert_eq!(desk.text(r#"{"type":"pong"}"#), []);
    }
    assert_eq!(desk.closed(Event::Text(r#"{"type":"pong"}"#)), (1008, "Too many messages".to_owned()));
}

#[test]
fn a_client_that_is_silent_for_two_pings_is_left() {
    let mut desk = Desk::open();
    assert_eq!(desk.pass(30), [Action::Ping]);
    desk.on(Event::Heard);
    assert_eq!(desk.pass(30), [Action::Ping]);
    assert_eq!(desk.pass(29), []);
    assert_eq!(desk.pass(1), [Action::Drop]);
    assert_eq!(desk.machine.due(), None);
    assert_eq!(desk.text(INIT), []);
}

#[test]
fn a_visitor_who_does_nothing_is_closed_and_staff_and_whoever_follows_are_not() {
    let idle = |visitor: bool, follows: bool| {
        let mut desk = Desk::new();
        desk.text(INIT);
        desk.on(Event::Admitted { visitor });
        if follows {
            desk.start("s");
            desk.on(Event::Followed("s".into()));
        }
        let mut done = Vec::new();
        for _ in 0..300 {
            desk.on(Event::Heard);
            done.extend(desk.pass(1));
        }
        done.last().cloned()
    };
    assert_eq!(idle(true, false), Some(Action::Close(Close::Idle)));
    assert_eq!((Close::Idle.code(), Close::Idle.is_gentle()), (1000, true));
    assert_eq!(idle(true, true), Some(Action::Ping));
    assert_eq!(idle(false, false), Some(Action::Ping));
    let mut desk = Desk::new();
    desk.text(INIT);
    desk.on(Event::Admitted { visitor: true });
    desk.now += Duration::from_secs(299);
    desk.start("q");
    desk.on(Event::Answered("q".into(), answer()));
    desk.now += Duration::from_secs(1);
    assert!(!desk.on(Event::Due).contains(&Action::Close(Close::Idle)), "it was used a second ago");
}

#[test]
fn a_server_that_stops_finishes_what_has_one_answer_and_forgets_the_rest() {
    let mut desk = Desk::open();
    for id in ["query", "subscription", "opening"] {
        desk.start(id);
    }
    desk.on(Event::Followed("subscription".into()));
    assert_eq!(desk.on(Event::Shutdown), [Action::Stop("subscription".into())]);
    assert_eq!(desk.text(&subscribe("late")), [], "the client asks the next server");
    assert_eq!(desk.on(Event::Followed("opening".into())), [Action::Stop("opening".into())]);
    let actions = desk.on(Event::Answered("query".into(), answer()));
    assert!(matches!(actions.as_slice(), [Action::Send(_), Action::Send(_), Action::Close(Close::GoingAway)]));
    assert!(Close::GoingAway.is_gentle(), "the answer is sent before");
}
