//! Patterns that no shell has expanded: cmd and PowerShell hand `exports\*.json` over as it was typed.
//!
//! They are read as a shell would: `*` and `?` do not cross a folder, `**` does, names that begin with a dot are only
//! meant where the pattern says so. What is there under just that name is no pattern.

use std::path::{Path, PathBuf, is_separator};

use globset::GlobBuilder;
use walkdir::{DirEntry, WalkDir};

use super::filter::is_json;
use super::unread;
use crate::diagnostic::Diagnostic;

/// The paths that a pattern stands for, in the order of their names; nothing where it is no pattern.
pub(crate) fn expand(path: &Path) -> Option<Vec<PathBuf>> {
    let (root, pattern) = split(path)?;
    let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).build() else { return Some(Vec::new()) };
    let glob = glob.compile_matcher();
    let any_depth = pattern.contains("**");
    let depth = if any_depth { usize::MAX } else { pattern.chars().filter(|c| is_separator(*c)).count() + 1 };
    let dots = pattern.starts_with('.') || pattern.contains("/.");
    let folder = if root.is_empty() { Path::new(".") } else { Path::new(root) };
    let shown =
        |entry: &DirEntry| dots || entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
    let walk = WalkDir::new(folder).follow_links(true).max_depth(depth).min_depth(1).sort_by_file_name();
    // `*` alone takes of the files what the folder would give.
    let with_ending = pattern.rsplit(is_separator).next().is_some_and(|last| last.contains('.'));
    let meant = |entry: &DirEntry| {
        if entry.file_type().is_dir() { !any_depth } else { with_ending || is_json(entry.path()) }
    };
    let matches = walk.into_iter().filter_entry(shown).filter_map(Result::ok).filter_map(|entry| {
        let below = entry.path().strip_prefix(folder).ok()?;
        (glob.is_match(below) && meant(&entry)).then(|| Path::new(root).join(below))
    });
    Some(matches.collect())
}

/// Why nothing is there under a name.
pub(crate) fn absent(path: &Path) -> Diagnostic {
    if split(path).is_some() { unread::no_match() } else { unread::absent() }
}

/// The folder that a pattern begins in, as it was typed, and the rest.
fn split(path: &Path) -> Option<(&str, &str)> {
    let text = path.to_str()?;
    let first = text.find(['*', '?', '['])?;
    if path.symlink_metadata().is_ok() {
        return None;
    }
    let begin = text[..first].rfind(is_separator).map_or(0, |at| at + 1);
    Some(text.split_at(begin))
}
