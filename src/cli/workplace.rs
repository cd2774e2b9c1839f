//! Where the program runs, as reports for pipelines must know: the working directory, and the root of the repository
//! that their readers tell paths from.

use std::path::{Path, PathBuf};

use crate::report::{Pipeline, Workplace};
use crate::text::path::told as written;

/// The variables in which pipelines tell the root of the repository.
const ROOTS: [&str; 2] = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"];

/// Reads it from the environment; `variable` gives what a variable holds.
pub fn workplace(variable: impl Fn(&str) -> Option<String> + Copy) -> Workplace {
    let here = std::env::current_dir().ok().map(|here| here.canonicalize().unwrap_or(here));
    let told = || ROOTS.iter().filter_map(|name| variable(name)).filter(|path| !path.is_empty()).map(PathBuf::from);
    let real = |path: PathBuf| path.canonicalize().unwrap_or(path);
    let root = here.as_ref().and_then(|here| {
        let told = told().map(real).find(|root| here.starts_with(root));
        told.or_else(|| repository(here).map(Path::to_owned))
    });
    let mut roots: Vec<PathBuf> = root.iter().cloned().collect();
    if let (Some(root), Some(here)) = (&root, &here) {
        roots.extend(told().filter(|path| path.canonicalize().is_ok_and(|real| real == *root)));
        // As the shell calls the working directory, which may be a link.
        let called =
            variable("PWD").map(PathBuf::from).filter(|called| called.canonicalize().ok().as_ref() == Some(here));
        let inside = here.strip_prefix(root).ok();
        let up = called.zip(inside).filter(|(called, inside)| called.ends_with(inside)).map(|(called, inside)| {
            called.ancestors().nth(inside.components().count()).map(Path::to_owned).unwrap_or(called)
        });
        roots.extend(up);
    }
    let text = |path: &PathBuf| written(&path.to_string_lossy());
    Workplace {
        folder: here.as_ref().map(text),
        roots: roots.iter().map(text).collect(),
        pipeline: Pipeline::of_azure(variable),
        step_summary: variable("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(Into::into),
    }
}

/// The folder of the repository that a folder is in. In worktrees and submodules `.git` is a file.
pub(crate) fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok())
}
