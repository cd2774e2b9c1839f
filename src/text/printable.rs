//! Texts of strangers made harmless for a terminal and for the log of a pipeline, and cut to a length.

/// A text without characters that steer a terminal, turn its direction, or make a command for a pipeline of it; the
/// length in bytes stays the same.
///
/// Pipelines read the log: GitHub obeys a line that begins with `::`, white space before it or not, and like Azure
/// anything after `##[` or `##vso[`, wherever it stands.
pub(crate) fn printable(text: &str) -> String {
    neutral(text, true)
}

/// The same for a text that others stand before in its line: a colon begins nothing there.
pub(crate) fn printable_inside(text: &str) -> String {
    neutral(text, false)
}

fn neutral(text: &str, mut begins: bool) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut after_hash = false;
    for character in text.chars() {
        let shown = match character {
            '\t' => ' ',
            '\0'..='\u{1F}' | '\u{7F}' => '?',
            '\u{80}'..='\u{9F}' | '\u{AD}' | '\u{61C}' => '¿',
            '#' if after_hash => '?',
            ':' if begins => '?',
            other if is_invisible(other) => '\u{FFFD}',
            other => other,
        };
        begins &= shown == ' ' || character.is_whitespace();
        // Those who compare by the rules of a language pass over marks between the two.
        after_hash = shown == '#' || after_hash && is_mark(character);
        plain.push(shown);
    }
    plain
}

/// Characters of three bytes that are not seen, or that turn the direction of what follows.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'
    )
}

/// Characters that are nothing by themselves.
pub(crate) fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36F}' | '\u{180B}'..='\u{180F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// A text of at most so many characters, `…` included.
pub(crate) fn shortened(text: &str, most: usize) -> std::borrow::Cow<'_, str> {
    // A text has no more characters than bytes.
    match (text.len() > most).then(|| text.char_indices().nth(most)).flatten() {
        None => text.into(),
        Some(_) => text.chars().take(most - 1).chain(['…']).collect::<String>().into(),
    }
}
