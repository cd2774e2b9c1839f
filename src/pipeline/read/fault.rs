//! Why a file is no export at all: it is not JSON, or it is the answer to a request that failed.

use super::failure::Failure;
use super::words;
use crate::diagnostic::{Code, Diagnostic};
use crate::json::ParseError;
use crate::lang::{Lang, Text, both, same};
use crate::model::place::{Place, SourceId, Span};
use crate::pipeline::source::{Likeness, Source};

/// A text that is not JSON, and perhaps something else that is known.
pub(crate) fn not_json(error: ParseError, source: SourceId, text: &str) -> Diagnostic {
    let ParseError { span, syntax } = error;
    let told = Likeness::of_text(text).map_or_else(words::not_json, words::not_json_but);
    told.at(Place { source, span }, both(syntax.words(Lang::En), syntax.words(Lang::ZhCn)))
}

/// A manifest in which something is wrong.
pub(super) fn manifest(place: Place, flaw: Text) -> Diagnostic {
    words::bad_manifest().at(place, flaw)
}

/// The answer to a request that failed.
pub(super) fn failed_request(source: SourceId, Failure { span, message, .. }: Failure) -> Diagnostic {
    words::failed_request().at(Place { source, span }, same(message))
}

/// Why a file could not be read, or is no export, in one line; it may hold text of the file.
pub(crate) fn line(told: &Diagnostic, lang: Lang) -> String {
    let label = told.label().map_or("", |label| label.get(lang));
    let Some(help) = &told.help else {
        return if label.is_empty() { told.headline.get(lang) } else { label }.to_owned();
    };
    // Where it is known what a file is, nobody asks what of it is no JSON.
    let label = if told.code == Code::NotJson { "" } else { label };
    let colon = if label.is_empty() { "" } else { lang.colon() };
    format!("{}{colon}{label}{}{}", told.headline.get(lang), lang.semicolon(), help.get(lang))
}

/// The same with the line and the column.
pub(crate) fn located_line(told: &Diagnostic, source: &Source, lang: Lang) -> String {
    let at = source.position(told.span().map_or(0, Span::start));
    format!("{}:{}: {}", at.line, at.column, line(told, lang))
}
