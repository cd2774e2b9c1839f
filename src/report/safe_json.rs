//! JSON that is harmless wherever it is shown, and reads back as the same values.
//!
//! A report may pass through a terminal and through the log of a pipeline before a program reads it. Characters that
//! would be obeyed there are written as `\uXXXX`: controls, what turns the direction of a line, and the second `#` of
//! `##vso[` and `##[`.

use std::io::{self, BufWriter, IntoInnerError, Write};

use serde::{Serialize, Serializer};
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use super::words::{is_invisible, is_mark};

/// Writes a value over several lines, with a line break at the end.
pub(crate) fn write_pretty(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write(value, PrettyFormatter::new(), out)
}

/// Writes a value in one line, with a line break at the end.
pub(super) fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write(value, CompactFormatter, out)
}

fn write<F: Formatter>(value: &impl Serialize, layout: F, out: &mut dyn Write) -> io::Result<()> {
    // JSON is written in small pieces; gathered here they cost less than a call of an unknown writer each.
    let mut out = BufWriter::new(out);
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Safe(layout)))?;
    out.write_all(b"\n")?;
    out.into_inner().map(drop).map_err(IntoInnerError::into_error)
}

/// A list whose elements are made when they are written.
pub(super) struct Each<F>(pub(super) F);

impl<F, I> Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// Another layout with strings that nobody obeys.
struct Safe<F>(F);

/// Hands the layout on, which differs in these methods only.
macro_rules! hand_on {
    ($($method:ident($($first:ident)?)),+ $(,)?) => {
        $(fn $method<W: ?Sized + Write>(&mut self, writer: &mut W $(, $first: bool)?) -> io::Result<()> {
            self.0.$method(writer $(, $first)?)
        })+
    };
}

impl<F: Formatter> Formatter for Safe<F> {
    hand_on! {
        begin_array(), end_array(), begin_array_value(first), end_array_value(),
        begin_object(), end_object(), begin_object_key(first), end_object_key(),
        begin_object_value(), end_object_value(),
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // Most of a report is plain text.
        if fragment.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'#') {
            return writer.write_all(fragment.as_bytes());
        }
        let (mut written, mut after_hash) = (0, false);
        for (at, character) in fragment.char_indices() {
            let harmful = character.is_control() || character == '#' && after_hash || is_obeyed(character);
            after_hash = !harmful && (character == '#' || after_hash && is_mark(character));
            if harmful {
                writer.write_all(&fragment.as_bytes()[written..at])?;
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
                written = at + character.len_utf8();
            }
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }
}

fn is_obeyed(character: char) -> bool {
    is_invisible(character) || matches!(character, '\u{AD}' | '\u{61C}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_and_holds_nothing_harmful() {
        let value = serde_json::json!({
            "a##vso[task.x]##[error]###[#\u{34F}#": ["\u{1b}[31m\u{7f}\u{85}\u{202E}\u{2028}\u{FEFF}\0\r\n", 1, {}, [], null],
            "b": "\u{E0041}::error::号\"\\",
        });
        for write in [write_pretty as fn(&serde_json::Value, &mut dyn Write) -> io::Result<()>, write_line] {
            let mut bytes = Vec::new();
            write(&value, &mut bytes).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
            assert!(!text.replace('\u{34F}', "").contains("##"), "{text}");
            assert!(text.chars().all(|c| c == '\n' || !c.is_control() && !is_obeyed(c)), "{}", text.escape_debug());
        }
        let mut pretty = Vec::new();
        write_pretty(&serde_json::json!({"a": [1, {"b": null}]}), &mut pretty).unwrap();
        let plain = serde_json::to_string_pretty(&serde_json::json!({"a": [1, {"b": null}]})).unwrap();
        assert_eq!(String::from_utf8(pretty).unwrap().trim_end(), plain);
    }
}
