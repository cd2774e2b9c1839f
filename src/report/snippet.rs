//! A message drawn at its place; this file and the excerpts below it are all that name miette.
//!
//! miette would scan the whole file for each report, print whole lines, and fail on columns past 65,535. It is given
//! a few prepared lines instead: cut to the width of the terminal, with true line and column numbers, and without
//! characters that could steer a terminal.

mod excerpt;
mod lines;
mod mask;

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, SourceSpan};

use excerpt::SourceExcerpt;

pub(super) use lines::shown;
pub(super) use mask::is_plain;

use textwrap::WordSplitter;

use crate::diagnostic::Diagnostic;
use crate::lang::{Lang, Text, say, words};
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::pipeline::source::{Position, Sources};
use crate::report::wrap::{SEPARATOR, wrapping};
use crate::text::printable::{printable, shortened};

/// How things are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// With colours.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// In sentences of a language instead of drawings.
    pub narrated: Option<Lang>,
    /// With links that a terminal can follow.
    pub links: bool,
}

/// Draws a diagnostic; ends with a line break.
pub(super) fn diagnostic(told: &Diagnostic, lang: Lang, sources: &Sources, style: Style) -> String {
    // A value of a megabyte says no more than its beginning.
    let text = |text: &Text| printable(&shortened(text.get(lang), LONGEST));
    let headline = match &told.file {
        Some(name) => format!("{}{}{}", printable(name), lang.colon(), text(&told.headline)),
        None => text(&told.headline),
    };
    let mut labels = told.labels.iter().map(|label| (label.place, text(&label.words))).collect();
    let (excerpt, missed) = SourceExcerpt::of(sources, &mut labels, style.width);
    let mut drawn = Drawn { headline, sign: HeadlineSign::Bad(told.severity), excerpt }.draw(style);
    if let Some(help) = &told.help {
        drawn.push_str(&advice(&text(help), lang, style));
    }
    further(missed, sources, style, &mut drawn);
    drawn
}

/// Draws diagnostics, one after the other; one that is at no place takes a line.
pub(crate) fn drawn(told: &[Diagnostic], sources: &Sources, lang: Lang, style: Style) -> String {
    let one = |told: &Diagnostic| {
        if told.place().is_some() {
            return diagnostic(told, lang, sources, style);
        }
        let file = told.file.as_ref().map(|file| format!("{}{}", printable(file), lang.colon())).unwrap_or_default();
        let line = printable(&shortened(told.line().get(lang), LONGEST));
        format!("{}{file}{line}\n", words(lang, "error: ", "错误："))
    };
    told.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// Draws a finding: its headline, its places, the first of which is its own, and places in other files, those of one
/// file under one headline.
pub(super) fn finding(
    (headline, severity): (String, Severity),
    mut labels: Vec<(Place, String)>,
    elsewhere: Vec<(Place, String)>,
    lang: Lang,
    sources: &Sources,
    style: Style,
) -> String {
    let same_file = |one: &Place, other: &Place| one.source == other.source;
    let mut by_file: Vec<Vec<(Place, String)>> = Vec::new();
    for (place, words) in elsewhere {
        if labels.first().is_some_and(|(own, _)| same_file(own, &place)) {
            labels.push((place, words));
        } else if let Some(others) = by_file.iter_mut().find(|others| same_file(&others[0].0, &place)) {
            others.push((place, words));
        } else {
            by_file.push(vec![(place, words)]);
        }
    }
    let (excerpt, mut missed) = SourceExcerpt::of(sources, &mut labels, style.width);
    let mut drawn = Drawn { headline, sign: HeadlineSign::Bad(severity), excerpt }.draw(style);
    for mut labels in by_file {
        let headline = match labels.as_mut_slice() {
            [(_, words)] => std::mem::take(words),
            _ => words(lang, "it also rests on this", "判断依据还包括").to_owned(),
        };
        let (excerpt, more) = SourceExcerpt::of(sources, &mut labels, style.width);
        drawn.push_str(&Drawn { headline, sign: HeadlineSign::Beside, excerpt }.draw(style));
        missed.extend(more);
    }
    further(missed, sources, style, &mut drawn);
    drawn
}

/// Draws places that are too far from the others in their line: a line of 40 MB is shown once for each.
fn further(missed: Vec<(Place, String)>, sources: &Sources, style: Style, drawn: &mut String) {
    for (place, headline) in missed {
        let (excerpt, _) = SourceExcerpt::of(sources, &mut vec![(place, String::new())], style.width);
        drawn.push_str(&Drawn { headline, sign: HeadlineSign::Beside, excerpt }.draw(style));
    }
}

/// What to do, below the drawing; miette knows no other word for it than “help”.
fn advice(help: &str, lang: Lang, style: Style) -> String {
    if style.narrated.is_some() {
        return format!("{}{help}\n", words(lang, "Help: ", "帮助："));
    }
    let head = words(lang, "  help: ", "  处理：");
    let indent = " ".repeat(textwrap::core::display_width(head));
    let head = if style.colour { format!("\u{1b}[36m{head}\u{1b}[0m") } else { head.to_owned() };
    let options = wrapping(style.width.max(40) - 2).initial_indent(&head).subsequent_indent(&indent);
    let lines = textwrap::fill(help, options);
    lines.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

/// The most characters of a headline, a label or an advice.
const LONGEST: usize = 1000;

#[derive(Debug)]
struct Drawn {
    headline: String,
    sign: HeadlineSign,
    excerpt: Option<SourceExcerpt>,
}

/// What stands before a headline: one sign for one meaning.
#[derive(Debug, Clone, Copy)]
enum HeadlineSign {
    /// How bad it is.
    Bad(Severity),
    /// It belongs to the message before it.
    Beside,
}

impl Drawn {
    fn draw(&self, style: Style) -> String {
        if let Some(lang) = style.narrated {
            return self.narrate(lang);
        }
        let mut text = String::new();
        let mut theme = if style.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        if matches!(self.sign, HeadlineSign::Beside) {
            "↳".clone_into(&mut theme.characters.advice);
        }
        // Writing to a string cannot fail, and the excerpts are made to satisfy the handler.
        let _ = GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .with_word_separator(SEPARATOR)
            .with_word_splitter(WordSplitter::NoHyphenation)
            .with_break_words(false)
            .with_width(style.width.max(40))
            .render_report(&mut text, self);
        // miette pads some lines; what is piped into a file should not carry that.
        let lines: String = text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect();
        lines.trim_start_matches('\n').to_owned()
    }

    /// The same for people who listen: no drawing, no column of signs, the place before the line.
    fn narrate(&self, lang: Lang) -> String {
        let severity = match self.sign {
            HeadlineSign::Bad(Severity::Error) => words(lang, "Error: ", "错误："),
            HeadlineSign::Bad(Severity::Warning) => words(lang, "Warning: ", "警告："),
            HeadlineSign::Bad(Severity::Info) => words(lang, "Note: ", "提示："),
            HeadlineSign::Beside => words(lang, "See also: ", "另见："),
        };
        let mut text = format!("{severity}{}\n", self.headline);
        let Some(excerpt) = &self.excerpt else { return text };
        for label in &excerpt.labels {
            let (name, Position { line, column }) = (&excerpt.name, label.position);
            let colon = if label.words.is_empty() { "" } else { lang.colon() };
            let place = say!(
                lang,
                "In {name}, line {line}, column {column}{colon}{}\n",
                "位置：{name}，第 {line} 行，第 {column} 列{colon}{}\n",
                label.words
            );
            text.push_str(&place);
            if let Some((_, range)) = excerpt.lines.iter().find(|(number, _)| *number == line) {
                let shown = excerpt.text[range.clone()].trim();
                for piece in [words(lang, "The line reads: ", "该行内容："), shown, "\n"] {
                    text.push_str(piece);
                }
            }
        }
        text
    }
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline)
    }
}

impl std::error::Error for Drawn {}

impl miette::Diagnostic for Drawn {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.sign {
            HeadlineSign::Bad(Severity::Error) => miette::Severity::Error,
            HeadlineSign::Bad(Severity::Warning) => miette::Severity::Warning,
            HeadlineSign::Bad(Severity::Info) | HeadlineSign::Beside => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let excerpt = self.excerpt.as_ref()?;
        Some(Box::new(excerpt.labels.iter().map(|label| {
            let span = SourceSpan::from((label.range.start, label.range.len()));
            let primary = label.primary;
            let label = (!label.words.is_empty()).then(|| label.words.clone());
            if primary {
                LabeledSpan::new_primary_with_span(label, span)
            } else {
                LabeledSpan::new_with_span(label, span)
            }
        })))
    }
}
