//! The table for people: what fails in most tenants first, then who has most to do, what changed, what could not be judged.

use std::io::{self, Write};

use textwrap::core::display_width;

use super::row::{Row, TenantState};
use super::table::Table;
use super::words::Words;
use crate::lang::{Lang, say, tell, words};
use crate::model::severity::Severity;
use crate::order::Order as _;
use crate::report::Style;
use crate::text::printable::shortened;

/// So many of a sort are named; the others are counted.
const MOST: usize = 10;

pub(super) fn render(table: &Table<'_>, say: Words<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = FleetPage { say, style, out };
    page.rules(table)?;
    page.worst(table)?;
    page.changes(table)?;
    page.troubled(table)?;
    page.folders(table)
}

/// The last lines, for standard error.
pub(super) fn summary(table: &Table<'_>, say: Words<'_>) -> String {
    let tenants = || table.rows.iter().filter(Row::is_tenant);
    let with = |at: usize| tenants().filter(|row| row.open[at] > 0).count();
    let (errors, warnings) = (with(0), with(1));
    let (not, files, rules) = (table.tenants - table.judged, table.files, say.rules.len());
    say!(
        say.lang,
        (
            "{}, {files} files, {rules} rules\n{errors} with errors · {warnings} with warnings · {not} not judged\n",
            say.tenants(table.tenants)
        ),
        (
            "{} 个租户，{files} 个文件，{rules} 条规则\n{errors} 个有错误 · {warnings} 个有警告 · {not} 个未能判定\n",
            table.tenants
        )
    )
}

struct FleetPage<'p> {
    say: Words<'p>,
    style: Style,
    out: &'p mut dyn Write,
}

impl FleetPage<'_> {
    fn words(&self, en: &'static str, zh: &'static str) -> &'static str {
        words(self.say.lang, en, zh)
    }

    fn coloured(&self, colour: &str, text: &str) -> String {
        if self.style.colour { format!("\u{1b}[{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn rules(&mut self, table: &Table<'_>) -> io::Result<()> {
        let failing: Vec<_> = table.rules.iter().filter(|line| line.count(TenantState::Failed) > 0).collect();
        if !failing.is_empty() {
            let since = self.say.since.is_some();
            let mut rows = vec![vec![
                self.words("Rules that fail", "有问题的规则").to_owned(),
                self.words("tenants", "租户").to_owned(),
                self.words("findings", "问题").to_owned(),
                self.words("not judged", "未判定").to_owned(),
            ]];
            let mut tails = vec![self.words("worst", "问题最多").to_owned()];
            if since {
                rows[0].push(self.words("since", "变化").to_owned());
            }
            for line in &failing {
                let rule = self.say.rules.get(line.rule);
                let open = line.count(TenantState::NotJudged) + line.count(TenantState::ToDeclare);
                let of = say!(self.say.lang, "{} of {}", "{}/{}", line.count(TenantState::Failed), line.judged());
                let mut row = vec![rule.id.to_string(), of, line.findings.to_string(), open.to_string()];
                if since {
                    row.push(format!("+{} -{}", line.new, line.fixed));
                }
                rows.push(row);
                let worst = line.worst.iter().map(|(at, count)| format!("{} ({count})", table.rows.get(*at).name));
                tails.push(worst.collect::<Vec<_>>().join(self.say.lang.list_comma()));
            }
            let signs: Vec<String> = failing
                .iter()
                .map(|line| match self.say.gates.severity(self.say.rules.get(line.rule)) {
                    Severity::Error => self.coloured("31", "×"),
                    Severity::Warning => self.coloured("33", "!"),
                    Severity::Info => self.coloured("2", "·"),
                })
                .collect();
            let widths: Vec<usize> = (0..rows[0].len())
                .map(|at| rows.iter().map(|row| display_width(&row[at])).max().unwrap_or(0))
                .collect();
            let used: usize = widths.iter().map(|width| width + 2).sum::<usize>() + 2;
            let room = self.style.width.saturating_sub(used).max(24);
            for (at, (row, tail)) in rows.iter().zip(&tails).enumerate() {
                let sign = if at == 0 { " " } else { signs[at - 1].as_str() };
                let mut text = format!("{sign} {}", pad_end(&row[0], widths[0]));
                for (cell, width) in row.iter().zip(&widths).skip(1) {
                    text += "  ";
                    text += &pad_start(cell, *width);
                }
                writeln!(self.out, "{text}  {}", shortened(tail, room))?;
            }
            writeln!(self.out)?;
        }
        let nowhere = table.rules.len() - failing.len();
        let unjudged = table.rules.iter().filter(|line| line.judged() == 0).count();
        let accepted = table.rules.iter().filter(|line| line.count(TenantState::Accepted) > 0).count();
        match self.say.lang {
            Lang::En => {
                let rules = if nowhere == 1 { "rule fails" } else { "rules fail" };
                write!(self.out, "{nowhere} {rules} nowhere; {unjudged} of them could be judged nowhere")?;
            }
            Lang::ZhCn => {
                write!(self.out, "{nowhere} 条规则在所有租户中均无问题，其中 {unjudged} 条在所有租户中都未能判定")?;
            }
        }
        match (accepted, self.say.lang) {
            (0, _) => writeln!(self.out)?,
            (1, Lang::En) => writeln!(self.out, "; 1 rule has accepted findings only in some tenants")?,
            (_, Lang::En) => writeln!(self.out, "; {accepted} rules have accepted findings only in some tenants")?,
            (_, Lang::ZhCn) => writeln!(self.out, "；{accepted} 条规则在部分租户中的问题已全部接受")?,
        }
        writeln!(self.out)
    }

    fn worst(&mut self, table: &Table<'_>) -> io::Result<()> {
        let worst = table.worst(MOST);
        if worst.is_empty() {
            return Ok(());
        }
        let heading = self.words("Tenants with most to do", "问题最多的租户");
        writeln!(self.out, "{heading}")?;
        let width = worst.iter().map(|row| display_width(row.name)).max().unwrap_or(0);
        for row in worst {
            let [errors, warnings, notes] = row.open.map(u64::from);
            let counts = say!(
                self.say.lang,
                (
                    "{}, {}, {} · {} % of the rules judged",
                    self.say.count(errors, ("error", "errors"), ""),
                    self.say.count(warnings, ("warning", "warnings"), ""),
                    self.say.count(notes, ("note", "notes"), ""),
                    row.coverage
                ),
                ("{errors} 个错误，{warnings} 个警告，{notes} 个提示 · 判定了 {} % 的规则", row.coverage)
            );
            writeln!(self.out, "  {}  {counts}", pad_end(row.name, width))?;
        }
        let more = table.rows.iter().filter(|row| row.open.iter().any(|count| *count > 0)).count().saturating_sub(MOST);
        self.more(more)?;
        writeln!(self.out)
    }

    fn changes(&mut self, table: &Table<'_>) -> io::Result<()> {
        let Some(day) = self.say.since else { return Ok(()) };
        let changes = &table.changes;
        match (changes.len(), self.say.lang) {
            (0, Lang::En) => return writeln!(self.out, "Nothing changed since {day}\n"),
            (0, Lang::ZhCn) => return writeln!(self.out, "自 {day} 以来没有变化\n"),
            (count, Lang::En) => writeln!(self.out, "Changed since {day} ({count})")?,
            (count, Lang::ZhCn) => writeln!(self.out, "自 {day} 以来的变化（{count}）")?,
        }
        // What got worse comes first.
        let rank = |id: &str| match id {
            "fails" => 0,
            "more" => 1,
            "tenant_missing" => 2,
            "no_longer_judged" => 3,
            "tenant_added" => 4,
            "fewer" => 5,
            _ => 6,
        };
        let mut order: Vec<_> = changes.iter().collect();
        order.order_by_key(|change| rank(change.id()));
        for change in order.into_iter().take(MOST) {
            let sign = if rank(change.id()) < 4 { self.coloured("31", "+") } else { self.coloured("32", "-") };
            writeln!(self.out, "  {sign} {}{}{}", change.tenant, self.say.lang.colon(), self.say.change(change))?;
        }
        self.more(changes.len().saturating_sub(MOST))?;
        writeln!(self.out)
    }

    fn troubled(&mut self, table: &Table<'_>) -> io::Result<()> {
        let count = table.troubled().count();
        if count == 0 {
            return Ok(());
        }
        tell!(
            self.out,
            self.say.lang,
            "Not judged, or not as a whole ({count})",
            "未能判定，或未能全部判定（{count}）"
        )?;
        for row in table.troubled().take(MOST) {
            let Some(trouble) = row.trouble else { continue };
            let mut lines = trouble.message.lines().filter(|line| !line.trim().is_empty());
            let sign = self.coloured("31", "×");
            let first = lines.next().unwrap_or_default();
            writeln!(self.out, "  {sign} {}{}{}", row.name, self.say.lang.colon(), first.trim())?;
            for line in lines {
                writeln!(self.out, "    {line}")?;
            }
        }
        self.more(count.saturating_sub(MOST))?;
        writeln!(self.out)
    }

    fn folders(&mut self, table: &Table<'_>) -> io::Result<()> {
        let scattered: Vec<_> = table.scattered().collect();
        for row in scattered.iter().take(MOST) {
            let folders = table.folders(row).join(self.say.lang.list_comma());
            tell!(
                self.out,
                self.say.lang,
                "{} lies in {} folders, judged together: {folders}",
                "{} 分布在 {} 个文件夹中，已合并判定：{folders}",
                row.name,
                row.folders.len()
            )?;
        }
        self.more(scattered.len().saturating_sub(MOST))?;
        let shared = table.shared();
        for (folder, tenants) in shared.iter().take(MOST) {
            tell!(
                self.out,
                self.say.lang,
                "{folder} holds {tenants} tenants, judged apart by what their exports name",
                "{folder} 中有 {tenants} 个租户，已按导出中的租户名称分别判定"
            )?;
        }
        self.more(shared.len().saturating_sub(MOST))
    }

    fn more(&mut self, more: usize) -> io::Result<()> {
        match more {
            0 => Ok(()),
            _ => tell!(
                self.out,
                self.say.lang,
                "  … {more} more; --format jsonl lists all",
                "  … 另有 {more} 项，用 --format jsonl 查看全部"
            ),
        }
    }
}

fn pad_end(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(display_width(text))))
}

fn pad_start(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(display_width(text))))
}
