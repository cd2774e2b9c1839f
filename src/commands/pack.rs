//! The catalogue and rules that a command works with, the user's own among them.

use std::io;

use crate::commands::output::Output;
use crate::config::{ConfigFile, Levels};
use crate::diagnostic::Diagnostic;
use crate::lang::{Lang, text, words};
use crate::model::place::{Place, SourceId};
use crate::pack::catalogue::Catalogue;
use crate::pack::rule::{BadFile, Rules, load_folder};
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
    pub place: Option<(Box<ConfigFile>, Place)>,
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
        if let Err(bad) = load_folder(&folder.path, &mut catalogue, &mut rules) {
            output.err.write_all(bad_file(bad, folder, lang, style).as_bytes())?;
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
fn bad_file(bad: BadFile, folder: &RuleFolder, lang: Lang, style: Style) -> String {
    let name = name_of(&bad.path);
    if let Some(text) = bad.text {
        let sources = Sources::of(vec![Source::new(SourceId(0), name, text, Encoding::Utf8)]);
        return report::drawn(&bad.told, &sources, lang, style);
    }
    let told = bad.told.into_iter();
    match &folder.place {
        Some((file, place)) if bad.path == folder.path => {
            let headline = text!("the rule folder {name} cannot be used", "规则文件夹 {name} 无法使用");
            let named = |why: Diagnostic| Diagnostic::new(why.code, headline.clone()).at(*place, why.headline);
            report::drawn(&told.map(named).collect::<Vec<_>>(), &file.sources(), lang, style)
        }
        _ => {
            let told: Vec<_> = told.map(|why| why.of_file(name.clone())).collect();
            report::drawn(&told, &Sources::default(), lang, style)
        }
    }
}
