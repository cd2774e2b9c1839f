//! What has to be exported: the kinds that rules look at, or those of them that exports leave open.

use std::collections::BTreeSet;

use crate::model::value::Reason;
use crate::order::Gather as _;
use crate::pack::catalogue::{Catalogue, KindId, Origin, SettingId};
use crate::pack::rule::{Rule, RuleIx, Rules};
use crate::pipeline::check::Outcome;
use crate::pipeline::judge::Report;

/// What could not be told, and what there is.
#[derive(Debug, Default)]
pub(super) struct OpenNeed {
    /// The kind and the setting that a rule asked for, and why it got no answer.
    pub(super) gaps: Vec<(KindId, Option<SettingId>, Reason)>,
    /// Kinds of which something is there.
    pub(super) present: BTreeSet<KindId>,
    /// Rules of which the organization says that there is nothing they could be about.
    pub(super) settled: BTreeSet<RuleIx>,
}

/// Whether a rule to which an answer speaks asks for no export any more: it was settled by what is not there.
pub(super) fn is_settled(rule: &Rule, attested: bool) -> bool {
    attested && rule.settled_by.as_ref().is_some_and(|by| by.only_open)
}

/// The kinds of exports that the rules look at, but for those that are settled.
pub(super) fn of_rules(rules: &Rules, settled: &BTreeSet<RuleIx>, catalogue: &Catalogue) -> BTreeSet<KindId> {
    let mut kinds = BTreeSet::new();
    for check in rules.all().filter(|(at, _)| !settled.contains(at)).flat_map(|(_, rule)| &rule.checks) {
        let settings = check.when.iter().chain(&check.expect).map(|condition| condition.setting);
        add(check.kind, settings, catalogue, &mut kinds);
    }
    kinds
}

/// The kinds of exports that would tell what is open.
pub(super) fn of_gaps(open: &OpenNeed, catalogue: &Catalogue) -> BTreeSet<KindId> {
    let mut kinds = BTreeSet::new();
    for (kind, setting, reason) in &open.gaps {
        if !would_help(*reason) {
            continue;
        }
        let mut sources = BTreeSet::new();
        add(*kind, setting.iter().copied(), catalogue, &mut sources);
        // Of what several kinds tell together, those that are there have told their part.
        let absent: Vec<_> = sources.iter().copied().filter(|kind| !open.present.contains(kind)).collect();
        if absent.is_empty() { kinds.extend(sources) } else { kinds.extend(absent) }
    }
    kinds
}

/// Whether another export can hold what this one does not.
fn would_help(reason: Reason) -> bool {
    match reason {
        Reason::KindAbsent
        | Reason::SettingAbsent
        | Reason::Truncated
        | Reason::CollectionFailed
        | Reason::PartialListing
        | Reason::ListingDefault
        | Reason::TenantMismatch
        | Reason::Stale => true,
        Reason::NullValue
        | Reason::WrongType
        | Reason::UnknownValue
        | Reason::ConflictingValues
        | Reason::NotInDocument => false,
    }
}

/// Adds a kind of exports, or those that a derived one comes from.
fn add(id: KindId, settings: impl Iterator<Item = SettingId>, catalogue: &Catalogue, kinds: &mut BTreeSet<KindId>) {
    let kind = catalogue.kind(id);
    match kind.origin {
        Origin::Declared => {}
        Origin::Export => _ = kinds.insert(id),
        Origin::Derived => {
            let told_by = settings.flat_map(|setting| &kind.def(setting).told_by);
            for name in kind.derived_from.iter().chain(told_by) {
                if let Some(source) = catalogue.named(name) {
                    add(source.id, std::iter::empty(), catalogue, kinds);
                }
            }
        }
    }
}

/// What a report leaves open.
pub(super) fn open(report: &Report, rules: &Rules, catalogue: &Catalogue) -> OpenNeed {
    let judged = report.results.iter().map(|judged| &judged.verdict);
    let judged = judged.map(|verdict| (verdict.outcome, verdict.kind, verdict.setting));
    let tallied = report.tallied.iter().map(|(tally, ..)| (tally.outcome, tally.kind, tally.setting));
    let gap = |(outcome, kind, setting)| match outcome {
        Outcome::NotEvaluated(reason) => Some((kind, setting, reason)),
        _ => None,
    };
    let counted = report.evidence.exports.iter().flat_map(|export| export.counts.keys());
    // Of some kinds a manifest says that there is nothing.
    let none = report.evidence.exports.iter().flat_map(|export| &export.none).copied();
    let attested = |rule: RuleIx| report.counts[usize::from(rule.0)][Outcome::Attested.index()] > 0;
    let settled = rules.all().filter(|(at, rule)| is_settled(rule, attested(*at))).map(|(at, _)| at);
    OpenNeed {
        settled: settled.into_set(),
        gaps: judged.chain(tallied).filter_map(gap).collect(),
        present: counted.filter_map(|name| Some(catalogue.named(name)?.id)).chain(none).into_set(),
    }
}
