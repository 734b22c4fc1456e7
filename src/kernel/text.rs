//! Texts that come from outside, with their limits.
//!
//! Inputs hold plain strings; a command reads them through [`Checks`], which collects every fault with the path to its
//! field, so that a form learns of all of them at once and nothing that was typed is lost.

use unicode_normalization::UnicodeNormalization;

use crate::kernel::hidden;
use crate::kernel::user_error::UserError;

/// A kind of text: how long it may be and whether it may hold several lines.
#[derive(Clone, Copy, Debug)]
pub struct TextKind {
    /// In characters (Unicode scalar values), after trimming.
    pub max: usize,
    pub lines: bool,
    pub hidden: Hidden,
}

/// Which characters that nobody sees a text may hold, such as those of no width and those that turn the direction of writing: two
/// texts that differ in them alone look the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    Kept,
    /// Those that join or part two letters, where a script needs them.
    Joiners,
    Refused,
}

/// Titles, and what stands on an address: one line of at most 255 characters.
pub const TITLE: TextKind = TextKind { max: 255, lines: false, hidden: Hidden::Kept };
/// Names of people, roles and places: one line of at most 255 characters.
pub const PLAIN_NAME: TextKind = TextKind { max: 255, lines: false, hidden: Hidden::Joiners };
/// Codes such as SKUs, barcodes and external keys: one line of at most 255 characters.
pub const CODE: TextKind = TextKind { max: 255, lines: false, hidden: Hidden::Refused };
/// Comments, reasons and messages: at most 2,000 characters.
pub const NOTE: TextKind = TextKind { max: 2_000, lines: true, hidden: Hidden::Kept };
/// Descriptions in HTML: at most 100,000 characters.
pub const BODY: TextKind = TextKind { max: 100_000, lines: true, hidden: Hidden::Kept };
/// Web addresses: at most 2,048 characters.
pub const URL: TextKind = TextKind { max: 2_048, lines: false, hidden: Hidden::Refused };
/// E-mail addresses: at most 254 characters (RFC 5321, section 4.5.3.1.3 less the brackets).
pub const EMAIL: TextKind = TextKind { max: 254, lines: false, hidden: Hidden::Refused };
/// Words for grouping: one line of at most 100 characters.
pub const TAG: TextKind = TextKind { max: 100, lines: false, hidden: Hidden::Refused };
/// URL segments: lower-case letters, digits and single hyphens, at most 255 characters.
pub const SLUG_MAX: usize = 255;

/// Collects what is wrong with an input. Each method gives the cleaned value, or a harmless one after a fault was noted.
#[derive(Default)]
pub struct Checks {
    errors: Vec<UserError>,
}

impl Checks {
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a fault at a path such as `lines.3.quantity`.
    pub fn refuse(&mut self, field: &str, code: &'static str, message: impl Into<String>) {
        self.errors.push(UserError::at(field, code, message));
    }

    /// A text that must not be blank.
    pub fn required(&mut self, field: &str, value: &str, kind: TextKind) -> String {
        let text = self.text(field, value, kind);
        if value.trim().is_empty() {
            self.refuse(field, "BLANK", "This must not be blank.");
        }
        text
    }

    /// A text that may be blank. It is trimmed and put into Unicode normal form C.
    pub fn text(&mut self, field: &str, value: &str, kind: TextKind) -> String {
        // Measured before normalising, so that a huge text costs nothing.
        if value.len() > kind.max.saturating_mul(4) || value.trim().chars().count() > kind.max {
            self.too_long(field, kind.max);
            return String::new();
        }
        let text: String = value.trim().nfc().collect();
        let control = |c: char| c.is_control() && !(kind.lines && matches!(c, '\n' | '\r' | '\t'));
        if text.chars().any(control) {
            self.refuse(field, "INVALID", "This holds control characters.");
        } else if let Some(c) = hidden::first(&text, kind.hidden) {
            self.refuse(field, "INVALID", format!("This holds a character that nobody sees: U+{:04X}.", u32::from(c)));
        }
        text
    }

    /// An optional text; blank counts as absent.
    pub fn optional(&mut self, field: &str, value: Option<&str>, kind: TextKind) -> Option<String> {
        value.map(|value| self.text(field, value, kind)).filter(|text| !text.is_empty())
    }

    /// A URL segment.
    pub fn slug(&mut self, field: &str, value: &str) -> String {
        if value.len() > SLUG_MAX {
            self.too_long(field, SLUG_MAX);
        } else if !is_slug(value) {
            self.refuse(field, "INVALID", "Use lower-case letters, digits and single hyphens.");
        }
        value.to_owned()
    }

    /// An e-mail address as [`normal_email`] has it. Only the form is checked: one `@`, a domain with a dot, no spaces, and in no
    /// part of it letters of two alphabets that look alike.
    pub fn email(&mut self, field: &str, value: &str) -> String {
        let before = self.errors.len();
        let text = normal_email(&self.required(field, value, EMAIL));
        if self.errors.len() > before {
            return text;
        }
        if text.chars().count() > EMAIL.max {
            self.too_long(field, EMAIL.max);
            return String::new();
        }
        let ok = text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && domain.contains('.')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
                && !domain.contains('@')
                && !text.contains(char::is_whitespace)
        });
        if !ok {
            self.refuse(field, "INVALID", "This is not an e-mail address.");
        } else if text.split(|c: char| !c.is_alphanumeric()).any(hidden::mixes_alphabets) {
            self.refuse(field, "INVALID", "This mixes letters of alphabets that look alike.");
        }
        text
    }

    /// A web address with the scheme `http` or `https`.
    pub fn url(&mut self, field: &str, value: &str) -> String {
        let text = self.required(field, value, URL);
        let ok = url::Url::parse(&text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if !text.is_empty() && !ok {
            self.refuse(field, "INVALID", "This is not an http or https address.");
        }
        text
    }

    /// Refuses a list with more than `max` items.
    pub fn at_most(&mut self, field: &str, len: usize, max: usize) {
        if len > max {
            self.refuse(field, "TOO_MANY", format!("At most {max} items are allowed."));
        }
    }

    /// A whole number within bounds.
    pub fn within(&mut self, field: &str, value: i64, min: i64, max: i64) -> i64 {
        if value < min || value > max {
            self.refuse(field, "OUT_OF_RANGE", format!("This must be between {min} and {max}."));
        }
        value.clamp(min, max)
    }

    /// All faults, or nothing.
    pub fn done(self) -> Result<(), Vec<UserError>> {
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors) }
    }

    fn too_long(&mut self, field: &str, max: usize) {
        self.refuse(field, "TOO_LONG", format!("At most {max} characters are allowed."));
    }
}

/// An e-mail address as it is kept and looked for: in lower case, and in the one form that looks the same (NFKC).
pub fn normal_email(text: &str) -> String {
    let text: String = text.trim().nfkc().collect();
    // The form of some marks begins with a space.
    text.to_lowercase().nfkc().collect::<String>().trim().to_owned()
}

/// Whether a text is a URL segment of ours.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
}
