//! Custom domains: each domain of the tenant that the organization brought itself, with what is declared of it.

use jiff::civil::Date;

use super::answer::{answers, declare};
use super::{Facts, NamedTenant, derived};
use crate::catalogue::Catalogue;
use crate::cloud;
use crate::resource::{Resource, Setting, Value};
use crate::source::SourceId;

/// The custom domains of a tenant.
pub(super) fn derive(
    facts: &[(SourceId, Facts)],
    tenants: &[NamedTenant],
    catalogue: &Catalogue,
    today: Date,
) -> Vec<Resource<'static>> {
    let names = ["suite.customDomain", "suite.domain", "declaration.domain"];
    let [Some(kind), Some(domain), Some(answer)] = names.map(|name| catalogue.named(name)) else { return Vec::new() };
    let answers = answers(answer, facts, tenants, today);
    let mut customs: Vec<Resource<'static>> = Vec::new();
    for exported in facts.iter().flat_map(|(_, facts)| &facts.domains) {
        let name = exported.text(domain, "Id");
        let known = |name: &str| {
            let same = |custom: &Resource<'_>| custom.text(kind, "Id").is_some_and(|id| id.eq_ignore_ascii_case(name));
            customs.iter().any(same)
        };
        // What ends in a domain of Microsoft's came with the tenant. A domain without a name may be a custom one.
        let other = match name {
            Some(name) => cloud::of(name).is_some() || known(name),
            None => exported.value(domain, "IsInitial") == Some(&Value::Bool(true)),
        };
        if other {
            continue;
        }
        let anchor = exported.anchor(domain).map_or(exported.place, |id| id.place);
        let mut custom = derived(kind.id, anchor, Vec::new());
        custom.dialect = exported.dialect;
        for (at, def) in kind.settings.iter().enumerate() {
            let setting = domain.setting(&def.name).and_then(|id| exported.setting(id));
            let id = crate::catalogue::SettingId(at as u16);
            custom.settings.extend(setting.map(|setting| Setting { id, ..setting.clone() }));
        }
        let said = |declared: &Resource<'_>| {
            declared.text(answer, "domain").zip(name).is_some_and(|(said, name)| covers(said, name))
        };
        // The answer for a domain covers what is below it, unless that has an answer of its own.
        let mut mine: Vec<_> = answers.iter().filter(|(declared, _)| said(declared)).collect();
        let length = |declared: &Resource<'_>| declared.text(answer, "domain").map_or(0, str::len);
        let longest = mine.iter().map(|(declared, _)| length(declared)).max();
        mine.retain(|(declared, _)| Some(length(declared)) == longest);
        for (declared, usable) in mine {
            declare(&mut custom, kind, declared, answer, *usable);
        }
        customs.push(custom);
    }
    customs
}

/// Whether a declared domain is `name` or stands above it.
fn covers(declared: &str, name: &str) -> bool {
    let declared = declared.trim().trim_end_matches('.');
    let Some(at) = name.len().checked_sub(declared.len()) else { return false };
    let ends = name.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(declared));
    ends && !declared.is_empty() && (at == 0 || name.as_bytes()[at - 1] == b'.')
}
