//! A kind out of its file: what the file names is found, and what it cannot mean is told.

use super::file::{KindFile, NameFile, PropertyFile, ValuesFile};
use super::form::Form;
use super::kind::{Kind, Member, SettingDef, Shape, Unset};
use super::names::{Meaning, Names};
use super::{KindId, SettingId, words};
use crate::model::narrow::index;
use crate::model::value::Value;
use crate::text::data::{Str, Text};

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
    pub(super) fn is_too_large(&self) -> bool {
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

    pub(super) fn into_kind(self, id: KindId) -> Result<Kind, Text> {
        let count = self.properties.0.len();
        let mut settings: Vec<SettingDef> = Vec::with_capacity(count);
        let (mut unsets, mut plan_ids) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut names = Names::default();
        for (at, (name, property)) in self.properties.0.into_iter().enumerate() {
            let setting = SettingId(index(at));
            let PropertyFile { members, numbers, value_labels, .. } = property;
            let format = property.format.as_deref().or(property.items.format.as_deref());
            let form = match format {
                None | Some("date") => None,
                Some(form) => Some(Form::named(form).ok_or_else(|| words::no_format(&name, form))?),
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
                other => return Err(words::no_type(&name, other)),
            };
            names.add(name.clone(), Meaning { setting, inverted: false, values: Vec::new(), rank: 0 });
            let mut spellings = Vec::with_capacity(property.names.values().map(Vec::len).sum());
            for (dialect, list) in property.names {
                for NameFile { name, inverted, values } in list {
                    let find = |to: &str| shape.members().iter().position(|member| member.name == to);
                    let mut translated = Vec::new();
                    for (from, to) in values {
                        let member = find(&to).ok_or_else(|| words::no_value_of(&name, &to))?;
                        translated.push((from, index(member)));
                    }
                    let rank = u8::try_from(spellings.len() + 1).unwrap_or(u8::MAX);
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
                    Some(shape.value(&value).ok_or_else(|| words::no_null(&name, &value))?)
                }
            };
            let declared_in = match property.declared_in {
                None => None,
                Some(path) => Some(declared_in(&path).ok_or_else(|| words::no_place(&name, &path))?),
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
        let find = |kind: &Kind, name: &str| kind.setting(name).ok_or_else(|| words::no_setting(name));
        kind.identity = self.identity.iter().map(|name| find(&kind, name)).collect::<Result<_, _>>()?;
        for (at, id) in plan_ids.into_iter().enumerate() {
            let Some(id) = id else { continue };
            kind.plan = Some((SettingId(index(at)), find(&kind, &id)?));
        }
        for (at, unset) in unsets.into_iter().enumerate() {
            let Some(unset) = unset else { continue };
            let member = |setting: SettingId, name: &str| {
                let members = kind.def(setting).shape.members();
                let found = members.iter().position(|member| member.name == name);
                found.map(index).ok_or_else(|| words::no_value(name))
            };
            let witnesses: Vec<_> = unset.settings.iter().map(|name| find(&kind, name)).collect::<Result<_, _>>()?;
            let first = *witnesses.first().ok_or_else(words::no_witness)?;
            let (value, default) = (member(first, &unset.value)?, member(SettingId(index(at)), &unset.default)?);
            kind.settings[at].unset = Some(Unset { witnesses, value, default });
        }
        Ok(kind)
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
                Value::Member(index(members.iter().position(|member| member.name == name)?))
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
