//! Objects that differ in values alone, as those do that one command writes: the text of the next one is compared with that
//! of an earlier one, its *pattern*. What is equal byte for byte has been parsed already, and only values that differ are
//! scanned. The nodes are the same as if all of it had been parsed.
//!
//! What depends on the keys of an object alone can be remembered with its pattern.

use std::collections::HashMap;
use std::hash::Hasher as _;

use super::cursor::Cursor;
use super::listing::common_prefix;
use super::listings::HEAD;
use super::{Node, NodeKind};
use crate::model::narrow::offset;
use crate::text::quick::Quick;
use crate::text::sieve::Sieve;

/// Names a pattern among those that one thread has learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PatternId(u16);

impl PatternId {
    /// From 0.
    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// The longest object that becomes a pattern, in bytes.
const LONGEST: usize = 16 << 10;
/// The fewest members: what is shorter is parsed as fast.
const FEWEST: usize = 3;
/// So deep containers may stand in each other in one.
const DEEPEST: usize = 3;
/// So many are learned, and so many bytes of text.
const MOST: usize = 512;
const MOST_BYTES: usize = 1 << 20;
/// So many may begin alike.
const MOST_ALIKE: usize = 8;
/// So many bytes tell where an object begins like a pattern.
const BEGIN: usize = 160;

/// The patterns that have been learned.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    all: Vec<Pattern>,
    /// By how they begin, the last used first.
    by_begin: HashMap<u64, Vec<u16>>,
    bytes: usize,
    /// The values that differ, while one is compared.
    changes: Vec<ChangedValue>,
}

#[derive(Debug)]
struct Pattern {
    text: Box<[u8]>,
    /// Counted from the brace, and from the node of the object.
    nodes: Box<[Node]>,
    /// The nodes that are values, but for containers.
    scalars: Box<[u32]>,
    may: Sieve,
    flat: bool,
}

/// A value that differs: its node, where it ends, and what it is.
#[derive(Debug, Clone, Copy)]
struct ChangedValue {
    node: u32,
    end: u32,
    kind: NodeKind,
    flag: bool,
}

impl Patterns {
    /// Whether no more can be learned.
    pub(crate) fn is_full(&self) -> bool {
        self.all.len() >= MOST || self.bytes >= MOST_BYTES
    }

    /// A filter over the keys of the objects of a pattern.
    pub(super) fn keys(&self, id: PatternId) -> &Sieve {
        &self.all[id.index()].may
    }

    /// Whether no containers stand in the objects of a pattern.
    pub(super) fn is_flat(&self, id: PatternId) -> bool {
        self.all[id.index()].flat
    }

    /// Puts the nodes of the object at the cursor on the tape, if it is like one that is known, and passes over it.
    pub(super) fn replay(&mut self, cursor: &mut Cursor<'_>, nodes: &mut Vec<Node>) -> bool {
        let Self { all, by_begin, changes, .. } = self;
        let begin = cursor.pos;
        let Some(alike) = begin_of(&cursor.text.as_bytes()[begin..]).and_then(|begin| by_begin.get_mut(&begin)) else {
            return false;
        };
        for at in 0..alike.len() {
            let pattern = &all[usize::from(alike[at])];
            if let Some(end) = pattern.compare(cursor, begin, changes) {
                alike[..=at].rotate_right(1);
                pattern.build(begin, changes, nodes);
                cursor.pos = end;
                return true;
            }
        }
        cursor.pos = begin;
        false
    }

    /// Remembers the object that has just been parsed and whose node is `object`.
    pub(super) fn learn(&mut self, text: &str, tape: &mut [Node], object: usize) {
        let Some((root, _)) = tape[object..].split_first() else { return };
        let (start, end) = (root.start as usize, root.end as usize);
        if self.is_full() || end - start > LONGEST || tape.len() - object <= 2 * FEWEST {
            return;
        }
        let text = &text.as_bytes()[start..end];
        let Some(begin) = begin_of(text) else { return };
        if self.by_begin.get(&begin).is_some_and(|alike| alike.len() >= MOST_ALIKE) {
            return;
        }
        let id = u16::try_from(self.all.len() + 1).unwrap_or(0);
        let Some(pattern) = Pattern::new(text, &tape[object..], id) else { return };
        self.by_begin.entry(begin).or_default().insert(0, id - 1);
        self.bytes += text.len();
        self.all.push(pattern);
        tape[object].pattern = id;
    }
}

impl Node {
    /// The pattern of an object that is like others.
    pub(super) fn pattern(&self) -> Option<PatternId> {
        self.pattern.checked_sub(1).map(PatternId)
    }
}

/// What an object has in common with all that begin like it: its first key, and what stands before it.
fn begin_of(text: &[u8]) -> Option<u64> {
    let text = &text[..text.len().min(BEGIN)];
    let open = memchr::memchr(b'"', text)?;
    let close = open + 1 + memchr::memchr(b'"', &text[open + 1..])?;
    let mut hash = Quick::default();
    hash.write(&text[..=close]);
    Some(hash.finish())
}

impl Pattern {
    /// None where an object is none that others are like.
    fn new(text: &[u8], nodes: &[Node], id: u16) -> Option<Self> {
        let (first, at) = (nodes[0], |node: u32| node as usize);
        let mut made: Vec<Node> = Vec::with_capacity(nodes.len());
        let (mut scalars, mut may, mut flat) = (Vec::new(), Sieve::default(), true);
        // The containers that are open: where each ends, whether it is an object, and what of it has been met.
        let mut open: Vec<(usize, bool, u32)> = Vec::new();
        // Nodes on the tape are counted from its beginning.
        let shift = first.next - offset(nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            while open.pop_if(|(end, ..)| *end == index).is_some() {}
            let mut is_key = false;
            let depth = open.len();
            if let Some((_, object, met)) = open.last_mut() {
                is_key = *object && *met % 2 == 0;
                *met += 1;
                if !*object && *met >= HEAD {
                    return None;
                }
            }
            let container = matches!(node.kind, NodeKind::Object | NodeKind::Array);
            if node.kind == NodeKind::Gap || container && (node.flag || depth >= DEEPEST) {
                return None;
            }
            if is_key && depth == 1 {
                let raw = &text[at(node.start - first.start) + 1..at(node.end - first.start) - 1];
                let key = std::str::from_utf8(raw).ok()?;
                if node.flag { may.add(&super::syntax::unescape(key)) } else { may.add(key) }
            }
            if container {
                flat &= index == 0;
                open.push((at(node.next - shift), node.kind == NodeKind::Object, 0_u32));
            } else if !is_key {
                scalars.push(offset(index));
            }
            made.push(Node {
                start: node.start - first.start,
                end: node.end - first.start,
                next: node.next - shift,
                ..*node
            });
        }
        made[0].pattern = id;
        Some(Self { text: text.into(), nodes: made.into(), scalars: scalars.into(), may, flat })
    }

    /// The values in which the object that begins at `begin` differs, and where it ends; none if it differs in more.
    fn compare(&self, cursor: &mut Cursor<'_>, begin: usize, changes: &mut Vec<ChangedValue>) -> Option<usize> {
        changes.clear();
        let bytes = cursor.text.as_bytes();
        let (mut known, mut here, mut at) = (0, begin, 0);
        loop {
            let same = common_prefix(&self.text[known..], &bytes[here..]);
            known += same;
            here += same;
            if known == self.text.len() {
                return Some(here);
            }
            let is_past = |node: &Node| {
                // A number goes on where the pattern's has ended.
                known >= node.end as usize + usize::from(node.kind == NodeKind::Number)
            };
            while is_past(&self.nodes[*self.scalars.get(at)? as usize]) {
                at += 1;
            }
            let index = *self.scalars.get(at)?;
            let node = &self.nodes[index as usize];
            let same = known.checked_sub(node.start as usize)?;
            let value = here - same;
            // Whether it is one is told before all of it is passed over.
            if matches!(bytes.get(value), Some(b'{' | b'[')) {
                return None;
            }
            // A string can be read on from where it differs, for what came before has no escape.
            let plain = node.kind == NodeKind::String && !node.flag && same > 0;
            let (end, kind, flag) = cursor.changed(value, if plain { here } else { value })?;
            changes.push(ChangedValue { node: index, end: offset(end), kind, flag });
            known = node.end as usize;
            here = end;
            at += 1;
        }
    }

    /// Puts the nodes of the object that begins at `begin` on the tape.
    fn build(&self, begin: usize, changes: &[ChangedValue], tape: &mut Vec<Node>) {
        let (base, mut shift, mut from) = (offset(tape.len()), offset(begin), 0);
        let mut copy = |nodes: &[Node], shift: u32| {
            tape.extend(nodes.iter().map(|node| Node {
                start: node.start.wrapping_add(shift),
                end: node.end.wrapping_add(shift),
                next: node.next + base,
                ..*node
            }));
        };
        for change in changes {
            let node = change.node as usize;
            copy(&self.nodes[from..node], shift);
            let known = self.nodes[node];
            copy(&[Node { kind: change.kind, flag: change.flag, ..known }], shift);
            // What follows is moved by as much as this value is longer.
            let longer = change.end.wrapping_sub(known.end.wrapping_add(shift));
            shift = shift.wrapping_add(longer);
            from = node + 1;
        }
        copy(&self.nodes[from..], shift);
        for change in changes {
            tape[base as usize + change.node as usize].end = change.end;
        }
        if changes.is_empty() {
            return;
        }
        // The brace at the end of a container has moved by all that changed in it.
        let mut containers = 0;
        while let Some(node) = self.nodes.get(containers) {
            if matches!(node.kind, NodeKind::Object | NodeKind::Array) {
                let last = changes.partition_point(|change| change.node < node.next);
                if let Some(change) = last.checked_sub(1).map(|last| changes[last]) {
                    let known = self.nodes[change.node as usize];
                    tape[base as usize + containers].end = node.end.wrapping_add(change.end.wrapping_sub(known.end));
                }
            }
            if self.flat {
                break;
            }
            containers += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{ParseError, Tape};

    /// A node without its pattern.
    type Plain = (u32, u32, u32, NodeKind, bool);

    /// The nodes of a text, and how many of its objects have a pattern.
    fn nodes(text: &str, tape: &mut Tape) -> Result<(Vec<Plain>, usize), ParseError> {
        tape.clear();
        let mut cursor = Cursor::new(text);
        cursor.value(tape)?;
        cursor.end()?;
        let own = |node: &Node| (node.start, node.end, node.next, node.kind, node.flag);
        let patterns = tape.nodes.iter().filter(|node| node.pattern > 0).count();
        Ok((tape.nodes.iter().map(own).collect(), patterns))
    }

    #[test]
    fn what_is_compared_is_what_would_be_parsed() {
        let first =
            r#"{"Name": "a", "Count": 12, "On": true, "Of": [{"x": 1}, "y"], "No": null, "Last": {"in": -3.5}}"#;
        let values = [
            r#""a""#,
            r#""""#,
            r#""a \" \\ \u540d""#,
            r#""名称，很长的一个""#,
            "0",
            "-12.5e+3",
            "123",
            "1234567890123",
            "true",
            "false",
            "null",
            "[]",
            "{}",
            r#"{"x": [1, 2]}"#,
            "",
            "tru",
            "01",
            "\"a\nb\"",
            "\"",
        ];
        let ends = ["", " ", "x", ",", "}", "]"];
        let (mut compared, mut refused) = (0, 0);
        for place in [r#""a""#, "12", "true", "1", r#""y""#, "null", "-3.5", "Name", "[{", "]", "}}"] {
            for value in values.iter().chain(&[r#""Name""#, "Nama"]) {
                for end in ends {
                    let other = first.replacen(place, &format!("{value}{end}"), 1);
                    let text = format!("[{first},\n  {other}, {first}]");
                    let mut learning = Tape::learning();
                    let (plain, learned) = (nodes(&text, &mut Tape::default()), nodes(&text, &mut learning));
                    match (plain, learned) {
                        (Ok((plain, _)), Ok((learned, patterns))) => {
                            assert_eq!(plain, learned, "{text}");
                            assert!(patterns >= 2, "{text}");
                            compared += usize::from(patterns == 3);
                        }
                        (Err(plain), Err(learned)) => {
                            assert_eq!(plain, learned, "{text}");
                            refused += 1;
                        }
                        (plain, learned) => panic!("{text}: {plain:?}, {learned:?}"),
                    }
                    // The same in a file of its own, with what was learned.
                    if let Ok((plain, _)) = nodes(&other, &mut Tape::default()) {
                        assert_eq!(nodes(&other, &mut learning).expect("read").0, plain, "{other}");
                    }
                }
            }
        }
        assert!(compared > 100 && refused > 100, "{compared} {refused}");
    }

    #[test]
    fn what_is_in_a_pattern_is_where_it_was() {
        let mut tape = Tape::learning();
        let first = r#"{"Name": "a", "Sites": [1, 2], "Url": "u", "On": true}"#;
        let second = r#"{"Name": "another", "Sites": [1, 200], "Url": "", "On": null}"#;
        let text = format!("[{first}, {second}]");
        Cursor::new(&text).value(&mut tape).expect("JSON");
        let document = tape.document(&text);
        let objects: Vec<_> = document.root().elements().collect();
        assert!(objects[0].pattern().is_some() && objects[0].pattern() == objects[1].pattern());
        let values: Vec<_> = objects[1].members().map(|(key, value)| (key.as_text(), value.raw())).collect();
        let told = values.iter().map(|(key, value)| format!("{key} {value}")).collect::<Vec<_>>().join(", ");
        assert_eq!(told, r#"Name "another", Sites [1, 200], Url "", On null"#);
        assert_eq!(objects[1].raw(), second);
        assert!(objects[1].get("url").is_some() && objects[1].get("nome").is_none());
    }

    #[test]
    fn deep_objects_and_long_arrays_are_parsed() {
        let deep = r#"{"a": {"b": {"c": {"d": 1}}}, "e": 1, "f": 2}"#;
        let long = format!(r#"{{"list": [{}1], "e": 1, "f": 2}}"#, "1, ".repeat(80));
        for object in [deep, &long] {
            let mut tape = Tape::learning();
            Cursor::new(&format!("[{object}, {object}]")).value(&mut tape).expect("JSON");
            assert_eq!(tape.document("").root().node().pattern, 0);
            let patterned = tape.nodes.iter().filter(|node| node.pattern > 0).map(|node| node.start);
            assert!(patterned.into_iter().all(|start| start > 1), "{object}");
        }
    }
}
