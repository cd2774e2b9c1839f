//! The settings of one source's resources, kept as small as a comparison allows: names once, values that repeat once.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use crate::model::narrow::{index, offset};
use crate::model::place::SourceId;
use crate::model::value::{Reading, Reason, Value};
use crate::order::Order as _;
use crate::pack::catalogue::{Catalogue, Kind, KindId, Origin, SettingId};
use crate::pipeline::resource::Resource;
use crate::text::name::fold;

/// What one source says.
#[derive(Debug, Default)]
pub(super) struct DiffTable {
    /// The text that the places are bytes of; none where they are places of a saved report.
    pub(super) source: Option<SourceId>,
    /// Whose it is, as tenants are compared.
    pub(super) tenant: Option<String>,
    entries: Vec<Entry>,
    cells: Vec<SettingCell>,
    values: Vec<Value<'static>>,
    known: HashMap<Value<'static>, u32>,
    /// Kinds with an object that has no name to find it by: why, and how many there are.
    pub(super) nameless: BTreeMap<KindId, (Reason, u64)>,
}

/// A resource: which, and where its settings are.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) kind: KindId,
    /// It is an element of a list, not an object exported alone.
    pub(super) listed: bool,
    /// Where it is named.
    pub(super) at: u32,
    cells: u32,
    count: u16,
    name: Option<Box<str>>,
    /// The name as it is compared, where that is not the name.
    folded: Option<Box<str>>,
}

/// A setting.
#[derive(Debug, Clone, Copy)]
pub(super) struct SettingCell {
    pub(super) setting: SettingId,
    pub(super) at: u32,
    pub(super) held: Held,
}

/// A reading, small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// A value that fits in here.
    Bool(bool),
    /// A member of the setting's enum.
    Member(u16),
    /// A value of the table.
    Value(u32),
    /// No value.
    Unread(Reason),
}

impl Entry {
    /// What names the resource.
    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What it is found by: upper and lower case make no difference in names of these services.
    pub(super) fn key(&self) -> (KindId, &str) {
        (self.kind, self.folded.as_deref().or(self.name.as_deref()).unwrap_or_default())
    }
}

impl DiffTable {
    /// Keeps a resource. Of one that stands inside another, what was copied from the outer one is not its own.
    pub(super) fn keep(&mut self, resource: &Resource<'_>, inside: bool, catalogue: &Catalogue) {
        let kind = catalogue.kind(resource.kind);
        let name = resource.identity(catalogue);
        let reading = |id: &SettingId| match resource.setting(*id) {
            None => Err(Reason::SettingAbsent),
            Some(setting) => setting.reading.as_ref().map(|_| ()).map_err(|reason| *reason),
        };
        let named = if kind.identity_joined {
            kind.identity.iter().try_for_each(reading)
        } else if name.is_none() && !kind.identity.is_empty() {
            Err(kind.identity.iter().find_map(|id| reading(id).err()).unwrap_or(Reason::SettingAbsent))
        } else {
            Ok(())
        };
        if let Err(reason) = named {
            self.nameless.entry(kind.id).or_insert((reason, 0)).1 += 1;
            return;
        }
        let listed = resource.node.is_none_or(|(_, base)| {
            let index = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            base.index.is_some() || base.pointer.split('/').any(index)
        });
        let anchor = resource.anchor(kind).map_or(resource.place, |setting| setting.place);
        self.start(kind.id, name, listed, offset(anchor.span.start()));
        for setting in &resource.settings {
            let def = kind.def(setting.id);
            let copied = inside && !resource.place.span.contains(setting.place.span);
            // What names an object differs from tool to tool, and a host tells where the export is from.
            if copied || kind.identity.contains(&setting.id) || def.clue.is_some() {
                continue;
            }
            self.add(setting.id, &setting.reading, offset(setting.place.span.start()));
        }
        self.end();
    }

    /// Begins a resource; its settings follow, then [`DiffTable::end`].
    pub(super) fn start(&mut self, kind: KindId, name: Option<String>, listed: bool, at: u32) {
        let folded = name.as_deref().and_then(|name| {
            let folded = fold(name);
            (folded != name).then(|| folded.into_owned().into_boxed_str())
        });
        let (name, cells) = (name.map(String::into_boxed_str), offset(self.cells.len()));
        self.entries.push(Entry { kind, listed, at, cells, count: 0, name, folded });
    }

    /// A setting of the resource begun last.
    pub(super) fn add(&mut self, setting: SettingId, reading: &Reading<'_>, at: u32) {
        let held = match reading {
            Ok(Value::Bool(value)) => Held::Bool(*value),
            Ok(Value::Member(member)) => Held::Member(*member),
            Ok(value) => Held::Value(self.intern(value)),
            Err(reason) => Held::Unread(*reason),
        };
        self.cells.push(SettingCell { setting, at, held });
    }

    /// Ends the resource.
    pub(super) fn end(&mut self) {
        if let Some(entry) = self.entries.last_mut() {
            entry.count = index(self.cells.len() - entry.cells as usize);
        }
    }

    fn intern(&mut self, value: &Value<'_>) -> u32 {
        // A map from longer-lived values is one from shorter-lived values too.
        let known: &HashMap<Value<'_>, u32> = &self.known;
        if let Some(at) = known.get(value) {
            return *at;
        }
        let (at, value) = (offset(self.values.len()), value.clone().detached());
        self.values.push(value.clone());
        self.known.insert(value, at);
        at
    }

    /// No more resources follow.
    pub(super) fn close(&mut self) {
        self.known = HashMap::new();
        self.entries.shrink_to_fit();
        self.cells.shrink_to_fit();
    }

    /// The resources, in the order of the source.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The settings of a resource.
    pub(super) fn cells(&self, entry: &Entry) -> &[SettingCell] {
        &self.cells[entry.cells as usize..][..usize::from(entry.count)]
    }

    /// The value that is held.
    pub(super) fn value(&self, held: Held) -> Option<Value<'_>> {
        match held {
            Held::Bool(value) => Some(Value::Bool(value)),
            Held::Member(member) => Some(Value::Member(member)),
            Held::Value(at) => Some(self.values[at as usize].clone()),
            Held::Unread(_) => None,
        }
    }

    /// Whether two tables hold the same. The order of a list's items means nothing in these services.
    pub(super) fn same(&self, held: Held, other: &Self, others: Held) -> bool {
        let (Held::Value(mine), Held::Value(theirs)) = (held, others) else { return held == others };
        match (&self.values[mine as usize], &other.values[theirs as usize]) {
            (Value::List(mine), Value::List(theirs)) if mine.len() == theirs.len() && mine != theirs => {
                let sorted = |items: &[Cow<'static, str>]| {
                    let mut items = items.to_vec();
                    items.order_by(Ord::cmp);
                    items
                };
                sorted(mine) == sorted(theirs)
            }
            (mine, theirs) => mine == theirs,
        }
    }
}

/// Whether no export holds the kind: its resources are joined from others, where their settings are compared.
pub(super) fn is_joined(kind: &Kind) -> bool {
    kind.origin == Origin::Derived && kind.recognised_by.is_empty()
}
