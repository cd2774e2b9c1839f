//! The comparison as Markdown, for comments and job summaries. Nothing of a file becomes markup.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::words::DiffWords;
use super::{Diff, State, Which};
use crate::lang::{Lang, say, words};
use crate::report::in_brackets;
use crate::text::printable::{printable, shortened};

pub(super) fn render(diff: &Diff<'_>, say: DiffWords<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = say.lang;
    writeln!(out, "## {}\n", words(lang, "Comparison of two exports", "两份导出的比较"))?;
    if diff.is_without_news() && diff.matched > 0 {
        return writeln!(out, "{}", escaped(&say.same(diff)));
    }
    for warning in &diff.warnings {
        writeln!(out, "> ⚠ {}\n", escaped(warning.headline.get(lang)))?;
    }
    for (file, error) in say.errors() {
        writeln!(out, "> ❌ {}: {}\n", code(file), escaped(error))?;
    }
    for line in say.counts(diff) {
        writeln!(out, "- {line}")?;
    }
    if let Some(end) = say.end(diff) {
        writeln!(out, "- {end}")?;
    }
    writeln!(out)?;
    let (what, rule, place) = (("Finding", "问题"), ("Rule", "规则"), ("Place", "位置"));
    for (state, heading) in [
        (State::New, ("New findings", "新问题")),
        (State::NotComparable, ("Findings that cannot be compared", "无法比较的问题")),
        (State::Fixed, ("Fixed", "已解决")),
    ] {
        let rows = diff.worst_first(state).into_iter().map(|finding| {
            let said = finding.said();
            let turn = say.turn(finding).map_or(String::new(), |turn| say!(lang, " ({})", "（{}）", escaped(&turn)));
            vec![
                escaped(finding.headline()) + &turn,
                format!("{}{}", code(&said.rule), in_brackets(said.severity, lang)),
                code(&say.finding_spot(finding)),
            ]
        });
        table(heading, &[what, rule, place], rows, lang, out)?;
    }
    let columns = [("Object", "对象"), ("Setting", "设置"), ("Old", "旧值"), ("New", "新值"), ("Places", "位置")];
    let rows = diff.changed.iter().map(|change| {
        let kind = say.kind(change);
        let [old, new] = [(Which::Old, &change.old), (Which::New, &change.new)];
        let spot = |(which, seen): (Which, &super::Seen)| code(&say.spot(which, seen.place(say.side(which))));
        vec![
            escaped(&say.resource(Which::New, change.new.resource)),
            escaped(&say.setting(kind, change.setting)),
            code(&say.value(old.0, kind, old.1)),
            code(&say.value(new.0, kind, new.1)),
            format!("{} → {}", spot(old), spot(new)),
        ]
    });
    table(("Settings changed", "已变的设置"), &columns, rows, lang, out)?;
    for (heading, list, which) in [
        (("Objects added", "新增的对象"), &diff.added, Which::New),
        (("Objects removed", "已移除的对象"), &diff.removed, Which::Old),
    ] {
        let rows = list.iter().map(|at| vec![escaped(&say.resource(which, *at)), code(&say.resource_spot(which, *at))]);
        table(heading, &[("Object", "对象"), place], rows, lang, out)?;
    }
    let rows = diff.open_apart().into_iter().map(|open| {
        let command = say.command(open).unwrap_or_default();
        vec![escaped(&say.open(open)), command.lines().map(code).collect::<Vec<_>>().join("<br>")]
    });
    table(("Not comparable", "无法比较"), &[("What", "内容"), ("What would tell", "补齐数据的命令")], rows, lang, out)?;
    if let Some(alike) = say.alike(diff) {
        writeln!(out, "{}", escaped(&alike))?;
    }
    Ok(())
}

fn table(
    heading: (&str, &str),
    columns: &[(&str, &str)],
    rows: impl Iterator<Item = Vec<String>>,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return Ok(());
    }
    let columns: Vec<_> = columns.iter().map(|(en, zh)| words(lang, en, zh)).collect();
    writeln!(out, "### {}\n", words(lang, heading.0, heading.1))?;
    writeln!(out, "| {} |\n|{}", columns.join(" | "), "---|".repeat(columns.len()))?;
    for row in rows {
        writeln!(out, "| {} |", row.join(" | "))?;
    }
    writeln!(out)
}

/// Text with every character that could be markup as an entity, of a length that a table can show.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in printable(&shortened(text, LONGEST)).chars() {
        match c {
            // What shows Markdown looks for names only when it has read the entities.
            '@' => escaped.push_str("@&#8203;"),
            '&' | '<' | '>' | '"' | '\'' | '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '~' | '#' | '!' | '$' => {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "&#{};", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    // An address stays one to read, not to follow.
    escaped.replace("://", ":&#8203;//").replace("www.", "www&#8203;.")
}

/// The longest text of a cell.
const LONGEST: usize = 1000;

/// Text as code. An HTML element, because a code span knows no escapes.
fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<code>{}</code>", escaped(text)) }
}
