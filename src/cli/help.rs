//! Help and the errors of the command line, in both languages.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};

use super::Message;
use super::typed::Wrong;
use crate::diagnostic::near::did_you_mean;
use crate::lang::{Lang, words};
use crate::report::Format;
use crate::text::printable::printable;

const ABOUT_ZH: &str = "检查由世纪互联运营的 Microsoft 365 和 Power Platform 租户导出的设置";

// What commands and arguments are for, by command and argument: `static WORDS`, sorted, which `build.rs` makes of `help.json`.
include!(concat!(env!("OUT_DIR"), "/help.rs"));

/// What an argument is for, or a command: its own words, or those of the argument in all commands.
fn purpose(command: &str, argument: &str, lang: Lang) -> Option<&'static str> {
    let of = |command| WORDS.binary_search_by_key(&(command, argument), |(of, name, ..)| (*of, *name)).ok();
    let (.., en, zh) = WORDS[of(command).or_else(|| of("*"))?];
    Some(words(lang, en, zh))
}

/// The name under which it is told what stands below the options of a command; no argument is called so.
const AFTER: &str = "after";

const TEMPLATE_ZH: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The command line's definition in a language.
pub(super) fn command<C: CommandFactory>(lang: Lang) -> Command {
    let mut command = C::command();
    if lang == Lang::ZhCn {
        // Chinese lines are broken in `message`, for the library breaks them at blanks alone. What it adds itself has to be
        // there to be worded.
        command = command.about(ABOUT_ZH).term_width(0);
        command.build();
    }
    worded(command, lang).mut_subcommands(|sub| worded(sub, lang))
}

/// A command with the words of a language.
fn worded(mut command: Command, lang: Lang) -> Command {
    let name = command.get_name().to_owned();
    if let Some(about) = purpose(&name, "", lang) {
        command = command.about(about);
    }
    if let Some(after) = purpose(&name, AFTER, lang) {
        command = command.after_help(after);
    }
    command = command.mut_args(|arg| match purpose(&name, arg.get_id().as_str(), lang) {
        Some(help) if help.contains("{formats}") => arg.help(help.replace("{formats}", &Format::listed(lang))),
        Some(help) => arg.help(help),
        None => arg,
    });
    if lang == Lang::ZhCn { chinese(command) } else { command }
}

/// What the library says in English of its own accord, in Chinese or not at all.
fn chinese(command: Command) -> Command {
    let mut positionals = 0;
    command.help_template(TEMPLATE_ZH).subcommand_help_heading("命令").mut_args(|mut arg| {
        if arg.is_positional() {
            // Below a heading of its own the library sorts them by their names.
            arg = arg.display_order(positionals);
            positionals += 1;
        }
        let heading = if arg.is_positional() { "参数" } else { "选项" };
        let arg = arg.help_heading(heading).hide_possible_values(true).hide_default_value(true);
        arg.long_help(clap::builder::Resettable::Reset)
    })
}

/// Help, the version or an error as a message.
pub(super) fn message(error: &clap::Error, lang: Lang, width: usize) -> Message {
    let to_stderr = error.use_stderr();
    let text = match (lang, to_stderr) {
        (Lang::ZhCn, true) => in_chinese(error).unwrap_or_else(|| error.to_string()),
        (Lang::ZhCn, false) => {
            let text = error.to_string().replace("[OPTIONS]", "[选项]").replace("<COMMAND>", "<命令>");
            let line = |line: &str| match line.strip_suffix(':') {
                Some(heading) if !heading.starts_with(' ') => format!("{heading}："),
                _ => wrapped(line, width),
            };
            text.lines().map(line).collect::<Vec<_>>().join("\n")
        }
        (Lang::En, _) => error.to_string(),
    };
    let text = if to_stderr { text.lines().map(printable).collect::<Vec<_>>().join("\n") } else { text };
    let text = text.trim_end().to_owned() + "\n";
    Message { text, to_stderr, code: if to_stderr { 2 } else { 0 } }
}

/// A line of help in lines that are not wider than the terminal.
fn wrapped(line: &str, width: usize) -> String {
    if textwrap::core::display_width(line) <= width {
        return line.to_owned();
    }
    // What is explained stands to the left, behind blanks if at all; the explanation is behind the next two.
    let text = line.trim_start();
    let lead = line.len() - text.len();
    let column = if text.starts_with('-') || lead < 8 { text.find("  ") } else { None };
    let column = column.map_or(0, |at| text.len() - text[at..].trim_start().len());
    let left = &line[..lead + column];
    let indent = " ".repeat(textwrap::core::display_width(left));
    let options = textwrap::Options::new(width).initial_indent(left).subsequent_indent(&indent);
    let options = options.wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
    textwrap::fill(&text[column..], options)
}

fn in_chinese(error: &clap::Error) -> Option<String> {
    let context = |kind: ContextKind| match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join("、")),
        _ => None,
    };
    let argument = || context(ContextKind::InvalidArg);
    let mut text = match error.kind() {
        ErrorKind::UnknownArgument => format!("错误：未知参数 {}", argument()?),
        ErrorKind::InvalidSubcommand => format!("错误：未知命令 {}", context(ContextKind::InvalidSubcommand)?),
        ErrorKind::MissingRequiredArgument => format!("错误：缺少参数 {}", argument()?),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let argument = argument()?;
            let value = context(ContextKind::InvalidValue).unwrap_or_default();
            let wrong = error.source().and_then(|source| source.downcast_ref::<Wrong>());
            let wanted = wrong.map_or_else(String::new, |wrong| format!("\n  {}", wrong.words(Lang::ZhCn)));
            match value.as_str() {
                "" => format!("错误：{argument} 需要一个值{wanted}"),
                value => format!("错误：{argument} 不接受值 {value}{wanted}"),
            }
        }
        ErrorKind::TooManyValues => {
            format!("错误：{} 不需要值 {}", argument()?, context(ContextKind::InvalidValue)?)
        }
        ErrorKind::ArgumentConflict => {
            format!("错误：{} 不能与 {} 同时使用", argument()?, context(ContextKind::PriorArg)?)
        }
        ErrorKind::MissingSubcommand => "错误：缺少命令（用 tenantlint --help 查看全部命令）".to_owned(),
        _ => return None,
    };
    if let Some(values) = context(ContextKind::ValidValue).filter(|values| !values.is_empty()) {
        text += "\n  可用的值：";
        text += &values;
    }
    let near = context(ContextKind::SuggestedArg).or_else(|| context(ContextKind::SuggestedSubcommand));
    if let Some(near) = near.or_else(|| context(ContextKind::SuggestedValue)) {
        text += "\n  ";
        text += &did_you_mean(&near).zh_cn;
    }
    text.push_str("\n\n用 tenantlint --help 查看帮助。\n");
    Some(text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cli::args::Cli;

    #[test]
    fn every_command_and_argument_is_told_once_in_both_languages() {
        let mut command = command::<Cli>(Lang::En);
        command.build();
        let mut used = BTreeSet::new();
        let mut told = |command: &str, argument: &str| {
            let own = WORDS.iter().position(|(of, name, ..)| (*of, *name) == (command, argument));
            let at = own.or_else(|| WORDS.iter().position(|(of, name, ..)| (*of, *name) == ("*", argument)));
            used.insert(at.unwrap_or_else(|| panic!("help.json says nothing of {command}/{argument}")));
        };
        for argument in command.get_arguments() {
            told("tenantlint", argument.get_id().as_str());
        }
        for sub in command.get_subcommands() {
            told(sub.get_name(), "");
            if WORDS.iter().any(|(of, name, ..)| (*of, *name) == (sub.get_name(), AFTER)) {
                told(sub.get_name(), AFTER);
            }
            for argument in sub.get_arguments() {
                told(sub.get_name(), argument.get_id().as_str());
            }
        }
        let unused = WORDS.iter().enumerate().filter(|(at, _)| !used.contains(at));
        assert_eq!(unused.map(|(_, (command, argument, ..))| (command, argument)).collect::<Vec<_>>(), []);
        assert!(WORDS.is_sorted_by_key(|(command, argument, ..)| (*command, *argument)));
    }
}
