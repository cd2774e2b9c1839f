//! What the exports leave open and only the organization can answer, as a declaration to fill in. Answers given
//! already are kept as they are.

mod form;

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::path::Path;

use serde_json::{Map, Value};

use crate::commands::output::Output;
use crate::commands::pack::{RuleFolders, with_rules};
use crate::commands::schema;
use crate::lang::{Lang, tell, words};
use crate::model::cloud;
use crate::model::dialect::Dialect;
use crate::order::Order as _;
use crate::pack::catalogue::{Catalogue, KindId, Origin};
use crate::pack::rule::{Rules, Settled};
use crate::pipeline::check::{Checker, Keep, Outcome, Verdict};
use crate::pipeline::judge::{Exit, Report};
use crate::pipeline::read::fault::located_line;
use crate::pipeline::read::{Export, Recognised};
use crate::pipeline::source::{Encoding, Filter, Input, Source, Sources, collect};
use crate::pipeline::{LintOptions, lint};
use crate::progress::SILENT;
use crate::report::Style;
use crate::report::unwritten;
use crate::report::{Existing, is_same_file, write_file};
use crate::text::printable::printable;
use crate::text::safe_json::write_pretty;
use form::{DeclarationForm, ask};
use jiff::civil::Date;
use std::path::PathBuf;

/// What is asked: an answer of a declared kind, and which.
type Question = (KindId, Option<String>);

/// What `declaration` is to do.
#[derive(Debug)]
pub struct Job {
    /// What to read; answers given already are among it.
    pub inputs: Vec<Input>,
    /// Which files of folders are read.
    pub filter: Filter,
    /// The encoding, where the bytes do not tell.
    pub encoding: Option<Encoding>,
    /// More rules.
    pub folders: RuleFolders,
    /// Where to write to; standard output if nowhere.
    pub output: Option<PathBuf>,
    /// Whether a file that is there may be replaced.
    pub force: bool,
    /// The day of the evaluation.
    pub today: Date,
}

/// Writes the declaration.
pub(super) fn run(job: &Job, lang: Lang, style: Style, output: &mut Output<'_>) -> io::Result<u8> {
    with_rules(&job.folders, Some(job.today), lang, style, output, |catalogue, rules, output| {
        let checker = Checker { rules, catalogue, today: job.today, keep: Keep::Actionable };
        let options = LintOptions::new(checker);
        // What is to be replaced is read first: answers in it are kept, whoever forgot to name it.
        let replaced = job.output.iter().filter(|file| file.is_file()).cloned().map(Input::Path);
        let inputs: Vec<Input> = job.inputs.iter().cloned().chain(replaced).collect();
        let (sources, report) = lint(collect(&inputs, &job.filter, job.encoding, false, &SILENT), options);
        let tenants = &report.evidence.tenant.tenants;
        if tenants.len() > 1 {
            let names: Vec<_> = tenants.iter().map(|tenant| printable(&tenant.name)).collect();
            tell!(
                output.err,
                lang,
                "error: a declaration is for one tenant; these files are from several: {}",
                "错误：一份声明只对应一个租户，而这些文件来自多个租户：{}",
                names.join(lang.list_comma())
            )?;
            return Ok(Exit::Failed.code());
        }
        if let Some(file) = job.output.as_deref().filter(|file| file.exists() && !job.force) {
            let name = printable(&file.to_string_lossy());
            tell!(
                output.err,
                lang,
                "error: {name} is there already; --force replaces it",
                "错误：{name} 已存在；如需覆盖，请加 --force"
            )?;
            return Ok(Exit::Failed.code());
        }
        if let Some(file) = job.output.as_deref().filter(|file| is_other_input(file, &report, &sources)) {
            let name = printable(&file.to_string_lossy());
            tell!(
                output.err,
                lang,
                "error: {name} is an input and no declaration; write it elsewhere",
                "错误：{name} 是输入文件而不是声明，请写到别处"
            )?;
            return Ok(Exit::Failed.code());
        }
        if let Some(file) = job.output.as_deref().filter(|file| file.exists())
            && let Some(code) = refused(file, &report, &sources, lang, output)?
        {
            return Ok(code);
        }
        let Some((mut document, answers)) = given(&report, &sources, job.output.as_deref()) else {
            let words = words(
                lang,
                "error: a declaration among the inputs cannot be kept as it is: mend it first, tenantlint check shows where",
                "错误：输入中有声明文件无法原样保留；请先更正，用 tenantlint check 查看位置",
            );
            writeln!(output.err, "{words}")?;
            return Ok(Exit::Failed.code());
        };
        let mut form = DeclarationForm { answers, places: HashMap::new() };
        let kept = count(&form.answers);
        let questions = questions(&report, rules, catalogue);
        for question in &questions {
            ask(&mut form, question, catalogue, lang);
        }
        let head = [
            ("$schema", "declaration-v1.schema.json".into()),
            ("help", form::help(lang).into()),
            ("tenantlint", "declaration".into()),
            ("format_version", 1.into()),
            ("tenant", tenant(&report).into()),
            ("answers", Value::Object(form.answers)),
        ];
        for (at, (name, value)) in head.into_iter().enumerate() {
            document.shift_remove(name);
            document.shift_insert(at, name.to_owned(), value);
        }
        let mut text = Vec::new();
        write_pretty(&Value::Object(document), &mut text)?;
        match &job.output {
            Some(file) => {
                let existing = if job.force { Existing::Replace } else { Existing::Keep };
                if let Err(error) = write_file(file, existing, |file| file.write_all(&text)) {
                    return cannot_write(file, &error, lang, output);
                }
                schema::beside(file, "declaration", catalogue, lang);
            }
            None => output.out.write_all(&text)?,
        }
        let open = questions.len();
        tell!(
            output.err,
            lang,
            "{open} questions to answer, {kept} answers kept",
            "待回答 {open} 项，保留已有回答 {kept} 项"
        )?;
        faults(&report, &sources, lang, output)
    })
}

/// The questions that are open, each once, in the order of the kinds.
fn questions(report: &Report, rules: &Rules, catalogue: &Catalogue) -> BTreeSet<Question> {
    let mut questions = BTreeSet::new();
    for judged in &report.results {
        let verdict = &judged.verdict;
        let open = matches!(verdict.outcome, Outcome::Manual | Outcome::NotEvaluated(_) | Outcome::Fail);
        questions.extend(question(verdict, catalogue).filter(|_| open));
        // What an inference cannot prove, a declared answer settles.
        let settled = rules.get(verdict.rule).settled_by.as_ref();
        let unsettled = |settled: &&Settled| match verdict.outcome {
            Outcome::Fail => !settled.only_open,
            // That something is there is an answer; it only tells nothing more.
            Outcome::NotEvaluated(_) if settled.only_open => {
                // Of what an export shows nobody is asked whether it is there.
                verdict.resource.is_none() && !is_answered(settled, report, catalogue)
            }
            Outcome::NotEvaluated(_) => true,
            _ => false,
        };
        questions.extend(
            settled.filter(unsettled).map(|settled| (settled.kind, settled.identity.as_deref().map(str::to_owned))),
        );
    }
    questions
}

/// Whether a question has an answer that counts.
fn is_answered(settled: &Settled, report: &Report, catalogue: &Catalogue) -> bool {
    report.evidence.tenant.answers.iter().any(|answer| {
        answer.counts.is_ok()
            && answer.resource.kind == settled.kind
            && answer.resource.identity(catalogue).as_deref() == settled.identity.as_deref()
            && answer.resource.setting(settled.setting).is_some_and(|setting| setting.reading.is_ok())
    })
}

/// The question that a verdict leaves open, if an answer is what is missing.
fn question(verdict: &Verdict, catalogue: &Catalogue) -> Option<Question> {
    // A finding about an answer that was given is no open question.
    if verdict.outcome == Outcome::Fail && verdict.observed.is_some() {
        return None;
    }
    let kind = catalogue.kind(verdict.kind);
    if kind.origin == Origin::Declared {
        let named = kind.identity.is_empty() || verdict.resource.is_some();
        return named.then(|| (kind.id, verdict.resource.clone()));
    }
    let (declared, _) = kind.def(verdict.setting?).declared_in.as_ref()?;
    Some((catalogue.named(declared)?.id, Some(verdict.resource.clone()?)))
}

/// Whether a file is a declaration.
fn declares(export: &Export) -> bool {
    let declared = Some(Dialect::Declaration);
    let is = |recognised: &Recognised| matches!(recognised, Recognised::Settings(format) if format.dialect == declared);
    export.recognised.iter().any(is)
}

/// The declaration that is to be replaced, and the answers of all declarations among the inputs, its own first; none
/// where one of them cannot be kept.
fn given(
    report: &Report,
    sources: &Sources,
    replaced: Option<&Path>,
) -> Option<(Map<String, Value>, Map<String, Value>)> {
    let (mut document, mut answers) = (Map::new(), Map::new());
    let exports = report.evidence.exports.iter().filter(|export| declares(export));
    let mut files: Vec<_> = exports.map(|export| sources.get(export.source)).collect();
    let own = |source: &Source| replaced.is_some_and(|file| is_same_file(Path::new(&source.name), file));
    files.order_by_key(|source| !own(source));
    for source in files {
        let Ok(Value::Object(mut file)) = serde_json::from_str(&source.text) else { return None };
        let theirs = file.remove("answers");
        if own(source) {
            document = file;
        }
        for (section, value) in theirs.and_then(|theirs| theirs.as_object().cloned()).into_iter().flatten() {
            match (answers.get_mut(&section), value) {
                (Some(Value::Array(mine)), Value::Array(theirs)) => {
                    let new: Vec<_> = theirs.into_iter().filter(|answer| !mine.contains(answer)).collect();
                    mine.extend(new);
                }
                (Some(_), _) => {}
                (None, value) => _ = answers.insert(section, value),
            }
        }
    }
    Some((document, answers))
}

/// Refuses to replace a file whose answers were not read, whatever it is: none of them may be lost.
fn refused(
    file: &Path,
    report: &Report,
    sources: &Sources,
    lang: Lang,
    output: &mut Output<'_>,
) -> io::Result<Option<u8>> {
    let mut read = report.evidence.exports.iter().filter(|export| declares(export));
    if read.any(|export| is_same_file(Path::new(&sources.get(export.source).name), file)) {
        return Ok(None);
    }
    let name = printable(&file.to_string_lossy());
    tell!(
        output.err,
        lang,
        "error: {name} is no declaration that can be read, so it is not replaced: mend it, or write elsewhere",
        "错误：{name} 不是能够读取的声明文件，因此不会被覆盖；请先更正，或写到别处"
    )?;
    faults(report, sources, lang, output)?;
    Ok(Some(Exit::Failed.code()))
}

/// Whether a file is an input that holds no answers.
fn is_other_input(file: &Path, report: &Report, sources: &Sources) -> bool {
    let mut others = report.evidence.exports.iter().filter(|export| !declares(export));
    others.any(|export| is_same_file(Path::new(&sources.get(export.source).name), file))
}

/// How many answers there are.
fn count(answers: &Map<String, Value>) -> usize {
    answers.values().map(|value| value.as_array().map_or(1, Vec::len)).sum()
}

/// The initial domain of the tenant, or what to replace.
fn tenant(report: &Report) -> String {
    let name = report.evidence.tenant.tenants.first().map(|tenant| &*tenant.name);
    match name.and_then(|name| Some((name, cloud::tenant_label(name)?))) {
        Some((name, _)) if name.to_ascii_lowercase().ends_with(".onmschina.cn") => name.to_owned(),
        Some((_, label)) => format!("{label}.partner.onmschina.cn"),
        None => "<tenant>.partner.onmschina.cn".to_owned(),
    }
}

/// Inputs that could not be read: what they hold may answer some of the questions.
fn faults(report: &Report, sources: &Sources, lang: Lang, output: &mut Output<'_>) -> io::Result<u8> {
    for unreadable in &report.evidence.unreadable {
        let (name, why) = (printable(unreadable.file()), unreadable.headline.get(lang));
        writeln!(output.err, "{}{name}: {why}", words(lang, "error: ", "错误："))?;
    }
    for (source, fault) in &report.evidence.broken {
        let source = sources.get(*source);
        let what = printable(&located_line(fault, source, lang));
        writeln!(output.err, "{}{}:{what}", words(lang, "error: ", "错误："), printable(&source.name))?;
    }
    let failed = !report.evidence.unreadable.is_empty() || !report.evidence.broken.is_empty();
    Ok(if failed { Exit::Failed } else { Exit::Clean }.code())
}

fn cannot_write(file: &Path, error: &io::Error, lang: Lang, output: &mut Output<'_>) -> io::Result<u8> {
    writeln!(output.err, "{}", unwritten(file, words(lang, "declaration", "声明"), error, lang))?;
    Ok(Exit::Failed.code())
}
