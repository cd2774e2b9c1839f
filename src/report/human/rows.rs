//! What stands below a drawing: rows of a word at the left and what is said.

use crate::lang::{Lang, say, words};
use crate::report::snippet::Style;
use crate::report::wrap::wrapping;

/// Rows on their way.
#[derive(Debug)]
pub(super) struct Rows {
    text: String,
    lang: Lang,
    width: usize,
}

/// The word at the left of a row, in both languages.
pub(super) type RowHead = (&'static str, &'static str);

impl Rows {
    pub(super) fn new(lang: Lang, width: usize) -> Self {
        Self { text: String::new(), lang, width: width.clamp(40, 120) }
    }

    /// Running text.
    pub(super) fn text(&mut self, head: RowHead, body: &str) {
        let head = self.head(head);
        let indent = " ".repeat(textwrap::core::display_width(&head));
        let options = wrapping(self.width).initial_indent(&head).subsequent_indent(&indent);
        self.text.push_str(&textwrap::fill(body, options));
        self.text.push('\n');
    }

    /// Lines that stay as they are: commands, addresses, places.
    pub(super) fn lines(&mut self, head: RowHead, lines: &[String]) {
        let head = self.head(head);
        let indent = " ".repeat(textwrap::core::display_width(&head));
        for (at, line) in lines.iter().enumerate() {
            let lead = if at == 0 { &head } else { &indent };
            self.text.extend([lead, line.replace('\n', &format!("\n{indent}")).as_str(), "\n"]);
        }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn head(&self, head: RowHead) -> String {
        say!(self.lang, ("{:>6}: ", head.0), ("  {}：", words(self.lang, head.0, head.1)))
    }
}

/// Something that is a line: what, and where. Where both do not fit, the place stands below.
pub(super) fn one_line(said: &str, behind: &str, style: Style) -> String {
    let width = style.width.max(40);
    let indent = if style.narrated.is_some() { "" } else { "    " };
    let dot = if behind.is_empty() { "" } else { " · " };
    let whole = format!("{said}{dot}{behind}");
    if textwrap::core::display_width(&whole) <= width {
        return whole + "\n";
    }
    let options = wrapping(width.min(120)).subsequent_indent(indent);
    let below = if behind.is_empty() { String::new() } else { format!("{indent}{behind}\n") };
    format!("{}\n{below}", textwrap::fill(said, options))
}
