//! What a run could tell: whether a finding that is not there is gone, or was only not looked for.

use std::collections::{BTreeMap, BTreeSet};

use super::Pack;
use crate::catalogue::{Kind, KindId, Origin};
use crate::check::{Outcome, Verdict};
use crate::judge::Report;
use crate::rule::{Rule, RuleIx};

/// The reach of a run.
pub(crate) struct Scope<'a> {
    pack: Pack<'a>,
    /// All inputs could be read.
    complete: bool,
    /// A hook names only the files of one change.
    partial: bool,
    /// The kinds of which there was anything, or nothing for certain.
    kinds: BTreeSet<KindId>,
    /// What could not be judged.
    open: BTreeMap<RuleIx, Vec<&'a Verdict>>,
}

/// What is looked for.
#[derive(Clone, Copy)]
pub(crate) struct About<'w> {
    /// The kind; any if none is named.
    pub(crate) kind: Option<&'w str>,
    /// The names of the resources.
    pub(crate) resource: &'w dyn Fn(Option<&str>) -> bool,
    /// The setting; any if none is named.
    pub(crate) setting: Option<&'w str>,
}

impl<'a> Scope<'a> {
    pub(crate) fn new(report: &'a Report, pack: Pack<'a>) -> Self {
        let evidence = &report.evidence;
        let exported: BTreeSet<&str> =
            evidence.exports.iter().flat_map(|export| export.counts.keys().map(String::as_str)).collect();
        let there = |kind: &Kind| match kind.origin {
            Origin::Export => exported.contains(kind.name.as_str()),
            Origin::Derived => {
                exported.contains(kind.name.as_str())
                    || kind.derived_from.iter().any(|from| exported.contains(from.as_str()))
                    || evidence.tenant.derived.iter().any(|resource| resource.kind == kind.id)
            }
            Origin::Declared => evidence.tenant.answers.iter().any(|answer| answer.resource.kind == kind.id),
        };
        let kinds = pack.catalogue.kinds().iter().filter(|kind| there(kind)).map(|kind| kind.id).collect();
        let mut open: BTreeMap<RuleIx, Vec<&Verdict>> = BTreeMap::new();
        for judged in &report.results {
            if matches!(judged.verdict.outcome, Outcome::NotEvaluated(_) | Outcome::Manual) {
                open.entry(judged.verdict.rule).or_default().push(&judged.verdict);
            }
        }
        let partial = evidence.partial;
        let complete = evidence.broken.is_empty() && evidence.unreadable.is_empty() && !partial;
        Self { pack, complete, partial, kinds, open }
    }

    /// Whether only some files of a whole were named, as by a hook: then there is always something that is not told.
    pub(crate) fn is_partial(&self) -> bool {
        self.partial
    }

    /// Whether a finding of a rule would have been seen.
    pub(crate) fn tells(&self, rule: RuleIx, about: About<'_>) -> bool {
        let (at, rule) = (rule, self.pack.rules.get(rule));
        let mut checks = rule.checks.iter().filter(|check| self.is_kind(check.kind, about)).peekable();
        checks.peek().is_some()
            && self.complete
            && checks.all(|check| self.kinds.contains(&check.kind))
            && !self.open.get(&at).is_some_and(|open| open.iter().any(|verdict| self.may_hide(verdict, rule, about)))
    }

    fn is_kind(&self, kind: KindId, about: About<'_>) -> bool {
        about.kind.is_none_or(|name| self.pack.catalogue.kind(kind).name == name)
    }

    /// Whether what could not be judged may be what is looked for.
    fn may_hide(&self, verdict: &Verdict, rule: &Rule, about: About<'_>) -> bool {
        let kind = self.pack.catalogue.kind(verdict.kind);
        // A condition that could not be told hides every setting; so does a listing that is not whole.
        let expected =
            |setting| rule.checks[usize::from(verdict.check)].expect.iter().any(|one| one.setting == setting);
        let setting =
            verdict.setting.filter(|setting| expected(*setting)).map(|setting| kind.def(setting).name.as_str());
        self.is_kind(verdict.kind, about)
            && (verdict.resource.is_none() || (about.resource)(verdict.resource.as_deref()))
            && setting.zip(about.setting).is_none_or(|(open, wanted)| open == wanted)
    }
}
