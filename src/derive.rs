//! What only several resources together say, as resources of their own: service plans of a licence, public websites
//! with their declared ICP numbers, the cloud that an export is from, and the organization's answers.
//!
//! While resources pass by, [`Facts`] keeps the few things that matter later. [`derive`] joins them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use crate::catalogue::{Catalogue, Clue, Kind, KindId, Origin};
use crate::check::counts_today;
use crate::cloud;
use crate::dialect::Dialect;
use crate::json::NodeRef;
use crate::read::{ClueFound, Sink, expand};
use crate::resource::{Reading, Reason, Resource, Setting, Value};
use crate::source::{Place, SourceId, Sources};

/// What is remembered of the resources of one source.
#[derive(Debug, Default)]
pub struct Facts {
    sites: Vec<Resource<'static>>,
    declared: Vec<Resource<'static>>,
    domains: Vec<Resource<'static>>,
    /// The source is what the organization says, not what a tool exported.
    pub is_declaration: bool,
    /// `https://host/` of the last site, if its host shows nothing.
    origin: String,
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

/// How many signs of a tenant are kept for one export.
const MOST_CLUES: usize = 32;

impl Facts {
    /// Remembers what matters of a resource.
    pub fn observe(&mut self, resource: &Resource<'_>, catalogue: &Catalogue) {
        let kind = catalogue.kind(resource.kind);
        for setting in &resource.settings {
            if let (Some(clue), Ok(Value::Text(text))) = (kind.def(setting.id).clue, &setting.reading) {
                // A fleet of sites names one host again and again.
                if clue == Clue::Host && !self.origin.is_empty() && text.starts_with(&self.origin) {
                    continue;
                }
                self.clue(clue, text, resource, setting);
            }
        }
        match kind.name.as_str() {
            "sharepoint.site" if self.ordinary(resource, kind) => {}
            "sharepoint.site" if signal(resource, kind).is_some() => self.sites.push(resource.detached()),
            _ if kind.origin == Origin::Declared => self.declared.push(resource.detached()),
            "suite.domain" => {
                if resource.value(kind, "IsInitial") == Some(&Value::Bool(true)) {
                    self.initial_domain(resource, kind, "Id");
                }
                if let Some(Value::List(services)) = resource.value(kind, "SupportedServices")
                    && services.iter().any(|service| service.eq_ignore_ascii_case("SharePointPublic"))
                {
                    self.domains.push(resource.detached());
                }
            }
            "exchange.acceptedDomain" if resource.value(kind, "InitialDomain") == Some(&Value::Bool(true)) => {
                self.initial_domain(resource, kind, "DomainName");
            }
            "suite.organization" => self.verified_domains(resource),
            _ => {}
        }
    }

    /// Whether a site is on the host that was looked at last and that shows nothing.
    fn ordinary(&mut self, site: &Resource<'_>, kind: &Kind) -> bool {
        let Some(url) = site.text(kind, "Url") else { return true };
        let known = !self.origin.is_empty() && url.starts_with(&self.origin);
        if !known {
            // `https://host/`: what follows cannot change the host.
            let origin = url.strip_prefix("https://").and_then(|rest| Some(&url[..8 + rest.find('/')? + 1]));
            let shows = |url: &str| host_signal(cloud::host(url)).is_some();
            origin.filter(|origin| !shows(origin)).unwrap_or_default().clone_into(&mut self.origin);
            return false;
        }
        !site.text(kind, "Template").is_some_and(is_public_template)
    }

    fn initial_domain(&mut self, resource: &Resource<'_>, kind: &Kind, name: &str) {
        let setting = kind.setting(name).and_then(|id| resource.setting(id));
        if let Some((setting, Ok(Value::Text(text)))) = setting.map(|setting| (setting, &setting.reading)) {
            self.clue(Clue::InitialDomain, text, resource, setting);
        }
    }

    fn clue(&mut self, clue: Clue, value: &str, resource: &Resource<'_>, setting: &Setting<'_>) {
        // An export with signs of that many tenants is of none of them.
        if self.clues.len() >= MOST_CLUES || !says_something(clue, value) || self.knows(clue, value) {
            return;
        }
        let pointer = resource.pointer(Some(setting));
        self.clues.push(ClueFound { clue, value: value.to_owned(), place: setting.place, pointer });
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
        let setting = Setting {
            id: crate::catalogue::SettingId(0),
            place: Place { source: resource.place.source, span: name.span() },
            key: None,
            pointer: None,
            reading: Ok(Value::Text(name.as_text())),
            rank: 0,
        };
        self.clue(Clue::InitialDomain, &name.as_text(), resource, &setting);
    }
}

/// Hands on the resources that stand inside another: the service plans of a licence.
pub fn inside(resource: &Resource<'_>, catalogue: &Catalogue, sink: &mut Sink<'_>) {
    let kind = catalogue.kind(resource.kind);
    let (Some((node, base)), "suite.licence") = (resource.node, kind.name.as_str()) else { return };
    let (Some(plan_kind), Some(plans)) = (catalogue.named("suite.servicePlan"), node.get("servicePlans")) else {
        return;
    };
    let pointer = base.index.map_or_else(|| base.pointer.to_owned(), |index| format!("{}/{index}", base.pointer));
    let pointer = pointer + &node.pointer_to(plans.span());
    expand(plans, plan_kind, resource, &pointer, &mut |plan| {
        let mut plan = plan.clone();
        for (to, from) in [("Licence", ["SkuPartNumber", "SkuId"]), ("ConsumedUnits", ["ConsumedUnits"; 2])] {
            let from = from.into_iter().find_map(|name| resource.setting(kind.setting(name)?));
            let (Some(from), Some(id)) = (from, plan_kind.setting(to)) else { continue };
            let pointer = Some(resource.pointer(Some(from)).into());
            plan.settings.push(Setting { id, pointer, ..from.clone() });
        }
        sink(&plan);
    });
}

/// Joins what was remembered of all sources.
pub fn derive(facts: &[(SourceId, Facts)], sources: &Sources, catalogue: &Catalogue, today: Date) -> Tenant {
    let mut tenant = Tenant { tenants: tenants(facts), ..Tenant::default() };
    tenant.derived.extend(identities(facts, sources, catalogue));
    websites(facts, catalogue, today, &mut tenant);
    for (_, facts) in facts {
        for resource in &facts.declared {
            let mut resource = resource.clone();
            if foreign(&tenant.tenants, facts) {
                for setting in &mut resource.settings {
                    setting.reading = Err(Reason::TenantMismatch);
                }
            }
            let counts = counts_today(catalogue.kind(resource.kind), &resource, today);
            tenant.answers.push(Answer { resource, counts });
        }
    }
    tenant
}

/// The tenants that the exports name, by the labels of their domains; by their ids where no export shows a label.
fn tenants(facts: &[(SourceId, Facts)]) -> Vec<NamedTenant> {
    let mut tenants: Vec<NamedTenant> = Vec::new();
    let labelled = facts.iter().any(|(_, facts)| label(facts).is_some());
    for (source, facts) in facts {
        let first = |wanted: Clue| facts.clues.iter().find(|clue| clue.clue == wanted).map(|clue| clue.value.clone());
        let id = || first(Clue::TenantId).map(|id| id.to_ascii_lowercase());
        let Some(key) = (if labelled { label(facts) } else { id() }) else { continue };
        let (domain, exported) = (first(Clue::InitialDomain), !facts.is_declaration);
        if let Some(known) = tenants.iter_mut().find(|known| known.key == key) {
            known.exported |= exported;
            if known.name == key {
                known.name = domain.unwrap_or(key);
            }
        } else {
            let name = domain.unwrap_or_else(|| key.clone());
            tenants.push(NamedTenant { key, name, source: *source, exported });
        }
    }
    tenants
}

/// The tenant's own label, from the first sign that carries it.
fn label(facts: &Facts) -> Option<String> {
    let of = |wanted: Clue| facts.clues.iter().filter(move |clue| clue.clue == wanted);
    of(Clue::InitialDomain).chain(of(Clue::Host)).find_map(|clue| cloud::tenant_label(&clue.value))
}

/// Whether a declaration is about another tenant than the exports.
fn foreign(tenants: &[NamedTenant], declaration: &Facts) -> bool {
    let Some(mine) = label(declaration) else { return false };
    let exported = || tenants.iter().filter(|tenant| tenant.exported);
    exported().any(|tenant| tenant.key != mine) && !exported().any(|tenant| tenant.key == mine)
}

/// One resource for each cloud that an export shows signs of.
fn identities(facts: &[(SourceId, Facts)], sources: &Sources, catalogue: &Catalogue) -> Vec<Resource<'static>> {
    let Some(kind) = catalogue.named("tenant.identity") else { return Vec::new() };
    let mut identities = Vec::new();
    // What the organization says of itself is no evidence of where an export is from.
    for (source, facts) in facts.iter().filter(|(_, facts)| !facts.is_declaration) {
        let mut seen = Vec::new();
        let of = |wanted: Clue| facts.clues.iter().filter(move |clue| clue.clue == wanted);
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

/// Public websites: sites that show it, domains that serve one, and what is declared beyond.
fn websites(facts: &[(SourceId, Facts)], catalogue: &Catalogue, today: Date, tenant: &mut Tenant) {
    let names = ["website.publicSite", "sharepoint.site", "declaration.publicSite", "suite.domain"];
    let [Some(kind), Some(site_kind), Some(declared_kind), Some(domain_kind)] = names.map(|name| catalogue.named(name))
    else {
        return;
    };
    let mut websites: Vec<Resource<'static>> = Vec::new();
    // Places in the list by address; there may be as many public websites as sites.
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut hosts: HashSet<String> = HashSet::new();
    for resource in facts.iter().flat_map(|(_, facts)| &facts.sites) {
        let Some(found) = signal(resource, site_kind) else { continue };
        let Some(url) = resource.text(site_kind, "Url") else { continue };
        let key = address(url);
        if known.contains_key(&key) {
            continue;
        }
        let anchor = resource.anchor(site_kind).map_or(resource.place, |url| url.place);
        let mut website = derived(kind.id, anchor, Vec::new());
        website.dialect = resource.dialect;
        for name in ["Url", "SharingCapability", "CommentsOnSitePagesDisabled"] {
            let setting = site_kind.setting(name).and_then(|id| resource.setting(id));
            if let (Some(id), Some(setting)) = (kind.setting(name), setting) {
                website.settings.push(Setting { id, ..setting.clone() });
            }
        }
        put_signal(kind, &mut website, found);
        hosts.insert(cloud::host(url).to_ascii_lowercase());
        known.insert(key, websites.len());
        websites.push(website);
    }
    for resource in facts.iter().flat_map(|(_, facts)| &facts.domains) {
        let id = domain_kind.setting("Id").and_then(|id| resource.setting(id));
        let Some((setting, Ok(Value::Text(domain)))) = id.map(|setting| (setting, &setting.reading)) else { continue };
        let key = address(domain);
        if !hosts.insert(key.clone()) {
            continue;
        }
        let mut website = derived(kind.id, setting.place, Vec::new());
        let url = format!("https://{domain}/");
        if let Some(id) = kind.setting("Url") {
            website.settings.push(Setting { id, reading: Ok(Value::Text(url.into())), ..setting.clone() });
        }
        put_signal(kind, &mut website, "PublicDomain");
        known.insert(key, websites.len());
        websites.push(website);
    }
    let answers = facts.iter().flat_map(|(_, facts)| facts.declared.iter().map(move |declared| (facts, declared)));
    for (facts, declared) in answers.filter(|(_, declared)| declared.kind == declared_kind.id) {
        let url_id = declared_kind.setting("url");
        let Some(url) = url_id.and_then(|id| declared.setting(id)) else { continue };
        let Ok(Value::Text(address_text)) = &url.reading else { continue };
        let key = address(address_text);
        let at = *known.entry(key).or_insert_with(|| {
            let mut website = derived(kind.id, url.place, Vec::new());
            website.dialect = Dialect::Declaration;
            if let Some(id) = kind.setting("Url") {
                website.settings.push(Setting { id, ..url.clone() });
            }
            put_signal(kind, &mut website, "Declared");
            websites.push(website);
            websites.len() - 1
        });
        let website = &mut websites[at];
        let (Some(icp), Some(number)) = (kind.setting("IcpNumber"), declared_kind.setting("icp_number")) else {
            continue;
        };
        let Some(number) = declared.setting(number) else { continue };
        let usable = match counts_today(declared_kind, declared, today) {
            _ if foreign(&tenant.tenants, facts) => Err(Reason::TenantMismatch),
            // An answer without its author is there, but tells nothing that could be relied on.
            Err(Reason::SettingAbsent) => Err(Reason::UnknownValue),
            other => other,
        };
        let reading = usable.and_then(|()| number.reading.clone());
        website.related.push(website.place);
        website.settings.push(Setting { id: icp, reading, ..number.clone() });
    }
    tenant.derived.extend(websites);
}

/// What shows that a site is a public website; there is no property that says so.
fn signal(site: &Resource<'_>, kind: &Kind) -> Option<&'static str> {
    let by_host = host_signal(cloud::host(site.text(kind, "Url")?));
    by_host.or_else(|| site.text(kind, "Template").is_some_and(is_public_template).then_some("PublicTemplate"))
}

fn host_signal(host: &str) -> Option<&'static str> {
    let label = host.split('.').next().unwrap_or_default();
    let public = label.len().checked_sub("-public".len()).and_then(|at| label.get(at..));
    if cloud::of(host).is_none() && host.contains('.') {
        Some("CustomDomain")
    } else if public.is_some_and(|end| end.eq_ignore_ascii_case("-public")) {
        Some("PublicHost")
    } else {
        None
    }
}

fn is_public_template(template: &str) -> bool {
    ["EHS#0", "EHS#2"].iter().any(|public| template.eq_ignore_ascii_case(public))
}

fn put_signal(kind: &Kind, website: &mut Resource<'static>, signal: &str) {
    if let Some(id) = kind.setting("Signal") {
        let (place, reading) = (website.place, text_of(kind, id, signal));
        website.settings.push(Setting { id, place, key: None, pointer: None, reading, rank: 0 });
    }
}

/// A URL in a form in which two spellings of one address are equal: host and path, no scheme, no slash at the end.
fn address(url: &str) -> String {
    let rest = url.trim().split_once("://").map_or(url.trim(), |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path).trim_end_matches('/');
    let host = cloud::host(url).to_ascii_lowercase();
    if path.is_empty() { host } else { format!("{host}/{}", path.to_lowercase()) }
}

fn says_something(clue: Clue, value: &str) -> bool {
    match clue {
        Clue::TenantId => value.len() == 36 && value.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'),
        Clue::InitialDomain | Clue::Host => cloud::of(value).is_some(),
    }
}

fn derived(kind: KindId, place: Place, settings: Vec<Setting<'static>>) -> Resource<'static> {
    Resource { kind, dialect: Dialect::Declaration, place, node: None, settings, title: None, related: Vec::new() }
}

/// A text as a value of a setting, by name where the setting is an enum.
fn text_of(kind: &Kind, id: crate::catalogue::SettingId, text: &str) -> Reading<'static> {
    let members = kind.def(id).shape.members();
    match members.iter().position(|member| member.name == text) {
        Some(member) => Ok(Value::Member(member as u16)),
        None if members.is_empty() => Ok(Value::Text(Cow::Owned(text.to_owned()))),
        None => Err(Reason::UnknownValue),
    }
}
