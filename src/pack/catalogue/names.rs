//! The names under which exports hold a kind's settings, nested ones included.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::OnceLock;

use super::SettingId;
use crate::model::narrow::index;
use crate::text::data::Str;
use crate::text::quick::Quick;
use crate::text::sieve::Sieve;

/// What a name in an export stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// The setting.
    pub setting: SettingId,
    /// The export says the opposite.
    pub inverted: bool,
    /// Values of the export and the enum members that they stand for.
    pub values: Vec<(Str, u16)>,
    /// Place in the order of preference among the names of the setting.
    pub rank: u8,
}

/// What a key can be.
#[derive(Debug, Default)]
pub struct NameEntry {
    /// It holds a setting's value.
    pub meaning: Option<Meaning>,
    /// It holds an object with more names.
    pub below: Option<Box<Names>>,
}

/// Names on one level, ASCII case ignored.
#[derive(Debug, Default)]
pub struct Names {
    added: Vec<(Str, Meaning)>,
    /// Made when a name is first looked up: most kinds do not occur in an export.
    index: OnceLock<Index>,
}

#[derive(Debug, Default)]
struct Index {
    entries: Vec<NameEntry>,
    by_key: ByKey<u16>,
    may: Sieve,
}

/// By the keys of the catalogue: many keys of exports are looked up, hardly any is found. What is put in is ours, so that
/// nobody can choose keys that collide.
pub(super) type ByKey<T> = HashMap<Box<str>, T, BuildHasherDefault<Quick>>;

/// Longest key that can be a name; longer ones are not looked up.
const LONGEST: usize = 96;

/// Looks a key up in lower case, without a copy on the heap.
pub(super) fn folded<T>(key: &str, look_up: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let mut buffer = [0; LONGEST];
    let lower = buffer.get_mut(..key.len())?;
    lower.copy_from_slice(key.as_bytes());
    lower.make_ascii_lowercase();
    look_up(std::str::from_utf8(lower).ok()?)
}

impl Names {
    /// Adds a name, a path with `/` for a nested one. A name that is there already keeps its meaning.
    pub(super) fn add(&mut self, path: Str, meaning: Meaning) {
        self.added.push((path, meaning));
        self.index = OnceLock::new();
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let mut index = Index::default();
            for (path, meaning) in &self.added {
                index.add(path, meaning.clone());
            }
            index
        })
    }

    /// The index of a key's entry.
    pub fn find(&self, key: &str) -> Option<u16> {
        let index = self.index();
        if !index.may.may(key) {
            return None;
        }
        folded(key, |key| index.by_key.get(key).copied())
    }

    /// The names of settings on this level, in lower case.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let index = self.index();
        let tells = |at: u16| index.entries[usize::from(at)].meaning.is_some();
        index.by_key.iter().filter(move |(_, at)| tells(**at)).map(|(name, _)| &**name)
    }

    /// All entries on this level.
    pub fn entries(&self) -> &[NameEntry] {
        &self.index().entries
    }

    /// An entry by its index.
    pub fn entry(&self, at: u16) -> &NameEntry {
        &self.index().entries[at as usize]
    }
}

impl Index {
    fn add(&mut self, path: &str, meaning: Meaning) {
        let (head, rest) = path.split_once('/').map_or((path, None), |(head, rest)| (head, Some(rest)));
        self.may.add(head);
        let next = index(self.entries.len());
        let at = *self.by_key.entry(head.to_ascii_lowercase().into()).or_insert(next);
        if at == next {
            self.entries.push(NameEntry::default());
        }
        let entry = &mut self.entries[at as usize];
        match rest {
            Some(rest) => entry.below.get_or_insert_default().add(rest.to_owned().into(), meaning),
            None => match &mut entry.meaning {
                Some(known) if known.setting == meaning.setting => known.values.extend(meaning.values),
                Some(_) => {}
                none => *none = Some(meaning),
            },
        }
    }
}
