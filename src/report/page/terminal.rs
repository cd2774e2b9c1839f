//! A page for the terminal: wrapped to its width, with colours where they are wanted.

use std::fmt::Write as _;

use textwrap::WordSeparator;
use textwrap::core::{Word, display_width};

use super::{Block, Item, Page, Phrase, Piece, Tone};
use crate::report::Style;
use crate::report::link::hyperlink;
use crate::report::wrap::wrapping;
use crate::text::printable::{printable, printable_inside};

/// Wider lines are hard to read.
const WIDEST: usize = 100;

/// The page as lines of text.
pub(crate) fn terminal(page: &Page, style: Style) -> String {
    let pen = Pen { colour: style.colour, links: style.links, width: style.width.clamp(40, WIDEST) };
    let mut text = pen.paint("1", &printable(&page.title)) + "\n";
    pen.blocks(&page.blocks, &mut text);
    text
}

struct Pen {
    colour: bool,
    links: bool,
    width: usize,
}

impl Pen {
    fn blocks(&self, blocks: &[Block], text: &mut String) {
        for block in blocks {
            text.push('\n');
            match block {
                Block::Heading(level, heading) => {
                    let codes = if *level == 1 { "1;4" } else { "1" };
                    text.push_str(&self.paint(codes, &printable(heading)));
                    text.push('\n');
                }
                Block::Text(phrase) => text.push_str(&self.fill(phrase, "  ", "  ")),
                Block::List(items) => items.iter().for_each(|item| self.item(item, text)),
                Block::Table(heads, rows) => rows.iter().for_each(|row| self.row(heads, row, text)),
                Block::Commands(lines) => {
                    for line in lines.iter().flat_map(|line| self.broken(line)) {
                        text.push_str("    ");
                        text.push_str(&line);
                        text.push('\n');
                    }
                }
                Block::Drawing(drawing) => {
                    text.push_str(drawing.trim_end());
                    text.push('\n');
                }
                Block::Part(part) => {
                    match part.level {
                        Some(level) => {
                            let codes = if level == 1 { "1;4" } else { "1" };
                            text.push_str(&self.paint(codes, &self.words(&part.heading)));
                            text.push('\n');
                        }
                        None => text.push_str(&self.fill(&part.heading, "  ", "  ")),
                    }
                    self.blocks(&part.blocks, text);
                }
                Block::Excerpt(excerpt) => {
                    text.extend(["  ", &printable(&excerpt.at), "\n"]);
                    for line in &excerpt.lines {
                        // Writing to a string cannot fail.
                        let _ = writeln!(text, "  {:>6} {}", line.number, line.text());
                        for said in &line.said {
                            text.push_str(&self.fill(&said.as_str().into(), "         ", "         "));
                        }
                    }
                }
                Block::Bars(bars) => {
                    for (name, numbers) in &bars.rows {
                        let first = format!("  {} · ", printable(name));
                        text.push_str(&self.fill(&bars.told(numbers), &first, "    "));
                    }
                }
                // All is shown, so that there is nothing to choose.
                Block::Choice(_) => {}
            }
        }
    }

    fn paint(&self, codes: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{codes}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Wraps a phrase; ends with a line break. Wrapping passes over the signs that set a colour.
    fn fill(&self, phrase: &Phrase, first: &str, rest: &str) -> String {
        let options = wrapping(self.width)
            .word_separator(WordSeparator::Custom(pieces))
            .break_words(false)
            .initial_indent(first)
            .subsequent_indent(rest);
        textwrap::fill(&self.words(phrase), options) + "\n"
    }

    fn words(&self, phrase: &Phrase) -> String {
        let mut words = String::new();
        for (at, piece) in phrase.0.iter().enumerate() {
            let plain = if at == 0 { printable } else { printable_inside };
            match piece {
                Piece::Text(text) | Piece::Code(text) | Piece::Target(text) => words.push_str(&plain(text)),
                Piece::Link(text, target) => words.push_str(&hyperlink(&plain(text), target, self.links)),
                Piece::Toned(tone, text) => words.push_str(&self.paint(codes(*tone), &plain(text))),
            }
        }
        words
    }

    fn item(&self, item: &Item, text: &mut String) {
        text.push_str(&self.fill(&item.head, "  ", "    "));
        for below in &item.below {
            text.push_str(&self.fill(below, "    ", "      "));
        }
    }

    /// A row as a block of its own: tables do not fit narrow windows.
    fn row(&self, heads: &[&str], row: &[Vec<Phrase>], text: &mut String) {
        for (at, (head, cell)) in heads.iter().zip(row).enumerate() {
            let [first, rest] = if at == 0 { ["  ", "    "] } else { ["    ", "      "] };
            match &cell[..] {
                [] => {}
                lines if at == 0 => lines.iter().for_each(|line| text.push_str(&self.fill(line, first, rest))),
                [line] => text.push_str(&self.fill(line, &format!("{first}{head}{}", colon(head)), rest)),
                lines => {
                    text.push_str(&self.fill(&Phrase::from(format!("{head}{}", colon(head).trim_end())), first, rest));
                    for line in lines {
                        text.push_str(&self.fill(line, rest, &format!("{rest}  ")));
                    }
                }
            }
        }
    }

    /// A command in lines that fit, where it can be broken: after a pipe the shell goes on reading.
    fn broken(&self, command: &str) -> Vec<String> {
        let room = self.width - 4;
        let mut lines: Vec<String> = Vec::new();
        let command = printable(command);
        for part in command.split_inclusive(" | ") {
            let first = lines.is_empty();
            let quoted = |line: &str| line.matches('"').count() % 2 + line.matches('\'').count() % 2 > 0;
            match lines.last_mut() {
                Some(line) if quoted(line) || display_width(line) + display_width(part.trim_end()) <= room => {
                    line.push_str(part);
                }
                _ => lines.push(format!("{}{part}", if first { "" } else { "  " })),
            }
        }
        lines.iter().map(|line| line.trim_end().to_owned()).collect()
    }
}

/// Where a line may be broken: at spaces and beside Chinese characters, never inside a path or an address.
fn pieces(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut pieces: Vec<&str> = Vec::new();
    let mut start = 0;
    let mut at = 0;
    for word in WordSeparator::UnicodeBreakProperties.find_words(line) {
        at += word.word.len() + word.whitespace.len();
        let inside = |c: char| c.is_ascii() && c != ' ';
        let (before, after) = (line[..at].chars().next_back(), line[at..].chars().next());
        let joined = before.is_some_and(inside) && after.is_some_and(inside);
        if at == line.len() || !joined {
            pieces.push(&line[start..at]);
            start = at;
        }
    }
    Box::new(pieces.into_iter().map(Word::from))
}

/// The colon of the language that a head is in.
fn colon(head: &str) -> &'static str {
    if head.is_ascii() { ": " } else { "：" }
}

fn codes(tone: Tone) -> &'static str {
    match tone {
        Tone::Bad => "31",
        Tone::Open => "33",
        Tone::Good => "32",
        Tone::Faint => "2",
    }
}
