//! Verdicts to a report: the one funnel where declared answers settle rules, gaps are told, order is made, and the
//! exit code is decided.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use crate::diagnostic::{Code, Diagnostic};
use crate::lang::both;
use crate::model::place::{Place, SourceId};
use crate::model::severity::Severity;
use crate::model::value::Reason;
use crate::pack::catalogue::{Catalogue, Clue, Kind, KindId, Origin};
use crate::pack::rule::{Rule, RuleIx, Rules, check_index};
use crate::pipeline::check::{Counts, Keep, Outcome, Tally, Verdict, Verdicts};
use crate::pipeline::derive::{Answer, Tenant};
use crate::pipeline::read::{Export, Gap, Recognised};
use crate::pipeline::resource::Related;
use crate::pipeline::source::{PassedOver, Sources};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// Stable over reformatting and dialects; it does not know the tenant, which most single exports do not name.
    pub fingerprint: String,
    /// The tenant that it is about, where that is known.
    pub tenant: Option<Arc<str>>,
    /// The waiver that accepts it.
    pub waived: Option<Waived>,
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

/// Makes the report.
pub fn judge(
    mut verdicts: Verdicts,
    mut evidence: Evidence,
    sources: &Sources,
    rules: &Rules,
    catalogue: &Catalogue,
    gates: Gates,
    keep: Keep,
) -> Report {
    tell_gaps(&mut verdicts, &evidence, rules, catalogue, keep);
    settle(&mut verdicts, &evidence.tenant.answers, rules, catalogue);
    if evidence.partial {
        leave_open(&mut verdicts, &evidence, rules, catalogue);
    }
    let mut results: Vec<Judged> = verdicts
        .kept
        .into_iter()
        .map(|verdict| {
            let rule = rules.get(verdict.rule);
            let fingerprint = fingerprint(rule, &verdict, catalogue);
            let tenant = evidence.tenant.of_place(verdict.place, address(&verdict, catalogue)).cloned();
            let severity = severity(rule, &verdict, gates);
            Judged { severity, fingerprint, tenant, verdict, waived: None, baseline: None }
        })
        .collect();
    let name = |judged: &Judged| judged.verdict.place.map(|place| sources.get(place.source).name.as_str());
    results.sort_by(|a, b| {
        let span = |judged: &Judged| judged.verdict.place.map(|place| place.span);
        let (x, y) = (&a.verdict, &b.verdict);
        (name(a), span(a), x.rule, x.setting, &x.resource, x.outcome).cmp(&(
            name(b),
            span(b),
            y.rule,
            y.setting,
            &y.resource,
            y.outcome,
        ))
    });
    let standings: BTreeMap<_, _> = rules.all().map(|(at, _)| (at, standing(verdicts.counts[at.0 as usize]))).collect();
    debug_assert!(rules.all().all(|(at, _)| verdicts.counts[at.0 as usize].iter().sum::<u64>() > 0));
    let open = |standing: &&Standing| matches!(standing, Standing::NotJudged | Standing::ToDeclare);
    let judged = rules.len() - standings.values().filter(open).count();
    let coverage = (judged * 100 / rules.len().max(1)) as u8;
    let coverage_missed = gates.min_coverage.filter(|least| coverage < *least);
    let mut notices = std::mem::take(&mut evidence.notices);
    notices.extend(coverage_missed.map(|least| too_little(coverage, least)));
    let of_rule = |(tally, count): (Tally, u64)| (tally, gates.severity(rules.get(tally.rule)).min(tally.most), count);
    let mut report = Report {
        results,
        tallied: verdicts.tallied.into_iter().map(of_rule).collect(),
        counts: verdicts.counts,
        severities: rules.all().map(|(_, rule)| gates.severity(rule)).collect(),
        standings,
        evidence,
        notices,
        coverage,
        coverage_missed,
        exit: Exit::Clean,
    };
    report.decide(gates);
    report
}

/// The address that a verdict's resource is named by, where its kind is: it shows whose it is.
pub(crate) fn address<'v>(verdict: &'v Verdict, catalogue: &Catalogue) -> Option<&'v str> {
    let kind = catalogue.kind(verdict.kind);
    let by_address = kind.identity.iter().any(|id| kind.def(*id).clue == Some(Clue::Host));
    verdict.resource.as_deref().filter(|_| by_address)
}

/// What is to be said where too few rules could be judged.
fn too_little(coverage: u8, least: u8) -> Diagnostic {
    let headline = both(
        format!("{coverage}% of the rules could be judged; at least {least}% are asked for"),
        format!("只有 {coverage}% 的规则能够判定，要求至少 {least}%"),
    );
    let help = both("export what is missing: the report names the commands", "请补齐缺少的导出，所需命令见报告");
    Diagnostic::new(Code::GateCoverage, headline).help(help)
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

/// How a rule stands, by its counts.
pub(crate) fn standing(counts: Counts) -> Standing {
    let any = |outcome: Outcome| counts[outcome.index()] > 0;
    if any(Outcome::Fail) {
        Standing::Failed
    } else if any(Outcome::NotEvaluated(Reason::KindAbsent)) {
        // Whatever the reason: they are counted together.
        Standing::NotJudged
    } else if any(Outcome::Manual) {
        Standing::ToDeclare
    } else if any(Outcome::Pass) || any(Outcome::Attested) {
        Standing::Passed
    } else {
        Standing::NotApplicable
    }
}

/// Rules that a declared answer settles: what failed or could not be told is attested.
fn settle(verdicts: &mut Verdicts, answers: &[Answer], rules: &Rules, catalogue: &Catalogue) {
    for (at, rule) in rules.all() {
        let Some(settled) = &rule.settled_by else { continue };
        let kind = catalogue.kind(settled.kind);
        let answer = answers.iter().find(|answer| {
            let value = answer.resource.setting(settled.setting).and_then(|setting| setting.reading.as_ref().ok());
            answer.counts.is_ok()
                && answer.resource.kind == settled.kind
                && answer.resource.identity(catalogue).as_deref() == settled.identity.as_deref()
                && value.is_some_and(|value| settled.schema.holds(kind.def(settled.setting), value))
        });
        let Some(answer) = answer else { continue };
        let settles = |outcome| match outcome {
            Outcome::Fail => !settled.only_open,
            Outcome::NotEvaluated(reason) => !settled.only_open || is_absence(reason),
            _ => false,
        };
        for verdict in verdicts.kept.iter_mut().filter(|verdict| verdict.rule == at) {
            if settles(verdict.outcome) {
                let counts = &mut verdicts.counts[at.0 as usize];
                counts[verdict.outcome.index()] -= 1;
                counts[Outcome::Attested.index()] += 1;
                verdict.outcome = Outcome::Attested;
                verdict.related.push(Related::of_kind(answer.resource.place, kind));
            }
        }
    }
}

/// Whether a rule is open because nothing was there to judge: what is there and cannot be read stays open, whatever the
/// organization says it does not have.
fn is_absence(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::KindAbsent
            | Reason::SettingAbsent
            | Reason::NullValue
            | Reason::CollectionFailed
            | Reason::PartialListing
    )
}

/// Where only the files of one change are looked at, another file may hold what is missing: what rests on that is left
/// open.
fn leave_open(verdicts: &mut Verdicts, evidence: &Evidence, rules: &Rules, catalogue: &Catalogue) {
    let answered = |kind: KindId| evidence.tenant.answers.iter().any(|answer| answer.resource.kind == kind);
    for verdict in verdicts.kept.iter_mut().filter(|verdict| verdict.outcome == Outcome::Fail) {
        let kind = catalogue.kind(verdict.kind);
        let declared = verdict.setting.is_some_and(|setting| kind.def(setting).declared_in.is_some());
        // Joined from several exports, or from what is declared.
        let of_answers = kind.settings.iter().any(|def| def.declared_in.is_some());
        let joined = kind.origin == Origin::Derived && kind.derived_from.len() + usize::from(of_answers) > 1;
        let rests_on_absence = verdict.observed.is_none() || joined && !declared;
        let settled_elsewhere =
            rules.get(verdict.rule).settled_by.as_ref().is_some_and(|by| !by.only_open && !answered(by.kind));
        if rests_on_absence || settled_elsewhere {
            let counts = &mut verdicts.counts[verdict.rule.0 as usize];
            counts[verdict.outcome.index()] -= 1;
            verdict.outcome = Outcome::NotEvaluated(Reason::KindAbsent);
            counts[verdict.outcome.index()] += 1;
        }
    }
}

/// Says of every rule what kept it from being judged: nothing exported, nothing declared, or not all of it.
fn tell_gaps(verdicts: &mut Verdicts, evidence: &Evidence, rules: &Rules, catalogue: &Catalogue, keep: Keep) {
    let none: BTreeSet<&str> = evidence
        .exports
        .iter()
        .flat_map(|export| &export.none)
        .map(|kind| catalogue.kind(*kind).name.as_str())
        .collect();
    let exported = evidence.exports.iter().flat_map(|export| export.counts.keys().map(String::as_str));
    let exported: BTreeSet<&str> = exported.chain(none.iter().copied()).collect();
    let gaps: Vec<&Gap> = evidence.exports.iter().flat_map(|export| &export.gaps).collect();
    let by_source: BTreeMap<SourceId, &Export> =
        evidence.exports.iter().map(|export| (export.source, export)).collect();
    for (at, rule) in rules.all() {
        let mut told = false;
        for (check_at, check) in rule.checks.iter().enumerate() {
            let kind = catalogue.kind(check.kind);
            let is_from = |gap: &Gap| match gap.kind {
                Some(gap) => {
                    let name = &catalogue.kind(gap).name;
                    kind.name == *name || kind.derived_from.contains(name)
                }
                // Any object of the export may be missing, but not the one that there is of a kind.
                None => by_source.get(&gap.place.source).is_some_and(|export| {
                    let listed = |name: &str| {
                        export.counts.contains_key(name)
                            && catalogue.named(name).is_some_and(|kind| !kind.identity.is_empty())
                    };
                    listed(&kind.name) || kind.derived_from.iter().any(|from| listed(from))
                }),
            };
            for gap in gaps.iter().filter(|gap| is_from(gap)) {
                told |= check_at == 0;
                let verdict = Verdict {
                    check: check_index(check_at),
                    place: Some(gap.place),
                    pointer: gap.pointer.clone(),
                    ..absent(at, kind, Outcome::NotEvaluated(gap.reason))
                };
                verdicts.push(verdict, keep);
                if matches!(gap.reason, Reason::PartialListing | Reason::CollectionFailed) {
                    // What the rule is about may be among what is missing.
                    verdicts.kept.retain(|known| known.rule != at || known.outcome != Outcome::NotApplicable);
                    verdicts.counts[at.0 as usize][Outcome::NotApplicable.index()] = 0;
                }
            }
        }
        let kind = catalogue.kind(rule.checks[0].kind);
        let unanswered = unanswered(rule, kind, &evidence.tenant.answers, catalogue);
        for question in &unanswered {
            let resource = Some((*question).to_owned());
            verdicts.push(Verdict { resource, ..absent(at, kind, Outcome::Manual) }, keep);
        }
        if verdicts.seen[at.0 as usize] || told || !unanswered.is_empty() {
            continue;
        }
        let shown = |kind: &Kind| match kind.origin {
            Origin::Declared => true,
            // What no command exports, nobody can be asked for. Of what every tenant has one, there cannot be none.
            Origin::Export => kind.exports.is_empty() || none.contains(kind.name.as_str()) && !kind.is_always_there(),
            Origin::Derived => kind.shown_by().iter().any(|from| exported.contains(from.as_str())),
        };
        // A derived kind is what the rule is about. Of several others, each may hold it: there must be none of any.
        let looked_at = if kind.origin == Origin::Derived { &rule.checks[..1] } else { &rule.checks[..] };
        let open = looked_at.iter().map(|check| catalogue.kind(check.kind)).find(|kind| !shown(kind));
        let (kind, outcome) = match (kind.origin, open) {
            (Origin::Declared, _) => (kind, Outcome::Manual),
            (_, Some(open)) => (open, Outcome::NotEvaluated(Reason::KindAbsent)),
            (_, None) => (kind, Outcome::NotApplicable),
        };
        verdicts.push(absent(at, kind, outcome), keep);
    }
}

/// The questions that a rule names and nobody has answered: the values that `when` lists for what names an answer.
fn unanswered<'r>(rule: &'r Rule, kind: &Kind, answers: &[Answer], catalogue: &Catalogue) -> Vec<&'r str> {
    let &[name] = kind.identity.as_slice() else { return Vec::new() };
    let Some(condition) = rule.checks[0].when.iter().find(|condition| condition.setting == name) else {
        return Vec::new();
    };
    if kind.origin != Origin::Declared {
        return Vec::new();
    }
    let answered = |question: &str| {
        let answers = answers.iter().filter(|answer| answer.resource.kind == kind.id);
        answers.filter_map(|answer| answer.resource.identity(catalogue)).any(|identity| identity == question)
    };
    let listed = condition.test.accepted().iter().filter_map(serde_json::Value::as_str);
    listed.filter(|question| !answered(question)).collect()
}

/// A verdict about a kind of which there is nothing.
fn absent(rule: RuleIx, kind: &Kind, outcome: Outcome) -> Verdict {
    Verdict {
        rule,
        check: 0,
        outcome,
        kind: kind.id,
        dialect: None,
        resource: None,
        setting: None,
        place: None,
        key: None,
        pointer: String::new(),
        observed: None,
        shown: Vec::new(),
        because: Vec::new(),
        related: Vec::new(),
        problem: None,
    }
}

fn severity(rule: &Rule, verdict: &Verdict, gates: Gates) -> Severity {
    let value = verdict.observed.as_ref().and_then(serde_json::Value::as_str);
    gates.severity(rule).min(rule.most(verdict.check, verdict.setting, value, verdict.problem))
}

/// SHA-256 over what a finding is about, not where it stands.
fn fingerprint(rule: &Rule, verdict: &Verdict, catalogue: &Catalogue) -> String {
    let kind = catalogue.kind(verdict.kind);
    let setting = verdict.setting.map_or("", |setting| kind.def(setting).name.as_str());
    let mut hash = Sha256::new();
    for part in [&rule.id, &kind.name, verdict.resource.as_deref().unwrap_or_default(), setting] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    crate::text::hex::hex(&hash.finalize())
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
        shown + self.tallied.iter().filter(is_one).map(|(.., count)| *count as usize).sum::<usize>()
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
