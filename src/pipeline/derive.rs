//! What only several resources together say, as resources of their own: service plans of a licence, public websites
//! with their declared ICP numbers, hybrid deployments of Exchange, the cloud that an export is from, and the organization's answers.
//!
//! While resources pass by, [`Facts`] keeps the few things that matter later. [`derive()`] joins them.

mod answer;
mod domain;
mod hybrid;
mod website;

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::civil::Date;

pub(crate) use answer::AUTHORSHIP;

use crate::json::NodeRef;
use crate::model::cloud;
use crate::model::cloud::is_id;
use crate::model::dialect::Dialect;
use crate::model::place::{Place, SourceId, Span};
use crate::model::value::{Reading, Reason, Value};
use crate::pack::catalogue::{Catalogue, Clue, Kind, KindId, Origin, SettingId};
use crate::pipeline::read::{ClueFound, Gap, Look, expand};
use crate::pipeline::resource::Renumber;
use crate::pipeline::resource::{Resource, Setting};
use crate::pipeline::source::Sources;
use crate::text::name::LONGEST_NAME;

/// What is remembered of the resources of one source.
#[derive(Debug, Default)]
pub struct Facts {
    sites: Vec<Resource<'static>>,
    declared: Vec<Resource<'static>>,
    domains: Vec<Resource<'static>>,
    hybrid: hybrid::Seen,
    /// The tenant-wide switch that blocks comments on site pages.
    comments: Option<Setting<'static>>,
    /// `https://host/` of the last site, if its host shows nothing.
    origin: String,
    /// What nobody can tell of a derived kind, by its name: whether a site is a public website, which domain this is.
    unclear: Vec<(&'static str, Reason, Place, String)>,
    /// Signs of the tenant, in the order in which they were found.
    pub clues: Vec<ClueFound>,
}

/// A declared answer.
#[derive(Debug)]
pub struct Answer {
    /// The resource with the answer's settings.
    pub resource: Resource<'static>,
    /// Whether it counts today, and if not, why.
    pub counts: Result<(), Reason>,
}

/// What follows from all exports together.
#[derive(Debug, Default)]
pub struct Tenant {
    /// Derived resources.
    pub derived: Vec<Resource<'static>>,
    /// The organization's answers.
    pub answers: Vec<Answer>,
    /// The tenants that the exports name.
    pub tenants: Vec<NamedTenant>,
}

/// A tenant, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedTenant {
    /// What its domains have in common, or its id.
    key: String,
    /// Its initial domain, or what comes nearest.
    pub name: String,
    /// The first source that names it.
    pub source: SourceId,
    /// An export names it, not only a declaration.
    exported: bool,
}

/// The kinds whose resources are remembered here.
const REMEMBERED: [&str; 6] = [
    "sharepoint.site",
    "sharepoint.tenant",
    "suite.domain",
    "suite.organization",
    "suite.licence",
    "exchange.acceptedDomain",
];

/// How many signs of a tenant are kept for one export.
const MOST_CLUES: usize = 32;

impl Facts {
    /// Keeps only the signs of the tenant: the export is too old for anything else.
    pub fn forget(&mut self) {
        *self = Self { clues: std::mem::take(&mut self.clues), ..Self::default() };
    }

    /// All that is looked at in resources of a kind, if two that agree in that are the same once the first one has been
    /// observed, as it has been.
    pub(crate) fn looks_at(&self, resource: &Resource<'_>, catalogue: &Catalogue) -> Option<Vec<(SettingId, Look)>> {
        let kind = catalogue.kind(resource.kind);
        if kind.name == "sharepoint.site" {
            // On the host that was looked at last, which shows nothing, the template alone can show a public website.
            let (url, template) = (kind.setting("Url")?, kind.setting("Template")?);
            let known = !self.origin.is_empty() && resource.text(kind, "Url")?.starts_with(&self.origin);
            let ordinary = known && !website::is_public_template(resource.text(kind, "Template")?);
            return ordinary.then(|| vec![(url, Look::Beginning(self.origin.len())), (template, Look::Whole)]);
        }
        let remembered =
            kind.origin != Origin::Export || REMEMBERED.contains(&kind.name.as_str()) || hybrid::Seen::remembers(kind);
        let clues = || (0..).map(SettingId).zip(&kind.settings).filter(|(_, def)| def.clue.is_some());
        (!remembered).then(|| clues().map(|(id, _)| (id, Look::Whole)).collect())
    }

    /// One for a later range of the same listing.
    pub(crate) fn fork(&self) -> Self {
        Self { origin: self.origin.clone(), ..Self::default() }
    }

    /// Takes in what was remembered of a later range.
    pub(crate) fn join(&mut self, later: Self, renumber: Renumber<'_>) {
        let Self { sites, declared, domains, hybrid, comments, origin, unclear, clues } = later;
        for (mine, theirs) in [(&mut self.sites, sites), (&mut self.declared, declared), (&mut self.domains, domains)] {
            mine.extend(theirs.into_iter().map(|resource| resource.renumbered(renumber)));
        }
        self.hybrid.join(hybrid, renumber);
        self.comments = comments.map(|setting| setting.renumbered(renumber)).or_else(|| self.comments.take());
        self.origin = origin;
        for (about, reason, place, pointer) in unclear {
            if self.unclear.iter().all(|(known, ..)| *known != about) {
                self.unclear.push((about, reason, place, renumber.pointer(&pointer)));
            }
        }
        for ClueFound { clue, value, place, pointer, .. } in clues {
            self.clue(clue, &value, place, || renumber.pointer(&pointer));
        }
    }

    /// Remembers what matters of a resource.
    pub fn observe(&mut self, resource: &Resource<'_>, catalogue: &Catalogue) {
        let kind = catalogue.kind(resource.kind);
        for setting in &resource.settings {
            if let (Some(clue), Ok(Value::Text(text))) = (kind.def(setting.id).clue, &setting.reading) {
                // A fleet of sites names one host again and again.
                if clue == Clue::Host && !self.origin.is_empty() && text.starts_with(&self.origin) {
                    continue;
                }
                self.clue(clue, text, setting.place, || resource.pointer(Some(setting)));
            }
        }
        match kind.name.as_str() {
            "sharepoint.site" if self.is_unclear(resource, kind) => {}
            "sharepoint.site" if self.ordinary(resource, kind) => {}
            "sharepoint.site" if website::signal(resource, kind).is_some() => self.sites.push(resource.detached()),
            _ if kind.origin == Origin::Declared => self.declared.push(resource.detached()),
            "suite.domain" => {
                if resource.value(kind, "IsInitial") == Some(&Value::Bool(true)) {
                    self.initial_domain(resource, kind, "Id");
                }
                match resource.anchor(kind).map(|name| &name.reading) {
                    Some(Ok(_)) => self.domains.push(resource.detached()),
                    Some(Err(reason)) => self.leave_open("suite.customDomain", *reason, resource, kind),
                    None => self.leave_open("suite.customDomain", Reason::SettingAbsent, resource, kind),
                }
            }
            "exchange.acceptedDomain" if resource.value(kind, "InitialDomain") == Some(&Value::Bool(true)) => {
                self.initial_domain(resource, kind, "DomainName");
            }
            "suite.organization" => self.verified_domains(resource),
            "sharepoint.tenant" => {
                let setting = kind.setting("CommentsOnSitePagesDisabled").and_then(|id| resource.setting(id));
                let detached = |setting: &Setting<'_>| {
                    let pointer = Some(resource.pointer(Some(setting)).into());
                    Setting { pointer, ..setting.clone().detached() }
                };
                self.comments = setting.map(detached).or_else(|| self.comments.take());
            }
            _ => self.hybrid.observe(resource, kind),
        }
    }

    /// Whether a site lacks what would show that it is a public website. One such site is remembered.
    fn is_unclear(&mut self, site: &Resource<'_>, kind: &Kind) -> bool {
        let reading = |name: &str| match kind.setting(name).and_then(|id| site.setting(id)) {
            None => Err(Reason::SettingAbsent),
            Some(setting) => setting.reading.as_ref().map(|_| ()).map_err(|reason| *reason),
        };
        let by_host = site.text(kind, "Url").is_some_and(|url| website::host_signal(cloud::host(url)).is_some());
        let Err(reason) = reading("Url").and_then(|()| reading("Template")) else { return false };
        if !by_host {
            self.leave_open("website.publicSite", reason, site, kind);
        }
        !by_host
    }

    /// Remembers the first resource that leaves something open about a derived kind.
    fn leave_open(&mut self, about: &'static str, reason: Reason, resource: &Resource<'_>, kind: &Kind) {
        if self.unclear.iter().all(|(known, ..)| *known != about) {
            let anchor = resource.anchor(kind);
            let place = anchor.map_or(resource.place, |name| name.place);
            self.unclear.push((about, reason, place, resource.pointer(anchor)));
        }
    }

    /// Whether a site is on the host that was looked at last and that shows nothing.
    fn ordinary(&mut self, site: &Resource<'_>, kind: &Kind) -> bool {
        let Some(url) = site.text(kind, "Url") else { return true };
        let known = !self.origin.is_empty() && url.starts_with(&self.origin);
        if !known {
            // `https://host/`: what follows cannot change the host.
            let origin = url.strip_prefix("https://").and_then(|rest| Some(&url[..=8 + rest.find('/')?]));
            let shows = |url: &str| website::host_signal(cloud::host(url)).is_some();
            origin.filter(|origin| !shows(origin)).unwrap_or_default().clone_into(&mut self.origin);
            return false;
        }
        !site.text(kind, "Template").is_some_and(website::is_public_template)
    }

    /// What these resources leave open about derived kinds: a site that may be a public website.
    pub fn gaps(&self, catalogue: &Catalogue) -> impl Iterator<Item = Gap> {
        self.unclear.iter().filter_map(|(about, reason, place, pointer)| {
            let kind = Some(catalogue.named(about)?.id);
            Some(Gap { kind, reason: *reason, place: *place, pointer: pointer.clone() })
        })
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
        let domains = node.get("verifiedDomains").into_iter().flat_map(NodeRef::elements);
        let Some(name) = domains.into_iter().find(initial).and_then(|domain| domain.get("name")) else { return };
        let place = Place { source: resource.place.source, span: name.span() };
        let pointer = || resource.pointer(None) + &node.pointer_to(name.span());
        self.clue(Clue::InitialDomain, &name.as_text(), place, pointer);
    }
}

/// Whether a member that is no setting of the kind is looked at nevertheless: by [`inside`], or as a sign of the tenant.
pub(crate) fn looks_inside(kind: &Kind, key: &str) -> bool {
    let keys: &[&str] = match kind.name.as_str() {
        "suite.licence" => &["servicePlans", "servicePlans@odata.nextLink"],
        "suite.organization" => &["verifiedDomains"],
        _ => &[],
    };
    keys.iter().any(|known| key.eq_ignore_ascii_case(known))
}

/// Hands on the resources that stand inside another: the service plans of a licence.
pub fn inside(resource: &Resource<'_>, catalogue: &Catalogue, sink: &mut dyn FnMut(&Resource<'_>)) {
    let kind = catalogue.kind(resource.kind);
    let (Some((node, _)), "suite.licence") = (resource.node, kind.name.as_str()) else { return };
    let Some(plan_kind) = catalogue.named("suite.servicePlan") else { return };
    let licence = |plan: &mut Resource<'_>| {
        for (to, from) in [("Licence", ["SkuPartNumber", "SkuId"]), ("ConsumedUnits", ["ConsumedUnits"; 2])] {
            let from = from.into_iter().find_map(|name| resource.setting(kind.setting(name)?));
            let (Some(from), Some(id)) = (from, plan_kind.setting(to)) else { continue };
            let pointer = Some(resource.pointer(Some(from)).into());
            plan.settings.push(Setting { id, pointer, ..from.clone().detached() });
        }
    };
    // A licence whose plans cannot be read may have any plan.
    let unreadable = |reason: Option<Reason>, span: Span| {
        let place = Place { span, ..resource.place };
        let mut plan = derived(plan_kind.id, place, Vec::new());
        plan.dialect = resource.dialect;
        licence(&mut plan);
        if let (Some(id), Some(reason)) = (plan_kind.setting("ServicePlanName"), reason) {
            let pointer = Some((resource.pointer(None) + &node.pointer_to(span)).into());
            plan.settings.push(Setting { id, place, key: None, pointer, reading: Err(reason), rank: 0 });
        }
        plan
    };
    let Some(plans) = node.get("servicePlans").filter(|plans| plans.kind() != crate::json::Kind::Gap) else {
        return sink(&unreadable(None, resource.anchor(kind).map_or(resource.place, |name| name.place).span));
    };
    let pointer = resource.pointer(None) + &node.pointer_to(plans.span());
    expand(plans, plan_kind, resource, &pointer, &mut |plan| match plan {
        Ok(mut plan) => {
            licence(&mut plan);
            sink(&plan);
        }
        Err((reason, span)) => sink(&unreadable(Some(reason), span)),
    });
    let next = node.members().find(|(key, _)| key.as_text().eq_ignore_ascii_case("servicePlans@odata.nextLink"));
    if let Some((key, _)) = next {
        sink(&unreadable(Some(Reason::PartialListing), key.span()));
    }
}

/// Joins what was remembered of all sources.
pub fn derive(facts: &[(SourceId, Facts)], sources: &Sources, catalogue: &Catalogue, today: Date) -> Tenant {
    let mut tenant = Tenant { tenants: tenants(facts), ..Tenant::default() };
    tenant.derived.extend(identities(facts, sources, catalogue));
    let websites = website::derive(facts, &tenant.tenants, catalogue, today);
    tenant.derived.extend(websites);
    tenant.derived.extend(hybrid::derive(facts, &tenant.tenants, catalogue));
    tenant.derived.extend(domain::derive(facts, &tenant.tenants, catalogue, today));
    tenant.answers = answer::all(facts, &tenant.tenants, catalogue, today);
    tenant
}

/// The tenants that the sources name, by the labels of their domains; by their ids where none shows a label.
fn tenants(facts: &[(SourceId, Facts)]) -> Vec<NamedTenant> {
    let mut tenants: Vec<NamedTenant> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let labelled = facts.iter().any(|(_, facts)| facts.clues.iter().any(|clue| key(clue).is_some()));
    for (source, facts) in facts {
        // Domains tell best; a host may have been renamed.
        let domains = facts.clues.iter().any(|clue| clue.clue == Clue::InitialDomain && !clue.declared);
        for clue in &facts.clues {
            if clue.clue == Clue::Host && domains {
                continue;
            }
            let id = (clue.clue == Clue::TenantId).then(|| clue.value.to_ascii_lowercase());
            let Some(key) = (if labelled { key(clue) } else { id }) else { continue };
            let exported = !clue.declared;
            let name = if clue.clue == Clue::Host { cloud::host(&clue.value) } else { &clue.value };
            if let Some(known) = places.get(&key).map(|at| &mut tenants[*at]) {
                known.exported |= exported;
                if clue.clue == Clue::InitialDomain {
                    name.clone_into(&mut known.name);
                }
            } else {
                places.insert(key.clone(), tenants.len());
                tenants.push(NamedTenant { key, name: name.to_owned(), source: *source, exported });
            }
        }
    }
    tenants
}

fn key(clue: &ClueFound) -> Option<String> {
    cloud::tenant_key(&clue.value)
}

/// One resource for each cloud that an export shows signs of.
fn identities(facts: &[(SourceId, Facts)], sources: &Sources, catalogue: &Catalogue) -> Vec<Resource<'static>> {
    let Some(kind) = catalogue.named("tenant.identity") else { return Vec::new() };
    let mut identities = Vec::new();
    // What the organization says of itself is no evidence of where an export is from.
    for (source, facts) in facts {
        let mut seen = Vec::new();
        let of = |wanted: Clue| facts.clues.iter().filter(move |clue| clue.clue == wanted && !clue.declared);
        for clue in of(Clue::InitialDomain).chain(of(Clue::Host)) {
            let Some(cloud) = cloud::of(&clue.value) else { continue };
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
        Clue::InitialDomain | Clue::Host => cloud::of(value).is_some(),
    }
}

fn derived(kind: KindId, place: Place, settings: Vec<Setting<'static>>) -> Resource<'static> {
    Resource { kind, dialect: Dialect::Declaration, place, node: None, settings, title: None, related: Vec::new() }
}

/// A text as a value of a setting, by name where the setting is an enum.
fn text_of(kind: &Kind, id: SettingId, text: &str) -> Reading<'static> {
    let members = kind.def(id).shape.members();
    match members.iter().position(|member| member.name == text) {
        Some(member) => Ok(Value::Member(member as u16)),
        None if members.is_empty() => Ok(Value::Text(Cow::Owned(text.to_owned()))),
        None => Err(Reason::UnknownValue),
    }
}
