//! `schema`: the published JSON Schemas, for editors. That of rules knows the kinds and settings of the catalogue.

mod rule;

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::commands::output::Output;
use crate::commands::pack::{RuleFolders, with_rules};
use crate::diagnostic::near::advice;
use crate::lang::{Lang, both, text, words};
use crate::pack::catalogue::Catalogue;
use crate::pack::schemas::{ID, SCHEMAS, Schema, named};
use crate::pipeline::judge::Exit;
use crate::report::{Existing, Style, unwritten, write_file};
use crate::text::printable::printable;
use crate::text::safe_json::write_pretty;

/// What `schema` is to do.
#[derive(Debug)]
pub struct Job {
    /// Which schema; none: list them.
    pub name: Option<String>,
    /// More kinds.
    pub folders: RuleFolders,
    /// Where to write to; standard output if nowhere.
    pub output: Option<PathBuf>,
    /// Whether a file that is there may be replaced.
    pub force: bool,
}

/// Prints the schema, or the list.
pub(super) fn run(job: &Job, lang: Lang, style: Style, output: &mut Output<'_>) -> io::Result<u8> {
    let Some(name) = &job.name else {
        let width = SCHEMAS.iter().map(|schema| schema.name.len()).max().unwrap_or_default();
        for schema in SCHEMAS {
            writeln!(output.out, "{:width$}  {}", schema.name, schema.about(lang))?;
        }
        return Ok(Exit::Clean.code());
    };
    let Some(schema) = named(name) else { return no_such(name, lang, output) };
    with_rules(&job.folders, None, lang, style, output, |catalogue, _, output| {
        let text = text(schema, catalogue, lang);
        let Some(file) = &job.output else {
            output.out.write_all(text.as_bytes())?;
            return Ok(Exit::Clean.code());
        };
        let existing = if job.force { Existing::Replace } else { Existing::Keep };
        if let Err(error) = write_file(file, existing, |file| file.write_all(text.as_bytes())) {
            writeln!(output.err, "{}", unwritten(file, words(lang, "schema", "架构"), &error, lang))?;
            return Ok(Exit::Failed.code());
        }
        Ok(Exit::Clean.code())
    })
}

fn no_such(name: &str, lang: Lang, output: &mut Output<'_>) -> io::Result<u8> {
    let near = advice(name, SCHEMAS.iter().map(|schema| schema.name), || {
        both("tenantlint schema lists them", "用 tenantlint schema 查看全部")
    });
    let name = printable(name);
    let none = text!("there is no schema {name}", "没有架构 {name}").and(&near);
    writeln!(output.err, "{}{}", words(lang, "error: ", "错误："), none.get(lang))?;
    Ok(Exit::Failed.code())
}

/// The text of a schema. It holds those that it refers to, so that nothing else is needed to read it.
fn text(schema: &Schema, catalogue: &Catalogue, lang: Lang) -> String {
    if schema.name == "rule" {
        return rule::text(schema.text, catalogue, lang);
    }
    let meant = |other: &&Schema| schema.text.contains(&format!("\"{ID}{}#", other.stem()));
    let others: Vec<_> = SCHEMAS.iter().filter(meant).collect();
    if others.is_empty() {
        return schema.text.to_owned();
    }
    let parsed = |schema: &Schema| serde_json::from_str::<Value>(schema.text).expect("built-in schemas are JSON");
    let mut whole = parsed(schema);
    for other in others {
        whole["$defs"][other.stem()] = parsed(other);
    }
    let mut text = Vec::new();
    write_pretty(&whole, &mut text).expect("memory takes any text");
    String::from_utf8(text).expect("JSON is text")
}

/// Writes a schema beside a file that refers to it by its name, so that editors find it without a network. A file of
/// that name which is none of ours stays. What went wrong, if anything did, is no reason not to have the other file.
pub(crate) fn beside(file: &Path, name: &str, catalogue: &Catalogue, lang: Lang) {
    let Some(schema) = named(name) else { return };
    let place = file.with_file_name(schema.file);
    let text = text(schema, catalogue, lang);
    let existing = match std::fs::read_to_string(&place) {
        Ok(there) if there == text || !there.contains(ID) => return,
        Ok(_) => Existing::Replace,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Existing::Keep,
        Err(_) => return,
    };
    let _ = write_file(&place, existing, |file| file.write_all(text.as_bytes()));
}
