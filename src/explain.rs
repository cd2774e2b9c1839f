//! Rules for people: the list, and one of them in full.

use std::io::{self, Write};

use crate::catalogue::Catalogue;
use crate::lang::{Lang, words};
use crate::report::{Style, link};
use crate::rule::{Basis, Rule, Rules, WhenMissing};

/// Lists the rules, a line each.
pub(crate) fn list(rules: &Rules, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let width = rules.all().map(|(_, rule)| rule.id.len()).max().unwrap_or_default();
    for (_, rule) in rules.all() {
        writeln!(out, "{:width$}  {:7}  {}", rule.id, rule.effective_severity().id(), rule.title.get(lang))?;
    }
    Ok(())
}

/// What a basis means, in words.
fn basis_words(basis: Basis, lang: Lang) -> &'static str {
    let (en, zh) = match basis {
        Basis::Required => ("the document requires it", "文档要求"),
        Basis::OffByDefault => ("off by default in this cloud", "在世纪互联云中默认关闭"),
        Basis::NotAvailable => ("not offered in this cloud", "世纪互联云不提供"),
        Basis::Recommended => ("the document advises it", "文档建议"),
        Basis::Inferred => ("inferred: the document names no setting", "推断：文档没有指明具体设置"),
    };
    words(lang, en, zh)
}

/// Explains one rule.
pub(crate) fn rule(
    rule: &Rule,
    catalogue: &Catalogue,
    lang: Lang,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let width = style.width.clamp(40, 100);
    let heading = |en: &'static str, zh: &'static str| words(lang, en, zh);
    let paragraph =
        |text: &str| textwrap::fill(text, crate::report::wrapping(width).initial_indent("  ").subsequent_indent("  "));
    writeln!(out, "{}\n", rule.title.get(lang))?;
    let severity = rule.effective_severity().id();
    writeln!(out, "  {} · {severity} · v{} · {}\n", rule.id, rule.version, basis_words(rule.basis, lang))?;
    writeln!(out, "{}\n{}\n", heading("Why", "原因"), paragraph(rule.why.get(lang)))?;
    writeln!(out, "{}", heading("What it looks at", "检查内容"))?;
    for check in &rule.checks {
        let kind = catalogue.kind(check.kind);
        writeln!(out, "  {} ({})", kind.label.get(lang), kind.name)?;
        for (head, conditions) in [(heading("where", "条件"), &check.when), (heading("expects", "要求"), &check.expect)]
        {
            for condition in conditions {
                let def = kind.def(condition.setting);
                let accepted = condition.test.accepted();
                let expected = if condition.test.schema().get("icpNumber").is_some() {
                    heading("= a valid ICP number", "= 有效的 ICP 备案号或许可证号").to_owned()
                } else if accepted.is_empty() {
                    format!("{} {}", heading("matches", "符合"), condition.test.schema())
                } else {
                    let values: Vec<_> = accepted.iter().map(ToString::to_string).collect();
                    format!("= {}", values.join(heading(" or ", " 或 ")))
                };
                writeln!(out, "    {head} {} {expected}", def.name)?;
                for (dialect, name, inverted) in &def.spellings {
                    let note = if *inverted { heading(", inverted", "，含义相反") } else { "" };
                    writeln!(out, "      {}: {name}{note}", dialect.id())?;
                }
            }
        }
        let missing = match check.when_missing {
            WhenMissing::NotEvaluated => heading("a missing value is not judged", "缺少该值时不判定"),
            WhenMissing::Fail => heading("a missing value is a finding", "缺少该值即为问题"),
        };
        writeln!(out, "    {missing}")?;
    }
    writeln!(out, "\n{}\n{}\n", heading("How to fix", "处理方法"), paragraph(rule.fix.get(lang)))?;
    for (family, lines) in &rule.remediation {
        let family = if family == "portal" {
            heading("in the portal or by hand", "在门户中或手动操作")
        } else {
            family
        };
        writeln!(out, "  {family}")?;
        for line in lines {
            writeln!(out, "    {}", line.replace("{identity}", "<name>"))?;
        }
    }
    let kind = catalogue.kind(rule.checks[0].kind);
    if !kind.exports.is_empty() {
        writeln!(out, "\n{}", heading("How to export", "如何导出"))?;
        for export in &kind.exports {
            writeln!(out, "  {}", export.tool)?;
            for line in [&export.connect, &export.command].into_iter().filter(|line| !line.is_empty()) {
                writeln!(out, "    {line}")?;
            }
        }
    }
    let source = &rule.source;
    writeln!(out, "\n{}\n  {}, {}, {}", heading("Source", "来源"), source.title(lang), source.section, source.row)?;
    match (&source.dated, lang) {
        (Some(dated), Lang::En) => writeln!(out, "  document of {dated}, compared on {}", source.checked)?,
        (Some(dated), Lang::ZhCn) => writeln!(out, "  文档日期 {dated}，核对日期 {}", source.checked)?,
        (None, Lang::En) => writeln!(out, "  document without a date, compared on {}", source.checked)?,
        (None, Lang::ZhCn) => writeln!(out, "  文档未注明日期，核对日期 {}", source.checked)?,
    }
    if let Some(superseded) = &source.superseded {
        let (by, source) = (superseded.by.get(lang), link(&superseded.source, style));
        match lang {
            Lang::En => writeln!(out, "  out of date since {}: {by} ({source})", superseded.since)?,
            Lang::ZhCn => writeln!(out, "  文档此处自 {} 起已过时：{by}（{source}）", superseded.since)?,
        }
    }
    for reference in &rule.references {
        writeln!(out, "  {}", link(reference, style))?;
    }
    if !rule.waivable {
        writeln!(out, "\n{}", heading("Nobody may waive this rule.", "此规则不允许豁免。"))?;
    }
    Ok(())
}
