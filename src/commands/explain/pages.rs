//! All pages about rules as files: an index, and one page for each rule, in both languages.

use std::fs;
use std::io;
use std::path::Path;

use super::{content, example};
use crate::lang::{Lang, words};
use crate::pack::catalogue::Catalogue;
use crate::pack::rule::Rules;
use crate::report::Style;
use crate::report::page::{Block, Frame, LANGUAGES, Page, Phrase, html, markdown};
use crate::report::{Existing, severity_word, write_file};

/// How examples are drawn in pages: as a report that nobody looks at in a terminal.
const STYLE: Style = Style { colour: false, width: 100, narrated: None, links: false };

/// Writes the pages of all rules into a folder, as Markdown. What else is in it stays as it is.
pub(crate) fn write(folder: &Path, rules: &Rules, catalogue: &Catalogue) -> io::Result<()> {
    for lang in [Lang::En, Lang::ZhCn] {
        let folder = if lang == Lang::En { folder.to_owned() } else { folder.join("zh-CN") };
        fs::create_dir_all(&folder)?;
        page_file(&folder.join("README.md"), &index(rules, lang, Linked::Markdown))?;
        for (_, rule) in rules.all() {
            let example = example::draw(rule, rules, catalogue, lang, STYLE);
            let mut page = content::page(rule, catalogue, example, lang);
            let other = match lang {
                Lang::En => ("中文", format!("../zh-CN/{}.md", rule.id)),
                Lang::ZhCn => ("English", format!("../../{}.md", rule.id)),
            };
            let links = Phrase::default().link(words(lang, "All rules", "全部规则"), "../README.md");
            page.blocks.insert(0, Block::Text(links.text(" · ").link(other.0, other.1)));
            let path = folder.join(format!("{}.md", rule.id));
            fs::create_dir_all(path.parent().expect("an id has two parts"))?;
            page_file(&path, &page)?;
        }
    }
    Ok(())
}

/// Writes them as HTML: each page in both languages.
pub(crate) fn write_html(folder: &Path, rules: &Rules, catalogue: &Catalogue, lang: Lang) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let both = |make: &dyn Fn(Lang) -> Page| [Lang::En, Lang::ZhCn].map(make);
    let put = |path: &Path, pages: [Page; 2], links: &[([&str; 2], String)]| {
        let frame = Frame { lang, languages: LANGUAGES, links };
        let text = html(pages.each_ref(), frame);
        write_file(path, Existing::Replace, |file| file.write_all(text.as_bytes()))
    };
    put(&folder.join("index.html"), both(&|lang| index(rules, lang, Linked::Html)), &[])?;
    for (_, rule) in rules.all() {
        let pages =
            both(&|lang| content::page(rule, catalogue, example::draw(rule, rules, catalogue, lang, STYLE), lang));
        let path = folder.join(format!("{}.html", rule.id));
        fs::create_dir_all(path.parent().expect("an id has two parts"))?;
        put(&path, pages, &[(["All rules", "全部规则"], "../index.html".to_owned())])?;
    }
    Ok(())
}

/// What lists of rules lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::commands) enum Linked {
    /// Nothing.
    No,
    /// The pages in Markdown.
    Markdown,
    /// The pages in HTML.
    Html,
}

fn page_file(path: &Path, page: &Page) -> io::Result<()> {
    write_file(path, Existing::Replace, |file| file.write_all(markdown(page).as_bytes()))
}

/// The list of all rules, service by service.
pub(in crate::commands) fn index(rules: &Rules, lang: Lang, linked: Linked) -> Page {
    let mut page = Page { title: words(lang, "Rules", "规则").to_owned(), blocks: Vec::new() };
    if linked == Linked::Markdown {
        let (name, target) = words_of_other(lang);
        page.text(Phrase::default().link(name, target));
    }
    page.text(match lang {
        Lang::En => Phrase::from("Each page is what ").code("tenantlint explain RULE").text(" prints."),
        Lang::ZhCn => Phrase::from("每页内容与 ").code("tenantlint explain RULE").text(" 的输出相同。"),
    });
    let mut services: Vec<(&str, Vec<Vec<Vec<Phrase>>>)> = Vec::new();
    for (_, rule) in rules.all() {
        let service = rule.id.split('/').next().unwrap_or_default();
        let id = Phrase::default();
        let id = match linked {
            Linked::No => id.code(&rule.id),
            Linked::Markdown => id.link(&rule.id, format!("{}.md", rule.id)),
            Linked::Html => id.link(&rule.id, format!("{}.html", rule.id)),
        };
        let severity = severity_word(rule.effective_severity(), lang);
        let basis = content::basis_words(rule.basis, lang);
        let row = vec![vec![id], vec![severity.into()], vec![rule.title.get(lang).into()], vec![basis.into()]];
        match services.last_mut().filter(|(known, _)| *known == service) {
            Some((_, rows)) => rows.push(row),
            None => services.push((service, vec![row])),
        }
    }
    for (service, rows) in services {
        page.heading(1, service);
        let heads = [("Rule", "规则"), ("Severity", "级别"), ("What it finds", "发现的问题"), ("Basis", "依据")];
        page.blocks.push(Block::Table(heads.map(|(en, zh)| words(lang, en, zh)).to_vec(), rows));
    }
    page
}

/// The index in the other language.
fn words_of_other(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::En => ("中文", "zh-CN/README.md"),
        Lang::ZhCn => ("English", "../README.md"),
    }
}
