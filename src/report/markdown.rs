//! The report as a page of Markdown, for a pull request, a wiki, or the summary of a pipeline's step.
//!
//! Whatever comes from an export is escaped: it stays text, and never becomes a table, a link, an image, or HTML.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};

use super::annotation::{Annotation, about_the_run, headline, spot};
use super::export::tool_words;
use super::group::{Group, Groups, groups};
use super::mend::{care, of_group};
use super::page::fenced;
use super::{Context, location, missing, summary};
use crate::lang::{Lang, words};
use crate::model::severity::Severity;
use crate::model::value::reason_words;
use crate::pipeline::check::{FIRST, Outcome};
use crate::pipeline::judge::{Judged, Report};
use crate::text::printable::{printable, shortened};

/// The languages of blocks of commands.
const POWERSHELL: &str = "powershell";
const SHELL: &str = "sh";

/// The longest text of a cell.
const LONGEST: usize = 300;

pub(super) fn render(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = context.lang;
    writeln!(out, "# tenantlint\n\n{}  ", escaped(summary::head(report, context).trim_end()))?;
    for line in summary::counted(report, context).lines() {
        writeln!(out, "{}  ", escaped(line))?;
    }
    about(report, context, out)?;
    let open = || report.findings().filter(|judged| judged.is_open());
    if open().next().is_none() {
        writeln!(out, "\n{}", words(lang, "No open findings.", "没有未处理的问题。"))?;
    } else {
        section(out, words(lang, "Findings", "问题"))?;
        row(
            out,
            [
                words(lang, "Severity", "级别"),
                words(lang, "Finding", "问题"),
                words(lang, "Place", "位置"),
                words(lang, "Rule", "规则"),
            ],
        )?;
        rule_off(out, 4)?;
        for severity in [Severity::Error, Severity::Warning, Severity::Info] {
            for judged in open().filter(|judged| judged.severity == severity) {
                let cells = [
                    severity_words(severity, lang),
                    &finding(judged, context),
                    &place(judged, context),
                    &rule(judged, context),
                ];
                row(out, cells)?;
            }
        }
        fixes(report, context, out)?;
    }
    accepted(report, context, out)?;
    known(report, context, out)?;
    not_judged(report, context, out)?;
    to_declare(report, context, out)
}

/// Inputs that could not be read, and notices.
fn about(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut annotations = about_the_run(report, context).peekable();
    if annotations.peek().is_some() {
        section(out, words(context.lang, "About this run", "关于本次运行"))?;
    }
    for annotation in annotations {
        let Annotation { message, help, .. } = &annotation;
        let severity = severity_words(annotation.severity, context.lang);
        let colon = context.lang.colon();
        writeln!(out, "- {severity}{colon}{}{}", escaped(&spot(&annotation)), escaped(message))?;
        for line in help {
            writeln!(out, "  {}", escaped(line))?;
        }
    }
    Ok(())
}

/// What to do, once for each rule: why, how, and the commands for all that it finds.
fn fixes(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = context.lang;
    section(out, words(lang, "What to do", "处理办法"))?;
    let Groups { groups, counted } = groups(report, context, Severity::Info, FIRST);
    let groups: Vec<&Group<'_>> = groups.iter().flat_map(|group| std::iter::once(group).chain(&group.also)).collect();
    let rules = groups.iter().map(|group| group.rule).chain(counted.iter().map(|(rule, ..)| *rule));
    let mut told = BTreeSet::new();
    for at in rules {
        if !told.insert(at) {
            continue;
        }
        let rule = context.rules.get(at);
        let (why, fix) = (rule.why.get(lang), rule.fix.get(lang));
        writeln!(out, "### {}\n\n{}{}{}", escaped(&rule.id), escaped(why), words(lang, " ", ""), escaped(fix))?;
        let mut commanded = BTreeSet::new();
        for group in groups.iter().filter(|group| group.rule == at) {
            let (remedy, commands) = of_group(group, context);
            if commands.is_empty() || !commanded.insert(commands.clone()) {
                continue;
            }
            if let Some(care) = care(&remedy, lang) {
                writeln!(out, "\n**{}**", escaped(&care))?;
            }
            writeln!(out)?;
            if remedy.is_by_hand() {
                for command in &commands {
                    writeln!(out, "- {}", escaped(command))?;
                }
            } else {
                let shell = if remedy.is_powershell() { POWERSHELL } else { SHELL };
                out.write_all(fenced(shell, &commands.join("\n")).as_bytes())?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn accepted(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = context.lang;
    let waived = || report.findings().filter_map(|judged| Some((judged, judged.waived.as_ref()?)));
    if waived().next().is_none() {
        return Ok(());
    }
    section(out, words(lang, "Waived", "已豁免"))?;
    row(
        out,
        [
            words(lang, "Finding", "问题"),
            words(lang, "Place", "位置"),
            words(lang, "Reason", "理由"),
            words(lang, "Owner", "负责人"),
            words(lang, "Until", "截止日期"),
        ],
    )?;
    rule_off(out, 5)?;
    for (judged, waived) in waived() {
        let ticket = waived.ticket.as_ref().map_or_else(String::new, |ticket| format!(" ({ticket})"));
        let reason = cell(&format!("{}{ticket}", waived.reason));
        let expires = waived.expires.map_or_else(String::new, |day| day.to_string());
        row(out, [&finding(judged, context), &place(judged, context), &reason, &cell(&waived.owner), &expires])?;
    }
    Ok(())
}

fn known(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = context.lang;
    let known = || report.findings().filter(|judged| !judged.is_open() && judged.waived.is_none());
    if known().next().is_none() {
        return Ok(());
    }
    section(out, words(lang, "In the baseline", "在基线中"))?;
    row(out, [words(lang, "Finding", "问题"), words(lang, "Place", "位置"), words(lang, "Rule", "规则")])?;
    rule_off(out, 3)?;
    for judged in known() {
        row(out, [&finding(judged, context), &place(judged, context), &rule(judged, context)])?;
    }
    Ok(())
}

fn not_judged(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = context.lang;
    let gaps = missing::gaps(report, context);
    if gaps.is_empty() {
        return Ok(());
    }
    section(out, words(lang, "Not judged", "未能判定"))?;
    row(
        out,
        [
            words(lang, "Rules", "规则"),
            words(lang, "What is missing", "缺少的数据"),
            words(lang, "Why", "原因"),
            words(lang, "Places", "位置数"),
        ],
    )?;
    rule_off(out, 4)?;
    for gap in &gaps {
        let rules: Vec<_> = gap.rules.iter().map(|rule| context.rules.get(*rule).id.as_str()).collect();
        let colon = lang.colon();
        let missing = std::iter::once(gap.kind.label.get(lang)).chain(gap.settings.iter().copied()).collect::<Vec<_>>();
        let missing = missing.join(lang.list_comma()).replacen(lang.list_comma(), colon, 1);
        row(
            out,
            [&cell(&rules.join(", ")), &cell(&missing), &cell(reason_words(gap.reason, lang)), &gap.places.to_string()],
        )?;
    }
    let mut shells: BTreeMap<&str, Vec<missing::Hint<'_>>> = BTreeMap::new();
    for hint in gaps.iter().flat_map(|gap| missing::hints(gap, context)) {
        let of_tool = shells.entry(hint.tool()).or_default();
        if !of_tool.contains(&hint) {
            of_tool.push(hint);
        }
    }
    for (tool, hints) in shells {
        let head = if tool.is_empty() {
            words(lang, "What would tell", "补齐数据的办法").to_owned()
        } else {
            tool_words(tool, lang)
        };
        writeln!(out, "\n{}{}\n", escaped(&head), words(lang, ":", "："))?;
        let shell = if hints.iter().all(missing::Hint::is_powershell) { POWERSHELL } else { SHELL };
        let mut lines: Vec<String> = Vec::new();
        let mut connected = "";
        for hint in &hints {
            // Who is signed in already need not do it again.
            let again = hint.connect() == connected;
            lines.extend(hint.lines(!again, lang));
            connected = hint.connect();
        }
        out.write_all(fenced(shell, &lines.join("\n")).as_bytes())?;
    }
    Ok(())
}

fn to_declare(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rules = missing::undeclared(report);
    if rules.is_empty() {
        return Ok(());
    }
    section(out, words(context.lang, "To declare", "需要声明"))?;
    for rule in rules {
        let rule = context.rules.get(rule);
        let colon = context.lang.colon();
        writeln!(out, "- {}{colon}{}", escaped(&rule.id), escaped(&rule.asked(context.lang)))?;
    }
    Ok(())
}

fn section(out: &mut dyn Write, title: &str) -> io::Result<()> {
    writeln!(out, "\n## {title}\n")
}

fn row<const N: usize>(out: &mut dyn Write, cells: [&str; N]) -> io::Result<()> {
    writeln!(out, "| {} |", cells.join(" | "))
}

fn rule_off(out: &mut dyn Write, columns: usize) -> io::Result<()> {
    writeln!(out, "|{}", " --- |".repeat(columns))
}

fn severity_words(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Error => words(lang, "error", "错误"),
        Severity::Warning => words(lang, "warning", "警告"),
        Severity::Info => words(lang, "note", "提示"),
    }
}

fn finding(judged: &Judged, context: Context<'_>) -> String {
    cell(&headline(judged, context))
}

fn rule(judged: &Judged, context: Context<'_>) -> String {
    cell(&context.rules.get(judged.verdict.rule).id)
}

fn place(judged: &Judged, context: Context<'_>) -> String {
    debug_assert_eq!(judged.verdict.outcome, Outcome::Fail);
    let Some(place) = judged.verdict.place else { return String::new() };
    let region = location::region(place, context);
    let path = location::path(&region.source.name, context);
    cell(&format!("{path}:{}:{}", region.start.line, region.start.column))
}

fn cell(text: &str) -> String {
    escaped(&shortened(text, LONGEST))
}

/// A text that Markdown shows as it is. Addresses stand as code: they can be copied, and never become links to wherever
/// an export says.
fn escaped(text: &str) -> String {
    let text = printable(text);
    let (mut safe, mut rest) = (String::with_capacity(text.len()), text.as_str());
    while let Some((from, to)) = address(rest) {
        safe.extend([marked(&rest[..from]).as_str(), "`", &rest[from..to], "`"]);
        rest = &rest[to..];
    }
    safe + &marked(rest)
}

/// The first address in a text, as far as it can stand as code in a table.
fn address(text: &str) -> Option<(usize, usize)> {
    let ends = |c: char| c.is_whitespace() || "<>\"'`|，。；：、！？（）“”‘’「」《》".contains(c);
    text.match_indices("://").find_map(|(colon, sign)| {
        let scheme = |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c);
        let from = colon - text[..colon].chars().rev().take_while(|c| scheme(*c)).count();
        let behind = colon + sign.len();
        let to = behind + text[behind..].find(ends).unwrap_or(text.len() - behind);
        let to = behind + text[behind..to].trim_end_matches(['.', ',', ';', ':', '!', '?', ')']).len();
        (from < colon && behind < to && !text[..from].ends_with('`')).then_some((from, to))
    })
}

fn marked(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            // A name after it would become a mention.
            '@' => safe.push_str("@&#8203;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '#' | '$' => {
                let _ = write!(safe, "\\{character}");
            }
            other => safe.push(other),
        }
    }
    // What is left of an address would become a link.
    safe.replace("://", ":&#8203;//").replace("www.", "www&#8203;.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_text_is_left() {
        assert_eq!(escaped("<b>|`a`\n![x](y)"), "&lt;b&gt;\\|\\`a\\`?\\!\\[x\\](y)");
        assert_eq!(escaped("at https://a.cn/b_c, or"), "at `https://a.cn/b_c`, or");
        assert_eq!(escaped("位于https://a.cn/x。"), "位于`https://a.cn/x`。");
        assert_eq!(escaped("x://|y ://z"), "x:&#8203;//\\|y :&#8203;//z");
        assert_eq!(escaped("https://a`b"), "`https://a`\\`b");
        assert_eq!(escaped("a@b ##vso[x]"), "a@&#8203;b \\#?vso\\[x\\]");
    }
}
