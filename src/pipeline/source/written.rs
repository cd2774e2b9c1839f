//! The files that a run writes, told from those that it reads: its own reports may lie in the folder that is checked.

use std::fs::{File, Metadata};
#[cfg(unix)]
use std::io;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The files that this run writes, as far as they are there, with what its streams go to.
#[cfg_attr(not(unix), expect(dead_code, reason = "what tells files apart is not stable there"))]
pub(super) struct Written(Vec<Metadata>);

impl Written {
    pub(super) fn of(paths: &[PathBuf]) -> Self {
        let files = paths.iter().filter_map(|path| path.metadata().ok());
        Self(files.chain(streams()).filter(Metadata::is_file).collect())
    }

    /// Whether a file is one of them.
    #[cfg(unix)]
    pub(super) fn holds(&self, path: &Path, entry: Option<&walkdir::DirEntry>) -> bool {
        use std::os::unix::fs::MetadataExt as _;
        // The folder tells the number of most files, so that each need not be asked.
        let may = |number: u64| self.0.iter().any(|file| file.ino() == number);
        if self.0.is_empty() || entry.is_some_and(|entry| !may(walkdir::DirEntryExt::ino(entry))) {
            return false;
        }
        let same = |file: &Metadata| self.0.iter().any(|own| (own.dev(), own.ino()) == (file.dev(), file.ino()));
        path.metadata().is_ok_and(|file| same(&file))
    }

    /// Whether a file is one of them.
    #[cfg(not(unix))]
    pub(super) fn holds(&self, _: &Path, _: Option<&walkdir::DirEntry>) -> bool {
        false
    }
}

/// What standard output and standard error go to, where these are files.
#[cfg(unix)]
fn streams() -> Vec<Metadata> {
    use std::os::fd::AsFd as _;
    let (out, err) = (io::stdout(), io::stderr());
    let streams = [out.as_fd().try_clone_to_owned(), err.as_fd().try_clone_to_owned()];
    streams.into_iter().flatten().filter_map(|stream| File::from(stream).metadata().ok()).collect()
}

#[cfg(not(unix))]
fn streams() -> Vec<Metadata> {
    Vec::new()
}

/// Whether a file that this run writes is empty yet or holds what an earlier run has written: it is no input then.
pub(crate) fn is_own(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    let text: String = String::from_utf8_lossy(&head).chars().filter(|c| !c.is_whitespace()).collect();
    let has = |parts: &[&str]| parts.iter().all(|part| text.contains(part));
    let begins = |part: &str| text.starts_with(part);
    read.is_ok()
        && (text.is_empty()
            || OWN.iter().any(|own| begins(own))
            || begins("{\"$schema\":\"https://json.schemastore.org/sarif-") && has(&["\"name\":\"tenantlint\""])
            || begins("[{\"description\":") && has(&["\"check_name\":", "\"fingerprint\":"])
            || text == "[]")
}

/// As much of a file is read to tell whether it is a report.
const HEAD: u64 = 16 << 10;

/// How reports and baselines begin.
const OWN: [&str; 7] = [
    "{\"schema\":\"report-v",
    "{\"type\":\"header\",\"schema\":\"report-lines-v",
    "{\"schema\":\"fleet-v",
    "{\"type\":\"header\",\"schema\":\"fleet-lines-v",
    "{\"schema\":\"coverage-v",
    "{\"schema\":\"diff-v",
    "{\"$schema\":\"baseline-v",
];
