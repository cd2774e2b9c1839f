//! JSON behind a text that is none, as where a shell has greeted before the export began.

use crate::json::{Cursor, ParseError, Tape};

/// How many places are tried when there is text before the JSON.
const TRIES: usize = 256;

/// Where the JSON begins in a text that begins with something else.
pub(super) fn start_of(text: &str, start: usize, error: &ParseError) -> Option<usize> {
    let bytes = text.as_bytes();
    // A text that begins like JSON and breaks later is a broken file, not a banner with JSON after it.
    let like_json =
        matches!(bytes.get(start), Some(b'{')) || error.span.start() > start + 64 && bytes.get(start) == Some(&b'[');
    if like_json {
        return None;
    }
    let mut tape = Tape::default();
    // At the beginning of a line, or behind the end of a colour sequence.
    let begins = |&at: &usize| {
        let blank = &bytes[bytes[..at].trim_ascii_end().len()..at];
        at > start && (blank.contains(&b'\n') || bytes[at - 1] == b'm')
    };
    let candidates = memchr::memchr2_iter(b'{', b'[', &bytes[start..]).map(|at| start + at).filter(begins);
    let mut tried = 0;
    for at in candidates.take(TRIES) {
        tape.clear();
        let mut cursor = Cursor::at(text, at);
        let read = cursor.value(&mut tape);
        let ended = !cursor.has_more() || matches!(bytes[cursor.position()], b'{' | b'[');
        if read.is_ok() && ended {
            // What was passed over must not be JSON itself, broken or not.
            let object = |piece: &str| piece.trim_ascii_start().starts_with('"');
            return (!text[start..at].split('{').skip(1).any(object)).then_some(at);
        }
        tried += cursor.position() - at;
        if tried > text.len() {
            break;
        }
    }
    None
}
