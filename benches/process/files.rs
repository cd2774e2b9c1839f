//! Where the generated inputs are kept from one run to the next.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// The text of the generators: when one changes, all inputs are made anew.
const GENERATORS: [&str; 4] = [
    include_str!("../inputs/fleet.rs"),
    include_str!("../inputs/listing.rs"),
    include_str!("../inputs/small.rs"),
    include_str!("../inputs/hostile.rs"),
];

fn home() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("process-inputs")
}

/// The folder of the inputs.
pub(crate) struct Files(PathBuf);

impl Files {
    /// Finds what is there, and throws away what older generators made.
    pub(crate) fn open() -> io::Result<Self> {
        let mut hasher = DefaultHasher::new();
        GENERATORS.hash(&mut hasher);
        let folder = home().join(format!("{:016x}", hasher.finish()));
        if !folder.exists() {
            clean()?;
            fs::create_dir_all(&folder)?;
        }
        Ok(Self(folder))
    }

    /// The file of that name, made if it is not there.
    pub(crate) fn file(
        &self,
        name: &str,
        write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> io::Result<PathBuf> {
        self.once(name, |path| {
            let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
            write(&mut out)?;
            out.flush()
        })
    }

    /// The folder of that name with so many files in it, made if it is not there.
    pub(crate) fn folder(
        &self,
        name: &str,
        files: usize,
        write: impl Fn(usize, &mut BufWriter<File>) -> io::Result<()>,
    ) -> io::Result<PathBuf> {
        self.once(name, |path| {
            for number in 0..files {
                let folder = path.join(format!("part-{:02}", number / 1000));
                fs::create_dir_all(&folder)?;
                let mut out = BufWriter::new(File::create(folder.join(format!("export-{number:05}.json")))?);
                write(number, &mut out)?;
                out.flush()?;
            }
            Ok(())
        })
    }

    /// The folder of that name with so many folders of so many files in it, made if it is not there.
    pub(crate) fn tree(
        &self,
        name: &str,
        folders: usize,
        files: usize,
        write: impl Fn(usize, usize, &mut BufWriter<File>) -> io::Result<()>,
    ) -> io::Result<PathBuf> {
        self.once(name, |path| {
            for folder in 0..folders {
                let inside = path.join(format!("folder-{folder:05}"));
                fs::create_dir_all(&inside)?;
                for number in 0..files {
                    let mut out = BufWriter::new(File::create(inside.join(format!("export-{number:02}.json")))?);
                    write(folder, number, &mut out)?;
                    out.flush()?;
                }
            }
            Ok(())
        })
    }

    /// Made under another name and renamed, so that what has the name is whole.
    fn once(&self, name: &str, make: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<PathBuf> {
        let path = self.0.join(name);
        if !path.exists() {
            let unfinished = self.0.join(format!("{name}.unfinished"));
            if unfinished.is_dir() {
                fs::remove_dir_all(&unfinished)?;
            }
            make(&unfinished)?;
            fs::rename(unfinished, &path)?;
        }
        Ok(path)
    }
}

/// Removes all inputs.
pub(crate) fn clean() -> io::Result<()> {
    match fs::remove_dir_all(home()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
