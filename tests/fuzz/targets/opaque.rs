//! Cursors and global ids, which clients give back as they got them, or as they like: what is read is written again as something
//! that is read as the same.
#![no_main]

use async_graphql::connection::CursorType as _;
use data_encoding::BASE64URL_NOPAD;
use libfuzzer_sys::fuzz_target;
use regie::kernel::id;
use regie::kernel::page::{Cursor, Key};
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    // As it comes, and as what is hidden in it.
    let outside = String::from_utf8_lossy(bytes);
    let inside = BASE64URL_NOPAD.encode(bytes);
    for text in [&*outside, &*inside] {
        let value: Option<Value> =
            BASE64URL_NOPAD.decode(text.as_bytes()).ok().and_then(|json| serde_json::from_slice(&json).ok());
        cursor(text, value.and_then(|value| value["l"].as_u64()).unwrap_or_default());
        if let Some((name, uuid)) = id::decode(text) {
            assert_eq!(id::encode(&name, uuid), text, "an id has one spelling");
        }
    }
});

fn cursor(text: &str, list: u64) {
    let Ok(cursor) = Cursor::<Key>::decode(text, list, "after") else { return };
    let again = cursor.encode_cursor();
    // What is spelled shorter than we do may be too long for us.
    if again.len() <= text.len() {
        assert_eq!(Cursor::decode(&again, list, "after").ok(), Some(cursor));
    }
}
