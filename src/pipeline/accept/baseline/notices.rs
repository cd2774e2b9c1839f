//! What is to be said of the baseline, and its new text if it is to be written.

use super::compare::Current;
use super::{Baseline, BaselinePlan, Recorded};
use crate::diagnostic::{Code, Diagnostic};
use crate::lang::both;
use crate::model::place::{Place, SourceId};
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
            notices.extend(said_gone(&gone, baseline.source, name, *prune, &GONE));
            notices.extend(said_gone(&ruleless, baseline.source, name, *prune, &RULELESS));
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
struct Gone {
    codes: [Code; 2],
    one: &'static str,
    many: &'static str,
    zh: &'static str,
    help: (&'static str, &'static str),
}

const GONE: Gone = Gone {
    codes: [Code::BaselineGone, Code::BaselinePruned],
    one: "1 recorded finding is gone",
    many: "recorded findings are gone",
    zh: "个问题已消失",
    help: (
        "--prune-baseline takes them out, so that they cannot come back unseen",
        "用 --prune-baseline 移除，以免再次出现时被忽略",
    ),
};
const RULELESS: Gone = Gone {
    codes: [Code::BaselineRuleGone, Code::BaselinePruned],
    one: "1 recorded finding is of a rule that is gone",
    many: "recorded findings are of rules that are gone",
    zh: "个问题所属的规则已不存在",
    help: ("--prune-baseline takes them out", "用 --prune-baseline 移除"),
};

fn said_gone(gone: &[(&Recorded, u32)], source: SourceId, name: &str, prune: bool, words: &Gone) -> Option<Diagnostic> {
    let (first, _) = gone.first()?;
    let place = Place { source, span: first.span };
    let count: u64 = gone.iter().map(|(_, left)| u64::from(*left)).sum();
    let named = gone.iter().take(MOST_NAMED).map(|(entry, _)| {
        let parts = [Some(entry.rule.as_str()), entry.resource.as_deref(), entry.setting.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    let named: Vec<_> = named.collect();
    let more = gone.len().saturating_sub(MOST_NAMED);
    let label = match more {
        0 => both(named.join(", "), named.join("，")),
        _ => both(format!("{} and {more} more", named.join(", ")), format!("{} 等，另有 {more} 项", named.join("，"))),
    };
    let findings = if count == 1 { words.one.to_owned() } else { format!("{count} {}", words.many) };
    let zh = format!("基线中有 {count} {}", words.zh);
    let (headline, help) = if prune {
        (both(format!("{findings} and taken out of {name}"), format!("{zh}，已从 {name} 中移除")), None)
    } else {
        (both(findings, zh), Some(both(words.help.0, words.help.1)))
    };
    Some(Diagnostic { help, ..Diagnostic::new(words.codes[usize::from(prune)], headline).at(place, label) })
}

/// Findings that nobody may waive and that the baseline hides all the same.
fn barred(current: &Current, written: bool) -> Option<Diagnostic> {
    let groups = || current.groups.iter().filter(|group| group.barred && group.recorded > 0);
    let count: u64 = groups().map(|group| u64::from(group.recorded)).sum();
    let mut rules: Vec<&str> = groups().map(|group| group.entry.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    let rules = rules.join(", ");
    let headline = match (count, written) {
        (0, _) => return None,
        (_, true) => both(
            format!("the baseline takes in findings of rules that nobody may waive: {rules} ({count})"),
            format!("基线中记录了不允许豁免的问题：{rules}（{count} 个）"),
        ),
        (_, false) => both(
            format!("the baseline hides findings of rules that nobody may waive: {rules} ({count})"),
            format!("基线掩盖了不允许豁免的问题：{rules}（{count} 个）"),
        ),
    };
    let help = both("fix them first: they are requirements, not a choice", "请优先修复：这些是硬性要求，不能自行取舍");
    Some(Diagnostic::new(Code::BaselineNotWaivable, headline).help(help))
}

fn record(current: Current, name: &str, exit: Exit) -> (Vec<Diagnostic>, Option<String>) {
    if matches!(exit, Exit::Failed | Exit::NothingJudged) {
        let headline = both(
            format!("{name} was not written: not all could be read and judged that it would have to hold"),
            format!("未写入 {name}：输入未能全部读取和判定，基线会不完整"),
        );
        return (vec![Diagnostic::new(Code::BaselineNotWritten, headline)], None);
    }
    let barred = barred(&current, true);
    let entries: Vec<Recorded> = current.groups.into_iter().map(|group| group.entry).collect();
    let baseline = Baseline { source: SourceId::default(), entries };
    let count: u64 = baseline.entries.iter().map(|entry| u64::from(entry.count)).sum();
    let findings = if count == 1 { "1 finding was".to_owned() } else { format!("{count} findings were") };
    let headline = both(
        format!("{findings} recorded in {name}: from now on they do not fail"),
        format!("已将 {count} 个问题记录到 {name}，今后不因这些问题而失败"),
    );
    let written = Diagnostic::new(Code::BaselineWritten, headline);
    (std::iter::once(written).chain(barred).collect(), Some(baseline.text()))
}
