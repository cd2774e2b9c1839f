//! The stages put together, one function for each job.

use std::io::{self, Write};

use rayon::prelude::*;

use crate::catalogue::{Catalogue, Origin};
use crate::check::{Checker, Keep, Verdicts};
use crate::cli::{CheckJob, Command, Job, RuleFolders};
use crate::derive::{self, Facts};
use crate::json::SyntaxError;
use crate::judge::{Evidence, Exit, judge};
use crate::lang::{Lang, words};
use crate::read::{Export, ReadError, read};
use crate::report::{self, Context, Format, Style, printable};
use crate::rule::{LoadError, Rule, Rules, closest, load_folder};
use crate::source::{Place, Source, SourceId, Sources, collect};
use crate::{explain, inspect};

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
        Job::Rules(folders) => with_pack(folders, lang, command.style, output, |_, rules, output| {
            explain::list(rules, lang, output.out)?;
            Ok(0)
        }),
        Job::Explain(id, folders) => {
            with_pack(folders, lang, command.style, output, |catalogue, rules, output| match rules.named(id) {
                Some(rule) => {
                    explain::rule(rule, catalogue, lang, command.style, output.out)?;
                    Ok(0)
                }
                None => no_such_rule(id, rules, lang, output),
            })
        }
    }
}

/// What one source came to.
struct Outcome {
    export: Result<Export, SyntaxError>,
    verdicts: Verdicts,
    facts: Facts,
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
        rules.select(wanted, catalogue);
        let formats = || std::iter::once(job.format).chain(job.outputs.iter().map(|(format, _)| *format));
        let keep = formats().map(|format| format.keep(job.all, job.sarif)).max().unwrap_or(Keep::Actionable);
        let collected = collect(&job.inputs, job.encoding, formats().any(Format::hashes));
        let sources = collected.sources;
        let checker = Checker { rules, catalogue, today: job.today, keep };
        let outcomes: Vec<_> = sources.0.par_iter().map(|source| examine(source, checker)).collect();
        let mut verdicts = Verdicts::new(rules.len());
        let mut evidence =
            Evidence { unreadable: collected.unreadable, passed_over: collected.passed_over, ..Evidence::default() };
        let mut facts = Vec::new();
        for (source, outcome) in sources.0.iter().zip(outcomes) {
            match outcome.export {
                Ok(mut export) => {
                    verdicts.merge(outcome.verdicts);
                    let mut found = outcome.facts;
                    found.clues.splice(0..0, export.clues.drain(..));
                    export.clues.clone_from(&found.clues);
                    export.gaps.extend(found.gap(catalogue));
                    evidence.exports.push(export);
                    facts.push((source.id, found));
                }
                Err(error) => evidence.broken.push((source.id, error)),
            }
        }
        evidence.tenant = derive::derive(&facts, &sources, catalogue, job.today);
        let declared = evidence.tenant.answers.iter().map(|answer| &answer.resource);
        for resource in evidence.tenant.derived.iter().chain(declared) {
            checker.check(resource, &mut verdicts);
        }
        let report = judge(verdicts, evidence, &sources, rules, catalogue, job.gates, keep);
        let context = Context {
            sources: &sources,
            catalogue,
            rules,
            lang,
            today: job.today,
            all: job.all,
            exit_zero: job.exit_zero,
            sarif: job.sarif,
            workplace: &job.workplace,
        };
        let streams: (&mut dyn Write, &mut dyn Write) = (output.out, output.err);
        let written = report::deliver(&report, context, job.format, &job.outputs, style, streams)?;
        output.err.write_all(report::summary(&report, context).as_bytes())?;
        Ok(match report.exit {
            _ if !written => Exit::Failed.code(),
            Exit::Findings if job.exit_zero => 0,
            exit => exit.code(),
        })
    })
}

/// Reads and checks one source, resource by resource.
fn examine(source: &Source, checker: Checker<'_>) -> Outcome {
    let attempt = |stream: bool| {
        let (mut verdicts, mut facts) = (Verdicts::new(checker.rules.len()), Facts::default());
        let export = read(source, checker.catalogue, stream, &mut |resource| {
            facts.observe(resource, checker.catalogue);
            // Whether a declared answer counts is known when all exports are.
            if checker.catalogue.kind(resource.kind).origin != Origin::Declared {
                checker.check(resource, &mut verdicts);
            }
            derive::inside(resource, checker.catalogue, &mut |inner| checker.check(inner, &mut verdicts));
        });
        (export, verdicts, facts)
    };
    let (mut export, mut verdicts, mut facts) = attempt(true);
    if matches!(export, Err(ReadError::OutlineChanged)) {
        (export, verdicts, facts) = attempt(false);
    }
    let export = export.map_err(|error| match error {
        ReadError::Syntax(error) => error,
        ReadError::OutlineChanged => unreachable!("nothing is streamed the second time"),
    });
    Outcome { export, verdicts, facts }
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
        let sources = Sources(vec![source]);
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
