//! The sub-protocol of a socket: any messages and events in any order.
#![no_main]

#[path = "../../it/websocket/seen.rs"]
mod seen;

use libfuzzer_sys::fuzz_target;
use seen::Step;

// Each line is an event: one of these words, or else the text of a message.
fuzz_target!(|text: &str| seen::watch(&text.lines().map(step).collect::<Vec<_>>()));

fn step(line: &str) -> Step {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let id = rest.to_owned();
    match word {
        "binary" => Step::Binary,
        "heard" => Step::Heard,
        "admitted" => Step::Admitted(rest == "visitor"),
        "rejected" => Step::Rejected,
        "followed" => Step::Followed(id),
        "answered" => Step::Answered(id),
        "failed" => Step::Failed(id),
        "over" => Step::SessionOver,
        "stalled" => Step::Stalled,
        "shutdown" => Step::Shutdown,
        "later" => Step::Later(rest.parse::<u16>().unwrap_or_default().into()),
        _ => Step::Text(line.to_owned()),
    }
}
