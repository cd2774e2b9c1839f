//! Pieces of a log that several of its parts are made of.

use super::Artifacts;
use super::log::{ArtifactLocation, PhysicalLocation, Region, SarifMessage};
use crate::lang::{Lang, words};
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::pipeline::check::Outcome;
use crate::pipeline::judge::Judged;
use crate::report::wording;
use crate::report::{Context, annotation, location};
use crate::text::printable::shortened;

pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The message of a result: a sentence.
pub(super) fn message(judged: &Judged, context: Context<'_>) -> String {
    let rule = context.rules.get(judged.verdict.rule);
    let text = match judged.verdict.outcome {
        Outcome::Fail => wording::message(judged, context),
        outcome => {
            let (en, zh) = match outcome {
                Outcome::Pass => ("holds", "符合"),
                Outcome::NotApplicable => ("does not apply here", "不适用"),
                _ => ("was declared", "已声明"),
            };
            let (title, colon) = (rule.title.get(context.lang), context.lang.colon());
            format!("{title}{colon}{}", words(context.lang, en, zh))
        }
    };
    sentence(&text, context.lang)
}

/// A text as a plain message: with its full stop, and with nothing in it that a viewer would take for a link or for
/// the place of an argument.
pub(super) fn sentence(text: &str, lang: Lang) -> String {
    let text = shortened(text.trim_end(), annotation::MOST);
    let mut safe = String::with_capacity(text.len() + 1);
    let mut rest = text.as_ref();
    while let Some(at) = rest.find(|character: char| "\\[]{}".contains(character) || character.is_control()) {
        let (plain, special) = rest.split_at(at);
        safe.push_str(plain);
        let mut characters = special.chars();
        match characters.next() {
            Some(brace @ ('{' | '}')) => safe.extend([brace, brace]),
            Some(control) if control.is_control() => safe.push(' '),
            bracket => safe.extend(['\\'].into_iter().chain(bracket)),
        }
        rest = characters.as_str();
    }
    safe.push_str(rest);
    if !safe.ends_with(['.', '!', '?', '。', '！', '？', '…']) {
        safe.push_str(lang.stop());
    }
    safe
}

pub(super) fn physical<'a>(place: Place, context: Context<'a>, artifacts: &Artifacts) -> PhysicalLocation<'a> {
    let region = location::region(place, context);
    PhysicalLocation {
        artifact: ArtifactLocation {
            uri: location::uri(&region.source.name, context),
            index: artifacts.get(&place.source).copied(),
        },
        region: Some(Region {
            start_line: region.start.line,
            start_column: region.start.column,
            end_line: region.end.line,
            end_column: region.end.column,
            snippet: region.text.map(SarifMessage::of),
        }),
    }
}
