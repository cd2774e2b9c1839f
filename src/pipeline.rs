//! The stages between the two ends, in their order: texts read, checked, derived from and judged.

pub mod accept;
pub mod check;
pub mod derive;
mod examine;
pub mod expect;
pub mod judge;
pub(crate) mod manifest;
pub mod read;
mod resemblance;
pub mod resource;
pub mod source;
mod witness;
mod words;

use rayon::prelude::*;

use crate::model::place::SourceId;
use crate::pack::catalogue::Catalogue;
use crate::pipeline::check::{Checker, Verdicts};
use crate::pipeline::expect::{Age, Expectations};
use crate::pipeline::judge::{Evidence, Gates, Report, judge};
use crate::pipeline::read::Export;
use crate::pipeline::source::{Collected, Source, Sources, is_manifest};
use crate::progress::{Progress, SILENT};
use crate::threads;
use examine::{Examination, Examined, Watch, examine};
use manifest::Manifests;

/// How texts are read and judged.
#[derive(Debug, Clone, Copy)]
pub struct LintOptions<'a> {
    /// The rules, and the day.
    pub checker: Checker<'a>,
    /// The gates.
    pub gates: Gates,
    /// What the exports should be, where that is known.
    pub expect: Option<&'a Expectations>,
    /// Only some files of a whole were named: those that are no exports are passed over.
    pub partial: bool,
    /// What the organization declares counts.
    pub declarations: bool,
    /// What it says it does not have counts.
    pub absences: bool,
    /// Who wants to know how far it is.
    pub progress: &'a Progress,
    /// How texts are read.
    pub read_mode: ReadMode,
}

impl<'a> LintOptions<'a> {
    /// By these rules, on that day; nothing else is asked.
    pub fn new(checker: Checker<'a>) -> Self {
        let (gates, read_mode) = (Gates::default(), ReadMode::default());
        let (expect, progress) = (None, &SILENT);
        Self { checker, gates, expect, partial: false, declarations: true, absences: true, progress, read_mode }
    }
}

/// How texts are read. Both come to the same report; the plain mode is what the fast one is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReadMode {
    /// Elements of listings are handed on while reading, in ranges side by side, or only counted.
    #[default]
    Streamed,
    /// A whole text is read before anything is judged, and every object of it is.
    Whole,
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

/// So few bytes are read before threads would have been started.
const FEW: usize = 1 << 20;

/// So many sources are read side by side.
const SOME: usize = 256;

/// Reads, checks, derives and judges.
pub fn lint(collected: Collected, options: LintOptions<'_>) -> (Sources, Report) {
    let Assessed { sources, report, .. } = assess::<()>(collected, options, None);
    (sources, report)
}

/// The same; `watch` sees each resource as it passes by, and whether it stands inside another. What it keeps of a
/// source is its own.
pub(crate) fn assess<W: Default + Send>(
    collected: Collected,
    options: LintOptions<'_>,
    watch: Option<&Watch<'_, W>>,
) -> Assessed<W> {
    let LintOptions { checker, gates, expect, partial, declarations, absences, progress, read_mode } = options;
    let (sources, catalogue) = (collected.sources, checker.catalogue);
    let short = sources.0.iter().map(|source| source.text.len()).sum::<usize>() < FEW;
    if !short {
        threads::ready();
    }
    let one = |room: &mut _, source: &Source| examine(source, checker, progress, read_mode, watch, room);
    let mut verdicts = Verdicts::new(checker.rules.len());
    let mut evidence = Evidence {
        unreadable: collected.unreadable,
        passed_over: collected.passed_over,
        excluded: collected.excluded,
        partial,
        ..Evidence::default()
    };
    let (mut facts, mut shown, mut watched) = (Vec::new(), Vec::new(), Vec::new());
    let (mut manifests, mut stale) = (Manifests::read(&sources, catalogue), Vec::new());
    let mut take_in = |(source, (outcome, kept)): (&Source, (Examination, W))| {
        if let Some(fault) = manifests.fault(source.id) {
            return evidence.broken.push((source.id, fault));
        }
        let Examined { mut export, said, facts: mut found, shown: objects } = match outcome {
            Ok(examined) => examined,
            Err(fault) => return evidence.broken.push((source.id, fault)),
        };
        found.tenancy.clues.splice(0..0, export.clues.drain(..));
        if !declarations && found.distrust(&mut export, catalogue) {
            evidence.distrusted.push(source.id);
        } else if !absences && found.distrust_absences(catalogue) {
            evidence.distrusted_absences.push(source.id);
        }
        found.tenancy.owned = std::mem::take(&mut export.owned);
        export.clues.clone_from(&found.tenancy.clues);
        manifests.describe(&mut export, source);
        if partial && holds_nothing(&export, catalogue) && !is_manifest(&source.name) {
            return evidence.notices.extend(resemblance::notice(source, catalogue));
        }
        let age = expect.map_or(Age::Fine, |expect| expect.age(&export, checker.today));
        evidence.undated += usize::from(age == Age::Unknown);
        if age == Age::Stale {
            stale.push(source.id);
            found.forget();
            export.gaps = expect::stale_gaps(&export, catalogue);
        } else {
            verdicts.take_in(said);
            export.gaps.extend(found.gaps(catalogue));
            watched.push((source.id, kept));
        }
        evidence.exports.push(export);
        facts.push((source.id, found));
        shown.push((source.id, objects));
    };
    let examine_all = || {
        // While some are read, those before are taken in: what all come to takes more memory than small files do.
        let mut before: Vec<(&Source, (Examination, W))> = Vec::new();
        for some in sources.0.chunks(SOME).chain([&[][..]]) {
            let came = || some.par_iter().map_init(|| None, |room, source| (source, one(room, source))).collect();
            ((), before) = rayon::join(|| before.drain(..).for_each(&mut take_in), came);
        }
    };
    if short {
        let mut room = None;
        sources.0.iter().for_each(|source| take_in((source, one(&mut room, source))));
    } else {
        rayon::join(examine_all, || sources.0.par_iter().for_each(|source| _ = source.sha256()));
    }
    // Which names are of one tenant is known when all exports are.
    if let Some(expect) = expect {
        let aliases = if expect.tenant.is_some() { derive::aliases(&facts) } else { Vec::new() };
        evidence.notices.extend(evidence.exports.iter().flat_map(|export| expect.notices(export, &aliases)));
    }
    manifests.apply(&mut evidence, &stale, &sources, catalogue);
    evidence.tenant = derive::derive(&facts, &sources, catalogue, checker.today);
    witness::join(&sources, &evidence, &stale, &shown, checker, &mut verdicts);
    // What little there is of a few files goes at the end: of thousands of such tenants, it must not pile up.
    if !short {
        threads::let_go((facts, shown));
    }
    evidence.notices.append(&mut evidence.tenant.void);
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
