//! The catalogue: what kinds of configuration objects there are, and how each tool spells their settings.
//!
//! It is data (`schemas/kinds/`). A kind file is a JSON Schema of the canonical resource, annotated with the names in
//! every dialect, the numbers of enums, how the kind is recognised, and how to export it.

mod file;
mod form;
mod key_sets;
mod kind;
mod load;
mod names;
mod words;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

pub use file::{Clue, ExportCommand, KindFile, Origin, Past, Signs};
pub use form::Form;
use key_sets::KeySets;
pub use kind::{Kind, Member, SettingDef, Shape, Unset};
use names::ByKey;
pub use names::{Meaning, NameEntry, Names};

use crate::model::dialect::Dialect;
use crate::model::narrow::index;
use crate::pack::packed;
use crate::text::data::Text;

/// Index of a kind in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(pub u16);

/// Index of a setting in its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SettingId(pub u16);

/// All kinds, and the ways to recognise them.
#[derive(Debug, Default)]
pub struct Catalogue {
    instance: Instance,
    kinds: Vec<Kind>,
    /// Made when something is first to be recognised.
    by_sign: OnceLock<HashMap<(Dialect, Sign, String), KindId>>,
    by_keys: OnceLock<KeySets>,
    by_title: OnceLock<ByKey<Option<KindId>>>,
    with_name: OnceLock<HashMap<String, Vec<KindId>>>,
}

/// Tells a catalogue from all others of the process.
#[derive(Debug)]
struct Instance(u64);

impl Default for Instance {
    fn default() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Relaxed))
    }
}

/// What sort of name a sign is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// Fragment of `@odata.context`.
    Context,
    /// Name of a resource.
    Resource,
    /// Name of a section.
    Section,
    /// Name of an object type.
    Type,
    /// Name of a command that fills the section.
    Command,
}

impl Catalogue {
    /// The kinds that the program is built with.
    ///
    /// # Panics
    /// If a built-in kind file is broken, which a test rules out.
    pub fn builtin() -> Self {
        let files = packed::unpack::<Vec<KindFile>>(packed::KINDS);
        let mut catalogue = Self { kinds: Vec::with_capacity(files.len()), ..Self::default() };
        for file in files {
            let name = file.kind.clone();
            catalogue.add(file).unwrap_or_else(|error| panic!("{name}: {}", error.en));
        }
        catalogue
    }

    /// A number that no other catalogue of the process has: what is remembered of one says nothing of another.
    pub(crate) fn instance(&self) -> u64 {
        self.instance.0
    }

    /// All kinds in the order of their names.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// A kind by its index.
    pub fn kind(&self, id: KindId) -> &Kind {
        &self.kinds[id.0 as usize]
    }

    /// A kind by its name.
    pub fn named(&self, name: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.name == name)
    }

    /// The kind that a sign stands for, case ignored.
    pub fn by_sign(&self, dialect: Dialect, sign: Sign, name: &str) -> Option<KindId> {
        let by_sign = self.by_sign.get_or_init(|| {
            let mut by_sign = HashMap::new();
            for (dialect, signs, kind) in self.signs() {
                for (sign, names) in [
                    (Sign::Context, &signs.contexts),
                    (Sign::Resource, &signs.resources),
                    (Sign::Section, &signs.sections),
                    (Sign::Type, &signs.types),
                    (Sign::Command, &signs.commands),
                ] {
                    by_sign.extend(names.iter().map(|name| ((dialect, sign, name.to_ascii_lowercase()), kind)));
                }
            }
            by_sign
        });
        by_sign.get(&(dialect, sign, name.to_ascii_lowercase())).copied()
    }

    /// The kind of an object with these keys, case ignored; of several, that which more of the keys tell.
    pub fn by_keys<'k>(&self, keys: impl Iterator<Item = Cow<'k, str>>) -> Option<(Dialect, KindId)> {
        self.by_keys.get_or_init(|| KeySets::new(self.signs())).find(keys)
    }

    /// The exported kinds that have a setting of that name, case ignored.
    pub fn kinds_with(&self, name: &str) -> &[KindId] {
        let with_name = self.with_name.get_or_init(|| {
            let mut with_name = HashMap::<String, Vec<KindId>>::new();
            for kind in self.kinds.iter().filter(|kind| kind.origin == Origin::Export) {
                for name in kind.names.keys() {
                    with_name.entry(name.to_owned()).or_default().push(kind.id);
                }
            }
            with_name
        });
        names::folded(name, |name| with_name.get(name)).map_or(&[], Vec::as_slice)
    }

    /// The kind that people call so where they name a file or a part of one: `Get-OwaMailboxPolicy`, `OwaMailboxPolicies`,
    /// `SPO_tenant`. None if several are called so.
    pub fn by_title(&self, title: &str) -> Option<KindId> {
        let by_title = self.by_title.get_or_init(|| {
            let mut by_title = ByKey::default();
            let mut add = |title: &str, id: KindId| {
                // A single word, such as `App` or `user`, is anybody's.
                let upper = title.bytes().filter(|byte| byte.is_ascii_uppercase() || *byte == b'_').count();
                if upper + usize::from(title.starts_with(char::is_lowercase)) < 2 {
                    return;
                }
                let known = by_title.entry(singular(title).into()).or_insert(Some(id));
                if *known != Some(id) {
                    *known = None;
                }
            };
            for kind in self.kinds.iter().filter(|kind| kind.origin == Origin::Export) {
                for export in &kind.exports {
                    let nouns = export.command.split("Get-").skip(1);
                    for noun in nouns.filter_map(|noun| noun.split(|c: char| !c.is_alphanumeric()).next()) {
                        add(noun, kind.id);
                    }
                }
                for signs in kind.recognised_by.values() {
                    for section in &signs.sections {
                        add(section, kind.id);
                    }
                    for resource in &signs.resources {
                        add(resource.rsplit('.').next().unwrap_or_default(), kind.id);
                    }
                    for context in &signs.contexts {
                        add(context.rsplit('/').next().unwrap_or_default(), kind.id);
                    }
                }
                add(kind.name.rsplit('.').next().unwrap_or_default(), kind.id);
            }
            by_title
        });
        let title = title.strip_prefix("Get-").or_else(|| title.strip_prefix("get-")).unwrap_or(title);
        by_title.get(singular(title).as_str()).copied().flatten()
    }

    /// The kind whose title some words of a name are: `Default Sharing Policy`, `contoso-spo-tenant`. None if there are
    /// several.
    pub fn by_title_in(&self, name: &str) -> Option<KindId> {
        if let Some(kind) = self.by_title(name) {
            return Some(kind);
        }
        let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        if words.len() > MOST_WORDS {
            return None;
        }
        let mut found = None;
        for from in 0..words.len() {
            for to in from + 1..=words.len() {
                let Some(kind) = self.by_title(&words[from..to].concat()) else { continue };
                if found.is_some_and(|other| other != kind) {
                    return None;
                }
                found = Some(kind);
            }
        }
        found
    }

    /// How each kind is recognised in each dialect.
    fn signs(&self) -> impl Iterator<Item = (Dialect, &Signs, KindId)> {
        self.kinds.iter().flat_map(|kind| kind.recognised_by.iter().map(|(dialect, signs)| (*dialect, signs, kind.id)))
    }

    /// Adds a kind; one of the same name takes the place of the earlier.
    pub fn add(&mut self, file: KindFile) -> Result<(), Text> {
        if self.kinds.len() > usize::from(u16::MAX) || file.is_too_large() {
            return Err(words::too_many());
        }
        let id = self.named(&file.kind).map_or(KindId(index(self.kinds.len())), |kind| kind.id);
        let kind = file.into_kind(id)?;
        match self.kinds.get_mut(id.0 as usize) {
            Some(earlier) => *earlier = kind,
            None => self.kinds.push(kind),
        }
        self.instance = Instance::default();
        (self.by_sign, self.by_keys, self.by_title, self.with_name) = Default::default();
        Ok(())
    }
}

/// A name of more words is no title.
const MOST_WORDS: usize = 8;

/// A title by its letters and digits, without the ending of a plural.
fn singular(title: &str) -> String {
    let mut plain = String::with_capacity(title.len());
    if title.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        plain.push_str(title);
        plain.make_ascii_lowercase();
    } else {
        plain.extend(title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
    }
    for (ending, instead) in [("ies", "y"), ("xes", "x"), ("s", "")] {
        if plain.ends_with(ending) {
            plain.truncate(plain.len() - ending.len());
            plain.push_str(instead);
            break;
        }
    }
    plain
}
