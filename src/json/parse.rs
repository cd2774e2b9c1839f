//! Strict RFC 8259 into a tape, in one pass, without recursion.
//!
//! One thing is repaired: a member whose value is missing becomes a [`Kind::Gap`], because a widely used export
//! tool writes it. Everything else that is not JSON is an error with a place.
//!
//! A long array of objects does not have to end up on the tape: [`Listings`] may take its elements one by one.

use super::listing;
use super::listing::{Listings, NoListings, Open, Rest};
use super::syntax::{Syntax, SyntaxError, string_end};
use super::{Document, Kind, Node};
use crate::model::place::Span;

/// How many elements of an array are kept before [`Listings::wants`] is asked.
pub(super) const HEAD: u32 = 64;
/// Arrays nested deeper than this are never listings.
const DEEPEST_LISTING: usize = 10;

/// The nodes of a document. Reusable: clearing keeps the memory.
#[derive(Debug, Default)]
pub struct Tape {
    nodes: Vec<Node>,
}

impl Tape {
    /// Forgets the nodes, keeps the memory.
    pub fn clear(&mut self) {
        self.nodes.clear();
    }

    /// The document that these nodes describe.
    pub fn document<'d>(&'d self, text: &'d str) -> Document<'d> {
        Document::new(text, &self.nodes)
    }

    pub(super) fn push(&mut self, start: usize, end: usize, kind: Kind, flag: bool) {
        let next = self.nodes.len() as u32 + 1;
        self.nodes.push(Node { start: start as u32, end: end as u32, next, kind, flag });
    }

    /// Says where the first node, a container with all that is on the tape in it, ends.
    pub(super) fn close_root(&mut self, end: usize) {
        let nodes = self.nodes.len() as u32;
        if let Some(root) = self.nodes.first_mut() {
            (root.end, root.next) = (end as u32, nodes);
        }
    }
}

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
    pub fn end(&mut self) -> Result<(), SyntaxError> {
        match self.skip_space() {
            None => Ok(()),
            Some(_) => Err(self.error_here(Syntax::TrailingText)),
        }
    }

    /// Reads one value onto the tape.
    pub fn value(&mut self, tape: &mut Tape) -> Result<(), SyntaxError> {
        self.value_with(tape, &mut NoListings)
    }

    /// Reads one value, offering long arrays to `listings`.
    pub fn value_with<L: Listings>(&mut self, tape: &mut Tape, listings: &mut L) -> Result<(), SyntaxError> {
        let bytes = self.text.as_bytes();
        let mut open: Vec<Open> = Vec::new();
        'value: loop {
            let start = self.pos;
            match self.skip_space() {
                Some(b'"') => self.string(tape)?,
                Some(bracket @ (b'{' | b'[')) => {
                    let kind = if bracket == b'{' { Kind::Object } else { Kind::Array };
                    open.push(Open { node: tape.nodes.len() as u32, elements: 0 });
                    tape.push(self.pos, self.pos + 1, kind, false);
                    if let Some(node) = tape.nodes.last_mut() {
                        node.next = 0;
                    }
                    self.pos += 1;
                    match (self.skip_space(), kind) {
                        (Some(b'}'), Kind::Object) | (Some(b']'), Kind::Array) => {}
                        (_, Kind::Object) => {
                            self.key(tape, &open)?;
                            continue 'value;
                        }
                        _ => continue 'value,
                    }
                }
                Some(b't') => self.word("true", Kind::Bool, true, tape)?,
                Some(b'f') => self.word("false", Kind::Bool, false, tape)?,
                Some(b'n') => self.word("null", Kind::Null, false, tape)?,
                Some(b'-' | b'0'..=b'9') => self.number(tape)?,
                Some(b',' | b'}') if innermost(tape, &open) == Some(Kind::Object) => {
                    // `"key": ,` — and only there; `{"a":1,}` never gets here because a key is expected first.
                    self.gaps.push(Span::new(start as u32, start as u32));
                    tape.push(start, start, Kind::Gap, false);
                }
                // An empty array is closed where it was opened, so a comma came before.
                Some(b']') if innermost(tape, &open) == Some(Kind::Array) => {
                    return Err(self.error_here(Syntax::TrailingComma));
                }
                Some(_) => return Err(self.error_here(Syntax::ExpectedValue)),
                None => return Err(self.error_at_end(tape, &open)),
            }
            // A value has ended: close what closes with it, then go on to the next one.
            loop {
                let Some(last) = open.last_mut() else { return Ok(()) };
                let object = tape.nodes[last.node as usize].kind == Kind::Object;
                match self.skip_space() {
                    Some(b',') => {
                        self.pos += 1;
                        if object {
                            self.key(tape, &open)?;
                            continue 'value;
                        }
                        last.elements += 1;
                        if last.elements == HEAD && open.len() <= DEEPEST_LISTING {
                            let array = open[open.len() - 1].node;
                            if matches!(self.skip_space(), Some(b'{' | b'[')) {
                                let rest = listings.wants(tape.document(self.text), &open);
                                let opened = Self::opened(tape, &open);
                                tape.nodes[array as usize].flag = rest != Rest::Keep;
                                match rest {
                                    Rest::Keep => continue 'value,
                                    Rest::HandOn => {
                                        let elements = listing::hand_on(self, opened, listings)?;
                                        listings.ended(elements);
                                    }
                                    Rest::PassOver => listing::pass_over(self, opened)?,
                                }
                                continue;
                            }
                        }
                        continue 'value;
                    }
                    Some(b'}') if object => {}
                    Some(b']') if !object => {}
                    Some(_) => {
                        let syntax = if object { Syntax::ExpectedCommaOrBrace } else { Syntax::ExpectedCommaOrBracket };
                        return Err(self.error_here(syntax));
                    }
                    None => return Err(self.error_at_end(tape, &open)),
                }
                self.pos += 1;
                let next = tape.nodes.len() as u32;
                let node = &mut tape.nodes[last.node as usize];
                node.end = self.pos as u32;
                node.next = next;
                open.pop();
                debug_assert!(matches!(bytes[self.pos - 1], b'}' | b']'));
            }
        }
    }

    /// Reads a key and its colon.
    fn key(&mut self, tape: &mut Tape, open: &[Open]) -> Result<(), SyntaxError> {
        match self.skip_space() {
            Some(b'"') => self.string(tape)?,
            Some(b'}') => return Err(self.error_here(Syntax::TrailingComma)),
            Some(_) => return Err(self.error_here(Syntax::ExpectedKey)),
            None => return Err(self.error_at_end(tape, open)),
        }
        match self.skip_space() {
            Some(b':') => {
                self.pos += 1;
                Ok(())
            }
            Some(_) => Err(self.error_here(Syntax::ExpectedColon)),
            None => Err(self.error_at_end(tape, open)),
        }
    }

    fn string(&mut self, tape: &mut Tape) -> Result<(), SyntaxError> {
        let (end, escaped) = string_end(self.text, self.pos)?;
        tape.push(self.pos, end, Kind::String, escaped);
        self.pos = end;
        Ok(())
    }

    fn word(&mut self, word: &str, kind: Kind, flag: bool, tape: &mut Tape) -> Result<(), SyntaxError> {
        let end = self.word_end(word)?;
        tape.push(self.pos, end, kind, flag);
        self.pos = end;
        Ok(())
    }

    pub(super) fn word_end(&self, word: &str) -> Result<usize, SyntaxError> {
        let found = self.text.as_bytes()[self.pos..].starts_with(word.as_bytes());
        if found { Ok(self.pos + word.len()) } else { Err(self.error_here(Syntax::ExpectedValue)) }
    }

    fn number(&mut self, tape: &mut Tape) -> Result<(), SyntaxError> {
        let end = self.number_end()?;
        tape.push(self.pos, end, Kind::Number, false);
        self.pos = end;
        Ok(())
    }

    pub(super) fn number_end(&self) -> Result<usize, SyntaxError> {
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
            let span = Span::new(start as u32, end.max(start + 1) as u32);
            return Err(SyntaxError::new(span, Syntax::BadNumber));
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
        Span::new(self.pos as u32, (self.pos + len) as u32)
    }

    pub(super) fn error_here(&self, syntax: Syntax) -> SyntaxError {
        SyntaxError::new(self.here(), syntax)
    }

    fn error_at_end(&self, tape: &Tape, open: &[Open]) -> SyntaxError {
        SyntaxError::new(self.here(), Syntax::UnexpectedEnd { opened: Self::opened(tape, open) })
    }

    /// The innermost bracket that is open.
    fn opened(tape: &Tape, open: &[Open]) -> Option<Span> {
        open.last().map(|last| Span::at(tape.nodes[last.node as usize].start as usize, 1))
    }
}

/// What the value that is due stands in, if it stands in anything.
fn innermost(tape: &Tape, open: &[Open]) -> Option<Kind> {
    open.last().map(|last| tape.nodes[last.node as usize].kind)
}
