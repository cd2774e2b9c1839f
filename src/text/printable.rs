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
    let (mut after_hash, mut after_space) = (false, false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if is_tag(character) {
            // Four bytes for four.
            plain.push_str("\u{FFFD}?");
            (begins, after_space) = (false, false);
            continue;
        }
        let shown = match character {
            '\t' => ' ',
            '\0'..='\u{1F}' | '\u{7F}' => '?',
            '\u{80}'..='\u{9F}' | '\u{AD}' | '\u{61C}' => '¿',
            '#' if after_hash => '?',
            // Where long lines are broken, any word may come to begin one.
            ':' if begins || after_space && characters.peek() == Some(&':') => '?',
            other if is_invisible(other) => '\u{FFFD}',
            other => other,
        };
        after_space = shown.is_whitespace();
        begins &= after_space || character.is_whitespace();
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

/// Characters that are not seen and spell out words for programs.
fn is_tag(character: char) -> bool {
    matches!(character, '\u{E0000}'..='\u{E007F}')
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_obeyed_and_the_length_stays() {
        for (text, shown) in [
            ("a\u{1b}[2J\n\u{202E}b", "a?[2J?\u{FFFD}b"),
            ("x\u{E0041}\u{E007F}y", "x\u{FFFD}?\u{FFFD}?y"),
            ("\u{E0020}::error::a", "\u{FFFD}?::error::a"),
            (" ::error::a", " ?:error::a"),
            ("long ::error::a", "long ?:error::a"),
            ("[System.Uri]::new('x') at 10:00", "[System.Uri]::new('x') at 10:00"),
            ("##[x] ##vso[y] #\u{34F}#", "#?[x] #?vso[y] #\u{34F}?"),
        ] {
            assert_eq!(printable(text), shown);
            assert_eq!(printable(text).len(), text.len());
        }
        assert_eq!(printable_inside("::error::a"), "::error::a");
    }
}
