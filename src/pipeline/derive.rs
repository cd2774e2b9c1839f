//! What only several resources together say, as resources of their own: service plans of a licence, public websites
//! with their declared ICP numbers, hybrid deployments of Exchange, the cloud that an export is from, and the organization's answers.
//!
//! While resources pass by, the observers keep the few things that matter later; [`Facts`] is their
//! list. [`derive()`] joins what they kept.

mod answer;
mod domain;
mod hybrid;
mod licence;
mod observer;
mod owner;
mod part;
mod resource;
mod tenancy;
mod void;
mod website;
mod words;

use std::sync::Arc;

use jiff::civil::Date;

pub use licence::inside;
pub(crate) use tenancy::aliases;
pub(crate) use void::takes;

use crate::diagnostic::Diagnostic;
use crate::model::cloud;
use crate::model::place::{Place, SourceId};
use crate::model::value::Reason;
use crate::pack::catalogue::{Catalogue, Kind, Member, Origin, SettingId};
use crate::pack::parts::PART;
use crate::pipeline::read::{Export, Gap, Look};
use crate::pipeline::resource::{Renumber, Resource};
use crate::pipeline::source::Sources;
use observer::{Observer, ObserverSurroundings};
use owner::Owners;
use void::Voids;

/// Declares the list of observers: what one of them needs, all the ways through a listing know of.
macro_rules! observers {
    ($($(#[$doc:meta])* $name:ident: $observer:ty,)*) => {
        /// What is remembered of the resources of one source.
        #[derive(Debug, Default)]
        pub struct Facts {
            $($(#[$doc])* pub(crate) $name: $observer,)*
        }

        impl Facts {
            /// All that is looked at in a resource, if two that agree in that are the same once the first one has been
            /// observed, as it has been.
            pub(crate) fn looks_at(&self, resource: &Resource<'_>, catalogue: &Catalogue) -> Option<Vec<(SettingId, Look)>> {
                let kind = catalogue.kind(resource.kind);
                let mut looks = Vec::new();
                $(if self.$name.watches(kind) {
                    looks.extend(self.$name.looks_at(resource, kind)?);
                })*
                Some(looks)
            }

            /// Remembers what matters of a resource.
            pub fn observe(&mut self, resource: &Resource<'_>, catalogue: &Catalogue) {
                let kind = catalogue.kind(resource.kind);
                $(if self.$name.watches(kind) {
                    self.$name.observe(resource, kind);
                })*
            }

            /// One for a later range of the same listing.
            pub(crate) fn fork(&self) -> Self {
                Self { $($name: self.$name.fork(),)* }
            }

            /// Takes in what was remembered of a later range.
            pub(crate) fn join(&mut self, later: Self, renumber: Renumber<'_>) {
                $(self.$name.join(later.$name, renumber);)*
            }

            /// What these resources leave open about derived kinds, such as a site that may be a public website.
            pub fn gaps(&self, catalogue: &Catalogue) -> impl Iterator<Item = Gap> {
                [$(self.$name.open(),)*].into_iter().flatten().filter_map(|open| {
                    let kind = Some(catalogue.named(open.about)?.id);
                    Some(Gap { kind, reason: open.reason, place: open.place, pointer: open.pointer.clone() })
                })
            }
        }

        /// The derived resources of all observers, in the order of their list.
        fn derived(facts: &[(SourceId, Facts)], around: &ObserverSurroundings<'_>) -> Vec<Resource<'static>> {
            let mut derived = Vec::new();
            $(derived.extend(<$observer>::derive(facts, around));)*
            derived
        }
    };
}

observers! {
    /// Whose export it is.
    tenancy: tenancy::Tenancy,
    /// The sites that may be public websites.
    websites: website::Sites,
    /// What the hybrid deployment shows.
    hybrid: hybrid::HybridSeen,
    /// The domains.
    domains: domain::Domains,
    /// The licences.
    licences: licence::Licences,
    /// The declared answers.
    answers: answer::DeclaredAnswer,
    /// What shows a part that the organization may say it does not have.
    parts: part::ShownParts,
}

impl Facts {
    /// Keeps only the signs of the tenant: the export is too old for anything else.
    pub fn forget(&mut self) {
        *self = Self { tenancy: std::mem::take(&mut self.tenancy), ..Self::default() };
    }
}

impl Facts {
    /// Forgets what the organization declares, and tells whether there was anything.
    pub(crate) fn distrust(&mut self, export: &mut Export, catalogue: &Catalogue) -> bool {
        let is_declared = |name: &str| catalogue.named(name).is_some_and(|kind| kind.origin == Origin::Declared);
        let before = (export.counts.len(), self.tenancy.clues.len());
        export.counts.retain(|name, _| !is_declared(name));
        self.tenancy.clues.retain(|clue| !clue.declared);
        let any = !self.answers.is_empty() || before != (export.counts.len(), self.tenancy.clues.len());
        self.answers = answer::DeclaredAnswer::default();
        any
    }

    /// Forgets what the organization says it does not have, and tells whether there was anything.
    pub(crate) fn distrust_absences(&mut self, catalogue: &Catalogue) -> bool {
        catalogue.named(PART).is_some_and(|part| self.answers.forget(part.id))
    }
}

/// A declared answer.
#[derive(Debug)]
pub struct Answer {
    /// The resource with the answer's settings.
    pub resource: Resource<'static>,
    /// The last day on which it holds, where it can be told.
    pub until: Option<Date>,
    /// Whether it counts today, and if not, why.
    pub counts: Result<(), Reason>,
}

impl Answer {
    /// The name of what this answer says the organization does not have, if it says so and counts.
    pub fn absent<'k>(&self, part: &'k Kind) -> Option<&'k Member> {
        let identity = part.identity.first().filter(|_| part::is_absence(self, part))?;
        let name = self.resource.text(part, &part.def(*identity).name)?;
        part.def(*identity).shape.members().iter().find(|member| member.name == *name)
    }
}

/// What follows from all exports together.
#[derive(Debug, Default)]
pub struct Tenant {
    /// Derived resources.
    pub derived: Vec<Resource<'static>>,
    /// The organization's answers, one for each question.
    pub answers: Vec<Answer>,
    /// What of them does not count.
    pub void: Vec<Diagnostic>,
    /// The tenants that the exports name.
    pub tenants: Vec<NamedTenant>,
    /// Whose each source is, and each part of it that says so itself, by place among the tenants.
    owners: Owners,
}

impl Tenant {
    /// The tenant that something is about, where that is known: that of its source, or the only one that there is.
    pub fn of(&self, source: Option<SourceId>) -> Option<&Arc<str>> {
        let only = if self.tenants.len() == 1 { Some(0) } else { None };
        let owner = source.and_then(|source| self.owners.of_source(source)).or(only)?;
        Some(&self.tenants[owner].name)
    }

    /// The same of something that stands at a place, and that an address may name.
    pub fn of_place(&self, place: Option<Place>, address: Option<&str>) -> Option<&Arc<str>> {
        if self.tenants.len() < 2 {
            return self.of(place.map(|place| place.source));
        }
        let key = address.and_then(cloud::tenant_key);
        let by_address = key.and_then(|key| self.tenants.iter().position(|tenant| tenant.names.contains(&key)));
        let by_place = || self.owners.of_place(place?);
        match by_address.or_else(by_place) {
            Some(owner) => Some(&self.tenants[owner].name),
            None => self.of(place.map(|place| place.source)),
        }
    }
}

/// A tenant, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedTenant {
    /// What its domains and hosts have in common, and its id: one name, or several that some export shows together.
    names: Vec<String>,
    /// Its initial domain, or what comes nearest.
    pub name: Arc<str>,
    /// The first source that names it.
    pub source: SourceId,
    /// An export names it, not only a declaration.
    exported: bool,
}

impl NamedTenant {
    /// What its domains, hosts and ids have in common with those of other runs.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }
}

/// Joins what was remembered of all sources.
pub fn derive(facts: &[(SourceId, Facts)], sources: &Sources, catalogue: &Catalogue, today: Date) -> Tenant {
    let tenants = tenancy::tenants(facts);
    let mut voids = Voids::new(sources);
    let mut answers = answer::all(facts, &tenants, catalogue, today, &mut voids);
    let derived = derived(facts, &ObserverSurroundings { tenants: &tenants, answers: &answers, sources, catalogue });
    part::contradict(&mut answers, &mut voids, facts, &derived, catalogue);
    let owners = Owners::new(facts, &tenants, sources);
    Tenant { derived, answers, void: voids.told(), tenants, owners }
}
