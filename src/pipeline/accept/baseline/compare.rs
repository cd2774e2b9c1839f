//! The findings of a run put beside those that were recorded: which of them were there before.
//!
//! A recorded finding stands for one of the same fingerprint whose tenant is the same, or is not known on one side; what
//! has no name of its own must also stand in the same file at the same pointer. Equal tenants come first.

use std::collections::BTreeMap;

use super::{Baseline, BaselinePlan, Recorded};
use crate::model::cloud::same_tenant;
use crate::model::place::{SourceId, Span};
use crate::pipeline::accept::Pack;
use crate::pipeline::check::{Outcome, Verdict};
use crate::pipeline::judge::{BaselineState, Judged, Report};
use crate::pipeline::source::{Sources, same_file};

/// The findings of this run, each with how many there are of it and how many of them were recorded.
#[derive(Debug, Default)]
pub(crate) struct Current {
    pub(super) groups: Vec<BaselineGroup>,
    /// What is left of each recorded finding, in the order of the baseline.
    pub(super) left: Vec<u32>,
}

/// Findings that are one to a baseline.
#[derive(Debug)]
pub(super) struct BaselineGroup {
    pub(super) entry: Recorded,
    pub(super) recorded: u32,
    /// Nobody may waive it.
    pub(super) barred: bool,
}

/// What makes findings one: fingerprint, tenant, and where a nameless thing stands.
type BaselineKey = (String, Option<String>, Option<(Option<String>, String)>);

/// Says of each finding whether it was recorded, and tells what there is now.
pub(crate) fn compare(report: &mut Report, plan: &BaselinePlan, sources: &Sources, pack: Pack<'_>) -> Current {
    let mut current = Current::default();
    if matches!(plan, BaselinePlan::None) {
        return current;
    }
    let no_tenant = report.evidence.tenant.tenants.is_empty();
    let mut at: BTreeMap<BaselineKey, usize> = BTreeMap::new();
    let mut numbers: BTreeMap<(usize, Option<SourceId>), u32> = BTreeMap::new();
    let mut of_result: Vec<Option<(usize, u32)>> = Vec::with_capacity(report.results.len());
    for judged in &report.results {
        if judged.verdict.outcome != Outcome::Fail
            || judged.waived.is_some() && matches!(plan, BaselinePlan::Record { .. })
        {
            of_result.push(None);
            continue;
        }
        let verdict = &judged.verdict;
        let kind = pack.catalogue.kind(verdict.kind);
        let named = kind.identity.is_empty() || verdict.resource.is_some();
        let source = verdict.place.map(|place| place.source);
        let group = *at.entry(key(judged, named, sources)).or_insert_with(|| {
            let barred = !pack.rules.get(verdict.rule).waivable;
            current.groups.push(BaselineGroup { entry: entry(judged, named, sources, pack), recorded: 0, barred });
            current.groups.len() - 1
        });
        // One thing that two exports show is one finding; two nameless things in them may be two, and so may be those
        // of which nobody knows whose they are.
        let same = named && (judged.tenant.is_some() || no_tenant);
        let number = numbers.entry((group, source.filter(|_| same))).or_default();
        *number += 1;
        let entry = &mut current.groups[group].entry;
        entry.count = entry.count.max(*number);
        of_result.push(Some((group, *number)));
    }
    match plan {
        BaselinePlan::Compare { baseline, .. } => current.left = allot(&mut current.groups, baseline),
        BaselinePlan::Record { .. } | BaselinePlan::None => {
            current.groups.iter_mut().for_each(|group| group.recorded = group.entry.count);
        }
    }
    for (judged, of) in report.results.iter_mut().zip(of_result) {
        let recorded = |(group, number): (usize, u32)| number <= current.groups[group].recorded;
        judged.baseline = of.map(|of| if recorded(of) { BaselineState::Unchanged } else { BaselineState::New });
    }
    current
}

/// Gives each recorded finding to those that it stands for; returns how many of each are left.
fn allot(groups: &mut [BaselineGroup], baseline: &Baseline) -> Vec<u32> {
    let mut left: Vec<u32> = baseline.entries.iter().map(|entry| entry.count).collect();
    // By fingerprint, and by pointer: there may be thousands of nameless things with one fingerprint.
    let mut index: BTreeMap<(&str, Option<&str>), Vec<usize>> = BTreeMap::new();
    for (at, entry) in baseline.entries.iter().enumerate() {
        index.entry((&entry.fingerprint, entry.pointer.as_deref())).or_default().push(at);
    }
    for exactly in [true, false] {
        for group in groups.iter_mut() {
            let mine = &group.entry;
            let places = [mine.pointer.as_deref(), None];
            let places = &places[usize::from(mine.pointer.is_none())..];
            let entries = places.iter().filter_map(|pointer| index.get(&(mine.fingerprint.as_str(), *pointer)));
            for at in entries.flatten() {
                let entry = &baseline.entries[*at];
                let tenants = same_tenant(mine.tenant.as_deref(), entry.tenant.as_deref());
                let equal = tenants == Some(true) || mine.tenant.is_none() && entry.tenant.is_none();
                if tenants == Some(false) || exactly && !equal || !is_there(mine, entry) {
                    continue;
                }
                let taken = left[*at].min(mine.count - group.recorded);
                left[*at] -= taken;
                group.recorded += taken;
            }
        }
    }
    left
}

/// Whether a recorded finding may be where this one is. What has a name is the same wherever it stands.
fn is_there(mine: &Recorded, entry: &Recorded) -> bool {
    let files = mine.file.as_deref().zip(entry.file.as_deref());
    entry.pointer.is_none() || files.is_none_or(|(mine, theirs)| same_file(mine, theirs))
}

fn key(judged: &Judged, named: bool, sources: &Sources) -> BaselineKey {
    let place = (!named).then(|| (file(&judged.verdict, sources), judged.verdict.pointer.clone()));
    (judged.fingerprint.clone(), judged.tenant.as_deref().map(str::to_owned), place)
}

fn file(verdict: &Verdict, sources: &Sources) -> Option<String> {
    sources.get(verdict.place?.source).inside().map(str::to_owned)
}

fn entry(judged: &Judged, named: bool, sources: &Sources, pack: Pack<'_>) -> Recorded {
    let verdict = &judged.verdict;
    let kind = pack.catalogue.kind(verdict.kind);
    Recorded {
        fingerprint: judged.fingerprint.clone(),
        rule: pack.rules.get(verdict.rule).id.to_string(),
        kind: kind.name.to_string(),
        tenant: judged.tenant.as_deref().map(str::to_owned),
        resource: verdict.resource.clone(),
        setting: verdict.setting.map(|setting| kind.def(setting).name.to_string()),
        file: file(verdict, sources),
        pointer: (!named).then(|| verdict.pointer.clone()),
        count: 0,
        span: Span::default(),
    }
}
