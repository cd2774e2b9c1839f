//! Help and the errors of the command line, in both languages.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};

use super::Message;
use crate::lang::{Lang, words};

/// What stands below the options of `check`.
pub(super) const CHECK_AFTER: (&str, &str) = (
    "\
Exit codes:
  0  nothing at or above --fail-on
  1  findings, or less coverage than --min-coverage
  2  an input, a rule or the command line is at fault
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
  0  没有达到 --fail-on 的问题
  1  有问题，或覆盖率低于 --min-coverage
  2  输入、规则或命令行有误
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

const ABOUT_ZH: &str = "检查由世纪互联运营的 Microsoft 365 和 Power Platform 租户导出的设置";

/// The Chinese words of commands and arguments, by their ids.
const ZH: &[(&str, &str)] = &[
    ("check", "按规则检查导出的设置"),
    ("inspect", "说明导出文件里有什么，不运行规则"),
    ("rules", "列出规则"),
    ("explain", "解释一条规则：检查什么、为什么、如何处理"),
    ("lang", "报告语言：en 或 zh-CN [默认：系统语言]"),
    ("color", "何时使用颜色：auto、always、never [默认：auto]"),
    ("paths", "文件、文件夹（其中所有 .json、.jsonl、.ndjson），或用 - 表示标准输入"),
    ("encoding", "文件字节无法表明编码时使用的编码：auto、utf-8、utf-16le、utf-16be、gb18030 [默认：auto]"),
    ("format", "标准输出上的报告格式 [默认：human]"),
    (
        "output",
        "另将报告写入文件，如 sarif=report.sarif；- 表示标准输出；可重复使用。格式：human（图示）、narrated（文字叙述）、json、json-v1、jsonl、sarif、junit、gitlab、github、azure、markdown、csv",
    ),
    ("sarif_include", "SARIF 报告的内容：open（未处理的问题）、all（全部） [默认：open]"),
    ("sarif_line_hash", "加入行哈希；不经 GitHub 官方 action 上传 SARIF 时需要"),
    ("fail_on", "达到此严重级别即视为失败：error、warning、info、never [默认：error]"),
    ("min_coverage", "能够判定的规则所占百分比低于此值时视为失败"),
    ("rule", "只用这些规则：规则 ID，或用 `sharepoint/*` 表示一个服务的全部规则"),
    ("skip_rule", "不用这些规则"),
    ("all", "同时报告通过的项"),
    ("exit_zero", "发现问题时不改变退出码"),
    ("now", "按这一天判定 [默认：今天，UTC]"),
    ("help", "显示帮助"),
    ("version", "显示版本"),
];

const TEMPLATE_ZH: &str = "{about-with-newline}\n用法: {usage}\n\n{all-args}{after-help}";

/// The command line's definition in a language.
pub(super) fn command<C: CommandFactory>(lang: Lang) -> Command {
    let command = C::command();
    match lang {
        Lang::En => command,
        Lang::ZhCn => {
            let mut command = command.about(ABOUT_ZH);
            command.build();
            chinese(command).mut_subcommands(|sub| {
                let sub = if sub.get_name() == "check" { sub.after_help(CHECK_AFTER.1) } else { sub };
                chinese(sub)
            })
        }
    }
}

fn chinese(command: Command) -> Command {
    let lookup = |id: &str| ZH.iter().find(|(known, _)| *known == id).map(|(_, words)| *words);
    let about = lookup(command.get_name());
    let inspecting = command.get_name() == "inspect";
    let command = match about {
        Some(about) => command.about(about),
        None => command,
    };
    command.help_template(TEMPLATE_ZH).subcommand_help_heading("命令").mut_args(|arg| {
        let heading = if arg.is_positional() { "参数" } else { "选项" };
        let words = match arg.get_id().as_str() {
            // The same id has two meanings: `explain RULE` and the folders of rules.
            "rules" => Some("同时使用此文件夹中的规则和类别"),
            "rule" if arg.is_positional() => Some("规则 ID"),
            "format" if inspecting => Some("输出格式：human、json [默认：human]"),
            id => lookup(id),
        };
        let arg = arg.help_heading(heading).hide_possible_values(true).hide_default_value(true);
        match words {
            Some(words) => arg.help(words).long_help(clap::builder::Resettable::Reset),
            None => arg,
        }
    })
}

/// Help, the version or an error as a message.
pub(super) fn message(error: &clap::Error, lang: Lang, _terminal: bool) -> Message {
    let to_stderr = error.use_stderr();
    let text = match (lang, to_stderr) {
        (Lang::ZhCn, true) => in_chinese(error).unwrap_or_else(|| error.to_string()),
        _ => error.to_string(),
    };
    let text = text.trim_end().to_owned() + "\n";
    Message { text, to_stderr, code: if to_stderr { 2 } else { 0 } }
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
            let value = context(ContextKind::InvalidValue).unwrap_or_default();
            match value.as_str() {
                "" => format!("错误：{} 需要一个值", argument()?),
                value => format!("错误：{} 不接受值 {value}", argument()?),
            }
        }
        ErrorKind::MissingSubcommand => "错误：缺少命令（check、inspect、rules、explain）".to_owned(),
        _ => return None,
    };
    if let Some(values) = context(ContextKind::ValidValue) {
        text += "\n  可用的值：";
        text += &values;
    }
    let near = context(ContextKind::SuggestedArg).or_else(|| context(ContextKind::SuggestedSubcommand));
    if let Some(near) = near.or_else(|| context(ContextKind::SuggestedValue)) {
        text += "\n  是否想输入 ";
        text += &near;
        text.push('？');
    }
    text.push_str(words(Lang::ZhCn, "", "\n\n用 tenantlint --help 查看帮助。\n"));
    Some(text)
}
