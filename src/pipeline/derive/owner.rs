//! Whose each source is: the tenant that it names, or, where it names none, the one that the sources around it name; and
//! whose each part of it is that says so itself.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::tenancy::key;
use super::{Facts, NamedTenant};
use crate::model::cloud;
use crate::model::narrow::offset;
use crate::model::place::{Place, SourceId};
use crate::order::{Gather as _, Order as _};
use crate::pack::catalogue::Clue;
use crate::pipeline::read::Owned;
use crate::pipeline::source::Sources;

/// Whose sources and parts of them are, by place among the tenants; what may be anybody's is not among them.
#[derive(Debug, Default)]
pub(super) struct Owners {
    sources: BTreeMap<SourceId, usize>,
    parts: BTreeMap<SourceId, Parts>,
}

impl Owners {
    pub(super) fn new(facts: &[(SourceId, Facts)], tenants: &[NamedTenant], sources: &Sources) -> Self {
        if tenants.len() < 2 {
            let sources = facts.iter().filter(|_| !tenants.is_empty()).map(|(source, _)| (*source, 0)).collect();
            return Self { sources, parts: BTreeMap::new() };
        }
        let known = OwnerNames::new(facts, tenants);
        let named: Vec<(SourceId, BTreeSet<usize>)> =
            facts.iter().map(|(source, facts)| (*source, known.named_by(facts))).collect();
        let mut around: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (source, tenants) in &named {
            for folder in folders(&sources.get(*source).name) {
                around.entry(folder).or_default().extend(tenants);
            }
        }
        let owner = |(source, tenants): &(SourceId, BTreeSet<usize>)| {
            let mut around = folders(&sources.get(*source).name).filter_map(|folder| around.get(folder));
            let near = if tenants.is_empty() { around.find(|tenants| !tenants.is_empty())? } else { tenants };
            let mut near = near.iter();
            near.next().filter(|_| near.next().is_none()).map(|tenant| (*source, *tenant))
        };
        let several = facts.iter().zip(&named).filter(|(_, (_, tenants))| tenants.len() > 1);
        let parts = several.map(|((source, facts), _)| (*source, Parts::new(&facts.tenancy.owned, &known)));
        Self { sources: named.iter().filter_map(owner).into_map(), parts: parts.into_map() }
    }

    /// The tenant of a source.
    pub(super) fn of_source(&self, source: SourceId) -> Option<usize> {
        self.sources.get(&source).copied()
    }

    /// The tenant of the innermost part around a place that says whose it is.
    pub(super) fn of_place(&self, place: Place) -> Option<usize> {
        self.parts.get(&place.source)?.of(offset(place.span.start()))
    }
}

/// From which byte on a source is whose.
#[derive(Debug)]
struct Parts(Vec<(u32, Option<usize>)>);

impl Parts {
    fn new(owned: &[Owned], known: &OwnerNames<'_>) -> Self {
        // The outer ones first; of two signs in one object, the one that tells best is the innermost.
        let best = |clue: Clue| [Clue::Host, Clue::TenantId, Clue::InitialDomain].iter().position(|one| *one == clue);
        let mut parts: Vec<_> =
            owned.iter().filter_map(|part| Some((part, known.of(part.clue, &part.value)?))).collect();
        parts.order_by_key(|(part, _)| (part.span.start(), Reverse(part.span.end()), best(part.clue)));
        let (mut begins, mut open) = (Vec::new(), Vec::<(usize, usize)>::new());
        let close = |open: &mut Vec<(usize, usize)>, until: usize, begins: &mut Vec<(u32, Option<usize>)>| {
            while let Some((end, _)) = open.pop_if(|(end, _)| *end <= until) {
                begins.push((offset(end), open.last().map(|(_, tenant)| *tenant)));
            }
        };
        for (part, tenant) in parts {
            close(&mut open, part.span.start(), &mut begins);
            open.push((part.span.end(), tenant));
            begins.push((offset(part.span.start()), Some(tenant)));
        }
        close(&mut open, usize::MAX, &mut begins);
        Self(begins)
    }

    fn of(&self, at: u32) -> Option<usize> {
        let before = self.0.partition_point(|(from, _)| *from <= at);
        self.0[..before].last()?.1
    }
}

/// The folders that a file is in, the nearest first.
fn folders(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), |path| {
        Some(path.rsplit_once('/').map_or("", |(folder, _)| folder)).filter(|_| !path.is_empty())
    })
    .skip(1)
}

/// Tenants by what names them.
struct OwnerNames<'t> {
    by_key: HashMap<&'t str, usize>,
    /// Ids, of those sources that show a domain or host beside it.
    by_id: HashMap<String, usize>,
}

impl<'t> OwnerNames<'t> {
    fn new(facts: &[(SourceId, Facts)], tenants: &'t [NamedTenant]) -> Self {
        let all = |(at, tenant): (usize, &'t NamedTenant)| tenant.names.iter().map(move |name| (name.as_str(), at));
        let by_key = tenants.iter().enumerate().flat_map(all).collect();
        let mut names = Self { by_key, by_id: HashMap::new() };
        for (_, facts) in facts {
            let shown = names.named_by(facts);
            if let (Some(tenant), 1) = (shown.first(), shown.len()) {
                names.by_id.extend(ids(facts).map(|id| (id, *tenant)));
            }
        }
        names
    }

    fn named_by(&self, facts: &Facts) -> BTreeSet<usize> {
        // Domains tell best; a host may have been renamed.
        let domains = facts.tenancy.clues.iter().any(|clue| clue.clue == Clue::InitialDomain && !clue.declared);
        let telling = facts.tenancy.clues.iter().filter(|clue| clue.clue != Clue::Host || !domains);
        let by_key: BTreeSet<usize> =
            telling.filter_map(|clue| self.by_key.get(key(clue)?.as_str()).copied()).into_set();
        if !by_key.is_empty() {
            return by_key;
        }
        let by_id = |id: String| self.by_key.get(id.as_str()).or_else(|| self.by_id.get(&id)).copied();
        ids(facts).filter_map(by_id).into_set()
    }
}

impl OwnerNames<'_> {
    /// The tenant that a sign names.
    fn of(&self, clue: Clue, value: &str) -> Option<usize> {
        match clue {
            Clue::TenantId => {
                let id = value.to_ascii_lowercase();
                self.by_key.get(id.as_str()).or_else(|| self.by_id.get(&id)).copied()
            }
            Clue::InitialDomain | Clue::Host => self.by_key.get(cloud::tenant_key(value)?.as_str()).copied(),
        }
    }
}

fn ids(facts: &Facts) -> impl Iterator<Item = String> {
    let ids = facts.tenancy.clues.iter().filter(|clue| clue.clue == Clue::TenantId);
    ids.map(|clue| clue.value.to_ascii_lowercase())
}
