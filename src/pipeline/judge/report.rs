//! What a run comes to: its evidence, its verdicts as they are reported, and how it ends.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::model::place::{Place, SourceId};
use crate::model::severity::Severity;
use crate::model::value::Reason;
use crate::pack::rule::{Rule, RuleIx};
use crate::pipeline::check::{Counts, Outcome, Tally, Verdict};
use crate::pipeline::derive::Tenant;
use crate::pipeline::read::{Export, Recognised};
use crate::pipeline::source::PassedOver;

/// What the gates are.
#[derive(Default, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gates {
    /// Findings from this severity on fail the run; none: no finding does.
    pub fail_on: Option<Severity>,
    /// The share of the rules, in percent, that must have been judged.
    pub min_coverage: Option<u8>,
    /// The documents alone judge: that a statement has been superseded lowers nothing.
    pub as_written: bool,
}

impl Gates {
    /// The severity that findings of a rule have at most.
    pub fn severity(&self, rule: &Rule) -> Severity {
        if self.as_written { rule.configured.unwrap_or(rule.severity) } else { rule.effective_severity() }
    }
}

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exit {
    /// Nothing at or above the threshold.
    Clean,
    /// Findings, or a gate that is not met.
    Findings,
    /// An input, a rule or the command line is at fault.
    Failed,
    /// Nothing could be judged.
    NothingJudged,
}

impl Exit {
    /// The process's exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
            Self::NothingJudged => 3,
        }
    }
}

/// A verdict as it is reported.
#[derive(Debug)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// How bad it is, after all that lowers it.
    pub severity: Severity,
    /// Stable over reformatting and dialects; it does not know the tenant, which most single exports do not name. Empty
    /// where people alone are told.
    pub fingerprint: String,
    /// The tenant that it is about, where that is known.
    pub tenant: Option<Arc<str>>,
    /// The waiver that accepts it.
    pub waived: Option<Box<Waived>>,
    /// How it compares with the baseline, where there is one.
    pub baseline: Option<BaselineState>,
}

/// What a waiver says of a finding that it accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// Why the finding is accepted.
    pub reason: String,
    /// Who answers for that.
    pub owner: String,
    /// The last day on which it is accepted.
    pub expires: Option<Date>,
    /// Where it was agreed.
    pub ticket: Option<String>,
    /// The waiver.
    pub place: Place,
}

/// How a finding compares with those recorded earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaselineState {
    /// It was not recorded.
    New,
    /// It was there before.
    Unchanged,
}

/// Everything that came before: what the inputs were and what was found in them.
#[derive(Debug, Default)]
pub struct Evidence {
    /// What the readable sources turned out to be.
    pub exports: Vec<Export>,
    /// Sources that are not JSON.
    pub broken: Vec<(SourceId, Diagnostic)>,
    /// Inputs that could not be read.
    pub unreadable: Vec<Diagnostic>,
    /// Files of folders that were passed over.
    pub passed_over: PassedOver,
    /// Files that the globs of the configuration leave out.
    pub excluded: usize,
    /// Declarations, which do not count in this run.
    pub distrusted: Vec<SourceId>,
    /// Declarations whose answers that something is not there do not count in this run.
    pub distrusted_absences: Vec<SourceId>,
    /// Exports whose age was asked for and cannot be told.
    pub undated: usize,
    /// Only the files of one change were looked at: what is not among them says nothing.
    pub partial: bool,
    /// What was noticed about the exports and the configuration.
    pub notices: Vec<Diagnostic>,
    /// What the exports say together.
    pub tenant: Tenant,
}

impl Evidence {
    /// Why inputs could not be read, or are no exports.
    pub(crate) fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        self.unreadable.iter().chain(self.broken.iter().map(|(_, fault)| fault))
    }
}

/// What a rule came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Something is wrong.
    Failed,
    /// Not all of it could be judged, the rest is fine.
    NotJudged,
    /// The organization has to declare it.
    ToDeclare,
    /// All is fine.
    Passed,
    /// There is nothing that it is about.
    NotApplicable,
}

/// The outcome of a run.
#[derive(Debug)]
pub struct Report {
    /// In the order of files, places and rules.
    pub results: Vec<Judged>,
    /// What is like some of the results and only counted: how bad it is, and how many there are.
    pub tallied: Vec<(Tally, Severity, u64)>,
    /// By rule.
    pub counts: Vec<Counts>,
    /// The severity of each rule.
    pub severities: Vec<Severity>,
    /// What each rule came to.
    pub standings: BTreeMap<RuleIx, Standing>,
    /// The inputs.
    pub evidence: Evidence,
    /// What is to be said about the gate itself.
    pub notices: Vec<Diagnostic>,
    /// Share of the rules that were judged, in percent.
    pub coverage: u8,
    /// The gate that was not met.
    pub coverage_missed: Option<u8>,
    /// How the run ends.
    pub exit: Exit,
}

impl Judged {
    /// Whether it is a finding that nobody has accepted or recorded.
    pub fn is_open(&self) -> bool {
        self.verdict.outcome == Outcome::Fail
            && self.waived.is_none()
            && self.baseline != Some(BaselineState::Unchanged)
    }
}

impl Report {
    /// What a report for programs lists: everything but plain passes, which have to be asked for.
    pub fn listed(&self, all: bool) -> impl Iterator<Item = &Judged> {
        self.results.iter().filter(move |judged| all || judged.verdict.outcome != Outcome::Pass)
    }

    /// Decides how the run ends, by all that the report says now.
    pub fn decide(&mut self, gates: Gates) {
        let fails = |severity: Severity| gates.fail_on.is_some_and(|least| severity >= least);
        let failing = |judged: &Judged| judged.is_open() && fails(judged.severity);
        let mut tallied = self.tallied.iter().filter(|(tally, ..)| tally.outcome == Outcome::Fail);
        self.exit = if !self.evidence.unreadable.is_empty() || !self.evidence.broken.is_empty() {
            Exit::Failed
        } else if self.evidence.partial && self.evidence.exports.is_empty() {
            // A hook names whatever a commit changes, and there may be no export among it.
            Exit::Clean
        } else if self.evidence.partial && !self.counts.iter().any(is_judged) && self.results.iter().all(is_elsewhere) {
            Exit::Clean
        } else if !self.counts.iter().any(is_judged) {
            Exit::NothingJudged
        } else if self.results.iter().any(failing)
            || tallied.any(|(_, severity, _)| fails(*severity))
            || self.notices.iter().any(|notice| notice.code.fails())
        {
            Exit::Findings
        } else {
            Exit::Clean
        };
    }

    /// The findings.
    pub fn findings(&self) -> impl Iterator<Item = &Judged> {
        self.results.iter().filter(|judged| judged.verdict.outcome == Outcome::Fail)
    }

    /// How many open findings of a severity there are.
    pub fn of_severity(&self, severity: Severity) -> usize {
        let shown = self.findings().filter(|judged| judged.is_open() && judged.severity == severity).count();
        let is_one = |(tally, of, _): &&(Tally, Severity, u64)| tally.outcome == Outcome::Fail && *of == severity;
        shown
            + usize::try_from(self.tallied.iter().filter(is_one).map(|(.., count)| count).sum::<u64>())
                .unwrap_or(usize::MAX)
    }

    /// How many rules came to a standing.
    pub fn standing(&self, standing: Standing) -> usize {
        self.standings.values().filter(|other| **other == standing).count()
    }

    /// How many of each outcome there are.
    pub fn totals(&self) -> Counts {
        let mut totals = Counts::default();
        for counts in &self.counts {
            for (total, count) in totals.iter_mut().zip(counts) {
                *total += count;
            }
        }
        totals
    }

    /// Exports that hold nothing to lint.
    pub fn empty_exports(&self) -> impl Iterator<Item = (&Export, &Recognised)> {
        self.evidence.exports.iter().filter_map(|export| {
            let nothing = export.recognised.iter().find(|recognised| !matches!(recognised, Recognised::Settings(_)))?;
            Some((export, nothing))
        })
    }
}

/// Whether anything was said about what the rule is about.
fn is_judged(counts: &Counts) -> bool {
    [Outcome::Pass, Outcome::Fail, Outcome::NotApplicable, Outcome::Attested]
        .iter()
        .any(|outcome| counts[outcome.index()] > 0)
}

/// Whether another file may hold all that a rule lacks.
fn is_elsewhere(judged: &Judged) -> bool {
    matches!(
        judged.verdict.outcome,
        Outcome::NotEvaluated(Reason::KindAbsent) | Outcome::Manual | Outcome::NotApplicable
    )
}
