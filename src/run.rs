//! The stages put together, one function for each job.

use std::io::{self, Write};

use rayon::prelude::*;

use crate::catalogue::{Catalogue, Origin};
use crate::check::{Checker, Keep, Verdicts};
use crate::cli::{CheckJob, Command, Job, RuleFolders};
use crate::derive::{self, Facts};
use crate::gate::{self, Pack};
use crate::json::SyntaxError;
use crate::judge::{Evidence, Exit, Gates, Report, judge};
use crate::lang::{Lang, words};
use crate::read::{Export, ReadError, read};
use crate::report::{self, Context, Format, Style, printable};
use crate::resource::Resource;
use crate::rule::{LoadError, Rule, Rules, closest, load_folder};
use crate::source::{Collected, Place, Source, SourceId, Sources, Unread, collect};
use crate::{coverage, declaration, diff, explain, inspect, waive};

/// Where a run writes to.
pub struct Output<'a> {
    /// Standard output: the report.
    pub out: &'a mut dyn Write,
    /// Standard error: the summary, and what is wrong with the command.
    pub err: &'a mut dyn Write,
}

/// Does a job and tells the exit code.
pub fn run(command: &Command, output: &mut Output<'_>) -> io::Result<u8> {
    let lang = command.lang;
    match &command.job {
        Job::Check(job) => check(job, lang, command.style, output),
        Job::Inspect(job) => inspect::run(job, lang, output),
        Job::Declaration(job) => with_pack(&job.folders, lang, command.style, output, |catalogue, rules, output| {
            rules.select(|_| true, catalogue);
            declaration::run(job, catalogue, rules, lang, output)
        }),
        Job::Rules(job) => with_pack(&job.folders, lang, command.style, output, |catalogue, rules, output| {
            match &job.pages {
                Some(folder) => {
                    rules.select(|_| true, catalogue);
                    explain::write(folder, rules, catalogue)?;
                }
                None => explain::list(rules, catalogue, job.format, lang, output.out)?,
            }
            Ok(0)
        }),
        Job::Coverage(job) => with_pack(&job.folders, lang, command.style, output, |catalogue, rules, output| {
            coverage::run(job, catalogue, rules, lang, command.style, output)
        }),
        Job::Explain(id, folders) => with_pack(folders, lang, command.style, output, |catalogue, rules, output| {
            rules.select(|_| true, catalogue);
            let Some(rule) = rules.named(id) else { return no_such_rule(id, rules, lang, output) };
            explain::rule(rule, rules, catalogue, lang, command.style, output.out)?;
            Ok(0)
        }),
        Job::Diff(job) => with_pack(&job.folders, lang, command.style, output, |catalogue, rules, output| {
            rules.select(|_| true, catalogue);
            diff::run(job, catalogue, rules, lang, command.style, output)
        }),
        Job::Waive(job) => with_pack(&job.folders, lang, command.style, output, |catalogue, rules, output| {
            let pack = Pack { rules, catalogue, today: job.today };
            waive::run(&job.request, job.file.as_deref(), pack, lang, command.style, output)
        }),
    }
}

/// What one source came to.
struct Outcome {
    export: Result<Export, SyntaxError>,
    verdicts: Verdicts,
    facts: Facts,
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

fn check(job: &CheckJob, lang: Lang, style: Style, output: &mut Output<'_>) -> io::Result<u8> {
    with_pack(&job.folders, lang, style, output, |catalogue, rules, output| {
        for pattern in job.only.iter().chain(&job.skip) {
            if !rules.all().any(|(_, rule)| matches(pattern, rule)) {
                return no_such_rule(pattern, rules, lang, output);
            }
        }
        let wanted = |rule: &Rule| {
            let named = |patterns: &[String]| patterns.iter().any(|pattern| matches(pattern, rule));
            (job.only.is_empty() || named(&job.only)) && !named(&job.skip)
        };
        let mut beside = Sources::default();
        let accepted = match gate::load(&job.accept, &mut beside, Pack { rules, catalogue, today: job.today }) {
            Ok(accepted) => accepted,
            Err(refusals) => {
                output.err.write_all(gate::refused(&refusals, &beside, lang, style).as_bytes())?;
                return Ok(Exit::Failed.code());
            }
        };
        rules.select(wanted, catalogue);
        let machine = matches!(job.format, Format::Json | Format::JsonV1);
        let keep = match (machine, job.all) {
            (true, true) => Keep::All,
            (true, false) => Keep::NotPasses,
            (false, _) => Keep::Actionable,
        };
        let mut collected = collect(&job.inputs, job.encoding, machine);
        collected.sources = collected.sources.with_beside(beside);
        let checker = Checker { rules, catalogue, today: job.today, keep };
        let (sources, mut report) = lint(collected, checker, job.gates);
        let pack = Pack { rules, catalogue, today: job.today };
        let baseline = gate::apply(&accepted, &mut report, job.gates, &sources, pack);
        if let (Some(path), Some(text)) = (job.accept.baseline.path(), baseline)
            && let Err(error) = std::fs::write(path, text)
        {
            let why = report::unread_words(&Unread::Io(error), lang);
            writeln!(output.err, "{}: {why}", printable(&path.to_string_lossy()))?;
            return Ok(Exit::Failed.code());
        }
        let context = Context { sources: &sources, catalogue, rules, lang, today: job.today };
        let written = report::render(&report, context, job.format, style, output.out).and_then(|()| output.out.flush());
        match written {
            // Whoever reads us has seen enough; what was found has been found.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            other => other?,
        }
        output.err.write_all(report::summary(&report, context).as_bytes())?;
        Ok(match report.exit {
            Exit::Findings if job.exit_zero => 0,
            exit => exit.code(),
        })
    })
}

/// The stages between the two ends: texts to a report.
pub(crate) fn lint(collected: Collected, checker: Checker<'_>, gates: Gates) -> (Sources, Report) {
    let Assessed { sources, report, .. } = assess(collected, checker, gates, |(): &mut (), _, _| {});
    (sources, report)
}

/// Reads, checks, derives and judges. `watch` sees each resource as it passes by, and whether it stands inside another;
/// what it keeps of a source is its own.
pub(crate) fn assess<W: Default + Send>(
    collected: Collected,
    checker: Checker<'_>,
    gates: Gates,
    watch: impl Fn(&mut W, &Resource<'_>, bool) + Sync,
) -> Assessed<W> {
    let (sources, catalogue) = (collected.sources, checker.catalogue);
    let outcomes: Vec<_> = sources.0.par_iter().map(|source| examine(source, checker, &watch)).collect();
    let mut verdicts = Verdicts::new(checker.rules.len());
    let mut evidence =
        Evidence { unreadable: collected.unreadable, passed_over: collected.passed_over, ..Evidence::default() };
    let (mut facts, mut watched) = (Vec::new(), Vec::new());
    for (source, (outcome, kept)) in sources.0.iter().zip(outcomes) {
        match outcome.export {
            Ok(mut export) => {
                verdicts.merge(outcome.verdicts);
                let mut found = outcome.facts;
                found.clues.splice(0..0, export.clues.drain(..));
                export.clues.clone_from(&found.clues);
                export.gaps.extend(found.gaps(catalogue));
                evidence.exports.push(export);
                facts.push((source.id, found));
                watched.push((source.id, kept));
            }
            Err(error) => evidence.broken.push((source.id, error)),
        }
    }
    evidence.tenant = derive::derive(&facts, &sources, catalogue, checker.today);
    let declared = evidence.tenant.answers.iter().map(|answer| &answer.resource);
    for resource in evidence.tenant.derived.iter().chain(declared) {
        checker.check(resource, &mut verdicts);
    }
    let report = judge(verdicts, evidence, &sources, checker.rules, catalogue, gates, checker.keep);
    Assessed { sources, report, watched }
}

/// Reads and checks one source, resource by resource.
fn examine<W: Default>(
    source: &Source,
    checker: Checker<'_>,
    watch: impl Fn(&mut W, &Resource<'_>, bool),
) -> (Outcome, W) {
    let attempt = |stream: bool| {
        let (mut verdicts, mut facts) = (Verdicts::new(checker.rules.len()), Facts::default());
        let mut kept = W::default();
        let export = read(source, checker.catalogue, stream, &mut |resource| {
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
    let export = export.map_err(|error| match error {
        ReadError::Syntax(error) => error,
        ReadError::OutlineChanged => unreachable!("nothing is streamed the second time"),
    });
    (Outcome { export, verdicts, facts }, kept)
}

/// Whether a rule is meant by an id or by `service/*`.
fn matches(pattern: &str, rule: &Rule) -> bool {
    match pattern.strip_suffix("/*") {
        Some(service) => rule.id.split('/').next() == Some(service),
        None => rule.id == pattern,
    }
}

/// Loads the built-in catalogue and rules and the user's own, then does the job.
fn with_pack(
    folders: &RuleFolders,
    lang: Lang,
    style: Style,
    output: &mut Output<'_>,
    job: impl FnOnce(&Catalogue, &mut Rules, &mut Output<'_>) -> io::Result<u8>,
) -> io::Result<u8> {
    let mut catalogue = Catalogue::builtin();
    let mut rules = Rules::builtin(&catalogue);
    for folder in &folders.0 {
        if let Err(error) = load_folder(folder, &mut catalogue, &mut rules) {
            output.err.write_all(load_error(error, lang, style).as_bytes())?;
            return Ok(Exit::Failed.code());
        }
    }
    job(&catalogue, &mut rules, output)
}

fn no_such_rule(id: &str, rules: &Rules, lang: Lang, output: &mut Output<'_>) -> io::Result<u8> {
    let id = printable(id);
    let near = closest(&id, rules.all().map(|(_, rule)| rule.id.as_str()));
    match lang {
        Lang::En => write!(output.err, "error: there is no rule {id}")?,
        Lang::ZhCn => write!(output.err, "错误：没有规则 {id}")?,
    }
    match (near, lang) {
        (Some(near), Lang::En) => writeln!(output.err, "; did you mean {near}?")?,
        (Some(near), Lang::ZhCn) => writeln!(output.err, "；是否想输入 {near}？")?,
        (None, Lang::En) => writeln!(output.err, "; tenantlint rules lists them all")?,
        (None, Lang::ZhCn) => writeln!(output.err, "；用 tenantlint rules 查看全部规则")?,
    }
    Ok(Exit::Failed.code())
}

/// What is wrong with a rule folder, drawn at its place.
fn load_error(error: LoadError, lang: Lang, style: Style) -> String {
    let draw = |path: std::path::PathBuf, text: String, places: Vec<(crate::source::Span, String)>| {
        let name = path.to_string_lossy().into_owned();
        let source = Source::new(SourceId(0), name, text, crate::source::Encoding::Utf8);
        let sources = Sources::of(vec![source]);
        let headline = words(lang, "this is not a valid rule or kind file", "规则或类别文件无效");
        let drawn = places.into_iter().map(|(span, words)| {
            report::draw(&sources, Place { source: SourceId(0), span }, headline, &words, None, style)
        });
        drawn.collect::<Vec<_>>().join("\n")
    };
    match error {
        LoadError::Io(path, error) => format!("{}: {error}\n", printable(&path.to_string_lossy())),
        LoadError::Syntax(path, text, error) => {
            draw(path, text, vec![(error.span, error.syntax.words(lang).to_owned())])
        }
        LoadError::Flawed(path, text, places) => draw(path, text, places),
        LoadError::Empty(path) => {
            format!(
                "{}: {}\n",
                printable(&path.to_string_lossy()),
                words(lang, "there is no rule in this folder", "文件夹中没有规则")
            )
        }
    }
}
