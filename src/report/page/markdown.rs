//! A page as Markdown, in the dialect of GitHub. Nothing that a page shows can become markup.

use super::{Block, Item, Page, Phrase, Piece};
use crate::text::printable::{printable, printable_inside};

/// The page as Markdown.
pub(crate) fn markdown(page: &Page) -> String {
    let mut text = format!("# {}\n", escape(&page.title));
    blocks(&page.blocks, &mut text);
    text
}

fn blocks(blocks: &[Block], text: &mut String) {
    for block in blocks {
        text.push('\n');
        match block {
            Block::Heading(level, heading) => {
                let signs = "#".repeat(usize::from(*level) + 1);
                text.extend([&signs, " ", &escape(heading), "\n"]);
            }
            Block::Text(phrase) => text.extend([&paragraph(phrase), "\n"]),
            Block::List(items) => items.iter().for_each(|item| list_item(item, text)),
            Block::Table(heads, rows) => table(heads, rows, text),
            Block::Commands(lines) => {
                let lines: Vec<_> = lines.iter().map(|line| printable(line)).collect();
                text.push_str(&fenced("powershell", &lines.join("\n")));
            }
            Block::Drawing(drawing) => text.push_str(&fenced("text", drawing.trim_end())),
            Block::Part(part) => {
                let head = words(&part.heading, false);
                match part.level {
                    Some(level) => text.extend([&"#".repeat(usize::from(level) + 1), " ", &head, "\n"]),
                    None => text.extend([&paragraph(&part.heading), "\n"]),
                }
                self::blocks(&part.blocks, text);
            }
            Block::Excerpt(excerpt) => {
                let lines = excerpt.lines.iter().map(|line| format!("{} {}", line.number, line.text()));
                let lines: Vec<_> = std::iter::once(printable(&excerpt.at)).chain(lines).collect();
                text.push_str(&fenced("text", &lines.join("\n")));
                for said in excerpt.lines.iter().flat_map(|line| &line.said) {
                    text.extend(["\n", &paragraph(&said.as_str().into()), "\n"]);
                }
            }
            Block::Bars(bars) => {
                for (name, numbers) in &bars.rows {
                    text.extend(["- ", &escape(name), " · ", &words(&bars.told(numbers), false), "\n"]);
                }
            }
            // All is shown, so that there is nothing to choose.
            Block::Choice(_) => {}
        }
    }
}

/// Text that Markdown shows as it is.
fn escape(text: &str) -> String {
    marked(&printable(&text.replace(['\n', '\r'], " ")))
}

/// The same for what stands after something else in its line.
fn escape_inside(text: &str) -> String {
    marked(&printable_inside(&text.replace(['\n', '\r'], " ")))
}

fn marked(plain: &str) -> String {
    let mut escaped = String::with_capacity(plain.len());
    for character in plain.chars() {
        if "\\`*_[]<>|&~$#".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// A phrase at the start of a line, where a few more characters begin something.
fn paragraph(phrase: &Phrase) -> String {
    let text = words(phrase, false);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = digits > 0 && text[digits..].starts_with(['.', ')']);
    match text.chars().next() {
        Some('-' | '+' | '=') => format!("\\{text}"),
        _ if numbered => format!("{}\\{}", &text[..digits], &text[digits..]),
        _ => text,
    }
}

fn words(phrase: &Phrase, in_table: bool) -> String {
    let mut words = String::new();
    for (at, piece) in phrase.0.iter().enumerate() {
        let plain = if at == 0 { escape } else { escape_inside };
        match piece {
            Piece::Text(text) | Piece::Toned(_, text) => words.push_str(&plain(text)),
            Piece::Code(text) | Piece::Target(text) => words.push_str(&code(text, in_table)),
            Piece::Link(text, target) => {
                let target: String = target.chars().filter(|c| !c.is_whitespace() && !"<>|".contains(*c)).collect();
                let target = printable(&target);
                let target = if target.contains(['(', ')']) { format!("<{target}>") } else { target };
                words.extend(["[", &escape(text), "](", &target, ")"]);
            }
        }
    }
    words
}

/// A span of code; its fence is longer than any run of backticks in it.
fn code(text: &str, in_table: bool) -> String {
    let mut text = printable(&text.replace(['\n', '\r'], " "));
    if in_table {
        // A table is cut at its bars before code is seen.
        text = text.replace('|', "\\|");
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// Lines in a fence that none of them can end.
pub(crate) fn fenced(language: &str, body: &str) -> String {
    let fence = "`".repeat((longest_run(body) + 1).max(3));
    format!("{fence}{language}\n{body}\n{fence}\n")
}

fn list_item(item: &Item, text: &mut String) {
    text.extend(["- ", &paragraph(&item.head), "\n"]);
    for below in &item.below {
        text.extend(["  - ", &paragraph(below), "\n"]);
    }
}

fn table(heads: &[&str], rows: &[Vec<Vec<Phrase>>], text: &mut String) {
    let mut line = |cells: Vec<String>| text.extend(["| ", &cells.join(" | "), " |\n"]);
    line(heads.iter().map(|head| escape(head)).collect());
    line(heads.iter().map(|_| "---".to_owned()).collect());
    for row in rows {
        let cell =
            |lines: &Vec<Phrase>| lines.iter().map(|phrase| words(phrase, true)).collect::<Vec<_>>().join("<br>");
        line(row.iter().map(cell).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(block: Block) -> String {
        let text = markdown(&Page { title: "T".to_owned(), blocks: vec![block] });
        text.strip_prefix("# T\n\n").unwrap().to_owned()
    }

    #[test]
    fn what_looks_like_markup_is_shown_as_it_is() {
        assert_eq!(one(Block::Text("<b> *a* [x](y) $a$ &lt;".into())), "\\<b\\> \\*a\\* \\[x\\](y) \\$a\\$ \\&lt;\n");
        assert_eq!(one(Block::Text("- no list".into())), "\\- no list\n");
        assert_eq!(one(Block::Text("1. no list".into())), "1\\. no list\n");
        assert_eq!(one(Block::Text("a\n# b".into())), "a \\# b\n");
        assert_eq!(one(Block::Heading(1, "a\u{1b}[2J\u{202E}".to_owned())), "## a?\\[2J\u{FFFD}\n");
    }

    #[test]
    fn code_cannot_leave_its_fence() {
        assert_eq!(one(Block::Text(Phrase::default().code("a`b"))), "``a`b``\n");
        assert_eq!(one(Block::Text(Phrase::default().code("`"))), "`` ` ``\n");
        assert_eq!(one(Block::Commands(vec!["```".to_owned()])), "````powershell\n```\n````\n");
    }

    #[test]
    fn a_bar_does_not_end_a_cell() {
        let row = vec![vec!["a|b".into()], vec![Phrase::default().code("c|d"), "e".into()]];
        assert_eq!(
            one(Block::Table(vec!["x", "y"], vec![row])),
            "| x | y |\n| --- | --- |\n| a\\|b | `c\\|d`<br>e |\n"
        );
    }

    #[test]
    fn a_link_keeps_to_its_target() {
        let phrase = Phrase::default().link("a]b", "https://x/> b|c");
        assert_eq!(one(Block::Text(phrase)), "[a\\]b](https://x/bc)\n");
    }
}
