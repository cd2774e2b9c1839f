//! What a manifest says of the files beside it. It has the authority of an export: it dates them, leaves open what
//! failed, and says of an empty list what there is none of. Nothing that it says makes a file say more than it holds.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::lang::same;
use crate::model::place::SourceId;
use crate::model::value::Reason;
use crate::order::Gather as _;
use crate::pack::catalogue::Catalogue;
use crate::pipeline::judge::Evidence;
use crate::pipeline::read::manifest::{ExportOutcome, Manifest, ManifestEntry};
use crate::pipeline::read::{Export, Gap, Recognised, Taken, format_of, words};
use crate::pipeline::source::{Source, Sources, is_manifest};

/// The manifests of a run.
#[derive(Default)]
pub(crate) struct Manifests {
    read: Vec<(SourceId, Manifest)>,
    /// Those that could not be read.
    faults: BTreeMap<SourceId, Diagnostic>,
    /// The days of the files, by their names.
    taken: BTreeMap<String, Taken>,
    /// The shells that wrote them.
    shells: BTreeMap<String, String>,
}

impl Manifests {
    /// Reads those among the sources.
    pub(crate) fn read(sources: &Sources, catalogue: &Catalogue) -> Self {
        let mut manifests = Self::default();
        for source in sources.0.iter().filter(|source| is_manifest(&source.name)) {
            match Manifest::read(source, catalogue) {
                Ok(manifest) => manifests.read.push((source.id, manifest)),
                Err(fault) => _ = manifests.faults.insert(source.id, *fault),
            }
        }
        let by_name: BTreeMap<&str, &Source> = sources
            .0
            .iter()
            .map(|source| (source.name.as_str(), source))
            .filter(|_| !manifests.read.is_empty())
            .into_map();
        for (_, manifest) in &manifests.read {
            for entry in &manifest.entries {
                if by_name.get(entry.file.as_str()).is_none_or(|source| is_same(entry, source) != Some(true)) {
                    continue;
                }
                manifests.shells.insert(entry.file.clone(), entry.shell.clone());
                if let Some(taken) = &manifest.taken {
                    manifests.taken.insert(entry.file.clone(), taken.clone());
                }
            }
        }
        manifests
    }

    /// What is wrong with a source that should be a manifest.
    pub(crate) fn fault(&mut self, source: SourceId) -> Option<Diagnostic> {
        self.faults.remove(&source)
    }

    /// Says of an export which shell wrote it, and dates it if it carries no date of its own.
    pub(super) fn describe(&self, export: &mut Export, source: &Source) {
        export.shell = self.shells.get(&source.name).cloned();
        if export.taken.is_none() {
            export.taken = self.taken.get(&source.name).cloned();
        }
    }

    /// Says what they say, when all files have been read.
    pub(crate) fn apply(self, evidence: &mut Evidence, stale: &[SourceId], sources: &Sources, catalogue: &Catalogue) {
        let is_empty = |export: &&Export| {
            let empty = |known: &Recognised| matches!(known, Recognised::NoSettings(known) if known.is_empty_list());
            export.recognised.iter().any(empty)
        };
        let empty: Vec<SourceId> = evidence.exports.iter().filter(is_empty).map(|export| export.source).collect();
        for (id, manifest) in self.read {
            let (mut gaps, mut notes, mut none) = (Vec::new(), Vec::new(), 0);
            for entry in manifest.entries {
                let Some(kind) = entry.kind.map(|kind| catalogue.kind(kind)) else {
                    notes.push(words::unknown_kind().there(entry.place));
                    continue;
                };
                let (reason, told) = match found(&entry, evidence, [&empty, stale], sources) {
                    Agreement::Whole => continue,
                    Agreement::None(at) => {
                        let export = &mut evidence.exports[at];
                        if let Some(dialect) = entry.dialect {
                            export.recognised = vec![Recognised::Settings(format_of(dialect))];
                        }
                        none += 1;
                        if !kind.is_always_there() {
                            export.none.push(kind.id);
                            continue;
                        }
                        (Reason::CollectionFailed, Some((words::none_of_one(), entry.file)))
                    }
                    Agreement::Stale => (Reason::Stale, None),
                    Agreement::Failed => (Reason::CollectionFailed, Some((words::failed_export(), entry.message))),
                    Agreement::Partial => (Reason::PartialListing, Some((words::partial_export(), entry.message))),
                    Agreement::Changed => (Reason::PartialListing, Some((words::changed_file(), entry.file))),
                };
                gaps.push(Gap { kind: Some(kind.id), reason, place: entry.place, pointer: entry.pointer });
                notes.extend(told.map(|(note, said)| note.at(entry.place, same(said))));
            }
            let says_nothing = evidence.partial && gaps.is_empty() && none == 0;
            let Some(at) = evidence.exports.iter().position(|export| export.source == id) else { continue };
            if says_nothing {
                evidence.exports.remove(at);
                continue;
            }
            let export = &mut evidence.exports[at];
            export.recognised = vec![Recognised::Settings(Manifest::format())];
            export.gaps.extend(gaps);
            export.notes.extend(notes);
        }
    }
}

/// What a file says together with its entry.
enum Agreement {
    /// Nothing that it does not say alone.
    Whole,
    /// There are no objects of the kind; the index of the export.
    None(usize),
    /// There were none, too long ago.
    Stale,
    /// The export failed.
    Failed,
    /// It is not all there is.
    Partial,
    /// It is not the file that was written.
    Changed,
}

/// `empty`: the files that are empty lists, `stale`: those that are too old.
fn found(entry: &ManifestEntry, evidence: &Evidence, [empty, stale]: [&[SourceId]; 2], sources: &Sources) -> Agreement {
    match entry.outcome {
        ExportOutcome::Failed => return Agreement::Failed,
        ExportOutcome::Partial => return Agreement::Partial,
        ExportOutcome::Skipped => return Agreement::Whole,
        ExportOutcome::Complete => {}
    }
    if evidence.unreadable.iter().any(|input| input.file() == entry.file) {
        return Agreement::Failed;
    }
    let Some(source) = sources.0.iter().find(|source| source.name == entry.file) else {
        // What is not among the inputs is missing as it is without a manifest.
        return Agreement::Whole;
    };
    if evidence.broken.iter().any(|(broken, _)| *broken == source.id) {
        return Agreement::Failed;
    }
    let same = is_same(entry, source);
    if same == Some(false) {
        return Agreement::Changed;
    }
    let at = evidence.exports.iter().position(|export| export.source == source.id);
    let export = at.map(|at| &evidence.exports[at]);
    let held: u64 = export.into_iter().flat_map(|export| export.counts.values()).sum();
    if entry.objects.is_some_and(|objects| held < objects) {
        return Agreement::Partial;
    }
    let empty = empty.contains(&source.id);
    match at {
        Some(_) if empty && stale.contains(&source.id) => Agreement::Stale,
        Some(at) if empty && same == Some(true) => Agreement::None(at),
        _ => Agreement::Whole,
    }
}

/// Whether a file is the one that was written; nothing where that cannot be told.
fn is_same(entry: &ManifestEntry, source: &Source) -> Option<bool> {
    match (&entry.sha256, source.sha256()) {
        (None, _) => Some(true),
        (Some(written), Some(read)) => Some(written == read),
        (Some(_), None) => None,
    }
}
