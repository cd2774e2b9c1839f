//! The catalogue: what kinds of configuration objects there are, and how each tool spells their settings.
//!
//! It is data (`schemas/kinds/`). A kind file is a JSON Schema of the canonical resource, annotated with the names in
//! every dialect, the numbers of enums, how the kind is recognised, and how to export it.

mod file;
mod form;
mod key_sets;
mod names;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;
use std::sync::OnceLock;

pub use file::{Clue, ExportCommand, KindFile, Origin, Past, Signs};
use file::{NameFile, PropertyFile, ValuesFile};
pub use form::Form;
use key_sets::KeySets;
pub use names::{Entry, Meaning, Names};

use crate::lang::{Lang, both};
use crate::model::dialect::Dialect;
use crate::model::value::Value;
use crate::pack::packed;
use crate::text::data::{Str, Text};
use crate::text::secret::is_secret_name;

/// Index of a kind in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(pub u16);

/// Index of a setting in its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SettingId(pub u16);

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
        self.settings.iter().position(|setting| setting.name == name).map(|at| SettingId(at as u16))
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

impl Shape {
    /// The value of this shape that a JSON value in canonical form stands for.
    fn value(&self, json: &serde_json::Value) -> Option<Value<'static>> {
        Some(match self {
            Self::Boolean => Value::Bool(json.as_bool()?),
            Self::Integer => Value::Integer(json.as_i64()?),
            Self::Text | Self::Date | Self::Version => Value::Text(json.as_str()?.to_owned().into()),
            Self::Enum(members) | Self::CloudOfHost(members) => {
                let name = json.as_str()?;
                Value::Member(members.iter().position(|member| member.name == name)? as u16)
            }
            Self::List { .. } => {
                let text = |item: &serde_json::Value| Some(item.as_str()?.to_owned().into());
                Value::List(json.as_array()?.iter().map(text).collect::<Option<_>>()?)
            }
        })
    }
}

/// `declaration.domain/registrar`: the kind and the setting.
fn declared_in(path: &str) -> Option<(Str, Str)> {
    path.split_once('/').map(|(kind, setting)| (kind.to_owned().into(), setting.to_owned().into()))
}

impl Member {
    /// The words for the value, or its name.
    pub fn words(&self, lang: Lang) -> &str {
        self.label.as_ref().map_or(&self.name, |label| label.get(lang))
    }
}

/// All kinds, and the ways to recognise them.
#[derive(Debug, Default)]
pub struct Catalogue {
    kinds: Vec<Kind>,
    /// Made when something is first to be recognised.
    by_sign: OnceLock<HashMap<(Dialect, Sign, String), KindId>>,
    by_keys: OnceLock<KeySets>,
    by_title: OnceLock<HashMap<String, Option<KindId>>>,
    with_name: OnceLock<HashMap<String, Vec<KindId>>>,
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
        let mut catalogue = Self::default();
        for file in packed::unpack::<Vec<KindFile>>(packed::KINDS) {
            let name = file.kind.clone();
            catalogue.add(file).unwrap_or_else(|error| panic!("{name}: {}", error.en));
        }
        catalogue
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
            let mut by_title = HashMap::new();
            let mut add = |title: &str, id: KindId| {
                // A single word, such as `App` or `user`, is anybody's.
                let upper = title.chars().filter(|c| c.is_uppercase() || *c == '_').count();
                if upper + usize::from(title.starts_with(char::is_lowercase)) < 2 {
                    return;
                }
                let known = by_title.entry(singular(title)).or_insert(Some(id));
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
        by_title.get(&singular(title)).copied().flatten()
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
            return Err(both(
                "more settings, values or names than can be told apart",
                "设置、取值或名称过多，无法区分",
            ));
        }
        let id = self.named(&file.kind).map_or(KindId(self.kinds.len() as u16), |kind| kind.id);
        let kind = file.into_kind(id)?;
        match self.kinds.get_mut(id.0 as usize) {
            Some(earlier) => *earlier = kind,
            None => self.kinds.push(kind),
        }
        (self.by_sign, self.by_keys, self.by_title, self.with_name) = Default::default();
        Ok(())
    }
}

/// A name of more words is no title.
const MOST_WORDS: usize = 8;

/// A title by its letters and digits, without the ending of a plural.
fn singular(title: &str) -> String {
    let plain: String = title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    match plain.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => plain
            .strip_suffix("xes")
            .map(|stem| format!("{stem}x"))
            .or_else(|| Some(plain.strip_suffix('s')?.to_owned()))
            .unwrap_or(plain),
    }
}

impl ValuesFile {
    fn members(self) -> Vec<Member> {
        let member = |name: Str| Member {
            number: self.numbers.get(&name).copied(),
            label: self.value_labels.get(&name).cloned(),
            name,
        };
        self.members.into_iter().map(member).collect()
    }
}

impl KindFile {
    /// Whether its settings, values or names are too many for the numbers that stand for them.
    fn is_too_large(&self) -> bool {
        let few = usize::from(u16::MAX);
        let properties = &self.properties.0;
        let names = |property: &PropertyFile| property.names.values().map(std::vec::Vec::len).sum::<usize>();
        properties.len() > few
            || properties.iter().map(|(_, property)| 1 + names(property)).sum::<usize>() > few
            || properties.iter().any(|(_, property)| {
                let values = property.members.len().max(property.items.members.len());
                values > few || names(property) >= usize::from(u8::MAX)
            })
    }

    fn into_kind(self, id: KindId) -> Result<Kind, Text> {
        let mut settings: Vec<SettingDef> = Vec::new();
        let (mut unsets, mut plan_ids) = (Vec::new(), Vec::new());
        let mut names = Names::default();
        for (at, (name, property)) in self.properties.0.into_iter().enumerate() {
            let setting = SettingId(at as u16);
            let PropertyFile { members, numbers, value_labels, .. } = property;
            let format = property.format.as_deref().or(property.items.format.as_deref());
            let form = match format {
                None | Some("date") => None,
                Some(form) => Some(Form::named(form).ok_or_else(|| {
                    both(format!("{name}: there is no format {form}"), format!("{name}：格式 {form} 不存在"))
                })?),
            };
            let values = ValuesFile { format: None, members, numbers, value_labels };
            let shape = match property.json_type.as_str() {
                "boolean" => Shape::Boolean,
                "integer" => Shape::Integer,
                "string" if property.format.as_deref() == Some("date") => Shape::Date,
                "string" if property.cloud_of_host => Shape::CloudOfHost(values.members()),
                "string" if !values.members.is_empty() => Shape::Enum(values.members()),
                "string" if property.version => Shape::Version,
                "string" => Shape::Text,
                "array" => Shape::List { separator: property.separator, members: property.items.members() },
                other => {
                    let en = format!("{name}: a setting cannot be of type {other}");
                    return Err(both(en, format!("{name}：设置不能是 {other} 类型")));
                }
            };
            names.add(name.clone(), Meaning { setting, inverted: false, values: Vec::new(), rank: 0 });
            let mut spellings = Vec::new();
            for (dialect, list) in property.names {
                for NameFile { name, inverted, values } in list {
                    let find = |to: &str| shape.members().iter().position(|member| member.name == to);
                    let mut translated = Vec::new();
                    for (from, to) in values {
                        let member = find(&to).ok_or_else(|| {
                            both(format!("{name}: there is no value {to}"), format!("{name}：没有取值 {to}"))
                        })?;
                        translated.push((from, member as u16));
                    }
                    let rank = spellings.len() as u8 + 1;
                    names.add(name.clone(), Meaning { setting, inverted, values: translated, rank });
                    spellings.push((dialect, name, inverted));
                }
            }
            unsets.push(property.unset_when);
            plan_ids.push(property.plan_id);
            let null_means = match property.null_means {
                None => None,
                Some(text) => {
                    let value = text.value();
                    Some(shape.value(&value).ok_or_else(|| {
                        let en = format!("{name}: null_means: {value} is no value of the setting");
                        both(en, format!("{name}：null_means：{value} 不是该设置的取值"))
                    })?)
                }
            };
            let declared_in = match property.declared_in {
                None => None,
                Some(path) => Some(declared_in(&path).ok_or_else(|| {
                    let en = format!("{name}: declared_in: {path} is no place in a declaration");
                    both(en, format!("{name}：declared_in：声明文件中没有 {path}"))
                })?),
            };
            let unset = |value: &Value<'_>| matches!(value, Value::Text(text) if text.is_empty());
            let may_be_empty = property.may_be_empty || null_means.as_ref().is_some_and(unset);
            settings.push(SettingDef {
                name,
                label: property.label,
                shape,
                form,
                may_be_empty,
                range: property.minimum.unwrap_or(i64::MIN)..=property.maximum.unwrap_or(i64::MAX),
                clue: property.clue,
                pick_first: property.pick.is_some(),
                unset: None,
                null_means,
                declared_in,
                past: property.past,
                exported_by: property.exported_by,
                example: property.example,
                object_name: property.object_name,
                told_by: property.told_by,
                spellings,
            });
        }
        let mut kind = Kind {
            id,
            name: self.kind,
            label: self.label,
            origin: self.source,
            derived_from: self.derived_from,
            identity: Vec::new(),
            identity_joined: self.identity_joined,
            settings,
            recognised_by: self.recognised_by,
            exports: self.exports,
            unexported: self.unexported,
            question: self.question,
            pairs: self.pairs,
            looks_inside: self.looks_inside,
            may_be_absent: self.may_be_absent,
            plan: None,
            names,
        };
        let find = |kind: &Kind, name: &str| {
            let none = || both(format!("there is no setting {name}"), format!("设置 {name} 不存在"));
            kind.setting(name).ok_or_else(none)
        };
        kind.identity = self.identity.iter().map(|name| find(&kind, name)).collect::<Result<_, _>>()?;
        for (at, id) in plan_ids.into_iter().enumerate() {
            let Some(id) = id else { continue };
            kind.plan = Some((SettingId(at as u16), find(&kind, &id)?));
        }
        for (at, unset) in unsets.into_iter().enumerate() {
            let Some(unset) = unset else { continue };
            let member = |setting: SettingId, name: &str| {
                let members = kind.def(setting).shape.members();
                let found = members.iter().position(|member| member.name == name);
                found
                    .map(|at| at as u16)
                    .ok_or_else(|| both(format!("there is no value {name}"), format!("没有取值 {name}")))
            };
            let witnesses: Vec<_> = unset.settings.iter().map(|name| find(&kind, name)).collect::<Result<_, _>>()?;
            let first =
                *witnesses.first().ok_or_else(|| both("unset_when names no settings", "unset_when 没有指明设置"))?;
            let (value, default) = (member(first, &unset.value)?, member(SettingId(at as u16), &unset.default)?);
            kind.settings[at].unset = Some(Unset { witnesses, value, default });
        }
        Ok(kind)
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
