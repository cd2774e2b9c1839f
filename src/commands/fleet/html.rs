//! The table as one page: counts, the rules, and each rule in each tenant as a heat map. No script, nothing from elsewhere;
//! a colour never says more than the sign in its cell.

use std::io::{self, Write};

use sha2::{Digest as _, Sha256};

use super::row::{Cell, Row, STATES, TenantState};
use super::table::Table;
use super::words::Words;
use crate::lang::{say, words};
use crate::text::printable::printable_inside;

const STYLE: &str = include_str!("style.css");

pub(super) fn render(table: &Table<'_>, say: Words<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut page = FleetHtml { say, out: io::BufWriter::with_capacity(1 << 16, out) };
    page.head(table)?;
    page.rules(table)?;
    page.changes(table)?;
    page.troubled(table)?;
    page.map(table)?;
    page.out.write_all(b"</main></body></html>\n")?;
    page.out.flush()
}

struct FleetHtml<'p, W: Write> {
    say: Words<'p>,
    out: W,
}

impl<W: Write> FleetHtml<'_, W> {
    fn words(&self, en: &'static str, zh: &'static str) -> &'static str {
        words(self.say.lang, en, zh)
    }

    fn head(&mut self, table: &Table<'_>) -> io::Result<()> {
        let lang = words(self.say.lang, "en", "zh-CN");
        let title = self.words("Tenants and rules", "租户与规则");
        let policy = format!("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'", hash());
        write!(
            self.out,
            "<!DOCTYPE html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <meta name=\"referrer\" content=\"no-referrer\"><title>{title}</title><style>{STYLE}</style></head>\
             <body><main><h1>{title}</h1>"
        )?;
        let day = self.say.today;
        let (files, rules) = (table.files, self.say.rules.len());
        write!(
            self.out,
            "{}",
            say!(
                self.say.lang,
                (
                    "<p>{}, {} of them judged · {files} files · {rules} rules · as of {day}",
                    self.say.tenants(table.tenants),
                    table.judged
                ),
                (
                    "<p>{} 个租户，判定了 {} 个 · {files} 个文件 · {rules} 条规则 · 截至 {day}",
                    table.tenants,
                    table.judged
                )
            )
        )?;
        if let Some(day) = self.say.since {
            write!(self.out, "{}", say!(self.say.lang, " · compared with {}", " · 与 {} 比较", escaped(day)))?;
        }
        let parts = [
            ("rules", self.words("Rules", "规则")),
            ("trouble", self.words("Not judged", "未能判定")),
            ("map", self.words("Every tenant", "全部租户")),
        ];
        write!(self.out, "</p><nav>")?;
        for (id, name) in parts {
            write!(self.out, "<a href=\"#{id}\">{name}</a> ")?;
        }
        writeln!(self.out, "</nav>")
    }

    fn heads(&mut self, heads: &[&str]) -> io::Result<()> {
        write!(self.out, "<thead><tr>")?;
        for head in heads {
            write!(self.out, "<th scope=\"col\">{head}</th>")?;
        }
        write!(self.out, "</tr></thead><tbody>")
    }

    fn rules(&mut self, table: &Table<'_>) -> io::Result<()> {
        write!(self.out, "<h2 id=\"rules\">{}</h2><table>", self.words("Rules", "规则"))?;
        let mut heads = vec![
            self.words("rule", "规则"),
            self.words("severity", "级别"),
            self.words("fails in", "不符合"),
            self.words("of judged", "已判定"),
            self.words("findings", "问题"),
            self.words("accepted", "已接受"),
            self.words("not judged", "未判定"),
            self.words("worst", "问题最多"),
        ];
        if self.say.since.is_some() {
            heads.push(self.words("since", "变化"));
        }
        self.heads(&heads)?;
        for line in &table.rules {
            let rule = self.say.rules.get(line.rule);
            let open = line.count(TenantState::NotJudged) + line.count(TenantState::ToDeclare);
            write!(
                self.out,
                "<tr><th scope=\"row\" id=\"rule-{0}\"><code>{1}</code><br>{2}</th><td>{3}</td>\
                 <td class=\"n\">{4}</td><td class=\"n\">{5}</td><td class=\"n\">{6}</td><td class=\"n\">{7}</td>\
                 <td class=\"n\">{open}</td><td>",
                line.rule.0,
                escaped(&rule.id),
                escaped(rule.title.get(self.say.lang)),
                self.say.gates.severity(rule).id(),
                line.count(TenantState::Failed),
                line.judged(),
                line.findings,
                line.count(TenantState::Accepted),
            )?;
            for (at, (row, findings)) in line.worst.iter().enumerate() {
                let comma = if at > 0 { ", " } else { "" };
                let name = escaped(table.rows.get(*row).name);
                write!(self.out, "{comma}<a href=\"#t{row}\">{name}</a> ({findings})")?;
            }
            write!(self.out, "</td>")?;
            if self.say.since.is_some() {
                write!(self.out, "<td class=\"n\">+{} −{}</td>", line.new, line.fixed)?;
            }
            writeln!(self.out, "</tr>")?;
        }
        writeln!(self.out, "</tbody></table>")
    }

    fn changes(&mut self, table: &Table<'_>) -> io::Result<()> {
        let Some(day) = self.say.since else { return Ok(()) };
        let heading = self.words("Changed since", "变化，自");
        write!(self.out, "<h2>{heading} {} ({})</h2><ul>", escaped(day), table.changes.len())?;
        for change in &table.changes {
            let said = escaped(&self.say.change(change));
            writeln!(self.out, "<li>{}{}{said}</li>", escaped(&change.tenant), self.say.lang.colon())?;
        }
        writeln!(self.out, "</ul>")
    }

    fn troubled(&mut self, table: &Table<'_>) -> io::Result<()> {
        let heading = self.words("Not judged, or not as a whole", "未能判定，或未能全部判定");
        write!(self.out, "<h2 id=\"trouble\">{heading} ({})</h2><ul>", table.troubled().count())?;
        for row in table.troubled() {
            let Some(trouble) = row.trouble else { continue };
            let first = trouble.message.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            writeln!(self.out, "<li>{}{}{}</li>", escaped(row.name), self.say.lang.colon(), escaped(first.trim()))?;
        }
        writeln!(self.out, "</ul>")?;
        for row in table.scattered() {
            let said = self.words("lies in several folders, judged together: ", "分布在多个文件夹中，已合并判定：");
            writeln!(self.out, "<p>{} {said}{}</p>", escaped(row.name), escaped(&table.folders(&row).join(", ")))?;
        }
        Ok(())
    }

    /// Each rule in each tenant.
    fn map(&mut self, table: &Table<'_>) -> io::Result<()> {
        write!(self.out, "<h2 id=\"map\">{}</h2><p class=\"legend\">", self.words("Every tenant", "全部租户"))?;
        for state in STATES {
            let (class, sign) = look(state);
            write!(self.out, "<span class=\"{class}\">{sign}</span> {} ", self.say.state(state))?;
        }
        write!(
            self.out,
            "</p><div class=\"map\"><table><thead><tr><th scope=\"col\">{}</th>",
            self.words("tenant", "租户")
        )?;
        for name in [self.words("errors", "错误"), self.words("warnings", "警告"), self.words("notes", "提示")] {
            write!(self.out, "<th scope=\"col\">{name}</th>")?;
        }
        for (at, rule) in self.say.rules.all() {
            let id = escaped(&rule.id);
            write!(self.out, "<th scope=\"col\" class=\"r\"><a href=\"#rule-{}\"><span>{id}</span></a></th>", at.0)?;
        }
        writeln!(self.out, "</tr></thead><tbody>")?;
        for (at, row) in table.rows.iter().enumerate() {
            self.tenant(at, &row, &table.folders(&row))?;
        }
        writeln!(self.out, "</tbody></table></div>")
    }

    fn tenant(&mut self, at: usize, row: &Row<'_>, folders: &[String]) -> io::Result<()> {
        write!(self.out, "<tr id=\"t{at}\"><th scope=\"row\">{}", escaped(row.name))?;
        if row.named {
            write!(self.out, "<br><small>{}</small>", escaped(&folders.join(" ")))?;
        }
        write!(self.out, "</th>")?;
        for count in row.open {
            write!(self.out, "<td class=\"n\">{count}</td>")?;
        }
        if row.cells.is_empty() {
            let said = self.words("not judged", "未判定");
            write!(self.out, "<td class=\"u\" colspan=\"{}\">{said}</td>", self.say.rules.len().max(1))?;
        }
        for ((_, rule), Cell { state, findings, accepted }) in self.say.rules.all().zip(row.cells.iter()) {
            let (class, sign) = look(state);
            let title = format!("{}{}{}", rule.id, self.say.lang.colon(), self.say.state(state));
            let number = match (findings, accepted) {
                (0, 0) => String::new(),
                (0, accepted) => accepted.to_string(),
                (findings, _) => findings.to_string(),
            };
            write!(self.out, "<td class=\"{class}\" title=\"{}\">{sign}{number}</td>", escaped(&title))?;
        }
        writeln!(self.out, "</tr>")
    }
}

/// The class and the sign of a cell.
fn look(state: TenantState) -> (&'static str, &'static str) {
    match state {
        TenantState::Failed => ("f", "×"),
        TenantState::Accepted => ("a", "≈"),
        TenantState::NotJudged => ("u", "?"),
        TenantState::ToDeclare => ("d", "…"),
        TenantState::Passed => ("p", "✓"),
        TenantState::NotApplicable => ("o", "–"),
    }
}

/// A text that is nothing but text in a page, between tags and in quoted attributes.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in printable_inside(text).chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// The hash by which the policy of the page lets its style through, in base 64.
fn hash() -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digest = Sha256::digest(STYLE.as_bytes());
    let mut text = String::new();
    for three in digest.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at) & 63) as usize] as char;
            text.push(if at > three.len() { '=' } else { digit });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_nothing_but_text() {
        let hostile = "<script>\"'&\u{202E}</td><img onerror=x>";
        assert_eq!(escaped(hostile), "&lt;script&gt;&quot;&#39;&amp;\u{FFFD}&lt;/td&gt;&lt;img onerror=x&gt;");
        assert_eq!(hash().len(), 44);
        assert!(hash().ends_with('='));
    }
}
