//! The report as a page to keep: for the auditor, who was not there. One file in both languages.
//!
//! It says what was found, what was not judged and what was not counted, and by what hashes the inputs are known again.
//! A score is not among it: one number would hide what was not judged.

mod accepted;
mod covered;
mod evidence;
mod findings;
mod names;
mod open;
mod overview;

use std::io::{self, Write};

use super::Context;
use super::page::{Frame, LANGUAGES, Page, html};
use crate::lang::{Lang, words};
use crate::pipeline::judge::Report;

pub(super) fn render(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let pages = [Lang::En, Lang::ZhCn].map(|lang| page(report, Context { lang, ..context }));
    let frame = Frame { lang: context.lang, languages: LANGUAGES, links: &[] };
    out.write_all(html(pages.each_ref(), frame).as_bytes())
}

fn page(report: &Report, context: Context<'_>) -> Page {
    let lang = context.lang;
    let tenants: Vec<_> = report.evidence.tenant.tenants.iter().map(|tenant| &*tenant.name).collect();
    let tenants = match tenants[..] {
        [] => words(lang, "tenant not named", "租户未知").to_owned(),
        _ => tenants.join(lang.list_comma()),
    };
    let head = words(lang, "Settings of a 21Vianet tenant", "世纪互联租户设置检查报告");
    let title = format!("{head} · {tenants} · {}", context.today);
    let mut page = Page { title, blocks: Vec::new() };
    page.blocks.extend(overview::blocks(report, context));
    page.blocks.push(findings::part(report, context));
    page.blocks.extend(open::parts(report, context));
    page.blocks.push(accepted::part(report, context));
    page.blocks.push(covered::part(report, context));
    page.blocks.push(evidence::part(report, context));
    page
}
