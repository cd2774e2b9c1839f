//! Public websites: sites that show it, domains that serve one, and what is declared beyond, with declared ICP numbers.

use std::collections::{BTreeMap, HashSet};

use super::answer::{declare, drop_void, usable};
use super::observer::{Look, Observer, ObserverOpen, ObserverSurroundings};
use super::resource::{address, derived, text_of};
use super::tenancy::origin;
use super::{Answer, Facts, NamedTenant};
use crate::model::cloud;
use crate::model::dialect::Dialect;
use crate::model::idn;
use crate::model::place::SourceId;
use crate::model::value::{Reason, Value};
use crate::pack::catalogue::{Kind, SettingId};
use crate::pipeline::resource::{Related, Renumber, Resource, Setting};

/// The sites that are public websites, and what else is told of them.
#[derive(Debug, Default)]
pub(crate) struct Sites {
    public: Vec<Resource<'static>>,
    /// The tenant-wide switch that blocks comments on site pages.
    comments: Option<Box<Setting<'static>>>,
    /// `https://host/` of the last site, if its host shows nothing.
    origin: String,
    /// A site of which nobody can tell whether it is a public website.
    open: Option<Box<ObserverOpen>>,
}

impl Observer for Sites {
    fn watches(&self, kind: &Kind) -> bool {
        ["sharepoint.site", "sharepoint.tenant"].contains(&kind.name.as_str())
    }

    fn looks_at(&self, resource: &Resource<'_>, kind: &Kind) -> Option<Vec<(SettingId, Look)>> {
        if kind.name != "sharepoint.site" {
            return None;
        }
        // On the host that was looked at last, which shows nothing, the template alone can show a public website.
        let (url, template) = (kind.setting("Url")?, kind.setting("Template")?);
        let known = !self.origin.is_empty() && resource.text(kind, "Url")?.starts_with(&self.origin);
        let ordinary = known && !is_public_template(resource.text(kind, "Template")?);
        ordinary.then(|| vec![(url, Look::Beginning(self.origin.len())), (template, Look::Whole)])
    }

    fn observe(&mut self, resource: &Resource<'_>, kind: &Kind) {
        if kind.name == "sharepoint.tenant" {
            let setting = kind.setting("CommentsOnSitePagesDisabled").and_then(|id| resource.setting(id));
            let detached = |setting: &Setting<'_>| {
                let pointer = Some(resource.pointer(Some(setting)).into());
                Box::new(Setting { pointer, ..setting.clone().detached() })
            };
            self.comments = setting.map(detached).or_else(|| self.comments.take());
        } else if !self.is_unclear(resource, kind)
            && !self.is_ordinary(resource, kind)
            && signal(resource, kind).is_some()
        {
            self.public.push(resource.detached());
        }
    }

    fn fork(&self) -> Self {
        Self { origin: self.origin.clone(), ..Self::default() }
    }

    fn join(&mut self, later: Self, renumber: Renumber<'_>) {
        let Self { public, comments, origin, open } = later;
        self.public.extend(public.into_iter().map(|site| site.renumbered(renumber)));
        self.comments = comments.map(|setting| Box::new(setting.renumbered(renumber))).or_else(|| self.comments.take());
        self.origin = origin;
        self.open = self.open.take().or_else(|| open.map(|open| Box::new(open.renumbered(renumber))));
    }

    fn open(&self) -> Option<&ObserverOpen> {
        self.open.as_deref()
    }

    fn derive(facts: &[(SourceId, Facts)], around: &ObserverSurroundings<'_>) -> Vec<Resource<'static>> {
        derive(facts, around)
    }
}

impl Sites {
    /// Whether a site lacks what would show that it is a public website. One such site is remembered.
    fn is_unclear(&mut self, site: &Resource<'_>, kind: &Kind) -> bool {
        let reading = |name: &str| match kind.setting(name).and_then(|id| site.setting(id)) {
            None => Err(Reason::SettingAbsent),
            Some(setting) => setting.reading.as_ref().map(|_| ()).map_err(|reason| *reason),
        };
        // On the host that was looked at last nothing is to be found out.
        let known = |url: &str| !self.origin.is_empty() && url.starts_with(&self.origin);
        let host = site.text(kind, "Url").filter(|url| !known(url)).map(cloud::host);
        let by_host = host.is_some_and(|host| host_signal(host).is_some());
        // Of a host that may be of a newer cloud nobody can tell whether it is the organization's own.
        let told = || match host.map(cloud::lookup) {
            Some(cloud::Host::Vendor) => Err(Reason::UnknownValue),
            _ => Ok(()),
        };
        let Err(reason) = reading("Url").and_then(|()| told()).and_then(|()| reading("Template")) else { return false };
        if !by_host {
            self.open.get_or_insert_with(|| ObserverOpen::at("website.publicSite", reason, site, kind).into());
        }
        !by_host
    }

    /// Whether a site is on the host that was looked at last and that shows nothing.
    fn is_ordinary(&mut self, site: &Resource<'_>, kind: &Kind) -> bool {
        let Some(url) = site.text(kind, "Url") else { return true };
        let known = !self.origin.is_empty() && url.starts_with(&self.origin);
        if !known {
            let shows =
                |url: &str| host_signal(cloud::host(url)).is_some() || cloud::lookup(url) == cloud::Host::Vendor;
            origin(url).filter(|origin| !shows(origin)).unwrap_or_default().clone_into(&mut self.origin);
            return false;
        }
        !site.text(kind, "Template").is_some_and(is_public_template)
    }
}

/// The public websites of a tenant.
fn derive(facts: &[(SourceId, Facts)], around: &ObserverSurroundings<'_>) -> Vec<Resource<'static>> {
    let ObserverSurroundings { tenants, answers, catalogue, .. } = *around;
    let names = ["website.publicSite", "sharepoint.site", "declaration.publicSite", "suite.domain"];
    let [Some(kind), Some(site), Some(answer), Some(domain)] = names.map(|name| catalogue.named(name)) else {
        return Vec::new();
    };
    let (list, by_address, hosts) = (Vec::new(), BTreeMap::new(), HashSet::new());
    let no_comments = no_comments(facts, tenants);
    let declared = answers.iter().filter(|said| said.resource.kind == answer.id);
    let answered = declared.filter_map(|said| Some(address(said.resource.text(answer, "url")?))).collect();
    let mut websites = Websites { kind, list, by_address, hosts, answered, no_comments };
    for resource in facts.iter().flat_map(|(_, facts)| &facts.websites.public) {
        websites.add_site(resource, site);
    }
    for resource in facts.iter().flat_map(|(_, facts)| &facts.domains.list) {
        websites.add_domain(resource, domain);
    }
    for said in answers.iter().filter(|said| said.resource.kind == answer.id) {
        websites.add_answer(said, answer);
    }
    let mut list = websites.list;
    // Of a website that only an answer names, nothing else is known.
    for website in list.iter_mut().filter(|website| website.dialect != Dialect::Declaration) {
        drop_void(website, kind);
    }
    list
}

/// The websites so far.
struct Websites<'a> {
    kind: &'a Kind,
    list: Vec<Resource<'static>>,
    /// Places in the list; there may be as many public websites as sites.
    by_address: BTreeMap<String, usize>,
    hosts: HashSet<String>,
    /// The addresses that have an answer of their own.
    answered: HashSet<String>,
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
        self.hosts.insert(idn::ascii(cloud::host(url)).into_owned());
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

    /// A declared website, and what is said of it if the answer counts.
    fn add_answer(&mut self, answer: &Answer, kind: &Kind) {
        let declared = &answer.resource;
        let Some(url) = kind.setting("url").and_then(|id| declared.setting(id)) else { return };
        let Ok(Value::Text(text)) = &url.reading else { return };
        // An answer covers the address and everything below it.
        let key = address(text);
        let below = format!("{key}/");
        let inside = self.by_address.range(below.clone()..).take_while(|(known, _)| known.starts_with(&below));
        let inside = inside.map(|(_, at)| *at);
        let mut covered: Vec<usize> = self.by_address.get(&key).copied().into_iter().chain(inside).collect();
        // A filing is for a domain: an answer for it covers `www`, and the other way round, where that has none of its own.
        let twin = twin(&key).filter(|twin| !self.answered.contains(twin));
        covered.extend(twin.and_then(|twin| self.by_address.get(&twin).copied()));
        if covered.is_empty() {
            // Another tenant's websites are none of this one's.
            if answer.counts == Err(Reason::TenantMismatch) {
                return;
            }
            let mut website = derived(self.kind.id, url.place, Vec::new());
            website.dialect = Dialect::Declaration;
            if let Some(id) = self.kind.setting("Url") {
                website.settings.push(Setting { id, ..url.clone() });
            }
            let at = self.put(key, website, "Declared");
            if let Err(reason) = usable(answer.counts) {
                // There is such a website, says somebody; nothing else can be said of it.
                for (id, _) in
                    (0..).map(SettingId).zip(&self.kind.settings).filter(|(_, def)| def.declared_in.is_some())
                {
                    self.list[at].settings.push(Setting { id, reading: Err(reason), ..url.clone() });
                }
                return;
            }
            covered.push(at);
        }
        for at in covered {
            declare(&mut self.list[at], self.kind, answer, kind);
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
    let mut switches = facts.iter().filter_map(|(_, facts)| facts.websites.comments.as_deref());
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
    if cloud::lookup(host) == cloud::Host::Other && host.contains('.') {
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

/// The address of the same website with `www`, or without it.
fn twin(address: &str) -> Option<String> {
    match address.strip_prefix("www.") {
        Some(bare) if bare.contains('.') => Some(bare.to_owned()),
        Some(_) => None,
        None => Some(format!("www.{address}")),
    }
}
