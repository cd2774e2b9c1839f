//! Rules for people: the list, and each in full, in the terminal and as the pages of `docs/rules/`.

mod condition;
mod content;
mod example;
mod pages;

use std::io::{self, Write};

use serde::Serialize;

pub(crate) use content::export_lines;
pub(crate) use pages::write;

use crate::catalogue::Catalogue;
use crate::lang::Lang;
use crate::page::{markdown, terminal};
use crate::report::{Style, write_json};
use crate::rule::{Basis, Rule, Rules};

/// The forms of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ListFormat {
    /// For people, a line for each rule.
    Human,
    /// For programs.
    Json,
    /// As tables.
    Markdown,
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
pub(crate) fn list(
    rules: &Rules,
    catalogue: &Catalogue,
    format: ListFormat,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        ListFormat::Human => {
            let width = rules.all().map(|(_, rule)| rule.id.len()).max().unwrap_or_default();
            for (_, rule) in rules.all() {
                writeln!(out, "{:width$}  {:7}  {}", rule.id, rule.effective_severity().id(), rule.title.get(lang))?;
            }
            Ok(())
        }
        ListFormat::Json => {
            let listed = |rule| listed(rule, catalogue, lang);
            let all: Vec<_> = rules.all().map(|(_, rule)| listed(rule)).collect();
            write_json(&all, out)
        }
        ListFormat::Markdown => out.write_all(markdown(&pages::index(rules, lang, false)).as_bytes()),
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
        document: &rule.source.document,
        section: rule.source.section(lang),
        row: rule.source.row(lang),
        superseded_since: rule.source.superseded.as_ref().map(|superseded| superseded.since.as_str()),
        waivable: rule.waivable,
    }
}

/// Explains one rule of those that are ready to be asked.
pub(crate) fn rule(
    rule: &Rule,
    rules: &Rules,
    catalogue: &Catalogue,
    lang: Lang,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let example = example::draw(rule, rules, catalogue, lang, style);
    out.write_all(terminal(&content::page(rule, catalogue, example, lang), style).as_bytes())
}
