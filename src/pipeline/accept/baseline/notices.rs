//! What is to be said of the baseline, and its new text if it is to be written.

use super::compare::Current;
use super::{Baseline, BaselinePlan, Recorded, words};
use crate::diagnostic::{Code, Diagnostic};
use crate::lang::both;
use crate::model::place::{Place, SourceId};
use crate::order::Order as _;
use crate::pipeline::accept::{Pack, Reach, ScopeNames, Sought};
use crate::pipeline::judge::Exit;
use crate::pipeline::source::Sources;

/// What is to be said of the baseline, and its new text if it is to be written.
pub(crate) fn notices(
    current: Current,
    plan: &BaselinePlan,
    scope: &Reach<'_>,
    sources: &Sources,
    exit: Exit,
    pack: Pack<'_>,
) -> (Vec<Diagnostic>, Option<String>) {
    match plan {
        BaselinePlan::None => (Vec::new(), None),
        BaselinePlan::Record { name } => record(current, name, exit),
        BaselinePlan::Compare { baseline, prune } => {
            let mut notices: Vec<Diagnostic> = barred(&current, false).into_iter().collect();
            let (mut gone, mut ruleless) = (Vec::new(), Vec::new());
            for (entry, left) in baseline.entries.iter().zip(&current.left).filter(|(_, left)| **left > 0) {
                if !pack.rules.knows(&entry.rule) {
                    ruleless.push((entry, *left));
                } else if tells(entry, scope, pack) {
                    gone.push((entry, *left));
                }
            }
            let name = &sources.get(baseline.source).name;
            notices.extend(said_gone(&gone, baseline.source, name, *prune, false));
            notices.extend(said_gone(&ruleless, baseline.source, name, *prune, true));
            if !*prune || gone.is_empty() && ruleless.is_empty() {
                return (notices, None);
            }
            let mut pruned = baseline.clone();
            // Whatever is left of the others could not be told.
            let untold = |entry: &Recorded| pack.rules.knows(&entry.rule) && !tells(entry, scope, pack);
            for (entry, left) in pruned.entries.iter_mut().zip(&current.left) {
                if !untold(entry) {
                    entry.count -= left;
                }
            }
            pruned.entries.retain(|entry| entry.count > 0);
            (notices, Some(pruned.text()))
        }
    }
}

/// Whether a recorded finding would have been seen.
fn tells(entry: &Recorded, scope: &Reach<'_>, pack: Pack<'_>) -> bool {
    let rule = pack.rules.all().find(|(_, rule)| rule.id == entry.rule);
    let about = Sought {
        kind: Some(&entry.kind),
        resource: ScopeNames::One(entry.resource.as_deref()),
        setting: entry.setting.as_deref(),
    };
    rule.is_some_and(|(rule, _)| scope.tells_recorded(rule, about, entry.tenant.as_deref(), entry.file.as_deref()))
}

const MOST_NAMED: usize = 5;

/// What is said of recorded findings that stand for nothing any more: when left, and when taken out.
fn said_gone(
    gone: &[(&Recorded, u32)],
    source: SourceId,
    name: &str,
    prune: bool,
    ruleless: bool,
) -> Option<Diagnostic> {
    let (first, _) = gone.first()?;
    let place = Place { source, span: first.span };
    let count: u64 = gone.iter().map(|(_, left)| u64::from(*left)).sum();
    let named = gone.iter().take(MOST_NAMED).map(|(entry, _)| {
        let parts = [Some(entry.rule.as_str()), entry.resource.as_deref(), entry.setting.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    let named: Vec<_> = named.collect();
    let more = gone.len().saturating_sub(MOST_NAMED);
    let (en, zh) = (named.join(", "), named.join("，"));
    let label = if more == 0 { both(en, zh) } else { words::and_more(&en, &zh, more) };
    let headline = match (ruleless, count) {
        (false, 1) => words::one_gone(),
        (false, _) => words::gone(count),
        (true, 1) => words::one_ruleless(),
        (true, _) => words::ruleless(count),
    };
    if prune {
        return Some(Diagnostic::new(Code::BaselinePruned, words::taken_out(&headline, name)).at(place, label));
    }
    let (code, help) = if ruleless {
        (Code::BaselineRuleGone, words::prune_ruleless())
    } else {
        (Code::BaselineGone, words::prune_gone())
    };
    Some(Diagnostic::new(code, headline).at(place, label).help(help))
}

/// Findings that nobody may waive and that the baseline hides all the same.
fn barred(current: &Current, written: bool) -> Option<Diagnostic> {
    let groups = || current.groups.iter().filter(|group| group.barred && group.recorded > 0);
    let count: u64 = groups().map(|group| u64::from(group.recorded)).sum();
    let mut rules: Vec<&str> = groups().map(|group| group.entry.rule.as_str()).collect();
    rules.order_by(Ord::cmp);
    rules.dedup();
    let rules = rules.join(", ");
    match (count, written) {
        (0, _) => None,
        (_, true) => Some(words::takes_in_barred(&rules, count)),
        (_, false) => Some(words::hides_barred(&rules, count)),
    }
}

fn record(current: Current, name: &str, exit: Exit) -> (Vec<Diagnostic>, Option<String>) {
    if matches!(exit, Exit::Failed | Exit::NothingJudged) {
        return (vec![words::not_written(name)], None);
    }
    let barred = barred(&current, true);
    let entries: Vec<Recorded> = current.groups.into_iter().map(|group| group.entry).collect();
    let baseline = Baseline { source: SourceId::default(), entries };
    let count: u64 = baseline.entries.iter().map(|entry| u64::from(entry.count)).sum();
    let written = Diagnostic::new(Code::BaselineWritten, words::recorded(count, name));
    (std::iter::once(written).chain(barred).collect(), Some(baseline.text()))
}
