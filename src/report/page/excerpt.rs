//! Lines of a file with what a message is about.

/// Some lines of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// The file, and where in it the first place is.
    pub(crate) at: String,
    pub(crate) lines: Vec<PageLine>,
}

/// A line of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PageLine {
    pub(crate) number: u32,
    /// Its text in pieces, and whether each is what the message is about.
    pub(crate) pieces: Vec<(String, bool)>,
    /// What is said of these.
    pub(crate) said: Vec<String>,
}

impl PageLine {
    /// Its text.
    pub(super) fn text(&self) -> String {
        self.pieces.iter().map(|(text, _)| text.as_str()).collect()
    }
}
