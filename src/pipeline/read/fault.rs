//! Why a file is no export at all: it is not JSON, or it is the answer to a request that failed.

use super::failure::Failure;
use crate::diagnostic::{Code, Diagnostic};
use crate::json::ParseError;
use crate::lang::{Lang, Text, both, same, text};
use crate::model::place::{Place, SourceId, Span};
use crate::pipeline::source::{Likeness, Source};

/// A text that is not JSON, and perhaps something else that is known.
pub(crate) fn not_json(error: ParseError, source: SourceId, text: &str) -> Diagnostic {
    let ParseError { span, syntax } = error;
    let like = Likeness::of_text(text);
    let headline = match like {
        None => both("this file is not JSON", "文件不是合法的 JSON"),
        Some(like) => text!(
            ("this file is not JSON but {}", like.name(Lang::En)),
            ("文件不是 JSON，而是{}", like.name(Lang::ZhCn))
        ),
    };
    let label = both(syntax.words(Lang::En), syntax.words(Lang::ZhCn));
    let help = like.map(|like| both(like.advice(Lang::En), like.advice(Lang::ZhCn)));
    Diagnostic { help, ..Diagnostic::new(Code::NotJson, headline).at(Place { source, span }, label) }
}

/// A manifest in which something is wrong.
pub(super) fn manifest(place: Place, flaw: Text) -> Diagnostic {
    Diagnostic::new(Code::ManifestInvalid, both("the manifest is not as it should be", "清单文件不符合格式"))
        .at(place, flaw)
        .help(both("let tenantlint collect write it anew", "请用 tenantlint collect 重新生成"))
}

/// The answer to a request that failed.
pub(super) fn failed_request(source: SourceId, Failure { span, message, .. }: Failure) -> Diagnostic {
    let headline = both("this is the answer to a request that failed, not an export", "这是失败请求的响应，不是导出");
    Diagnostic::new(Code::FailedRequest, headline).at(Place { source, span }, same(message)).help(both(
        "sign in again, ask for the role, or wait if there were too many requests; then export again",
        "请重新登录、申请所需角色，或在请求过多时稍候，然后重新导出",
    ))
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
