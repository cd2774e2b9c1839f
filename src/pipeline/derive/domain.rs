//! Custom domains: each domain of the tenant that the organization brought itself, with what is declared of it.

use std::collections::{HashMap, HashSet};

use super::answer::{declare, drop_void};
use super::observer::{Look, Observer, ObserverOpen, ObserverSurroundings};
use super::resource::derived;
use super::{Answer, Facts};
use crate::model::cloud;
use crate::model::idn;
use crate::model::narrow::index;
use crate::model::place::SourceId;
use crate::model::value::{Reason, Value};
use crate::pack::catalogue::{Kind, SettingId};
use crate::pipeline::resource::{Renumber, Resource, Setting};

/// The domains that one source tells of.
#[derive(Debug, Default)]
pub(crate) struct Domains {
    pub(super) list: Vec<Resource<'static>>,
    /// A domain without a name.
    open: Option<ObserverOpen>,
}

impl Observer for Domains {
    fn watches(&self, kind: &Kind) -> bool {
        kind.name == "suite.domain"
    }

    fn looks_at(&self, _: &Resource<'_>, _: &Kind) -> Option<Vec<(SettingId, Look)>> {
        None
    }

    fn observe(&mut self, resource: &Resource<'_>, kind: &Kind) {
        let reason = match resource.anchor(kind).map(|name| &name.reading) {
            Some(Ok(_)) => return self.list.push(resource.detached()),
            Some(Err(reason)) => *reason,
            None => Reason::SettingAbsent,
        };
        self.open.get_or_insert_with(|| ObserverOpen::at("suite.customDomain", reason, resource, kind));
    }

    fn join(&mut self, later: Self, renumber: Renumber<'_>) {
        self.list.extend(later.list.into_iter().map(|domain| domain.renumbered(renumber)));
        self.open = self.open.take().or_else(|| later.open.map(|open| open.renumbered(renumber)));
    }

    fn open(&self) -> Option<&ObserverOpen> {
        self.open.as_ref()
    }

    fn derive(facts: &[(SourceId, Facts)], around: &ObserverSurroundings<'_>) -> Vec<Resource<'static>> {
        derive(facts, around)
    }
}

/// The custom domains of a tenant.
fn derive(facts: &[(SourceId, Facts)], around: &ObserverSurroundings<'_>) -> Vec<Resource<'static>> {
    let ObserverSurroundings { answers, catalogue, .. } = *around;
    let names = ["suite.customDomain", "suite.domain", "declaration.domain"];
    let [Some(kind), Some(domain), Some(answer)] = names.map(|name| catalogue.named(name)) else { return Vec::new() };
    let declared = Declared::new(answers, answer);
    let mut known = HashSet::new();
    let mut customs: Vec<Resource<'static>> = Vec::new();
    for exported in facts.iter().flat_map(|(_, facts)| &facts.domains.list) {
        let name = exported.text(domain, "Id");
        // What ends in a domain of Microsoft's came with the tenant. A domain without a name may be a custom one.
        let other = match name {
            Some(name) => cloud::lookup(name) != cloud::Host::Other || !known.insert(idn::ascii(name).into_owned()),
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
            let id = SettingId(index(at));
            custom.settings.extend(setting.map(|setting| Setting { id, ..setting.clone() }));
        }
        for said in name.map_or(&[][..], |name| declared.of(name)) {
            declare(&mut custom, kind, said, answer);
        }
        drop_void(&mut custom, kind);
        customs.push(custom);
    }
    customs
}

/// The longest name that a domain can have.
const LONGEST: usize = 253;

/// The answers by the domains that they are for.
struct Declared<'f>(HashMap<String, Vec<&'f Answer>>);

impl<'f> Declared<'f> {
    fn new(answers: &'f [Answer], kind: &Kind) -> Self {
        let mut by_domain: HashMap<String, Vec<&Answer>> = HashMap::new();
        for answer in answers.iter().filter(|answer| answer.resource.kind == kind.id) {
            let name = answer.resource.text(kind, "domain").unwrap_or_default().trim().trim_end_matches('.');
            if !name.is_empty() {
                let name = idn::ascii(name);
                // Who registered `www` registered the domain.
                let name = name.strip_prefix("www.").filter(|bare| bare.contains('.')).unwrap_or(&name);
                by_domain.entry(name.to_owned()).or_default().push(answer);
            }
        }
        Self(by_domain)
    }

    /// The answers for a domain: its own, otherwise those of the nearest domain above that has any.
    fn of(&self, name: &str) -> &[&'f Answer] {
        let name = idn::ascii(name);
        let above = name.match_indices('.').map(|(at, _)| &name[at + 1..]).filter(|above| above.len() <= LONGEST);
        let mut names = std::iter::once(&*name).chain(above);
        names.find_map(|name| self.0.get(name)).map_or(&[], Vec::as_slice)
    }
}
