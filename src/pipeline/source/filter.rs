//! Which files of folders are read: globs relative to the folder of the configuration file.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use globset::{Error, Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::text::path::told;

/// Which files of folders are read. The default takes all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The folder that the globs are relative to, absolute.
    base: PathBuf,
    /// Only these, if there are any.
    include: Option<GlobSet>,
    /// Not these.
    exclude: Option<GlobSet>,
    /// Files that are named are filtered too.
    pub(super) named: bool,
    /// Files that the run writes: they are no inputs.
    pub(super) written: Vec<PathBuf>,
}

impl Filter {
    /// A filter of globs that [`Filter::glob`] accepts, relative to `base`.
    pub fn new(base: &Path, include: &[String], exclude: &[String]) -> Result<Self, Error> {
        let set = |globs: &[String]| -> Result<Option<GlobSet>, Error> {
            let mut set = GlobSetBuilder::new();
            for glob in globs {
                let [own, below] = Self::glob(glob)?;
                set.add(own).add(below);
            }
            Ok(if globs.is_empty() { None } else { Some(set.build()?) })
        };
        Ok(Self {
            base: lexical(base),
            include: set(include)?,
            exclude: set(exclude)?,
            named: false,
            written: Vec::new(),
        })
    }

    /// The same, also for files that are named: in a hook it is a program that names them.
    #[must_use]
    pub fn with_named(self, named: bool) -> Self {
        Self { named, ..self }
    }

    /// The same for a run that writes these files.
    #[must_use]
    pub(crate) fn with_written(self, written: Vec<PathBuf>) -> Self {
        Self { written, ..self }
    }

    /// A glob: what it names, and all that is below. `*` does not cross `/`; without a `/` it holds at any depth.
    pub fn glob(glob: &str) -> Result<[Glob; 2], Error> {
        let glob = glob.strip_prefix("./").unwrap_or(glob).trim_end_matches('/');
        let anchored = match glob.strip_prefix('/') {
            Some(rest) => rest.to_owned(),
            None if glob.contains('/') => glob.to_owned(),
            None => format!("**/{glob}"),
        };
        let build = |glob: &str| GlobBuilder::new(glob).literal_separator(true).case_insensitive(cfg!(windows)).build();
        Ok([build(&anchored)?, build(&format!("{anchored}/**"))?])
    }

    /// Whether a file is read. The globs say nothing about files outside the folder that they are relative to.
    pub fn takes(&self, path: &Path) -> bool {
        if self.include.is_none() && self.exclude.is_none() {
            return true;
        }
        let path = lexical(path);
        let Ok(inside) = path.strip_prefix(&self.base) else { return true };
        let holds = |set: &Option<GlobSet>, otherwise: bool| set.as_ref().map_or(otherwise, |set| set.is_match(inside));
        holds(&self.include, true) && !holds(&self.exclude, false)
    }
}

impl Filter {
    /// Whether the globs that are wanted name a file, which lies in the folder that they are relative to.
    pub(crate) fn names(&self, path: &Path) -> bool {
        lexical(path).starts_with(&self.base) && self.include.is_some() && self.takes(path)
    }
}

/// How a file's name ends, in lower case.
pub(super) fn extension(path: &Path) -> Option<String> {
    path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase())
}

/// Whether a file of a folder is read, by its name.
pub(crate) fn is_json(path: &Path) -> bool {
    let extension = path.extension().map(OsStr::as_encoded_bytes).unwrap_or_default();
    ["json", "jsonl", "ndjson"].into_iter().any(|known| extension.eq_ignore_ascii_case(known.as_bytes()))
}

/// A path from the root, without `.` and `..`, by one spelling; links are not followed, as the globs are about names.
fn lexical(path: &Path) -> PathBuf {
    let mut path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if cfg!(windows)
        && let Some(text) = path.to_str()
    {
        path = told(text).into();
    }
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => _ = plain.pop(),
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(include: &[&str], exclude: &[&str], path: &str) -> bool {
        let owned = |globs: &[&str]| globs.iter().map(ToString::to_string).collect::<Vec<_>>();
        let filter = Filter::new(Path::new("/config"), &owned(include), &owned(exclude)).unwrap();
        filter.takes(Path::new(path))
    }

    #[test]
    fn globs_are_relative_to_the_configuration() {
        assert!(takes(&["exports"], &[], "/config/exports/a/b.json"));
        assert!(takes(&["exports/*.json"], &[], "/config/exports/b.json"));
        assert!(!takes(&["exports/*.json"], &[], "/config/exports/a/b.json"), "* does not cross /");
        assert!(!takes(&["exports/"], &[], "/config/other/b.json"));
        assert!(takes(&["*.json"], &[], "/config/deep/er/b.json"), "without / at any depth");
        assert!(!takes(&["/*.json"], &[], "/config/deep/b.json"), "with / in front only here");
        assert!(!takes(&[], &["archive"], "/config/exports/archive/2020/b.json"));
        assert!(!takes(&["exports"], &["**/old-*.json"], "/config/exports/old-1.json"));
        assert!(takes(&[], &["**/archive/**"], "/config/exports/../exports/b.json"));
        assert!(takes(&["exports"], &["*"], "/elsewhere/b.json"), "not below the configuration's folder");
    }
}
