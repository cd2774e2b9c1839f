//! A long array of objects, handed on element by element, on several cores where there are some.
//!
//! The objects of a listing have the same members in the same order, and most of their values are those of their
//! neighbours. So an element is compared with an earlier one, the *reference*: what is equal byte for byte has been
//! checked already, and only values that differ are scanned. An element that differs in more than values is read
//! member by member and becomes the next reference.
//!
//! Ranges of elements are read side by side. Where a range begins is a guess, the look of a boundary between two
//! elements; it counts only if the range before it ends exactly there. A wrong guess costs time, and until it shows the
//! memory of what was found in its range, and nothing else.

use rayon::prelude::*;

use super::parse::{Cursor, HEAD, Tape};
use super::syntax::{Syntax, SyntaxError, string_end, string_end_from};
use super::{Document, Kind};
use crate::source::Span;

/// Takes the elements of long arrays instead of the tape.
pub trait Listings: Send + Sized {
    /// What is to become of the rest of the last open array of `outline`.
    ///
    /// Asked once for an array that has shown `HEAD` elements. All that came before it is in the outline.
    fn wants(&mut self, outline: Document<'_>, array: u32) -> Rest;

    /// Whether a member of that name may matter in an element. The value of one that does not is checked and then left
    /// out of the element.
    fn needs(&self, key: &str) -> bool;

    /// Among the arrays that were passed over stands something else, which is kept.
    fn interrupted(&mut self) {}

    /// One element, with its index in the array, and whether the next ones are compared with it.
    fn element(&mut self, index: u32, element: Document<'_>, reference: Reference<'_>);

    /// An element that is the reference but for these values. Whether that is all there is to know of it; otherwise
    /// it is handed on as an element.
    fn repeats(&mut self, text: &str, changes: &[Change]) -> bool {
        let _ = (text, changes);
        false
    }

    /// So many more bytes have been read: told now and then, for those who wait.
    fn passed(&mut self, bytes: usize) {
        let _ = bytes;
    }

    /// One that takes a later range of the same array, counting its elements from 0; none if it must see them all in
    /// their order.
    fn fork(&self) -> Option<Self> {
        None
    }

    /// Takes in what a later range came to, of which the first element has the index `first`.
    fn join(&mut self, later: Self, first: u32) {
        let _ = (later, first);
    }
}

/// What is to become of the elements of an array that have not been read yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// They go on the tape.
    Keep,
    /// They are handed on one by one.
    HandOn,
    /// They are checked, and that is all.
    PassOver,
    /// The same, as long as they are arrays; from the first that is none on, they are kept.
    PassOverArrays,
}

/// What the next elements of a listing are compared with.
#[derive(Debug, Clone, Copy)]
pub enum Reference<'k> {
    /// The same as before.
    Same,
    /// This element, but not for long: the elements before it had nothing in common.
    Passing,
    /// This element; all its keys stand there, in their order.
    This(&'k [Span]),
}

/// Keeps every element on the tape.
pub struct NoListings;

impl Listings for NoListings {
    fn wants(&mut self, _: Document<'_>, _: u32) -> Rest {
        Rest::Keep
    }
    fn needs(&self, _: &str) -> bool {
        true
    }
    fn element(&mut self, _: u32, _: Document<'_>, _: Reference<'_>) {}
}

/// A value of an element that is not that of the reference.
#[derive(Debug, Clone, Copy)]
pub struct Change {
    /// Which member.
    pub member: usize,
    /// The value, for a string with its quotes.
    pub value: Span,
    /// What it is.
    pub kind: Kind,
    /// String: it has escapes. Bool: it is true.
    pub(super) flag: bool,
    /// So many of its first bytes are those of the reference's.
    pub same: usize,
}

impl Change {
    /// Whether it is a string with escapes in it.
    pub fn is_escaped(&self) -> bool {
        self.kind == Kind::String && self.flag
    }
}

/// A member of the reference. Offsets count from the beginning of its element.
#[derive(Debug, Clone, Copy)]
struct Member {
    key: (u32, u32),
    value: (u32, u32),
    kind: Kind,
    flag: bool,
    needed: bool,
}

/// Fewer bytes are not worth a range of their own.
const SHORTEST_RANGE: usize = 1 << 20;
/// Ranges for each thread, so that one that is slower does not keep the others waiting.
const RANGES: usize = 4;
/// Bytes between one telling of progress and the next.
const STEP: usize = 4 << 20;
/// How far a boundary is looked for.
const REACH: usize = 1 << 20;

/// Hands on the elements from the current position to the closing bracket, which is left to the caller. `opened` is the
/// opening one.
pub(super) fn hand_on<L: Listings>(
    cursor: &mut Cursor<'_>,
    opened: Option<Span>,
    listings: &mut L,
) -> Result<(), SyntaxError> {
    let mut elements = Elements::new(opened, HEAD);
    // The second element shows how elements are set apart.
    for _ in 0..2 {
        if elements.run(cursor, listings, Until::Next)? == End::Closed {
            return Ok(());
        }
    }
    let starts = elements.boundaries(cursor);
    let mut later = Vec::with_capacity(starts.len());
    for (at, start) in starts.iter().enumerate() {
        let Some(fork) = listings.fork() else { break };
        let until = starts.get(at + 1).map_or(Until::Closed, |next| Until::At(*next));
        later.push((*start, until, fork));
    }
    let until = later.first().map_or(Until::Closed, |(start, ..)| Until::At(*start));
    let read = |(start, until, mut fork): (usize, Until, L)| {
        let mut cursor = Cursor::at(cursor.text, start);
        let mut elements = Elements::new(opened, 0);
        let end = elements.run(&mut cursor, &mut fork, until);
        (cursor, elements.index, fork, end)
    };
    if later.is_empty() {
        return elements.run(cursor, listings, until).map(|_| ());
    }
    let (text, position) = (cursor.text, cursor.pos);
    let mut own = Cursor::at(text, position);
    let (first, ranges) =
        rayon::join(|| elements.run(&mut own, listings, until), || later.into_par_iter().map(read).collect::<Vec<_>>());
    cursor.go_on(own);
    let mut end = first?;
    for (range, count, fork, range_end) in ranges {
        if end == End::Closed {
            break;
        }
        cursor.go_on(range);
        end = range_end?;
        listings.join(fork, elements.index);
        elements.index += count;
    }
    Ok(())
}

/// Checks the values from the current position to the closing bracket, which is left to the caller, or if `only_arrays`
/// to the first value that is no array. Whether the bracket was reached.
pub(super) fn pass_over(cursor: &mut Cursor<'_>, opened: Option<Span>, only_arrays: bool) -> Result<bool, SyntaxError> {
    let ended = |cursor: &Cursor<'_>| SyntaxError::new(cursor.here(), Syntax::UnexpectedEnd { opened });
    loop {
        match cursor.skip_space() {
            Some(b']') => return Err(cursor.error_here(Syntax::TrailingComma)),
            Some(first) if only_arrays && first != b'[' => return Ok(false),
            Some(first) => _ = cursor.pass(first)?,
            None => return Err(ended(cursor)),
        }
        match cursor.skip_space() {
            Some(b',') => cursor.pos += 1,
            Some(b']') => return Ok(true),
            Some(_) => return Err(cursor.error_here(Syntax::ExpectedCommaOrBracket)),
            None => return Err(ended(cursor)),
        }
    }
}

/// How far elements are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// One element.
    Next,
    /// Up to the element that begins there; if none does, to the end.
    At(usize),
    /// To the end.
    Closed,
}

/// Where reading has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Before an element.
    Element,
    /// At the closing bracket.
    Closed,
}

/// How the element at the cursor compares with the reference.
enum Likeness {
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

/// Reads elements, remembering a reference.
struct Elements {
    opened: Option<Span>,
    index: u32,
    tape: Tape,
    members: Vec<Member>,
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

/// So many elements in a row that have to be handed on are a sign that another reference would do better.
const MOST_UNLIKE: u32 = 8;

impl Elements {
    fn new(opened: Option<Span>, index: u32) -> Self {
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

    fn ended(&self, cursor: &Cursor<'_>) -> SyntaxError {
        SyntaxError::new(cursor.here(), Syntax::UnexpectedEnd { opened: self.opened })
    }

    fn run<L: Listings>(
        &mut self,
        cursor: &mut Cursor<'_>,
        listings: &mut L,
        until: Until,
    ) -> Result<End, SyntaxError> {
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
    fn object<L: Listings>(&mut self, cursor: &mut Cursor<'_>, listings: &mut L) -> Result<bool, SyntaxError> {
        let start = cursor.pos;
        let (next_is_due, end) = match self.compare(cursor) {
            Likeness::Whole => (true, cursor.pos - (self.next - self.end)),
            Likeness::Element => (false, cursor.pos),
            Likeness::Upto(member) => {
                let repaired = self.read_on(cursor, start, member, listings)?;
                let refer = self.of_use && !repaired;
                self.of_use = false;
                self.hand_on(cursor.text, start, if refer { Refer::Yes } else { Refer::InPassing }, listings);
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

    /// Hands on the element that begins at `start`, as the new reference or as one like the old.
    fn hand_on<L: Listings>(&mut self, text: &str, start: usize, refer: Refer, listings: &mut L) {
        self.build(text, start);
        let key = |member: &Member| Span::new(start as u32 + member.key.0, start as u32 + member.key.1);
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
    fn compare(&mut self, cursor: &mut Cursor<'_>) -> Likeness {
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
                return Likeness::Whole;
            }
            let offset = (known - self.start) as u32;
            // A number goes on where the reference's has ended: what differs right behind it may belong to it.
            let is_past = |member: &Member| offset >= member.value.1 + u32::from(member.kind == Kind::Number);
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
                    return Likeness::Element;
                }
                break;
            };
            if offset < member.value.0 {
                break;
            }
            let same = (offset - member.value.0) as usize;
            let begin = here - same;
            // A string can be read on from where it differs, for what came before has no escape.
            let plain = member.kind == Kind::String && !member.flag && same > 0;
            let Some((end, kind, flag)) = cursor.changed(begin, if plain { here } else { begin }) else { break };
            let value = Span::new(begin as u32, end as u32);
            self.changes.push(Change { member: at, value, kind, flag, same });
            known = self.start + member.value.1 as usize;
            (here, good) = (end, end);
            at += 1;
        }
        cursor.pos = good;
        Likeness::Upto(at)
    }

    /// Reads the members of an element from the given one on, and makes the element the reference. Whether anything had
    /// to be repaired.
    fn read_on<L: Listings>(
        &mut self,
        cursor: &mut Cursor<'_>,
        start: usize,
        from: usize,
        listings: &L,
    ) -> Result<bool, SyntaxError> {
        let gaps = cursor.gaps.len();
        let ended = |cursor: &Cursor<'_>| {
            SyntaxError::new(cursor.here(), Syntax::UnexpectedEnd { opened: Some(Span::at(start, 1)) })
        };
        self.shift(from);
        // The keys that may follow, by the last reference.
        let expected = self.members.split_off(from);
        let mut ahead = 0;
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
            let escaped = match next {
                Some(b'"') => {
                    let (end, escaped) = string_end(cursor.text, key)?;
                    cursor.pos = end;
                    escaped
                }
                Some(b'}') => return Err(cursor.error_here(Syntax::TrailingComma)),
                Some(_) => return Err(cursor.error_here(Syntax::ExpectedKey)),
                None => return Err(ended(cursor)),
            };
            let name = &cursor.text[key..cursor.pos];
            let known = |member: &Member| {
                cursor.text[self.start..].get(member.key.0 as usize..member.key.1 as usize) == Some(name)
            };
            let needed = match expected[ahead..].iter().take(LONGEST_SKIP).position(known) {
                Some(at) => {
                    ahead += at + 1;
                    expected[ahead - 1].needed
                }
                // What an escaped name is, is decided when it is decoded.
                None => escaped || listings.needs(&name[1..name.len() - 1]),
            };
            let key = (key, cursor.pos);
            match cursor.skip_space() {
                Some(b':') => cursor.pos += 1,
                Some(_) => return Err(cursor.error_here(Syntax::ExpectedColon)),
                None => return Err(ended(cursor)),
            }
            let colon = cursor.pos;
            let (value, kind, flag) = match cursor.skip_space() {
                Some(b',' | b'}') => {
                    cursor.gaps.push(Span::new(colon as u32, colon as u32));
                    ((colon, colon), Kind::Gap, false)
                }
                Some(first) => {
                    let value = cursor.pos;
                    let (kind, flag) = cursor.pass(first)?;
                    ((value, cursor.pos), kind, flag)
                }
                None => return Err(ended(cursor)),
            };
            let from_start = |(from, to): (usize, usize)| ((from - start) as u32, (to - start) as u32);
            let needed = needed || kind == Kind::Gap;
            self.members.push(Member { key: from_start(key), value: from_start(value), kind, flag, needed });
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
                let length = (change.value.end() - change.value.start()) as u32;
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
        self.tape.push(start, start + 1, Kind::Object, false);
        let mut base = start;
        for (at, member) in self.members.iter().enumerate() {
            let change = changes.next_if(|change| change.member == at);
            let place = |(from, to): (u32, u32)| (base + from as usize, base + to as usize);
            let (from, to) = change.map_or(place(member.value), |change| (change.value.start(), change.value.end()));
            let (kind, flag) = change.map_or((member.kind, member.flag), |change| (change.kind, change.flag));
            if member.needed {
                let key = place(member.key);
                let escaped = text.as_bytes()[key.0..key.1].contains(&b'\\');
                self.tape.push(key.0, key.1, Kind::String, escaped);
                if matches!(kind, Kind::Object | Kind::Array) {
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

    /// Where later ranges of the listing may begin, if it is long enough to be read in ranges.
    fn boundaries(&self, cursor: &Cursor<'_>) -> Vec<usize> {
        let bytes = cursor.text.as_bytes();
        let left = bytes.len() - cursor.pos;
        let Some(first) = self.members.first().filter(|_| left >= 2 * SHORTEST_RANGE && self.next > self.end) else {
            return Vec::new();
        };
        // Asked last, for it starts the threads.
        let threads = rayon::current_num_threads();
        let count = if threads > 1 { (left / SHORTEST_RANGE).min(threads * RANGES) } else { 1 };
        let mut look = bytes[self.end - 1..self.next].to_vec();
        let ahead = look.len();
        look.extend(&bytes[self.start..self.start + first.key.1 as usize]);
        let finder = memchr::memmem::Finder::new(&look);
        let mut starts = Vec::new();
        for range in 1..count {
            let from = (cursor.pos + left / count * range).max(starts.last().map_or(0, |last| last + 1));
            let reach = &bytes[from..(from + REACH).min(bytes.len())];
            starts.extend(finder.find(reach).map(|at| from + at + ahead));
        }
        starts
    }
}

/// How many expected keys in a row may be left out.
const LONGEST_SKIP: usize = 16;

impl Cursor<'_> {
    /// Takes over where another one of the same text has come to.
    fn go_on(&mut self, other: Self) {
        self.pos = other.pos;
        self.gaps.extend(other.gaps);
    }

    /// A value that begins at `begin` and of which nothing before `from` has to be looked at: its end, kind and flag.
    /// Nothing if it is no value, or would have to be repaired.
    fn changed(&mut self, begin: usize, from: usize) -> Option<(usize, Kind, bool)> {
        let first = *self.text.as_bytes().get(begin)?;
        if first == b'"' {
            let (end, escaped) = string_end_from(self.text, begin, from.max(begin + 1)).ok()?;
            return Some((end, Kind::String, escaped));
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
    fn pass(&mut self, first: u8) -> Result<(Kind, bool), SyntaxError> {
        let (end, kind, flag) = match first {
            b'"' => {
                let (end, escaped) = string_end(self.text, self.pos)?;
                (end, Kind::String, escaped)
            }
            b't' => (self.word_end("true")?, Kind::Bool, true),
            b'f' => (self.word_end("false")?, Kind::Bool, false),
            b'n' => (self.word_end("null")?, Kind::Null, false),
            b'-' | b'0'..=b'9' => (self.number_end()?, Kind::Number, false),
            bracket @ (b'{' | b'[') => {
                let start = self.pos;
                if self.pass_container().is_none() {
                    // The strict way gives up where something is odd; the other one says what, or repairs it.
                    self.pos = start;
                    self.value(&mut Tape::default())?;
                }
                (self.pos, if bracket == b'{' { Kind::Object } else { Kind::Array }, false)
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

/// How many bytes two texts have in common at their beginning.
#[inline]
fn common_prefix(a: &[u8], b: &[u8]) -> usize {
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
