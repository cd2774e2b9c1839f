//! The folders of tenants among what was named. A folder that holds exports itself is a tenant's, with all that is below;
//! one that holds only folders is looked into. What lies in a named folder beside folders with exports stands for itself
//! until it is known whom it names.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::order::Order as _;
use crate::pipeline::source::{Filter, Input, is_json, is_own, name_of, unread};

/// Exports that are read together: most likely those of one tenant.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// The folder.
    pub(super) path: PathBuf,
    /// Only these files of it.
    pub(super) files: Option<Vec<PathBuf>>,
    /// Which of the named paths it was found under.
    pub(super) root: usize,
    /// The files of a named folder that has folders with exports too.
    pub(super) loose: bool,
}

impl Unit {
    /// What is to be read.
    pub(super) fn inputs(&self) -> Vec<Input> {
        match &self.files {
            Some(files) => files.iter().cloned().map(Input::Path).collect(),
            None => vec![Input::Path(self.path.clone())],
        }
    }

    /// The folder for people, and how a tenant is called that none of its exports names.
    pub(super) fn name(&self) -> String {
        folder_name(&self.path)
    }
}

/// A folder for people: it ends with a slash, so that it is never taken for the name of a tenant.
fn folder_name(path: &Path) -> String {
    let name = name_of(path);
    match name.trim_end_matches('/') {
        "" | "." if !name.starts_with('/') => "./".to_owned(),
        name => format!("{name}/"),
    }
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct TenantFound {
    /// In the order of the paths and of the names below them.
    pub(super) units: Vec<Unit>,
    /// Folders that could not be looked into.
    pub(super) unreadable: Vec<Diagnostic>,
}

/// How deep folders of folders are looked into.
const DEEPEST: usize = 32;

/// Finds the units.
pub(super) fn find(paths: &[PathBuf], filter: &Filter) -> TenantFound {
    let mut found = TenantFound::default();
    for (root, path) in paths.iter().enumerate() {
        if path.is_dir() {
            found.root(path, root, filter);
        } else {
            found.file(path, root);
        }
    }
    found
}

/// What lies in a folder.
#[derive(Default)]
struct FolderContent {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl TenantFound {
    fn unreadable(&mut self, path: &Path, why: Diagnostic) {
        self.unreadable.push(why.of_file(name_of(path)));
    }

    /// A file that was named: with the others of its folder.
    fn file(&mut self, path: &Path, root: usize) {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let same = |unit: &&mut Unit| unit.path == folder && unit.files.is_some() && !unit.loose;
        match self.units.iter_mut().find(same).and_then(|unit| unit.files.as_mut()) {
            Some(files) => files.push(path.to_owned()),
            None => {
                self.units.push(Unit { path: folder, files: Some(vec![path.to_owned()]), root, loose: false });
            }
        }
    }

    /// A folder that was named.
    fn root(&mut self, path: &Path, root: usize, filter: &Filter) {
        let Some(FolderContent { mut files, folders }) = self.content(path) else { return };
        // The last report of the fleet may lie here.
        files.retain(|file| !is_own(file));
        let at = self.units.len();
        for folder in folders {
            self.below(&folder, root, filter, !files.is_empty(), 0);
        }
        if files.is_empty() {
            if self.units.len() == at {
                self.units.push(Unit { path: path.to_owned(), files: None, root, loose: false });
            }
        } else if self.units.len() == at {
            self.units.push(Unit { path: path.to_owned(), files: None, root, loose: false });
        } else {
            self.units.insert(at, Unit { path: path.to_owned(), files: Some(files), root, loose: true });
        }
    }

    /// A folder below one that was named. Beside exports, a folder without any is nothing to wonder about.
    fn below(&mut self, path: &Path, root: usize, filter: &Filter, beside_exports: bool, depth: usize) {
        if !filter.takes(path) {
            return;
        }
        let Some(FolderContent { files, folders }) = self.content(path) else { return };
        let at = self.units.len();
        if files.is_empty() && depth < DEEPEST {
            for folder in folders {
                self.below(&folder, root, filter, beside_exports, depth + 1);
            }
        }
        // Of a tenant whose folder is empty, somebody must hear.
        if !files.is_empty() || self.units.len() == at && !beside_exports {
            self.units.push(Unit { path: path.to_owned(), files: None, root, loose: false });
        }
    }

    /// The files that are read and the folders, in the order of their names.
    fn content(&mut self, path: &Path) -> Option<FolderContent> {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => {
                self.unreadable(path, *unread::io(error));
                return None;
            }
        };
        let mut content = FolderContent::default();
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.unreadable(path, *unread::io(error));
                    continue;
                }
            };
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let Ok(kind) = entry.file_type() else { continue };
            let path = entry.path();
            if kind.is_dir() {
                content.folders.push(path);
            } else if kind.is_symlink() && path.is_dir() {
                // What lies elsewhere is read when it is named; what lies here is read already.
                let real = path.canonicalize().ok();
                let here = path.parent().and_then(|here| here.canonicalize().ok());
                if !real.zip(here).is_some_and(|(real, here)| real.starts_with(&here) || here.starts_with(&real)) {
                    self.unreadable(&path, unread::link_out());
                }
            } else if is_json(&path) {
                content.files.push(path);
            }
        }
        // By their names: all stand in one folder.
        content.files.order_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
        content.folders.order_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
        Some(content)
    }
}
