//! Why a file is no export at all: it is not JSON, or it is the answer to a request that failed.

use std::borrow::Cow;

use super::failure::Failure;
use crate::json::{Syntax, SyntaxError};
use crate::lang::{Lang, Text, both, words};
use crate::model::place::Span;
use crate::pipeline::source::Likeness;

/// Why a file is no export at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where that shows.
    pub span: Span,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    /// It is not JSON, and perhaps something else that is known.
    NotJson(Syntax, Option<Likeness>),
    /// A request failed, and this is what was answered.
    Failed(String),
    /// It is a manifest, but not as one should be.
    Manifest(Text),
}

impl Fault {
    /// A text that is not JSON.
    pub(crate) fn not_json(error: SyntaxError, text: &str) -> Self {
        Self { span: error.span, what: What::NotJson(error.syntax, Likeness::of_text(text)) }
    }

    /// A manifest in which something is wrong.
    pub(super) fn manifest(span: Span, flaw: Text) -> Self {
        Self { span, what: What::Manifest(flaw) }
    }

    /// Says what it holds of the file in other words.
    pub(crate) fn retell(&mut self, mut tell: impl FnMut(&str) -> String) {
        match &mut self.what {
            What::NotJson(..) => {}
            What::Failed(message) => *message = tell(message),
            What::Manifest(flaw) => *flaw = both(tell(&flaw.en), tell(&flaw.zh_cn)),
        }
    }

    /// The id of the sort of fault.
    pub fn id(&self) -> &'static str {
        match self.what {
            What::NotJson(..) => "input/not-json",
            What::Failed(_) => "input/failed-request",
            What::Manifest(_) => "input/manifest",
        }
    }

    /// What is wrong with the file.
    pub fn headline(&self, lang: Lang) -> String {
        match (&self.what, lang) {
            (What::NotJson(_, None), _) => words(lang, "this file is not JSON", "文件不是合法的 JSON").to_owned(),
            (What::NotJson(_, Some(like)), Lang::En) => format!("this file is not JSON but {}", like.name(lang)),
            (What::NotJson(_, Some(like)), Lang::ZhCn) => format!("文件不是 JSON，而是{}", like.name(lang)),
            (What::Failed(_), _) => words(
                lang,
                "this is the answer to a request that failed, not an export",
                "这是失败请求的响应，不是导出",
            )
            .to_owned(),
            (What::Manifest(_), _) => {
                words(lang, "the manifest is not as it should be", "清单文件不符合格式").to_owned()
            }
        }
    }

    /// What is wrong at the place; it may hold text of the file.
    pub fn label(&self, lang: Lang) -> Cow<'_, str> {
        match &self.what {
            What::NotJson(syntax, _) => syntax.words(lang).into(),
            What::Failed(message) => message.into(),
            What::Manifest(flaw) => flaw.get(lang).to_owned().into(),
        }
    }

    /// What to do about it.
    pub fn help(&self, lang: Lang) -> Option<&'static str> {
        match &self.what {
            What::NotJson(_, like) => like.map(|like| like.advice(lang)),
            What::Failed(_) => Some(words(
                lang,
                "sign in again, ask for the role, or wait if there were too many requests; then export again",
                "请重新登录、申请所需角色，或在请求过多时稍候，然后重新导出",
            )),
            What::Manifest(_) => {
                Some(words(lang, "let tenantlint collect write it anew", "请用 tenantlint collect 重新生成"))
            }
        }
    }

    /// All that in one line.
    pub fn line(&self, lang: Lang) -> String {
        if let What::NotJson(syntax, None) = &self.what {
            return syntax.words(lang).to_owned();
        }
        let [colon, semicolon] = [words(lang, ": ", "："), words(lang, "; ", "；")];
        let label = if let What::NotJson(..) = self.what { Cow::Borrowed("") } else { self.label(lang) };
        let label = if label.is_empty() { String::new() } else { format!("{colon}{label}") };
        let help = self.help(lang).map(|help| format!("{semicolon}{help}")).unwrap_or_default();
        self.headline(lang) + &label + &help
    }
}

impl From<Failure> for Fault {
    fn from(Failure { span, message, .. }: Failure) -> Self {
        Self { span, what: What::Failed(message) }
    }
}
