//! One object of an export to a resource: its keys looked up in the catalogue, its values made canonical.

use std::borrow::Cow;

use super::shell_text;
use super::value;
use crate::json::{NodeKind as Node, NodeRef, PatternId};
use crate::model::dialect::Dialect;
use crate::model::place::{Place, SourceId, Span};
use crate::model::value::{Reason, Value};
use crate::pack::catalogue::{Kind, KindId, Names, SettingId};
use crate::pack::vocabulary::plans;
use crate::pipeline::resource::{Base, Resource, Setting, add};

/// Reads objects, remembering the layout of the last one: in a listing all have the same keys in the same order.
#[derive(Debug, Default)]
pub(super) struct ObjectReader {
    /// The kind of the last object: the same key means something else in another kind.
    kind: Option<KindId>,
    layout: ResourceLayout,
    /// There is more than one: what stands alone is not worth remembering.
    several: bool,
    /// Of objects with a pattern: by kind, the members that matter.
    known: Vec<Vec<(KindId, Box<[Matters]>)>>,
}

/// The key of a member that matters, counted from the object's node, and its entry; none if pairs stand in it.
type Matters = (u32, Option<u16>);

/// Keys in their order, each with its entry among the names of the kind.
#[derive(Debug, Default)]
struct ResourceLayout {
    /// One after the other: a text for each costs more than to look it up.
    keys: String,
    /// Where each ends, and its entry.
    entries: Vec<(usize, Option<u16>)>,
}

impl ResourceLayout {
    /// The key at a place, and its entry.
    fn get(&self, ordinal: usize) -> Option<(&str, Option<u16>)> {
        let (end, entry) = *self.entries.get(ordinal)?;
        Some((&self.keys[self.start(ordinal)..end], entry))
    }

    fn start(&self, ordinal: usize) -> usize {
        ordinal.checked_sub(1).and_then(|before| self.entries.get(before)).map_or(0, |(end, _)| *end)
    }

    /// Keeps what stands before a place, and the memory of all.
    fn keep(&mut self, ordinal: usize) {
        self.keys.truncate(self.start(ordinal));
        self.entries.truncate(ordinal);
    }

    /// Puts a key at a place, and forgets those behind it.
    fn put(&mut self, ordinal: usize, key: &str, entry: Option<u16>) {
        if ordinal <= self.entries.len() {
            self.keep(ordinal);
            self.keys.push_str(key);
            self.entries.push((self.keys.len(), entry));
        }
    }
}

/// What is known of an object before it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Object<'a, 'd> {
    pub(super) kind: &'a Kind,
    pub(super) dialect: Dialect,
    pub(super) source: SourceId,
    pub(super) base: Base<'d>,
}

impl ObjectReader {
    /// Reads the settings of `node`.
    pub(super) fn read<'d>(&mut self, node: NodeRef<'d>, object: Object<'_, 'd>) -> Resource<'d> {
        let Some(pattern) = node.pattern() else { return self.read_members(node, node.members(), object) };
        let (kind, names) = (object.kind, &object.kind.names);
        let place = |span| Place { source: object.source, span };
        let mut found = Gathered { kind, place: &place, settings: Vec::with_capacity(8) };
        for (at, entry) in self.matters(pattern, node, kind) {
            let (key, value) = (node.behind(*at), node.behind(*at + 1));
            match entry {
                Some(entry) => found.member(key, value, names, *entry),
                None => found.pairs(value, names),
            }
        }
        made(node, object, found.settings)
    }

    /// The members that matter of objects of a pattern.
    fn matters(&mut self, pattern: PatternId, node: NodeRef<'_>, kind: &Kind) -> &[Matters] {
        let at = pattern.index();
        if self.known.len() <= at {
            self.known.resize_with(at + 1, Vec::new);
        }
        let known = &mut self.known[at];
        let of_kind = known.iter().position(|(id, _)| *id == kind.id);
        let of_kind = of_kind.unwrap_or_else(|| {
            let matters = |(key, _): (NodeRef<'_>, NodeRef<'_>)| {
                let name = key.as_text();
                let entry = kind.names.find(&name);
                let pairs = || kind.pairs.as_deref().is_some_and(|pairs| name.eq_ignore_ascii_case(pairs));
                (entry.is_some() || pairs()).then(|| (key.index() - node.index(), entry))
            };
            known.push((kind.id, node.members().filter_map(matters).collect()));
            known.len() - 1
        });
        &known[of_kind].1
    }

    /// Reads settings from names and values somewhere in `node`.
    pub(super) fn read_members<'d>(
        &mut self,
        node: NodeRef<'d>,
        members: impl Iterator<Item = (NodeRef<'d>, NodeRef<'d>)>,
        object: Object<'_, 'd>,
    ) -> Resource<'d> {
        self.several = self.kind.replace(object.kind.id) == Some(object.kind.id);
        if !self.several {
            self.layout.keep(0);
        }
        let place = |span| Place { source: object.source, span };
        let mut found = Gathered { kind: object.kind, place: &place, settings: Vec::with_capacity(8) };
        for (ordinal, (key, value)) in members.enumerate() {
            if let Some(entry) = self.entry(ordinal, key, &object.kind.names) {
                found.member(key, value, &object.kind.names, entry);
            } else if let Some(pairs) = &object.kind.pairs
                && key.as_text().eq_ignore_ascii_case(pairs)
            {
                found.pairs(value, &object.kind.names);
            }
        }
        made(node, object, found.settings)
    }

    /// The entry of a key, found by its place in the last object or by its name.
    fn entry(&mut self, ordinal: usize, key: NodeRef<'_>, names: &Names) -> Option<u16> {
        let text = key.as_text();
        match self.layout.get(ordinal) {
            Some((known, entry)) if *known == *text => entry,
            _ => {
                let entry = names.find(&text);
                if self.several {
                    self.layout.put(ordinal, &text, entry);
                }
                entry
            }
        }
    }
}

/// The resource of an object with these settings.
fn made<'d>(node: NodeRef<'d>, object: Object<'_, 'd>, mut settings: Vec<Setting<'d>>) -> Resource<'d> {
    drop_listing_defaults(&mut settings, object.kind);
    if let Some((name, id)) = object.kind.plan {
        name_plan(&mut settings, name, id);
    }
    Resource {
        kind: object.kind.id,
        dialect: object.dialect,
        place: Place { source: object.source, span: node.span() },
        node: Some((node, object.base)),
        settings,
        title: None,
        related: Vec::new(),
    }
}

/// The settings that an object has shown so far.
struct Gathered<'a, 'd, P> {
    kind: &'a Kind,
    place: &'a P,
    settings: Vec<Setting<'d>>,
}

impl<'d, P: Fn(Span) -> Place> Gathered<'_, 'd, P> {
    fn member(&mut self, key: NodeRef<'d>, node: NodeRef<'d>, names: &Names, entry: u16) {
        let entry = names.entry(entry);
        if let Some(meaning) = &entry.meaning {
            let def = self.kind.def(meaning.setting);
            if let Some(reading) = value::of_node(node, meaning, def) {
                let setting = Setting {
                    id: meaning.setting,
                    place: (self.place)(if node.kind() == Node::Gap { key.span() } else { node.span() }),
                    key: Some(key.span()),
                    pointer: None,
                    reading,
                    rank: meaning.rank,
                };
                add(&mut self.settings, setting, def);
            }
        }
        let Some(below) = &entry.below else { return };
        match node.kind() {
            Node::Object => {
                for (key, value) in node.members() {
                    if let Some(entry) = below.find(&key.as_text()) {
                        self.member(key, value, below, entry);
                    }
                }
            }
            Node::String => self.cut_text(key.span(), node, below),
            Node::Null => self.all_unreadable(key.span(), node.span(), below, Reason::NullValue),
            Node::Gap => self.all_unreadable(key.span(), key.span(), below, Reason::CollectionFailed),
            _ => self.all_unreadable(key.span(), node.span(), below, Reason::WrongType),
        }
    }

    /// A list of `{"name": …, "value": …}`.
    fn pairs(&mut self, list: NodeRef<'d>, names: &Names) {
        for pair in list.elements() {
            let (Some(name), Some(value)) = (pair.get("name"), pair.get("value")) else { continue };
            if let Some(entry) = names.find(&name.as_text()) {
                self.member(name, value, names, entry);
            }
        }
    }

    /// An object that a depth limit has turned into text.
    fn cut_text(&mut self, key: Span, node: NodeRef<'d>, names: &Names) {
        let Some(text) = node.plain_str() else {
            return self.all_unreadable(key, node.span(), names, Reason::Truncated);
        };
        let Some(pairs) = shell_text::pairs(text) else {
            return self.all_unreadable(key, node.span(), names, Reason::Truncated);
        };
        let start = node.span().start() + 1;
        for pair in pairs {
            let Some(entry) = names.find(pair.key) else { continue };
            let entry = names.entry(entry);
            let span = if pair.value.is_empty() { node.span() } else { Span::at(start + pair.at, pair.value.len()) };
            if let Some(below) = &entry.below {
                self.all_unreadable(key, span, below, Reason::Truncated);
            }
            let Some(meaning) = &entry.meaning else { continue };
            let def = self.kind.def(meaning.setting);
            let reading = match pair.value {
                "" => Err(Reason::Truncated),
                text => value::of_text(Cow::Borrowed(text), meaning, def),
            };
            let setting = Setting {
                id: meaning.setting,
                place: (self.place)(span),
                key: Some(key),
                pointer: None,
                reading,
                rank: meaning.rank,
            };
            add(&mut self.settings, setting, def);
        }
    }

    /// Marks every setting below a name as unreadable for one reason.
    fn all_unreadable(&mut self, key: Span, span: Span, names: &Names, reason: Reason) {
        for entry in names.entries() {
            if let Some(below) = &entry.below {
                self.all_unreadable(key, span, below, reason);
            }
            let Some(meaning) = &entry.meaning else { continue };
            // Whatever another name has told already counts.
            if self.settings.iter().any(|known| known.id == meaning.setting) {
                continue;
            }
            self.settings.push(Setting {
                id: meaning.setting,
                place: (self.place)(span),
                key: Some(key),
                pointer: None,
                reading: Err(reason),
                rank: meaning.rank,
            });
        }
    }
}

/// Names a service plan by its id, where its name is missing, unreadable or in no list.
fn name_plan(settings: &mut Vec<Setting<'_>>, name: SettingId, id: SettingId) {
    let text = |wanted: SettingId| {
        settings.iter().find(|setting| setting.id == wanted).and_then(|setting| match &setting.reading {
            Ok(Value::Text(text)) => Some(&**text),
            _ => None,
        })
    };
    let Some(known) = text(id).and_then(|id| plans::named(id, text(name))) else { return };
    let reading = Ok(Value::Text(Cow::Borrowed(known)));
    if let Some(named) = settings.iter_mut().find(|setting| setting.id == name) {
        named.reading = reading;
    } else if let Some(told) = settings.iter().find(|setting| setting.id == id) {
        let named = Setting { id: name, reading, rank: 0, ..told.clone() };
        settings.push(named);
    }
}

/// Takes away values that prove nothing because a listing leaves them at their type's default.
fn drop_listing_defaults(settings: &mut [Setting<'_>], kind: &Kind) {
    for at in 0..settings.len() {
        let Some(unset) = &kind.def(settings[at].id).unset else { continue };
        if settings[at].reading != Ok(Value::Member(unset.default)) {
            continue;
        }
        let proves = |witness: &Setting<'_>| {
            let read_in_full = matches!(witness.reading, Ok(Value::Member(member)) if member != unset.value);
            unset.witnesses.contains(&witness.id) && read_in_full
        };
        if !settings.iter().any(proves) {
            settings[at].reading = Err(Reason::ListingDefault);
        }
    }
}
