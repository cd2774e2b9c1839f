//! Properties: the reader against `serde_json` and against naive counting, streaming against keeping everything.

#![allow(missing_docs, unreachable_pub, clippy::cast_possible_truncation, clippy::type_complexity, clippy::unwrap_used)]

#[path = "fuzzing/bodies.rs"]
mod bodies;

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;
use serde::de::IgnoredAny;
use serde_json::Value;
use tenantlint::diagnostic::Diagnostic;
use tenantlint::json::{Cursor, Document, NodeKind, NodeRef, ParseError, Tape};
use tenantlint::model::place::{SourceId, Span};
use tenantlint::pack::catalogue::Catalogue;
use tenantlint::pipeline::read::read;
use tenantlint::pipeline::source::{Encoding, Source, decode};

/// A JSON value as it is written: keys may repeat, numbers are text.
#[derive(Debug, Clone)]
enum Json {
    Word(&'static str),
    Number(String),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Z]{0,12}",
        2 => "[ -~]{0,40}",
        2 => any::<String>(),
        1 => "[\u{4e00}-\u{4e20}\u{1F600}-\u{1F610}\u{0}-\u{20}\"\\\\/~]{0,24}",
    ]
}

fn key() -> impl Strategy<Value = String> {
    // Few keys, so that they repeat.
    prop_oneof![6 => "[a-c]{1,2}", 1 => Just(String::new()), 1 => "[~/01]{1,4}", 2 => text()]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        "-?(0|[1-9][0-9]{0,17})",
        "-?(0|[1-9][0-9]{0,3})(\\.[0-9]{1,5})?([eE][+-]?[0-9]{1,2})?",
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(|number| format!("{number:?}")),
    ]
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        proptest::sample::select(vec!["null", "true", "false"]).prop_map(Json::Word),
        number().prop_map(Json::Number),
        text().prop_map(Json::String),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Json::Array),
            prop::collection::vec((key(), inner), 0..8).prop_map(Json::Object),
        ]
    })
}

#[derive(Debug, Clone, Copy)]
enum Layout {
    Compact,
    Lines(&'static str),
    /// Windows PowerShell 5.1: containers hang below their opening bracket, two blanks after a colon.
    Columns(&'static str),
}

#[derive(Debug, Clone, Copy)]
enum Escapes {
    Needed,
    /// `<`, `>`, `&` and `'` too, and the slash.
    Html,
    /// Everything that is not ASCII too.
    Ascii,
}

fn layout() -> impl Strategy<Value = (Layout, Escapes)> {
    let layouts = vec![
        Layout::Compact,
        Layout::Lines("\n"),
        Layout::Lines("\r\n"),
        Layout::Columns("\n"),
        Layout::Columns("\r\n"),
    ];
    (proptest::sample::select(layouts), proptest::sample::select(vec![Escapes::Needed, Escapes::Html, Escapes::Ascii]))
}

struct Writer {
    text: String,
    layout: Layout,
    escapes: Escapes,
}

fn written(json: &Json, (layout, escapes): (Layout, Escapes)) -> String {
    let mut writer = Writer { text: String::new(), layout, escapes };
    writer.value(json, 0);
    writer.text
}

impl Writer {
    fn value(&mut self, json: &Json, level: usize) {
        match json {
            Json::Word(word) => self.text.push_str(word),
            Json::Number(number) => self.text.push_str(number),
            Json::String(string) => self.string(string),
            Json::Array(items) => self.container('[', ']', level, items, |writer, item, level| {
                writer.value(item, level);
            }),
            Json::Object(members) => self.container('{', '}', level, members, |writer, (key, value), level| {
                writer.string(key);
                writer.text.push_str(match writer.layout {
                    Layout::Compact => ":",
                    Layout::Lines(_) => ": ",
                    Layout::Columns(_) => ":  ",
                });
                writer.value(value, level);
            }),
        }
    }

    fn container<T>(&mut self, open: char, close: char, level: usize, items: &[T], put: impl Fn(&mut Self, &T, usize)) {
        let line_start = self.text.rfind('\n').map_or(0, |at| at + 1);
        let (newline, outer, inner) = match self.layout {
            Layout::Compact => ("", 0, 0),
            Layout::Lines(newline) => (newline, level * 2, level * 2 + 2),
            Layout::Columns(newline) => {
                let column = self.text[line_start..].chars().count();
                (newline, column, column + 4)
            }
        };
        self.text.push(open);
        for (at, item) in items.iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            let _ = write!(self.text, "{comma}{newline}{:inner$}", "");
            put(self, item, level + 1);
        }
        let _ = write!(self.text, "{newline}{:outer$}{close}", "");
    }

    fn string(&mut self, string: &str) {
        let plain = serde_json::to_string(string).unwrap();
        for character in plain.chars() {
            let escape = match self.escapes {
                Escapes::Needed => false,
                Escapes::Html => "<>&'".contains(character),
                Escapes::Ascii => !character.is_ascii(),
            };
            match character {
                _ if escape => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        let _ = write!(self.text, "\\u{unit:04x}");
                    }
                }
                '/' if matches!(self.escapes, Escapes::Html) => self.text.push_str("\\/"),
                other => self.text.push(other),
            }
        }
    }
}

fn parse(text: &str) -> Result<(Tape, Vec<Span>), ParseError> {
    let mut tape = Tape::default();
    let mut cursor = Cursor::new(text);
    cursor.value(&mut tape)?;
    cursor.end()?;
    Ok((tape, cursor.gaps().to_vec()))
}

/// A node as `serde_json` would have it: of a repeated key the last value, in the place of the first.
fn value_of(node: NodeRef<'_>) -> Value {
    match node.kind() {
        NodeKind::Null | NodeKind::Gap => Value::Null,
        NodeKind::Bool => Value::Bool(node.as_bool().unwrap()),
        NodeKind::Number => serde_json::from_str(node.raw()).unwrap(),
        NodeKind::String => Value::String(node.as_str().unwrap().into_owned()),
        NodeKind::Array => node.elements().map(value_of).collect(),
        NodeKind::Object => {
            let mut map = serde_json::Map::new();
            for (key, value) in node.members() {
                map.insert(key.as_text().into_owned(), value_of(value));
            }
            Value::Object(map)
        }
    }
}

/// The tape holds what was written, member by member, repeated keys included.
fn assert_same(node: NodeRef<'_>, json: &Json) {
    match json {
        Json::Word(word) => {
            assert_eq!(node.raw(), *word);
            assert_eq!(node.as_bool(), word.parse().ok());
            assert_eq!(node.kind(), if *word == "null" { NodeKind::Null } else { NodeKind::Bool });
        }
        Json::Number(number) => assert_eq!((node.kind(), node.raw()), (NodeKind::Number, number.as_str())),
        Json::String(string) => {
            assert_eq!(node.as_str().as_deref(), Some(string.as_str()));
            assert!(node.plain_str().is_none_or(|plain| plain == string));
        }
        Json::Array(items) => {
            assert_eq!(
                (node.kind(), node.elements().count(), node.members().count()),
                (NodeKind::Array, items.len(), 0)
            );
            node.elements().zip(items).for_each(|(node, item)| assert_same(node, item));
        }
        Json::Object(members) => {
            let shape = (node.kind(), node.members().count(), node.elements().count());
            assert_eq!(shape, (NodeKind::Object, members.len(), 0));
            for ((key, node), (name, value)) in node.members().zip(members) {
                assert_eq!(key.as_text(), name.as_str());
                assert_same(node, value);
            }
            if let Some((name, _)) = members.first() {
                assert_eq!(node.get(name), node.members().next().map(|(_, value)| value));
            }
        }
    }
}

/// Every span can be followed to the node and back. `unique`: no key on the way repeats.
fn assert_spans(document: Document<'_>, node: NodeRef<'_>, unique: bool) {
    let root = document.root();
    let pointer = root.pointer_to(node.span());
    if unique {
        assert_eq!(document.at_pointer(&pointer), Some(node), "{pointer}");
    }
    if node.kind() != NodeKind::Gap {
        let (tape, _) = parse(node.raw()).expect("a part of JSON is JSON");
        assert_eq!(value_of(tape.document(node.raw()).root()), value_of(node));
    }
    let keys: Vec<_> = node.members().map(|(key, _)| key.as_text()).collect();
    for (at, (key, value)) in node.members().enumerate() {
        assert!(node.span().contains(key.span()) && node.span().contains(value.span()));
        assert_eq!(root.pointer_to(key.span()), root.pointer_to(value.span()));
        assert_spans(document, value, unique && !keys[..at].contains(&keys[at]));
    }
    for element in node.elements() {
        assert!(node.span().contains(element.span()));
        assert_spans(document, element, unique);
    }
}

/// What is done to a text, at a place in it.
#[derive(Debug, Clone)]
enum Mutation {
    Replace(Index, char),
    Insert(Index, &'static str),
    Delete(Index),
    Cut(Index),
    Double(Index, Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let pieces = vec![
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "\\ud83d", "\\ude00", "\\udc00", "\\n", "0", "1", "-", "+",
        ".", "e", "E", "true", "nul", "null", " ", "\t", "\n", "\r\n", "\u{b}", "\u{c}", "\u{0}", "\u{7f}", "\u{85}",
        "\u{a0}", "\u{feff}", "é", "中", "😀", "//", "'", "NaN", "        ",
    ];
    prop_oneof![
        2 => (any::<Index>(), prop_oneof![any::<char>(), proptest::char::range('\0', '\u{7f}')])
            .prop_map(|(at, character)| Mutation::Replace(at, character)),
        6 => (any::<Index>(), proptest::sample::select(pieces)).prop_map(|(at, piece)| Mutation::Insert(at, piece)),
        6 => any::<Index>().prop_map(Mutation::Delete),
        1 => any::<Index>().prop_map(Mutation::Cut),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Mutation::Double(from, to)),
    ]
}

fn mutated(text: &str, mutations: &[Mutation]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for mutation in mutations {
        let len = characters.len();
        let place = |index: &Index| index.index(len + 1);
        match mutation {
            Mutation::Replace(at, character) if len > 0 => characters[at.index(len)] = *character,
            Mutation::Delete(at) if len > 0 => _ = characters.remove(at.index(len)),
            Mutation::Replace(..) | Mutation::Delete(_) => {}
            Mutation::Insert(at, piece) => _ = characters.splice(place(at)..place(at), piece.chars()).count(),
            Mutation::Cut(at) => characters.truncate(place(at)),
            Mutation::Double(from, to) => {
                let (from, to) = (place(from).min(place(to)), place(from).max(place(to)));
                let piece = characters[from..to].to_vec();
                characters.splice(to..to, piece);
            }
        }
    }
    characters.into_iter().collect()
}

/// Whether `serde_json` takes a text whose strings all decode.
fn serde_accepts(text: &str) -> bool {
    if serde_json::from_str::<IgnoredAny>(text).is_err() {
        return false;
    }
    // Nothing but strings has quotes in it, so that a string can be found by its quotes.
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'"' {
            at += 1;
            continue;
        }
        let start = at;
        at += 1;
        while bytes[at] != b'"' {
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        at += 1;
        if serde_json::from_str::<String>(&text[start..at]).is_err() {
            return false;
        }
    }
    true
}

fn assert_agrees_with_serde(text: &str) {
    match parse(text) {
        Ok((tape, gaps)) => {
            // A missing member value is the one thing that is repaired: with the value there, it is JSON.
            let mut repaired = text.to_owned();
            for gap in gaps.iter().rev() {
                assert_eq!(gap.start(), gap.end());
                repaired.insert_str(gap.start(), "null");
            }
            assert!(serde_accepts(&repaired), "taken, but it is not JSON: {text:?}");
            assert!(gaps.is_empty() || !serde_accepts(text));
            assert_spans_are_in(tape.document(text).root());
        }
        Err(error) => {
            assert!(!serde_accepts(text), "refused, but it is JSON: {text:?} {error:?}");
            assert!(text.get(error.span.range()).is_some(), "{error:?} is not a place in {text:?}");
            if let tenantlint::json::Syntax::UnexpectedEnd { opened: Some(opened) } = error.syntax {
                assert!(matches!(&text[opened.range()], "{" | "["), "{error:?} in {text:?}");
            }
        }
    }
}

fn assert_spans_are_in(node: NodeRef<'_>) {
    let _ = node.raw();
    node.members().flat_map(|(key, value)| [key, value]).chain(node.elements()).for_each(assert_spans_are_in);
}

/// An object of a site listing; `None` for an element that is none.
fn site() -> impl Strategy<Value = Json> {
    let number = |max: u32| (0..max).prop_map(|number| Json::Number(number.to_string()));
    let member = |name: &'static str, value: BoxedStrategy<Json>| {
        prop::option::weighted(0.9, value).prop_map(move |value| value.map(|value| (name.to_owned(), value)))
    };
    let odd = prop_oneof![
        Just(Json::Word("null")),
        Just(Json::Word("true")),
        text().prop_map(Json::String),
        Just(Json::Array(vec![Json::Number("1".to_owned())])),
        Just(Json::Object(Vec::new())),
    ];
    let sharing = prop_oneof![8 => number(5), 1 => Just(Json::String("Disabled".to_owned())), 1 => odd.clone()].boxed();
    let url = prop_oneof![
        9 => "[a-z]{1,8}".prop_map(|name| Json::String(format!("https://lanhai.sharepoint.cn/sites/{name}"))),
        1 => odd.clone(),
    ];
    let members = (
        member("Url", url.boxed()),
        member("Title", text().prop_map(Json::String).boxed()),
        member("SharingCapability", sharing.clone()),
        member("DenyAddAndCustomizePages", number(3).boxed()),
        member("LockState", Just(Json::String("Unlock".to_owned())).boxed()),
        member("StorageQuota", number(9).boxed()),
        member("CommentsOnSitePagesDisabled", odd.clone().boxed()),
        member(
            "sharingcapability",
            prop_oneof![9 => Just(None), 1 => sharing.prop_map(Some)]
                .prop_map(|value| value.unwrap_or(Json::Number("0".to_owned())))
                .boxed(),
        ),
    );
    let object = (members, any::<bool>()).prop_map(|((a, b, c, d, e, f, g, h), twice)| {
        let members = [a, b, c, d, e, f, g].into_iter().chain([h.filter(|_| twice)]);
        Json::Object(members.flatten().collect())
    });
    prop_oneof![30 => object, 1 => odd]
}

fn envelope() -> impl Strategy<Value = (usize, Vec<(String, Json)>, Vec<(String, Json)>)> {
    let keys = |names: Vec<&'static str>| {
        let member = (proptest::sample::select(names), text().prop_map(Json::String));
        prop::collection::vec(member.prop_map(|(name, value)| (name.to_owned(), value)), 0..3)
    };
    (
        0..3usize,
        keys(vec!["odata.metadata", "Count", "note"]),
        keys(vec!["@odata.nextLink", "odata.count", "note", "__next"]),
    )
}

fn config(cases: u32) -> ProptestConfig {
    // Regressions are kept as tests, not as seeds. A change must not fail by luck: the cases are the same in every run,
    // until PROPTEST_RNG_SEED asks for others.
    let asked = ProptestConfig::default();
    let rng_seed = if asked.rng_seed == RngSeed::Random { RngSeed::Fixed(86) } else { asked.rng_seed };
    ProptestConfig { cases, failure_persistence: None, rng_seed, ..asked }
}

proptest! {
    #![proptest_config(config(1500))]

    #[test]
    fn the_tape_holds_what_serde_json_reads(json in json(), layout in layout()) {
        let text = written(&json, layout);
        let (tape, gaps) = parse(&text).expect("JSON");
        let root = tape.document(&text).root();
        prop_assert!(gaps.is_empty());
        assert_same(root, &json);
        prop_assert_eq!(value_of(root), serde_json::from_str::<Value>(&text).unwrap());
    }

    #[test]
    fn every_span_leads_back_to_its_node(json in json(), layout in layout()) {
        let text = written(&json, layout);
        let (tape, _) = parse(&text).expect("JSON");
        let document = tape.document(&text);
        assert_spans(document, document.root(), true);
    }

    #[test]
    fn decoding_gives_back_what_was_encoded(text in "[^\\pC]\\PC{0,40}", cjk in "[ -~\u{4e00}-\u{9fa5}]{1,40}") {
        let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        let (little, big) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
        for (bytes, forced, encoding) in [
            (text.as_bytes().to_vec(), None, Encoding::Utf8),
            (marked(b"\xEF\xBB\xBF", text.as_bytes()), None, Encoding::Utf8Bom),
            (marked(b"\xFF\xFE", &little), None, Encoding::Utf16Le),
            (marked(b"\xFE\xFF", &big), None, Encoding::Utf16Be),
            (little.clone(), Some(Encoding::Utf16Le), Encoding::Utf16Le),
            (big.clone(), Some(Encoding::Utf16Be), Encoding::Utf16Be),
        ] {
            prop_assert_eq!(decode(bytes, forced), Ok((text.as_str().into(), encoding)));
        }
        let gbk = encoding_rs::GB18030.encode(&cjk).0.into_owned();
        // A few characters can be UTF-8 with a Chinese character by chance, and are then read as that.
        prop_assume!(std::str::from_utf8(&gbk).is_err() || cjk.is_ascii());
        prop_assert_eq!(decode(gbk, Some(Encoding::Gb18030)), Ok((cjk.into(), Encoding::Gb18030)));
    }

    #[test]
    fn undecodable_bytes_are_an_error_with_a_place(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        bodies::decode(&bytes);
    }
}

proptest! {
    #![proptest_config(config(20_000))]

    #[test]
    fn takes_what_serde_json_takes(
        json in json(), layout in layout(), mutations in prop::collection::vec(mutation(), 0..4)
    ) {
        assert_agrees_with_serde(&mutated(&written(&json, layout), &mutations));
    }

    #[test]
    fn takes_what_serde_json_takes_of_fragments(
        pieces in prop::collection::vec(mutation(), 0..12)
    ) {
        assert_agrees_with_serde(&mutated("", &pieces));
    }
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn positions_are_those_of_counting(
        piece in "(\\PC|\n|\r\n|[\u{0}-\u{20}中😀é]){1,60}", times in 1..700usize, extra in any::<String>(),
        places in prop::collection::vec(any::<Index>(), 20),
    ) {
        let text = piece.repeat(times) + &extra;
        let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let source = Source::new(SourceId(0), String::new(), text, Encoding::Utf8);
        let borders = (1..).map(|block| block * 8192).take_while(|at| *at <= source.text.len());
        let near = borders.map(|at| boundaries[boundaries.partition_point(|boundary| *boundary < at)]);
        for at in places.iter().map(|place| boundaries[place.index(boundaries.len())]).chain(near) {
            let before = &source.text[..at];
            let line = before.matches('\n').count() as u32 + 1;
            let column = before.rsplit('\n').next().unwrap().chars().count() as u32 + 1;
            let position = source.position(at);
            prop_assert_eq!((position.line, position.column), (line, column));
        }
    }

    #[test]
    fn streaming_hands_on_what_keeping_does(
        head in prop::collection::vec(site(), 1..12), count in 0..300usize,
        odd_at in prop::collection::vec((any::<Index>(), site()), 0..4),
        (wrapper, before, after) in envelope(), layout in layout(),
    ) {
        let mut sites: Vec<Json> = head.iter().cycle().take(count).cloned().collect();
        for (at, odd) in odd_at {
            if !sites.is_empty() {
                let at = at.index(sites.len());
                sites[at] = odd;
            }
        }
        let list = Json::Array(sites);
        let around = |name: &str| {
            let list = [(name.to_owned(), list.clone())];
            Json::Object(before.iter().cloned().chain(list).chain(after.iter().cloned()).collect())
        };
        let json = match wrapper {
            0 => list,
            1 => around("value"),
            _ => Json::Object(vec![("d".to_owned(), around("results"))]),
        };
        let source = Source::new(SourceId(0), "sites.json".to_owned(), written(&json, layout), Encoding::Utf8);
        let catalogue = Catalogue::builtin();
        let attempt = |stream: bool| {
            let mut seen = Vec::new();
            let export = read(&source, &catalogue, stream, &mut |resource| seen.push(bodies::describe(resource)));
            (export.expect("an export"), seen)
        };
        let ((mut streamed, some), (mut kept, all)) = (attempt(true), attempt(false));
        // Notes about elements come while streaming, those about the envelope after.
        streamed.notes.sort_by_key(Diagnostic::place);
        kept.notes.sort_by_key(Diagnostic::place);
        prop_assert_eq!(some, all);
        prop_assert_eq!(streamed.recognised, kept.recognised);
        prop_assert_eq!(streamed.counts, kept.counts);
        prop_assert_eq!(streamed.clues, kept.clues);
        prop_assert_eq!(streamed.gaps, kept.gaps);
        prop_assert_eq!(streamed.notes, kept.notes);
    }
}

proptest! {
    #![proptest_config(config(600))]

    /// Elements that are handed on have a reader of their own: it refuses and repairs what the other one does.
    #[test]
    fn streaming_takes_what_keeping_takes(
        head in prop::collection::vec(site(), 1..6), odd in prop::collection::vec(json(), 0..3), layout in layout(),
        mutations in prop::collection::vec(mutation(), 0..3),
    ) {
        let sites = head.iter().cycle().take(66).chain(&odd).chain(&head).cloned().collect();
        let text = written(&Json::Array(sites), layout);
        let tail = text.char_indices().nth(text.chars().count() * 9 / 10).map_or(0, |(at, _)| at);
        let text = text[..tail].to_owned() + &mutated(&text[tail..], &mutations);
        bodies::read(text.as_bytes());
    }
}

/// The same for every way in which an element, or what follows it, can break off or go wrong.
#[test]
fn what_breaks_late_in_a_listing_is_told_as_anywhere_else() {
    let site = r#"{"Url": "https://lanhai.sharepoint.cn/sites/a", "SharingCapability": 0, "Title": "x"}"#;
    let head = "[".to_owned() + &format!("{site}, ").repeat(70);
    let mut texts = Vec::new();
    // The first name matters to rules, the others are passed over.
    for key in ["SharingCapability", "Title", "Never", "Never\\n"] {
        for value in [
            "", "]", "}", ",", ":", "x", "tru", "-", "01", "\"", "\"\\q\"", "[", "[]]", "[1,]", "[1 2]", "[}", "{]",
            "{",
        ] {
            for end in ["", ", ", ",]", "}", "}]", "]", "}}", "} {", "},]", "}, }", "}, x", "},"] {
                texts.push(format!("{head}{{\"{key}\": {value}{end}"));
            }
        }
    }
    for tail in
        ["", "]", "}", ",", "x", "[", "1", "1 2]", "1,", "{", "{,", "{x", "{\"a\"", "{\"a\",", "{\"a\":", "{]", "{}{"]
    {
        texts.push(format!("{head}{tail}"));
        texts.push(format!("{{\"value\": {head}{tail}"));
        texts.push(format!("{{\"value\": {head}{tail}]}}"));
    }
    for text in texts {
        bodies::read(text.as_bytes());
    }
}

#[test]
fn depth_is_no_limit() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let depth = 200_000;
        let text = open.repeat(depth) + "1" + &close.repeat(depth);
        let (tape, _) = parse(&text).expect("JSON");
        assert_eq!(tape.document(&text).root().span().end(), text.len());
        parse(&open.repeat(depth)).expect_err("never closed");
    }
}

/// What the fuzz targets do, over fixtures with a few bytes changed: a short run of what `cargo fuzz` does for long.
#[test]
fn mutated_fixtures_do_not_panic() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let mut folders = vec![root.join("fixtures")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move |below: usize| {
        // xorshift64: the same bytes in every run.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % below.max(1) as u64) as usize
    };
    let pieces: [&[u8]; 12] =
        [b"{", b"}", b"[", b"]", b",", b":", b"\"", b"\\u001b[31m", "\u{202e}".as_bytes(), b"null", b"\xff", b"2"];
    let every = (files.len() / 120).max(1);
    for (at, path) in files.iter().enumerate().filter(|(at, _)| at % every == 0) {
        let mut bytes = std::fs::read(path).unwrap();
        for round in 0..4 {
            let place = next(bytes.len());
            match (round, next(4)) {
                (0, _) => {}
                (_, 0) => _ = bytes.splice(place..(place + 1).min(bytes.len()), []).count(),
                (_, 1) => bytes.truncate(bytes.len() - place / 8),
                (_, 2) if place < bytes.len() => bytes[place] ^= 1 << next(8),
                _ => _ = bytes.splice(place..place, pieces[next(pieces.len())].iter().copied()).count(),
            }
            let options = [(at * 4 + round) as u8];
            let with_options = [&options, bytes.as_slice()].concat();
            let told = std::panic::catch_unwind(|| {
                bodies::decode(&with_options);
                bodies::parse(&bytes);
                bodies::read(&bytes);
                if round > 1 || at % 4 == 0 {
                    bodies::run(&with_options);
                }
                if round == 1 && at % 8 == 0 {
                    bodies::formats(&with_options);
                }
                if round == 1 && path.components().any(|part| part.as_os_str() == "rules") {
                    bodies::rules(&bytes);
                    bodies::manifest(&bytes);
                }
                bodies::declaration(&bytes);
                bodies::config(&bytes);
            });
            assert!(told.is_ok(), "{} in round {round}: {}", path.display(), String::from_utf8_lossy(&bytes));
        }
    }
}

/// What PowerShell makes of a literal of ours, by its own rules: five characters are single quotes, and end the string
/// unless they stand twice; a sum of strings and characters is a string. None for anything else.
fn evaluated(literal: &str) -> Option<String> {
    let quote = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201B}');
    let mut units = Vec::new();
    let mut rest = literal;
    let sum = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    if let Some(inner) = sum {
        rest = inner;
    }
    let mut parts = 0;
    while !rest.is_empty() {
        if parts > 0 {
            rest = rest.strip_prefix(" + ")?;
        }
        parts += 1;
        if let Some(number) = rest.strip_prefix("[char]0x") {
            units.push(u16::from_str_radix(number.get(..4)?, 16).ok()?);
            rest = &number[4..];
            continue;
        }
        let mut inside = rest.strip_prefix('\'')?.chars();
        loop {
            let next = inside.next()?;
            if next.is_control() {
                return None;
            }
            if quote(next) {
                let twice = inside.clone().next().is_some_and(quote);
                if !twice {
                    break;
                }
                inside.next();
            }
            units.extend_from_slice(next.encode_utf16(&mut [0; 2]));
        }
        rest = inside.as_str();
    }
    // More than one part only in brackets, where an argument is one expression; the first makes it a sum of texts.
    let is_one = parts == 1 || parts > 1 && sum.is_some_and(|inner| inner.starts_with('\''));
    is_one.then(|| String::from_utf16(&units).ok()).flatten()
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![text(), any::<String>(), "['\u{2018}-\u{201E}\"`$(){};#\n\r\t\u{0}\u{202E}\u{FEFF}<>&|, a-c-]{0,30}",]
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn a_name_in_a_script_is_one_literal_equal_to_the_original(name in name()) {
        let literal = tenantlint::text::powershell::literal(&name);
        prop_assert_eq!(evaluated(&literal), Some(name));
    }

    #[test]
    fn a_remark_stays_in_its_line(name in name()) {
        let remark = tenantlint::text::powershell::remark(&name);
        prop_assert_eq!(remark.find(['\n', '\r', '\u{0}', '\u{2028}', '\u{85}']), None);
    }
}
