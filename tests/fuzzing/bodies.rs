//! What the fuzz targets do with one input, shared by `fuzz/` and by the smoke test in `tests/properties.rs`.
//!
//! The first byte of an input picks options, so that they are explored too.

use std::fmt::Write as _;
use std::io::Write as _;

use tenantlint::cli;
use tenantlint::cli::Surroundings;
use tenantlint::commands as run;
use tenantlint::commands::output::Output;
use tenantlint::json::{Cursor, Kind, NodeRef, Tape};
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
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        if *budget == 0 {
            return;
        }
        *budget -= 1;
        let root = node.document().root();
        let found = node.document().at_pointer(&root.pointer_to(node.span())).map(NodeRef::kind);
        assert!(found.is_some() || node.kind() == Kind::Gap);
        let _ = (node.raw(), node.as_text(), node.as_bool());
        for (key, value) in node.members() {
            assert_eq!(key.kind(), Kind::String);
            assert!(key.span().end() <= value.span().start() && node.span().contains(value.span()));
            stack.push(value);
        }
        stack.extend(node.elements());
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
    let mut file = tempfile::Builder::new().suffix(".json").tempfile().expect("a temporary file");
    file.write_all(bytes).expect("a written file");
    let format = ["human", "json", "narrated"][usize::from(*option % 3)];
    let lang = ["en", "zh-CN"][usize::from(*option / 3 % 2)];
    let mut args = ["tenantlint", "check", "--now=2026-12-01", "--lang", lang, "--color=never", "--format", format]
        .map(Into::into)
        .to_vec();
    if *option & 0x80 != 0 {
        args.push("--all".into());
    }
    args.push(file.path().into());
    let command = cli::parse(args.into_iter(), &Surroundings::default()).expect("arguments");
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = run::run(&command, &mut Output::new(&mut out, &mut err)).expect("a written report");
    assert!(code <= 3, "exit code {code}");
    for stream in [out.as_slice(), &err] {
        let text = std::str::from_utf8(stream).expect("a report in UTF-8");
        let smuggled = text.chars().find(|&character| {
            character.is_control() && character != '\n'
                || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        });
        assert_eq!(smuggled, None, "in {format}: {text}");
    }
    if format == "json" {
        serde_json::from_slice::<serde::de::IgnoredAny>(&out).expect("a report in JSON");
    }
}
