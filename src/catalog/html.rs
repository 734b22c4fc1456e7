//! Descriptions in HTML, made harmless when they are written.

use crate::kernel::text::BODY;

/// How deep the elements of a description may lie in each other, as browsers have it.
pub const NESTING_MAX: usize = 512;

/// Elements that have no content, so that nothing lies in them.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Why a description is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    TooDeep,
    /// Escaping may make a text longer than it came.
    TooLong,
}

impl Unfit {
    pub fn code(self) -> &'static str {
        match self {
            Self::TooDeep => "TOO_DEEP",
            Self::TooLong => "TOO_LONG",
        }
    }

    pub fn message(self) -> String {
        match self {
            Self::TooDeep => format!("The elements of a description lie at most {NESTING_MAX} deep in each other."),
            Self::TooLong => format!("A description has at most {} characters.", BODY.max),
        }
    }
}

/// Takes out what could run in a browser or leave the page: scripts, handlers, styles, frames, odd addresses. Texts and plain
/// formatting stay. Doing it twice changes nothing more.
pub fn sanitize(html: &str) -> Result<String, Unfit> {
    // Most descriptions of a shop are plain text or empty.
    let clean = if !html.contains(['<', '>', '&', '\u{a0}']) {
        html.to_owned()
    } else if depth(html) > NESTING_MAX {
        // The time that a parser takes grows with the square of the depth.
        return Err(Unfit::TooDeep);
    } else {
        ammonia::clean(html)
    };
    if clean.chars().count() > BODY.max { Err(Unfit::TooLong) } else { Ok(clean) }
}

/// At most how deep the elements lie: counted by their tags, as if each that is opened were closed by a tag.
fn depth(html: &str) -> usize {
    let (mut now, mut deepest) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        let (closes, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let name: String =
            tag.chars().take_while(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        if name.is_empty() || VOID.contains(&name.as_str()) {
            continue;
        }
        now = if closes { now.saturating_sub(1) } else { now + 1 };
        deepest = deepest.max(now);
    }
    deepest
}
