//! A configuration object with its settings in canonical form, each with the place it came from.

use std::borrow::Cow;

use crate::json::NodeRef;
use crate::lang::{Text, text};
use crate::model::dialect::Dialect;
use crate::model::place::{Place, Span};
use crate::model::value::{Reading, Reason, Value};
use crate::pack::catalogue::{Catalogue, Kind, KindId, SettingDef, SettingId};
use crate::text::name::shortened;

/// One setting of a resource.
#[derive(Debug, Clone)]
pub struct Setting<'d> {
    /// Which.
    pub id: SettingId,
    /// The value's place.
    pub place: Place,
    /// The key's place, where it has one in the same source.
    pub key: Option<Span>,
    /// Where it stands in its file, if that cannot be told from the resource's node.
    pub pointer: Option<Box<str>>,
    /// What is said.
    pub reading: Reading<'d>,
    /// Order of preference of the name it was found under.
    pub rank: u8,
}

/// Where a resource's node stands in its file.
#[derive(Debug, Clone, Copy)]
pub struct Base<'d> {
    /// Pointer to the object, or to the array that it is an element of.
    pub pointer: &'d str,
    /// The index in that array.
    pub index: Option<u32>,
}

/// One configuration object.
#[derive(Debug, Clone)]
pub struct Resource<'d> {
    /// Its kind.
    pub kind: KindId,
    /// The dialect it was written in.
    pub dialect: Dialect,
    /// The place of the whole object, or of what it is derived from.
    pub place: Place,
    /// Its node and where that stands; none for derived resources.
    pub node: Option<(NodeRef<'d>, Base<'d>)>,
    /// The settings that are there, each once.
    pub settings: Vec<Setting<'d>>,
    /// A name for it that is none of its settings.
    pub title: Option<Cow<'d, str>>,
    /// Further places that belong to it, for people.
    pub related: Vec<Related>,
}

/// A place that a verdict also rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The place.
    pub place: Place,
    /// What it shows. It may hold text of an export.
    pub words: Text,
    /// The setting that it is about; all where none is said.
    pub about: Option<SettingId>,
    /// It is said of the whole, not of what stands at the place.
    pub note: bool,
}

impl Related {
    /// The place of something of a kind.
    pub fn of_kind(place: Place, kind: &Kind) -> Self {
        let Text { en, zh_cn } = &kind.label;
        let about = None;
        Self { place, about, note: false, words: text!("the {en} is here", "对应的{zh_cn}") }
    }
}

impl<'d> Resource<'d> {
    /// A setting, if it is there.
    pub fn setting(&self, id: SettingId) -> Option<&Setting<'d>> {
        self.settings.iter().find(|setting| setting.id == id)
    }

    /// The text of a setting by its name.
    pub fn text<'a>(&'a self, kind: &'a Kind, name: &str) -> Option<&'a str> {
        match self.value(kind, name)? {
            Value::Text(text) => Some(text),
            Value::Member(member) => {
                let id = kind.setting(name)?;
                kind.def(id).shape.members().get(usize::from(*member)).map(|member| member.name.as_str())
            }
            _ => None,
        }
    }

    /// The value of a setting by its name.
    pub fn value(&self, kind: &Kind, name: &str) -> Option<&Value<'d>> {
        self.setting(kind.setting(name)?)?.reading.as_ref().ok()
    }

    /// What names the resource among those of its kind.
    pub fn identity(&self, catalogue: &Catalogue) -> Option<String> {
        let kind = catalogue.kind(self.kind);
        let value = |id: &SettingId| match self.setting(*id)?.reading.as_ref().ok()? {
            Value::Text(text) if !text.is_empty() => Some(shortened(text)),
            other @ (Value::Integer(_) | Value::Member(_)) => Some(kind.def(*id).display(other)),
            _ => None,
        };
        let mut values = kind.identity.iter().filter_map(value);
        let named = if kind.identity_joined {
            Some(values.collect::<Vec<_>>().join("/")).filter(|joined| !joined.is_empty())
        } else {
            values.next()
        };
        // There is one object of the kind in a tenant: a title would only tell what a tool calls it.
        let title = self.title.as_ref().filter(|_| !kind.identity.is_empty());
        named.or_else(|| title.map(|title| shortened(title)))
    }

    /// Where people look for the resource: the setting that names it.
    pub fn anchor(&self, kind: &Kind) -> Option<&Setting<'d>> {
        kind.identity.iter().find_map(|id| self.setting(*id))
    }

    /// A copy that outlives its document.
    pub fn detached(&self) -> Resource<'static> {
        let setting = |setting: &Setting<'_>| {
            let pointer = Some(self.pointer(Some(setting)).into());
            Setting { pointer, ..setting.clone().detached() }
        };
        Resource {
            kind: self.kind,
            dialect: self.dialect,
            place: self.place,
            node: None,
            settings: self.settings.iter().map(setting).collect(),
            title: self.title.as_ref().map(|title| Cow::Owned(title.clone().into_owned())),
            related: self.related.clone(),
        }
    }

    /// A detached one of a range of a listing that was counted from 0.
    #[must_use]
    pub(crate) fn renumbered(self, renumber: Renumber<'_>) -> Self {
        let settings = self.settings.into_iter().map(|setting| setting.renumbered(renumber)).collect();
        Self { settings, ..self }
    }

    /// The JSON Pointer of a setting, or of the resource itself.
    pub fn pointer(&self, setting: Option<&Setting<'_>>) -> String {
        if let Some(pointer) = setting.and_then(|setting| setting.pointer.as_deref()) {
            return pointer.to_owned();
        }
        let Some((node, base)) = self.node else { return String::new() };
        let mut pointer = base.pointer.to_owned();
        if let Some(index) = base.index {
            pointer.push('/');
            pointer += &index.to_string();
        }
        if let Some(setting) = setting {
            pointer.push_str(&node.pointer_to(setting.place.span));
        }
        pointer
    }
}

impl Setting<'_> {
    /// A detached one of a range of a listing that was counted from 0.
    #[must_use]
    pub(crate) fn renumbered(self, renumber: Renumber<'_>) -> Self {
        let pointer = self.pointer.map(|pointer| renumber.pointer(&pointer).into());
        Self { pointer, ..self }
    }

    /// A copy that outlives its document.
    pub fn detached(self) -> Setting<'static> {
        let reading = self.reading.map(Value::detached);
        let Self { id, place, key, pointer, rank, .. } = self;
        Setting { id, place, key, pointer, reading, rank }
    }
}

/// Adds a setting to those of an object. Of two hits for one setting the one that tells more counts; where both tell
/// and differ, that is a conflict, unless the names are alternatives in order of preference.
pub(crate) fn add<'d>(settings: &mut Vec<Setting<'d>>, setting: Setting<'d>, def: &SettingDef) {
    let Some(other) = settings.iter_mut().find(|other| other.id == setting.id) else { return settings.push(setting) };
    // Texts under several names are alternatives; of few values, two different ones contradict each other.
    let alternatives = def.pick_first && def.finite().is_none() && other.rank != setting.rank;
    match (&other.reading, &setting.reading) {
        (Err(_), Ok(_)) if def.pick_first => *other = setting,
        (Ok(_), Err(_)) if def.pick_first => {}
        (Ok(_), Ok(_)) if alternatives => {
            if setting.rank < other.rank {
                *other = setting;
            }
        }
        (known, new) if known == new => {
            if setting.rank < other.rank {
                *other = setting;
            }
        }
        _ => other.reading = Err(Reason::ConflictingValues),
    }
}

/// How pointers into a listing change where a range of it was counted from 0.
#[derive(Debug, Clone, Copy)]
pub struct Renumber<'l> {
    /// Pointer to the listing.
    pub list: &'l str,
    /// How many elements come before the range.
    pub by: u32,
}

impl Renumber<'_> {
    /// The pointer with the element's index in the whole listing.
    #[must_use]
    pub fn pointer(self, pointer: &str) -> String {
        let below = pointer.strip_prefix(self.list).and_then(|below| below.strip_prefix('/'));
        let Some(below) = below else { return pointer.to_owned() };
        let (index, rest) = below.split_at(below.find('/').unwrap_or(below.len()));
        match index.parse::<u32>() {
            Ok(index) => format!("{}/{}{rest}", self.list, index + self.by),
            Err(_) => pointer.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_of_a_range_are_renumbered() {
        let renumber = Renumber { list: "/value", by: 100 };
        assert_eq!(renumber.pointer("/value/7/SharingCapability"), "/value/107/SharingCapability");
        assert_eq!(renumber.pointer("/value/7"), "/value/107");
        assert_eq!(Renumber { list: "", by: 3 }.pointer("/1/a~1b/2"), "/4/a~1b/2");
        assert_eq!(renumber.pointer("/values/7"), "/values/7");
    }
}
