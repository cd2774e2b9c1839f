//! What the fuzz targets do with one input, shared by `fuzz/` and by the smoke test in `tests/properties.rs`.
//!
//! The first byte of an input picks options, so that they are explored too.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;

use tenantlint::cli;
use tenantlint::cli::Surroundings;
use tenantlint::commands as run;
use tenantlint::commands::output::Output;
use tenantlint::json::{Cursor, NodeKind, NodeRef, Tape};
use tenantlint::model::place::{SourceId, Span};
use tenantlint::pack::catalogue::Catalogue;
use tenantlint::pipeline::read;
use tenantlint::pipeline::read::ReadError;
use tenantlint::pipeline::resource::Resource;
use tenantlint::pipeline::source::{Encoding, Source};

const ENCODINGS: [Option<Encoding>; 6] = [
    None,
    Some(Encoding::Utf8),
    Some(Encoding::Utf16Le),
    Some(Encoding::Utf16Be),
    Some(Encoding::Gb18030),
    Some(Encoding::Utf8Bom),
];

/// Bytes to text: an error names a byte of the input and a line that exists.
pub fn decode(data: &[u8]) {
    let Some((option, bytes)) = data.split_first() else { return };
    let forced = ENCODINGS[usize::from(*option) % ENCODINGS.len()];
    match tenantlint::pipeline::source::decode(bytes.to_vec(), forced) {
        Ok((text, encoding)) => {
            // A mark of the file's own tells better than whoever forces an encoding, and so does plain UTF-8.
            let marked = [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF"].iter().any(|mark| bytes.starts_with(mark));
            assert!(forced.is_none_or(|forced| marked
                || forced == encoding
                || encoding.name().starts_with(forced.name())
                || forced == Encoding::Utf8Bom && encoding == Encoding::Utf8
                || forced == Encoding::Gb18030 && encoding == Encoding::Utf8));
            let source = Source::new(SourceId(0), String::new(), text, encoding);
            let end = source.position(source.text.len());
            assert!(end.line >= 1 && end.column >= 1);
        }
        Err(error) => {
            assert!(error.offset <= bytes.len(), "byte {} of {}", error.offset, bytes.len());
            assert!(error.line >= 1);
        }
    }
}

/// Text to tape: every span can be sliced, every node can be found again.
pub fn parse(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut cursor = Cursor::new(&text);
    let mut tape = Tape::default();
    while cursor.has_more() {
        tape.clear();
        match cursor.value(&mut tape) {
            Ok(()) => walk(tape.document(&text).root(), &mut 300),
            Err(error) => {
                assert_slices(&text, error.span);
                return;
            }
        }
    }
}

fn walk(node: NodeRef<'_>, budget: &mut usize) {
    // Below a key that stands twice a pointer names one of two.
    let mut stack = vec![(node, false)];
    while let Some((node, ambiguous)) = stack.pop() {
        if *budget == 0 {
            return;
        }
        *budget -= 1;
        let root = node.document().root();
        let found = node.document().at_pointer(&root.pointer_to(node.span())).map(NodeRef::kind);
        assert!(found.is_some() || node.kind() == NodeKind::Gap || ambiguous);
        let _ = (node.raw(), node.as_text(), node.as_bool());
        for (key, value) in node.members() {
            assert_eq!(key.kind(), NodeKind::String);
            assert!(key.span().end() <= value.span().start() && node.span().contains(value.span()));
            let twice = node.members().filter(|(other, _)| other.as_text() == key.as_text()).count() > 1;
            stack.push((value, ambiguous || twice));
        }
        stack.extend(node.elements().map(|element| (element, ambiguous)));
    }
}

fn assert_slices(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} of {} bytes", text.len());
}

/// Text to resources: the same ones, streamed or not.
pub fn read(data: &[u8]) {
    thread_local!(static CATALOGUE: Catalogue = Catalogue::builtin());
    let text = String::from_utf8_lossy(data).into_owned();
    let source = Source::new(SourceId(0), "input".to_owned(), text, Encoding::Utf8);
    CATALOGUE.with(|catalogue| {
        let attempt = |stream: bool| {
            let mut seen = Vec::new();
            let export = read::read(&source, catalogue, stream, &mut |resource| {
                assert_slices(&source.text, resource.place.span);
                for setting in &resource.settings {
                    assert_slices(&source.text, setting.place.span);
                    assert!(setting.key.is_none_or(|key| source.text.get(key.range()).is_some()));
                }
                seen.push(describe(resource));
            });
            (export, seen)
        };
        let (streamed, mut some) = attempt(true);
        let (kept, mut all) = attempt(false);
        match (streamed, kept) {
            (Err(ReadError::OutlineChanged), _) => {}
            (Err(ReadError::Syntax(a)), Err(ReadError::Syntax(b))) => {
                assert_slices(&source.text, a.span);
                assert_eq!(a, b);
            }
            (Ok(a), Ok(b)) => {
                assert_eq!(a.recognised, b.recognised);
                assert_eq!((a.counts, a.gaps), (b.counts, b.gaps));
                // Sections are not in the order of the text: a long listing is handed on before what stands around it.
                some.sort();
                all.sort();
                assert_eq!(some, all);
            }
            (a, b) => panic!("streamed {a:?}\nkept {b:?}"),
        }
    });
}

/// All that a resource says, as text.
pub fn describe(resource: &Resource<'_>) -> String {
    let Resource { kind, dialect, place, settings, title, .. } = resource;
    let mut text = format!("{kind:?} {dialect:?} {place:?} {title:?} {}", resource.pointer(None));
    for setting in settings {
        let pointer = resource.pointer(Some(setting));
        let (id, place, key, reading, rank) = (setting.id, setting.place, setting.key, &setting.reading, setting.rank);
        let _ = write!(text, "\n  {id:?} {place:?} {key:?} {pointer} {reading:?} {rank}");
    }
    text
}

/// A file to a report: it has an exit code, is text, and carries no control character of the input.
pub fn run(data: &[u8]) {
    let Some((option, bytes)) = data.split_first() else { return };
    let place = folder(&[("input.json", bytes)]);
    let format = ["human", "json", "narrated"][usize::from(*option % 3)];
    let lang = ["en", "zh-CN"][usize::from(*option / 3 % 2)];
    let mut args = vec!["check", "--lang", lang, "--format", format];
    if *option & 0x80 != 0 {
        args.push("--all");
    }
    let (out, _) = told(&args, &[&place.path().join("input.json")]);
    if format == "json" {
        is_json(&out);
    }
}

/// A file to a report in every format that programs read: what is written, they can read.
pub fn formats(data: &[u8]) {
    let Some((option, bytes)) = data.split_first() else { return };
    let place = folder(&[("input.json", bytes)]);
    let input = place.path().join("input.json");
    for format in ["json", "jsonl", "sarif", "gitlab", "junit", "csv", "github", "azure", "markdown"] {
        let mut args = vec!["check", "--lang", ["en", "zh-CN"][usize::from(*option % 2)], "--format", format];
        args.extend((*option & 0x80 != 0).then_some("--all"));
        let (out, _) = told(&args, &[&input]);
        match format {
            "json" | "sarif" | "gitlab" => is_json(&out),
            "jsonl" => out.lines().for_each(is_json),
            "junit" => {
                let mut reader = quick_xml::Reader::from_str(&out);
                reader.config_mut().check_end_names = true;
                while !matches!(reader.read_event().expect("XML"), quick_xml::events::Event::Eof) {}
            }
            "csv" => {
                let mut reader = csv::Reader::from_reader(out.trim_start_matches('\u{FEFF}').as_bytes());
                assert!(reader.records().all(|record| record.is_ok()), "{out}");
            }
            _ => {}
        }
    }
}

/// A configuration to what it says: a mistake is told, never a panic, and what is shown reads back.
pub fn config(data: &[u8]) {
    let place = folder(&[("tenantlint.toml", data)]);
    let file = place.path().join("tenantlint.toml");
    for lang in ["en", "zh-CN"] {
        let (out, code) = told(&["config", "--format", "json", "--lang", lang, "--config"], &[&file]);
        if code == 0 {
            is_json(&out);
        }
    }
}

/// A file as a rule, and as a kind, of one's own.
pub fn rules(data: &[u8]) {
    for name in ["rule.json", "kinds/kind.json"] {
        let place = folder(&[(name, data)]);
        for lang in ["en", "zh-CN"] {
            told(&["rules", "--lang", lang, "--rules"], &[place.path()]);
        }
    }
}

/// A file as what an organization declares, beside an export that leaves questions open.
pub fn declaration(data: &[u8]) {
    // Nothing but a declaration is looked at twice; the others are what `read` is for.
    if !data.windows(11).any(|part| part == b"declaration") {
        return;
    }
    let export =
        br#"{"SharingCapability": 0, "RootSiteUrl": "https://contosocn.sharepoint.cn", "OneDriveStorageQuota": 1}"#;
    let place = folder(&[("declaration.json", data), ("tenant.json", export)]);
    for command in ["check", "coverage", "declaration"] {
        told(&[command, "--lang", "zh-CN"], &[place.path()]);
    }
}

/// A file as the manifest of the exports beside it.
pub fn manifest(data: &[u8]) {
    let place = folder(&[("tenantlint-manifest.json", data), ("sites.json", b"[]")]);
    told(&["check", "--lang", "en", "--all"], &[place.path()]);
}

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in files {
        let path = place.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a written file");
    }
    place
}

/// Runs a command; what it writes is text that no terminal obeys, and its exit code one of four.
fn told(args: &[&str], paths: &[&Path]) -> (String, u8) {
    let mut all: Vec<OsString> = vec!["tenantlint".into()];
    all.extend(args.iter().map(OsString::from));
    all.extend(paths.iter().map(OsString::from));
    all.extend(["--color=never".into()]);
    if ["check", "coverage", "declaration"].contains(&args[0]) {
        all.push("--now=2026-12-01".into());
    }
    let command = match cli::parse(all.into_iter(), &Surroundings::default()) {
        Ok(command) => command,
        // A configuration that cannot be used.
        Err(message) => {
            is_harmless(&message.text);
            return (String::new(), message.code);
        }
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = run::run(&command, &mut Output::new(&mut out, &mut err)).expect("a written report");
    assert!(code <= 3, "exit code {code}");
    let [out, err] = [out, err].map(|stream| String::from_utf8(stream).expect("a report in UTF-8"));
    is_harmless(&out);
    is_harmless(&err);
    (out, code)
}

fn is_harmless(text: &str) {
    let smuggled = text.chars().find(|&character| {
        character.is_control() && character != '\n' && character != '\r'
            || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    });
    assert_eq!(smuggled, None, "{text}");
}

fn is_json(text: &str) {
    serde_json::from_str::<serde::de::IgnoredAny>(text).expect("a report in JSON");
}
