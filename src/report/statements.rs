//! What a run decided of every statement of the documents.

pub(crate) mod mark;

use std::collections::BTreeMap;

use crate::model::severity::Severity;
use crate::model::value::Reason;
use crate::order::Gather as _;
use crate::pack::catalogue::{KindId, SettingId};
use crate::pack::rule::{Rule, RuleIx, Rules};
use crate::pack::statements::{Ledger, Section, StatedDocument, Statement};
use crate::pipeline::check::{Counts, Outcome};
use crate::pipeline::judge::{Report, Standing, standing};
use crate::text::data::Str;

/// What a rule or a statement came to, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Decision {
    /// Something is wrong.
    Found,
    /// The program has no such rule.
    NoRule,
    /// Not all of it could be judged, the rest is fine.
    NotJudged,
    /// The organization has to declare it.
    ToDeclare,
    /// All is fine.
    Passed,
    /// The organization has declared it.
    Attested,
    /// There is nothing that it is about.
    NotApplicable,
    /// There is nothing to check.
    Informational,
}

impl Decision {
    /// How many there are of each decision, in order; those that do not occur are left out.
    pub(crate) fn totals(decisions: impl Iterator<Item = Self>) -> Vec<(Self, usize)> {
        let decisions: Vec<_> = decisions.collect();
        let count = |decision: Self| decisions.iter().filter(|other| **other == decision).count();
        let counted = Self::ALL.map(|decision| (decision, count(decision)));
        counted.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    const ALL: [Self; 8] = [
        Self::Found,
        Self::NoRule,
        Self::NotJudged,
        Self::ToDeclare,
        Self::Passed,
        Self::Attested,
        Self::NotApplicable,
        Self::Informational,
    ];

    /// The id in the JSON form.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::NoRule => "no_rule",
            Self::NotJudged => "not_judged",
            Self::ToDeclare => "to_declare",
            Self::Passed => "passed",
            Self::Attested => "attested",
            Self::NotApplicable => "not_applicable",
            Self::Informational => "informational",
        }
    }

    /// As the rule stands; here what passes is told from what is only declared.
    fn of(counts: Counts) -> Self {
        match standing(counts) {
            Standing::Failed => Self::Found,
            Standing::NotJudged => Self::NotJudged,
            Standing::ToDeclare => Self::ToDeclare,
            Standing::Passed if counts[Outcome::Pass.index()] == 0 => Self::Attested,
            Standing::Passed => Self::Passed,
            Standing::NotApplicable => Self::NotApplicable,
        }
    }
}

/// The sections of a document and their statements.
pub(crate) type Sections<'a> = Vec<(&'a Section, Vec<Covered<'a>>)>;

/// Everything that the documents state.
pub(crate) struct Coverage<'a> {
    pub(crate) documents: Vec<(&'a StatedDocument, Sections<'a>)>,
    /// Whether there were exports to judge.
    pub(crate) judged: bool,
}

/// A statement and what answers for it.
pub(crate) struct Covered<'a> {
    pub(crate) statement: &'a Statement,
    pub(crate) answers: Vec<StatementAnswer<'a>>,
    /// None where there were no exports.
    pub(crate) decision: Option<Decision>,
}

/// A rule that answers for a statement.
#[derive(Clone)]
pub(crate) struct StatementAnswer<'a> {
    pub(crate) id: &'a str,
    pub(crate) rule: Option<&'a Rule>,
    pub(crate) severity: Option<Severity>,
    pub(crate) counts: Counts,
    /// None where there were no exports.
    pub(crate) decision: Option<Decision>,
    pub(crate) missing: Vec<Missing>,
}

/// What kept a rule from being judged.
#[derive(Debug, Clone)]
pub(crate) struct Missing {
    pub(crate) kind: KindId,
    pub(crate) reason: Reason,
    pub(crate) settings: Vec<SettingId>,
    pub(crate) places: usize,
}

/// Puts the statements beside what a run came to.
pub(crate) fn coverage<'a>(
    ledger: &'a Ledger,
    rules: &'a Rules,
    severity: &dyn Fn(RuleIx, &Rule) -> Severity,
    report: Option<&Report>,
) -> Coverage<'a> {
    let missing = report.map(missing).unwrap_or_default();
    let worst = report.map(worst).unwrap_or_default();
    let answer = |id: &'a str| {
        let Some((at, rule)) = rules.all().find(|(_, rule)| rule.id == id) else {
            let decision = report.map(|_| Decision::NoRule);
            return StatementAnswer {
                id,
                rule: None,
                severity: None,
                counts: Counts::default(),
                decision,
                missing: Vec::new(),
            };
        };
        let counts = report.map(|report| report.counts[at.0 as usize]);
        StatementAnswer {
            id,
            rule: Some(rule),
            severity: Some(worst.get(&at).copied().unwrap_or_else(|| severity(at, rule))),
            counts: counts.unwrap_or_default(),
            decision: counts.map(Decision::of),
            missing: missing.get(&at).cloned().unwrap_or_default(),
        }
    };
    let covered = |document: &StatedDocument, section: &Section, statement: &'a Statement| {
        let listed = &statement.rules;
        // A rule of the user's own may answer for a statement too.
        let own = rules
            .all()
            .filter(|(_, rule)| rule.source.names(document, section, statement) && !listed.contains(&rule.id));
        let ids = listed.iter().map(Str::as_str).chain(own.map(|(_, rule)| rule.id.as_str()));
        let answers: Vec<_> = ids.map(answer).collect();
        let most_pressing = answers.iter().filter_map(|answer| answer.decision).min();
        let decision = report.map(|_| most_pressing.unwrap_or(Decision::Informational));
        Covered { statement, answers, decision }
    };
    let documents = ledger.documents.iter().map(|document| {
        let sections = document.sections.iter().map(|section| {
            let statements = section.statements.iter();
            (section, statements.map(|statement| covered(document, section, statement)).collect())
        });
        (document, sections.collect())
    });
    Coverage { documents: documents.collect(), judged: report.is_some() }
}

/// By rule with findings, how bad the worst of them is.
fn worst(report: &Report) -> BTreeMap<RuleIx, Severity> {
    let mut worst = BTreeMap::new();
    for judged in report.findings() {
        let known = worst.entry(judged.verdict.rule).or_insert(judged.severity);
        *known = judged.severity.max(*known);
    }
    worst
}

/// By rule, what could not be judged, grouped by kind and reason.
fn missing(report: &Report) -> BTreeMap<RuleIx, Vec<Missing>> {
    let mut missing: BTreeMap<RuleIx, Vec<Missing>> = BTreeMap::new();
    for judged in &report.results {
        let verdict = &judged.verdict;
        let Outcome::NotEvaluated(reason) = verdict.outcome else { continue };
        let groups = missing.entry(verdict.rule).or_default();
        let at = groups.iter().position(|group| (group.kind, group.reason) == (verdict.kind, reason));
        let at = at.unwrap_or_else(|| {
            groups.push(Missing { kind: verdict.kind, reason, settings: Vec::new(), places: 0 });
            groups.len() - 1
        });
        let group = &mut groups[at];
        group.places += usize::from(verdict.place.is_some());
        if let Some(setting) = verdict.setting.filter(|setting| !group.settings.contains(setting)) {
            group.settings.push(setting);
        }
    }
    missing
}

impl<'a> Coverage<'a> {
    pub(crate) fn statements(&self) -> impl Iterator<Item = &Covered<'a>> {
        self.documents.iter().flat_map(|(_, sections)| sections).flat_map(|(_, statements)| statements)
    }

    /// Every rule once.
    pub(crate) fn rules(&self) -> BTreeMap<&'a str, &StatementAnswer<'a>> {
        self.statements().flat_map(|covered| &covered.answers).map(|answer| (answer.id, answer)).into_map()
    }
}
