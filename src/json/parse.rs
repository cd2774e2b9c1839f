//! Strict RFC 8259 into a tape, in one pass, without recursion.
//!
//! One thing is repaired: a member whose value is missing becomes a [`Kind::Gap`], because a widely used export
//! tool writes it. Everything else that is not JSON is an error with a place.
//!
//! A long array of objects does not have to end up on the tape: [`Listings`] may take its elements one by one.

use super::syntax::{Syntax, SyntaxError, string_end};
use super::{Document, Kind, Node};
use crate::source::Span;

/// How many elements of an array are kept before [`Listings::wants`] is asked.
const HEAD: u32 = 64;
/// Arrays nested deeper than this are never listings.
const DEEPEST_LISTING: usize = 4;

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

    fn push(&mut self, start: usize, end: usize, kind: Kind, flag: bool) {
        let next = self.nodes.len() as u32 + 1;
        self.nodes.push(Node { start: start as u32, end: end as u32, next, kind, flag });
    }
}

/// Takes the elements of long arrays instead of the tape.
pub trait Listings {
    /// Whether the rest of the last open array of `outline` is to be handed on element by element.
    ///
    /// Asked once for an array that has shown `HEAD` elements. All that came before it is in the outline.
    fn wants(&mut self, outline: Document<'_>, array: u32) -> bool;

    /// One element, with its index in the array.
    fn element(&mut self, index: u32, element: Document<'_>);
}

/// Keeps every element on the tape.
pub struct NoListings;

impl Listings for NoListings {
    fn wants(&mut self, _: Document<'_>, _: u32) -> bool {
        false
    }
    fn element(&mut self, _: u32, _: Document<'_>) {}
}

/// A container that has not been closed yet.
struct Open {
    node: u32,
    elements: u32,
}

/// Reads values from a text, one after the other.
pub struct Cursor<'t> {
    text: &'t str,
    pos: usize,
    gaps: Vec<Span>,
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
        let mut scratch = Tape::default();
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
                Some(found @ (b',' | b'}')) if in_object(tape, &open) => {
                    // `"key": ,` — and only there; `{"a":1,}` never gets here because a key is expected first.
                    debug_assert!(found == b',' || found == b'}');
                    self.gaps.push(Span::new(start as u32, start as u32));
                    tape.push(start, start, Kind::Gap, false);
                }
                Some(b']') if !open.is_empty() => return Err(self.error_here(Syntax::TrailingComma)),
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
                            let ahead = self.skip_space();
                            if ahead == Some(b'{') && listings.wants(tape.document(self.text), array) {
                                tape.nodes[array as usize].flag = true;
                                self.listing(&mut scratch, listings)?;
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

    /// Hands on the elements from the current position to the closing bracket, which is left to the caller.
    fn listing<L: Listings>(&mut self, scratch: &mut Tape, listings: &mut L) -> Result<(), SyntaxError> {
        let mut index = HEAD;
        loop {
            scratch.clear();
            self.value(scratch)?;
            listings.element(index, scratch.document(self.text));
            index += 1;
            match self.skip_space() {
                Some(b',') => self.pos += 1,
                Some(b']') => return Ok(()),
                Some(_) => return Err(self.error_here(Syntax::ExpectedCommaOrBracket)),
                None => return Err(SyntaxError::new(self.here(), Syntax::UnexpectedEnd { opened: None })),
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
        let end = self.pos + word.len();
        if self.text.as_bytes().get(self.pos..end) != Some(word.as_bytes()) {
            return Err(self.error_here(Syntax::ExpectedValue));
        }
        tape.push(self.pos, end, kind, flag);
        self.pos = end;
        Ok(())
    }

    fn number(&mut self, tape: &mut Tape) -> Result<(), SyntaxError> {
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
        tape.push(start, end, Kind::Number, false);
        self.pos = end;
        Ok(())
    }

    /// Moves to the next byte that is not white space and returns it.
    fn skip_space(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.pos) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.pos += 1,
                Some(&byte) => return Some(byte),
                None => return None,
            }
            // Column-aligned layouts are half white space: take it eight at a time.
            while bytes.get(self.pos..self.pos + 8) == Some(b"        ") {
                self.pos += 8;
            }
        }
    }

    /// The character at the current position.
    fn here(&self) -> Span {
        let len = self.text[self.pos..].chars().next().map_or(0, char::len_utf8);
        Span::new(self.pos as u32, (self.pos + len) as u32)
    }

    fn error_here(&self, syntax: Syntax) -> SyntaxError {
        SyntaxError::new(self.here(), syntax)
    }

    fn error_at_end(&self, tape: &Tape, open: &[Open]) -> SyntaxError {
        let opened = open.last().map(|last| {
            let start = tape.nodes[last.node as usize].start;
            Span::new(start, start + 1)
        });
        SyntaxError::new(self.here(), Syntax::UnexpectedEnd { opened })
    }
}

/// Whether the value that is due belongs to a key.
fn in_object(tape: &Tape, open: &[Open]) -> bool {
    open.last().is_some_and(|last| tape.nodes[last.node as usize].kind == Kind::Object)
}
