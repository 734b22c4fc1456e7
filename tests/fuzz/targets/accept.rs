//! The header `Accept`: any bytes in it, on any number of lines; how it is spelled is no difference.
#![no_main]

use axum::http::{HeaderMap, HeaderValue, header::ACCEPT};
use libfuzzer_sys::fuzz_target;
use regie::server::negotiate::{Media, preferred};

fuzz_target!(|bytes: &[u8]| {
    let lines = || bytes.split(|byte| *byte == b'\n');
    let chosen = accept(lines());
    assert_eq!(chosen, accept(lines().map(|line| line.to_ascii_uppercase())), "case");
    // A line that is no text counts as not there.
    let values: Vec<HeaderValue> = lines().filter_map(|line| HeaderValue::from_bytes(line).ok()).collect();
    let texts: Vec<&str> = values.iter().filter_map(|value| value.to_str().ok()).collect();
    assert_eq!(chosen, accept(&texts), "lines that are no text");
    assert_eq!(chosen, accept(texts.join(",").split(',')), "a line for each member");
    let spaced = texts.iter().map(|text| text.replace(',', " , ").replace(';', "\t; ").replace('=', " = "));
    assert_eq!(chosen, accept(spaced), "blanks");
});

fn accept(lines: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Option<Media> {
    let mut headers = HeaderMap::new();
    for value in lines.into_iter().filter_map(|line| HeaderValue::from_bytes(line.as_ref()).ok()) {
        headers.append(ACCEPT, value);
    }
    preferred(&headers)
}
