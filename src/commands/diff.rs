//! Two sides compared: which findings are new, fixed or unchanged, which settings changed, and what cannot be compared.
//!
//! Both sides go through the stages of a check; a saved report may stand for either. What is not on both sides is never
//! taken for a change: an object counts as removed only where its listing is complete.

mod findings;
mod human;
mod job;
mod json;
mod markdown;
mod saved;
mod settings;
mod side;
mod table;
mod warnings;
mod words;

pub(super) use job::run;
pub use job::{DiffFormat, Job};

use crate::diagnostic::Diagnostic;
use crate::model::severity::Severity;
use crate::model::value::Reason;
use crate::order::Order as _;
use crate::pack::catalogue::{Catalogue, KindId, SettingId};
use crate::pack::rule::Rules;
use crate::pipeline::judge::Exit;
use side::{At, Ref, Said, Side};
use table::Held;

/// The outcome of a comparison. Everything is in the order of kind, resource, setting.
#[derive(Debug)]
struct Diff<'s> {
    /// What should be known before anything is believed.
    warnings: Vec<Diagnostic>,
    findings: Vec<Finding<'s>>,
    changed: Vec<DiffChange>,
    added: Vec<Ref>,
    removed: Vec<Ref>,
    open: Vec<DiffOpen>,
    /// Settings with the same value on both sides.
    unchanged: u64,
    /// Resources that are on both sides.
    matched: u64,
    exit: Exit,
}

/// A side's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Which {
    Old,
    New,
}

/// How a finding compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    New,
    Fixed,
    Unchanged,
    NotComparable,
}

/// A finding of at least one side.
#[derive(Debug)]
struct Finding<'s> {
    state: State,
    old: DiffStanding<'s>,
    new: DiffStanding<'s>,
}

/// What a side says about what is a finding on at least one.
#[derive(Debug, Clone, Copy)]
enum DiffStanding<'s> {
    /// It is one.
    Fails(&'s Said<'s>),
    /// It is none: it holds, or the rule is not about it.
    Holds,
    /// The organization has declared it.
    Attested,
    /// The resource is not there, and would be if there were one.
    Gone,
    /// It cannot be told.
    Open(Why),
}

/// Why something cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    /// The export does not tell.
    Reason(Reason),
    /// The sides were judged by different versions of the rule.
    RuleChanged,
    /// The rule was not run.
    RuleNotRun,
    /// The saved report was written without `--all`.
    PassesNotSaved,
    /// Objects were exported one by one: what is not there may exist all the same.
    NotAListing,
    /// A file could not be read.
    InputUnreadable,
    /// An object has no name to find it by.
    NoName,
    /// The side is of several tenants: what one does not tell, another may.
    SeveralTenants,
}

/// A setting with a value on both sides, and not the same.
#[derive(Debug)]
struct DiffChange {
    setting: SettingId,
    old: Seen,
    new: Seen,
}

/// A setting of a resource on one side.
#[derive(Debug, Clone, Copy)]
struct Seen {
    resource: Ref,
    setting: SettingId,
    held: Held,
    at: u32,
}

/// What cannot be compared for one reason, all of one kind.
#[derive(Debug)]
struct DiffOpen {
    kind: KindId,
    /// None: the resources themselves.
    setting: Option<SettingId>,
    old: Option<Why>,
    new: Option<Why>,
    /// Where the resources are found.
    which: Which,
    resources: Vec<Ref>,
    /// How many there are, also of those without a name.
    count: u64,
}

impl Which {
    /// What it is called in both languages.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Old => ("OLD", "旧侧"),
            Self::New => ("NEW", "新侧"),
        }
    }
}

impl Why {
    fn id(self) -> &'static str {
        match self {
            Self::Reason(reason) => reason.id(),
            Self::RuleChanged => "rule_changed",
            Self::RuleNotRun => "rule_not_run",
            Self::PassesNotSaved => "passes_not_saved",
            Self::NotAListing => "not_a_listing",
            Self::InputUnreadable => "input_unreadable",
            Self::NoName => "no_name",
            Self::SeveralTenants => "several_tenants",
        }
    }
}

impl State {
    fn id(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Fixed => "fixed",
            Self::Unchanged => "unchanged",
            Self::NotComparable => "not_comparable",
        }
    }
}

impl<'s> Finding<'s> {
    /// The finding itself: of the new side where it is one there.
    fn said(&self) -> &'s Said<'s> {
        match (self.new, self.old) {
            (DiffStanding::Fails(said), _) | (_, DiffStanding::Fails(said)) => said,
            _ => unreachable!("a finding is one on at least one side"),
        }
    }

    /// What it says.
    fn headline(&self) -> &'s str {
        self.said().message.as_deref().unwrap_or_default()
    }
}

impl Seen {
    /// Where it stands.
    fn place(&self, side: &Side<'_>) -> At {
        side.at(self.resource.table, self.at)
    }
}

impl<'s> Diff<'s> {
    /// The comparison of two sides.
    fn of(
        old: &'s Side<'_>,
        new: &'s Side<'_>,
        rules: &Rules,
        catalogue: &Catalogue,
        fail_on: Option<Severity>,
    ) -> Self {
        let mut diff = Self {
            warnings: warnings::of(old, new),
            findings: findings::compare(old, new, catalogue),
            changed: Vec::new(),
            added: Vec::new(),
            removed: Vec::new(),
            open: Vec::new(),
            unchanged: 0,
            matched: 0,
            exit: Exit::Clean,
        };
        settings::compare(old, new, rules, catalogue, &mut diff);
        let fails = |finding: &Finding<'_>| fail_on.is_some_and(|least| finding.said().severity >= least);
        let failed = [old, new].iter().any(|side| side.inputs.iter().any(|input| input.error.is_some()));
        let compared = diff.findings.iter().any(|finding| finding.state != State::NotComparable);
        diff.exit = if failed {
            Exit::Failed
        } else if !compared && diff.matched == 0 && diff.added.is_empty() && diff.removed.is_empty() {
            Exit::NothingJudged
        } else if diff.findings(State::New).any(fails) {
            Exit::Findings
        } else {
            Exit::Clean
        };
        diff
    }
}

impl Diff<'_> {
    fn findings(&self, state: State) -> impl Iterator<Item = &Finding<'_>> {
        self.findings.iter().filter(move |finding| finding.state == state)
    }

    fn count(&self, state: State) -> usize {
        self.findings(state).count()
    }

    /// The findings of a state, the worst first.
    fn worst_first(&self, state: State) -> Vec<&Finding<'_>> {
        let mut found: Vec<_> = self.findings(state).collect();
        found.order_by_key(|finding| std::cmp::Reverse(finding.said().severity));
        found
    }

    /// What cannot be compared and is news: one side at least tells something else than the other.
    fn open_apart(&self) -> Vec<&DiffOpen> {
        self.open.iter().filter(|open| open.old != open.new).collect()
    }

    /// How many settings neither side tells, for the same reason, such as null on both: no news.
    fn open_alike(&self) -> u64 {
        self.open.iter().filter(|open| open.old == open.new).map(|open| open.count).sum()
    }

    /// Whether there is nothing to tell: no change, and nothing that might be one.
    fn is_without_news(&self) -> bool {
        self.exit != Exit::Failed
            && self.warnings.is_empty()
            && self.findings.iter().all(|finding| finding.state == State::Unchanged)
            && self.changed.is_empty()
            && self.added.is_empty()
            && self.removed.is_empty()
            && self.open_apart().is_empty()
    }

    /// How many settings cannot be compared.
    fn open_settings(&self) -> u64 {
        self.open.iter().filter(|open| open.setting.is_some()).map(|open| open.count).sum()
    }

    /// How many resources cannot be compared.
    fn open_resources(&self) -> u64 {
        self.open.iter().filter(|open| open.setting.is_none()).map(|open| open.count).sum()
    }
}
