//! Public websites: sites that show it, domains that serve one, and what is declared beyond, with declared ICP numbers.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::{Facts, NamedTenant, derived, foreign, text_of};
use crate::catalogue::{Catalogue, Kind};
use crate::check::counts_today;
use crate::cloud;
use crate::dialect::Dialect;
use crate::resource::{Reading, Reason, Related, Resource, Setting, Value};
use crate::source::SourceId;

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
    let mut websites = Websites { kind, list: Vec::new(), by_address: HashMap::new(), hosts: HashSet::new() };
    for resource in facts.iter().flat_map(|(_, facts)| &facts.sites) {
        websites.add_site(resource, site);
    }
    for resource in facts.iter().flat_map(|(_, facts)| &facts.domains) {
        websites.add_domain(resource, domain);
    }
    for (_, facts) in facts {
        let usable = |declared: &Resource<'_>| match counts_today(answer, declared, today) {
            _ if foreign(tenants, facts) => Err(Reason::TenantMismatch),
            // An answer without its author is there, but tells nothing that could be relied on.
            Err(Reason::SettingAbsent) => Err(Reason::UnknownValue),
            other => other,
        };
        for declared in facts.declared.iter().filter(|declared| declared.kind == answer.id) {
            websites.add_answer(declared, answer, usable(declared));
        }
    }
    websites.list
}

/// The websites so far.
struct Websites<'a> {
    kind: &'a Kind,
    list: Vec<Resource<'static>>,
    /// Places in the list; there may be as many public websites as sites.
    by_address: HashMap<String, usize>,
    hosts: HashSet<String>,
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
        self.hosts.insert(cloud::host(url).to_ascii_lowercase());
        self.put(key, website, found);
    }

    fn add_domain(&mut self, domain: &Resource<'static>, kind: &Kind) {
        let Some(setting) = kind.setting("Id").and_then(|id| domain.setting(id)) else { return };
        let Ok(Value::Text(name)) = &setting.reading else { return };
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

    /// A declared website, and its number if the answer is `usable`.
    fn add_answer(&mut self, declared: &Resource<'static>, kind: &Kind, usable: Result<(), Reason>) {
        let Some(url) = kind.setting("url").and_then(|id| declared.setting(id)) else { return };
        let Ok(Value::Text(text)) = &url.reading else { return };
        // A number covers the address and everything below it.
        let key = address(text);
        let below = format!("{key}/");
        let covers = |(known, _): &(&String, &usize)| **known == key || known.starts_with(&below);
        let mut covered: Vec<usize> = self.by_address.iter().filter(covers).map(|(_, at)| *at).collect();
        if covered.is_empty() {
            let mut website = derived(self.kind.id, url.place, Vec::new());
            website.dialect = Dialect::Declaration;
            if let Some(id) = self.kind.setting("Url") {
                website.settings.push(Setting { id, ..url.clone() });
            }
            covered.push(self.put(key, website, "Declared"));
        }
        let number = kind.setting("icp_number").and_then(|id| declared.setting(id));
        let (Some(id), Some(number)) = (self.kind.setting("IcpNumber"), number) else { return };
        let reading: Reading<'static> = usable.and_then(|()| number.reading.clone());
        let number = Setting { id, reading, ..number.clone() };
        for at in covered {
            let website = &mut self.list[at];
            let Some(earlier) = website.settings.iter_mut().find(|setting| setting.id == id) else {
                website.related.push(Related::of_kind(website.place, self.kind));
                website.settings.push(number.clone());
                continue;
            };
            match (&earlier.reading, &number.reading) {
                (Err(_), Ok(_)) => *earlier = number.clone(),
                (Ok(known), Ok(new)) if known != new => earlier.reading = Err(Reason::ConflictingValues),
                _ => {}
            }
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
