//! The text of a source in which every name is masked, and all that stands in it.

use super::vocabulary::Vocabulary;
use crate::text::mask::push_masked;

/// A piece of a text.
enum TextPiece<'t> {
    /// What stands between quotation marks, as it is written and as it reads.
    Quoted(&'t str, String),
    /// Other words.
    Bare(&'t str),
    /// What separates them.
    Between(&'t str),
}

/// The text with signs for all that is not ours; every byte that stays stands where it stood.
pub(super) fn masked(text: &str, vocabulary: &Vocabulary) -> String {
    let mut masked = String::with_capacity(text.len());
    pieces(text, |piece| {
        let (written, is_ours) = match piece {
            TextPiece::Between(written) => (written, true),
            TextPiece::Bare(written) => (written, vocabulary.holds(written)),
            TextPiece::Quoted(written, read) => (written, vocabulary.holds(&read)),
        };
        if is_ours {
            masked.push_str(written);
        } else {
            push_masked(written, &mut masked);
        }
    });
    masked
}

/// Calls with each text between quotation marks, and each other word.
pub(super) fn words(text: &str, mut found: impl FnMut(&str)) {
    pieces(text, |piece| match piece {
        TextPiece::Quoted(_, read) => found(&read),
        TextPiece::Bare(word) => found(word),
        TextPiece::Between(_) => {}
    });
}

fn pieces<'t>(text: &'t str, mut found: impl FnMut(TextPiece<'t>)) {
    let is_between = |byte: u8| byte.is_ascii_whitespace() || b"{}[]():,=;\"".contains(&byte);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        if bytes[at] == b'"' {
            let end = closing(bytes, at + 1);
            found(TextPiece::Between(&text[start..=start]));
            let inside = &text[start + 1..end];
            if !inside.is_empty() {
                let read = inside.contains('\\').then(|| serde_json::from_str(&format!("\"{inside}\"")).ok()).flatten();
                found(TextPiece::Quoted(inside, read.unwrap_or_else(|| inside.to_owned())));
            }
            at = (end + 1).min(bytes.len());
            found(TextPiece::Between(&text[end..at]));
        } else if is_between(bytes[at]) {
            at =
                bytes[at..].iter().position(|byte| *byte == b'"' || !is_between(*byte)).map_or(bytes.len(), |n| at + n);
            found(TextPiece::Between(&text[start..at]));
        } else {
            at = bytes[at..].iter().position(|byte| is_between(*byte)).map_or(bytes.len(), |n| at + n);
            found(TextPiece::Bare(&text[start..at]));
        }
    }
}

/// Where a text between quotation marks ends.
fn closing(bytes: &[u8], mut at: usize) -> usize {
    while let Some(next) = memchr::memchr2(b'"', b'\\', &bytes[at.min(bytes.len())..]).map(|next| at + next) {
        if bytes[next] == b'"' {
            return next;
        }
        at = next + 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::catalogue::Catalogue;
    use crate::pack::rule::Rules;

    #[test]
    fn every_word_is_found_and_what_is_not_ours_is_masked_in_its_place() {
        let ours = Vocabulary::of(&Catalogue::default(), &Rules::default());
        let text = "{\"Owner\": \"x\\\"y\", \"n\": [1, true, 13800138000],\n \"\\u540d\": \"none\"} 名 \"open\\";
        let mut found = Vec::new();
        words(text, |word| found.push(word.to_owned()));
        assert_eq!(found, ["Owner", "x\"y", "n", "1", "true", "13800138000", "名", "none", "名", "open\\"]);
        let masked = masked(text, &ours);
        assert_eq!(masked.len(), text.len());
        let told: String =
            masked.chars().map(|c| if crate::text::mask::is_masked(&c.to_string()) { '*' } else { c }).collect();
        assert_eq!(told, "{\"Owner\": \"****\", \"*\": [1, true, ***********],\n \"******\": \"none\"} * \"*****");
    }
}
