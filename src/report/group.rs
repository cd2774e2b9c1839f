//! Findings that say the same thing, as one, and all in the order in which they are worth reading: every report for
//! people shares this.
//!
//! What one rule finds with one value at many resources is one group. What a second rule finds at the same values stands
//! with the first. Nothing is dropped: the counts of all groups and of what is left over are those of the report.

use std::collections::BTreeMap;

use super::Context;
use super::remedy::Remedy;
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::order::Order as _;
use crate::pack::catalogue::{KindId, SettingId};
use crate::pack::rule::RuleIx;
use crate::pipeline::check::{Few, Outcome};
use crate::pipeline::judge::{Judged, Report};

/// Open findings of one rule with one value, one or many.
#[derive(Debug)]
pub(crate) struct Group<'r> {
    /// The rule.
    pub(crate) rule: RuleIx,
    /// How bad each of them is.
    pub(crate) severity: Severity,
    /// In the order of files and places; the first is the one to draw. There is at least one.
    pub(crate) findings: Vec<&'r Judged>,
    /// How many more there are, which are only counted.
    pub(crate) more: usize,
    /// What other rules find at the same values.
    pub(crate) also: Vec<Group<'r>>,
}

/// All open findings of a report.
#[derive(Debug)]
pub(crate) struct Groups<'r> {
    /// The worst first.
    pub(crate) groups: Vec<Group<'r>>,
    /// Findings of rules that are only counted, and of which the value is not known.
    pub(crate) counted: Vec<(RuleIx, Severity, usize)>,
}

impl<'r> Group<'r> {
    /// The one to draw.
    pub(crate) fn first(&self) -> &'r Judged {
        self.findings[0]
    }

    /// How many findings it stands for, those of other rules aside.
    pub(crate) fn count(&self) -> usize {
        self.findings.len() + self.more
    }

    /// Whether it makes all else meaningless: exports that are not of this cloud.
    pub(crate) fn comes_first(&self, context: Context<'_>) -> bool {
        context.rules.get(self.rule).id.starts_with("tenant/")
    }
}

/// What findings of one group share.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct GroupKey<'a> {
    rule: RuleIx,
    severity: Severity,
    check: u8,
    kind: KindId,
    setting: Option<SettingId>,
    observed: Option<String>,
    problem: Option<String>,
    tenant: Option<&'a str>,
    family: &'a str,
}

/// What of one sort is told one by one, and the rest only counted: a rule, a check of it, a setting, and one of few values.
type GroupSort = (RuleIx, u8, KindId, Option<SettingId>, Option<Few>);

/// The open findings from a severity on, in groups and in order; at most so many of one sort are told one by one.
pub(crate) fn groups<'r>(report: &'r Report, context: Context<'r>, least: Severity, most: usize) -> Groups<'r> {
    let mut told: BTreeMap<GroupSort, usize> = BTreeMap::new();
    // How many of a sort a run kept depends on how it read the file; how many are told must not.
    let mut beyond: BTreeMap<(GroupSort, Severity), usize> = BTreeMap::new();
    let mut groups: Vec<Group<'r>> = Vec::new();
    let mut known: BTreeMap<GroupKey<'r>, usize> = BTreeMap::new();
    for judged in report.findings().filter(|judged| judged.is_open() && judged.severity >= least) {
        let sort = sort(judged, context);
        let count = told.entry(sort).or_default();
        *count += 1;
        if *count > most {
            *beyond.entry((sort, judged.severity)).or_default() += 1;
            continue;
        }
        match known.entry(key(judged, context)) {
            std::collections::btree_map::Entry::Occupied(at) => groups[*at.get()].findings.push(judged),
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(groups.len());
                let (rule, severity) = (judged.verdict.rule, judged.severity);
                groups.push(Group { rule, severity, findings: vec![judged], more: 0, also: Vec::new() });
            }
        }
    }
    drop(known);
    let counted = count(report, context, least, beyond, &mut groups);
    // Those of one rule stay in the order of their places.
    groups.order_by_key(|group| {
        let id = context.rules.get(group.rule).id.as_str();
        (std::cmp::Reverse(group.comes_first(context)), std::cmp::Reverse(group.severity), id)
    });
    Groups { groups: joined(groups), counted }
}

fn sort(judged: &Judged, context: Context<'_>) -> GroupSort {
    let verdict = &judged.verdict;
    let def = verdict.setting.map(|setting| context.catalogue.kind(verdict.kind).def(setting));
    let few = def.zip(verdict.observed.as_ref()).and_then(|(def, value)| Few::of_json(def, value));
    (verdict.rule, verdict.check, verdict.kind, verdict.setting, few)
}

fn key<'r>(judged: &'r Judged, context: Context<'r>) -> GroupKey<'r> {
    let verdict = &judged.verdict;
    GroupKey {
        rule: verdict.rule,
        severity: judged.severity,
        check: verdict.check,
        kind: verdict.kind,
        setting: verdict.setting,
        observed: verdict.observed.as_ref().map(ToString::to_string),
        problem: verdict.problem.map(|problem| format!("{problem:?}")),
        tenant: judged.tenant.as_deref().filter(|_| context.several_tenants),
        family: Remedy::of(judged, context).family,
    }
}

/// Adds what is only counted to the groups that it belongs to, and hands back the rest.
fn count(
    report: &Report,
    context: Context<'_>,
    least: Severity,
    beyond: BTreeMap<(GroupSort, Severity), usize>,
    groups: &mut [Group<'_>],
) -> Vec<(RuleIx, Severity, usize)> {
    let mut rest: BTreeMap<(RuleIx, Severity), usize> = BTreeMap::new();
    let of = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let counted =
        report.tallied.iter().filter(|(tally, severity, _)| tally.outcome == Outcome::Fail && *severity >= least);
    let counted = counted
        .map(|(tally, severity, count)| (tally.rule, tally.kind, tally.setting, tally.value, *severity, of(*count)));
    let beyond = beyond.into_iter().map(|((sort, severity), count)| (sort.0, sort.2, sort.3, sort.4, severity, count));
    for (rule, kind, setting, value, severity, count) in counted.chain(beyond) {
        let is_of = |group: &&mut Group<'_>| {
            let (of_rule, _, of_kind, of_setting, of_value) = sort(group.first(), context);
            (of_rule, group.severity, of_kind, of_setting) == (rule, severity, kind, setting)
                && of_value.is_some()
                && of_value == value
        };
        match groups.iter_mut().find(is_of) {
            Some(group) => group.more += count,
            None => *rest.entry((rule, severity)).or_default() += count,
        }
    }
    rest.into_iter().map(|((rule, severity), count)| (rule, severity, count)).collect()
}

/// Groups that are about the same values as one, the worst of them first.
fn joined(groups: Vec<Group<'_>>) -> Vec<Group<'_>> {
    let mut joined: Vec<Group<'_>> = Vec::with_capacity(groups.len());
    let mut known: BTreeMap<Vec<Place>, usize> = BTreeMap::new();
    for group in groups {
        let values =
            group.findings.iter().map(|judged| judged.verdict.place.filter(|_| judged.verdict.observed.is_some()));
        let values: Option<Vec<Place>> = values.collect::<Option<_>>().filter(|_| group.more == 0);
        let Some(values) = values else {
            joined.push(group);
            continue;
        };
        if let Some(at) = known.get(&values) {
            joined[*at].also.push(group);
        } else {
            known.insert(values, joined.len());
            joined.push(group);
        }
    }
    joined
}
