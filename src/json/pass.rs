//! Values that are checked and left where they are: they need no place on a tape.

use super::NodeKind;
use super::cursor::Cursor;
use super::syntax::{ParseError, Syntax, string_end, string_end_from};
use super::tape::Tape;

impl Cursor<'_> {
    /// Takes over where another one of the same text has come to.
    pub(super) fn go_on(&mut self, other: Self) {
        self.pos = other.pos;
        self.gaps.extend(other.gaps);
    }

    /// A value that begins at `begin` and of which nothing before `from` has to be looked at: its end, kind and flag.
    /// Nothing if it is no value, or would have to be repaired.
    pub(super) fn changed(&mut self, begin: usize, from: usize) -> Option<(usize, NodeKind, bool)> {
        let first = *self.text.as_bytes().get(begin)?;
        if first == b'"' {
            let (end, escaped) = string_end_from(self.text, begin, from.max(begin + 1)).ok()?;
            return Some((end, NodeKind::String, escaped));
        }
        self.pos = begin;
        let gaps = self.gaps.len();
        let passed = self.pass(first);
        if self.gaps.len() > gaps {
            self.gaps.truncate(gaps);
            return None;
        }
        let (kind, flag) = passed.ok()?;
        Some((self.pos, kind, flag))
    }

    /// Checks the value that begins here with `first` and passes over it; its kind and flag.
    pub(super) fn pass(&mut self, first: u8) -> Result<(NodeKind, bool), ParseError> {
        let (end, kind, flag) = match first {
            b'"' => {
                let (end, escaped) = string_end(self.text, self.pos)?;
                (end, NodeKind::String, escaped)
            }
            b't' => (self.word_end("true")?, NodeKind::Bool, true),
            b'f' => (self.word_end("false")?, NodeKind::Bool, false),
            b'n' => (self.word_end("null")?, NodeKind::Null, false),
            b'-' | b'0'..=b'9' => (self.number_end()?, NodeKind::Number, false),
            bracket @ (b'{' | b'[') => {
                let start = self.pos;
                if self.pass_container().is_none() {
                    // The strict way gives up where something is odd; the other one says what, or repairs it.
                    self.pos = start;
                    self.value(&mut Tape::default())?;
                }
                (self.pos, if bracket == b'{' { NodeKind::Object } else { NodeKind::Array }, false)
            }
            _ => return Err(self.error_here(Syntax::ExpectedValue)),
        };
        self.pos = end;
        Ok((kind, flag))
    }

    /// Passes over an object or array in which everything is as it should be.
    fn pass_container(&mut self) -> Option<()> {
        // Whether each open container is an object.
        let mut open: Vec<bool> = Vec::new();
        'value: loop {
            match self.skip_space()? {
                bracket @ (b'{' | b'[') => {
                    self.pos += 1;
                    let object = bracket == b'{';
                    match (self.skip_space()?, object) {
                        (b'}', true) | (b']', false) => self.pos += 1,
                        (_, object) => {
                            open.push(object);
                            if object {
                                self.pass_key()?;
                            }
                            continue;
                        }
                    }
                }
                first => _ = self.pass(first).ok()?,
            }
            loop {
                let Some(&object) = open.last() else { return Some(()) };
                match (self.skip_space()?, object) {
                    (b',', _) => {
                        self.pos += 1;
                        if object {
                            self.pass_key()?;
                        }
                        continue 'value;
                    }
                    (b'}', true) | (b']', false) => self.pos += 1,
                    _ => return None,
                }
                open.pop();
            }
        }
    }

    fn pass_key(&mut self) -> Option<()> {
        if self.skip_space()? != b'"' {
            return None;
        }
        self.pos = string_end(self.text, self.pos).ok()?.0;
        if self.skip_space()? != b':' {
            return None;
        }
        self.pos += 1;
        Some(())
    }
}
