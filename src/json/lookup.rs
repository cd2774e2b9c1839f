//! An object that is asked for many names, of which hardly any is there: a filter over its keys answers most. What the
//! answers rest on is written down, so that those about one object hold for others that are like it.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use super::{NodeKind, NodeRef};
use crate::text::sieve::Sieve;

/// An object and a filter over its keys. What the filter lets through is looked for.
#[derive(Debug)]
pub(crate) struct Lookup<'d> {
    node: NodeRef<'d>,
    keys: LookupKeys<'d>,
    /// The members whose values, or their kinds alone, have been seen.
    seen: RefCell<Vec<(NodeRef<'d>, bool)>>,
    /// All of it may have been.
    whole: Cell<bool>,
}

#[derive(Debug)]
enum LookupKeys<'d> {
    OfPattern(&'d Sieve),
    Own(Box<Sieve>),
}

/// A value that an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rests {
    /// Its node, counted from that of the object.
    at: u32,
    kind: NodeKind,
    /// The value as it is written; none where its kind is all that was asked for.
    raw: Option<Box<str>>,
}

impl Rests {
    /// Whether an object of the same pattern has it too.
    pub(crate) fn holds(&self, object: NodeRef<'_>) -> bool {
        let value = object.behind(self.at);
        value.kind() == self.kind && self.raw.as_deref().is_none_or(|raw| raw == value.raw())
    }
}

impl<'d> Lookup<'d> {
    /// Of an object; of anything else nothing is found.
    pub(crate) fn of(node: NodeRef<'d>) -> Self {
        let own = || {
            let mut keys = Box::<Sieve>::default();
            for (key, _) in node.members() {
                match key.plain_str() {
                    Some(name) => keys.add(name),
                    None => keys.add(&key.as_text()),
                }
            }
            LookupKeys::Own(keys)
        };
        let keys = node.known_keys().map_or_else(own, LookupKeys::OfPattern);
        Self { node, keys, seen: RefCell::default(), whole: Cell::new(node.pattern().is_none()) }
    }

    /// All of the object.
    pub(crate) fn node(&self) -> NodeRef<'d> {
        self.whole.set(true);
        self.node
    }

    /// Its member, if it has one alone.
    pub(crate) fn only_member(&self) -> Option<(NodeRef<'d>, NodeRef<'d>)> {
        let mut members = self.node.members();
        let only = members.next().filter(|_| members.next().is_none());
        self.whole.set(self.whole.get() || only.is_some());
        only
    }

    /// Its members that are objects or arrays.
    pub(crate) fn containers(&self) -> impl Iterator<Item = (NodeRef<'d>, NodeRef<'d>)> {
        let flat = self.node.is_flat();
        self.whole.set(self.whole.get() || !flat);
        let is_container = |node: NodeRef<'_>| matches!(node.kind(), NodeKind::Object | NodeKind::Array);
        self.node.members().filter(move |(_, value)| !flat && is_container(*value))
    }

    /// Its keys, repeated ones included.
    pub(crate) fn keys(&self) -> impl Iterator<Item = Cow<'d, str>> {
        self.node.members().map(|(key, _)| key.as_text())
    }

    /// The first member of that name, ASCII case ignored.
    pub(crate) fn get(&self, name: &str) -> Option<NodeRef<'d>> {
        let found = self.find(name)?;
        self.sees(found, true);
        Some(found)
    }

    /// What that member is.
    pub(crate) fn kind(&self, name: &str) -> Option<NodeKind> {
        let found = self.find(name)?;
        self.sees(found, false);
        Some(found.kind())
    }

    /// The string value of a member.
    pub(crate) fn get_str(&self, name: &str) -> Option<Cow<'d, str>> {
        self.get(name)?.as_str()
    }

    /// Whether it has all of these keys.
    pub(crate) fn has(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.find(key).is_some())
    }

    fn find(&self, name: &str) -> Option<NodeRef<'d>> {
        let keys = match &self.keys {
            LookupKeys::OfPattern(keys) => *keys,
            LookupKeys::Own(keys) => keys,
        };
        if keys.may(name) { self.node.get(name) } else { None }
    }

    fn sees(&self, found: NodeRef<'d>, value: bool) {
        if !self.whole.get() {
            self.seen.borrow_mut().push((found, value));
        }
    }

    /// The values that all answers so far rest on, beside the keys; none if that is too much to be told or to be kept, or no
    /// other object has the same keys.
    pub(crate) fn rests_on(&self) -> Option<Vec<Rests>> {
        let rests = |&(node, value): &(NodeRef<'d>, bool)| {
            let kind = node.kind();
            if value && node.raw().len() > LONGEST_REMEMBERED {
                return None;
            }
            let raw = value.then(|| node.raw().into());
            let container = matches!(kind, NodeKind::Object | NodeKind::Array);
            (!container || !value).then(|| Rests { at: node.index() - self.node.index(), kind, raw })
        };
        if self.whole.get() { None } else { self.seen.borrow().iter().map(rests).collect() }
    }
}

/// In bytes: what tells objects apart is short.
const LONGEST_REMEMBERED: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Parsed, Tape};

    #[test]
    fn answers_rest_on_what_was_asked_for_and_on_nothing_long() {
        let text = |kind: &str| format!(r#"{{"type": "{kind}", "a": 1, "b": [2], "c": 3}}"#);
        let both = format!("[{}, {}]", text("x"), text(&"x".repeat(LONGEST_REMEMBERED)));
        let mut tape = Tape::learning();
        crate::json::cursor::Cursor::new(&both).value(&mut tape).unwrap();
        let objects: Vec<_> = tape.document(&both).root().elements().collect();
        let asked = |at: usize| {
            let object: NodeRef<'_> = objects[at];
            assert!(object.pattern().is_some());
            let lookup = Lookup::of(object);
            assert!(lookup.get_str("type").is_some() && lookup.kind("b").is_some());
            lookup.rests_on()
        };
        let rests = asked(0).unwrap();
        assert!(rests.len() == 2 && rests.iter().all(|rests| rests.holds(objects[0])));
        assert!(!rests.iter().all(|rests| rests.holds(objects[1])));
        assert_eq!(asked(1), None);
    }

    #[test]
    fn finds_what_is_there_and_nothing_else() {
        let text = r#"{"": 0, "a": 1, "SharingCapability": 2, "\u0061b": 3, "名": 4, "A": 5, "ABCDEFG": {"x": 6}}"#;
        let parsed = Parsed::new(text.to_owned()).unwrap();
        let root = parsed.document().root();
        let lookup = Lookup::of(root);
        for name in ["", "a", "A", "sharingcapability", "AB", "ab", "名", "abcdefg", "x", "B", "SharingCapabilitY2"] {
            assert_eq!(lookup.get(name), root.get(name), "{name}");
        }
        assert!(lookup.has(&["a", "名"]) && !lookup.has(&["a", "x"]));
        assert!(Lookup::of(root.get("a").unwrap()).get("a").is_none());
    }
}
