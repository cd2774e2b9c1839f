//! What lies in folders and is not read: how much, and the first files that people meant to be exports.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use walkdir::DirEntry;

use super::filter::{extension, is_json};
use super::likeness::{self, Likeness};
use super::name::name_of;

/// What lies in folders and is not read.
#[derive(Debug, Default)]
pub struct PassedOver {
    /// How many files are not named like JSON.
    pub files: usize,
    /// Of these, the first ones of which it can be told what people meant to be exports.
    pub known: Vec<(String, Likeness)>,
    /// How many files named like JSON, and folders, have names that begin with a dot.
    pub hidden: usize,
}

/// So many files that are no JSON are told by name.
const MOST_KNOWN: usize = 3;

/// What files are named that people export to when they do not export to JSON.
const EXPORTED_TO: [&str; 14] =
    ["csv", "tsv", "xml", "clixml", "xlsx", "xls", "zip", "7z", "gz", "html", "htm", "txt", "log", "ps1"];

/// Folders that tools keep for themselves.
const TOOLS: [&str; 7] = [".git", ".github", ".svn", ".hg", ".vscode", ".idea", ".venv"];

impl PassedOver {
    pub(super) fn file(&mut self, path: &Path) {
        self.files += 1;
        let exported = extension(path).is_some_and(|extension| EXPORTED_TO.contains(&extension.as_str()));
        if self.known.len() < MOST_KNOWN
            && exported
            && let Some(like) = like(path)
        {
            self.known.push((name_of(path), like));
        }
    }

    pub(super) fn hidden(&mut self, entry: &DirEntry) {
        let name = entry.file_name().to_string_lossy();
        let counts = if entry.file_type().is_dir() { !TOOLS.contains(&&*name) } else { is_json(entry.path()) };
        self.hidden += usize::from(counts);
    }
}

/// What the beginning of a file looks like.
fn like(path: &Path) -> Option<Likeness> {
    let mut head = Vec::new();
    File::open(path).ok()?.take(likeness::HEAD as u64).read_to_end(&mut head).ok()?;
    Likeness::of_bytes(&head)
}
