//! JSON that is harmless wherever it is shown, and reads back as the same values.
//!
//! A report may pass through a terminal and through the log of a pipeline before a program reads it. Characters that
//! would be obeyed there are written as `\uXXXX`: controls, what turns the direction of a line, and the second `#` of
//! `##vso[` and `##[`.

use std::io::{self, BufWriter, IntoInnerError, Write};

use serde::{Serialize, Serializer};
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::text::printable::{is_invisible, is_mark};

/// Writes a value over several lines, with a line break at the end.
pub(crate) fn write_pretty(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write(value, PrettyFormatter::new(), out)
}

/// Writes a value in one line, with a line break at the end.
pub(crate) fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write(value, CompactFormatter, out)
}

fn write<F: Formatter>(value: &impl Serialize, layout: F, out: &mut dyn Write) -> io::Result<()> {
    // JSON is written in small pieces; gathered here they cost less than a call of an unknown writer each. Standard
    // output goes on to the system twice for each piece that it is given, up to the last line break and after it.
    let mut out = BufWriter::with_capacity(64 * 1024, out);
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Safe(layout)))?;
    out.write_all(b"\n")?;
    out.into_inner().map(drop).map_err(IntoInnerError::into_error)
}

/// A list whose elements are made when they are written.
pub(crate) struct Each<F>(pub(crate) F);

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
        let bytes = fragment.as_bytes();
        // Most of a report is plain text; to look at all of it is faster than to stop at the first that is not.
        if bytes.iter().fold(true, |plain, byte| plain & matches!(byte, b' '..=b'"' | b'$'..=b'~')) {
            return writer.write_all(bytes);
        }
        let (mut written, mut at, mut after_hash) = (0, 0, false);
        while let Some(plain) = bytes[at..].iter().position(|byte| is_suspicious(*byte)) {
            after_hash &= plain == 0;
            at += plain;
            let Some(character) = fragment[at..].chars().next() else { break };
            let harmful = character.is_control() || character == '#' && after_hash || is_obeyed(character);
            after_hash = !harmful && (character == '#' || after_hash && is_mark(character));
            if harmful {
                writer.write_all(&bytes[written..at])?;
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
                written = at + character.len_utf8();
            }
            at += character.len_utf8();
        }
        writer.write_all(&bytes[written..])
    }
}

/// Whether a character that begins with this byte may be harmful, or a mark after which one is: the controls, `#`, and
/// the first bytes of the blocks that hold such characters. Chinese characters begin with others, full-width punctuation
/// aside.
fn is_suspicious(byte: u8) -> bool {
    let ascii = byte < b' ' || byte == b'\x7f' || byte == b'#';
    ascii | matches!(byte, 0xC2 | 0xCC | 0xCD | 0xD8 | 0xE1 | 0xE2 | 0xEF | 0xF3)
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
        // No character that matters may be passed over.
        for character in '\0'..=char::MAX {
            let first = character.encode_utf8(&mut [0; 4]).as_bytes()[0];
            let matters = character.is_control() || character == '#' || is_obeyed(character) || is_mark(character);
            assert!(!matters || is_suspicious(first), "{}", character.escape_unicode());
        }
        let mut pretty = Vec::new();
        write_pretty(&serde_json::json!({"a": [1, {"b": null}]}), &mut pretty).unwrap();
        let plain = serde_json::to_string_pretty(&serde_json::json!({"a": [1, {"b": null}]})).unwrap();
        assert_eq!(String::from_utf8(pretty).unwrap().trim_end(), plain);
    }
}
