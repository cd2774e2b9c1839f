//! `tenantlint waive`: adds a waiver to the end of a file and leaves every byte before it as it was.

mod add;
mod words;

use std::io;

use bytestring::ByteString;

use crate::commands::output::Output;
use crate::commands::pack::{RuleFolders, with_rules};
use crate::diagnostic::Code;
use crate::lang::{Lang, tell, words};
use crate::pipeline::accept::Pack;
use crate::pipeline::judge::Exit;
use crate::pipeline::source::{Encoding, Sources, read_beside};
use crate::report::{Existing, Lock, Style, drawn, unwritten, write_file};
use crate::text::printable::printable;
use jiff::civil::Date;
use std::path::{Path, PathBuf};

pub use add::Request;
use add::addition;

/// What `waive` is to do.
#[derive(Debug)]
pub struct Job {
    /// The waiver.
    pub request: Request,
    /// The file to add it to.
    pub file: PathBuf,
    /// More rules.
    pub folders: RuleFolders,
    /// The day on which it is created.
    pub today: Date,
}

/// Adds the waiver, or says why not.
pub(super) fn run(job: &Job, lang: Lang, style: Style, output: &mut Output<'_>) -> io::Result<u8> {
    let (request, path) = (&job.request, job.file.as_path());
    with_rules(&job.folders, Some(job.today), lang, style, output, |catalogue, rules, output| {
        let pack = Pack { rules, catalogue, today: job.today };
        let failed = |output: &mut Output<'_>, why: &str| {
            writeln!(output.err, "{}{}", words(lang, "error: ", "错误："), printable(why))?;
            Ok(Exit::Failed.code())
        };
        let unwritten = |error: &io::Error| unwritten(path, words(lang, "waiver", "豁免"), error, lang);
        // What another run adds between our reading and our writing would be lost.
        let lock = match Lock::on(path) {
            Ok(lock) => lock,
            Err(error) => {
                writeln!(output.err, "{}", unwritten(&error))?;
                return Ok(Exit::Failed.code());
            }
        };
        let name = path.to_string_lossy().replace('\\', "/");
        let (text, encoding) = match read_beside(path) {
            Ok(read) => read,
            Err(why) if matches!(why.code, Code::InputEmpty | Code::InputGone) => (ByteString::new(), Encoding::Utf8),
            Err(why) => return failed(output, &format!("{name}: {}", why.headline.get(lang))),
        };
        if !matches!(encoding, Encoding::Utf8 | Encoding::Utf8Bom) {
            let why = words(lang, "save it as UTF-8 first, as TOML is", "TOML 文件须为 UTF-8，请先另存为 UTF-8");
            return failed(output, &format!("{name} ({}): {why}", encoding.name()));
        }
        let mut sources = Sources::default();
        let id = sources.settings(name.clone(), text, encoding);
        let added = match addition(&sources.get(id).text, id, request, pack) {
            Ok(added) => added,
            Err(wrong) => {
                let nothing = words(lang, "No waiver was added.", "未添加豁免。");
                writeln!(output.err, "{}\n{nothing}", drawn(&wrong, &sources, lang, style))?;
                return Ok(Exit::Failed.code());
            }
        };
        let written = append(path, added.as_bytes());
        drop(lock);
        if let Err(error) = written {
            writeln!(output.err, "{}", unwritten(&error))?;
            return Ok(Exit::Failed.code());
        }
        let line = sources.get(id).text.lines().count() + 1 + usize::from(added.starts_with(['\n', '\r']));
        let name = printable(&name);
        tell!(
            output.out,
            lang,
            "{name}:{line}: waiver added; its last day counts in full, in UTC\n",
            "{name}:{line}：已添加豁免；到期日当天（UTC）仍然有效\n"
        )?;
        for line in added.trim().lines() {
            writeln!(output.out, "{}", printable(line))?;
        }
        Ok(Exit::Clean.code())
    })
}

/// The bytes of the file as they are, a mark at the beginning included, and what is added to them.
fn append(path: &Path, added: &[u8]) -> io::Result<()> {
    let before = match std::fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        read => read?,
    };
    write_file(path, Existing::Replace, |file| {
        file.write_all(&before)?;
        file.write_all(added)
    })
}
