//! The elements of a listing, each compared with an earlier one.

use super::{End, Until};
use crate::json::NodeKind;
use crate::json::cursor::Cursor;
use crate::json::listings::{Change, ListingMember, Listings, Reference};
use crate::json::syntax::{ParseError, Syntax, string_end};
use crate::json::tape::Tape;
use crate::model::narrow;
use crate::model::place::Span;

/// Reads elements, remembering a reference.
pub(super) struct Elements {
    opened: Option<Span>,
    /// Of the element that is due.
    pub(super) index: u32,
    tape: Tape,
    members: Vec<ListingMember>,
    /// Where the reference begins, where it ends, and where the element after it begins. All equal: there is none.
    start: usize,
    end: usize,
    next: usize,
    changes: Vec<Change>,
    /// How many elements in a row were like the reference and still had to be handed on.
    unlike: u32,
    /// Whether any element was like the reference.
    of_use: bool,
}

/// How the element at the cursor compares with the reference.
enum ElementLikeness {
    /// Only values differ; what follows the element is as it was, so the next one is due.
    Whole,
    /// Only values differ; the cursor is behind its brace.
    Element,
    /// The members before this one differ at most in their values; the cursor is behind the last of them.
    Upto(usize),
}

/// Whether an element becomes the reference.
#[derive(Debug, Clone, Copy)]
enum Refer {
    No,
    InPassing,
    Yes,
}

/// So many elements in a row that have to be handed on are a sign that another reference would do better.
const MOST_UNLIKE: u32 = 8;

impl Elements {
    pub(super) fn new(opened: Option<Span>, index: u32) -> Self {
        let (members, changes) = (Vec::new(), Vec::new());
        Self {
            opened,
            index,
            tape: Tape::default(),
            members,
            start: 0,
            end: 0,
            next: 0,
            changes,
            unlike: 0,
            of_use: true,
        }
    }

    fn ended(&self, cursor: &Cursor<'_>) -> ParseError {
        ParseError::new(cursor.here(), Syntax::UnexpectedEnd { opened: self.opened })
    }

    pub(super) fn run<L: Listings>(
        &mut self,
        cursor: &mut Cursor<'_>,
        listings: &mut L,
        until: Until,
    ) -> Result<End, ParseError> {
        let from = cursor.pos;
        let mut told = from;
        loop {
            if cursor.pos - told >= STEP {
                listings.passed(cursor.pos - told);
                told = cursor.pos;
            }
            match until {
                Until::At(stop) if cursor.pos == stop => return Ok(End::Element),
                Until::Next if cursor.pos != from => return Ok(End::Element),
                _ => {}
            }
            let mut next_is_due = false;
            match cursor.skip_space() {
                Some(b'{') => next_is_due = self.object(cursor, listings)?,
                Some(b']') => return Err(cursor.error_here(Syntax::TrailingComma)),
                Some(_) => {
                    self.tape.clear();
                    cursor.value(&mut self.tape)?;
                    listings.element(self.index, self.tape.document(cursor.text), Reference::Same);
                }
                None => return Err(self.ended(cursor)),
            }
            self.index += 1;
            if next_is_due {
                continue;
            }
            let end = cursor.pos;
            match cursor.skip_space() {
                Some(b',') => cursor.pos += 1,
                Some(b']') => return Ok(End::Closed),
                Some(_) => return Err(cursor.error_here(Syntax::ExpectedCommaOrBracket)),
                None => return Err(self.ended(cursor)),
            }
            if cursor.skip_space() == Some(b'{') && end == self.end {
                self.next = cursor.pos;
            }
        }
    }

    /// Reads an object and hands it on. Whether what follows has been passed over too.
    fn object<L: Listings>(&mut self, cursor: &mut Cursor<'_>, listings: &mut L) -> Result<bool, ParseError> {
        let start = cursor.pos;
        let mut likeness = self.compare(cursor);
        if self.changes.iter().any(|change| self.members[change.member].deciding) {
            self.changes.clear();
            likeness = ElementLikeness::Upto(0);
        }
        let (next_is_due, end) = match likeness {
            ElementLikeness::Whole => (true, cursor.pos - (self.next - self.end)),
            ElementLikeness::Element => (false, cursor.pos),
            ElementLikeness::Upto(member) => {
                let repaired = self.read_on(cursor, start, member)?;
                let refer = self.of_use && !repaired;
                self.of_use = false;
                let known = self.ask(cursor.text, start, listings);
                self.hand_on(cursor.text, start, if refer { Refer::Yes } else { Refer::InPassing }, listings);
                if !known {
                    self.ask(cursor.text, start, listings);
                }
                if repaired {
                    // What had to be repaired here has to be looked at in the next one too.
                    (self.start, self.end, self.next) = (0, 0, 0);
                    self.members.clear();
                }
                return Ok(false);
            }
        };
        self.of_use = true;
        if listings.repeats(cursor.text, &self.changes) {
            self.unlike = 0;
            return Ok(next_is_due);
        }
        self.unlike += 1;
        if self.unlike > MOST_UNLIKE {
            self.rebase(start, end, next_is_due);
            self.hand_on(cursor.text, start, Refer::Yes, listings);
        } else {
            self.hand_on(cursor.text, start, Refer::No, listings);
        }
        Ok(next_is_due)
    }

    /// Asks what matters in the element that begins at `start`, and whether that is known.
    fn ask<L: Listings>(&mut self, text: &str, start: usize, listings: &mut L) -> bool {
        for member in &mut self.members {
            (member.needed, member.deciding) = (true, false);
        }
        let known = listings.layout(text, start, &mut self.members);
        for member in &mut self.members {
            member.needed |= member.kind == NodeKind::Gap;
        }
        known
    }

    /// Hands on the element that begins at `start`, as the new reference or as one like the old.
    fn hand_on<L: Listings>(&mut self, text: &str, start: usize, refer: Refer, listings: &mut L) {
        self.build(text, start);
        let key = |member: &ListingMember| {
            Span::new(narrow::offset(start) + member.key.0, narrow::offset(start) + member.key.1)
        };
        let keys: Vec<Span>;
        let reference = match refer {
            Refer::No => Reference::Same,
            Refer::InPassing => Reference::Passing,
            Refer::Yes => {
                self.unlike = 0;
                keys = self.members.iter().map(key).collect();
                Reference::This(&keys)
            }
        };
        listings.element(self.index, self.tape.document(text), reference);
    }

    /// Compares the element at the cursor with the reference and moves the cursor as far as they are alike.
    fn compare(&mut self, cursor: &mut Cursor<'_>) -> ElementLikeness {
        self.changes.clear();
        let bytes = cursor.text.as_bytes();
        let (mut known, mut here) = (self.start, cursor.pos);
        let mut at = 0;
        // The end of the last member that is all right.
        let mut good = here;
        loop {
            let same = common_prefix(&bytes[known..self.next], &bytes[here..]);
            known += same;
            here += same;
            if known == self.next && self.end < self.next {
                cursor.pos = here;
                return ElementLikeness::Whole;
            }
            let offset = narrow::offset(known - self.start);
            // A number goes on where the reference's has ended: what differs right behind it may belong to it.
            let is_past =
                |member: &ListingMember| offset >= member.value.1 + u32::from(member.kind == NodeKind::Number);
            let first = at;
            while self.members.get(at).is_some_and(is_past) {
                at += 1;
            }
            if at > first {
                good = here - (offset - self.members[at - 1].value.1) as usize;
            }
            let Some(member) = self.members.get(at) else {
                if known >= self.end && self.start < self.end {
                    cursor.pos = here - (known - self.end);
                    return ElementLikeness::Element;
                }
                break;
            };
            if offset < member.value.0 {
                break;
            }
            let same = (offset - member.value.0) as usize;
            let begin = here - same;
            // A string can be read on from where it differs, for what came before has no escape.
            let plain = member.kind == NodeKind::String && !member.flag && same > 0;
            let Some((end, kind, flag)) = cursor.changed(begin, if plain { here } else { begin }) else { break };
            let value = Span::new(narrow::offset(begin), narrow::offset(end));
            self.changes.push(Change { member: at, value, kind, flag, same });
            known = self.start + member.value.1 as usize;
            (here, good) = (end, end);
            at += 1;
        }
        cursor.pos = good;
        ElementLikeness::Upto(at)
    }

    /// Reads the members of an element from the given one on, and makes the element the reference. Whether anything had
    /// to be repaired.
    fn read_on(&mut self, cursor: &mut Cursor<'_>, start: usize, from: usize) -> Result<bool, ParseError> {
        let gaps = cursor.gaps.len();
        let ended = |cursor: &Cursor<'_>| {
            ParseError::new(cursor.here(), Syntax::UnexpectedEnd { opened: Some(Span::at(start, 1)) })
        };
        self.shift(from);
        self.members.truncate(from);
        let mut more = true;
        if from == 0 {
            cursor.pos = start + 1;
            more = cursor.skip_space() != Some(b'}');
        } else {
            match cursor.skip_space() {
                Some(b',') => cursor.pos += 1,
                Some(b'}') => more = false,
                Some(_) => return Err(cursor.error_here(Syntax::ExpectedCommaOrBrace)),
                None => return Err(ended(cursor)),
            }
        }
        while more {
            let next = cursor.skip_space();
            let key = cursor.pos;
            match next {
                Some(b'"') => cursor.pos = string_end(cursor.text, key)?.0,
                Some(b'}') => return Err(cursor.error_here(Syntax::TrailingComma)),
                Some(_) => return Err(cursor.error_here(Syntax::ExpectedKey)),
                None => return Err(ended(cursor)),
            }
            let key = (key, cursor.pos);
            match cursor.skip_space() {
                Some(b':') => cursor.pos += 1,
                Some(_) => return Err(cursor.error_here(Syntax::ExpectedColon)),
                None => return Err(ended(cursor)),
            }
            let colon = cursor.pos;
            let (value, kind, flag) = match cursor.skip_space() {
                Some(b',' | b'}') => {
                    cursor.gaps.push(Span::new(narrow::offset(colon), narrow::offset(colon)));
                    ((colon, colon), NodeKind::Gap, false)
                }
                Some(first) => {
                    let value = cursor.pos;
                    let (kind, flag) = cursor.pass(first)?;
                    ((value, cursor.pos), kind, flag)
                }
                None => return Err(ended(cursor)),
            };
            let from_start = |(from, to): (usize, usize)| (narrow::offset(from - start), narrow::offset(to - start));
            let (key, value) = (from_start(key), from_start(value));
            self.members.push(ListingMember { key, value, kind, flag, needed: true, deciding: false });
            match cursor.skip_space() {
                Some(b',') => cursor.pos += 1,
                Some(b'}') => more = false,
                Some(_) => return Err(cursor.error_here(Syntax::ExpectedCommaOrBrace)),
                None => return Err(ended(cursor)),
            }
        }
        cursor.pos += 1;
        (self.start, self.end, self.next) = (start, cursor.pos, cursor.pos);
        self.changes.clear();
        Ok(cursor.gaps.len() > gaps)
    }

    /// Makes the element just compared the reference.
    fn rebase(&mut self, start: usize, end: usize, next_is_due: bool) {
        let apart = if next_is_due { self.next - self.end } else { 0 };
        self.shift(self.members.len());
        (self.start, self.end, self.next) = (start, end, end + apart);
        self.changes.clear();
    }

    /// Moves the first members to where they are in the element just compared.
    fn shift(&mut self, count: usize) {
        let mut changes = self.changes.iter().peekable();
        let mut shift = 0;
        for (at, member) in self.members[..count].iter_mut().enumerate() {
            let moved = |offset: u32| offset.wrapping_add_signed(shift);
            let old_end = member.value.1;
            member.key = (moved(member.key.0), moved(member.key.1));
            member.value = (moved(member.value.0), moved(member.value.1));
            if let Some(change) = changes.next_if(|change| change.member == at) {
                let length = narrow::offset(change.value.end() - change.value.start());
                member.value.1 = member.value.0 + length;
                (member.kind, member.flag) = (change.kind, change.flag);
                shift = member.value.1.wrapping_sub(old_end).cast_signed();
            }
        }
    }

    /// Makes the tape of the element that begins at `start`: the reference with the changes.
    fn build(&mut self, text: &str, start: usize) {
        let mut changes = self.changes.iter().peekable();
        self.tape.clear();
        self.tape.push(start, start + 1, NodeKind::Object, false);
        let mut base = start;
        for (at, member) in self.members.iter().enumerate() {
            let change = changes.next_if(|change| change.member == at);
            let place = |(from, to): (u32, u32)| (base + from as usize, base + to as usize);
            let (from, to) = change.map_or(place(member.value), |change| (change.value.start(), change.value.end()));
            let (kind, flag) = change.map_or((member.kind, member.flag), |change| (change.kind, change.flag));
            if member.needed {
                let key = place(member.key);
                let escaped = text.as_bytes()[key.0..key.1].contains(&b'\\');
                self.tape.push(key.0, key.1, NodeKind::String, escaped);
                if matches!(kind, NodeKind::Object | NodeKind::Array) {
                    // It has been checked: this only puts it on the tape.
                    let _ = Cursor::at(text, from).value(&mut self.tape);
                } else {
                    self.tape.push(from, to, kind, flag);
                }
            }
            if change.is_some() {
                base = to - member.value.1 as usize;
            }
        }
        let end = base + (self.end - self.start);
        self.tape.close_root(end);
    }

    /// What the boundary between two elements looks like, from the brace of the first to the first key of the second,
    /// and after how many bytes the second begins.
    pub(super) fn boundary(&self, bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
        let first = self.members.first().filter(|_| self.next > self.end)?;
        let apart = &bytes[self.end - 1..self.next];
        let key = &bytes[self.start..self.start + first.key.1 as usize];
        Some(([apart, key].concat(), apart.len()))
    }
}

/// Bytes between one telling of progress and the next.
const STEP: usize = 4 << 20;

/// How many bytes two texts have in common at their beginning.
#[inline]
pub(crate) fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    const WIDE: usize = 32;
    let most = a.len().min(b.len());
    let (a, b) = (&a[..most], &b[..most]);
    let mut at = 0;
    while let (Some(x), Some(y)) = (a[at..].first_chunk::<WIDE>(), b[at..].first_chunk::<WIDE>()) {
        if x != y {
            break;
        }
        at += WIDE;
    }
    while let (Some(x), Some(y)) = (a[at..].first_chunk::<8>(), b[at..].first_chunk::<8>()) {
        let differ = u64::from_le_bytes(*x) ^ u64::from_le_bytes(*y);
        if differ != 0 {
            return at + differ.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at + a[at..].iter().zip(&b[at..]).take_while(|(x, y)| x == y).count()
}
