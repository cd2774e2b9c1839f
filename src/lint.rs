//! The stages between the two ends, in their order: texts read, checked, derived from and judged.

use rayon::prelude::*;

use crate::catalogue::{Catalogue, Origin};
use crate::check::{Checker, Verdicts};
use crate::derive::{self, Facts};
use crate::expect::{self, Age, Expectations};
use crate::json::SyntaxError;
use crate::judge::{Evidence, Gates, Report, judge};
use crate::progress::Progress;
use crate::read::{Export, ReadError, read};
use crate::resource::Resource;
use crate::source::{Collected, Source, SourceId, Sources};

/// By what texts are judged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms<'a> {
    /// The rules, and the day.
    pub(crate) checker: Checker<'a>,
    /// The gates.
    pub(crate) gates: Gates,
    /// What the exports should be, where that is known.
    pub(crate) expect: Option<&'a Expectations>,
    /// Only some files of a whole were named: those that are no exports are passed over.
    pub(crate) partial: bool,
    /// Who wants to know how far it is.
    pub(crate) progress: &'a Progress,
}

/// What inputs came to, and what a watcher kept of the resources of each readable source.
pub(crate) struct Assessed<W> {
    /// The texts.
    pub(crate) sources: Sources,
    /// What the rules say.
    pub(crate) report: Report,
    /// By source.
    pub(crate) watched: Vec<(SourceId, W)>,
}

/// What one source came to.
struct Outcome {
    export: Result<Export, SyntaxError>,
    verdicts: Verdicts,
    facts: Facts,
}

/// Reads, checks, derives and judges.
pub(crate) fn lint(collected: Collected, terms: Terms<'_>) -> (Sources, Report) {
    let Assessed { sources, report, .. } = assess(collected, terms, |(): &mut (), _, _| {});
    (sources, report)
}

/// The same; `watch` sees each resource as it passes by, and whether it stands inside another. What it keeps of a
/// source is its own.
pub(crate) fn assess<W: Default + Send>(
    collected: Collected,
    terms: Terms<'_>,
    watch: impl Fn(&mut W, &Resource<'_>, bool) + Sync,
) -> Assessed<W> {
    let Terms { checker, gates, expect, partial, progress } = terms;
    let (sources, catalogue) = (collected.sources, checker.catalogue);
    let outcomes: Vec<_> = sources.0.par_iter().map(|source| examine(source, checker, progress, &watch)).collect();
    let mut verdicts = Verdicts::new(checker.rules.len());
    let mut evidence = Evidence {
        unreadable: collected.unreadable,
        passed_over: collected.passed_over,
        excluded: collected.excluded,
        partial,
        ..Evidence::default()
    };
    let (mut facts, mut watched) = (Vec::new(), Vec::new());
    for (source, (outcome, kept)) in sources.0.iter().zip(outcomes) {
        let mut export = match outcome.export {
            Ok(export) => export,
            Err(error) => {
                evidence.broken.push((source.id, error));
                continue;
            }
        };
        let mut found = outcome.facts;
        found.clues.splice(0..0, export.clues.drain(..));
        export.clues.clone_from(&found.clues);
        if partial && holds_nothing(&export, catalogue) {
            continue;
        }
        let age = expect.map_or(Age::Fine, |expect| expect.age(&export, checker.today));
        evidence.undated += usize::from(age == Age::Unknown);
        evidence.notices.extend(expect.into_iter().flat_map(|expect| expect.notices(&export)));
        if age == Age::Stale {
            found.forget();
            export.gaps = expect::stale_gaps(&export, catalogue);
        } else {
            verdicts.merge(outcome.verdicts);
            export.gaps.extend(found.gaps(catalogue));
            watched.push((source.id, kept));
        }
        evidence.exports.push(export);
        facts.push((source.id, found));
    }
    evidence.tenant = derive::derive(&facts, &sources, catalogue, checker.today);
    let declared = evidence.tenant.answers.iter().map(|answer| &answer.resource);
    for resource in evidence.tenant.derived.iter().chain(declared) {
        checker.check(resource, &mut verdicts);
    }
    let report = judge(verdicts, evidence, &sources, checker.rules, catalogue, gates, checker.keep);
    Assessed { sources, report, watched }
}

/// Whether a file is no export with objects that any rule could be about.
fn holds_nothing(export: &Export, catalogue: &Catalogue) -> bool {
    export.gaps.is_empty() && export.counts.keys().all(|kind| catalogue.named(kind).is_none())
}

/// Reads and checks one source, resource by resource.
fn examine<W: Default>(
    source: &Source,
    checker: Checker<'_>,
    progress: &Progress,
    watch: impl Fn(&mut W, &Resource<'_>, bool),
) -> (Outcome, W) {
    let mut along = progress.along();
    let mut attempt = |stream: bool| {
        let (mut verdicts, mut facts) = (Verdicts::new(checker.rules.len()), Facts::default());
        let mut kept = W::default();
        let export = read(source, checker.catalogue, stream, &mut |resource| {
            along.reached(resource.place.span.end());
            facts.observe(resource, checker.catalogue);
            watch(&mut kept, resource, false);
            // Whether a declared answer counts is known when all exports are.
            if checker.catalogue.kind(resource.kind).origin != Origin::Declared {
                checker.check(resource, &mut verdicts);
            }
            derive::inside(resource, checker.catalogue, &mut |inner| {
                watch(&mut kept, inner, true);
                checker.check(inner, &mut verdicts);
            });
        });
        (export, verdicts, facts, kept)
    };
    let (mut export, mut verdicts, mut facts, mut kept) = attempt(true);
    if matches!(export, Err(ReadError::OutlineChanged)) {
        (export, verdicts, facts, kept) = attempt(false);
    }
    along.end(source.text.len());
    let export = export.map_err(|error| match error {
        ReadError::Syntax(error) => error,
        ReadError::OutlineChanged => unreachable!("nothing is streamed the second time"),
    });
    (Outcome { export, verdicts, facts }, kept)
}
