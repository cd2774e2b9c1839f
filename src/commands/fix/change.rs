//! What a finding's remediation comes to: a change that can be read first and taken back. What needs a decision, cannot
//! be taken back, or is more than one command, is none.

use serde_json::{Map, Value};

use super::line::{call, leaf, line};
use super::list::allowed;
use crate::pack::services::{Service, ServiceChange as Command};
use crate::text::powershell::{literal, value};

/// A change.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FixChange {
    /// The service: an index.
    pub(super) service: usize,
    /// The object, where there are several.
    pub(super) target: Option<String>,
    /// The value found.
    pub(super) found: Value,
    /// The value to be set.
    pub(super) wanted: Value,
    /// What reads the object.
    pub(super) object: String,
    /// The names that lead from it to the value.
    pub(super) path: Vec<String>,
    /// What sets it.
    pub(super) set: String,
    /// What sets the value found again.
    pub(super) back: String,
    /// Of a list of which a part is taken out: what sets it, but for the list.
    edits: Option<String>,
}

/// A finding, as far as a change depends on it.
pub(super) struct FixFinding<'a> {
    /// The setting that was judged.
    pub(super) setting: &'a str,
    /// What names the object.
    pub(super) resource: Option<&'a str>,
    /// The value found.
    pub(super) observed: &'a Value,
    /// The shell that exported it, where that is known.
    pub(super) shell: Option<&'a str>,
    /// There are servers of the organization's own among what was read.
    pub(super) servers: bool,
    /// Whether the rule allows an entry of a list.
    pub(super) allows: &'a dyn Fn(&str) -> bool,
}

impl FixChange {
    /// The setting.
    pub(super) fn setting(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// Whether both set one setting of one object.
    pub(super) fn is_about_the_same(&self, other: &Self) -> bool {
        self.object == other.object && self.path == other.path
    }

    /// Takes out of a list what another rule does not allow either.
    pub(super) fn edit_too(&mut self, allows: &dyn Fn(&str) -> bool) -> bool {
        let Some(wanted) = self.edits.is_some().then(|| without(&self.wanted, allows)).flatten() else { return false };
        self.set = format!("{} {}", self.edits.as_deref().unwrap_or_default(), value(&wanted));
        self.wanted = wanted;
        true
    }
}

/// The change that a remediation command makes.
pub(super) fn change(text: &str, finding: &FixFinding<'_>, services: &[Service]) -> Option<FixChange> {
    // What stands behind it may be a condition; that it is for one shell is none.
    let (text, only) = match text.split_once("  # ") {
        Some((text, remark)) => {
            (text, Some(services.iter().find(|service| remark.starts_with(service.tool.as_str()))?))
        }
        None => (text, None),
    };
    let mut of = services.iter().enumerate().flat_map(|(at, service)| {
        service.changes.iter().filter(move |_| only.is_none_or(|only| only.id == service.id)).map(move |it| (at, it))
    });
    let named = |(_, command): &(usize, &Command)| text.split_whitespace().any(|word| word == command.set);
    let (service, command) = here(of.by_ref().filter(named).collect(), finding, services)?;
    let (call, only_if) = match (call_by_name(text, command), line(text)) {
        (Some(call), _) => (call, None),
        (None, Some(line)) => (line.call, line.only_if),
        (None, None) => return edit(text, finding, service, command),
    };
    if call.name != command.set || only_if.as_ref().is_some_and(|(get, _)| *get != command.get) {
        return None;
    }
    let target = match (&command.by, call.of_identity) {
        (Some(by), Some(parameter)) if by.eq_ignore_ascii_case(&parameter) => Some(whole_name(finding.resource?)?),
        (None, None) => None,
        _ => return None,
    };
    let only_if = only_if.map(|(_, condition)| format!(" | Where-Object {condition}")).unwrap_or_default();
    let object = read(command, target) + &only_if;
    let confirm = if command.confirm { " -Confirm:$false" } else { "" };
    let of_target = target.map(str::to_owned);
    if let (Some(property), Some(from), Some(to), Some(back)) =
        (&command.property, &command.from, &command.to, &command.back)
    {
        return call.arguments.is_empty().then(|| FixChange {
            service,
            target: of_target,
            found: from.as_str().into(),
            wanted: to.as_str().into(),
            object,
            path: vec![property.to_string()],
            set: write(command, &command.set, target, confirm.trim_start()),
            back: write(command, back, target, confirm.trim_start()),
            edits: None,
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
    let set = |to: &Value| write(command, &command.set, target, &(argument(command, parameter, &path, to) + confirm));
    Some(FixChange {
        service,
        target: of_target,
        found: finding.observed.clone(),
        wanted: wanted.clone(),
        object,
        path: path.iter().map(|name| (*name).to_owned()).collect(),
        set: set(wanted),
        back: set(finding.observed),
        edits: None,
    })
}

/// The service that the finding is from. Some commands are those of the cloud and of servers alike.
fn here<'s>(
    mut candidates: Vec<(usize, &'s Command)>,
    finding: &FixFinding<'_>,
    services: &[Service],
) -> Option<(usize, &'s Command)> {
    let from = finding.shell.and_then(|shell| services.iter().find(|service| service.tool == shell));
    if let Some(from) = from {
        candidates.retain(|(at, _)| services[*at].on_premises == from.on_premises);
    } else if candidates.len() > 1 {
        if finding.servers {
            return None;
        }
        candidates.retain(|(at, _)| !services[*at].on_premises);
    }
    candidates.into_iter().next()
}

/// Reads `Get-X -Switch | Where-Object Name -eq "{identity}" | ForEach-Object { Set-X -Switch -Identity $_.Key … }`.
fn call_by_name(text: &str, command: &Command) -> Option<super::line::Call> {
    let (named, key, by) = (command.named.as_ref()?, command.key.as_ref()?, command.by.as_ref()?);
    let switch = switch(command);
    let head = format!("{}{switch} | Where-Object {named} -eq \"{{identity}}\" | ForEach-Object {{ ", command.get);
    let inside = text.strip_prefix(&head)?.strip_suffix(" }")?;
    let rest = inside.strip_prefix(&format!("{}{switch} -{by} $_.{key}", command.set))?;
    call(&format!("{} -{by} \"{{identity}}\"{rest}", command.set))
}

fn switch(command: &Command) -> String {
    command.switch.as_ref().map_or_else(String::new, |switch| format!(" -{switch}"))
}

/// What reads the object.
fn read(command: &Command, target: Option<&str>) -> String {
    let head = command.get.to_string() + &switch(command);
    match (target, &command.named, &command.by) {
        (Some(name), Some(named), _) => format!("{head} | Where-Object {named} -ceq {}", literal(name)),
        (Some(name), None, Some(by)) => format!("{head} -{by} {}", literal(name)),
        _ => head,
    }
}

/// What changes it.
fn write(command: &Command, set: &str, target: Option<&str>, arguments: &str) -> String {
    let by = command.by.as_deref().unwrap_or_default();
    let space = if arguments.is_empty() { "" } else { " " };
    match (target, &command.key) {
        (Some(_), Some(key)) => format!(
            "{} | ForEach-Object {{ {set}{} -{by} $_.{key}{space}{arguments} }}",
            read(command, target),
            switch(command)
        ),
        (Some(name), None) => format!("{set}{} -{by} {}{space}{arguments}", switch(command), literal(name)),
        (None, _) => format!("{set}{}{space}{arguments}", switch(command)),
    }
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

/// A list that is set anew without what the rule does not allow.
fn edit(text: &str, finding: &FixFinding<'_>, service: usize, command: &Command) -> Option<FixChange> {
    let by = command.by.as_deref()?;
    let name = command.edits.iter().find(|name| *name == finding.setting)?;
    if !text.starts_with(&format!("{} -{by} \"{{identity}}\" -{name} ", command.set)) {
        return None;
    }
    let target = whole_name(finding.resource?)?;
    let wanted = without(finding.observed, finding.allows)?;
    let head = write(command, &command.set, Some(target), &format!("-{name}"));
    Some(FixChange {
        service,
        target: Some(target.to_owned()),
        found: finding.observed.clone(),
        set: format!("{head} {}", value(&wanted)),
        back: format!("{head} {}", value(finding.observed)),
        wanted,
        object: read(command, Some(target)),
        path: vec![name.to_string()],
        edits: Some(head),
    })
}

/// A list without what is not allowed.
fn without(list: &Value, allows: &dyn Fn(&str) -> bool) -> Option<Value> {
    let entries: Option<Vec<_>> = list.as_array()?.iter().map(|entry| entry.as_str().map(str::to_owned)).collect();
    allowed(&entries?, allows).map(Value::from)
}

/// A name, unless a report had to cut it.
fn whole_name(name: &str) -> Option<&str> {
    (!name.contains("… SHA-256 ")).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::services::services;

    fn of(resource: Option<&'static str>, observed: &'static str, setting: &'static str) -> [Option<Value>; 3] {
        [Some(setting.into()), resource.map(Into::into), serde_json::from_str(observed).ok()]
    }

    fn made(line: &str, [setting, resource, observed]: &[Option<Value>; 3]) -> Option<FixChange> {
        let text = |value: &'_ Option<Value>| value.as_ref().and_then(|value| value.as_str().map(str::to_owned));
        let (setting, resource) = (text(setting).unwrap(), text(resource));
        let finding = FixFinding {
            setting: &setting,
            resource: resource.as_deref(),
            observed: observed.as_ref().unwrap_or(&Value::Null),
            shell: None,
            servers: false,
            allows: &|entry| !entry.contains("Contacts"),
        };
        change(line, &finding, services())
    }

    #[test]
    fn a_change_reads_sets_and_takes_back_what_it_names() {
        let change = made("Set-SPOTenant -SharingCapability Disabled", &of(None, "\"Direct\"", "SharingCapability"));
        let change = change.unwrap();
        assert_eq!((&*change.object, change.setting()), ("Get-SPOTenant", "SharingCapability"));
        assert_eq!(change.set, "Set-SPOTenant -SharingCapability 'Disabled'");
        assert_eq!(change.back, "Set-SPOTenant -SharingCapability 'Direct'");
        let line = "Set-OwaMailboxPolicy -Identity \"{identity}\" -PlacesEnabled $false";
        let change = made(line, &of(Some("it's"), "true", "PlacesEnabled")).unwrap();
        assert_eq!(change.set, "Set-OwaMailboxPolicy -Identity 'it''s' -PlacesEnabled $false");
        assert_eq!(change.object, "Get-OwaMailboxPolicy -Identity 'it''s'");
        let line = "Set-TenantSettings -RequestBody @{powerPlatform=@{search=@{disableBingVideoSearch=$true}}}";
        let change = made(line, &of(None, "false", "disableBingVideoSearch")).unwrap();
        assert_eq!(change.path, ["powerPlatform", "search", "disableBingVideoSearch"]);
        assert!(change.back.ends_with("@{ 'disableBingVideoSearch' = $false } } }"), "{}", change.back);
        let change = made("Disable-TransportRule -Identity \"{identity}\"", &of(Some("x"), "true", "ApplyOME"));
        let change = change.unwrap();
        assert_eq!((change.setting(), &change.found), ("State", &"Enabled".into()));
        assert_eq!(change.back, "Enable-TransportRule -Identity 'x' -Confirm:$false");
    }

    #[test]
    fn an_object_may_be_picked_by_a_condition_or_by_its_name() {
        let line = "Get-TransportRule -Identity \"{identity}\" | Where-Object ApplyRightsProtectionTemplate | Disable-TransportRule";
        let change = made(line, &of(Some("x"), "\"T\"", "ApplyRightsProtectionTemplate")).unwrap();
        assert_eq!(change.object, "Get-TransportRule -Identity 'x' | Where-Object ApplyRightsProtectionTemplate");
        assert_eq!(change.set, "Disable-TransportRule -Identity 'x' -Confirm:$false");
        let line = "Get-App -OrganizationApp | Where-Object DisplayName -eq \"{identity}\" | ForEach-Object { Set-App -OrganizationApp -Identity $_.AppId -Enabled $false }";
        let change = made(line, &of(Some("it's"), "true", "Enabled")).unwrap();
        assert_eq!(change.object, "Get-App -OrganizationApp | Where-Object DisplayName -ceq 'it''s'");
        let set = "ForEach-Object { Set-App -OrganizationApp -Identity $_.AppId -Enabled $";
        assert!(change.set.ends_with(&format!("{set}false }}")) && change.back.ends_with(&format!("{set}true }}")));
    }

    #[test]
    fn a_list_is_set_without_what_is_not_allowed() {
        let line = "Set-SharingPolicy -Identity \"{identity}\" -Domains \"<domain>: <its actions>\"";
        let found = "[\"*: Contacts, Mail\", \"a.cn: Contacts\"]";
        let change = made(line, &of(Some("p"), found, "Domains")).unwrap();
        assert_eq!(change.set, "Set-SharingPolicy -Identity 'p' -Domains @('*: Mail')");
        assert_eq!(change.back, "Set-SharingPolicy -Identity 'p' -Domains @('*: Contacts, Mail', 'a.cn: Contacts')");
        assert_eq!(made(line, &of(Some("p"), "[\"*: Contacts\"]", "Domains")), None, "nothing would be left");
    }

    #[test]
    fn a_command_of_servers_is_for_servers() {
        let line = "Set-OrganizationRelationship -Identity \"{identity}\" -DeliveryReportEnabled $false";
        let services = services();
        let made = |shell: Option<&str>, servers: bool| {
            let (setting, observed) = ("DeliveryReportEnabled", &true.into());
            let finding = FixFinding { setting, resource: Some("x"), observed, shell, servers, allows: &|_| true };
            change(line, &finding, services).map(|change| services[change.service].on_premises)
        };
        assert_eq!(made(None, false), Some(false));
        assert_eq!(made(None, true), None, "nobody knows whose it is");
        assert_eq!(made(Some("Exchange Online PowerShell"), true), Some(false));
        assert_eq!(made(Some("Exchange Management Shell on an on-premises server"), true), Some(true));
    }

    #[test]
    fn what_needs_a_decision_or_cannot_be_taken_back_is_no_change() {
        let finding = of(Some("x"), "\"y\"", "SharingCapability");
        for line in [
            "Set-SPOTenant -NoAccessRedirectUrl \"<address>\"",
            "Set-SPOTenant -SharingCapability Disabled; Remove-SPOSite x",
            "Set-SPOTenant -SharingCapability $x",
            "Set-SPOTenant -SharingCapability Disabled  # first save the data",
            "Set-SPOTenant -A B -C D",
            "Remove-SPOSite -Identity \"{identity}\"",
            "Get-SPOTenant | Where-Object { Remove-SPOSite x } | Set-SPOTenant -SharingCapability Disabled",
            "Set-SPOTenant",
            "",
        ] {
            assert_eq!(made(line, &finding), None, "{line}");
        }
        // The value found is not known.
        let line = "Set-SPOTenant -SharingCapability Disabled";
        assert_eq!(made(line, &of(None, "null", "SharingCapability")), None);
        assert_eq!(made(line, &of(None, "\"x\"", "Other")), None);
        let line = "Set-SPOSite -Identity \"{identity}\" -SharingCapability Disabled";
        assert_eq!(made(line, &of(Some("a… SHA-256 00"), "\"x\"", "SharingCapability")), None);
        assert_eq!(made(line, &of(None, "\"x\"", "SharingCapability")), None);
    }
}
