//! What of a file an excerpt may show: its form, its numbers, and what the message is about.
//!
//! An excerpt shows the lines around a value, and these hold whatever an administrator has exported: names, addresses,
//! keys. So every text in it becomes `…` unless a label stands under just that text. Keys, numbers, booleans and `null`
//! stay. What is no JSON at all has nothing to stay but its signs and numbers: a file that is no export does not become
//! readable by being named.

use std::ops::Range;

use crate::text::mask::is_masked;
use crate::text::secret::is_secret_name;

/// The ranges of a piece of JSON that are not shown, in their order. `labels` are the places that a message is about;
/// the first of them tells how the piece is to be read where it may begin within a text.
pub(super) fn hidden(text: &str, piece: Range<usize>, from_start: bool, labels: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut tokens = tokens(text, piece.clone(), false);
    if !from_start && let Some(label) = labels.first() {
        // Read the other way round it shows no more than signs and numbers; but the label should be seen.
        let within = |tokens: &[Token]| tokens.iter().any(|token| token.holds_inside(label.start));
        if within(&tokens) {
            let other = self::tokens(text, piece, true);
            if !within(&other) {
                tokens = other;
            }
        }
    }
    let mut hidden = Vec::new();
    let mut key: Option<Range<usize>> = None;
    let mut depth_of_key = 0_usize;
    let mut depth = 0_usize;
    for token in &tokens {
        match token.sort {
            MaskSort::Sign(b'{' | b'[') => depth += 1,
            MaskSort::Sign(b'}' | b']') => depth = depth.saturating_sub(1),
            MaskSort::Sign(b',') if depth <= depth_of_key => key = None,
            MaskSort::Sign(_) => {}
            MaskSort::Key => {
                if is_masked(&text[token.range.clone()]) {
                    hidden.push(token.inner(text));
                }
                (key, depth_of_key) = (Some(token.range.clone()), depth);
            }
            MaskSort::Text | MaskSort::Word | MaskSort::Number => {
                let is_secret = key.as_ref().is_some_and(|key| is_secret_name(text[key.clone()].trim_matches('"')));
                hide(token, is_secret, text, labels, &mut hidden);
            }
        }
    }
    hidden
}

/// Hides a value, or what of it is not labelled.
fn hide(token: &Token, is_secret: bool, text: &str, labels: &[Range<usize>], hidden: &mut Vec<Range<usize>>) {
    let inner = token.inner(text);
    if inner.is_empty() || token.sort == MaskSort::Number && !is_secret {
        return;
    }
    if !is_secret && !is_masked(&text[inner.clone()]) {
        if labels.iter().any(|label| shows(label, &token.range, text)) {
            return;
        }
        // A place within a text, as in JSON that is a value of JSON: the place alone.
        if let Some(label) =
            labels.iter().find(|label| inner.start <= label.start && label.end <= inner.end && !label.is_empty())
        {
            hidden.extend([inner.start..label.start, label.end..inner.end].into_iter().filter(|rest| !rest.is_empty()));
            return;
        }
    }
    match hidden.last_mut() {
        // Several words of what is no JSON.
        Some(last) if token.sort == MaskSort::Word && text[last.end..inner.start].bytes().all(|byte| byte == b' ') => {
            last.end = inner.end;
        }
        _ => hidden.push(inner),
    }
}

/// Whether a label means just this value: itself, or a list of plain values that it is in.
fn shows(label: &Range<usize>, value: &Range<usize>, text: &str) -> bool {
    label == value || label.start <= value.start && value.end <= label.end && is_plain_list(&text[label.clone()])
}

/// Whether a value is a list of texts, numbers and the like.
fn is_plain_list(value: &str) -> bool {
    value.starts_with('[')
        && value.ends_with(']')
        && value.len() <= LONGEST_LIST
        && tokens(value, 1..value.len() - 1, false)
            .iter()
            .all(|token| !matches!(token.sort, MaskSort::Key | MaskSort::Sign(b'{' | b'[' | b':')))
}

/// Longer lists are not shown whole anyway.
const LONGEST_LIST: usize = 4096;

/// Whether a value may be repeated beside its place: a plain value, or a list of them, and no secret.
pub(in crate::report) fn is_plain(text: &str, value: Range<usize>) -> bool {
    let body = &text[value.clone()];
    let plain = match body.bytes().next() {
        // The first sign of what spans several lines.
        _ if body.len() == 1 => true,
        Some(b'{') => false,
        Some(b'[') => is_plain_list(body),
        _ => {
            !tokens(body, 0..body.len(), false).iter().any(|token| matches!(token.sort, MaskSort::Word | MaskSort::Key))
        }
    };
    plain && !is_secret_at(text, value.start)
}

/// Whether the name that stands before a value means a secret.
fn is_secret_at(text: &str, value: usize) -> bool {
    let before = text[..value].trim_end_matches([' ', '\t', '\r', '\n', '[']);
    let Some(before) = before.strip_suffix(':').map(str::trim_end).and_then(|before| before.strip_suffix('"')) else {
        return false;
    };
    let before = before.trim_end_matches('\\');
    before.rfind('"').is_some_and(|at| is_secret_name(&before[at + 1..]))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MaskSort {
    /// A text that names a member.
    Key,
    /// Another text.
    Text,
    /// A number, `true`, `false`, `null`.
    Number,
    /// Anything else that is no sign.
    Word,
    /// `{`, `}`, `[`, `]`, `:`, `,`.
    Sign(u8),
}

#[derive(Debug)]
struct Token {
    sort: MaskSort,
    range: Range<usize>,
    /// It has a quotation mark at its beginning, and at its end.
    quoted: (bool, bool),
}

impl Token {
    /// What stands between its quotation marks.
    fn inner(&self, _text: &str) -> Range<usize> {
        let (start, end) = (self.range.start + usize::from(self.quoted.0), self.range.end - usize::from(self.quoted.1));
        start..end.max(start)
    }

    fn holds_inside(&self, at: usize) -> bool {
        matches!(self.sort, MaskSort::Text | MaskSort::Key | MaskSort::Word)
            && self.range.start < at
            && at < self.range.end
    }
}

/// The tokens of a piece of text, read as JSON; what is none is a word.
fn tokens(text: &str, piece: Range<usize>, mut inside: bool) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = piece.start;
    while at < piece.end {
        let start = at;
        if inside || bytes[at] == b'"' {
            let opened = !std::mem::replace(&mut inside, false);
            at += usize::from(opened);
            let mut closed = false;
            while at < piece.end && !closed {
                match bytes[at] {
                    b'\\' => at += 2,
                    byte => {
                        closed = byte == b'"';
                        at += 1;
                    }
                }
            }
            at = boundary(text, at.min(piece.end));
            let next = text[at..piece.end].trim_start().bytes().next();
            let sort = if opened && closed && next == Some(b':') { MaskSort::Key } else { MaskSort::Text };
            tokens.push(Token { sort, range: start..at, quoted: (opened, closed) });
        } else if matches!(bytes[at], b'{' | b'}' | b'[' | b']' | b':' | b',') {
            at += 1;
            tokens.push(Token { sort: MaskSort::Sign(bytes[start]), range: start..at, quoted: (false, false) });
        } else if bytes[at].is_ascii_whitespace() {
            at += 1;
        } else {
            let ends = |byte: &u8| byte.is_ascii_whitespace() || b"{}[]:,\"".contains(byte);
            at = bytes[at..piece.end].iter().position(ends).map_or(piece.end, |length| at + length);
            let word = &text[start..at];
            let number = word.trim_start_matches('-');
            let is_number = number.starts_with(|c: char| c.is_ascii_digit())
                && number.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
            let stays = is_number || matches!(word, "true" | "false" | "null");
            let sort = if stays { MaskSort::Number } else { MaskSort::Word };
            tokens.push(Token { sort, range: start..at, quoted: (false, false) });
        }
    }
    tokens
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with what is hidden as `…`; the label is the first `label` in it.
    fn shown(text: &str, label: &str, from: usize) -> String {
        let labels: Vec<_> =
            text.find(label).filter(|_| !label.is_empty()).map(|at| at..at + label.len()).into_iter().collect();
        let (mut shown, mut at) = (String::new(), from);
        for range in hidden(text, from..text.len(), from == 0, &labels) {
            shown.push_str(&text[at..range.start]);
            shown.push('…');
            at = range.end;
        }
        shown + &text[at..]
    }

    #[test]
    fn texts_of_others_are_hidden_and_the_form_stays() {
        let text = r#"{"a": "x\"y", "b" : "z", "n": -1.5e3, "t": true, "l": ["p", {"q": "r"}], "e": ""}"#;
        let hidden = r#"{"a": "…", "b" : "z", "n": -1.5e3, "t": true, "l": ["…", {"q": "…"}], "e": ""}"#;
        assert_eq!(shown(text, "\"z\"", 0), hidden);
        // The same from the middle of a text on, as where a line is too long.
        for from in 1..14 {
            let whole = shown(text, "\"z\"", from);
            assert!(!whole.contains('y') && whole.contains("\"b\" : \"z\""), "{from}: {whole}");
        }
        assert_eq!(shown(r#"["a", ["b"]]"#, r#"["a", ["b"]]"#, 0), r#"["…", ["…"]]"#);
        assert_eq!(shown(r#"{"l": ["a", "b"]}"#, r#"["a", "b"]"#, 0), r#"{"l": ["a", "b"]}"#);
        assert_eq!(shown(r#"{"o": {"a": "b"}}"#, r#"{"a": "b"}"#, 0), r#"{"o": {"a": "…"}}"#);
    }

    #[test]
    fn a_place_within_a_text_is_all_that_is_shown_of_it() {
        assert_eq!(shown(r#"{"p": "@{a=True; b=secret}"}"#, "True", 0), r#"{"p": "…True…"}"#);
        assert_eq!(shown(r#"{"j": "{\"a\": \"x\", \"b\": 2}"}"#, "2", 0), r#"{"j": "…2…"}"#);
    }

    #[test]
    fn secrets_are_hidden_under_a_label_too() {
        for name in ["Password", "clientSecret", "access_token", "ConnectionString", "ApiKey"] {
            assert_eq!(shown(&format!("{{\"{name}\": \"x\"}}"), "\"x\"", 0), format!("{{\"{name}\": \"…\"}}"));
            assert_eq!(
                shown(&format!("{{\"{name}\": [\"x\", 1]}}"), "\"x\"", 0),
                format!("{{\"{name}\": [\"…\", …]}}")
            );
        }
        assert_eq!(shown(r#"{"PasswordPolicy": "x"}"#, "\"x\"", 0), r#"{"PasswordPolicy": "x"}"#);
        assert!(!is_plain(r#"{"Password": "x"}"#, 13..16) && is_plain(r#"{"Passport": "x"}"#, 13..16));
        assert!(!is_plain(r#"{"Password": ["x"]}"#, 14..17));
    }

    #[test]
    fn what_is_no_json_tells_nothing() {
        assert_eq!(shown("url = https://ci:pw@host 12 true\n", "", 0), "…:…:… 12 true\n");
        assert_eq!(shown("-----BEGIN KEY-----\nMIIEow\n", "", 0), "…\n…\n");
        assert_eq!(shown("名=值 \\\"", "", 0), "…\"");
    }
}
