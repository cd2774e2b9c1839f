//! Waivers as they are written in TOML: in the configuration, and in files of their own.

use std::ops::Range;
use std::path::Path;

use jiff::civil::Date;
use serde_json::Value as Json;
use toml::de::{DeTable, DeValue};

use super::NAME;
use super::reader::{TomlReader, TomlValue, document, integer};
use super::words::{self, PINNED, STRING, TABLE};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::near::closest;
use crate::model::place::{Located, SourceId};
use crate::order::Order as _;
use crate::pipeline::accept::waiver::{Glob, Policy, RulePattern, Waiver};
use crate::pipeline::expect::TenantNames;

/// What a file holds.
#[derive(Debug, Default)]
pub(crate) struct WaiverFile {
    pub(crate) waivers: Vec<Waiver>,
    pub(crate) policy: Option<Located<Policy>>,
}

/// What about the keys on the top level that are not ours?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Others {
    /// There must be none.
    Denied,
    /// They are the configuration's.
    Left,
}

impl Others {
    /// What holds for a file of this name.
    pub(crate) fn of(path: &Path) -> Self {
        if path.file_name().is_some_and(|name| name == NAME) { Self::Left } else { Self::Denied }
    }
}

const WAIVER_KEYS: [&str; 12] = [
    "rule", "kind", "resource", "setting", "tenant", "file", "value", "reason", "owner", "created", "expires", "ticket",
];
const POLICY_KEYS: [&str; 4] = ["require-expires", "max-days", "warn-days", "max-findings"];

/// The keys that are about waivers; all others are the configuration's.
const KEYS: [&str; 2] = ["waiver", "waiver-policy"];

/// The longest a waiver may be let last, in days: such that a hundred years are no overflow.
const MOST: u32 = 1_000_000;

/// Reads a file and says all that is wrong with it; what is right is there nevertheless, to be looked at further.
pub(crate) fn parse(text: &str, source: SourceId, others: Others) -> (WaiverFile, Vec<Diagnostic>) {
    let (root, mut reader) = document(text, source);
    // What was made up for the broken parts would only be faulted for that.
    let file = if reader.wrongs() == 0 { file(root.get_ref(), others, &mut reader) } else { WaiverFile::default() };
    (file, reader.told())
}

fn file(root: &DeTable<'_>, others: Others, reader: &mut TomlReader) -> WaiverFile {
    let mut file = WaiverFile::default();
    for (key, value) in root {
        let name: &str = key.get_ref();
        match (name, value.get_ref()) {
            ("waiver", DeValue::Array(items)) => {
                for item in items {
                    match item.get_ref() {
                        DeValue::Table(table) => file.waivers.extend(waiver(table, item.span(), reader)),
                        _ => reader.push(words::not_tables(reader.place(item.span()))),
                    }
                }
            }
            ("waiver", _) => reader.push(words::not_tables(reader.place(key.span()))),
            ("waiver-policy", DeValue::Table(table)) => {
                file.policy = Some(Located { value: policy(table, reader), place: reader.place(key.span()) });
            }
            ("waiver-policy", _) => reader.wrong_type(name, value, TABLE),
            // The configuration names files of waivers so.
            ("waivers", value) if others == Others::Left && !holds_tables(value) => {}
            // A likely slip must not be taken for somebody else's key.
            _ if others == Others::Denied || name == "waivers" || is_near(name) => reader.unknown(key, &KEYS),
            _ => {}
        }
    }
    file.waivers.order_by_key(|waiver| waiver.place.span);
    file
}

fn waiver(table: &DeTable<'_>, at: Range<usize>, reader: &mut TomlReader) -> Option<Waiver> {
    reader.deny_unknown(table, &WAIVER_KEYS);
    let mut text = |key: &str| {
        let value = table.get(key)?;
        let it = reader.string(key, value, STRING)?.trim().to_owned();
        Some(Located { value: it, place: reader.place(value.span()) })
    };
    let (rule, kind, resource, setting) = (text("rule"), text("kind"), text("resource"), text("setting"));
    let (tenant, file) = (text("tenant"), text("file"));
    let (reason, owner, ticket) = (text("reason"), text("owner"), text("ticket"));
    if let Some(tenant) = &tenant {
        reader.tenant(&mut TenantNames::default(), &tenant.value, tenant.place);
    }
    let mut date = |key: &str| {
        let value = table.get(key)?;
        Some(Located { value: reader.date(key, value)?, place: reader.place(value.span()) })
    };
    let (created, expires) = (date("created"), date("expires"));
    let value = table.get("value").and_then(|value| pinned(value, reader));
    let needed =
        [("rule", "rule = \"sharepoint/external-sharing\""), ("reason", "reason = \"…\""), ("owner", "owner = \"…\"")];
    for (key, example) in needed.iter().filter(|(key, _)| !table.contains_key(*key)) {
        reader.push(words::incomplete(key, example, reader.place(at.clone())));
    }
    if let (Some(created), Some(expires)) = (&created, &expires)
        && created.value > expires.value
    {
        reader.push(words::backwards(created.value, expires.place));
    }
    Some(Waiver {
        place: reader.place(at),
        rule: rule.map(|rule| Located { value: RulePattern(rule.value), place: rule.place })?,
        kind,
        resource: resource.map(|resource| Located { value: Glob::new(resource.value), place: resource.place }),
        setting,
        tenant,
        file: file.map(|file| Located { value: Glob::of_file(&file.value), place: file.place }),
        value,
        reason: reason?.value,
        owner: owner?.value,
        created,
        expires: expires.or_else(|| {
            // A last day that is no day has been told; that there is none must not be said too.
            let value = table.get("expires")?;
            Some(Located { value: Date::MIN, place: reader.place(value.span()) })
        }),
        ticket: ticket.map(|ticket| ticket.value),
    })
}

fn policy(table: &DeTable<'_>, reader: &mut TomlReader) -> Policy {
    reader.deny_unknown(table, &POLICY_KEYS);
    let default = Policy::default();
    let require_expires = table.get("require-expires").and_then(|value| reader.boolean("require-expires", value));
    let mut number = |key: &str| table.get(key).and_then(|value| reader.number(key, value, MOST));
    let (max_days, warn_days) = (number("max-days"), number("warn-days"));
    Policy {
        require_expires: require_expires.unwrap_or(default.require_expires),
        max_days: max_days.map_or(default.max_days, u32::cast_signed),
        warn_days: warn_days.map_or(default.warn_days, u32::cast_signed),
        max_findings: number("max-findings").unwrap_or(default.max_findings),
    }
}

/// A value that is pinned.
fn pinned(value: &TomlValue<'_>, reader: &mut TomlReader) -> Option<Located<Json>> {
    let it = json(value.get_ref());
    if it.is_none() {
        reader.wrong_type("value", value, PINNED);
    }
    it.map(|it| Located { value: it, place: reader.place(value.span()) })
}

/// Whether a name is nearly one of our keys.
fn is_near(name: &str) -> bool {
    let near = closest(name, KEYS.into_iter());
    near.is_some_and(|near| name.len() >= 5 && name.chars().next() == near.chars().next())
}

fn holds_tables(value: &DeValue<'_>) -> bool {
    match value {
        DeValue::Array(items) => items.iter().any(|item| item.get_ref().is_table()),
        other => other.is_table(),
    }
}

fn json(value: &DeValue<'_>) -> Option<Json> {
    Some(match value {
        DeValue::String(text) => Json::from(text.as_ref()),
        DeValue::Boolean(value) => Json::from(*value),
        DeValue::Integer(_) => Json::from(integer(value)?),
        DeValue::Array(items) => {
            let texts = items.iter().map(|item| item.get_ref().as_str().map(Json::from));
            Json::Array(texts.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}
