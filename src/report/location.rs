//! Where something stands, as pipelines and code scanning want to be told: a path from the root of the repository, and
//! the first and last character.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use super::snippet::is_plain;
use super::{Context, Workplace};
use crate::model::place::Place;
use crate::pipeline::source::{Position, STDIN, Shows, Source};
use crate::text::mask::is_masked;
use crate::text::path::{below, is_drive};

/// A range of characters in a source.
pub(super) struct PlaceRegion<'a> {
    pub(super) source: &'a Source,
    /// The first character.
    pub(super) start: Position,
    /// The character after the last.
    pub(super) end: Position,
    /// The characters themselves; none where they are too many to show.
    pub(super) text: Option<&'a str>,
}

/// The longest text that is repeated in a report.
const LONGEST: usize = 400;

/// The characters of a place.
///
/// What spans several lines, as an object of which something is missing, is told by its first character: nobody is
/// helped by a page of which every line is marked.
pub(super) fn region(place: Place, context: Context<'_>) -> PlaceRegion<'_> {
    let source = context.sources.get(place.source);
    let text = &source.text[place.span.range()];
    let first = text.chars().next().map_or(0, char::len_utf8);
    let text = if text.contains('\n') { &text[..first] } else { text };
    let start = place.span.start();
    PlaceRegion {
        source,
        start: source.position(start),
        end: source.position(start + text.len()),
        // What else stands in an object is not what the message is about.
        text: (!text.is_empty() && text.len() <= LONGEST && is_shown(source, start, text)).then_some(text),
    }
}

fn is_shown(source: &Source, start: usize, text: &str) -> bool {
    match source.shows() {
        _ if is_masked(text) => false,
        Shows::All => true,
        Shows::Nothing => false,
        Shows::Labels | Shows::Lines => is_plain(&source.text, start..start + text.len()),
    }
}

/// The path of a source for pipelines: from the root of the repository where it lies below that, with `/`, without `./`.
pub(super) fn path<'n>(name: &'n str, context: Context<'_>) -> Cow<'n, str> {
    let Workplace { folder, roots, .. } = context.workplace;
    if name.starts_with('/') || is_drive(name) {
        let mut known = roots.iter().chain(folder.as_ref().filter(|_| roots.is_empty()));
        return known.find_map(|root| below(name, root)).map_or(name.into(), plain);
    }
    let from_root = folder.as_ref().zip(roots.first()).filter(|(folder, root)| folder != root && name != STDIN);
    let from_root = from_root.and_then(|(folder, root)| {
        let whole = straight(&format!("{}/{name}", folder.trim_end_matches('/')));
        below(&whole, root).map(str::to_owned)
    });
    from_root.map_or_else(|| plain(name), Cow::from)
}

/// A path without `.` and doubled slashes.
fn plain(path: &str) -> Cow<'_, str> {
    let plain = |part: &&str| *part != "." && !part.is_empty();
    if path.split('/').all(|part| plain(&part)) {
        return path.into();
    }
    path.split('/').filter(plain).collect::<Vec<_>>().join("/").into()
}

/// A path from the root on without `.` and `..`.
fn straight(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." if !parts.is_empty() => {}
            ".." if parts.len() > 1 => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// What stands unescaped in the path of a URI; a colon could be taken for the end of a scheme.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The same as a URI reference: relative, or `file:` where the source lies elsewhere.
pub(super) fn uri(name: &str, context: Context<'_>) -> String {
    let path = path(name, context);
    let encoded = percent_encode(&bytes_of(&path), PATH).to_string();
    match (path.starts_with("//"), path.starts_with('/'), is_drive(&path)) {
        (true, ..) => format!("file:{encoded}"),
        (_, true, _) => format!("file://{encoded}"),
        (.., true) => format!("file:///{}", encoded.replacen("%3A", ":", 1)),
        _ => encoded,
    }
}

/// The bytes of a name: those that are no text are told by their numbers.
fn bytes_of(name: &str) -> Vec<u8> {
    let mut parts = name.split("\\x");
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend_from_slice(&part.as_bytes()[2..]);
            }
            None => bytes.extend(["\\x", part].concat().bytes()),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::pack::catalogue::Catalogue;
    use crate::pack::rule::Rules;
    use crate::pipeline::source::Sources;

    #[test]
    fn a_path_is_told_as_pipelines_want_it() {
        let workplace = Workplace { folder: Some("/home/lanhai/设置".to_owned()), ..Workplace::default() };
        let context = Context {
            sources: &Sources::default(),
            catalogue: &Catalogue::default(),
            rules: &Rules::default(),
            lang: Lang::En,
            today: jiff::civil::date(2026, 6, 1),
            all: false,
            exit_zero: false,
            configuration: None,
            policy: None,
            several_tenants: false,
            sarif: super::super::SarifOptions::default(),
            workplace: &workplace,
            typed: "<exports>",
            form: "declaration.json",
            picked: "",
            shown: super::super::Shown::default(),
        };
        for (name, wanted, wanted_uri) in [
            ("exports/a.json", "exports/a.json", "exports/a.json"),
            ("./exports/./a.json", "exports/a.json", "exports/a.json"),
            ("/home/lanhai/设置/a b.json", "a b.json", "a%20b.json"),
            (
                "/home/lanhai/设置2/a.json",
                "/home/lanhai/设置2/a.json",
                "file:///home/lanhai/%E8%AE%BE%E7%BD%AE2/a.json",
            ),
            ("../a.json", "../a.json", "../a.json"),
            ("javascript:x", "javascript:x", "javascript%3Ax"),
            ("C:/a%.json", "C:/a%.json", "file:///C:/a%25.json"),
            ("//server/share/a.json", "//server/share/a.json", "file://server/share/a.json"),
            ("<stdin>", "<stdin>", "%3Cstdin%3E"),
            ("\\xD6\\xD0/a\\xF.json", "\\xD6\\xD0/a\\xF.json", "%D6%D0/a%5CxF.json"),
        ] {
            assert_eq!(path(name, context), wanted);
            assert_eq!(uri(name, context), wanted_uri);
        }
        let windows = Workplace { folder: Some("C:/Repo".to_owned()), ..Workplace::default() };
        let context = Context { workplace: &windows, ..context };
        for (name, wanted_uri) in [
            ("c:/repo/exports/a.json", "exports/a.json"),
            ("C:/Repo2/a.json", "file:///C:/Repo2/a.json"),
            ("exports/a.json", "exports/a.json"),
        ] {
            assert_eq!(uri(name, context), wanted_uri);
        }
    }
}
