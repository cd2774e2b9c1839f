//! The list of rules, their pages, or a new one to fill in.

mod new;
mod words;

use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

use crate::commands::explain;
use crate::commands::explain::Linked;
use crate::commands::output::Output;
use crate::commands::pack::RuleFolders;
use crate::commands::pack::with_rules;
use crate::lang::{Lang, words};
use crate::pack::catalogue::Catalogue;
use crate::pack::rule::{Basis, Rule, Rules};
use crate::report::page::{Frame, LANGUAGES, html, markdown};
use crate::report::{Style, severity_word};
use crate::text::safe_json::write_pretty;

pub use new::New;

/// What `rules` is to do.
#[derive(Debug)]
pub struct Job {
    /// More rules.
    pub folders: RuleFolders,
    /// The list's form.
    pub format: RulesFormat,
    /// Where to write a page for each rule, instead of the list.
    pub pages: Option<PathBuf>,
    /// The rule to begin, instead of the list.
    pub new: Option<New>,
}

/// Lists the rules, or writes a page for each.
pub(super) fn run(job: &Job, lang: Lang, style: Style, output: &mut Output<'_>) -> io::Result<u8> {
    let mut folders = job.folders.clone();
    if job.new.is_some() {
        // The first rule of a folder finds it empty, or not there.
        folders.0.retain(|folder| new::holds_rules(&folder.path));
    }
    with_rules(&folders, None, lang, style, output, |catalogue, rules, output| {
        if let Some(new) = &job.new {
            return new::write(new, catalogue, rules, lang, output);
        }
        match &job.pages {
            Some(_) if job.format == RulesFormat::Json => {
                let why = words(
                    lang,
                    "error: pages are written in Markdown or HTML",
                    "错误：说明页只能写成 Markdown 或 HTML",
                );
                writeln!(output.err, "{why}")?;
                return Ok(2);
            }
            Some(folder) if job.format == RulesFormat::Html => explain::write_html(folder, rules, catalogue, lang)?,
            Some(folder) => explain::write(folder, rules, catalogue)?,
            None => list(rules, catalogue, job.format, lang, output.out)?,
        }
        Ok(0)
    })
}

/// The forms of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum RulesFormat {
    /// For people, a line for each rule.
    Human,
    /// For programs.
    Json,
    /// As tables.
    Markdown,
    /// As a page in both languages.
    Html,
}

/// A rule in the list for programs.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    version: u32,
    severity: &'static str,
    basis: Basis,
    title: &'a str,
    why: &'a str,
    fix: &'a str,
    kinds: Vec<&'a str>,
    document: &'a str,
    section: &'a str,
    row: &'a str,
    superseded_since: Option<&'a str>,
    waivable: bool,
}

/// Lists the rules.
fn list(rules: &Rules, catalogue: &Catalogue, format: RulesFormat, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    match format {
        RulesFormat::Human => {
            let width = rules.all().map(|(_, rule)| rule.id.len()).max().unwrap_or_default();
            let column = if lang == Lang::En { 7 } else { 2 };
            for (_, rule) in rules.all() {
                let severity = severity_word(rule.effective_severity(), lang);
                writeln!(out, "{:width$}  {severity:column$}  {}", rule.id, rule.title.get(lang))?;
            }
            Ok(())
        }
        RulesFormat::Json => {
            let listed = |rule| listed(rule, catalogue, lang);
            let all: Vec<_> = rules.all().map(|(_, rule)| listed(rule)).collect();
            write_pretty(&all, out)
        }
        RulesFormat::Markdown => out.write_all(markdown(&explain::index(rules, lang, Linked::No)).as_bytes()),
        RulesFormat::Html => {
            let pages = [Lang::En, Lang::ZhCn].map(|lang| explain::index(rules, lang, Linked::No));
            let frame = Frame { lang, languages: LANGUAGES, links: &[] };
            out.write_all(html(pages.each_ref(), frame).as_bytes())
        }
    }
}

fn listed<'a>(rule: &'a Rule, catalogue: &'a Catalogue, lang: Lang) -> Listed<'a> {
    Listed {
        id: &rule.id,
        version: rule.version,
        severity: rule.effective_severity().id(),
        basis: rule.basis,
        title: rule.title.get(lang),
        why: rule.why.get(lang),
        fix: rule.fix.get(lang),
        kinds: rule.checks.iter().map(|check| catalogue.kind(check.kind).name.as_str()).collect(),
        document: rule.source.document(),
        section: rule.source.section(lang),
        row: rule.source.row(lang),
        superseded_since: rule.source.superseded.as_ref().map(|superseded| superseded.since.as_str()),
        waivable: rule.waivable,
    }
}
