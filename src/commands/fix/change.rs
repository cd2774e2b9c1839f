//! What a finding's remediation comes to: a change that can be read first and taken back, or something to do by hand.

use serde_json::{Map, Value};

use crate::pack::services::{Change as Command, Service};
use crate::text::powershell::{literal, value};

/// A change.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    /// The service: an index.
    pub(super) service: usize,
    /// The object, where there are several.
    pub(super) target: Option<String>,
    /// The setting.
    pub(super) setting: String,
    /// The value found.
    pub(super) found: Value,
    /// The value to be set.
    pub(super) wanted: Value,
    /// What reads the value.
    pub(super) read: String,
    /// What sets it.
    pub(super) set: String,
    /// What sets the value found again.
    pub(super) back: String,
}

/// A finding, as far as a change depends on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Finding<'a> {
    /// The setting that was judged.
    pub(super) setting: &'a str,
    /// What names the object.
    pub(super) resource: Option<&'a str>,
    /// The value found.
    pub(super) observed: &'a Value,
}

/// The change that a remediation command makes; none where it needs a decision, cannot be taken back, or is more than
/// one command.
pub(super) fn change(line: &str, finding: Finding<'_>, services: &[Service]) -> Option<Change> {
    let call = parse(line)?;
    let (service, command) = services.iter().enumerate().find_map(|(at, service)| {
        let command = service.changes.iter().find(|command| command.set.eq_ignore_ascii_case(&call.name))?;
        (!service.on_premises).then_some((at, command))
    })?;
    let target = match (&command.by, call.of_identity) {
        (Some(by), Some(parameter)) if by.eq_ignore_ascii_case(&parameter) => Some(whole_name(finding.resource?)?),
        (None, None) => None,
        _ => return None,
    };
    let named = target
        .map_or(String::new(), |name| format!(" -{} {}", command.by.as_deref().unwrap_or_default(), literal(name)));
    let object = format!("({}{named})", command.get);
    let confirm = if command.confirm { " -Confirm:$false" } else { "" };
    let target = target.map(str::to_owned);
    if let (Some(property), Some(from), Some(to), Some(back)) =
        (&command.property, &command.from, &command.to, &command.back)
    {
        return call.arguments.is_empty().then(|| Change {
            service,
            target,
            setting: property.clone(),
            found: from.as_str().into(),
            wanted: to.as_str().into(),
            read: format!("{object}.{property}"),
            set: format!("{}{named}{confirm}", command.set),
            back: format!("{back}{named}{confirm}"),
        });
    }
    let [(parameter, wanted)] = call.arguments.as_slice() else { return None };
    let (path, wanted) = match &command.body {
        Some(body) if body.eq_ignore_ascii_case(parameter) => leaf(wanted)?,
        Some(_) => return None,
        None => (vec![parameter.as_str()], wanted),
    };
    // What was found is known of the setting that was judged, of no other.
    if !path.last()?.eq_ignore_ascii_case(finding.setting) || finding.observed.is_null() || wanted.is_object() {
        return None;
    }
    let set = |to: &Value| format!("{}{named} {}{confirm}", command.set, argument(command, parameter, &path, to));
    Some(Change {
        service,
        target,
        setting: path.last()?.to_string(),
        found: finding.observed.clone(),
        wanted: wanted.clone(),
        read: format!("{object}.{}", path.join(".")),
        set: set(wanted),
        back: set(finding.observed),
    })
}

/// A parameter with its value: the setting itself, or the tables around it.
fn argument(command: &Command, parameter: &str, path: &[&str], to: &Value) -> String {
    if command.body.is_none() {
        return format!("-{parameter} {}", value(to));
    }
    let nested =
        path.iter().rev().fold(to.clone(), |inner, name| Value::Object(Map::from_iter([((*name).to_owned(), inner)])));
    format!("-{parameter} {}", value(&nested))
}

/// The names that lead to the one value in nested tables.
fn leaf(tables: &Value) -> Option<(Vec<&str>, &Value)> {
    let mut path = Vec::new();
    let mut at = tables;
    while let Value::Object(members) = at {
        let mut members = members.iter();
        let (Some((name, inner)), None) = (members.next(), members.next()) else { return None };
        path.push(name.as_str());
        at = inner;
    }
    (!path.is_empty()).then_some((path, at))
}

/// A name, unless a report had to cut it.
fn whole_name(name: &str) -> Option<&str> {
    (!name.contains("… SHA-256 ")).then_some(name)
}

/// One call of a command.
#[derive(Debug, PartialEq)]
struct Call {
    name: String,
    /// The parameter that takes the object's name.
    of_identity: Option<String>,
    arguments: Vec<(String, Value)>,
}

/// Reads a line of a rule: a command and parameters with constant values, `"{identity}"` once, and nothing else.
fn parse(line: &str) -> Option<Call> {
    let mut rest = line.trim();
    let name = word(&mut rest)?;
    let (verb, noun) = name.split_once('-')?;
    if verb.is_empty() || noun.is_empty() {
        return None;
    }
    let mut call = Call { name: name.to_owned(), of_identity: None, arguments: Vec::new() };
    while !rest.trim_start().is_empty() {
        rest = rest.trim_start().strip_prefix('-')?;
        let parameter = word(&mut rest)?.to_owned();
        rest = rest.strip_prefix(' ')?.trim_start();
        if let Some(behind) = rest.strip_prefix("\"{identity}\"") {
            rest = behind;
            if call.of_identity.replace(parameter).is_some() {
                return None;
            }
        } else {
            call.arguments.push((parameter, constant(&mut rest)?));
        }
        if !rest.is_empty() && !rest.starts_with(' ') {
            return None;
        }
    }
    Some(call)
}

/// Letters, digits and hyphens.
fn word<'t>(rest: &mut &'t str) -> Option<&'t str> {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
    let (word, behind) = rest.split_at(end);
    *rest = behind;
    (!word.is_empty()).then_some(word)
}

/// A value that is the same whatever runs: a truth, a number, a word, a text without anything to fill in, or tables.
fn constant(rest: &mut &str) -> Option<Value> {
    if let Some(behind) = rest.strip_prefix("@{") {
        *rest = behind;
        let mut members = Map::new();
        loop {
            let name = word(rest)?.to_owned();
            *rest = rest.trim_start().strip_prefix('=')?.trim_start();
            members.insert(name, constant(rest)?);
            *rest = rest.trim_start();
            if let Some(behind) = rest.strip_prefix(';') {
                *rest = behind.trim_start();
            } else {
                *rest = rest.strip_prefix('}')?;
                return Some(Value::Object(members));
            }
        }
    }
    if let Some(behind) = rest.strip_prefix('"') {
        let (text, behind) = behind.split_once('"')?;
        *rest = behind;
        let plain =
            |c: char| !matches!(c, '$' | '`' | '<' | '>' | '{' | '}' | '\u{2018}'..='\u{201F}') && !c.is_control();
        return text.chars().all(plain).then(|| text.into());
    }
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "$-_.:/".contains(c))).unwrap_or(rest.len());
    let (word, behind) = rest.split_at(end);
    *rest = behind;
    match word {
        "" => None,
        "$true" => Some(true.into()),
        "$false" => Some(false.into()),
        word if word.contains('$') => None,
        word => Some(word.parse::<i64>().map_or_else(|_| word.into(), Value::from)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::services::services;

    fn made(line: &str, setting: &str, resource: Option<&str>, observed: impl Into<Value>) -> Option<Change> {
        change(line, Finding { setting, resource, observed: &observed.into() }, &services())
    }

    #[test]
    fn a_change_reads_sets_and_takes_back_what_it_names() {
        let change = made("Set-SPOTenant -SharingCapability Disabled", "SharingCapability", None, "Direct").unwrap();
        assert_eq!(change.read, "(Get-SPOTenant).SharingCapability");
        assert_eq!(change.set, "Set-SPOTenant -SharingCapability 'Disabled'");
        assert_eq!(change.back, "Set-SPOTenant -SharingCapability 'Direct'");
        let line = "Set-OwaMailboxPolicy -Identity \"{identity}\" -PlacesEnabled $false";
        let change = made(line, "PlacesEnabled", Some("it's"), true).unwrap();
        assert_eq!(change.set, "Set-OwaMailboxPolicy -Identity 'it''s' -PlacesEnabled $false");
        assert_eq!(change.read, "(Get-OwaMailboxPolicy -Identity 'it''s').PlacesEnabled");
        let line = "Set-TenantSettings -RequestBody @{powerPlatform=@{search=@{disableBingVideoSearch=$true}}}";
        let change = made(line, "disableBingVideoSearch", None, false).unwrap();
        assert_eq!(change.read, "(Get-TenantSettings).powerPlatform.search.disableBingVideoSearch");
        assert!(change.back.ends_with("@{ 'disableBingVideoSearch' = $false } } }"), "{}", change.back);
        let change = made("Disable-TransportRule -Identity \"{identity}\"", "ApplyOME", Some("x"), true).unwrap();
        assert_eq!((change.setting.as_str(), &change.found), ("State", &"Enabled".into()));
        assert_eq!(change.back, "Enable-TransportRule -Identity 'x' -Confirm:$false");
    }

    #[test]
    fn what_needs_a_decision_or_cannot_be_taken_back_is_no_change() {
        for line in [
            "Set-SPOTenant -NoAccessRedirectUrl \"<address>\"",
            "Set-SPOTenant -SharingCapability Disabled; Remove-SPOSite x",
            "Set-SPOTenant -SharingCapability $x",
            "Set-SPOTenant -SharingCapability Disabled  # first save the data",
            "Set-SPOTenant -A B -C D",
            "Remove-SPOSite -Identity \"{identity}\"",
            "Set-SPOTenant",
            "",
        ] {
            assert_eq!(made(line, "SharingCapability", Some("x"), "y"), None, "{line}");
        }
        // The value found is not known.
        assert_eq!(made("Set-SPOTenant -SharingCapability Disabled", "SharingCapability", None, Value::Null), None);
        assert_eq!(made("Set-SPOTenant -SharingCapability Disabled", "Other", None, "x"), None);
        let line = "Set-SPOSite -Identity \"{identity}\" -SharingCapability Disabled";
        assert_eq!(made(line, "SharingCapability", Some("a… SHA-256 00"), "x"), None);
        assert_eq!(made(line, "SharingCapability", None, "x"), None);
    }
}
