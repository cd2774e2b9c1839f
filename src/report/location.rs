//! Where something stands, as pipelines and code scanning want to be told: a path relative to the working directory,
//! and the first and last character.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Context;
use crate::model::place::Place;
use crate::pipeline::source::{Position, Source};

/// A range of characters in a source.
pub(super) struct Region<'a> {
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
pub(super) fn region(place: Place, context: Context<'_>) -> Region<'_> {
    let source = context.sources.get(place.source);
    let text = &source.text[place.span.range()];
    let first = text.chars().next().map_or(0, char::len_utf8);
    let text = if text.contains('\n') { &text[..first] } else { text };
    let start = place.span.start();
    Region {
        source,
        start: source.position(start),
        end: source.position(start + text.len()),
        text: (!text.is_empty() && text.len() <= LONGEST).then_some(text),
    }
}

/// The path of a source for pipelines: relative to the working directory where it lies below it, with `/`, without `./`.
pub(super) fn path<'n>(name: &'n str, context: Context<'_>) -> Cow<'n, str> {
    let below = context.workplace.folder.as_deref().and_then(|folder| {
        let folder = folder.trim_end_matches('/');
        name.strip_prefix(folder)?.strip_prefix('/')
    });
    let name = below.unwrap_or(name);
    let plain = |part: &&str| *part != "." && !part.is_empty();
    if name.starts_with('/') || name.split('/').all(|part| plain(&part)) {
        return name.into();
    }
    name.split('/').filter(plain).collect::<Vec<_>>().join("/").into()
}

/// What stands unescaped in the path of a URI; a colon could be taken for the end of a scheme.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The same as a URI reference: relative, or `file:` where the source lies elsewhere.
pub(super) fn uri(name: &str, context: Context<'_>) -> String {
    let path = path(name, context);
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    let encoded = utf8_percent_encode(&path, PATH).to_string();
    match (path.starts_with("//"), path.starts_with('/'), drive) {
        (true, ..) => format!("file:{encoded}"),
        (_, true, _) => format!("file://{encoded}"),
        (.., true) => format!("file:///{}", encoded.replacen("%3A", ":", 1)),
        _ => encoded,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Workplace;
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
            sarif: super::super::SarifOptions::default(),
            workplace: &workplace,
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
        ] {
            assert_eq!(path(name, context), wanted);
            assert_eq!(uri(name, context), wanted_uri);
        }
    }
}
