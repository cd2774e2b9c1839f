//! Texts and values as TOML of one line that is harmless wherever it is shown, and reads back as the same.

use std::fmt::Write as _;

use serde_json::Value;

use crate::text::printable::printable;

/// A text, a number, a boolean or a list of them.
pub(crate) fn value(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(self::value).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// A text in quotes; what does not show itself is written as its number.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    let plain = printable(text);
    for (at, character) in text.char_indices() {
        // The length in bytes stays the same.
        let shown = plain[at..].chars().next().unwrap_or(character);
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            _ if shown != character => _ = write!(quoted, "\\U{:08X}", u32::from(character)),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// The errors of syntax that are worth telling: a file with more than a few is none, and each line of it says so again.
pub(crate) fn told<E>(errors: &[E]) -> &[E] {
    const SLIPS: usize = 5;
    if errors.len() > SLIPS { &errors[..1] } else { errors }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_survive_quoting() {
        for text in
            ["plain", "a \"b\" c", "C:\\x\\y", "two\nlines\tand\r", "合同", "a\u{202E}b\u{0}c\u{7F}\u{85}\u{E0041}d"]
        {
            let toml = format!("x = {}", quoted(text));
            let table = toml::de::DeTable::parse(&toml).expect("TOML");
            let value = table.get_ref().get("x").expect("x").get_ref().as_str().map(str::to_owned);
            assert_eq!(value.as_deref(), Some(text), "{toml}");
            assert!(!toml.chars().any(char::is_control), "{toml}");
        }
    }
}
