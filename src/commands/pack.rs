//! The catalogue and rules that a command works with, the user's own among them.

use std::io;

use crate::commands::output::Output;
use crate::config::{ConfigFile, Levels};
use crate::lang::{Lang, Text, both, words};
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

/// Takes the rules as of a day, as the configuration grades them; which of them are wanted is still to be chosen. What is
/// wrong with the choice has been told where there is an exit code.
pub(super) fn graded(
    rules: &mut Rules,
    levels: &Levels,
    config: Option<&ConfigFile>,
    today: Date,
    lang: Lang,
    style: Style,
    output: &mut Output<'_>,
) -> io::Result<Option<u8>> {
    rules.as_of(today);
    for pattern in levels.only.iter().chain(&levels.skip) {
        if !rules.all().any(|(_, rule)| rule.is_named_by(pattern)) {
            return no_such_rule(pattern, rules, lang, output).map(Some);
        }
    }
    if let (Err(flaws), Some(file)) = (levels.apply(rules), config) {
        output.err.write_all(file.draw(&flaws, lang, style).as_bytes())?;
        return Ok(Some(Exit::Failed.code()));
    }
    Ok(None)
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
    let draw = |path: std::path::PathBuf, text: String, places: Vec<(Span, Text)>| {
        let name = path.to_string_lossy().into_owned();
        let source = Source::new(SourceId(0), name, text, Encoding::Utf8);
        let sources = Sources::of(vec![source]);
        let headline = words(lang, "this is not a valid rule or kind file", "规则或资源类型文件无效");
        let drawn = places.into_iter().map(|(span, words)| {
            report::draw(&sources, Place { source: SourceId(0), span }, headline, words.get(lang), None, style)
        });
        drawn.collect::<Vec<_>>().join("\n")
    };
    match error {
        LoadError::Io(path, error) => {
            format!("{}{}{}\n", printable(&path.to_string_lossy()), lang.colon(), unread_folder(&error, lang))
        }
        LoadError::Syntax(path, text, error) => {
            let [en, zh] = [Lang::En, Lang::ZhCn].map(|lang| error.syntax.words(lang));
            draw(path, text, vec![(error.span, both(en, zh))])
        }
        LoadError::Flawed(path, text, places) => draw(path, text, places),
        LoadError::Empty(path) => {
            format!(
                "{}{}{}\n",
                printable(&path.to_string_lossy()),
                lang.colon(),
                words(lang, "there is no rule in this folder", "文件夹中没有规则")
            )
        }
    }
}

/// Why a folder of rules, or a file in it, cannot be read.
fn unread_folder(error: &io::Error, lang: Lang) -> String {
    let (en, zh) = match error.kind() {
        io::ErrorKind::NotFound => ("there is no such folder", "文件夹不存在"),
        io::ErrorKind::PermissionDenied => ("no permission to read it", "没有读取权限"),
        io::ErrorKind::FileTooLarge => ("too long for a rule, or too many files", "文件过大，或文件过多"),
        io::ErrorKind::InvalidData => ("it is not UTF-8", "不是 UTF-8 文本"),
        io::ErrorKind::Other => return words(lang, &error.to_string(), "链接指向文件夹之外，或无法读取").to_owned(),
        _ => return error.to_string(),
    };
    words(lang, en, zh).to_owned()
}
