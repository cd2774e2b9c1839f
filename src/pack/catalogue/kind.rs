//! What a kind of configuration objects is: its settings, what their values look like, and how people read them.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::file::{Clue, ExportCommand, Origin, Past, Signs};
use super::form::Form;
use super::names::Names;
use super::{KindId, SettingId};
use crate::lang::Lang;
use crate::model::dialect::Dialect;
use crate::model::narrow::index;
use crate::model::value::Value;
use crate::text::data::{Str, Text};
use crate::text::secret::is_secret_name;

/// What values of a setting look like in canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// Text.
    Text,
    /// A day, written as `2026-11-22` in canonical form.
    Date,
    /// One of several names.
    Enum(Vec<Member>),
    /// A list of texts; a single text is split at the separator.
    List {
        /// Between the items of a list that was written as one text.
        separator: Option<char>,
        /// What an item can be, where that is known.
        members: Vec<Member>,
    },
    /// A version of four numbers, such as `15.0.847.32`.
    Version,
    /// A URL or host in the export; the cloud that it belongs to in canonical form.
    CloudOfHost(Vec<Member>),
}

/// One value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The canonical name.
    pub name: Str,
    /// The number that stands for it, where tools write numbers.
    pub number: Option<i64>,
    /// What it means, in words.
    pub label: Option<Text>,
}

/// When a value is only what a listing leaves behind.
#[derive(Debug, Clone)]
pub struct Unset {
    /// The settings that tell whether the object was read in full.
    pub witnesses: Vec<SettingId>,
    /// The member that a witness shows when the object was not.
    pub value: u16,
    /// The member of this setting that then proves nothing.
    pub default: u16,
}

/// A setting of a kind.
#[derive(Debug)]
pub struct SettingDef {
    /// Canonical name: that of the newest cmdlet.
    pub name: Str,
    /// A short noun phrase.
    pub label: Text,
    /// The canonical form of its values.
    pub shape: Shape,
    /// What its text, or an item of its list, looks like, where that is known.
    pub form: Option<Form>,
    /// The empty text, or the list that was written as one, means that nothing is set.
    pub may_be_empty: bool,
    /// The numbers that it can be.
    pub range: RangeInclusive<i64>,
    /// What it tells of the tenant.
    pub clue: Option<Clue>,
    /// Several spellings in one object are alternatives in order of preference, not a conflict.
    pub pick_first: bool,
    /// When a value proves nothing.
    pub unset: Option<Unset>,
    /// What `null` in an export means, where the tool's documentation says so.
    pub null_means: Option<Value<'static>>,
    /// Of a derived kind: the declared kind and its setting that the value comes from.
    pub declared_in: Option<(Str, Str)>,
    /// Of a day: it has to be in the past, and how long ago it may be.
    pub past: Option<Past>,
    /// The dialects that export the setting; all of the kind's where none is named.
    pub exported_by: Vec<Dialect>,
    /// Of a declared kind: what an answer looks like.
    pub example: Option<Text>,
    /// The members that name an object which stands in place of a text.
    pub object_name: Vec<Str>,
    /// The kinds whose exports tell a derived setting.
    pub told_by: Vec<Str>,
    /// How each dialect spells it where that is not the canonical name: dialect, name, inverted.
    pub spellings: Vec<(Dialect, Str, bool)>,
}

/// A kind of configuration object.
#[derive(Debug)]
pub struct Kind {
    /// Its index.
    pub id: KindId,
    /// Its name, such as `sharepoint.tenant`.
    pub name: Str,
    /// What people call it.
    pub label: Text,
    /// Where its resources come from.
    pub origin: Origin,
    /// The kinds that its resources are derived from, by name.
    pub derived_from: Vec<Str>,
    /// The settings that name a resource, the first present one first.
    pub identity: Vec<SettingId>,
    /// Whether they name it only together.
    pub identity_joined: bool,
    /// Its settings.
    pub settings: Vec<SettingDef>,
    /// How it is recognised.
    pub recognised_by: BTreeMap<Dialect, Signs>,
    /// How it is exported, best way first.
    pub exports: Vec<ExportCommand>,
    /// Why no command exports it.
    pub unexported: Option<Text>,
    /// What is asked of the organization, of a declared kind.
    pub question: Option<Text>,
    /// The setting that names a service plan, and the one with its id.
    pub plan: Option<(SettingId, SettingId)>,
    /// A list of names and values in its objects, whose members are settings too.
    pub pairs: Option<Str>,
    /// Members that are no settings and are read nevertheless, because more stands inside.
    pub looks_inside: Vec<Str>,
    /// A tenant may have none of it, although it has at most one.
    pub may_be_absent: bool,
    /// Its settings by their names in exports.
    pub names: Names,
}

impl Kind {
    /// Whether every tenant has one: an answer without any has told nothing.
    pub fn is_always_there(&self) -> bool {
        self.identity.is_empty() && !self.may_be_absent
    }

    /// The kinds of which an export tells whether there is a derived one at all: those that tell its first setting, which
    /// says so, or whatever it is derived from.
    pub fn shown_by(&self) -> &[Str] {
        match self.settings.first() {
            Some(first) if !first.told_by.is_empty() => &first.told_by,
            _ => &self.derived_from,
        }
    }

    /// The setting of that canonical name.
    pub fn setting(&self, name: &str) -> Option<SettingId> {
        self.settings.iter().position(|setting| setting.name == name).map(|at| SettingId(index(at)))
    }

    /// The definition of a setting.
    pub fn def(&self, id: SettingId) -> &SettingDef {
        &self.settings[id.0 as usize]
    }
}

impl Shape {
    /// The members of an enum, or of the items of a list.
    pub fn members(&self) -> &[Member] {
        match self {
            Self::Enum(members) | Self::CloudOfHost(members) | Self::List { members, .. } => members,
            _ => &[],
        }
    }
}

impl Member {
    /// The words for the value, or its name.
    pub fn words(&self, lang: Lang) -> &str {
        self.label.as_ref().map_or(&self.name, |label| label.get(lang))
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

    /// A value as text for people; a secret is none of it.
    pub(crate) fn shown(&self, value: &Value<'_>) -> String {
        if self.is_secret(value) { "…".to_owned() } else { self.display(value) }
    }

    /// A value as JSON for reports; a secret is none of it.
    pub(crate) fn shown_json(&self, value: &Value<'_>) -> serde_json::Value {
        if self.is_secret(value) { "…".into() } else { self.json(value) }
    }

    /// Whether a value is a secret, by the name of the setting. Of what has few values none is.
    fn is_secret(&self, value: &Value<'_>) -> bool {
        matches!(value, Value::Text(_) | Value::List(_) | Value::Integer(_)) && is_secret_name(&self.name)
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
