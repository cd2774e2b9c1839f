//! A configuration object with its settings in canonical form, each with the place it came from.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

use crate::catalogue::{Catalogue, Kind, KindId, SettingDef, SettingId, Shape};
use crate::dialect::Dialect;
use crate::json::NodeRef;
use crate::lang::{Text, both};
use crate::read::Renumber;
use crate::source::{Place, Span, hex};

/// A value in canonical form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value<'d> {
    /// A boolean.
    Bool(bool),
    /// A member of the setting's enum, by its index.
    Member(u16),
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(Cow<'d, str>),
    /// A list of texts.
    List(Vec<Cow<'d, str>>),
}

/// Why there is no verdict, or none that could be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// No export holds the kind of object.
    KindAbsent,
    /// The object is there, the setting is not.
    SettingAbsent,
    /// The setting is `null`.
    NullValue,
    /// The value is of another type than the setting has.
    WrongType,
    /// The value is none that the setting is known to take.
    UnknownValue,
    /// The export was cut at a depth limit.
    Truncated,
    /// The export says that its command failed.
    CollectionFailed,
    /// The export holds only the first page of a listing.
    PartialListing,
    /// A fleet listing leaves the setting at its type's default.
    ListingDefault,
    /// The object holds the setting twice, with different values.
    ConflictingValues,
    /// The evidence is from another tenant.
    TenantMismatch,
    /// The evidence is older than it may be.
    Stale,
    /// The documents do not list the combination.
    NotInDocument,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::KindAbsent,
        Self::SettingAbsent,
        Self::NullValue,
        Self::WrongType,
        Self::UnknownValue,
        Self::Truncated,
        Self::CollectionFailed,
        Self::PartialListing,
        Self::ListingDefault,
        Self::ConflictingValues,
        Self::TenantMismatch,
        Self::Stale,
        Self::NotInDocument,
    ];

    /// The id in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::KindAbsent => "kind_absent",
            Self::SettingAbsent => "setting_absent",
            Self::NullValue => "null_value",
            Self::WrongType => "wrong_type",
            Self::UnknownValue => "unknown_value",
            Self::Truncated => "truncated",
            Self::CollectionFailed => "collection_failed",
            Self::PartialListing => "partial_listing",
            Self::ListingDefault => "listing_default",
            Self::ConflictingValues => "conflicting_values",
            Self::TenantMismatch => "tenant_mismatch",
            Self::Stale => "stale",
            Self::NotInDocument => "not_in_document",
        }
    }
}

/// What an export says about a setting: a value, or why it tells none.
pub type Reading<'d> = Result<Value<'d>, Reason>;

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
        Self { place, about, note: false, words: both(format!("the {en} is here"), format!("{zh_cn}在这里")) }
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

/// Longest name that is told whole, in bytes; an address may have 400 characters.
pub(crate) const LONGEST_NAME: usize = 2048;

/// So much of a longer one is told, in bytes.
const BEGINNING: usize = 200;

/// A name as it is told: of one that nobody could read, its beginning and the SHA-256 that tells it from others.
pub(crate) fn shortened(name: &str) -> String {
    if name.len() <= LONGEST_NAME {
        return name.to_owned();
    }
    let end = name.char_indices().map(|(at, _)| at).take_while(|at| *at <= BEGINNING).last();
    format!("{}… SHA-256 {}", &name[..end.unwrap_or_default()], hex(&Sha256::digest(name)))
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

impl SettingDef {
    /// A value as text: an enum's canonical name, a list joined by commas.
    pub fn display(&self, value: &Value<'_>) -> String {
        match value {
            Value::Bool(value) => value.to_string(),
            Value::Integer(value) => value.to_string(),
            Value::Text(text) => text.clone().into_owned(),
            Value::List(items) => items.join(", "),
            Value::Member(member) => self
                .shape
                .members()
                .get(usize::from(*member))
                .map_or_else(String::new, |member| member.name.to_string()),
        }
    }

    /// A value as JSON, for the rules' schemas.
    pub fn json(&self, value: &Value<'_>) -> serde_json::Value {
        match value {
            Value::Bool(value) => (*value).into(),
            Value::Integer(value) => (*value).into(),
            Value::List(items) => items.iter().map(AsRef::as_ref).collect(),
            Value::Text(_) | Value::Member(_) => self.display(value).into(),
        }
    }

    /// How many values there can be, where that is a small number.
    pub fn finite(&self) -> Option<usize> {
        match &self.shape {
            Shape::Boolean => Some(2),
            Shape::Enum(members) | Shape::CloudOfHost(members) => Some(members.len()),
            _ => None,
        }
    }
}

impl Value<'_> {
    /// A copy that outlives its document.
    pub fn detached(self) -> Value<'static> {
        let text = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Bool(value) => Value::Bool(value),
            Self::Member(member) => Value::Member(member),
            Self::Integer(value) => Value::Integer(value),
            Self::Text(value) => Value::Text(text(value)),
            Self::List(items) => Value::List(items.into_iter().map(text).collect()),
        }
    }

    /// The index among the values of a setting whose values are few.
    pub fn index(&self) -> Option<usize> {
        match self {
            Self::Bool(value) => Some(usize::from(*value)),
            Self::Member(member) => Some(usize::from(*member)),
            _ => None,
        }
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
