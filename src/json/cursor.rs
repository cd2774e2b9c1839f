//! Where a text is being read, and the pieces that are no values of their own: white space, words, numbers, ends.

use super::syntax::{ParseError, Syntax};
use crate::model::narrow::offset;
use crate::model::place::Span;

/// Reads values from a text, one after the other.
pub struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) pos: usize,
    pub(super) gaps: Vec<Span>,
}

impl<'t> Cursor<'t> {
    /// Starts at the beginning of `text`.
    pub fn new(text: &'t str) -> Self {
        Self::at(text, 0)
    }

    /// Starts at byte `pos` of `text`.
    pub fn at(text: &'t str, pos: usize) -> Self {
        Self { text, pos, gaps: Vec::new() }
    }

    /// The byte where the next value is looked for.
    pub fn position(&self) -> usize {
        self.pos
    }

    /// Where values were missing and repaired.
    pub fn gaps(&self) -> &[Span] {
        &self.gaps
    }

    /// Passes over white space and tells whether anything is left.
    ///
    /// Byte order marks between documents are what joining files leaves behind.
    pub fn has_more(&mut self) -> bool {
        while self.skip_space().is_some() {
            if !self.text[self.pos..].starts_with('\u{FEFF}') {
                return true;
            }
            self.pos += '\u{FEFF}'.len_utf8();
        }
        false
    }

    /// Requires that nothing but white space is left.
    pub fn end(&mut self) -> Result<(), ParseError> {
        match self.skip_space() {
            None => Ok(()),
            Some(_) => Err(self.error_here(Syntax::TrailingText)),
        }
    }

    pub(super) fn word_end(&self, word: &str) -> Result<usize, ParseError> {
        let found = self.text.as_bytes()[self.pos..].starts_with(word.as_bytes());
        if found { Ok(self.pos + word.len()) } else { Err(self.error_here(Syntax::ExpectedValue)) }
    }

    pub(super) fn number_end(&self) -> Result<usize, ParseError> {
        let bytes = self.text.as_bytes();
        let start = self.pos;
        let digits = |mut at: usize| {
            let from = at;
            while matches!(bytes.get(at), Some(b'0'..=b'9')) {
                at += 1;
            }
            (at, at > from)
        };
        let mut at = start + usize::from(bytes[start] == b'-');
        let whole = at;
        let (mut end, mut valid) = digits(at);
        valid &= bytes.get(whole) != Some(&b'0') || end == whole + 1;
        if valid && bytes.get(end) == Some(&b'.') {
            (end, valid) = digits(end + 1);
        }
        if valid && matches!(bytes.get(end), Some(b'e' | b'E')) {
            at = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            (end, valid) = digits(at);
        }
        if !valid {
            let span = Span::new(offset(start), offset(end.max(start + 1)));
            return Err(ParseError::new(span, Syntax::BadNumber));
        }
        Ok(end)
    }

    /// Moves to the next byte that is not white space and returns it.
    pub(super) fn skip_space(&mut self) -> Option<u8> {
        const BLANKS: u64 = 0x2020_2020_2020_2020;
        let bytes = self.text.as_bytes();
        let mut pos = self.pos;
        let found = loop {
            let Some(&byte) = bytes.get(pos) else { break None };
            match byte {
                b' ' | b'\r' | b'\t' => pos += 1,
                b'\n' => {
                    pos += 1;
                    // Indentation, up to a line's half: taken eight blanks at a time.
                    while let Some(chunk) = bytes.get(pos..).and_then(<[u8]>::first_chunk::<8>) {
                        let blanks = (u64::from_le_bytes(*chunk) ^ BLANKS).trailing_zeros() as usize / 8;
                        pos += blanks;
                        if blanks < 8 {
                            break;
                        }
                    }
                }
                _ => break Some(byte),
            }
        };
        self.pos = pos;
        found
    }

    /// The character at the current position.
    pub(super) fn here(&self) -> Span {
        let len = self.text[self.pos..].chars().next().map_or(0, char::len_utf8);
        Span::new(offset(self.pos), offset(self.pos + len))
    }

    pub(super) fn error_here(&self, syntax: Syntax) -> ParseError {
        ParseError::new(self.here(), syntax)
    }
}
