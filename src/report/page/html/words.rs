//! Running text in one language or both.

use maud::{Markup, PreEscaped, html as markup};

use crate::lang::Lang;
use crate::report::page::{Phrase, Piece, Tone};
use crate::text::printable::{printable, printable_inside};

/// Words in a language, in an element of this name. The page is in English where nothing else is said, which `i` need
/// not repeat.
pub(super) fn said(name: &str, lang: Lang, words: &Markup) -> Markup {
    match (name, lang) {
        ("i", Lang::En) => PreEscaped(format!("<i>{}</i>", words.0)),
        _ => PreEscaped(format!("<{name} lang={}>{}</{name}>", id(lang), words.0)),
    }
}

/// An element of a class, for what there is much of: without quotation marks.
pub(super) fn classed(name: &str, class: &str, words: &Markup) -> Markup {
    PreEscaped(format!("<{name} class={class}>{}</{name}>", words.0))
}

/// A text between tags. Quotation marks stay as they are there; in an attribute they would not.
pub(super) fn text(text: &str) -> Markup {
    PreEscaped(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

pub(super) const fn id(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::ZhCn => "zh",
    }
}

pub(super) fn plain(words: &str) -> Markup {
    text(&printable(&words.replace(['\n', '\r'], " ")))
}

/// A phrase in both languages; once, where it is the same. Names that both have stand once between the words.
pub(super) fn both([en, zh]: [&Phrase; 2]) -> Markup {
    let alike = |(en, zh): (&Piece, &Piece)| std::mem::discriminant(en) == std::mem::discriminant(zh);
    let shared = |(en, zh): (&Piece, &Piece)| en == zh && !matches!(en, Piece::Text(_));
    let pieces = || en.0.iter().zip(&zh.0);
    let piecewise = en.0.len() == zh.0.len() && pieces().all(alike) && pieces().any(shared);
    markup! {
        @if en == zh { (words(en)) } @else if piecewise {
            @for (at, (en, zh)) in pieces().enumerate() {
                @if en == zh { (piece(en, at)) } @else if let (Piece::Toned(tone, en), Piece::Toned(other, zh)) = (en, zh) && tone == other {
                    (classed("b", class(*tone), &both([&en.as_str().into(), &zh.as_str().into()])))
                } @else { (said("i", Lang::En, &piece(en, at))) (said("i", Lang::ZhCn, &piece(zh, at))) }
            }
        } @else { (said("i", Lang::En, &words(en))) (said("i", Lang::ZhCn, &words(zh))) }
    }
}

pub(super) fn words(phrase: &Phrase) -> Markup {
    markup! { @for (at, one) in phrase.0.iter().enumerate() { (piece(one, at)) } }
}

/// A piece of a phrase: the first of them may begin a line.
fn piece(piece: &Piece, at: usize) -> Markup {
    let plain =
        |words: &str| if at == 0 { plain(words) } else { text(&printable_inside(&words.replace(['\n', '\r'], " "))) };
    markup! {
        @match piece {
            Piece::Text(words) => { (plain(words)) }
            Piece::Target(words) => { (PreEscaped(format!("<code id={}>{}</code>", anchor(words), plain(words).0))) }
            Piece::Code(words) => { code { (plain(words)) } }
            Piece::Toned(tone, words) => { (classed("b", class(*tone), &plain(words))) }
            Piece::Link(words, target) => { a href=(address(target)) { (plain(words)) } }
        }
    }
}

/// What is said of a place, of which both languages mostly share the beginning and the end.
pub(super) fn told(en: &str, zh: &str) -> Markup {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let edge = |text: &str, at: usize| !(word(text[..at].chars().next_back()) && word(text[at..].chars().next()));
    let same = en.char_indices().zip(zh.chars()).take_while(|((_, a), b)| a == b).map(|((at, a), _)| at + a.len_utf8());
    let begin = same.filter(|at| edge(en, *at) && edge(zh, *at)).last().unwrap_or_default();
    let [en_rest, zh_rest] = [&en[begin..], &zh[begin..]];
    let same = en_rest.char_indices().rev().zip(zh_rest.chars().rev()).take_while(|((_, a), b)| a == b);
    let ends = same.map(|((at, _), _)| en_rest.len() - at);
    let end = ends
        .filter(|n| edge(en_rest, en_rest.len() - n) && edge(zh_rest, zh_rest.len() - n))
        .last()
        .unwrap_or_default();
    let middle = [&en_rest[..en_rest.len() - end], &zh_rest[..zh_rest.len() - end]];
    markup! {
        (plain(&en[..begin]))
        @if middle[0] != middle[1] {
            (said("i", Lang::En, &text(&printable_inside(middle[0])))) (said("i", Lang::ZhCn, &text(&printable_inside(middle[1]))))
        }
        (text(&printable_inside(&en_rest[en_rest.len() - end..])))
    }
}

/// The name of a place in the page.
fn anchor(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect()
}

/// Where a link leads: to the web, to another page beside this one, or to a place in it.
pub(super) fn address(target: &str) -> String {
    let target: String = target.chars().filter(|c| c.is_ascii_graphic() && !"<>\"".contains(*c)).collect();
    let scheme = target.split(['/', '#', '?']).next().is_some_and(|first| first.contains(':'));
    if scheme && !target.starts_with("https://") { "#".to_owned() } else { target }
}

pub(super) fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Bad => "bad",
        Tone::Open => "open",
        Tone::Good => "good",
        Tone::Faint => "faint",
    }
}
