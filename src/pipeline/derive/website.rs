//! Public websites: sites that show it, domains that serve one, and what is declared beyond, with declared ICP numbers.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;

use super::answer::{answers, declare};
use super::{Facts, NamedTenant, derived, text_of};
use crate::model::cloud;
use crate::model::dialect::Dialect;
use crate::model::place::SourceId;
use crate::model::value::{Reason, Value};
use crate::pack::catalogue::{Catalogue, Kind};
use crate::pipeline::resource::{Related, Resource, Setting};

/// The public websites of a tenant.
pub(super) fn derive(
    facts: &[(SourceId, Facts)],
    tenants: &[NamedTenant],
    catalogue: &Catalogue,
    today: Date,
) -> Vec<Resource<'static>> {
    let names = ["website.publicSite", "sharepoint.site", "declaration.publicSite", "suite.domain"];
    let [Some(kind), Some(site), Some(answer), Some(domain)] = names.map(|name| catalogue.named(name)) else {
        return Vec::new();
    };
    let (list, by_address, hosts) = (Vec::new(), BTreeMap::new(), HashSet::new());
    let mut websites = Websites { kind, list, by_address, hosts, no_comments: no_comments(facts, tenants) };
    for resource in facts.iter().flat_map(|(_, facts)| &facts.sites) {
        websites.add_site(resource, site);
    }
    for resource in facts.iter().flat_map(|(_, facts)| &facts.domains) {
        websites.add_domain(resource, domain);
    }
    for (declared, usable) in answers(answer, facts, tenants, today) {
        websites.add_answer(declared, answer, usable);
    }
    websites.list
}

/// The websites so far.
struct Websites<'a> {
    kind: &'a Kind,
    list: Vec<Resource<'static>>,
    /// Places in the list; there may be as many public websites as sites.
    by_address: BTreeMap<String, usize>,
    hosts: HashSet<String>,
    /// The tenant-wide switch, where it blocks the comments on every site.
    no_comments: Option<&'a Setting<'static>>,
}

impl Websites<'_> {
    fn add_site(&mut self, site: &Resource<'static>, kind: &Kind) {
        let (Some(found), Some(url)) = (signal(site, kind), site.text(kind, "Url")) else { return };
        let key = address(url);
        if self.by_address.contains_key(&key) {
            return;
        }
        let anchor = site.anchor(kind).map_or(site.place, |url| url.place);
        let mut website = derived(self.kind.id, anchor, Vec::new());
        website.dialect = site.dialect;
        for name in ["Url", "SharingCapability", "CommentsOnSitePagesDisabled"] {
            let setting = kind.setting(name).and_then(|id| site.setting(id));
            if let (Some(id), Some(setting)) = (self.kind.setting(name), setting) {
                website.settings.push(Setting { id, ..setting.clone() });
            }
        }
        self.overrule_comments(&mut website);
        self.hosts.insert(cloud::host(url).to_ascii_lowercase());
        self.put(key, website, found);
    }

    /// Comments are off on a site that does not say so itself, if they are off for the whole tenant.
    fn overrule_comments(&self, website: &mut Resource<'static>) {
        let id = self.kind.setting("CommentsOnSitePagesDisabled");
        let (Some(switch), Some(id)) = (self.no_comments, id) else { return };
        if website.setting(id).is_some_and(|own| own.reading == switch.reading) {
            return;
        }
        website.settings.retain(|own| own.id != id);
        website.settings.push(Setting { id, ..switch.clone() });
        website.related.push(Related::of_kind(website.place, self.kind));
    }

    fn add_domain(&mut self, domain: &Resource<'static>, kind: &Kind) {
        let Some(setting) = kind.setting("Id").and_then(|id| domain.setting(id)) else { return };
        let (Ok(Value::Text(name)), true) = (&setting.reading, serves_website(domain, kind)) else { return };
        let key = address(name);
        if !self.hosts.insert(key.clone()) {
            return;
        }
        let mut website = derived(self.kind.id, setting.place, Vec::new());
        if let Some(id) = self.kind.setting("Url") {
            let url = format!("https://{name}/");
            website.settings.push(Setting { id, reading: Ok(Value::Text(url.into())), ..setting.clone() });
        }
        self.put(key, website, "PublicDomain");
    }

    /// A declared website, and what is said of it if the answer is `usable`.
    fn add_answer(&mut self, declared: &Resource<'static>, kind: &Kind, usable: Result<(), Reason>) {
        let Some(url) = kind.setting("url").and_then(|id| declared.setting(id)) else { return };
        let Ok(Value::Text(text)) = &url.reading else { return };
        // An answer covers the address and everything below it.
        let key = address(text);
        let below = format!("{key}/");
        let inside = self.by_address.range(below.clone()..).take_while(|(known, _)| known.starts_with(&below));
        let inside = inside.map(|(_, at)| *at);
        let mut covered: Vec<usize> = self.by_address.get(&key).copied().into_iter().chain(inside).collect();
        if covered.is_empty() {
            let mut website = derived(self.kind.id, url.place, Vec::new());
            website.dialect = Dialect::Declaration;
            if let Some(id) = self.kind.setting("Url") {
                website.settings.push(Setting { id, ..url.clone() });
            }
            covered.push(self.put(key, website, "Declared"));
        }
        for at in covered {
            declare(&mut self.list[at], self.kind, declared, kind, usable);
        }
    }

    fn put(&mut self, address: String, mut website: Resource<'static>, signal: &str) -> usize {
        if let Some(id) = self.kind.setting("Signal") {
            let (place, reading) = (website.place, text_of(self.kind, id, signal));
            website.settings.push(Setting { id, place, key: None, pointer: None, reading, rank: 0 });
        }
        let at = self.list.len();
        self.by_address.insert(address, at);
        self.list.push(website);
        at
    }
}

/// The tenant-wide switch that blocks comments, if the exports are of one tenant and agree that it is on.
fn no_comments<'f>(facts: &'f [(SourceId, Facts)], tenants: &[NamedTenant]) -> Option<&'f Setting<'static>> {
    let mut switches = facts.iter().filter_map(|(_, facts)| facts.comments.as_ref());
    let first = switches.next().filter(|first| first.reading == Ok(Value::Bool(true)))?;
    let one_tenant = tenants.iter().filter(|tenant| tenant.exported).count() <= 1;
    (one_tenant && switches.all(|other| other.reading == first.reading)).then_some(first)
}

/// Whether a domain is set up for a public website.
fn serves_website(domain: &Resource<'_>, kind: &Kind) -> bool {
    let Some(Value::List(services)) = domain.value(kind, "SupportedServices") else { return false };
    services.iter().any(|service| service.eq_ignore_ascii_case("SharePointPublic"))
}

/// What shows that a site is a public website; there is no property that says so.
pub(super) fn signal(site: &Resource<'_>, kind: &Kind) -> Option<&'static str> {
    let by_host = host_signal(cloud::host(site.text(kind, "Url")?));
    by_host.or_else(|| site.text(kind, "Template").is_some_and(is_public_template).then_some("PublicTemplate"))
}

/// What a host alone shows.
pub(super) fn host_signal(host: &str) -> Option<&'static str> {
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

/// Whether a template makes public websites.
pub(super) fn is_public_template(template: &str) -> bool {
    ["EHS#0", "EHS#2"].iter().any(|public| template.eq_ignore_ascii_case(public))
}

/// A URL in a form in which two spellings of one address are equal: host and path, no scheme, no slash at the end.
fn address(url: &str) -> String {
    let rest = url.trim().split_once("://").map_or(url.trim(), |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path).trim_end_matches('/');
    let host = cloud::host(url).to_ascii_lowercase();
    if path.is_empty() { host } else { format!("{host}/{}", path.to_lowercase()) }
}
