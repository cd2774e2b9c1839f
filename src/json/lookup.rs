//! An object that is asked for many names, of which hardly any is there: a filter over its keys answers most.

use std::borrow::Cow;
use std::ops::Deref;

use super::NodeRef;
use crate::text::sieve::Sieve;

/// An object and a filter over its keys. What the filter lets through is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lookup<'d> {
    node: NodeRef<'d>,
    may: Sieve,
}

impl<'d> Lookup<'d> {
    /// Of an object; of anything else nothing is found.
    pub(crate) fn of(node: NodeRef<'d>) -> Self {
        let mut may = Sieve::default();
        for (key, _) in node.members() {
            match key.plain_str() {
                Some(name) => may.add(name),
                None => may.add(&key.as_text()),
            }
        }
        Self { node, may }
    }

    /// The first member of that name, ASCII case ignored.
    pub(crate) fn get(&self, name: &str) -> Option<NodeRef<'d>> {
        if self.may.may(name) { self.node.get(name) } else { None }
    }

    /// The string value of a member.
    pub(crate) fn get_str(&self, name: &str) -> Option<Cow<'d, str>> {
        self.get(name)?.as_str()
    }

    /// Whether it has all of these keys.
    pub(crate) fn has(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.get(key).is_some())
    }
}

impl<'d> Deref for Lookup<'d> {
    type Target = NodeRef<'d>;

    fn deref(&self) -> &NodeRef<'d> {
        &self.node
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Parsed;

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
        assert_eq!(Lookup::of(root.get("a").unwrap()).get("a"), None);
    }
}
