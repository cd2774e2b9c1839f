//! Derived resources in the making.

use std::borrow::Cow;

use crate::model::cloud;
use crate::model::dialect::Dialect;
use crate::model::idn;
use crate::model::narrow::index;
use crate::model::place::Place;
use crate::model::value::{Reading, Reason, Value};
use crate::pack::catalogue::{Kind, KindId, SettingId};
use crate::pipeline::resource::{Resource, Setting};

/// A resource that stands in no export.
pub(super) fn derived(kind: KindId, place: Place, settings: Vec<Setting<'static>>) -> Resource<'static> {
    Resource { kind, dialect: Dialect::Declaration, place, node: None, settings, title: None, related: Vec::new() }
}

/// A text as a value of a setting, by name where the setting is an enum.
pub(super) fn text_of(kind: &Kind, id: SettingId, text: &str) -> Reading<'static> {
    let members = kind.def(id).shape.members();
    match members.iter().position(|member| member.name == text) {
        Some(member) => Ok(Value::Member(index(member))),
        None if members.is_empty() => Ok(Value::Text(Cow::Owned(text.to_owned()))),
        None => Err(Reason::UnknownValue),
    }
}

/// A URL in a form in which two spellings of one address are equal: host and path, no scheme, no slash at the end.
pub(super) fn address(url: &str) -> String {
    let rest = url.trim().split_once("://").map_or(url.trim(), |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path).trim_end_matches('/');
    let host = idn::ascii(cloud::host(url));
    if path.is_empty() { host.into_owned() } else { format!("{host}/{}", path.to_lowercase()) }
}
