//! The one way in which this program writes a file: whole or not at all.
//!
//! What is new is written beside the old file and takes its place when it is complete: a run that is interrupted, or a
//! disk that is full, leaves the old one as it was. On Linux what is not complete has no name, so that nothing stays
//! behind even of a run that is killed. What people have stays theirs: the permissions of a file, a link to it, and
//! what is no file at all (pipes, devices, `/dev/fd/3`), which is written to and never replaced.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::target::{Target, folder_of};

/// What is to be done with a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// The new one takes its place.
    Replace,
    /// It stays, and writing fails with [`io::ErrorKind::AlreadyExists`], also where another program was faster.
    Keep,
}

/// Writes a file with what `content` writes.
pub(crate) fn write_file(
    path: &Path,
    existing: Existing,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let target = match Target::of(path)? {
        Target::Stream(path) => {
            let mut stream = BufWriter::new(OpenOptions::new().append(true).open(path)?);
            content(&mut stream)?;
            return stream.flush();
        }
        Target::File(path) => path,
    };
    let old = match fs::metadata(&target) {
        Ok(_) if existing == Existing::Keep => return Err(io::ErrorKind::AlreadyExists.into()),
        // A file that may not be written to is not replaced either.
        Ok(metadata) => Some((OpenOptions::new().read(true).write(true).open(&target)?, metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let folder = folder_of(&target);
    let Some((old, metadata)) = old else {
        return FileDraft::begin(folder)?.filled(content)?.named(folder)?.placed(&target, existing);
    };
    let beside = match FileDraft::begin(folder) {
        Ok(draft) if !has_other_names(&metadata) && draft.takes_after(&metadata).is_ok() => draft,
        Err(error) if is_full(&error) => return Err(error),
        // A folder that cannot be written to, a file with a second name or of another owner: it is kept and filled anew.
        _ => {
            let mut bytes = Vec::new();
            content(&mut bytes)?;
            return fill(&old, &metadata, &bytes);
        }
    };
    let draft = beside.filled(content)?;
    // The old file is given up only when the new one is on the disk.
    draft.file.sync_all()?;
    let mut written = draft.file.try_clone()?;
    match draft.named(folder).and_then(|named| named.placed(&target, existing)) {
        Ok(()) => Ok(()),
        Err(error) if is_full(&error) => Err(error),
        // Such as a file that a container was given by itself: nothing can take its place.
        Err(_) => {
            let mut bytes = Vec::new();
            written.seek(SeekFrom::Start(0))?;
            written.read_to_end(&mut bytes)?;
            fill(&old, &metadata, &bytes)
        }
    }
}

fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

#[cfg(unix)]
fn has_other_names(metadata: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(metadata) > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &Metadata) -> bool {
    false
}

/// Fills a file that is there anew. What is longer than before is written first, as that is where a disk gets full.
fn fill(mut file: &File, old: &Metadata, bytes: &[u8]) -> io::Result<()> {
    let (head, tail) = bytes.split_at(bytes.len().min(usize::try_from(old.len()).unwrap_or(usize::MAX)));
    file.seek(SeekFrom::Start(head.len() as u64))?;
    if let Err(error) = file.write_all(tail) {
        file.set_len(old.len())?;
        return Err(error);
    }
    file.seek(SeekFrom::Start(0))?;
    file.write_all(head)?;
    file.set_len(bytes.len() as u64)
}

/// What will be a file: without a name as long as the system can do that.
struct FileDraft {
    file: File,
    name: Option<PathBuf>,
}

impl FileDraft {
    fn begin(folder: &Path) -> io::Result<Self> {
        match unnamed(folder) {
            Some(file) => Ok(Self { file, name: None }),
            None => Self::with_name(folder),
        }
    }

    /// A file of a name that nobody has. Names are short, as that of the file may be as long as names can be.
    fn with_name(folder: &Path) -> io::Result<Self> {
        for name in names(folder) {
            match OpenOptions::new().read(true).write(true).create_new(true).open(&name) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                file => return Ok(Self { file: file?, name: Some(name) }),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Gives it the permissions and the owner of another.
    fn takes_after(&self, old: &Metadata) -> io::Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt as _, fchown};
            let own = self.file.metadata()?;
            let differs = |own: u32, old: u32| (own != old).then_some(old);
            let (uid, gid) = (differs(own.uid(), old.uid()), differs(own.gid(), old.gid()));
            if uid.is_some() || gid.is_some() {
                fchown(&self.file, uid, gid)?;
            }
        }
        self.file.set_permissions(old.permissions())
    }

    fn filled(self, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<Self> {
        let mut buffer = BufWriter::new(&self.file);
        content(&mut buffer)?;
        buffer.flush()?;
        drop(buffer);
        Ok(self)
    }

    fn named(mut self, folder: &Path) -> io::Result<Self> {
        if self.name.is_some() {
            return Ok(self);
        }
        for name in names(folder) {
            match give_name(&self.file, &name) {
                Ok(()) => {
                    self.name = Some(name);
                    return Ok(self);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(_) => break,
            }
        }
        let mut copy = Self::with_name(folder)?;
        copy.takes_after(&self.file.metadata()?)?;
        self.file.seek(SeekFrom::Start(0))?;
        io::copy(&mut self.file, &mut copy.file)?;
        Ok(copy)
    }

    fn placed(mut self, target: &Path, existing: Existing) -> io::Result<()> {
        let Some(name) = self.name.as_deref() else { return Err(io::ErrorKind::NotFound.into()) };
        if existing == Existing::Keep {
            // A second name is refused where there is a file, which a new name is not; the first one goes.
            match fs::hard_link(name, target) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists && !target.exists() => {}
                linked => return linked,
            }
        }
        fs::rename(name, target)?;
        self.name = None;
        Ok(())
    }
}

impl Drop for FileDraft {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            let _ = fs::remove_file(name);
        }
    }
}

/// Names for what is not complete, hidden and passed over where folders are read.
fn names(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let (folder, process) = (folder.to_owned(), std::process::id());
    (0..1000).map(move |at| folder.join(format!(".tenantlint-{process}-{at}.tmp")))
}

/// A file without a name, if the system can give it one later.
#[cfg(target_os = "linux")]
fn unnamed(folder: &Path) -> Option<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let can_be_named = Path::new("/proc/self/fd").is_dir();
    can_be_named.then(|| open(folder, flags, Mode::from_raw_mode(0o666)).ok()).flatten().map(File::from)
}

#[cfg(target_os = "linux")]
fn give_name(file: &File, name: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    let own = format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(file));
    Ok(linkat(CWD, own, CWD, name, AtFlags::SYMLINK_FOLLOW)?)
}

/// A file without a name: this system cannot give it one later.
#[cfg(not(target_os = "linux"))]
fn unnamed(_: &Path) -> Option<File> {
    None
}

#[cfg(not(target_os = "linux"))]
fn give_name(_: &File, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    use super::*;

    fn write(path: &Path, text: &str) -> io::Result<()> {
        write_file(path, Existing::Replace, |file| file.write_all(text.as_bytes()))
    }

    fn names_in(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = walkdir::WalkDir::new(folder)
            .min_depth(1)
            .into_iter()
            .filter_map(Result::ok)
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_fails_half_way_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report");
        let broken = |file: &mut dyn Write| {
            file.write_all(&vec![b'x'; 100_000])?;
            Err(io::ErrorKind::StorageFull.into())
        };
        assert!(write_file(&path, Existing::Replace, broken).is_err());
        assert_eq!(names_in(folder.path()), <[&str; 0]>::default());
        write(&path, "old").unwrap();
        assert!(write_file(&path, Existing::Replace, broken).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names_in(folder.path()), ["report"]);
        // Also where the file cannot be replaced, as it has a second name.
        fs::hard_link(&path, folder.path().join("second")).unwrap();
        assert!(write_file(&path, Existing::Replace, broken).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    }

    #[test]
    fn permissions_links_and_second_names_stay() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let plain = at("plain");
        fs::write(&plain, "").unwrap();
        write(&at("new"), "new").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().mode();
        assert_eq!(mode(&at("new")), mode(&plain), "as the umask says");
        fs::set_permissions(at("new"), fs::Permissions::from_mode(0o640)).unwrap();
        write(&at("new"), "newer").unwrap();
        assert_eq!(mode(&at("new")) & 0o777, 0o640);

        symlink("new", at("link")).unwrap();
        symlink("link", at("link-to-link")).unwrap();
        symlink("to-come", at("dangling")).unwrap();
        write(&at("link-to-link"), "through").unwrap();
        write(&at("dangling"), "made").unwrap();
        assert_eq!(fs::read_to_string(at("new")).unwrap(), "through");
        assert_eq!(fs::read_to_string(at("to-come")).unwrap(), "made");
        assert!(at("link").is_symlink() && at("link-to-link").is_symlink() && at("dangling").is_symlink());

        fs::hard_link(at("new"), at("second")).unwrap();
        for text in ["longer than it was before", "short", ""] {
            write(&at("second"), text).unwrap();
            assert_eq!(fs::read_to_string(at("new")).unwrap(), text, "both names are of one file");
        }
        symlink("b", at("a")).unwrap();
        symlink("a", at("b")).unwrap();
        assert!(write(&at("a"), "").is_err(), "no end of links");
    }

    #[test]
    fn a_file_that_is_kept_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new");
        let keep = || write_file(&path, Existing::Keep, |file| file.write_all(b"first"));
        keep().unwrap();
        assert_eq!(keep().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        // Another program is faster than we are.
        fs::remove_file(&path).unwrap();
        let slow = write_file(&path, Existing::Keep, |file| {
            fs::write(&path, "theirs")?;
            file.write_all(b"ours")
        });
        assert_eq!(slow.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
        assert_eq!(names_in(folder.path()), ["new"]);
    }

    #[test]
    fn what_has_a_name_from_the_beginning_goes_the_same_way() {
        // As on systems that know no files without a name.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report");
        for text in ["one", "two"] {
            let draft = FileDraft::with_name(folder.path()).unwrap().filled(|file| file.write_all(text.as_bytes()));
            draft.and_then(|draft| draft.named(folder.path())?.placed(&path, Existing::Replace)).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        let kept = FileDraft::with_name(folder.path()).unwrap().placed(&path, Existing::Keep);
        assert_eq!(kept.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        drop(FileDraft::with_name(folder.path()).unwrap());
        assert_eq!(names_in(folder.path()), ["report"]);
    }

    #[test]
    fn what_a_process_has_open_is_written_to() {
        let mut file = tempfile::tempfile().unwrap();
        let path = PathBuf::from(format!("/dev/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&file)));
        file.write_all(b"before ").unwrap();
        write(&path, "after").unwrap();
        let mut text = String::new();
        file.seek(SeekFrom::Start(0)).unwrap();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "before after");
        write(Path::new("/dev/null"), "gone").unwrap();
        assert!(fs::metadata("/dev/null").is_ok_and(|metadata| !metadata.is_file()));
        #[cfg(target_os = "linux")]
        assert_eq!(write(Path::new("/dev/full"), "x").unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}
