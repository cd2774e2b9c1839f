//! What should be known about the files and the run, beside the findings: what is said of many places is said once.

use std::io::{self, Write};

use super::block::spot;
use super::rows::{Rows, one_line};
use crate::diagnostic::Diagnostic;
use crate::lang::{say, words};
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::pipeline::judge::Report;
use crate::report::Context;
use crate::report::aside::what_it_is;
use crate::report::snippet::{self, Style};
use crate::text::printable::{printable, shortened};

/// So many places of one sort are named.
const MOST: usize = 5;

/// The longest label in a list.
const LONGEST: usize = 200;

/// A note about a file, with all the places that it is about.
#[derive(Debug)]
pub(super) struct FileNote {
    pub(super) severity: Severity,
    headline: String,
    /// More to say where there is no place.
    below: Vec<String>,
    /// The places, and what stands under each.
    places: Vec<(Place, String)>,
}

/// The notes about all files.
pub(super) fn of_files(report: &Report, context: Context<'_>) -> Vec<FileNote> {
    let lang = context.lang;
    let mut notes: Vec<FileNote> = Vec::new();
    for (export, recognised) in report.empty_exports() {
        let source = context.sources.get(export.source);
        let Some((what, help)) = what_it_is(recognised, lang).filter(|_| source.named) else { continue };
        let nothing = words(lang, "nothing to lint here", "没有可检查的内容");
        let headline = format!("{}{}{nothing}", printable(&source.name), lang.colon());
        let below = [what, help.to_owned()].into_iter().filter(|line| !line.is_empty()).collect();
        notes.push(FileNote { severity: Severity::Warning, headline, below, places: Vec::new() });
    }
    for export in &report.evidence.exports {
        let first = notes.len();
        for note in &export.notes {
            let Some(place) = note.place() else { continue };
            let headline = note.headline.get(lang).to_owned();
            let label = note.label().map_or_else(String::new, |label| printable(label.get(lang)));
            match notes[first..].iter_mut().find(|known| known.headline == headline) {
                Some(known) => known.places.push((place, label)),
                None => notes.push(FileNote {
                    severity: note.severity,
                    headline,
                    below: Vec::new(),
                    places: vec![(place, label)],
                }),
            }
        }
    }
    notes
}

impl FileNote {
    /// Drawn at its first place, with the others below.
    pub(super) fn drawn(&self, context: Context<'_>, style: Style) -> String {
        let lang = context.lang;
        let Some((first, others)) = self.places.split_first() else {
            let sign = if style.narrated.is_some() { words(lang, "Warning:", "警告：") } else { "⚠" };
            let below: String = self.below.iter().flat_map(|line| ["    ", line, "\n"]).collect();
            return format!("  {sign} {}\n{below}", self.headline);
        };
        let labels = vec![first.clone()];
        let headline = (self.headline.clone(), self.severity);
        let mut text = snippet::finding(headline, labels, Vec::new(), lang, context.sources, style);
        text.push_str(&listed(others, context, style));
        text
    }

    /// As one line.
    pub(super) fn line(&self, context: Context<'_>, style: Style) -> String {
        let lang = context.lang;
        let sign = if style.narrated.is_some() { words(lang, "Note: ", "提示：") } else { "  ☞ " };
        let others = match self.places.len().saturating_sub(1) {
            0 => String::new(),
            more => say!(lang, " (and {more} more)", "（另有 {more} 处）"),
        };
        let said = format!("{sign}{}{others}", self.headline);
        let place = self.places.first().map_or_else(String::new, |(place, _)| spot(*place, context));
        one_line(&said, &place, style)
    }
}

/// What is to be said about the run: of what has the same words, the first is drawn.
pub(super) fn notices<'n>(
    notices: impl Iterator<Item = &'n Diagnostic>,
    context: Context<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lang = context.lang;
    let mut groups: Vec<(&Diagnostic, Vec<(Place, String)>)> = Vec::new();
    let words = |notice: &'n Diagnostic| (notice.code, &notice.headline, &notice.help, &notice.file);
    for notice in notices {
        match groups.iter_mut().find(|(first, _)| words(first) == words(notice) && notice.place().is_some()) {
            Some((_, others)) => {
                let label = notice.label().map_or_else(String::new, |label| label.get(lang).to_owned());
                others.extend(notice.place().map(|place| (place, label)));
            }
            None => groups.push((notice, Vec::new())),
        }
    }
    for (first, others) in groups {
        let drawn = snippet::diagnostic(first, lang, context.sources, style);
        writeln!(out, "{drawn}{}", listed(&others, context, style))?;
    }
    Ok(())
}

/// Places, a few by name and the rest by number.
fn listed(places: &[(Place, String)], context: Context<'_>, style: Style) -> String {
    let named = if places.len() == MOST + 1 { MOST + 1 } else { MOST };
    let line = |(place, label): &(Place, String)| match label.as_str() {
        "" => spot(*place, context),
        label => format!("{}  {}", spot(*place, context), printable(&shortened(label, LONGEST))),
    };
    let mut lines: Vec<String> = places.iter().take(named).map(line).collect();
    match places.len().saturating_sub(named) {
        0 => {}
        more => lines.push(say!(
            context.lang,
            "… {more} more; --format concise lists them all",
            "…… 另有 {more} 处，用 --format concise 列出全部"
        )),
    }
    let mut rows = Rows::new(context.lang, style.width);
    rows.lines(("others", "其他"), &lines);
    rows.into_text()
}
