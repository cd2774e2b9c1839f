//! A value as a tool wrote it, in canonical form.
//!
//! Enums come as numbers, numbers in quotes, or names in any case; booleans come as text; lists come as one text;
//! what lies below a depth limit comes as the name of its type. Whatever is not understood is said to be so: nothing
//! here turns the unknown into a value.

use std::borrow::Cow;

use super::version;
use jiff::civil::Date;

use crate::json::{Kind, NodeRef};
use crate::model::cloud;
use crate::model::value::{Reading, Reason, Value};
use crate::pack::catalogue::{Meaning, SettingDef, Shape};

/// The canonical form of a JSON value; `None` if the export only says that it was not loaded.
pub(super) fn of_node<'d>(node: NodeRef<'d>, meaning: &Meaning, def: &SettingDef) -> Option<Reading<'d>> {
    Some(match node.kind() {
        Kind::Null => def.null_means.clone().ok_or(Reason::NullValue),
        Kind::Gap => Err(Reason::CollectionFailed),
        Kind::String => of_text(node.as_text(), meaning, def),
        Kind::Number => of_number(node.raw(), meaning, def),
        Kind::Bool => of_bool(node.as_bool() == Some(true), meaning, def),
        Kind::Array => list(node, def),
        Kind::Object => match list_in_object(node) {
            Some(inner) => return of_node(inner, meaning, def),
            None if node.get("__deferred").is_some() => return None,
            None => of_object(node, meaning, def),
        },
    })
}

/// `{"__metadata":…,"results":[…]}` and `{"value":[…],"Count":n}` are lists.
pub(super) fn list_in_object(node: NodeRef<'_>) -> Option<NodeRef<'_>> {
    let inner = match node.get("results") {
        Some(results) => results,
        None => node.get("value").filter(|_| node.get("Count").is_some())?,
    };
    (inner.kind() == Kind::Array).then_some(inner)
}

/// An object in place of a text: a version by its parts, or what has a name of its own.
fn of_object<'d>(node: NodeRef<'d>, meaning: &Meaning, def: &SettingDef) -> Reading<'d> {
    match (&def.shape, name_in(node, def)) {
        (Shape::Version, _) => version::of_object(node).map(|version| Value::Text(version.into())),
        (Shape::List { .. }, Some(name)) => Ok(Value::List(vec![item(name, def)])),
        (_, Some(name)) => of_text(name, meaning, def),
        _ => Err(Reason::WrongType),
    }
}

/// The text that names an object.
fn name_in<'d>(node: NodeRef<'d>, def: &SettingDef) -> Option<Cow<'d, str>> {
    def.object_name.iter().find_map(|name| node.get_str(name))
}

fn of_bool<'d>(value: bool, meaning: &Meaning, def: &SettingDef) -> Reading<'d> {
    if let Some(member) = translated(meaning, if value { "true" } else { "false" }) {
        return Ok(member);
    }
    match def.shape {
        Shape::Boolean => Ok(Value::Bool(value != meaning.inverted)),
        _ => Err(Reason::WrongType),
    }
}

fn of_number<'d>(raw: &'d str, meaning: &Meaning, def: &SettingDef) -> Reading<'d> {
    let integer = raw.parse::<i64>().ok();
    match (&def.shape, integer) {
        (Shape::Integer, Some(value)) => Ok(Value::Integer(value)),
        (Shape::Enum(members), Some(value)) => member(members.iter().position(|member| member.number == Some(value))),
        // Nullable switches are written as 0 and 1.
        (Shape::Boolean, Some(value @ (0 | 1))) => of_bool(value == 1, meaning, def),
        (Shape::List { members, .. }, Some(_)) if !members.is_empty() => Ok(Value::List(vec![item(raw.into(), def)])),
        (Shape::Boolean | Shape::Integer | Shape::Enum(_), _) => Err(Reason::UnknownValue),
        _ => Err(Reason::WrongType),
    }
}

/// The canonical form of a text.
pub(super) fn of_text<'d>(text: Cow<'d, str>, meaning: &Meaning, def: &SettingDef) -> Reading<'d> {
    if is_cut(&text) {
        return Err(Reason::Truncated);
    }
    if is_placeholder(&text) {
        return Err(Reason::UnknownValue);
    }
    if let Some(member) = translated(meaning, &text) {
        return Ok(member);
    }
    match &def.shape {
        Shape::Text => Ok(Value::Text(text)),
        Shape::Date => day(&text).map(|day| Value::Text(day.to_string().into())).ok_or(Reason::UnknownValue),
        Shape::Boolean => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => of_bool(true, meaning, def),
            "false" | "no" | "0" => of_bool(false, meaning, def),
            _ => Err(Reason::UnknownValue),
        },
        Shape::Integer => text.trim().parse().map(Value::Integer).map_err(|_| Reason::UnknownValue),
        Shape::Enum(members) => {
            let text = text.trim();
            let named = members.iter().position(|member| member.name.eq_ignore_ascii_case(text));
            let number = text.parse::<i64>().ok();
            member(named.or_else(|| members.iter().position(|member| number.is_some() && member.number == number)))
        }
        Shape::CloudOfHost(members) => {
            let cloud = cloud::of(&text);
            member(cloud.and_then(|cloud| members.iter().position(|member| member.name == cloud.name())))
        }
        Shape::Version => {
            version::of_text(&text).map(|version| Value::Text(version.into())).ok_or(Reason::UnknownValue)
        }
        Shape::List { separator, .. } => {
            Ok(Value::List(split(text, *separator).into_iter().map(|text| item(text, def)).collect()))
        }
    }
}

/// The day of a date, or of a moment as it is written.
fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    text.get(..10).filter(|_| text.len() == 10 || text.as_bytes()[10] == b'T')?.parse().ok()
}

fn member<'d>(found: Option<usize>) -> Reading<'d> {
    found.map(|at| Value::Member(at as u16)).ok_or(Reason::UnknownValue)
}

fn translated<'d>(meaning: &Meaning, text: &str) -> Option<Value<'d>> {
    let (_, member) = meaning.values.iter().find(|(from, _)| from.eq_ignore_ascii_case(text))?;
    Some(Value::Member(*member))
}

fn split(text: Cow<'_, str>, separator: Option<char>) -> Vec<Cow<'_, str>> {
    match separator {
        _ if text.trim().is_empty() => Vec::new(),
        None => vec![text],
        Some(separator) => match text {
            Cow::Borrowed(text) => text.split(separator).filter(|item| !item.is_empty()).map(Cow::Borrowed).collect(),
            Cow::Owned(text) => {
                text.split(separator).filter(|item| !item.is_empty()).map(|item| Cow::Owned(item.to_owned())).collect()
            }
        },
    }
}

/// An item of a list by the name that it is known under, if it is known.
fn item<'d>(text: Cow<'d, str>, def: &SettingDef) -> Cow<'d, str> {
    let members = def.shape.members();
    if members.is_empty() {
        return text;
    }
    let written = text.trim().trim_end_matches(',');
    let number = written.parse::<i64>().ok();
    let known = members
        .iter()
        .find(|member| member.name.eq_ignore_ascii_case(written) || number.is_some() && member.number == number);
    known.map_or_else(|| Cow::Owned(written.to_owned()), |member| Cow::Owned(member.name.to_string()))
}

fn list<'d>(node: NodeRef<'d>, def: &SettingDef) -> Reading<'d> {
    if !matches!(def.shape, Shape::List { .. }) {
        return Err(Reason::WrongType);
    }
    let mut items = Vec::new();
    for element in node.elements() {
        match element.kind() {
            Kind::String => {
                let text = element.as_text();
                if is_cut(&text) {
                    return Err(Reason::Truncated);
                }
                if is_placeholder(&text) {
                    return Err(Reason::UnknownValue);
                }
                items.push(item(text, def));
            }
            Kind::Null => {}
            Kind::Number if !def.shape.members().is_empty() => items.push(item(element.raw().into(), def)),
            Kind::Object => items.push(item(name_in(element, def).ok_or(Reason::WrongType)?, def)),
            _ => return Err(Reason::WrongType),
        }
    }
    Ok(Value::List(items))
}

/// Whether a text is what `ConvertTo-Json` leaves of an object beyond its depth limit.
pub(super) fn is_cut(text: &str) -> bool {
    text.starts_with("@{") || text.starts_with("System.") || text.starts_with("Microsoft.Graph.PowerShell.Models.")
}

/// Whether a text certainly is neither cut nor a placeholder.
pub(super) fn stands_as_written(text: &str) -> bool {
    memchr::memchr2(b'$', b'[', text.as_bytes()).is_none() && !is_cut(text)
}

/// Whether a tool has put a variable or a parameter in the value's place.
fn is_placeholder(text: &str) -> bool {
    if memchr::memchr2(b'$', b'[', text.as_bytes()).is_none() {
        return false;
    }
    text.starts_with('$')
        || text.contains("[parameters(")
        || ["$OrganizationName", "$ConfigurationData", "$Cred"].iter().any(|variable| text.contains(variable))
}
