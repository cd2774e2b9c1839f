//! What is remembered of the objects that a source holds, so that most need not be read again to know what several
//! sources say of one.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use crate::pack::catalogue::{Catalogue, KindId, Origin};
use crate::pipeline::check::ToldOutcome;
use crate::pipeline::resource::Resource;

/// So many objects of a source are remembered; one that holds more is read again.
const REMEMBERED: usize = 64;

/// Which objects a source holds, as long as they are few.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct WitnessShown {
    pub(super) objects: Vec<ShownObject>,
    /// What they did not say enough for, one after the other.
    silent: Vec<ToldOutcome>,
    /// There are more than are remembered.
    pub(super) more: bool,
}

/// An object that a source holds.
#[derive(Debug)]
pub(super) struct ShownObject {
    pub(super) kind: KindId,
    /// Its name as [`name_hash`] has it.
    pub(super) name: u64,
    /// What it says, where it does not say enough: two that say the same say together no more than one.
    says: Option<u64>,
    /// Where what it did not say enough for ends among all of its source.
    silent_to: usize,
}

impl WitnessShown {
    /// Whether another object would be remembered.
    pub(in crate::pipeline) fn wants_more(&self) -> bool {
        !self.more
    }

    /// Remembers an object, and what it did not say enough for.
    pub(in crate::pipeline) fn take(
        &mut self,
        resource: &Resource<'_>,
        silent: &mut Vec<ToldOutcome>,
        catalogue: &Catalogue,
    ) {
        if catalogue.kind(resource.kind).origin == Origin::Export {
            match name(resource, catalogue) {
                Ok(_) if self.objects.len() == REMEMBERED => self.give_up(),
                Ok(name) => {
                    let says = (!silent.is_empty()).then(|| said_hash(resource));
                    self.silent.append(silent);
                    let (kind, name, silent_to) = (resource.kind, name_hash(name.as_deref()), self.silent.len());
                    self.objects.push(ShownObject { kind, name, says, silent_to });
                }
                Err(Nameless) => {}
            }
        }
        silent.clear();
    }

    /// What an object did not say enough for.
    pub(super) fn silent(&self, object: usize) -> &[ToldOutcome] {
        let from = object.checked_sub(1).map_or(0, |before| self.objects[before].silent_to);
        &self.silent[from..self.objects[object].silent_to]
    }

    /// There is more that is not handed on one by one.
    pub(in crate::pipeline) fn give_up(&mut self) {
        if !self.more {
            *self = Self { more: true, ..Self::default() };
        }
    }
}

/// An object has no name and needs one.
pub(super) struct Nameless;

/// The name that tells an object from others of its kind, where there are any, as it is compared.
pub(super) fn name(resource: &Resource<'_>, catalogue: &Catalogue) -> Result<Option<String>, Nameless> {
    let name = resource.identity(catalogue);
    let is_told = name.is_some() || catalogue.kind(resource.kind).identity.is_empty();
    is_told.then(|| name.map(lower)).ok_or(Nameless)
}

/// A name as it is compared.
fn lower(mut name: String) -> String {
    name.truncate(name.trim_end_matches('/').len());
    if name.is_ascii() {
        name.make_ascii_lowercase();
        return name;
    }
    name.to_lowercase()
}

pub(super) fn name_hash(name: Option<&str>) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// What the settings of an object say.
fn said_hash(resource: &Resource<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for setting in &resource.settings {
        (setting.id, &setting.reading).hash(&mut hasher);
    }
    hasher.finish()
}

/// An object that several sources may show.
pub(super) struct SharedObject<'s> {
    /// What tells it from all others.
    pub(super) hash: u64,
    /// What was remembered of its source, and its place there; nothing where that has to be read again.
    pub(super) shown: Option<(&'s WitnessShown, usize)>,
}

/// What each witness of an object says, where that is known, as far as it does not say enough.
fn sayings(same: &[SharedObject<'_>]) -> impl Iterator<Item = Option<Option<u64>>> {
    same.iter().map(|object| object.shown.map(|(shown, at)| shown.objects[at].says))
}

/// Whether all witnesses of an object say the same, and not enough.
pub(super) fn is_alike(same: &[SharedObject<'_>]) -> bool {
    let first = sayings(same).next().flatten().flatten();
    same.len() > 1 && first.is_some() && sayings(same).all(|said| said == Some(first))
}

/// Whether the witnesses of an object have to be read again to know what they say together.
pub(super) fn is_to_be_read(same: &[SharedObject<'_>]) -> bool {
    same.len() > 1 && sayings(same).any(|said| said != Some(None)) && !is_alike(same)
}
