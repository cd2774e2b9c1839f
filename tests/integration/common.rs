//! Running the program in-process, and the fixtures.
//!
//! Paths are given relative to the package's folder, where Cargo runs tests, so that reports are the same everywhere.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{LazyLock, OnceLock};

use jiff::civil::date;
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use tenantlint::cli;
use tenantlint::cli::Surroundings;
use tenantlint::commands as run;
use tenantlint::commands::output::Output;
use tenantlint::lang::Lang;
use tenantlint::model::place::SourceId;
use tenantlint::pack::catalogue::Catalogue;
use tenantlint::pack::rule::Rules;
use tenantlint::pipeline::check::{Checker, Keep};
use tenantlint::pipeline::source::{Collected, Encoding, Source, Sources};
use tenantlint::pipeline::{LintOptions, lint};
use tenantlint::report::{Context, Format, Style, render};

/// The day as of which fixtures are judged.
pub(crate) const TODAY: &str = "2026-06-01";

/// What a run wrote and how it ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the program with these arguments and nothing around it.
pub(crate) fn tenantlint<S: Into<OsString>>(args: impl IntoIterator<Item = S>) -> Run {
    let args = [OsString::from("tenantlint")].into_iter().chain(args.into_iter().map(Into::into));
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = match cli::parse(
        args,
        &Surroundings { stdout_is_terminal: true, plain_terminal: true, ..Surroundings::default() },
    ) {
        Ok(command) => run::run(&command, &mut Output::new(&mut out, &mut err)).unwrap(),
        Err(message) => {
            if message.to_stderr { &mut err } else { &mut out }.extend(message.text.bytes());
            message.code
        }
    };
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code, out: text(out), err: text(err) }
}

/// Checks a path as of [`TODAY`].
pub(crate) fn check(path: impl AsRef<Path>, options: &[&str]) -> Run {
    let mut args = vec![OsString::from("check"), path.as_ref().into(), "--now".into(), TODAY.into()];
    args.extend(options.iter().map(OsString::from));
    tenantlint(args)
}

/// Checks a path and returns all verdicts, passes included.
pub(crate) fn report(path: impl AsRef<Path>, options: &[&str]) -> Report {
    check(path, &[&["--format", "json", "--all"], options].concat()).report()
}

/// The built-in kinds and rules, read once.
static PACK: LazyLock<(Catalogue, Rules)> = LazyLock::new(|| {
    let catalogue = Catalogue::builtin();
    let mut rules = Rules::builtin(&catalogue);
    rules.select(|_| true, &catalogue);
    (catalogue, rules)
});

/// What [`report`] tells of a folder with these files and nothing else, without the folder and without reading the rules
/// again: for tests that judge thousands.
pub(crate) fn judged<S: AsRef<str>>(files: &[(S, String)]) -> Report {
    let (catalogue, rules) = &*PACK;
    let source = |(id, (name, text)): (u32, &(S, String))| {
        Source::new(SourceId(id), name.as_ref().to_owned(), text.clone(), Encoding::Utf8)
    };
    let mut files: Vec<_> = files.iter().collect();
    files.sort_by(|one, other| one.0.as_ref().cmp(other.0.as_ref()));
    let sources = Sources::of((0..).zip(files).map(source).collect());
    let checker = Checker { rules, catalogue, today: date(2026, 6, 1), keep: Keep::All };
    let (sources, report) = lint(Collected { sources, ..Collected::default() }, LintOptions::new(checker));
    let context = Context { all: true, ..Context::new(&sources, catalogue, rules, Lang::En, checker.today) };
    let style = Style { colour: false, width: 100, narrated: None, links: false };
    let mut out = Vec::new();
    render(&report, context, Format::Json, style, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn what_is_judged_in_memory_is_what_the_command_judges() {
    let (mut looked, mut found) = (0, 0);
    for case in cases().iter().filter(|case| case.rule.is_none() || case.is("fail")).step_by(3) {
        let files: Vec<_> = crate::removal::parsed(case);
        let files: Vec<_> = files.into_iter().map(|(name, value)| (name, value.to_string())).collect();
        let texts: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text)).collect();
        let place = folder(&texts);
        let prefix = format!("{}/", place.path().display());
        let (mut command, memory) = (report(place.path(), &[]), judged(&files));
        for finding in &mut command.results {
            for text in [&mut finding.file, &mut finding.message] {
                *text = text.take().map(|text| text.replace(&prefix, ""));
            }
        }
        command.results.iter().zip(&memory.results).for_each(|(one, other)| assert_eq!(one, other, "{}", case.title()));
        assert_eq!(command.results.len(), memory.results.len(), "{}", case.title());
        command.rules.iter().zip(&memory.rules).for_each(|(one, other)| assert_eq!(one, other, "{}", case.title()));
        // What is judged in memory passes no gate.
        command.summary["exit_code"] = memory.summary["exit_code"].clone();
        assert_eq!((command.rules.len(), command.summary), (memory.rules.len(), memory.summary), "{}", case.title());
        looked += 1;
        found += memory.results.iter().filter(|finding| finding.verdict == "fail").count();
    }
    assert!(looked > 40 && found > looked, "{looked} {found}");
}

impl Run {
    /// The JSON report on standard output.
    pub(crate) fn report(&self) -> Report {
        match serde_json::from_str(&self.out) {
            Ok(report) => report,
            Err(error) => panic!("{error}\n{}\n{}", self.out, self.err),
        }
    }
}

/// The JSON report, as far as tests look into it.
#[derive(Debug, Deserialize)]
pub(crate) struct Report {
    pub(crate) evaluated_on: String,
    pub(crate) inputs: Vec<Input>,
    pub(crate) rules: Vec<RuleCounts>,
    pub(crate) results: Vec<Finding>,
    pub(crate) summary: Value,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Input {
    pub(crate) file: String,
    pub(crate) dialect: Option<String>,
    pub(crate) encoding: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) notes: Vec<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct RuleCounts {
    pub(crate) id: String,
    pub(crate) verdicts: std::collections::BTreeMap<String, u64>,
}

/// One result; all of them, not only findings.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Finding {
    pub(crate) rule: String,
    pub(crate) verdict: String,
    pub(crate) reason: Option<String>,
    pub(crate) severity: String,
    pub(crate) kind: String,
    pub(crate) resource: Option<String>,
    pub(crate) file: Option<String>,
    pub(crate) pointer: Option<String>,
    pub(crate) span: Option<Span>,
    pub(crate) line: Option<u32>,
    pub(crate) column: Option<u32>,
    pub(crate) setting: Option<String>,
    pub(crate) original_name: Option<String>,
    pub(crate) observed: Option<Value>,
    pub(crate) message: Option<String>,
    pub(crate) fingerprint: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Report {
    /// The results of one rule.
    pub(crate) fn of<'r>(&'r self, rule: &'r str) -> impl Iterator<Item = &'r Finding> {
        self.results.iter().filter(move |finding| finding.rule == rule)
    }
}

impl Finding {
    /// The verdict, with its reason where it has one.
    pub(crate) fn told(&self) -> String {
        match &self.reason {
            Some(reason) => format!("{}:{reason}", self.verdict),
            None => self.verdict.clone(),
        }
    }
}

/// A file or folder that is checked as a whole.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The rule it was written for; none for exports of whole tenants.
    pub(crate) rule: Option<String>,
    /// The name without extension: the verdict, and what is special about it.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
}

impl Case {
    /// The case as it is called in snapshots and messages.
    pub(crate) fn title(&self) -> String {
        match &self.rule {
            Some(rule) => format!("{rule}/{}", self.name),
            None => self.name.clone(),
        }
    }

    /// Whether the name begins with this word, alone or before a hyphen.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.name.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }

    /// The files of the case.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        if self.path.is_dir() { entries(&self.path) } else { vec![self.path.clone()] }
    }
}

/// The entries of a folder in the order of their names.
pub(crate) fn entries(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let folder = folder.as_ref();
    let read = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut entries: Vec<_> = read.map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// The files below a folder with their paths, `service/name.json` as `service/name`.
pub(crate) fn two_levels(root: &str) -> Vec<(String, PathBuf)> {
    let services = entries(root).into_iter().filter(|path| path.is_dir());
    let named = |path: PathBuf, service: &str| (format!("{service}/{}", stem(&path)), path);
    services.flat_map(|service| entries(&service).into_iter().map(move |path| named(path, &stem(&service)))).collect()
}

/// All rule files: id by place, and path.
pub(crate) fn rule_files() -> Vec<(String, PathBuf)> {
    two_levels("rules")
}

/// The cases of one rule.
pub(crate) fn cases_of(rule: &str) -> Vec<Case> {
    let folder = Path::new("fixtures/rules").join(rule);
    let case = |path: PathBuf| Case { rule: Some(rule.to_owned()), name: stem(&path), path };
    entries(folder).into_iter().map(case).collect()
}

/// Every case of every rule, and the exports of whole tenants.
pub(crate) fn cases() -> Vec<Case> {
    let rules = two_levels("fixtures/rules").into_iter().flat_map(|(rule, _)| cases_of(&rule));
    let export = |path: PathBuf| Case { rule: None, name: format!("exports/{}", stem(&path)), path };
    rules.chain(entries("fixtures/exports").into_iter().map(export)).collect()
}

/// All rules over all cases, run once for all tests that look at them.
pub(crate) fn everything() -> &'static [(Case, Report)] {
    static ALL: OnceLock<Vec<(Case, Report)>> = OnceLock::new();
    ALL.get_or_init(|| {
        cases()
            .into_par_iter()
            .map(|case| {
                let report = report(&case.path, &[]);
                (case, report)
            })
            .collect()
    })
}

/// The JSON of a file of the project.
pub(crate) fn json(path: impl AsRef<Path>) -> Value {
    let path = path.as_ref();
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A folder that goes away, with these files in it.
pub(crate) fn folder<B: AsRef<[u8]>>(files: &[(&str, B)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// The program as a process, in an environment without the languages and colours of whoever runs the tests.
pub(crate) fn process(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tenantlint"));
    command.args(args).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A line of a rule in English and in Chinese.
pub(crate) fn in_both(line: &Value) -> [&str; 2] {
    line.as_str().map_or_else(|| ["en", "zh-CN"].map(|lang| line[lang].as_str().unwrap()), |line| [line; 2])
}
