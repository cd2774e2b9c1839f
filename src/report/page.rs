//! A page for people: headings, text, lists, tables and commands, written once and rendered for the terminal, as
//! Markdown or as HTML. It knows nothing of rules.

mod bars;
mod excerpt;
mod html;
mod markdown;
mod part;
mod terminal;

pub(crate) use bars::Bars;
pub(crate) use excerpt::{Excerpt, PageLine};
pub(crate) use html::{Frame, html};
pub(crate) use markdown::{fenced, markdown};
pub(crate) use part::{Fold, Part, PartChoice, PartMark};
pub(crate) use terminal::terminal;

/// What the choice of the language is called, for readers of either.
pub(crate) const LANGUAGES: &str = "Language · 语言";

/// A page.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) title: String,
    pub(crate) blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Debug)]
pub(crate) enum Block {
    /// A heading; level 1 is the one below the title.
    Heading(u8, String),
    /// A paragraph.
    Text(Phrase),
    /// A list.
    List(Vec<Item>),
    /// A table: heads, and rows of cells of lines.
    Table(Vec<&'static str>, Vec<Vec<Vec<Phrase>>>),
    /// Commands, one in each line; a line may be broken after a pipe.
    Commands(Vec<String>),
    /// Text that is already laid out, colours included.
    Drawing(String),
    /// A part with what belongs to it.
    Part(Part),
    /// Lines of a file.
    Excerpt(Excerpt),
    /// Numbers that make up wholes: a picture where there are pictures.
    Bars(Bars),
    /// What of the page is shown, where the reader can choose.
    Choice(PartChoice),
}

/// An item of a list.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) head: Phrase,
    /// What belongs to it.
    pub(crate) below: Vec<Phrase>,
}

/// Some words of running text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Phrase(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Code(String),
    Toned(Tone, String),
    /// The same, where links to it lead.
    Target(String),
    /// Words, and where they lead.
    Link(String, String),
}

/// How words are coloured where there are colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Something is wrong.
    Bad,
    /// Something is open.
    Open,
    /// All is fine.
    Good,
    /// Of less interest.
    Faint,
}

impl Page {
    pub(crate) fn heading(&mut self, level: u8, text: &str) {
        self.blocks.push(Block::Heading(level, text.to_owned()));
    }

    pub(crate) fn text(&mut self, text: impl Into<Phrase>) {
        self.blocks.push(Block::Text(text.into()));
    }
}

impl Phrase {
    pub(crate) fn text(mut self, text: impl Into<String>) -> Self {
        self.0.push(Piece::Text(text.into()));
        self
    }

    /// A name or value as a program writes it.
    pub(crate) fn code(mut self, text: impl Into<String>) -> Self {
        self.0.push(Piece::Code(text.into()));
        self
    }

    /// A name that links lead to, as `#name`.
    pub(crate) fn target(mut self, text: impl Into<String>) -> Self {
        self.0.push(Piece::Target(text.into()));
        self
    }

    pub(crate) fn toned(mut self, tone: Tone, text: impl Into<String>) -> Self {
        self.0.push(Piece::Toned(tone, text.into()));
        self
    }

    pub(crate) fn link(mut self, text: impl Into<String>, target: impl Into<String>) -> Self {
        self.0.push(Piece::Link(text.into(), target.into()));
        self
    }

    /// Several names, with the same words between them.
    pub(crate) fn codes<S: Into<String>>(mut self, codes: impl IntoIterator<Item = S>, between: &str) -> Self {
        for (at, code) in codes.into_iter().enumerate() {
            if at > 0 {
                self = self.text(between);
            }
            self = self.code(code);
        }
        self
    }
}

impl From<&str> for Phrase {
    fn from(text: &str) -> Self {
        Self::default().text(text)
    }
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self::default().text(text)
    }
}

impl Item {
    /// An item with nothing below it.
    pub(crate) fn new(head: impl Into<Phrase>) -> Self {
        Self { head: head.into(), below: Vec::new() }
    }
}
