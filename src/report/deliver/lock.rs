//! One program at a time changes a file.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::target::{Target, folder_of};

/// Keeps others that ask too from changing a file, until it is dropped. Several runs that each add to a file would
/// otherwise lose what the others add. Where the system has no such locks, nothing is kept.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "held until it is dropped")] Option<File>);

impl Lock {
    /// Waits for its turn, not for ever.
    pub(crate) fn on(path: &Path) -> io::Result<Self> {
        let Target::File(path) = Target::of(path)? else { return Ok(Self(None)) };
        let begun = Instant::now();
        loop {
            match lockable(&path).map(|file| file.try_lock().map(|()| file)) {
                Ok(Ok(file)) => return Ok(Self(Some(file))),
                Ok(Err(TryLockError::WouldBlock)) if begun.elapsed() < LONGEST_WAIT => std::thread::sleep(PAUSE),
                Ok(Err(TryLockError::WouldBlock)) => return Err(io::ErrorKind::ResourceBusy.into()),
                Ok(Err(TryLockError::Error(_))) | Err(_) => return Ok(Self(None)),
            }
        }
    }
}

const LONGEST_WAIT: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(10);

/// The file is replaced, so it is its folder that is locked.
#[cfg(unix)]
fn lockable(path: &Path) -> io::Result<File> {
    File::open(folder_of(path))
}

/// A file beside it, which goes when it is closed: folders cannot be locked here.
#[cfg(not(unix))]
fn lockable(path: &Path) -> io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true);
    #[cfg(windows)]
    {
        const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;
        std::os::windows::fs::OpenOptionsExt::custom_flags(&mut options, FILE_FLAG_DELETE_ON_CLOSE);
    }
    options.open(folder_of(path).join(".tenantlint.lock"))
}
