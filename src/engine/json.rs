//! JSON of strangers.

use serde_json::Value;

/// Most structural characters in a text (RFC 8259, section 2: brackets, braces, colons and commas, outside of strings). What it
/// costs to read a text goes with its values, not with its length: half a megabyte of `[[],[],…` is thirty milliseconds of work.
/// A thousand items of ten members have 22,000.
pub const STRUCTURE_MAX: usize = 30_000;

/// Why a text was not read.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    #[error("there are more than {STRUCTURE_MAX} brackets, braces, colons and commas")]
    TooMuch,
    #[error(transparent)]
    NotJson(#[from] serde_json::Error),
}

/// Reads a text that has no more than [`STRUCTURE_MAX`] structural characters.
pub fn read(text: &[u8]) -> Result<Value, Unread> {
    match structure(text).nth(STRUCTURE_MAX) {
        Some(_) => Err(Unread::TooMuch),
        None => Ok(serde_json::from_slice(text)?),
    }
}

/// The structural characters.
fn structure(text: &[u8]) -> impl Iterator<Item = u8> {
    let (mut quoted, mut escaped) = (false, false);
    text.iter().copied().filter(move |byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            _ => {}
        }
        !quoted && matches!(byte, b'[' | b']' | b'{' | b'}' | b':' | b',')
    })
}
