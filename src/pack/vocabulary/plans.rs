//! Service plans by family: which service a plan belongs to.
//!
//! The data (`schemas/plans.json`) lists the plans that are published; the vendor says that these are the most common
//! ones. A name that is in no list is told by the patterns of a family; one that only resembles them is left open.

use super::WordAnswer;

/// A family of plans.
#[derive(Debug)]
pub(crate) struct Family {
    /// Its name, as rules use it.
    pub(crate) name: &'static str,
    /// Patterns of names that are surely of the family.
    members: &'static [&'static str],
    /// Patterns of names that may be.
    maybe: &'static [&'static str],
    /// Patterns of names that are not, whatever they resemble.
    never: &'static [&'static str],
}

include!(concat!(env!("OUT_DIR"), "/plans.rs"));

/// The family of that name.
pub(crate) fn family(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.name == name)
}

/// The names of all families.
pub(crate) fn families() -> impl Iterator<Item = &'static str> {
    FAMILIES.iter().map(|family| family.name)
}

/// The name of the plan that an id stands for.
///
/// Where the name that comes with it is listed, that name stands: one id has had several names.
pub(crate) fn named(id: &str, name: Option<&str>) -> Option<&'static str> {
    if name.is_some_and(|name| listed(&capitals(name)).is_some()) {
        return None;
    }
    let id = id.trim().to_ascii_lowercase();
    let at = IDS.binary_search_by_key(&id.as_str(), |(known, _)| known).ok()?;
    Some(IDS[at].1)
}

impl Family {
    /// Whether a plan of that name belongs to the family.
    pub(crate) fn holds(&self, name: &str) -> WordAnswer {
        let name = capitals(name);
        if let Some(family) = listed(&name) {
            return WordAnswer::of(family == self.name);
        }
        let any = |patterns: &[&str]| patterns.iter().any(|pattern| fits(pattern, &name));
        if any(self.members) {
            WordAnswer::Yes
        } else if any(self.maybe) && !any(self.never) {
            WordAnswer::Open
        } else {
            WordAnswer::No
        }
    }
}

/// The family of a listed name.
fn listed(name: &str) -> Option<&'static str> {
    let at = NAMES.binary_search_by_key(&name, |(known, _)| known).ok()?;
    Some(NAMES[at].1)
}

fn capitals(name: &str) -> String {
    name.trim().to_ascii_uppercase()
}

/// Whether a name is what a pattern says; an asterisk stands for any text.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut name) = name.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = name.find(part) else { return false };
        name = &name[at + part.len()..];
    }
    name.ends_with(last)
}
