//! What lay in the folders and was not judged: a few files by name, with what they look like, and how many more.

use std::fmt::{Result, Write as _};

use super::Context;
use crate::lang::Lang;
use crate::pipeline::judge::Report;
use crate::pipeline::read::Recognised;
use crate::pipeline::read::words::unknown_words;
use crate::text::printable::printable;

/// So many files are told by name.
const NAMED: usize = 3;

/// What a file that holds no settings is, and what to do instead.
pub(super) fn what_it_is(recognised: &Recognised, lang: Lang) -> Option<(String, &'static str)> {
    match recognised {
        Recognised::NoSettings(format) => Some((format.name(lang).to_owned(), format.advice(lang))),
        Recognised::Unknown { root, keys } => Some((unknown_words(root, keys, lang), "")),
        Recognised::Settings(_) => None,
    }
}

/// Some lines of the summary.
pub(super) fn set_aside(report: &Report, context: Context<'_>, text: &mut String) -> Result {
    let lang = context.lang;
    let [colon, semicolon] = [lang.colon(), lang.semicolon()];
    let evidence = &report.evidence;
    let mut told = |name: &str, what: &str, advice: &str| {
        let semicolon = if advice.is_empty() { "" } else { semicolon };
        writeln!(text, "{}{colon}{what}{semicolon}{advice}", printable(name))
    };
    let unnamed = |source| !context.sources.get(source).named;
    let mut silent = report.empty_exports().filter(|(export, _)| unnamed(export.source));
    for (export, recognised) in silent.by_ref().take(NAMED) {
        let Some((what, advice)) = what_it_is(recognised, lang) else { continue };
        told(&context.sources.get(export.source).name, &what, advice)?;
    }
    for (name, like) in &evidence.passed_over.known {
        told(name, like.name(lang), like.advice(lang))?;
    }
    let (more, other) = (silent.count(), evidence.passed_over.files - evidence.passed_over.known.len());
    match (more, lang) {
        (0, _) => {}
        (1, Lang::En) => writeln!(text, "1 more file holds no settings; tenantlint inspect tells what it is")?,
        (_, Lang::En) => writeln!(text, "{more} more files hold no settings; tenantlint inspect tells what they are")?,
        (_, Lang::ZhCn) => writeln!(text, "另有 {more} 个文件不含设置；用 tenantlint inspect 查看它们是什么")?,
    }
    match (other, lang) {
        (0, _) => {}
        (1, Lang::En) => writeln!(text, "1 other file in the folders passed over: not named like JSON")?,
        (_, Lang::En) => writeln!(text, "{other} other files in the folders passed over: not named like JSON")?,
        (_, Lang::ZhCn) => writeln!(text, "文件夹中另有 {other} 个文件因扩展名不是 JSON 而跳过")?,
    }
    match (evidence.passed_over.hidden, lang) {
        (0, _) => Ok(()),
        (1, Lang::En) => writeln!(text, "1 file or folder not looked into: its name begins with a dot"),
        (hidden, Lang::En) => writeln!(text, "{hidden} files or folders not looked into: their names begin with a dot"),
        (hidden, Lang::ZhCn) => writeln!(text, "另有 {hidden} 个以点开头的文件或文件夹未读取"),
    }
}
