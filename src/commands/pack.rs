//! The catalogue and rules that a command works with, the user's own among them.

use std::io;

use crate::commands::output::Output;
use crate::config::{ConfigFile, Levels};
use crate::diagnostic::{Code, Diagnostic};
use crate::lang::{Lang, Text, both, words};
use crate::model::place::{Place, SourceId, Span};
use crate::pack::catalogue::Catalogue;
use crate::pack::rule::{LoadError, Rules, load_folder};
use crate::pipeline::judge::Exit;
use crate::pipeline::source::{Encoding, Source, Sources, name_of};
use crate::report::{self, Style};
use crate::text::printable::printable;
use jiff::civil::Date;
use std::path::PathBuf;

/// A folder with rules of the user's own.
#[derive(Debug, Clone)]
pub struct RuleFolder {
    /// The folder.
    pub path: PathBuf,
    /// The configuration file that names it, and where.
    pub place: Option<(Box<ConfigFile>, Span)>,
}

/// Folders with rules of the user's own.
#[derive(Debug, Clone, Default)]
pub struct RuleFolders(pub Vec<RuleFolder>);

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
        if let Err(error) = load_folder(&folder.path, &mut catalogue, &mut rules) {
            output.err.write_all(load_error(error, folder, lang, style).as_bytes())?;
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
    if let (Err(told), Some(file)) = (levels.apply(rules), config) {
        output.err.write_all(report::drawn(&told, &file.sources(), lang, style).as_bytes())?;
        return Ok(Some(Exit::Failed.code()));
    }
    Ok(None)
}

pub(super) fn no_such_rule(id: &str, rules: &Rules, lang: Lang, output: &mut Output<'_>) -> io::Result<u8> {
    let line = rules.unknown(id).line();
    writeln!(output.err, "{}{}", words(lang, "error: ", "错误："), printable(line.get(lang)))?;
    Ok(Exit::Failed.code())
}

/// What is wrong with a rule folder, drawn at its place: in a file of the folder, or where the folder is named.
fn load_error(error: LoadError, folder: &RuleFolder, lang: Lang, style: Style) -> String {
    let draw = |path: PathBuf, text: String, places: Vec<(Span, Text)>| {
        let name = path.to_string_lossy().into_owned();
        let source = Source::new(SourceId(0), name, text, Encoding::Utf8);
        let sources = Sources::of(vec![source]);
        let headline = words(lang, "this is not a valid rule or kind file", "规则或资源类型文件无效");
        let drawn = places.into_iter().map(|(span, words)| {
            report::draw(&sources, Place { source: SourceId(0), span }, headline, words.get(lang), None, style)
        });
        drawn.collect::<Vec<_>>().join("\n")
    };
    let (path, why) = match error {
        LoadError::Syntax(path, text, error) => {
            let [en, zh] = [Lang::En, Lang::ZhCn].map(|lang| error.syntax.words(lang));
            return draw(path, text, vec![(error.span, both(en, zh))]);
        }
        LoadError::Flawed(path, text, places) => return draw(path, text, places),
        LoadError::Io(path, error) => (path, unread_folder(&error)),
        LoadError::Empty(path) => {
            (path, both("there is no rule in this folder (files that end in .json)", "文件夹中没有规则（.json 文件）"))
        }
    };
    let name = printable(&name_of(&path));
    match &folder.place {
        Some((file, span)) if path == folder.path => {
            let headline =
                both(format!("the rule folder {name} cannot be used"), format!("规则文件夹 {name} 无法使用"));
            let told = Diagnostic::new(Code::RulesUnreadable, headline).at(file.place(*span), why);
            report::drawn(&[told], &file.sources(), lang, style)
        }
        _ => format!("{}{name}{}{}\n", words(lang, "error: ", "错误："), lang.colon(), why.get(lang)),
    }
}

/// Why a folder of rules, or a file in it, cannot be read.
fn unread_folder(error: &io::Error) -> Text {
    match error.kind() {
        io::ErrorKind::NotFound => both("there is no such folder", "文件夹不存在"),
        io::ErrorKind::PermissionDenied => both("no permission to read it", "没有读取权限"),
        io::ErrorKind::FileTooLarge => both("too long for a rule, or too many files", "文件过大，或文件过多"),
        io::ErrorKind::InvalidData => both("it is not UTF-8", "不是 UTF-8 文本"),
        io::ErrorKind::Other => both(error.to_string(), "链接指向文件夹之外，或无法读取"),
        _ => both(error.to_string(), error.to_string()),
    }
}
