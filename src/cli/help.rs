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

/// What stands below the options of `check`.
const CHECK_AFTER: (&str, &str) = (
    "\
Exit codes:
  0  nothing at or above --fail-on
  1  findings, an expired waiver, or a gate that is not met: coverage, tenant, cloud
  2  an input, a rule, the configuration, a waiver, the baseline or the command line is at fault
  3  nothing could be judged
2 beats 3, 3 beats 1.

The report goes to standard output, the summary to standard error.

Examples:
  tenantlint check exports/
  tenantlint check spo-tenant.json owa-policies.json --lang zh-CN
  Get-SPOTenant | ConvertTo-Json -Depth 10 | tenantlint check -
  tenantlint check exports/ --format json --fail-on warning > report.json
  tenantlint check exports/ --output sarif=out.sarif --output junit=report.xml",
    "\
退出码：
  0  没有达到 --fail-on 级别的问题
  1  有问题、豁免过期，或未达到要求：覆盖率、租户、所属云
  2  输入、规则、配置、豁免、基线或命令行有误
  3  没有任何规则能够判定
2 优先于 3，3 优先于 1。

报告写到标准输出，摘要写到标准错误。

示例：
  tenantlint check exports/
  tenantlint check spo-tenant.json owa-policies.json
  Get-SPOTenant | ConvertTo-Json -Depth 10 | tenantlint check -
  tenantlint check exports/ --format json --fail-on warning > report.json
  tenantlint check exports/ --output sarif=out.sarif --output junit=report.xml",
);

/// What stands below the options of `declaration`.
const DECLARATION_AFTER: (&str, &str) = (
    "\
Answers are kept; questions that the exports leave open are added with null where an answer belongs.
Fill in who answered (by), when (on) and on what grounds (evidence), then check the file with the exports.

Examples:
  tenantlint declaration exports/ > answers.json
  tenantlint declaration exports/ answers.json --output answers.json --force",
    "\
已有回答保持不变；导出文件无法回答的问题会加入其中，待填之处为 null。
请填入填写人（by）、日期（on）和依据（evidence），再与导出文件一起检查。

示例：
  tenantlint declaration exports/ > answers.json
  tenantlint declaration exports/ answers.json --output answers.json --force",
);

/// What stands below the options of `diff`.
const DIFF_AFTER: (&str, &str) = (
    "\
Exit codes:
  0  no new finding at or above --fail-on
  1  new findings
  2  an input, a rule or the command line is at fault
  3  nothing could be compared
2 beats 3, 3 beats 1.

What cannot be compared (absent on one side, cut off, another version of a rule)
is told, never taken for a change.

Examples:
  tenantlint diff exports-may/ exports-june/
  tenantlint diff report-may.json exports/ --format markdown",
    "\
退出码：
  0  没有达到 --fail-on 级别的新问题
  1  有新问题
  2  输入、规则或命令行有误
  3  没有可以比较的内容
2 优先于 3，3 优先于 1。

无法比较的内容（只在一侧存在、被截断、规则版本不同）会单独列出，不会当作变化。

示例：
  tenantlint diff exports-may/ exports-june/
  tenantlint diff report-may.json exports/ --format markdown",
);

/// What stands below the options of `collect`.
const COLLECT_AFTER: (&str, &str) = (
    "\
The script asks for the tenant and signs in to each service once; it reads and changes nothing.
It writes one file a kind and tenantlint-manifest.json, which tells what failed.

Examples:
  tenantlint collect --output collect.ps1
  tenantlint collect --for exports/ --output rest.ps1
  tenantlint collect --on-premises --output collect-on-premises.ps1",
    "\
脚本会询问租户，每个服务登录一次；只读取，不做任何更改。
每种资源类型写入一个文件，失败项记录在 tenantlint-manifest.json 中。

示例：
  tenantlint collect --output collect.ps1
  tenantlint collect --for exports/ --output rest.ps1
  tenantlint collect --on-premises --output collect-on-premises.ps1",
);

/// What stands below the options of `fix`.
const FIX_AFTER: (&str, &str) = (
    "\
Without -Apply the script changes nothing and tells what it would call. With -Apply it reads each
value first, and leaves it alone if it is no longer the one that was found.
What needs a decision or cannot be taken back is listed, never called.

Examples:
  tenantlint fix exports/ --output fix.ps1
  tenantlint fix report.json --rule sharepoint/* --output fix.ps1",
    "\
不加 -Apply 时脚本不做任何更改，只说明将执行的命令。加 -Apply 时先读取当前值，
若已不是检查时的值则不更改。需要决定或无法撤销的操作只列出，不执行。

示例：
  tenantlint fix exports/ --output fix.ps1
  tenantlint fix report.json --rule sharepoint/* --output fix.ps1",
);

/// What stands below the options of `fleet`.
const FLEET_AFTER: (&str, &str) = (
    "\
A folder that holds exports is a tenant's, with all that is below it; exports in one folder that name
several tenants are judged apart, and one tenant in several folders together. Beside its exports a tenant
may have a declaration, a tenantlint.toml with waivers, and tenantlint-baseline.json. The tenantlint.toml
of the fleet lies in the folder that is named.

Exit codes: the worst of all tenants, as check tells them. 2 beats 3, 3 beats 1.

Examples:
  tenantlint fleet tenants/
  tenantlint fleet tenants/ --output jsonl=2026-12.jsonl --output html=fleet.html --since 2026-11.jsonl",
    "\
含有导出文件的文件夹属于一个租户（包括其下所有内容）；同一文件夹中的导出指明多个租户时分别判定，
同一租户分布在多个文件夹中时合并判定。每个租户的导出旁可放置声明、含豁免的 tenantlint.toml 和
tenantlint-baseline.json。共用的 tenantlint.toml 放在所指定的文件夹中。

退出码：取所有租户中最差的，含义与 check 相同。2 优先于 3，3 优先于 1。

示例：
  tenantlint fleet tenants/
  tenantlint fleet tenants/ --output jsonl=2026-12.jsonl --output html=fleet.html --since 2026-11.jsonl",
);

/// What stands below the options of `waive`.
const WAIVE_AFTER: (&str, &str) = (
    "\
Example:
  tenantlint waive sharepoint/site-external-sharing --days 60 \\
    --resource https://contosocn.sharepoint.cn/sites/suppliers \\
    --reason \"Supplier portal until the merger\" --owner \"SharePoint team\"",
    "\
示例：
  tenantlint waive sharepoint/site-external-sharing --days 60 \\
    --resource https://contosocn.sharepoint.cn/sites/suppliers \\
    --reason \"供应商协作站点，项目结束前保留\" --owner \"SharePoint 运维组\"",
);

const ABOUT_ZH: &str = "检查由世纪互联运营的 Microsoft 365 和 Power Platform 租户导出的设置";

// What commands and arguments are for, by command and argument: `static WORDS`, sorted, which `build.rs` makes of `help.json`.
include!(concat!(env!("OUT_DIR"), "/help.rs"));

/// What an argument is for, or a command: its own words, or those of the argument in all commands.
fn purpose(command: &str, argument: &str, lang: Lang) -> Option<&'static str> {
    let of = |command| WORDS.binary_search_by_key(&(command, argument), |(of, name, ..)| (*of, *name)).ok();
    let (.., en, zh) = WORDS[of(command).or_else(|| of("*"))?];
    Some(words(lang, en, zh))
}

/// What stands below the options of a command.
fn after(command: &str) -> Option<(&'static str, &'static str)> {
    Some(match command {
        "check" => CHECK_AFTER,
        "collect" => COLLECT_AFTER,
        "fix" => FIX_AFTER,
        "declaration" => DECLARATION_AFTER,
        "diff" => DIFF_AFTER,
        "fleet" => FLEET_AFTER,
        "waive" => WAIVE_AFTER,
        _ => return None,
    })
}

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
    if let Some((en, zh)) = after(&name) {
        command = command.after_help(words(lang, en, zh));
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
            for argument in sub.get_arguments() {
                told(sub.get_name(), argument.get_id().as_str());
            }
        }
        let unused = WORDS.iter().enumerate().filter(|(at, _)| !used.contains(at));
        assert_eq!(unused.map(|(_, (command, argument, ..))| (command, argument)).collect::<Vec<_>>(), []);
        assert!(WORDS.is_sorted_by_key(|(command, argument, ..)| (*command, *argument)));
    }
}
