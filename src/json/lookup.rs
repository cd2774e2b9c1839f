//! An object that is asked for many names, of which hardly any is there: a filter over its keys answers most.

use std::borrow::Cow;
use std::ops::Deref;

use super::NodeRef;

/// Bits of a filter, as words.
const WORDS: usize = 8;

/// An object and a filter over its keys. What the filter lets through is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lookup<'d> {
    node: NodeRef<'d>,
    may: [u64; WORDS],
}

impl<'d> Lookup<'d> {
    /// Of an object; of anything else nothing is found.
    pub(crate) fn of(node: NodeRef<'d>) -> Self {
        let mut may = [0; WORDS];
        for (key, _) in node.members() {
            let (word, bit) = match key.plain_str() {
                Some(name) => place(name),
                None => place(&key.as_text()),
            };
            may[word] |= bit;
        }
        Self { node, may }
    }

    /// The first member of that name, ASCII case ignored.
    pub(crate) fn get(&self, name: &str) -> Option<NodeRef<'d>> {
        let (word, bit) = place(name);
        if self.may[word] & bit == 0 { None } else { self.node.get(name) }
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

/// Where a name stands in a filter. Names that differ in ASCII case stand at one place.
fn place(name: &str) -> (usize, u64) {
    let bytes = name.as_bytes();
    let at = |index: usize| usize::from(bytes.get(index).map_or(0, |byte| byte | 0x20));
    let sum = at(0) + 37 * at(bytes.len() / 2) + 101 * at(bytes.len().saturating_sub(1)) + 7 * bytes.len();
    (sum / 64 % WORDS, 1 << (sum % 64))
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
