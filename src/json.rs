//! A JSON text with the place of everything in it.
//!
//! [`Document`] is a view of a flat *tape*: one 16-byte node for every value and every key, in the order of the
//! text, each with its span. Nothing is copied out of the text and nothing is decoded until it is asked for.
//! Keys may repeat; the reader of a document decides what that means.
//!
//! This module does not know what a document is about, and it does not read files.

mod cursor;
mod listing;
mod listings;
mod lookup;
mod parse;
mod pass;
mod patterns;
mod syntax;
mod tape;

use std::borrow::Cow;

pub use cursor::Cursor;
pub use listings::{Change, ListingMember, Listings, NoListings, Open, Reference, Rest};
pub(crate) use lookup::{Lookup, Rests};
pub(crate) use patterns::{PatternId, Patterns};
pub(crate) use syntax::decode as decode_string;
pub use syntax::{ParseError, Syntax};
pub use tape::Tape;

use crate::model::narrow::offset;
use crate::model::place::Span;
use crate::text::sieve::Sieve;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number, kept as it is written.
    Number,
    /// A string or a key.
    String,
    /// An object; its nodes are keys and values by turns.
    Object,
    /// An array.
    Array,
    /// The place where a value is missing: `"key": ,` as a failed interpolation leaves it.
    Gap,
}

/// One node of the tape.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    start: u32,
    end: u32,
    /// Index of the node after this one and all that is in it; 0 while the container is still open.
    next: u32,
    kind: NodeKind,
    /// String: it has escapes. Bool: it is true. Array: elements were handed on or passed over instead of kept.
    flag: bool,
    /// Object: which pattern it has, counted from 1; 0 if none.
    pattern: u16,
}

/// A parsed JSON text.
#[derive(Debug, Clone, Copy)]
pub struct Document<'d> {
    text: &'d str,
    nodes: &'d [Node],
    /// Those that its objects may have.
    patterns: Option<&'d Patterns>,
}

impl<'d> Document<'d> {
    fn new(text: &'d str, nodes: &'d [Node], patterns: Option<&'d Patterns>) -> Self {
        Self { text, nodes, patterns }
    }

    /// The outermost value.
    ///
    /// # Panics
    /// Never for a document that a [`Cursor`] has filled.
    pub fn root(self) -> NodeRef<'d> {
        NodeRef { doc: self, at: 0 }
    }

    /// The text as it is written at a place.
    pub(crate) fn text_at(self, span: Span) -> &'d str {
        &self.text[span.range()]
    }

    /// The node at a place on the tape.
    pub(crate) fn node(self, at: u32) -> NodeRef<'d> {
        NodeRef { doc: self, at }
    }

    /// The node that an RFC 6901 pointer names.
    pub fn at_pointer(self, pointer: &str) -> Option<NodeRef<'d>> {
        let mut node = self.root();
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            node = match node.kind() {
                NodeKind::Object => node.members().find(|(key, _)| key.as_text() == token)?.1,
                NodeKind::Array => node.elements().nth(token.parse().ok()?)?,
                _ => return None,
            };
        }
        Some(node)
    }
}

/// One value (or key) of a document.
#[derive(Debug, Clone, Copy)]
pub struct NodeRef<'d> {
    doc: Document<'d>,
    at: u32,
}

impl PartialEq for NodeRef<'_> {
    /// The same place of the same tape.
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at && std::ptr::eq(self.doc.nodes.as_ptr(), other.doc.nodes.as_ptr())
    }
}

impl<'d> NodeRef<'d> {
    fn node(self) -> &'d Node {
        &self.doc.nodes[self.at as usize]
    }

    /// Index after this node and all below it, also while the container is still being read.
    fn next(self) -> u32 {
        match self.node().next {
            0 => offset(self.doc.nodes.len()),
            next => next,
        }
    }

    /// The document that this node belongs to.
    pub fn document(self) -> Document<'d> {
        self.doc
    }

    /// Its place on the tape.
    pub(crate) fn index(self) -> u32 {
        self.at
    }

    /// What the node is.
    pub fn kind(self) -> NodeKind {
        self.node().kind
    }

    /// Where it stands: for a string with its quotes, for a container with its brackets.
    pub fn span(self) -> Span {
        let node = self.node();
        Span::new(node.start, node.end)
    }

    /// The text as it is written.
    pub fn raw(self) -> &'d str {
        let span = self.span();
        &self.doc.text[span.range()]
    }

    /// Whether the elements of this array beyond the first were handed on while reading, and are not here.
    pub fn is_streamed(self) -> bool {
        self.kind() == NodeKind::Array && self.node().flag
    }

    /// The boolean, if it is one.
    pub fn as_bool(self) -> Option<bool> {
        (self.kind() == NodeKind::Bool).then(|| self.node().flag)
    }

    /// The text of a string, escapes decoded, if it is one.
    pub fn as_str(self) -> Option<Cow<'d, str>> {
        (self.kind() == NodeKind::String).then(|| self.as_text())
    }

    /// The bytes between the quotes of a string when they need no decoding.
    pub fn plain_str(self) -> Option<&'d str> {
        let node = self.node();
        (node.kind == NodeKind::String && !node.flag)
            .then(|| &self.doc.text[node.start as usize + 1..node.end as usize - 1])
    }

    /// A string decoded; anything else as it is written.
    pub fn as_text(self) -> Cow<'d, str> {
        match (self.kind(), self.plain_str()) {
            (NodeKind::String, Some(plain)) => Cow::Borrowed(plain),
            (NodeKind::String, None) => Cow::Owned(syntax::unescape(&self.raw()[1..self.raw().len() - 1])),
            _ => Cow::Borrowed(self.raw()),
        }
    }

    /// Keys and values of an object in the order of the text, repeated keys included; nothing for other nodes.
    pub fn members(self) -> impl Iterator<Item = (NodeRef<'d>, NodeRef<'d>)> {
        let mut at = self.at + 1;
        let end = if self.kind() == NodeKind::Object { self.next() } else { at };
        std::iter::from_fn(move || {
            // A key may stand alone at the very end of a tape that is still being read.
            if at + 1 >= end {
                return None;
            }
            let key = NodeRef { doc: self.doc, at };
            let value = NodeRef { doc: self.doc, at: at + 1 };
            at = value.next();
            Some((key, value))
        })
    }

    /// Elements of an array; nothing for other nodes.
    pub fn elements(self) -> impl Iterator<Item = NodeRef<'d>> {
        let mut at = self.at + 1;
        let end = if self.kind() == NodeKind::Array { self.next() } else { at };
        std::iter::from_fn(move || {
            if at >= end {
                return None;
            }
            let node = NodeRef { doc: self.doc, at };
            at = node.next();
            Some(node)
        })
    }

    /// The pattern of an object that others are like but for their values.
    pub(crate) fn pattern(self) -> Option<PatternId> {
        self.doc.patterns.and(self.node().pattern())
    }

    /// Whether it is an object that is known to have no containers in it.
    pub(crate) fn is_flat(self) -> bool {
        self.doc.patterns.zip(self.node().pattern()).is_some_and(|(patterns, id)| patterns.is_flat(id))
    }

    /// A filter over its keys, where one is known.
    fn known_keys(self) -> Option<&'d Sieve> {
        self.doc.patterns.zip(self.node().pattern()).map(|(patterns, id)| patterns.keys(id))
    }

    /// The node so many places behind this one.
    pub(crate) fn behind(self, places: u32) -> NodeRef<'d> {
        NodeRef { doc: self.doc, at: self.at + places }
    }

    /// The first member of that name, ASCII case ignored.
    pub fn get(self, name: &str) -> Option<NodeRef<'d>> {
        if self.known_keys().is_some_and(|keys| !keys.may(name)) {
            return None;
        }
        self.members().find(|(key, _)| key.is_text(name)).map(|(_, value)| value)
    }

    /// Whether it is a string of that text, ASCII case ignored.
    fn is_text(self, text: &str) -> bool {
        let node = self.node();
        // Most are of another length, which their places tell.
        let plain = node.kind == NodeKind::String && !node.flag;
        if plain && (node.end - node.start) as usize != text.len() + 2 {
            return false;
        }
        self.as_text().eq_ignore_ascii_case(text)
    }

    /// The string value of a member.
    pub fn get_str(self, name: &str) -> Option<Cow<'d, str>> {
        self.get(name)?.as_str()
    }

    /// The RFC 6901 pointer from this node to the innermost node below it that covers `span`.
    pub fn pointer_to(self, span: Span) -> String {
        self.walk_to(span).1
    }

    /// The innermost node below this one that covers `span`.
    #[must_use]
    pub fn covering(self, span: Span) -> NodeRef<'d> {
        self.walk_to(span).0
    }

    fn walk_to(self, span: Span) -> (NodeRef<'d>, String) {
        let mut pointer = String::new();
        if self.is_flat() {
            // Keys and values by turns, in the order of the text.
            let nodes = &self.doc.nodes[self.at as usize + 1..self.next() as usize];
            let after = nodes.partition_point(|node| node.start as usize <= span.start());
            let found = after.checked_sub(1).map(|at| (at, self.behind(offset(at) + 1)));
            let Some((at, node)) = found.filter(|(_, node)| node.span().contains(span)) else { return (self, pointer) };
            let key = if at % 2 == 0 { node } else { self.behind(offset(at)) };
            pointer.push('/');
            pointer.push_str(&key.as_text().replace('~', "~0").replace('/', "~1"));
            return (node, pointer);
        }
        let mut node = self;
        'down: loop {
            for (key, value) in node.members() {
                if value.span().contains(span) || key.span().contains(span) {
                    pointer.push('/');
                    pointer.push_str(&key.as_text().replace('~', "~0").replace('/', "~1"));
                    if key.span().contains(span) {
                        return (key, pointer);
                    }
                    node = value;
                    continue 'down;
                }
            }
            for (index, element) in node.elements().enumerate() {
                if element.span().contains(span) {
                    pointer.push('/');
                    pointer += &index.to_string();
                    node = element;
                    continue 'down;
                }
            }
            return (node, pointer);
        }
    }
}

/// The text of a string as it is written, with its quotes; anything else as it is.
pub(crate) fn text_of(raw: &str) -> Cow<'_, str> {
    match raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inside) if inside.contains('\\') => Cow::Owned(syntax::unescape(inside)),
        Some(inside) => Cow::Borrowed(inside),
        None => Cow::Borrowed(raw),
    }
}

/// A whole text with a single document, for the small files that the program itself is made of.
#[derive(Debug)]
pub struct Parsed {
    text: String,
    tape: Tape,
}

impl Parsed {
    /// Parses `text` strictly: one document and nothing else.
    pub fn new(text: String) -> Result<Self, ParseError> {
        let mut tape = Tape::default();
        let mut cursor = Cursor::new(&text);
        cursor.value(&mut tape)?;
        cursor.end()?;
        if let Some(gap) = cursor.gaps().first() {
            return Err(ParseError::new(*gap, Syntax::ExpectedValue));
        }
        Ok(Self { text, tape })
    }

    /// The document.
    pub fn document(&self) -> Document<'_> {
        self.tape.document(&self.text)
    }

    /// The text it was made from.
    pub fn text(&self) -> &str {
        &self.text
    }
}
