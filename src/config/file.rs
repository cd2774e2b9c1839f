//! Finding and reading a configuration file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Config, SOURCE, parse};
use crate::diagnostic::{Code, Diagnostic};
use crate::lang::Lang;
use crate::model::narrow::offset;
use crate::pipeline::source::{Encoding, Source, Sources, decode, unread};
use crate::report::{self, Style};
use crate::text::path::told;

/// The file's name where it is looked for.
pub const NAME: &str = crate::pipeline::source::CONFIGURATION;

/// The longest file that is read: more than anybody writes by hand. What is made of TOML takes many times its bytes.
pub(super) const LONGEST: u64 = 16 << 20;

/// Which configuration file is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The first `tenantlint.toml` from a folder, the working directory, upwards.
    Find(PathBuf),
    /// This one.
    File(PathBuf),
    /// None.
    Without,
}

/// A configuration file that was read.
#[derive(Debug, Clone)]
pub struct ConfigFile {
    /// Its path as it is shown, with `/`.
    pub name: String,
    /// Its path.
    pub path: PathBuf,
    /// The folder that its paths are relative to, itself relative to the working directory where that is possible.
    pub folder: PathBuf,
    /// Its text.
    pub text: String,
    /// What it says.
    pub config: Config,
}

/// Why there is no configuration.
#[derive(Debug)]
pub struct BadConfig {
    /// What is wrong.
    pub told: Vec<Diagnostic>,
    /// The file, if it could be read.
    pub sources: Sources,
    /// The language that it asks for, as far as it can be read.
    pub lang: Option<Lang>,
}

impl BadConfig {
    /// What is wrong, for people.
    pub fn draw(&self, lang: Lang, style: Style) -> String {
        report::drawn(&self.told, &self.sources, lang, style)
    }
}

/// Finds and reads the configuration file, if there is one.
pub fn load(choice: &Choice) -> Result<Option<ConfigFile>, BadConfig> {
    let path = match choice {
        Choice::Without => return Ok(None),
        Choice::File(path) => path.clone(),
        Choice::Find(folder) => match find(folder) {
            Some(path) => path,
            None => return Ok(None),
        },
    };
    let name = told(&path.to_string_lossy());
    let text = read(&path).map_err(|why| {
        let told = vec![why.coded(Code::ConfigUnreadable).of_file(name.clone())];
        BadConfig { told, sources: Sources::default(), lang: None }
    })?;
    let (config, told) = parse(&text);
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let file = ConfigFile { name, path, folder, text, config };
    if told.is_empty() {
        return Ok(Some(file));
    }
    Err(BadConfig { told, sources: file.sources(), lang: file.config.lang.map(|lang| lang.value) })
}

/// The path of the first file upwards, relative to the folder: reports should not name what is above it.
///
/// The root of a repository is the last folder that is looked at: what lies above it is not the repository's, and nobody
/// who reads it would know. Whatever stands in the file's place is taken for it, so that a link that leads nowhere is
/// never "no configuration".
pub fn find(folder: &Path) -> Option<PathBuf> {
    let mut up = PathBuf::new();
    for ancestor in folder.ancestors() {
        if ancestor.join(NAME).symlink_metadata().is_ok() {
            return Some(up.join(NAME));
        }
        // In worktrees and submodules it is a file.
        if ancestor.join(".git").symlink_metadata().is_ok() {
            return None;
        }
        up.push("..");
    }
    None
}

fn read(path: &Path) -> Result<String, Box<Diagnostic>> {
    if fs::metadata(path).map_err(unread::io)?.len() > LONGEST {
        return Err(unread::io(io::ErrorKind::FileTooLarge));
    }
    let bytes = fs::read(path).map_err(unread::io)?;
    // An editor on Windows may have saved it as UTF-16.
    decode(bytes, None).map(|(text, _)| text.into()).map_err(unread::undecodable)
}

impl ConfigFile {
    /// Its text, for its places to be shown.
    pub(crate) fn sources(&self) -> Sources {
        Sources::of(vec![Source::new(SOURCE, self.name.clone(), self.text.clone(), Encoding::Utf8).of_settings()])
    }

    /// The line, from 1, of a place in it.
    pub(super) fn line(&self, byte: usize) -> u32 {
        offset(memchr::memchr_iter(b'\n', &self.text.as_bytes()[..byte]).count()) + 1
    }

    /// A path of the file, from the working directory.
    pub(super) fn relative(&self, path: &Path) -> PathBuf {
        // `.` is the file's folder itself.
        if path == Path::new(".") && self.folder != Path::new("") {
            self.folder.clone()
        } else {
            self.folder.join(path)
        }
    }
}
