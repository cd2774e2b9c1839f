//! The catalogue and rules that a command works with, the user's own among them.

use std::io;

use crate::commands::output::Output;
use crate::lang::{Lang, words};
use crate::model::place::{Place, SourceId, Span};
use crate::pack::catalogue::Catalogue;
use crate::pack::rule::{LoadError, Rules, closest, load_folder};
use crate::pipeline::judge::Exit;
use crate::pipeline::source::{Encoding, Source, Sources};
use crate::report::{self, Style};
use crate::text::printable::printable;
use jiff::civil::Date;
use std::path::PathBuf;

/// Folders with rules of the user's own.
#[derive(Debug, Clone, Default)]
pub struct RuleFolders(pub Vec<PathBuf>);

/// Loads all rules, as of a day where one is asked for, and gets them ready to be asked, then does the job.
pub(super) fn with_rules(
    folders: &RuleFolders,
    today: Option<Date>,
    lang: Lang,
    style: Style,
    output: &mut Output<'_>,
    job: impl FnOnce(&Catalogue, &Rules, &mut Output<'_>) -> io::Result<u8>,
) -> io::Result<u8> {
    with_pack(folders, lang, style, output, |catalogue, rules, output| {
        if let Some(today) = today {
            rules.as_of(today);
        }
        rules.select(|_| true, catalogue);
        job(catalogue, rules, output)
    })
}

/// Loads the built-in catalogue and rules and the user's own, then does the job.
pub(super) fn with_pack(
    folders: &RuleFolders,
    lang: Lang,
    style: Style,
    output: &mut Output<'_>,
    job: impl FnOnce(&Catalogue, &mut Rules, &mut Output<'_>) -> io::Result<u8>,
) -> io::Result<u8> {
    let mut catalogue = Catalogue::builtin();
    let mut rules = Rules::builtin(&catalogue);
    for folder in &folders.0 {
        if let Err(error) = load_folder(folder, &mut catalogue, &mut rules) {
            output.err.write_all(load_error(error, lang, style).as_bytes())?;
            return Ok(Exit::Failed.code());
        }
    }
    job(&catalogue, &mut rules, output)
}

pub(super) fn no_such_rule(id: &str, rules: &Rules, lang: Lang, output: &mut Output<'_>) -> io::Result<u8> {
    let id = printable(id);
    let near = closest(&id, rules.all().map(|(_, rule)| rule.id.as_str()));
    match lang {
        Lang::En => write!(output.err, "error: there is no rule {id}")?,
        Lang::ZhCn => write!(output.err, "错误：规则 {id} 不存在")?,
    }
    match (near, lang) {
        (Some(near), Lang::En) => writeln!(output.err, "; did you mean {near}?")?,
        (Some(near), Lang::ZhCn) => writeln!(output.err, "；是否应为 {near}？")?,
        (None, Lang::En) => writeln!(output.err, "; tenantlint rules lists them all")?,
        (None, Lang::ZhCn) => writeln!(output.err, "；用 tenantlint rules 查看全部规则")?,
    }
    Ok(Exit::Failed.code())
}

/// What is wrong with a rule folder, drawn at its place.
fn load_error(error: LoadError, lang: Lang, style: Style) -> String {
    let draw = |path: std::path::PathBuf, text: String, places: Vec<(Span, String)>| {
        let name = path.to_string_lossy().into_owned();
        let source = Source::new(SourceId(0), name, text, Encoding::Utf8);
        let sources = Sources::of(vec![source]);
        let headline = words(lang, "this is not a valid rule or kind file", "规则或资源类型文件无效");
        let drawn = places.into_iter().map(|(span, words)| {
            report::draw(&sources, Place { source: SourceId(0), span }, headline, &words, None, style)
        });
        drawn.collect::<Vec<_>>().join("\n")
    };
    match error {
        LoadError::Io(path, error) => format!("{}: {error}\n", printable(&path.to_string_lossy())),
        LoadError::Syntax(path, text, error) => {
            draw(path, text, vec![(error.span, error.syntax.words(lang).to_owned())])
        }
        LoadError::Flawed(path, text, places) => draw(path, text, places),
        LoadError::Empty(path) => {
            format!(
                "{}: {}\n",
                printable(&path.to_string_lossy()),
                words(lang, "there is no rule in this folder", "文件夹中没有规则")
            )
        }
    }
}
