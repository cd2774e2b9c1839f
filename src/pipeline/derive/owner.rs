//! Whose each source is: the tenant that it names, or, where it names none, the one that the sources around it name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::tenancy::key;
use super::{Facts, NamedTenant};
use crate::model::place::SourceId;
use crate::pack::catalogue::Clue;
use crate::pipeline::source::Sources;

/// The tenant of each source, by its place among `tenants`; a source that may be anybody's is not among them.
pub(super) fn owners(
    facts: &[(SourceId, Facts)],
    tenants: &[NamedTenant],
    sources: &Sources,
) -> BTreeMap<SourceId, usize> {
    if tenants.len() < 2 {
        return facts.iter().filter(|_| !tenants.is_empty()).map(|(source, _)| (*source, 0)).collect();
    }
    let known = Names::of(facts, tenants);
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
    named.iter().filter_map(owner).collect()
}

/// The folders that a file is in, the nearest first.
fn folders(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), |path| {
        Some(path.rsplit_once('/').map_or("", |(folder, _)| folder)).filter(|_| !path.is_empty())
    })
    .skip(1)
}

/// Tenants by what names them.
struct Names<'t> {
    by_key: HashMap<&'t str, usize>,
    /// Ids, of those sources that show a domain or host beside it.
    by_id: HashMap<String, usize>,
}

impl<'t> Names<'t> {
    fn of(facts: &[(SourceId, Facts)], tenants: &'t [NamedTenant]) -> Self {
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
            telling.filter_map(|clue| self.by_key.get(key(clue)?.as_str()).copied()).collect();
        if !by_key.is_empty() {
            return by_key;
        }
        let by_id = |id: String| self.by_key.get(id.as_str()).or_else(|| self.by_id.get(&id)).copied();
        ids(facts).filter_map(by_id).collect()
    }
}

fn ids(facts: &Facts) -> impl Iterator<Item = String> {
    let ids = facts.tenancy.clues.iter().filter(|clue| clue.clue == Clue::TenantId);
    ids.map(|clue| clue.value.to_ascii_lowercase())
}
