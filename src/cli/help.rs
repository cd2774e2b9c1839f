//! Help and the errors of the command line, in both languages.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};

use super::Message;
use super::typed::Wrong;
use crate::diagnostic::near::did_you_mean;
use crate::lang::Lang;
use crate::report::Format;
use crate::text::printable::printable;

/// What stands below the options of `check`.
pub(super) const CHECK_AFTER: (&str, &str) = (
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
pub(super) const DECLARATION_AFTER: (&str, &str) = (
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
pub(super) const DIFF_AFTER: (&str, &str) = (
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
pub(super) const COLLECT_AFTER: (&str, &str) = (
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
pub(super) const FIX_AFTER: (&str, &str) = (
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
pub(super) const FLEET_AFTER: (&str, &str) = (
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
pub(super) const WAIVE_AFTER: (&str, &str) = (
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

/// The Chinese words of commands and arguments, by their ids.
const ZH: &[(&str, &str)] = &[
    ("check", "按规则检查导出的设置"),
    ("declaration", "生成待填的声明文件：导出文件无法回答且尚未声明的问题"),
    ("force", "文件已存在时覆盖"),
    ("collect", "生成 PowerShell 脚本，从租户导出规则所需的设置"),
    ("known", "只导出这些文件或 `check --format json` 报告中尚缺的内容；可重复使用"),
    (
        "service",
        "只包含这些服务：sharepoint、exchange、teams、graph、power-platform、m365、dataverse；与 --on-premises 同用时：exchange-server、skype-server",
    ),
    ("on_premises", "针对本地的 Exchange 和 Skype for Business 服务器，而不是云"),
    ("fix", "生成 PowerShell 脚本：修复发现的问题，并可撤销"),
    ("accepted", "已接受的问题（已豁免或在基线中）也一并修复"),
    ("inspect", "说明导出文件里有什么，不运行规则"),
    ("fleet", "检查多个租户，每个租户单独判定，汇总每条规则在多少租户中不符合"),
    ("since", "与以前的运行比较：此文件是当时 `--format jsonl` 的输出"),
    ("diff", "比较两份导出文件、文件夹或已保存的报告：哪些设置已更改，哪些问题是新增的或已解决的"),
    ("old", "较早的导出文件、文件夹，或 `check --format json --all` 的报告"),
    ("new", "较晚的一份；其中一侧可用 - 表示标准输入"),
    ("rules", "列出规则"),
    ("schema", "输出自己编写或本程序写出的文件的 JSON Schema，供编辑器使用；不写名称则列出全部"),
    ("name", "架构名称，例如 declaration、config、rule"),
    ("coverage", "按文档条目列出规则，以及导出文件的判定结果"),
    ("new", "不列出规则，而是新建一条自定义规则及其示例文件供填写，写入 --rules 的文件夹 [默认：rules]"),
    ("write_pages", "不列出规则，而是在此文件夹中为每条规则写出中英文说明页（Markdown；加 --format html 时为 HTML）"),
    ("explain", "解释一条规则：检查什么、为什么、如何处理"),
    ("waive", "添加豁免：写明原因和到期日，接受一个问题"),
    ("waivers", "使用此文件中的豁免"),
    ("waivers_from", "只使用此文件（例如基础分支上的版本）中的豁免"),
    ("no_waivers", "不使用任何豁免"),
    ("policy", "只有此 tenantlint.toml（例如基础分支上的版本）可以放宽门禁；仓库自身的配置只能收紧"),
    ("baseline", "仅当出现此文件中没有的问题时才视为失败"),
    ("write_baseline", "把当前问题记录到此文件，今后不因这些问题而失败"),
    ("prune_baseline", "从基线中移除已消失的问题"),
    ("resource", "只豁免此资源；* 表示任意字符"),
    ("kind", "只豁免此类型的资源"),
    ("setting", "只豁免此设置项"),
    ("of_tenant", "只豁免此租户：初始域、SharePoint 主机名或租户 ID"),
    ("export", "只豁免此导出文件中的问题；写出路径的末尾即可，* 表示任意字符"),
    ("value", "仅当设置为此值时豁免；列表可多次指定"),
    ("reason", "接受该问题的原因"),
    ("owner", "由谁负责"),
    ("expires", "最后一天（UTC）[默认：90 天后]"),
    ("days", "从今天起多少天后到期"),
    ("ticket", "相关工单"),
    ("file", "写入的文件 [默认：从当前文件夹向上找到的第一个 tenantlint.toml]"),
    ("config", "显示生效的配置，以及每个值的来源"),
    ("init", "根据导出文件的内容生成 tenantlint.toml"),
    ("completions", "输出 Shell 自动补全脚本"),
    ("man", "输出手册页"),
    ("config_file", "使用此配置文件 [默认：从工作目录向上查找 tenantlint.toml]"),
    ("no_config", "不使用配置文件"),
    ("max_age", "不检查注明的导出日期早于此期限的文件，例如 30d、4w、P30D"),
    ("tenant", "导出文件来自其他租户时视为失败：初始域、SharePoint 主机名或租户 ID"),
    ("cloud", "导出文件来自其他云时视为失败：21Vianet、Worldwide、USGovernment、Germany、Bleu、Delos、GovSG"),
    ("hook", "供 Git 钩子使用：命令行中指定的文件如不是导出文件，或已被配置排除，则跳过"),
    ("shell", "Shell：bash、elvish、fish、powershell、zsh"),
    ("command", "此命令的手册页 [默认：tenantlint 的手册页]"),
    ("lang", "报告语言：en 或 zh-CN [默认：系统语言]"),
    ("color", "何时使用颜色：auto、always、never [默认：auto]"),
    ("paths", "文件、文件夹（其中所有 .json、.jsonl、.ndjson），或用 - 表示标准输入 [默认：配置中的 paths]"),
    ("encoding", "无法自动识别编码时采用的编码：auto、utf-8、utf-16le、utf-16be、gb18030 [默认：auto]"),
    ("format", "标准输出上的报告格式 [默认：human]"),
    ("reports", "另将报告写入文件，如 sarif=report.sarif；- 表示标准输出；可重复使用。格式：{formats}"),
    ("sarif_include", "SARIF 报告的内容：open（未处理的问题）、all（全部） [默认：open]"),
    ("sarif_line_hash", "加入行哈希；不经 GitHub 官方 action 上传 SARIF 时需要"),
    ("fail_on", "达到此严重级别即视为失败：error、warning、info、never [默认：error]"),
    ("min_coverage", "能够判定的规则所占百分比低于此值时视为失败"),
    ("rule", "只用这些规则：规则 ID，或用 `sharepoint/*` 表示一个服务的全部规则"),
    ("skip_rule", "不用这些规则"),
    ("all", "同时报告通过的项"),
    ("min_severity", "只显示达到此严重级别的问题：error、warning、info；其余只计数，退出码不变 [默认：info]"),
    ("show_notes", "完整显示提示，而不是每条一行"),
    ("show_missing", "列出所有未判定的规则，以及补齐数据的命令"),
    ("statistics", "不显示问题，改为每条规则一行"),
    ("quiet", "只显示问题，以及无法读取或写入的文件"),
    ("redact", "所有报告中的名称、地址、主机、文件和租户均以编号代称，便于外发"),
    ("as_written", "只以文档为准：文档已过时的内容也按原文判定"),
    ("exit_zero", "发现问题时不改变退出码"),
    ("now", "以此日期为判定日期 [默认：今天，UTC]"),
    ("help", "显示帮助"),
    ("version", "显示版本"),
];

const TEMPLATE_ZH: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The command line's definition in a language.
pub(super) fn command<C: CommandFactory>(lang: Lang) -> Command {
    let command = C::command().mut_subcommand("check", |check| {
        check.mut_arg("reports", |arg| {
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            arg.help(with_forms(&help, Lang::En))
        })
    });
    match lang {
        Lang::En => command,
        Lang::ZhCn => {
            // Chinese lines are broken in `message`, for the library breaks them at blanks alone.
            let mut command = command.about(ABOUT_ZH).term_width(0);
            command.build();
            chinese(command).mut_subcommands(|sub| {
                chinese(match sub.get_name() {
                    "check" => sub.after_help(CHECK_AFTER.1),
                    "collect" => sub.after_help(COLLECT_AFTER.1),
                    "fix" => sub.after_help(FIX_AFTER.1),
                    "declaration" => sub.after_help(DECLARATION_AFTER.1),
                    "diff" => sub.after_help(DIFF_AFTER.1),
                    "fleet" => sub.after_help(FLEET_AFTER.1),
                    "waive" => sub.after_help(WAIVE_AFTER.1),
                    _ => sub,
                })
            })
        }
    }
}

/// A help with the forms of a report, which have a table of their own.
fn with_forms(help: &str, lang: Lang) -> String {
    help.replace("{formats}", &Format::listed(lang))
}

fn chinese(command: Command) -> Command {
    let lookup = |id: &str| ZH.iter().find(|(known, _)| *known == id).map(|(_, words)| *words);
    let about = lookup(command.get_name());
    let name = command.get_name().to_owned();
    let command = match about {
        Some(about) => command.about(about),
        None => command,
    };
    let mut positionals = 0;
    command.help_template(TEMPLATE_ZH).subcommand_help_heading("命令").mut_args(|mut arg| {
        if arg.is_positional() {
            // Below a heading of its own the library sorts them by their names.
            arg = arg.display_order(positionals);
            positionals += 1;
        }
        let heading = if arg.is_positional() { "参数" } else { "选项" };
        let words = match arg.get_id().as_str() {
            // The same id has two meanings: `explain RULE` and the folders of rules.
            "rules" => Some("同时使用此文件夹中的规则和资源类型"),
            "paths" if name == "fleet" => {
                Some("租户所在的文件夹：每个租户一个文件夹，或能指明租户的文件 [默认：配置中的 paths]")
            }
            "format" if name == "fleet" => Some("标准输出上的表格格式：human、json、jsonl、csv、html [默认：human]"),
            "reports" if name == "fleet" => Some(
                "另将表格写入文件，如 html=fleet.html；- 表示标准输出；可重复使用。格式：human、json、jsonl、csv、html",
            ),
            "kind" if name == "rules" => Some("新规则所针对的资源类型，例如 sharepoint.site"),
            "output" if name == "declaration" || name == "schema" => Some("写入此文件，而不是标准输出"),
            "output" if name == "collect" => Some("写入此文件 [默认：标准输出，内容为英文]"),
            "output" if name == "fix" => Some("写入此文件；撤销脚本写在同一文件夹：fix.ps1 对应 undo.ps1"),
            "waivers" if name == "fix" => Some("不处理此文件中的豁免所涉及的问题"),
            "baseline" if name == "fix" => Some("不处理此文件中记录的问题"),
            "rule" if name == "waive" => Some("规则 ID，或用 `sharepoint/*` 表示一个服务的全部规则"),
            "rule" if arg.is_positional() => Some("规则 ID"),
            "paths" if name == "init" => Some("存放导出文件的文件夹，或单个文件 [默认：工作目录]"),
            "format" if name == "inspect" || name == "config" => Some("输出格式：human、json [默认：human]"),
            "format" if name == "rules" => Some("输出格式：human、json、markdown、html [默认：human]"),
            "format" if name != "check" => Some("输出格式：human、json、markdown [默认：human]"),
            "fail_on" if name == "diff" => {
                Some("新问题达到此严重级别即视为失败：error、warning、info、never [默认：error]")
            }
            "now" if name == "diff" => Some("两侧都以此日期为判定日期 [默认：今天，UTC]"),
            "paths" if name == "coverage" => {
                Some("文件、文件夹（其中所有 .json、.jsonl、.ndjson），或用 - 表示标准输入；省略时只列出规则")
            }
            id => lookup(id),
        };
        let arg = arg.help_heading(heading).hide_possible_values(true).hide_default_value(true);
        match words {
            Some(words) => arg.help(with_forms(words, Lang::ZhCn)).long_help(clap::builder::Resettable::Reset),
            None => arg,
        }
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
