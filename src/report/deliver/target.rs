//! Where an output goes: what a path leads to, and whether two paths lead to the same.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// Where an output goes, links followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A file, which may not be there yet.
    File(PathBuf),
    /// A pipe, a device, or what a process has open.
    Stream(PathBuf),
}

impl Target {
    /// Where what is written to a path goes.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let mut path = path.to_owned();
        for _ in 0..MOST_LINKS {
            if is_open_elsewhere(&path) {
                return Ok(Self::Stream(path));
            }
            let Ok(next) = fs::read_link(&path) else {
                return match fs::metadata(&path) {
                    Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
                    Ok(metadata) if !metadata.is_file() => Ok(Self::Stream(path)),
                    _ => Ok(Self::File(path)),
                };
            };
            path = folder_of(&path).join(next);
        }
        Err(io::Error::other("too many links"))
    }
}

/// As many links as the system follows.
const MOST_LINKS: usize = 40;

/// Whether two paths lead to the same file, by whatever names.
pub(crate) fn is_same_file(a: &Path, b: &Path) -> bool {
    match (fs::metadata(a), fs::metadata(b)) {
        (Ok(one), Ok(other)) => is_same([a, b], [&one, &other]),
        (Err(_), Err(_)) => {
            let place = |path: &Path| match Target::of(path) {
                Ok(Target::File(path)) => Some((folder_of(&path).canonicalize().ok()?, path.file_name()?.to_owned())),
                _ => None,
            };
            let [one, other] = [place(a), place(b)];
            one.zip(other).is_some_and(|((one, a), (other, b))| {
                // What differs in upper and lower case is one file on these systems.
                let folded = cfg!(any(windows, target_os = "macos"));
                one == other && (a == b || folded && a.eq_ignore_ascii_case(&b))
            })
        }
        _ => false,
    }
}

/// Whether what two paths lead to, which is there, is one file.
#[cfg(unix)]
fn is_same(_: [&Path; 2], [one, other]: [&Metadata; 2]) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Whether what two paths lead to, which is there, is one file.
#[cfg(not(unix))]
fn is_same([one, other]: [&Path; 2], _: [&Metadata; 2]) -> bool {
    one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}

pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}

/// Whether a path stands for what a process has open: it may be a file, but it is not ours to replace.
fn is_open_elsewhere(path: &Path) -> bool {
    cfg!(unix)
        && folder_of(path).canonicalize().is_ok_and(|folder| {
            folder == Path::new("/dev") || folder == Path::new("/dev/fd") || folder.starts_with("/proc")
        })
}
