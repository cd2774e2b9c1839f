//! Texts that are not told: signs stand in their place that take as many bytes and lines, so that all places stay what
//! they are. The signs stand in no text that anybody writes.

/// For each length of a character in bytes, what stands for it.
const SIGNS: [char; 4] = ['\u{1A}', '\u{91}', '\u{E01A}', '\u{F001A}'];

/// Appends as many signs as a text has characters.
pub(crate) fn push_masked(text: &str, into: &mut String) {
    into.extend(text.chars().map(|c| if matches!(c, '\n' | '\r') { c } else { SIGNS[c.len_utf8() - 1] }));
}

/// Whether a text, or a part of it, is not told.
pub(crate) fn is_masked(text: &str) -> bool {
    text.contains(SIGNS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_take_as_many_bytes_and_characters() {
        let text = "a\u{e9}\r\n名𠮷\"";
        let mut masked = String::new();
        push_masked(text, &mut masked);
        assert!(is_masked(&masked) && !is_masked(text));
        let lengths = |text: &str| text.chars().map(char::len_utf8).collect::<Vec<_>>();
        assert_eq!(lengths(&masked), lengths(text));
        assert!(masked.contains("\r\n") && !masked.contains(['a', '名', '"']));
    }
}
