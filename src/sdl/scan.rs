//! What is found in a document before the parser sees it: that it is within the limits, and what the parser overlooks.

use std::collections::BTreeSet;

use crate::sdl::read::ReadError;

/// Longest document, in bytes.
pub const BYTES_MAX: usize = 4 * 1024 * 1024;
/// How deep brackets may stand in each other. The parser calls itself for each, and would leave the stack.
pub const NESTING_MAX: usize = 64;

/// Holds a document to the limits, and gives the names of the directives that can be repeated: the parser takes each for one.
pub fn scan(text: &str) -> Result<BTreeSet<&str>, ReadError> {
    if text.len() > BYTES_MAX {
        return Err(ReadError::TooLong);
    }
    let (mut depth, mut repeatable, mut rest) = (0_usize, BTreeSet::new(), text);
    // The two words before this one, outside all brackets, and the directive that is being defined.
    let (mut before, mut directive) = (["", ""], "");
    let line = |rest: &str| text[..text.len() - rest.len()].matches('\n').count() + 1;
    while let Some(first) = rest.chars().next() {
        let (token, behind) = rest.split_at(length(first, rest));
        match first {
            '[' | '{' | '(' => depth += 1,
            ']' | '}' | ')' => depth = depth.saturating_sub(1),
            '"' if !token.starts_with(BLOCK) && has_surrogate(token) => return Err(ReadError::Surrogate(line(rest))),
            _ => {}
        }
        if depth > NESTING_MAX {
            return Err(ReadError::TooDeep(line(rest)));
        }
        let silent = first.is_whitespace() || matches!(first, ',' | '#' | '\u{feff}');
        if depth == 0 && !silent {
            match (before, token) {
                (["directive", "@"], name) => directive = name,
                ([behind, "repeatable"], "on") if behind != "@" => drop(repeatable.insert(directive)),
                _ => {}
            }
            before = [before[1], token];
        }
        rest = behind;
    }
    Ok(repeatable)
}

const BLOCK: &str = "\"\"\"";

/// How long the token is that begins here.
fn length(first: char, rest: &str) -> usize {
    match first {
        '#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
        '"' if rest.starts_with(BLOCK) => ending(rest, BLOCK),
        '"' => ending(rest, "\""),
        c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
        c => c.len_utf8(),
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The length of a text between quotes, of which those behind a backslash do not count.
fn ending(rest: &str, quotes: &str) -> usize {
    let mut from = quotes.len();
    while let Some(at) = rest.get(from..).and_then(|behind| behind.find(quotes)) {
        let end = from + at;
        let backslashes = rest[..end].bytes().rev().take_while(|byte| *byte == b'\\').count();
        // In a block a backslash means something before its quotes only.
        let escaped = if quotes == BLOCK { backslashes > 0 } else { backslashes % 2 == 1 };
        if !escaped {
            return end + quotes.len();
        }
        from = end + quotes.len();
    }
    rest.len()
}

/// Whether a text has the escape of half a character, at which the parser stops the program.
fn has_surrogate(text: &str) -> bool {
    let is_half =
        |escape: &str| matches!(escape.as_bytes(), [b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F', ..]);
    text.match_indices("\\u").any(|(at, _)| text.get(at + 2..at + 6).is_some_and(is_half))
}
