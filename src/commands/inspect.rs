//! What exports hold, before any rule.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;

use crate::commands::output::Output;
use crate::diagnostic::Diagnostic;
use crate::lang::{Lang, tell, words};
use crate::model::place::Span;
use crate::model::value::Reason;
use crate::model::value::reason_words;
use crate::order::{Gather as _, Order as _};
use crate::pack::catalogue::Catalogue;
use crate::pipeline::derive::Facts;
use crate::pipeline::judge::{Evidence, Exit};
use crate::pipeline::manifest::Manifests;
use crate::pipeline::read::fault::located_line;
use crate::pipeline::read::words::unknown_words;
use crate::pipeline::read::{Export, ExportPart, ReadError, Recognised, cloud_name, read, tenant_name};
use crate::pipeline::source::{Collected, Source, collect};
use crate::pipeline::source::{Encoding, Filter, Input};
use crate::progress::SILENT;
use crate::report::Style;
use crate::text::printable::printable;
use crate::text::safe_json::write_pretty;

/// One file as it is told.
#[derive(Serialize)]
struct InspectTold {
    file: String,
    encoding: Option<&'static str>,
    /// `settings`, `no_settings`, `unknown` or `error`.
    answer: &'static str,
    format: Option<&'static str>,
    dialect: Option<&'static str>,
    description: String,
    tenant: Option<String>,
    cloud: Option<&'static str>,
    kinds: BTreeMap<String, u64>,
    /// Which parts were read as what.
    read: Vec<PartV1>,
    /// Which parts were not read, and why.
    not_read: Vec<NotReadV1>,
    /// Kinds with settings that a depth limit has cut.
    truncated: BTreeMap<String, BTreeSet<String>>,
    /// Kinds that were not exported in full.
    incomplete: Vec<String>,
    notes: Vec<String>,
}

/// What `inspect` is to do.
#[derive(Debug)]
pub struct Job {
    /// What to read.
    pub inputs: Vec<Input>,
    /// Which files of folders are read.
    pub filter: Filter,
    /// The encoding, where the bytes do not tell.
    pub encoding: Option<Encoding>,
    /// As JSON.
    pub json: bool,
}

/// Tells what exports hold, file by file.
/// How many parts of a file are shown to people.
const MOST_PARTS: usize = 40;

/// A part of a file that was read.
#[derive(Serialize)]
struct PartV1 {
    pointer: String,
    kind: String,
    dialect: Option<&'static str>,
    count: u64,
}

/// A part of a file that was not read.
#[derive(Serialize)]
struct NotReadV1 {
    pointer: String,
    line: u32,
    column: u32,
    why: String,
}

impl PartV1 {
    fn new(part: &ExportPart) -> Self {
        let ExportPart { pointer, name, dialect, count } = part;
        let dialect = dialect.map(crate::model::dialect::Dialect::id);
        Self { pointer: pointer.clone(), kind: name.clone(), dialect, count: *count }
    }
}

impl NotReadV1 {
    fn new((pointer, told): &(String, Diagnostic), source: &Source, lang: Lang) -> Self {
        let at = source.position(told.span().map_or(0, Span::start));
        let why = told.headline.get(lang);
        let why = why.strip_prefix(words(lang, "not read: ", "未读取：")).unwrap_or(why);
        Self { pointer: pointer.clone(), line: at.line, column: at.column, why: why.to_owned() }
    }
}

/// The names of all formats that were found in a file.
fn all_names(recognised: &[Recognised], lang: Lang) -> String {
    let mut names: Vec<&str> = Vec::new();
    for known in recognised {
        if let Recognised::Settings(format) = known
            && !names.contains(&format.name(lang))
        {
            names.push(format.name(lang));
        }
    }
    names.join(lang.list_comma())
}

/// A pointer as people are shown it.
fn shown(pointer: &str) -> &str {
    if pointer.is_empty() { "/" } else { pointer }
}

pub(super) fn run(job: &Job, lang: Lang, _: Style, output: &mut Output<'_>) -> io::Result<u8> {
    let catalogue = Catalogue::builtin();
    let Collected { sources, unreadable, passed_over, .. } =
        collect(&job.inputs, &job.filter, job.encoding, false, &SILENT);
    let mut manifests = Manifests::read(&sources, &catalogue);
    let mut evidence = Evidence { unreadable, ..Evidence::default() };
    let (mut told, mut of_exports) = (Vec::new(), Vec::new());
    for source in &sources.0 {
        match look(source, &catalogue) {
            Ok((export, facts, truncated)) => {
                if let Some(fault) = manifests.fault(source.id) {
                    told.push(InspectTold::fault(source, &fault, lang));
                } else {
                    evidence.exports.push(export);
                    of_exports.push((source, facts, truncated));
                }
            }
            Err(fault) => {
                told.push(InspectTold::fault(source, &fault, lang));
                evidence.broken.push((source.id, *fault));
            }
        }
    }
    manifests.apply(&mut evidence, &[], &sources, &catalogue);
    for (export, (source, facts, truncated)) in evidence.exports.iter().zip(of_exports) {
        told.push(InspectTold::export(source, export, &facts, truncated, &catalogue, lang));
    }
    let unreadable = &evidence.unreadable;
    told.extend(
        unreadable
            .iter()
            .map(|unreadable| InspectTold::error(unreadable.file(), unreadable.headline.get(lang).to_owned())),
    );
    told.order_by(|a, b| a.file.cmp(&b.file));
    if job.json {
        write_pretty(&told, &mut *output.out)?;
    } else {
        for file in &told {
            file.print(&catalogue, lang, output.out)?;
        }
    }
    if passed_over.files > 0 {
        let count = passed_over.files;
        tell!(
            output.err,
            lang,
            "not named like JSON and passed over in the folders: {count}",
            "文件夹中另有 {count} 个文件的扩展名不是 JSON"
        )?;
    }
    for (name, like) in &passed_over.known {
        let colon = lang.colon();
        writeln!(output.err, "{}{colon}{}", printable(name), like.name(lang))?;
    }
    if passed_over.hidden > 0 {
        let count = passed_over.hidden;
        tell!(
            output.err,
            lang,
            "with names that begin with a dot, not looked into: {count}",
            "另有 {count} 个以点开头的文件或文件夹未读取"
        )?;
    }
    let exit = if told.iter().any(|file| file.answer == "error") {
        Exit::Failed
    } else if told.iter().any(|file| file.answer == "settings") {
        Exit::Clean
    } else {
        Exit::NothingJudged
    };
    Ok(exit.code())
}

/// What a file holds beside its resources: what they tell of the tenant, and which settings were cut.
type Looked = (Export, Facts, BTreeMap<String, BTreeSet<String>>);

fn look(source: &Source, catalogue: &Catalogue) -> Result<Looked, Box<Diagnostic>> {
    let attempt = |stream: bool| {
        let (mut facts, mut truncated) = (Facts::default(), BTreeMap::<String, BTreeSet<String>>::new());
        let export = read(source, catalogue, stream, &mut |resource| {
            facts.observe(resource, catalogue);
            let kind = catalogue.kind(resource.kind);
            for setting in &resource.settings {
                if setting.reading == Err(Reason::Truncated) {
                    truncated.entry(kind.name.to_string()).or_default().insert(kind.def(setting.id).name.to_string());
                }
            }
        });
        (export, facts, truncated)
    };
    let (mut export, mut facts, mut truncated) = attempt(true);
    if matches!(export, Err(ReadError::OutlineChanged)) {
        (export, facts, truncated) = attempt(false);
    }
    match export {
        Ok(export) => Ok((export, facts, truncated)),
        Err(error) => Err(error.fault(source).expect("nothing is streamed the second time").into()),
    }
}

impl InspectTold {
    fn fault(source: &Source, fault: &Diagnostic, lang: Lang) -> Self {
        let mut told = Self::error(&source.name, located_line(fault, source, lang));
        told.encoding = Some(source.encoding.name());
        told
    }

    fn error(name: &str, words: String) -> Self {
        Self {
            file: name.to_owned(),
            encoding: None,
            answer: "error",
            format: None,
            dialect: None,
            description: words,
            tenant: None,
            cloud: None,
            kinds: BTreeMap::new(),
            read: Vec::new(),
            not_read: Vec::new(),
            truncated: BTreeMap::new(),
            incomplete: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn export(
        source: &Source,
        export: &Export,
        facts: &Facts,
        truncated: BTreeMap<String, BTreeSet<String>>,
        catalogue: &Catalogue,
        lang: Lang,
    ) -> Self {
        let (answer, format, description) = match &export.recognised[..] {
            [Recognised::Settings(format), ..] => ("settings", Some(*format), all_names(&export.recognised, lang)),
            [Recognised::NoSettings(format), ..] => {
                let colon = lang.colon();
                ("no_settings", Some(*format), format!("{}{colon}{}", format.name(lang), format.advice(lang)))
            }
            [Recognised::Unknown { root, keys }, ..] => ("unknown", None, unknown_words(root, keys, lang)),
            [] => ("unknown", None, String::new()),
        };
        let none = export.none.iter().map(|kind| (catalogue.kind(*kind).name.to_string(), 0));
        let clues: Vec<_> = export.clues.iter().chain(&facts.tenancy.clues).cloned().collect();
        let incomplete = export.gaps.iter().map(|gap| {
            let kind = gap.kind.map_or("?", |kind| catalogue.kind(kind).name.as_str());
            let at = source.position(gap.place.span.start());
            let colon = lang.colon();
            format!("{kind}{colon}{} ({}:{})", reason_words(gap.reason, lang), at.line, at.column)
        });
        let notes = export.notes.iter().map(|note| match note.span() {
            Some(span) => {
                let at = source.position(span.start());
                format!("{} ({}:{})", note.headline.get(lang), at.line, at.column)
            }
            None => note.headline.get(lang).to_owned(),
        });
        Self {
            file: source.name.clone(),
            encoding: Some(source.encoding.name()),
            answer,
            format: format.map(|format| format.id),
            dialect: format.and_then(|format| format.dialect).map(crate::model::dialect::Dialect::id),
            description,
            tenant: tenant_name(&clues).map(str::to_owned),
            cloud: cloud_name(&clues),
            kinds: none.chain(export.counts.clone()).into_map(),
            read: export.parts.iter().map(PartV1::new).collect(),
            not_read: export.not_read.iter().map(|unread| NotReadV1::new(unread, source, lang)).collect(),
            truncated,
            incomplete: incomplete.collect(),
            notes: notes.collect(),
        }
    }

    fn print(&self, catalogue: &Catalogue, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", printable(&self.file))?;
        let mut line = |head: (&str, &str), text: &str| {
            let head = format!("{}{}", words(lang, head.0, head.1), words(lang, ":", "："));
            let pad = 12usize.saturating_sub(textwrap::core::display_width(&head));
            writeln!(out, "  {head}{} {}", " ".repeat(pad), printable(text))
        };
        let (en, zh) = match self.answer {
            "settings" => ("export", "导出"),
            "no_settings" => ("no settings", "不含设置"),
            "unknown" => ("unknown", "未知"),
            _ => ("error", "错误"),
        };
        line((en, zh), &self.description)?;
        if let Some(encoding) = self.encoding {
            line(("encoding", "编码"), encoding)?;
        }
        if let Some(dialect) = self.dialect {
            line(("dialect", "来源格式"), dialect)?;
        }
        if let Some(tenant) = &self.tenant {
            line(("tenant", "租户"), tenant)?;
        }
        if let Some(cloud) = self.cloud {
            line(("cloud", "所属云"), cloud)?;
        }
        for (kind, count) in &self.kinds {
            let label = catalogue.named(kind).map(|kind| kind.label.get(lang));
            let shown = label.map_or_else(|| kind.clone(), |label| format!("{label} ({kind})"));
            line(("holds", "包含"), &format!("{count} × {shown}"))?;
        }
        // Where there is one part, the lines above have said it.
        for part in self.read.iter().filter(|_| self.read.len() > 1 || !self.not_read.is_empty()).take(MOST_PARTS) {
            let dialect = part.dialect.map(|dialect| format!(", {dialect}")).unwrap_or_default();
            line(("read", "已读取"), &format!("{}: {} × {}{dialect}", shown(&part.pointer), part.count, part.kind))?;
        }
        if let Some(more) = self.read.len().checked_sub(MOST_PARTS + 1) {
            line(("read", "已读取"), &format!("… +{}", more + 1))?;
        }
        for part in &self.not_read {
            let at = format!("{} ({}:{})", shown(&part.pointer), part.line, part.column);
            line(("not read", "未读取"), &format!("{at}{}{}", lang.colon(), part.why))?;
        }
        for (kind, settings) in &self.truncated {
            let settings = settings.iter().cloned().collect::<Vec<_>>().join(", ");
            line(("truncated", "被截断"), &format!("{kind}: {settings}"))?;
        }
        for incomplete in &self.incomplete {
            line(("incomplete", "不完整"), incomplete)?;
        }
        for note in &self.notes {
            line(("note", "说明"), note)?;
        }
        writeln!(out)
    }
}
