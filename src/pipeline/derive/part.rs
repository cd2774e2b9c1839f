//! What the organization says it does not have, held against the exports: an answer that an export contradicts does not
//! count.

use std::collections::BTreeMap;

use super::observer::{Look, Observer};
use super::void::{Subject, Void, Voids};
use super::{Answer, Facts};
use crate::model::place::{Place, SourceId};
use crate::model::value::{Reason, Value};
use crate::pack::catalogue::{Catalogue, Kind, SettingId};
use crate::pack::parts::{IN_USE, PART, PartSign, signs_of};
use crate::pipeline::resource::{Renumber, Resource};

/// The first place of one source that shows a part.
#[derive(Debug, Default)]
pub(crate) struct ShownParts {
    first: BTreeMap<&'static str, Place>,
}

impl Observer for ShownParts {
    fn watches(&self, kind: &Kind) -> bool {
        signs_of(kind).next().is_some()
    }

    fn looks_at(&self, _: &Resource<'_>, kind: &Kind) -> Option<Vec<(SettingId, Look)>> {
        Some(signs_of(kind).flat_map(|sign| sign.conditions(kind)).map(|(id, _)| (id, Look::Whole)).collect())
    }

    fn observe(&mut self, resource: &Resource<'_>, kind: &Kind) {
        for sign in signs_of(kind) {
            if !self.first.contains_key(sign.part.as_str())
                && let Some(place) = shows(sign, resource, kind)
            {
                self.first.insert(&sign.part, place);
            }
        }
    }

    fn join(&mut self, later: Self, _: Renumber<'_>) {
        for (part, place) in later.first {
            self.first.entry(part).or_insert(place);
        }
    }
}

/// Where a resource shows the part of a sign, if it does.
fn shows(sign: &PartSign, resource: &Resource<'_>, kind: &Kind) -> Option<Place> {
    let mut place = resource.anchor(kind).map_or(resource.place, |name| name.place);
    for (id, test) in sign.conditions(kind) {
        let setting = resource.setting(id)?;
        let (value, def) = (setting.reading.as_ref().ok()?, kind.def(id));
        if !test.holds(def, value) || test.leaves_open(def, value) {
            return None;
        }
        place = setting.place;
    }
    Some(place)
}

/// Takes answers out that say something is not there which an export, or another answer, shows.
pub(super) fn contradict(
    answers: &mut [Answer],
    voids: &mut Voids<'_>,
    facts: &[(SourceId, Facts)],
    derived: &[Resource<'static>],
    catalogue: &Catalogue,
) {
    let Some(part) = catalogue.named(PART) else { return };
    let Some(in_use) = part.setting(IN_USE) else { return };
    for answer in answers.iter_mut().filter(|answer| is_absence(answer, part)) {
        let Some(name) = answer.resource.identity(catalogue) else { continue };
        let exported = facts.iter().find_map(|(_, facts)| facts.parts.first.get(name.as_str()).copied());
        let joined = || {
            derived.iter().find_map(|resource| {
                let kind = catalogue.kind(resource.kind);
                signs_of(kind).filter(|sign| sign.part == name).find_map(|sign| shows(sign, resource, kind))
            })
        };
        let Some(shown) = exported.or_else(joined) else { continue };
        let whole = answer.resource.place;
        let said = answer.resource.settings.iter_mut().find(|setting| setting.id == in_use);
        let place = said.as_ref().map_or(whole, |said| said.place);
        if let Some(said) = said {
            said.reading = Err(Reason::ConflictingValues);
        }
        answer.counts = Err(Reason::ConflictingValues);
        voids.tell(&Subject::of(&answer.resource, catalogue), Some(in_use), place, Void::Shown(shown));
    }
}

/// Whether an answer that counts says that something is not there.
pub(super) fn is_absence(answer: &Answer, part: &Kind) -> bool {
    answer.counts.is_ok()
        && answer.resource.kind == part.id
        && answer.resource.value(part, IN_USE) == Some(&Value::Bool(false))
}
