//! `JUnit` XML in the dialect that Jenkins checks, and that GitLab, Azure Pipelines and others read.
//!
//! A suite for each input and one for what is in none; a case for each rule and object. A finding is a failure; what
//! could not be judged because the data is broken is an error; what is missing, waived or recorded earlier is skipped.
//! There is no suite without a case, since consumers take an empty report for a broken one. No two cases have one class
//! and name, by which consumers know them over all suites and runs: a name ends with its file, and with a number where
//! that is not enough. Times are left out: the same input gives the same bytes.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::io::{self, Write};
use std::ops::Range;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::annotation::{self, Annotation, about_the_run, headline, of_fault};
use super::remedy::commands;
use super::{Context, location};
use crate::diagnostic::Code;
use crate::lang::{Lang, say, words};
use crate::model::place::SourceId;
use crate::model::value::Reason;
use crate::model::value::reason_words;
use crate::order::{Gather as _, Order as _};
use crate::pack::rule::{Rule, RuleIx};
use crate::pipeline::check::Outcome;
use crate::pipeline::judge::{Judged, Report, Standing};
use crate::text::printable::{printable, shortened};

/// A test case.
struct Case {
    class: String,
    name: String,
    outcome: Told,
}

enum Told {
    Passed,
    Failed { sort: String, message: String, text: String },
    Erred { sort: String, message: String },
    Skipped(String),
}

#[derive(Default, Clone, Copy)]
struct SuiteCounts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl SuiteCounts {
    fn add(&mut self, told: &Told) {
        self.tests += 1;
        match told {
            Told::Passed => {}
            Told::Failed { .. } => self.failures += 1,
            Told::Erred { .. } => self.errors += 1,
            Told::Skipped(_) => self.skipped += 1,
        }
    }
}

/// The cases of a suite, made anew each time they are asked for.
type Suite<'a> = (String, Box<dyn Fn() -> Box<dyn Iterator<Item = Case> + 'a> + 'a>);

pub(super) fn render(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let suites = suites(report, context);
    let counts: Vec<SuiteCounts> = suites.iter().map(|(_, cases)| counted(cases())).collect();
    let mut total = SuiteCounts::default();
    for suite in &counts {
        total.tests += suite.tests;
        total.failures += suite.failures;
        total.errors += suite.errors;
    }
    let mut names = SuiteNames::default();
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("testsuites")
        .with_attributes([
            ("name", "tenantlint"),
            ("tests", total.tests.to_string().as_str()),
            ("failures", total.failures.to_string().as_str()),
            ("errors", total.errors.to_string().as_str()),
        ])
        .write_inner_content(|xml| {
            let mut suites = suites.iter().zip(&counts);
            suites.try_for_each(|((name, cases), counts)| {
                suite(xml, name, *counts, cases().map(|case| names.made_unique(case)))
            })
        })?;
    xml.into_inner().write_all(b"\n")
}

/// The names that were given, as hashes, since there may be millions, each with the last number that it got.
#[derive(Default)]
struct SuiteNames(HashMap<u64, usize>);

impl SuiteNames {
    /// The case under a name that no other one of its class has.
    fn made_unique(&mut self, case: Case) -> Case {
        let hash = |name: &str| BuildHasherDefault::<DefaultHasher>::new().hash_one((&case.class, name));
        let own = hash(&case.name);
        let Some(last) = self.0.get(&own).copied() else {
            self.0.insert(own, 1);
            return case;
        };
        let mut number = last + 1;
        let mut name = format!("{} #{number}", case.name);
        while self.0.contains_key(&hash(&name)) {
            number += 1;
            name = format!("{} #{number}", case.name);
        }
        self.0.insert(own, number);
        self.0.insert(hash(&name), 1);
        Case { name, ..case }
    }
}

fn counted(cases: impl Iterator<Item = Case>) -> SuiteCounts {
    let mut counts = SuiteCounts::default();
    for case in cases {
        counts.add(&case.outcome);
    }
    counts
}

fn suites<'a>(report: &'a Report, context: Context<'a>) -> Vec<Suite<'a>> {
    let evidence = &report.evidence;
    let ranges = by_source(report);
    let name = |name: &str| location::path(name, context).into_owned();
    let mut suites: Vec<Suite<'a>> = Vec::new();
    for source in evidence.exports.iter().map(|export| export.source) {
        let range = ranges.get(&source).cloned().unwrap_or_default();
        let file = name(&context.sources.get(source).name);
        let of_file = file.clone();
        let cases =
            move || -> Box<dyn Iterator<Item = Case>> { Box::new(of_export(report, context, range.clone(), &of_file)) };
        suites.push((file, Box::new(cases)));
    }
    for fault in evidence.faults() {
        let case = move || about_case(of_fault(fault, context));
        let cases = move || -> Box<dyn Iterator<Item = Case>> { Box::new(std::iter::once(case())) };
        suites.push((name(context.sources.file_of(fault)), Box::new(cases)));
    }
    suites.order_by(|a, b| a.0.cmp(&b.0));
    let rules = words(context.lang, "rules", "规则").to_owned();
    suites.push((rules, Box::new(move || Box::new(of_rules(report, context)))));
    suites
}

/// Where the results of each source stand; they are sorted by the names of the files.
fn by_source(report: &Report) -> BTreeMap<SourceId, Range<usize>> {
    let mut ranges: BTreeMap<SourceId, Range<usize>> = BTreeMap::new();
    for (at, judged) in report.results.iter().enumerate() {
        if let Some(place) = judged.verdict.place {
            ranges.entry(place.source).or_insert(at..at).end = at + 1;
        }
    }
    ranges
}

fn of_export<'a>(
    report: &'a Report,
    context: Context<'a>,
    range: Range<usize>,
    file: &str,
) -> impl Iterator<Item = Case> + use<'a> {
    let all = context.all;
    let results = report.results[range].iter().filter(move |judged| all || judged.verdict.outcome != Outcome::Pass);
    never_none(results.map(move |judged| case(judged, context)), file, context)
}

/// Cases, or the one that says that there is nothing to say.
fn never_none<'a, I: Iterator<Item = Case> + 'a>(
    cases: I,
    file: &str,
    context: Context<'a>,
) -> impl Iterator<Item = Case> + use<'a, I> {
    let mut cases = cases.peekable();
    let nothing = cases.peek().is_none().then(|| Case {
        class: "tenantlint".to_owned(),
        name: in_file(words(context.lang, "no findings", "没有发现问题"), file),
        outcome: Told::Passed,
    });
    nothing.into_iter().chain(cases)
}

/// What is in no file: notices, verdicts without a place, and the rules of which nothing else is told.
fn of_rules<'a>(report: &'a Report, context: Context<'a>) -> impl Iterator<Item = Case> + 'a {
    let notices = about_the_run(report, context).filter(|annotation| !annotation.id.starts_with("input/"));
    let fails: BTreeSet<&str> =
        report.notices.iter().map(|notice| notice.code).filter(|code| code.fails()).map(Code::id).into_set();
    let notices = notices.map(move |annotation| {
        let fails = fails.contains(annotation.id.as_str());
        let case = about_case(annotation);
        match case.outcome {
            Told::Erred { sort, message } if fails => {
                Case { outcome: Told::Failed { sort, text: message.clone(), message }, ..case }
            }
            Told::Erred { message, .. } => Case { outcome: Told::Skipped(message), ..case },
            _ => case,
        }
    });
    let nowhere = report.listed(context.all).filter(|judged| judged.verdict.place.is_none());
    let told: BTreeSet<RuleIx> = report.listed(context.all).map(|judged| judged.verdict.rule).into_set();
    let silent = context.rules.all().filter(move |(at, _)| !told.contains(at)).map(move |(at, rule)| Case {
        class: class(rule),
        name: xml_text(rule.title.get(context.lang)).into_owned(),
        outcome: match report.standings.get(&at) {
            Some(Standing::NotApplicable) | None => Told::Skipped(not_applicable(context.lang).to_owned()),
            Some(_) => Told::Passed,
        },
    });
    never_none(notices.chain(nowhere.map(move |judged| case(judged, context))).chain(silent), "", context)
}

/// A name, and the file that it is about.
fn in_file(name: &str, file: &str) -> String {
    if file.is_empty() { name.to_owned() } else { format!("{name} ({})", printable(&xml_text(file))) }
}

fn about_case(annotation: Annotation) -> Case {
    let place = annotation::spot(&annotation);
    let message = xml_text(&format!("{place}{}", annotation.message)).into_owned();
    let name = in_file(&xml_text(&annotation.title), annotation.path.as_deref().unwrap_or_default());
    Case { class: "tenantlint".to_owned(), name, outcome: Told::Erred { sort: annotation.id, message } }
}

fn not_applicable(lang: Lang) -> &'static str {
    words(lang, "not applicable", "不适用")
}

/// `sharepoint/external-sharing` as a class in a package, by which test reports are folded.
fn class(rule: &Rule) -> String {
    format!("tenantlint.{}", rule.id.replace('/', "."))
}

fn case(judged: &Judged, context: Context<'_>) -> Case {
    let lang = context.lang;
    let verdict = &judged.verdict;
    let rule = context.rules.get(verdict.rule);
    let kind = context.catalogue.kind(verdict.kind);
    let object = verdict.resource.as_deref().unwrap_or_else(|| kind.label.get(lang));
    let setting = verdict.setting.map_or_else(String::new, |setting| format!(" · {}", kind.def(setting).name));
    let name = xml_text(&shortened(&printable(object), annotation::MOST)).into_owned() + &setting;
    let file = verdict.place.map(|place| location::path(&context.sources.get(place.source).name, context));
    let name = in_file(&name, &file.unwrap_or_default());
    let outcome = match verdict.outcome {
        Outcome::Pass => Told::Passed,
        Outcome::Fail if judged.is_open() => {
            let mut lines = vec![place(judged, context), rule.why.get(lang).to_owned(), rule.fix.get(lang).to_owned()];
            lines.extend(commands(judged, context));
            let text = lines
                .iter()
                .map(|line| xml_text(&printable(&shortened(line, annotation::MOST))).into_owned())
                .collect::<Vec<_>>();
            let message = xml_text(&headline(judged, context)).into_owned();
            Told::Failed { sort: judged.severity.id().to_owned(), message, text: text.join("\n") }
        }
        Outcome::Fail => Told::Skipped(accepted(judged, context)),
        Outcome::NotApplicable => Told::Skipped(not_applicable(lang).to_owned()),
        Outcome::NotEvaluated(reason) => {
            let colon = lang.colon();
            let message = format!("{}{colon}{}", words(lang, "not judged", "未判定"), reason_words(reason, lang));
            if is_defect(reason) {
                Told::Erred { sort: reason.id().to_owned(), message }
            } else {
                Told::Skipped(message)
            }
        }
        Outcome::Manual => Told::Skipped(words(lang, "to be declared", "需要声明").to_owned()),
        Outcome::Attested => Told::Skipped(words(lang, "declared by the organization", "已由组织声明").to_owned()),
    };
    Case { class: class(rule), name, outcome }
}

/// Whether the data is there but broken, so that somebody has to mend the export.
fn is_defect(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::WrongType
            | Reason::UnknownValue
            | Reason::Truncated
            | Reason::CollectionFailed
            | Reason::ConflictingValues
    )
}

fn accepted(judged: &Judged, context: Context<'_>) -> String {
    let lang = context.lang;
    let headline = headline(judged, context);
    let why = match &judged.waived {
        None => words(lang, "in the baseline", "在基线中").to_owned(),
        Some(waived) => {
            let until = waived.expires.map_or_else(String::new, |day| say!(lang, ", until {day}", "，有效期至 {day}"));
            let (reason, owner) = (printable(&waived.reason), printable(&waived.owner));
            say!(lang, "waived by {owner}{until}: {reason}", "已由 {owner} 豁免{until}：{reason}")
        }
    };
    xml_text(&format!("{why} ({headline})")).into_owned()
}

fn place(judged: &Judged, context: Context<'_>) -> String {
    judged.verdict.place.map_or_else(String::new, |place| {
        let region = location::region(place, context);
        let path = location::path(&region.source.name, context);
        format!("{path}:{}:{}", region.start.line, region.start.column)
    })
}

/// A text without the characters that XML cannot hold at all.
fn xml_text(text: &str) -> Cow<'_, str> {
    let allowed =
        |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    if text.chars().all(allowed) {
        return text.into();
    }
    text.chars().map(|c| if allowed(c) { c } else { '\u{FFFD}' }).collect::<String>().into()
}

fn suite<W: Write>(
    xml: &mut Writer<W>,
    name: &str,
    counts: SuiteCounts,
    mut cases: impl Iterator<Item = Case>,
) -> io::Result<()> {
    let name = printable(&xml_text(name));
    let [tests, failures, errors, skipped] =
        [counts.tests, counts.failures, counts.errors, counts.skipped].map(|count| count.to_string());
    xml.create_element("testsuite")
        .with_attributes([
            ("name", name.as_str()),
            ("tests", &tests),
            ("failures", &failures),
            ("errors", &errors),
            ("skipped", &skipped),
            ("file", &name),
        ])
        .write_inner_content(|xml| cases.try_for_each(|case| write_case(xml, &case)))?;
    Ok(())
}

fn write_case<W: Write>(xml: &mut Writer<W>, case: &Case) -> io::Result<()> {
    let element = xml
        .create_element("testcase")
        .with_attributes([("name", case.name.as_str()), ("classname", case.class.as_str())]);
    match &case.outcome {
        Told::Passed => element.write_empty()?,
        Told::Failed { sort, message, text } => element.write_inner_content(|xml| {
            let attributes = [("message", message.as_str()), ("type", sort.as_str())];
            xml.create_element("failure").with_attributes(attributes).write_text_content(BytesText::new(text))?;
            Ok(())
        })?,
        Told::Erred { sort, message } => element.write_inner_content(|xml| {
            let attributes = [("message", message.as_str()), ("type", sort.as_str())];
            xml.create_element("error").with_attributes(attributes).write_empty()?;
            Ok(())
        })?,
        Told::Skipped(message) => element.write_inner_content(|xml| {
            xml.create_element("skipped").with_attribute(("message", message.as_str())).write_empty()?;
            Ok(())
        })?,
    };
    Ok(())
}
