//! The stages put together, one function for each job.

mod check;

use std::io::{self, Write};

use crate::catalogue::Catalogue;
use crate::cli::{Command, Job, RuleFolders};
use crate::gate::Pack;
use crate::judge::Exit;
use crate::lang::{Lang, words};
use crate::progress::{Progress, SILENT};
use crate::report::{self, Style, printable};
use crate::rule::{LoadError, Rules, closest, load_folder};
use crate::source::{Place, Source, SourceId, Sources};
use crate::{config, coverage, declaration, diff, explain, inspect, waive};

/// Where a run writes to.
pub struct Output<'a> {
    /// Standard output: the report.
    pub out: &'a mut dyn Write,
    /// Standard error: the summary, and what is wrong with the command.
    pub err: &'a mut dyn Write,
    /// What stages count for. Whoever writes to the streams above stops it first.
    pub progress: &'a Progress,
}

impl<'a> Output<'a> {
    /// These streams, and no progress.
    pub fn new(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self { out, err, progress: &SILENT }
    }
}

/// Does a job and tells the exit code.
pub fn run(command: &Command, output: &mut Output<'_>) -> io::Result<u8> {
    let Command { job, lang, style } = command;
    let (lang, style) = (*lang, *style);
    match job {
        Job::Check(job) => check::run(job, lang, style, output),
        Job::Inspect(job) => inspect::run(job, lang, output),
        Job::Declaration(job) => with_rules(&job.folders, lang, style, output, |catalogue, rules, output| {
            declaration::run(job, catalogue, rules, lang, output)
        }),
        Job::Diff(job) => with_rules(&job.folders, lang, style, output, |catalogue, rules, output| {
            diff::run(job, catalogue, rules, lang, style, output)
        }),
        Job::Coverage(job) => with_pack(&job.folders, lang, style, output, |catalogue, rules, output| {
            coverage::run(job, catalogue, rules, lang, style, output)
        }),
        Job::Rules(job) => with_rules(&job.folders, lang, style, output, |catalogue, rules, output| {
            match &job.pages {
                Some(folder) => explain::write(folder, rules, catalogue)?,
                None => explain::list(rules, catalogue, job.format, lang, output.out)?,
            }
            Ok(0)
        }),
        Job::Explain(id, folders) => with_rules(folders, lang, style, output, |catalogue, rules, output| {
            let Some(rule) = rules.named(id) else { return no_such_rule(id, rules, lang, output) };
            explain::rule(rule, rules, catalogue, lang, style, output.out)?;
            Ok(0)
        }),
        Job::Waive(job) => with_rules(&job.folders, lang, style, output, |catalogue, rules, output| {
            let pack = Pack { rules, catalogue, today: job.today };
            waive::run(&job.request, &job.file, pack, lang, style, output)
        }),
        Job::Init(job) => config::init(job, lang, output),
        Job::Config(settings, format) => {
            config::show(settings, *format, output.out)?;
            Ok(0)
        }
    }
}

/// Loads all rules and gets them ready to be asked, then does the job.
fn with_rules(
    folders: &RuleFolders,
    lang: Lang,
    style: Style,
    output: &mut Output<'_>,
    job: impl FnOnce(&Catalogue, &Rules, &mut Output<'_>) -> io::Result<u8>,
) -> io::Result<u8> {
    with_pack(folders, lang, style, output, |catalogue, rules, output| {
        rules.select(|_| true, catalogue);
        job(catalogue, rules, output)
    })
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
