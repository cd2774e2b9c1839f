//! The table as a record to be filed: it says of itself whose it is, of which day, by which rules and from which files, with
//! the totals first, and each result as a word.

use super::content::{below, lacks, title, totals};
use crate::lang::{Lang, words};
use crate::order::Order as _;
use crate::pack::packed;
use crate::pipeline::judge::Report;
use crate::report::Context;
use crate::report::page::{Block, Page, Phrase};
use crate::report::statements::mark::Mark;
use crate::report::statements::{Coverage, Covered};

/// The record.
pub(super) fn page(coverage: &Coverage<'_>, report: Option<&Report>, context: Context<'_>) -> Page {
    let lang = context.lang;
    let mut page = Page { title: title(coverage, lang), blocks: Vec::new() };
    page.blocks.push(Block::Table(heads([("Of this record", "本记录"), ("", "")], lang), head(report, context)));
    totals(coverage, lang, &mut page);
    for (document, sections) in &coverage.documents {
        page.heading(1, document.title.get(lang));
        for (section, statements) in sections {
            page.heading(2, section.title.get(lang));
            let result = coverage.judged.then_some(("Result", "结果"));
            let columns = [Some(("Statement", "条目")), result, Some(("Rules", "规则"))];
            let columns = columns.into_iter().flatten().map(|(en, zh)| words(lang, en, zh)).collect();
            page.blocks.push(Block::Table(columns, statements.iter().map(|covered| row(covered, context)).collect()));
            lacks(statements, context, &mut page);
        }
    }
    if let Some(report) = report {
        inputs(report, context, &mut page);
    }
    page
}

fn heads<const N: usize>(names: [(&'static str, &'static str); N], lang: Lang) -> Vec<&'static str> {
    names.map(|(en, zh)| words(lang, en, zh)).to_vec()
}

/// Whose it is, of which day, and by which program and rules.
fn head(report: Option<&Report>, context: Context<'_>) -> Vec<Vec<Vec<Phrase>>> {
    let lang = context.lang;
    let mut rows = Vec::new();
    let mut put = |en: &str, zh: &str, what: Phrase| rows.push(vec![vec![words(lang, en, zh).into()], vec![what]]);
    if let Some(report) = report {
        let tenants: Vec<_> = report.evidence.tenant.tenants.iter().map(|tenant| &*tenant.name).collect();
        let unnamed = words(lang, "no export names it", "导出文件未指明");
        let named = if tenants.is_empty() { unnamed.into() } else { Phrase::default().codes(tenants, ", ") };
        put("Tenant", "租户", named);
        put("Judged as of", "判定日期", Phrase::from(context.today.to_string()));
    }
    put("Program", "程序", Phrase::from(concat!("tenantlint ", env!("CARGO_PKG_VERSION"))));
    put("Rules", "规则", Phrase::from("SHA-256 ").code(packed::SHA256));
    rows
}

/// A statement, what it came to, and why.
fn row(covered: &Covered<'_>, context: Context<'_>) -> Vec<Vec<Phrase>> {
    let lang = context.lang;
    let statement = covered.statement;
    let name = Phrase::default().code(&statement.id).text(format!(" {}", statement.title.get(lang)));
    let result = Mark::of_statement(covered).map(|mark| Phrase::from(format!("{} {}", mark.sign(), mark.words(lang))));
    let result = result.map(|result| vec![result]);
    [vec![name]].into_iter().chain(result).chain([below(covered, context)]).collect()
}

/// What was read.
fn inputs(report: &Report, context: Context<'_>, page: &mut Page) {
    let lang = context.lang;
    page.heading(1, words(lang, "Files that were read", "读取的文件"));
    let broken: Vec<_> = report.evidence.broken.iter().map(|(source, _)| *source).collect();
    let mut rows: Vec<_> = context
        .sources
        .0
        .iter()
        .map(|source| {
            let hash = source.sha256().map_or_else(Phrase::default, |sha256| Phrase::default().code(sha256));
            let readable = !broken.contains(&source.id);
            (source.name.clone(), readable, hash)
        })
        .collect();
    rows.extend(report.evidence.unreadable.iter().map(|input| (input.file().to_owned(), false, Phrase::default())));
    rows.order_by(|one, other| one.0.cmp(&other.0));
    let unreadable = words(lang, " (could not be read)", "（无法读取）");
    let rows = rows.into_iter().map(|(name, readable, hash)| {
        let name = Phrase::default().code(name);
        vec![vec![if readable { name } else { name.text(unreadable) }], vec![hash]]
    });
    let rows = rows.collect();
    page.blocks.push(Block::Table(heads([("File", "文件"), ("SHA-256", "SHA-256")], lang), rows));
}
