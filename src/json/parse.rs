//! Strict RFC 8259 into a tape, in one pass, without recursion.
//!
//! One thing is repaired: a member whose value is missing becomes a [`NodeKind::Gap`], because a widely used export
//! tool writes it. Everything else that is not JSON is an error with a place.
//!
//! A long array of objects does not have to end up on the tape: [`Listings`] may take its elements one by one.

use super::NodeKind;
use super::cursor::Cursor;
use super::listing;
use super::listings::{HEAD, Listings, NoListings, Open, Rest};
use super::syntax::{ParseError, Syntax, string_end};
use super::tape::Tape;
use crate::model::narrow::offset;
use crate::model::place::Span;

/// Arrays nested deeper than this are never listings.
const DEEPEST_LISTING: usize = 10;

impl Cursor<'_> {
    /// Reads one value onto the tape.
    pub fn value(&mut self, tape: &mut Tape) -> Result<(), ParseError> {
        self.value_with(tape, &mut NoListings)
    }

    /// Reads one value, offering long arrays to `listings`.
    pub fn value_with<L: Listings>(&mut self, tape: &mut Tape, listings: &mut L) -> Result<(), ParseError> {
        let bytes = self.text.as_bytes();
        let mut open: Vec<Open> = Vec::new();
        'value: loop {
            let start = self.pos;
            match self.skip_space() {
                Some(b'"') => self.string(tape)?,
                Some(b'{') if self.replay(tape) => {}
                Some(bracket @ (b'{' | b'[')) => {
                    let kind = if bracket == b'{' { NodeKind::Object } else { NodeKind::Array };
                    open.push(Open { node: offset(tape.nodes.len()), elements: 0 });
                    tape.push(self.pos, self.pos + 1, kind, false);
                    if let Some(node) = tape.nodes.last_mut() {
                        node.next = 0;
                    }
                    self.pos += 1;
                    match (self.skip_space(), kind) {
                        (Some(b'}'), NodeKind::Object) | (Some(b']'), NodeKind::Array) => {}
                        (_, NodeKind::Object) => {
                            self.key(tape, &open)?;
                            continue 'value;
                        }
                        _ => continue 'value,
                    }
                }
                Some(b't') => self.word("true", NodeKind::Bool, true, tape)?,
                Some(b'f') => self.word("false", NodeKind::Bool, false, tape)?,
                Some(b'n') => self.word("null", NodeKind::Null, false, tape)?,
                Some(b'-' | b'0'..=b'9') => self.number(tape)?,
                Some(b',' | b'}') if innermost(tape, &open) == Some(NodeKind::Object) => {
                    // `"key": ,` — and only there; `{"a":1,}` never gets here because a key is expected first.
                    self.gaps.push(Span::new(offset(start), offset(start)));
                    tape.push(start, start, NodeKind::Gap, false);
                }
                // An empty array is closed where it was opened, so a comma came before.
                Some(b']') if innermost(tape, &open) == Some(NodeKind::Array) => {
                    return Err(self.error_here(Syntax::TrailingComma));
                }
                Some(_) => return Err(self.error_here(Syntax::ExpectedValue)),
                None => return Err(self.error_at_end(tape, &open)),
            }
            // A value has ended: close what closes with it, then go on to the next one.
            loop {
                let Some(last) = open.last_mut() else { return Ok(()) };
                let object = tape.nodes[last.node as usize].kind == NodeKind::Object;
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
                let next = offset(tape.nodes.len());
                let node = &mut tape.nodes[last.node as usize];
                node.end = offset(self.pos);
                node.next = next;
                let node = last.node as usize;
                open.pop();
                if let Some(patterns) = tape.patterns.as_mut().filter(|_| object) {
                    patterns.learn(self.text, &mut tape.nodes, node);
                }
                debug_assert!(matches!(bytes[self.pos - 1], b'}' | b']'));
            }
        }
    }

    /// Passes over an object that is like another but for its values.
    fn replay(&mut self, tape: &mut Tape) -> bool {
        let Tape { nodes, patterns } = tape;
        patterns.as_mut().is_some_and(|patterns| patterns.replay(self, nodes))
    }

    /// Reads a key and its colon.
    fn key(&mut self, tape: &mut Tape, open: &[Open]) -> Result<(), ParseError> {
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

    fn string(&mut self, tape: &mut Tape) -> Result<(), ParseError> {
        let (end, escaped) = string_end(self.text, self.pos)?;
        tape.push(self.pos, end, NodeKind::String, escaped);
        self.pos = end;
        Ok(())
    }

    fn word(&mut self, word: &str, kind: NodeKind, flag: bool, tape: &mut Tape) -> Result<(), ParseError> {
        let end = self.word_end(word)?;
        tape.push(self.pos, end, kind, flag);
        self.pos = end;
        Ok(())
    }

    fn number(&mut self, tape: &mut Tape) -> Result<(), ParseError> {
        let end = self.number_end()?;
        tape.push(self.pos, end, NodeKind::Number, false);
        self.pos = end;
        Ok(())
    }

    fn error_at_end(&self, tape: &Tape, open: &[Open]) -> ParseError {
        ParseError::new(self.here(), Syntax::UnexpectedEnd { opened: Self::opened(tape, open) })
    }

    /// The innermost bracket that is open.
    fn opened(tape: &Tape, open: &[Open]) -> Option<Span> {
        open.last().map(|last| Span::at(tape.nodes[last.node as usize].start as usize, 1))
    }
}

/// What the value that is due stands in, if it stands in anything.
fn innermost(tape: &Tape, open: &[Open]) -> Option<NodeKind> {
    open.last().map(|last| tape.nodes[last.node as usize].kind)
}
