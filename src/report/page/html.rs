//! A page as HTML: one file, without a script, that asks for nothing. It holds the page in both languages; what they
//! share stands in it once. It has no words of its own.
//!
//! The reader chooses with radio buttons, which the style alone obeys: where it is not obeyed, everything is shown.

mod choice;
mod policy;
mod words;

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use super::{Bars, Block, Excerpt, Fold, Item, Page, PageLine, Part, Phrase};
use crate::lang::Lang;
use crate::text::printable::printable;
use words::{address, both, class, classed, id, plain, said, text, told, words};

/// What is around the page itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame<'a> {
    /// The language that is shown first.
    pub(crate) lang: Lang,
    /// What the choice of the language is called.
    pub(crate) languages: &'a str,
    /// Where the other pages are: their words in both languages, and where they lead.
    pub(crate) links: &'a [([&'a str; 2], String)],
}

const STYLE: &str = include_str!("html/style.css");

/// The page in English and in Chinese, which say the same.
pub(crate) fn html(pages: [&Page; 2], frame: Frame<'_>) -> String {
    let [en, zh] = pages;
    let style = format!("{STYLE}{}", choice::style(&en.blocks));
    let first = pages[usize::from(frame.lang == Lang::ZhCn)];
    let page = markup! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy::policy(&style));
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title lang=(id(frame.lang)) { (plain(&first.title)) }
                style { (PreEscaped(&style)) }
            }
            body {
                header {
                    (choice::languages(frame))
                    @for (words, target) in frame.links {
                        a href=(address(target)) { (both(words.map(Phrase::from).each_ref())) }
                    }
                    h1 { (both([&Phrase::from(en.title.as_str()), &Phrase::from(zh.title.as_str())])) }
                }
                main { (blocks(&en.blocks, &zh.blocks)) }
            }
        }
    };
    unclosed(&page.into_string()) + "\n"
}

/// The same without the ends that HTML takes for granted: nothing but markup can look like one.
fn unclosed(page: &str) -> String {
    let ends = ["</p>", "</li>", "</td>", "</th>", "</tr>", "</thead>", "</tbody>"];
    ends.iter().fold(page.to_owned(), |page, end| page.replace(end, ""))
}

/// Blocks that say the same in both languages, one after the other; where one says more than the other, each whole.
fn blocks(en: &[Block], zh: &[Block]) -> Markup {
    let alike = en.len() == zh.len()
        && en.iter().zip(zh).all(|(en, zh)| std::mem::discriminant(en) == std::mem::discriminant(zh));
    markup! {
        @if alike {
            @for (en, zh) in en.iter().zip(zh) { (block(en, zh)) }
        } @else {
            (each("div", [en, zh].map(|only| markup! { @for one in only { (block(one, one)) } }).each_ref()))
        }
    }
}

fn block(en: &Block, zh: &Block) -> Markup {
    match (en, zh) {
        (Block::Heading(level, en), Block::Heading(_, zh)) => {
            heading(*level, [&Phrase::from(en.as_str()), &Phrase::from(zh.as_str())])
        }
        (Block::Text(en), Block::Text(zh)) => paragraph([en, zh]),
        (Block::List(en), Block::List(zh)) => list(en, zh),
        (Block::Table(heads, en), Block::Table(other, zh)) => table([heads, other], [en, zh]),
        (Block::Commands(en), Block::Commands(zh)) => commands(en, zh),
        (Block::Drawing(en), Block::Drawing(zh)) => drawing(en, zh),
        (Block::Part(en), Block::Part(zh)) => part(en, zh),
        (Block::Excerpt(en), Block::Excerpt(zh)) => excerpt(en, zh),
        (Block::Bars(en), Block::Bars(zh)) => bars(en, zh),
        (Block::Choice(en), Block::Choice(zh)) => choice::choice(en, zh),
        _ => markup! {},
    }
}

/// A paragraph of its own for each language, unless they share names.
fn paragraph([en, zh]: [&Phrase; 2]) -> Markup {
    match (&en.0[..], &zh.0[..]) {
        ([en], [zh]) if en != zh => {
            let [en, zh] = [en, zh].map(|piece| Phrase(vec![piece.clone()]));
            each("p", [&words(&en), &words(&zh)])
        }
        _ => markup! { p { (both([en, zh])) } },
    }
}

/// An element for each language.
fn each(name: &str, [en, zh]: [&Markup; 2]) -> Markup {
    markup! { (said(name, Lang::En, en)) (said(name, Lang::ZhCn, zh)) }
}

fn heading(level: u8, heads: [&Phrase; 2]) -> Markup {
    let words = both(heads);
    match level {
        1 => markup! { h2 { (words) } },
        2 => markup! { h3 { (words) } },
        _ => markup! { h4 { (words) } },
    }
}

fn list(en: &[Item], zh: &[Item]) -> Markup {
    if en.len() != zh.len() {
        return each("div", [&list(en, en), &list(zh, zh)]);
    }
    markup! {
        ul {
            @for (en, zh) in en.iter().zip(zh) {
                li {
                    (both([&en.head, &zh.head]))
                    @if !en.below.is_empty() || !zh.below.is_empty() { (lines(&en.below, &zh.below)) }
                }
            }
        }
    }
}

/// Phrases below each other.
fn lines(en: &[Phrase], zh: &[Phrase]) -> Markup {
    markup! {
        @if en.len() == zh.len() {
            @for (en, zh) in en.iter().zip(zh) { div { (both([en, zh])) } }
        } @else {
            (each("div", [en, zh].map(|lines| markup! { @for line in lines { div { (words(line)) } } }).each_ref()))
        }
    }
}

fn table(heads: [&[&str]; 2], rows: [&[Vec<Vec<Phrase>>]; 2]) -> Markup {
    let [en, zh] = rows;
    if en.len() != zh.len() {
        let one = |at: usize| table([heads[at]; 2], [rows[at]; 2]);
        return each("div", [&one(0), &one(1)]);
    }
    markup! {
        table {
            thead { tr { @for (en, zh) in heads[0].iter().zip(heads[1]) {
                th scope="col" { (both([&Phrase::from(*en), &Phrase::from(*zh)])) }
            } } }
            tbody { @for (en, zh) in en.iter().zip(zh) {
                tr { @for (en, zh) in en.iter().zip(zh) { td { (cell(en, zh)) } } }
            } }
        }
    }
}

fn cell(en: &[Phrase], zh: &[Phrase]) -> Markup {
    match (en, zh) {
        ([en], [zh]) => both([en, zh]),
        _ => lines(en, zh),
    }
}

fn commands(en: &[String], zh: &[String]) -> Markup {
    let joined = |lines: &[String]| lines.iter().map(|line| printable(line)).collect::<Vec<_>>().join("\n");
    let [en, zh] = [joined(en), joined(zh)];
    if en == zh {
        markup! { pre { (text(&en)) } }
    } else {
        each("pre", [&text(&en), &text(&zh)])
    }
}

fn drawing(en: &str, zh: &str) -> Markup {
    let joined = |drawing: &str| drawing.trim_end().lines().map(printable).collect::<Vec<_>>().join("\n");
    let [en, zh] = [joined(en), joined(zh)];
    if en == zh {
        markup! { pre { (text(&en)) } }
    } else {
        each("pre", [&text(&en), &text(&zh)])
    }
}

fn part(en: &Part, zh: &Part) -> Markup {
    let heads = [&en.heading, &zh.heading];
    let head = if let Some(level) = en.level {
        heading(level, heads)
    } else {
        markup! { @if !en.heading.0.is_empty() { (classed("p", "m", &both(heads))) } }
    };
    let marks = en.marks.iter().map(|mark| match &mark.options[..] {
        [option] => format!(" data-{}={option}", mark.choice),
        options => format!(" data-{}=\"{}\"", mark.choice, options.join(" ")),
    });
    // The marks are made of letters, digits and hyphens.
    let marks = marks.collect::<String>();
    let id = if en.id.is_empty() { String::new() } else { format!(" id=\"{}\"", en.id) };
    let name = if en.level.is_some() { "section" } else { "article" };
    markup! {
        (PreEscaped(format!("\n<{name}{id}{marks}>")))
        @if en.fold == Fold::No { (head) (blocks(&en.blocks, &zh.blocks)) } @else {
            details { summary { (head) } (blocks(&en.blocks, &zh.blocks)) }
        }
        (PreEscaped(format!("</{name}>")))
    }
}

fn excerpt(en: &Excerpt, zh: &Excerpt) -> Markup {
    let same = en.lines.len() == zh.lines.len();
    markup! {
        (classed("p", "at", &plain(&en.at)))
        @for (en, zh) in en.lines.iter().zip(if same { &zh.lines } else { &en.lines }) {
            pre { (line(en)) }
            @for (en, zh) in en.said.iter().zip(&zh.said) { (classed("p", "t", &told(en, zh))) }
        }
    }
}

fn line(line: &PageLine) -> Markup {
    markup! {
        b { (line.number) }
        @for (piece, marked) in &line.pieces { @if *marked { u { (text(piece)) } } @else { (text(piece)) } }
    }
}

/// Numbers as a table, each line of it with its picture.
fn bars(en: &Bars, zh: &Bars) -> Markup {
    markup! {
        table.bars {
            thead { tr {
                td {} td {}
                @for ((_, en), (_, zh)) in en.heads.iter().zip(&zh.heads) {
                    th scope="col" { (both([&en.as_str().into(), &zh.as_str().into()])) }
                }
            } }
            tbody { @for ((en_name, numbers), (zh_name, _)) in en.rows.iter().zip(&zh.rows) {
                tr {
                    th scope="row" { (both([&en_name.as_str().into(), &zh_name.as_str().into()])) }
                    td { (picture(en, numbers)) }
                    @for number in numbers { td { @if *number > 0 { (number) } @else { "·" } } }
                }
            } }
        }
    }
}

fn picture(bars: &Bars, numbers: &[u64]) -> Markup {
    let whole = numbers.iter().sum::<u64>().max(1);
    let mut from = 0;
    let pieces = bars.heads.iter().zip(numbers).map(|((tone, _), count)| {
        let begin = from * 100 / whole;
        from += count;
        (class(*tone), begin, from * 100 / whole - begin)
    });
    let pieces: Vec<_> = pieces.filter(|(.., width)| *width > 0).collect();
    markup! {
        svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" {
            @for (class, begin, width) in pieces {
                (PreEscaped(format!("<rect class={class} x={begin} width={width} height=1 />")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Tone;
    use super::*;

    fn frame() -> Frame<'static> {
        Frame { lang: Lang::En, languages: "Language", links: &[] }
    }

    fn page(blocks: Vec<Block>) -> Page {
        Page { title: "T".to_owned(), blocks }
    }

    /// What of a page stands between `<main>` and its end.
    fn main(en: Vec<Block>, zh: Vec<Block>) -> String {
        let text = html([&page(en), &page(zh)], frame());
        text.split_once("<main>").unwrap().1.split_once("</main>").unwrap().0.to_owned()
    }

    #[test]
    fn what_both_languages_share_is_said_once() {
        assert_eq!(main(vec![Block::Text("a".into())], vec![Block::Text("a".into())]), "<p>a");
        let two = main(vec![Block::Text("a".into())], vec![Block::Text("甲".into())]);
        assert_eq!(two, "<p lang=en>a<p lang=zh>甲");
        let more = main(vec![Block::Text("a".into())], Vec::new());
        assert_eq!(more, "<div lang=en><p>a</div><div lang=zh></div>");
    }

    #[test]
    fn nothing_becomes_markup_and_no_link_leads_astray() {
        let hostile = "<script>x</script>&\"\u{1b}[2J\u{202E}\nz";
        let blocks = || {
            let phrase = Phrase::from(hostile).code(hostile).toned(Tone::Bad, hostile).link(hostile, "javascript:x");
            let part = Part { level: None, heading: hostile.into(), ..Part::default() };
            let line = PageLine { number: 1, pieces: vec![(printable(hostile), true)], said: vec![hostile.to_owned()] };
            vec![
                Block::Text(phrase),
                Block::Commands(vec![hostile.to_owned()]),
                Block::Part(part),
                Block::Excerpt(Excerpt { at: hostile.to_owned(), lines: vec![line] }),
            ]
        };
        let text = main(blocks(), blocks());
        assert!(!text.contains("<script") && !text.contains(['\u{1b}', '\u{202E}']), "{text}");
        assert!(text.contains("href=\"#\"") && text.contains("&lt;script&gt;"), "{text}");
        for (target, leads) in [
            ("https://x/\"><b>", "https://x/b"),
            ("#a", "#a"),
            ("../b.html#c:d", "../b.html#c:d"),
            ("data:text/html,x", "#"),
            (" javascript:x", "#"),
        ] {
            assert_eq!(address(target), leads);
        }
    }
}
