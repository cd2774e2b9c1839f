//! PowerShell text: names and values that cannot become anything but data, as Windows PowerShell 5.1 and 7 read it.

use std::fmt::Write as _;

/// A text as one literal. What nobody would see in it, or what ends a line, is written as its number.
///
/// ```
/// # use tenantlint::text::powershell::literal;
/// assert_eq!(literal("it's"), "'it''s'");
/// assert_eq!(literal("a\nb"), "('a' + [char]0x000A + 'b')");
/// ```
pub fn literal(text: &str) -> String {
    let hidden = |c: char| c.is_control() || is_unseen(c);
    if !text.contains(hidden) {
        return quoted(text);
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(hidden) {
        let (before, behind) = rest.split_at(at);
        // The first part makes the sum one of texts.
        if !before.is_empty() || parts.is_empty() {
            parts.push(quoted(before));
        }
        let mut behind = behind.chars();
        let mut units = [0; 2];
        for unit in behind.next().unwrap_or_default().encode_utf16(&mut units) {
            parts.push(format!("[char]0x{unit:04X}"));
        }
        rest = behind.as_str();
    }
    if !rest.is_empty() {
        parts.push(quoted(rest));
    }
    format!("({})", parts.join(" + "))
}

/// In single quotes; four more characters are single quotes to PowerShell.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for character in text.chars() {
        quoted.push(character);
        if matches!(character, '\'' | '\u{2018}'..='\u{201B}') {
            quoted.push(character);
        }
    }
    quoted.push('\'');
    quoted
}

/// A list of texts, also of none and of one.
pub fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let texts: Vec<_> = texts.into_iter().map(literal).collect();
    format!("@({})", texts.join(", "))
}

/// A JSON value as an expression of the same value.
pub fn value(json: &serde_json::Value) -> String {
    use serde_json::Value;
    match json {
        Value::Null => "$null".to_owned(),
        Value::Bool(true) => "$true".to_owned(),
        Value::Bool(false) => "$false".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => literal(text),
        Value::Array(items) => format!("@({})", items.iter().map(value).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let mut text = "@{".to_owned();
            for (at, (name, member)) in members.iter().enumerate() {
                // Writing to a string cannot fail.
                let _ = write!(text, "{} {} = {}", if at == 0 { "" } else { ";" }, literal(name), value(member));
            }
            text + " }"
        }
    }
}

/// A text that stands behind `#`, up to the end of its line.
pub fn remark(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_unseen(c) { '?' } else { c }).collect()
}

/// Characters that are not seen, turn the direction of what follows, or end a line.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The file's bytes: with a byte order mark where Windows PowerShell would take it for another encoding.
pub fn file(script: &str) -> Vec<u8> {
    let mark: &[u8] = if script.is_ascii() { b"" } else { b"\xEF\xBB\xBF" };
    [mark, script.as_bytes()].concat()
}
