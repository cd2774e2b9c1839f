//! A value as a tool wrote it, in canonical form.
//!
//! Enums come as numbers, numbers in quotes, or names in any case; booleans come as text; lists come as one text;
//! what lies below a depth limit comes as the name of its type. Whatever is not understood is said to be so: nothing
//! here turns the unknown into a value.

mod cut;

use std::borrow::Cow;

use jiff::civil::Date;

pub(super) use cut::stands_as_written;

use super::shell_text;
use super::version;
use crate::json::{NodeKind, NodeRef};
use crate::model::cloud;
use crate::model::narrow::index;
use crate::model::value::{Reading, Reason, Value};
use crate::pack::catalogue::{Meaning, SettingDef, Shape};

/// The canonical form of a JSON value; `None` if the export only says that it was not loaded.
pub(super) fn of_node<'d>(node: NodeRef<'d>, meaning: &Meaning, def: &SettingDef) -> Option<Reading<'d>> {
    Some(match node.kind() {
        NodeKind::Null => def.null_means.clone().ok_or(Reason::NullValue),
        NodeKind::Gap => Err(Reason::CollectionFailed),
        NodeKind::String => of_text(node.as_text(), meaning, def),
        NodeKind::Number => of_number(node.raw(), meaning, def),
        NodeKind::Bool => of_bool(node.as_bool() == Some(true), meaning, def),
        NodeKind::Array => list(node, def),
        NodeKind::Object => match list_in_object(node) {
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
    (inner.kind() == NodeKind::Array).then_some(inner)
}

/// An object in place of a value: an enum that was deserialised, a version by its parts, or what has a name of its own.
fn of_object<'d>(node: NodeRef<'d>, meaning: &Meaning, def: &SettingDef) -> Reading<'d> {
    if let Some(alone) = boxed(node) {
        return of_node(alone, meaning, def).unwrap_or(Err(Reason::WrongType));
    }
    if let Some((number, name)) = deserialised(node) {
        let (number, named) = (of_node(number, meaning, def), of_node(name, meaning, def));
        return match (number, named) {
            // A number that this program does not know has a name nevertheless.
            (Some(Err(_)) | None, Some(named)) => named,
            (Some(Ok(number)), Some(Ok(named))) if number != named => Err(Reason::ConflictingValues),
            (Some(number), _) => number,
            (None, None) => Err(Reason::WrongType),
        };
    }
    match &def.shape {
        Shape::Version => version::of_object(node).map(|version| Value::Text(version.into())),
        Shape::List { .. } => item_of_object(node, def).map(|item| Value::List(vec![item])),
        _ => name_in(node, def).map_or(Err(Reason::WrongType), |name| of_text(name, meaning, def)),
    }
}

/// What a session adds to an object that has come through it.
const OF_SESSIONS: [&str; 4] = ["PSComputerName", "RunspaceId", "PSShowComputerName", "PSTypeName"];

/// The members of an object without what a session adds.
fn own_members(node: NodeRef<'_>) -> impl Iterator<Item = (NodeRef<'_>, NodeRef<'_>)> {
    node.members().filter(|(key, _)| !OF_SESSIONS.contains(&&*key.as_text()))
}

/// `{"value__": 2}`, `{"Value": "Name"}`: a value in an object that holds nothing else.
fn boxed(node: NodeRef<'_>) -> Option<NodeRef<'_>> {
    let mut members = own_members(node);
    let (Some((key, value)), None) = (members.next(), members.next()) else { return None };
    let scalar = matches!(value.kind(), NodeKind::Number | NodeKind::String | NodeKind::Bool);
    (scalar && matches!(key.plain_str(), Some("value" | "Value" | "value__"))).then_some(value)
}

/// `{"value": 2, "Value": "Name"}`: what becomes of an enum that has passed through a session of another host.
fn deserialised(node: NodeRef<'_>) -> Option<(NodeRef<'_>, NodeRef<'_>)> {
    let mut members = own_members(node);
    let (Some((first, number)), Some((second, name)), None) = (members.next(), members.next(), members.next()) else {
        return None;
    };
    let scalars = number.kind() == NodeKind::Number && name.kind() == NodeKind::String;
    match (first.plain_str()?, second.plain_str()?) {
        ("value", "Value") if scalars => Some((number, name)),
        ("Value", "value") if number.kind() == NodeKind::String && name.kind() == NodeKind::Number => {
            Some((name, number))
        }
        _ => None,
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
    let integer = whole(raw);
    match (&def.shape, integer) {
        (Shape::Integer, Some(value)) if def.range.contains(&value) => Ok(Value::Integer(value)),
        (Shape::Enum(members), Some(value)) => member(members.iter().position(|member| member.number == Some(value))),
        // Nullable switches are written as 0 and 1.
        (Shape::Boolean, Some(value @ (0 | 1))) => of_bool(value == 1, meaning, def),
        (Shape::List { members, .. }, Some(_)) if !members.is_empty() => Ok(Value::List(vec![item(raw.into(), def)?])),
        (Shape::Boolean | Shape::Integer | Shape::Enum(_), _) => Err(Reason::UnknownValue),
        _ => Err(Reason::WrongType),
    }
}

/// A whole number, also where it was written as one with places after the point, as `2.0`.
fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        let (whole, places) = text.split_once('.')?;
        let zero = !places.is_empty() && places.bytes().all(|place| place == b'0');
        whole.parse().ok().filter(|_| zero)
    })
}

/// Whether an item of a list that was written as one text ends at a character: at the separator that the setting has, or
/// at one that other tools write. A comma may be part of a distinguished name.
fn ends_item(at: char, separator: char, def: &SettingDef) -> bool {
    at == separator || matches!(at, ';' | '\n' | '\r' | '\t') || at == ',' && def.object_name.is_empty()
}

/// The canonical form of a text.
pub(super) fn of_text<'d>(text: Cow<'d, str>, meaning: &Meaning, def: &SettingDef) -> Reading<'d> {
    if let Some(member) = translated(meaning, &text) {
        return Ok(member);
    }
    if let Shape::List { separator, .. } = &def.shape {
        return items_of_text(text, *separator, def).map(Value::List);
    }
    if let Some(reason) = cut::in_place_of_a_value(&text) {
        return Err(reason);
    }
    let read = match &def.shape {
        Shape::Text => canonical(text.clone(), def).map(Value::Text),
        Shape::Date => day(&text).map(|day| Value::Text(day.to_string().into())).ok_or(Reason::UnknownValue),
        Shape::Boolean => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => of_bool(true, meaning, def),
            "false" | "no" | "0" => of_bool(false, meaning, def),
            _ => Err(Reason::UnknownValue),
        },
        Shape::Integer => match whole(&text) {
            Some(value) if def.range.contains(&value) => Ok(Value::Integer(value)),
            _ => Err(Reason::UnknownValue),
        },
        Shape::Enum(members) => {
            let text = text.trim();
            let named = members.iter().position(|member| member.name.eq_ignore_ascii_case(text));
            let number = whole(text);
            member(named.or_else(|| members.iter().position(|member| number.is_some() && member.number == number)))
        }
        Shape::CloudOfHost(members) => {
            let cloud = cloud::of(&text);
            member(cloud.and_then(|cloud| members.iter().position(|member| member.name == cloud.name())))
        }
        Shape::Version => {
            version::of_text(&text).map(|version| Value::Text(version.into())).ok_or(Reason::UnknownValue)
        }
        Shape::List { .. } => Err(Reason::WrongType),
    };
    // What is no value of the setting but the name of a type was cut, whatever the namespace.
    read.map_err(|reason| if cut::is_type_name(&text, true) { Reason::Truncated } else { reason })
}

/// A text of the form that belongs to its setting; the empty one only where that means that nothing is set.
fn canonical<'d>(text: Cow<'d, str>, def: &SettingDef) -> Result<Cow<'d, str>, Reason> {
    match def.form {
        None => Ok(text),
        Some(_) if def.may_be_empty && text.trim_ascii().is_empty() => Ok(Cow::Borrowed("")),
        Some(form) => form.canonical(&text).ok_or(Reason::UnknownValue),
    }
}

/// The day of a date, or of a moment as it is written.
fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    text.get(..10).filter(|_| text.len() == 10 || matches!(text.as_bytes()[10], b'T' | b' '))?.parse().ok()
}

fn member<'d>(found: Option<usize>) -> Reading<'d> {
    found.map(|at| Value::Member(index(at))).ok_or(Reason::UnknownValue)
}

fn translated<'d>(meaning: &Meaning, text: &str) -> Option<Value<'d>> {
    let (_, member) = meaning.values.iter().find(|(from, _)| from.eq_ignore_ascii_case(text))?;
    Some(Value::Member(*member))
}

/// The items of a list that an export holds as one text: a list below the depth limit is its items joined by blanks.
#[expect(
    clippy::needless_pass_by_value,
    reason = "what is borrowed from the document outlives this, what is owned does not"
)]
fn items_of_text<'d>(
    text: Cow<'d, str>,
    separator: Option<char>,
    def: &SettingDef,
) -> Result<Vec<Cow<'d, str>>, Reason> {
    let trimmed = text.trim_ascii();
    if trimmed.is_empty() {
        // Where lists are texts, that is none. Elsewhere a list was cut, which may have had something in it.
        return if separator.is_some() || def.may_be_empty { Ok(Vec::new()) } else { Err(Reason::Truncated) };
    }
    if trimmed.starts_with('[')
        && let Ok(items) = serde_json::from_str::<Vec<String>>(trimmed)
    {
        return items.into_iter().map(|text| item_of_text(Cow::Owned(text), def)).collect();
    }
    let pieces = match separator {
        Some(separator) => split(&text, |at| text[at..].starts_with(|found| ends_item(found, separator, def))),
        // An item may have blanks of its own; where its form is known, that tells.
        None => match item_of_text(text.clone(), def) {
            Ok(item) if def.form.is_some() || !trimmed.contains(char::is_whitespace) => return Ok(vec![item]),
            Err(reason) if def.form.is_none() => return Err(reason),
            Ok(_) => return Err(Reason::Truncated),
            Err(_) => split(&text, |at| {
                text[at..].starts_with(char::is_whitespace) && !text[..at].trim_ascii_end().ends_with([',', ':'])
            }),
        },
    };
    pieces.into_iter().map(|piece| item_of_text(piece, def)).collect()
}

/// The pieces between the characters at which `ends` holds, empty ones left out.
fn split<'d>(text: &Cow<'d, str>, ends: impl Fn(usize) -> bool) -> Vec<Cow<'d, str>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let ends = text.char_indices().filter(|(at, _)| ends(*at)).map(|(at, end)| (at, at + end.len_utf8()));
    for (at, next) in ends.chain([(text.len(), text.len())]) {
        if at > start {
            pieces.push(match text {
                Cow::Borrowed(text) => Cow::Borrowed(&text[start..at]),
                Cow::Owned(text) => Cow::Owned(text[start..at].to_owned()),
            });
        }
        start = next;
    }
    pieces
}

/// A text as an item of a list.
fn item_of_text<'d>(text: Cow<'d, str>, def: &SettingDef) -> Result<Cow<'d, str>, Reason> {
    if text.starts_with("@{") {
        // An object of the list, cut.
        let pairs = shell_text::pairs(text.trim_ascii_end()).ok_or(Reason::Truncated)?;
        let value = |name: &str| pairs.iter().find(|pair| pair.key.eq_ignore_ascii_case(name)).map(|pair| pair.value);
        let known = |name: &str| value(name).filter(|value| !value.is_empty()).map(Cow::Borrowed);
        let entry = def.form.and_then(|form| form.of_members(known));
        let named = || def.object_name.iter().find_map(|name| known(name)).map(|name| Cow::Owned(name.into_owned()));
        return item(entry.or_else(named).ok_or(Reason::Truncated)?, def);
    }
    if let Some(reason) = cut::in_place_of_a_value(&text) {
        return Err(reason);
    }
    match def.form {
        None => item(text, def),
        Some(form) => form
            .canonical(&text)
            .ok_or_else(|| if cut::is_type_name(&text, true) { Reason::Truncated } else { Reason::UnknownValue }),
    }
}

/// An object as an item of a list.
fn item_of_object<'d>(node: NodeRef<'d>, def: &SettingDef) -> Result<Cow<'d, str>, Reason> {
    if let Some((_, name)) = deserialised(node) {
        return item_of_text(name.as_text(), def);
    }
    let member = |name: &str| {
        let value = node.get(name)?;
        if value.kind() == NodeKind::Array {
            let texts: Vec<_> = value.elements().map(NodeRef::as_text).collect();
            return Some(Cow::Owned(texts.join(",")));
        }
        let named = deserialised(value).map_or(value, |(_, name)| name);
        matches!(named.kind(), NodeKind::String | NodeKind::Number).then(|| named.as_text())
    };
    if let Some(form) = def.form
        && let Some(text) = form.of_members(member)
    {
        return Ok(text);
    }
    item_of_text(name_in(node, def).ok_or(Reason::WrongType)?, def)
}

/// An item of a list by the name that it is known under, where it can be one of several only.
fn item<'d>(text: Cow<'d, str>, def: &SettingDef) -> Result<Cow<'d, str>, Reason> {
    let members = def.shape.members();
    if members.is_empty() {
        return Ok(text);
    }
    let written = text.trim();
    let number = whole(written);
    let known = members
        .iter()
        .find(|member| member.name.eq_ignore_ascii_case(written) || number.is_some() && member.number == number);
    known.map(|member| Cow::Owned(member.name.to_string())).ok_or(Reason::UnknownValue)
}

fn list<'d>(node: NodeRef<'d>, def: &SettingDef) -> Reading<'d> {
    if !matches!(def.shape, Shape::List { .. }) {
        return Err(Reason::WrongType);
    }
    let mut items = Vec::new();
    collect_items(node, def, &mut items)?;
    Ok(Value::List(items))
}

fn collect_items<'d>(list: NodeRef<'d>, def: &SettingDef, items: &mut Vec<Cow<'d, str>>) -> Result<(), Reason> {
    for element in list.elements() {
        match element.kind() {
            NodeKind::String => items.push(item_of_text(element.as_text(), def)?),
            NodeKind::Null => {}
            NodeKind::Number if !def.shape.members().is_empty() => items.push(item(element.raw().into(), def)?),
            NodeKind::Object => items.push(item_of_object(element, def)?),
            _ => return Err(Reason::WrongType),
        }
    }
    Ok(())
}
