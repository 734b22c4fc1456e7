//! Characters that nobody sees, and letters that look like others.

use crate::kernel::text::Hidden;

/// The first character of a text that nobody sees and that may not be there.
pub fn first(text: &str, allowed: Hidden) -> Option<char> {
    match allowed {
        Hidden::Kept => None,
        Hidden::Refused => text.chars().find(|c| is_hidden(*c)),
        Hidden::Joiners => {
            let mut before = None;
            let mut rest = text.chars().peekable();
            while let Some(c) = rest.next() {
                if is_hidden(c) && !joins(before, c, rest.peek().copied()) {
                    return Some(c);
                }
                before = Some(c);
            }
            None
        }
    }
}

/// Whether it stands between two letters of a script whose letters are joined, such as Arabic and those of India.
fn joins(before: Option<char>, c: char, after: Option<char>) -> bool {
    /// Where these scripts begin.
    const ARABIC: char = '\u{600}';
    let letter = |c: Option<char>| c.is_some_and(|c| c >= ARABIC && !is_hidden(c) && !c.is_whitespace());
    matches!(c, '\u{200c}' | '\u{200d}') && letter(before) && letter(after)
}

/// Whether it takes no room or changes how others look: Unicode's `Default_Ignorable_Code_Point`, the separators of lines and
/// paragraphs, and what annotates.
fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether a word has letters of more than one of the alphabets whose letters look alike: Latin, Greek and Cyrillic.
pub fn mixes_alphabets(word: &str) -> bool {
    let mut alphabets = word.chars().filter_map(alphabet);
    let first = alphabets.next();
    alphabets.any(|other| Some(other) != first)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    Latin,
    Greek,
    Cyrillic,
}

fn alphabet(c: char) -> Option<Alphabet> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(Alphabet::Latin),
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Alphabet::Greek),
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}' => {
            Some(Alphabet::Cyrillic)
        }
        _ => None,
    }
}
