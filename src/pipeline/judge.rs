//! Verdicts to a report: the one funnel where declared answers settle rules, gaps are told, order is made, and the
//! exit code is decided.

mod report;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use super::words;
use crate::model::place::{Place, SourceId};
use crate::model::severity::Severity;
use crate::model::value::Reason;
use crate::order::Gather as _;
use crate::pack::catalogue::{Catalogue, Clue, Kind, KindId, Origin};
use crate::pack::rule::{Rule, RuleIx, Rules, check_index};
use crate::pipeline::check::{Counts, Keep, Outcome, Tally, Verdict, Verdicts};
use crate::pipeline::derive::Answer;
use crate::pipeline::read::{Export, Gap};
use crate::pipeline::resource::Related;
use crate::pipeline::source::Sources;

pub use report::{BaselineState, Evidence, Exit, Gates, Judged, Report, Standing, Waived};

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
            let names_it = keep > Keep::First;
            let fingerprint = if names_it { fingerprint(rule, &verdict, catalogue) } else { String::new() };
            let told = keep > Keep::Numbers;
            let tenant = told.then(|| evidence.tenant.of_place(verdict.place, address(&verdict, catalogue)).cloned());
            let tenant = tenant.flatten();
            let severity = severity(rule, &verdict, gates);
            Judged { severity, fingerprint, tenant, verdict, waived: None, baseline: None }
        })
        .collect();
    let name = |place: Option<Place>| place.map(|place| sources.get(place.source).name.as_str());
    let by_place = |a: &Judged, b: &Judged| {
        let (x, y) = (&a.verdict, &b.verdict);
        let source = |verdict: &Verdict| verdict.place.map(|place| place.source);
        let by_name = if source(x) == source(y) { Ordering::Equal } else { name(x.place).cmp(&name(y.place)) };
        let within = |verdict: &Verdict| (verdict.place.map(|place| place.span), verdict.rule, verdict.setting);
        let by_place = by_name.then_with(|| within(x).cmp(&within(y)));
        by_place.then_with(|| (&x.resource, x.outcome).cmp(&(&y.resource, y.outcome)))
    };
    if keep > Keep::Numbers {
        results.sort_by(by_place);
    }
    let standings: BTreeMap<_, _> =
        rules.all().map(|(at, _)| (at, standing(verdicts.counts[at.0 as usize]))).into_map();
    debug_assert!(rules.all().all(|(at, _)| verdicts.counts[at.0 as usize].iter().sum::<u64>() > 0));
    let open = |standing: &&Standing| matches!(standing, Standing::NotJudged | Standing::ToDeclare);
    let judged = rules.len() - standings.values().filter(open).count();
    let coverage = u8::try_from(judged * 100 / rules.len().max(1)).unwrap_or(100);
    let coverage_missed = gates.min_coverage.filter(|least| coverage < *least);
    let mut notices = std::mem::take(&mut evidence.notices);
    notices.extend(coverage_missed.map(|least| words::too_little(coverage, least)));
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
        .into_set();
    let exported = evidence.exports.iter().flat_map(|export| export.counts.keys().map(String::as_str));
    let exported: BTreeSet<&str> = exported.chain(none.iter().copied()).into_set();
    let gaps: Vec<&Gap> = evidence.exports.iter().flat_map(|export| &export.gaps).collect();
    // There may be many of one sort: of a kind, or of one source.
    let (mut sorts, mut sort_of) = (Vec::<&Gap>::new(), Vec::new());
    let mut known = BTreeMap::new();
    for gap in &gaps {
        let sort = (gap.kind, if gap.kind.is_none() { Some(gap.place.source) } else { None });
        let at = *known.entry(sort).or_insert_with(|| {
            sorts.push(gap);
            sorts.len() - 1
        });
        sort_of.push(at);
    }
    let by_source: BTreeMap<SourceId, &Export> =
        evidence.exports.iter().map(|export| (export.source, export)).into_map();
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
            let from: Vec<bool> = sorts.iter().map(|gap| is_from(gap)).collect();
            for (gap, _) in gaps.iter().zip(&sort_of).filter(|(_, sort)| from[**sort]) {
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
    Verdict { rule, ..Verdict::bare(kind.id, outcome) }
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
