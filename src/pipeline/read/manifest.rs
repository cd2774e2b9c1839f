//! `tenantlint-manifest.json`: what a run of the collect script exported, beside the files that it wrote.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::export::Taken;
use super::fault;
use crate::diagnostic::Diagnostic;
use crate::json::{NodeRef, Parsed};
use crate::lang::Text;
use crate::model::dialect::Dialect;
use crate::model::place::Place;
use crate::pack::catalogue::{Catalogue, KindId};
use crate::pack::schema_words::schema_words;
use crate::pack::schemas;
use crate::pipeline::source::Source;

/// What it says of one kind of object in one file.
#[derive(Debug)]
pub(crate) struct ManifestEntry {
    /// The file by its name in this run.
    pub(crate) file: String,
    /// The kind, if this program knows it.
    pub(crate) kind: Option<KindId>,
    /// The dialect of the shell that wrote the file, if it is known.
    pub(crate) dialect: Option<Dialect>,
    /// The shell or program, as the catalogue names it.
    pub(crate) shell: String,
    pub(crate) outcome: ExportOutcome,
    pub(crate) objects: Option<u64>,
    pub(crate) sha256: Option<String>,
    /// Why it is not complete.
    pub(crate) message: String,
    /// Where it says how it went, and the pointer to that.
    pub(crate) place: Place,
    pub(crate) pointer: String,
}

/// How an export went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExportOutcome {
    /// All objects were exported, and it may be that there are none.
    Complete,
    /// The command failed.
    Failed,
    /// Some objects could not be exported.
    Partial,
    /// The command was not run.
    Skipped,
}

/// A manifest.
#[derive(Debug)]
pub(crate) struct Manifest {
    pub(crate) entries: Vec<ManifestEntry>,
    /// The day on which the run began: nothing in the files is younger than it was then.
    pub(crate) taken: Option<Taken>,
}

impl Manifest {
    /// Reads a manifest; one that is not as its schema says counts for nothing, and is said to be so.
    pub(crate) fn read(source: &Source, catalogue: &Catalogue) -> Result<Self, Box<Diagnostic>> {
        let parsed =
            Parsed::new(source.text.to_string()).map_err(|error| fault::not_json(error, source.id, &source.text))?;
        let root = parsed.document().root();
        if let Some((node, flaw)) = flaw(root) {
            return Err(fault::manifest(Place { source: source.id, span: node.span() }, flaw).into());
        }
        let folder = source.name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let files = root.get("files").into_iter().flat_map(NodeRef::elements);
        let entries = files.enumerate().map(|(index, entry)| {
            let text = |name: &str| entry.get_str(name);
            let told = entry.get("outcome").unwrap_or(entry);
            let outcome = match text("outcome").as_deref() {
                Some("complete") => ExportOutcome::Complete,
                Some("partial") => ExportOutcome::Partial,
                Some("skipped") => ExportOutcome::Skipped,
                _ => ExportOutcome::Failed,
            };
            let file = text("file").unwrap_or_default().replace('\\', "/");
            let kind = text("kind").and_then(|kind| catalogue.named(&kind));
            let shell = text("shell").unwrap_or_default();
            let ways = kind.map(|kind| kind.exports.as_slice()).unwrap_or_default();
            let way = ways.iter().find(|way| way.tool == *shell).or(ways.first());
            ManifestEntry {
                file: folder.clone() + file.trim_start_matches("./"),
                kind: kind.map(|kind| kind.id),
                dialect: way.map(|way| way.dialect),
                shell: shell.into_owned(),
                outcome,
                objects: entry.get("objects").and_then(|count| count.raw().parse().ok()),
                sha256: text("sha256").map(|hash| hash.to_ascii_lowercase()),
                message: text("message").unwrap_or_default().into_owned(),
                place: Place { source: source.id, span: told.span() },
                pointer: format!("/files/{index}/outcome"),
            }
        });
        let entries = entries.collect();
        let taken = ["started", "finished"].into_iter().find_map(|name| {
            let node = root.get(name)?;
            let moment = node.as_str()?.parse::<Timestamp>().ok()?;
            let date = moment.to_zoned(TimeZone::UTC).date();
            Some(Taken { date, place: Place { source: source.id, span: node.span() }, pointer: format!("/{name}") })
        });
        Ok(Self { entries, taken })
    }
}

/// The first thing that is wrong with a manifest, and where.
fn flaw(root: NodeRef<'_>) -> Option<(NodeRef<'_>, Text)> {
    let json = serde_json::from_str::<serde_json::Value>(root.raw()).ok()?;
    let schema = serde_json::from_str(schemas::MANIFEST).expect("built-in schemas are JSON");
    let validator = jsonschema::options().build(&schema).expect("built-in schemas are schemas");
    let error = validator.iter_errors(&json).next()?;
    let place = root.document().at_pointer(error.instance_path().as_str()).unwrap_or(root);
    Some((place, schema_words(&error)))
}
