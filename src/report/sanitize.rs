//! Text from inspected files on its way to a terminal. Escape sequences and marks that turn the direction of writing
//! are shown, never obeyed.

use std::borrow::Cow;

/// The text with control characters and direction marks spelled out.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    for character in text.chars() {
        if is_harmful(character) {
            clean.extend(character.escape_unicode());
        } else {
            clean.push(character);
        }
    }
    Cow::Owned(clean)
}

/// Controls, and the bidirectional formatting characters of Unicode Standard Annex 9, section 2.
fn is_harmful(character: char) -> bool {
    let bidi = matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    character.is_control() || bidi
}
