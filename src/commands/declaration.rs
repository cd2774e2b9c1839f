//! What the exports leave open and only the organization can answer, as a declaration to fill in. Answers given
//! already are kept as they are.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::path::Path;

use serde_json::{Map, Value};

use crate::commands::output::Output;
use crate::commands::pack::{RuleFolders, with_rules};
use crate::lang::{Lang, words};
use crate::model::cloud;
use crate::model::dialect::Dialect;
use crate::pack::catalogue::{Catalogue, Kind, KindId, Origin};
use crate::pack::rule::Rules;
use crate::pipeline::check::{AUTHORSHIP, Checker, Keep, Outcome, Verdict};
use crate::pipeline::judge::{Exit, Report};
use crate::pipeline::read::Recognised;
use crate::pipeline::source::unread::unread_words;
use crate::pipeline::source::{Encoding, Filter, Input};
use crate::pipeline::source::{Sources, collect};
use crate::pipeline::{LintOptions, lint};
use crate::progress::SILENT;
use crate::report::Style;
use crate::report::unwritten;
use crate::report::{Existing, is_same_file, write_file};
use crate::text::printable::printable;
use crate::text::safe_json::write_pretty;
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
        let (sources, report) = lint(collect(&job.inputs, &job.filter, job.encoding, false, &SILENT), options);
        let tenants = &report.evidence.tenant.tenants;
        if tenants.len() > 1 {
            let names: Vec<_> = tenants.iter().map(|tenant| printable(&tenant.name)).collect();
            match lang {
                Lang::En => writeln!(
                    output.err,
                    "error: a declaration is for one tenant; these files are from several: {}",
                    names.join(", ")
                )?,
                Lang::ZhCn => {
                    writeln!(output.err, "错误：一份声明只对应一个租户，而这些文件来自多个租户：{}", names.join("、"))?;
                }
            }
            return Ok(Exit::Failed.code());
        }
        if let Some(file) = job.output.as_deref().filter(|file| file.exists() && !job.force) {
            let name = printable(&file.to_string_lossy());
            match lang {
                Lang::En => writeln!(output.err, "error: {name} is there already; --force replaces it")?,
                Lang::ZhCn => writeln!(output.err, "错误：{name} 已存在；如需覆盖，请加 --force")?,
            }
            return Ok(Exit::Failed.code());
        }
        if let Some(file) = job.output.as_deref().filter(|file| is_other_input(file, &report, &sources)) {
            let name = printable(&file.to_string_lossy());
            match lang {
                Lang::En => writeln!(output.err, "error: {name} is an input and no declaration; write it elsewhere")?,
                Lang::ZhCn => writeln!(output.err, "错误：{name} 是输入文件而不是声明，请写到别处")?,
            }
            return Ok(Exit::Failed.code());
        }
        let mut form = Form { answers: given(&report, &sources), places: HashMap::new() };
        let kept = count(&form.answers);
        let questions = questions(&report, rules, catalogue);
        for question in &questions {
            ask(&mut form, question, catalogue, lang);
        }
        let document = serde_json::json!({
            "$schema": "declaration-v1.schema.json",
            "tenantlint": "declaration",
            "format_version": 1,
            "tenant": tenant(&report),
            "answers": form.answers,
        });
        let mut text = Vec::new();
        write_pretty(&document, &mut text)?;
        match &job.output {
            Some(file) => {
                let existing = if job.force { Existing::Replace } else { Existing::Keep };
                if let Err(error) = write_file(file, existing, |file| file.write_all(&text)) {
                    return cannot_write(file, &error, lang, output);
                }
            }
            None => output.out.write_all(&text)?,
        }
        let open = questions.len();
        match lang {
            Lang::En => writeln!(output.err, "{open} questions to answer, {kept} answers kept")?,
            Lang::ZhCn => writeln!(output.err, "待回答 {open} 项，保留已有回答 {kept} 项")?,
        }
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
        let unsettled = matches!(verdict.outcome, Outcome::Fail | Outcome::NotEvaluated(_));
        questions.extend(
            settled.filter(|_| unsettled).map(|settled| (settled.kind, settled.identity.as_deref().map(str::to_owned))),
        );
    }
    questions
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

/// The answers of the declarations among the inputs.
fn given(report: &Report, sources: &Sources) -> Map<String, Value> {
    let mut answers = Map::new();
    let is_declaration = |recognised: &Recognised| matches!(recognised, Recognised::Settings(format) if format.dialect == Some(Dialect::Declaration));
    for export in report.evidence.exports.iter().filter(|export| export.recognised.iter().any(is_declaration)) {
        let Ok(Value::Object(mut file)) = serde_json::from_str(&sources.get(export.source).text) else { continue };
        let Some(Value::Object(theirs)) = file.remove("answers") else { continue };
        for (section, value) in theirs {
            match (answers.get_mut(&section), value) {
                (Some(Value::Array(mine)), Value::Array(theirs)) => mine.extend(theirs),
                (Some(_), _) => {}
                (None, value) => _ = answers.insert(section, value),
            }
        }
    }
    answers
}

/// Whether a file is an input that holds no answers.
fn is_other_input(file: &Path, report: &Report, sources: &Sources) -> bool {
    let declares = |recognised: &Recognised| matches!(recognised, Recognised::Settings(format) if format.dialect == Some(Dialect::Declaration));
    let others = report.evidence.exports.iter().filter(|export| !export.recognised.iter().any(declares));
    others.into_iter().any(|export| is_same_file(Path::new(&sources.get(export.source).name), file))
}

/// How many answers there are.
fn count(answers: &Map<String, Value>) -> usize {
    answers.values().map(|value| value.as_array().map_or(1, Vec::len)).sum()
}

/// The answers, and where in the list of a section the one of a name stands: there may be as many as sites.
struct Form {
    answers: Map<String, Value>,
    places: HashMap<String, HashMap<String, usize>>,
}

/// Puts a question among the answers: into the answer that is there, or as one to fill in.
fn ask(Form { answers, places }: &mut Form, (kind, identity): &Question, catalogue: &Catalogue, lang: Lang) {
    let kind = catalogue.kind(*kind);
    let signs = kind.recognised_by.get(&Dialect::Declaration);
    let Some(section) = signs.and_then(|signs| signs.sections.first()) else { return };
    let Some((identity, name)) = identity.as_ref().zip(kind.identity.first().map(|id| kind.def(*id).name.as_str()))
    else {
        let answer = answers.entry(section.clone()).or_insert_with(|| Value::Object(Map::new()));
        return complete(answer, kind, None, lang);
    };
    let list = answers.entry(section.clone()).or_insert_with(|| Value::Array(Vec::new()));
    let Value::Array(list) = list else { return };
    let folded = |name: &str| name.trim().to_ascii_lowercase();
    let places = places.entry(section.to_string()).or_insert_with(|| {
        // Of two answers for one thing the first counts.
        let named = list.iter().enumerate().rev();
        named.filter_map(|(at, answer)| Some((folded(answer[name].as_str()?), at))).collect()
    });
    let at = *places.entry(folded(identity)).or_insert_with(|| {
        list.push(serde_json::json!({ name: identity }));
        list.len() - 1
    });
    complete(&mut list[at], kind, Some(identity), lang);
}

/// Adds to an answer whatever it lacks, as `null`.
fn complete(answer: &mut Value, kind: &Kind, identity: Option<&str>, lang: Lang) {
    let Value::Object(answer) = answer else { return };
    if let Some(question) = &kind.question {
        let named = kind.identity.first().and_then(|id| {
            let member = kind.def(*id).shape.members().iter().find(|member| Some(member.name.as_str()) == identity)?;
            Some(format!("{}{}", member.words(lang), words(lang, ": ", "：")))
        });
        let text = named.unwrap_or_default() + question.get(lang);
        answer.shift_remove("question");
        answer.shift_insert(0, "question".to_owned(), text.into());
    }
    for def in &kind.settings {
        // Without a last day of its own, an answer holds for twelve months.
        if def.name != AUTHORSHIP[3] {
            answer.entry(&def.name).or_insert(Value::Null);
        }
    }
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
        let why = unread_words(&unreadable.why, lang);
        writeln!(output.err, "{}{}: {why}", words(lang, "error: ", "错误："), printable(&unreadable.name))?;
    }
    for (source, error) in &report.evidence.broken {
        let source = sources.get(*source);
        let at = source.position(error.span.start());
        let what = printable(&error.line(lang));
        let error = words(lang, "error: ", "错误：");
        writeln!(output.err, "{error}{}:{}:{}: {what}", printable(&source.name), at.line, at.column)?;
    }
    let failed = !report.evidence.unreadable.is_empty() || !report.evidence.broken.is_empty();
    Ok(if failed { Exit::Failed } else { Exit::Clean }.code())
}

fn cannot_write(file: &Path, error: &io::Error, lang: Lang, output: &mut Output<'_>) -> io::Result<u8> {
    writeln!(output.err, "{}", unwritten(file, words(lang, "declaration", "声明"), error, lang))?;
    Ok(Exit::Failed.code())
}
