//! A look at the tokens of a document before anything is parsed: how many there are, how deep brackets are nested, and the one
//! rule of validation that cannot be checked later, because the parser keeps the last of several equal input fields.

use async_graphql::Pos;
use std::collections::HashSet;

use crate::document::Limits;
use crate::document::refusal::{self, Refusal};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    Name(&'a str),
    /// A number or a string.
    Literal,
    /// A punctuator, by its first byte; also any byte that begins no token, which the parser refuses.
    Mark(u8),
}

/// The document is within the limits of size, and small enough in every direction to be parsed.
pub(super) fn check(limits: &Limits, text: &str) -> Result<(), Refusal> {
    if text.len() > limits.bytes {
        return Err(Refusal::limit(refusal::DOCUMENT_TOO_LARGE, "The document is too long.", limits.bytes));
    }
    let mut lexer = Lexer { text, at: 0 };
    let mut brackets = Brackets::default();
    let mut count = 0;
    while let Some((start, token)) = lexer.next()? {
        count += 1;
        if count > limits.tokens {
            return Err(Refusal::limit(
                refusal::DOCUMENT_TOO_LARGE,
                "The document has too many tokens.",
                limits.tokens,
            ));
        }
        brackets.see(text, start, token)?;
        if brackets.open.len() > limits.nesting {
            let refused =
                Refusal::limit(refusal::DEPTH_LIMIT_EXCEEDED, "Brackets are nested too deep.", limits.nesting);
            return Err(refused.at(position(text, start)));
        }
    }
    Ok(())
}

/// The brackets that are open.
#[derive(Default)]
struct Brackets<'a> {
    open: Vec<Bracket<'a>>,
    /// How many of them are round: inside of those, a brace begins an input object.
    round: usize,
    last: Option<(usize, Token<'a>)>,
}

enum Bracket<'a> {
    Round,
    Other,
    /// An input object with the names of its fields so far.
    Input(HashSet<&'a str>),
}

impl<'a> Brackets<'a> {
    fn see(&mut self, text: &str, start: usize, token: Token<'a>) -> Result<(), Refusal> {
        match token {
            Token::Mark(b'(') => {
                self.open.push(Bracket::Round);
                self.round += 1;
            }
            Token::Mark(b'{') if self.round > 0 => self.open.push(Bracket::Input(HashSet::new())),
            Token::Mark(b'[' | b'{') => self.open.push(Bracket::Other),
            Token::Mark(b')' | b']' | b'}') => {
                if let Some(Bracket::Round) = self.open.pop() {
                    self.round -= 1;
                }
            }
            Token::Mark(b':') => self.input_field(text)?,
            Token::Mark(_) | Token::Name(_) | Token::Literal => {}
        }
        self.last = Some((start, token));
        Ok(())
    }

    /// UniqueInputFieldNames.
    fn input_field(&mut self, text: &str) -> Result<(), Refusal> {
        let (Some(Bracket::Input(names)), Some((start, Token::Name(name)))) = (self.open.last_mut(), self.last) else {
            return Ok(());
        };
        if names.insert(name) {
            return Ok(());
        }
        Err(Refusal::invalid(format!("There can be only one input field named \"{name}\"."), [position(text, start)]))
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn byte(&self, ahead: usize) -> Option<u8> {
        self.byte_at(self.at + ahead)
    }

    fn byte_at(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn skip_while(&mut self, holds: impl Fn(u8) -> bool) {
        while self.byte(0).is_some_and(&holds) {
            self.at += 1;
        }
    }

    fn starts_with(&self, word: &str) -> bool {
        self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes()))
    }

    /// The next token and where it begins.
    fn next(&mut self) -> Result<Option<(usize, Token<'a>)>, Refusal> {
        self.skip_ignored();
        let start = self.at;
        let Some(first) = self.byte(0) else { return Ok(None) };
        let token = match first {
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => {
                self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                Token::Name(self.text.get(start..self.at).unwrap_or_default())
            }
            b'-' | b'0'..=b'9' => {
                self.number();
                Token::Literal
            }
            b'"' => {
                self.string(start)?;
                Token::Literal
            }
            _ => {
                self.at += if self.starts_with("...") { 3 } else { 1 };
                Token::Mark(first)
            }
        };
        Ok(Some((start, token)))
    }

    fn skip_ignored(&mut self) {
        loop {
            match self.byte(0) {
                Some(b' ' | b'\t' | b'\r' | b'\n' | b',') => self.at += 1,
                Some(b'#') => self.skip_while(|byte| byte != b'\n' && byte != b'\r'),
                Some(0xEF) if self.starts_with("\u{feff}") => self.at += 3,
                _ => return,
            }
        }
    }

    fn number(&mut self) {
        self.at += 1;
        self.skip_while(|byte| byte.is_ascii_digit());
        if self.byte(0) == Some(b'.') && self.byte(1).is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
            self.skip_while(|byte| byte.is_ascii_digit());
        }
        if matches!(self.byte(0), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.byte(1), Some(b'+' | b'-')));
            if self.byte(1 + sign).is_some_and(|byte| byte.is_ascii_digit()) {
                self.at += 1 + sign;
                self.skip_while(|byte| byte.is_ascii_digit());
            }
        }
    }

    fn string(&mut self, start: usize) -> Result<(), Refusal> {
        let block = self.starts_with(r#"""""#);
        self.at += if block { 3 } else { 1 };
        loop {
            match self.byte(0) {
                Some(b'"') if !block => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'"') if self.starts_with(r#"""""#) => {
                    self.at += 3;
                    return Ok(());
                }
                Some(b'\\') if block => self.at += if self.starts_with(r#"\""""#) { 4 } else { 1 },
                Some(b'\\') => self.escape()?,
                Some(b'\n' | b'\r') if !block => return Err(self.unterminated(start)),
                Some(_) => self.at += 1,
                None => return Err(self.unterminated(start)),
            }
        }
    }

    /// An escape in a string. A half of a surrogate pair is no character, and the parser knows no other way to write one.
    fn escape(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        self.at += 2;
        if self.byte_at(start + 1) != Some(b'u') {
            return Ok(());
        }
        let digits =
            self.text.get(start + 2..start + 6).filter(|digits| digits.bytes().all(|it| it.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        match code.and_then(char::from_u32) {
            Some(_) => {
                self.at += 4;
                Ok(())
            }
            None => {
                let refused = Refusal::new(refusal::PARSE_FAILED, "This escape is no character.");
                Err(refused.at(position(self.text, start)))
            }
        }
    }

    fn unterminated(&self, start: usize) -> Refusal {
        Refusal::new(refusal::PARSE_FAILED, "A string does not end.").at(position(self.text, start))
    }
}

/// Line and column of an offset, counted as the parser does.
fn position(text: &str, offset: usize) -> Pos {
    let mut at = Pos { line: 1, column: 1 };
    for char in text.get(..offset).unwrap_or(text).chars() {
        match char {
            '\r' => at.column = 1,
            '\n' => at = Pos { line: at.line + 1, column: 1 },
            _ => at.column += 1,
        }
    }
    at
}
