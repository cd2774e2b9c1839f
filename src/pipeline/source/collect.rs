//! Paths to sources: the only place that reads inputs.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use bytestring::ByteString;
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::decode::{Encoding, decode};
use super::file;
use super::file::{Content, LONGEST};
use super::filter::{Filter, is_json};
use super::name::name_of;
use super::passed_over::PassedOver;
use super::pattern::absent;
use super::unread;
use super::written::{Written, is_own};
use super::{Digest, STDIN, Source, Sources};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::narrow::offset;
use crate::model::place::SourceId;
use crate::order::Order as _;
use crate::progress::{Progress, SILENT};
use crate::threads;

/// What to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file, or a folder with everything in it.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

/// What came of the inputs.
#[derive(Debug, Default)]
pub struct Collected {
    /// The texts, in the order of their names, ids included.
    pub sources: Sources,
    /// The inputs that could not be read, in the order of their names.
    pub unreadable: Vec<Diagnostic>,
    /// What lay in the folders and was not read.
    pub passed_over: PassedOver,
    /// How many files were left out by the globs of the configuration.
    pub excluded: usize,
    /// The configuration files that lie in folders: their names, and where they really are.
    pub configurations: Vec<(String, PathBuf)>,
    /// Inputs that this run would write over.
    pub written_to: Vec<String>,
}

/// Reads all inputs. A folder is walked in the order of its names; links to its own parents end the branch.
///
/// `hash` asks for the SHA-256 of each.
pub fn collect(
    inputs: &[Input],
    filter: &Filter,
    encoding: Option<Encoding>,
    hash: bool,
    progress: &Progress,
) -> Collected {
    collect_by(inputs, filter, encoding, hash, progress, false)
}

/// The same on this thread, as where others read other inputs at the same time.
pub(crate) fn collect_here(inputs: &[Input], filter: &Filter, encoding: Option<Encoding>, hash: bool) -> Collected {
    collect_by(inputs, filter, encoding, hash, &SILENT, true)
}

fn collect_by(
    inputs: &[Input],
    filter: &Filter,
    encoding: Option<Encoding>,
    hash: bool,
    progress: &Progress,
    here: bool,
) -> Collected {
    let mut collected = Collected::default();
    let mut files = Vec::new();
    let written = Written::of(&filter.written);
    for input in inputs {
        match input {
            Input::Stdin => {
                files.push(CollectFound { path: None, name: STDIN.to_owned(), inside: 0, named: true, link: false });
            }
            Input::Path(path) if path.is_dir() => {
                walk(path, inputs.len() == 1, filter, &written, &mut files, &mut collected);
            }
            Input::Path(path) if written.holds(path, None) => collected.written_to.push(name_of(path)),
            Input::Path(path) if filter.named && !filter.takes(path) => collected.excluded += 1,
            Input::Path(path) => {
                let name = name_of(path);
                let inside = spelled(&name);
                files.push(CollectFound { path: Some(path.clone()), name, inside, named: true, link: true });
            }
        }
    }
    files.order_by(|a, b| a.name.cmp(&b.name).then(b.named.cmp(&a.named)));
    // The same file may be named in several ways, or named and found in a folder too.
    let distinct = inputs.len() == 1 && files.iter().all(|file| !file.link);
    let (mut seen, mut folders) = (HashSet::<OsString>::new(), HashMap::new());
    files.retain(|file| {
        let mut real = |file: &CollectFound| {
            file.real(&mut folders).map_or_else(|| file.name.clone().into(), PathBuf::into_os_string)
        };
        distinct || seen.insert(real(file))
    });
    // A manifest tells the files that it is about by their hashes.
    let hash = hash || files.iter().any(|file| is_manifest(&file.name));
    if progress.is_shown() {
        let lengths = files.iter().filter_map(|file| file.path.as_ref()?.metadata().ok());
        progress.expect(files.len(), lengths.map(|file| file.len()).sum());
    }
    let one = |CollectFound { path, name, inside, named, .. }: CollectFound| match read(
        path.as_deref(),
        encoding,
        hash,
        progress,
    ) {
        Ok(read) => Ok((name, inside, named, read)),
        Err(why) => Err(Box::new(cause(why, path.as_deref(), named).of_file(name))),
    };
    let read: Vec<_> = if here || files.len() <= FEW {
        files.into_iter().map(one).collect()
    } else {
        threads::ready();
        files.into_par_iter().map(one).collect()
    };
    for file in read {
        match file {
            Err(unreadable) => collected.unreadable.push(*unreadable),
            Ok((name, inside, named, (text, encoding, digest))) => {
                let id = SourceId(offset(collected.sources.0.len()));
                let source = Source::new(id, name, text, encoding);
                collected.sources.0.push(Source { named, inside, digest, ..source });
            }
        }
    }
    collected.unreadable.order_by(|a, b| a.file.cmp(&b.file));
    collected
}

/// The name of a configuration file: one that lies among exports should not be passed over in silence.
pub(crate) const CONFIGURATION: &str = "tenantlint.toml";

/// So few files are read before threads would have been started.
const FEW: usize = 8;

/// A file to be read.
struct CollectFound {
    /// None: standard input.
    path: Option<PathBuf>,
    name: String,
    /// As in [`Source`].
    inside: usize,
    /// By the user, not found in a folder.
    named: bool,
    /// It may be a link.
    link: bool,
}

impl CollectFound {
    /// Its path without links. Those of the folders are remembered: to find out takes as long as to read a small file.
    fn real(&self, folders: &mut HashMap<PathBuf, Option<PathBuf>>) -> Option<PathBuf> {
        let path = self.path.as_ref()?;
        match (path.parent(), path.file_name()) {
            (Some(folder), Some(name)) if !self.link => {
                let real = match folders.get(folder) {
                    Some(known) => known,
                    None => folders.entry(folder.to_owned()).or_insert(folder.canonicalize().ok()),
                };
                real.as_ref().map(|real| real.join(name))
            }
            _ => path.canonicalize().ok(),
        }
    }
}

/// Where a path, as it was typed, begins to say more than where the inputs lie.
fn spelled(name: &str) -> usize {
    if !name.starts_with('/') {
        return name.len() - name.trim_start_matches("../").len();
    }
    let here = std::env::current_dir().ok().map(|here| name_of(&here) + "/");
    let below = here.filter(|here| name.starts_with(here.as_str())).map(|here| here.len());
    below.unwrap_or_else(|| name.rfind('/').map_or(0, |at| at + 1))
}

/// Where the name of a file in a folder begins to say more than the folder's.
fn below_of(name: &str, folder: &str) -> usize {
    let below = name.strip_prefix(folder).map_or(name, |below| below.trim_start_matches('/'));
    name.len() - below.len()
}

/// Walks a folder; the only input is the same wherever it lies and however it is called.
fn walk(
    folder: &Path,
    alone: bool,
    filter: &Filter,
    written: &Written,
    files: &mut Vec<CollectFound>,
    collected: &mut Collected,
) {
    let (before, excluded) = (files.len(), collected.excluded);
    let (mut own, mut linked, own_name) = (false, false, name_of(folder));
    let mut root: Option<Option<PathBuf>> = None;
    let mut leaves = |path: &Path| {
        let folder = root.get_or_insert_with(|| folder.canonicalize().ok());
        folder.as_ref().zip(path.canonicalize().ok()).is_some_and(|(folder, path)| !path.starts_with(folder))
    };
    let refused = |path: &Path, why: Diagnostic| why.of_file(name_of(path));
    let passed_over = RefCell::new(std::mem::take(&mut collected.passed_over));
    let shown = |entry: &DirEntry| {
        let hidden = entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
        if hidden {
            passed_over.borrow_mut().hidden(entry);
        }
        !hidden
    };
    // By their names: what is compared stands in one folder.
    let entries = WalkDir::new(folder).follow_links(true);
    let entries = entries.sort_by(|a, b| a.path().as_os_str().cmp(b.path().as_os_str()));
    let mut entries = entries.into_iter().filter_entry(shown);
    while let Some(entry) = entries.next() {
        let json = entry.as_ref().is_ok_and(|entry| is_json(entry.path()));
        match entry {
            // What lies elsewhere is read when it is named: a folder may come from a stranger.
            Ok(entry) if entry.depth() > 0 && entry.path_is_symlink() && leaves(entry.path()) => {
                if entry.file_type().is_dir() {
                    entries.skip_current_dir();
                    collected.unreadable.push(refused(entry.path(), unread::link_out()));
                } else if json {
                    collected.unreadable.push(refused(entry.path(), unread::link_out()));
                } else {
                    passed_over.borrow_mut().files += 1;
                }
            }
            // What lies below a link may be met a second time.
            Ok(entry) if entry.file_type().is_dir() => linked |= entry.path_is_symlink(),
            Ok(entry) if json && !entry.file_type().is_file() => {
                collected.unreadable.push(refused(entry.path(), unread::no_file()));
            }
            Ok(entry) if json && written.holds(entry.path(), Some(&entry)) => {
                own = true;
                if !is_own(entry.path()) {
                    collected.written_to.push(name_of(entry.path()));
                }
            }
            Ok(entry) if json => {
                if !filter.takes(entry.path()) {
                    collected.excluded += 1;
                    continue;
                }
                let (name, link) = (name_of(entry.path()), linked || entry.path_is_symlink());
                let inside = if alone { below_of(&name, &own_name) } else { spelled(&name) };
                files.push(CollectFound { path: Some(entry.into_path()), name, inside, named: false, link });
            }
            Ok(entry) if !entry.file_type().is_file() => passed_over.borrow_mut().files += 1,
            Ok(entry) => {
                if entry.file_name() == CONFIGURATION {
                    let real = entry.path().canonicalize().unwrap_or_else(|_| entry.path().to_owned());
                    collected.configurations.push((name_of(entry.path()), real));
                }
                passed_over.borrow_mut().file(entry.path());
            }
            // A link to one of its own parents: everything below it is read already.
            Err(error) if error.loop_ancestor().is_some() => {}
            // A dead link that nobody would read.
            Err(error) if error.path().is_some_and(|path| path.is_symlink() && !is_json(path)) => {
                passed_over.borrow_mut().files += 1;
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let error = error.into_io_error().unwrap_or_else(|| io::Error::other("unreadable"));
                collected.unreadable.push(refused(&path, *unread::io(error)));
            }
        }
    }
    collected.passed_over = passed_over.into_inner();
    if files.len() == before && !own {
        let why = if collected.excluded > excluded { unread::all_excluded() } else { unread::no_files() };
        collected.unreadable.push(refused(folder, why));
    }
}

/// Whether a file is what the collect script writes beside its exports.
pub(crate) fn is_manifest(name: &str) -> bool {
    name.rsplit('/').next() == Some("tenantlint-manifest.json")
}

/// Why a file is not read: nothing under a name that was typed is a mistake in the name.
fn cause(why: Box<Diagnostic>, path: Option<&Path>, named: bool) -> Box<Diagnostic> {
    match path {
        Some(path) if named && why.code == Code::InputGone && !path.is_symlink() => absent(path).into(),
        _ => why,
    }
}

fn read(
    path: Option<&Path>,
    encoding: Option<Encoding>,
    hash: bool,
    progress: &Progress,
) -> Result<(ByteString, Encoding, Option<Digest>), Box<Diagnostic>> {
    let content = match path {
        None => file::read_stdin(progress),
        Some(path) => file::read(path, encoding, hash, progress),
    };
    let (text, encoding, digest) = match content? {
        Content::Text(text, encoding, digest) => (text, encoding, digest),
        Content::Bytes(bytes) => {
            let digest = hash.then(|| Digest::of(bytes.clone()));
            let length = bytes.len() as u64;
            let decoded = decode(bytes, encoding).map_err(unread::undecodable);
            progress.read_file(length, decoded.as_ref().map_or(0, |(text, _)| text.len()));
            let (text, encoding) = decoded?;
            // Text that shares the memory of its bytes is hashed beside the work that is to come; others now.
            if let Some(digest) = digest.as_ref().filter(|_| !matches!(encoding, Encoding::Utf8 | Encoding::Utf8Bom)) {
                digest.hex();
            }
            (text, encoding, digest)
        }
    };
    if text.len() as u64 > LONGEST {
        return Err(unread::too_long().into());
    }
    if text.trim_ascii().is_empty() {
        return Err(unread::empty().into());
    }
    Ok((text, encoding, digest))
}

/// The longest file that is no input: a baseline of a million findings.
const LONGEST_BESIDE: u64 = 256 << 20;

/// Reads a file that is no input, in whatever encoding its bytes tell.
pub(crate) fn read_beside(path: &Path) -> Result<(ByteString, Encoding), Box<Diagnostic>> {
    // What is no file may have no end.
    if path.metadata().map_err(unread::io)?.len() > LONGEST_BESIDE {
        return Err(unread::io(io::ErrorKind::FileTooLarge));
    }
    let bytes = file::read_most(path, LONGEST_BESIDE).map_err(unread::io)?;
    let (text, encoding) = decode(bytes, None).map_err(unread::undecodable)?;
    if text.trim_ascii().is_empty() { Err(unread::empty().into()) } else { Ok((text, encoding)) }
}
