//! A failing example of a built-in rule, as the program reports it.

use jiff::civil::{Date, date};

use crate::lang::Lang;
use crate::model::narrow::offset;
use crate::model::place::SourceId;
use crate::pack::catalogue::Catalogue;
use crate::pack::packed;
use crate::pack::rule::{Rule, Rules};
use crate::pipeline::check::{Checker, Keep};
use crate::pipeline::source::{Collected, Source, Sources, decode};
use crate::pipeline::{LintOptions, lint};
use crate::report;
use crate::report::{Context, Style};

/// The day that the fixtures are written for; the day of the reader must not change the page.
const DAY: Date = date(2026, 6, 1);

/// What a failing fixture gives.
pub(super) struct Example {
    /// The fixture, from the project's folder.
    pub(super) path: &'static str,
    /// Its first finding of the rule, drawn.
    pub(super) drawing: String,
}

/// Runs the rule's fixture through the program. None for rules that the program is not built with.
pub(super) fn draw(rule: &Rule, rules: &Rules, catalogue: &Catalogue, lang: Lang, style: Style) -> Option<Example> {
    let fixture = packed::EXAMPLES.iter().find(|fixture| fixture.rule == rule.id)?;
    let sources = fixture.files.iter().enumerate().filter_map(|(at, (name, bytes))| {
        let (text, encoding) = decode(bytes.to_vec(), None).ok()?;
        Some(Source::new(SourceId(offset(at)), (*name).to_owned(), text, encoding))
    });
    let collected = Collected { sources: Sources::of(sources.collect()), ..Collected::default() };
    let checker = Checker { rules, catalogue, today: DAY, keep: Keep::Actionable };
    let (sources, found) = lint(collected, LintOptions::new(checker));
    let context = Context::new(&sources, catalogue, rules, lang, DAY);
    let drawing = report::first_finding(&found, &rule.id, context, style)?;
    Some(Example { path: fixture.path, drawing })
}
