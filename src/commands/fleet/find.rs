//! The folders of tenants among what was named. A folder that holds exports itself is a tenant's, with all that is below;
//! one that holds only folders is looked into. What lies in a named folder beside folders with exports stands for itself
//! until it is known whom it names.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::model::narrow::offset;
use crate::order::Order as _;
use crate::pipeline::source::{Filter, Input, is_json, is_own, name_of, unread};

/// Exports that are read together: most likely those of one tenant.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// The folder is in this one, which those beside it share.
    pub(super) parent: Arc<Path>,
    /// Its name there; none where it is the parent itself.
    pub(super) name_there: Box<OsStr>,
    /// Only these files of it.
    pub(super) files: Option<Vec<PathBuf>>,
    /// Its place among the units.
    pub(super) at: u32,
    /// Which of the named paths it was found under.
    pub(super) root: u32,
    /// The files of a named folder that has folders with exports too.
    pub(super) loose: bool,
}

impl Unit {
    fn new(parent: Arc<Path>, name: OsString, root: usize) -> Self {
        Self { parent, name_there: name.into(), files: None, at: 0, root: offset(root), loose: false }
    }

    /// One that was named.
    pub(super) fn named(path: &Path, root: usize) -> Self {
        Self::new(path.into(), OsString::new(), root)
    }

    /// The folder.
    pub(super) fn path(&self) -> PathBuf {
        if self.name_there.is_empty() { self.parent.to_path_buf() } else { self.parent.join(&*self.name_there) }
    }

    /// What is to be read.
    pub(super) fn inputs(&self) -> Vec<Input> {
        match &self.files {
            Some(files) => files.iter().cloned().map(Input::Path).collect(),
            None => vec![Input::Path(self.path())],
        }
    }

    /// The folder for people, and how a tenant is called that none of its exports names.
    pub(super) fn name(&self) -> String {
        folder_name(&self.path())
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
    for (at, unit) in found.units.iter_mut().enumerate() {
        unit.at = offset(at);
    }
    found
}

/// What lies in a folder: the paths of files, and the names of folders.
#[derive(Default)]
struct FolderContent {
    files: Vec<PathBuf>,
    folders: Vec<OsString>,
}

impl TenantFound {
    fn unreadable(&mut self, path: &Path, why: Diagnostic) {
        self.unreadable.push(why.of_file(name_of(path)));
    }

    /// A file that was named: with the others of its folder.
    fn file(&mut self, path: &Path, root: usize) {
        let folder = path.parent().unwrap_or(Path::new(""));
        let same = |unit: &&mut Unit| unit.files.is_some() && !unit.loose && *unit.parent == *folder;
        match self.units.iter_mut().find(same).and_then(|unit| unit.files.as_mut()) {
            Some(files) => files.push(path.to_owned()),
            None => self.units.push(Unit { files: Some(vec![path.to_owned()]), ..Unit::named(folder, root) }),
        }
    }

    /// A folder that was named.
    fn root(&mut self, path: &Path, root: usize, filter: &Filter) {
        let Some(FolderContent { mut files, folders }) = self.content(path) else { return };
        // The last report of the fleet may lie here.
        files.retain(|file| !is_own(file));
        let (at, here) = (self.units.len(), Arc::<Path>::from(path));
        for name in folders {
            self.below(&here, name, root, filter, !files.is_empty(), 0);
        }
        if self.units.len() == at {
            self.units.push(Unit::named(path, root));
        } else if !files.is_empty() {
            self.units.insert(at, Unit { files: Some(files), loose: true, ..Unit::named(path, root) });
        }
    }

    /// A folder below one that was named. Beside exports, a folder without any is nothing to wonder about.
    fn below(
        &mut self,
        parent: &Arc<Path>,
        name: OsString,
        root: usize,
        filter: &Filter,
        beside_exports: bool,
        depth: usize,
    ) {
        let path = parent.join(&name);
        if !filter.takes(&path) {
            return;
        }
        let Some(FolderContent { files, folders }) = self.content(&path) else { return };
        let at = self.units.len();
        if files.is_empty() && depth < DEEPEST {
            let here = Arc::<Path>::from(path);
            for name in folders {
                self.below(&here, name, root, filter, beside_exports, depth + 1);
            }
        }
        // Of a tenant whose folder is empty, somebody must hear.
        if !files.is_empty() || self.units.len() == at && !beside_exports {
            self.units.push(Unit::new(Arc::clone(parent), name, root));
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
                content.folders.push(entry.file_name());
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
        content.folders.order_by(Ord::cmp);
        Some(content)
    }
}
