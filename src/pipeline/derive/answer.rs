//! The organization's answers: which of them can be taken for these exports today, and how they fill the settings of
//! derived resources.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::NamedTenant;
use super::observer::{Look, Observer};
use super::tenancy::key;
use super::{Answer, Facts};
use crate::model::place::SourceId;
use crate::model::value::{Reading, Reason};
use crate::pack::catalogue::{Catalogue, Kind, KindId, Origin, SettingId};
use crate::pipeline::check::counts_today;
use crate::pipeline::resource::{Related, Renumber, Resource, Setting};

/// Who answered, when, on what grounds and until when: what every declared answer carries.
pub(crate) const AUTHORSHIP: [&str; 4] = ["by", "on", "evidence", "expires"];

/// What one source declares.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    list: Vec<Resource<'static>>,
}

impl Declared {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl Observer for Declared {
    fn watches(&self, kind: &Kind) -> bool {
        kind.origin == Origin::Declared
    }

    fn looks_at(&self, _: &Resource<'_>, _: &Kind) -> Option<Vec<(SettingId, Look)>> {
        None
    }

    fn observe(&mut self, resource: &Resource<'_>, _: &Kind) {
        self.list.push(resource.detached());
    }

    fn join(&mut self, later: Self, renumber: Renumber<'_>) {
        self.list.extend(later.list.into_iter().map(|answer| answer.renumbered(renumber)));
    }
}

/// All answers, each with whether it counts.
pub(super) fn all(
    facts: &[(SourceId, Facts)],
    tenants: &[NamedTenant],
    catalogue: &Catalogue,
    today: Date,
) -> Vec<Answer> {
    let mut answers = Vec::new();
    for (_, facts) in facts {
        let foreign = foreign(tenants, facts);
        for resource in facts.answers.list.iter().filter(|resource| says_anything(resource, catalogue)) {
            let mut resource = resource.clone();
            if foreign {
                for setting in &mut resource.settings {
                    setting.reading = Err(Reason::TenantMismatch);
                }
            }
            let counts = counts_today(catalogue.kind(resource.kind), &resource, today);
            answers.push(Answer { resource, counts });
        }
    }
    contradict(&mut answers, catalogue);
    answers
}

/// The answers of one kind, and whether each can be relied on.
pub(super) fn answers<'f>(
    kind: &Kind,
    facts: &'f [(SourceId, Facts)],
    tenants: &[NamedTenant],
    today: Date,
) -> Vec<(&'f Resource<'static>, Result<(), Reason>)> {
    let usable = |foreign: bool, declared: &Resource<'_>| match counts_today(kind, declared, today) {
        _ if foreign => Err(Reason::TenantMismatch),
        // An answer without its author is there, but tells nothing that could be relied on.
        Err(Reason::SettingAbsent | Reason::NullValue) => Err(Reason::UnknownValue),
        other => other,
    };
    let of_kind = |facts: &'f Facts| facts.answers.list.iter().filter(move |declared| declared.kind == kind.id);
    facts
        .iter()
        .flat_map(|(_, facts)| {
            let foreign = foreign(tenants, facts);
            of_kind(facts).map(move |declared| (declared, usable(foreign, declared)))
        })
        .collect()
}

/// Puts what is declared into the settings of a derived resource that say where they are declared. Two answers that
/// both count and differ are a conflict.
pub(super) fn declare(
    resource: &mut Resource<'static>,
    kind: &Kind,
    declared: &Resource<'static>,
    answer: &Kind,
    usable: Result<(), Reason>,
) {
    for (at, def) in kind.settings.iter().enumerate() {
        let Some((_, name)) = def.declared_in.as_ref().filter(|(from, _)| *from == answer.name) else { continue };
        let Some(said) = answer.setting(name).and_then(|id| declared.setting(id)) else { continue };
        // What nobody has filled in is not declared, whoever signed for the rest.
        if said.reading == Err(Reason::NullValue) {
            continue;
        }
        let id = SettingId(at as u16);
        let reading: Reading<'static> = usable.and_then(|()| said.reading.clone());
        let said = Setting { id, reading, ..said.clone() };
        match resource.settings.iter_mut().find(|setting| setting.id == id) {
            None => {
                let related = Related::of_kind(resource.place, kind);
                if !resource.related.contains(&related) {
                    resource.related.push(related);
                }
                resource.settings.push(said);
            }
            Some(earlier) => match (&earlier.reading, &said.reading) {
                (Err(_), Ok(_)) => *earlier = said,
                (Ok(known), Ok(new)) if known != new => earlier.reading = Err(Reason::ConflictingValues),
                _ => {}
            },
        }
    }
}

/// Whether a declared answer answers anything: a template that nobody has filled in does not.
fn says_anything(answer: &Resource<'_>, catalogue: &Catalogue) -> bool {
    let kind = catalogue.kind(answer.kind);
    let is_answer = |setting: &Setting<'_>| {
        let frame = AUTHORSHIP.contains(&kind.def(setting.id).name.as_str()) || kind.identity.contains(&setting.id);
        !frame && setting.reading != Err(Reason::NullValue)
    };
    answer.settings.iter().any(is_answer)
}

/// Whether declared answers cannot be taken for the exports: they are about another tenant, or the exports are from
/// several.
fn foreign(tenants: &[NamedTenant], declaration: &Facts) -> bool {
    let exported = || tenants.iter().filter(|tenant| tenant.exported);
    let mut mine = declaration.tenancy.clues.iter().filter(|clue| clue.declared).filter_map(key);
    exported().count() > 1 || exported().next().is_some_and(|tenant| mine.any(|mine| !tenant.names.contains(&mine)))
}

/// What an answer is about: its kind, and which of that kind.
type Question = (KindId, Option<String>);

/// Two answers to one question that both count and differ: neither does.
fn contradict(answers: &mut [Answer], catalogue: &Catalogue) {
    let question = |answer: &Answer| -> Question { (answer.resource.kind, answer.resource.identity(catalogue)) };
    let said = |answer: &Answer| -> Vec<(SettingId, Reading<'static>)> {
        let kind = catalogue.kind(answer.resource.kind);
        let about = |id: SettingId| !AUTHORSHIP.contains(&kind.def(id).name.as_str());
        let settings = answer.resource.settings.iter().filter(|setting| about(setting.id));
        settings.map(|setting| (setting.id, setting.reading.clone())).collect()
    };
    let mut first: BTreeMap<Question, Vec<(SettingId, Reading<'static>)>> = BTreeMap::new();
    let mut disputed: BTreeSet<Question> = BTreeSet::new();
    for answer in answers.iter().filter(|answer| answer.counts.is_ok()) {
        let known = first.entry(question(answer)).or_insert_with(|| said(answer));
        if *known != said(answer) {
            disputed.insert(question(answer));
        }
    }
    for answer in answers.iter_mut().filter(|answer| answer.counts.is_ok()) {
        if disputed.contains(&question(answer)) {
            answer.counts = Err(Reason::ConflictingValues);
            for setting in &mut answer.resource.settings {
                setting.reading = Err(Reason::ConflictingValues);
            }
        }
    }
}
