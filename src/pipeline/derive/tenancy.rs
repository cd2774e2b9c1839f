//! Whose exports these are: the tenants that they name, and the cloud that each is from.

use std::collections::{HashMap, HashSet};

use super::observer::{Look, Observer, ObserverSurroundings};
use super::resource::{derived, text_of};
use super::{Facts, NamedTenant};
use crate::json::NodeRef;
use crate::model::cloud::{self, is_id};
use crate::model::place::{Place, SourceId};
use crate::model::value::{Reading, Value};
use crate::order::Order as _;
use crate::pack::catalogue::{Catalogue, Clue, Kind, SettingId};
use crate::pipeline::read::{ClueFound, Owned};
use crate::pipeline::resource::{Renumber, Resource, Setting};
use crate::pipeline::source::Sources;
use crate::text::name::LONGEST_NAME;

/// How many signs of a tenant are kept for one export.
const MOST_CLUES: usize = 32;

/// The kinds that name the tenant's domains, each in a way of its own.
const NAMING: [&str; 3] = ["suite.domain", "suite.organization", "exchange.acceptedDomain"];

/// The signs of the tenant that one source shows.
#[derive(Debug, Default)]
pub(crate) struct Tenancy {
    /// In the order in which they were found.
    pub clues: Vec<ClueFound>,
    /// `https://host/` of the last address: a fleet of sites names one host again and again.
    origin: String,
    /// What further domains that came with a tenant have in common: a tenant that was renamed has one for each name.
    names: Vec<String>,
    /// What in the source says itself whose it is.
    pub owned: Vec<Owned>,
}

impl Observer for Tenancy {
    /// A sign may stand in any kind.
    fn watches(&self, _: &Kind) -> bool {
        true
    }

    fn looks_at(&self, resource: &Resource<'_>, kind: &Kind) -> Option<Vec<(SettingId, Look)>> {
        if NAMING.contains(&kind.name.as_str()) {
            return None;
        }
        let signs = (0..).map(SettingId).zip(&kind.settings).filter_map(|(id, def)| Some((id, def.clue?)));
        let look = |(id, clue): (SettingId, Clue)| {
            let known = clue == Clue::Host
                && resource.setting(id).is_some_and(|setting| match &setting.reading {
                    Ok(Value::Text(text)) => self.is_at_origin(text),
                    _ => false,
                });
            (id, if known { Look::Beginning(self.origin.len()) } else { Look::Whole })
        };
        Some(signs.map(look).collect())
    }

    fn observe(&mut self, resource: &Resource<'_>, kind: &Kind) {
        for setting in &resource.settings {
            if let (Some(clue), Ok(Value::Text(text))) = (kind.def(setting.id).clue, &setting.reading) {
                if clue == Clue::Host && self.is_at_origin(text) {
                    continue;
                }
                self.clue(clue, text, setting.place, || resource.pointer(Some(setting)));
                if clue == Clue::Host {
                    origin(text).unwrap_or_default().clone_into(&mut self.origin);
                }
            }
        }
        let named = match kind.name.as_str() {
            "suite.domain" => resource.text(kind, "Id"),
            "exchange.acceptedDomain" => resource.text(kind, "DomainName"),
            _ => None,
        };
        self.name(named);
        match kind.name.as_str() {
            "suite.domain" if resource.value(kind, "IsInitial") == Some(&Value::Bool(true)) => {
                self.initial_domain(resource, kind, "Id");
            }
            "exchange.acceptedDomain" if resource.value(kind, "InitialDomain") == Some(&Value::Bool(true)) => {
                self.initial_domain(resource, kind, "DomainName");
            }
            "suite.organization" => self.verified_domains(resource),
            _ => {}
        }
    }

    fn fork(&self) -> Self {
        Self { origin: self.origin.clone(), ..Self::default() }
    }

    fn join(&mut self, later: Self, renumber: Renumber<'_>) {
        self.origin = later.origin;
        for name in later.names {
            self.also(name);
        }
        for ClueFound { clue, value, place, pointer, .. } in later.clues {
            self.clue(clue, &value, place, || renumber.pointer(&pointer));
        }
    }

    fn derive(facts: &[(SourceId, Facts)], around: &ObserverSurroundings<'_>) -> Vec<Resource<'static>> {
        identities(facts, around.sources, around.catalogue)
    }
}

impl Tenancy {
    /// Whether an address is on the host of the last one.
    fn is_at_origin(&self, address: &str) -> bool {
        !self.origin.is_empty() && address.starts_with(&self.origin)
    }

    /// Remembers a domain, if it is one that came with a tenant.
    fn name(&mut self, domain: Option<&str>) {
        if let Some(key) = domain.and_then(cloud::tenant_key) {
            self.also(key);
        }
    }

    fn also(&mut self, key: String) {
        if self.names.len() < MOST_CLUES && !self.names.contains(&key) {
            self.names.push(key);
        }
    }

    /// What names the tenant of this source, if there is one: its initial domain with the other domains that came with
    /// it, the hosts beside it, and its id.
    fn same(&self) -> Vec<String> {
        let told = |wanted: Clue| self.clues.iter().filter(move |clue| clue.clue == wanted && !clue.declared);
        let mut keys: Vec<String> = told(Clue::InitialDomain).filter_map(key).collect();
        let mut ids: Vec<String> = told(Clue::TenantId).map(|clue| clue.value.to_ascii_lowercase()).collect();
        let hosts = told(Clue::Host).filter_map(key);
        for list in [&mut keys, &mut ids] {
            list.order_by(Ord::cmp);
            list.dedup();
        }
        // Several initial domains, or several ids, are several tenants.
        if keys.len() > 1 || ids.len() > 1 {
            return Vec::new();
        }
        if keys.len() == 1 {
            keys.extend(self.names.iter().cloned().chain(hosts));
        } else {
            let mut hosts: Vec<String> = hosts.collect();
            hosts.dedup();
            // A host may be a partner's; alone beside an id it is the tenant's.
            keys.extend(hosts.pop().filter(|_| hosts.is_empty()));
        }
        keys.extend(ids);
        keys
    }

    fn initial_domain(&mut self, resource: &Resource<'_>, kind: &Kind, name: &str) {
        let setting = kind.setting(name).and_then(|id| resource.setting(id));
        if let Some((setting, Ok(Value::Text(text)))) = setting.map(|setting| (setting, &setting.reading)) {
            self.clue(Clue::InitialDomain, text, setting.place, || resource.pointer(Some(setting)));
        }
    }

    fn clue(&mut self, clue: Clue, value: &str, place: Place, pointer: impl FnOnce() -> String) {
        // More signs than that do not tell any better whose export it is.
        if self.clues.len() >= MOST_CLUES || !says_something(clue, value) || self.knows(clue, value) {
            return;
        }
        // Of an address that nobody could read, the host is what tells.
        let value = if value.len() > LONGEST_NAME { cloud::host(value) } else { value };
        let (value, pointer) = (value.to_owned(), pointer());
        self.clues.push(ClueFound { clue, value, place, pointer, declared: false });
    }

    /// Whether a sign says nothing new.
    fn knows(&self, clue: Clue, value: &str) -> bool {
        self.clues.iter().any(|known| {
            known.clue == clue
                && (known.value == value
                    || clue == Clue::Host
                        && cloud::of(&known.value) == cloud::of(value)
                        && cloud::tenant_label(&known.value) == cloud::tenant_label(value))
        })
    }

    fn verified_domains(&mut self, resource: &Resource<'_>) {
        let Some((node, _)) = resource.node else { return };
        let initial = |domain: &NodeRef<'_>| domain.get("isInitial").and_then(NodeRef::as_bool) == Some(true);
        let domains = || node.get("verifiedDomains").into_iter().flat_map(NodeRef::elements);
        for name in domains().filter_map(|domain| domain.get("name")) {
            self.name(Some(&name.as_text()));
        }
        let Some(name) = domains().into_iter().find(initial).and_then(|domain| domain.get("name")) else { return };
        let place = Place { source: resource.place.source, span: name.span() };
        let pointer = || resource.pointer(None) + &node.pointer_to(name.span());
        self.clue(Clue::InitialDomain, &name.as_text(), place, pointer);
    }
}

/// `https://host/` of an address: what follows cannot change the host.
pub(super) fn origin(address: &str) -> Option<&str> {
    address.strip_prefix("https://").and_then(|rest| Some(&address[..=8 + rest.find('/')?]))
}

/// The names of each tenant that has more than one, as the sources show them together.
pub(crate) fn aliases(facts: &[(SourceId, Facts)]) -> Vec<Vec<String>> {
    let mut groups: Vec<Vec<String>> = Vec::new();
    let mut of: HashMap<String, usize> = HashMap::new();
    for (_, facts) in facts.iter().filter(|(_, facts)| facts.tenancy.clues.len() > 1 || !facts.tenancy.names.is_empty())
    {
        let mut group = facts.tenancy.same();
        if group.len() < 2 {
            continue;
        }
        // What has a name in common is one tenant.
        let mut known: Vec<usize> = group.iter().filter_map(|name| of.get(name).copied()).collect();
        known.order_by(Ord::cmp);
        known.dedup();
        let at = known.first().copied().unwrap_or(groups.len());
        if at == groups.len() {
            groups.push(Vec::new());
        }
        for other in known.into_iter().skip(1) {
            group.append(&mut groups[other]);
        }
        for name in group {
            if of.insert(name.clone(), at) != Some(at) {
                groups[at].push(name);
            }
        }
    }
    groups.retain(|group| !group.is_empty());
    for group in &mut groups {
        group.order_by(Ord::cmp);
    }
    groups
}

/// The tenants that the sources name, by the labels of their domains; by their ids where none shows a label.
pub(super) fn tenants(facts: &[(SourceId, Facts)]) -> Vec<NamedTenant> {
    let mut tenants: Vec<NamedTenant> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let aliases = aliases(facts);
    let names: HashMap<&str, &Vec<String>> =
        aliases.iter().flat_map(|names| names.iter().map(move |name| (name.as_str(), names))).collect();
    let labelled = facts.iter().any(|(_, facts)| facts.tenancy.clues.iter().any(|clue| key(clue).is_some()));
    for (source, facts) in facts {
        // Domains tell best; a host may have been renamed.
        let domains = facts.tenancy.clues.iter().any(|clue| clue.clue == Clue::InitialDomain && !clue.declared);
        for clue in &facts.tenancy.clues {
            if clue.clue == Clue::Host && domains {
                continue;
            }
            let id = (clue.clue == Clue::TenantId).then(|| clue.value.to_ascii_lowercase());
            let Some(key) = (if labelled { key(clue) } else { id }) else { continue };
            let names = names.get(key.as_str());
            let key = names.map_or(key, |names| names[0].clone());
            let exported = !clue.declared;
            let name = if clue.clue == Clue::Host { cloud::host(&clue.value) } else { &clue.value };
            if let Some(known) = places.get(&key).map(|at| &mut tenants[*at]) {
                known.exported |= exported;
                if clue.clue == Clue::InitialDomain {
                    known.name = name.into();
                }
            } else {
                places.insert(key.clone(), tenants.len());
                let names = names.map_or_else(|| vec![key.clone()], |names| (*names).clone());
                tenants.push(NamedTenant { names, name: name.into(), source: *source, exported });
            }
        }
    }
    if labelled {
        others_by_id(facts, &mut tenants);
    }
    tenants
}

/// A tenant has one id: one that none of the named tenants has is another's, where the ids of all of them are known.
fn others_by_id(facts: &[(SourceId, Facts)], tenants: &mut Vec<NamedTenant>) {
    if !tenants.iter().all(|tenant| tenant.names.iter().any(|name| is_id(name))) {
        return;
    }
    let mut known: HashSet<String> = tenants.iter().flat_map(|tenant| tenant.names.iter().cloned()).collect();
    for (source, facts) in facts {
        for clue in facts.tenancy.clues.iter().filter(|clue| clue.clue == Clue::TenantId && !clue.declared) {
            let id = clue.value.to_ascii_lowercase();
            if known.insert(id.clone()) {
                let name = clue.value.as_str().into();
                tenants.push(NamedTenant { names: vec![id], name, source: *source, exported: true });
            }
        }
    }
}

/// What the names of one tenant have in common.
pub(super) fn key(clue: &ClueFound) -> Option<String> {
    cloud::tenant_key(&clue.value)
}

/// One resource for each cloud that an export shows signs of.
fn identities(facts: &[(SourceId, Facts)], sources: &Sources, catalogue: &Catalogue) -> Vec<Resource<'static>> {
    let Some(kind) = catalogue.named("tenant.identity") else { return Vec::new() };
    let mut identities = Vec::new();
    // What the organization says of itself is no evidence of where an export is from.
    for (source, facts) in facts {
        let mut seen = Vec::new();
        let of = |wanted: Clue| facts.tenancy.clues.iter().filter(move |clue| clue.clue == wanted && !clue.declared);
        for clue in of(Clue::InitialDomain).chain(of(Clue::Host)) {
            let Some(cloud) = cloud::shown_by(&clue.value) else { continue };
            if seen.contains(&cloud) {
                continue;
            }
            seen.push(cloud);
            let name = sources.get(*source).name.clone();
            let mut settings = Vec::new();
            let mut put = |id, reading: Reading<'static>| {
                let pointer = Some(clue.pointer.as_str().into());
                settings.push(Setting { id, place: clue.place, key: None, pointer, reading, rank: 0 });
            };
            for (id, value) in
                [("File", name), ("Cloud", cloud.name().to_owned()), ("Host", cloud::host(&clue.value).to_owned())]
            {
                if let Some(id) = kind.setting(id) {
                    put(id, text_of(kind, id, &value));
                }
            }
            identities.push(derived(kind.id, clue.place, settings));
        }
    }
    identities
}

fn says_something(clue: Clue, value: &str) -> bool {
    match clue {
        Clue::TenantId => is_id(value),
        Clue::InitialDomain | Clue::Host => cloud::shown_by(value).is_some(),
    }
}
