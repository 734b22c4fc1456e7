//! How the API spells the fields of an input, `expectedVersion`, and how the program does, `expected_version`.

use serde_json::{Map, Value};

/// An input as the API spells it. What the fields hold that `free` names is kept as it is.
pub fn to_api(input: Value, free: &[&str]) -> Value {
    respell(input, &|name| (camel(name), free.contains(&name)))
}

/// An input as the program spells it, out of one as the API does. `free` names fields as the program spells them.
pub fn from_api(input: Value, free: &[&str]) -> Value {
    respell(input, &|name| {
        let name = snake(name);
        let kept = free.contains(&name.as_str());
        (name, kept)
    })
}

/// The same with other names of fields. `spell` gives the other name, and whether what the field holds is kept.
fn respell(value: Value, spell: &impl Fn(&str) -> (String, bool)) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| match spell(&name) {
                (name, true) => (name, value),
                (name, false) => (name, respell(value, spell)),
            });
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(|item| respell(item, spell)).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
