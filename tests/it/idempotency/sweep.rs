//! Every mutation, twice.

use regie::kernel::id::decode;
use serde_json::{Value, json};

use super::house::{Case, House, Rows, WITHOUT_KEY};
use crate::harness::Answer;
use crate::policy::arguments::stranger;

/// Parts of payloads that are shown once, and why a repetition does not show them.
const SHOWN_ONCE: &[(&str, &str)] = &[
    // The token of an invitation is a secret, of which only a hash is kept.
    ("staffInvite", "token"),
];

/// The payload without what is shown once.
fn payload(case: &Case, answer: &Answer) -> Value {
    assert!(answer.body.get("errors").is_none(), "{}: {:#}", case.name, answer.body);
    let mut payload = answer.body["data"][&case.name].clone();
    for (_, part) in SHOWN_ONCE.iter().filter(|(name, _)| *name == case.name) {
        payload.as_object_mut().unwrap().remove(*part).unwrap();
    }
    payload
}

/// The payload of a request that did something.
fn done(case: &Case, answer: &Answer) -> Value {
    let payload = payload(case, answer);
    assert_eq!(payload["userErrors"], json!([]), "{}: {payload:#}", case.name);
    payload
}

/// How many rows came and went.
fn growth(before: &Rows, after: &Rows) -> Rows {
    let grown = after.iter().map(|(table, count)| (table.clone(), count - before[table]));
    grown.filter(|(_, count)| *count != 0).collect()
}

/// Another input: the id of something that never was, else another name.
fn altered(input: &Value) -> Option<Value> {
    match input {
        Value::String(text) => decode(text).map(|(kind, _)| stranger(&kind)),
        Value::Object(map) => {
            let within = map.iter().find_map(|(key, value)| {
                let other = match (key.as_str(), value) {
                    ("name" | "title", Value::String(text)) => Some(json!(format!("{text}!"))),
                    _ => altered(value),
                };
                Some((key.clone(), other?))
            });
            within.map(|(key, value)| {
                let mut map = map.clone();
                map.insert(key, value);
                Value::Object(map)
            })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    }
}

/// Whether everything that `part` selects is in `whole` as well.
fn is_part(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|it| is_part(value, it)))
        }
        (Value::Array(part), Value::Array(whole)) => {
            part.len() == whole.len() && part.iter().zip(whole).all(|(part, whole)| is_part(part, whole))
        }
        _ => part == whole,
    }
}

#[tokio::test]
async fn every_mutation_repeated_with_its_key_changes_nothing_and_answers_the_same() {
    let house = House::new().await;
    for name in house.cases() {
        let (case, key) = (house.prepare(&name).await, house.shop.key());
        let before = house.rows().await;
        let first = done(&case, &house.send(&case, &key).await);
        let after = house.rows().await;
        assert!(growth(&before, &after).contains_key("idempotency_record"), "{name}");
        assert!(growth(&before, &after).len() > 1, "{name} does nothing, which proves nothing");
        assert_eq!(done(&case, &house.send(&case, &key).await), first, "{name}");
        let document = house.document(&case.name, &format!("@idempotent(key: \"{key}\")"), 1);
        let narrow = case.client.send(&document, json!({ "input": case.input })).await;
        let narrow = done(&case, &narrow);
        assert!(is_part(&narrow, &first), "{name} with another selection: {narrow:#}");
        assert_eq!(house.rows().await, after, "{name} did something again");
    }
}

#[tokio::test]
async fn every_mutation_refuses_a_key_that_was_used_with_another_input() {
    let house = House::new().await;
    for name in house.cases() {
        let (case, key) = (house.prepare(&name).await, house.shop.key());
        let first = done(&case, &house.send(&case, &key).await);
        let after = house.rows().await;
        let input = altered(&case.input).unwrap_or_else(|| panic!("{name} with another input than {}", case.input));
        let other = Case { input, client: case.client.clone(), name: case.name.clone() };
        assert_eq!(house.send(&other, &key).await.code(), "IDEMPOTENCY_KEY_PARAMETER_MISMATCH", "{name}");
        assert_eq!(house.rows().await, after, "{name} did something");
        assert_eq!(done(&case, &house.send(&case, &key).await), first, "{name}");
    }
}

/// What the mutation adds when it is sent once.
async fn growth_of(house: &House, name: &str) -> Rows {
    let (case, before) = (house.prepare(name).await, house.rows().await);
    done(&case, &house.send(&case, &house.shop.key()).await);
    growth(&before, &house.rows().await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_mutation_sent_twice_at_the_same_moment_happens_once() {
    let house = House::new().await;
    for name in house.cases() {
        let once = growth_of(&house, &name).await;
        let (case, key) = (house.prepare(&name).await, house.shop.key());
        let before = house.rows().await;
        let (one, two) = tokio::join!(house.send(&case, &key), house.send(&case, &key));
        let mut payloads = Vec::new();
        for twin in [one, two] {
            let late = twin.body.get("errors").is_some() && twin.code() == "IDEMPOTENCY_CONCURRENT_REQUEST";
            payloads.push(done(&case, &if late { house.send(&case, &key).await } else { twin }));
        }
        assert_eq!(payloads[0], payloads[1], "{name}");
        assert_eq!(growth(&before, &house.rows().await), once, "{name}");
    }
}

/// The client goes away when the mutation has begun: whatever it does is done, and nobody hears of it.
async fn abandon(house: &House, request: impl Future<Output = Answer>) {
    let tasks = &house.shop.app.app.house.tasks;
    let mut request = Box::pin(request);
    while tasks.is_empty() {
        if futures::poll!(&mut request).is_ready() {
            return;
        }
        tokio::task::yield_now().await;
    }
    while !tasks.is_empty() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn every_mutation_whose_answer_was_lost_is_answered_when_it_is_repeated() {
    let house = House::new().await;
    for name in house.cases() {
        let once = growth_of(&house, &name).await;
        let (case, key) = (house.prepare(&name).await, house.shop.key());
        let before = house.rows().await;
        abandon(&house, house.send(&case, &key)).await;
        let after = house.rows().await;
        assert_eq!(growth(&before, &after), once, "{name} was not done as a whole");
        let found = done(&case, &house.send(&case, &key).await);
        assert_eq!(house.rows().await, after, "{name} was done again");
        assert_eq!(done(&case, &house.send(&case, &key).await), found, "{name}");
    }
}

#[tokio::test]
async fn a_refusal_is_the_same_when_it_is_repeated_and_keeps_nothing() {
    let (house, mut refused) = (House::new().await, 0);
    for name in house.cases() {
        let case = house.prepare(&name).await;
        done(&case, &house.send(&case, &house.shop.key()).await);
        // Most can be done only once: the name is taken, the thing is gone, or where it should be.
        let (before, key) = (house.rows().await, house.shop.key());
        let first = house.send(&case, &key).await.body;
        if first.get("errors").is_none() && first["data"][&case.name]["userErrors"] == json!([]) {
            continue;
        }
        refused += 1;
        assert_eq!(house.send(&case, &key).await.body, first, "{name}");
        assert_eq!(house.rows().await, before, "{name}");
    }
    assert!(refused > 25, "only {refused} were refused");
}

#[tokio::test]
async fn what_needs_a_key_says_so_and_does_nothing_without_one() {
    let house = House::new().await;
    let mut needed = Vec::new();
    for name in house.cases() {
        let (case, before) = (house.prepare(&name).await, house.rows().await);
        let document = house.document(&case.name, "", 0);
        let answer = case.client.send(&document, json!({ "input": case.input })).await;
        let description = house.field(&case.name).description.as_ref().unwrap().node.replace('\n', " ");
        if description.contains("Needs an idempotency key.") {
            assert_eq!(answer.code(), "IDEMPOTENCY_KEY_REQUIRED", "{name}");
            assert_eq!(house.rows().await, before, "{name}");
            needed.push(case.name);
        } else {
            assert!(answer.body.get("errors").is_none(), "{name}: {:#}", answer.body);
        }
    }
    let belongs = |name: &String| name.starts_with("order") || name.starts_with("stock");
    assert!(needed.iter().all(belongs) && house.cases().iter().filter(|name| belongs(name)).count() == needed.len());
}

#[tokio::test]
async fn what_takes_no_key_says_so_and_refuses_one() {
    let house = House::new().await;
    let before = house.rows().await;
    for name in WITHOUT_KEY {
        let inputs = json!({
            "ownerCreate": { "token": "t", "email": "a@regie.test", "name": "A", "password": "a good password" },
            "passwordChange": { "currentPassword": "old password", "newPassword": "a good password" },
            "sessionCreate": { "email": "a@regie.test", "password": "a good password" },
            "staffInvitationAccept": { "token": "t", "password": "a good password" },
        });
        let description = house.field(name).description.as_ref().unwrap().node.replace('\n', " ");
        assert!(
            description.contains("Takes no idempotency key, because its answer is a secret"),
            "{name}: {description}"
        );
        let variables = json!({ "input": inputs[name] });
        let header = [("idempotency-key", "k")];
        let answer = house.shop.owner.send_with(&house.document(name, "", 0), variables.clone(), &header).await;
        assert_eq!(answer.code(), "IDEMPOTENCY_KEY_NOT_SUPPORTED", "{name}");
        let answer = house.shop.owner.send(&house.document(name, "@idempotent(key: \"k\")", 0), variables).await;
        assert_eq!(answer.code(), "IDEMPOTENCY_KEY_NOT_SUPPORTED", "{name}");
    }
    assert_eq!(house.rows().await, before);
}
